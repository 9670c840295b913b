# SPDX-License-Identifier: EUPL-1.2
"""Who is expected on a day: weekly patterns, then exceptions, then days already frozen (reference §5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from app.core.calendar import monday_of
from app.core.clock import PARIS
from modules.canteen.rules import weekdays
from modules.canteen.rules.calendar import SchoolCalendar, serving_days
from modules.canteen.rules.cutoff import CutoffRule, is_late


class BookingKind(StrEnum):
    """What an exception asks for."""

    BOOK = "BOOK"
    CANCEL = "CANCEL"


class BookingSource(StrEnum):
    """What decided whether someone is expected on a day."""

    NONE = "NONE"
    PATTERN = "PATTERN"
    EXCEPTION = "EXCEPTION"
    EVENT = "EVENT"
    FROZEN = "FROZEN"


@dataclass(frozen=True)
class Pattern:
    """A weekly habit, both days of validity included; two masks that alternate for parents who work in shifts."""

    weekdays: int
    valid_from: date
    valid_to: date | None = None
    weekdays_other: int | None = None
    cycle_from: date | None = None
    """A day of the first week of the cycle; without it, the week of `valid_from`."""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def books(self, day: date) -> bool:
        """Whether the habit books `day` (validity apart)."""
        mask = self.weekdays
        if self.weekdays_other is not None:
            weeks = (monday_of(day) - monday_of(self.cycle_from or self.valid_from)).days // 7
            mask = self.weekdays_other if weeks % 2 else self.weekdays
        return weekdays.has(mask, day)


@dataclass(frozen=True)
class DayRequest:
    """One day booked or cancelled outside the habit. A late one counts only once the clerk has accepted it."""

    day: date
    kind: BookingKind
    made_at: datetime
    """Aware instant; the latest valid request of a day decides."""
    is_late: bool = False
    is_accepted: bool = False
    is_event: bool = False
    """Written by a class event: never late, never billed as late (§7.3)."""

    @property
    def is_valid(self) -> bool:
        """Whether it changes the booking."""
        return self.is_event or self.is_accepted or not self.is_late


@dataclass(frozen=True)
class Booking:
    """Whether someone is expected on a day, what decided it, and the late requests left aside."""

    is_booked: bool
    source: BookingSource
    left_aside: tuple[DayRequest, ...] = ()


def classify(
    day: date, kind: BookingKind, made_at: datetime, rule: CutoffRule | None, calendar: SchoolCalendar
) -> DayRequest:
    """The request with its lateness under `rule` (None: no deadline). RES-22."""
    late = rule is not None and is_late(rule, day, calendar, made_at)
    return DayRequest(day, kind, made_at, is_late=late)


def booking_on(day: date, patterns: Iterable[Pattern], requests: Iterable[DayRequest] = ()) -> Booking:
    """The effective booking of a serving day: latest valid request, else the pattern in force, else none."""
    asked = sorted((request for request in requests if request.day == day), key=lambda request: request.made_at)
    aside = tuple(request for request in asked if not request.is_valid)
    valid = [request for request in asked if request.is_valid]
    if valid:
        last = valid[-1]
        source = BookingSource.EVENT if last.is_event else BookingSource.EXCEPTION
        return Booking(last.kind is BookingKind.BOOK, source, aside)
    held = [pattern for pattern in patterns if pattern.holds_on(day)]
    # Two patterns in force are a fault of entry: the one begun last is what the family asked last.
    chosen = max(held, key=lambda pattern: pattern.valid_from, default=None)
    if chosen is not None and chosen.books(day):
        return Booking(True, BookingSource.PATTERN, aside)
    return Booking(False, BookingSource.NONE, aside)


def expected_meals(
    days: Iterable[date],
    patterns: Sequence[Pattern],
    requests: Sequence[DayRequest] = (),
    frozen: Mapping[date, bool] | None = None,
) -> list[date]:
    """Those of the serving `days` when the person is expected. Frozen days never change (RES-21)."""
    known = frozen or {}
    by_day: dict[date, list[DayRequest]] = {}
    for request in requests:
        by_day.setdefault(request.day, []).append(request)
    return [
        day
        for day in days
        if (known[day] if day in known else booking_on(day, patterns, by_day.get(day, ())).is_booked)
    ]


def earliest_change(rule: CutoffRule | None, calendar: SchoolCalendar, made_at: datetime) -> date | None:
    """First serving day that a change of pattern asked at `made_at` may touch; None at the end of the year."""
    days = serving_days(calendar, made_at.astimezone(PARIS).date())
    return next((day for day in days if rule is None or not is_late(rule, day, calendar, made_at)), None)


def overlapping(patterns: Iterable[Pattern]) -> list[tuple[Pattern, Pattern]]:
    """Pairs of patterns in force on a same day: refused at entry."""
    ordered = sorted(patterns, key=lambda pattern: pattern.valid_from)
    return [
        (before, after)
        for before, after in pairwise(ordered)
        if before.valid_to is None or before.valid_to >= after.valid_from
    ]


def admitted(requests: Sequence[tuple[int, datetime]], capacity: int | None) -> tuple[list[int], list[int]]:
    """(admitted, waiting) person ids, in the order they asked, for a sitting of `capacity` seats (None: no limit).

    A refusal is possible only when the capacity is reached (L131-13 Code de l'éducation).
    """
    ordered = [person for person, _asked_at in sorted(requests, key=lambda request: (request[1], request[0]))]
    return (ordered, []) if capacity is None else (ordered[:capacity], ordered[capacity:])
