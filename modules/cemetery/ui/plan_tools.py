# SPDX-License-Identifier: EUPL-1.2
"""The tools of the editor: choose and move, draw a plot, lay a row, point at two places of a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from modules.cemetery.rules.drawing import (
    Point,
    Ring,
    bounds_of,
    centre_of,
    moved,
    number_of,
    outline_of,
    row_of,
    snapped,
    turned,
)
from modules.cemetery.strings import _
from modules.cemetery.ui.plan_edits import Drawn

if TYPE_CHECKING:
    from modules.cemetery.ui.plan_editor import PlanEditor
    from modules.cemetery.ui.plan_view import PlanView

NUDGE_M = 0.1
SNAP_PX = 9
SNAPS_MOST = 40
"""Plots carried together that still snap: beyond, looking for neighbours would make the hand wait."""
TURN = 5.0
"""Degrees of a press of R; a degree with Shift."""
MERGE_NUDGE, MERGE_TURN = 1, 2


def polygon_of(ring: Ring, view: PlanView) -> QPolygonF:
    """An outline as pixels of the view."""
    return view.frame.transform.map(QPolygonF([QPointF(x, y) for x, y in outline_of(ring)]))


class BaseTool:
    """What every tool does: changed plots are painted over the plan, those chosen are outlined."""

    name = ""
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, editor: PlanEditor) -> None:
        self.editor = editor

    @property
    def view(self) -> PlanView:
        """The plan."""
        return self.editor.view

    def pressed(self, at: Point, event: QMouseEvent) -> bool:
        return False

    def dragged(self, at: Point, event: QMouseEvent) -> None:
        return

    def released(self, at: Point, event: QMouseEvent) -> None:
        return

    def hovered(self, at: Point) -> None:
        return

    def key(self, event: QKeyEvent) -> bool:
        return self.editor.key(event)

    def ghosts(self) -> list[tuple[Drawn, Ring]]:
        """Plots painted elsewhere than they are, while they are carried."""
        return []

    def paint(self, painter: QPainter, view: PlanView) -> None:
        """Changed plots, those in hand, those carried."""
        look = view.look
        edits = self.editor.edits
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        carried = {one.id: ring for one, ring in self.ghosts()}
        painter.setFont(look.small)
        seen = QRectF(view.rect())
        for number in sorted(edits.dirty | set(carried)):
            one = edits.now.get(number)
            ring = carried.get(number) or (one.ring if one is not None else ())
            if one is None or not ring:
                continue
            polygon = polygon_of(ring, view)
            if not polygon.boundingRect().intersects(seen):
                continue
            style = look.styles[self.editor.mark_of(number)]
            painter.setPen(QPen(look.accent, 1.2))
            painter.setBrush(style.brush if view.scale > 6 else style.plain)
            painter.drawPolygon(polygon)
            self._write(painter, one.label, polygon, view)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.accent, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.RoundJoin))
        for number in self.editor.selection:
            one = edits.now.get(number)
            if one is not None and one.ring:
                painter.drawPolygon(polygon_of(carried.get(number, one.ring), view))

    @staticmethod
    def _write(painter: QPainter, label: str, polygon: QPolygonF, view: PlanView) -> None:
        box = polygon.boundingRect()
        metrics = painter.fontMetrics()
        for text in (label, number_of(label)):
            if metrics.horizontalAdvance(text) + 4 <= box.width() and metrics.height() <= box.height():
                painter.setPen(view.look.text)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                return


class Choose(BaseTool):
    """Press a plot to take it (Ctrl adds), carry it, draw a frame around several with Shift."""

    name = "choose"

    def __init__(self, editor: PlanEditor) -> None:
        super().__init__(editor)
        self.start: Point | None = None
        self.shift: Point = (0.0, 0.0)
        self.frame: tuple[Point, Point] | None = None

    def pressed(self, at: Point, event: QMouseEvent) -> bool:
        editor = self.editor
        many = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.frame = at, at
            return True
        number = editor.plot_at(at)
        if number is None:
            if not many:
                editor.select(())
            return False
        if many:
            editor.select(editor.selection ^ {number})
        elif number not in editor.selection:
            editor.select({number})
        self.start, self.shift = at, (0.0, 0.0)
        return True

    def dragged(self, at: Point, event: QMouseEvent) -> None:
        if self.frame is not None:
            self.frame = self.frame[0], at
        elif self.start is not None:
            dx, dy = at[0] - self.start[0], at[1] - self.start[1]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                dx, dy = (dx, 0.0) if abs(dx) > abs(dy) else (0.0, dy)
            free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self.shift = (dx, dy) if free else self._snap(dx, dy)
        self.view.update()

    def _snap(self, dx: float, dy: float) -> Point:
        """Where the carried plots stop: at the corners of their neighbours, or in line with them."""
        editor = self.editor
        rings = [moved(editor.edits.now[n].ring, dx, dy) for n in editor.selection if editor.edits.now[n].ring]
        if not editor.snaps or not 0 < len(rings) <= SNAPS_MOST:
            return dx, dy
        points = tuple(point for ring in rings for point in ring)
        x, y = centre_of(points)
        left, bottom, right, top = bounds_of(points)
        reach = SNAP_PX / self.view.scale
        others = editor.edits.near(x, y, max(right - left, top - bottom) / 2 + 2.5, frozenset(editor.selection))
        sx, sy = snapped(points, others, reach)
        return dx + sx, dy + sy

    def released(self, at: Point, event: QMouseEvent) -> None:
        editor = self.editor
        if self.frame is not None:
            (x1, y1), (x2, y2) = self.frame
            self.frame = None
            rect = QRectF(QPointF(min(x1, x2), min(y1, y2)), QPointF(max(x1, x2), max(y1, y2)))
            editor.select(editor.selection | set(editor.plots_in(rect)))
        elif self.start is not None and self.shift != (0.0, 0.0):
            shift, self.shift, self.start = self.shift, (0.0, 0.0), None
            editor.move(*shift)
        self.start = None
        self.view.update()

    def ghosts(self) -> list[tuple[Drawn, Ring]]:
        if self.start is None or self.shift == (0.0, 0.0):
            return []
        now = self.editor.edits.now
        return [(now[n], moved(now[n].ring, *self.shift)) for n in self.editor.selection if now[n].ring]

    def paint(self, painter: QPainter, view: PlanView) -> None:
        super().paint(painter, view)
        if self.frame is not None:
            rect = QRectF(view.to_view(self.frame[0]), view.to_view(self.frame[1])).normalized()
            painter.setPen(QPen(view.look.accent, 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect)


class Lay(BaseTool):
    """Press where a row begins, pull to where it goes, let go: « Dessiner » with one plot only."""

    name = "row"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, editor: PlanEditor) -> None:
        super().__init__(editor)
        self.start: Point | None = None
        self.here: Point = (0.0, 0.0)
        self.degrees: float | None = None

    def _corner(self, at: Point) -> Point:
        """The corner of a neighbour near the pointer, else the pointer."""
        editor = self.editor
        if not editor.snaps:
            return at
        reach = SNAP_PX / self.view.scale
        dx, dy = snapped((at,), editor.edits.near(*at, 3.0, frozenset()), reach)
        return at[0] + dx, at[1] + dy

    def hovered(self, at: Point) -> None:
        self.here = self._corner(at)
        self.view.update()

    def pressed(self, at: Point, event: QMouseEvent) -> bool:
        self.start = self.here = self._corner(at)
        self.degrees = None
        return True

    def dragged(self, at: Point, event: QMouseEvent) -> None:
        if self.start is not None:
            dx, dy = at[0] - self.start[0], at[1] - self.start[1]
            if math.hypot(dx, dy) * self.view.scale > 12:
                degrees = math.degrees(math.atan2(dy, dx))
                step = 1.0 if event.modifiers() & Qt.KeyboardModifier.AltModifier else 15.0
                self.degrees = round(degrees / step) * step
        self.view.update()

    def released(self, at: Point, event: QMouseEvent) -> None:
        if self.start is not None:
            rings = self.rings()
            self.start = None
            self.editor.lay(rings)

    def rings(self) -> tuple[Ring, ...]:
        """The plots as they would be laid."""
        options = self.editor.panel.row_options()
        x, y = self.start if self.start is not None else self.here
        degrees = options.degrees if self.degrees is None or self.start is None else self.degrees
        return row_of(x, y, options.count, options.width, options.length, options.gap, degrees)

    def paint(self, painter: QPainter, view: PlanView) -> None:
        super().paint(painter, view)
        look = view.look
        painter.setPen(QPen(look.accent, 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        labels = self.editor.panel.row_options().labels
        painter.setFont(look.small)
        for ring, label in zip(self.rings(), labels, strict=False):
            polygon = polygon_of(ring, view)
            painter.drawPolygon(polygon)
            self._write(painter, label, polygon, view)
            painter.setPen(QPen(look.accent, 1.2, Qt.PenStyle.DashLine))


class Trace(BaseTool):
    """Draw one plot corner by corner; Enter or a press on the first corner closes it."""

    name = "trace"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, editor: PlanEditor) -> None:
        super().__init__(editor)
        self.points: list[Point] = []
        self.here: Point = (0.0, 0.0)

    def pressed(self, at: Point, event: QMouseEvent) -> bool:
        self.here = at
        if len(self.points) > 2 and math.dist(self.points[0], at) * self.view.scale < 10:
            self.close()
            return True
        if self.editor.snaps:
            dx, dy = snapped((at,), self.editor.edits.near(*at, 3.0, frozenset()), SNAP_PX / self.view.scale)
            at = at[0] + dx, at[1] + dy
        self.points.append(at)
        self.view.update()
        return True

    def hovered(self, at: Point) -> None:
        self.here = at
        if self.points:
            self.view.update()

    def close(self) -> None:
        """The outline is whole."""
        points, self.points = tuple(self.points), []
        if len(points) > 2:
            self.editor.lay((points,))
        self.view.update()

    def key(self, event: QKeyEvent) -> bool:
        if self.points and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return True
        if self.points and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.points.pop()
            self.view.update()
            return True
        return super().key(event)

    def paint(self, painter: QPainter, view: PlanView) -> None:
        super().paint(painter, view)
        if not self.points:
            return
        look = view.look
        painter.setPen(QPen(look.accent, 1.5))
        line = [view.to_view(point) for point in (*self.points, self.here)]
        painter.drawPolyline(QPolygonF(line))
        painter.setBrush(look.accent)
        for point in line[:-1]:
            painter.drawEllipse(point, 3.0, 3.0)


class Pin(BaseTool):
    """Point at two places of the picture underneath; then, if one wishes, where both are on the plan."""

    name = "picture"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, editor: PlanEditor) -> None:
        super().__init__(editor)
        self.points: list[Point] = []

    def pressed(self, at: Point, event: QMouseEvent) -> bool:
        if len(self.points) > 3:
            self.points = []
        self.points.append(at)
        self.editor.panel.say_points(self.points)
        self.view.update()
        return True

    def paint(self, painter: QPainter, view: PlanView) -> None:
        super().paint(painter, view)
        look = view.look
        places = [view.to_view(point) for point in self.points]
        painter.setPen(QPen(look.accent, 1.5, Qt.PenStyle.DashLine))
        for first, second in ((0, 1), (0, 2), (1, 3)):
            if len(places) > second:
                painter.drawLine(places[first], places[second])
        radius = view.theme.px(9)
        painter.setFont(look.small)
        for place, words in zip(places, ("1", "2", "1’", "2’"), strict=False):
            painter.setPen(QPen(look.surface, 2))
            painter.setBrush(look.accent)
            painter.drawEllipse(place, radius, radius)
            painter.setPen(look.on_accent)
            box = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def turned_all(rings: list[Ring], degrees: float) -> list[Ring]:
    """Outlines turned together around their common middle."""
    points = tuple(point for ring in rings for point in ring)
    left, bottom, right, top = bounds_of(points)
    about = (left + right) / 2, (bottom + top) / 2
    return [turned(ring, degrees, about) for ring in rings]


TOOL_NAMES = {
    "choose": _("Choisir et déplacer"),
    "row": _("Rangée"),
    "trace": _("Contour libre"),
    "picture": _("Image de fond"),
}
