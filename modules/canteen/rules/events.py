# SPDX-License-Identifier: EUPL-1.2
"""Class events (trip, strike, teacher away): whom they concern and what they remove (reference §7.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.codes import Category, Diet


@dataclass(frozen=True)
class ClassEvent:
    """One act on whole classes, both days included. With the meal kept (picnic) bookings stay as they are."""

    class_ids: frozenset[int]
    first_on: date
    last_on: date
    reason: AbsenceReason
    is_meal_kept: bool = False


@dataclass(frozen=True)
class BookedMeal:
    """A booked meal that an event may remove."""

    person_id: int
    class_id: int | None
    day: date
    category: Category
    diet: Diet
    is_basket: bool = False


@dataclass(frozen=True)
class EventPreview:
    """What applying the event would do."""

    concerned: tuple[int, ...]
    """Persons with at least one booked meal in the event."""
    removed: tuple[BookedMeal, ...]
    before: dict[date, int]
    """Meals to order by day, without the event."""
    after: dict[date, int]


def preview(event: ClassEvent, booked: Iterable[BookedMeal]) -> EventPreview:
    """Who is concerned, which bookings go, and the order of each day before and after.

    What an event removes is never late, whatever the deadline (ABS-12).
    """
    concerned: dict[int, None] = {}
    removed: list[BookedMeal] = []
    before: dict[date, int] = {}
    after: dict[date, int] = {}
    for meal in booked:
        if not event.first_on <= meal.day <= event.last_on:
            continue
        ordered = 0 if meal.is_basket else 1
        touched = meal.class_id in event.class_ids
        goes = touched and not event.is_meal_kept
        before[meal.day] = before.get(meal.day, 0) + ordered
        after[meal.day] = after.get(meal.day, 0) + (0 if goes else ordered)
        if touched:
            concerned[meal.person_id] = None
        if goes:
            removed.append(meal)
    return EventPreview(tuple(concerned), tuple(removed), before, after)
