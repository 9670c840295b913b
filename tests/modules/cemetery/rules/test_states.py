# SPDX-License-Identifier: EUPL-1.2
"""State of a plot on a day: vectors TV-STATE, the order of the states, and what holds of every grave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import (
    CaseKind,
    DurationCode,
    PlotKind,
    PlotState,
    Regime,
    RemainsKind,
    TermOperation,
)
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import CaseFacts, ConcessionFacts, PlotFacts, RemainsFacts, TermFacts
from modules.cemetery.rules.states import state_of, state_only, states_on
from modules.cemetery.rules.terms import add_years, duration_code
from modules.cemetery.rules.why import Decision
from tests.modules.cemetery.rules.grave_facts import coffin, concession, grave, term

LEGAL = Delays()
TERM = term("1994-05-10", 30)
INFORMED = concession(TERM, informed="2024-06-01")
BEFORE = grave(coffin("2003-01-20"), held=INFORMED)


@pytest.mark.parametrize(
    ("facts", "day", "state"),
    [
        pytest.param(BEFORE, "2024-05-09", "CONCEDED_ACTIVE", id="CEM-TV-STATE-01"),
        pytest.param(BEFORE, "2024-05-10", "EXPIRED_RENEWABLE", id="CEM-TV-STATE-02"),
        pytest.param(BEFORE, "2026-05-10", "EXPIRED_RENEWABLE", id="CEM-TV-STATE-03"),
        pytest.param(BEFORE, "2026-05-11", "EXPIRED_REPOSSESSABLE", id="CEM-TV-STATE-04"),
        pytest.param(
            grave(coffin("2022-08-01"), held=INFORMED), "2026-05-11", "EXPIRED_BLOCKED", id="CEM-TV-STATE-05"
        ),
        pytest.param(
            grave(coffin("2003-01-20"), held=concession(TERM)),
            "2026-05-11",
            "EXPIRED_BLOCKED",
            id="CEM-TV-STATE-06",
        ),
        pytest.param(grave(coffin("1950")), "2026-05-11", "UNTITLED_OCCUPIED", id="CEM-TV-STATE-07"),
    ],
)
def test_the_state_on_a_day(facts: PlotFacts, day: str, state: str) -> None:
    on = date.fromisoformat(day)
    found = state_of(facts, on, LEGAL)
    assert found.state is PlotState(state)
    assert state_only(facts, on, LEGAL) is PlotState(state)
    assert found.why


@pytest.mark.parametrize("last", [pytest.param("2022-08-01", id="CEM-TV-STATE-05-until")])
def test_a_recent_burial_blocks_until_its_five_years(last: str) -> None:
    found = state_of(grave(coffin(last), held=INFORMED), date(2026, 5, 11), LEGAL)
    assert (found.since, found.until) == (date(2026, 5, 11), date(2027, 8, 1))
    assert found.repossessable_from == date(2027, 8, 2)
    assert [gate.code for gate in Decision(found.gates).closed] == ["G3"]
    after = state_of(grave(coffin(last), held=INFORMED), date(2027, 8, 2), LEGAL)
    assert after.state is PlotState.EXPIRED_REPOSSESSABLE
    assert after.since == date(2027, 8, 2)


def test_the_bounds_of_each_state_of_a_term() -> None:
    active = state_of(BEFORE, date(2024, 5, 9), LEGAL)
    assert (active.since, active.until, active.expires_on) == (
        date(1994, 5, 10),
        date(2024, 5, 9),
        date(2024, 5, 10),
    )
    right = state_of(BEFORE, date(2025, 1, 1), LEGAL)
    assert (right.since, right.until, right.renewable_until) == (
        date(2024, 5, 10),
        date(2026, 5, 10),
        date(2026, 5, 10),
    )
    assert state_of(BEFORE, date(2040, 1, 1), LEGAL).until is None


class TestOrder:
    """First match wins (§4.1)."""

    DAY = date(2026, 11, 22)

    def test_a_plot_out_of_service_is_nothing_else(self) -> None:
        assert state_only(replace(BEFORE, out_of_service=True), self.DAY, LEGAL) is PlotState.OUT_OF_SERVICE

    @pytest.mark.parametrize("kind", [PlotKind.OSSUARY, PlotKind.SCATTERING, PlotKind.TEMP_VAULT])
    def test_equipment_is_never_free(self, kind: PlotKind) -> None:
        assert state_only(grave(kind=kind), self.DAY, LEGAL) is PlotState.EQUIPMENT

    def test_what_belongs_to_the_commune_is_equipment(self) -> None:
        assert state_only(grave(regime=Regime.MUNICIPAL), self.DAY, LEGAL) is PlotState.EQUIPMENT

    def test_a_military_grave_is_out_of_every_procedure(self) -> None:
        assert state_only(replace(BEFORE, regime=Regime.MILITARY), self.DAY, LEGAL) is PlotState.MILITARY

    def test_repossessed_until_cleared(self) -> None:
        case = CaseFacts(CaseKind.EXPIRED, date(2026, 6, 1), None, date(2026, 9, 1), date(2026, 10, 1))
        closed = concession(TERM, informed="2024-06-01", closed_on=date(2026, 9, 1))
        gone = coffin("2003-01-20", left_on=PartialDate(2026, 10, 1), in_place=False)
        facts = replace(grave(gone, held=closed), cases=(case,))
        assert state_only(facts, date(2026, 8, 31), LEGAL) is PlotState.EXPIRED_REPOSSESSABLE
        assert state_only(facts, date(2026, 9, 1), LEGAL) is PlotState.REPOSSESSED_TO_CLEAR
        assert state_only(facts, date(2026, 9, 30), LEGAL) is PlotState.REPOSSESSED_TO_CLEAR
        assert state_only(facts, date(2026, 10, 1), LEGAL) is PlotState.FREE

    def test_an_abandonment_hides_the_concession_while_it_runs(self) -> None:
        case = CaseFacts(CaseKind.ABANDONMENT, date(2025, 6, 5), date(2026, 2, 1))
        facts = replace(grave(coffin("1950"), held=concession(term("1920-01-01", None))), cases=(case,))
        assert state_only(facts, date(2025, 6, 4), LEGAL) is PlotState.CONCEDED_ACTIVE
        assert state_only(facts, date(2025, 6, 5), LEGAL) is PlotState.ABANDONMENT_RUNNING
        assert state_only(facts, date(2026, 2, 1), LEGAL) is PlotState.CONCEDED_ACTIVE

    def test_a_renewal_already_bought_continues(self) -> None:
        held = concession(TERM, term("2024-05-10", 30, TermOperation.RENEWAL))
        found = state_of(grave(held=held), date(2023, 12, 1), LEGAL)
        assert (found.state, found.expires_on) == (PlotState.CONCEDED_ACTIVE, date(2054, 5, 10))

    def test_a_late_renewal_leaves_a_gap(self) -> None:
        held = concession(TERM, term("2026-05-11", 30, TermOperation.RENEWAL), informed="2024-06-01")
        facts = grave(held=held)
        assert state_only(facts, date(2025, 1, 1), LEGAL) is PlotState.EXPIRED_RENEWABLE
        found = state_of(facts, date(2026, 5, 11), LEGAL)
        assert (found.state, found.since) == (PlotState.CONCEDED_ACTIVE, date(2026, 5, 11))

    def test_a_conversion_ends_the_shorter_term(self) -> None:
        held = concession(term("2016-11-22", 15), term("2026-11-22", 30, TermOperation.CONVERSION))
        assert state_of(grave(held=held), self.DAY, LEGAL).expires_on == date(2056, 11, 22)

    def test_common_ground_for_five_years(self) -> None:
        facts = grave(coffin("2021-11-20"), kind=PlotKind.EARTH, regime=Regime.COMMON)
        assert state_only(facts, date(2026, 11, 20), LEGAL) is PlotState.COMMON_OCCUPIED
        assert state_only(facts, date(2026, 11, 21), LEGAL) is PlotState.COMMON_REPOSSESSABLE
        assert state_of(facts, date(2026, 1, 1), LEGAL).until == date(2026, 11, 20)
        assert state_only(replace(facts, remains=()), self.DAY, LEGAL) is PlotState.FREE

    def test_common_ground_without_a_date_is_not_taken_back_by_arithmetic(self) -> None:
        facts = grave(coffin(None), kind=PlotKind.EARTH, regime=Regime.COMMON)
        assert state_only(facts, self.DAY, LEGAL) is PlotState.COMMON_OCCUPIED

    def test_a_commune_may_keep_common_ground_longer(self) -> None:
        facts = grave(coffin("2016-01-01"), kind=PlotKind.EARTH, regime=Regime.COMMON)
        assert (
            state_only(facts, date(2025, 1, 1), Delays(common_ground_years=10)) is PlotState.COMMON_OCCUPIED
        )

    def test_known_to_be_occupied_by_nobody_knows_whom(self) -> None:
        found = state_of(grave(occupied_unknown=True), self.DAY, LEGAL)
        assert (found.state, found.occupancy) == (PlotState.UNTITLED_OCCUPIED, "OCCUPIED")

    def test_a_record_without_a_term_is_never_offered_as_free(self) -> None:
        assert state_only(grave(held=concession()), self.DAY, LEGAL) is PlotState.UNTITLED_OCCUPIED

    def test_a_length_nobody_knows_is_kept_in_force(self) -> None:
        held = concession(TermFacts(PartialDate(1931), None, DurationCode.OTHER))
        found = state_of(grave(coffin("1931"), held=held), self.DAY, LEGAL)
        assert found.state is PlotState.CONCEDED_ACTIVE
        assert "inconnue" in str(found.why[0].text)

    def test_a_burial_without_a_date_blocks_a_repossession(self) -> None:
        facts = grave(coffin(None), held=INFORMED)
        assert state_only(facts, self.DAY, LEGAL) is PlotState.EXPIRED_BLOCKED

    def test_an_urn_does_not_count_unless_the_commune_says_so(self) -> None:
        urn = RemainsFacts(RemainsKind.URN, PartialDate(2025, 1, 1))
        facts = grave(urn, held=INFORMED)
        assert state_only(facts, self.DAY, LEGAL) is PlotState.EXPIRED_REPOSSESSABLE
        strict = Delays(urns_count_for_five_years=True)
        assert state_only(facts, self.DAY, strict) is PlotState.EXPIRED_BLOCKED

    def test_a_box_counts_from_the_burial_of_its_coffin(self) -> None:
        box = RemainsFacts(RemainsKind.BOX, PartialDate(2025, 3, 1), buried_on=PartialDate(2003, 1, 20))
        assert state_only(grave(box, held=INFORMED), self.DAY, LEGAL) is PlotState.EXPIRED_REPOSSESSABLE

    @pytest.mark.parametrize("flag", ["protected", "communal_maintenance"])
    def test_a_grave_that_may_not_be_taken_back(self, flag: str) -> None:
        assert state_only(replace(BEFORE, **{flag: True}), self.DAY, LEGAL) is PlotState.EXPIRED_BLOCKED

    def test_reserved_until_its_last_day(self) -> None:
        facts = grave(reserved_until=date(2026, 12, 31))
        assert state_only(facts, date(2026, 12, 31), LEGAL) is PlotState.RESERVED
        assert state_only(facts, date(2027, 1, 1), LEGAL) is PlotState.FREE

    def test_nothing_at_all_is_free(self) -> None:
        found = state_of(grave(), self.DAY, LEGAL)
        assert (found.state, found.occupancy) == (PlotState.FREE, "EMPTY")
        assert found.why

    def test_the_concession_in_force_wins_over_an_old_one_left_open(self) -> None:
        facts = replace(
            grave(),
            concessions=(concession(term("1900-01-01", 30), id=1), concession(term("2020-01-01", 30), id=2)),
        )
        assert state_of(facts, self.DAY, LEGAL).concession_id == 2


class TestOccupancy:
    def test_full_when_no_coffin_fits(self) -> None:
        facts = grave(coffin("1990"), coffin("2000"), held=INFORMED, max_coffins=2)
        assert state_of(facts, date(2026, 1, 1), LEGAL).occupancy == "FULL"
        assert state_of(facts, date(1995, 1, 1), LEGAL).occupancy == "OCCUPIED"
        assert state_of(facts, date(1980, 1, 1), LEGAL).occupancy == "EMPTY"

    def test_a_niche_counts_its_urns(self) -> None:
        urn = RemainsFacts(RemainsKind.URN, PartialDate(2020))
        facts = grave(urn, kind=PlotKind.COLUMBARIUM, max_urns=1)
        assert state_of(facts, date(2026, 1, 1), LEGAL).occupancy == "FULL"


# --- What holds of every grave ---------------------------------------------------------------------------

DAYS = st.dates(date(1900, 1, 1), date(2120, 12, 31))
PARTIAL = st.one_of(
    st.none(),
    DAYS.map(PartialDate.of),
    DAYS.map(lambda d: PartialDate(d.year)),
    DAYS.map(lambda d: PartialDate(d.year, d.month)),
)


@st.composite
def terms(draw: st.DrawFn) -> TermFacts:
    start = draw(PARTIAL.filter(lambda one: one is not None))
    years = draw(st.sampled_from([15, 30, 50, 100, None]))
    end = None if years is None else add_years(start.last, years)
    return TermFacts(start, end, duration_code(years), years)


@st.composite
def plots(draw: st.DrawFn) -> PlotFacts:
    remains = st.builds(
        RemainsFacts, st.sampled_from(list(RemainsKind)), PARTIAL, PARTIAL, st.booleans(), st.booleans()
    )
    held = st.builds(
        ConcessionFacts,
        st.integers(1, 99),
        terms=st.lists(terms(), max_size=3).map(tuple),
        informed_on=st.one_of(st.none(), DAYS),
        closed_on=st.one_of(st.none(), DAYS),
    )
    cases = st.builds(
        CaseFacts, st.sampled_from(list(CaseKind)), DAYS, st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS)
    )  # fmt: skip
    return PlotFacts(
        draw(st.sampled_from(list(PlotKind))),
        draw(st.sampled_from(list(Regime))),
        tuple(draw(st.lists(held, max_size=2))),
        tuple(draw(st.lists(remains, max_size=4))),
        tuple(draw(st.lists(cases, max_size=1))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@given(plots(), DAYS)
def test_every_grave_has_a_state_and_says_why_on_every_day(facts: PlotFacts, day: date) -> None:
    found = state_of(facts, day, LEGAL)
    assert found.state is state_only(facts, day, LEGAL) is states_on([facts], day, LEGAL)[0]
    assert found.why
    assert all(str(reason.text) for reason in found.why)
    assert found.occupancy in ("EMPTY", "OCCUPIED", "FULL")
    assert found.until is None or found.until >= day
    assert found.since is None or found.since <= day


@given(plots(), DAYS)
def test_nothing_that_may_be_taken_back_has_a_closed_gate(facts: PlotFacts, day: date) -> None:
    found = state_of(facts, day, LEGAL)
    if found.state is PlotState.EXPIRED_REPOSSESSABLE:
        assert Decision(found.gates).allowed
    elif found.state is PlotState.EXPIRED_BLOCKED:
        assert not Decision(found.gates).allowed


@given(plots(), DAYS, st.integers(0, 20))
def test_longer_delays_never_take_a_grave_back_sooner(facts: PlotFacts, day: date, more: int) -> None:
    stricter = Delays(renewal_years=2 + more, quiet_years=5 + more, common_ground_years=5 + more)
    takeable = {PlotState.EXPIRED_REPOSSESSABLE, PlotState.COMMON_REPOSSESSABLE}
    if state_only(facts, day, stricter) in takeable:
        assert state_only(facts, day, LEGAL) in takeable


@given(plots(), DAYS)
def test_a_state_lasts_until_the_day_it_says(facts: PlotFacts, day: date) -> None:
    """Between `since` and `until`, when nothing else is dated there, the state is the same."""
    quiet = replace(facts, cases=(), remains=(), concessions=facts.concessions[:1])
    found = state_of(quiet, day, LEGAL)
    if (
        found.state is PlotState.CONCEDED_ACTIVE
        and found.until is not None
        and len(quiet.concessions[0].terms) == 1
    ):
        closed = quiet.concessions[0].closed_on
        if closed is None or closed > found.until:
            assert state_only(quiet, found.until, LEGAL) is PlotState.CONCEDED_ACTIVE
            assert state_only(quiet, found.until + timedelta(days=1), LEGAL) is not PlotState.CONCEDED_ACTIVE
