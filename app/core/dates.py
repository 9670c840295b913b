# SPDX-License-Identifier: EUPL-1.2
"""Days, months and partial dates, shown in French and read leniently; the arithmetic is in `months`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from app.core.clock import PARIS, SystemClock
from app.core.months import Month as Month
from app.core.months import add_months as add_months
from app.core.months import add_years as add_years
from app.core.months import days_between as days_between
from app.core.outcome import UserError
from app.core.strings import _
from app.core.words import number_in_words

MONTH_NAMES = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
_SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WEEKDAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SPACE = "\u00a0"
FIRST_YEAR, LAST_YEAR = 1600, 2200


# --- Showing ---------------------------------------------------------------------------------------------


def show_day(day: date) -> str:
    """« 02/08/2026 »."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def show_day_long(day: date, weekday: bool = False) -> str:
    """« 2 août 2026 », « 1er janvier 2026 »; with `weekday`, « jeudi 1er janvier 2026 »."""
    text = f"{_ordinal(day)} {MONTH_NAMES[day.month - 1]} {day.year}"
    return f"{WEEKDAY_NAMES[day.weekday()]} {text}" if weekday else text


def show_day_short(day: date, year: bool = True) -> str:
    """« 3 nov. 2026 »; without `year`, « 3 nov. »."""
    text = f"{_ordinal(day)} {_SHORT_MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def formal_day(day: date) -> str:
    """The style of acts: « l’an deux mille vingt-six, le premier janvier »."""
    number = "premier" if day.day == 1 else number_in_words(day.day)
    return f"l’an {number_in_words(day.year)}, le {number} {MONTH_NAMES[day.month - 1]}"


def show_period(first: date, last: date) -> str:
    """« du 5 au 9 octobre 2026 », « du 28 septembre au 2 octobre 2026 », « le 5 octobre 2026 »."""
    if first == last:
        return f"le {show_day_long(first)}"
    if Month.of(first) == Month.of(last):
        return f"du {_ordinal(first)} au {show_day_long(last)}"
    if first.year == last.year:
        return f"du {_ordinal(first)} {MONTH_NAMES[first.month - 1]} au {show_day_long(last)}"
    return f"du {show_day_long(first)} au {show_day_long(last)}"


def show_month(month: Month) -> str:
    """« octobre 2026 »."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def show_time(moment: time) -> str:
    """« 14 h 30 », « 9 h », for sentences."""
    hours = f"{moment.hour}{SPACE}h"
    return f"{hours}{SPACE}{moment.minute:02d}" if moment.minute else hours


def show_time_short(moment: time) -> str:
    """« 14:30 », for tables."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def show_moment(instant: datetime, zone: ZoneInfo = PARIS) -> str:
    """An aware instant at the town hall: « 3 nov. 2026 à 10 h 42 »."""
    local = instant.astimezone(zone)
    return f"{show_day_short(local.date())} à {show_time(local.time())}"


# --- Reading ---------------------------------------------------------------------------------------------

_DAY_WORDS = {
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "auj": 0,
    "hier": -1,
    "demain": 1,
    "apres-demain": 2,
    "avant-hier": -2,
}
_WEEKDAYS = {name: n for n, name in enumerate(WEEKDAY_NAMES)} | {
    name[:3]: n for n, name in enumerate(WEEKDAY_NAMES)
}
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]0{1,2}:00(?::00(?:\.0+)?)?)?")
_WORDS = re.compile(r"(?:([a-z]+)\.? )?(\d{1,2})(?:er)?[ \-/.]?([a-z]+)\.?[ \-/.]?(\d{4}|\d{2})?")
_MONTH_WORDS = re.compile(r"([a-z]+)\.?[ \-/.]*(\d{4}|\d{2})?")


def _folded(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.replace("’", "'").lower())
    return " ".join("".join(c for c in marks if not unicodedata.combining(c)).split()).strip(" .,")


