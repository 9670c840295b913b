# SPDX-License-Identifier: EUPL-1.2
"""Pages that set the canteen up: schools, classes, calendar, deadlines, rules, events and orders as they were sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.calendar import public_holidays, school_holidays, school_year_bounds, school_year_of
from app.core.dates import Month, show_day_long, show_moment, show_month, show_period
from app.core.outcome import Address, Report, UserError
from app.core.text import Text as Shown
from app.forms.fields import (
    Choice,
    Flag,
    Moment,
    Money,
    Number,
    Option,
    Text,
    TimeOfDay,
    Tone,
    Weekdays,
    Whole,
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
    Row,
    Table,
)
from app.forms.records import get, load, save
from app.store.uow import Work, setting_of, today_of
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.documents.words import SHORT_WEEKDAYS
from modules.canteen.permissions import CARE, ORDER, READ, SETUP
from modules.canteen.queries import calendars, cutoff_facts
from modules.canteen.rules import cutoff
from modules.canteen.rules.absences import AbsenceReason, AbsenceRule
from modules.canteen.rules.absences import sentence as absence_sentence
from modules.canteen.rules.calendar import serving_days_by_month
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.cutoff import check_rule
from modules.canteen.strings import _, _n, label
from modules.canteen.ui import fields as f
from modules.canteen.ui.actions_setup import (
    ABSENCE_FIELDS,
    CANTEEN_FIELDS,
    CLASS_FIELDS,
    CLOSING_FIELDS,
    CUTOFF_FIELDS,
    SCHOOL_FIELDS,
    SURCHARGE_FIELDS,
    check_school,
)

ACTIVE = Flag(name="active", label=_("En service"), default=True)


def _titled(model: Any, subtitle: Callable[[Any], str] = lambda row: "") -> Callable[[Session, int], Heading]:
    def heading(session: Session, record_id: int) -> Heading:
        row: Any = get(session, model, record_id)
        return Heading(row.title, subtitle(row))

    return heading


def _part(model: Any, fields: Any, page: str, check: Any = None) -> FieldsPart:
    return FieldsPart(
        fields=fields, load=load(model, fields), save=save(model, fields, SETUP, page, check), permission=SETUP
    )


# ---------------------------------------------------------------- schools, canteens, classes

SCHOOLS_PAGE = Page(
    name="canteen.schools",
    title=_("Écoles"),
    table=Table(
        name="canteen.schools",
        title=_("Écoles"),
        columns=(
            Column(field=Text(name="title", label=_("Nom")), strong=True),
            Column(field=f.LEVEL),
            Column(field=Text(name="canteen", label=_("Cantine"))),
            Column(field=Weekdays(name="weekdays", label=_("Jours de cantine"), width=20)),
            Column(field=Text(name="uai", label=_("Code UAI"), width=9), weak=True),
            Column(field=ACTIVE, hidden=True),
        ),
        source=lists.schools,
        search=("title",),
        order="title",
        counted=lambda n: _n("{n} école", "{n} écoles", n),
        empty=_("Les écoles de la commune. Ajoutez la première, avec les jours où elle a cantine."),
        first_step="canteen.add-school",
        reads=frozenset({"canteen_school", "canteen_canteen"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.School,
        heading=_titled(m.School, lambda row: row.canteen.title),
        parts=(_part(m.School, (*SCHOOL_FIELDS, ACTIVE), "canteen.schools", check_school),),
        actions=("canteen.delete-school",),
    ),
    actions=("canteen.add-school",),
    permission=READ,
    hidden=True,
    help=_("Les écoles, leurs jours de cantine, et la cantine qui les sert."),
)

CANTEENS_PAGE = Page(
    name="canteen.canteens",
    title=_("Cantines"),
    table=Table(
        name="canteen.canteens",
        title=_("Cantines"),
        columns=(
            Column(field=Text(name="title", label=_("Nom")), strong=True),
            Column(field=Whole(name="capacity", label=_("Places"))),
            Column(field=Text(name="supplier", label=_("Fournisseur"))),
            Column(field=Whole(name="margin", label=_("Marge"))),
            Column(field=ACTIVE, hidden=True),
        ),
        source=lists.canteens,
        search=("title",),
        order="title",
        counted=lambda n: _n("{n} cantine", "{n} cantines", n),
        empty=_("Les restaurants scolaires, avec leurs places et leur fournisseur."),
        first_step="canteen.add-canteen",
        reads=frozenset({"canteen_canteen", "directory_organisation"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Canteen,
        heading=_titled(m.Canteen),
        parts=(_part(m.Canteen, (*CANTEEN_FIELDS, ACTIVE), "canteen.canteens"),),
        actions=("canteen.delete-canteen",),
    ),
    actions=("canteen.add-canteen",),
    permission=READ,
    hidden=True,
    help=_("Les lieux où l’on mange, leurs places, leur fournisseur."),
)


def pupils(session: Session, class_id: int) -> Sequence[Row]:
    """Who is in the class."""
    from sqlalchemy import select

    from app.directory.models import Person

    rows = session.execute(
        select(m.Enrolment.id, Person.title, m.Enrolment.grade, m.Enrolment.diet)
        .join(Person, Person.id == m.Enrolment.person_id)
        .where(m.Enrolment.school_class_id == class_id)
        .order_by(Person.sort_key)
    )
    return [{"id": r.id, "title": r.title, "grade": r.grade, "diet": r.diet} for r in rows]


CLASSES_PAGE = Page(
    name="canteen.classes",
    title=_("Classes et années"),
    table=Table(
        name="canteen.classes",
        title=_("Classes"),
        columns=(
            Column(field=Text(name="title", label=_("Classe"), width=12), strong=True),
            Column(field=f.GRADES),
            Column(field=Text(name="teacher", label=_("Enseignant"), width=18)),
            Column(field=Text(name="school", label=_("École"), width=20), weak=True),
            Column(field=Whole(name="pupils", label=_("Inscrits")), sum=True),
        ),
        source=lists.classes,
        search=("title", "teacher"),
        order="title",
        parameters=Form(
            fields=(f.year("year", width=10),),
            start=lambda session, params: {"year": lists.year_in_hand(session, params)},
        ),
        counted=lambda n: _n("{n} classe", "{n} classes", n),
        empty=_("Les classes de l’année. Ouvrez l’année scolaire, ou reprenez la liste de l’école."),
        first_step="canteen.open-year",
        reads=frozenset({"canteen_school_class", "canteen_enrolment", "canteen_school_year", "canteen_school"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.SchoolClass,
        heading=_titled(m.SchoolClass, lambda row: f"{row.school.title} · {row.school_year.title}"),
        parts=(
            _part(m.SchoolClass, CLASS_FIELDS, "canteen.classes"),
            LinesPart(
                title=_("Élèves"),
                columns=(
                    Column(field=Text(name="title", label=_("Nom")), strong=True),
                    Column(field=f.GRADE),
                    Column(field=f.DIET, weak=True),
                ),
                rows=pupils,
                opens="canteen.children",
                empty=_("Personne n’est inscrit dans cette classe."),
            ),
        ),
        actions=("canteen.delete-class",),
    ),
    actions=("canteen.open-year", "canteen.add-class"),
    permission=READ,
    hidden=True,
    help=_("Les classes de chaque année scolaire\u202f; le passage à l’année suivante."),
)


# ---------------------------------------------------------------- calendar

KINDS = ("HOLIDAY", "PUBLIC", "CLOSED", "OPEN")
KIND = Choice(
    name="kind",
    label=_("Nature"),
    width=14,
    options=(
        Option("HOLIDAY", _("Vacances"), Tone.NEUTRAL, "sun"),
        Option("PUBLIC", _("Jour férié"), Tone.NEUTRAL, "flag"),
        Option("CLOSED", _("Fermeture"), Tone.WARNING, "calendar-x"),
        Option("OPEN", _("Ouverture"), Tone.SUCCESS, "calendar-check"),
    ),
)


def calendar_rows(session: Session, params: Params) -> Sequence[Row]:
    """Holidays, public holidays and the commune's own days of a school year; national ones have a negative id."""
    start = _start_year(session, params)
    zone = setting_of(session, "commune.zone") or "B"
    alsace = bool(setting_of(session, "commune.alsace_moselle"))
    first, last = school_year_bounds(start)
    schools = {row.id: row.title for row in session.execute(m.School.__table__.select())}
    rows: list[dict[str, Any]] = [
        _national("HOLIDAY", holiday.first, min(holiday.last, last), str(holiday.name))
        for holiday in school_holidays(zone, start)
        if holiday.first <= last and holiday.last >= first
    ]
    for year in (start, start + 1):
        days = public_holidays(year, alsace)
        rows += [_national("PUBLIC", day, day, str(name)) for day, name in days.items() if first <= day <= last]
    for row in session.execute(lists.overrides(session, {})).mappings():
        if row["first_on"] <= last and row["last_on"] >= first:
            rows.append({**row, "kind": "OPEN" if row["is_open"] else "CLOSED", "school": row["school"] or _whole(schools)})
    return sorted(rows, key=lambda row: (row["first_on"], row["id"]))


