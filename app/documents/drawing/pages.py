# SPDX-License-Identifier: EUPL-1.2
"""Strips put on pages: the window and letterhead of the first one, breaks, feet and page numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.outcome import UserError
from app.core.text import Text
from app.documents import style
from app.documents.blocks import AddressWindow, Align, Block, Document, Page
from app.documents.drawing.arms import draw_arms
from app.documents.drawing.pen import Pen
from app.documents.drawing.strips import Draw, Room, Strip, draw_stacked, flow_all, stacked_height
from app.documents.drawing.typeset import TextLine, set_lines, width_of
from app.documents.letterhead import Letterhead
from app.documents.strings import _
from app.documents.style import MM, TextStyle

DENSITIES = (1.0, 0.85, 0.7)
_LONG = 4
"""Papers of more pages are not laid out again: a page more or less changes nothing for them."""
_ARMS_MM = (13.0, 15.5)
_RUNNING_HEAD = 22.0


@dataclass
class Sheet:
    """One page to come: what is drawn where, in points from the top-left corner."""

    pieces: list[tuple[Draw, float, float]] = field(default_factory=list)

    def put(self, draw: Draw, x: float, y: float) -> None:
        """Draw something at (x, y) when the page is made."""
        self.pieces.append((draw, x, y))


@dataclass(frozen=True)
class Geometry:
    """The sheet of a document, in points."""

    width: float
    height: float
    margin: float

    @classmethod
    def of(cls, document: Document) -> Geometry:
        """The geometry that the page of `document` asks for."""
        large = document.page in (Page.A3_PORTRAIT, Page.A3_LANDSCAPE)
        short, long = (side * MM for side in (style.A3_MM if large else style.A4_MM))
        if document.page.is_lying:
            return cls(long, short, style.LANDSCAPE_MARGIN_MM * MM)
        return cls(short, long, style.MARGIN_MM * MM)

    @property
    def room(self) -> Room:
        """The column of text of a page that follows the first."""
        body = self.height - style.TOP_MM * MM - _RUNNING_HEAD - style.BOTTOM_MM * MM
        return Room(self.width - 2 * self.margin, body)


def lay_out(document: Document) -> list[Sheet]:
    """The pages of `document`, tightened when that spares a page."""
    sheets = _Layout(document, DENSITIES[0]).sheets
    if not document.tighten or len(sheets) > _LONG:
        return sheets
    for density in DENSITIES[1:]:
        if len(sheets) > 1:
            tried = _Layout(document, density).sheets
            sheets = tried if len(tried) < len(sheets) else sheets
    return sheets


class _Layout:
    """One attempt at putting a document on pages."""

    def __init__(self, document: Document, density: float) -> None:
        self.document = document
        self.geometry = Geometry.of(document)
        base = self.geometry.room
        self.room = Room(base.width, base.height, density)
        self.bottom = self.geometry.height - style.BOTTOM_MM * MM
        self.sheets: list[Sheet] = []
        self._begin_first()
        self._flow()

    # The first page

    def _begin_first(self) -> None:
        sheet = Sheet()
        self.sheets.append(sheet)
        window, self.blocks = _window_of(self.document)
        top = style.TOP_MM * MM
        letterhead = self.document.letterhead
        if letterhead is not None:
            if self.document.slim and window is None:
                top = put_slim_letterhead(sheet, letterhead, self.geometry.margin, top) + 5 * MM
            else:
                top = put_letterhead(
                    sheet, letterhead, self.geometry.margin, top, self.room, window is not None
                )
                top += 9 * MM
        if window is not None:
            top = self._put_window(sheet, window, top)
        self.y, self.space, self.fresh = top, 0.0, True

    def _put_window(self, sheet: Sheet, window: AddressWindow, top: float) -> float:
        put_address(sheet, window)
        if window.folds:
            sheet.put(_fold_marks, 0.0, 0.0)
        left = self.geometry.margin
        # What stands beside the window ends where the clear zone begins (LET-02).
        beside = flow_all(window.beside, self.room.narrowed(style.WINDOW_CLEAR_MM[0] * MM - left - 2))
        start = max(top, 52 * MM)
        sheet.put(lambda pen, x, y: draw_stacked(beside, pen, x, y), left, start)
        return max(style.WINDOW_BODY_MM * MM, start + stacked_height(beside) + 6 * MM)

    # The flow

    def _flow(self) -> None:
        strips = flow_all(self.blocks, self.room)
        start = 0
        while start < len(strips):
            end = start + 1
            while strips[end - 1].keep and end < len(strips):
                end += 1
            self._place(strips[start:end])
            start = end

    def _place(self, strips: list[Strip]) -> None:
        """Put strips that belong together, on a new page when the rest of this one is too short."""
        if not self._fits(strips) and not self.fresh and not strips[0].breaks:
            self._begin_next(strips[0])
        for strip in strips:
            if strip.breaks:
                if not self.fresh:
                    self._begin_next(strip)
                continue
            gap = 0.0 if self.fresh else max(strip.before, self.space)
            if not self.fresh and self.y + gap + strip.height > self.bottom + 0.01:
                self._begin_next(strip)
                gap = 0.0
            self._put(strip, gap)

    def _fits(self, strips: list[Strip]) -> bool:
        gap = max(strips[0].before, self.space)
        return self.y + gap + stacked_height(strips) <= self.bottom + 0.01

    def _put(self, strip: Strip, gap: float) -> None:
        self.y += gap
        if strip.at_foot:
            self.y = max(self.y, self.bottom - strip.height)
        if strip.height:
            self.sheets[-1].put(strip.draw, self.geometry.margin, self.y)
            self.fresh = False
        elif self.fresh:
            return
        self.y += strip.height
        self.space = strip.after if strip.height else max(strip.after, 0.0)

    def _begin_next(self, strip: Strip) -> None:
        sheet = Sheet()
        self.sheets.append(sheet)
        top = style.TOP_MM * MM
        margin = self.geometry.margin
        title = set_lines(self.document.title, style.SMALL, self.room.width)
        if title:
            sheet.put(lambda pen, x, y: pen.line_of_text(title[0], x, y), margin, top + style.SMALL.size)
        self.y, self.space, self.fresh = top + _RUNNING_HEAD, 0.0, True
        for header in strip.header:
            sheet.put(header.draw, margin, self.y)
            self.y += header.height


def _window_of(document: Document) -> tuple[AddressWindow | None, tuple[Block, ...]]:
    blocks = tuple(document.blocks)
    if blocks and isinstance(blocks[0], AddressWindow):
        window, blocks = blocks[0], blocks[1:]
    else:
        window = None
    if any(isinstance(block, AddressWindow) for block in blocks):
        raise ValueError("the address in the window must be the first block of its document")
    if window is not None and document.page is not Page.PORTRAIT:
        raise ValueError("a sheet folded for a window is upright")
    return window, blocks


def put_letterhead(
    sheet: Sheet, letterhead: Letterhead, left: float, top: float, room: Room, windowed: bool
) -> float:
    """Put the arms and the lines of the commune in the corner; returns where they end."""
    x = left
    if letterhead.arms:
        arms = letterhead.arms
        size = (_ARMS_MM[0] * MM, _ARMS_MM[1] * MM)
        sheet.put(lambda pen, x, y: draw_arms(arms, pen, x, y, size), left, top)
        x += 18 * MM
    # Above a window the lines may run to the margin only as long as they end before the clear zone.
    width = min(room.width - (x - left), 110 * MM)
    lines = _letterhead_lines(letterhead, width)
    limit = style.WINDOW_CLEAR_MM[1] * MM
    if windowed and top + _height(lines) > limit:
        width = style.WINDOW_CLEAR_MM[0] * MM - x - 2
        lines = _letterhead_lines(letterhead, width)
    y = top - 1.0
    for line, look in lines:
        sheet.put(_writer(line), x, y + look.size)
        y += look.leading
    return max(y, top + (_ARMS_MM[1] * MM if letterhead.arms else 0.0))


def put_slim_letterhead(sheet: Sheet, letterhead: Letterhead, left: float, top: float) -> float:
    """Put small arms and the name of the commune on one line; returns where it ends."""
    x, height = left, 6 * MM
    if letterhead.arms:
        arms = letterhead.arms
        sheet.put(lambda pen, x, y: draw_arms(arms, pen, x, y, (height, height)), left, top)
        x += 8 * MM
    for line in set_lines(letterhead.name, style.STRONG, float("inf"))[:1]:
        sheet.put(_writer(line), x, top + height / 2 + 0.33 * style.STRONG.size)
    return top + height


def _letterhead_lines(letterhead: Letterhead, width: float) -> list[tuple[TextLine, TextStyle]]:
    lines = [
        (line, style.LETTERHEAD_NAME) for line in set_lines(letterhead.name, style.LETTERHEAD_NAME, width)
    ]
    for text in letterhead.lines:
        lines += [(line, style.SMALL) for line in set_lines(text, style.SMALL, width)]
    return lines


def _height(lines: list[tuple[TextLine, TextStyle]]) -> float:
    return sum(look.leading for _line, look in lines)


def _writer(line: TextLine) -> Draw:
    return lambda pen, x, y: pen.line_of_text(line, x, y)


def put_address(sheet: Sheet, window: AddressWindow) -> None:
    """Put the address where the window shows it (LET-01). Raises UserError when a line is too long for it."""
    lines = [str(line) for line in window.lines]
    look = _address_style(lines)
    x = (style.WINDOW_X_MM + window.shift[0]) * MM
    y = (style.WINDOW_Y_MM + window.shift[1] + style.WINDOW_BASELINE_MM) * MM
    for rank, text in enumerate(lines):
        for line in set_lines(text, look, float("inf"))[:1]:
            sheet.put(_writer(line), x, y + rank * style.WINDOW_PITCH_MM * MM)


def _address_style(lines: list[str]) -> TextStyle:
    if len(lines) > 7:
        raise UserError(
            _(
                "L’adresse a {count} lignes\u00a0: la fenêtre de l’enveloppe en montre sept au plus.",
                count=len(lines),
            )
        )
    for size in style.WINDOW_SIZES:
        look = TextStyle(size, style.WINDOW_PITCH_MM * MM)
        if all(width_of(line, look) <= style.WINDOW_WIDTH_MM * MM for line in lines):
            return look
    widest = max(lines, key=lambda line: width_of(line, look))
    raise UserError(
        _(
            "La ligne d’adresse «\u00a0{line}\u00a0» est trop longue pour l’enveloppe\u00a0: abrégez-la.",
            line=widest,
        )
    )


def _fold_marks(pen: Pen, x: float, y: float) -> None:
    for fold in style.FOLDS_MM:
        pen.rule(5 * MM, fold * MM, 6 * MM, colour=style.RULE)


def draw_stamp(document: Document, pen: Pen) -> None:
    """The word that says what this paper is not, framed in the corner and clear of any window."""
    geometry = Geometry.of(document)
    for line in set_lines(document.stamp, style.STAMP, geometry.width / 3)[:1]:
        left = geometry.width - geometry.margin - line.width - 12
        top = style.TOP_MM * MM - 4
        pen.box(left, top, line.width + 12, 20, colour=style.STAMP.colour, line=1.0)
        pen.line_of_text(line, left + 6, top + 14)


def draw_footer(document: Document, pen: Pen, number: int, count: int) -> None:
    """The foot of a page: what the paper says there, and its number when there are several."""
    geometry = Geometry.of(document)
    width = geometry.width - 2 * geometry.margin
    baseline = geometry.height - style.FOOTER_MM * MM
    words: list[Text] = [document.footer]
    if number == 1 and document.letterhead is not None and not document.slim:
        words.append(document.letterhead.identifier)
    text = " · ".join(str(word) for word in words if str(word))
    for line in set_lines(text, style.TINY, width - 60)[:1]:
        pen.line_of_text(line, geometry.margin, baseline)
    if count > 1:
        said = _("page {number} sur {count}", number=number, count=count)
        pen.line_of_text(set_lines(said, style.TINY, width)[0], geometry.margin, baseline, width, Align.RIGHT)
