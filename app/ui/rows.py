# SPDX-License-Identifier: EUPL-1.2
"""The rows of a list as the keyboard works them: letters filter, Enter opens, F6 goes to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from app.ui.cells import CellDelegate, heading_sheet
from app.ui.table_model import ListModel, cell_text

if TYPE_CHECKING:
    from app.ui.desk import Desk


class RowsView(QTableView):
    """The rows. Typing letters goes to the filter, Enter opens, F6 goes to the record."""

    typed = Signal(str)
    opened = Signal()
    left = Signal()
    resized = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme = desk.theme
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet(heading_sheet(theme))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.size("row"))
        self.verticalHeader().setMinimumSectionSize(theme.px(20))
        self.setItemDelegate(CellDelegate(theme, self))
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F6:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        text = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_F6:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif text and text.isprintable() and text != " " and not command:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _copy(self) -> None:
        model = self.model()
        if not isinstance(model, ListModel):
            return
        columns = [c for i, c in enumerate(model.columns) if not self.isColumnHidden(i)]
        rows = [model.row_at(index.row()) for index in self.selectionModel().selectedRows()]
        lines = ["\t".join(cell_text(c, row) for c in columns) for row in rows if row is not None]
        QGuiApplication.clipboard().setText("\n".join(lines))
