# SPDX-License-Identifier: EUPL-1.2
"""Prices of tariffs: vectors TAR-02 to TAR-09 and TAR-15 to TAR-20."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules.brackets import Bracket, Grid
from app.billing.rules.quotients import (
    QuotientFacts,
    caf_quotient,
    family_parts,
    is_expired,
    own_quotient,
    quotient_on,
)
from app.billing.rules.tariffs import (
    Criteria,
    DecisionFacts,
    MissingQuotient,
    Price,
    PriceMethod,
    PriceValues,
    SiblingBasis,
    SiblingKind,
    SiblingPlace,
    SiblingRule,
    TariffBook,
    TariffFacts,
    check_tariff,
    linear_limits,
    price,
    resolve,
    unit_cost_warning,
)
from app.core.outcome import Refusal

D = Decimal
VOTED = DecisionFacts("2025-31", date(2025, 6, 24), date(2025, 6, 30))
GRID = Grid((Bracket(D(700), D("0.50")), Bracket(D(1000), D("1.00")), Bracket(None, D("3.10"))))
LINEAR = PriceValues(rate_percent=D("0.42"), floor=D("1.00"), cap=D("6.00"))
MEAL = Criteria("meal", "ELEMENTAIRE", "REGULAR", "RESIDENT", "repas, élémentaire")


def tariff(method: PriceMethod = PriceMethod.FIXED, values: PriceValues | None = None, **more: object) -> TariffFacts:
    facts = TariffFacts(
        id=1,
        service="meal",
        category=None,
        regularity=None,
        residency=None,
        method=method,
        values=values or PriceValues(amount=D("3.50")),
        valid_from=date(2025, 9, 1),
        valid_to=date(2026, 8, 31),
        decision=VOTED,
        title="Repas",
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def amount_of(found: Price | Refusal) -> Decimal:
    assert isinstance(found, Price), found
    return found.amount


@pytest.mark.parametrize("policy", [pytest.param(MissingQuotient(), id="CAN-TAR-02")])
def test_without_a_quotient_the_dearest_bracket_and_a_note(policy: MissingQuotient) -> None:
    found = price(tariff(PriceMethod.BRACKETS, PriceValues(grid=GRID)), None, policy)
    assert amount_of(found) == D("3.10")
    assert isinstance(found, Price)
    assert "non fourni" in " ".join(map(str, found.why))
    named = price(tariff(PriceMethod.BRACKETS, PriceValues(grid=GRID)), None, MissingQuotient(1))
    assert amount_of(named) == D("1.00")


@pytest.mark.parametrize(
    ("quotient", "expected"),
    [
        pytest.param("0", "1.00", id="CAN-TAR-03-a"),
        pytest.param("200", "1.00", id="CAN-TAR-03-b"),
        pytest.param("650", "2.73", id="CAN-TAR-03-c"),
        pytest.param("833", "3.50", id="CAN-TAR-03-d"),
        pytest.param("1500", "6.00", id="CAN-TAR-03-e"),
        pytest.param("238.09", "1.00", id="CAN-TAR-05"),
    ],
)
def test_an_effort_rate_is_clamped_between_floor_and_cap(quotient: str, expected: str) -> None:
    assert amount_of(price(tariff(PriceMethod.LINEAR, LINEAR), D(quotient))) == D(expected)


@pytest.mark.parametrize("values", [pytest.param(LINEAR, id="CAN-TAR-04")])
def test_the_quotients_where_floor_and_cap_start_are_known(values: PriceValues) -> None:
    assert linear_limits(values) == (D("238.10"), D("1428.57"))


@pytest.mark.parametrize("meals", [pytest.param(18, id="CAN-TAR-06")])
def test_the_unit_price_is_rounded_before_it_is_multiplied(meals: int) -> None:
    assert meals * amount_of(price(tariff(PriceMethod.LINEAR, LINEAR), D(833))) == D("63.00")


SIZES = SiblingRule(SiblingBasis.BY_FAMILY_SIZE, SiblingKind.PRICE, (D("4.50"), D("4.40"), D("4.25")))


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        pytest.param(SiblingBasis.BY_FAMILY_SIZE, "127.50", id="CAN-TAR-07"),
        pytest.param(SiblingBasis.BY_RANK, "131.50", id="CAN-TAR-08"),
    ],
)
def test_three_children_cost_less_by_size_or_by_rank(basis: SiblingBasis, expected: str) -> None:
    voted = tariff(siblings=replace(SIZES, basis=basis))
    prices = [amount_of(price(voted, None, place=SiblingPlace(rank, 3))) for rank in (1, 2, 3)]
    assert sum(10 * unit for unit in prices) == D(expected)


@pytest.mark.parametrize("base", [pytest.param("3.35", id="CAN-TAR-09")])
def test_a_reduction_is_rounded_per_unit(base: str) -> None:
    rule = SiblingRule(SiblingBasis.BY_RANK, SiblingKind.PERCENT, (D(0), D(10), D(20)))
    voted = tariff(values=PriceValues(amount=D(base)), siblings=rule)
    prices = [amount_of(price(voted, None, place=SiblingPlace(rank, 4))) for rank in (1, 2, 3, 4)]
    assert prices == [D("3.35"), D("3.02"), D("2.68"), D("2.68")]


@pytest.mark.parametrize("day", [pytest.param(date(2026, 9, 1), id="CAN-TAR-15")])
def test_a_day_without_a_voted_tariff_is_refused(day: date) -> None:
    found = resolve([tariff()], MEAL, day)
    assert isinstance(found, Refusal)
    assert found.code == "TARIFF_MISSING"
    assert "1er septembre 2026" in str(found)
    assert "31 août 2026" in str(found)
    assert resolve([tariff()], MEAL, date(2026, 8, 31)) == tariff()


@pytest.mark.parametrize("day", [pytest.param(date(2026, 3, 2), id="CAN-TAR-16")])
def test_two_tariffs_on_one_day_are_refused(day: date) -> None:
    found = resolve([tariff(), tariff(id=2, title="Autre")], MEAL, day)
    assert isinstance(found, Refusal)
    assert found.code == "TARIFF_AMBIGUOUS"
    assert "Repas, Autre" in str(found.why)


@pytest.mark.parametrize(
    "decision",
    [
        pytest.param(DecisionFacts("2026-40", date(2026, 6, 30)), id="CAN-TAR-17-a"),
        pytest.param(None, id="CAN-TAR-17-b"),
    ],
)
def test_a_tariff_without_an_executable_decision_serves_drafts_only(decision: DecisionFacts | None) -> None:
    project = tariff(decision=decision)
    refused = resolve([project], MEAL, date(2026, 3, 2))
    assert isinstance(refused, Refusal)
    assert refused.code == "TARIFF_MISSING"
    assert resolve([project], MEAL, date(2026, 3, 2), draft=True) is project
    found = price(project, None)
    assert isinstance(found, Price)
    assert found.snapshot["draft"] is True
    voted = tariff(id=7)
    assert TariffBook([project, voted], draft=True).resolve(MEAL, date(2026, 3, 2)) is voted


@pytest.mark.parametrize("cost", [pytest.param("4.80", id="CAN-TAR-18")])
def test_a_price_above_the_cost_is_a_warning(cost: str) -> None:
    found = unit_cost_warning(D("5.00"), D(cost))
    assert found is not None
    assert "R531-53" in str(found.why)
    assert unit_cost_warning(D(cost), D(cost)) is None


@pytest.mark.parametrize("resources", [pytest.param("30000", id="CAN-TAR-19")])
def test_the_quotient_of_the_caf(resources: str) -> None:
    assert caf_quotient(D(resources), D(150), family_parts(2)) == D("883.33")
    assert [family_parts(n) for n in range(5)] == [D("2"), D("2.5"), D("3"), D("4"), D("4.5")]
    assert own_quotient(D(30000), D(3)) == D("833.33")


@pytest.mark.parametrize(
    ("service", "residency", "expected"),
    [
        pytest.param("adult", "RESIDENT", "5.90", id="CAN-TAR-20-a"),
        pytest.param("basket", "OUTSIDE", "0.85", id="CAN-TAR-20-b"),
    ],
)
def test_each_service_and_residence_has_its_tariff(service: str, residency: str, expected: str) -> None:
    book = TariffBook(
        [
            tariff(id=1, service="adult", values=PriceValues(amount=D("5.90"))),
            tariff(id=2, service="basket", residency="RESIDENT", values=PriceValues(amount=D("0.65"))),
            tariff(id=3, service="basket", residency="OUTSIDE", values=PriceValues(amount=D("0.85"))),
        ]
    )
    found = book.resolve(Criteria(service, residency=residency), date(2026, 3, 2))
    assert isinstance(found, TariffFacts)
    assert amount_of(price(found, None)) == D(expected)


def test_a_price_says_why_and_keeps_what_it_used() -> None:
    found = price(tariff(PriceMethod.BRACKETS, PriceValues(grid=GRID)), D("400.50"))
    assert isinstance(found, Price)
    assert [str(part) for part in found.why] == [
        "tarif «\u00a0Repas\u00a0», délibération n°\u00a02025-31 du 24 juin 2025",
        "quotient familial de 400,50, tranche «\u00a0jusqu’à 700 inclus\u00a0»\u00a0: 0,50\u00a0€",
    ]
    assert json.loads(json.dumps(found.snapshot))["quotient"] == "400.50"
    assert found.snapshot["decision"] == {"id": None, "number": "2025-31", "adopted_on": "2025-06-24"}


def test_the_quotient_of_a_day_is_the_latest_begun() -> None:
    known = [QuotientFacts(D(500), date(2026, 1, 1)), QuotientFacts(None, date(2026, 11, 1))]
    assert quotient_on(known, date(2025, 12, 31)) is None
    assert quotient_on(known, date(2026, 10, 31)) == known[0]
    assert quotient_on(known, date(2026, 11, 1)) == known[1]
    ended = QuotientFacts(D(500), date(2026, 1, 1), valid_to=date(2026, 6, 30))
    assert quotient_on([ended], date(2026, 6, 30)) == ended
    assert quotient_on([ended], date(2026, 7, 1)) is None
    assert is_expired(known[0], date(2026, 9, 1), 9)
    assert not is_expired(known[0], date(2026, 8, 31), 9)
    assert not is_expired(known[0], date(2026, 9, 1), None)


def test_an_incomplete_tariff_is_refused() -> None:
    assert [fault.code for fault in check_tariff(tariff(values=PriceValues()))] == ["TARIFF_INCOMPLETE"]
    limits = replace(LINEAR, floor=D(7))
    assert [fault.code for fault in check_tariff(tariff(PriceMethod.LINEAR, limits))] == ["TARIFF_LIMITS"]
    assert check_tariff(tariff(PriceMethod.LINEAR, LINEAR)) == []
    uncapped = price(tariff(PriceMethod.LINEAR, replace(LINEAR, cap=None)), None)
    assert isinstance(uncapped, Refusal)
    assert uncapped.code == "QUOTIENT_MISSING"


@given(st.decimals(min_value=0, max_value=10_000, places=2), st.decimals(min_value=0, max_value=10_000, places=2))
def test_a_higher_quotient_never_pays_less(one: Decimal, other: Decimal) -> None:
    voted = tariff(PriceMethod.LINEAR, LINEAR)
    low, high = sorted((one, other))
    assert D("1.00") <= amount_of(price(voted, low)) <= amount_of(price(voted, high)) <= D("6.00")
