# SPDX-License-Identifier: EUPL-1.2
"""The plan as values: shapes with their marks on a day, found by place, by direction and by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from app.core.people import key1
from modules.cemetery.plan_facts import PlanFacts, PlanPiece, PlanPlot
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.drawing import (
    Bounds,
    Point,
    Ring,
    bounds_of,
    centre_of,
    contains,
    joined,
    outline_of,
    sides_of,
)
from modules.cemetery.rules.facts import PlotFacts
from modules.cemetery.rules.plan_marks import mark_of

CELL_M = 6.0
"""Side of a cell of the index."""
REACH_M = 0.4
"""How far from a plot a click still means it."""
EMPTY_BOUNDS: Bounds = (0.0, 0.0, 40.0, 24.0)
"""What is shown of a plan on which nothing is drawn yet."""


class Shape:
    """A plot as it is drawn."""

    __slots__ = ("bounds", "centre", "id", "is_upright", "mark", "outline", "plot", "polygon", "side")

    def __init__(self, plot: PlanPlot, ring: Ring | None = None) -> None:
        self.id = plot.id
        self.plot = plot
        self.mark = "FREE"
        self.outline = outline_of(plot.ring if ring is None else ring)
        self.bounds = bounds_of(self.outline)
        self.centre = centre_of(self.outline)
        self.side = sides_of(self.outline)[0]
        left, bottom, right, top = self.bounds
        self.is_upright = len(self.outline) == 4 and all(
            (abs(x - left) < 0.01 or abs(x - right) < 0.01) and (abs(y - bottom) < 0.01 or abs(y - top) < 0.01)
            for x, y in self.outline
        )
        self.polygon = QPolygonF([QPointF(x, y) for x, y in self.outline])


class GridIndex:
    """Shapes by the cells that they touch."""

    def __init__(self, cell: float = CELL_M) -> None:
        self.cell = cell
        self._cells: dict[tuple[int, int], list[Shape]] = defaultdict(list)

    def _range(self, bounds: Bounds) -> Iterable[tuple[int, int]]:
        left, bottom, right, top = (int(value // self.cell) for value in bounds)
        return ((i, j) for i in range(left, right + 1) for j in range(bottom, top + 1))

    def add(self, shape: Shape) -> None:
        """Put a shape in every cell that it touches."""
        for key in self._range(shape.bounds):
            self._cells[key].append(shape)

    def within(self, bounds: Bounds) -> list[Shape]:
        """The shapes whose rectangle meets `bounds`, each once."""
        left, bottom, right, top = bounds
        across = (right - left) // self.cell + 1
        down = (top - bottom) // self.cell + 1
        cells = self._cells
        if across * down > len(cells):
            found = {id(shape): shape for shapes in cells.values() for shape in shapes}
        else:
            found = {id(shape): shape for key in self._range(bounds) if key in cells for shape in cells[key]}
        return [
            shape
            for shape in found.values()
            if shape.bounds[0] <= right and shape.bounds[2] >= left and shape.bounds[1] <= top and shape.bounds[3] >= bottom
        ]


class PlanScene:
    """The plan of a cemetery, and what is known of its plots on the day that is shown."""

    def __init__(self, facts: PlanFacts) -> None:
        self.facts = facts
        self.shapes: dict[int, Shape] = {}
        self.index = GridIndex()
        for plot in facts.drawn:
            shape = Shape(plot)
            self.shapes[plot.id] = shape
            self.index.add(shape)
        self._pieces = [(piece, bounds_of(piece.points)) for piece in facts.pieces]
        self.bounds = self._bounds()
        self.titles = self._titles()

    def _bounds(self) -> Bounds:
        found: Bounds | None = None
        for shape in self.shapes.values():
            found = joined(found, shape.bounds)
        for _piece, around in self._pieces:
            found = joined(found, around)
        for section in self.facts.sections:
            if section.ring:
                found = joined(found, bounds_of(section.ring))
        for picture in self.facts.pictures:
            a, d, b, e, c, f = picture.transform
            corners = [
                (a * column + b * row + c, d * column + e * row + f)
                for column in (0, picture.width)
                for row in (0, picture.height)
            ]
            found = joined(found, bounds_of(corners))
        return found or EMPTY_BOUNDS

    def _titles(self) -> list[tuple[str, Point, float]]:
        """The name of each section, where it begins (above its plots or its outline) and how wide it is, in metres."""
        around: dict[int, Bounds] = {}
        for shape in self.shapes.values():
            number = shape.plot.section_id
            if number is not None:
                around[number] = joined(around.get(number), shape.bounds)
        found = []
        for section in self.facts.sections:
            bounds = bounds_of(section.ring) if section.ring else around.get(section.id)
            if bounds is not None:
                found.append((section.title, (bounds[0], bounds[3]), bounds[2] - bounds[0]))
        return found

    # ------------------------------------------------------------ marks

    def set_marks(self, marks: Mapping[int, str]) -> None:
        """Show the plots as they are on another day."""
        for number, shape in self.shapes.items():
            shape.mark = marks.get(number, "FREE")

    def counts(self) -> Counter[str]:
        """How many drawn plots bear each mark."""
        return Counter(shape.mark for shape in self.shapes.values())

    def pieces_within(self, bounds: Bounds) -> list[PlanPiece]:
        """The walls, paths and trees that meet `bounds`."""
        left, bottom, right, top = bounds
        return [
            piece
            for piece, around in self._pieces
            if around[0] <= right and around[2] >= left and around[1] <= top and around[3] >= bottom
        ]

    # ------------------------------------------------------------ finding

    def at(self, x: float, y: float, reach: float = REACH_M) -> int | None:
        """The plot at a place, or the nearest one within `reach` metres."""
        near = self.index.within((x - reach, y - reach, x + reach, y + reach))
        for shape in near:
            if contains(shape.outline, x, y):
                return shape.id
        best = min(near, key=lambda one: _distance(one, x, y), default=None)
        return best.id if best is not None and _distance(best, x, y) <= reach else None

    def inside(self, rect: QRectF) -> list[int]:
        """The plots whose middle is in a rectangle of the plan."""
        bounds = (rect.left(), rect.top(), rect.right(), rect.bottom())
        return [
            shape.id
            for shape in self.index.within(bounds)
            if bounds[0] <= shape.centre[0] <= bounds[2] and bounds[1] <= shape.centre[1] <= bounds[3]
        ]

    def beside(self, number: int, dx: int, dy: int) -> int | None:
        """The nearest plot in a direction (1, 0: to the right; 0, 1: to the north)."""
        shape = self.shapes.get(number)
        if shape is None:
            return None
        x, y = shape.centre
        best: tuple[float, int] | None = None
        for reach in (4.0, 12.0, 60.0, 1000.0):
            for other in self.index.within((x - reach, y - reach, x + reach, y + reach)):
                along = (other.centre[0] - x) * dx + (other.centre[1] - y) * dy
                aside = abs((other.centre[0] - x) * dy) + abs((other.centre[1] - y) * dx)
                if other.id != number and along > 0.05 and aside <= along * 1.2:
                    far = along + 2 * aside
                    if best is None or far < best[0]:
                        best = far, other.id
            if best is not None:
                return best[1]
        return None

    def find(self, text: str) -> list[int]:
        """Plots whose numbers, family or dead bear every word typed, drawn ones first by number."""
        words = key1(text).split()
        if not words:
            return []
        joined_words = "".join(words)
        found = [
            plot
            for plot in self.facts.plots
            if all(word in plot.keys for word in words) or joined_words in plot.keys.replace(" ", "")
        ]
        return [plot.id for plot in sorted(found, key=lambda one: (not one.ring, one.label))]


def _distance(shape: Shape, x: float, y: float) -> float:
    left, bottom, right, top = shape.bounds
    return max(left - x, 0.0, x - right) + max(bottom - y, 0.0, y - top)


def marks_on(plots: Mapping[int, PlotFacts], day: date, delays: Delays) -> dict[int, str]:
    """The mark of each plot on `day`."""
    return {number: mark_of(facts, day, delays) for number, facts in plots.items()}