def _month_number(word: str) -> int | None:
    """Number of the month that `word` begins: three letters are enough, save juin and juillet (four)."""
    if len(word) < 3:
        return None
    found = [n for n, name in enumerate(MONTH_NAMES, start=1) if _folded(name).startswith(word)]
    return found[0] if len(found) == 1 else None


def full_year(two_digits: int, today: date, *, past: bool = False) -> int:
    """The year a clerk means by two digits: up to twenty years ahead of `today`, else the century before.

    With `past` (a birth, a burial) the year is never after `today`.
    """
    year = today.year - today.year % 100 + two_digits
    if year > today.year + (0 if past else 20):
        return year - 100
    return year + 100 if not past and year <= today.year - 80 else year


def read_day(text: str, today: date | None = None, *, past: bool = False, field: str | None = None) -> date:
    """The day a clerk typed: 3/10/26, 031026, 3 oct, 3 octobre 2026, lundi 5 octobre, ISO, « demain ».

    Without a year, the nearest such day to `today` (the computer's, when not given) is meant. `past` reads
    two-digit years as already gone. Raises UserError when it is no day of the calendar.
    """
    today = today or SystemClock().today()
    folded = _folded(text)
    if not folded:
        raise UserError(_("Écrivez une date, par exemple 03/10/2026."), field)
    if folded in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS[folded])
    parts = _parts(folded)
    if parts is None:
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas une date\u00a0: écrivez par exemple 03/10/2026.",
                text=text.strip(),
            ),
            field,
        )
    weekday, day, month, year_text = parts
    if year_text is None:
        found = _nearest(day, month, today, past)
        year = found.year if found else today.year
    else:
        year = _year(year_text, today, past)
        if past and len(year_text) == 2 and (year, month, day) > (today.year, today.month, today.day):
            year -= 100
    return _checked(text.strip(), year, month, day, weekday, field)


def _parts(folded: str) -> tuple[int | None, int, int, str | None] | None:
    """(weekday, day, month, year as written) found in a folded text, or None."""
    if match := _ISO.fullmatch(folded):
        return None, int(match[3]), int(match[2]), match[1]
    if match := _NUMBERS.fullmatch(folded):
        return None, int(match[1]), int(match[2]), match[3]
    if re.fullmatch(r"\d{6}|\d{8}", folded):
        if len(folded) == 8 and int(folded[2:4]) > 12 and FIRST_YEAR <= int(folded[:4]) <= LAST_YEAR:
            return None, int(folded[6:]), int(folded[4:6]), folded[:4]
        return None, int(folded[:2]), int(folded[2:4]), folded[4:]
    match = _WORDS.fullmatch(folded)
    month = _month_number(match[3]) if match else None
    if match is None or month is None or (match[1] and match[1] not in _WEEKDAYS | {"le": 0}):
        return None
    return _WEEKDAYS.get(match[1] or ""), int(match[2]), month, match[4]


def _nearest(day: int, month: int, today: date, past: bool) -> date | None:
    """The occurrence of `day`/`month` nearest to `today`; 29 February looks for its leap year."""
    found = []
    for year in range(today.year - 4, today.year + 5):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if not past or candidate <= today:
            found.append(candidate)
    return min(found, key=lambda d: abs((d - today).days), default=None)


def _checked(text: str, year: int, month: int, day: int, weekday: int | None, field: str | None) -> date:
    if not 1 <= month <= 12:
        why = _("il n’y a pas de mois {month}", month=month)
    elif not FIRST_YEAR <= year <= LAST_YEAR:
        why = _("l’année {year} est hors du calendrier", year=year)
    elif not 1 <= day <= Month(year, month).last.day:
        why = _(
            "{month} a {count} jours", month=show_month(Month(year, month)), count=Month(year, month).last.day
        )
    else:
        found = date(year, month, day)
        if weekday in (None, found.weekday()):
            return found
        why = _("le {day} est un {weekday}", day=show_day_long(found), weekday=WEEKDAY_NAMES[found.weekday()])
    raise UserError(
        _("«\u00a0{text}\u00a0» n’est pas une date du calendrier\u00a0: {why}.", text=text, why=why), field
    )