def _whole(schools: dict[int, str]) -> str:
    return str(_("toutes les écoles")) if len(schools) > 1 else ""


def _start_year(session: Session, params: Params) -> int:
    year = session.get(m.SchoolYear, params["year"]) if params.get("year") else None
    return year.start_year if year is not None else school_year_of(today_of(session))


def _national(kind: str, first: date, last: date, words: str) -> dict[str, Any]:
    return {
        "id": -(first.toordinal() * len(KINDS) + KINDS.index(kind)), "first_on": first, "last_on": last, "label": words,
        "kind": kind, "school": "", "reason": None, "is_open": False,
    }  # fmt: skip


def _national_of(session: Session, record_id: int) -> dict[str, Any]:
    """The national row of a negative id."""
    ordinal, _kind = divmod(-record_id, len(KINDS))
    start = school_year_of(date.fromordinal(ordinal))
    year = session.query(m.SchoolYear).filter_by(start_year=start).one_or_none()
    rows = calendar_rows(session, {"year": year.id} if year is not None else {})
    found = next((row for row in rows if row["id"] == record_id), None)
    if found is None:
        raise UserError(_("Cette période n’est plus au calendrier."))
    return dict(found)


def calendar_heading(session: Session, record_id: int) -> Heading:
    """What the days are, and from when to when."""
    if record_id < 0:
        row = _national_of(session, record_id)
        return Heading(row["label"], show_period(row["first_on"], row["last_on"]), KIND.option(row["kind"]))
    own = get(session, m.CalendarOverride, record_id)
    state = KIND.option("OPEN" if own.is_open else "CLOSED")
    return Heading(own.label, show_period(own.first_on, own.last_on), state)


