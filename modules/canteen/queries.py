# SPDX-License-Identifier: EUPL-1.2
"""Every SELECT of the canteen has a name here; rows become the facts that rules understand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.calendar import monday_of, school_year_of
from app.core.dates import PartialDate, days_between, show_day
from app.core.outcome import UserError
from app.core.people import key1, list_name
from app.directory.models import Person
from app.store.uow import setting_of
from modules.canteen import models as m
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.attendance import Basis, DayState
from modules.canteen.rules.booking import Booking, BookingSource, DayRequest, Pattern, booking_on
from modules.canteen.rules.calendar import (
    DayStatus,
    Override,
    SchoolCalendar,
    WeekRule,
    build_calendar,
    serving_days,
    status,
)
from modules.canteen.rules.codes import Category, Diet, Regularity, Residency
from modules.canteen.rules.cutoff import CutoffRule
from modules.canteen.rules.weekdays import FIVE_DAYS, FOUR_DAYS, WEDNESDAY
from modules.canteen.strings import _, label

# ---------------------------------------------------------------- schools, classes, years


def first_school(session: Session) -> m.School | None:
    """The first active school: the one that a small town has."""
    return session.scalars(select(m.School).where(m.School.active).order_by(m.School.id)).first()


def first_canteen(session: Session) -> m.Canteen | None:
    """The first active canteen."""
    return session.scalars(select(m.Canteen).where(m.Canteen.active).order_by(m.Canteen.id)).first()


def year_on(session: Session, day: date) -> m.SchoolYear | None:
    """The school year of a day (1 September to 31 August), when the commune opened it."""
    return session.scalars(
        select(m.SchoolYear).where(m.SchoolYear.start_year == school_year_of(day))
    ).one_or_none()


def need_year(session: Session, day: date) -> m.SchoolYear:
    """The school year of a day. Raises `UserError` when the commune has not opened it."""
    found = year_on(session, day)
    if found is None:
        start = school_year_of(day)
        raise UserError(
            _(
                "Le {day} n’est dans aucune année scolaire ouverte\u00a0: ouvrez {start}-{end} dans «\u00a0Classes et années\u00a0».",
                day=show_day(day),
                start=start,
                end=start + 1,
            )
        )
    return found


def classes_of(session: Session, year_id: int) -> Sequence[m.SchoolClass]:
    """Classes of a school year, the youngest first."""
    order = (m.SchoolClass.school_id, m.SchoolClass.rank, m.SchoolClass.title)
    return session.scalars(
        select(m.SchoolClass).where(m.SchoolClass.school_year_id == year_id).order_by(*order)
    ).all()


def find_classes(session: Session, text: str) -> list[tuple[int, str]]:
    """Classes whose title holds the text, this year's first."""
    rows = session.execute(
        select(m.SchoolClass.id, m.SchoolClass.title, m.SchoolYear.start_year)
        .join(m.SchoolYear)
        .order_by(m.SchoolYear.start_year.desc(), m.SchoolClass.rank, m.SchoolClass.title)
    ).all()
    wanted = key1(text)
    latest = rows[0].start_year if rows else 0
    return [
        (row.id, row.title if row.start_year == latest else f"{row.title} ({row.start_year})")
        for row in rows
        if wanted in key1(row.title)
    ]


def class_title(session: Session, class_id: int) -> str:
    """Title of a class."""
    return (
        session.scalars(select(m.SchoolClass.title).where(m.SchoolClass.id == class_id)).one_or_none() or ""
    )


def find_schools(session: Session, text: str) -> list[tuple[int, str]]:
    """Schools whose title holds the text."""
    rows = session.execute(select(m.School.id, m.School.title).order_by(m.School.title)).all()
    return [(row.id, row.title) for row in rows if key1(text) in key1(row.title)]


def school_title(session: Session, school_id: int) -> str:
    """Title of a school."""
    return session.scalars(select(m.School.title).where(m.School.id == school_id)).one_or_none() or ""


def find_canteens(session: Session, text: str) -> list[tuple[int, str]]:
    """Canteens whose title holds the text."""
    rows = session.execute(select(m.Canteen.id, m.Canteen.title).order_by(m.Canteen.title)).all()
    return [(row.id, row.title) for row in rows if key1(text) in key1(row.title)]


