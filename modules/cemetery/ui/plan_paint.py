# SPDX-License-Identifier: EUPL-1.2
"""Painting of one square of the plan: ground, pictures, paths, plots with their hatching, then words that fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF, QTransform

from modules.cemetery.plan_facts import PlanPiece
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.rules.drawing import Bounds
from modules.cemetery.rules.plan_marks import Hatching
from modules.cemetery.ui.plan_look import PlanLook, Style
from modules.cemetery.ui.plan_scene import PlanScene, Shape

COARSE_PX, FINE_PX, ROUND_PX = 4.0, 4.5, 8.0
"""Width of a plot under which it has no edge, no hatching, no softened corners."""
LETTER_LINES = 4
"""Lines of text that a plot must have room for to bear the letter of its mark as well."""
MARGIN_PX = 60.0
"""How far a tree or a wall may reach out of its points."""
PATH_M, WALL_M = 1.6, 0.3
"""Width of a path and of a wall drawn as a line."""
UNDER = (PlanLayer.BOUNDARY, PlanLayer.SECTION, PlanLayer.PATH, PlanLayer.WATER, PlanLayer.BUILDING, PlanLayer.STRUCTURE)
"""Layers painted before the plots, in this order; the others come over them."""


@dataclass(frozen=True)
class Frame:
    """Where a square stands: pixels to the right and down from the anchor of the plan, and pixels a metre."""

    scale: float
    anchor: tuple[float, float]
    left: int
    top: int

    @property
    def transform(self) -> QTransform:
        """From metres to pixels of the square."""
        s, (ax, ay) = self.scale, self.anchor
        return QTransform(s, 0.0, 0.0, -s, -ax * s - self.left, ay * s - self.top)

    def world(self, rect: QRectF) -> Bounds:
        """The metres that a rectangle of pixels covers."""
        s, (ax, ay) = self.scale, self.anchor
        left, right = ax + (self.left + rect.left()) / s, ax + (self.left + rect.right()) / s
        return left, ay - (self.top + rect.bottom()) / s, right, ay - (self.top + rect.top()) / s


@dataclass
class Showing:
    """What is shown beside the facts: filters, search, hidden plots, pictures read so far."""

    dimmed: frozenset[str] = frozenset()
    """Marks that the legend puts aside."""
    found: Collection[int] | None = None
    """Plots that the search found; None shows all alike."""
    hidden: Collection[int] = frozenset()
    """Plots that the editor paints itself."""
    images: Mapping[int, QImage] | None = None
    pale: bool = False
    """While one edits over a picture, plots let it through."""

    def is_dim(self, shape: Shape) -> bool:
        """Whether a plot is put aside."""
        return shape.mark in self.dimmed or (self.found is not None and shape.id not in self.found)


def paint_square(painter: QPainter, rect: QRectF, frame: Frame, scene: PlanScene, look: PlanLook, showing: Showing) -> None:
    """Paint what `rect` (pixels of the square) shows of the plan."""
    painter.fillRect(rect, look.ground)
    transform = frame.transform
    pieces = scene.pieces_within(frame.world(rect.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_pictures(painter, scene, transform, showing)
    _paint_sections(painter, scene, transform, look)
    for layer in UNDER:
        _paint_pieces(painter, [p for p in pieces if p.layer is layer], frame, transform, look)
    if showing.pale:
        painter.setOpacity(0.6)
    # Labels never leave their plot: only the edges reach a pixel out of it.
    shapes = scene.index.within(frame.world(rect.adjusted(-2, -2, 2, 2)))
    if showing.hidden:
        shapes = [shape for shape in shapes if shape.id not in showing.hidden]
    _paint_plots(painter, shapes, frame, transform, look, showing)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_pieces(painter, [p for p in pieces if p.layer not in UNDER], frame, transform, look)
    _paint_titles(painter, rect, scene, transform, frame, look)
    _paint_labels(painter, shapes, frame.scale, transform, look, showing)


def _paint_sections(painter: QPainter, scene: PlanScene, transform: QTransform, look: PlanLook) -> None:
    """The outlines of sections that were drawn, under everything."""
    painter.setPen(QPen(look.muted, 1.0, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for section in scene.facts.sections:
        if len(section.ring) > 2:
            painter.drawPolygon(transform.map(QPolygonF([QPointF(x, y) for x, y in section.ring])))


def _paint_pictures(painter: QPainter, scene: PlanScene, transform: QTransform, showing: Showing) -> None:
    for picture in scene.facts.pictures:
        image = (showing.images or {}).get(picture.id)
        if image is None:
            continue
        a, d, b, e, c, f = picture.transform
        # The world file speaks of the centres of pixels, the image is painted from its corner.
        placed = QTransform(a, d, b, e, c - (a + b) / 2, f - (d + e) / 2)
        shrink = picture.width / max(1, image.width())
        painter.save()
        painter.setOpacity(picture.opacity / 100)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(QTransform.fromScale(shrink, shrink) * placed * transform, True)
        painter.drawImage(0, 0, image)
        painter.restore()


# ---------------------------------------------------------------- plots


def _paint_plots(
    painter: QPainter, shapes: Sequence[Shape], frame: Frame, transform: QTransform, look: PlanLook, showing: Showing
) -> None:
    groups: dict[tuple[str, bool, int], list[Shape]] = defaultdict(list)
    scale = frame.scale
    coarse, fine = COARSE_PX / scale, FINE_PX / scale
    for shape in shapes:
        detail = 2 if shape.side >= fine else 1 if shape.side >= coarse else 0
        groups[shape.mark, showing.is_dim(shape), detail].append(shape)
    origin = QPointF(-(frame.left % look.step), -(frame.top % look.step))
    painter.setBrushOrigin(origin)
    for (mark, dim, detail), members in groups.items():
        style = look.dim if dim else look.styles[mark]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, detail == 2)
        painter.setPen(style.edge if detail else Qt.PenStyle.NoPen)
        painter.setBrush(style.brush if detail == 2 and not dim else style.plain)
        _draw_outlines(painter, members, transform, members[0].side * scale)
        if style.mark.hatching is Hatching.STRUCK and detail == 2 and not dim:
            for shape in members:
                box = pixel_rect(shape, transform)
                painter.drawLine(box.topLeft(), box.bottomRight())
                painter.drawLine(box.topRight(), box.bottomLeft())


def _draw_outlines(painter: QPainter, shapes: Sequence[Shape], transform: QTransform, side: float) -> None:
    """Outlines in the pen and brush in hand; upright ones on whole pixels, with softened corners."""
    to_pixels, draw_polygon = transform.map, painter.drawPolygon
    upright = [pixel_rect(shape, transform) for shape in shapes if shape.is_upright]
    if side < ROUND_PX:
        painter.drawRects(upright)
    else:
        radius = min(3.0, side / 6)
        draw_rounded = painter.drawRoundedRect
        for box in upright:
            draw_rounded(box, radius, radius)
    if len(upright) < len(shapes):
        for shape in shapes:
            if not shape.is_upright:
                draw_polygon(to_pixels(shape.polygon))


def pixel_rect(shape: Shape, transform: QTransform) -> QRectF:
    """The rectangle of an upright plot, its edges in the middle of pixels."""
    left, bottom, right, top = shape.bounds
    scale, dx, dy = transform.m11(), transform.m31(), transform.m32()
    x, y = floor(left * scale + dx), floor(dy - top * scale)
    return QRectF(x + 0.5, y + 0.5, floor(right * scale + dx) - x - 1 or 1, floor(dy - bottom * scale) - y - 1 or 1)


def paint_shape(painter: QPainter, polygon: QPolygonF, style: Style) -> None:
    """One outline, hatching and all, wherever the editor has it."""
    painter.setPen(style.edge)
    painter.setBrush(style.brush)
    painter.drawPolygon(polygon)


# ---------------------------------------------------------------- words


def _paint_labels(
    painter: QPainter, shapes: Sequence[Shape], scale: float, transform: QTransform, look: PlanLook, showing: Showing
) -> None:
    metrics = QFontMetricsF(look.small)
    tall, narrow = metrics.height(), metrics.horizontalAdvance("0")
    if not shapes or max(shape.side for shape in shapes) * scale < narrow + 4:
        return
    painter.setFont(look.small)
    width_of = metrics.horizontalAdvance
    for shape in shapes:
        left, bottom, right, top = shape.bounds
        # A turned plot has no more room than its shorter side, whatever its rectangle says.
        wide = ((right - left) if shape.is_upright else shape.side) * scale - 4
        high = (top - bottom) * scale - 2
        if wide < narrow or high < tall:
            continue
        text = shape.plot.label
        length = width_of(text)
        if length > wide:
            text = shape.plot.number
            length = width_of(text)
            if length > wide:
                continue
        dim = showing.is_dim(shape)
        style = look.dim if dim else look.styles[shape.mark]
        point = transform.map(QPointF(*shape.centre))
        lines = [(text, length)]
        if wide > 56 and high > 2 * tall + 4 and shape.plot.name:
            name = metrics.elidedText(shape.plot.name, Qt.TextElideMode.ElideRight, wide)
            lines.append((name, width_of(name)))
        ink = look.muted if dim else look.text
        _write(painter, lines, point, tall, style, ink)
        letter = style.mark.letter
        if high >= LETTER_LINES * tall and letter and not dim:
            foot = QPointF(point.x(), point.y() + high / 2 - tall * 0.6)
            _write(painter, [(letter, width_of(letter))], foot, tall, style, style.ink)


def _write(
    painter: QPainter, lines: Sequence[tuple[str, float]], point: QPointF, tall: float, style: Style, ink: QColor
) -> None:
    """Centred lines; the hatching makes room behind them."""
    widest = max(length for _text, length in lines)
    whole = tall * len(lines)
    box = QRectF(round(point.x() - widest / 2), round(point.y() - whole / 2), widest, whole)
    if style.mark.hatching not in (Hatching.NONE, Hatching.BROKEN):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.plain)
        painter.drawRoundedRect(box.adjusted(-2, 1, 2, -1), 2, 2)
    painter.setPen(ink)
    for rank, (text, length) in enumerate(lines):
        place = QRectF(round(point.x() - length / 2), box.top() + rank * tall, length + 2, tall)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)


def _paint_titles(
    painter: QPainter, rect: QRectF, scene: PlanScene, transform: QTransform, frame: Frame, look: PlanLook
) -> None:
    painter.setFont(look.strong)
    painter.setPen(look.muted)
    metrics, rise = QFontMetricsF(look.strong), look.theme.px(6)
    for title, (x, y), wide in scene.titles:
        point = transform.map(QPointF(x, y))
        left, foot = round(point.x()), round(point.y()) - rise
        room = wide * frame.scale * 0.8
        if left > rect.right() or left + room < rect.left() or not rect.top() - 4 < foot < rect.bottom() + 40:
            continue
        if metrics.horizontalAdvance(title) <= room:
            painter.drawText(QPointF(left, foot), title)


# ---------------------------------------------------------------- walls, paths, trees


def _paint_pieces(
    painter: QPainter, pieces: Sequence[PlanPiece], frame: Frame, transform: QTransform, look: PlanLook
) -> None:
    for piece in pieces:
        points = QPolygonF([QPointF(x, y) for x, y in piece.points])
        mapped = transform.map(points)
        if piece.shape == "point" or mapped.size() == 1:
            _PAINT_POINT.get(piece.layer, _paint_spot)(painter, mapped.at(0), piece, frame.scale, look)
        elif piece.shape == "line":
            _paint_line(painter, mapped, piece, frame.scale, look)
        else:
            _paint_area(painter, mapped, piece, look)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_area(painter: QPainter, polygon: QPolygonF, piece: PlanPiece, look: PlanLook) -> None:
    layer = piece.layer
    fills = {
        PlanLayer.PATH: look.path, PlanLayer.BUILDING: look.building, PlanLayer.STRUCTURE: look.building,
        PlanLayer.WATER: look.styles["COMMON_OCCUPIED"].fill, PlanLayer.WALL: look.wall,
    }  # fmt: skip
    fill = fills.get(layer)
    painter.setBrush(QBrush(fill) if fill is not None else QBrush(Qt.BrushStyle.NoBrush))
    if layer is PlanLayer.BOUNDARY:
        painter.setPen(QPen(look.wall, 2.0))
    elif layer in (PlanLayer.SECTION, PlanLayer.ROW):
        painter.setPen(QPen(look.line, 1.0, Qt.PenStyle.DashLine))
    elif layer in (PlanLayer.BUILDING, PlanLayer.STRUCTURE, PlanLayer.WATER):
        painter.setPen(QPen(look.wall, 1.0))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(polygon)
    if piece.label and layer in (PlanLayer.BUILDING, PlanLayer.STRUCTURE, PlanLayer.PATH, PlanLayer.WATER):
        box = polygon.boundingRect()
        metrics = QFontMetricsF(look.small)
        if metrics.horizontalAdvance(piece.label) < box.width() and metrics.height() < box.height():
            painter.setFont(look.small)
            painter.setPen(look.muted)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, piece.label)


def _paint_line(painter: QPainter, line: QPolygonF, piece: PlanPiece, scale: float, look: PlanLook) -> None:
    width, colour = {
        PlanLayer.PATH: (max(1.0, PATH_M * scale), look.path),
        PlanLayer.WALL: (max(1.0, WALL_M * scale), look.wall),
        PlanLayer.BOUNDARY: (2.0, look.wall),
        PlanLayer.GATE: (max(2.0, WALL_M * 1.5 * scale), look.accent),
    }.get(piece.layer, (1.0, look.line))
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(line)


def _paint_tree(painter: QPainter, at: QPointF, piece: PlanPiece, scale: float, look: PlanLook) -> None:
    radius = max(2.0, 1.4 * scale)
    ink = look.tree
    painter.setPen(QPen(ink, 1.0))
    soft = look.styles["PERPETUAL"].fill
    painter.setBrush(soft)
    painter.drawEllipse(at, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(at, max(1.0, radius / 5), max(1.0, radius / 5))


def _paint_words(painter: QPainter, at: QPointF, piece: PlanPiece, scale: float, look: PlanLook) -> None:
    if scale * 100 < 300 * look.theme.percent / 100:
        return
    painter.setFont(look.small)
    painter.setPen(look.muted)
    wide = QFontMetricsF(look.small).horizontalAdvance(piece.label)
    painter.drawText(QPointF(at.x() - wide / 2, at.y() + 4), piece.label)


def _paint_spot(painter: QPainter, at: QPointF, piece: PlanPiece, scale: float, look: PlanLook) -> None:
    colour = look.water if piece.layer is PlanLayer.WATER else look.wall
    radius = max(2.0, min(6.0, 0.4 * scale))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)
    if piece.label:
        _paint_words(painter, QPointF(at.x(), at.y() + radius + look.theme.px(10)), piece, scale, look)


_PAINT_POINT: dict[PlanLayer, Callable[[QPainter, QPointF, PlanPiece, float, PlanLook], None]] = {
    PlanLayer.TREE: _paint_tree,
    PlanLayer.LABEL: _paint_words,
}
