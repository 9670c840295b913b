# SPDX-License-Identifier: EUPL-1.2
"""Grids of prices by family quotient: where a quotient falls, and what is wrong with a grid."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from app.billing.strings import _
from app.core.money import show_money, show_number
from app.core.outcome import Refusal
from app.core.text import Msg

BracketRow = tuple[Decimal | None, Decimal | None, Decimal]
"""(lower, upper, price) as a decision writes it; a bound left empty has no limit on that side."""


@dataclass(frozen=True)
class Bracket:
    """One step of a grid: it ends at `upper` (None: no limit) and begins where the one before ends."""

    upper: Decimal | None
    price: Decimal
    """Euros."""


@dataclass(frozen=True)
class Grid:
    """Brackets in rising order. They touch one another, so that no quotient falls through a hole.

    `upper_inclusive` is the convention of the whole grid (canteen reference §10.1): with it a quotient of
    1 000 belongs to « 701 à 1000 », without it to the bracket that begins at 1 000.
    """

    brackets: tuple[Bracket, ...]
    upper_inclusive: bool = True

    @cached_property
    def _bounds(self) -> list[Decimal]:
        return [bracket.upper for bracket in self.brackets if bracket.upper is not None]

    def position(self, quotient: Decimal) -> int:
        """Rank, from 0, of the only bracket where `quotient` falls."""
        return (bisect_left if self.upper_inclusive else bisect_right)(self._bounds, quotient)

    def price(self, quotient: Decimal) -> Decimal:
        """Price in euros of `quotient`."""
        return self.brackets[self.position(quotient)].price

    @property
    def highest(self) -> int:
        """Rank of the dearest bracket, the last of them when several are as dear."""
        return max(range(len(self.brackets)), key=lambda i: (self.brackets[i].price, i))

    def label(self, position: int) -> Msg:
        """How the bracket is printed: « de plus de 700 à 1 000 inclus », « moins de 400 »."""
        upper = self.brackets[position].upper
        lower = self.brackets[position - 1].upper if position else None
        if lower is None and upper is None:
            return _("tous les quotients")
        if upper is None:
            text = _("plus de {lower}") if self.upper_inclusive else _("{lower} et plus")
        elif lower is None:
            text = _("jusqu’à {upper} inclus") if self.upper_inclusive else _("moins de {upper}")
        elif self.upper_inclusive:
            text = _("de plus de {lower} à {upper} inclus")
        else:
            text = _("de {lower} à moins de {upper}")
        shown = {"lower": lower, "upper": upper}
        return text.with_values(**{name: show_number(bound) for name, bound in shown.items() if bound is not None})


def check_brackets(rows: Sequence[BracketRow]) -> list[Refusal]:
    """Every fault of the rows of a grid, each naming the interval at fault; an empty list when there is none.

    The brackets must cover all quotients from 0 without hole nor overlap: the upper bound of one is the lower
    bound of the next, and the convention of the grid says on which side the bound itself falls.
    """
    if not rows:
        return [_refusal(_("la grille n’a aucune tranche\u00a0: ajoutez-en au moins une"), "BRACKETS_EMPTY")]
    faults = [fault for row in rows for fault in _row_faults(row)]
    ordered = sorted(rows, key=_lower)
    first, last = ordered[0], max(ordered, key=lambda row: (row[1] is None, row[1] or 0))
    if first[0] is not None and first[0] > 0:
        why = _("aucune tranche ne couvre les quotients de 0 à {upper}", upper=show_number(first[0]))
        faults.append(_refusal(why, "BRACKETS_GAP"))
    for before, after in pairwise(ordered):
        faults.extend(_between(before, after))
    if last[1] is not None:
        why = _(
            "aucune tranche ne couvre les quotients au-dessus de {lower}\u00a0: laissez vide le haut de la dernière",
            lower=show_number(last[1]),
        )
        faults.append(_refusal(why, "BRACKETS_GAP"))
    return faults


def read_grid(rows: Sequence[BracketRow], upper_inclusive: bool = True) -> Grid | list[Refusal]:
    """The grid that the rows of a decision describe, or every fault that prevents it."""
    faults = check_brackets(rows)
    if faults:
        return faults
    return Grid(tuple(Bracket(upper, price) for _lower_bound, upper, price in sorted(rows, key=_lower)), upper_inclusive)


def rows_of(grid: Grid) -> list[BracketRow]:
    """The rows of `grid` with both bounds, for a screen or an export; `read_grid` gives the same grid back."""
    lowers = [None, *(bracket.upper for bracket in grid.brackets[:-1])]
    return [(lower, bracket.upper, bracket.price) for lower, bracket in zip(lowers, grid.brackets, strict=True)]


@dataclass(frozen=True)
class Simulation:
    """What a new grid would change in one full day of service (TAR-21)."""

    before: Decimal
    after: Decimal
    cheaper: int
    """Children who would pay less."""
    dearer: int
    same: int

    @property
    def difference(self) -> Decimal:
        """Euros a day, positive when the commune would collect more."""
        return self.after - self.before


def simulate(current: Grid, wanted: Grid, counts: Mapping[Decimal, int]) -> Simulation:
    """Compare two grids over `counts`, a number of children by quotient, for one meal each."""
    before = after = Decimal("0.00")
    cheaper = dearer = same = 0
    for quotient, count in counts.items():
        old, new = current.price(quotient), wanted.price(quotient)
        before += old * count
        after += new * count
        cheaper += count if new < old else 0
        dearer += count if new > old else 0
        same += count if new == old else 0
    return Simulation(before, after, cheaper, dearer, same)


def _lower(row: BracketRow) -> Decimal:
    return Decimal(0) if row[0] is None else row[0]


def _row_faults(row: BracketRow) -> list[Refusal]:
    lower, upper, price = row
    faults = []
    if (lower is not None and lower < 0) or (upper is not None and upper < 0):
        faults.append(_refusal(_("un quotient ne peut pas être négatif"), "BRACKETS_BOUND"))
    if upper is not None and upper <= _lower(row):
        why = _(
            "la tranche de {lower} à {upper} est vide\u00a0: son haut doit dépasser son bas",
            lower=show_number(_lower(row)),
            upper=show_number(upper),
        )
        faults.append(_refusal(why, "BRACKETS_BOUND"))
    if price < 0:
        faults.append(_refusal(_("le prix {price} est négatif", price=show_money(price)), "BRACKETS_PRICE"))
    return faults


def _between(before: BracketRow, after: BracketRow) -> list[Refusal]:
    """The hole or the overlap between two neighbours, sorted by lower bound."""
    upper, lower = before[1], _lower(after)
    if upper is not None and upper < lower:
        why = _(
            "les quotients entre {lower} et {upper} n’ont pas de prix\u00a0: faites commencer la tranche suivante à {lower}",
            lower=show_number(upper),
            upper=show_number(lower),
        )
        return [_refusal(why, "BRACKETS_GAP")]
    if upper is None or upper > lower:
        end = after[1] if upper is None else (upper if after[1] is None else min(upper, after[1]))
        if end is None:
            why = _("les quotients au-dessus de {lower} ont deux prix", lower=show_number(lower))
        else:
            why = _(
                "les quotients entre {lower} et {upper} ont deux prix", lower=show_number(lower), upper=show_number(end)
            )
        return [_refusal(why, "BRACKETS_OVERLAP")]
    return []


def _refusal(why: Msg, code: str) -> Refusal:
    return Refusal(_("Grille de tarifs"), why, code=code)