def canteen_title(session: Session, canteen_id: int) -> str:
    """Title of a canteen."""
    return session.scalars(select(m.Canteen.title).where(m.Canteen.id == canteen_id)).one_or_none() or ""


def find_years(session: Session, text: str) -> list[tuple[int, str]]:
    """School years, the latest first."""
    years = session.scalars(select(m.SchoolYear).order_by(m.SchoolYear.start_year.desc())).all()
    return [(year.id, year.title) for year in years if text.strip() in year.title]


def year_title(session: Session, year_id: int) -> str:
    """« 2026-2027 »."""
    year = session.get(m.SchoolYear, year_id)
    return year.title if year else ""


def find_enrolments(session: Session, text: str) -> list[tuple[int, str]]:
    """Enrolments of the latest school year whose names hold the text."""
    year = session.scalars(select(m.SchoolYear).order_by(m.SchoolYear.start_year.desc())).first()
    if year is None:
        return []
    query = (
        select(m.Enrolment.id, Person.birth_name, Person.usage_name, Person.given_names, m.SchoolClass.title)
        .join(Person, Person.id == m.Enrolment.person_id)
        .outerjoin(m.SchoolClass, m.SchoolClass.id == m.Enrolment.school_class_id)
        .where(m.Enrolment.school_year_id == year.id)
        .order_by(Person.sort_key)
        .limit(30)
    )
    for word in key1(text).split():
        query = query.where(Person.names_key.like(f"%{word}%"))
    return [
        (
            row.id,
            ", ".join(
                part
                for part in (list_name(row.birth_name, row.given_names, row.usage_name), row.title)
                if part
            ),
        )
        for row in session.execute(query)
    ]


def enrolment_title(session: Session, enrolment_id: int) -> str:
    """« MOREL Zoé, CE1-CE2 »."""
    enrolment = session.get(m.Enrolment, enrolment_id)
    if enrolment is None:
        return ""
    parts = (enrolment.person.title, enrolment.school_class.title if enrolment.school_class else "")
    return ", ".join(part for part in parts if part)


# ---------------------------------------------------------------- calendars


def calendars(session: Session, start_year: int) -> dict[int, SchoolCalendar]:
    """By school, the calendar of a school year, with the commune's own days."""
    zone, alsace = (
        setting_of(session, "commune.zone") or "B",
        bool(setting_of(session, "commune.alsace_moselle")),
    )
    year = session.scalars(select(m.SchoolYear).where(m.SchoolYear.start_year == start_year)).one_or_none()
    rows = session.scalars(
        select(m.CalendarOverride).order_by(m.CalendarOverride.school_id.is_not(None), m.CalendarOverride.id)
    ).all()
    found = {}
    for school in session.scalars(select(m.School)):
        overrides = {
            day: Override(row.is_open, row.label)
            for row in rows
            if row.school_id in (None, school.id)
            for day in days_between(row.first_on, row.last_on)
        }
        found[school.id] = _calendar(zone, start_year, school.weekdays, alsace, overrides, year)
    return found


def _calendar(
    zone: str,
    start_year: int,
    mask: int,
    alsace: bool,
    overrides: Mapping[date, Override],
    year: m.SchoolYear | None,
) -> SchoolCalendar:
    school_days = FIVE_DAYS if mask >> WEDNESDAY & 1 else FOUR_DAYS
    # Bridge days are rows of the commune once its year is open: it may remove them.
    calendar = build_calendar(zone, start_year, school_days, mask, alsace, overrides, bridges=year is None)
    if year is None:
        return calendar
    week = WeekRule(calendar.weeks[0].valid_from, school_days, mask)
    return SchoolCalendar(
        year.first_on, year.last_on, (week,), calendar.holidays, calendar.public_holidays, calendar.overrides
    )


# ---------------------------------------------------------------- who eats


@dataclass(frozen=True)
class MealFacts:
    """What is written of one day for one eater."""

    id: int
    is_booked: bool
    is_present: bool | None
    reason: AbsenceReason | None
    noticed_at: datetime | None
    certificate_at: datetime | None
    is_excused: bool | None
    basis: Basis | None
    remark: str


