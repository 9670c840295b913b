# SPDX-License-Identifier: EUPL-1.2
"""The values of a grid of persons × days, as Qt asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.core.text import Text
from modules.canteen.strings import _
from modules.canteen.ui.sheets import GridCell, GridColumn, GridRow

Index = QModelIndex | QPersistentModelIndex
NAME = 0
"""Column of the names; days begin at 1, the remark comes last when there is one."""

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ROLE = Qt.ItemDataRole.UserRole + 2



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

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown = Shown()
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
