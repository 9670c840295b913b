# SPDX-License-Identifier: EUPL-1.2
"""The one model of every list: rows read 200 at a time in the background, sorted and searched in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.forms.fields import Choice, Flag, Money, Option
from app.forms.listing import Listing, shown
from app.forms.page import Column, Row
from app.ui.operation import Latest, query
from app.ui.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk

PAGE = 200
Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the delegate asks beside the text."""

    OPTION = Qt.ItemDataRole.UserRole + 1
    """The declared option of a choice, painted as a chip when it has a tone."""
    COLUMN = Qt.ItemDataRole.UserRole + 2
    ROW = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class _Loaded:
    count: int
    sums: Mapping[str, Any]
    first: Sequence[Row]
    at: int
    position: int | None = None


class ListModel(QAbstractTableModel):
    """Rows of a `Listing`. The old rows stay until the new ones are there, so that nothing blinks."""

    loaded = Signal()
    """A new listing is shown: count, sums and first rows are known."""
    failed = Signal(Exception)

    def __init__(self, desk: Desk, listing: Listing, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.listing = listing
        self.columns = list(columns)
        self.count = 0
        self.sums: Mapping[str, Any] = {}
        self.is_loaded = False
        self.asked_position: int | None = None
        """Where the record that was looked for stands, after a load that looked for one."""
        self._pages: dict[int, Sequence[Row]] = {}
        self._pending: set[int] = set()
        self._turn = 0
        self._reads = Latest(desk)

    # ------------------------------------------------------------ loading

    def show(self, listing: Listing, *, find: int | None = None, around: int = 0) -> None:
        """Read another listing in the background; `find` is a record whose place is wanted."""
        self._reads.ask(lambda session: _load(session, listing, find, around), self._take_of(listing), self._say_failed)

    def _take_of(self, listing: Listing) -> Callable[[_Loaded], None]:
        def take(loaded: _Loaded) -> None:
            self._take(listing, loaded)

        return take

    def _take(self, listing: Listing, loaded: _Loaded) -> None:
        self.beginResetModel()
        self.listing, self.count, self.sums = listing, loaded.count, loaded.sums
        self._turn += 1
        self._pending.clear()
        self._pages = {}
        if listing.table.rows is not None:
            for start in range(0, len(loaded.first), PAGE):
                self._pages[start // PAGE] = loaded.first[start : start + PAGE]
        else:
            self._pages[loaded.at] = loaded.first
        self.is_loaded = True
        self.asked_position = loaded.position
        self.endResetModel()
        self.loaded.emit()

    def _say_failed(self, fault: Exception) -> None:
        self.failed.emit(fault)

    def _fetch(self, page: int) -> None:
        if page in self._pending:
            return
        self._pending.add(page)
        listing, turn = self.listing, self._turn

        def arrived(rows: Sequence[Row]) -> None:
            if turn == self._turn:
                self._arrived(page, rows)

        query(self.desk, lambda session: listing.page(session, page * PAGE, PAGE), arrived)

    def _arrived(self, page: int, rows: Sequence[Row]) -> None:
        self._pages[page] = rows
        self._pending.discard(page)
        last = min(self.count, page * PAGE + len(rows)) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    # ------------------------------------------------------------ asking

    def row_at(self, index: int) -> Row | None:
        """The row, when it is already here."""
        page = self._pages.get(index // PAGE)
        offset = index % PAGE
        return page[offset] if page is not None and offset < len(page) else None

    def id_at(self, index: int) -> int | None:
        """The id of a row that is here."""
        row = self.row_at(index)
        return None if row is None else row["id"]

    def index_of(self, record_id: int) -> int | None:
        """The place of a record among the rows that are here."""
        for page, rows in self._pages.items():
            for offset, row in enumerate(rows):
                if row["id"] == record_id:
                    return page * PAGE + offset
        return None

    # ------------------------------------------------------------ Qt's questions

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(column.field.label)
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(column.field.help) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Role.COLUMN:
            return column
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        row = self.row_at(index.row())
        if row is None:
            self._fetch(index.row() // PAGE)
            return None
        if role == Role.ROW:
            return row
        if role == Role.OPTION:
            return option_of(column, row.get(column.name))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_text(column, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.field.label}\u00a0: {cell_text(column, row)}"
        return None


def _load(session: Session, listing: Listing, find: int | None, around: int) -> _Loaded:
    if listing.table.rows is not None:
        # Computed rows come all together: computing them again for each page would cost more.
        rows = listing.page(session)
        position = next((i for i, row in enumerate(rows) if row["id"] == find), None) if find is not None else None
        return _Loaded(len(rows), listing.sums(session), rows, 0, position)
    count = listing.count(session)
    position = listing.position(session, find) if find is not None else None
    page = (position if position is not None else min(around, max(0, count - 1))) // PAGE
    return _Loaded(count, listing.sums(session), listing.page(session, page * PAGE, PAGE), page, position)


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Amounts and numbers on the right, the rest on the left."""
    side = Qt.AlignmentFlag.AlignRight if column.field.align == "right" else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def option_of(column: Column, value: Any) -> Option | None:
    """The option of a choice, when the list paints it as a chip."""
    option = column.field.option(value) if isinstance(column.field, Choice) and value is not None else None
    return option if option is not None and option.tone is not None else None


def cell_text(column: Column, row: Row) -> str:
    """The text of a cell; « non » is left blank so that « oui » stands out."""
    if isinstance(column.field, Flag) and not row.get(column.name):
        return ""
    return " ".join(shown(column, row).split("\n")) or ("—" if column.strong else "")


def said_count(listing: Listing, count: int) -> str:
    """« 118 factures »."""
    from app.ui.strings import _n

    counted = listing.table.counted
    return str(counted(count) if counted is not None else _n("{n} ligne", "{n} lignes", count))


def said_sums(columns: Sequence[Column], sums: Mapping[str, Any]) -> list[str]:
    """« 6 655,10 € », « reste dû 2 318,70 € », « 200 inscrits »: only the first amount goes without saying."""
    said: list[str] = []
    for column in columns:
        value = sums.get(column.name)
        if not column.sum or value is None:
            continue
        text = column.field.show(value)
        if not isinstance(column.field, Money):
            said.append(f"{text} {str(column.field.label).lower()}")
            continue
        said.append(text if not said else str(_("{label} {amount}", label=str(column.field.label).lower(), amount=text)))
    return said
