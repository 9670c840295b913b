# SPDX-License-Identifier: EUPL-1.2
"""A plan as shapes on paper: plots with their states, walls and paths, then the legend, the rule and the north."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.documents.blocks import Page
from app.documents.figure import Disc, Hatch, Outline, Shape, Stroke, Words
from app.documents.rich import Align
from app.documents.style import INK, MUTED, Weight
from modules.cemetery.plan_facts import PlanFacts, PlanPiece, PlanPlot
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.rules.drawing import (
    Bounds,
    Point,
    Ring,
    bounds_of,
    centre_of,
    joined,
    outline_of,
    sides_of,
)
from modules.cemetery.rules.plan_marks import MARKS, Hatching, PlanMark

LEGEND_ROW_MM = 5.2
LEAST_PT, LARGEST_PT = 3.6, 8.0
"""Sizes between which a number is written on its plot."""
PALE = "#f2f4f1"
PATH_INK, WALL_INK = "#e3dfd3", "#7d7869"
UNDER = (PlanLayer.BOUNDARY, PlanLayer.PATH, PlanLayer.SECTION, PlanLayer.WATER, PlanLayer.BUILDING, PlanLayer.STRUCTURE)
"""Layers drawn under the plots; the others come over them."""
FILLS = {
    PlanLayer.PATH: PATH_INK, PlanLayer.BUILDING: "#e6e6e6", PlanLayer.STRUCTURE: "#efefef", PlanLayer.WATER: "#dfe8f2",
    PlanLayer.WALL: WALL_INK,
}  # fmt: skip

COLOURS: dict[str, tuple[str, str]] = {
    "conceded": ("#d3e0cf", "#3f5c40"),
    "perpetual": ("#eef4ec", "#55724f"),
    "expired": ("#fdebc8", "#8a5a12"),
    "abandoned": ("#fbe3df", "#b3301f"),
    "common": ("#e2eaf3", "#44648a"),
    "untitled": ("#ece7f3", "#64518a"),
    "service": ("#eaecee", "#5d6872"),
    "free": ("#ffffff", "#6f7a85"),
}
"""Fill and ink of each family of states on paper: paler than on the screen, they cost ink."""
HATCHES = {
    Hatching.RISING: Hatch.RISING, Hatching.FALLING: Hatch.FALLING, Hatching.CROSSED: Hatch.CROSSED, Hatching.DOTS: Hatch.DOTS,
    Hatching.LEVEL: Hatch.LEVEL, Hatching.UPRIGHT: Hatch.UPRIGHT, Hatching.STRUCK: Hatch.STRUCK,
}  # fmt: skip


class Content(StrEnum):
    """What the plan says of its plots."""

    STATES = "STATES"
    """Their states of the day."""
    NAMES = "NAMES"
    """Their numbers and whose they are, without states."""
    VISITORS = "VISITORS"
    """Their numbers alone: a plan for everybody, without any name."""


@dataclass(frozen=True)
class PlanSheet:
    """What is asked of the paper."""

    facts: PlanFacts
    marks: Mapping[int, str]
    day: date
    content: Content = Content.STATES
    large: bool = False
    """A3 instead of A4."""
    scale: int | None = None
    """1 for so many; None takes the largest that holds on one sheet."""
    bounds: Bounds | None = None
    """Only this part; None for the whole cemetery."""
    found: frozenset[int] = field(default_factory=frozenset)
    """Plots that stand out."""



def plan_shapes(sheet: PlanSheet, view: Bounds, scale: int, width: float, height: float) -> list[Shape]:
    """The plan seen through `view` (metres), on `width` × `height` millimetres."""
    ratio = 1000 / scale

    def at(point: Point) -> Point:
        return (point[0] - view[0]) * ratio, (view[3] - point[1]) * ratio

    shapes: list[Shape] = [
        Outline([at(point) for point in section.ring], "", MUTED, 0.4, dash=(0.8, 1.6))
        for section in sheet.facts.sections
        if len(section.ring) > 2
    ]
    for piece in sorted(sheet.facts.pieces, key=lambda one: one.layer is not PlanLayer.PATH):
        if piece.layer in UNDER:
            shapes += _piece(piece, at, ratio)
    words: list[Shape] = []
    for plot in sheet.facts.drawn:
        ring = outline_of(plot.ring)
        around = bounds_of(ring)
        if around[0] > view[2] or around[2] < view[0] or around[1] > view[3] or around[3] < view[1]:
            continue
        outline, mark = _plot(sheet, plot, tuple(at(point) for point in ring))
        shapes.append(outline)
        words += _numbers(sheet, plot, ring, at, ratio, mark)
    for piece in sheet.facts.pieces:
        if piece.layer not in UNDER:
            shapes += _piece(piece, at, ratio)
    return [*shapes, *words, *_sections(sheet.facts, at, ratio)]


def _look(mark: PlanMark) -> tuple[str, str, Hatch]:
    fill, ink = COLOURS[mark.colour]
    return fill, ink, HATCHES.get(mark.hatching, Hatch.NONE)


def _plot(sheet: PlanSheet, plot: PlanPlot, points: Sequence[Point]) -> tuple[Shape, PlanMark | None]:
    """The outline of a plot, and the mark that it shows (None on a plan without states)."""
    if plot.id in sheet.found:
        return Outline(points, fill="#1f5a92", ink="#12395f", line=0.8), None
    if sheet.content is not Content.STATES:
        return Outline(points, fill=PALE, ink=MUTED, line=0.35), None
    mark = MARKS[sheet.marks.get(plot.id, "FREE")]
    fill, ink, hatch = _look(mark)
    dash = (1.6, 1.2) if mark.hatching is Hatching.BROKEN else ()
    return Outline(points, fill=fill, ink=ink, line=0.4, hatch=hatch, step=0.9, dash=dash), mark


def _numbers(
    sheet: PlanSheet, plot: PlanPlot, ring: Ring, at: Callable[[Point], Point], ratio: float, mark: PlanMark | None
) -> list[Shape]:
    """The number of a plot, as large as it holds, with whose it is where there is room."""
    left, bottom, right, top = bounds_of(ring)
    is_upright = len(ring) == 4 and abs((right - left) * (top - bottom) - sides_of(ring)[0] * sides_of(ring)[1]) < 0.05
    wide = ((right - left) if is_upright else sides_of(ring)[0]) * ratio
    tall = (top - bottom) * ratio
    text = plot.label if wide > len(plot.label) * 1.9 else plot.number
    # Half an em a figure: 0.18 mm a point.
    size = min(LARGEST_PT, wide / (0.19 * max(len(text), 1) + 0.12), tall / 0.5)
    if size < LEAST_PT or not text:
        return []
    x, y = at(centre_of(ring))
    ground = _look(mark)[0] if mark is not None and _look(mark)[2] is not Hatch.NONE else ""
    ink = "#ffffff" if plot.id in sheet.found else INK
    found: list[Shape] = [Words(text, x, y + size * 0.12, size, ink, Align.CENTER, ground=ground)]
    name = plot.name if sheet.content is not Content.VISITORS else ""
    fits = min(4.8, wide / (0.19 * max(1, len(name)) + 0.12))
    if name and fits >= LEAST_PT - 0.4 and tall > 6.5:
        found.append(Words(name, x, y + size * 0.12 + 2.2, fits, ink, Align.CENTER, ground=ground))
    elif mark is not None and mark.letter and tall > 7.0:
        found.append(Words(mark.letter, x, y + size * 0.12 + 2.4, min(size, 5.0), _look(mark)[1], Align.CENTER, ground=ground))
    return found


def _sections(facts: PlanFacts, at: Callable[[Point], Point], ratio: float) -> list[Shape]:
    around: dict[int, Bounds] = {}
    for plot in facts.drawn:
        if plot.section_id is not None:
            around[plot.section_id] = joined(around.get(plot.section_id), bounds_of(outline_of(plot.ring)))
    found: list[Shape] = []
    for section in facts.sections:
        bounds = bounds_of(section.ring) if section.ring else around.get(section.id)
        if bounds is not None:
            x, y = at((bounds[0], bounds[3]))
            found.append(Words(section.title, x, y - 1.0, 7.5, MUTED, weight=Weight.SEMIBOLD))
    return found


def _piece(piece: PlanPiece, at: Callable[[Point], Point], ratio: float) -> list[Shape]:
    points = [at(point) for point in piece.points]
    layer = piece.layer
    if piece.shape == "point" or len(points) == 1:
        x, y = points[0]
        if layer is PlanLayer.LABEL:
            return [Words(piece.label, x, y, 6.5, MUTED, Align.CENTER)]
        radius = 1.4 * ratio if layer is PlanLayer.TREE else 0.6
        fill = "#e4efe0" if layer is PlanLayer.TREE else "#c9d6e4" if layer is PlanLayer.WATER else WALL_INK
        found: list[Shape] = [Disc(x, y, min(radius, 4.0), fill, "#55724f" if layer is PlanLayer.TREE else WALL_INK, 0.4)]
        return [*found, Words(piece.label, x, y + 2.6, 5.5, MUTED, Align.CENTER)] if piece.label else found
    if piece.shape == "line":
        width = {PlanLayer.PATH: 1.6 * ratio * 72 / 25.4, PlanLayer.WALL: 1.2, PlanLayer.BOUNDARY: 1.2, PlanLayer.GATE: 2.0}.get(layer, 0.5)
        ink = PATH_INK if layer is PlanLayer.PATH else WALL_INK
        return [Stroke(points, ink, width)]
    line = {PlanLayer.BOUNDARY: 1.2, PlanLayer.PATH: 0.0, PlanLayer.WALL: 0.0}.get(layer, 0.5)
    dash = (2.0, 2.0) if layer in (PlanLayer.SECTION, PlanLayer.ROW) else ()
    made: list[Shape] = [Outline(points, FILLS.get(layer, ""), WALL_INK, line, dash=dash)]
    if piece.label and layer in (PlanLayer.BUILDING, PlanLayer.STRUCTURE):
        x, y = at(centre_of(piece.points))
        made.append(Words(piece.label, x, y + 0.8, 6.0, MUTED, Align.CENTER))
    return made


# ---------------------------------------------------------------- legend, scale, north


def shown_marks(sheet: PlanSheet) -> list[tuple[PlanMark, int]]:
    if sheet.content is not Content.STATES:
        return []
    counts: dict[str, int] = {}
    for plot in sheet.facts.drawn:
        mark = sheet.marks.get(plot.id, "FREE")
        counts[mark] = counts.get(mark, 0) + 1
    return [(mark, counts[code]) for code, mark in MARKS.items() if counts.get(code)]


def legend_columns(large: bool) -> int:
    return 5 if large else 4


def legend_height(sheet: PlanSheet, large: bool) -> float:
    rows = math.ceil(len(shown_marks(sheet)) / legend_columns(large))
    return max(14.0, 3.0 + rows * LEGEND_ROW_MM)


def foot_shapes(sheet: PlanSheet, scale: int, width: float, page: Page) -> list[Shape]:
    """Samples at the left, the rule and the north at the right."""
    shapes: list[Shape] = []
    right = 52.0
    columns = legend_columns(sheet.large) if page.is_lying else 3 if len(shown_marks(sheet)) > 8 else 2
    columns = max(columns, math.ceil(len(shown_marks(sheet)) * LEGEND_ROW_MM / max(1.0, legend_height(sheet, sheet.large) - 2.0)))
    pitch = (width - right) / max(1, columns)
    for rank, (mark, count) in enumerate(shown_marks(sheet)):
        x, y = rank % columns * pitch, 2.0 + rank // columns * LEGEND_ROW_MM
        fill, ink, hatch = _look(mark)
        box = ((x, y), (x + 3.6, y), (x + 3.6, y + 3.8), (x, y + 3.8))
        dash = (1.6, 1.2) if mark.hatching is Hatching.BROKEN else ()
        shapes.append(Outline(box, fill, ink, 0.5, hatch, 0.9, dash))
        letter = f" ({mark.letter})" if mark.letter else ""
        shapes.append(Words(f"{mark.label}{letter}\u00a0: {count}", x + 5.2, y + 2.9, 7.0))
    return [*shapes, *rule_shapes(scale, width - 38.0), *north_shapes(width - 4.5, 7.0, sheet.facts.rotation)]


def rule_shapes(scale: int, x: float, top: float = 7.0) -> list[Shape]:
    """A bar of a round number of metres, from `x`, its top edge at `top`."""
    metres = next((m for m in (1, 2, 5, 10, 20, 50, 100, 200, 500) if m * 1000 / scale >= 14.0), 500)
    half, length = metres * 500 / scale, metres * 1000 / scale
    found: list[Shape] = [
        Outline(((x, top), (x + half, top), (x + half, top + 1.2), (x, top + 1.2)), INK, INK, 0.4),
        Outline(((x + half, top), (x + length, top), (x + length, top + 1.2), (x + half, top + 1.2)), "#ffffff", INK, 0.4),
        Words("0", x, top - 1.0, 6.5, align=Align.CENTER),
        Words(f"{metres}\u00a0m", x + length, top - 1.0, 6.5, align=Align.CENTER),
        Words(f"1/{scale}", x + half, top + 4.4, 6.5, MUTED, Align.CENTER),
    ]
    return found


def north_shapes(x: float, y: float, rotation: float) -> list[Shape]:
    """An arrow to the north: straight up when the plan is not turned."""
    angle = math.radians(rotation)

    def at(right: float, up: float) -> Point:
        # The y axis stands `rotation` degrees clockwise from the north: the north is as much the other way.
        return x + right * math.cos(angle) - up * math.sin(angle), y - right * math.sin(angle) - up * math.cos(angle)

    tip, base = at(0.0, 5.0), at(0.0, -1.8)
    left, right = at(-2.2, -4.0), at(2.2, -4.0)
    words = at(0.0, 6.0)
    return [
        Outline((tip, left, base), "#ffffff", INK, 0.5),
        Outline((tip, right, base), INK, INK, 0.5),
        Words("N", words[0], words[1] + 0.6, 6.5, weight=Weight.BOLD, align=Align.CENTER),
    ]
