# SPDX-License-Identifier: EUPL-1.2
"""The plan on the screen: squares painted ahead within a few milliseconds a frame, moved and zoomed at once.

A frame only puts together squares already painted; those that lack are painted little by little, and
what was there before stands in for them. The time of a frame does not depend on the number of graves.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme
from modules.cemetery.rules.drawing import Point
from modules.cemetery.strings import _
from modules.cemetery.ui.plan_camera import PlanCamera
from modules.cemetery.ui.plan_look import PlanLook
from modules.cemetery.ui.plan_paint import Frame, Showing, paint_square
from modules.cemetery.ui.plan_scene import PlanScene

SQUARE = 192
KEPT = 320
"""Squares kept: some screens full of them."""
FRAME_MS = 6.0
"""Time that a frame gives to the painting of new squares."""
NOTCH = 2
"""Levels of zoom of a notch of the wheel."""
DRAG_PX = 4
PAN_PX = 64

Arrow = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class Tool(Protocol):
    """What the editor puts between the mouse and the plan. Points are metres."""

    cursor: Qt.CursorShape

    def pressed(self, at: Point, event: QMouseEvent) -> bool:
        """Whether it takes this press for itself; else the plan moves."""
        ...

    def dragged(self, at: Point, event: QMouseEvent) -> None: ...
    def released(self, at: Point, event: QMouseEvent) -> None: ...
    def hovered(self, at: Point) -> None: ...
    def key(self, event: QKeyEvent) -> bool: ...
    def paint(self, painter: QPainter, view: PlanView) -> None: ...


class PlanView(PlanCamera):
    """The plan. It tells what is pressed and pointed at; it reads and writes nothing."""

    chosen = Signal(object)
    """Id of the plot pressed, None beside every plot."""
    opened = Signal(int)
    pointed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.showing = Showing()
        self.tool: Tool | None = None
        self.selected: int | None = None
        self.under_pointer: int | None = None
        self.frame_ms: list[float] | None = None
        """When a list, the time of each frame is added to it (for measures)."""
        self.tip: Callable[[int], str] | None = None
        self._squares: OrderedDict[tuple[int, int, int], tuple[QPixmap, int]] = OrderedDict()
        self._age = 0
        self._look: PlanLook | None = None
        self._press: QPoint | None = None
        self._press_at: Point = (0.0, 0.0)
        self._from = (0, 0)
        self._pointer = QPoint()
        self._drags = False
        self._tool_drags = False
        self._notches = 0.0
        self._by_key = False
        """Whether the focus came by the keyboard: only then is it framed."""
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(theme.px(160), theme.px(120))
        self.setAccessibleName(str(_("Plan du cimetière")))
        theme.changed.connect(self._on_theme)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(640), self.theme.px(480))

    # ------------------------------------------------------------ what is shown

    @property
    def look(self) -> PlanLook:
        """The brushes, made again when the theme or the screen changes."""
        ratio = self.devicePixelRatioF()
        if self._look is None or self._look.ratio != ratio:
            self._look = PlanLook(self.theme, ratio)
            self._squares.clear()
        return self._look

    def show_scene(self, scene: PlanScene, *, keep: bool = False) -> None:
        """Show another plan, or the same one read again (`keep`: from where it was seen)."""
        old = self.scene
        self.scene = scene
        anchor = (scene.bounds[0], scene.bounds[3])
        if keep and old is not None:
            middle = self.centre
            self._anchor = anchor
            self._squares.clear()
            self.centre_on(middle)
        else:
            self._anchor = anchor
            self._squares.clear()
            self._before = None
            self.selected = self.under_pointer = None
            self._is_fitted = True
            self.fit()
        if self.selected is not None and self.selected not in scene.shapes:
            self.selected = None
        self.refresh()

    def refresh(self) -> None:
        """Paint everything again, what is on the screen first; the old squares stand meanwhile."""
        self._age += 1
        self.update()

    def _on_theme(self) -> None:
        self._look = None
        self.setMinimumSize(self.theme.px(160), self.theme.px(120))
        self.refresh()

    def select(self, number: int | None) -> None:
        """Mark a plot as the one in hand, and say it to those who do not see."""
        self.selected = number
        words = self.tip(number) if number is not None and self.tip is not None else ""
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        begin = time.perf_counter()
        painter = QPainter(self)
        look = self.look
        painter.fillRect(self.rect(), look.ground)
        if self.scene is not None:
            wanted = self._wanted()
            ready = self._paint_ahead(wanted, look)
            if not ready:
                self._paint_before(painter)
                self._again.start()
            for key in wanted:
                found = self._squares.get(key)
                if found is not None:
                    painter.drawPixmap(key[1] * SQUARE - self._left, key[2] * SQUARE - self._top, found[0])
            self._paint_over(painter, look)
        if self.tool is not None:
            self.tool.paint(painter, self)
        if self.hasFocus() and self._by_key:
            painter.setPen(QPen(look.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        if self.frame_ms is not None:
            self.frame_ms.append((time.perf_counter() - begin) * 1000)

    def _wanted(self) -> list[tuple[int, int, int]]:
        """The squares in view, those of the middle first."""
        first_x, last_x = self._left // SQUARE, (self._left + self.width() - 1) // SQUARE
        first_y, last_y = self._top // SQUARE, (self._top + self.height() - 1) // SQUARE
        middle = (first_x + last_x) / 2, (first_y + last_y) / 2
        keys = [(self.level, i, j) for i in range(first_x, last_x + 1) for j in range(first_y, last_y + 1)]
        return sorted(keys, key=lambda key: abs(key[1] - middle[0]) + abs(key[2] - middle[1]))

    def _paint_ahead(self, wanted: list[tuple[int, int, int]], look: PlanLook) -> bool:
        """Paint squares that lack, then old ones, within the time of a frame; whether all are there and new."""
        now = time.perf_counter()
        end = now + FRAME_MS / 1000
        lacking = [key for key in wanted if key not in self._squares]
        old = [key for key in wanted if key in self._squares and self._squares[key][1] != self._age]
        for done, key in enumerate([*lacking, *old]):
            # One at least, so that a slow machine comes to the end too; no more than the time left allows.
            begin, now = now, time.perf_counter()
            if done and now + (now - begin) > end:
                return False
            self._squares[key] = (self._square(key, look), self._age)
            self._squares.move_to_end(key)
        while len(self._squares) > KEPT:
            self._squares.popitem(last=False)
        return True

    def _square(self, key: tuple[int, int, int], look: PlanLook) -> QPixmap:
        assert self.scene is not None
        level, i, j = key
        side = math.ceil(SQUARE * look.ratio)
        pixmap = QPixmap(side, side)
        pixmap.setDevicePixelRatio(look.ratio)
        painter = QPainter(pixmap)
        frame = Frame(float(2.0 ** (level / 8)), self._anchor, i * SQUARE, j * SQUARE)
        paint_square(painter, QRectF(0, 0, SQUARE, SQUARE), frame, self.scene, look, self.showing)
        painter.end()
        return pixmap

    def _paint_before(self, painter: QPainter) -> None:
        """What was seen at the level before, larger or smaller, until the squares of this one are painted."""
        if self._before is None or self._before == self.level:
            return
        ratio = self.scale / float(2.0 ** (self._before / 8))
        view = QRectF(self.rect())
        for (level, i, j), (pixmap, _age) in self._squares.items():
            if level == self._before:
                side = SQUARE * ratio
                target = QRectF(i * side - self._left, j * side - self._top, side, side)
                if target.intersects(view):
                    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))

    def _paint_over(self, painter: QPainter, look: PlanLook) -> None:
        assert self.scene is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, width in ((self.under_pointer, 1.5), (self.selected, 2.5)):
            shape = self.scene.shapes.get(number) if number is not None else None
            if shape is None or shape.id in self.showing.hidden:
                continue
            polygon = self.frame.transform.map(shape.polygon)
            if number == self.selected:
                self._paint_selected(painter, polygon.boundingRect() if shape.is_upright else None, polygon, look)
            else:
                painter.setPen(QPen(look.text, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.RoundJoin))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolygon(polygon)
        self._paint_rule(painter, look)
        if self.under_pointer is not None and self.tip is not None:
            self._paint_tip(painter, self.tip(self.under_pointer), look)

    def _paint_tip(self, painter: QPainter, words: str, look: PlanLook) -> None:
        """Whose grave is under the pointer, at once and without a window of its own."""
        if not words:
            return
        px = self.theme.px
        painter.setFont(self.theme.font("label"))
        metrics = painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(words) + px(16), metrics.height() + px(8)
        x = max(0, min(self._pointer.x() + px(14), self.width() - wide - px(4)))
        y = self._pointer.y() + px(20)
        if y + high > self.height() - self.insets[3]:
            y = self._pointer.y() - high - px(8)
        box = QRectF(x + 0.5, y + 0.5, wide, high)
        painter.setPen(QPen(look.muted, 1))
        painter.setBrush(look.surface)
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setPen(look.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_selected(self, painter: QPainter, box: QRectF | None, polygon: object, look: PlanLook) -> None:
        """A ring around the plot in hand, clear of it, so that its colour and hatching still show."""
        for colour, width in ((look.surface, 6.0), (look.accent, 2.5)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.RoundJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if box is not None:
                painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4)
            else:
                painter.drawPolygon(polygon)  # type: ignore[call-overload]

    def _paint_rule(self, painter: QPainter, look: PlanLook) -> None:
        """How long some metres are, above the foot."""
        least = self.theme.px(48)
        metres = next(m for m in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if m * self.scale >= least or m == 1000)
        length = metres * self.scale
        left, y = self.theme.px(17), self.height() - self.insets[3] - self.theme.px(8)
        painter.setPen(QPen(look.muted, 1.5))
        painter.drawLine(QPointF(left, y), QPointF(left + length, y))
        for x in (left, left + length):
            painter.drawLine(QPointF(x, y - 4), QPointF(x, y))
        painter.setFont(look.small)
        words = f"{metres:g}".replace(".", ",") + "\u00a0m"
        painter.drawText(QPointF(left + 4, y - self.theme.px(5)), words)

    # ------------------------------------------------------------ the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._notches += event.angleDelta().y() / 120 * NOTCH
        levels = int(self._notches)
        self._notches -= levels
        if levels:
            self.zoom(levels, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.to_world(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self.tool is not None and self.tool.pressed(at, event):
            self._tool_drags = True
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._press_at = event.position().toPoint(), at
            self._from, self._drags = (self._left, self._top), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.to_world(event.position())
        if self._tool_drags and self.tool is not None:
            self.tool.dragged(at, event)
            return
        if self._press is not None:
            gone = event.position().toPoint() - self._press
            if self._drags or gone.manhattanLength() > DRAG_PX:
                self._drags, self._is_fitted = True, False
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._left, self._top = self._from[0] - gone.x(), self._from[1] - gone.y()
                self._moved()
            return
        if self.tool is not None:
            self.tool.hovered(at)
        self._point(at, event.position().toPoint())

    def _point(self, at: Point, place: QPoint) -> None:
        number = self.scene.at(*at, reach=4 / self.scale) if self.scene is not None else None
        if number in self.showing.hidden:
            number = None  # the editor has it elsewhere
        if number == self.under_pointer:
            return
        self.under_pointer = number
        if self.tool is None:
            self.setCursor(Qt.CursorShape.PointingHandCursor if number is not None else Qt.CursorShape.ArrowCursor)
        self._pointer = place
        self.pointed.emit(number)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._tool_drags and self.tool is not None:
            self._tool_drags = False
            self.tool.released(self.to_world(event.position()), event)
            return
        if self._press is None:
            return
        self._press = None
        self.setCursor(Qt.CursorShape.ArrowCursor if self.tool is None else self.tool.cursor)
        if not self._drags and event.button() == Qt.MouseButton.LeftButton and self.scene is not None:
            self.chosen.emit(self.scene.at(*self._press_at, reach=4 / self.scale))
        self._drags = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.scene.at(*self.to_world(event.position())) if self.scene is not None else None
        if number is not None and self.tool is None:
            self.opened.emit(number)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.under_pointer is not None:
            self.under_pointer = None
            self.pointed.emit(None)
            self.update()

    # ------------------------------------------------------------ the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.tool is not None and self.tool.key(event):
            return
        key = Qt.Key(event.key())
        if key in Arrow:
            self._arrow(*Arrow[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.text() in ("+", "=") or key == Qt.Key.Key_PageUp:
            self.zoom(NOTCH)
        elif event.text() == "-" or key == Qt.Key.Key_PageDown:
            self.zoom(-NOTCH)
        elif key == Qt.Key.Key_F and not event.modifiers():
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected is not None:
            self.opened.emit(self.selected)
        elif key == Qt.Key.Key_Escape and self.selected is not None:
            self.chosen.emit(None)
        elif key == Qt.Key.Key_Home and self.scene is not None and self.scene.shapes:
            self.chosen.emit(min(self.scene.shapes.values(), key=lambda one: one.plot.label).id)
        else:
            super().keyPressEvent(event)

    def _arrow(self, dx: int, dy: int, slides: bool) -> None:
        """From plot to plot; over the plan with Shift, or while no plot is in hand."""
        if slides or self.selected is None or self.scene is None:
            self.pan(dx * self.theme.px(PAN_PX), -dy * self.theme.px(PAN_PX))
            return
        number = self.scene.beside(self.selected, dx, dy)
        if number is not None:
            self.chosen.emit(number)
            self.show_plot(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fitted and self.scene is not None:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
