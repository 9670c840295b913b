# SPDX-License-Identifier: EUPL-1.2
"""Months as values, and days added up from date to date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, in order of time. `str(Month(2026, 10))` is « 2026-10 »."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.year <= 9999:
            raise ValueError(f"not a month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Self:
        """The month `day` is in."""
        return cls(day.year, day.month)

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """The month written « 2026-10 ». Raises ValueError otherwise."""
        if not re.fullmatch(r"\d{4}-\d{2}", text):
            raise ValueError(f"not an ISO month: {text!r}")
        return cls(int(text[:4]), int(text[5:]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Self:
        """The month `months` later (earlier when negative)."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return type(self)(year, month + 1)

    def next(self) -> Self:
        """The month after."""
        return self.plus(1)

    def previous(self) -> Self:
        """The month before."""
        return self.plus(-1)

    def days(self) -> Iterator[date]:
        """Each of its days, in order."""
        return days_between(self.first, self.last)

    def until(self, last: Month) -> Iterator[Self]:
        """This month and the following ones, `last` included."""
        month = self
        while month <= last:
            yield month
            month = month.next()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def add_months(day: date, months: int) -> date:
    """From date to date; a day that does not exist becomes the last of its month (31 Jan + 1 -> 28 Feb)."""
    month = Month.of(day).plus(months)
    return min(
        date(month.year, month.month, min(day.day, 28)) + timedelta(days=max(0, day.day - 28)), month.last
    )


def add_years(day: date, years: int) -> date:
    """From date to date; 29 February becomes 28 February in a common year."""
    return add_months(day, years * 12)
