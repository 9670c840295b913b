# SPDX-License-Identifier: EUPL-1.2
"""Rights on the ground: concessions with their parties, terms and proofs; every term in one list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.text import Text as Shown
from app.forms.fields import Day, Field, Flag, LongText, Money, Option, PartialDay, Text, Tone, Whole
from app.forms.page import Column, FieldsPart, Filter, Heading, LinesPart, Page, ProsePart, Record, Table
from app.forms.records import get, load, save
from app.store.uow import Work, today_of
from modules.cemetery import lists
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.permissions import GRANT, READ
from modules.cemetery.rules.codes import ConcessionKind, InformationMeans, Kinship, PartyRole, TermOperation
from modules.cemetery.rules.states import state_of
from modules.cemetery.scan_lists import papers_of_concession
from modules.cemetery.strings import _, _n
from modules.cemetery.ui import fields as f
from modules.cemetery.ui.pages_ground import ON, say, say_gate, say_kept
from modules.cemetery.ui.pages_scans import papers_part
from modules.cemetery.ui.parts_rights import BURIAL_RIGHTS, OFFERS

CONCESSIONS = "cemetery.concessions"
TERMS = "cemetery.terms"
READS = frozenset({
    "cemetery_concession", "cemetery_term", "cemetery_party", "cemetery_plot", "cemetery_concession_plot", "cemetery_deceased",
    "cemetery_scan", "cemetery_scan_link", "directory_person", "store_setting",
})  # fmt: skip

CONCESSIONS_TABLE = Table(
    name=CONCESSIONS,
    title=_("Concessions"),
    columns=(
        Column(field=Text(name="number", label=_("N°"), width=10), strong=True),
        Column(field=Text(name="family_name", label=_("Famille"), width=16)),
        Column(field=Text(name="plots", label=_("Emplacements"), width=12)),
        Column(field=f.CONCESSION_STATE),
        Column(field=Day(name="expires_on", label=_("Échéance"))),
        Column(field=f.DURATION),
        Column(field=Text(name="holder", label=_("Concessionnaire"), width=20), weak=True),
        Column(field=PartialDay(name="start", label=_("Début")), hidden=True),
        Column(field=Whole(name="years", label=_("Années")), hidden=True),
        Column(field=f.CONCESSION_KIND, hidden=True),
        Column(field=Text(name="heirs", label=_("Ayants droit"), width=24), hidden=True),
        Column(field=Money(name="price", label=_("Prix")), hidden=True),
        Column(field=PartialDay(name="deed_on", label=_("Titre du")), hidden=True),
        Column(field=Flag(name="deed_missing", label=_("Titre non numérisé")), hidden=True),
        Column(field=Flag(name="holder_deceased", label=_("Concessionnaire décédé")), hidden=True),
        Column(field=Flag(name="heirs_unknown", label=_("Héritiers inconnus")), hidden=True),
        Column(field=Flag(name="opposition", label=_("Opposition")), hidden=True),
        Column(field=Day(name="closed_on", label=_("Close le")), hidden=True),
        Column(field=f.CLOSURE, hidden=True),
        Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), hidden=True),
        Column(field=LongText(name="remark", label=_("Remarque"), width=20), hidden=True),
    ),
    source=lists.concessions,
    filters=(
        Filter(name="all", label=_("Toutes")),
        Filter(name="active", label=_("En cours"), where=lambda c: c.state.in_(("ACTIVE", "PERPETUAL", "SOON"))),
        Filter(name="soon", label=_("Bientôt échues"), where=lambda c: c.state == "SOON"),
        Filter(name="renewable", label=_("À renouveler"), where=lambda c: c.state == "RENEWABLE"),
        Filter(name="expired", label=_("Échues depuis deux ans"), where=lambda c: c.state == "EXPIRED"),
        Filter(name="heirs-unknown", label=_("Héritiers inconnus"), where=lambda c: c.heirs_unknown & c.closed_on.is_(None)),
        Filter(name="deed-missing", label=_("Titre à retrouver"), where=lambda c: c.deed_missing & c.closed_on.is_(None)),
        Filter(name="closed", label=_("Closes"), where=lambda c: c.state == "CLOSED"),
    ),
    search=("number", "number_key", "family_key", "holder_key", "plots"),
    order="number",
    parameters=ON,
    counted=lambda n: _n("{n} concession", "{n} concessions", n),
    empty=_("Les concessions du cimetière. Reprenez le registre, ou accordez une première concession."),
    first_step="cemetery.grant-concession",
    reads=READS,
    permission=READ,
)  # fmt: skip


def heading(session: Session, concession_id: int) -> Heading:
    """Number, family, plots, where it stands today."""
    row = get(session, m.Concession, concession_id)
    listed = session.execute(lists.concessions(session, {}).where(m.Concession.id == concession_id)).mappings().one()
    badges = []
    if row.opposition:
        badges.append(Option("OPPOSITION", _("Opposition"), Tone.DANGER, "lock"))
    if listed["holder_deceased"]:
        badges.append(Option("DEAD", _("Concessionnaire décédé"), Tone.WARNING, "user-x"))
    title = " · ".join(part for part in (row.number, row.family_name) if part) or str(_("Concession sans numéro"))
    places = _n("emplacement {labels}", "emplacements {labels}", len((listed["plots"] or "").split(", ")))
    subtitle = ", ".join((row.cemetery.title, str(places.with_values(labels=listed["plots"] or "?"))))
    return Heading(title, subtitle, f.CONCESSION_STATE.option(listed["state"]), tuple(badges))


def dates_of(session: Session, concession_id: int) -> Sequence[Shown]:
    """The dates that matter, each with its rule."""
    plot_id = session.scalar(select(m.ConcessionPlot.plot_id).where(m.ConcessionPlot.concession_id == concession_id).limit(1))
    if plot_id is None:
        return ()
    answer = state_of(plot_facts(session, [plot_id])[plot_id], today_of(session), delays_in_force(session))
    if answer.concession_id != concession_id:
        return ()
    return [say(reason) for reason in answer.why]


def gates_of(session: Session, concession_id: int) -> Sequence[Shown]:
    """What stands in the way of a repossession, once expired."""
    plot_id = session.scalar(select(m.ConcessionPlot.plot_id).where(m.ConcessionPlot.concession_id == concession_id).limit(1))
    if plot_id is None:
        return ()
    answer = state_of(plot_facts(session, [plot_id])[plot_id], today_of(session), delays_in_force(session))
    if answer.concession_id != concession_id:
        return ()
    return [say_gate(gate) for gate in answer.gates if not gate.is_open]


def to_know(session: Session, concession_id: int) -> Sequence[Shown]:
    """What is missing in the file."""
    listed = session.execute(lists.concessions(session, {}).where(m.Concession.id == concession_id)).mappings().one()
    lines: list[Shown] = []
    if listed["heirs_unknown"]:
        lines.append(_("Le concessionnaire est décédé et aucun ayant droit n’est connu\u00a0: recherchez les héritiers."))
    if listed["deed_lost"]:
        lines.append(_("Le titre est perdu."))
    elif listed["deed_missing"]:
        lines.append(_("Le titre n’est pas numérisé."))
    return lines


def as_written_of(session: Session, concession_id: int) -> Sequence[Shown]:
    """Cells of the imported register kept as written beside the fields."""
    row = get(session, m.Concession, concession_id)
    lines: list[Shown] = [
        _("{name}\u00a0: «\u00a0{value}\u00a0»", name=name, value=value) for name, value in (row.as_written or {}).items()
    ]
    for term in row.terms:
        lines += [
            _("{name}\u00a0: «\u00a0{value}\u00a0»", name=name, value=value)
            for name, value in (
                (_("Début"), term.start_as_written),
                (_("Échéance"), term.expiry_as_written),
                (_("Prix"), term.price_as_written),
            )
            if value
        ]
    return lines


def why_term(session: Session, term_id: int) -> Sequence[Shown]:
    """Why this price and these dates, as kept on the day of the act."""
    term = get(session, m.ConcessionTerm, term_id)
    said: list[Shown] = [say_kept(line) for line in (term.snapshot or {}).get("why", [])]
    if term.override_reason:
        said.append(_("Passé outre\u00a0: {reason}", reason=term.override_reason))
    if not said and term.expires_on is not None and term.years is not None and term.start is not None:
        said.append(_("{years}\u00a0ans à compter du {day}.", years=term.years, day=term.start.show()))
    title = _("Terme commencé en {start}", start=term.start.show() if term.start else "?")
    return [title, *said] if said else []


CONCESSION_FIELDS: tuple[Field[Any], ...] = (
    Text(name="number", label=_("Numéro du titre"), default=""),
    Text(name="family_name", label=_("Famille"), default="", help=_("Comme gravé\u00a0: le nom à l’écran et sur les affiches.")),
    f.choice("kind", _("Nature"), ConcessionKind, required=True),
    PartialDay(name="deed_on", label=_("Titre du")),
    Text(name="volume", label=_("Registre"), default="", width=10),
    Text(name="folio", label=_("Folio"), default="", width=10),
    f.flag("deed_lost", _("Titre perdu")),
    Day(name="notoriety_on", label=_("Acte de notoriété du")),
    f.person("contact_id", _("Interlocuteur"), help=_("Qui reçoit les lettres\u00a0: une adresse, non un droit.")),
    f.flag("upkeep_accepted", _("Entretien accepté par la commune avec un don ou un legs")),
    f.flag("opposition", _("Opposition notifiée")),
    Text(name="duties_historical", label=_("Droits et taxes d’époque"), default=""),
    f.note(),
)


def check_concession(work: Work, row: m.Concession) -> None:
    """Empty texts stay texts."""
    for name in ("number", "family_name", "volume", "folio", "duties_historical", "remark"):
        if getattr(row, name) is None:
            setattr(row, name, "")


PARTIES_COLUMNS = (
    Column(field=Text(name="title", label=_("Nom"), width=20), strong=True),
    Column(field=f.choice("role", _("Qualité"), PartyRole, width=14)),
    Column(field=f.choice("kinship", _("Parenté"), Kinship, width=12)),
    Column(field=Text(name="proof", label=_("Preuve"), width=18), weak=True),
    Column(field=Flag(name="is_dead", label=_("Décédé"))),
)

CONCESSIONS_RECORD = Record(
    model=lambda: m.Concession,
    heading=heading,
    parts=(
        ProsePart(title=_("À savoir"), text=to_know, tone=Tone.WARNING),
        ProsePart(title=_("Les dates, et pourquoi"), text=dates_of),
        ProsePart(title=_("Ce qui manque pour une reprise"), text=gates_of, tone=Tone.WARNING),
        LinesPart(
            title=_("Termes"),
            columns=(
                Column(field=f.TERM_OPERATION),
                Column(field=f.DURATION),
                Column(field=PartialDay(name="start", label=_("Début"))),
                Column(field=Day(name="expires_on", label=_("Échéance"))),
                Column(field=Money(name="price", label=_("Prix"))),
                Column(field=Text(name="receipt", label=_("Quittance"), width=10), weak=True),
            ),
            rows=lists.terms_of,
            why=why_term,
            empty=_("Aucun terme daté\u00a0: le titre est perdu ou reste à lire."),
        ),
        LinesPart(
            title=_("Titulaires et ayants droit"),
            columns=PARTIES_COLUMNS,
            rows=lists.parties_of,
            actions=("cemetery.add-party", "cemetery.record-agreement", "cemetery.end-party"),
            empty=_("Personne n’est inscrit."),
        ),
        BURIAL_RIGHTS,
        OFFERS,
        LinesPart(
            title=_("Emplacements"),
            columns=(
                Column(field=Text(name="label", label=_("N°"), width=10), strong=True),
                Column(field=f.KIND),
                Column(field=f.metres("surface_m2", _("Surface"), "m²")),
                Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), weak=True),
            ),
            rows=lists.plots_of,
            opens="cemetery.plots",
        ),
        LinesPart(
            title=_("Défunts"),
            columns=(
                Column(field=Text(name="title", label=_("Nom"), width=20), strong=True),
                Column(field=PartialDay(name="died_on", label=_("Décès"))),
                Column(field=f.REMAINS),
                Column(field=Flag(name="in_place", label=_("Sur place")), weak=True),
            ),
            rows=lists.remains_of_concession,
            empty=_("Personne n’est inscrit dans cette concession."),
        ),
        papers_part(papers_of_concession),
        LinesPart(
            title=_("Information de la famille"),
            columns=(
                Column(field=Day(name="sent_on", label=_("Le"))),
                Column(field=f.choice("means", _("Moyen"), InformationMeans, width=16)),
                Column(field=Text(name="addressee", label=_("À"), width=18)),
                Column(field=f.RESULT),
                Column(field=Text(name="tracking", label=_("N° de suivi"), width=14), weak=True),
            ),
            rows=lists.information_of,
            actions=("cemetery.record-result",),
            empty=_("Aucune démarche notée."),
        ),
        FieldsPart(
            title=_("Concession"),
            fields=CONCESSION_FIELDS,
            load=load(m.Concession, CONCESSION_FIELDS),
            save=save(m.Concession, CONCESSION_FIELDS, GRANT, CONCESSIONS, check_concession),
            permission=GRANT,
        ),
        LinesPart(
            title=_("Sommes"),
            columns=(
                Column(field=Day(name="due_on", label=_("Le"))),
                Column(field=Text(name="label", label=_("Objet"), width=26), strong=True),
                Column(field=Money(name="amount", label=_("Montant"))),
                Column(field=Money(name="ccas", label=_("Dont CCAS")), weak=True),
            ),
            rows=lists.fees_of,
            empty=_("Aucune somme due."),
        ),
        ProsePart(title=_("Tel qu’écrit dans le registre repris"), text=as_written_of),
    ),
    actions=(
        "cemetery.renew-concession",
        "cemetery.inform-family",
        "cemetery.convert-concession",
        "cemetery.retrocede-concession",
        "cemetery.renounce-concession",
        "cemetery.close-concession",
        "cemetery.set-contact",
        "cemetery.set-opposition",
        "cemetery.show-concession",
        "cemetery.amend-kind",
        "cemetery.record-ownership-event",
        "cemetery.issue-certificate",
        "cemetery.issue-notoriety",
    ),
)  # fmt: skip

CONCESSIONS_PAGE = Page(
    name=CONCESSIONS,
    title=_("Concessions"),
    table=CONCESSIONS_TABLE,
    record=CONCESSIONS_RECORD,
    actions=("cemetery.grant-concession", "cemetery.send-notices"),
    permission=READ,
    help=_("Chaque concession, ses termes, ses ayants droit, ses défunts, et ce que disent les dates."),
)

TERMS_PAGE = Page(
    name=TERMS,
    title=_("Termes"),
    table=Table(
        name=TERMS,
        title=_("Termes"),
        columns=(
            Column(field=Text(name="concession", label=_("Concession"), width=10), strong=True),
            Column(field=Text(name="family_name", label=_("Famille"), width=16)),
            Column(field=Text(name="plots", label=_("Emplacements"), width=12)),
            Column(field=f.TERM_OPERATION),
            Column(field=f.DURATION),
            Column(field=Whole(name="years", label=_("Années")), hidden=True),
            Column(field=PartialDay(name="start", label=_("Début"))),
            Column(field=Flag(name="start_circa", label=_("Environ")), hidden=True),
            Column(field=Text(name="start_as_written", label=_("Début tel qu’écrit"), width=14), hidden=True),
            Column(field=Day(name="expires_on", label=_("Échéance"))),
            Column(field=Text(name="expiry_as_written", label=_("Échéance telle qu’écrite"), width=14), hidden=True),
            Column(field=Day(name="decided_on", label=_("Acte du")), hidden=True),
            Column(field=Day(name="tariff_on", label=_("Tarif du")), hidden=True),
            Column(field=Money(name="price", label=_("Prix")), sum=True),
            Column(field=Text(name="price_as_written", label=_("Prix tel qu’écrit"), width=10), hidden=True),
            Column(field=Money(name="ccas", label=_("Part du CCAS")), sum=True, hidden=True),
            Column(field=Text(name="receipt", label=_("Quittance"), width=10), weak=True),
        ),
        source=lists.terms,
        filters=(
            Filter(name="all", label=_("Tous")),
            *(
                Filter(name=operation.value.lower(), label=words, where=lambda c, o=operation: c.operation == o)  # type: ignore[misc]
                for operation, words in (
                    (TermOperation.GRANT, _("Achats")),
                    (TermOperation.RENEWAL, _("Renouvellements")),
                    (TermOperation.CONVERSION, _("Conversions")),
                )
            ),
        ),
        search=("concession", "family_key", "plots"),
        order="-start",
        counted=lambda n: _n("{n} terme", "{n} termes", n),
        empty=_("Les termes des concessions\u00a0: achats, renouvellements, conversions."),
        reads=READS,
        permission=READ,
    ),
    record=Record(
        model=lambda: m.ConcessionTerm,
        heading=lambda session, term_id: term_heading(session, term_id),
        parts=(
            ProsePart(title=_("Pourquoi"), text=why_term),
        ),
    ),
    permission=READ,
    hidden=True,
    help=_("Chaque achat, renouvellement et conversion, avec son prix et son échéance."),
)  # fmt: skip


def term_heading(session: Session, term_id: int) -> Heading:
    """Act, family and last day."""
    term = get(session, m.ConcessionTerm, term_id)
    option = f.TERM_OPERATION.option(term.operation.value)
    end = show_day(term.expires_on) if term.expires_on else str(_("sans échéance"))
    return Heading(" · ".join(part for part in (term.concession.number, term.concession.family_name) if part), end, option)
