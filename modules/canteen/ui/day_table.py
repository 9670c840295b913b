# SPDX-License-Identifier: EUPL-1.2
"""The view of a grid of persons × days: one widget, worked by the keyboard. Base of attendance and bookings."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.theme import Theme
from modules.canteen.ui.day_delegate import DayDelegate
from modules.canteen.ui.day_model import CELL_ROLE, NAME, ROW_ROLE, DayModel, Index
from modules.canteen.ui.sheets import GridCell, GridColumn, GridRow


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
                mark = QRect(rect.left(), rect.bottom() - theme.px(2) + 1, rect.width(), theme.px(2))
                painter.fillRect(mark, theme.colour("accent"))
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
            painter.drawPixmap(QPoint(left + wide + theme.px(4), top), theme.pixmap(column.icon, "muted", 13, ratio))


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
        elif not control and self._is_letter(event.text()) and current.column() != self.day_model().note_column:
            self.asked.emit(event.text().upper())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _is_letter(self, text: str) -> bool:
        return bool(text.strip()) and text.upper() in self.letters

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
        widest = theme.px(118) if note >= 0 or days > 7 else room
        each = max(theme.px(self.least_day), min(widest, room // days if days else 0))
        if note >= 0 and name + days * each + theme.px(90) > whole:
            each = max(theme.px(self.least_day), (whole - name) // max(1, days))
        self.setColumnWidth(NAME, name if days or note >= 0 else whole)
        for column in range(1, days + 1):
            self.setColumnWidth(column, each)
        if note >= 0:
            self.setColumnWidth(note, max(theme.px(60), whole - name - days * each))
