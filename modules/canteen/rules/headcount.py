# SPDX-License-Identifier: EUPL-1.2
"""How many eat what: counts by category and diet, what to order, how many seats (reference §9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modules.canteen.rules.codes import Category, Diet

Portion = tuple[Category, Diet]


@dataclass(frozen=True)
class Diner:
    """Someone booked on the day. The absent (event, notified absence) are not ordered for."""

    category: Category
    diet: Diet = Diet.STANDARD
    has_basket: bool = False
    is_absent: bool = False


@dataclass(frozen=True)
class Headcount:
    """The kitchen's figures of one day; no name, no health data."""

    booked: dict[Portion, int]
    """Everyone booked and not absent, those who bring a basket included."""
    baskets: int
    order: dict[Portion, int]
    """Meals to order: without the baskets, with the safety margins."""
    seats: int

    @property
    def total(self) -> int:
        """Meals to order in all."""
        return sum(self.order.values())

    def of(self, category: Category) -> int:
        """Meals to order for one category."""
        return sum(count for (wanted, _diet), count in self.order.items() if wanted is category)


def headcount(
    diners: Iterable[Diner],
    margins: Mapping[Portion, int] | None = None,
    standing_adults: int = 0,
    unreserved_forecast: int = 0,
) -> Headcount:
    """Counts of a day. `margins`: extra meals by portion; `unreserved_forecast` adds seats, not meals."""
    booked, order = Counter[Portion](), Counter[Portion]()
    baskets = 0
    for diner in diners:
        if diner.is_absent:
            continue
        portion = diner.category, diner.diet
        booked[portion] += 1
        if diner.has_basket:
            baskets += 1
        else:
            order[portion] += 1
    if standing_adults:
        booked[Category.ADULTE, Diet.STANDARD] += standing_adults
        order[Category.ADULTE, Diet.STANDARD] += standing_adults
    seats = sum(booked.values()) + unreserved_forecast
    for portion, extra in (margins or {}).items():
        order[portion] += extra
    return Headcount(_sorted(booked), baskets, _sorted(order), seats)


def changes(sent: Mapping[Portion, int], now: Mapping[Portion, int]) -> dict[Portion, int]:
    """What differs between an order already sent and the figures of now, portion by portion."""
    return {
        portion: now.get(portion, 0) - sent.get(portion, 0)
        for portion in _sorted({**sent, **now})
        if now.get(portion, 0) != sent.get(portion, 0)
    }


def _sorted(counts: Mapping[Portion, int]) -> dict[Portion, int]:
    """In the order of the categories and diets as declared, empty portions left out."""
    order = {(category, diet): rank for rank, (category, diet) in enumerate((c, d) for c in Category for d in Diet)}
    return {portion: counts[portion] for portion in sorted(counts, key=lambda p: order[p]) if counts[portion]}
