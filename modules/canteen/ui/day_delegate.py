# SPDX-License-Identifier: EUPL-1.2
"""How a grid of persons × days is painted: names with their codes, one sign a cell, remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.forms.fields import Tone
from app.ui.theme import Theme
from modules.canteen.ui.day_model import CELL_ROLE, NAME, ROW_ROLE, Index
from modules.canteen.ui.sheets import Badge, GridCell, GridRow, Shape


class Look(NamedTuple):
    """How a shape is painted: tone, icon or letter, and an edge of dashes."""

    tone: Tone | None
    icon: str = ""
    letter: str = ""
    dashed: bool = False


LOOKS: Mapping[Shape, Look] = {
    Shape.PRESENT: Look(Tone.SUCCESS, "check"),
    Shape.EXTRA: Look(Tone.INFO, "plus"),
    Shape.ABSENT: Look(Tone.DANGER, letter="A"),
    Shape.JUSTIFIED: Look(Tone.WARNING, letter="J"),
    Shape.ASKED: Look(None, letter="?", dashed=True),
    Shape.AHEAD: Look(None, letter="•", dashed=True),
    Shape.NOTHING: Look(None, letter="·"),
    Shape.CLOSED: Look(None),
    Shape.ADDED: Look(Tone.INFO, "plus"),
    Shape.REMOVED: Look(Tone.NEUTRAL, "x"),
    Shape.WAITING: Look(Tone.WARNING, "clock-alert"),
}


class DayDelegate(QStyledItemDelegate):
    """Paints names with their codes, cells with their sign, remarks; and the ring around the current cell."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self.theme, QRect(option.rect)
        view = option.widget
        is_current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected) and not is_current
        painter.save()
        painter.fillRect(rect, theme.colour("selected" if is_selected else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, GridCell):
            self._cell(painter, rect, cell)
        elif index.column() == NAME:
            self._name(painter, rect, index.data(ROW_ROLE))
        else:
            self._note(painter, rect, index)
        if is_current:
            self._ring(painter, rect, isinstance(cell, GridCell), view is not None and view.hasFocus())
        painter.restore()

    # ------------------------------------------------------------ the parts of a row

    def pill(self, rect: QRect) -> QRectF:
        """The coloured part of a cell."""
        theme = self.theme
        wide = min(theme.px(74), rect.width() - theme.px(6))
        tall = min(theme.px(24), rect.height() - theme.px(6))
        return QRectF(rect.center().x() - wide / 2 + 0.5, rect.center().y() - tall / 2, wide, tall)

    def _cell(self, painter: QPainter, rect: QRect, cell: GridCell) -> None:
        theme, look = self.theme, LOOKS[cell.shape]
        box, radius = self.pill(rect), theme.px(4)
        if cell.shape is Shape.CLOSED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_hatch(theme.colour("line")))
            painter.drawRoundedRect(box, radius, radius)
            self._text(painter, box, cell.text, "faint")
            return
        ink = theme.hex("muted")
        if look.tone is not None:
            colours = theme.tone(look.tone)
            ink = colours.fg
            # Where the ground of the sign is the surface itself (high contrast), an edge gives it its shape.
            bare = colours.bg == theme.hex("surface")
            painter.setPen(QPen(QColor(ink)) if bare else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(QColor(colours.bg))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        elif look.dashed:
            pen = QPen(theme.colour("edge"), 1, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self._sign(painter, box, look, ink, cell)

    def _sign(self, painter: QPainter, box: QRectF, look: Look, ink: str, cell: GridCell) -> None:
        theme = self.theme
        sign = QRectF(box)
        if cell.text:
            # A calendar writes the day at the left and the sign beside it.
            left = QRectF(box.left() + theme.px(6), box.top(), box.width() / 2, box.height())
            self._text(painter, left, cell.text, "muted", Qt.AlignmentFlag.AlignLeft)
            sign.setLeft(box.center().x() - theme.px(4))
        if look.icon:
            side = theme.px(16)
            ratio = painter.device().devicePixelRatio()
            place = QPoint(round(sign.center().x() - side / 2), round(sign.center().y() - side / 2))
            painter.drawPixmap(place, theme.pixmap(look.icon, ink, 16, ratio))
        elif look.letter:
            faint = cell.shape is Shape.NOTHING
            painter.setFont(theme.font("body", strong=look.tone is not None))
            painter.setPen(theme.colour("faint") if faint else QColor(ink))
            painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, look.letter)
        if cell.remark or (cell.is_basket and cell.shape is not Shape.NOTHING):
            # A small corner says that the tooltip has more to tell.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            size = theme.px(4)
            painter.drawEllipse(QRectF(box.right() - size - theme.px(3), box.top() + theme.px(3), size, size))

    def _text(
        self, painter: QPainter, box: QRectF, text: str, token: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
    ) -> None:
        painter.setFont(self.theme.font("label"))
        painter.setPen(self.theme.colour(token))
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, text)

    def _name(self, painter: QPainter, rect: QRect, row: Any) -> None:
        if not isinstance(row, GridRow):
            return
        theme = self.theme
        font = theme.font("body")
        metrics = QFontMetrics(font)
        badge_font = theme.font("small", bold=True)
        badge_wide = sum(_badge_width(theme, badge_font, badge) + theme.px(4) for badge in row.badges)
        room = rect.adjusted(theme.px(12), 0, -theme.px(8), -1)
        words = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, max(theme.px(40), room.width() - badge_wide))
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        left = room.left() + metrics.horizontalAdvance(words) + theme.px(6)
        for badge in row.badges:
            left += self._badge(painter, left, rect, badge, badge_font) + theme.px(4)

    def _badge(self, painter: QPainter, left: int, rect: QRect, badge: Badge, font: QFont) -> int:
        theme = self.theme
        colours = theme.tone(badge.tone)
        wide, tall = _badge_width(theme, font, badge), theme.px(18)
        box = QRectF(left, rect.center().y() - tall / 2, wide, tall)
        bare = colours.bg == theme.hex("surface")
        painter.setPen(QPen(QColor(colours.fg)) if bare else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(colours.bg))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        painter.setPen(QColor(colours.fg))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, badge.text)
        return wide

    def _note(self, painter: QPainter, rect: QRect, index: Index) -> None:
        theme = self.theme
        room = rect.adjusted(theme.px(12), 0, -theme.px(12), -1)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour("muted"))
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)

    def _ring(self, painter: QPainter, rect: QRect, is_cell: bool, has_focus: bool) -> None:
        theme = self.theme
        width = theme.px(2) if has_focus else 1
        gap = theme.px(3)
        box = self.pill(rect).adjusted(-gap, -gap, gap, gap) if is_cell else QRectF(rect).adjusted(4, 3, -4, -4)
        painter.setPen(QPen(theme.colour("focus" if has_focus else "edge"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))

    # ------------------------------------------------------------ sizes and editing

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.theme.px(80), self.theme.size("row"))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setMaxLength(200)
        line.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))
        return line

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(QRect(option.rect))


def _badge_width(theme: Theme, font: QFont, badge: Badge) -> int:
    return QFontMetrics(font).horizontalAdvance(badge.text) + theme.px(14)


def _hatch(colour: QColor) -> QBrush:
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)
