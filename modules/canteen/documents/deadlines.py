# SPDX-License-Identifier: EUPL-1.2
"""The calendar of deadlines for parents: until when to book and cancel, month by month, for a school year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from app.core.calendar import monday_of
from app.core.clock import PARIS
from app.core.dates import Month, show_day_short, show_month, show_time
from app.core.text import Text
from app.documents.blocks import (
    Block,
    Column,
    Columns,
    Document,
    Heading,
    Note,
    Paragraph,
    RowGroup,
    Table,
    Tone,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.canteen.documents.words import short_day
from modules.canteen.strings import _


@dataclass(frozen=True)
class DeadlinesFacts:
    """A school year of one canteen."""

    year: str
    canteen: str
    rule: Text
    """The rule in a sentence; empty without one."""
    deadlines: Sequence[tuple[datetime, tuple[date, ...]]]
    """Each last moment with the days of meals that it commands."""
    holidays: Sequence[tuple[str, str]]
    """(name, « du 17 octobre au 1er novembre 2026 »)."""


COLUMNS = 3
MANY = 100
"""Deadlines from which those of a week of meals stand on one line."""


def deadlines_calendar(facts: DeadlinesFacts, head: Letterhead, words: Wordings) -> Document:
    """A page to stick on the fridge: the deadlines in columns, then the holidays."""
    times = {at.astimezone(PARIS).time() for at, _days in facts.deadlines}
    only = next(iter(times)) if len(times) == 1 else None
    lines = _lines(facts.deadlines, only is None)
    months = [
        RowGroup(show_month(month).capitalize(), [[limits, meals] for _day, limits, meals in some])
        for month, some in groupby(lines, key=lambda line: Month.of(line[0]))
    ]
    by_week = len(facts.deadlines) > MANY
    label: Text = _("Avant {time} le", time=show_time(only)) if only is not None else _("Avant le")
    blocks: list[Block] = [
        Heading(_("Réserver ou annuler un repas\u00a0: {year}", year=facts.year), 1),
        Note(facts.canteen, facts.rule) if str(facts.rule) else Paragraph(_("Aucune date limite n’est fixée."), Tone.MUTED),
    ]
    if months:
        shared = _shared(months, 2 if by_week else COLUMNS)
        blocks.append(Columns([[_table(label, some, 44.0 if by_week else 25.0)] for some in shared], gap=7.0))
    if facts.holidays:
        closed = "\u202f; ".join(f"{name[:1].lower()}{name[1:]} {period}" for name, period in facts.holidays)
        blocks.append(Paragraph((bold(_("Sans cantine\u00a0: ")), f"{closed}."), Tone.SMALL))
    return Document(_("Dates limites"), [*blocks, *words.blocks("deadlines-foot", Tone.SMALL)], head, slim=True)


def _lines(deadlines: Sequence[tuple[datetime, tuple[date, ...]]], with_time: bool) -> list[tuple[date, str, str]]:
    """(first meal, deadlines, meals): a line a deadline, or a line a week when each meal has its own."""
    if len(deadlines) <= MANY:
        return [(days[0], _moment(at, days[0], with_time), _days(days)) for at, days in deadlines]
    found = []
    for _monday, some in groupby(deadlines, key=lambda each: monday_of(each[1][0])):
        week = list(some)
        meals = [day for _at, days in week for day in days]
        found.append((meals[0], ", ".join(_moment(at, meals[0], with_time) for at, _days in week), _days(meals)))
    return found


def _shared(months: Sequence[RowGroup], columns: int) -> list[list[RowGroup]]:
    """The months in columns of about as many lines."""
    whole = sum(len(month.rows) + 2 for month in months)
    shares: list[list[RowGroup]] = [[] for _column in range(columns)]
    run = 0
    for month in months:
        size = len(month.rows) + 2
        shares[min(columns - 1, (run + size // 2) * columns // max(1, whole))].append(month)
        run += size
    return [share for share in shares if share]


def _table(label: Text, months: Sequence[RowGroup], width: float) -> Table:
    return Table([Column(label, width=width), Column(_("Repas de"))], groups=months, compact=True)


def _days(days: Sequence[date]) -> str:
    return ", ".join(short_day(day) for day in days)


def _moment(at: datetime, meal: date, with_time: bool) -> str:
    local = at.astimezone(PARIS)
    day = short_day(local.date())
    if local.month != meal.month:
        day = f"{day.partition(' ')[0]} {show_day_short(local.date(), year=False)}"
    return str(_("{day} à {time}", day=day, time=show_time(local.time()))) if with_time else day
