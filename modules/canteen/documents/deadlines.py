# SPDX-License-Identifier: EUPL-1.2
"""The calendar of deadlines for parents: until when to book and cancel, month by month, for a school year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from app.core.clock import PARIS
from app.core.dates import Month, show_month, show_time
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


def deadlines_calendar(facts: DeadlinesFacts, head: Letterhead, words: Wordings) -> Document:
    """A page to stick on the fridge: two columns, then the holidays."""
    months = [
        RowGroup(show_month(month).capitalize(), [[_moment(at), ", ".join(short_day(day) for day in days)] for at, days in some])
        for month, some in (
            (month, list(some)) for month, some in groupby(facts.deadlines, key=lambda each: Month.of(each[1][0]))
        )
    ]
    cut = _half(months)
    blocks: list[Block] = [
        Heading(_("Réserver ou annuler un repas\u00a0: {year}", year=facts.year), 1),
        Heading(facts.canteen, 3),
        Note(_("La règle"), facts.rule) if str(facts.rule) else Paragraph(_("Aucune date limite n’est fixée."), Tone.MUTED),
        Columns([[_table(months[:cut])], [_table(months[cut:])]], gap=10.0),
    ]
    if facts.holidays:
        blocks.append(Heading(_("Sans cantine"), 2))
        blocks.append(Table([Column(width=70), Column()], [list(pair) for pair in facts.holidays], header=False, compact=True))
    return Document(_("Dates limites"), [*blocks, *words.blocks("deadlines-foot", Tone.SMALL)], head)


def _half(months: Sequence[RowGroup]) -> int:
    """Where to cut the months so that both columns have about as many lines."""
    sizes = [len(month.rows) + 2 for month in months]
    whole, run = sum(sizes), 0
    for rank, size in enumerate(sizes):
        run += size
        if 2 * run >= whole:
            return rank + 1
    return len(months)


def _table(months: Sequence[RowGroup]) -> Table:
    columns = [Column(_("Avant le"), width=40), Column(_("Pour les repas de"))]
    return Table(columns, groups=months, compact=True, empty="–")


def _moment(at: datetime) -> str:
    local = at.astimezone(PARIS)
    return str(_("{day} à {time}", day=short_day(local.date()), time=show_time(local.time())))


