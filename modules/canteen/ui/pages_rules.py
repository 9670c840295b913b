# SPDX-License-Identifier: EUPL-1.2
"""Deadlines, absences, surcharges: the rules that the commune chose."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.forms.fields import (
    Flag,
    Money,
    Number,
    Text,
    TimeOfDay,
    Whole,
)
from app.forms.page import (
    Column,
    Heading,
    Page,
    ProsePart,
    Record,
    Table,
)
from app.forms.records import get
from app.store.uow import Work
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.permissions import READ
from modules.canteen.queries import cutoff_facts
from modules.canteen.rules import cutoff
from modules.canteen.rules.absences import AbsenceReason, AbsenceRule
from modules.canteen.rules.absences import sentence as absence_sentence
from modules.canteen.rules.cutoff import check_rule
from modules.canteen.strings import _, _n, label
from modules.canteen.ui import fields as f
from modules.canteen.ui.actions_setup import (
    ABSENCE_FIELDS,
    CUTOFF_FIELDS,
    SURCHARGE_FIELDS,
)
from modules.canteen.ui.setup_parts import kept_part


def cutoff_heading(session: Session, record_id: int) -> Heading:
    """The rule in a sentence."""
    row = get(session, m.CutoffRule, record_id)
    return Heading(str(label(row.purpose)), str(cutoff.sentence(cutoff_facts(row))))


def cutoff_words(session: Session, record_id: int) -> Sequence[Shown]:
    """What happens when the day of the deadline is closed."""
    row = get(session, m.CutoffRule, record_id)
    return (_("Si ce jour est fermé\u00a0: {shift}.", shift=str(label(row.shift_if_closed)).lower()),)


def check_cutoff(work: Work, row: m.CutoffRule) -> None:
    """A rule that gives a deadline, over days in order."""
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise UserError(_("La fin vient avant le début de la règle."), field="valid_to")
    faults = check_rule(cutoff_facts(row))
    if faults:
        raise UserError(" ".join(f"{str(fault.why).capitalize()}." for fault in faults), field="shape")


CUTOFFS_PAGE = Page(
    name="canteen.cutoffs",
    title=_("Dates limites"),
    table=Table(
        name="canteen.cutoffs",
        title=_("Dates limites"),
        columns=(
            Column(field=f.PURPOSE, strong=True),
            Column(field=f.SHAPE),
            Column(field=Whole(name="days", label=_("Jours avant"))),
            Column(field=TimeOfDay(name="hour", label=_("Heure"))),
            Column(field=Text(name="canteen", label=_("Cantine"), width=18), weak=True),
            Column(field=f.day("valid_from", _("Du"))),
            Column(field=f.day("valid_to", _("Au"))),
        ),
        source=lists.cutoffs,
        search=("canteen",),
        order="valid_from",
        counted=lambda n: _n("{n} date limite", "{n} dates limites", n),
        empty=_("Jusqu’à quand réserver, annuler, commander. Sans règle, toute demande est à temps."),
        first_step="canteen.add-cutoff",
        reads=frozenset({"canteen_cutoff_rule"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.CutoffRule,
        heading=cutoff_heading,
        parts=(
            ProsePart(title="", text=cutoff_words),
            kept_part(m.CutoffRule, CUTOFF_FIELDS[1:], "canteen.cutoffs", check_cutoff),
        ),
        actions=("canteen.delete-cutoff",),
    ),
    actions=("canteen.add-cutoff",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Le dernier moment pour réserver, pour annuler, et pour commander au fournisseur."),
)


def absence_heading(session: Session, record_id: int) -> Heading:
    """The reason, and the rule as the town prints it."""
    row = get(session, m.AbsenceRule, record_id)
    rule = AbsenceRule(row.kind, row.count, row.needs_certificate, row.hours, row.amount)
    return Heading(str(label(row.reason)), str(absence_sentence(rule)))


RULES_PAGE = Page(
    name="canteen.rules",
    title=_("Règles d’absence"),
    table=Table(
        name="canteen.rules",
        title=_("Règles d’absence"),
        columns=(
            Column(field=f.choice("reason", _("Motif"), AbsenceReason, width=20), strong=True),
            Column(field=f.ABSENCE_KIND),
            Column(field=Whole(name="count", label=_("Jours"))),
            Column(field=Flag(name="needs_certificate", label=_("Certificat"))),
            Column(field=Whole(name="hours", label=_("Délai (h)"))),
            Column(field=Money(name="amount", label=_("Remboursement")), hidden=True),
            Column(field=f.day("valid_from", _("Du"))),
            Column(field=f.day("valid_to", _("Au"))),
        ),
        source=lists.absence_rules,
        order="reason",
        counted=lambda n: _n("{n} règle", "{n} règles", n),
        empty=_("Ce que coûte une absence, selon son motif. Sans règle, la maladie est due et la grève ne l’est pas."),
        first_step="canteen.add-absence-rule",
        reads=frozenset({"canteen_absence_rule"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.AbsenceRule,
        heading=absence_heading,
        parts=(kept_part(m.AbsenceRule, ABSENCE_FIELDS, "canteen.rules"),),
        actions=("canteen.delete-absence-rule",),
    ),
    actions=("canteen.add-absence-rule",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Jours de carence, certificats, absences gratuites."),
)


def surcharge_heading(session: Session, record_id: int) -> Heading:
    """What an unreserved meal costs more, and by which decision."""
    row = get(session, m.SurchargeRule, record_id)
    decided = _("délibération {number}", number=row.decision.number) if row.decision is not None else _("sans délibération")
    return Heading(str(label(row.kind)), str(decided))


SURCHARGES_PAGE = Page(
    name="canteen.surcharges",
    title=_("Repas non réservés"),
    table=Table(
        name="canteen.surcharges",
        title=_("Repas non réservés"),
        columns=(
            Column(field=f.SURCHARGE, strong=True),
            Column(field=Number(name="amount", label=_("Valeur"))),
            Column(field=Whole(name="free_occurrences", label=_("Tolérés par an"))),
            Column(field=Text(name="decision", label=_("Délibération"), width=12)),
            Column(field=f.day("valid_from", _("Du"))),
            Column(field=f.day("valid_to", _("Au"))),
        ),
        source=lists.surcharge_rules,
        order="-valid_from",
        counted=lambda n: _n("{n} majoration", "{n} majorations", n),
        empty=_("Ce qu’un repas pris sans réservation coûte de plus, par décision du conseil."),
        first_step="canteen.add-surcharge",
        reads=frozenset({"canteen_surcharge_rule"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.SurchargeRule,
        heading=surcharge_heading,
        parts=(kept_part(m.SurchargeRule, SURCHARGE_FIELDS, "canteen.surcharges"),),
        actions=("canteen.delete-surcharge",),
    ),
    actions=("canteen.add-surcharge",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("La majoration des repas non réservés."),
)
