# SPDX-License-Identifier: EUPL-1.2
"""How tables are drawn: figures line up, hairlines part the rows, the header comes back on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents import style
from app.documents.blocks import Cells, Column, Rich, Row, RowGroup, Span, Table, Tone
from app.documents.drawing.pen import Pen
from app.documents.drawing.strips import TONES, Room, Strip, baseline_of, flow, kept, text_strips
from app.documents.drawing.typeset import TextLine, set_lines
from app.documents.strings import _
from app.documents.style import MM, TextStyle

_GAP = 8.0
_COMPACT = {
    look: replace(TONES[look], size=9.0, leading=11.5) for look in (Tone.BODY, Tone.STRONG, Tone.MUTED)
}
_LABEL = replace(style.SMALL, weight=style.Weight.SEMIBOLD)


@flow.register
def _table(block: Table, room: Room) -> list[Strip]:
    if not block.rows and not block.groups:
        return (
            text_strips(block.empty, style.MUTED_BODY, room, after=style.BLOCK_SPACE) if block.empty else []
        )
    sheet = _Sheet(block, room)
    header = sheet.header()
    strips = kept([*header, sheet.row(block.rows[0])])[:-1] if block.rows else list(header)
    strips += [replace(sheet.row(row), header=tuple(header)) for row in block.rows]
    for rank, group in enumerate(block.groups):
        strips += sheet.group(group, tuple(header), first=rank == 0 and not block.rows)
    totals = [sheet.total(cells, first=rank == 0) for rank, cells in enumerate(block.totals)]
    if totals:
        # A total is never alone at the top of a page.
        strips[-1] = replace(strips[-1], keep=True)
    strips += kept(totals)
    strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE * room.density)
    if header:
        strips[0] = replace(strips[0], before=6.0)
    return strips


class _Sheet:
    """The geometry of one table: where each column stands and how its rows look."""

    def __init__(self, table: Table, room: Room) -> None:
        self.table = table
        self.room = room
        self.padding = style.ROW_PADDING * room.density * (0.6 if table.compact else 1.0)
        self.tones = {**TONES, **_COMPACT} if table.compact else TONES
        self.lefts, self.widths = _columns(table.columns, room.width)

    def header(self) -> list[Strip]:
        """The labels of the columns, or nothing when the table has none."""
        if not self.table.header or not any(str(column.label) for column in self.table.columns):
            return []
        cells = [column.label for column in self.table.columns]
        lines = self._lines(cells, _LABEL)
        height = max(map(len, lines)) * _LABEL.leading + 5.0

        def draw(pen: Pen, x: float, y: float) -> None:
            # Labels of several lines stand on the rule, as close as possible to their figures.
            for column, cell in enumerate(lines):
                top = y + height - 3.5 - len(cell) * _LABEL.leading
                self._write(pen, x, top, column, cell, _LABEL)
            pen.rule(x, y + height, x + self.room.width, colour=style.RULE, width=style.RULE_WIDTH)

        return [Strip(height, draw, keep=True)]

    def group(self, group: RowGroup, header: tuple[Strip, ...], *, first: bool) -> list[Strip]:
        """A heading and its rows; both headings come back when a page ends among the rows."""
        padding = 4.5 * self.room.density
        under = self._ruled(text_strips(group.title, style.STRONG, self.room), padding)
        under = replace(under, before=(5.0 if first else 10.0) * self.room.density, keep=True, header=header)
        above = (*header, self._ruled(text_strips(_again(group.title), style.STRONG, self.room), padding))
        rows = [replace(self.row(row), header=above) for row in group.rows]
        if group.subtotal is not None:
            if rows:
                rows[-1] = replace(rows[-1], keep=True)
            rows.append(replace(self.row(Row(group.subtotal, Tone.STRONG)), header=above))
        return [under, *rows]

    def _ruled(self, title: list[Strip], padding: float) -> Strip:
        height = sum(strip.height for strip in title) + padding

        def draw(pen: Pen, x: float, y: float) -> None:
            top = y
            for strip in title:
                strip.draw(pen, x, top)
                top += strip.height
            pen.rule(x, y + height, x + self.room.width, colour=style.RULE, width=style.RULE_WIDTH)

        return Strip(height, draw)

    def row(self, row: Cells) -> Strip:
        """One row with a hairline under it."""
        cells, tone = (row.cells, row.tone) if isinstance(row, Row) else (row, Tone.BODY)
        return self._strip(cells, self.tones[tone], style.HAIRLINE, above=False)

    def total(self, cells: Sequence[Rich], *, first: bool) -> Strip:
        """One row of sums, under a stronger rule."""
        return self._strip(
            cells, self.tones[Tone.STRONG], style.RULE if first else style.HAIRLINE, above=True
        )

    def _strip(self, cells: Sequence[Rich], look: TextStyle, rule: str, *, above: bool) -> Strip:
        lines = self._lines(cells, look)
        height = max([1, *map(len, lines)]) * look.leading + 2 * self.padding

        def draw(pen: Pen, x: float, y: float) -> None:
            for column, cell in enumerate(lines):
                self._write(pen, x, y + self.padding, column, cell, look)
            edge = y if above else y + height
            pen.rule(x, edge, x + self.room.width, colour=rule)

        return Strip(height, draw)

    def _lines(self, cells: Sequence[Rich], look: TextStyle) -> list[list[TextLine]]:
        if len(cells) > len(self.widths):
            raise ValueError(f"a row of {len(cells)} cells in a table of {len(self.widths)} columns")
        return [set_lines(cell, look, width) for cell, width in zip(cells, self.widths, strict=False)]

    def _write(
        self, pen: Pen, x: float, y: float, column: int, lines: list[TextLine], look: TextStyle
    ) -> None:
        align = self.table.columns[column].align
        for line in lines:
            pen.line_of_text(line, x + self.lefts[column], y + baseline_of(look), self.widths[column], align)
            y += look.leading


def _again(title: Rich) -> Rich:
    """The title of a group that goes on."""
    parts = title if isinstance(title, tuple) else (title,)
    return (*parts, " ", Span(_("(suite)"), muted=True))


def _columns(columns: Sequence[Column], width: float) -> tuple[list[float], list[float]]:
    """The left edge and the width of each column, in points, gaps taken off."""
    gaps = _GAP * (len(columns) - 1)
    fixed = sum(column.width * MM for column in columns if column.width is not None)
    weights = sum(column.weight for column in columns if column.width is None)
    free = width - gaps - fixed
    if free < 0 or (weights and free < 30):
        raise ValueError(
            f"the columns of the table need {fixed / MM:.0f} mm, the page offers {width / MM:.0f}"
        )
    widths = [
        column.width * MM if column.width is not None else free * column.weight / weights
        for column in columns
    ]
    lefts, left = [], 0.0
    for each in widths:
        lefts.append(left)
        left += each + _GAP
    return lefts, widths
