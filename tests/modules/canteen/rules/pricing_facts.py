# SPDX-License-Identifier: EUPL-1.2
"""Small builders of tariffs, payers and meals for the tests of prices and charges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.billing.rules.brackets import Bracket, Grid
from app.billing.rules.quotients import QuotientFacts
from app.billing.rules.tariffs import (
    DecisionFacts,
    PriceMethod,
    PriceValues,
    SiblingRule,
    TariffBook,
    TariffFacts,
)
from modules.canteen.rules.attendance import Basis
from modules.canteen.rules.charges import CanteenFacts, charges
from modules.canteen.rules.codes import Category, Regularity, Residency
from modules.canteen.rules.custody import CustodyPlan
from modules.canteen.rules.pricing import (
    DinerFacts,
    MealFacts,
    PayerFacts,
    PricedMeal,
    Pricer,
    PriceRules,
    SiblingFacts,
)

D = Decimal
YEAR = date(2026, 9, 1)
VOTED = DecisionFacts("2026-18", date(2026, 6, 23), date(2026, 6, 30), id=5)
MAMETZ = Grid((Bracket(D(700), D("0.50")), Bracket(D(1000), D("1.00")), Bracket(None, D("3.10"))))


def fixed(
    amount: str,
    service: str = "meal",
    *,
    id: int = 1,
    valid_from: date = YEAR,
    valid_to: date | None = None,
    regularity: str | None = None,
    residency: str | None = None,
    siblings: SiblingRule | None = None,
) -> TariffFacts:
    """A tariff of one price."""
    values = PriceValues(amount=D(amount))
    return TariffFacts(
        id, service, None, regularity, residency, PriceMethod.FIXED, values, valid_from, valid_to, VOTED, "Repas", siblings
    )


def grid(id: int = 1, values: Grid = MAMETZ) -> TariffFacts:
    """A tariff by brackets."""
    return TariffFacts(
        id, "meal", None, None, None, PriceMethod.BRACKETS, PriceValues(grid=values), YEAR, None, VOTED, "Repas"
    )


def payer(
    id: int = 1,
    quotient: str | None = None,
    residency: Residency = Residency.RESIDENT,
    children: tuple[SiblingFacts, ...] = (),
) -> PayerFacts:
    """A payer whose quotient holds since 2020."""
    known = () if quotient is None else (QuotientFacts(D(quotient), date(2020, 1, 1)),)
    return PayerFacts(id, f"Payeur {id}", residency, known, children)


def diner(person_id: int = 12, category: Category = Category.ELEMENTAIRE, **more: Residency | Regularity) -> DinerFacts:
    """A pupil enrolled at the canteen."""
    return DinerFacts(person_id, category, heading=f"Enfant {person_id}", **more)  # type: ignore[arg-type]


def meal(day: date, basis: Basis = Basis.MEAL, who: DinerFacts | None = None, rank: int = 1) -> MealFacts:
    """One locked day."""
    return MealFacts(who or diner(), day, basis, rank)


def priced(
    tariff: TariffFacts | list[TariffFacts],
    what: MealFacts,
    who: PayerFacts | None = None,
    rules: PriceRules | None = None,
) -> PricedMeal:
    """The price of one meal, which must exist."""
    book = TariffBook(tariff if isinstance(tariff, list) else [tariff])
    found = Pricer(book, [rules] if rules else []).price(what, who or payer())
    assert isinstance(found, PricedMeal), found
    return found


def bill(
    meals: list[MealFacts],
    tariffs: list[TariffFacts],
    payers: list[PayerFacts] | None = None,
    plans: list[CustodyPlan] | None = None,
    draft: bool = False,
) -> CanteenBill:
    """The charges of a few meals; the first payer is everybody's."""
    known = payers or [payer()]
    people = {each.diner.person_id for each in meals}
    facts = CanteenFacts(
        meals=meals,
        payers={each.id: each for each in known},
        default_payers=dict.fromkeys(people, known[0].id),
        plans=dict.fromkeys(people, plans or []),
    )
    return CanteenBill(facts, Pricer(TariffBook(tariffs, draft)))


class CanteenBill:
    """Charges, with the totals that tests ask for."""

    def __init__(self, facts: CanteenFacts, pricer: Pricer) -> None:
        self.charges = charges(facts, pricer)
        self.lines = self.charges.lines

    def total(self, payer_id: int) -> Decimal:
        """What a payer owes, in euros."""
        return sum((line.amount for line in self.lines if line.payer_id == payer_id), D(0))

    def quantity(self, payer_id: int) -> int:
        """How many meals are on his lines."""
        return int(sum(line.quantity for line in self.lines if line.payer_id == payer_id))
