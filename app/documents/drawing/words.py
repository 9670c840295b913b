# SPDX-License-Identifier: EUPL-1.2
"""How texts, letters and notes are drawn."""

from __future__ import annotations

from dataclasses import replace

from app.core.text import Text
from app.documents import style
from app.documents.blocks import (
    Align,
    Bullets,
    Columns,
    Figures,
    Heading,
    InvoiceHead,
    KeepTogether,
    Lines,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Rich,
    Signature,
    Spacer,
    Total,
    WindowGuide,
)
from app.documents.drawing.pen import Pen
from app.documents.drawing.strips import (
    TONES,
    Room,
    Strip,
    baseline_of,
    draw_stacked,
    flow,
    flow_all,
    kept,
    nothing,
    stacked_height,
    text_strips,
)
from app.documents.drawing.typeset import set_lines, width_of
from app.documents.style import MM


@flow.register
def _heading(block: Heading, room: Room) -> list[Strip]:
    look = style.HEADINGS[min(block.level, len(style.HEADINGS)) - 1]
    before = (0.0, 16.0, 12.0)[min(block.level, 3) - 1]
    strips = text_strips(block.text, look, room, before=before, after=5.0)
    return [replace(strip, keep=True) for strip in strips]


@flow.register
def _paragraph(block: Paragraph, room: Room) -> list[Strip]:
    space = style.BLOCK_SPACE * room.density
    return text_strips(block.text, TONES[block.tone], room, block.align, before=0.0, after=space)


@flow.register
def _lines(block: Lines, room: Room) -> list[Strip]:
    look = TONES[block.tone]
    strips = [strip for line in block.lines for strip in text_strips(line, look, room, block.align)]
    if strips:
        strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE * room.density)
    return strips


@flow.register
def _bullets(block: Bullets, room: Room) -> list[Strip]:
    marks = [f"{rank}." if block.numbered else "–" for rank, _item in enumerate(block.items, 1)]
    indent = max((width_of(mark, style.BODY) for mark in marks), default=0.0) + 5.0
    strips: list[Strip] = []
    for mark, item in zip(marks, block.items, strict=True):
        strips.extend(_hanging(mark, item, indent, room))
    if strips:
        strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE)
    return strips


def _hanging(mark: str, text: Rich, indent: float, room: Room) -> list[Strip]:
    inner = text_strips(text, style.BODY, room.narrowed(room.width - indent), after=2.5)
    sign = set_lines(mark, style.BODY, indent)[0]

    def shifted(strip: Strip, first: bool) -> Strip:
        def draw(pen: Pen, x: float, y: float) -> None:
            if first:
                pen.line_of_text(sign, x, y + baseline_of(style.BODY))
            strip.draw(pen, x + indent, y)

        return replace(strip, draw=draw)

    return [shifted(strip, rank == 0) for rank, strip in enumerate(inner)]


@flow.register
def _pairs(block: Pairs, room: Room) -> list[Strip]:
    gap = 14.0
    columns = max(1, block.columns)
    width = (room.width - gap * (columns - 1)) / columns
    label_width = _label_width(block, width)
    cells = [_pair(label, value, label_width, room.narrowed(width)) for label, value in block.pairs]
    strips = []
    for first in range(0, len(cells), columns):
        strips.append(_side_by_side(cells[first : first + columns], width + gap))
    if strips:
        strips[-1] = replace(strips[-1], after=style.BLOCK_SPACE * room.density)
    return strips


def _label_width(block: Pairs, width: float) -> float:
    if block.label_width is not None:
        return block.label_width * MM
    widest = max((width_of(label, style.MUTED_BODY) for label, _value in block.pairs), default=0.0)
    return min(widest + 10.0, width * 0.6)


def _pair(label: Text, value: Rich, label_width: float, room: Room) -> Strip:
    names = text_strips(label, style.MUTED_BODY, room.narrowed(label_width - 4))
    values = text_strips(value, style.BODY, room.narrowed(room.width - label_width))
    height = max(stacked_height(names), stacked_height(values), style.BODY.leading) + 1.5

    def draw(pen: Pen, x: float, y: float) -> None:
        draw_stacked(names, pen, x, y)
        draw_stacked(values, pen, x + label_width, y)

    return Strip(height, draw)


def _side_by_side(strips: list[Strip], pitch: float) -> Strip:
    def draw(pen: Pen, x: float, y: float) -> None:
        for rank, strip in enumerate(strips):
            strip.draw(pen, x + rank * pitch, y)

    return Strip(max(strip.height for strip in strips), draw)


@flow.register
def _note(block: Note, room: Room) -> list[Strip]:
    indent = 4.8 * MM
    inside = room.narrowed(room.width - indent)
    inner = text_strips(block.title, style.STRONG, inside, after=1.0) if str(block.title) else []
    inner += text_strips(block.text, style.SMALL, inside)
    air = 2.0
    height = stacked_height(inner) + 2 * air

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.fill(x, y, 2.2, height, colour=style.ACCENT)
        draw_stacked(inner, pen, x + indent, y + air)

    space = 16.0 * room.density
    return [Strip(height, draw, before=space, after=space)]


