# SPDX-License-Identifier: EUPL-1.2
"""The attendance sheet of a class for a week, ticked by hand before it is entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import show_period
from app.core.text import Text
from app.documents.blocks import (
    Align,
    Column,
    Document,
    Grid,
    GridColumn,
    GridRow,
    Heading,
    KeepTogether,
    Legend,
    Mark,
    Signature,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.canteen.documents.words import short_day
from modules.canteen.strings import _, _n

BLANK_ROWS = 3
"""Lines for children who come without a booking."""


@dataclass(frozen=True)
class SheetChild:
    """A line of the sheet: a name, discreet codes, and one mark a day."""

    name: str
    codes: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class ClassSheetFacts:
    """The week of a class."""

    title: str
    """« CE1-CE2 », « Adultes »."""
    teacher: str
    days: tuple[date, ...]
    """Days of the week that may be served, in order."""
    closed: tuple[date, ...]
    children: Sequence[SheetChild]
    is_staff: bool = False


def class_sheet(facts: ClassSheetFacts, head: Letterhead, words: Wordings) -> Document:
    """One upright page a class, up to about thirty names; what is booked has a dot in its box."""
    title: Text = _("Pointage\u00a0: {title}", title=facts.title)
    period = show_period(facts.days[0], facts.days[-1]) if facts.days else ""
    below = [part for part in (f"{period[:1].upper()}{period[1:]}", facts.teacher) if part]
    columns = [GridColumn(short_day(day).capitalize(), closed=day in facts.closed) for day in facts.days]
    rows = [GridRow(child.name, child.marks, (child.codes,)) for child in facts.children]
    booked = [sum(child.marks[i] is Mark.EXPECTED for child in facts.children) for i in range(len(facts.days))]
    totals = [
        GridRow(_("Réservés"), ["" if day in facts.closed else str(n) for day, n in zip(facts.days, booked, strict=True)], ("",)),
        GridRow(_("Présents"), ["" for _day in facts.days], ("",)),
    ]
    counted = _n("{n} inscrit", "{n} inscrits", len(facts.children))
    return Document(
        title,
        [
            Heading(title, 1),
            Heading(" · ".join([*below, str(counted)]), 3),
            Grid(
                columns, rows, corner=_("Adulte") if facts.is_staff else _("Élève"), notes=[Column("", Align.LEFT, 20)],
                totals=totals, blank_rows=BLANK_ROWS, label_width=58.0,
            ),
            KeepTogether([
                Legend([(Mark.EXPECTED, _("réservé")), (Mark.BOX, _("sans réservation")), (Mark.CLOSED, _("pas de cantine"))]),
                *words.blocks("class-sheet-foot"),
                Signature(_("L’agent qui a pointé"), "", room=12.0),
            ]),
        ],
        head,
        slim=True,
    )  # fmt: skip
