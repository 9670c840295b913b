# SPDX-License-Identifier: EUPL-1.2
"""What a paper is made of: frozen values, compared in tests and drawn by one renderer.

Texts are `Msg` or `str`; several lines of a sequence may be given as any sequence and are kept as tuples.
Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum

from app.core.text import Text
from app.documents.charts import AnyChart
from app.documents.figure import Shape
from app.documents.letterhead import Letterhead
from app.documents.rich import Align as Align
from app.documents.rich import Rich as Rich
from app.documents.rich import Span as Span
from app.documents.rich import Tone as Tone
from app.documents.rich import bold as bold
from app.documents.rich import italic as italic


class Page(StrEnum):
    """A sheet of A4, upright or lying; of A3 for what must be seen from afar, a plan or a poster."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    A3_PORTRAIT = "a3-portrait"
    A3_LANDSCAPE = "a3-landscape"

    @property
    def is_lying(self) -> bool:
        """Wider than tall."""
        return self in (Page.LANDSCAPE, Page.A3_LANDSCAPE)


@dataclass(frozen=True)
class Block:
    """Anything that stands on a paper. A module may add its own kind and register how to draw it."""

    def __post_init__(self) -> None:
        _freeze(self)


def _freeze(block: object) -> None:
    """Keep every list of a block as a tuple, so that two trees compare and nothing changes afterwards."""
    for each in fields(block):  # type: ignore[arg-type]
        value = getattr(block, each.name)
        if isinstance(value, list):
            frozen = tuple(tuple(item) if isinstance(item, list) else item for item in value)
            object.__setattr__(block, each.name, frozen)


@dataclass(frozen=True)
class Document:
    """One paper.

    `tighten` lets the rows come closer when that makes it fit on one page. `slim` keeps of the letterhead
    the arms and the name, on one line: for sheets that stay in the house.
    """

    title: Text
    blocks: Sequence[Block]
    letterhead: Letterhead | None = None
    footer: Text = ""
    page: Page = Page.PORTRAIT
    language: str = "fr-FR"
    author: Text = ""
    subject: Text = ""
    tighten: bool = True
    slim: bool = False
    stamp: Text = ""
    """A word that no one may miss, at the top right of each page: « Brouillon », « Duplicata », « Annulée »."""

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Bundle:
    """Several papers in one file, each on its own pages with its own page numbers.

    `two_sided` adds a blank page after a paper of odd length, so that each one begins on the front of a sheet.
    """

    title: Text
    documents: Sequence[Document]
    summary: Document | None = None
    """A page for the clerk, printed before the papers."""
    two_sided: bool = False

    def __post_init__(self) -> None:
        _freeze(self)


# Text


