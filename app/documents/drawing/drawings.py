# SPDX-License-Identifier: EUPL-1.2
"""How a drawing stands on a paper: its shapes, hatched and cut at their edges, as vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from app.documents import style
from app.documents.blocks import Align, Drawing
from app.documents.drawing.fonts import faces, settle
from app.documents.drawing.pen import Pen, colour_of
from app.documents.drawing.strips import Room, Strip, flow
from app.documents.figure import Disc, Hatch, Outline, Place, Shape, Stroke, Words
from app.documents.style import MM

HATCH_WIDTH = 0.35
"""Points of a line of a hatching."""
DOT_MM = 0.22


@flow.register
def _drawing(block: Drawing, room: Room) -> list[Strip]:
    width = room.width if block.width is None else block.width * MM
    height = block.height * MM

    def draw(pen: Pen, x: float, y: float) -> None:
        canvas = pen.canvas
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(x, pen.height - y - height, width, height)
        canvas.clipPath(path, stroke=0, fill=0)
        board = _Board(pen, x, y)
        for shape in block.shapes:
            board.put(shape)
        canvas.restoreState()
        if block.framed:
            pen.box(x, y, width, height, colour=style.RULE, line=style.RULE_WIDTH)

    return [Strip(height, draw, before=4.0, after=style.BLOCK_SPACE)]


class _Board:
    """From millimetres of the drawing to points of the page."""

    def __init__(self, pen: Pen, x: float, y: float) -> None:
        self.pen, self.x, self.top = pen, x, pen.height - y

    def put(self, shape: Shape) -> None:
        """Draw one shape."""
        if isinstance(shape, Outline):
            self._outline(shape)
        elif isinstance(shape, Stroke):
            self._stroke(shape)
        elif isinstance(shape, Disc):
            self._disc(shape)
        else:
            self._words(shape)

    def _place(self, point: Place) -> Place:
        return self.x + point[0] * MM, self.top - point[1] * MM

    def _path(self, points: Sequence[Place], *, closed: bool) -> Any:
        path = self.pen.canvas.beginPath()
        path.moveTo(*self._place(points[0]))
        for point in points[1:]:
            path.lineTo(*self._place(point))
        if closed:
            path.close()
        return path

    def _outline(self, shape: Outline) -> None:
        canvas = self.pen.canvas
        path = self._path(shape.points, closed=True)
        if shape.fill:
            canvas.setFillColor(colour_of(shape.fill))
            canvas.drawPath(path, stroke=0, fill=1)
        if shape.hatch is not Hatch.NONE:
            canvas.saveState()
            canvas.clipPath(path, stroke=0, fill=0)
            self._hatch(shape)
            canvas.restoreState()
        if shape.line:
            self._pen(shape.ink, shape.line, shape.dash)
            canvas.drawPath(path, stroke=1, fill=0)
            if shape.dash:
                canvas.setDash()

    def _hatch(self, shape: Outline) -> None:
        xs, ys = zip(*shape.points, strict=True)
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        canvas = self.pen.canvas
        if shape.hatch is Hatch.DOTS:
            canvas.setFillColor(colour_of(shape.ink))
            for row in range(math.ceil((bottom - top) / shape.step) + 1):
                for column in range(math.ceil((right - left) / shape.step) + 1):
                    place = self._place((left + (column + 0.5) * shape.step, top + (row + 0.5) * shape.step))
                    canvas.circle(*place, DOT_MM * MM, stroke=0, fill=1)
            return
        self._pen(shape.ink, HATCH_WIDTH, ())
        path = canvas.beginPath()
        for x1, y1, x2, y2 in hatch_lines(shape.hatch, left, top, right, bottom, shape.step):
            path.moveTo(*self._place((x1, y1)))
            path.lineTo(*self._place((x2, y2)))
        canvas.drawPath(path, stroke=1, fill=0)

    def _stroke(self, shape: Stroke) -> None:
        if len(shape.points) < 2:
            return
        self._pen(shape.ink, shape.line, shape.dash)
        self.pen.canvas.drawPath(self._path(shape.points, closed=False), stroke=1, fill=0)
        if shape.dash:
            self.pen.canvas.setDash()

    def _disc(self, shape: Disc) -> None:
        canvas = self.pen.canvas
        if shape.fill:
            canvas.setFillColor(colour_of(shape.fill))
        if shape.line:
            self._pen(shape.ink, shape.line, ())
        x, y = self._place((shape.x, shape.y))
        canvas.circle(x, y, shape.radius * MM, stroke=int(shape.line > 0), fill=int(bool(shape.fill)))

    def _words(self, shape: Words) -> None:
        canvas, face = self.pen.canvas, faces()[shape.weight]
        text = settle(str(shape.text))
        if not text:
            return
        wide = face.measure(text, shape.size)
        x, y = self._place((shape.x, shape.y))
        x -= {Align.LEFT: 0.0, Align.CENTER: wide / 2, Align.RIGHT: wide}[shape.align]
        if shape.ground:
            canvas.setFillColor(colour_of(shape.ground))
            canvas.rect(x - 0.6, y - shape.size * 0.16, wide + 1.2, shape.size * 0.92, stroke=0, fill=1)
        canvas.setFont(face.name, shape.size)
        canvas.setFillColor(colour_of(shape.ink))
        canvas.drawString(x, y, text)

    def _pen(self, ink: str, line: float, dash: Sequence[float]) -> None:
        canvas = self.pen.canvas
        canvas.setStrokeColor(colour_of(ink))
        canvas.setLineWidth(line)
        canvas.setLineJoin(1)
        if dash:
            canvas.setDash(list(dash))


def hatch_lines(
    hatch: Hatch, left: float, top: float, right: float, bottom: float, step: float
) -> list[tuple[float, float, float, float]]:
    """The lines of a hatching over a rectangle; they line up from one shape to its neighbours."""
    if hatch is Hatch.STRUCK:
        return [(left, top, right, bottom), (left, bottom, right, top)]
    found = []
    if hatch is Hatch.LEVEL:
        rank = math.ceil(top / step)
        while rank * step < bottom:
            found.append((left, rank * step, right, rank * step))
            rank += 1
    if hatch is Hatch.UPRIGHT:
        rank = math.ceil(left / step)
        while rank * step < right:
            found.append((rank * step, top, rank * step, bottom))
            rank += 1
    slant = step * math.sqrt(2)
    if hatch in (Hatch.RISING, Hatch.CROSSED):
        rank = math.ceil((left + top) / slant)
        while rank * slant < right + bottom:
            found.append((rank * slant - top, top, rank * slant - bottom, bottom))
            rank += 1
    if hatch in (Hatch.FALLING, Hatch.CROSSED):
        rank = math.ceil((left - bottom) / slant)
        while rank * slant < right - top:
            found.append((rank * slant + top, top, rank * slant + bottom, bottom))
            rank += 1
    return found
