# SPDX-License-Identifier: EUPL-1.2
"""Taking ground back: vectors TV-REPO and TV-COMMON, and the gates G1 to G6."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import PlotKind, Regime
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.repossession import (
    can_order_expired,
    can_repossess_common,
    can_repossess_expired,
    common_ground_from,
    earliest_repossession,
)
from modules.cemetery.rules.why import Decision
from tests.modules.cemetery.rules.grave_facts import coffin, concession, grave, term

LEGAL = Delays()
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("expiry", "buried", "earliest"),
    [
        pytest.param("2024-05-10", "2003-01-20", "2026-05-11", id="CEM-TV-REPO-01"),
        pytest.param("2024-05-10", "2022-08-01", "2027-08-02", id="CEM-TV-REPO-02"),
        pytest.param("2024-05-10", "2021-05-10", "2026-05-11", id="CEM-TV-REPO-03"),
        pytest.param("2024-05-10", "2021-05-11", "2026-05-12", id="CEM-TV-REPO-04"),
        pytest.param("2024-02-29", "1990-01-01", "2026-03-01", id="CEM-TV-REPO-05"),
        pytest.param("2020-06-30", "2024-02-29", "2029-03-01", id="CEM-TV-REPO-06"),
    ],
)
def test_the_earliest_repossession_of_an_expired_concession(expiry: str, buried: str, earliest: str) -> None:
    found = earliest_repossession(date.fromisoformat(expiry), date.fromisoformat(buried), LEGAL)
    assert found.on == date.fromisoformat(earliest)
    assert [reason.article for reason in found.why] == ["CGCT L2223-15", "CGCT R2223-5"]


@pytest.mark.parametrize(
    ("buried", "opens"),
    [
        pytest.param("2021-11-20", "2026-11-21", id="CEM-TV-COMMON-01"),
        pytest.param("2020-02-29", "2025-03-01", id="CEM-TV-COMMON-02"),
        pytest.param("2021-11-22", "2026-11-23", id="CEM-TV-COMMON-03"),
    ],
)
def test_common_ground_is_taken_back_after_five_full_years(buried: str, opens: str) -> None:
    found = common_ground_from(date.fromisoformat(buried), LEGAL)
    day = date.fromisoformat(opens)
    assert found.on == day
    facts = grave(coffin(buried), kind=PlotKind.EARTH, regime=Regime.COMMON)
    assert can_repossess_common(facts, day, LEGAL, ordered_on=day).allowed
    eve = can_repossess_common(
        facts, date.fromordinal(day.toordinal() - 1), LEGAL, ordered_on=date(2025, 1, 1)
    )
    assert [gate.code for gate in eve.closed] == ["C2"]
    assert eve.opens_on == day


def closed(decision: Decision) -> list[str]:
    return [gate.code for gate in decision.closed]


class TestGates:
    HELD = concession(term("1994-05-10", 30), informed="2024-06-01")
    FACTS = grave(coffin("2003-01-20"), held=HELD)
    DAY = date(2026, 6, 1)

    def test_all_open_but_the_order(self) -> None:
        assert can_order_expired(self.FACTS, self.HELD, self.DAY, LEGAL).allowed
        assert closed(can_repossess_expired(self.FACTS, self.HELD, self.DAY, LEGAL)) == ["G6"]
        found = can_repossess_expired(self.FACTS, self.HELD, self.DAY, LEGAL, ordered_on=self.DAY)
        assert found.allowed
        assert [gate.code for gate in found.gates] == ["G1", "G2", "G3", "G4", "G5", "G6"]

    def test_an_order_for_later_is_not_yet_an_order(self) -> None:
        found = can_repossess_expired(self.FACTS, self.HELD, self.DAY, LEGAL, ordered_on=date(2026, 6, 2))
        assert found.opens_on == date(2026, 6, 2)

    def test_in_force(self) -> None:
        assert closed(can_order_expired(self.FACTS, self.HELD, date(2024, 5, 9), LEGAL)) == ["G1", "G2", "G4"]

    def test_renewed(self) -> None:
        held = concession(term("1994-05-10", 30), term("2024-05-10", 30), informed="2024-06-01")
        assert closed(can_order_expired(grave(held=held), held, self.DAY, LEGAL)) == ["G1", "G2"]

    def test_perpetual_never_by_expiry(self) -> None:
        held = concession(term("1900-01-01", None), informed="2024-06-01")
        found = can_order_expired(grave(held=held), held, self.DAY, LEGAL)
        assert closed(found) == ["G1", "G2"]
        assert found.opens_on is None

    def test_within_the_window_of_right(self) -> None:
        found = can_order_expired(self.FACTS, self.HELD, date(2026, 5, 10), LEGAL)
        assert closed(found) == ["G2"]
        assert found.opens_on == date(2026, 5, 11)

    def test_a_burial_without_a_date_is_confirmed_in_writing(self) -> None:
        facts = grave(coffin(None), held=self.HELD)
        found = can_order_expired(facts, self.HELD, self.DAY, LEGAL)
        assert closed(found) == ["G3"]
        assert found.closed[0].overridable
        assert can_order_expired(facts, self.HELD, self.DAY, LEGAL, dates_confirmed=True).allowed

    def test_no_confirmation_passes_a_known_recent_burial(self) -> None:
        facts = grave(coffin("2024-01-01"), coffin(None), held=self.HELD)
        assert closed(can_order_expired(facts, self.HELD, self.DAY, LEGAL, dates_confirmed=True)) == ["G3"]

    def test_a_partial_date_counts_to_its_last_day(self) -> None:
        facts = grave(coffin("2021"), held=self.HELD)
        assert can_order_expired(facts, self.HELD, date(2026, 12, 31), LEGAL).opens_on == date(2027, 1, 1)

    def test_nobody_was_told(self) -> None:
        held = replace(self.HELD, informed_on=None)
        assert closed(can_order_expired(grave(held=held), held, self.DAY, LEGAL)) == ["G4"]

    @pytest.mark.parametrize(
        ("change", "overridable"),
        [
            ({"protected": True}, True),
            ({"communal_maintenance": True}, False),
            ({"regime": Regime.MILITARY}, False),
        ],
    )
    def test_what_is_never_or_hardly_taken_back(self, change: dict[str, object], overridable: bool) -> None:
        found = can_order_expired(replace(self.FACTS, **change), self.HELD, self.DAY, LEGAL)  # type: ignore[arg-type]
        assert closed(found) == ["G5"]
        assert found.closed[0].overridable is overridable

    def test_died_for_france_is_a_warning(self) -> None:
        found = can_order_expired(
            grave(coffin("1918-10-01", mpf=True), held=self.HELD), self.HELD, self.DAY, LEGAL
        )
        assert found.allowed
        assert [gate.code for gate in found.warnings] == ["MPF"]

    def test_a_dispute_is_a_warning(self) -> None:
        held = replace(self.HELD, opposition=True)
        found = can_order_expired(self.FACTS, held, self.DAY, LEGAL)
        assert [gate.code for gate in found.warnings] == ["OPPOSITION"]

    def test_a_conceded_grave_is_no_common_ground(self) -> None:
        assert "C1" in closed(can_repossess_common(self.FACTS, self.DAY, LEGAL, ordered_on=self.DAY))

    def test_every_closed_gate_says_why(self) -> None:
        found = can_repossess_expired(grave(coffin(None), held=concession()), concession(), self.DAY, LEGAL)
        assert all(str(gate.reason) for gate in found.closed)


@given(DAYS, DAYS)
def test_both_waits_are_over_on_the_earliest_day(expiry: date, buried: date) -> None:
    found = earliest_repossession(expiry, buried, LEGAL).on
    assert found is not None
    assert found > expiry
    assert found > buried
    assert found == max(
        earliest_repossession(expiry, None, LEGAL).on or found, common_ground_from(buried, LEGAL).on or found
    )


@given(DAYS, st.integers(1900, 2100))
def test_a_burial_known_to_the_year_never_opens_earlier(expiry: date, year: int) -> None:
    vague = earliest_repossession(expiry, PartialDate(year), LEGAL).on
    exact = earliest_repossession(expiry, date(year, 12, 31), LEGAL).on
    assert vague == exact