@flow.register
def _total(block: Total, room: Room) -> list[Strip]:
    look = style.LARGE
    amount = set_lines(block.amount, look, room.width)
    label = set_lines(block.label, look, room.width - amount[0].width - 12 if amount else room.width)
    height = max(len(label), 1) * look.leading

    def draw(pen: Pen, x: float, y: float) -> None:
        for rank, line in enumerate(label):
            pen.line_of_text(line, x, y + rank * look.leading + baseline_of(look))
        if amount:
            pen.line_of_text(
                amount[0], x, y + height - look.leading + baseline_of(look), room.width, Align.RIGHT
            )

    return [Strip(height, draw, before=11.0 * room.density, after=12.0 * room.density)]


@flow.register
def _figures(block: Figures, room: Room) -> list[Strip]:
    count = max(1, len(block.figures))
    gap = 12.0
    width = (room.width - gap * (count - 1)) / count
    cells = []
    for figure, label in block.figures:
        inner = text_strips(figure, style.FIGURE, room.narrowed(width - 12))
        inner += text_strips(label, style.SMALL, room.narrowed(width - 12))
        cells.append(inner)
    height = max((stacked_height(inner) for inner in cells), default=0.0)

    def draw(pen: Pen, x: float, y: float) -> None:
        for rank, inner in enumerate(cells):
            left = x + rank * (width + gap)
            pen.fill(left, y, 1.2, height, colour=style.HAIRLINE)
            draw_stacked(inner, pen, left + 8, y)

    return [Strip(height, draw, before=8.0, after=14.0)]


@flow.register
def _invoice_head(block: InvoiceHead, room: Room) -> list[Strip]:
    small = replace(style.SMALL, size=9.0, leading=13.2, colour=style.INK)
    strips = text_strips(block.over, replace(small, size=9.5, colour=style.MUTED), room)
    strips += text_strips(block.title, style.TITLE, room, after=3.0)
    for line in block.lines:
        strips += text_strips(line, small, room)
    strips += text_strips(block.emphasis, replace(small, weight=style.Weight.BOLD), room)
    return kept(strips)


@flow.register
def _signature(block: Signature, room: Room) -> list[Strip]:
    left = room.width * 0.55
    inside = room.narrowed(room.width - left)
    above = text_strips(block.place_and_date, style.BODY, inside, after=6.0)
    above += text_strips(block.quality, style.BODY, inside)
    name = text_strips(block.name, style.STRONG, inside)
    above_height = stacked_height(above)
    height = above_height + block.room * MM + stacked_height(name)

    def draw(pen: Pen, x: float, y: float) -> None:
        draw_stacked(above, pen, x + left, y)
        draw_stacked(name, pen, x + left, y + above_height + block.room * MM)

    return [Strip(height, draw, before=10.0, after=style.BLOCK_SPACE)]


@flow.register
def _window_guide(block: WindowGuide, room: Room) -> list[Strip]:
    left, top, right, bottom = (edge * MM for edge in style.WINDOW_CLEAR_MM)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.box(100 * MM, 55 * MM, 90 * MM, 24 * MM, colour=style.RULE, line=0.4)
        for rank in range(int((right - left) / MM) + 1):
            tick = (3 if rank % 10 == 0 else 2 if rank % 5 == 0 else 1) * MM
            pen.rule(left + rank * MM, bottom, left + rank * MM, bottom - tick, colour=style.RULE)
        for rank in range(int((bottom - top) / MM) + 1):
            tick = (3 if rank % 10 == 5 else 2 if rank % 5 == 0 else 1) * MM
            pen.rule(right, top + rank * MM, right - tick, colour=style.RULE)

    return [Strip(1.0, draw)]


@flow.register
def _spacer(block: Spacer, room: Room) -> list[Strip]:
    return [Strip(0.0, nothing, before=block.height * MM * room.density)]


@flow.register
def _page_break(block: PageBreak, room: Room) -> list[Strip]:
    return [Strip(0.0, nothing, breaks=True)]


@flow.register
def _together(block: KeepTogether, room: Room) -> list[Strip]:
    return kept(flow_all(block.blocks, room))


@flow.register
def _columns(block: Columns, room: Room) -> list[Strip]:
    weights = tuple(block.weights) or (1.0,) * len(block.columns)
    gap = block.gap * MM
    usable = room.width - gap * (len(block.columns) - 1)
    widths = [usable * weight / sum(weights) for weight in weights]
    inners = [
        flow_all(blocks, room.narrowed(width)) for blocks, width in zip(block.columns, widths, strict=True)
    ]
    height = max((stacked_height(inner) for inner in inners), default=0.0)
    if height > room.height:
        # No page could hold them side by side: they follow one another, and nothing is lost.
        return [strip for blocks in block.columns for strip in flow_all(blocks, room)]

    def draw(pen: Pen, x: float, y: float) -> None:
        for inner, width in zip(inners, widths, strict=True):
            draw_stacked(inner, pen, x, y)
            x += width + gap

    return [Strip(height, draw, before=4.0, after=style.BLOCK_SPACE)]
