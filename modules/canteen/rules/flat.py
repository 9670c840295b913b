# SPDX-License-Identifier: EUPL-1.2
"""Flat prices: months of a year, a month begun or ended part-way, refunds for absences (reference §11)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.core.money import ZERO, round_half_up, split_by_weights


def monthly_parts(yearly: Decimal, months: int = 10) -> list[Decimal]:
    """The months of a yearly price in euros: equal to the cent, the first ones bear the cents left over."""
    return split_by_weights(yearly, [1] * months)


def by_days_per_week(prices: Mapping[int, Decimal], weekdays: int) -> Decimal | None:
    """The monthly price of a pattern of so many days a week, or None when the decision has none."""
    return prices.get(weekdays.bit_count())


def prorata(price: Decimal, open_days: int, period_days: int) -> Decimal:
    """The part of a flat price for `open_days` serving days out of `period_days`, half up to the cent (§10.4).

    Raises ValueError when the period has no serving day.
    """
    if period_days <= 0:
        raise ValueError("a period without a serving day has no prorata")
    return round_half_up(price * open_days / period_days)


def after_refunds(price: Decimal, absences: int, refund: Decimal | None) -> Decimal:
    """What is left of a flat price after a refund per justified absence; never below zero (ABS-15)."""
    return max(price - absences * (refund or ZERO), ZERO)
