# SPDX-License-Identifier: EUPL-1.2
"""Who bears a day when parents live apart: six methods, dated, never overlapping (reference §3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, pairwise

from app.core.calendar import iso_week, monday_of
from app.core.dates import show_day, show_day_long, show_period
from app.core.money import show_number
from app.core.outcome import Refusal
from app.core.text import Msg
from modules.canteen.rules import weekdays
from modules.canteen.strings import _

ONE, HUNDRED = Decimal(1), Decimal(100)


class CustodyMethod(StrEnum):
    """How days or amounts are shared between payers."""

    SINGLE = "SINGLE"
    PERCENT = "PERCENT"
    WEEK_PARITY = "WEEK_PARITY"
    ALTERNATE_FROM = "ALTERNATE_FROM"
    WEEKDAYS = "WEEKDAYS"
    CALENDAR = "CALENDAR"


class TariffBasis(StrEnum):
    """Whose quotient and residency give the price."""

    OWN = "OWN"
    BEST_FOR_CHILD = "BEST_FOR_CHILD"
    FIXED_PAYER = "FIXED_PAYER"


class SplitLevel(StrEnum):
    """What is cut by percentages: each line, or the child's total."""

    LINE = "LINE"
    BILL = "BILL"


@dataclass(frozen=True)
class CustodyPart:
    """What one payer bears; which field counts depends on the method."""

    payer_id: int
    percent: Decimal | None = None
    weekdays: int | None = None
    is_even_week: bool | None = None
    ranges: tuple[tuple[date, date], ...] = ()
    """First and last days, both included."""


@dataclass(frozen=True)
class CustodyPlan:
    """A dated plan, both days included. Parts stand in order: ties of a cent go to the first one."""

    method: CustodyMethod
    parts: tuple[CustodyPart, ...]
    valid_from: date
    valid_to: date | None = None
    anchor_on: date | None = None
    """A day of a week that the first part bears, for ALTERNATE_FROM."""
    tariff_basis: TariffBasis = TariffBasis.OWN
    fixed_payer_id: int | None = None
    split_level: SplitLevel = SplitLevel.LINE

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def payer_ids(self) -> tuple[int, ...]:
        """The payers of the plan, in order: the child counts in each of their homes."""
        return tuple(dict.fromkeys(part.payer_id for part in self.parts))


@dataclass(frozen=True)
class Share:
    """The part of a day that one payer bears; the shares of a day add up to 1."""

    payer_id: int
    weight: Decimal


def shares_on(plan: CustodyPlan, day: date) -> tuple[Share, ...]:
    """Who bears `day` under `plan`, in the order of its parts. What no part claims falls to the first one."""
    if plan.method is CustodyMethod.PERCENT:
        parts = ((part.payer_id, (part.percent or Decimal(0)) / HUNDRED) for part in plan.parts)
        return tuple(Share(payer, weight) for payer, weight in parts if weight)
    return (Share(_BEARERS[plan.method](plan, day).payer_id, ONE),)


def plan_on(plans: Iterable[CustodyPlan], day: date) -> CustodyPlan | None:
    """The plan in force on `day`; the one begun last if two were."""
    return max((plan for plan in plans if plan.holds_on(day)), key=lambda plan: plan.valid_from, default=None)


def bearers(plans: Iterable[CustodyPlan], day: date, default_payer_id: int) -> tuple[Share, ...]:
    """Who bears `day`: the plan in force, else the ordinary payer of the child (SINGLE)."""
    plan = plan_on(plans, day)
    return shares_on(plan, day) if plan is not None else (Share(default_payer_id, ONE),)


def _single(plan: CustodyPlan, _day: date) -> CustodyPart:
    return plan.parts[0]


def _by_parity(plan: CustodyPlan, day: date) -> CustodyPart:
    is_even = iso_week(day) % 2 == 0
    return next((part for part in plan.parts if part.is_even_week is is_even), plan.parts[0])


def _alternate(plan: CustodyPlan, day: date) -> CustodyPart:
    weeks = (monday_of(day) - monday_of(plan.anchor_on or plan.valid_from)).days // 7
    return plan.parts[weeks % len(plan.parts)]


def _by_weekday(plan: CustodyPlan, day: date) -> CustodyPart:
    return next((part for part in plan.parts if weekdays.has(part.weekdays or 0, day)), plan.parts[0])


def _by_calendar(plan: CustodyPlan, day: date) -> CustodyPart:
    return next(
        (part for part in plan.parts if any(first <= day <= last for first, last in part.ranges)), plan.parts[0]
    )


_BEARERS: dict[CustodyMethod, Callable[[CustodyPlan, date], CustodyPart]] = {
    CustodyMethod.SINGLE: _single,
    CustodyMethod.WEEK_PARITY: _by_parity,
    CustodyMethod.ALTERNATE_FROM: _alternate,
    CustodyMethod.WEEKDAYS: _by_weekday,
    CustodyMethod.CALENDAR: _by_calendar,
}


# --- Entry -----------------------------------------------------------------------------------------------


