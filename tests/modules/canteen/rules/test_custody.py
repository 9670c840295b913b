# SPDX-License-Identifier: EUPL-1.2
"""Shared custody: vectors CUS-01 to CUS-09."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules.shares import share
from modules.canteen.rules.calendar import build_calendar, serving_days
from modules.canteen.rules.codes import Residency
from modules.canteen.rules.custody import (
    CustodyMethod,
    CustodyPart,
    CustodyPlan,
    Share,
    SplitLevel,
    TariffBasis,
    bearers,
    check_plan,
    check_plans,
    parity_clashes,
    shares_on,
)
from modules.canteen.rules.weekdays import mask_of
from tests.modules.canteen.rules.pricing_facts import bill, fixed, grid, meal, payer

D = Decimal
M = CustodyMethod
YEAR = date(2026, 9, 1)
NOVEMBER = serving_days(build_calendar("B", 2026), date(2026, 11, 1), date(2026, 11, 30))


def percents(*values: str, **more: object) -> CustodyPlan:
    parts = tuple(CustodyPart(rank, percent=D(value)) for rank, value in enumerate(values, start=1))
    return replace(CustodyPlan(M.PERCENT, parts, YEAR), **more)  # type: ignore[arg-type]


PARITY = CustodyPlan(M.WEEK_PARITY, (CustodyPart(1, is_even_week=False), CustodyPart(2, is_even_week=True)), YEAR)


@pytest.mark.parametrize(
    ("unit", "count", "values", "expected"),
    [
        pytest.param("3.15", 15, ("50", "50"), ("23.63", "23.62"), id="CAN-CUS-01"),
        pytest.param("3.10", 10, ("60", "40"), ("18.60", "12.40"), id="CAN-CUS-02"),
    ],
)
def test_a_line_is_shared_to_the_cent(
    unit: str, count: int, values: tuple[str, str], expected: tuple[str, str]
) -> None:
    found = bill([meal(day) for day in NOVEMBER[:count]], [fixed(unit)], [payer(1), payer(2)], [percents(*values)])
    assert [found.total(1), found.total(2)] == [D(amount) for amount in expected]
    assert [line.quantity for line in found.lines] == [count, count]
    assert f"part de {values[0]}\u00a0% du prix" in found.lines[0].why


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param("10.00", "3.34 3.33 3.33", id="CAN-CUS-03-a"),
        pytest.param("100.00", "33.34 33.33 33.33", id="CAN-CUS-03-b"),
        pytest.param("0.05", "0.02 0.02 0.01", id="CAN-CUS-03-c"),
    ],
)
def test_thirds_add_up(amount: str, expected: str) -> None:
    assert share(D(amount), [1, 1, 1]) == [D(part) for part in expected.split()]


@pytest.mark.parametrize("plan", [pytest.param(PARITY, id="CAN-CUS-04")])
def test_odd_and_even_weeks_share_november(plan: CustodyPlan) -> None:
    borne = {day.day: shares_on(plan, day)[0].payer_id for day in NOVEMBER}
    assert [day for day, payer_id in borne.items() if payer_id == 1] == [2, 3, 5, 6, 16, 17, 19, 20, 30]
    assert len([day for day, payer_id in borne.items() if payer_id == 2]) == 8


@pytest.mark.parametrize("quotient", [pytest.param("833", id="CAN-CUS-05")])
def test_each_payer_has_his_own_price(quotient: str) -> None:
    tariffs = [
        replace(fixed("3.30", id=1), residency="OUTSIDE"),
        replace(grid(2), residency="RESIDENT"),
    ]
    payers = [payer(1, residency=Residency.OUTSIDE), payer(2, quotient)]
    found = bill([meal(day) for day in NOVEMBER], tariffs, payers, [PARITY])
    assert (found.total(1), found.total(2)) == (D("29.70"), D("8.00"))


def test_the_price_may_follow_the_best_quotient_or_one_payer() -> None:
    payers = [payer(1, "1500"), payer(2, "500")]
    meals = [meal(day) for day in NOVEMBER]
    best = bill(meals, [grid()], payers, [replace(PARITY, tariff_basis=TariffBasis.BEST_FOR_CHILD)])
    assert (best.total(1), best.total(2)) == (D("4.50"), D("4.00"))
    one = replace(PARITY, tariff_basis=TariffBasis.FIXED_PAYER, fixed_payer_id=1)
    assert bill(meals, [grid()], payers, [one]).total(2) == 8 * D("3.10")


@pytest.mark.parametrize("plan", [pytest.param(PARITY, id="CAN-CUS-06")])
def test_a_year_of_fifty_three_weeks_gives_two_odd_weeks_in_a_row(plan: CustodyPlan) -> None:
    assert [shares_on(plan, day)[0].payer_id for day in (date(2026, 12, 14), date(2027, 1, 4))] == [1, 1]
    (clash,) = parity_clashes(plan, date(2026, 9, 1), date(2027, 7, 2))
    assert (clash.week_53, clash.week_1, clash.payer_id) == (date(2026, 12, 28), date(2027, 1, 4), 1)
    assert "04/01/2027" in str(clash.words)
    proposed = clash.proposal
    assert proposed.method is M.ALTERNATE_FROM
    assert check_plan(proposed) == []
    assert [shares_on(proposed, date(2027, 1, 4) + timedelta(days=7 * i))[0].payer_id for i in range(4)] == [2, 1, 2, 1]
    assert parity_clashes(plan, date(2027, 9, 1), date(2028, 7, 2)) == []
    assert parity_clashes(replace(plan, valid_to=date(2026, 12, 31)), date(2026, 9, 1), date(2027, 7, 2)) == []
    assert parity_clashes(proposed, date(2026, 9, 1), date(2027, 7, 2)) == []


@pytest.mark.parametrize("changed_on", [pytest.param(date(2026, 12, 1), id="CAN-CUS-07")])
def test_a_plan_changes_on_its_day(changed_on: date) -> None:
    single = CustodyPlan(M.SINGLE, (CustodyPart(1),), YEAR, changed_on - timedelta(days=1))
    plans = [single, percents("50", "50", valid_from=changed_on)]
    assert check_plans(plans) == []
    days = [date(2026, 11, 30), changed_on]
    found = bill([meal(day) for day in days], [fixed("3.50")], [payer(1), payer(2)], plans)
    assert (found.total(1), found.total(2)) == (D("5.25"), D("1.75"))
    overlap = check_plans([replace(single, valid_to=None), plans[1]])
    assert overlap[0].code == "CUSTODY_OVERLAP"
    assert "1er décembre 2026" in str(overlap[0].why)


@pytest.mark.parametrize("values", [pytest.param(("60", "30"), id="CAN-CUS-08")])
def test_percentages_that_do_not_make_a_hundred_are_refused(values: tuple[str, str]) -> None:
    (fault,) = check_plan(percents(*values))
    assert "90\u00a0%" in str(fault.why)
    assert check_plan(percents("60", "40")) == []


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(SplitLevel.LINE, ("0.30", "0.20"), id="CAN-CUS-09-LINE"),
        pytest.param(SplitLevel.BILL, ("0.25", "0.25"), id="CAN-CUS-09-BILL"),
    ],
)
def test_ten_lines_of_five_cents_are_shared_by_line_or_by_total(level: SplitLevel, expected: tuple[str, str]) -> None:
    # A tariff a day makes ten lines.
    days = NOVEMBER[:10]
    tariffs = [fixed("0.05", id=n, valid_from=day, valid_to=day) for n, day in enumerate(days)]
    plan = percents("50", "50", split_level=level)
    found = bill([meal(day) for day in days], tariffs, [payer(1), payer(2)], [plan])
    assert len(found.lines) == 20
    assert (found.total(1), found.total(2)) == (D(expected[0]), D(expected[1]))


def test_days_and_periods_belong_to_payers() -> None:
    week = CustodyPlan(
        M.WEEKDAYS, (CustodyPart(1, weekdays=mask_of(0, 1)), CustodyPart(2, weekdays=mask_of(3, 4))), YEAR
    )
    assert [shares_on(week, day)[0].payer_id for day in NOVEMBER[:4]] == [1, 1, 2, 2]
    spans = ((date(2026, 11, 2), date(2026, 11, 8)),)
    dated = CustodyPlan(M.CALENDAR, (CustodyPart(1), CustodyPart(2, ranges=spans)), YEAR)
    assert [shares_on(dated, day)[0].payer_id for day in NOVEMBER[:5]] == [2, 2, 2, 2, 1]
    assert bearers([week], date(2026, 8, 1), 7) == (Share(7, D(1)),)
    assert check_plan(week) == check_plan(dated) == []


SPAN = (date(2026, 11, 2), date(2026, 11, 8))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (CustodyPlan(M.SINGLE, (), YEAR), "un redevable"),
        (CustodyPlan(M.PERCENT, (CustodyPart(1, percent=D(100)),), YEAR), "deux redevables"),
        (percents("150", "-50"), "négative"),
        (CustodyPlan(M.WEEK_PARITY, (CustodyPart(1, is_even_week=True), CustodyPart(2)), YEAR), "paires"),
        (CustodyPlan(M.ALTERNATE_FROM, (CustodyPart(1), CustodyPart(2)), YEAR), "une semaine"),
        (CustodyPlan(M.WEEKDAYS, (CustodyPart(1, weekdays=3), CustodyPart(2, weekdays=2)), YEAR), "mardi"),
        (CustodyPlan(M.WEEKDAYS, (CustodyPart(1, weekdays=3), CustodyPart(2)), YEAR), "au moins un jour"),
        (CustodyPlan(M.CALENDAR, (CustodyPart(1), CustodyPart(2)), YEAR), "les périodes"),
        (CustodyPlan(M.CALENDAR, (CustodyPart(1, ranges=(SPAN,)), CustodyPart(2, ranges=(SPAN,))), YEAR), "du 2 au 8"),
        (CustodyPlan(M.CALENDAR, (CustodyPart(1), CustodyPart(2, ranges=(SPAN[::-1],))), YEAR), "finit avant"),
        (replace(PARITY, valid_to=date(2026, 8, 1)), "précède"),
        (replace(PARITY, tariff_basis=TariffBasis.FIXED_PAYER), "quotient"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused_at_entry(plan: CustodyPlan, words: str) -> None:
    assert words in " ".join(str(fault.why) for fault in check_plan(plan))


parts = st.lists(
    st.builds(
        CustodyPart,
        payer_id=st.integers(1, 9),
        weekdays=st.integers(0, 127),
        is_even_week=st.booleans(),
        ranges=st.lists(st.tuples(st.dates(YEAR, date(2027, 1, 1)), st.dates(date(2027, 1, 2), date(2027, 8, 31)))).map(tuple),
    ),
    min_size=1,
    max_size=4,
)


@given(parts, st.sampled_from(CustodyMethod), st.dates(YEAR, date(2027, 8, 31)), st.data())
def test_the_shares_of_a_day_always_add_up_to_one(
    found: list[CustodyPart], method: CustodyMethod, day: date, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, 100), min_size=len(found) - 1, max_size=len(found) - 1)))
    bounds = [0, *cuts, 100]
    shared = tuple(
        replace(part, percent=D(after - before))
        for part, before, after in zip(found, bounds, bounds[1:], strict=False)
    )
    plan = CustodyPlan(method, shared, YEAR, anchor_on=YEAR)
    assert sum(part.weight for part in shares_on(plan, day)) == 1
