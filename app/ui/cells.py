# SPDX-License-Identifier: EUPL-1.2
"""How a cell of a list is painted: figures that line up, states as a word and an icon, hairlines between rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.forms.fields import Option
from app.forms.page import Column
from app.ui.table_model import Role
from app.ui.theme import Theme
from app.ui.widgets import chip_size, paint_chip

PADDING = 12
NARROW = 9
"""Beside the words of a cell: less in the lines of a record, whose pane is narrow."""
EDGE = 3
"""Width of the mark at the left of the current row."""


def heading_sheet(theme: Theme, padding: int = PADDING) -> str:
    """Headings that stand exactly over their cells."""
    return f"QHeaderView::section {{ padding: 0 {theme.px(padding)}px; }}"


def tabular(font: QFont) -> QFont:
    """The same font with figures of equal width, so that amounts line up."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


class CellDelegate(QStyledItemDelegate):
    """Paints every cell of a list. The state of a row is never told by its colour alone."""

    def __init__(self, theme: Theme, parent: QObject | None = None, padding: int = PADDING) -> None:
        super().__init__(parent)
        self.theme, self.padding = theme, padding
        self.emphasis = ""
        """Key of a row that writes it in bold when true (a total)."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = self.theme
        rect: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        ground = "selected" if selected else "hover" if hovered else "surface"
        painter.fillRect(rect, theme.colour(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        widget = option.widget
        if selected and widget is not None and self._is_first(widget, index):
            painter.fillRect(QRect(rect.left(), rect.top(), theme.px(EDGE), rect.height()), theme.colour("accent"))
        self._content(painter, rect, index, selected)
        painter.restore()

    @staticmethod
    def _is_first(widget: object, index: QModelIndex | QPersistentModelIndex) -> bool:
        header = widget.horizontalHeader() if hasattr(widget, "horizontalHeader") else None
        return header is not None and header.visualIndex(index.column()) == 0

    def _content(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, selected: bool
    ) -> None:
        theme = self.theme
        column = index.data(Role.COLUMN)
        room = rect.adjusted(theme.px(self.padding), 0, -theme.px(self.padding), -1)
        chip = index.data(Role.OPTION)
        if isinstance(chip, Option):
            paint_chip(painter, room, theme, str(chip.label), chip.tone, chip.icon)
            return
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text is None:
            # Not read yet: a pale bar, so that the eye does not take it for an empty cell.
            bar = QRect(room.left(), room.center().y() - theme.px(3), min(room.width(), theme.px(56)), theme.px(6))
            painter.fillRect(bar, theme.colour("line"))
            return
        strong, weak = False, False
        if isinstance(column, Column):
            strong, weak = column.strong, column.weak
        row = index.data(Role.ROW)
        if row is not None and row.get("_emphasis"):
            strong = True
        font = theme.font("body", strong=strong)
        align = index.data(Qt.ItemDataRole.TextAlignmentRole) or int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(tabular(font))
        painter.setPen(theme.colour("muted" if weak else "text"))
        cut = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(align), cut)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        chip = index.data(Role.OPTION)
        padding = 2 * self.theme.px(self.padding) + 2
        if isinstance(chip, Option):
            wide = chip_size(self.theme, str(chip.label), chip.icon).width()
        else:
            text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            column, row = index.data(Role.COLUMN), index.data(Role.ROW)
            strong = (isinstance(column, Column) and column.strong) or bool(row and row.get("_emphasis"))
            wide = QFontMetrics(tabular(self.theme.font("body", strong=strong))).horizontalAdvance(text) + 1
        return QSize(wide + padding, self.theme.size("row"))
