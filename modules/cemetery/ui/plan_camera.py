# SPDX-License-Identifier: EUPL-1.2
"""From metres to pixels and back: how near one looks at the plan, and from where."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, Signal
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme
from modules.cemetery.rules.drawing import Bounds, Point
from modules.cemetery.ui.plan_paint import Frame
from modules.cemetery.ui.plan_scene import PlanScene

LEAST, MOST = -16, 56
"""Levels: 2^(level/8) pixels a metre, from a quarter of a pixel to 128."""
NEAR = 38
"""Level at which a plot of a metre is read: 27 pixels a metre."""


class PlanCamera(QWidget):
    """A widget that looks at a plan. Zoom goes by levels, so that what was painted at one of them serves again."""

    moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.scene: PlanScene | None = None
        self.level = 24
        self.insets = (0, 0, 0, 0)
        """Pixels at the left, top, right and bottom that other things cover: what is fitted stays clear of them."""
        self._anchor: Point = (0.0, 0.0)
        self._left, self._top = 0, 0
        self._before: int | None = None
        """Level of before: what was painted for it stands in until this one is painted."""
        self._is_fitted = True

    @property
    def scale(self) -> float:
        """Pixels a metre."""
        return float(2.0 ** (self.level / 8))

    def to_world(self, point: QPointF | QPoint) -> Point:
        """The metres under a pixel of the view."""
        scale = self.scale
        return self._anchor[0] + (point.x() + self._left) / scale, self._anchor[1] - (point.y() + self._top) / scale

    def to_view(self, at: Point) -> QPointF:
        """The pixel of the view over a point of the plan."""
        scale = self.scale
        return QPointF((at[0] - self._anchor[0]) * scale - self._left, (self._anchor[1] - at[1]) * scale - self._top)

    @property
    def frame(self) -> Frame:
        """The view as one square."""
        return Frame(self.scale, self._anchor, self._left, self._top)

    @property
    def centre(self) -> Point:
        """The metres in the middle of what is seen."""
        return self.to_world(QPointF(self._clear.center()))

    @property
    def _clear(self) -> QRect:
        """The part of the view that nothing covers."""
        left, top, right, bottom = self.insets
        clear = self.rect().adjusted(left, top, -right, -bottom)
        return clear if clear.width() > 60 and clear.height() > 60 else self.rect()

    def centre_on(self, at: Point) -> None:
        """Bring a point of the plan to the middle."""
        scale, middle = self.scale, self._clear.center()
        self._left = round((at[0] - self._anchor[0]) * scale) - middle.x()
        self._top = round((self._anchor[1] - at[1]) * scale) - middle.y()
        self._moved()

    def pan(self, dx: int, dy: int) -> None:
        """Slide over the plan by some pixels."""
        self._left += dx
        self._top += dy
        self._is_fitted = False
        self._moved()

    def zoom(self, levels: int, about: QPointF | None = None) -> None:
        """Come nearer (or go back), what is under `about` staying there."""
        about = about if about is not None else QPointF(self._clear.center())
        level = max(LEAST, min(MOST, self.level + levels))
        if level == self.level:
            return
        at = self.to_world(about)
        self._before, self.level = self.level, level
        scale = self.scale
        self._left = round((at[0] - self._anchor[0]) * scale - about.x())
        self._top = round((self._anchor[1] - at[1]) * scale - about.y())
        self._is_fitted = False
        self._moved()

    def fit(self) -> None:
        """See the whole plan."""
        if self.scene is not None:
            self.fit_bounds(self.scene.bounds)
            self._is_fitted = True

    def fit_bounds(self, bounds: Bounds, margin: int = 20) -> None:
        """See a rectangle of the plan, no larger than needed to read it."""
        margin = self.theme.px(margin)
        clear = self._clear
        wide, high = max(bounds[2] - bounds[0], 2.0), max(bounds[3] - bounds[1], 2.0)
        scale = min(max(40, clear.width() - 2 * margin) / wide, max(40, clear.height() - 2 * margin) / high)
        self._before, self.level = self.level, max(LEAST, min(44, math.floor(8 * math.log2(scale))))
        self.centre_on(((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2))
        self._is_fitted = False

    def show_plot(self, number: int, *, near: bool = False) -> None:
        """Bring a plot into view, and near enough to be read when asked."""
        shape = self.scene.shapes.get(number) if self.scene is not None else None
        if shape is None:
            return
        if near and self.level < NEAR:
            self._before, self.level = self.level, NEAR
            self._is_fitted = False
            self.centre_on(shape.centre)
        point = self.to_view(shape.centre)
        inner = self._clear.adjusted(24, 24, -24, -24)
        if not inner.contains(point.toPoint()):
            self.centre_on(shape.centre)
        self.update()

    def _moved(self) -> None:
        self.moved.emit()
        self.update()
