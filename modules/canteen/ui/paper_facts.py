# SPDX-License-Identifier: EUPL-1.2
"""What the papers of the canteen say, read from the database and the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.calendar import school_holidays
from app.core.dates import days_between, show_period
from app.core.outcome import UserError
from app.core.phones import show_phone
from app.core.postal import postal_lines
from app.directory.models import ContactKind, Guardianship
from app.directory.queries import contacts_of, postal_block
from app.documents.blocks import Mark
from app.forms.fields import Weekdays
from app.store.uow import setting_of
from modules.canteen import models as m
from modules.canteen.documents.care_page import CareFacts
from modules.canteen.documents.class_list import ListedChild, ListedClass
from modules.canteen.documents.class_sheet import ClassSheetFacts, SheetChild
from modules.canteen.documents.day_sheets import ClassLine, KitchenFacts, RoomClass, RoomGuest
from modules.canteen.documents.deadlines import DeadlinesFacts
from modules.canteen.documents.order_paper import OrderFacts
from modules.canteen.documents.words import CARE_CODE, DIET_CODES
from modules.canteen.queries import (
    Eater,
    Register,
    calendars,
    classes_of,
    cutoff_on,
    first_canteen,
    need_year,
    register,
    week_of,
)
from modules.canteen.rules.calendar import serving_days
from modules.canteen.rules.codes import Allergen, Category, Diet
from modules.canteen.rules.cutoff import deadlines, sentence
from modules.canteen.rules.headcount import Portion
from modules.canteen.services.order_meals import count_day, difference
from modules.canteen.strings import _, label
from modules.canteen.ui.day_facts import order_of
from modules.canteen.ui.pages_children import log_reading


def codes_of(eater: Eater, day: date, *, care: bool = True) -> str:
    """« VG PAI »: the menu and the sign of a plan, never what it says."""
    codes = [str(DIET_CODES[eater.diet])] if eater.diet in DIET_CODES else []
    if care and eater.has_care_plan:
        codes.append(str(CARE_CODE))
    if eater.brings_basket(day):
        codes.append(str(_("panier")))
    return " ".join(codes)


# ---------------------------------------------------------------- the week of a class


def class_sheets(session: Session, school_class: int | None, day: date) -> list[ClassSheetFacts]:
    """The week of a class; of every class, and of the adults, when none is given."""
    year = need_year(session, day)
    monday, sunday = week_of(day)
    first = max(monday, date(year.start_year, 9, 1))
    last = min(sunday, date(year.start_year + 1, 8, 31))
    found = register(session, first, last, class_ids=None if school_class is None else [school_class])
    titles = {room.id: (room.title, room.teacher) for room in classes_of(session, year.id)}
    grouped: dict[int | None, list[Eater]] = {}
    for eater in found.eaters:
        grouped.setdefault(eater.class_id, []).append(eater)
    order = [key for key in titles if key in grouped] + ([None] if None in grouped and school_class is None else [])
    sheets = []
    for key in order:
        title, teacher = titles[key] if key is not None else (str(_("Adultes")), "")
        sheets.append(_sheet(found, grouped[key], title, teacher, key is None))
    if not sheets:
        raise UserError(_("Personne n’est inscrit sur cette feuille."), field="school_class")
    return sheets


def _sheet(found: Register, eaters: Sequence[Eater], title: str, teacher: str, is_staff: bool) -> ClassSheetFacts:
    week = [day for day in days_between(found.first_on, found.last_on) if day.weekday() < 5]
    open_on = {day: any(found.status(eater, day).is_open for eater in eaters) for day in week}
    used = {day.weekday() for day in week if open_on[day]} | {0, 1, 3, 4}
    days = tuple(day for day in week if day.weekday() in used)
    children = [
        SheetChild(eater.title, codes_of(eater, days[0] if days else found.first_on), tuple(_mark(found, eater, day) for day in days))
        for eater in eaters
    ]
    return ClassSheetFacts(title, teacher, days, tuple(day for day in days if not open_on[day]), children, is_staff)


def _mark(found: Register, eater: Eater, day: date) -> Mark:
    cell = found.cell(eater, day)
    if not cell.is_open:
        return Mark.CLOSED
    return Mark.EXPECTED if cell.is_booked else Mark.BOX


# ---------------------------------------------------------------- one day


def _day(session: Session, day: date) -> tuple[Register, m.Canteen]:
    need_year(session, day)
    place = first_canteen(session)
    if place is None:
        raise UserError(_("Ajoutez d’abord une école et sa cantine."))
    found = register(session, day, day)
    if not found.days():
        why = next((found.status(eater, day).why for eater in found.eaters), "")
        raise UserError(_("Pas de cantine ce jour-là\u00a0: {why}.", why=why), field="day")
    return found, place


def _expected(found: Register, day: date) -> list[Eater]:
    """Who is expected, the absences already known left out."""
    here = []
    for eater in found.eaters:
        cell = found.cell(eater, day)
        if cell.is_open and (cell.is_present or (cell.is_booked and cell.is_present is None)):
            here.append(eater)
    return here


def kitchen(session: Session, day: date) -> KitchenFacts:
    """Counts alone."""
    found, place = _day(session, day)
    portions: Counter[Portion] = Counter()
    baskets = 0
    for eater in _expected(found, day):
        if eater.brings_basket(day):
            baskets += 1
        else:
            portions[eater.category, eater.diet] += 1
    order = order_of(session, place.id, day)
    ordered = None if order is None else sum(int(r["count"]) for r in order.quantities if r["day"] == day.isoformat())
    seats = count_day(found, place, day, place.margin).seats
    return KitchenFacts(day, place.title, portions, baskets, seats, ordered)


def room(session: Session, day: date) -> tuple[str, list[RoomClass]]:
    """The canteen's title, and names by class."""
    found, place = _day(session, day)
    grouped: dict[str, list[RoomGuest]] = {}
    for eater in _expected(found, day):
        grouped.setdefault(eater.class_title or str(_("Adultes")), []).append(RoomGuest(eater.title, codes_of(eater, day)))
    return place.title, [RoomClass(title, guests) for title, guests in grouped.items()]