def calendar_words(session: Session, record_id: int) -> Sequence[Shown]:
    """Where the days come from, and how many meals days are left in their months."""
    if record_id < 0:
        row = _national_of(session, record_id)
        first, last = row["first_on"], row["last_on"]
        lines: list[Shown] = [_("Calendrier national. Pour servir ces jours-là, ajoutez une ouverture.")]
    else:
        own = get(session, m.CalendarOverride, record_id)
        first, last = own.first_on, own.last_on
        lines = [_("Décision de la commune\u00a0: elle passe avant le calendrier national.")]
    try:
        found = calendars(session, school_year_of(first))
    except UserError:
        return lines
    for calendar in list(found.values())[:1]:
        counts = serving_days_by_month(calendar)
        for month in Month.of(first).until(Month.of(last)):
            served = counts.get(month, 0)
            words = _n("{month}\u00a0: {n} jour servi", "{month}\u00a0: {n} jours servis", served)
            lines.append(words.with_values(month=show_month(month).capitalize()))
    return lines


def load_closing(session: Session, record_id: int) -> Params:
    """The fields of the commune's decision; those of a national period are only shown."""
    if record_id > 0:
        return load(m.CalendarOverride, CLOSING_FIELDS)(session, record_id)
    row = _national_of(session, record_id)
    return {"version": None, **{field.name: row.get(field.name) for field in CLOSING_FIELDS}}


def save_closing(work: Work, *, id: int, version: int | None = None, **values: Any) -> Report:
    """Change a decision of the commune."""
    if id < 0:
        raise UserError(_("Le calendrier national ne se modifie pas\u00a0: ajoutez un jour particulier, qui passe avant."))

    def check(_work: Work, row: m.CalendarOverride) -> None:
        row.last_on = row.last_on or row.first_on
        if row.last_on < row.first_on:
            raise UserError(_("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux."), field="last_on")

    return save(m.CalendarOverride, CLOSING_FIELDS, SETUP, "canteen.calendar", check)(work, id=id, version=version, **values)


