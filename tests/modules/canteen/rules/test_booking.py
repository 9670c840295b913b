# SPDX-License-Identifier: EUPL-1.2
"""Patterns and exceptions: vectors RES-20 to RES-22."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from app.core.clock import PARIS
from modules.canteen.rules.booking import (
    BookingKind,
    BookingSource,
    DayRequest,
    Pattern,
    admitted,
    booking_on,
    classify,
    earliest_change,
    expected_meals,
    overlapping,
)
from modules.canteen.rules.calendar import build_calendar, serving_days
from modules.canteen.rules.cutoff import CutoffRule, CutoffShape
from modules.canteen.rules.weekdays import mask_of

CALENDAR = build_calendar("B", 2026)
NOVEMBER = serving_days(CALENDAR, date(2026, 11, 1), date(2026, 11, 30))
MAP = CutoffRule(CutoffShape.WEEKDAY_MAP, time(9), weekday_map={0: 4, 1: 4, 3: 1, 4: 1})
YEAR = date(2026, 9, 1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        pytest.param(mask_of(0, 3), [2, 5, 9, 12, 16, 19, 23, 26, 30], id="CAN-RES-20-a"),
        pytest.param(mask_of(1, 4), [3, 6, 10, 13, 17, 20, 24, 27], id="CAN-RES-20-b"),
    ],
)
def test_a_pattern_gives_the_meals_of_the_month(weekdays: int, expected: list[int]) -> None:
    assert [day.day for day in expected_meals(NOVEMBER, [Pattern(weekdays, YEAR)])] == expected


@pytest.mark.parametrize("changed_on", [pytest.param(date(2026, 11, 16), id="CAN-RES-21")])
def test_a_change_of_pattern_never_rewrites_the_past(changed_on: date) -> None:
    before = Pattern(mask_of(0, 3), YEAR)
    frozen = {day: before.books(day) for day in NOVEMBER if day <= date(2026, 11, 13)}
    after = Pattern(mask_of(1, 3), changed_on)
    found = expected_meals(NOVEMBER, [Pattern(mask_of(1, 3), YEAR)], frozen=frozen)
    assert [day.day for day in found] == [2, 5, 9, 12, 17, 19, 24, 26]
    closed = Pattern(mask_of(0, 3), YEAR, date(2026, 11, 15))
    assert expected_meals(NOVEMBER, [closed, after]) == found
    assert overlapping([closed, after]) == []
    assert overlapping([before, after]) == [(before, after)]


@pytest.mark.parametrize(
    ("asked", "is_booked", "aside"),
    [
        pytest.param("2026-11-10 08:59", False, 0, id="CAN-RES-22-a"),
        pytest.param("2026-11-10 09:01", True, 1, id="CAN-RES-22-b"),
    ],
)
def test_a_late_cancelling_is_kept_aside(asked: str, is_booked: bool, aside: int) -> None:
    day = date(2026, 11, 12)
    request = classify(day, BookingKind.CANCEL, moment(asked), MAP, CALENDAR)
    assert request.is_late is is_booked
    found = booking_on(day, [Pattern(mask_of(0, 3), YEAR)], [request])
    assert (found.is_booked, len(found.left_aside)) == (is_booked, aside)
    accepted = DayRequest(day, BookingKind.CANCEL, moment(asked), is_late=True, is_accepted=True)
    assert not booking_on(day, [Pattern(mask_of(0, 3), YEAR)], [accepted]).is_booked


def test_the_latest_valid_request_decides() -> None:
    day = date(2026, 11, 13)
    book = DayRequest(day, BookingKind.BOOK, moment("2026-11-01 08:00"))
    cancel = DayRequest(day, BookingKind.CANCEL, moment("2026-11-02 08:00"))
    event = DayRequest(day, BookingKind.CANCEL, moment("2026-11-12 18:00"), is_late=True, is_event=True)
    assert booking_on(day, [], [book]).source is BookingSource.EXCEPTION
    assert not booking_on(day, [], [cancel, book]).is_booked
    assert booking_on(day, [], [book, event]).source is BookingSource.EVENT
    assert booking_on(day, []).source is BookingSource.NONE


def test_two_weeks_may_alternate() -> None:
    shifts = Pattern(mask_of(0, 1), YEAR, weekdays_other=mask_of(3, 4), cycle_from=date(2026, 11, 2))
    assert [day.day for day in expected_meals(NOVEMBER, [shifts])] == [2, 3, 12, 13, 16, 17, 26, 27, 30]


def test_a_change_begins_after_the_deadline() -> None:
    assert earliest_change(MAP, CALENDAR, moment("2026-11-10 08:59")) == date(2026, 11, 12)
    assert earliest_change(MAP, CALENDAR, moment("2026-11-10 09:01")) == date(2026, 11, 16)
    assert earliest_change(None, CALENDAR, moment("2026-11-10 09:01")) == date(2026, 11, 10)
    assert earliest_change(MAP, CALENDAR, moment("2027-07-02 10:00")) is None


def test_seats_go_to_those_who_asked_first() -> None:
    asked = [(1, moment("2026-09-03 10:00")), (2, moment("2026-09-01 10:00")), (3, moment("2026-09-02 10:00"))]
    assert admitted(asked, 2) == ([2, 3], [1])
    assert admitted(asked, None) == ([2, 3, 1], [])