def headcount(session: Session, day: date) -> tuple[str, list[ClassLine]]:
    """The canteen's title, and counts by class."""
    found, place = _day(session, day)
    portions: dict[str, Counter[Portion]] = {}
    baskets: Counter[str] = Counter()
    for eater in _expected(found, day):
        title = eater.class_title or str(_("Adultes"))
        counts = portions.setdefault(title, Counter())
        if eater.brings_basket(day):
            baskets[title] += 1
        else:
            counts[eater.category, eater.diet] += 1
    return place.title, [ClassLine(title, counts, baskets[title]) for title, counts in portions.items()]


def care(session: Session, day: date) -> list[CareFacts]:
    """Health plans in force on a day; each reading is noted."""
    found, _place = _day(session, day)
    eaters = {eater.person_id: eater for eater in found.eaters if eater.is_enrolled(day)}
    expected = {eater.person_id for eater in _expected(found, day)}
    p = m.CarePlan
    plans = session.scalars(select(p).where(p.valid_from <= day, or_(p.valid_to.is_(None), p.valid_to >= day))).all()
    facts = []
    for plan in plans:
        eater = eaters.get(plan.person_id)
        if eater is None:
            continue
        log_reading(session, plan)
        facts.append(
            CareFacts(
                eater.title, eater.class_title, tuple(str(label(Allergen(code))) for code in plan.allergens), plan.measures,
                plan.is_basket, plan.protocol_place, plan.person_id in expected, plan.is_signed,
            )
        )  # fmt: skip
    order_of_classes = {eater.title: rank for rank, eater in enumerate(found.eaters)}
    return sorted(facts, key=lambda each: order_of_classes[each.name])


# ---------------------------------------------------------------- orders, deadlines, lists


