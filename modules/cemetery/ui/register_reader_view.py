# SPDX-License-Identifier: EUPL-1.2
"""The page of a register on the screen: moved, zoomed, its lines framed, a new frame drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.tokens import COLOURS, Scheme
from modules.cemetery.strings import _
from modules.cemetery.ui.register_reader_facts import Box, Line, kept_inside

if TYPE_CHECKING:
    from app.ui.theme import Theme

STEP = 1.25
LEAST, MOST = 0.05, 8.0
PAN = 80
DRAG_PX = 5
CACHED_PIXELS = 12_000_000
PAPER = COLOURS[Scheme.LIGHT]
"""The paper is white in every theme: what is drawn on it keeps the colours that show on white."""


class PageView(QWidget):
    """The picture of a page and its frames. It tells what is pressed and drawn; it writes nothing."""

    chosen = Signal(int)
    """Rank of the line pressed, -1 beside every frame."""
    drawn = Signal(object)
    """A `Box` was drawn with the mouse."""
    key = Signal(QKeyEvent)
    """A key that is not about moving the picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.image: QImage | None = None
        self.lines: list[Line] = []
        self.current = -1
        self.drawing = False
        self.scale = 1.0
        self.origin = QPointF(0, 0)
        """Where the top left corner of the page stands in the widget."""
        self.clear_right = 0
        """Pixels at the right that the buttons of the glass cover: a page fitted stays clear of them."""
        self._fits = "width"
        self._scaled: tuple[float, QPixmap] | None = None
        self._pressed: QPointF | None = None
        self._grip = QPointF()
        self._moving = False
        self._rubber: QRectF | None = None
        self._space = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(200), theme.px(160))
        self.setAccessibleName(str(_("Page du registre")))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(640), self.theme.px(560))

    # ------------------------------------------------------------ what is shown

    def show_image(self, image: QImage | None, *, keep: bool = False) -> None:
        """Show a page; `keep` leaves the zoom where it was (the same page read again)."""
        same = keep and image is not None and self.image is not None and image.size() == self.image.size()
        self.image, self._scaled = image, None
        if not same:
            self._fit(self._fits)
        self.update()

    def show_lines(self, lines: list[Line], current: int) -> None:
        """Show the frames; the current one comes into sight."""
        self.lines, self.current = lines, current
        if 0 <= current < len(lines) and lines[current].box is not None:
            self.reveal(lines[current].box)
        self._describe()
        self.update()

    def _describe(self) -> None:
        line = self.lines[self.current] if 0 <= self.current < len(self.lines) else None
        said = str(_("Ligne {n} sur {total}", n=self.current + 1, total=len(self.lines))) if line is not None else str(_("Aucune ligne en main"))
        self.setAccessibleDescription(f"{said}. {line.title} {line.reading}" if line is not None else said)

    def draw_next(self, drawing: bool) -> None:
        """Whether the mouse draws a frame instead of moving the page."""
        self.drawing = drawing
        self.setCursor(Qt.CursorShape.CrossCursor if drawing else Qt.CursorShape.ArrowCursor)

    # ------------------------------------------------------------ moving

    def fit_page(self) -> None:
        """The whole page."""
        self._fit("page")

    def fit_width(self) -> None:
        """The whole width of the page."""
        self._fit("width")

    def _fit(self, how: str) -> None:
        self._fits = how
        if self.image is None or self.image.isNull():
            return
        margin = self.theme.px(16)
        wide, high = max(1, self.width() - 2 * margin - self.clear_right), max(1, self.height() - 2 * margin)
        across, down = wide / self.image.width(), high / self.image.height()
        self.scale = min(max(across if how == "width" else min(across, down), LEAST), MOST)
        self.origin = QPointF(0, margin)
        self._stay()
        self.update()

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Nearer or farther, `about` staying where it is."""
        if self.image is None:
            return
        about = about or QPointF(self.width() / 2, self.height() / 2)
        scale = min(max(self.scale * factor, LEAST), MOST)
        self.origin = about - (about - self.origin) * (scale / self.scale)
        self.scale, self._fits = scale, ""
        self._stay()
        self.update()

    def pan(self, dx: float, dy: float) -> None:
        """Move the page by so many pixels."""
        self.origin += QPointF(dx, dy)
        self._stay()
        self.update()

    def _stay(self) -> None:
        """The page never leaves the widget; what is smaller than it is centred."""
        if self.image is None:
            return
        margin = self.theme.px(16)
        wide, high = self.image.width() * self.scale, self.image.height() * self.scale
        x, y = self.origin.x(), self.origin.y()
        room, tall = self.width() - 2 * margin, self.height() - 2 * margin
        x = (self.width() - self.clear_right - wide) / 2 if wide <= room - self.clear_right else min(max(x, self.width() - wide - margin), margin)
        y = (self.height() - high) / 2 if high <= tall else min(max(y, self.height() - high - margin), margin)
        self.origin = QPointF(x, y)

    def reveal(self, box: Box | None) -> None:
        """Bring a frame into sight, with some room around."""
        if box is None or self.image is None:
            return
        rect, room = self.rect_of(box), self.theme.px(48)
        dx = dy = 0.0
        if rect.top() < room:
            dy = room - rect.top()
        elif rect.bottom() > self.height() - room:
            dy = self.height() - room - rect.bottom()
        if rect.width() < self.width():
            if rect.left() < 0:
                dx = room - rect.left()
            elif rect.right() > self.width():
                dx = self.width() - room - rect.right()
        if dx or dy:
            self.pan(dx, dy)

    def rect_of(self, box: Box) -> QRectF:
        """A frame in pixels of the widget."""
        if self.image is None:
            return QRectF()
        wide, high = self.image.width() * self.scale, self.image.height() * self.scale
        return QRectF(self.origin.x() + box[0] * wide, self.origin.y() + box[1] * high, box[2] * wide, box[3] * high)

    def box_of(self, rect: QRectF) -> Box:
        """Fractions of the page of a rectangle of the widget."""
        assert self.image is not None
        wide, high = self.image.width() * self.scale, self.image.height() * self.scale
        return kept_inside(
            ((rect.left() - self.origin.x()) / wide, (rect.top() - self.origin.y()) / high, rect.width() / wide, rect.height() / high)
        )

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("ground"))
        if self.image is None or self.image.isNull():
            return
        self._paint_page(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rank, line in enumerate(self.lines):
            if line.box is not None and rank != self.current:
                self._paint_frame(painter, rank, line)
        if 0 <= self.current < len(self.lines) and self.lines[self.current].box is not None:
            self._paint_frame(painter, self.current, self.lines[self.current])
        if self._rubber is not None:
            painter.setPen(QPen(QColor(PAPER["accent"]), self.theme.px(2), Qt.PenStyle.DashLine))
            painter.setBrush(self._tint("accent", 30))
            painter.drawRect(self._rubber)
        if self.hasFocus():
            painter.setPen(QPen(self.theme.colour("focus"), self.theme.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_page(self, painter: QPainter) -> None:
        assert self.image is not None
        wide, high = self.image.width() * self.scale, self.image.height() * self.scale
        page = QRectF(self.origin.x(), self.origin.y(), wide, high)
        if wide * high <= CACHED_PIXELS:
            if self._scaled is None or self._scaled[0] != self.scale:
                size = QSize(max(1, round(wide)), max(1, round(high)))
                small = self.image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
                self._scaled = (self.scale, QPixmap.fromImage(small))
            painter.drawPixmap(page.topLeft().toPoint(), self._scaled[1])
        else:
            # Very near: only what is seen is enlarged.
            seen = page.intersected(QRectF(self.rect()))
            source = QRectF((seen.topLeft() - page.topLeft()) / self.scale, seen.size() / self.scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(seen, self.image, source)
        painter.setPen(QPen(self.theme.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(page)

    def _tint(self, token: str, alpha: int) -> QColor:
        colour = QColor(PAPER[token])
        colour.setAlpha(alpha)
        return colour

    def _paint_frame(self, painter: QPainter, rank: int, line: Line) -> None:
        assert line.box is not None
        theme, rect, mine = self.theme, self.rect_of(line.box), rank == self.current
        token = "accent" if mine else "warning-fg" if line.has_doubts else "success-fg"
        pen = QPen(QColor(PAPER[token]), theme.px(3 if mine else 1.6))
        if line.id is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(self._tint(token, 26 if mine else 14))
        painter.drawRoundedRect(rect, theme.px(3), theme.px(3))
        # Beside the writing, never on it: the number, and what a colour alone would not say.
        mark = " ?" if line.has_doubts else " ✓" if line.is_checked else ""
        text, font = f"{rank + 1}{mark}", theme.font("small", strong=True)
        metrics = QFontMetricsF(font)
        wide, high = metrics.horizontalAdvance(text) + theme.px(10), metrics.height() + theme.px(2)
        left = rect.left() - wide - theme.px(3)
        tag = QRectF(max(left, theme.px(2)), rect.center().y() - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(PAPER[token]))
        painter.drawRoundedRect(tag, high / 2, high / 2)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)

    # ------------------------------------------------------------ mouse and keys

    def line_at(self, at: QPointF) -> int:
        """Rank of the smallest frame under a point, -1 without one."""
        hits = [(line.box[2] * line.box[3], rank) for rank, line in enumerate(self.lines) if line.box and self.rect_of(line.box).contains(at)]
        return min(hits)[1] if hits else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._grip, self._moving = event.position(), self.origin, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            if not self.drawing:
                over = self.line_at(event.position()) >= 0
                self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.OpenHandCursor)
            return
        moved = event.position() - self._pressed
        if not self._moving and moved.manhattanLength() < DRAG_PX:
            return
        self._moving = True
        if self.drawing and event.buttons() & Qt.MouseButton.LeftButton:
            self._rubber = QRectF(self._pressed, event.position()).normalized()
        else:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.origin = self._grip + moved
            self._stay()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        rubber, moving = self._rubber, self._moving
        self._pressed, self._rubber, self._moving = None, None, False
        if rubber is not None and self.image is not None:
            self.drawn.emit(self.box_of(rubber))
        elif not moving and event.button() == Qt.MouseButton.LeftButton and not self.drawing:
            self.chosen.emit(self.line_at(event.position()))
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan(turned.y() + turned.x(), 0)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or not event.hasPixelDelta():
            self.zoom(STEP ** (turned.y() / 120), event.position())
        else:
            pixels: QPoint = event.pixelDelta()
            self.pan(pixels.x(), pixels.y())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (PAN, 0), Qt.Key.Key_Right: (-PAN, 0)}
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        text = event.text()
        if plain and event.key() in moves:
            self.pan(*moves[Qt.Key(event.key())])
        elif text == "+":
            self.zoom(STEP)
        elif text in ("-", "−"):
            self.zoom(1 / STEP)
        elif plain and event.key() == Qt.Key.Key_F:
            self.fit_page()
        elif plain and event.key() == Qt.Key.Key_L:
            self.fit_width()
        else:
            self.key.emit(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self._fit(self._fits)
        else:
            self._stay()
        if 0 <= self.current < len(self.lines):
            self.reveal(self.lines[self.current].box)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