def meal_facts(row: m.Meal) -> MealFacts:
    """What a row says, be it written or not yet (its id is then 0)."""
    return MealFacts(
        row.id or 0,
        row.is_booked,
        row.is_present,
        row.reason,
        row.noticed_at,
        row.certificate_at,
        row.is_excused,
        row.basis,
        row.remark,
    )


@dataclass(frozen=True)
class Eater:
    """An enrolled person with all that decides her days."""

    enrolment_id: int
    person_id: int
    birth_name: str
    name: str
    first_name: str
    sort_key: str
    birth_date: PartialDate | None
    class_id: int | None
    class_title: str
    school_id: int | None
    canteen_id: int
    grade: m.Grade | None
    category: Category
    diet: Diet
    regularity: Regularity
    residency_override: Residency | None
    valid_from: date
    valid_to: date | None
    has_care_plan: bool
    baskets: tuple[tuple[date, date | None], ...]
    """Days on which a care plan says that the family brings the meal."""
    patterns: tuple[Pattern, ...] = ()
    requests: Mapping[date, tuple[DayRequest, ...]] = field(default_factory=dict)
    meals: Mapping[date, MealFacts] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """« MOREL Zoé »."""
        return list_name(self.birth_name, self.first_name, self.name)

    def is_enrolled(self, day: date) -> bool:
        """Whether the enrolment holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def brings_basket(self, day: date) -> bool:
        """Whether the family brings the meal on that day."""
        return any(first <= day and (last is None or day <= last) for first, last in self.baskets)


@dataclass(frozen=True)
class Cell:
    """One eater on one day, as the grids show it."""

    is_open: bool
    """The canteen serves, and the eater is enrolled."""
    why: str = ""
    """Why not, when it does not."""
    is_booked: bool = False
    source: BookingSource = BookingSource.NONE
    is_present: bool | None = None
    reason: AbsenceReason | None = None
    is_justified: bool = False
    basis: Basis | None = None
    is_basket: bool = False
    has_late_request: bool = False
    remark: str = ""
    state: DayState = DayState.OPEN


@dataclass
class Register:
    """Eaters over some days of one school year, with their calendars and the states of the sheets."""

    first_on: date
    last_on: date
    eaters: list[Eater]
    calendars: dict[int, SchoolCalendar]
    states: dict[tuple[int, int | None, date], DayState]
    """By canteen, class (None: adults) and day."""
    _statuses: dict[tuple[int | None, date], DayStatus] = field(default_factory=dict, repr=False, compare=False)
    _served: dict[int | None, list[date]] = field(default_factory=dict, repr=False, compare=False)

    def calendar_of(self, eater: Eater) -> SchoolCalendar:
        """Calendar of the eater's school; adults follow the first school."""
        return (
            self.calendars[eater.school_id]
            if eater.school_id in self.calendars
            else next(iter(self.calendars.values()))
        )

    def state(self, eater: Eater, day: date) -> DayState:
        """How far the eater's sheet is on a day."""
        return self.states.get((eater.canteen_id, eater.class_id, day), DayState.OPEN)

    def status(self, eater: Eater, day: date) -> DayStatus:
        """Whether the canteen serves the eater's school; asked of every eater, found once a school and a day."""
        known = self._statuses.get((eater.school_id, day))
        if known is None:
            known = self._statuses[eater.school_id, day] = status(self.calendar_of(eater), day)
        return known

    def served(self, eater: Eater) -> list[date]:
        """The days of the register on which the eater's school is served."""
        if eater.school_id not in self._served:
            self._served[eater.school_id] = serving_days(self.calendar_of(eater), self.first_on, self.last_on)
        return self._served[eater.school_id]

    def booking(self, eater: Eater, day: date) -> Booking:
        """Whether the eater is expected: the frozen row if there is one, else requests, else the habit."""
        meal = eater.meals.get(day)
        if meal is not None:
            return Booking(meal.is_booked, BookingSource.FROZEN)
        return booking_on(day, eater.patterns, eater.requests.get(day, ()))

    def cell(self, eater: Eater, day: date) -> Cell:
        """Everything to show of one eater on one day."""
        state, basket = self.state(eater, day), eater.brings_basket(day)
        served = self.status(eater, day)
        meal = eater.meals.get(day)
        if not eater.is_enrolled(day):
            return Cell(False, str(_("Pas inscrit ce jour")), state=state)
        if not served.is_open and meal is None:
            return Cell(False, str(served.why), state=state)
        booking = self.booking(eater, day)
        if meal is None:
            return Cell(
                True,
                "",
                booking.is_booked,
                booking.source,
                is_basket=basket,
                has_late_request=bool(booking.left_aside),
                state=state,
            )
        justified = (
            bool(meal.is_excused)
            or meal.certificate_at is not None
            or meal.basis in (Basis.EXCUSED, Basis.CANCELLED)
        )
        return Cell(
            served.is_open,
            str(served.why),
            meal.is_booked,
            booking.source,
            meal.is_present,
            meal.reason,
            justified,
            meal.basis,
            basket,
            False,
            meal.remark,
            state,
        )

    def days(self) -> list[date]:
        """Days on which at least one school is served, in order."""
        return [
            day
            for day in days_between(self.first_on, self.last_on)
            if any(status(calendar, day).is_open for calendar in self.calendars.values())
        ]


