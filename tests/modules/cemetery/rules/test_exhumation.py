# SPDX-License-Identifier: EUPL-1.2
"""Exhumations and reductions: who asks, since when, in which conditions (§8.5, §8.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import Kinship
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.exhumation import (
    ExhumationRequest,
    check_presence,
    is_out_of_hours,
    may_exhume,
    may_open_coffin,
    may_reduce,
    ranked,
)

COMPLETE = ExhumationRequest(
    on=date(2026, 11, 23),
    died_on=PartialDate(2021, 11, 22),
    applicant_kinship=Kinship.CHILD,
    identity_seen=True,
    sworn_no_opposition=True,
    holder_agreed=True,
    out_of_public_hours=True,
)


def test_a_complete_request_is_allowed() -> None:
    assert may_exhume(COMPLETE).allowed
    assert may_reduce(COMPLETE).allowed


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        ({"applicant_kinship": Kinship.UNKNOWN}, "RELATIVE"),
        ({"closest_living": Kinship.SPOUSE}, "RELATIVE"),
        ({"identity_seen": False}, "IDENTITY"),
        ({"sworn_no_opposition": False}, "SWORN"),
        ({"opposition": True}, "OPPOSITION"),
        ({"holder_agreed": False}, "HOLDER"),
        ({"not_before": date(2026, 11, 24)}, "INFECTION"),
        ({"out_of_public_hours": False}, "HOURS"),
    ],
)
def test_one_missing_condition_closes_it(change: dict[str, object], closed: str) -> None:
    decision = may_exhume(replace(COMPLETE, **change))  # type: ignore[arg-type]
    assert [gate.code for gate in decision.closed] == [closed]
    assert str(decision.closed[0].reason)


def test_a_relative_of_the_same_rank_may_ask() -> None:
    assert may_exhume(replace(COMPLETE, closest_living=Kinship.CHILD)).allowed
    assert may_exhume(
        replace(COMPLETE, applicant_kinship=Kinship.DESCENDANT, closest_living=Kinship.CHILD)
    ).allowed
    assert ranked([Kinship.SIBLING, Kinship.IN_LAW, Kinship.CHILD]) is Kinship.CHILD
    assert ranked([Kinship.OTHER]) is None


def test_the_sealed_date_opens_by_itself_and_a_temporary_deposit_knows_none() -> None:
    waiting = replace(COMPLETE, not_before=date(2027, 2, 11))
    assert may_exhume(waiting).opens_on == date(2027, 2, 11)
    assert may_exhume(replace(waiting, from_temp_vault=True)).allowed


def test_a_court_passes_over_every_delay() -> None:
    ordered = ExhumationRequest(
        on=date(2026, 1, 1),
        died_on=PartialDate(2025, 12, 1),
        not_before=date(2027, 1, 1),
        court_order=True,
        out_of_public_hours=True,
    )
    assert may_exhume(ordered).allowed
    assert may_reduce(ordered).allowed


def test_a_reduction_waits_and_an_unknown_death_is_asked_for() -> None:
    day_before = may_reduce(replace(COMPLETE, on=date(2026, 11, 22)))
    assert [gate.code for gate in day_before.closed] == ["REDUCTION"]
    assert day_before.opens_on == date(2026, 11, 23)
    assert not may_reduce(COMPLETE, Delays(reduction_min_years=10)).allowed
    unknown = may_reduce(replace(COMPLETE, died_on=None))
    assert "retrouvez-la" in str(unknown.closed[0].reason)


def test_after_a_repossession_the_mayor_acts() -> None:
    request = ExhumationRequest(on=date(2026, 11, 23), by_commune=True, out_of_public_hours=True)
    assert may_exhume(request).allowed


def test_a_good_coffin_stays_closed_five_years() -> None:
    died_on = PartialDate(2021, 11, 22)
    assert not may_open_coffin(died_on, date(2026, 11, 22), good_condition=True).is_open
    assert may_open_coffin(died_on, date(2026, 11, 23), good_condition=True).is_open
    assert may_open_coffin(died_on, date(2022, 1, 1), good_condition=False).is_open
    assert not may_open_coffin(None, date(2026, 1, 1), good_condition=True).is_open


def test_nobody_at_the_hour_and_it_does_not_take_place() -> None:
    assert not check_presence(False).is_open
    assert not check_presence(False).overridable
    assert check_presence(True).is_open
    assert check_presence(False, by_commune=True).is_open


def test_hours_of_the_public() -> None:
    assert is_out_of_hours(time(7, 30), time(8), time(18))
    assert is_out_of_hours(time(18), time(8), time(18))
    assert not is_out_of_hours(time(8), time(8), time(18))
    assert not is_out_of_hours(None, time(8), time(18))
