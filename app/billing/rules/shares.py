# SPDX-License-Identifier: EUPL-1.2
"""Amounts shared between payers: separated parents, a third party that pays a part. No cent is lost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.core.money import ZERO, split_by_weights


def share(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """`amount` in euros split by largest remainder, ties to the first listed (canteen reference §3.2)."""
    return split_by_weights(amount, weights)


def share_each(amounts: Sequence[Decimal], weights: Sequence[Decimal | int]) -> list[list[Decimal]]:
    """One list of parts for each of `amounts`, so that every payer's parts add up to his part of the total.

    The running total is what is shared: the cent that a single amount cannot be cut into goes now to one payer,
    now to the other, and never drifts by more than one.
    """
    parts, before, total = [], [ZERO] * len(weights), ZERO
    for amount in amounts:
        total += amount
        now = split_by_weights(total, weights)
        parts.append([new - old for new, old in zip(now, before, strict=True)])
        before = now
    return parts