def register(
    session: Session,
    first_on: date,
    last_on: date,
    *,
    class_ids: Sequence[int] | None = None,
    enrolment_ids: Iterable[int] | None = None,
    person_ids: Iterable[int] | None = None,
    adults: bool = True,
) -> Register:
    """Load eaters and their days: one SELECT a table, whatever the number of eaters.

    `class_ids` restricts to some classes (adults are then left out unless `adults` says otherwise and
    the list is None). All days must be in the same school year.
    """
    start_year = school_year_of(first_on)
    query = _eaters_query(start_year, first_on, last_on)
    if class_ids is not None:
        query = query.where(m.Enrolment.school_class_id.in_(class_ids))
    elif not adults:
        query = query.where(m.Enrolment.school_class_id.is_not(None))
    if enrolment_ids is not None:
        query = query.where(m.Enrolment.id.in_(list(enrolment_ids)))
    if person_ids is not None:
        query = query.where(m.Enrolment.person_id.in_(list(person_ids)))
    rows = session.execute(query).all()
    ids = {row.id for row in rows}
    patterns, requests, meals = (
        _patterns(session, ids),
        _requests(session, ids, first_on, last_on),
        _meals(session, ids, first_on, last_on),
    )
    care = _care(session, {row.person_id for row in rows}, first_on, last_on)
    eaters = [
        Eater(
            row.id,
            row.person_id,
            row.birth_name,
            row.usage_name or row.birth_name,
            row.usual_first_name or (row.given_names.split() or [""])[0],
            row.sort_key,
            row.birth_date,
            row.school_class_id,
            row.class_title or "",
            row.school_id,
            row.canteen_id,
            row.grade,
            row.category,
            row.diet,
            row.regularity,
            row.residency_override,
            row.valid_from,
            row.valid_to,
            row.person_id in care,
            tuple(care.get(row.person_id, ())),
            tuple(patterns[row.id]),
            {day: tuple(found) for day, found in requests[row.id].items()},
            meals[row.id],
        )
        for row in rows
    ]
    states = {
        (row.canteen_id, row.school_class_id, row.day): row.state
        for row in session.execute(
            select(
                m.ServiceDay.canteen_id, m.ServiceDay.school_class_id, m.ServiceDay.day, m.ServiceDay.state
            ).where(m.ServiceDay.day.between(first_on, last_on))
        )
    }
    return Register(first_on, last_on, eaters, calendars(session, start_year), states)


def _eaters_query(start_year: int, first_on: date, last_on: date) -> Any:
    e, c = m.Enrolment, m.SchoolClass
    return (
        select(
            e.id,
            e.person_id,
            e.canteen_id,
            e.school_class_id,
            e.grade,
            e.category,
            e.diet,
            e.regularity,
            e.residency_override,
            e.valid_from,
            e.valid_to,
            c.title.label("class_title"),
            c.school_id,
            Person.birth_name,
            Person.usage_name,
            Person.given_names,
            Person.usual_first_name,
            Person.sort_key,
            Person.birth_date,
        )
        .join(m.SchoolYear, m.SchoolYear.id == e.school_year_id)
        .join(Person, Person.id == e.person_id)
        .outerjoin(c, c.id == e.school_class_id)
        .where(
            m.SchoolYear.start_year == start_year,
            e.valid_from <= last_on,
            or_(e.valid_to.is_(None), e.valid_to >= first_on),
        )
        .order_by(c.rank.is_(None), c.rank, c.title, Person.sort_key, e.id)
    )


