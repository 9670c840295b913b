# SPDX-License-Identifier: EUPL-1.2
"""Decisions and tariffs entered by a clerk (canteen reference §10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.billing.models import Tariff
from app.billing.queries.tariffs import tariff_book
from app.billing.rules.tariffs import Criteria, PriceMethod, SiblingBasis, SiblingKind, TariffFacts, price
from app.billing.services.add_decision import add_decision, make_executable
from app.billing.services.add_tariff import add_tariff, change_brackets
from app.core.outcome import Refusal, UserError
from tests.builders import euros, make_household, make_person

if TYPE_CHECKING:
    from app.store.uow import Store, Work

GRID = (
    {"lower": None, "upper": Decimal(700), "price": euros("0.50")},
    {"lower": Decimal(700), "upper": Decimal(1000), "price": euros("1.00")},
    {"lower": Decimal(1000), "upper": None, "price": euros("3.10")},
)
MEAL = Criteria(service="meal")


def act(store: Store, verb: Callable[..., Any], **values: Any) -> Any:
    with store.work("act") as work:
        return verb(work, **values)


def grid(store: Store, **values: Any) -> Any:
    known = {
        "title": "Repas", "service": "meal", "method": PriceMethod.BRACKETS, "brackets": GRID,
        "valid_from": date(2026, 9, 1),
    }  # fmt: skip
    return act(store, add_tariff, **known | values)


def found(store: Store, day: date, draft: bool = False) -> TariffFacts | Refusal:
    with store.read() as session:
        return tariff_book(session, "canteen", draft=draft).resolve(MEAL, day)


def test_a_grid_gives_the_price_of_each_quotient(store: Store) -> None:
    grid(store)
    tariff = found(store, date(2026, 10, 1), draft=True)
    assert isinstance(tariff, TariffFacts)
    prices = [price(tariff, Decimal(q)) for q in ("699.99", "700", "700.01", "1000", "1000.01")]
    assert [p.amount for p in prices if not isinstance(p, Refusal)] == [euros(p) for p in ("0.50", "0.50", "1.00", "1.00", "3.10")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"lower": None, "upper": Decimal(400), "price": euros("1")}, {"lower": Decimal(401), "upper": None, "price": euros("2")}],
         "entre 400 et 401"),
        ([{"lower": None, "upper": Decimal(700), "price": euros("1")}, {"lower": Decimal(600), "upper": None, "price": euros("2")}],
         "entre 600 et 700"),
        ([{"lower": None, "upper": Decimal(700), "price": euros("1")}], "au-dessus de 700"),
        ([], "aucune tranche"),
    ],
)
def test_a_hole_or_an_overlap_is_refused_by_its_interval(store: Store, rows: list[Any], said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        grid(store, brackets=rows)
    assert refused.value.field == "brackets"
    with store.read() as session:
        assert session.scalars(select(Tariff)).all() == []


def test_a_tariff_serves_once_its_decision_is_executable(store: Store) -> None:
    report = act(store, add_decision, number="2026-31", title="Tarifs", adopted_on=date(2026, 6, 29))
    grid(store, decision=report.records[0].id)
    refusal = found(store, date(2026, 10, 1))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "TARIFF_MISSING"
    act(store, make_executable, id=report.records[0].id, transmitted_on=date(2026, 7, 1), published_on=date(2026, 7, 3))
    tariff = found(store, date(2026, 10, 1))
    assert isinstance(tariff, TariffFacts)
    assert tariff.decision is not None
    assert tariff.decision.executable_on == date(2026, 7, 3)


def test_a_decision_is_not_published_before_its_vote(store: Store) -> None:
    with pytest.raises(UserError, match="précède le vote"):
        act(store, add_decision, number="1", title="x", adopted_on=date(2026, 6, 29), published_on=date(2026, 6, 28))


def test_a_new_tariff_closes_the_one_before_on_its_eve(store: Store) -> None:
    grid(store, valid_from=date(2025, 9, 1))
    report = grid(store, title="Repas 2026")
    assert "31/08/2026" in str(report.notes[0])
    assert isinstance(found(store, date(2026, 8, 31), draft=True), TariffFacts)
    assert isinstance(found(store, date(2026, 9, 1), draft=True), TariffFacts)


def test_two_prices_for_one_public_on_one_day_are_refused(store: Store) -> None:
    grid(store)
    with pytest.raises(UserError, match="vaut déjà pour ce public"):
        grid(store, valid_from=date(2026, 8, 1))


def test_two_publics_may_have_two_prices(store: Store) -> None:
    grid(store, residency="RESIDENT")
    grid(store, residency="OUTSIDE", method=PriceMethod.FIXED, amount=euros("5.60"), brackets=None)
    with store.read() as session:
        assert len(session.scalars(select(Tariff)).all()) == 2


def test_a_price_above_the_cost_is_said(store: Store) -> None:
    report = grid(store, method=PriceMethod.FIXED, amount=euros("5.00"), brackets=None, unit_cost=euros("4.80"))
    assert any("R531-53" in str(note) for note in report.notes)


def test_brothers_and_sisters_need_a_whole_rule(store: Store) -> None:
    with pytest.raises(UserError, match="fratries"):
        grid(store, sibling_basis=SiblingBasis.BY_RANK)
    values = ({"value": Decimal("4.50")}, {"value": Decimal("4.40")})
    grid(store, sibling_basis=SiblingBasis.BY_RANK, sibling_kind=SiblingKind.PRICE, siblings=values)
    tariff = found(store, date(2026, 10, 1), draft=True)
    assert isinstance(tariff, TariffFacts)
    assert tariff.siblings is not None


def test_a_grid_is_corrected_whole_or_not_at_all(store: Store) -> None:
    grid(store)
    with pytest.raises(UserError):
        act(store, change_brackets, id=1, brackets=GRID[:2])
    with store.read() as session:
        assert [row.price for row in session.get_one(Tariff, 1).brackets] == [euros("0.50"), euros("1.00"), euros("3.10")]
    act(store, change_brackets, id=1, brackets=({"lower": None, "upper": None, "price": euros("2.00")},))
    with store.read() as session:
        assert [row.price for row in session.get_one(Tariff, 1).brackets] == [euros("2.00")]


def test_the_form_says_what_a_new_grid_would_change(store: Store) -> None:
    from app.billing.ui.forms import tariff_preview

    grid(store, valid_from=date(2026, 1, 1))

    def family(work: Work) -> None:
        child = make_person(work, "MOREL", "Zoé")
        make_household(work, "MOREL", [make_person(work)], [child], quotient="800")

    with store.work("act") as work:
        family(work)
    dearer = ({"lower": None, "upper": Decimal(700), "price": euros("0.50")}, {"lower": Decimal(700), "upper": None, "price": euros("1.50")})
    with store.read() as session:
        said = [str(s) for s in tariff_preview(session, {"method": "BRACKETS", "brackets": dearer, "service": "meal"})]
        holed = tariff_preview(session, {"method": "BRACKETS", "brackets": dearer[:1], "service": "meal"})
    assert said == [
        "Pour 1 enfant qui mange un jour", "1,50\u00a0€ par jour au lieu de 1,00\u00a0€\u00a0: +0,50\u00a0€", "0 paieraient moins, 1 plus",
    ]  # fmt: skip
    assert "au-dessus de 700" in str(holed[0])
