# SPDX-License-Identifier: EUPL-1.2
"""Children enrolled at the canteen, and the child in hand: habit, requests, who pays, health, meals, bills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.core.text import Text as Shown
from app.forms.fields import (
    Choice,
    Flag,
    LongText,
    Moment,
    Money,
    MonthOf,
    Number,
    Option,
    PartialDay,
    Phone,
    Postcode,
    Text,
    Tone,
    Weekdays,
)
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    LinesPart,
    Page,
    Params,
    ProsePart,
    Record,
    Table,
)
from app.forms.records import get, load, save
from app.store.access import log_access
from app.store.models import Access
from app.store.uow import Work, store_of, today_of, user_of
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.documents.words import CARE_CODE
from modules.canteen.permissions import CARE, ENROL, READ
from modules.canteen.queries import cutoff_on, register
from modules.canteen.rules.booking import BookingKind, earliest_change
from modules.canteen.rules.codes import Category, Diet, Regularity
from modules.canteen.services.record_care_plan import record_care_plan
from modules.canteen.strings import _, _n, label
from modules.canteen.ui import fields as f

CHILDREN = "canteen.children"
READS = frozenset({
    "canteen_enrolment", "canteen_booking_pattern", "canteen_custody_plan", "canteen_custody_part", "canteen_care_plan",
    "canteen_school_class", "directory_person", "directory_family_quotient", "billing_payer",
})  # fmt: skip

YEAR = Form(
    fields=(f.year("year", width=10),),
    start=lambda session, params: {"year": lists.year_in_hand(session, params)},
)

CHILDREN_TABLE = Table(
    name=CHILDREN,
    title=_("Enfants inscrits"),
    columns=(
        Column(field=Text(name="birth_name", label=_("Nom"), width=16), strong=True),
        Column(field=Text(name="given_names", label=_("Prénom"), width=12)),
        Column(field=Text(name="usage_name", label=_("Nom d’usage"), width=14), hidden=True),
        Column(field=PartialDay(name="birth_date", label=_("Né(e) le")), weak=True, hidden=True),
        Column(field=Text(name="school_class", label=_("Classe"), width=8)),
        Column(field=f.GRADE, hidden=True),
        Column(field=f.DIET),
        Column(field=Weekdays(name="days", label=_("Jours"), width=18)),
        Column(field=Text(name="payer", label=_("Redevable"), width=20)),
        Column(field=Number(name="quotient", label=_("Quotient"), width=8), hidden=True),
        Column(field=LongText(name="remark", label=_("Remarque"), width=20), weak=True, hidden=True),
        Column(field=f.CATEGORY, hidden=True),
        Column(field=f.REGULARITY, hidden=True),
        Column(field=Text(name="school", label=_("École"), width=18), hidden=True),
        Column(field=Flag(name="separated", label=_("Deux foyers")), hidden=True),
        Column(field=Text(name="guardians", label=_("Responsables"), width=26), hidden=True),
        Column(field=Phone(name="phone", label=_("Téléphone")), hidden=True),
        Column(field=Text(name="email", label=_("Courriel")), hidden=True),
        Column(field=Text(name="number", label=_("N°"), width=4), hidden=True),
        Column(field=Text(name="repetition", label=_("Bis, ter"), width=4), hidden=True),
        Column(field=Text(name="street", label=_("Rue")), hidden=True),
        Column(field=Postcode(name="postcode", label=_("Code postal")), hidden=True),
        Column(field=Text(name="town", label=_("Ville")), hidden=True),
        Column(field=f.day("valid_from", _("Depuis le")), hidden=True),
        Column(field=f.day("valid_to", _("Jusqu’au")), hidden=True),
    ),
    source=lists.children,
    filters=(
        Filter(name="all", label=_("Toutes et tous")),
        Filter(name="no-pork", label=_("Sans porc"), where=lambda c: c.diet == Diet.NO_PORK),
        Filter(name="no-meat", label=_("Sans viande"), where=lambda c: c.diet == Diet.NO_MEAT),
        Filter(name="vegetarian", label=_("Végétarien"), where=lambda c: c.diet == Diet.VEGETARIAN),
        Filter(name="care", label=CARE_CODE, where=lambda c: c.has_care),
        Filter(name="separated", label=_("Deux foyers"), where=lambda c: c.separated),
        Filter(name="without-payer", label=_("Sans redevable"), where=lambda c: func.coalesce(c.payer, "") == ""),
        Filter(name="without-booking", label=_("Sans réservation"), where=lambda c: func.coalesce(c.days, 0) == 0),
        Filter(name="adults", label=_("Adultes"), where=lambda c: or_(c.school_class.is_(None), c.category == "ADULTE")),
    ),
    search=("names_key", "school_class", "payer"),
    order="birth_name",
    parameters=YEAR,
    counted=lambda n: _n("{n} inscription", "{n} inscriptions", n),
    empty=_("Les enfants inscrits à la cantine. Reprenez la liste de l’école, ou inscrivez un premier enfant."),
    first_step="canteen.enrol-new-child",
    reads=READS,
    permission=READ,
)  # fmt: skip


# ---------------------------------------------------------------- the head, and what to know


def heading(session: Session, enrolment_id: int) -> Heading:
    """The child, the class, and what the kitchen and the till must not forget."""
    row = get(session, m.Enrolment, enrolment_id)
    where = row.school_class.title if row.school_class is not None else str(_("adulte"))
    parts = [where, row.school_year.title]
    if row.person.birth_date is not None:
        parts.insert(0, str(_("né(e) le {day}", day=row.person.birth_date.show())))
    badges = []
    if row.diet is not Diet.STANDARD:
        badges.append(Option(row.diet.value, label(row.diet), Tone.NEUTRAL, "salad"))
    today = today_of(session)
    plan = _care_plan(session, row.person_id)
    if plan is not None:
        badges.append(Option("PAI", CARE_CODE, Tone.DANGER, "heart-pulse"))
    state = Option("ENROLLED", _("Inscrit"), Tone.SUCCESS, "check")
    if row.valid_to is not None and row.valid_to < today:
        state = Option("ENDED", _("Inscription close"), Tone.NEUTRAL, "user-x")
    elif row.valid_from > today:
        state = Option("COMING", _("À partir du {day}", day=show_day(row.valid_from)), Tone.INFO, "calendar")
    return Heading(row.person.title, " · ".join(parts), state, tuple(badges))


def to_know(session: Session, enrolment_id: int) -> Sequence[Shown]:
    """What is missing, and until when a change of booking is in time."""
    row = get(session, m.Enrolment, enrolment_id)
    lines: list[Shown] = []
    if not lists.custody_of(session, enrolment_id):
        lines.append(_("Personne ne paie pour cet enfant\u00a0: dites qui paie avant de préparer le mois."))
    plan = _care_plan(session, row.person_id)
    if plan is not None and not plan.is_signed:
        lines.append(_("Un PAI est annoncé mais n’est pas signé."))
    if row.school_class_id is None and row.grade is not None:
        lines.append(_("Cet élève n’a pas de classe."))
    return lines


def deadline_words(session: Session, enrolment_id: int) -> Sequence[Shown]:
    """From which day on a change asked now is in time."""
    row = get(session, m.Enrolment, enrolment_id)
    today = today_of(session)
    if (row.valid_to is not None and row.valid_to < today) or not row.school_year.first_on <= today <= row.school_year.last_on:
        return ()
    rule = cutoff_on(session, row.canteen_id, m.CutoffPurpose.BOOKING, today)
    found = register(session, today, today, enrolment_ids=[row.id])
    if rule is None or not found.eaters:
        return ()
    first = earliest_change(rule, found.calendar_of(found.eaters[0]), store_of(session).clock.now())
    if first is None:
        return ()
    return (_("Un changement demandé maintenant compte à partir du {day}.", day=show_day(first)),)


# ---------------------------------------------------------------- the enrolment

ENROLMENT_FIELDS = (
    replace(f.school_class(), name="school_class_id"),
    f.GRADE,
    f.choice("category", _("Catégorie"), Category, required=True),
    f.choice("diet", _("Régime"), Diet, required=True),
    f.choice("regularity", _("Fréquentation"), Regularity, required=True),
    f.RESIDENCY,
    f.RESIDENCY_REASON,
    f.day("valid_from", _("Depuis le"), required=True),
    f.day("valid_to", _("Jusqu’au")),
    LongText(name="remark", label=_("Remarque"), default=""),
)  # fmt: skip


def check_enrolment(work: Work, row: m.Enrolment) -> None:
    """The days in order, and a class of the same year."""
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise UserError(_("La fin vient avant le début de l’inscription."), field="valid_to")
    room = work.session.get(m.SchoolClass, row.school_class_id) if row.school_class_id else None
    if room is not None and room.school_year_id != row.school_year_id:
        raise UserError(_("Cette classe est d’une autre année scolaire."), field="school_class_id")
    if room is not None:
        row.canteen_id = room.school.canteen_id
    row.remark = row.remark or ""
    for pattern in row.patterns:
        if row.valid_to is not None and (pattern.valid_to is None or pattern.valid_to > row.valid_to):
            pattern.valid_to = max(row.valid_to, pattern.valid_from)


# ---------------------------------------------------------------- health: its own right, its readings logged

CARE_PART_FIELDS = (
    f.CARE_KIND, *f.CARE_FIELDS, f.day("care_from", _("Depuis le"), required=True), f.day("care_to", _("Jusqu’au")),
)  # fmt: skip
READ_AGAIN_SECONDS = 600
"""Looking twice within that time is one reading."""


def _care_plan(session: Session, person_id: int) -> m.CarePlan | None:
    p, today = m.CarePlan, today_of(session)
    return session.scalars(
        select(p).where(p.person_id == person_id, or_(p.valid_to.is_(None), p.valid_to >= today)).order_by(p.valid_from.desc())
    ).first()


def load_care(session: Session, enrolment_id: int) -> Params:
    """The plan in force, for those who may read it; each reading goes to the log of accesses."""
    row = get(session, m.Enrolment, enrolment_id)
    plan = _care_plan(session, row.person_id)
    names = [field.name for field in CARE_PART_FIELDS]
    if plan is None or not user_of(session).can(CARE):
        return {"version": None, **dict.fromkeys(names)}
    log_reading(session, plan)
    values = {name: getattr(plan, name) for name in names if hasattr(plan, name)}
    return {
        "version": plan.version, **values, "allergens": tuple(plan.allergens), "care_from": plan.valid_from, "care_to": plan.valid_to,
    }


def log_reading(session: Session, plan: m.CarePlan) -> None:
    """Note who reads a health plan; what is read for reading only is not changed by it."""
    store = store_of(session)
    if store.readonly:
        return
    user, now = user_of(session), store.clock.now()
    last = session.scalar(
        select(func.max(Access.at)).where(
            Access.table_name == "canteen_care_plan", Access.row_id == plan.id, Access.user_name == user.name
        )
    )
    if last is not None and (now - last).total_seconds() < READ_AGAIN_SECONDS:
        return
    with store.work(_("Lecture d’un PAI"), action="canteen.read-care-plan", user=user, undoable=False) as work:
        log_access(work, _("Lecture d’un PAI"), ("canteen_care_plan", plan.id))


def save_care(work: Work, *, id: int, version: int | None = None, **values: Any) -> Report:
    """Change the plan in force, or begin one."""
    work.require(CARE)
    row = get(work.session, m.Enrolment, id)
    plan = _care_plan(work.session, row.person_id)
    first, last = values.pop("care_from", None), values.pop("care_to", None)
    given = {name: value for name, value in values.items() if value is not None}
    if plan is None:
        given.setdefault("kind", None)
        if given["kind"] is None or first is None:
            raise UserError(_("Dites au moins la nature du PAI et son premier jour."), field="kind")
        return record_care_plan(work, person=row.person_id, valid_from=first, valid_to=last, **given)
    work.expect_version(plan, version, values)
    for name, value in given.items():
        setattr(plan, name, list(value) if name == "allergens" else value)
    if first is not None:
        plan.valid_from, plan.valid_to = first, last
    work.session.flush()
    return Report(summary=_("PAI enregistré."), records=[Address(CHILDREN, id)])


# ---------------------------------------------------------------- the page

EFFECT = Choice(
    name="effect",
    label=_("Effet"),
    width=12,
    options=(
        Option("KEPT", _("Comptée"), Tone.SUCCESS, "check"),
        Option("EVENT", _("Événement"), Tone.NEUTRAL, "school"),
        Option("LATE", _("Hors délai"), Tone.WARNING, "clock-alert"),
    ),
)

CHILDREN_PAGE = Page(
    name=CHILDREN,
    title=_("Inscriptions"),
    table=CHILDREN_TABLE,
    record=Record(
        model=lambda: m.Enrolment,
        heading=heading,
        parts=(
            ProsePart(title=_("À savoir"), text=to_know, tone=Tone.WARNING),
            FieldsPart(
                title=_("Inscription"),
                fields=ENROLMENT_FIELDS,
                load=load(m.Enrolment, ENROLMENT_FIELDS),
                save=save(m.Enrolment, ENROLMENT_FIELDS, ENROL, CHILDREN, check_enrolment),
                permission=ENROL,
            ),
            LinesPart(
                title=_("Semaine type"),
                columns=(
                    Column(field=f.day("valid_from", _("Du"))),
                    Column(field=f.day("valid_to", _("Au"))),
                    Column(field=Weekdays(name="weekdays", label=_("Jours"), width=18)),
                    Column(field=Weekdays(name="weekdays_other", label=_("Semaine suivante"), width=18)),
                ),
                rows=lists.patterns_of,
                actions=("canteen.set-pattern",),
                empty=_("Aucun repas d’avance\u00a0: réservez jour par jour, ou donnez une semaine type."),
            ),
            ProsePart(title="", text=deadline_words),
            LinesPart(
                title=_("Demandes"),
                columns=(
                    Column(field=f.day("day", _("Jour"))),
                    Column(field=f.choice("kind", _("Demande"), BookingKind, width=8)),
                    Column(field=EFFECT),
                    Column(field=f.choice("channel", _("Reçue par"), m.Channel, width=10), weak=True),
                    Column(field=Moment(name="made_at", label=_("Le")), weak=True),
                ),
                rows=lists.requests_of,
                actions=("canteen.accept-late",),
                empty=_("Aucun jour réservé ou annulé en dehors de la semaine type."),
            ),
            LinesPart(
                title=_("Qui paie"),
                columns=(
                    Column(field=Text(name="payer", label=_("Redevable"), width=18), strong=True),
                    Column(field=Text(name="share", label=_("Part"), width=18)),
                    Column(field=f.day("valid_from", _("Du"))),
                    Column(field=f.day("valid_to", _("Au"))),
                    Column(field=Text(name="evidence", label=_("Justificatif"), width=20), weak=True),
                ),
                rows=lists.custody_of,
                opens="billing.payers",
                actions=("canteen.set-custody",),
                empty=_("Personne ne paie encore."),
            ),
            FieldsPart(
                title=_("Projet d’accueil individualisé (PAI)"),
                fields=CARE_PART_FIELDS,
                load=load_care,
                save=save_care,
                permission=CARE,
            ),
            LinesPart(
                title=_("Derniers repas"),
                columns=(
                    Column(field=f.day("day", _("Jour"))),
                    Column(field=f.BASIS),
                    Column(field=f.REASON),
                    Column(field=Text(name="remark", label=_("Remarque"), width=18), weak=True),
                ),
                rows=lists.meals_of,
                opens="canteen.meals",
                actions=("canteen.receive-certificate",),
                empty=_("Aucun jour pointé."),
            ),
            LinesPart(
                title=_("Factures"),
                columns=(
                    Column(field=Text(name="reference", label=_("Numéro"), width=15), strong=True),
                    Column(field=MonthOf(name="month", label=_("Mois"))),
                    Column(field=Text(name="payer", label=_("Redevable"), width=16)),
                    Column(field=Money(name="total", label=_("Total"))),
                    Column(field=Money(name="left", label=_("Reste dû"))),
                ),
                rows=lists.invoices_of,
                opens="billing.invoices",
                empty=_("Aucune facture."),
            ),
        ),
        actions=("canteen.book-days", "canteen.end-enrolment"),
    ),
    actions=("canteen.enrol-new-child", "canteen.enrol-child"),
    permission=READ,
    help=_("Qui est inscrit à la cantine, dans quelle classe, avec quel régime, et qui paie."),
)  # fmt: skip