def _patterns(session: Session, ids: set[int]) -> dict[int, list[Pattern]]:
    p = m.BookingPattern
    found: dict[int, list[Pattern]] = defaultdict(list)
    query = select(p.enrolment_id, p.weekdays, p.valid_from, p.valid_to, p.weekdays_other, p.cycle_from)
    for row in session.execute(query.order_by(p.valid_from)):
        if row.enrolment_id in ids:
            found[row.enrolment_id].append(
                Pattern(row.weekdays, row.valid_from, row.valid_to, row.weekdays_other, row.cycle_from)
            )
    return found


def _requests(
    session: Session, ids: set[int], first_on: date, last_on: date
) -> dict[int, dict[date, list[DayRequest]]]:
    x = m.BookingException
    found: dict[int, dict[date, list[DayRequest]]] = defaultdict(lambda: defaultdict(list))
    query = select(x.enrolment_id, x.day, x.kind, x.made_at, x.is_late, x.accepted_because, x.event_id)
    for row in session.execute(query.where(x.day.between(first_on, last_on)).order_by(x.made_at, x.id)):
        if row.enrolment_id in ids:
            found[row.enrolment_id][row.day].append(
                DayRequest(
                    row.day,
                    row.kind,
                    row.made_at,
                    row.is_late,
                    bool(row.accepted_because),
                    row.event_id is not None,
                )
            )
    return found


def _meals(
    session: Session, ids: set[int], first_on: date, last_on: date
) -> dict[int, dict[date, MealFacts]]:
    found: dict[int, dict[date, MealFacts]] = defaultdict(dict)
    t = m.Meal
    query = select(
        t.enrolment_id,
        t.day,
        t.id,
        t.is_booked,
        t.is_present,
        t.reason,
        t.noticed_at,
        t.certificate_at,
        t.is_excused,
        t.basis,
        t.remark,
    )
    for row in session.execute(query.where(t.day.between(first_on, last_on))):
        if row.enrolment_id in ids:
            found[row.enrolment_id][row.day] = MealFacts(*row[2:])
    return found


def _care(
    session: Session, person_ids: set[int], first_on: date, last_on: date
) -> dict[int, list[tuple[date, date | None]]]:
    """By person with a care plan in those days, the days of basket; nothing of the plan itself is read."""
    c = m.CarePlan
    found: dict[int, list[tuple[date, date | None]]] = {}
    query = select(c.person_id, c.is_basket, c.valid_from, c.valid_to).where(
        c.valid_from <= last_on, or_(c.valid_to.is_(None), c.valid_to >= first_on)
    )
    for row in session.execute(query):
        if row.person_id in person_ids:
            baskets = found.setdefault(row.person_id, [])
            if row.is_basket:
                baskets.append((row.valid_from, row.valid_to))
    return found


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    monday = monday_of(day)
    return monday, date.fromordinal(monday.toordinal() + 6)


# ---------------------------------------------------------------- rules of the town


def cutoff_on(session: Session, canteen_id: int, purpose: m.CutoffPurpose, day: date) -> CutoffRule | None:
    """The cut-off rule of a canteen in force on a day; None when the town set none."""
    r = m.CutoffRule
    row = session.scalars(
        select(r)
        .where(
            r.canteen_id == canteen_id,
            r.purpose == purpose,
            r.valid_from <= day,
            or_(r.valid_to.is_(None), r.valid_to >= day),
        )
        .order_by(r.valid_from.desc())
    ).first()
    return None if row is None else cutoff_facts(row)


def cutoff_facts(row: m.CutoffRule) -> CutoffRule:
    """The pure rule that a row holds."""
    return CutoffRule(
        shape=row.shape,
        at=row.hour,
        days=row.days,
        weekday_map={int(k): int(v) for k, v in row.weekday_map.items()},
        weekday=row.weekday or 0,
        shift=row.shift_if_closed,
    )


def diet_label(diet: Diet) -> str:
    """« Sans porc »."""
    return str(label(diet))