CALENDAR_PAGE = Page(
    name="canteen.calendar",
    title=_("Calendrier"),
    table=Table(
        name="canteen.calendar",
        title=_("Jours sans cantine et jours particuliers"),
        columns=(
            Column(field=f.day("first_on", _("Du"))),
            Column(field=f.day("last_on", _("Au"))),
            Column(field=KIND),
            Column(field=Text(name="label", label=_("Intitulé"), width=30), strong=True),
            Column(field=Text(name="school", label=_("École"), width=18), weak=True),
            Column(field=f.REASON, hidden=True),
        ),
        rows=calendar_rows,
        filters=(
            Filter(name="all", label=_("Tous")),
            Filter(name="own", label=_("Décidés par la commune"), keep=lambda row: row["id"] > 0),
            Filter(name="holidays", label=_("Vacances"), keep=lambda row: row["kind"] == "HOLIDAY"),
        ),
        search=("label",),
        order="first_on",
        parameters=Form(
            fields=(f.year("year", width=10),),
            start=lambda session, params: {"year": lists.year_in_hand(session, params)},
        ),
        counted=lambda n: _n("{n} période", "{n} périodes", n),
        empty=_("Le calendrier de l’année."),
        first_step="canteen.add-closing",
        reads=frozenset({"canteen_calendar_override", "canteen_school_year", "store_setting"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.CalendarOverride,
        heading=calendar_heading,
        parts=(
            ProsePart(title="", text=calendar_words),
            FieldsPart(fields=CLOSING_FIELDS, load=load_closing, save=save_closing, permission=SETUP),
        ),
        actions=("canteen.delete-closing",),
    ),
    actions=("canteen.add-closing",),
    permission=READ,
    hidden=True,
    help=_("Vacances, jours fériés, ponts, fermetures et journées de rattrapage."),
)


# ---------------------------------------------------------------- deadlines and rules


def _limit_words(shape: Any, days: int, weekday: int | None) -> str:
    parts = [str(label(shape))]
    if weekday is not None:
        parts.append(str(SHORT_WEEKDAYS[weekday]))
    return " · ".join(parts)


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
            _part(m.CutoffRule, CUTOFF_FIELDS[1:], "canteen.cutoffs", check_cutoff),
        ),
        actions=("canteen.delete-cutoff",),
    ),
    actions=("canteen.add-cutoff",),
    permission=READ,
    hidden=True,
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
        parts=(_part(m.AbsenceRule, ABSENCE_FIELDS, "canteen.rules"),),
        actions=("canteen.delete-absence-rule",),
    ),
    actions=("canteen.add-absence-rule",),
    permission=READ,
    hidden=True,
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
        parts=(_part(m.SurchargeRule, SURCHARGE_FIELDS, "canteen.surcharges"),),
        actions=("canteen.delete-surcharge",),
    ),
    actions=("canteen.add-surcharge",),
    permission=READ,
    hidden=True,
    help=_("La majoration des repas non réservés."),
)


# ---------------------------------------------------------------- events and orders, as they happened


def event_heading(session: Session, record_id: int) -> Heading:
    """What happened, and when."""
    row = get(session, m.ClassEvent, record_id)
    return Heading(row.label or str(label(row.reason)), show_period(row.first_on, row.last_on))


def event_words(session: Session, record_id: int) -> Sequence[Shown]:
    """Whom it concerned and what it removed."""
    row = next((r for r in lists.events(session, {}) if r["id"] == record_id), None)
    if row is None:
        return ()
    lines: list[Shown] = [_("Classes\u00a0: {classes}.", classes=row["classes"])]
    if row["is_meal_kept"]:
        lines.append(_("Pique-nique fourni\u00a0: les repas sont restés réservés."))
    else:
        lines.append(_n("{n} repas retiré, sans facturation.", "{n} repas retirés, sans facturation.", row["removed"]))
    return lines


