# SPDX-License-Identifier: EUPL-1.2
"""The brushes and pens of the plan, made from the tokens of the theme; and the sample of a mark for the legend."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap

from app.ui.theme import Theme
from modules.cemetery.rules.plan_marks import MARKS, Hatching, PlanMark

STEP = 6
"""Pixels between two lines of a hatching, at 100 %."""


@dataclass(frozen=True)
class Style:
    """How the plots of a mark are painted."""

    mark: PlanMark
    fill: QColor
    ink: QColor
    edge: QPen
    brush: QBrush
    """Fill and hatching in one texture; its origin follows the tile."""
    plain: QBrush


class PlanLook:
    """Every colour of the plan, for one theme and size of letters."""

    def __init__(self, theme: Theme, ratio: float = 1.0) -> None:
        self.theme = theme
        self.ratio = ratio
        self.ground = theme.colour("plan-ground")
        self.path = theme.colour("plan-path")
        self.wall = theme.colour("plan-wall")
        self.text = theme.colour("text")
        self.muted = theme.colour("muted")
        self.line = theme.colour("line")
        self.accent = theme.colour("accent")
        self.on_accent = theme.colour("on-accent")
        self.surface = theme.colour("surface")
        self.tree = theme.colour("plan-perpetual-ink")
        self.water = theme.colour("plan-common-ink")
        self.building = theme.colour("plan-service")
        self.small: QFont = theme.font("small")
        self.strong: QFont = theme.font("label", strong=True)
        self.step = min(max(STEP, theme.px(STEP)), STEP + 2)
        self.styles = {code: self._style(mark) for code, mark in MARKS.items()}
        self.dim = self._dim()

    def _style(self, mark: PlanMark) -> Style:
        theme = self.theme
        fill, ink = theme.colour(f"plan-{mark.colour}"), theme.colour(f"plan-{mark.colour}-ink")
        edge = QPen(ink, 1.0)
        edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if mark.hatching is Hatching.BROKEN:
            edge.setDashPattern([3.0, 2.5])
        return Style(mark, fill, ink, edge, self._texture(mark.hatching, fill, ink), QBrush(fill))

    def _dim(self) -> Style:
        """What the filter or the search leaves aside: an outline, hardly seen."""
        theme = self.theme
        ink = theme.colour("line")
        if ink == theme.colour("plan-ground"):
            ink = theme.colour("muted")
        plain = QBrush(self.ground)
        return Style(MARKS["FREE"], self.ground, ink, QPen(ink, 1.0), plain, plain)

    def _texture(self, hatching: Hatching, fill: QColor, ink: QColor) -> QBrush:
        if hatching in (Hatching.NONE, Hatching.BROKEN, Hatching.STRUCK):
            return QBrush(fill)
        step = self.step
        side = round(step * self.ratio)
        tile = QPixmap(side, side)
        tile.fill(fill)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(ink, max(1.0, side / 7))
        painter.setPen(pen)
        for x1, y1, x2, y2 in _strokes(hatching, float(side)):
            painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
        if hatching is Hatching.DOTS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            radius = side * 0.17
            painter.drawEllipse(QPointF(side * 0.5, side * 0.5), radius, radius)
        painter.end()
        tile.setDevicePixelRatio(self.ratio)
        return QBrush(tile)


def _strokes(hatching: Hatching, side: float) -> list[tuple[float, float, float, float]]:
    """Lines that join from one texture to the next."""
    rising = [(-side, side, side, -side), (0, side, side, 0), (0, 2 * side, 2 * side, 0)]
    falling = [(side - x1, y1, side - x2, y2) for x1, y1, x2, y2 in rising]
    middle = side / 2
    return {
        Hatching.RISING: rising,
        Hatching.FALLING: falling,
        Hatching.CROSSED: rising + falling,
        Hatching.LEVEL: [(0.0, middle, side, middle)],
        Hatching.UPRIGHT: [(middle, 0.0, middle, side)],
    }.get(hatching, [])


def paint_sample(painter: QPainter, rect: QRectF, style: Style, radius: float) -> None:
    """A mark as the legend shows it: fill, hatching, edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrushOrigin(rect.topLeft())
    painter.setPen(style.edge)
    painter.setBrush(style.brush)
    painter.drawRoundedRect(rect, radius, radius)
    if style.mark.hatching is Hatching.STRUCK:
        painter.drawLine(rect.topLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomLeft())
    painter.restore()