def order(session: Session, order_id: int) -> OrderFacts:
    """An order with the address of its supplier."""
    row = session.get(m.SupplierOrder, order_id)
    if row is None:
        raise UserError(_("Cette commande n’existe plus."), field="id")
    place = session.get_one(m.Canteen, row.canteen_id)
    lines: tuple[str, ...] = ()
    if place.supplier_id is not None:
        recipient, address = postal_block(session, organisation_id=place.supplier_id)
        lines = tuple(postal_lines(list(recipient), address).lines)
    days: dict[date, Counter[Portion]] = {}
    for each in row.quantities:
        counts = days.setdefault(date.fromisoformat(each["day"]), Counter())
        counts[Category(each["category"]), Diet(each["diet"])] += int(each["count"])
    o = m.SupplierOrder
    before = session.scalars(
        select(o).where(
            o.canteen_id == row.canteen_id, o.first_on == row.first_on, o.last_on == row.last_on, o.issue == row.issue - 1
        )
    ).first()
    return OrderFacts(
        place.title, lines, row.first_on, row.last_on, row.issue, row.made_at, days, tuple(difference(before, row))
    )


def year_of_deadlines(session: Session, year_id: int) -> DeadlinesFacts:
    """Every deadline to book of a school year."""
    year = session.get(m.SchoolYear, year_id)
    place, found = first_canteen(session), {}
    if year is not None:
        found = calendars(session, year.start_year)
    if year is None or place is None or not found:
        raise UserError(_("Ouvrez d’abord l’année scolaire."), field="year")
    calendar = next(iter(found.values()))
    rule = cutoff_on(session, place.id, m.CutoffPurpose.BOOKING, year.first_on + timedelta(days=30))
    moments = deadlines(rule, serving_days(calendar), calendar) if rule is not None else []
    holidays = [
        (str(holiday.name), show_period(holiday.first, holiday.last))
        for holiday in school_holidays(setting_of(session, "commune.zone") or "B", year.start_year)
        if holiday.first <= year.last_on
    ]
    rows = session.scalars(
        select(m.CalendarOverride).where(
            m.CalendarOverride.is_open.is_(False), m.CalendarOverride.last_on >= year.first_on,
            m.CalendarOverride.first_on <= year.last_on,
        ).order_by(m.CalendarOverride.first_on)
    )  # fmt: skip
    holidays += [(row.label, show_period(row.first_on, row.last_on)) for row in rows]
    said = sentence(rule) if rule is not None else ""
    return DeadlinesFacts(year.title, place.title, said, [(at, tuple(days)) for at, days in moments], holidays)


def listed(session: Session, year_id: int, school_class: int | None) -> tuple[str, list[ListedClass]]:
    """The year's title, and those enrolled by class."""
    year = session.get(m.SchoolYear, year_id)
    if year is None:
        raise UserError(_("Choisissez une année scolaire."), field="year")
    e = m.Enrolment
    query = select(e).where(e.school_year_id == year.id, e.school_class_id.is_not(None))
    if school_class is not None:
        query = query.where(e.school_class_id == school_class)
    rows = sorted(session.scalars(query), key=lambda row: row.person.sort_key)
    phones = _phones(session, [row.person_id for row in rows])
    days = Weekdays(name="days", label="")
    classes = []
    for room in classes_of(session, year.id):
        children = []
        for row in (each for each in rows if each.school_class_id == room.id):
            last = max(row.patterns, key=lambda pattern: pattern.valid_from, default=None)
            codes = str(DIET_CODES[row.diet]) if row.diet in DIET_CODES else ""
            grade = str(label(row.grade)) if row.grade is not None else ""
            said = days.show(last.weekdays) if last is not None and last.weekdays else "–"
            children.append(ListedChild(row.person.title, grade, said, codes, phones.get(row.person_id, "")))
        if children:
            classes.append(ListedClass(room.title, room.teacher, children))
    return year.title, classes


def _phones(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """The number to call first for each child."""
    links = session.execute(
        select(Guardianship.child_id, Guardianship.guardian_id).where(Guardianship.child_id.in_(person_ids)).order_by(Guardianship.rank)
    ).all()
    numbers = contacts_of(session, [link.guardian_id for link in links], ContactKind.PHONE)
    found: dict[int, str] = {}
    for link in links:
        if link.child_id not in found and numbers.get(link.guardian_id):
            found[link.child_id] = show_phone(numbers[link.guardian_id][0])
    return found
