# SPDX-License-Identifier: EUPL-1.2
"""The dead and the operations that concern them; candidates found in the public file of deaths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.text import Text as Shown
from app.forms.fields import Day, Field, Flag, LongText, Option, PartialDay, Text, TimeOfDay, Tone, Whole
from app.forms.page import Column, FieldsPart, Filter, Heading, LinesPart, Page, ProsePart, Record, Table
from app.forms.records import get, load, save
from app.store.uow import Work
from modules.cemetery import lists
from modules.cemetery import models as m
from modules.cemetery.permissions import HEALTH, OPERATE, READ
from modules.cemetery.rules.codes import (
    Kinship,
    OperationKind,
    OperationStatus,
    PartyRole,
    RemainsKind,
    RightBasis,
)
from modules.cemetery.scan_lists import papers_of_deceased
from modules.cemetery.services.check_dates import check_death
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui import fields as f
from modules.cemetery.ui.pages_ground import say_kept
from modules.cemetery.ui.pages_scans import papers_part

DECEASED = "cemetery.deceased"
OPERATIONS = "cemetery.operations"
CANDIDATES = "cemetery.death-candidates"
READS = frozenset({
    "cemetery_deceased", "cemetery_remains", "cemetery_plot", "cemetery_operation", "cemetery_operation_subject", "directory_person",
})  # fmt: skip

DECEASED_TABLE = Table(
    name=DECEASED,
    title=_("Défunts"),
    columns=(
        Column(field=Text(name="birth_name", label=_("Nom de naissance"), width=16), strong=True),
        Column(field=Text(name="usage_name", label=_("Nom d’usage"), width=14)),
        Column(field=Text(name="given_names", label=_("Prénoms"), width=16)),
        Column(field=PartialDay(name="birth_date", label=_("Naissance"))),
        Column(field=PartialDay(name="died_on", label=_("Décès"))),
        Column(field=Text(name="plot", label=_("Emplacement"), width=10), strong=True),
        Column(field=f.REMAINS, weak=True),
        Column(field=PartialDay(name="buried_on", label=_("Inhumation")), hidden=True),
        Column(field=Text(name="died_as_written", label=_("Décès tel qu’écrit"), width=14), hidden=True),
        Column(field=Flag(name="in_place", label=_("Sur place")), hidden=True),
        Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), hidden=True),
        Column(field=Flag(name="mpf", label=_("Mort pour la France")), hidden=True),
        Column(field=Flag(name="hidden_from_public", label=_("Caché au public")), hidden=True),
        Column(field=Text(name="source", label=_("Source"), width=12), hidden=True),
        Column(field=LongText(name="remark", label=_("Remarque"), width=20), hidden=True),
    ),
    source=lists.deceased,
    filters=(
        Filter(name="all", label=_("Tous")),
        Filter(name="unknown", label=_("Sans identité"), where=lambda c: c.names_key == ""),
        Filter(name="mpf", label=_("Morts pour la France"), where=lambda c: c.mpf),
        Filter(name="elsewhere", label=_("Inhumés ailleurs"), where=lambda c: c.plot.is_(None)),
        Filter(name="moved", label=_("Déplacés"), where=lambda c: c.kind.in_((RemainsKind.BOX, RemainsKind.BONES))),
        Filter(name="ashes", label=_("Cendres"), where=lambda c: c.kind.in_((RemainsKind.URN, RemainsKind.ASHES))),
    ),
    search=("names_key", "plot", "plot_key"),
    order="birth_name",
    counted=lambda n: _n("{n} défunt", "{n} défunts", n),
    empty=_("Les défunts du cimetière. Reprenez le registre, ou notez une première inhumation."),
    reads=READS,
    permission=READ,
)  # fmt: skip


def deceased_heading(session: Session, deceased_id: int) -> Heading:
    """Name, years, grave."""
    row = get(session, m.Deceased, deceased_id)
    title = row.person.title if row.person is not None else str(_("Inconnu(e)"))
    born = row.person.birth_date.show() if row.person is not None and row.person.birth_date else "?"
    died = row.died_on.show() if row.died_on else "?"
    lying = next((one for one in reversed(row.remains) if one.in_place and one.plot is not None), None)
    where = lying.plot.label if lying is not None and lying.plot is not None else str(_("aucune sépulture connue"))
    badges = [Option("MPF", _("Mort pour la France"), Tone.INFO, "flag")] if row.mpf else []
    return Heading(title, _heading_words(born, died, where), None, tuple(badges))


def _heading_words(born: str, died: str, where: str) -> str:
    return str(_("{born} – {died} · {where}", born=born, died=died, where=where))


def deceased_as_written(session: Session, deceased_id: int) -> Sequence[Shown]:
    """What the register says and could not be read."""
    row = get(session, m.Deceased, deceased_id)
    said = [_("{name}\u00a0: «\u00a0{value}\u00a0»", name=name, value=value) for name, value in (row.as_written or {}).items()]
    if row.died_as_written:
        said.append(_("{name}\u00a0: «\u00a0{value}\u00a0»", name=_("Décès"), value=row.died_as_written))
    return said


def holder_of(session: Session, deceased_id: int) -> Sequence[Shown]:
    """Concessions that the dead person held."""
    row = get(session, m.Deceased, deceased_id)
    if row.person_id is None:
        return ()
    return [
        _("{role} de la concession {number} {family}", role=label(one["role"]), number=one["number"], family=one["family_name"])
        for one in lists.concessions_of_person(session, row.person_id)
        if one["role"] is PartyRole.HOLDER
    ]


DECEASED_FIELDS: tuple[Field[Any], ...] = (
    f.person("person_id", _("Personne"), help=_("Vide\u00a0: identité inconnue.")),
    PartialDay(name="died_on", label=_("Date du décès")),
    TimeOfDay(name="died_at", label=_("Heure du décès")),
    Text(name="death_place", label=_("Lieu du décès"), default=""),
    Text(name="death_record", label=_("N° de l’acte de décès"), default="", width=12),
    Text(name="last_residence", label=_("Dernier domicile"), default=""),
    f.flag("mpf", _("Mort pour la France")),
    f.flag("stillborn", _("Enfant sans vie")),
    f.flag("opposed_to_cremation", _("Opposé à la crémation")),
    f.flag("hidden_from_public", _("Caché au public")),
    f.flag("borne_by_commune", _("Obsèques à la charge de la commune")),
    Text(name="source", label=_("Source"), default=""),
    f.note(),
)
SEALED_FIELDS: tuple[Field[Any], ...] = (
    Day(
        name="exhumation_not_before",
        label=_("Pas d’exhumation avant le"),
        sensitive=True,
        help=_("Une date seulement\u00a0: jamais la maladie."),
    ),
)


def check_deceased(work: Work, row: m.Deceased) -> None:
    """A death does not come before a birth; empty texts stay texts."""
    for name in ("death_place", "death_record", "last_residence", "source", "remark"):
        if getattr(row, name) is None:
            setattr(row, name, "")
    check_death(work.session, row)


DECEASED_PAGE = Page(
    name=DECEASED,
    title=_("Défunts"),
    table=DECEASED_TABLE,
    record=Record(
        model=lambda: m.Deceased,
        heading=deceased_heading,
        parts=(
            LinesPart(
                title=_("Sépulture"),
                columns=(
                    Column(field=Text(name="plot", label=_("Emplacement"), width=10), strong=True),
                    Column(field=f.REMAINS),
                    Column(field=PartialDay(name="laid_on", label=_("Depuis le"))),
                    Column(field=PartialDay(name="left_on", label=_("Jusqu’au"))),
                    Column(field=Whole(name="level", label=_("Niveau"))),
                    Column(field=Flag(name="in_place", label=_("Sur place")), weak=True),
                ),
                rows=lists.places_of_deceased,
                empty=_("Aucune sépulture connue dans la commune."),
            ),
            ProsePart(title=_("Titulaire"), text=holder_of),
            papers_part(papers_of_deceased),
            FieldsPart(
                title=_("Décès"),
                fields=DECEASED_FIELDS,
                load=load(m.Deceased, DECEASED_FIELDS),
                save=save(m.Deceased, DECEASED_FIELDS, OPERATE, DECEASED, check_deceased),
                permission=OPERATE,
            ),
            FieldsPart(
                title=_("Date réservée"),
                fields=SEALED_FIELDS,
                load=load(m.Deceased, SEALED_FIELDS),
                save=save(m.Deceased, SEALED_FIELDS, HEALTH, DECEASED),
                permission=HEALTH,
            ),
            LinesPart(
                title=_("Opérations"),
                columns=(
                    Column(field=Day(name="on", label=_("Jour"))),
                    Column(field=f.OPERATION_KIND),
                    Column(field=Text(name="plot_from", label=_("De"), width=8)),
                    Column(field=Text(name="plot_to", label=_("Vers"), width=8)),
                    Column(field=f.OPERATION_STATUS),
                ),
                rows=lists.operations_of_deceased,
                opens=OPERATIONS,
                empty=_("Aucune opération notée."),
            ),
            ProsePart(title=_("Tel qu’écrit dans le registre repris"), text=deceased_as_written),
        ),
        actions=("cemetery.plan-operation", "cemetery.seal-exhumation", "cemetery.show-deceased"),
    ),
    actions=("cemetery.record-deceased", "cemetery.public-extract"),
    permission=READ,
    help=_("Tous les défunts, par n’importe lequel de leurs noms, et la tombe où ils reposent."),
)  # fmt: skip

# ---------------------------------------------------------------- operations

OPERATIONS_TABLE = Table(
    name=OPERATIONS,
    title=_("Opérations funéraires"),
    columns=(
        Column(field=Day(name="on", label=_("Jour")), strong=True),
        Column(field=f.OPERATION_KIND),
        Column(field=Text(name="names", label=_("Défunts"), width=22), strong=True),
        Column(field=Text(name="plot_from", label=_("De"), width=8)),
        Column(field=Text(name="plot_to", label=_("Vers"), width=8)),
        Column(field=f.OPERATION_STATUS),
        Column(field=Text(name="operator", label=_("Opérateur"), width=18), weak=True),
        Column(field=TimeOfDay(name="planned_at", label=_("Heure")), hidden=True),
        Column(field=Day(name="asked_on", label=_("Demandée le")), hidden=True),
        Column(field=Day(name="done_on", label=_("Faite le")), hidden=True),
        Column(field=Text(name="concession", label=_("Concession"), width=10), hidden=True),
        Column(field=Text(name="destination", label=_("Destination"), width=18), hidden=True),
        Column(field=Whole(name="act_number", label=_("N° du permis")), hidden=True),
        Column(field=Flag(name="police_fee_due", label=_("Vacation due")), hidden=True),
        Column(field=LongText(name="override_reason", label=_("Passé outre parce que"), width=24), hidden=True),
        Column(field=LongText(name="remark", label=_("Remarque"), width=20), hidden=True),
    ),
    source=lists.operations,
    filters=(
        Filter(name="all", label=_("Toutes")),
        Filter(name="open", label=_("À venir"), where=lambda c: c.open),
        Filter(name="planned", label=_("À autoriser"), where=lambda c: c.status == OperationStatus.PLANNED),
        Filter(name="burials", label=_("Inhumations"), where=lambda c: c.kind.in_((OperationKind.BURIAL, OperationKind.URN_BURIAL))),
        Filter(
            name="exhumations", label=_("Exhumations"),
            where=lambda c: c.kind.in_((OperationKind.EXHUMATION, OperationKind.REDUCTION, OperationKind.REUNION)),
        ),
        Filter(name="ashes", label=_("Cendres"), where=lambda c: c.kind.in_((
            OperationKind.SCATTERING, OperationKind.URN_DEPOSIT, OperationKind.URN_SEALING, OperationKind.OPEN_SCATTERING))),
        Filter(name="overridden", label=_("Passées outre"), where=lambda c: func.coalesce(c.override_reason, "") != ""),
    ),
    search=("names_key", "plot_from", "plot_to", "concession"),
    order="-on",
    counted=lambda n: _n("{n} opération", "{n} opérations", n),
    empty=_("Inhumations, dépôts d’urne, exhumations… Préparez la première."),
    first_step="cemetery.plan-operation",
    reads=READS,
    permission=READ,
)  # fmt: skip


def operation_heading(session: Session, operation_id: int) -> Heading:
    """What, who, when, where it stands."""
    row = get(session, m.FuneralOperation, operation_id)
    names = ", ".join(s.deceased.person.title if s.deceased.person else str(_("Inconnu(e)")) for s in row.subjects)
    day = row.done_on or row.planned_on
    words = " · ".join(part for part in (str(label(row.kind)), show_day(day) if day else "") if part)
    return Heading(names or str(label(row.kind)), words, f.OPERATION_STATUS.option(row.status.value))


def operation_gates(session: Session, operation_id: int) -> Sequence[Shown]:
    """The conditions as they stood when the mayor authorised, those passed over with their reason."""
    row = get(session, m.FuneralOperation, operation_id)
    said: list[Shown] = [say_kept(line) for line in (row.snapshot or {}).get("why", [])]
    if row.override_reason:
        said.append(_("Passé outre\u00a0: {reason}", reason=row.override_reason))
    return said


OPERATION_FIELDS: tuple[Field[Any], ...] = (
    Day(name="planned_on", label=_("Prévue le")),
    TimeOfDay(name="planned_at", label=_("À")),
    f.person("applicant_id", _("Demandeur")),
    f.choice("applicant_kinship", _("Parenté"), Kinship),
    Text(name="applicant_capacity", label=_("Qualité"), default=""),
    f.flag("identity_seen", _("Identité et qualité vues")),
    LongText(name="agreement", label=_("Accord du concessionnaire ou des ayants droit"), default=""),
    Text(name="operator_authorisation", label=_("Habilitation de l’opérateur"), default=""),
    f.choice("right_basis", _("Droit à l’inhumation"), RightBasis),
    Text(name="closure_permit", label=_("Permis de fermeture du cercueil"), default=""),
    Text(name="transport_reference", label=_("Déclaration de transport"), default=""),
    Text(name="crematorium", label=_("Crématorium"), default=""),
    Day(name="cremated_on", label=_("Crémation le")),
    Text(name="derogation_reference", label=_("Dérogation du préfet"), default=""),
    Day(name="derogation_until", label=_("Jusqu’au")),
    Text(name="present", label=_("Personnes présentes"), default=""),
    Text(name="state_found", label=_("État trouvé"), default=""),
    Text(name="plate_text", label=_("Texte de la plaque"), default=""),
    Text(name="fixing", label=_("Mode de scellement"), default=""),
    f.note(),
)


def check_operation(work: Work, row: m.FuneralOperation) -> None:
    """Empty texts stay texts."""
    for field in OPERATION_FIELDS:
        if isinstance(field, Text) and getattr(row, field.name) is None:
            setattr(row, field.name, "")


OPERATIONS_PAGE = Page(
    name=OPERATIONS,
    title=_("Opérations"),
    table=OPERATIONS_TABLE,
    record=Record(
        model=lambda: m.FuneralOperation,
        heading=operation_heading,
        parts=(
            ProsePart(title=_("Conditions"), text=operation_gates),
            FieldsPart(
                title=_("Opération"),
                fields=OPERATION_FIELDS,
                load=load(m.FuneralOperation, OPERATION_FIELDS),
                save=save(m.FuneralOperation, OPERATION_FIELDS, OPERATE, OPERATIONS, check_operation),
                permission=OPERATE,
            ),
        ),
        actions=(
            "cemetery.authorise-operation",
            "cemetery.do-operation",
            "cemetery.record-police-attendance",
            "cemetery.reschedule-operation",
            "cemetery.cancel-operation",
        ),
    ),
    actions=("cemetery.plan-operation",),
    permission=READ,
    help=_("Inhumations, urnes, exhumations, réductions\u00a0: demandées, autorisées, faites."),
)  # fmt: skip

# ---------------------------------------------------------------- candidates of the public file of deaths

CANDIDATES_PAGE = Page(
    name=CANDIDATES,
    title=_("Décès à confirmer"),
    table=Table(
        name=CANDIDATES,
        title=_("Décès à confirmer"),
        columns=(
            Column(field=Text(name="person", label=_("Notre fiche"), width=22), strong=True),
            Column(field=PartialDay(name="birth_date", label=_("Né(e) le"))),
            Column(field=Text(name="names", label=_("Dans le fichier"), width=26)),
            Column(field=PartialDay(name="born_on", label=_("Né(e) le"))),
            Column(field=Text(name="birth_place", label=_("À"), width=16), weak=True),
            Column(field=PartialDay(name="died_on", label=_("Décès"))),
            Column(field=Whole(name="score", label=_("Score"))),
            Column(field=Day(name="answered_on", label=_("Répondu le")), hidden=True),
            Column(field=Flag(name="is_confirmed", label=_("Confirmé")), hidden=True),
        ),
        source=lists.candidates,
        filters=(
            Filter(name="open", label=_("À confirmer"), where=lambda c: c.answered_on.is_(None)),
            Filter(name="strong", label=_("Très probables"), where=lambda c: (c.score >= 85) & c.answered_on.is_(None)),
            Filter(name="answered", label=_("Répondus"), where=lambda c: c.answered_on.is_not(None)),
            Filter(name="all", label=_("Tous")),
        ),
        filter="open",
        search=("names_key", "names"),
        order="-score",
        counted=lambda n: _n("{n} décès possible", "{n} décès possibles", n),
        empty=_("Aucun décès à confirmer. Importez le fichier des personnes décédées de l’INSEE."),
        reads=frozenset({"cemetery_death_candidate", "directory_person"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.DeathCandidate,
        heading=lambda session, candidate_id: candidate_heading(session, candidate_id),
        parts=(ProsePart(title=_("Pourquoi c’est peut-être la même personne"), text=lambda session, cid: candidate_why(session, cid)),),
    ),
    actions=("cemetery.confirm-death", "cemetery.dismiss-death"),
    permission=READ,
    help=_("Le fichier public des décès ne prouve rien\u00a0: il propose, vous confirmez."),
)  # fmt: skip


def candidate_heading(session: Session, candidate_id: int) -> Heading:
    """Our file, and the score."""
    row = get(session, m.DeathCandidate, candidate_id)
    state = Option("OPEN", _("À confirmer"), Tone.WARNING, "circle-question-mark")
    if row.is_confirmed:
        state = Option("YES", _("Confirmé"), Tone.SUCCESS, "check")
    elif row.is_confirmed is False:
        state = Option("NO", _("Écarté"), Tone.NEUTRAL, "x")
    return Heading(row.person.title, str(_("{names}, score {score} sur 100", names=row.names, score=row.score)), state)


def candidate_why(session: Session, candidate_id: int) -> Sequence[Shown]:
    """Item by item, what makes the score."""
    return list(get(session, m.DeathCandidate, candidate_id).reasons)
