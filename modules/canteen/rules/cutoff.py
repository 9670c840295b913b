# SPDX-License-Identifier: EUPL-1.2
"""The last moment to book or cancel a meal: four shapes of rule cover every town read (reference §5.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from app.core.calendar import monday_of
from app.core.clock import PARIS
from app.core.dates import show_time
from app.core.outcome import Refusal
from app.core.text import Msg, Text
from modules.canteen.rules.calendar import SchoolCalendar, is_school_day, is_working_day
from modules.canteen.rules.weekdays import show_weekdays
from modules.canteen.strings import WEEKDAYS, _, _n

DAY = timedelta(days=1)


class CutoffShape(StrEnum):
    """How the day of the deadline is found."""

    WEEKDAY_MAP = "WEEKDAY_MAP"
    SCHOOL_DAYS_BEFORE = "SCHOOL_DAYS_BEFORE"
    WORKING_DAYS_BEFORE = "WORKING_DAYS_BEFORE"
    CALENDAR_DAYS_BEFORE = "CALENDAR_DAYS_BEFORE"
    WEEKLY = "WEEKLY"


class ShiftIfClosed(StrEnum):
    """Where the deadline goes when its day is closed."""

    NONE = "NONE"
    PREVIOUS_WORKING_DAY = "PREVIOUS_WORKING_DAY"
    PREVIOUS_SCHOOL_DAY = "PREVIOUS_SCHOOL_DAY"


@dataclass(frozen=True)
class CutoffRule:
    """One rule of the town. Which fields count depends on the shape."""

    shape: CutoffShape
    at: time
    """Wall-clock time in Paris; a request made at that very second is in time."""
    days: int = 0
    """How many days before the meal, for the shapes that count."""
    weekday_map: Mapping[int, int] = field(default_factory=dict, hash=False)
    """Weekday of the meal (0 Monday) to weekday of the deadline."""
    weekday: int = 0
    """Weekday of the deadline in the week before, for WEEKLY."""
    shift: ShiftIfClosed = ShiftIfClosed.PREVIOUS_WORKING_DAY


def deadline(rule: CutoffRule, meal_on: date, calendar: SchoolCalendar) -> datetime:
    """The last moment to book or cancel the meal of `meal_on`: aware, Paris time, never after that day."""
    day = _SHAPES[rule.shape](rule, meal_on, calendar)
    if rule.shift is not ShiftIfClosed.NONE:
        is_open = is_school_day if rule.shift is ShiftIfClosed.PREVIOUS_SCHOOL_DAY else is_working_day
        day = _open_day(day, calendar, is_open)
    return datetime.combine(day, rule.at, tzinfo=PARIS)


def is_late(rule: CutoffRule, meal_on: date, calendar: SchoolCalendar, made_at: datetime) -> bool:
    """Whether a request made at that aware instant comes after the deadline (09:00:00 is in time, 09:00:01 late).

    Compared in local time, so that the two changes of hour have no effect.
    """
    local = made_at.astimezone(PARIS).replace(tzinfo=None)
    return local > deadline(rule, meal_on, calendar).replace(tzinfo=None)


def check_rule(rule: CutoffRule) -> list[Refusal]:
    """Faults of a rule as it is entered."""
    faults = []
    if rule.shape is CutoffShape.WEEKDAY_MAP:
        if not rule.weekday_map:
            faults.append(_fault(_("choisissez un jour limite pour chaque jour de repas")))
        if any(not 0 <= day <= 6 for pair in rule.weekday_map.items() for day in pair):
            faults.append(_fault(_("un jour de la semaine va de lundi à dimanche")))
    if rule.days < 0:
        faults.append(_fault(_("le nombre de jours ne peut pas être négatif")))
    if rule.shape in (CutoffShape.SCHOOL_DAYS_BEFORE, CutoffShape.WORKING_DAYS_BEFORE) and rule.days == 0:
        faults.append(_fault(_("indiquez combien de jours avant le repas")))
    return faults


def deadlines(rule: CutoffRule, meals: Iterable[date], calendar: SchoolCalendar) -> list[tuple[datetime, list[date]]]:
    """Every deadline of the serving days `meals` with the days it commands: the families' calendar."""
    found = [(deadline(rule, day, calendar), day) for day in sorted(meals)]
    found.sort()
    return [(moment, [day for _moment, day in group]) for moment, group in groupby(found, key=lambda pair: pair[0])]


