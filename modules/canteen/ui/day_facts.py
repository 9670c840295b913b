# SPDX-License-Identifier: EUPL-1.2
"""What one day of service is: who is expected, what to order, what was ordered, until when. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.calendar import school_year_of
from app.store.uow import store_of
from modules.canteen import models as m
from modules.canteen.queries import calendars, cutoff_on, first_canteen, register, year_on
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.calendar import SchoolCalendar, serving_days
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.cutoff import next_deadline
from modules.canteen.rules.headcount import Portion
from modules.canteen.services.order_meals import count_day


@dataclass(frozen=True)
class ClassCount:
    """A class on one day."""

    id: int | None
    title: str
    expected: int
    present: int
    waiting: int
    """Expected, and nobody has said."""
    is_finished: bool


@dataclass(frozen=True)
class Limit:
    """A deadline to come, and the days of meals that it commands."""

    purpose: m.CutoffPurpose
    at: datetime
    days: tuple[date, ...]


@dataclass
class DayFacts:
    """One day of one canteen."""

    day: date
    is_open: bool
    why: str = ""
    expected: Counter[Portion] = field(default_factory=Counter)
    present: Counter[Portion] = field(default_factory=Counter)
    to_order: Mapping[Portion, int] = field(default_factory=dict)
    baskets: int = 0
    seats: int = 0
    classes: Sequence[ClassCount] = ()
    order: m.SupplierOrder | None = None
    """The latest order that holds the day."""
    limits: Sequence[Limit] = ()

    @property
    def portions(self) -> list[Portion]:
        """Categories and diets with somebody, in the order of the codes."""
        known = {*self.expected, *self.present, *self.to_order}
        return [(c, d) for c in Category for d in Diet if (c, d) in known]

    @property
    def ordered(self) -> int | None:
        """Meals of the day in the latest order; None when none was sent."""
        if self.order is None:
            return None
        return sum(int(row["count"]) for row in self.order.quantities if row["day"] == self.day.isoformat())


def read_day(session: Session, day: date) -> DayFacts:
    """Everything about one day."""
    if year_on(session, day) is None:
        return DayFacts(day, False)
    found = register(session, day, day)
    place = first_canteen(session)
    facts = DayFacts(day, bool(found.days()), limits=limits(session, day))
    if not facts.is_open:
        facts.why = next((str(found.status(eater, day).why) for eater in found.eaters), "")
        return facts
    by_class: dict[int | None, list[int]] = {}
    titles: dict[int | None, tuple[str, bool]] = {}
    for eater in found.eaters:
        cell = found.cell(eater, day)
        counts = by_class.setdefault(eater.class_id, [0, 0, 0])
        state = found.state(eater, day)
        titles[eater.class_id] = (eater.class_title, state is not DayState.OPEN)
        if not cell.is_open:
            continue
        portion = (eater.category, eater.diet)
        if cell.is_present or (cell.is_booked and cell.is_present is None):
            facts.expected[portion] += 1
            counts[0] += 1
        if cell.is_present:
            facts.present[portion] += 1
            counts[1] += 1
        elif cell.is_booked and cell.is_present is None:
            counts[2] += 1
    facts.classes = [
        ClassCount(key, titles[key][0], expected, present, waiting, titles[key][1])
        for key, (expected, present, waiting) in by_class.items()
    ]
    if place is not None:
        counted = count_day(found, place, day, place.margin)
        facts.to_order, facts.baskets, facts.seats = counted.order, counted.baskets, counted.seats
        facts.order = order_of(session, place.id, day)
    return facts


def order_of(session: Session, canteen_id: int, day: date) -> m.SupplierOrder | None:
    """The latest order sent that holds a day."""
    o = m.SupplierOrder
    return session.scalars(
        select(o).where(o.canteen_id == canteen_id, o.first_on <= day, o.last_on >= day).order_by(o.made_at.desc(), o.id.desc())
    ).first()


def limits(session: Session, day: date) -> list[Limit]:
    """The next deadline of each purpose, from now on."""
    place = first_canteen(session)
    found = calendars(session, school_year_of(day))
    if place is None or not found:
        return []
    calendar, now = next(iter(found.values())), store_of(session).clock.now()
    coming = serving_days(calendar, now.date(), now.date() + timedelta(days=45))
    answers = []
    for purpose in m.CutoffPurpose:
        rule = cutoff_on(session, place.id, purpose, day)
        limit = next_deadline(rule, coming, calendar, now) if rule is not None else None
        if limit is not None:
            answers.append(Limit(purpose, limit[0], tuple(limit[1])))
    return sorted(answers, key=lambda each: each.at)


def next_served(session: Session, day: date, *, after: bool = False) -> date | None:
    """`day` when the canteen serves on it (unless `after`), else the next day served in the year; None at its end."""
    start = day + timedelta(days=1) if after else day
    if year_on(session, start) is None:
        return None
    days = [served for calendar in _calendars(session, start) for served in serving_days(calendar, start)[:1]]
    return min(days, default=None)


def previous_served(session: Session, day: date) -> date | None:
    """The last day served before `day` in its year."""
    if year_on(session, day) is None:
        return None
    last = day - timedelta(days=1)
    days = [served for calendar in _calendars(session, day) for served in serving_days(calendar, None, last)[-1:]]
    return max(days, default=None)


def _calendars(session: Session, day: date) -> list[SchoolCalendar]:
    return list(calendars(session, school_year_of(day)).values())
