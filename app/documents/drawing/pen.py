# SPDX-License-Identifier: EUPL-1.2
"""A pen over a ReportLab canvas: points counted from the top-left corner, lines of text, hairlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from app.documents.blocks import Align
from app.documents.drawing.fonts import faces
from app.documents.drawing.typeset import TextLine
from app.documents.style import HAIRLINE, HAIRLINE_WIDTH, INK, TextStyle

_COLOURS: dict[str, Any] = {}


def colour_of(value: str) -> Any:
    """The ReportLab colour of `#rrggbb`, made once."""
    if value not in _COLOURS:
        _COLOURS[value] = HexColor(value)
    return _COLOURS[value]


class Pen:
    """Draws on the page in hand. `y` grows downwards."""

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self.canvas = canvas
        self.width = width
        self.height = height
        self.forms: dict[bytes, tuple[str, float, float]] = {}
        """Pictures already put in the file: digest -> form name and its size."""

    def line_of_text(
        self, line: TextLine, x: float, baseline: float, width: float = 0.0, align: Align = Align.LEFT
    ) -> None:
        """Write `line` with its baseline at `baseline`, aligned in [x; x + width]."""
        if align is Align.RIGHT:
            x += width - line.width
        elif align is Align.CENTER:
            x += (width - line.width) / 2
        canvas = self.canvas
        for run in line.runs:
            style = run.style
            canvas.setFont(faces()[style.weight].name, style.size)
            canvas.setFillColor(colour_of(style.colour))
            canvas.drawString(x, self.height - baseline, run.text)
            x += run.width

    def text(self, text: str, x: float, baseline: float, style: TextStyle) -> None:
        """Write a settled text of one look."""
        canvas = self.canvas
        canvas.setFont(faces()[style.weight].name, style.size)
        canvas.setFillColor(colour_of(style.colour))
        canvas.drawString(x, self.height - baseline, text)

    def rule(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float | None = None,
        *,
        colour: str = HAIRLINE,
        width: float = HAIRLINE_WIDTH,
        dash: Sequence[float] = (),
    ) -> None:
        """A straight line, level unless `y2` says otherwise."""
        canvas = self.canvas
        canvas.setStrokeColor(colour_of(colour))
        canvas.setLineWidth(width)
        if dash:
            canvas.setDash(list(dash))
        canvas.line(x, self.height - y, x2, self.height - (y if y2 is None else y2))
        if dash:
            canvas.setDash()

    def box(
        self, x: float, y: float, width: float, height: float, *, colour: str = INK, line: float = 0.6
    ) -> None:
        """An empty rectangle with its top-left corner at (x, y)."""
        self.canvas.setStrokeColor(colour_of(colour))
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, self.height - y - height, width, height, stroke=1, fill=0)

    def fill(self, x: float, y: float, width: float, height: float, *, colour: str = INK) -> None:
        """A solid rectangle."""
        self.canvas.setFillColor(colour_of(colour))
        self.canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def disc(self, x: float, y: float, radius: float, *, colour: str = INK) -> None:
        """A solid disc with its centre at (x, y)."""
        self.canvas.setFillColor(colour_of(colour))
        self.canvas.circle(x, self.height - y, radius, stroke=0, fill=1)

    def strokes(
        self, points: Sequence[tuple[float, float]], *, colour: str = INK, width: float = 0.9
    ) -> None:
        """A broken line through `points`."""
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], self.height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self.height - y)
        self.canvas.setStrokeColor(colour_of(colour))
        self.canvas.setLineWidth(width)
        self.canvas.drawPath(path, stroke=1, fill=0)

    def hatch(
        self, x: float, y: float, width: float, height: float, *, step: float = 3.5, colour: str = HAIRLINE
    ) -> None:
        """Slanted lines over a rectangle, none of them leaving it."""
        for x1, y1, x2, y2 in hatching(width, height, step):
            self.rule(x + x1, y + y1, x + x2, y + y2, colour=colour)


def hatching(width: float, height: float, step: float) -> list[tuple[float, float, float, float]]:
    """Segments at 45° that cover a rectangle `step` apart, each cut at its edges."""
    found = []
    offset = step
    while offset < width + height:
        x1, y1 = (0.0, offset) if offset <= height else (offset - height, height)
        x2, y2 = (offset, 0.0) if offset <= width else (width, offset - width)
        found.append((x1, y1, x2, y2))
        offset += step
    return found
