# SPDX-License-Identifier: EUPL-1.2
"""Which days the canteen serves, and why it does not serve on the others (reference §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from app.core import calendar as national
from app.core.calendar import Holiday
from app.core.dates import Month, days_between
from app.core.text import Msg, Text
from modules.canteen.rules import weekdays
from modules.canteen.strings import WEEKDAYS, _


class ClosedBecause(StrEnum):
    """Why a day is not a serving day."""

    CLOSURE = "CLOSURE"
    WEEKDAY = "WEEKDAY"
    PUBLIC_HOLIDAY = "PUBLIC_HOLIDAY"
    SCHOOL_HOLIDAY = "SCHOOL_HOLIDAY"
    OUT_OF_YEAR = "OUT_OF_YEAR"


@dataclass(frozen=True)
class Override:
    """A local decision on one day: open (catch-up day) or closed (strike, works, bridge). It wins over all."""

    is_open: bool
    reason: Text = ""


@dataclass(frozen=True)
class WeekRule:
    """Weekdays of class and of canteen from a day on; a Wednesday canteen is its own setting (§4.3)."""

    valid_from: date
    school_days: int
    canteen_days: int


@dataclass(frozen=True)
class SchoolCalendar:
    """All that decides whether a day is served in one school, for one school year."""

    first_day: date
    last_day: date
    weeks: tuple[WeekRule, ...]
    holidays: tuple[Holiday, ...] = ()
    public_holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    overrides: Mapping[date, Override] = field(default_factory=dict, hash=False)

    def week_on(self, day: date) -> WeekRule:
        """The latest week rule begun on `day` (the first one before that)."""
        begun = [week for week in self.weeks if week.valid_from <= day]
        return max(begun, key=lambda week: week.valid_from) if begun else self.weeks[0]

    def with_overrides(self, overrides: Mapping[date, Override]) -> SchoolCalendar:
        """The same calendar with more local decisions."""
        return replace(self, overrides={**self.overrides, **overrides})


@dataclass(frozen=True)
class DayStatus:
    """Whether a day is served; else the code and the sentence of the reason."""

    is_open: bool
    because: ClosedBecause | None = None
    why: Text = ""


_OPEN = DayStatus(True)


def build_calendar(
    zone: str,
    start_year: int,
    school_days: int = weekdays.FOUR_DAYS,
    canteen_days: int | None = None,
    alsace_moselle: bool = False,
    overrides: Mapping[date, Override] | None = None,
    bridges: bool = True,
) -> SchoolCalendar:
    """The calendar of a school from the national data; raises UserError for an unknown zone or year.

    `bridges` adds the bridge days that the data set lacks, which the commune may remove; `overrides` win.
    """
    first, last = national.school_year_bounds(start_year)
    closed = {bridge.day: Override(False, bridge.reason) for bridge in national.bridge_days(start_year)}
    public = {
        day: name
        for year in (start_year, start_year + 1)
        for day, name in national.public_holidays(year, alsace_moselle).items()
        if first <= day <= last
    }
    return SchoolCalendar(
        first_day=national.first_school_day(zone, start_year),
        last_day=national.last_school_day(zone, start_year),
        weeks=(WeekRule(first, school_days, school_days if canteen_days is None else canteen_days),),
        holidays=tuple(national.school_holidays(zone, start_year)),
        public_holidays=public,
        overrides={**(closed if bridges else {}), **(overrides or {})},
    )


def status(calendar: SchoolCalendar, day: date) -> DayStatus:
    """Whether the canteen serves on `day`, with the reason when it does not (§4.5)."""
    return _status(calendar, day, calendar.week_on(day).canteen_days)


def is_serving_day(calendar: SchoolCalendar, day: date) -> bool:
    """Whether the canteen serves on `day`."""
    return status(calendar, day).is_open


def is_school_day(calendar: SchoolCalendar, day: date) -> bool:
    """Whether there is class on `day`, canteen or not."""
    return _status(calendar, day, calendar.week_on(day).school_days).is_open


def is_working_day(calendar: SchoolCalendar, day: date) -> bool:
    """Whether the town hall is open: Monday to Friday, public holidays excepted."""
    if day in calendar.public_holidays or day.weekday() >= weekdays.SATURDAY:
        return False
    return calendar.first_day <= day <= calendar.last_day or national.public_holiday(day) is None


def serving_days(calendar: SchoolCalendar, first: date | None = None, last: date | None = None) -> list[date]:
    """Days served from `first` to `last`, both included; the whole school year by default."""
    begin, end = _bounds(calendar)
    return [
        day
        for day in days_between(max(first or begin, begin), min(last or end, end))
        if is_serving_day(calendar, day)
    ]


def serving_days_by_month(calendar: SchoolCalendar) -> dict[Month, int]:
    """Number of days served in each month of the school year that has some."""
    counts: dict[Month, int] = {}
    for day in serving_days(calendar):
        counts[Month.of(day)] = counts.get(Month.of(day), 0) + 1
    return counts


def next_serving_day(calendar: SchoolCalendar, after: date) -> date | None:
    """The first day served strictly after `after`, or None at the end of the school year."""
    days = serving_days(calendar, after + timedelta(days=1))
    return days[0] if days else None


def closed_days(calendar: SchoolCalendar, days: Iterable[date]) -> dict[date, DayStatus]:
    """Those of `days` that are not served, each with its reason."""
    statuses = {day: status(calendar, day) for day in days}
    return {day: found for day, found in statuses.items() if not found.is_open}


def _bounds(calendar: SchoolCalendar) -> tuple[date, date]:
    """First and last days that may be served, catch-up days outside the school year included."""
    opened = [day for day, override in calendar.overrides.items() if override.is_open]
    return min([calendar.first_day, *opened]), max([calendar.last_day, *opened])


def _status(calendar: SchoolCalendar, day: date, open_weekdays: int) -> DayStatus:
    override = calendar.overrides.get(day)
    if override is not None:
        return _OPEN if override.is_open else _closed(ClosedBecause.CLOSURE, override.reason or _("fermeture"))
    if not calendar.first_day <= day <= calendar.last_day:
        return _closed(ClosedBecause.OUT_OF_YEAR, _("hors de l’année scolaire"))
    if day in calendar.public_holidays:
        return _closed(ClosedBecause.PUBLIC_HOLIDAY, _("jour férié\u00a0: {name}", name=calendar.public_holidays[day]))
    for holiday in calendar.holidays:
        if day in holiday:
            return _closed(ClosedBecause.SCHOOL_HOLIDAY, holiday.name)
    if not weekdays.has(open_weekdays, day):
        return _closed(ClosedBecause.WEEKDAY, _("pas de cantine le {weekday}", weekday=WEEKDAYS[day.weekday()]))
    return _OPEN


def _closed(because: ClosedBecause, why: Text | Msg) -> DayStatus:
    return DayStatus(False, because, why)
