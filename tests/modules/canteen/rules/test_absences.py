# SPDX-License-Identifier: EUPL-1.2
"""Attendance and absences: vectors ABS-01 to ABS-12 and ABS-15."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from app.core.clock import PARIS
from app.core.outcome import UserError
from modules.canteen.rules.absences import (
    Absence,
    AbsenceReason,
    AbsenceRule,
    AbsenceRuleKind,
    Effect,
    judge,
    runs,
    sentence,
)
from modules.canteen.rules.attendance import (
    BILLED,
    DAY_TRANSITIONS,
    Basis,
    DayFacts,
    DayState,
    Reopening,
    basis_of,
)
from modules.canteen.rules.calendar import build_calendar, serving_days
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.cutoff import CutoffRule, CutoffShape, deadline
from modules.canteen.rules.events import BookedMeal, ClassEvent, preview
from modules.canteen.rules.flat import after_refunds, by_days_per_week, monthly_parts, prorata
from modules.canteen.rules.weekdays import FIVE_DAYS, FOUR_DAYS

CALENDAR = build_calendar("B", 2026)
SERVING = serving_days(CALENDAR)
TEN = datetime(2026, 1, 1, 10).time()
SAINT_JEAN = CutoffRule(CutoffShape.WEEKDAY_MAP, TEN, weekday_map={0: 3, 1: 3, 3: 1, 4: 1})
K = AbsenceRuleKind


def nov(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 11, day) for day in days)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def due(absence: Absence, rule: AbsenceRule | None, week: int = FOUR_DAYS) -> list[int]:
    serving = serving_days(build_calendar("B", 2026, week))
    verdicts = judge(absence, rule, serving, lambda day: deadline(SAINT_JEAN, day, CALENDAR))
    assert all(str(verdict.why) for verdict in verdicts)
    return [verdict.day.day for verdict in verdicts if verdict.is_due]


SICK = Absence(nov(23, 24, 26), certificate_at=at("2026-11-24 08:00"))
WEEK = Absence(nov(23, 24, 26, 27), notified_at=at("2026-11-23 08:30"))


@pytest.mark.parametrize(
    ("absence", "rule", "week", "expected"),
    [
        pytest.param(SICK, AbsenceRule(K.WAITING_DAYS, 1, True), FOUR_DAYS, [23], id="CAN-ABS-01"),
        pytest.param(SICK, AbsenceRule(K.WAITING_DAYS, 0, True), FOUR_DAYS, [], id="CAN-ABS-02"),
        pytest.param(WEEK, AbsenceRule(K.NOTICE_PLUS, 2), FOUR_DAYS, [23, 24, 26], id="CAN-ABS-03"),
        pytest.param(
            replace(WEEK, days=nov(23, 24, 25, 26, 27)),
            AbsenceRule(K.NOTICE_PLUS, 2),
            FIVE_DAYS,
            [23, 24, 25],
            id="CAN-ABS-04",
        ),
        pytest.param(
            Absence(nov(19, 20, 23)), AbsenceRule(K.MIN_CONSECUTIVE, 4), FOUR_DAYS, [19, 20, 23], id="CAN-ABS-05"
        ),
        pytest.param(Absence(nov(19, 20, 23, 24)), AbsenceRule(K.MIN_CONSECUTIVE, 4), FOUR_DAYS, [], id="CAN-ABS-06"),
        pytest.param(
            Absence(nov(23, 24, 26, 27)), AbsenceRule(K.FIRST_DAYS_TOWN, 2), FOUR_DAYS, [26, 27], id="CAN-ABS-08"
        ),
        pytest.param(
            Absence(nov(23, 24, 26, 27), notified_at=at("2026-11-24 10:00")),
            AbsenceRule(K.FIRST_DAYS_TOWN, 2),
            FOUR_DAYS,
            [],
            id="CAN-ABS-09",
        ),
        # Without a certificate where one is asked, and without notice, everything is due.
        (Absence(nov(23, 24)), AbsenceRule(K.WAITING_DAYS, 1, True), FOUR_DAYS, [23, 24]),
        (Absence(nov(23, 24)), AbsenceRule(K.NOTICE_PLUS, 2), FOUR_DAYS, [23, 24]),
        (Absence(nov(23, 24)), AbsenceRule(K.ALWAYS_DUE), FOUR_DAYS, [23, 24]),
        (Absence(nov(23, 24)), AbsenceRule(K.REFUND_AMOUNT), FOUR_DAYS, []),
    ],
)
def test_an_absence_is_due_or_free_by_the_rule(
    absence: Absence, rule: AbsenceRule, week: int, expected: list[int]
) -> None:
    assert due(absence, rule, week) == expected


@pytest.mark.parametrize("absent", [pytest.param((date(2026, 10, 16), date(2026, 11, 2)), id="CAN-ABS-07")])
def test_holidays_do_not_break_a_run(absent: tuple[date, ...]) -> None:
    assert runs(absent, SERVING) == [absent]
    assert runs([*nov(19), *nov(23)], SERVING) == [nov(19), nov(23)]
    # A child who eats on Mondays and Thursdays only is not cut off by the Friday.
    assert runs([*nov(19), *nov(23)], nov(16, 19, 23, 26)) == [nov(19, 23)]


@pytest.mark.parametrize("received", [pytest.param("2026-11-25 14:00", id="CAN-ABS-10")])
def test_a_certificate_that_comes_too_late_leaves_the_meal_due(received: str) -> None:
    rule = AbsenceRule(K.CERTIFICATE, certificate_hours=48)
    late = Absence(nov(23, 24), certificate_at=at(received))
    assert due(late, rule) == [23, 24]
    assert due(replace(late, certificate_at=at("2026-11-25 12:00")), rule) == []
    assert due(replace(late, certificate_at=None), rule) == [23, 24]
    forgiven = replace(late, overruled_due=False, overruled_because="courrier égaré par la mairie")
    assert due(forgiven, rule) == []


@pytest.mark.parametrize(
    ("reason", "effect"),
    [(reason, Effect.DUE if reason in ("SICK", "FAMILY", "EXCLUSION") else Effect.FREE) for reason in AbsenceReason],
)
def test_each_reason_has_an_effect_without_a_rule(reason: AbsenceReason, effect: Effect) -> None:
    assert due(Absence(nov(23), reason), None) == ([23] if effect is Effect.DUE else [])


def test_a_closure_by_the_town_is_free_whatever_the_rule() -> None:
    assert due(Absence(nov(23), AbsenceReason.TOWN_CLOSED), AbsenceRule(K.ALWAYS_DUE)) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DayFacts(True, True), Basis.MEAL),
        (DayFacts(True, True, has_basket=True), Basis.BASKET),
        (DayFacts(True, False, is_cancelled=True), Basis.CANCELLED),
        (DayFacts(True, False, is_due=True), Basis.UNUSED),
        (DayFacts(True, False, is_due=False), Basis.EXCUSED),
        pytest.param(DayFacts(True, False, is_closed=True), Basis.CLOSED, id="CAN-ABS-11"),
        (DayFacts(False, True), Basis.UNRESERVED),
        (DayFacts(False, False), None),
        (DayFacts(False, False, is_closed=True), None),
        (DayFacts(True, True, is_adult=True), Basis.ADULT),
        (DayFacts(False, True, is_adult=True), Basis.ADULT),
    ],
)
def test_a_pointed_day_has_its_basis(facts: DayFacts, expected: Basis | None) -> None:
    assert basis_of(facts) is expected


def test_nobody_eats_in_a_closed_canteen() -> None:
    assert Basis.CLOSED not in BILLED
    with pytest.raises(ValueError, match="closed"):
        basis_of(DayFacts(True, True, is_closed=True))


def test_a_locked_day_is_reopened_with_a_reason() -> None:
    assert DAY_TRANSITIONS.go(DayState.OPEN, DayState.POINTED) is DayState.POINTED
    with pytest.raises(UserError, match="pourquoi"):
        DAY_TRANSITIONS.go(DayState.LOCKED, DayState.POINTED)
    assert DAY_TRANSITIONS.refusal(DayState.LOCKED, DayState.POINTED, Reopening("erreur de saisie")) is None
    with pytest.raises(UserError, match="Verrouillée"):
        DAY_TRANSITIONS.go(DayState.OPEN, DayState.LOCKED)


@pytest.mark.parametrize("count", [pytest.param(22, id="CAN-ABS-12")])
def test_a_trip_frees_a_whole_class(count: int) -> None:
    day = date(2026, 12, 3)
    booked = [BookedMeal(i, 1, day, Category.ELEMENTAIRE, Diet.STANDARD) for i in range(count)]
    others = [BookedMeal(100 + i, 2, day, Category.ELEMENTAIRE, Diet.STANDARD) for i in range(10)]
    basket = BookedMeal(200, 1, day, Category.ELEMENTAIRE, Diet.STANDARD, is_basket=True)
    trip = ClassEvent(frozenset({1}), day, day, AbsenceReason.TRIP)
    found = preview(trip, [*booked, *others, basket])
    assert len(found.concerned) == len(found.removed) == count + 1
    assert (found.before[day], found.after[day]) == (32, 10)
    picnic = preview(replace(trip, is_meal_kept=True), [*booked, *others])
    assert (len(picnic.concerned), picnic.removed, picnic.after[day]) == (count, (), 32)
    elsewhere = preview(trip, [replace(booked[0], day=date(2026, 12, 4))])
    assert elsewhere.concerned == ()


@pytest.mark.parametrize("price", [pytest.param("59.00", id="CAN-ABS-15")])
def test_a_flat_price_is_refunded_per_absence(price: str) -> None:
    assert after_refunds(Decimal(price), 2, Decimal("3.85")) == Decimal("51.30")
    assert after_refunds(Decimal("5.00"), 2, Decimal("3.85")) == 0
    assert after_refunds(Decimal(price), 2, None) == Decimal(price)


def test_a_flat_price_is_cut_into_months_and_days() -> None:
    parts = monthly_parts(Decimal("590.05"))
    assert sum(parts) == Decimal("590.05")
    assert parts[:6] == [Decimal("59.01")] * 5 + [Decimal("59.00")]
    assert prorata(Decimal("59.00"), 9, 17) == Decimal("31.24")
    assert by_days_per_week({4: Decimal("57.00")}, FOUR_DAYS) == Decimal("57.00")
    with pytest.raises(ValueError, match="serving day"):
        prorata(Decimal("59.00"), 0, 0)


@pytest.mark.parametrize("kind", list(AbsenceRuleKind))
def test_every_rule_is_said_in_a_sentence(kind: AbsenceRuleKind) -> None:
    assert str(sentence(AbsenceRule(kind, 2)))
    assert "48\u00a0heures" in str(sentence(AbsenceRule(kind, 2, certificate_hours=48)))
    assert str(sentence(None))