EVENTS_PAGE = Page(
    name="canteen.events",
    title=_("Événements de classe"),
    table=Table(
        name="canteen.events",
        title=_("Événements de classe"),
        columns=(
            Column(field=f.day("first_on", _("Du"))),
            Column(field=f.day("last_on", _("Au"))),
            Column(field=f.REASON),
            Column(field=Text(name="label", label=_("Intitulé"), width=24), strong=True),
            Column(field=Text(name="classes", label=_("Classes"), width=24)),
            Column(field=Whole(name="removed", label=_("Repas retirés")), sum=True),
            Column(field=Flag(name="is_meal_kept", label=_("Pique-nique")), hidden=True),
        ),
        rows=lists.events,
        search=("label", "classes"),
        order="-first_on",
        counted=lambda n: _n("{n} événement", "{n} événements", n),
        empty=_("Sorties, grèves, enseignants absents\u00a0: un événement libère des classes entières en une fois."),
        first_step="canteen.declare-class-event",
        reads=frozenset({"canteen_class_event", "canteen_booking_exception"}),
        permission=READ,
    ),
    record=Record(model=lambda: m.ClassEvent, heading=event_heading, parts=(ProsePart(title="", text=event_words),)),
    actions=("canteen.declare-class-event",),
    permission=READ,
    hidden=True,
    help=_("Sorties, grèves, enseignants absents."),
)


def order_heading(session: Session, record_id: int) -> Heading:
    """The days, the version, who sent it."""
    row = get(session, m.SupplierOrder, record_id)
    version = _("version {n}", n=row.issue)
    subtitle = f"{version} · {show_moment(row.made_at)} · {row.made_by}"
    return Heading(str(_("Commande {period}", period=show_period(row.first_on, row.last_on))), subtitle)


def order_lines(session: Session, record_id: int) -> Sequence[Row]:
    """What was asked, day by day, as sent."""
    row = get(session, m.SupplierOrder, record_id)
    lines: list[dict[str, Any]] = [
        {
            "id": None, "day": date.fromisoformat(each["day"]), "category": Category(each["category"]),
            "diet": Diet(each["diet"]), "count": each["count"],
        }
        for each in row.quantities
    ]  # fmt: skip
    lines.append({"id": None, "count": row.total, "_emphasis": True})
    return lines


def order_changes(session: Session, record_id: int) -> Sequence[Shown]:
    """What this version changed of the one before."""
    from sqlalchemy import select

    from modules.canteen.services.order_meals import difference

    row, o = get(session, m.SupplierOrder, record_id), m.SupplierOrder
    before = session.scalars(
        select(o).where(
            o.canteen_id == row.canteen_id, o.first_on == row.first_on, o.last_on == row.last_on, o.issue == row.issue - 1
        )
    ).first()
    return difference(before, row)


ORDERS_PAGE = Page(
    name="canteen.orders",
    title=_("Commandes"),
    table=Table(
        name="canteen.orders",
        title=_("Commandes au fournisseur"),
        columns=(
            Column(field=f.day("first_on", _("Du"))),
            Column(field=f.day("last_on", _("Au"))),
            Column(field=Whole(name="issue", label=_("Version"), width=5)),
            Column(field=Whole(name="total", label=_("Repas"))),
            Column(field=Flag(name="is_last", label=_("En vigueur"))),
            Column(field=Moment(name="made_at", label=_("Faite le"))),
            Column(field=Text(name="made_by", label=_("Par"), width=10), weak=True),
            Column(field=Text(name="canteen", label=_("Cantine")), hidden=True),
        ),
        source=lists.orders,
        order="-first_on",
        counted=lambda n: _n("{n} commande", "{n} commandes", n),
        empty=_("Les commandes envoyées au fournisseur, chacune gardée comme elle est partie."),
        first_step="canteen.order-meals",
        reads=frozenset({"canteen_supplier_order"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.SupplierOrder,
        heading=order_heading,
        parts=(
            ProsePart(title=_("Changé depuis la version précédente"), text=order_changes, tone=Tone.INFO),
            LinesPart(
                title=_("Quantités"),
                columns=(
                    Column(field=f.day("day", _("Jour"))),
                    Column(field=f.CATEGORY),
                    Column(field=f.DIET),
                    Column(field=Whole(name="count", label=_("Repas"))),
                ),
                rows=order_lines,
            ),
        ),
    ),
    actions=("canteen.order-meals",),
    permission=ORDER,
    hidden=True,
    help=_("Les commandes telles qu’elles sont parties, version par version."),
)


# ---------------------------------------------------------------- health plans

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
    help=_("Projets d’accueil individualisés\u00a0: signés, à signer, à revoir."),
)

SETUP_PAGES = (
    CLASSES_PAGE, CALENDAR_PAGE, SCHOOLS_PAGE, CANTEENS_PAGE, CUTOFFS_PAGE, RULES_PAGE, SURCHARGES_PAGE, EVENTS_PAGE, ORDERS_PAGE,
    CARE_PAGE,
)  # fmt: skip