def next_deadline(
    rule: CutoffRule, meals: Iterable[date], calendar: SchoolCalendar, now: datetime
) -> tuple[datetime, list[date]] | None:
    """The first deadline not passed at `now`, and its days; None when there is none left."""
    local = now.astimezone(PARIS)
    return next((found for found in deadlines(rule, meals, calendar) if found[0] >= local), None)


def sentence(rule: CutoffRule) -> Text:
    """The rule as families read it: « Avant vendredi à 9 h pour les repas de lundi et mardi »."""
    at = show_time(rule.at)
    if rule.shape is CutoffShape.WEEKDAY_MAP:
        return _map_sentence(rule, at)
    if rule.shape is CutoffShape.WEEKLY:
        weekday = WEEKDAYS[rule.weekday]
        return _("Avant {weekday} à {time} pour tous les repas de la semaine suivante", weekday=weekday, time=at)
    if rule.shape is CutoffShape.CALENDAR_DAYS_BEFORE and rule.days == 0:
        return _("Le jour même avant {time}", time=at)
    if rule.shape is CutoffShape.SCHOOL_DAYS_BEFORE:
        words = _n("Le jour d’école précédent avant {time}", "{n} jours d’école avant le repas, à {time}", rule.days)
    elif rule.shape is CutoffShape.WORKING_DAYS_BEFORE:
        words = _n("Le jour ouvré précédent avant {time}", "{n} jours ouvrés avant le repas, à {time}", rule.days)
    else:
        words = _n("La veille du repas avant {time}", "{n} jours avant le repas, à {time}", rule.days)
    return words.with_values(time=at)


def _map_sentence(rule: CutoffRule, at: str) -> str:
    meals_by_limit: dict[int, list[int]] = {}
    for meal, limit in sorted(rule.weekday_map.items()):
        meals_by_limit.setdefault(limit, []).append(meal)
    parts = [
        str(
            _(
                "avant {limit} à {time} pour les repas de {meals}",
                limit=WEEKDAYS[limit],
                time=at,
                meals=show_weekdays(meals),
            )
        )
        for limit, meals in meals_by_limit.items()
    ]
    joined = "\u202f; ".join(parts)
    return joined[:1].upper() + joined[1:]


def _by_map(rule: CutoffRule, meal_on: date, _calendar: SchoolCalendar) -> date:
    """The nearest earlier day of the weekday that the map names; a meal weekday left out follows the one before."""
    for offset in range(7):
        limit = rule.weekday_map.get((meal_on.weekday() - offset) % 7)
        if limit is not None:
            return meal_on - DAY * ((meal_on.weekday() - limit - 1) % 7 + 1)
    raise ValueError("an empty weekday map has no deadline")


def _school_days(rule: CutoffRule, meal_on: date, calendar: SchoolCalendar) -> date:
    return _count_back(meal_on, rule.days, calendar, is_school_day)


def _working_days(rule: CutoffRule, meal_on: date, calendar: SchoolCalendar) -> date:
    return _count_back(meal_on, rule.days, calendar, is_working_day)


def _calendar_days(rule: CutoffRule, meal_on: date, _calendar: SchoolCalendar) -> date:
    return meal_on - DAY * rule.days


def _weekly(rule: CutoffRule, meal_on: date, _calendar: SchoolCalendar) -> date:
    return monday_of(meal_on) - DAY * (7 - rule.weekday)


_SHAPES: dict[CutoffShape, Callable[[CutoffRule, date, SchoolCalendar], date]] = {
    CutoffShape.WEEKDAY_MAP: _by_map,
    CutoffShape.SCHOOL_DAYS_BEFORE: _school_days,
    CutoffShape.WORKING_DAYS_BEFORE: _working_days,
    CutoffShape.CALENDAR_DAYS_BEFORE: _calendar_days,
    CutoffShape.WEEKLY: _weekly,
}


def _open_day(day: date, calendar: SchoolCalendar, is_open: Callable[[SchoolCalendar, date], bool]) -> date:
    """`day`, or the nearest open day before it.

    Before the first school day no school day is known: the town hall's working days are counted there.
    """
    while True:
        known = day >= calendar.first_day
        if (is_open if known else is_working_day)(calendar, day):
            return day
        day -= DAY


def _count_back(
    meal_on: date, days: int, calendar: SchoolCalendar, is_open: Callable[[SchoolCalendar, date], bool]
) -> date:
    day = meal_on
    for _turn in range(days):
        day = _open_day(day - DAY, calendar, is_open)
    return day


def _fault(why: Msg) -> Refusal:
    return Refusal(_("Date limite"), why, code="CUTOFF_INVALID")
