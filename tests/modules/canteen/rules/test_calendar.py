# SPDX-License-Identifier: EUPL-1.2
"""Serving days: vectors CAL-01 to CAL-16."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from app.core.calendar import iso_week
from app.core.dates import Month
from modules.canteen.rules.calendar import (
    ClosedBecause,
    Override,
    WeekRule,
    build_calendar,
    closed_days,
    is_school_day,
    is_serving_day,
    next_serving_day,
    serving_days,
    serving_days_by_month,
    status,
)
from modules.canteen.rules.weekdays import FIVE_DAYS, FOUR_DAYS, show_weekdays


@pytest.mark.parametrize(
    ("year", "week", "bridges", "expected"),
    [
        pytest.param(2026, FOUR_DAYS, True, (139, 139, 139), id="CAN-CAL-01"),
        pytest.param(2026, FIVE_DAYS, True, (174, 174, 174), id="CAN-CAL-02"),
        pytest.param(2025, FOUR_DAYS, True, (138, 137, 138), id="CAN-CAL-03"),
        pytest.param(2024, FOUR_DAYS, True, (139, 137, 138), id="CAN-CAL-04"),
        pytest.param(2025, FOUR_DAYS, False, (139, 138, 139), id="CAN-CAL-05"),
    ],
)
def test_a_school_year_has_so_many_days_by_zone(
    year: int, week: int, bridges: bool, expected: tuple[int, int, int]
) -> None:
    found = [len(serving_days(build_calendar(zone, year, week, bridges=bridges))) for zone in "ABC"]
    assert tuple(found) == expected


@pytest.mark.parametrize(
    ("week", "expected"),
    [pytest.param(FOUR_DAYS, 138, id="CAN-CAL-06-a"), pytest.param(FIVE_DAYS, 173, id="CAN-CAL-06-b")],
)
def test_good_friday_is_off_in_alsace_moselle(week: int, expected: int) -> None:
    calendar = build_calendar("B", 2026, week, alsace_moselle=True)
    assert len(serving_days(calendar)) == expected
    assert status(calendar, date(2027, 3, 26)).because is ClosedBecause.PUBLIC_HOLIDAY


ZONE_B = build_calendar("B", 2026)
MONTHS = [Month(2026, 9).plus(i) for i in range(11)]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param("B", [17, 10, 17, 11, 16, 12, 13, 10, 14, 17, 2], id="CAN-CAL-07"),
        pytest.param("A", [17, 10, 17, 11, 16, 8, 17, 10, 14, 17, 2], id="CAN-CAL-08"),
    ],
)
def test_each_month_has_so_many_days(zone: str, expected: list[int]) -> None:
    assert serving_days_by_month(build_calendar(zone, 2026)) == dict(zip(MONTHS, expected, strict=True))


@pytest.mark.parametrize("week", [pytest.param(FIVE_DAYS, id="CAN-CAL-09")])
def test_weekdays_of_a_year_are_not_equal(week: int) -> None:
    counts = Counter(day.weekday() for day in serving_days(build_calendar("B", 2026, week)))
    assert [counts[weekday] for weekday in range(5)] == [33, 36, 35, 35, 35]


@pytest.mark.parametrize("terms", [pytest.param([(9, 12, 55), (1, 4, 51), (5, 8, 33)], id="CAN-CAL-10")])
def test_four_month_terms_are_counted(terms: list[tuple[int, int, int]]) -> None:
    counts = serving_days_by_month(ZONE_B)
    for first, last, expected in terms:
        assert sum(count for month, count in counts.items() if first <= month.month <= last) == expected


@pytest.mark.parametrize(
    ("zone", "week", "day", "because"),
    [
        pytest.param("B", FOUR_DAYS, date(2027, 5, 7), ClosedBecause.SCHOOL_HOLIDAY, id="CAN-CAL-11"),
        pytest.param("B", FOUR_DAYS, date(2027, 5, 17), ClosedBecause.PUBLIC_HOLIDAY, id="CAN-CAL-12"),
        pytest.param("B", FIVE_DAYS, date(2026, 11, 11), ClosedBecause.PUBLIC_HOLIDAY, id="CAN-CAL-13"),
        pytest.param("C", FOUR_DAYS, date(2027, 3, 29), ClosedBecause.PUBLIC_HOLIDAY, id="CAN-CAL-14"),
        ("B", FOUR_DAYS, date(2026, 11, 18), ClosedBecause.WEEKDAY),
        ("B", FOUR_DAYS, date(2026, 8, 31), ClosedBecause.OUT_OF_YEAR),
        ("B", FOUR_DAYS, date(2026, 5, 15), ClosedBecause.OUT_OF_YEAR),
    ],
)
def test_a_closed_day_says_why(zone: str, week: int, day: date, because: ClosedBecause) -> None:
    found = status(build_calendar(zone, 2026, week), day)
    assert (found.is_open, found.because) == (False, because)
    assert str(found.why)


@pytest.mark.parametrize("saturday", [pytest.param(date(2026, 12, 12), id="CAN-CAL-15")])
def test_a_local_decision_wins_over_everything(saturday: date) -> None:
    calendar = ZONE_B.with_overrides({saturday: Override(True, "rattrapage")})
    assert is_serving_day(calendar, saturday)
    assert serving_days_by_month(calendar)[Month(2026, 12)] == 12
    strike = ZONE_B.with_overrides({date(2026, 12, 10): Override(False, "grève")})
    assert status(strike, date(2026, 12, 10)).why == "grève"
    assert list(closed_days(strike, [date(2026, 12, 10), date(2026, 12, 11)])) == [date(2026, 12, 10)]


@pytest.mark.parametrize("first", [pytest.param(date(2026, 12, 14), id="CAN-CAL-16")])
def test_2026_has_fifty_three_weeks(first: date) -> None:
    weeks = [iso_week(date.fromordinal(first.toordinal() + 7 * i)) for i in range(5)]
    assert weeks == [51, 52, 53, 1, 2]


def test_a_school_may_have_class_without_canteen_on_wednesday() -> None:
    calendar = build_calendar("B", 2026, FIVE_DAYS, FOUR_DAYS)
    wednesday = date(2026, 11, 18)
    assert is_school_day(calendar, wednesday)
    assert not is_serving_day(calendar, wednesday)


def test_the_week_of_a_school_is_dated() -> None:
    weeks = (WeekRule(date(2026, 9, 1), FOUR_DAYS, FOUR_DAYS), WeekRule(date(2027, 1, 4), FIVE_DAYS, FIVE_DAYS))
    calendar = build_calendar("B", 2026)
    changed = type(calendar)(calendar.first_day, calendar.last_day, weeks)
    assert not is_serving_day(changed, date(2026, 12, 16))
    assert is_serving_day(changed, date(2027, 1, 6))


def test_the_next_day_served_is_after_the_holidays() -> None:
    assert next_serving_day(ZONE_B, date(2026, 12, 18)) == date(2027, 1, 4)
    assert next_serving_day(ZONE_B, date(2027, 7, 2)) is None


def test_weekdays_are_said_in_french() -> None:
    assert [str(show_weekdays(days)) for days in ((), (0,), (1, 0), (3, 0, 1))] == [
        "aucun jour",
        "lundi",
        "lundi et mardi",
        "lundi, mardi et jeudi",
    ]
