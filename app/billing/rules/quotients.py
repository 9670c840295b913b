# SPDX-License-Identifier: EUPL-1.2
"""Family quotients: the one that holds on a day, when it must be seen again, and the commune's own formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.money import round_half_up


class QuotientSource(StrEnum):
    """Who gave the figure (canteen reference §10.2)."""

    CAF = "CAF"
    MSA = "MSA"
    OWN = "OWN"
    NONE = "NONE"


@dataclass(frozen=True)
class QuotientFacts:
    """A quotient known from a day on. `value` None: the family was asked and gave none."""

    value: Decimal | None
    valid_from: date
    source: QuotientSource = QuotientSource.CAF
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`, both days of validity included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def quotient_on(quotients: Iterable[QuotientFacts], day: date) -> QuotientFacts | None:
    """The latest begun of the quotients in force on `day`, or None."""
    return max((known for known in quotients if known.holds_on(day)), key=lambda q: q.valid_from, default=None)


def is_expired(quotient: QuotientFacts, day: date, review_month: int | None) -> bool:
    """Whether a yearly review (1 January or 1 September: `review_month`) has passed since it was given."""
    if review_month is None:
        return False
    review = date(day.year, review_month, 1)
    if review > day:
        review = date(day.year - 1, review_month, 1)
    return quotient.valid_from < review


def family_parts(children: int, disabled: int = 0) -> Decimal:
    """Parts of the CAF shape: 2 for one parent or two, ½, ½, 1, then ½ a child, and ½ for each disabled child."""
    parts = Decimal(2) + Decimal("0.5") * (children + disabled)
    return parts + Decimal("0.5") if children >= 3 else parts


def caf_quotient(yearly_resources: Decimal, monthly_benefits: Decimal, parts: Decimal) -> Decimal:
    """(Resources of a month + family benefits of the month) / parts, in euros, half up to the cent."""
    return round_half_up((yearly_resources / 12 + monthly_benefits) / parts)


def own_quotient(reference_income: Decimal, parts: Decimal) -> Decimal:
    """The frequent municipal formula: (reference tax income / 12) / parts, half up to the cent."""
    return round_half_up(reference_income / 12 / parts)
