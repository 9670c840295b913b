# SPDX-License-Identifier: EUPL-1.2
"""School years, school and public holidays, working days, ISO weeks: the calendar every module counts on.

School holidays come from the open data set carried by `vacances-scolaires-france`; the arrêtés prevail, so a
commune may override any day. Corsica and the overseas zones have their own calendars, entered by hand.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from app.core.dates import days_between
from app.core.outcome import UserError
from app.core.strings import _
from app.core.text import Msg

ZONES = ("A", "B", "C")
"""Zones whose calendar is national data (arrêté of the minister)."""

REGIONS_BY_ZONE = {
    "A": ("Besançon", "Bordeaux", "Clermont-Ferrand", "Dijon", "Grenoble", "Limoges", "Lyon", "Poitiers"),
    "B": (
        "Aix-Marseille", "Amiens", "Lille", "Nancy-Metz", "Nantes", "Nice", "Normandie", "Orléans-Tours",
        "Reims", "Rennes", "Strasbourg",
    ),
    "C": ("Créteil", "Montpellier", "Paris", "Toulouse", "Versailles"),
}  # fmt: skip
"""Academies of each zone."""


@dataclass(frozen=True)
class Holiday:
    """A stretch of days without class, both included."""

    name: str
    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True)
class BridgeDay:
    """A day off that the data set lacks: proposed as a closing day of the commune, to be verified and edited."""

    day: date
    reason: Msg
    status: Msg


_TO_VERIFY = _("à vérifier")
_ASCENSION = _("Pont de l’Ascension")
BRIDGE_DAYS = tuple(
    BridgeDay(day, _ASCENSION, _TO_VERIFY)
    for day in (date(2025, 5, 30), date(2025, 5, 31), date(2026, 5, 15), date(2026, 5, 16))
)
"""Bridge days of the Ascension absent from the data set (secondary sources): editable defaults."""


def bridge_days(start_year: int) -> list[BridgeDay]:
    """Those of the school year that begins in `start_year`."""
    return [bridge for bridge in BRIDGE_DAYS if school_year_of(bridge.day) == start_year]


# --- School years ----------------------------------------------------------------------------------------


def school_year_of(day: date) -> int:
    """Year in which the school year of `day` begins; a school year goes from 1 September to 31 August."""
    return day.year if day.month >= 9 else day.year - 1


def school_year_label(start_year: int) -> str:
    """« 2026-2027 »."""
    return f"{start_year}-{start_year + 1}"


def school_year_bounds(start_year: int) -> tuple[date, date]:
    """1 September and 31 August, both included: the conventional school year."""
    return date(start_year, 9, 1), date(start_year + 1, 8, 31)


@cache
def _days_off() -> dict[date, tuple[str, frozenset[str]]]:
    """Every day off of the data set: its name and the zones concerned."""
    # The file itself, not the class beside it: that one takes half a second, and reads UTF-8 in the letters of
    # the machine.
    found = {}
    data = files("vacances_scolaires_france").joinpath("data/data.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(data.splitlines()):
        zones = frozenset(zone for zone in ZONES if row[f"vacances_zone_{zone.lower()}"] == "True")
        if zones:
            found[date.fromisoformat(row["date"])] = (row["nom_vacances"].replace("'", "’"), zones)
    return found


def known_school_years() -> range:
    """Start years for which the data set holds a whole school year."""
    days = _days_off()
    return range(school_year_of(min(days)) + 1, school_year_of(max(days)) + 1)


@cache
def _holidays(zone: str, start_year: int) -> tuple[Holiday, ...]:
    first, last = school_year_bounds(start_year)
    found: list[Holiday] = []
    for day in days_between(first, last):
        name, zones = _days_off().get(day, ("", frozenset[str]()))
        if zone not in zones:
            continue
        if found and found[-1].name == name and found[-1].last + timedelta(days=1) == day:
            found[-1] = Holiday(name, found[-1].first, day)
        else:
            found.append(Holiday(name, day, day))
    # A summer that overflows into September belongs to the school year before.
    return tuple(h for h in found if h.first > date(start_year, 9, 15))


def school_holidays(zone: str, start_year: int) -> list[Holiday]:
    """Holidays of `zone` (A, B or C) in the school year, in order, the summer that ends it included.

    Raises UserError for a zone or a year that the data set does not know: the calendar is then entered by hand.
    """
    if zone not in ZONES:
        raise UserError(
            _(
                "La zone «\u00a0{zone}\u00a0» n’a pas de calendrier national\u00a0: saisissez les vacances de la commune.",
                zone=zone,
            )
        )
    if start_year not in known_school_years():
        raise UserError(
            _(
                "Le calendrier scolaire {year} n’est pas connu du logiciel\u00a0: saisissez les vacances de la commune.",
                year=school_year_label(start_year),
            )
        )
    return list(_holidays(zone, start_year))


def first_school_day(zone: str, start_year: int) -> date:
    """The pupils' *rentrée*: the first weekday after the summer holidays."""
    day = date(start_year, 9, 1)
    while day.weekday() >= 5 or zone in _days_off().get(day, ("", frozenset[str]()))[1]:
        day += timedelta(days=1)
    return day


def last_school_day(zone: str, start_year: int) -> date:
    """The eve of the summer holidays, brought back to a weekday."""
    day = school_holidays(zone, start_year)[-1].first - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


# --- Public holidays and working days --------------------------------------------------------------------


@cache
def _public_holidays(year: int, alsace_moselle: bool) -> dict[date, str]:
    from holidays import country_holidays

    found = country_holidays("FR", "6AE" if alsace_moselle else None, year, language="fr")
    return {day: str(name).replace("'", "’") for day, name in sorted(found.items())}


def public_holidays(year: int, alsace_moselle: bool = False) -> dict[date, str]:
    """Public holidays of `year` and their French names; with Good Friday and 26 December in Alsace-Moselle."""
    return dict(_public_holidays(year, alsace_moselle))


def public_holiday(day: date, alsace_moselle: bool = False) -> str | None:
    """Name of the public holiday that `day` is, or None."""
    return _public_holidays(day.year, alsace_moselle).get(day)


def is_working_day(day: date, alsace_moselle: bool = False, closed: Collection[date] = ()) -> bool:
    """Whether `day` is from Monday to Friday, no public holiday and not among the days `closed`."""
    return day.weekday() < 5 and day not in closed and public_holiday(day, alsace_moselle) is None


def working_days(first: date, last: date, alsace_moselle: bool = False) -> list[date]:
    """Working days from `first` to `last`, both included."""
    return [day for day in days_between(first, last) if is_working_day(day, alsace_moselle)]


def add_working_days(day: date, count: int, alsace_moselle: bool = False) -> date:
    """The working day `count` working days after `day` (before it when negative)."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _turn in range(abs(count)):
        day += step
        while not is_working_day(day, alsace_moselle):
            day += step
    return day


def iso_week(day: date) -> int:
    """Number of the ISO week: 53 for 31 December 2026."""
    return day.isocalendar().week


def monday_of(day: date) -> date:
    """The Monday of its ISO week."""
    return day - timedelta(days=day.weekday())
