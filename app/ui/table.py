# SPDX-License-Identifier: EUPL-1.2
"""A declared list on the screen: filter, saved filters as chips, rows, count and sums at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.outcome import UserError
from app.core.text import Text
from app.forms.fields import Tone
from app.forms.listing import Listing
from app.forms.page import Column, Importer, Params, Row, Table
from app.ui.columns import Columns
from app.ui.filterbar import ALL, FilterBar, FilterEdit
from app.ui.form import InlineForm
from app.ui.operation import Latest, tell
from app.ui.rows import RowsView
from app.ui.strings import _, _n
from app.ui.table_model import ListModel, said_count, said_sums
from app.ui.widgets import Button, Chip, EmptyState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk

_PAUSE_MS = 160
"""Rest of the keyboard before the list is read again."""
_RECORD_PAUSE_MS = 90


class ListPane(QWidget):
    """A list with what stands above and below it. `chosen(id)` follows the current row, 0 when none."""

    chosen = Signal(object)
    entered = Signal()
    """Enter or double click: to the record."""
    selected = Signal()
    """The selection changed."""
    settled = Signal()
    """The parameters were changed above the list."""
    shown = Signal()
    """The rows asked for are there."""

    def __init__(
        self, desk: Desk, table: Table, params: Params, *, first_step: Callable[[], Button | None] | None = None,
        menu: Callable[[QPoint], object] | None = None, parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.table = desk, table
        self._first_step, self._menu = first_step, menu
        self.columns = [c for c in table.columns if not c.field.sensitive]
        self._counts = Latest(desk)
        self._reads = Latest(desk)
        self._wanted: int | None = None
        """Record to select once the rows are there."""
        self._followed = 0
        self.setProperty("look", "ground")
        self.view = RowsView(desk)
        self.view.setAccessibleName(str(table.title))
        self.headings = Columns(desk, table, self.view, self.columns)
        self.listing = Listing(table, dict(params), filter=table.filter, order=self.headings.order)
        self.model = ListModel(desk, self.listing, self.columns, self)
        self.view.setModel(self.model)
        self._build(params)
        self._connect()

    # ------------------------------------------------------------ building

    def _build(self, params: Params) -> None:
        theme = self.desk.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("margin"), theme.px(10), theme.size("margin"), theme.px(10))
        column.setSpacing(theme.px(10))
        self.bar = FilterBar(self.desk, self.table, params)
        self.bar.check(self.listing.filter)
        column.addWidget(self.bar)
        self.card = QFrame()
        self.card.setProperty("look", "card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        self.stack = QStackedWidget()
        self.stack.setProperty("look", "clear")
        self.stack.addWidget(self.view)
        self._empty: QWidget | None = None
        inside.addWidget(self.stack)
        column.addWidget(self.card, 1)

    @property
    def filter(self) -> FilterEdit:
        """The box that filters."""
        return self.bar.edit

    @property
    def parameters(self) -> InlineForm | None:
        """The parameters above the list."""
        return self.bar.parameters

    @property
    def chips(self) -> dict[str, Chip]:
        """The saved filters."""
        return self.bar.chips

    def _connect(self) -> None:
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._filter_typed)
        self._record_pause = QTimer(self, singleShot=True, interval=_RECORD_PAUSE_MS)
        self._record_pause.timeout.connect(self._follow)
        self.filter.textChanged.connect(lambda _text: self._pause.start())
        self.filter.done.connect(self.focus_rows)
        self.bar.filter_chosen.connect(self.set_filter)
        self.bar.everything_asked.connect(self.show_everything)
        self.bar.tools.clicked.connect(lambda _checked=False: self._show_tools())
        if self.parameters is not None:
            self.parameters.changed.connect(self._parameters_settled)
        self.view.typed.connect(self._type)
        self.view.opened.connect(self._enter)
        self.view.left.connect(self.entered)
        self.view.resized.connect(self.headings.fit)
        self.model.loaded.connect(self._loaded)
        self.model.dataChanged.connect(lambda first, last, _roles=(): self.headings.look_again(first.row(), last.row()))
        self.model.failed.connect(self._failed)
        self.headings.sort_asked.connect(self._sort)
        self.view.selectionModel().selectionChanged.connect(lambda *_ranges: self.selected.emit())
        self.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._record_pause.start())
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.headings.apply()

    # ------------------------------------------------------------ what is shown

    def reload(self) -> None:
        """Read the rows again; the selection and the place stay."""
        current = self.current_id()
        self._read(find=self._wanted if self._wanted is not None else current)

    def show_listing(
        self, params: Params | None = None, *, filter: str | None = None, text: str | None = None,
        ids: Sequence[int] = (), select: int | None = None,
    ) -> None:
        """Show other rows: parameters, saved filter, typed text, given records; `select` is a record to stand on."""
        if params:
            self.listing = replace(self.listing, params={**self.listing.params, **params})
            if self.parameters is not None:
                self.parameters.load(params)
        if filter is None and (ids or select is not None) and self.listing.filter == self.table.filter:
            filter = ""  # Records asked for by name may stand outside the filter with which the list opens.
        if filter is not None:
            self.listing = replace(self.listing, filter=filter)
        if text is not None:
            self.filter.blockSignals(True)
            self.filter.setText(text)
            self.filter.blockSignals(False)
            self.listing = replace(self.listing, text=text)
        self.listing = replace(self.listing, ids=tuple(ids))
        self.bar.show_only(len(self.listing.ids))
        self.bar.check(self.listing.filter)
        self._wanted = select
        self._read(find=select)

    def show_everything(self) -> None:
        """No filter of any kind any more."""
        self.show_listing(filter="", text="", ids=())

    def set_filter(self, name: str) -> None:
        """Show one saved filter."""
        self.listing = replace(self.listing, filter=name)
        self.bar.check(self.listing.filter)
        self._read(find=self.current_id())

    def _read(self, find: int | None = None) -> None:
        self.model.show(self.listing, find=find, around=max(0, self.view.currentIndex().row()))

    def _loaded(self) -> None:
        selection = self.view.selectionModel()
        place = self.model.asked_position
        if place is None and self._wanted is not None and self.listing != self._bare():
            # The record is hidden by a filter: it was asked for by its address, so the filter gives way.
            self.listing = replace(self._bare(), params=self.listing.params)
            self.filter.clear()
            self.bar.check(self.listing.filter)
            self._read(find=self._wanted)
            return
        if place is not None:
            index = self.model.index(place, 0)
            selection.setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )
            if not self.view.viewport().rect().contains(self.view.visualRect(index).center()):
                self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._wanted = None
        self.headings.measure()
        self._show_empty()
        self._follow()
        self.selected.emit()
        self.shown.emit()
        if self.chips:
            listing = self.listing
            self._counts.ask(lambda session: _counts(session, listing), self.bar.show_counts)

    def _bare(self) -> Listing:
        return replace(self.listing, filter="", text="", ids=(), equals={})

    def _show_empty(self) -> None:
        if self.model.count:
            self.stack.setCurrentWidget(self.view)
            return
        if self._empty is not None:
            self.stack.removeWidget(self._empty)
            self._empty.deleteLater()
        if self.listing.text or self.listing.ids or (self.listing.filter and self.listing.filter != self.bar.first_filter):
            text: Text = _("Aucune ligne ne correspond à ce filtre.")
            button: Button | None = Button(self.desk.theme, _("Tout montrer"), pressed=self.show_everything)
            icon = "search"
        else:
            text, icon = self.table.empty or _("Rien pour l’instant."), "inbox"
            button = self._first_step() if self._first_step is not None else None
        self._empty = EmptyState(self.desk.theme, text, icon, button)
        self.stack.addWidget(self._empty)
        self.stack.setCurrentWidget(self._empty)

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, UserError):
            self.desk.notify(fault.message, Tone.WARNING)
        else:
            tell(self.desk, fault)

    # ------------------------------------------------------------ asking

    def current_id(self) -> int | None:
        """The record of the current row."""
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def current_row(self) -> Row | None:
        """The current row."""
        index = self.view.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(r.height() for r in self._ranges())

    def _ranges(self) -> list[Any]:
        selection: QItemSelection = self.view.selectionModel().selection()
        # A range spans every column or none: rows are selected whole.
        return [selection.at(i) for i in range(selection.count())] if selection.count() else []

    def ask_selected(self, then: Callable[[list[Row]], object]) -> None:
        """Every selected row, those not read yet included (after « tout sélectionner »)."""
        spans = [(r.top(), r.bottom()) for r in self._ranges()]
        here = [self.model.row_at(i) for first, last in spans for i in range(first, last + 1)]
        known = [row for row in here if row is not None]
        if len(known) == len(here):
            then(known)
            return
        listing = self.listing

        def read(session: Session) -> list[Row]:
            return [row for first, last in spans for row in listing.page(session, first, last - first + 1)]

        self._reads.ask(read, then)

    def said_count(self) -> str:
        """« 118 factures »."""
        return said_count(self.listing, self.model.count)

    def said_sums(self) -> str:
        """« 6 655,10 € · reste dû 2 318,70 € »."""
        return "\u00a0· ".join(said_sums(self.columns, self.model.sums))

    def said_selection(self, rows: Sequence[Row]) -> str:
        """« 3 lignes sélectionnées · 120,00 € »."""
        sums = {
            c.name: sum(row[c.name] for row in rows if row.get(c.name) is not None) for c in self.columns if c.sum
        }
        said = str(_n("{n} ligne sélectionnée", "{n} lignes sélectionnées", len(rows)))
        return "\u00a0· ".join([said, *said_sums(self.columns, sums)])

    def shown_columns(self) -> list[Column]:
        """The columns as they are seen, from left to right."""
        header = self.view.horizontalHeader()
        order = sorted(range(len(self.columns)), key=header.visualIndex)
        return [self.columns[i] for i in order if self.headings.is_wanted(i)]

    # ------------------------------------------------------------ what the user does

    def _type(self, text: str) -> None:
        if self.filter.isVisible():
            self.filter.setFocus()
            self.filter.setText(self.filter.text() + text)

    def _filter_typed(self) -> None:
        text = self.filter.text().strip()
        if text != self.listing.text:
            self.listing = replace(self.listing, text=text)
            self._read(find=self.current_id())

    def _parameters_settled(self) -> None:
        values = self.parameters.peek() if self.parameters is not None else None
        if values is not None:
            self.listing = replace(self.listing, params={**self.listing.params, **values}, ids=())
            self.bar.show_only(len(self.listing.ids))
            self._read(find=self.current_id())
            self.settled.emit()

    def _sort(self, order: str) -> None:
        self.listing = replace(self.listing, order=order)
        self._read(find=self.current_id())

    def _follow(self) -> None:
        current = self.current_id() or 0
        if current != self._followed:
            self._followed = current
            self.chosen.emit(current)

    def _enter(self) -> None:
        self._record_pause.stop()
        self._follow()
        self.entered.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        inside = self.view.viewport().rect().contains(self.view.viewport().mapFromGlobal(event.globalPos()))
        if self._menu is not None and inside:
            self._menu(event.globalPos())

    def _show_tools(self) -> None:
        menu = self.headings.menu()
        menu.addSeparator()
        from app.ui.export import export

        action = menu.addAction(str(_("Exporter ce que l’on voit…")), lambda: export(self))
        action.setShortcut(QKeySequence("Ctrl+E"))
        from app.ui.importer import importers_for

        for importer in importers_for(self.desk, self.table.name):
            title = _("Reprendre d’un tableur\u00a0: {title}…", title=importer.title)
            menu.addAction(str(title), self._opener(importer))
        menu.popup(self.bar.tools.mapToGlobal(QPoint(0, self.bar.tools.height())))

    def _opener(self, importer: Importer) -> Callable[[], object]:
        from app.ui.importer import run_import

        return lambda: run_import(self.desk, importer)

    def focus_rows(self) -> None:
        """The keyboard goes to the rows; the first one becomes current if none is."""
        self.view.setFocus()
        if not self.view.currentIndex().isValid() and self.model.count:
            self.view.setCurrentIndex(self.model.index(0, 0))


def _counts(session: Session, listing: Listing) -> dict[str, int]:
    bare = replace(listing, filter="", text="", ids=(), equals={})
    return {ALL: bare.count(session), **bare.counts(session)}