def read_month(text: str, today: date | None = None, field: str | None = None) -> Month:
    """The month a clerk typed: octobre 2026, oct. 26, 10/2026, 2026-10; without a year, the nearest one.

    Raises UserError when it is no month.
    """
    today = today or SystemClock().today()
    folded = _folded(text)
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})", folded):
        year, number = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"(\d{1,2})[-/. ](\d{4}|\d{2})", folded):
        year, number = _year(match[2], today), int(match[1])
    elif (match := _MONTH_WORDS.fullmatch(folded)) and (named := _month_number(match[1])):
        number = named
        nearest = min((abs(Month(y, number).first - today), y) for y in range(today.year - 1, today.year + 2))
        year = _year(match[2], today) if match[2] else nearest[1]
    else:
        year = number = 0
    if not (1 <= number <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas un mois\u00a0: écrivez par exemple octobre 2026.",
                text=text.strip(),
            ),
            field,
        )
    return Month(year, number)


def _year(text: str, today: date, past: bool = False) -> int:
    return int(text) if len(text) == 4 else full_year(int(text), today, past=past)


def read_time(text: str, field: str | None = None) -> time:
    """The hour a clerk typed: 9 h, 9h30, 09:30, 0930. Raises UserError when it is no hour."""
    match = re.fullmatch(r"(\d{1,2})(?:\s*[h:.]\s*(\d{2})?(?::00)?|(\d{2}))?", _folded(text))
    hour, minute = (int(match[1]), int(match[2] or match[3] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas une heure\u00a0: écrivez par exemple 9\u00a0h\u00a030.",
                text=text.strip(),
            ),
            field,
        )
    return time(hour, minute)


# --- Partial dates ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, to the month, or only to the year: never completed by invention.

    Stored by `iso` as « 1931-05-12 », « 1931-05-XX » or « 1931-XX-XX » (ISO 8601-2): the text sorts in order
    of time, and what is less known comes last in its period.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day without its month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """A date known to the day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """The inverse of `iso`; also « 1931-05 » and « 1931 ». Raises ValueError otherwise."""
        match = re.fullmatch(r"(\d{4})(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?", text)
        if match is None:
            raise ValueError(f"not a partial date: {text!r}")
        return cls(
            int(match[1]), *(None if part in (None, "XX") else int(part) for part in match.groups()[1:])
        )

    @classmethod
    def read(cls, text: str, today: date | None = None, *, field: str | None = None) -> Self:
        """What a clerk typed: 1931, 05/1931, mai 1931, 12/05/1931. Raises UserError when unreadable."""
        folded = _folded(text)
        if re.fullmatch(r"\d{4}", folded) and FIRST_YEAR <= int(folded) <= LAST_YEAR:
            return cls(int(folded))
        if re.fullmatch(r"\d{4}[-/]\d{1,2}|\d{1,2}[-/. ]\d{4}|[a-z]+\.? \d{4}", folded):
            month = read_month(text, today, field)
            return cls(month.year, month.month)
        return cls.of(read_day(text, today, past=True, field=field))

    @property
    def iso(self) -> str:
        """The stored, sortable form."""
        month = "XX" if self.month is None else f"{self.month:02d}"
        day = "XX" if self.day is None else f"{self.day:02d}"
        return f"{self.year:04d}-{month}-{day}"

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        return Month(self.year, self.month or 12).last if self.day is None else self.first

    @property
    def full(self) -> date | None:
        """The day, when it is known."""
        return self.first if self.day is not None else None

    def show(self, long: bool = False) -> str:
        """« 1931 », « mai 1931 », « 12/05/1931 » (`long`: « 12 mai 1931 »)."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return show_month(Month(self.year, self.month))
        return show_day_long(self.first) if long else show_day(self.first)

    def __str__(self) -> str:
        """The shortest ISO form, for JSON: « 1931 », « 1931-05 », « 1931-05-12 »."""
        return self.iso.replace("-XX", "")

    def __lt__(self, other: PartialDate) -> bool:
        return self.iso < other.iso
