# SPDX-License-Identifier: EUPL-1.2
"""How payment coupons and square codes are drawn."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import zxingcpp

from app.core.text import Text
from app.documents import style
from app.documents.blocks import Align, Coupon, DataMatrix, QRCode
from app.documents.drawing.pen import Pen, colour_of
from app.documents.drawing.strips import (
    Room,
    Strip,
    baseline_of,
    draw_stacked,
    flow,
    stacked_height,
    text_strips,
)
from app.documents.drawing.typeset import set_lines
from app.documents.strings import _
from app.documents.style import MM

Code = QRCode | DataMatrix

_CUT_GAP = 10.0
_PAIR_SPACE = 4.0


@lru_cache(maxsize=256)
def modules_of(content: str, kind: str) -> tuple[tuple[bool, ...], ...]:
    """The dark squares of a code, row by row, without its quiet zone."""
    if kind == "qr":
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    else:
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    return tuple(tuple(value == 0 for value in row) for row in rows)


def draw_code(code: Code, pen: Pen, x: float, y: float) -> None:
    """Draw the squares of `code` from (x, y), those of a row that touch as one bar."""
    squares = modules_of(code.content, "qr" if isinstance(code, QRCode) else "matrix")
    step = code.size * MM / len(squares)
    bars = []
    for down, row in enumerate(squares):
        start = None
        for across, dark in enumerate((*row, False)):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                bars.append(f"{start} {down} {across - start} 1 re")
                start = None
    # Written as it stands, in squares counted from the corner: a path would format a thousand numbers.
    place = f"{step:.4f} 0 0 {-step:.4f} {x:.4f} {pen.height - y:.4f} cm"
    pen.canvas.addLiteral(" ".join(["q", place, "0 g", *bars, "f", "Q"]))


@flow.register(QRCode)
@flow.register(DataMatrix)
def _code(block: Code, room: Room) -> list[Strip]:
    side = block.size * MM
    caption = set_lines(block.caption, style.SMALL, room.width)
    height = side + (4.0 if caption else 0.0) + len(caption) * style.SMALL.leading
    left = {Align.LEFT: 0.0, Align.CENTER: (room.width - side) / 2, Align.RIGHT: room.width - side}[
        block.align
    ]

    def draw(pen: Pen, x: float, y: float) -> None:
        draw_code(block, pen, x + left, y)
        for rank, line in enumerate(caption):
            baseline = y + side + 4.0 + rank * style.SMALL.leading + baseline_of(style.SMALL)
            pen.line_of_text(line, x, baseline, room.width, block.align)

    # The quiet zone of the code: four of its squares, at least.
    return [Strip(height, draw, before=10.0, after=10.0)]


@flow.register
def _coupon(block: Coupon, room: Room) -> list[Strip]:
    code_width = block.code.size * MM if block.code else 0.0
    words = room.narrowed(room.width - code_width - (12 * MM if block.code else 0.0))
    lines = _coupon_lines(block, words)
    code = flow(_right(block.code), room) if block.code else []
    height = style.TINY.leading + _CUT_GAP + max(stacked_height(lines), stacked_height(code))
    label = block.cut_label if block.cut_label is not None else _("à joindre à votre règlement")

    def draw(pen: Pen, x: float, y: float) -> None:
        _cut_line(pen, x, y + style.TINY.leading / 2, label)
        top = y + style.TINY.leading + _CUT_GAP
        draw_stacked(lines, pen, x, top)
        draw_stacked(code, pen, x, top)

    return [Strip(height, draw, before=14.0, at_foot=True)]


def _right(code: Code) -> Code:
    return type(code)(code.content, code.caption, code.size, Align.RIGHT)


def _coupon_lines(block: Coupon, room: Room) -> list[Strip]:
    strips = text_strips(block.title, style.STRONG, room, after=6.0)
    label_width = min(44 * MM, room.width * 0.5)
    for label, value in block.pairs:
        names = text_strips(label, style.BODY, room.narrowed(label_width - 6))
        values = text_strips(value, style.BODY, room.narrowed(room.width - label_width))
        strips.append(_coupon_pair(names, values, label_width))
    return strips


def _coupon_pair(names: list[Strip], values: list[Strip], label_width: float) -> Strip:
    def draw(pen: Pen, x: float, y: float) -> None:
        draw_stacked(names, pen, x, y)
        draw_stacked(values, pen, x + label_width, y)

    return Strip(
        max(stacked_height(names), stacked_height(values)), draw, before=_PAIR_SPACE, after=_PAIR_SPACE
    )


def _cut_line(pen: Pen, x: float, y: float, label: Text) -> None:
    """A dashed line from edge to edge, with scissors and what to do with the slip."""
    page_width = pen.width
    lines = set_lines(label, style.TINY, page_width - 2 * x)
    gap = x
    if lines:
        _scissors(pen, x, y)
        pen.line_of_text(lines[0], x + 13, y + 2.5)
        gap = x + 13 + lines[0].width + 6
    pen.rule(0, y, x - 5, colour=style.RULE, dash=(3, 2.5))
    pen.rule(gap, y, page_width, colour=style.RULE, dash=(3, 2.5))


def _scissors(pen: Pen, x: float, y: float) -> None:
    """Two rings and two blades, 9 points long: the typeface has no such sign."""
    canvas = pen.canvas
    canvas.setStrokeColor(colour_of(style.MUTED))
    canvas.setLineWidth(0.7)
    for side in (-1, 1):
        canvas.circle(x + 1.8, pen.height - (y + side * 2.0), 1.4, stroke=1, fill=0)
        pen.rule(x + 3.0, y + side * 1.3, x + 9.0, y - side * 2.2, colour=style.MUTED, width=0.7)
