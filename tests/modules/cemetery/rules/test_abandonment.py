# SPDX-License-Identifier: EUPL-1.2
"""The abandonment procedure: vectors TV-ABD, its two full runs, its errors, and what stops it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.abandonment import first_notice_from, preconditions, stop_event
from modules.cemetery.rules.codes import (
    AbandonmentSign,
    CaseKind,
    Regime,
    StepCode,
    StopReason,
    TermOperation,
)
from modules.cemetery.rules.delays import Delays, PostingPattern
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts
from modules.cemetery.rules.steps import (
    OPTIONAL,
    STEPS,
    check_step,
    next_step,
    postings,
    publicity_end,
    ready_steps,
    step_windows,
    window_of,
)
from tests.modules.cemetery.rules.grave_facts import coffin, concession, grave, term

LEGAL = Delays()
SIGNS = (AbandonmentSign.VEGETATION, AbandonmentSign.SLAB_BROKEN)
TODAY = date(2026, 11, 22)
S = StepCode

ABD_01 = concession(term("1990-04-01", None), deed="1990-04-01")
ABD_02 = concession(term("1996-01-10", 50), deed="1996-01-10")
ABD_03 = concession(term("1970-08-17", None), deed="1970-08-17")
ABD_04 = concession(term("1975-01-01", None), deed="1975-01-01")
ABD_05 = concession(term("1900-01-01", None), deed="1900-01-01", upkeep_accepted=True)
ABD_06 = concession(deed_lost=True, notoriety_on=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("facts", "held", "opens"),
    [
        pytest.param(grave(coffin("1998-03-02")), ABD_01, "2020-04-02", id="CEM-TV-ABD-01"),
        pytest.param(grave(coffin("1996-01-12")), ABD_02, "2026-01-11", id="CEM-TV-ABD-02"),
        pytest.param(grave(coffin("2016-11-22")), ABD_03, "2026-11-23", id="CEM-TV-ABD-03"),
        pytest.param(grave(coffin("1980-05-08", mpf=True)), ABD_04, "2030-05-09", id="CEM-TV-ABD-04"),
        pytest.param(grave(), ABD_05, None, id="CEM-TV-ABD-05"),
    ],
)
def test_the_first_day_for_the_first_notice(
    facts: PlotFacts, held: ConcessionFacts, opens: str | None
) -> None:
    found = first_notice_from(facts, held, LEGAL, TODAY)
    day = date.fromisoformat(opens) if opens else None
    assert found.on == day
    assert found.why
    if day is None:
        assert not preconditions(facts, held, date(2200, 1, 1), LEGAL, signs=SIGNS).allowed
        return
    assert preconditions(facts, held, day, LEGAL, signs=SIGNS).allowed
    eve = preconditions(facts, held, day - timedelta(days=1), LEGAL, signs=SIGNS)
    assert not eve.allowed
    assert eve.opens_on == day


@pytest.mark.parametrize("buried", [pytest.param("1950", id="CEM-TV-ABD-06")])
def test_a_lost_deed_with_an_act_of_notoriety_is_allowed(buried: str) -> None:
    facts = grave(coffin(buried))
    assert preconditions(facts, ABD_06, TODAY, LEGAL, signs=SIGNS).allowed
    assert first_notice_from(facts, ABD_06, LEGAL, TODAY).on == date(2026, 3, 2)
    lost = concession(deed_lost=True)
    refused = preconditions(facts, lost, TODAY, LEGAL, signs=SIGNS)
    assert [gate.code for gate in refused.closed] == ["P1"]
    assert "notoriété" in str(refused.closed[0].reason)


class TestPreconditions:
    FACTS = grave(coffin("1950-01-01"))

    def closed(
        self, facts: PlotFacts, held: ConcessionFacts, signs: tuple[AbandonmentSign, ...] = SIGNS
    ) -> list[str]:
        return [gate.code for gate in preconditions(facts, held, TODAY, LEGAL, signs=signs).closed]

    def test_without_a_sign_seen_nothing_begins(self) -> None:
        assert self.closed(self.FACTS, ABD_01, ()) == ["P3"]

    def test_an_expired_concession_follows_the_other_road(self) -> None:
        held = concession(term("1950-01-01", 30), deed="1950-01-01")
        assert self.closed(self.FACTS, held) == ["P6"]

    def test_a_military_grave_never(self) -> None:
        assert self.closed(grave(regime=Regime.MILITARY), ABD_01) == ["P4"]

    def test_died_for_france_on_an_unknown_day(self) -> None:
        assert self.closed(grave(coffin(None, mpf=True)), ABD_01) == ["P2", "P4"]

    def test_died_for_france_in_a_fifty_year_concession_is_a_warning(self) -> None:
        held = concession(term("1990-01-01", 50), deed="1990-01-01")
        found = preconditions(grave(coffin("1990-02-01", mpf=True)), held, TODAY, LEGAL, signs=SIGNS)
        assert found.allowed
        assert [gate.code for gate in found.warnings] == ["MPF"]

    def test_a_burial_without_a_date_is_confirmed_in_writing(self) -> None:
        facts = grave(coffin(None))
        assert self.closed(facts, ABD_01) == ["P2"]
        assert preconditions(facts, ABD_01, TODAY, LEGAL, signs=SIGNS, dates_confirmed=True).allowed

    def test_a_concession_that_expires_before_is_never_abandoned(self) -> None:
        held = concession(term("1996-12-01", 30), deed="1996-12-01")
        assert first_notice_from(grave(), held, LEGAL, TODAY).on is None


# --- Full runs -------------------------------------------------------------------------------------------


def iso(text: str) -> date:
    return date.fromisoformat(text)


RUN_A = {
    S.NOTICE_1: iso("2025-06-05"),
    S.REPORT_1: iso("2025-07-07"),
    S.FORMAL_DEMAND: iso("2025-07-08"),
    S.POSTING_1: iso("2025-07-08"),
    S.POSTING_2: iso("2025-08-23"),
    S.POSTING_3: iso("2025-10-08"),
    S.POSTING_CERTIFICATE: iso("2025-11-10"),
    S.LIST_PUBLISHED: iso("2025-07-10"),
    S.NOTICE_2: iso("2026-10-12"),
    S.REPORT_2: iso("2026-11-13"),
    S.NOTIFICATION_2: iso("2026-11-18"),
    S.COUNCIL: iso("2026-12-19"),
    S.ORDER: iso("2027-01-10"),
    S.PUBLICATION: iso("2027-01-15"),
    S.REMOVAL: iso("2027-02-15"),
    S.OSSUARY: iso("2027-02-15"),
}
RUN_B = {
    S.NOTICE_1: iso("2026-01-31"),
    S.REPORT_1: iso("2026-03-02"),
    S.FORMAL_DEMAND: iso("2026-03-10"),
    S.POSTING_1: iso("2026-03-10"),
    S.POSTING_2: iso("2026-04-25"),
    S.POSTING_3: iso("2026-06-09"),
    S.POSTING_CERTIFICATE: iso("2026-07-09"),
    S.LIST_PUBLISHED: iso("2026-03-10"),
    S.NOTICE_2: iso("2027-06-20"),
    S.REPORT_2: iso("2027-07-21"),
    S.NOTIFICATION_2: iso("2027-07-30"),
    S.COUNCIL: iso("2027-08-31"),
    S.ORDER: iso("2027-09-10"),
    S.PUBLICATION: iso("2027-09-20"),
    S.REMOVAL: iso("2027-10-21"),
    S.OSSUARY: iso("2027-10-21"),
}


def until(run: dict[StepCode, date], code: StepCode) -> dict[StepCode, date]:
    """What of a run is done before `code`."""
    order = STEPS[CaseKind.ABANDONMENT]
    return {one: day for one, day in run.items() if order.index(one) < order.index(code)}


@pytest.mark.parametrize(
    ("run", "code", "first"),
    [
        pytest.param(RUN_A, S.REPORT_1, "2025-07-06", id="CEM-TV-ABD-A-1"),
        pytest.param(RUN_A, S.REPORT_2, "2026-11-13", id="CEM-TV-ABD-A-7"),
        pytest.param(RUN_A, S.COUNCIL, "2026-12-19", id="CEM-TV-ABD-A-8"),
        pytest.param(RUN_A, S.REMOVAL, "2027-02-15", id="CEM-TV-ABD-A-9"),
        pytest.param(RUN_B, S.REPORT_1, "2026-03-01", id="CEM-TV-ABD-B-1"),
        pytest.param(RUN_B, S.REPORT_2, "2027-07-21", id="CEM-TV-ABD-B-5"),
        pytest.param(RUN_B, S.COUNCIL, "2027-08-31", id="CEM-TV-ABD-B-6"),
        pytest.param(RUN_B, S.REMOVAL, "2027-10-21", id="CEM-TV-ABD-B-7"),
    ],
)
def test_a_step_of_a_full_run_opens_on_its_day(run: dict[StepCode, date], code: StepCode, first: str) -> None:
    done = until(run, code)
    assert window_of(code, done, LEGAL).not_before == iso(first)
    assert check_step(code, iso(first), done, LEGAL).is_open
    early = check_step(code, iso(first) - timedelta(days=1), done, LEGAL)
    assert (early.is_open, early.warning, early.opens_on) == (False, False, iso(first))


@pytest.mark.parametrize(
    ("run", "last"),
    [
        pytest.param(RUN_A, "2025-07-15", id="CEM-TV-ABD-A-2"),
        pytest.param(RUN_B, "2026-03-10", id="CEM-TV-ABD-B-2"),
    ],
)
def test_notification_and_first_posting_within_eight_days(run: dict[StepCode, date], last: str) -> None:
    for code in (S.FORMAL_DEMAND, S.POSTING_1):
        assert window_of(code, until(run, S.FORMAL_DEMAND), LEGAL).not_after == iso(last)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("2025-07-08", ("2025-07-08", "2025-08-08"), id="CEM-TV-ABD-A-3"),
        pytest.param("2025-07-08", ("2025-08-23", "2025-09-23"), id="CEM-TV-ABD-A-4"),
        pytest.param("2025-07-08", ("2025-10-08", "2025-11-08"), id="CEM-TV-ABD-A-5"),
        pytest.param("2026-03-10", ("2026-03-10", "2026-04-10"), id="CEM-TV-ABD-B-3-a"),
        pytest.param("2026-03-10", ("2026-04-25", "2026-05-25"), id="CEM-TV-ABD-B-3-b"),
        pytest.param("2026-03-10", ("2026-06-09", "2026-07-09"), id="CEM-TV-ABD-B-3-c"),
    ],
)
def test_postings(first: str, expected: tuple[str, str]) -> None:
    assert (iso(expected[0]), iso(expected[1])) in postings(iso(first), PostingPattern.LONG)


@pytest.mark.parametrize(
    ("run", "day"),
    [
        pytest.param(RUN_A, "2026-11-09", id="CEM-TV-ABD-A-6"),
        pytest.param(RUN_B, "2027-07-10", id="CEM-TV-ABD-B-4"),
    ],
)
def test_the_year_is_complete(run: dict[StepCode, date], day: str) -> None:
    without_notice = {code: on for code, on in until(run, S.REPORT_2).items() if code is not S.NOTICE_2}
    assert window_of(S.REPORT_2, without_notice, LEGAL).not_before == iso(day)


@pytest.mark.parametrize("run", [RUN_A, RUN_B])
def test_a_whole_run_is_regular(run: dict[StepCode, date]) -> None:
    assert all(window.regular for window in step_windows(run, LEGAL))
    assert next_step(run, LEGAL) is None
    assert [window.code for window in step_windows(run, LEGAL)] == list(STEPS[CaseKind.ABANDONMENT])


@pytest.mark.parametrize("on", [pytest.param("2025-07-05", id="CEM-TV-ABD-ERR-1")])
def test_a_report_too_soon_after_the_notice_is_refused(on: str) -> None:
    gate = check_step(S.REPORT_1, iso(on), until(RUN_A, S.REPORT_1), LEGAL)
    assert (gate.code, gate.is_open, gate.warning) == ("EARLY", False, False)


@pytest.mark.parametrize("on", [pytest.param("2025-07-16", id="CEM-TV-ABD-ERR-2")])
def test_a_late_posting_is_marked_irregular(on: str) -> None:
    gate = check_step(S.POSTING_1, iso(on), until(RUN_A, S.POSTING_1), LEGAL)
    assert (gate.code, gate.is_open, gate.warning) == ("LATE", False, True)
    done = {**until(RUN_A, S.POSTING_1), S.POSTING_1: iso(on)}
    assert not window_of(S.POSTING_1, done, LEGAL).regular
    # The chain goes on from the day on which it really began.
    assert window_of(S.POSTING_2, done, LEGAL).not_before == iso("2025-08-31")


@pytest.mark.parametrize("on", [pytest.param("2026-11-08", id="CEM-TV-ABD-ERR-3")])
def test_a_second_report_before_the_year_is_refused(on: str) -> None:
    gate = check_step(S.REPORT_2, iso(on), until(RUN_A, S.REPORT_2), LEGAL)
    assert (gate.code, gate.is_open, gate.warning) == ("EARLY", False, False)


@pytest.mark.parametrize("on", [pytest.param("2026-02-01", id="CEM-TV-ABD-ERR-4")])
def test_a_burial_closes_the_case(on: str) -> None:
    event = stop_event(RUN_A[S.NOTICE_1], TODAY, burials=(PartialDate.of(iso(on)),))
    assert event is not None
    assert (event.reason, event.on, event.suspends) == (StopReason.BURIAL, iso(on), False)


class TestSteps:
    def test_what_must_come_first_is_named(self) -> None:
        gate = check_step(S.COUNCIL, iso("2027-01-01"), until(RUN_A, S.NOTIFICATION_2), LEGAL)
        assert gate.code == "MISSING"
        assert "Notification du second procès-verbal" in str(gate.reason)

    def test_before_the_conditions_the_first_notice_is_refused(self) -> None:
        gate = check_step(S.NOTICE_1, iso("2020-04-01"), {}, LEGAL, opens_on=iso("2020-04-02"))
        assert gate.opens_on == iso("2020-04-02")

    def test_the_next_step_skips_what_no_text_demands(self) -> None:
        found = next_step({}, LEGAL)
        assert found is not None
        assert found.code is S.NOTICE_1
        assert found.is_ready

    def test_steps_that_run_at_once_are_all_ready(self) -> None:
        done = until(RUN_A, S.FORMAL_DEMAND)
        assert [one.code for one in ready_steps(done, LEGAL)] == [S.FORMAL_DEMAND, S.POSTING_1, S.LIST_PUBLISHED]
        assert [one.code for one in ready_steps({}, LEGAL)] == [S.HEIR_SEARCH, S.NOTICE_1]
        assert ready_steps(RUN_A, LEGAL) == []

    def test_three_years_when_the_publicity_ended_before_the_law_of_2022(self) -> None:
        done = {S.NOTICE_1: iso("2021-05-01"), S.REPORT_1: iso("2021-06-10"), S.POSTING_3: iso("2021-09-10")}
        assert publicity_end(done, LEGAL) == iso("2021-10-10")
        assert window_of(S.REPORT_2, done, LEGAL).not_before == iso("2024-10-11")

    def test_a_commune_may_wait_longer(self) -> None:
        done = until(RUN_A, S.NOTICE_2)
        assert window_of(S.REPORT_2, done, Delays(abandonment_wait_years=2)).not_before == iso("2027-11-09")

    def test_the_short_reading_of_the_postings(self) -> None:
        found = postings(iso("2025-07-08"), PostingPattern.SHORT)
        assert found[1][0] == iso("2025-07-23")
        assert found[2] == (iso("2025-08-07"), iso("2025-09-07"))
        short = Delays(posting_pattern=PostingPattern.SHORT)
        done = {S.REPORT_1: iso("2025-07-07"), S.POSTING_1: iso("2025-07-08")}
        assert window_of(S.POSTING_2, done, short).not_before == iso("2025-07-23")

    @pytest.mark.parametrize("kind", [CaseKind.EXPIRED, CaseKind.COMMON])
    def test_the_short_procedures_wait_for_their_order(self, kind: CaseKind) -> None:
        opens = iso("2026-05-11")
        done = {S.INFORMATION: iso("2024-06-01")}
        assert check_step(S.ORDER, iso("2026-05-10"), done, LEGAL, kind, opens_on=opens).opens_on == opens
        assert check_step(S.ORDER, opens, done, LEGAL, kind, opens_on=opens).is_open
        assert check_step(S.REMOVAL, opens, {**done, S.ORDER: opens}, LEGAL, kind).code == "MISSING"

    def test_an_expired_concession_is_not_ordered_before_anybody_is_told(self) -> None:
        assert check_step(S.ORDER, TODAY, {}, LEGAL, CaseKind.EXPIRED).code == "MISSING"
        assert check_step(S.ORDER, TODAY, {}, LEGAL, CaseKind.COMMON).is_open

    def test_a_step_of_another_procedure_is_no_step(self) -> None:
        with pytest.raises(KeyError):
            check_step(S.REPORT_1, TODAY, {}, LEGAL, CaseKind.EXPIRED)


class TestStops:
    def test_upkeep_restores(self) -> None:
        event = stop_event(iso("2025-06-05"), TODAY, upkeep=(iso("2026-04-01"),))
        assert event is not None
        assert event.reason is StopReason.RESTORED

    def test_a_conversion_and_a_renewal(self) -> None:
        converted = term("2026-01-01", 50, TermOperation.CONVERSION)
        event = stop_event(iso("2025-06-05"), TODAY, terms=(term("1990-01-01", 50), converted))
        assert event is not None
        assert event.reason is StopReason.CONVERTED

    def test_an_opposition_suspends(self) -> None:
        event = stop_event(iso("2025-06-05"), TODAY, opposed_on=iso("2025-09-01"))
        assert event is not None
        assert event.suspends

    def test_the_first_event_counts_and_older_ones_do_not(self) -> None:
        opened = iso("2025-06-05")
        assert stop_event(opened, TODAY, burials=(iso("2025-06-04"),)) is None
        event = stop_event(opened, TODAY, burials=(iso("2026-03-01"),), upkeep=(iso("2026-02-01"),))
        assert event is not None
        assert event.on == iso("2026-02-01")


# --- What holds of every run -----------------------------------------------------------------------------


@given(st.dates(date(2022, 3, 1), date(2080, 12, 31)), st.lists(st.integers(0, 90), min_size=20, max_size=20))
def test_doing_each_step_on_its_first_day_or_later_is_never_refused(start: date, waits: list[int]) -> None:
    """A clerk who follows the windows finishes; postings alone have one exact day."""
    done: dict[StepCode, date] = {}
    day = start
    for wait in waits:
        window = next_step(done, LEGAL)
        if window is None:
            break
        first = window.not_before or day
        # What has a last day in law is done on its first day; the rest is done some weeks late.
        day = first if window.not_after else max(first, day + timedelta(days=wait))
        gate = check_step(window.code, day, done, LEGAL)
        assert gate.is_open, (window, day)
        done[window.code] = day
    assert set(done) >= set(STEPS[CaseKind.ABANDONMENT]) - OPTIONAL[CaseKind.ABANDONMENT]
    assert all(window.regular for window in step_windows(done, LEGAL))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_postings_follow_one_another(first: date) -> None:
    for pattern in PostingPattern:
        spans = postings(first, pattern)
        assert len(spans) == 3
        assert spans[0][0] == first
        assert all(end > start for start, end in spans)
        assert all(after[0] >= before[1] for before, after in pairwise(spans))


@given(
    st.dates(date(1900, 1, 1), date(2000, 1, 1)),
    st.dates(date(1900, 1, 1), date(2020, 1, 1)),
    st.integers(0, 30),
)
def test_longer_waits_open_the_procedure_later(deed: date, buried: date, more: int) -> None:
    held = ConcessionFacts(1, terms=(term("1900-01-01", None),), deed_on=PartialDate.of(deed))
    facts = grave(coffin(buried.isoformat()))
    longer = Delays(abandonment_min_age_years=30 + more, abandonment_no_burial_years=10 + more)
    soon, late = (
        first_notice_from(facts, held, LEGAL, TODAY).on,
        first_notice_from(facts, held, longer, TODAY).on,
    )
    assert soon is not None
    assert late is not None
    assert soon <= late
