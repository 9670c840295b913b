# SPDX-License-Identifier: EUPL-1.2
"""Prices of meals: vectors TAR-07 to TAR-14, TAR-20, TAR-23, ABS-13, ABS-14."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.billing.rules.brackets import Bracket, Grid
from app.billing.rules.quotients import QuotientFacts
from app.billing.rules.tariffs import (
    MissingQuotient,
    PriceMethod,
    SiblingBasis,
    SiblingKind,
    SiblingPlace,
    SiblingRule,
    TariffBook,
)
from app.core.outcome import Refusal
from modules.canteen.rules.attendance import Basis
from modules.canteen.rules.calendar import build_calendar, serving_days
from modules.canteen.rules.codes import Category, Regularity, Residency
from modules.canteen.rules.pricing import (
    PricedMeal,
    Pricer,
    PriceRules,
    SiblingFacts,
    SurchargeKind,
    SurchargeRule,
    place_on,
    read_sibling_rule,
    read_surcharge_rule,
    sibling_values,
    surcharge_values,
)
from tests.modules.canteen.rules.pricing_facts import bill, diner, fixed, grid, meal, payer, priced

D = Decimal
DAY = date(2026, 11, 16)
NOVEMBER = serving_days(build_calendar("B", 2026), date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("normal", "rule", "expected"),
    [
        pytest.param("3.80", SurchargeRule(SurchargeKind.PERCENT, D(50)), "5.70", id="CAN-TAR-10"),
        pytest.param("3.30", SurchargeRule(SurchargeKind.PERCENT, D(10)), "3.63", id="CAN-TAR-11-a"),
        pytest.param("3.45", SurchargeRule(SurchargeKind.PERCENT, D(10)), "3.80", id="CAN-TAR-11-b"),
        pytest.param("0.50", SurchargeRule(SurchargeKind.FIXED_PRICE, D(10)), "10.00", id="CAN-TAR-12-a"),
        pytest.param("3.10", SurchargeRule(SurchargeKind.FIXED_PRICE, D(10)), "10.00", id="CAN-TAR-12-b"),
        pytest.param("3.50", SurchargeRule(SurchargeKind.UNIT_COST, D("5.49")), "5.49", id="CAN-TAR-13"),
        ("3.50", SurchargeRule(SurchargeKind.ADD, D("1.20")), "4.70"),
        ("3.50", SurchargeRule(), "3.50"),
    ],
)
def test_an_unreserved_meal_may_cost_more(normal: str, rule: SurchargeRule, expected: str) -> None:
    found = priced(fixed(normal), meal(DAY, Basis.UNRESERVED), rules=PriceRules(surcharge=rule))
    assert found.amount == D(expected)
    assert str(found.label) == "Repas non réservé"
    if rule.kind is SurchargeKind.UNIT_COST:
        assert "1,99\u00a0€" in str(found.why[-1])


def test_an_unreserved_meal_may_follow_the_occasional_tariff() -> None:
    tariffs = [
        fixed("2.75", regularity=Regularity.REGULAR),
        fixed("2.95", id=2, regularity=Regularity.OCCASIONAL),
    ]
    rules = PriceRules(surcharge=SurchargeRule(SurchargeKind.OCCASIONAL))
    assert priced(tariffs, meal(DAY, Basis.UNRESERVED), rules=rules).amount == D("2.95")
    assert priced(tariffs, meal(DAY), rules=rules).amount == D("2.75")


@pytest.mark.parametrize("free", [pytest.param(2, id="CAN-ABS-14")])
def test_the_first_unreserved_meals_of_the_year_may_be_free_of_surcharge(free: int) -> None:
    rules = PriceRules(surcharge=SurchargeRule(SurchargeKind.PERCENT, D(50), free))
    amounts = [priced(fixed("3.80"), meal(DAY, Basis.UNRESERVED, rank=n), rules=rules) for n in (1, 2, 3)]
    assert [found.amount for found in amounts] == [D("3.80"), D("3.80"), D("5.70")]
    assert "1 sur 2" in str(amounts[0].why[-1])
    waived = replace(meal(DAY, Basis.UNRESERVED, rank=3), is_surcharge_waived=True)
    assert priced(fixed("3.80"), waived, rules=rules).amount == D("3.80")


@pytest.mark.parametrize(
    ("basis", "residency", "expected", "label"),
    [
        pytest.param(Basis.BASKET, Residency.RESIDENT, "0.65", "Accueil avec panier repas", id="CAN-ABS-13"),
        pytest.param(Basis.BASKET, Residency.OUTSIDE, "0.85", "Accueil avec panier repas", id="CAN-TAR-20-PAI"),
        pytest.param(Basis.ADULT, Residency.RESIDENT, "5.90", "Repas adulte", id="CAN-TAR-20-ADULT"),
        (Basis.UNUSED, Residency.RESIDENT, "2.75", "Repas réservé, non pris"),
        (Basis.MEAL, Residency.OUTSIDE, "3.65", "Repas"),
    ],
)
def test_romilly_prices_each_service_and_residence(
    basis: Basis, residency: Residency, expected: str, label: str
) -> None:
    tariffs = [
        fixed("2.75", id=1, residency="RESIDENT"),
        fixed("3.65", id=2, residency="OUTSIDE"),
        fixed("0.65", "basket", id=3, residency="RESIDENT"),
        fixed("0.85", "basket", id=4, residency="OUTSIDE"),
        fixed("5.90", "adult", id=5),
    ]
    found = priced(tariffs, meal(DAY, basis), payer(residency=residency))
    assert (found.amount, str(found.label)) == (D(expected), label)
    assert (found.tariff_id, found.decision_id) == (found.snapshot["tariff"], 5)


def test_an_override_makes_someone_from_elsewhere_a_resident() -> None:
    tariffs = [fixed("2.75", id=1, residency="RESIDENT"), fixed("3.65", id=2, residency="OUTSIDE")]
    outside = payer(residency=Residency.OUTSIDE)
    local = meal(DAY, who=diner(residency_override=Residency.RESIDENT))
    assert priced(tariffs, local, outside).amount == D("2.75")


def test_a_meal_not_taken_may_have_one_price() -> None:
    rules = PriceRules(unused_price=D("2.99"))
    assert priced(fixed("3.50"), meal(DAY, Basis.UNUSED), rules=rules).amount == D("2.99")


@pytest.mark.parametrize("changed_on", [pytest.param(date(2026, 11, 16), id="CAN-TAR-14")])
def test_a_change_of_tariff_splits_the_month_into_two_lines(changed_on: date) -> None:
    tariffs = [
        fixed("3.60", valid_to=changed_on - timedelta(days=1)),
        fixed("3.70", id=2, valid_from=changed_on),
    ]
    days = [*NOVEMBER[:7], *[day for day in NOVEMBER if day >= changed_on]]
    extra = [date(2026, 11, 18), date(2026, 11, 25)]
    found = bill([meal(day) for day in [*days, *extra]], tariffs)
    assert [(line.quantity, line.unit_price) for line in found.lines] == [(D(7), D("3.60")), (D(11), D("3.70"))]
    assert found.total(1) == D("65.90")


FAMILY = tuple(
    SiblingFacts(person, date(2016 + 2 * rank, 5, 1), date(2026, 9, 1), date(2026, 10, 1) if rank == 2 else None)
    for rank, person in enumerate((31, 32, 33))
)


@pytest.mark.parametrize("day", [pytest.param(date(2026, 10, 2), id="CAN-TAR-23")])
def test_a_child_who_left_is_counted_until_his_last_day(day: date) -> None:
    assert place_on(FAMILY, 31, day - timedelta(days=1)) == SiblingPlace(1, 3)
    assert place_on(FAMILY, 31, day) == SiblingPlace(1, 2)
    assert place_on(FAMILY, 32, day) == SiblingPlace(2, 2)
    assert place_on(FAMILY, 99, day) == SiblingPlace(1, 1)
    twins = [replace(child, birth_date=date(2018, 5, 1), order=-child.person_id) for child in FAMILY[:2]]
    assert place_on(twins, 31, day) == SiblingPlace(2, 2)


SIZES = SiblingRule(SiblingBasis.BY_FAMILY_SIZE, SiblingKind.PRICE, (D("4.50"), D("4.40"), D("4.25")))


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        pytest.param(SiblingBasis.BY_FAMILY_SIZE, "127.50", id="CAN-TAR-07"),
        pytest.param(SiblingBasis.BY_RANK, "131.50", id="CAN-TAR-08"),
    ],
)
def test_brothers_and_sisters_are_billed_on_one_invoice(basis: SiblingBasis, expected: str) -> None:
    home = payer(children=tuple(replace(child, valid_to=None) for child in FAMILY))
    meals = [meal(day, who=diner(person)) for person in (31, 32, 33) for day in NOVEMBER[:10]]
    found = bill(meals, [fixed("4.50", siblings=replace(SIZES, basis=basis))], [home])
    assert found.total(1) == D(expected)
    assert len(found.lines) == 3


def test_the_rule_of_the_town_serves_tariffs_that_have_none() -> None:
    home = payer(children=FAMILY)
    rules = PriceRules(siblings=SiblingRule(SiblingBasis.BY_RANK, SiblingKind.PERCENT, (D(0), D(10), D(20))))
    second = priced(fixed("3.35"), meal(date(2026, 9, 7), who=diner(32)), home, rules)
    assert second.amount == D("3.02")
    assert "rang 2" in str(second.why[-1])
    assert priced(fixed("3.35"), meal(date(2026, 9, 7), who=diner(31)), home, rules).amount == D("3.35")


def test_the_answer_to_why_this_price() -> None:
    found = priced(grid(), meal(DAY, Basis.UNUSED), payer(quotient="833"))
    assert [str(words) for words in found.why] == [
        "tarif «\u00a0Repas\u00a0», délibération n°\u00a02026-18 du 23 juin 2026",
        "quotient familial de 833, tranche «\u00a0de plus de 700 à 1\u202f000 inclus\u00a0»\u00a0: 1,00\u00a0€",
        "repas réservé et non pris\u00a0: dû",
    ]
    assert json.loads(json.dumps(found.snapshot))["unit_price"] == "1.00"


def test_warnings_come_with_the_price() -> None:
    rules = PriceRules(unit_cost=D("3.00"), review_month=9, missing=MissingQuotient())
    missing = priced(grid(), meal(DAY), rules=rules)
    assert [warning.code for warning in missing.warnings] == ["QUOTIENT_MISSING", "ABOVE_UNIT_COST"]
    old = priced(grid(), meal(DAY), payer(quotient="500"), rules)
    assert [warning.code for warning in old.warnings] == ["QUOTIENT_EXPIRED"]
    fresh = replace(payer(), quotients=(QuotientFacts(D(500), date(2026, 9, 1)),))
    assert priced(grid(), meal(DAY), fresh, rules).warnings == ()


def test_a_new_quotient_changes_the_price_from_its_day() -> None:
    changing = replace(payer(), quotients=(QuotientFacts(D(500), date(2026, 9, 1)), QuotientFacts(D(900), DAY)))
    found = bill([meal(date(2026, 11, 13)), meal(DAY)], [grid()], [changing])
    assert [line.unit_price for line in found.lines] == [D("0.50"), D("1.00")]


def test_a_flat_price_is_not_the_price_of_a_meal() -> None:
    flat = replace(fixed("59.00"), method=PriceMethod.FLAT_PERIOD)
    found = Pricer(TariffBook([flat])).price(meal(DAY), payer())
    assert isinstance(found, Refusal)
    assert found.code == "TARIFF_FLAT"


def test_rules_are_kept_as_json_and_read_back() -> None:
    surcharge = SurchargeRule(SurchargeKind.PERCENT, D("12.5"), 2)
    assert read_surcharge_rule(json.loads(json.dumps(surcharge_values(surcharge)))) == surcharge
    assert read_sibling_rule(json.loads(json.dumps(sibling_values(SIZES)))) == SIZES


def test_rules_of_the_town_are_dated() -> None:
    early = PriceRules(valid_to=date(2026, 10, 31), unused_price=D("2.00"))
    late = PriceRules(valid_from=date(2026, 11, 1), unused_price=D("2.50"))
    pricer = Pricer(TariffBook([fixed("3.50")]), [early, late])
    found = [pricer.price(meal(day, Basis.UNUSED), payer()) for day in (date(2026, 10, 16), DAY)]
    assert [one.amount for one in found if isinstance(one, PricedMeal)] == [D("2.00"), D("2.50")]


def test_a_grid_of_one_bracket_has_one_price() -> None:
    one = Grid((Bracket(None, D("2.00")),))
    assert priced(grid(values=one), meal(DAY, who=diner(category=Category.MATERNELLE)), payer(quotient="1")).amount == 2
