# SPDX-License-Identifier: EUPL-1.2
"""The columns of a list as this person likes them: which are shown, how wide, in which order, sorted by which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from app.forms.fields import Choice
from app.forms.page import Column, Table
from app.ui.cells import PADDING
from app.ui.strings import _
from app.ui.table_model import ListModel, cell_text
from app.ui.widgets import chip_size
from app.ui.widths import share, too_many

if TYPE_CHECKING:
    from app.ui.desk import Desk

_LEAST = 44
_ARROW = 18
"""Room of the arrow that tells the order."""
_SAMPLE = 80
"""Rows looked at to size the columns."""


class Columns(QObject):
    """Manages the heading of one list; widths are kept at 100 % so that they scale with the letters."""

    sort_asked = Signal(str)
    """Order to read: a column's name, with `-` before it to go down."""

    def __init__(self, desk: Desk, table: Table, view: QTableView, shown: list[Column]) -> None:
        super().__init__(view)
        self.desk, self.table, self.view, self.columns = desk, table, view, shown
        self._name = f"list/{table.name}"
        kept = desk.preferences.get(self._name, {})
        self._kept: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
        self.order = self._known_order()
        header = view.horizontalHeader()
        self.header = header
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(desk.theme.px(_LEAST))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicatorShown(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)
        header.sectionClicked.connect(self._sort)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_where: self._keep())
        self._fitting = False
        self._content: dict[int, int] = {}
        """Pixels that the content of each column needs, from the first rows seen: typing a filter moves nothing."""
        self._filled: set[int] = set()
        """Columns in which something was seen; one where nothing was gives its room when room lacks."""
        self._away: set[int] = set()
        """Columns that this person does not want."""
        self._measured = False
        self._pause = QTimer(self, singleShot=True, interval=400)
        self._pause.timeout.connect(self._keep)

    def _known_order(self) -> str:
        order = str(self._kept.get("order", ""))
        names = {column.name for column in self.columns}
        return order if order.removeprefix("-") in names else ""

    # ------------------------------------------------------------ laying out

    def apply(self) -> None:
        """Show, order and size the columns; called once the model is there."""
        self._fitting = True
        hidden = self._kept.get("hidden")
        for index, column in enumerate(self.columns):
            away = column.name in hidden if isinstance(hidden, list) else column.hidden
            (self._away.add if away else self._away.discard)(index)
            self.view.setColumnHidden(index, away)
        for place, name in enumerate(self._kept.get("places", [])):
            found = self._index(str(name))
            if found is not None:
                self.header.moveSection(self.header.visualIndex(found), place)
        self._fitting = False
        self._show_order()
        self.fit()

    def is_wanted(self, index: int) -> bool:
        """Whether this person wants that column, be it folded away just now because no row fills it."""
        return index not in self._away

    def _index(self, name: str) -> int | None:
        return next((i for i, column in enumerate(self.columns) if column.name == name), None)

    def measure(self) -> None:
        """Look at the rows that are there; a column only ever grows, so that filtering moves nothing."""
        model = self.view.model()
        if not isinstance(model, ListModel):
            return
        here = [row for row in range(min(model.count, _SAMPLE)) if model.row_at(row) is not None]
        for index in range(len(self.columns)):
            found = max((self.view.sizeHintForIndex(model.index(row, index)).width() for row in here), default=0)
            self._content[index] = max(self._content.get(index, 0), found)
        self._measured = self._measured or bool(here)
        self._look_in(model, range(model.count))
        self.fit()

    def look_again(self, first: int, last: int) -> None:
        """Rows came in while scrolling: a column folded away comes back if one of them fills it."""
        model = self.view.model()
        if self._measured and isinstance(model, ListModel) and self._look_in(model, range(first, last + 1)):
            self.fit()

    def _look_in(self, model: ListModel, rows: range) -> bool:
        """Note the columns that these rows fill; whether one was found that was not known."""
        blank = [i for i in range(len(self.columns)) if i not in self._filled and i not in self._away]
        here = [row for row in map(model.row_at, rows) if row is not None] if blank else []
        found = {i for i in blank if any(cell_text(self.columns[i], row) for row in here)}
        self._filled |= found
        return bool(found)

    def fit(self) -> None:
        """Give each column its width: the person's own choice, else what its contents ask for."""
        seen = [i for i in range(len(self.columns)) if i not in self._away]
        if not seen:
            return
        theme = self.desk.theme
        kept = self._kept.get("widths", {})
        chosen = {i: theme.px(kept[self.columns[i].name]) for i in seen if self.columns[i].name in kept}
        free = [i for i in seen if i not in chosen]
        room = self.view.viewport().width() - sum(chosen.values())
        wanted = [self._wanted(i) for i in free]
        empty = [place for place, i in enumerate(free) if self._measured and i not in self._filled]
        folded = {free[place] for place in too_many(wanted, empty, room)}
        wanted = [wide for i, wide in zip(free, wanted, strict=True) if i not in folded]
        free = [i for i in free if i not in folded]
        heads = [self._head(i) for i in free]
        shared = share([self.columns[i] for i in free], wanted, room, theme.px, heads)
        self._fitting = True
        for i in seen:
            self.view.setColumnHidden(i, i in folded)
        for i, width in (*chosen.items(), *zip(free, shared, strict=True)):
            self.header.resizeSection(i, width)
        self._fitting = False

    def _head(self, index: int) -> int:
        theme, column = self.desk.theme, self.columns[index]
        head = self.header.fontMetrics().horizontalAdvance(str(column.field.label)) + 2 * theme.px(PADDING) + 2
        sorted_by = (self.order or self.table.order).removeprefix("-") == column.name
        return max(theme.px(_LEAST), head + (theme.px(_ARROW) if sorted_by else 0))

    def _wanted(self, index: int) -> int:
        theme, field = self.desk.theme, self.columns[index].field
        head = self._head(index)
        content = self._content.get(index, 0)
        if content:
            return max(head, content)
        if isinstance(field, Choice) and any(option.tone is not None for option in field.options):
            chips = [chip_size(theme, str(option.label), option.icon).width() for option in field.options]
            return max(head, *chips) + 2 * theme.px(PADDING) + 2
        return max(head, self.view.fontMetrics().averageCharWidth() * field.width + 2 * theme.px(PADDING))

    # ------------------------------------------------------------ what the user does

    def _resized(self, index: int, _old: int, new: int) -> None:
        if self._fitting or new == 0:
            return
        widths = dict(self._kept.get("widths", {}))
        widths[self.columns[index].name] = round(new * 100 / self.desk.theme.percent)
        self._kept["widths"] = widths
        self._pause.start()

    def _sort(self, index: int) -> None:
        name = self.columns[index].name
        current = self.order or self.table.order
        self.order = f"-{name}" if current == name else name
        self._show_order()
        self._keep()
        self.sort_asked.emit(self.order)

    def _show_order(self) -> None:
        order = self.order or self.table.order
        index = self._index(order.removeprefix("-"))
        if index is None:
            self.header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            return
        down = order.startswith("-")
        self.header.setSortIndicator(index, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)

    def menu(self) -> QMenu:
        """The columns to show or hide."""
        menu = QMenu(self.view)
        seen = [i for i in range(len(self.columns)) if i not in self._away]
        for index, column in enumerate(self.columns):
            action = QAction(str(column.field.label), menu, checkable=True, checked=index in seen)
            action.setEnabled(not (index in seen and len(seen) == 1))
            action.toggled.connect(lambda on, i=index: self._show(i, on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(str(_("Comme à l’origine")), self._reset)
        return menu

    def _show_menu(self, point: QPoint) -> None:
        self.menu().popup(self.header.mapToGlobal(point))

    def _show(self, index: int, on: bool) -> None:
        (self._away.discard if on else self._away.add)(index)
        self.view.setColumnHidden(index, not on)
        self._kept["hidden"] = [c.name for i, c in enumerate(self.columns) if i in self._away]
        self.fit()
        self._keep()

    def _reset(self) -> None:
        self._kept = {}
        self.order = ""
        self._fitting = True
        for place in range(len(self.columns)):
            self.header.moveSection(self.header.visualIndex(place), place)
        self._fitting = False
        self.apply()
        self._keep()
        self.sort_asked.emit(self.order)

    def _keep(self) -> None:
        if self._fitting:
            return
        places = [self.columns[self.header.logicalIndex(i)].name for i in range(len(self.columns))]
        moved = places != [column.name for column in self.columns]
        kept = {**self._kept, "order": self.order, "places": places if moved else []}
        self._kept = {name: value for name, value in kept.items() if value not in ("", [], {}) or name == "hidden"}
        self.desk.preferences.put(self._name, self._kept or None)
