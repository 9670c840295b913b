# SPDX-License-Identifier: EUPL-1.2
"""When somebody may and must be buried: vectors TV-BUR."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.cemetery.rules.burial_delay import DeathFacts, burial_window, check_burial

DEATH_1 = DeathFacts(date(2026, 3, 1), time(14, 30))


@pytest.mark.parametrize(
    ("death", "earliest", "latest"),
    [
        pytest.param(DEATH_1, datetime(2026, 3, 2, 14, 30), date(2026, 3, 15), id="CEM-TV-BUR-01"),
        pytest.param(
            DeathFacts(date(2026, 12, 24), time(8)),
            datetime(2026, 12, 25, 8),
            date(2027, 1, 7),
            id="CEM-TV-BUR-02",
        ),
        pytest.param(
            DeathFacts(date(2026, 8, 1), abroad=True, entered_on=date(2026, 8, 10)),
            None,
            date(2026, 8, 24),
            id="CEM-TV-BUR-03",
        ),
        pytest.param(
            DeathFacts(date(2026, 5, 12), time(3), prosecutor_on=date(2026, 5, 20)),
            None,
            date(2026, 6, 3),
            id="CEM-TV-BUR-04",
        ),
        pytest.param(
            DeathFacts(date(2026, 3, 1), time(14, 30), general_derogation=True),
            datetime(2026, 3, 2, 14, 30),
            date(2026, 3, 22),
            id="CEM-TV-BUR-05",
        ),
        pytest.param(
            DeathFacts(
                date(2026, 3, 1),
                time(14, 30),
                derogation_until=date(2026, 4, 2),
                derogation_reference="2026-17",
            ),
            datetime(2026, 3, 2, 14, 30),
            date(2026, 4, 2),
            id="individual derogation",
        ),
        pytest.param(
            DeathFacts(date(2026, 3, 1)), datetime(2026, 3, 3), date(2026, 3, 15), id="without the hour"
        ),
        pytest.param(DeathFacts(date(2026, 3, 1), abroad=True), None, None, id="abroad, not yet entered"),
    ],
)
def test_the_window_of_a_burial(death: DeathFacts, earliest: datetime | None, latest: date | None) -> None:
    window = burial_window(death)
    assert (window.earliest, window.latest) == (earliest, latest)
    assert window.checked
    assert window.why
    assert all(reason.article for reason in window.why)


@pytest.mark.parametrize("on", [pytest.param(date(2026, 3, 16), id="CEM-TV-BUR-06")])
def test_too_late_is_a_warning_that_asks_for_the_derogation(on: date) -> None:
    decision = check_burial(burial_window(DEATH_1), on, time(10))
    assert decision.allowed
    (warning,) = decision.warnings
    assert "hors délai" in str(warning.reason)
    assert "référence de la dérogation" in str(warning.reason)


@pytest.mark.parametrize("died_on", [pytest.param(date(2023, 5, 5), id="CEM-TV-BUR-07"), date(2024, 7, 11)])
def test_the_old_rule_is_not_checked(died_on: date) -> None:
    window = burial_window(DeathFacts(died_on, time(8)))
    assert (window.checked, window.earliest, window.latest) == (False, None, None)
    assert check_burial(window, died_on, time(8)).allowed


def test_too_early_is_refused_with_the_first_moment() -> None:
    window = burial_window(DEATH_1)
    (gate,) = check_burial(window, date(2026, 3, 2), time(14, 29)).closed
    assert gate.overridable
    assert "à partir du 02/03/2026 à 14\u00a0h\u00a030" in str(gate.reason)
    assert check_burial(window, date(2026, 3, 2), time(14, 30)).allowed
    assert check_burial(window, date(2026, 3, 2)).allowed
    assert not check_burial(window, date(2026, 3, 1)).allowed


def test_a_death_of_unknown_date_is_not_checked() -> None:
    assert not burial_window(DeathFacts(None)).checked


def test_the_missing_hour_is_said() -> None:
    window = burial_window(DeathFacts(date(2026, 3, 1)))
    assert window.hour_missing
    assert "Heure du décès inconnue" in str(window.why[0].text)


@given(st.dates(date(2024, 7, 12), date(2090, 1, 1)), st.times())
def test_there_is_always_time_to_bury(died_on: date, died_at: time) -> None:
    window = burial_window(DeathFacts(died_on, died_at))
    assert window.earliest is not None
    assert window.latest == died_on + timedelta(days=14)
    assert window.earliest.date() <= window.latest
    assert burial_window(DeathFacts(died_on)).earliest > window.earliest  # type: ignore[operator]
