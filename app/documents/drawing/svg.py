# SPDX-License-Identifier: EUPL-1.2
"""Drawings written as SVG for the screen, in the plain subset that every viewer reads."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Line, PolyLine, Rect, String


def svg_of(drawing: Any, description: str, family: str) -> bytes:
    """`drawing` (rectangles, lines, discs, texts) as SVG, with `description` for those who do not see it."""
    width, height = drawing.width, drawing.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" role="img" font-family={quoteattr(family)}>',
        f"<title>{escape(description)}</title>",
    ]
    parts += [_element(shape, height) for shape in drawing.contents]
    parts.append("</svg>")
    return "\n".join(parts).encode()


def _element(shape: Any, height: float) -> str:
    if isinstance(shape, Rect):
        y = height - shape.y - shape.height
        place = f'x="{shape.x:.2f}" y="{y:.2f}" width="{shape.width:.2f}" height="{shape.height:.2f}"'
        return f'<rect {place} fill="{_colour(shape.fillColor)}"/>'
    if isinstance(shape, Line):
        ends = f'x1="{shape.x1:.2f}" y1="{height - shape.y1:.2f}" x2="{shape.x2:.2f}" y2="{height - shape.y2:.2f}"'
        return f'<line {ends} stroke="{_colour(shape.strokeColor)}" stroke-width="{shape.strokeWidth:g}"/>'
    if isinstance(shape, Circle):
        place = f'cx="{shape.cx:.2f}" cy="{height - shape.cy:.2f}" r="{shape.r:g}"'
        return f'<circle {place} fill="{_colour(shape.fillColor)}"/>'
    if isinstance(shape, PolyLine):
        pairs = zip(shape.points[::2], shape.points[1::2], strict=True)
        points = " ".join(f"{x:.2f},{height - y:.2f}" for x, y in pairs)
        dash = (
            f' stroke-dasharray="{" ".join(map(str, shape.strokeDashArray))}"'
            if shape.strokeDashArray
            else ""
        )
        look = f'fill="none" stroke="{_colour(shape.strokeColor)}" stroke-width="{shape.strokeWidth:g}"'
        return f'<polyline points="{points}" {look}{dash} stroke-linejoin="round"/>'
    if isinstance(shape, String):
        return _text(shape, height)
    raise TypeError(f"a chart draws no {type(shape).__name__}")


def _text(shape: Any, height: float) -> str:
    weight = {"SemiBold": 600, "Bold": 700}.get(shape.fontName.rpartition("-")[2], 400)
    look = f'font-size="{shape.fontSize:g}" font-weight="{weight}" fill="{_colour(shape.fillColor)}"'
    return f'<text x="{shape.x:.2f}" y="{height - shape.y:.2f}" {look}>{escape(shape.text)}</text>'


def _colour(colour: Any) -> str:
    return "#" + str(colour.hexval())[2:]
