# SPDX-License-Identifier: EUPL-1.2
"""What is left of a term: the fraction that a credit or a refund is computed on (§6.5, §6.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.dates import show_day
from app.core.text import Msg
from modules.cemetery.rules.terms import add_months, add_years
from modules.cemetery.rules.why import Reason
from modules.cemetery.strings import _


class ProrationUnit(StrEnum):
    """In what the time left is counted; only whole months and whole years count."""

    DAYS = "DAYS"
    MONTHS = "MONTHS"
    FULL_YEARS = "FULL_YEARS"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`remaining` out of `total` units of a term."""

    remaining: int
    total: int
    unit: ProrationUnit

    def reason(self, day: date, expires_on: date) -> Reason:
        """The sentence that explains it."""
        return Reason(
            _SENTENCES[self.unit](self.remaining, self.total, day, expires_on),
            inputs={"remaining": self.remaining, "total": self.total, "unit": self.unit.value},
        )


def _whole(start: date, end: date, step: Callable[[date, int], date], guess: int) -> int:
    """How many whole steps fit between two days."""
    count = max(guess, 0)
    while count and step(start, count) > end:
        count -= 1
    while step(start, count + 1) <= end:
        count += 1
    return count


def time_left(start: date, expires_on: date, day: date, unit: ProrationUnit = ProrationUnit.DAYS) -> TimeLeft:
    """What is left on `day` of the term `[start, expires_on)`: nothing after it, the whole before it.

    Raises ValueError when the term ends before it starts.
    """
    if expires_on <= start:
        raise ValueError(f"a term that ends before it starts: {start} {expires_on}")
    since = min(max(day, start), expires_on)
    if unit is ProrationUnit.DAYS:
        remaining, total = (expires_on - since).days, (expires_on - start).days
    elif unit is ProrationUnit.MONTHS:
        remaining, total = (
            _whole(
                one, expires_on, add_months, (expires_on.year - one.year) * 12 + expires_on.month - one.month
            )
            for one in (since, start)
        )
    else:
        remaining, total = (
            _whole(one, expires_on, add_years, expires_on.year - one.year) for one in (since, start)
        )
    # An odd term shorter than one unit is counted as one: no division by zero, no refund beyond the whole.
    return TimeLeft(remaining, max(total, 1), unit)


def _in_days(remaining: int, total: int, day: date, expires_on: date) -> Msg:
    return _(
        "Du {day} au {expiry}, il reste {remaining} jours sur {total}.",
        day=show_day(day), expiry=show_day(expires_on), remaining=remaining, total=total,
    )  # fmt: skip


def _in_months(remaining: int, total: int, day: date, expires_on: date) -> Msg:
    return _(
        "Du {day} au {expiry}, il reste {remaining} mois entiers sur {total}.",
        day=show_day(day), expiry=show_day(expires_on), remaining=remaining, total=total,
    )  # fmt: skip


def _in_years(remaining: int, total: int, day: date, expires_on: date) -> Msg:
    return _(
        "Du {day} au {expiry}, il reste {remaining} années entières sur {total}.",
        day=show_day(day), expiry=show_day(expires_on), remaining=remaining, total=total,
    )  # fmt: skip


_SENTENCES = {
    ProrationUnit.DAYS: _in_days,
    ProrationUnit.MONTHS: _in_months,
    ProrationUnit.FULL_YEARS: _in_years,
}
