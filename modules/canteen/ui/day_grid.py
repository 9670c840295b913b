# SPDX-License-Identifier: EUPL-1.2
"""A grid of persons × days painted by one view: the base of attendance and bookings. No widget a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core.text import Text
from app.forms.fields import Tone
from app.ui.theme import Theme
from modules.canteen.strings import _
from modules.canteen.ui.sheets import Badge, GridCell, GridColumn, GridRow, Shape

Index = QModelIndex | QPersistentModelIndex
NAME = 0
"""Column of the names; days begin at 1, the remark comes last when there is one."""

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2


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


@dataclass(frozen=True)
class Shown:
    """What a grid shows at one moment."""

    rows: tuple[GridRow, ...] = ()
    columns: tuple[GridColumn, ...] = ()
    corner: Text = ""
    note: Text = ""
    """Title of the column of remarks; empty when there is none."""


class DayModel(QAbstractTableModel):
    """The values of a grid; cells changed by the user are laid over those of the database."""

    note_edited = Signal(int, str)
    """Row and new remark."""

    def __init__(self, shown: Shown | None = None) -> None:
        super().__init__()
        self.shown = shown or Shown()
        self.can_edit_notes = False

    def show(self, shown: Shown) -> None:
        """Show other values: the same places are only painted again, so that the cursor stays."""
        same = len(shown.rows) == len(self.shown.rows) and len(shown.columns) == len(self.shown.columns)
        same = same and bool(str(shown.note)) == bool(str(self.shown.note))
        if not same:
            self.beginResetModel()
            self.shown = shown
            self.endResetModel()
            return
        self.shown = shown
        if shown.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown.rows) - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    # ------------------------------------------------------------ asking

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the columns."""
        return tuple(column.day for column in self.shown.columns)

    def is_day(self, column: int) -> bool:
        """Whether a column of the view is a day."""
        return 1 <= column <= len(self.shown.columns)

    @property
    def note_column(self) -> int:
        """The column of remarks, -1 when there is none."""
        return len(self.shown.columns) + 1 if str(self.shown.note) else -1

    def cell(self, row: int, column: int) -> GridCell | None:
        """The cell at a place of the view."""
        if not (self.is_day(column) and 0 <= row < len(self.shown.rows)):
            return None
        cells = self.shown.rows[row].cells
        return cells[column - 1] if column - 1 < len(cells) else None

    # ------------------------------------------------------------ Qt's questions

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return 1 + len(self.shown.columns) + (1 if str(self.shown.note) else 0)

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == self.note_column and self.can_edit_notes:
            return base | Qt.ItemFlag.ItemIsEditable
        return base

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if self.is_day(section) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if self.is_day(section):
            column = self.shown.columns[section - 1]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.label
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                return column.said
            return column if role == CELL_ROLE else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(self.shown.corner if section == NAME else self.shown.note)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.shown.rows):
            return None
        row = self.shown.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if index.column() == NAME:
            return self._name(row, role)
        cell = self.cell(index.row(), index.column())
        if cell is not None:
            return self._cell(row, cell, index.column(), role)
        if index.column() == self.note_column:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return row.note(self.days) or row.hint
            if role == Qt.ItemDataRole.EditRole:
                return row.note(self.days)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}, {self.shown.note}\u00a0: {row.note(self.days) or row.hint or _('aucune')}"
        return None

    def _name(self, row: GridRow, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ", ".join([row.title, *(badge.said or badge.text for badge in row.badges)])
        return None

    def _cell(self, row: GridRow, cell: GridCell, column: int, role: int) -> Any:
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {self.shown.columns[column - 1].said}\u00a0: {cell.said}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.said[:1].upper() + cell.said[1:]
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if index.column() != self.note_column or role != Qt.ItemDataRole.EditRole:
            return False
        text = " ".join(str(value).split())
        if text != self.shown.rows[index.row()].note(self.days):
            self.note_edited.emit(index.row(), text)
        return True


class DayDelegate(QStyledItemDelegate):
    """Paints names with their codes, cells with their sign, remarks; and the ring around the current cell."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = self.theme, QRect(option.rect)
        view = option.widget
        is_current = isinstance(view, DayTable) and view.currentIndex() == index
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
        if cell.is_basket or cell.remark:
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


def _hatch(colour: QColor) -> Any:
    from PySide6.QtGui import QBrush

    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


class DayHeader(QHeaderView):
    """The days; a lock when the sheet is locked, the accent under today. A click offers to fill the column."""

    pressed_day = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(theme.px(24))
        self.sectionClicked.connect(self.pressed_day)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.theme.px(31))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = self.theme
        column = self.model().headerData(section, Qt.Orientation.Horizontal, CELL_ROLE)
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        font = theme.font("label", strong=True)
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        if isinstance(column, GridColumn):
            if column.is_today:
                painter.setPen(theme.colour("link"))
                painter.fillRect(QRect(rect.left(), rect.bottom() - theme.px(2) + 1, rect.width(), theme.px(2)), theme.colour("accent"))
            self._day(painter, rect, text, column)
        else:
            room = rect.adjusted(theme.px(12), 0, -theme.px(8), 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _day(self, painter: QPainter, rect: QRect, text: str, column: GridColumn) -> None:
        theme = self.theme
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > rect.width() - theme.px(4):
            text = text.rpartition(" ")[2]
        wide = metrics.horizontalAdvance(text)
        lock = theme.px(13) if column.is_locked and rect.width() > wide + theme.px(34) else 0
        left = rect.center().x() - (wide + (lock + theme.px(4) if lock else 0)) // 2
        painter.drawText(QRect(left, rect.top(), wide + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
        if lock:
            ratio = painter.device().devicePixelRatio()
            top = rect.center().y() - lock // 2
            painter.drawPixmap(QPoint(left + wide + theme.px(4), top), theme.pixmap("lock", "muted", 13, ratio))


class DayTable(QTableView):
    """The view: arrows move, letters and `Space` ask for a change, a row or a column is taken whole."""

    asked = Signal(str)
    """A letter of `letters`, or « space », on the cells in hand."""
    opened = Signal(int)
    """Enter or a double click on a name: the id of the row."""
    filled = Signal(str)
    """A letter for a whole row or column, chosen in its menu."""
    day_changed = Signal()
    """The current cell is on another day."""
    menu_asked = Signal(QPoint)
    column_asked = Signal(int, QPoint)

    def __init__(self, theme: Theme, letters: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.letters = theme, letters
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.size("row"))
        self.verticalHeader().setMinimumSectionSize(theme.size("row"))
        self.header = DayHeader(theme, self)
        self.setHorizontalHeader(self.header)
        self.setItemDelegate(DayDelegate(theme, self))
        self.header.pressed_day.connect(self._header_pressed)
        self.least_day = 34
        """Narrowest day, in pixels at 100 %."""

    # ------------------------------------------------------------ what is in hand

    def day_model(self) -> DayModel:
        """The model, as the grid that it is."""
        model = self.model()
        assert isinstance(model, DayModel)
        return model

    def cells_in_hand(self) -> list[GridCell]:
        """The cells on which a key acts: the selection, or the whole row when its name is current."""
        model, current = self.day_model(), self.currentIndex()
        if not current.isValid():
            return []
        chosen = [i for i in self.selectionModel().selectedIndexes() if model.is_day(i.column())]
        if current.column() == NAME and len(chosen) <= 1:
            cells = [model.cell(current.row(), column) for column in range(1, len(model.days) + 1)]
        elif len(chosen) > 1:
            cells = [model.cell(i.row(), i.column()) for i in sorted(chosen, key=lambda i: (i.column(), i.row()))]
        else:
            cells = [model.cell(current.row(), current.column())]
        return [cell for cell in cells if cell is not None]

    def current_day(self) -> date | None:
        """The day of the current cell."""
        cell = self.day_model().cell(self.currentIndex().row(), self.currentIndex().column())
        return cell.day if cell is not None else None

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a place, alone in the selection."""
        index = self.model().index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def take_column(self, column: int) -> None:
        """Select a whole day; the cursor stays in it."""
        model = self.day_model()
        if model.is_day(column) and model.rowCount():
            ranges = QItemSelection(model.index(0, column), model.index(model.rowCount() - 1, column))
            row = max(0, self.currentIndex().row())
            self.selectionModel().setCurrentIndex(model.index(row, column), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.selectionModel().select(ranges, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def take_row(self, row: int) -> None:
        """Select all the days of a person."""
        model = self.day_model()
        if 0 <= row < model.rowCount() and model.days:
            ranges = QItemSelection(model.index(row, 1), model.index(row, len(model.days)))
            self.selectionModel().select(ranges, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        current = self.currentIndex()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Space and control:
            self.take_column(current.column())
        elif key == Qt.Key.Key_Space and shift:
            self.take_row(current.row())
        elif key == Qt.Key.Key_Space:
            self.asked.emit("space")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(current)
        elif key == Qt.Key.Key_Delete and "?" in self.letters:
            self.asked.emit("?")
        elif not control and event.text() and event.text().upper() in self.letters and current.column() != self.day_model().note_column:
            self.asked.emit(event.text().upper())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _enter(self, current: QModelIndex) -> None:
        if current.column() == NAME:
            self._open(current)
        elif current.column() == self.day_model().note_column:
            self.edit(current)
        elif current.row() + 1 < self.model().rowCount():
            self.go_to(current.row() + 1, current.column())

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, GridRow):
            self.opened.emit(row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == NAME:
            self._open(index)
        elif self.day_model().is_day(index.column()):
            self.asked.emit("space")
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place = event.globalPos()
        else:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(place)

    def _header_pressed(self, section: int) -> None:
        if self.day_model().is_day(section):
            self.setFocus()
            self.take_column(section)
            left = self.header.sectionViewportPosition(section)
            self.column_asked.emit(section, self.header.mapToGlobal(QPoint(left, self.header.height())))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.column() != previous.column():
            self.day_changed.emit()

    # ------------------------------------------------------------ widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the width: names, equal days, and what is left to the remarks."""
        model = self.model()
        if not isinstance(model, DayModel):
            return
        theme, days, whole = self.theme, len(model.days), self.viewport().width()
        name = min(theme.px(310), max(theme.px(170), whole * 3 // 10))
        note = model.note_column
        least_note = theme.px(140) if note >= 0 else 0
        room = max(0, whole - name - least_note)
        each = max(theme.px(self.least_day), min(theme.px(118), room // days if days else 0))
        if note >= 0 and name + days * each + theme.px(90) > whole:
            each = max(theme.px(self.least_day), (whole - name) // max(1, days))
        self.setColumnWidth(NAME, name if days or note >= 0 else whole)
        for column in range(1, days + 1):
            self.setColumnWidth(column, each)
        if note >= 0:
            self.setColumnWidth(note, max(theme.px(60), whole - name - days * each))
