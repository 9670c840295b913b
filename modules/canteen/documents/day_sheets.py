# SPDX-License-Identifier: EUPL-1.2
"""Papers of one day: the kitchen's counts without a name, the room's names with discreet codes, the headcount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.dates import show_day_long
from app.core.text import Text
from app.documents.blocks import (
    Align,
    Block,
    Column,
    Columns,
    Document,
    Figures,
    Grid,
    GridColumn,
    GridRow,
    Heading,
    KeepTogether,
    Legend,
    Mark,
    Note,
    PageBreak,
    Rich,
    Table,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.canteen.documents.words import CATEGORY_WORDS, by_category, by_diet, say_diets
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.headcount import Portion
from modules.canteen.strings import _, _n, label

COLUMN_ROWS, TITLE_ROWS, HEADING_ROWS = 39.0, 4.0, 4.0
"""Rows that a column of the room sheet holds, and what the title and the head of a class take of them."""


@dataclass(frozen=True)
class KitchenFacts:
    """Counts of a day: no name, nothing of anybody's health."""

    day: date
    canteen: str
    portions: Mapping[Portion, int]
    """Meals to serve, baskets left out."""
    baskets: int = 0
    """Meals that families bring, to be kept and warmed."""
    seats: int = 0
    ordered: int | None = None
    """Meals of the day in the order sent; None when none was sent."""


@dataclass(frozen=True)
class RoomGuest:
    """Somebody expected: a name and codes that say the menu, never why."""

    name: str
    codes: str


@dataclass(frozen=True)
class RoomClass:
    """A class in the room."""

    title: str
    guests: Sequence[RoomGuest]
    expected: int = 0
    """In the whole class, when its guests stand in several columns."""


@dataclass(frozen=True)
class ClassLine:
    """A class counted."""

    title: str
    portions: Counter[Portion] = field(default_factory=Counter)
    baskets: int = 0


def kitchen_sheet(facts: KitchenFacts, head: Letterhead, words: Wordings) -> Document:
    """How many portions of what; read from two metres away."""
    total = sum(facts.portions.values())
    figures: list[tuple[Text, Text]] = [(str(total), _("repas"))]
    figures += [(str(n), CATEGORY_WORDS[c]) for c, n in by_category(facts.portions).items()]
    blocks: list[Block] = [
        *_title(_("Cuisine"), facts.day, facts.canteen),
        Figures(figures),
        counts_table(facts.portions),
    ]
    if facts.baskets:
        count = _n("{n} panier repas apporté par une famille", "{n} paniers repas apportés par les familles", facts.baskets)
        blocks.append(Note(_("Paniers repas"), _("{count}, en plus des repas ci-dessus.", count=count)))
    if facts.ordered is not None and facts.ordered != total:
        text = _("La commande envoyée est de {ordered} repas\u202f; il en est attendu {total}.", ordered=facts.ordered, total=total)
        blocks.append(Note(_("Écart avec la commande"), text))
    if facts.seats:
        blocks.append(Note(_("Couverts"), _n("{n} place à préparer", "{n} places à préparer", facts.seats)))
    return Document(_("Feuille de cuisine"), [*blocks, *words.blocks("kitchen-foot")], head, slim=True)


def counts_table(portions: Mapping[Portion, int]) -> Table:
    """Categories × diets with their sums."""
    diets, categories = list(by_diet(portions)), by_category(portions)
    columns = [Column(_("Catégorie")), *(Column(label(d), Align.RIGHT, 27) for d in diets), Column(_("Total"), Align.RIGHT, 22)]
    rows: list[list[Rich]] = [
        [label(c), *(_count(portions.get((c, d), 0)) for d in diets), bold(str(total))] for c, total in categories.items()
    ]
    sums = [str(n) for n in by_diet(portions).values()]
    totals: list[list[Rich]] = [[_("Total"), *sums, str(sum(portions.values()))]]
    return Table(columns, rows, totals=totals, empty=_("Aucun repas ce jour-là."))


def _count(number: int) -> str:
    return str(number) if number else "–"


