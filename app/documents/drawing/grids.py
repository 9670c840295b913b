# SPDX-License-Identifier: EUPL-1.2
"""How grids of days, boxes to tick and their legend are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.core.text import Text
from app.documents import style
from app.documents.blocks import (
    Align,
    CheckBoxes,
    Grid,
    GridRow,
    Legend,
    Mark,
    Rich,
)
from app.documents.drawing.pen import Pen
from app.documents.drawing.strips import Room, Strip, baseline_of, flow, kept
from app.documents.drawing.typeset import TextLine, set_lines, width_of
from app.documents.style import MM

_ROW = 18.5
_BOX = 9.5
_GAP = 6.0
_NOTE_WIDTH_MM = 18.0
_LABEL = replace(style.SMALL, weight=style.Weight.SEMIBOLD, colour=style.INK)
_SMALL = replace(style.SMALL, size=7.5, leading=9.5)
_CELL = replace(style.BODY, size=9.0, leading=11.5)
_NAME = replace(style.BODY, size=9.5, leading=11.5)


def draw_mark(mark: Mark, pen: Pen, x: float, y: float) -> None:
    """Draw `mark` with its centre at (x, y)."""
    half = _BOX / 2
    if mark in (Mark.BOX, Mark.EXPECTED, Mark.TICKED, Mark.CROSSED):
        pen.box(x - half, y - half, _BOX, _BOX, colour=style.MUTED)
    if mark is Mark.EXPECTED:
        pen.disc(x, y, 1.5)
    elif mark is Mark.TICKED:
        pen.strokes([(x - 2.8, y + 0.2), (x - 0.8, y + 2.5), (x + 3.2, y - 2.8)], width=1.2)
    elif mark is Mark.CROSSED:
        pen.strokes([(x - 2.6, y - 2.6), (x + 2.6, y + 2.6)], width=1.1)
        pen.strokes([(x - 2.6, y + 2.6), (x + 2.6, y - 2.6)], width=1.1)
    elif mark is Mark.DASH:
        pen.rule(x - 2.5, y, x + 2.5, colour=style.MUTED, width=0.9)
    elif mark is Mark.CLOSED:
        pen.hatch(x - half - 1, y - half, _BOX + 2, _BOX, colour=style.RULE)


@flow.register
def _grid(block: Grid, room: Room) -> list[Strip]:
    sheet = _GridSheet(block, room)
    header = sheet.header()
    strips = [header]
    rows = [*block.rows, *(GridRow("") for _ in range(block.blank_rows))]
    strips += [replace(sheet.row(row), header=(header,)) for row in rows]
    totals = [sheet.row(row, total=True, first=rank == 0) for rank, row in enumerate(block.totals)]
    if totals:
        strips[-1] = replace(strips[-1], keep=True)
    strips += kept(totals)
    strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE)
    return strips


class _GridSheet:
    """The geometry of one grid: the label, the notes, then days of equal width."""

    def __init__(self, grid: Grid, room: Room) -> None:
        self.grid = grid
        self.room = room
        self.height = _ROW * room.density
        self.label_width = grid.label_width * MM
        self.note_widths = [
            (column.width if column.width is not None else _NOTE_WIDTH_MM) * MM for column in grid.notes
        ]
        self.days_left = self.label_width + sum(self.note_widths)
        free = room.width - self.days_left
        self.pitch = free / max(1, len(grid.columns))
        if self.pitch < _BOX + 2:
            raise ValueError(f"a grid of {len(grid.columns)} days is too wide for its page")

    def header(self) -> Strip:
        """The names of the columns, over a strong rule."""
        grid = self.grid
        labels = [set_lines(column.label, _LABEL, self.pitch - 1) for column in grid.columns]
        notes = [set_lines(column.note, _SMALL, self.pitch - 1) for column in grid.columns]
        sides = [set_lines(grid.corner, _LABEL, self.label_width - _GAP)]
        sides += [
            set_lines(column.label, _LABEL, width - _GAP)
            for column, width in zip(grid.notes, self.note_widths, strict=True)
        ]
        tall = max(
            (len(a) * _LABEL.leading + len(b) * _SMALL.leading for a, b in zip(labels, notes, strict=True)),
            default=0.0,
        )
        height = max(tall, *(len(side) * _LABEL.leading for side in sides)) + 5.0

        def draw(pen: Pen, x: float, y: float) -> None:
            left = x
            for side, width in zip(sides, (self.label_width, *self.note_widths), strict=True):
                _stand(pen, left, y + height - 3.0, width, side, _LABEL, Align.LEFT)
                left += width
            for label, note in zip(labels, notes, strict=True):
                bottom = y + height - 3.0
                _stand(pen, left, bottom, self.pitch, note, _SMALL, Align.CENTER)
                bottom -= len(note) * _SMALL.leading
                _stand(pen, left, bottom, self.pitch, label, _LABEL, Align.CENTER)
                left += self.pitch
            pen.rule(x, y + height, x + self.room.width, colour=style.RULE, width=style.RULE_WIDTH)

        return Strip(height, draw, before=6.0, keep=True)

    def row(self, row: GridRow, *, total: bool = False, first: bool = False) -> Strip:
        """One person, or one sum."""
        look = replace(_NAME, weight=style.Weight.SEMIBOLD) if total else _NAME
        cell_look = replace(_CELL, weight=style.Weight.SEMIBOLD) if total else _CELL
        label = set_lines(row.label, look, self.label_width - _GAP)
        notes = [
            set_lines(note, _SMALL_NOTE, width - _GAP)
            for note, width in zip(row.notes, self.note_widths, strict=False)
        ]
        cells = [
            cell if isinstance(cell, Mark) else set_lines(cell, cell_look, self.pitch)
            for cell in row.cells[: len(self.grid.columns)]
        ]
        tallest = max([len(label) * look.leading, *(len(note) * _SMALL_NOTE.leading for note in notes)])
        height = max(self.height, tallest + 3.0)

        def draw(pen: Pen, x: float, y: float) -> None:
            _center(pen, x, y, height, label, look, self.label_width, Align.LEFT)
            left = x + self.label_width
            for note, width, column in zip(notes, self.note_widths, self.grid.notes, strict=False):
                _center(pen, left, y, height, note, _SMALL_NOTE, width - _GAP, column.align)
                left += width
            self._draw_days(pen, x + self.days_left, y, height, cells, cell_look)
            if total and first:
                pen.rule(x, y, x + self.room.width, colour=style.RULE, width=style.RULE_WIDTH)
            pen.rule(x, y + height, x + self.room.width)

        return Strip(height, draw)

    def _draw_days(
        self,
        pen: Pen,
        left: float,
        y: float,
        height: float,
        cells: Sequence[Mark | list[TextLine]],
        look: style.TextStyle,
    ) -> None:
        for rank, column in enumerate(self.grid.columns):
            x = left + rank * self.pitch
            pen.rule(x, y, x, y + height)
            cell = cells[rank] if rank < len(cells) else Mark.NOTHING
            if column.closed or cell is Mark.CLOSED:
                pen.hatch(x, y, self.pitch, height, step=5.0)
            elif isinstance(cell, Mark):
                draw_mark(cell, pen, x + self.pitch / 2, y + height / 2)
            else:
                _center(pen, x, y, height, cell, look, self.pitch, Align.CENTER)


_SMALL_NOTE = replace(style.SMALL, leading=10.0)


def _stand(
    pen: Pen,
    x: float,
    bottom: float,
    width: float,
    lines: list[TextLine],
    look: style.TextStyle,
    align: Align,
) -> None:
    """Write lines that end at `bottom`."""
    top = bottom - len(lines) * look.leading
    for rank, line in enumerate(lines):
        pen.line_of_text(line, x, top + rank * look.leading + baseline_of(look), width, align)


def _center(
    pen: Pen,
    x: float,
    y: float,
    height: float,
    lines: list[TextLine],
    look: style.TextStyle,
    width: float,
    align: Align,
) -> None:
    """Write lines in the middle of a row."""
    top = y + (height - len(lines) * look.leading) / 2
    for rank, line in enumerate(lines):
        pen.line_of_text(line, x, top + rank * look.leading + baseline_of(look), width, align)


@flow.register
def _legend(block: Legend, room: Room) -> list[Strip]:
    """The marks and their meaning, one after the other, on as many lines as it takes."""
    rows: list[list[tuple[Mark, Text, float]]] = [[]]
    left = 0.0
    for mark, meaning in block.items:
        width = _BOX + 5.0 + width_of(meaning, style.SMALL) + 16.0
        if rows[-1] and left + width > room.width:
            rows.append([])
            left = 0.0
        rows[-1].append((mark, meaning, left))
        left += width
    strips = [_legend_row(row, room) for row in rows if row]
    if strips:
        strips[0] = replace(strips[0], before=6.0)
        strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE)
    return kept(strips)


def _legend_row(row: list[tuple[Mark, Text, float]], room: Room) -> Strip:
    height = 14.0
    texts = [
        (mark, set_lines(meaning, style.SMALL, room.width - left - _BOX - 5), left)
        for mark, meaning, left in row
    ]

    def draw(pen: Pen, x: float, y: float) -> None:
        for mark, lines, left in texts:
            draw_mark(mark, pen, x + left + _BOX / 2, y + height / 2)
            _center(pen, x + left + _BOX + 5.0, y, height, lines[:1], style.SMALL, 0.0, Align.LEFT)

    return Strip(height, draw)


@flow.register
def _check_boxes(block: CheckBoxes, room: Room) -> list[Strip]:
    columns = max(1, block.columns)
    width = room.width / columns
    strips = []
    for start in range(0, len(block.boxes), columns):
        boxes = block.boxes[start : start + columns]
        strips.append(_box_row([(box.ticked, box.label) for box in boxes], width))
    if strips:
        strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE)
    return strips


def _box_row(boxes: Sequence[tuple[bool, Rich]], width: float) -> Strip:
    indent = _BOX + 7.0
    cells = [(ticked, set_lines(label, style.BODY, width - indent - 6)) for ticked, label in boxes]
    height = max(max(len(lines), 1) for _ticked, lines in cells) * style.BODY.leading + 4.0

    def draw(pen: Pen, x: float, y: float) -> None:
        for rank, (ticked, lines) in enumerate(cells):
            left = x + rank * width
            mark = Mark.TICKED if ticked else Mark.BOX
            draw_mark(mark, pen, left + _BOX / 2, y + style.BODY.leading / 2 + 0.5)
            for number, line in enumerate(lines):
                baseline = y + number * style.BODY.leading + baseline_of(style.BODY)
                pen.line_of_text(line, left + indent, baseline)

    return Strip(height, draw)
