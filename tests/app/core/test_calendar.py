# SPDX-License-Identifier: EUPL-1.2
"""School holidays, public holidays and weeks, checked against the dates of the orders."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from app.core import calendar
from app.core.outcome import UserError

D = date
HOLIDAYS = {
    # (zone, start year, word): first and last day without class
    ("A", 2024, "Toussaint"): (D(2024, 10, 19), D(2024, 11, 3)),
    ("C", 2024, "Noël"): (D(2024, 12, 21), D(2025, 1, 5)),
    ("A", 2024, "hiver"): (D(2025, 2, 22), D(2025, 3, 9)),
    ("B", 2024, "printemps"): (D(2025, 4, 5), D(2025, 4, 21)),
    ("B", 2025, "hiver"): (D(2026, 2, 14), D(2026, 3, 1)),
    ("C", 2025, "printemps"): (D(2026, 4, 18), D(2026, 5, 3)),
    ("A", 2026, "hiver"): (D(2027, 2, 13), D(2027, 2, 28)),
    ("B", 2026, "printemps"): (D(2027, 4, 17), D(2027, 5, 2)),
    ("C", 2026, "hiver"): (D(2027, 2, 6), D(2027, 2, 21)),
    ("A", 2026, "Ascension"): (D(2027, 5, 6), D(2027, 5, 8)),
    ("B", 2026, "été"): (D(2027, 7, 3), D(2027, 8, 31)),
}


@pytest.mark.parametrize(("zone", "year", "word"), HOLIDAYS)
def test_school_holidays(zone: str, year: int, word: str) -> None:
    found = [h for h in calendar.school_holidays(zone, year) if word in h.name]
    assert [(h.first, h.last) for h in found] == [HOLIDAYS[zone, year, word]]
    assert found[0].first in found[0]
    assert "'" not in found[0].name


@pytest.mark.parametrize("year", calendar.known_school_years())
@pytest.mark.parametrize("zone", calendar.ZONES)
def test_every_known_year_is_whole(zone: str, year: int) -> None:
    found = calendar.school_holidays(zone, year)
    assert all(a.last < b.first for a, b in pairwise(found))
    assert "été" in found[-1].name
    assert len(found) >= 5
    first, last = calendar.first_school_day(zone, year), calendar.last_school_day(zone, year)
    assert calendar.school_year_of(first) == calendar.school_year_of(last) == year
    assert not any(day in h for h in found for day in (first, last))


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2024, D(2024, 9, 2), D(2025, 7, 4)),
        (2025, D(2025, 9, 1), D(2026, 7, 3)),
        (2026, D(2026, 9, 1), D(2027, 7, 2)),
    ],
)
def test_first_and_last_school_days(year: int, first: date, last: date) -> None:
    assert (calendar.first_school_day("B", year), calendar.last_school_day("B", year)) == (first, last)


def test_bridges_missing_from_the_data_set_are_shipped_to_be_verified() -> None:
    for bridge in calendar.BRIDGE_DAYS:
        year = calendar.school_year_of(bridge.day)
        assert bridge in calendar.bridge_days(year)
        assert str(bridge.status) == "à vérifier"
        assert not any(
            bridge.day in h for zone in calendar.ZONES for h in calendar.school_holidays(zone, year)
        )
    assert calendar.bridge_days(2026) == []


@pytest.mark.parametrize(("zone", "year"), [("B", 2090), ("Corse", 2026), ("B", 1980)])
def test_unknown_calendars_are_refused(zone: str, year: int) -> None:
    with pytest.raises(UserError, match="saisissez les vacances"):
        calendar.school_holidays(zone, year)


def test_public_holidays() -> None:
    found = calendar.public_holidays(2027)
    assert sorted(found) == [
        D(2027, 1, 1), D(2027, 3, 29), D(2027, 5, 1), D(2027, 5, 6), D(2027, 5, 8), D(2027, 5, 17),
        D(2027, 7, 14), D(2027, 8, 15), D(2027, 11, 1), D(2027, 11, 11), D(2027, 12, 25),
    ]  # fmt: skip
    assert found[D(2027, 3, 29)] == "Lundi de Pâques"
    extra = set(calendar.public_holidays(2027, alsace_moselle=True)) - set(found)
    assert extra == {D(2027, 3, 26), D(2027, 12, 26)}


@pytest.mark.parametrize(
    ("day", "week"),
    [
        pytest.param(D(2026, 12, 14), 51, id="CAN-CAL-16-a"),
        pytest.param(D(2026, 12, 21), 52, id="CAN-CAL-16-b"),
        pytest.param(D(2026, 12, 28), 53, id="CAN-CAL-16-c"),
        pytest.param(D(2027, 1, 4), 1, id="CAN-CAL-16-d"),
        pytest.param(D(2027, 1, 11), 2, id="CAN-CAL-16-e"),
    ],
)
def test_iso_weeks(day: date, week: int) -> None:
    assert calendar.iso_week(day) == week
    assert calendar.monday_of(day) == day


def test_working_days() -> None:
    assert not calendar.is_working_day(D(2026, 11, 11))
    assert calendar.working_days(D(2026, 11, 9), D(2026, 11, 15)) == [D(2026, 11, n) for n in (9, 10, 12, 13)]
    assert calendar.add_working_days(D(2026, 11, 10), 1) == D(2026, 11, 12)
    assert calendar.add_working_days(D(2026, 11, 12), -1) == D(2026, 11, 10)
    assert calendar.add_working_days(D(2026, 11, 10), 0) == D(2026, 11, 10)
    assert calendar.school_year_label(calendar.school_year_of(D(2026, 8, 31))) == "2025-2026"