def room_sheet(day: date, canteen: str, classes: Sequence[RoomClass], head: Letterhead, words: Wordings) -> Document:
    """Who is expected in the room, class by class in two columns, with a box to tick."""
    blocks: list[Block] = [*_title(_("Salle"), day, canteen)]
    for rank, (left, right) in enumerate(in_columns(classes)):
        if rank:
            blocks.append(PageBreak())
        blocks.append(Columns([_room_classes(left), _room_classes(right)]))
    blocks.append(KeepTogether([Legend([(Mark.EXPECTED, _("attendu"))]), *words.blocks("room-foot")]))
    return Document(_("Feuille de salle"), blocks, head, slim=True)


def in_columns(classes: Sequence[RoomClass]) -> list[tuple[list[RoomClass], list[RoomClass]]]:
    """The classes page by page in two columns, none cut unless a column cannot hold it."""
    pages: list[tuple[list[RoomClass], list[RoomClass]]] = [([], [])]
    for each in _whole_or_cut(classes):
        room = COLUMN_ROWS - (TITLE_ROWS if len(pages) == 1 else 0.0)
        column = next((some for some in pages[-1] if _rows_of([*some, each]) <= room), None)
        if column is None:
            pages.append(([], []))
            column = pages[-1][0]
        column.append(each)
    return pages


def _rows_of(classes: Sequence[RoomClass]) -> float:
    return sum(len(each.guests) + HEADING_ROWS for each in classes)


def _whole_or_cut(classes: Sequence[RoomClass]) -> Iterator[RoomClass]:
    most = int(COLUMN_ROWS - TITLE_ROWS - HEADING_ROWS)
    for each in classes:
        yield RoomClass(each.title, each.guests[:most], len(each.guests))
        for start in range(most, len(each.guests), most):
            again = str(_("{title} (suite)", title=each.title))
            yield RoomClass(again, each.guests[start : start + most], len(each.guests))


def _room_classes(classes: Sequence[RoomClass]) -> list[Block]:
    blocks: list[Block] = []
    for each in classes:
        counted = _n("{n} attendu", "{n} attendus", each.expected or len(each.guests))
        rows = [GridRow(guest.name, (Mark.EXPECTED,), (guest.codes,)) for guest in each.guests]
        blocks.append(Heading(f"{each.title} · {counted}", 3))
        notes = [Column(_("Menu"), Align.LEFT, 16)]
        blocks.append(Grid([GridColumn(_("Présent"))], rows, notes=notes, label_width=48.0, blank_rows=1))
    return blocks


def headcount_sheet(day: date, canteen: str, classes: Sequence[ClassLine], head: Letterhead) -> Document:
    """How many by class and by diet, for the telephone and the notice board."""
    whole: Counter[Portion] = Counter()
    for each in classes:
        whole.update(each.portions)
    diets = list(by_diet(whole))
    baskets = sum(each.baskets for each in classes)
    columns = [Column(_("Classe"), width=34), *(Column(label(d), Align.RIGHT) for d in diets)]
    columns += [Column(_("Paniers"), Align.RIGHT, 20), Column(_("Total"), Align.RIGHT, 20)]
    rows: list[list[Rich]] = [
        [each.title, *(_count(_of(each.portions, d)) for d in diets), _count(each.baskets), bold(str(_whole(each)))]
        for each in classes
    ]
    sums = [str(n) for n in by_diet(whole).values()]
    totals: list[list[Rich]] = [[_("Total"), *sums, _count(baskets), str(sum(whole.values()) + baskets)]]
    figures: list[tuple[Text, Text]] = [(str(sum(whole.values()) + baskets), _("attendus"))]
    figures += [(str(n), CATEGORY_WORDS[c]) for c, n in by_category(whole).items()]
    said = say_diets(by_diet(whole))
    return Document(
        _("Effectif du jour"),
        [
            *_title(_("Effectif"), day, canteen),
            Figures(figures),
            Table(columns, rows, totals=totals, empty=_("Personne n’est attendu ce jour-là.")),
            *([Note(_("À dire au téléphone"), said)] if said else []),
        ],
        head,
        slim=True,
    )


def _whole(each: ClassLine) -> int:
    return sum(each.portions.values()) + each.baskets


def _of(portions: Mapping[Portion, int], diet: Diet) -> int:
    return sum(portions.get((category, diet), 0) for category in Category)


def _title(what: Text, day: date, canteen: str) -> list[Block]:
    words = show_day_long(day, weekday=True)
    return [Heading(_("{what}\u00a0: {day}", what=what, day=words), 1), Heading(canteen, 3)]