@dataclass(frozen=True)
class Heading(Block):
    """A title: level 1 names the paper, 2 a part, 3 a section. It never ends a page."""

    text: Rich
    level: int = 2


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text; `\\n` breaks a line."""

    text: Rich
    tone: Tone = Tone.BODY
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Lines(Block):
    """Lines that stay as they are, close to one another."""

    lines: Sequence[Rich]
    tone: Tone = Tone.BODY
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Bullets(Block):
    """A list with dashes, or with numbers."""

    items: Sequence[Rich]
    numbered: bool = False


@dataclass(frozen=True)
class Pairs(Block):
    """Labels and their values, in `columns` columns."""

    pairs: Sequence[tuple[Text, Rich]]
    label_width: float | None = None
    columns: int = 1


@dataclass(frozen=True)
class Note(Block):
    """A remark with an accent at its left."""

    title: Text
    text: Rich


@dataclass(frozen=True)
class Total(Block):
    """The amount that the paper is about."""

    label: Text
    amount: Text


@dataclass(frozen=True)
class Figures(Block):
    """A few large figures in a row: (figure, what it counts)."""

    figures: Sequence[tuple[Text, Text]]


# Letters


@dataclass(frozen=True)
class AddressWindow(Block):
    """The address in the window of a DL envelope; it opens a document, `beside` stands at its left.

    At most 7 lines of 38 characters, as `postal_lines` gives them. `shift` moves the address by (x, y) mm.
    """

    lines: Sequence[Text]
    beside: Sequence[Block] = ()
    shift: tuple[float, float] = (0.0, 0.0)
    folds: bool = True


@dataclass(frozen=True)
class InvoiceHead(Block):
    """What this paper is: a line above, the title, lines below and the one not to be missed."""

    over: Text
    title: Text
    lines: Sequence[Text] = ()
    emphasis: Text = ""


@dataclass(frozen=True)
class Signature(Block):
    """Who signs: quality, then first name and name, with room for the hand (CRPA L212-1)."""

    quality: Text
    name: Text
    place_and_date: Text = ""
    room: float = 18.0


@dataclass(frozen=True)
class WindowGuide(Block):
    """The frame of the window and rulers around it, for the test page."""


# Tables


@dataclass(frozen=True)
class Column:
    """A column of a table: `width` in millimetres, or shared from what the others leave, by `weight`."""

    label: Text = ""
    align: Align = Align.LEFT
    width: float | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Row:
    """A row whose cells are not of the ordinary tone."""

    cells: Sequence[Rich]
    tone: Tone = Tone.BODY

    def __post_init__(self) -> None:
        _freeze(self)


Cells = Row | Sequence[Rich]


@dataclass(frozen=True)
class RowGroup:
    """Rows under a heading of their own, which is repeated when a page ends among them."""

    title: Rich
    rows: Sequence[Cells]
    subtotal: Sequence[Rich] | None = None

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Table(Block):
    """Columns and rows, grouped or not; the header comes back on each page.

    `header=False` hides the labels of the columns; `empty` is said when there is no row at all.
    """

    columns: Sequence[Column]
    rows: Sequence[Cells] = ()
    groups: Sequence[RowGroup] = ()
    totals: Sequence[Sequence[Rich]] = ()
    header: bool = True
    compact: bool = False
    empty: Text = ""


class Mark(StrEnum):
    """What a cell of a grid shows: always a shape, never a colour alone."""

    NOTHING = "nothing"
    BOX = "box"
    """To be ticked by hand."""
    EXPECTED = "expected"
    """To be ticked by hand, and booked: the box holds a dot."""
    TICKED = "ticked"
    CROSSED = "crossed"
    DASH = "dash"
    CLOSED = "closed"
    """Nobody is expected: hatched."""


@dataclass(frozen=True)
class GridColumn:
    """A day of a grid: its label, a smaller note under it, and whether nothing happens then."""

    label: Text
    note: Text = ""
    closed: bool = False


@dataclass(frozen=True)
class GridRow:
    """A person of a grid: a label, the notes of the columns beside it, and one cell a day."""

    label: Rich
    cells: Sequence[Mark | Text] = ()
    notes: Sequence[Rich] = ()

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Grid(Block):
    """Persons × days. `notes` are the columns between the label and the days; `blank_rows` wait for a pen."""

    columns: Sequence[GridColumn]
    rows: Sequence[GridRow]
    corner: Text = ""
    notes: Sequence[Column] = ()
    totals: Sequence[GridRow] = ()
    blank_rows: int = 0
    label_width: float = 55.0


@dataclass(frozen=True)
class Legend(Block):
    """What the marks of a grid mean."""

    items: Sequence[tuple[Mark, Text]]


@dataclass(frozen=True)
class CheckBox:
    """One choice offered, already ticked or not."""

    label: Rich
    ticked: bool = False


@dataclass(frozen=True)
class CheckBoxes(Block):
    """Choices to tick by hand."""

    boxes: Sequence[CheckBox]
    columns: int = 1


# Codes and pictures


@dataclass(frozen=True)
class QRCode(Block):
    """A square code; `size` is its side without the quiet zone."""

    content: str
    caption: Text = ""
    size: float = 28.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class DataMatrix(Block):
    """A small square code for mail and for finding a paper again."""

    content: str
    caption: Text = ""
    size: float = 12.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Picture(Block):
    """A photograph or a drawing (PNG, JPEG or SVG), as wide as its column and at most `height` high."""

    content: bytes
    height: float = 60.0
    caption: Text = ""


@dataclass(frozen=True)
class Coupon(Block):
    """What is cut off and sent back with a payment; it stands at the foot of the last page."""

    title: Text
    pairs: Sequence[tuple[Text, Rich]]
    code: QRCode | DataMatrix | None = None
    cut_label: Text | None = None
    """None for the ordinary words, « à joindre à votre règlement »."""


@dataclass(frozen=True)
class Chart(Block):
    """A chart as wide as its column."""

    chart: AnyChart
    height: float = 70.0


@dataclass(frozen=True)
class Drawing(Block):
    """Lines, outlines and words at their place: a plan, a cross-section. `width` × `height` millimetres.

    What leaves its frame is cut. `title` says the drawing to those who do not see it.
    """

    shapes: Sequence[Shape]
    height: float
    width: float | None = None
    """None: as wide as its column."""
    title: Text = ""
    framed: bool = False


# Layout


@dataclass(frozen=True)
class Spacer(Block):
    """Air, dropped at the top of a page."""

    height: float = 6.0


@dataclass(frozen=True)
class PageBreak(Block):
    """What follows begins a page."""


@dataclass(frozen=True)
class KeepTogether(Block):
    """Blocks that no page break comes between, as long as a page can hold them."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class Columns(Block):
    """Blocks side by side; `weights` share the width."""

    columns: Sequence[Sequence[Block]]
    weights: Sequence[float] = field(default=())
    gap: float = 8.0