def check_plan(plan: CustodyPlan) -> list[Refusal]:
    """Faults of one plan as it is entered (CUS-08)."""
    faults: list[Msg] = []
    if plan.valid_to is not None and plan.valid_to < plan.valid_from:
        faults.append(_("la fin de la garde précède son début"))
    least = 1 if plan.method is CustodyMethod.SINGLE else 2
    if len(plan.payer_ids) < least or len(plan.payer_ids) != len(plan.parts):
        faults.append(
            _("choisissez un redevable") if least == 1 else _("choisissez au moins deux redevables différents")
        )
    if plan.tariff_basis is TariffBasis.FIXED_PAYER and plan.fixed_payer_id not in plan.payer_ids:
        faults.append(_("choisissez le redevable dont le quotient fixe le prix"))
    check = _CHECKS.get(plan.method)
    faults.extend(check(plan) if check and not faults else ())
    return [Refusal(_("Garde"), why, code="CUSTODY_INVALID") for why in faults]


def check_plans(plans: Sequence[CustodyPlan]) -> list[Refusal]:
    """Plans of one child that are in force on a same day."""
    ordered = sorted(plans, key=lambda plan: plan.valid_from)
    return [
        Refusal(
            _("Garde"),
            _(
                "deux plans de garde se chevauchent à partir du {day}\u00a0: terminez le premier la veille",
                day=show_day_long(after.valid_from),
            ),
            code="CUSTODY_OVERLAP",
        )
        for before, after in pairwise(ordered)
        if before.valid_to is None or before.valid_to >= after.valid_from
    ]


def _check_percent(plan: CustodyPlan) -> list[Msg]:
    percents = [part.percent or Decimal(0) for part in plan.parts]
    if any(percent < 0 for percent in percents):
        return [_("une part ne peut pas être négative")]
    total = sum(percents, Decimal(0))
    if total != HUNDRED:
        return [_("la somme des parts est de {total}\u00a0%, elle doit être de 100\u00a0%", total=show_number(total))]
    return []


def _check_parity(plan: CustodyPlan) -> list[Msg]:
    if {part.is_even_week for part in plan.parts} == {True, False} and len(plan.parts) == 2:
        return []
    return [_("un redevable a les semaines paires, l’autre les semaines impaires")]


def _check_anchor(plan: CustodyPlan) -> list[Msg]:
    if plan.anchor_on is None:
        return [_("indiquez une semaine du premier redevable")]
    return []


def _check_weekdays(plan: CustodyPlan) -> list[Msg]:
    masks = [part.weekdays or 0 for part in plan.parts]
    twice = 0
    for one, other in combinations(masks, 2):
        twice |= one & other
    if twice:
        days = weekdays.show_weekdays(weekdays.weekdays_of(twice))
        return [_("deux redevables ont le même jour\u00a0: {days}", days=days)]
    return [] if all(masks) else [_("chaque redevable doit avoir au moins un jour")]


def _check_calendar(plan: CustodyPlan) -> list[Msg]:
    ranges = sorted(span for part in plan.parts for span in part.ranges)
    for first, last in ranges:
        if last < first:
            return [_("la période du {first} au {last} finit avant de commencer", first=show_day(first), last=show_day(last))]
    for before, after in pairwise(ranges):
        if before[1] >= after[0]:
            shared = show_period(after[0], min(before[1], after[1]))
            return [_("deux redevables ont les mêmes jours, {period}", period=shared)]
    return [] if ranges else [_("indiquez les périodes de chaque redevable")]


_CHECKS: dict[CustodyMethod, Callable[[CustodyPlan], list[Msg]]] = {
    CustodyMethod.PERCENT: _check_percent,
    CustodyMethod.WEEK_PARITY: _check_parity,
    CustodyMethod.ALTERNATE_FROM: _check_anchor,
    CustodyMethod.WEEKDAYS: _check_weekdays,
    CustodyMethod.CALENDAR: _check_calendar,
}


# --- Years of 53 weeks -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ParityClash:
    """Two odd weeks in a row, 53 then 1: the same payer would bear both. With the plan proposed instead."""

    week_53: date
    """Its Monday."""
    week_1: date
    payer_id: int
    proposal: CustodyPlan
    words: Msg


def parity_clashes(plan: CustodyPlan, first: date, last: date) -> list[ParityClash]:
    """The clashes of a WEEK_PARITY plan between `first` and `last` (CUS-06). ISO years of 53 weeks: 2026, 2032…"""
    if plan.method is not CustodyMethod.WEEK_PARITY:
        return []
    begin, end = max(first, plan.valid_from), min(last, plan.valid_to or last)
    found = []
    for year in range(begin.year - 1, end.year + 1):
        week_53 = monday_of(date(year, 12, 28))
        week_1 = week_53 + timedelta(days=7)
        if iso_week(week_53) != 53 or week_1 > end or week_1 + timedelta(days=6) < begin:
            continue
        payer_id = _by_parity(plan, week_1).payer_id
        words = _(
            "la semaine 53 ({before}) et la semaine 1 ({after}) sont impaires\u00a0: le même redevable les aurait "
            "toutes les deux. Préférez «\u00a0une semaine sur deux\u00a0» à partir du {anchor}",
            before=show_day(week_53),
            after=show_day(week_1),
            anchor=show_day(week_1),
        )
        found.append(ParityClash(week_53, week_1, payer_id, _alternating(plan, week_1), words))
    return found


def _alternating(plan: CustodyPlan, week_1: date) -> CustodyPlan:
    """The same rhythm, carried on past week 53: week 1 goes to the payer who did not have week 53."""
    other = next(part for part in plan.parts if part.is_even_week)
    ordered = (other, *(part for part in plan.parts if part is not other))
    parts = tuple(replace(part, is_even_week=None) for part in ordered)
    return replace(plan, method=CustodyMethod.ALTERNATE_FROM, parts=parts, valid_from=week_1, anchor_on=week_1)
