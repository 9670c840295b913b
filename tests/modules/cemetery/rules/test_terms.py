# SPDX-License-Identifier: EUPL-1.2
"""Terms and their windows: vectors TV-EXP of the reference, and what holds of every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import DurationCode
from modules.cemetery.rules.delays import CEILINGS, LAW, Delays, ExpiryStyle, check_delays, floor_of
from modules.cemetery.rules.repossession import earliest_repossession
from modules.cemetery.rules.terms import (
    add_months,
    add_years,
    duration_code,
    duration_gate,
    expiry_of,
    first_allowed,
    is_soon_expired,
    last_allowed,
    last_day_of_right,
    last_valid_day,
    shown_expiry,
)

LEGAL = Delays()
DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("start", "years", "expiry", "last", "right", "repossession"),
    [
        pytest.param(
            "2020-09-12", 50, "2070-09-12", "2070-09-11", "2072-09-12", "2072-09-13", id="CEM-TV-EXP-01"
        ),
        pytest.param(
            "1976-01-01", 50, "2026-01-01", "2025-12-31", "2028-01-01", "2028-01-02", id="CEM-TV-EXP-02"
        ),
        pytest.param(
            "1996-02-29", 30, "2026-02-28", "2026-02-27", "2028-02-28", "2028-02-29", id="CEM-TV-EXP-03"
        ),
        pytest.param(
            "2024-02-29", 50, "2074-02-28", "2074-02-27", "2076-02-28", "2076-02-29", id="CEM-TV-EXP-04"
        ),
        pytest.param(
            "2024-02-29", 100, "2124-02-29", "2124-02-28", "2126-02-28", "2126-03-01", id="CEM-TV-EXP-05"
        ),
        pytest.param(
            "2010-06-15", 15, "2025-06-15", "2025-06-14", "2027-06-15", "2027-06-16", id="CEM-TV-EXP-06"
        ),
        pytest.param(
            "1932-03-15", 100, "2032-03-15", "2032-03-14", "2034-03-15", "2034-03-16", id="CEM-TV-EXP-07"
        ),
        pytest.param(
            "2016-11-22", 10, "2026-11-22", "2026-11-21", "2028-11-22", "2028-11-23", id="CEM-TV-EXP-08"
        ),
        pytest.param(
            "2000-12-31", 15, "2015-12-31", "2015-12-30", "2017-12-31", "2018-01-01", id="CEM-TV-EXP-09"
        ),
    ],
)
def test_a_term_and_its_windows(
    start: str, years: int, expiry: str, last: str, right: str, repossession: str
) -> None:
    found = expiry_of(PartialDate.from_iso(start), years)
    assert found.on == date.fromisoformat(expiry)
    assert last_valid_day(found.on) == date.fromisoformat(last)
    assert last_day_of_right(found.on, LEGAL).on == date.fromisoformat(right)
    assert earliest_repossession(found.on, None, LEGAL).on == date.fromisoformat(repossession)
    assert str(shown_expiry(found.on, ExpiryStyle.EVE)).startswith(
        f"jusqu’au {last[8:]}/{last[5:7]}/{last[:4]}"
    )
    assert found.why


@pytest.mark.parametrize(
    "start", [pytest.param("1911", id="CEM-TV-EXP-10-a"), pytest.param("2026-11-22", id="CEM-TV-EXP-10-b")]
)
def test_a_perpetual_concession_never_expires(start: str) -> None:
    found = expiry_of(PartialDate.from_iso(start), None)
    assert found.on is None
    assert last_valid_day(found.on) is None
    assert last_day_of_right(found.on, LEGAL).on is None
    assert str(shown_expiry(found.on)) == "perpétuelle"
    assert "perpétuelle" in str(found.why[0].text)


@pytest.mark.parametrize(
    ("years", "granting", "is_open", "warning"),
    [
        pytest.param(20, True, False, False, id="CEM-TV-EXP-11"),
        pytest.param(30, True, True, False, id="offered"),
        pytest.param(None, True, False, False, id="perpetual-not-offered"),
        pytest.param(100, True, False, False, id="centenary-never-again"),
        pytest.param(100, False, False, True, id="centenary-of-an-old-deed"),
    ],
)
def test_only_instituted_durations_are_granted(
    years: int | None, granting: bool, is_open: bool, warning: bool
) -> None:
    gate = duration_gate(years, (15, 30, 50), granting=granting)
    assert (gate.is_open, gate.warning) == (is_open, warning)
    assert is_open or str(gate.reason)


@pytest.mark.parametrize(
    ("start", "years", "gate", "shown"),
    [
        pytest.param("1952", 30, "1982-12-31", "1982", id="CEM-TV-EXP-12"),
        pytest.param("1952-02", 30, "1982-02-28", "février 1982", id="month-only"),
    ],
)
def test_a_doubtful_start_counts_from_its_latest_day(start: str, years: int, gate: str, shown: str) -> None:
    begun = PartialDate.from_iso(start)
    found = expiry_of(begun, years)
    assert found.on == date.fromisoformat(gate)
    assert str(shown_expiry(found.on, start=begun)) == shown
    assert begun.show() in str(found.why[0].text)


def test_the_date_on_an_old_title_wins() -> None:
    found = expiry_of(PartialDate(1952), 30, date(1982, 6, 1), "titre n° 12")
    assert found.on == date(1982, 6, 1)
    assert found.why[0].article == "titre n° 12"


@pytest.mark.parametrize(
    ("years", "code"),
    [
        (None, DurationCode.PERP), (5, DurationCode.TEMP), (15, DurationCode.TEMP), (20, DurationCode.OTHER),
        (30, DurationCode.Y30), (50, DurationCode.Y50), (99, DurationCode.OTHER), (100, DurationCode.Y100),
    ],
)  # fmt: skip
def test_categories(years: int | None, code: DurationCode) -> None:
    assert duration_code(years) is code


def test_soon_expired() -> None:
    end = date(2027, 6, 30)
    assert not is_soon_expired(end, date(2026, 6, 29), LEGAL)
    assert is_soon_expired(end, date(2026, 6, 30), LEGAL)
    assert not is_soon_expired(end, end, LEGAL)
    assert not is_soon_expired(None, end, LEGAL)


@given(DAYS, st.integers(0, 120), st.integers(0, 60), st.integers(0, 400))
def test_a_wait_is_one_day_longer_than_a_deadline(day: date, years: int, months: int, days: int) -> None:
    first = first_allowed(day, years=years, months=months, days=days)
    assert first - last_allowed(day, years=years, months=months, days=days) == timedelta(days=1)
    assert first > day


@given(DAYS, st.integers(0, 120))
def test_years_agree_with_months(day: date, years: int) -> None:
    assert add_years(day, years) == add_months(day, 12 * years)


@given(st.integers(1800, 2100), st.integers(1, 12), st.integers(1, 28), st.integers(1, 100))
def test_the_less_is_known_the_later_a_gate_opens(year: int, month: int, day: int, years: int) -> None:
    """A partial date never opens a gate earlier than the true day would."""
    exact = expiry_of(PartialDate(year, month, day), years).on
    by_month = expiry_of(PartialDate(year, month), years).on
    by_year = expiry_of(PartialDate(year), years).on
    assert exact is not None
    assert by_month is not None
    assert by_year is not None
    assert exact <= by_month <= by_year


class TestDelays:
    def test_the_law_of_today_is_lawful(self) -> None:
        assert check_delays(LEGAL, date(2026, 11, 22)) == []

    def test_longer_is_allowed_looser_is_not(self) -> None:
        day = date(2026, 11, 22)
        assert (
            check_delays(Delays(common_ground_years=10, temp_vault_months=3, abandonment_wait_years=3), day)
            == []
        )
        for name in LAW:
            assert check_delays(Delays(**{name: getattr(LEGAL, name) - 1}), day), name
        for name in CEILINGS:
            assert check_delays(Delays(**{name: getattr(LEGAL, name) + 1}), day), name

    def test_a_negative_delay_is_no_delay(self) -> None:
        assert check_delays(Delays(warn_months=-1), date(2026, 11, 22))

    def test_three_years_before_the_law_of_2022(self) -> None:
        assert floor_of("abandonment_wait_years", date(2022, 2, 22)) == 3
        assert floor_of("abandonment_wait_years", date(2022, 2, 23)) == 1
