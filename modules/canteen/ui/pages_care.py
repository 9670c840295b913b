# SPDX-License-Identifier: EUPL-1.2
"""Health plans: how many, how far; what they say is read on the child's record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.dates import show_day_long
from app.core.outcome import Address
from app.core.text import Text as Shown
from app.forms.fields import (
    Choice,
    Flag,
    Option,
    Text,
    Tone,
)
from app.forms.page import (
    Column,
    Filter,
    Heading,
    LinesPart,
    Page,
    ProsePart,
    Record,
    Row,
    Table,
)
from app.forms.records import get
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.permissions import CARE
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f

CARE_STATE = Choice(
    name="state",
    label=_("État"),
    width=12,
    options=(
        Option("SIGNED", _("Signé"), Tone.SUCCESS, "check"),
        Option("TO_SIGN", _("À signer"), Tone.WARNING, "signature"),
        Option("TO_REVIEW", _("À revoir"), Tone.WARNING, "history"),
        Option("ENDED", _("Terminé"), Tone.NEUTRAL, "circle-x"),
    ),
)


def care_heading(session: Session, record_id: int) -> Heading:
    """Whose plan, and until when."""
    from app.directory.queries import person_title

    plan = get(session, m.CarePlan, record_id)
    until = _("jusqu’au {day}", day=show_day_long(plan.valid_to)) if plan.valid_to is not None else _("sans fin")
    return Heading(person_title(session, plan.person_id), str(until))


def care_words(session: Session, record_id: int) -> Sequence[Shown]:
    """What is to be done; what the plan says is read on the child's record, and each reading is noted."""
    plan = get(session, m.CarePlan, record_id)
    lines: list[Shown] = []
    if not plan.is_signed:
        lines.append(_("Annoncé par la famille, à signer par l’école, le médecin et la mairie."))
    if plan.is_basket:
        lines.append(_("La famille apporte le repas."))
    lines.append(_("Le contenu se lit sur la fiche de l’enfant\u202f; chaque lecture est notée."))
    return lines


def care_children(session: Session, record_id: int) -> Sequence[Row]:
    """The enrolments of the child."""
    from sqlalchemy import select

    plan = get(session, m.CarePlan, record_id)
    rows = session.scalars(select(m.Enrolment).where(m.Enrolment.person_id == plan.person_id).order_by(m.Enrolment.valid_from.desc()))
    return [
        {
            "id": row.id, "year": row.school_year.title, "school_class": row.school_class.title if row.school_class else "",
            "_address": Address("canteen.children", row.id),
        }
        for row in rows
    ]  # fmt: skip


CARE_PAGE = Page(
    name="canteen.care",
    title=_("PAI"),
    table=Table(
        name="canteen.care",
        title=_("Projets d’accueil individualisés"),
        columns=(
            Column(field=Text(name="child", label=_("Enfant"), width=22), strong=True),
            Column(field=Text(name="school_class", label=_("Classe"), width=8)),
            Column(field=CARE_STATE),
            Column(field=Flag(name="is_basket", label=_("Panier"))),
            Column(field=f.day("review_on", _("À revoir le"))),
            Column(field=f.day("valid_to", _("Jusqu’au"))),
        ),
        source=lists.care_plans,
        filters=(
            Filter(name="all", label=_("Tous")),
            Filter(name="to-sign", label=_("À signer"), where=lambda c: c.state == "TO_SIGN"),
            Filter(name="to-review", label=_("À revoir"), where=lambda c: c.state == "TO_REVIEW"),
            Filter(name="ended", label=_("Terminés"), where=lambda c: c.state == "ENDED"),
        ),
        search=("names_key", "school_class"),
        order="child",
        counted=lambda n: _n("{n} PAI", "{n} PAI", n),
        empty=_("Les projets d’accueil individualisés, lus par les seules personnes habilitées."),
        first_step="canteen.record-care-plan",
        reads=frozenset({"canteen_care_plan"}),
        permission=CARE,
    ),
    record=Record(
        model=lambda: m.CarePlan,
        heading=care_heading,
        parts=(
            ProsePart(title="", text=care_words),
            LinesPart(
                title=_("Inscriptions"),
                columns=(
                    Column(field=Text(name="year", label=_("Année"), width=10)),
                    Column(field=Text(name="school_class", label=_("Classe"))),
                ),
                rows=care_children,
                opens="canteen.children",
            ),
        ),
        actions=("canteen.end-care-plan",),
    ),
    actions=("canteen.record-care-plan",),
    permission=CARE,
    hidden=True,
    under="canteen.setup",
    help=_("Projets d’accueil individualisés\u00a0: signés, à signer, à revoir."),
)
