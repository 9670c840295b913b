# SPDX-License-Identifier: EUPL-1.2
"""Parts of a price: what the social centre gets, what the time left is worth, to the cent (§12.2, §6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.core.money import euros


@dataclass(frozen=True)
class Split:
    """A price shared between the social centre (CCAS) and the commune, in euros."""

    ccas: Decimal
    commune: Decimal


def ccas_split(price: Decimal, share: Fraction | Decimal | int) -> Split:
    """The CCAS gets its share, half up to the cent; the commune keeps the rest (§12.2).

    Raises ValueError when `share` is not between 0 and 1.
    """
    part = Fraction(share)
    if not 0 <= part <= 1:
        raise ValueError(f"not a share: {share}")
    ccas = _rounded(Fraction(price) * part)
    return Split(ccas, price - ccas)


def _rounded(amount: Fraction) -> Decimal:
    """An exact amount to the cent, halves up (amounts are never negative here)."""
    return euros((amount * 100 + Fraction(1, 2)).__floor__())


def prorated(amount: Decimal, remaining: int, total: int) -> Decimal:
    """`amount × remaining / total`, exact, then half up to the cent. Raises ValueError when `total` is not positive."""
    if total <= 0 or remaining < 0:
        raise ValueError(f"not a share of time: {remaining}/{total}")
    return _rounded(Fraction(amount) * Fraction(remaining, total))


def share_of_percent(percent: Decimal) -> Fraction:
    """A share typed as a percentage; 33.3333 stands for the third that the council voted.

    Raises ValueError when it is not between 0 and 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"not a percentage: {percent}")
    exact = Fraction(percent) / 100
    simple = exact.limit_denominator(12)
    return simple if abs(simple - exact) < Fraction(1, 1_000_000) else exact
