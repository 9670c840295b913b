# SPDX-License-Identifier: EUPL-1.2
"""Numbers that a law or a council fixes and changes: each value with its first day and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from app.core.dates import show_day_long
from app.core.outcome import UserError
from app.core.strings import _
from app.core.text import Text

T = TypeVar("T")


@dataclass(frozen=True)
class DatedValue(Generic[T]):
    """A value in force from `valid_from` (included) until the next one, and the text it comes from."""

    valid_from: date
    value: T
    source: Text


class DatedParameter(Generic[T]):
    """A named parameter and its successive values; results keep the `DatedValue` they used."""

    def __init__(
        self, name: str, values: Iterable[DatedValue[T] | tuple[date, T, Text]], label: Text | None = None
    ) -> None:
        self.name = name
        self.label: Text = label if label is not None else name
        dated = (v if isinstance(v, DatedValue) else DatedValue(*v) for v in values)
        self.values: tuple[DatedValue[T], ...] = tuple(sorted(dated, key=lambda v: v.valid_from))
        days = [value.valid_from for value in self.values]
        if len(set(days)) != len(days):
            raise ValueError(f"{name}: two values begin on the same day")

    def dated_on(self, day: date) -> DatedValue[T]:
        """The value in force on `day`, with its source. Raises UserError when none was yet."""
        in_force = [value for value in self.values if value.valid_from <= day]
        if not in_force:
            raise UserError(
                _(
                    "Aucune valeur de «\u00a0{name}\u00a0» au {day}\u00a0: saisissez-la dans les réglages.",
                    name=self.label,
                    day=show_day_long(day),
                )
            )
        return in_force[-1]

    def value_on(self, day: date) -> T:
        """The value in force on `day`. Raises UserError when none was yet."""
        return self.dated_on(day).value

    def with_value(self, valid_from: date, value: T, source: Text) -> DatedParameter[T]:
        """The same parameter with one more value (replacing one of the same day): a commune's own figure."""
        kept = [v for v in self.values if v.valid_from != valid_from]
        return DatedParameter(self.name, [*kept, DatedValue(valid_from, value, source)], self.label)
