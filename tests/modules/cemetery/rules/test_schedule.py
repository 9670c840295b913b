# SPDX-License-Identifier: EUPL-1.2
"""The schedule of an expiry: vectors TV-SCHED, what is due, and what proves that a family was told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.cemetery.rules.codes import InformationMeans, InformationResult
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.repossession import earliest_repossession
from modules.cemetery.rules.schedule import ProofFacts, ScheduleCode, due_steps, informed_on, steps
from modules.cemetery.rules.terms import add_months

ROWS = [
    (-12, "2026-06-30", "2025-08-31"),
    (-6, "2026-12-30", "2026-02-28"),
    (0, "2027-06-30", "2026-08-31"),
    (12, "2028-06-30", "2027-08-31"),
    (18, "2028-12-30", "2028-02-29"),
    (21, "2029-03-30", "2028-05-31"),
    (24, "2029-06-30", "2028-08-31"),
]
EXPIRIES = (date(2027, 6, 30), date(2026, 8, 31))
M, R = InformationMeans, InformationResult


@pytest.mark.parametrize(
    ("expiry", "offset", "expected"),
    [
        pytest.param(expiry, offset, days[column], id=f"CEM-TV-SCHED-{row:02d}-{'ab'[column]}")
        for row, (offset, *days) in enumerate(ROWS, start=1)
        for column, expiry in enumerate(EXPIRIES)
    ],
)
def test_offsets_are_counted_from_the_expiry(expiry: date, offset: int, expected: str) -> None:
    assert add_months(expiry, offset) == date.fromisoformat(expected)
    step = next((one for one in steps(expiry) if one.offset_months == offset), None)
    if step is None:  # +18 is a figure of the vectors, not a step
        assert offset == 18
    elif step.code is ScheduleCode.REPOSSESSION:
        assert step.on == date.fromisoformat(expected) + timedelta(days=1)
    else:
        assert step.on == date.fromisoformat(expected)


def due(day: str, *proofs: ProofFacts, expiry: date = date(2026, 6, 30)) -> list[str]:
    return [step.code.value for step in due_steps(expiry, proofs, date.fromisoformat(day))]


def proof(on: str, means: InformationMeans, result: InformationResult = R.UNKNOWN) -> ProofFacts:
    return ProofFacts(date.fromisoformat(on), means, result)


class TestDue:
    def test_nothing_before_a_year(self) -> None:
        assert due("2025-06-29") == []
        assert due("2025-06-30") == ["LISTED"]

    def test_a_letter_sent_is_no_longer_asked_for(self) -> None:
        assert due("2025-12-30") == ["COURTESY"]
        assert due("2025-12-30", proof("2025-12-20", M.LETTER)) == []

    def test_a_courtesy_letter_is_not_the_official_notice(self) -> None:
        assert due("2026-06-30", proof("2025-12-30", M.LETTER)) == ["NOTICE"]
        assert due("2026-06-30", proof("2026-06-05", M.REGISTERED)) == []

    def test_the_small_notice_is_asked_beside_the_letters(self) -> None:
        assert due("2026-07-30") == ["NOTICE", "POSTING"]
        assert due("2026-07-30", proof("2026-07-01", M.LETTER)) == ["POSTING"]
        assert due("2026-07-30", proof("2026-07-01", M.LETTER), proof("2026-07-30", M.STICKER)) == []

    def test_a_reminder_replaces_the_notice_never_sent(self) -> None:
        assert due("2027-06-30") == ["POSTING", "REMINDER"]

    def test_the_last_notice_is_registered(self) -> None:
        done = (proof("2026-07-30", M.POSTING), proof("2028-03-30", M.LETTER))
        assert due("2028-03-30", *done) == ["LAST_NOTICE"]
        assert due("2028-03-30", *done, proof("2028-03-30", M.REGISTERED)) == []

    def test_the_end_of_the_window_shows(self) -> None:
        told = (proof("2026-07-30", M.POSTING), proof("2028-03-30", M.REGISTERED))
        assert due("2028-06-30", *told) == []
        assert due("2028-07-01", *told) == ["REPOSSESSION"]


class TestInformed:
    EXPIRY = date(2026, 6, 30)

    def informed(self, *proofs: ProofFacts) -> date | None:
        return informed_on(proofs, self.EXPIRY)

    def test_a_notice_at_the_cemetery_alone_is_not_enough(self) -> None:
        assert self.informed(proof("2026-07-30", M.POSTING)) is None

    def test_a_letter_alone_is_not_enough_either(self) -> None:
        assert self.informed(proof("2026-07-01", M.LETTER)) is None

    def test_both_on_the_day_of_the_later(self) -> None:
        both = (proof("2026-07-01", M.REGISTERED, R.DELIVERED), proof("2026-10-20", M.POSTING))
        assert self.informed(*both) == date(2026, 10, 20)

    def test_a_letter_that_came_back_asks_for_a_search(self) -> None:
        back = (proof("2026-07-01", M.REGISTERED, R.RETURNED), proof("2026-10-20", M.STICKER))
        assert self.informed(*back) is None
        searched = (*back, proof("2026-11-02", M.SEARCH, R.FRUITLESS))
        assert self.informed(*searched) == date(2026, 11, 2)

    def test_a_refused_letter_was_presented(self) -> None:
        found = self.informed(proof("2026-07-01", M.REGISTERED, R.REFUSED), proof("2026-07-02", M.POSTING))
        assert found == date(2026, 7, 2)

    def test_a_call_counts_when_it_was_answered(self) -> None:
        posted = proof("2026-07-02", M.POSTING)
        assert self.informed(proof("2026-07-01", M.PHONE), posted) is None
        assert self.informed(proof("2026-07-01", M.PHONE, R.DELIVERED), posted) == date(2026, 7, 2)

    def test_a_letter_of_an_earlier_expiry_tells_nothing_of_this_one(self) -> None:
        assert self.informed(proof("1996-07-01", M.LETTER), proof("2026-07-02", M.POSTING)) is None


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_steps_come_in_order_and_end_with_the_window(expiry: date) -> None:
    found = steps(expiry)
    assert [step.on for step in found] == sorted(step.on for step in found)
    assert found[-1].on == earliest_repossession(expiry, None, Delays()).on


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-500, 1500))
def test_what_is_due_has_begun(expiry: date, offset: int) -> None:
    day = expiry + timedelta(days=offset)
    assert all(step.on <= day for step in due_steps(expiry, (), day))
