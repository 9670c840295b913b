# SPDX-License-Identifier: EUPL-1.2
"""Sets of weekdays as a mask of seven bits, Monday first: what patterns, schools and shares are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from app.core.text import Msg
from modules.canteen.strings import WEEKDAYS, _

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def mask_of(*weekdays: int) -> int:
    """The mask of weekdays counted from Monday = 0."""
    return sum(1 << weekday for weekday in set(weekdays))


FOUR_DAYS = mask_of(MONDAY, TUESDAY, THURSDAY, FRIDAY)
FIVE_DAYS = FOUR_DAYS | mask_of(WEDNESDAY)
EVERY_DAY = mask_of(*range(7))


def has(mask: int, day: date) -> bool:
    """Whether the weekday of `day` is in `mask`."""
    return bool(mask >> day.weekday() & 1)


@cache
def weekdays_of(mask: int) -> tuple[int, ...]:
    """The weekdays of `mask`, from Monday = 0."""
    return tuple(weekday for weekday in range(7) if mask >> weekday & 1)


def show_weekdays(weekdays: Iterable[int]) -> Msg:
    """« lundi », « lundi et mardi », « lundi, mardi et jeudi », « aucun jour »."""
    names = [str(WEEKDAYS[weekday]) for weekday in sorted(weekdays)]
    if not names:
        return _("aucun jour")
    if len(names) == 1:
        return WEEKDAYS[min(weekdays)]
    return _("{firsts} et {last}", firsts=", ".join(names[:-1]), last=names[-1])
