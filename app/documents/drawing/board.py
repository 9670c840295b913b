# SPDX-License-Identifier: EUPL-1.2
"""The few shapes that a chart needs, counted from its top-left corner and never leaving its frame."""

from __future__ import annotations

from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String

from app.documents.blocks import Align
from app.documents.drawing.fonts import faces, settle
from app.documents.drawing.pen import colour_of, hatching
from app.documents.style import Weight


class Board:
    """A drawing in the making; `scale` is that of the font."""

    def __init__(self, width: float, height: float, scale: float) -> None:
        self.drawing: Any = Drawing(width, height)
        self.width = width
        self.height = height
        self.size = 11.0 * scale
        """Of an ordinary label."""

    def measure(self, text: str, weight: Weight = Weight.REGULAR, size: float | None = None) -> float:
        """The width of a text."""
        return faces()[weight].measure(settle(text), size or self.size)

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        colour: str,
        align: Align = Align.LEFT,
        weight: Weight = Weight.REGULAR,
        size: float | None = None,
    ) -> None:
        """Write `text`, its left, middle or right at `x`, inside the frame."""
        said, length = settle(text), self.measure(text, weight, size)
        x -= {Align.LEFT: 0.0, Align.CENTER: length / 2, Align.RIGHT: length}[align]
        x = max(0.0, min(x, self.width - length))
        self.drawing.add(
            String(
                x,
                self.height - baseline,
                said,
                fontName=faces()[weight].name,
                fontSize=size or self.size,
                fillColor=colour_of(colour),
            )
        )

    def bar(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        pattern: int = 0,
        ground: str = "#ffffff",
    ) -> None:
        """A filled rectangle; `pattern` 1 and 2 stripe it, so that grey printing keeps the series apart."""
        if width <= 0 or height <= 0:
            return
        fill = colour_of(colour)
        shape: Any = Rect(x, self.height - y - height, width, height)
        shape.fillColor, shape.strokeColor, shape.strokeWidth = fill, None, 0
        self.drawing.add(shape)
        if pattern % 3 == 1:
            for x1, y1, x2, y2 in hatching(width, height, 8.0):
                self.line(x + x1, y + y1, x + x2, y + y2, ground, 0.7)
        elif pattern % 3 == 2:
            stripe = 3.0
            while stripe < height - 1:
                self.line(x, y + stripe, x + width, y + stripe, ground, 0.7)
                stripe += 5.0

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.6) -> None:
        """A straight line."""
        self.drawing.add(
            Line(x1, self.height - y1, x2, self.height - y2, strokeColor=colour_of(colour), strokeWidth=width)
        )

    def trace(self, points: list[tuple[float, float]], colour: str, pattern: int = 0) -> None:
        """A broken line, dashed from the second series on."""
        flat = [value for x, y in points for value in (x, self.height - y)]
        shape: Any = PolyLine(flat, strokeColor=colour_of(colour), strokeWidth=1.6, strokeLineJoin=1)
        shape.strokeDashArray = (None, [6, 3], [2, 2])[pattern % 3]
        self.drawing.add(shape)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A point of a line."""
        self.drawing.add(Circle(x, self.height - y, radius, fillColor=colour_of(colour), strokeColor=None))
