# SPDX-License-Identifier: EUPL-1.2
"""Deadlines: vectors RES-01 to RES-19."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import PARIS
from modules.canteen.rules.calendar import build_calendar, serving_days
from modules.canteen.rules.cutoff import (
    CutoffRule,
    CutoffShape,
    ShiftIfClosed,
    check_rule,
    deadline,
    deadlines,
    is_late,
    next_deadline,
    sentence,
)

CALENDAR = build_calendar("B", 2026)
MAP = CutoffRule(CutoffShape.WEEKDAY_MAP, time(9), weekday_map={0: 4, 1: 4, 3: 1, 4: 1})
SCHOOL = replace(MAP, shift=ShiftIfClosed.PREVIOUS_SCHOOL_DAY)
EVE = CutoffRule(CutoffShape.SCHOOL_DAYS_BEFORE, time(11), days=1)
TWO = CutoffRule(CutoffShape.WORKING_DAYS_BEFORE, time(10), days=2)
EIGHT = CutoffRule(CutoffShape.CALENDAR_DAYS_BEFORE, time(9), days=8, shift=ShiftIfClosed.NONE)
WEEKLY = CutoffRule(CutoffShape.WEEKLY, time(23), weekday=1)


@pytest.mark.parametrize(
    ("rule", "meal", "expected"),
    [
        pytest.param(MAP, "2026-11-30", "2026-11-27 09:00", id="CAN-RES-01"),
        pytest.param(MAP, "2026-12-01", "2026-11-27 09:00", id="CAN-RES-02"),
        pytest.param(MAP, "2026-12-03", "2026-12-01 09:00", id="CAN-RES-03"),
        pytest.param(MAP, "2026-11-02", "2026-10-30 09:00", id="CAN-RES-04"),
        pytest.param(SCHOOL, "2026-11-02", "2026-10-16 09:00", id="CAN-RES-05"),
        pytest.param(MAP, "2027-01-04", "2026-12-31 09:00", id="CAN-RES-06"),
        pytest.param(SCHOOL, "2027-01-04", "2026-12-18 09:00", id="CAN-RES-07"),
        pytest.param(MAP, "2027-05-10", "2027-05-07 09:00", id="CAN-RES-08-a"),
        pytest.param(SCHOOL, "2027-05-10", "2027-05-04 09:00", id="CAN-RES-08-b"),
        pytest.param(MAP, "2027-03-30", "2027-03-26 09:00", id="CAN-RES-09"),
        pytest.param(MAP, "2027-05-18", "2027-05-14 09:00", id="CAN-RES-10"),
        pytest.param(MAP, "2027-05-04", "2027-04-30 09:00", id="CAN-RES-11-a"),
        pytest.param(SCHOOL, "2027-05-04", "2027-04-16 09:00", id="CAN-RES-11-b"),
        pytest.param(EVE, "2026-12-01", "2026-11-30 11:00", id="CAN-RES-12"),
        pytest.param(EVE, "2026-11-12", "2026-11-10 11:00", id="CAN-RES-13"),
        pytest.param(EVE, "2027-01-04", "2026-12-18 11:00", id="CAN-RES-14"),
        pytest.param(TWO, "2026-11-12", "2026-11-09 10:00", id="CAN-RES-15"),
        pytest.param(TWO, "2026-11-30", "2026-11-26 10:00", id="CAN-RES-16"),
        pytest.param(EIGHT, "2026-11-30", "2026-11-22 09:00", id="CAN-RES-17"),
        pytest.param(WEEKLY, "2026-11-30", "2026-11-24 23:00", id="CAN-RES-18-a"),
        pytest.param(WEEKLY, "2026-12-04", "2026-11-24 23:00", id="CAN-RES-18-b"),
        # The first day of the year looks back into August: working days are counted there.
        (EVE, "2026-09-01", "2026-08-31 11:00"),
        (SCHOOL, "2026-09-01", "2026-08-28 09:00"),
        # A catch-up Saturday follows the Friday before it.
        (MAP, "2026-12-12", "2026-12-08 09:00"),
    ],
)
def test_the_deadline_of_a_meal(rule: CutoffRule, meal: str, expected: str) -> None:
    found = deadline(rule, date.fromisoformat(meal), CALENDAR)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=PARIS)


@pytest.mark.parametrize("second", [pytest.param(0, id="CAN-RES-19")])
def test_the_very_second_is_in_time_and_the_next_is_late(second: int) -> None:
    asked = datetime(2026, 11, 27, 9, 0, second, tzinfo=PARIS)
    meal = date(2026, 11, 30)
    assert not is_late(MAP, meal, CALENDAR, asked)
    assert is_late(MAP, meal, CALENDAR, asked + timedelta(seconds=1))
    assert not is_late(MAP, meal, CALENDAR, asked.astimezone(UTC))


def test_the_deadlines_of_a_week_are_grouped() -> None:
    week = serving_days(CALENDAR, date(2026, 11, 30), date(2026, 12, 4))
    found = deadlines(MAP, week, CALENDAR)
    assert [(moment.date().isoformat(), len(days)) for moment, days in found] == [("2026-11-27", 2), ("2026-12-01", 2)]
    now = datetime(2026, 11, 27, 9, 0, 1, tzinfo=PARIS)
    upcoming = next_deadline(MAP, week, CALENDAR, now)
    assert upcoming is not None
    assert upcoming[1] == [date(2026, 12, 3), date(2026, 12, 4)]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            MAP,
            "Avant vendredi à 9\u00a0h pour les repas de lundi et mardi\u202f; "
            "avant mardi à 9\u00a0h pour les repas de jeudi et vendredi",
        ),
        (EVE, "Le jour d’école précédent avant 11\u00a0h"),
        (TWO, "2 jours ouvrés avant le repas, à 10\u00a0h"),
        (EIGHT, "8 jours avant le repas, à 9\u00a0h"),
        (replace(EIGHT, days=1), "La veille du repas avant 9\u00a0h"),
        (replace(EIGHT, days=0), "Le jour même avant 9\u00a0h"),
        (WEEKLY, "Avant mardi à 23\u00a0h pour tous les repas de la semaine suivante"),
    ],
)
def test_a_rule_is_said_in_a_sentence(rule: CutoffRule, words: str) -> None:
    assert str(sentence(rule)) == words


def test_an_empty_rule_is_refused() -> None:
    assert check_rule(MAP) == []
    assert check_rule(replace(MAP, weekday_map={}))
    assert check_rule(replace(MAP, weekday_map={0: 8}))
    assert check_rule(replace(TWO, days=0))
    assert check_rule(replace(EIGHT, days=-1))


rules = st.builds(
    CutoffRule,
    shape=st.sampled_from(CutoffShape),
    at=st.times().map(lambda t: t.replace(microsecond=0)),
    days=st.integers(min_value=0, max_value=15),
    weekday_map=st.dictionaries(st.integers(0, 6), st.integers(0, 6), min_size=1),
    weekday=st.integers(0, 6),
    shift=st.sampled_from(ShiftIfClosed),
)


@given(rules, st.sampled_from(serving_days(CALENDAR)))
def test_a_deadline_is_never_after_the_day_of_the_meal(rule: CutoffRule, meal: date) -> None:
    assert deadline(rule, meal, CALENDAR).date() <= meal
