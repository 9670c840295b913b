# SPDX-License-Identifier: EUPL-1.2
"""From locked meals to lines: keys, refusals, and the invariants of reference §12.8."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules.tariffs import DecisionFacts, TariffBook
from modules.canteen.rules.attendance import Basis
from modules.canteen.rules.calendar import build_calendar, serving_days
from modules.canteen.rules.charges import CanteenFacts, charges, item_key
from modules.canteen.rules.codes import Category
from modules.canteen.rules.custody import CustodyMethod, CustodyPart, CustodyPlan, SplitLevel
from modules.canteen.rules.pricing import Pricer
from tests.modules.canteen.rules.pricing_facts import YEAR, bill, diner, fixed, grid, meal, payer

D = Decimal
NOVEMBER = serving_days(build_calendar("B", 2026), date(2026, 11, 1), date(2026, 11, 30))


def test_a_month_becomes_a_line_by_price() -> None:
    days = [meal(day) for day in NOVEMBER[:8]]
    days += [meal(NOVEMBER[8], Basis.UNUSED), meal(NOVEMBER[9], Basis.EXCUSED), meal(NOVEMBER[10], Basis.CLOSED)]
    found = bill(days, [grid()], [payer(1, "833")])
    assert [(line.label, line.quantity, line.amount) for line in found.lines] == [
        ("Repas", D(8), D("8.00")),
        ("Repas réservé, non pris", D(1), D("1.00")),
    ]
    line = found.lines[0]
    assert (line.group, line.person_id, line.basis, line.decision_id) == ("Enfant 12", 12, "MEAL", 5)
    assert line.items[0].key == "canteen:12:2026-11-02:meal"
    assert line.items[0].amount == D("1.00")
    assert "quotient familial de 833" in line.why[1]
    assert json.loads(json.dumps(dict(line.snapshot)))["bracket"].startswith("de plus de 700")


def test_an_adult_and_a_basket_have_their_own_keys() -> None:
    adult = diner(40, Category.ADULTE)
    assert item_key(meal(NOVEMBER[0], Basis.ADULT, adult)) == "canteen:40:2026-11-02:adult"
    assert item_key(meal(NOVEMBER[0], Basis.BASKET)) == "canteen:12:2026-11-02:basket"
    assert item_key(meal(NOVEMBER[0], Basis.UNRESERVED)) == "canteen:12:2026-11-02:meal"


def test_a_missing_tariff_blocks_its_payer_once_and_only_him() -> None:
    other = meal(NOVEMBER[0], Basis.ADULT, diner(40, Category.ADULTE))
    facts = CanteenFacts(
        [meal(NOVEMBER[0]), meal(NOVEMBER[1]), other], {1: payer(1), 2: payer(2)}, {12: 1, 40: 2}
    )
    found = charges(facts, Pricer(TariffBook([fixed("5.90", "adult")])))
    assert [refusal.code for refusal in found.blocked[1]] == ["TARIFF_MISSING"]
    assert found.blocked.keys() == {1}
    assert [line.payer_id for line in found.lines] == [2]
    assert "Enfant 12" in str(found.blocked[1][0])
    assert charges(facts, Pricer(TariffBook([fixed("5.90", "adult")])), payer_ids=[2]).blocked == {}


def test_a_child_without_payer_or_twice_at_table_is_named() -> None:
    facts = CanteenFacts([meal(NOVEMBER[0]), meal(NOVEMBER[0])], {}, {})
    found = charges(facts, Pricer(TariffBook([fixed("3.50")])))
    assert [refusal.code for refusal in found.refusals] == ["PAYER_MISSING", "MEAL_TWICE"]
    assert found.refusals[0].where is not None
    assert found.refusals[0].where.id == 12


def test_warnings_are_said_once_by_payer_and_child() -> None:
    found = bill([meal(day) for day in NOVEMBER], [grid()])
    assert [(warning.code, warning.what) for warning in found.charges.warnings[1]] == [("QUOTIENT_MISSING", "Enfant 12")]


def test_a_draft_tariff_is_marked_in_the_snapshot() -> None:
    project = replace(fixed("3.50"), decision=DecisionFacts("2026-40", date(2026, 10, 6)))
    assert bill([meal(NOVEMBER[0])], [project]).lines == []
    assert bill([meal(NOVEMBER[0])], [project], draft=True).lines[0].snapshot["draft"] is True


meals_of = st.lists(st.tuples(st.sampled_from(NOVEMBER), st.integers(1, 4)), unique=True, min_size=1, max_size=30)
levels = st.sampled_from(SplitLevel)


@given(meals_of, st.integers(0, 100), levels, st.decimals("0.01", "9.99", places=2))
def test_no_cent_is_lost_between_payers(
    booked: list[tuple[date, int]], percent: int, level: SplitLevel, unit: Decimal
) -> None:
    parts = CustodyPart(1, percent=D(percent)), CustodyPart(2, percent=D(100 - percent))
    plan = CustodyPlan(CustodyMethod.PERCENT, parts, YEAR, split_level=level)
    meals = [meal(day, who=diner(person)) for day, person in booked]
    found = bill(meals, [fixed(str(unit))], [payer(1), payer(2)], [plan])
    assert found.total(1) + found.total(2) == unit * len(meals)
    for line in found.lines:
        assert line.amount == sum(item.amount for item in line.items)
        assert line.quantity == len(line.items)
    keys = Counter((line.payer_id, item.key) for line in found.lines for item in line.items)
    assert max(keys.values()) == 1
