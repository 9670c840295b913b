# SPDX-License-Identifier: EUPL-1.2
"""A declared page on the screen: its list and the record in hand, in two panes; or its charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.core.outcome import Address
from app.forms.fields import Day, MonthOf
from app.forms.page import Action, Page, Paper, Params, Row, Scope
from app.ui.chart import ChartsPane
from app.ui.foot import Foot
from app.ui.operation import Latest
from app.ui.panes import Panes
from app.ui.record import RecordPane
from app.ui.strings import _
from app.ui.table import ListPane
from app.ui.widgets import Button

if TYPE_CHECKING:
    from app.ui.desk import Desk


class PageView(QWidget):
    """What `desk.open(page)` shows. Reads again only when a table that it shows has changed."""

    crumb = Signal(str)
    """« octobre 2026 »: what the parameters say, for the way at the top."""

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__()
        self.desk, self.page = desk, page
        self.step = ""
        self.list: ListPane | None = None
        self.record: RecordPane | None = None
        self.charts: ChartsPane | None = None
        self.foot: Foot | None = None
        self.panes: Panes | None = None
        self._params: dict[str, Any] = {}
        self._begun = False
        self._stale = False
        self._pending: tuple[int | None, Params] | None = None
        self._start = Latest(desk)
        self._chart_reads = Latest(desk)
        self._selected: list[Row] = []
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(page.title))
        desk.changed.connect(self._on_changed)
        self._begin()

    # ------------------------------------------------------------ beginning

    def _begin(self) -> None:
        form = self.page.table.parameters if self.page.table is not None else None
        defaults = {f.name: f.default for f in form.all_fields} if form is not None else {}
        if form is None or form.start is None:
            self._built(defaults)
            return
        start = form.start
        self._start.ask(lambda session: {**defaults, **start(session, {})}, self._built)

    def _built(self, params: Mapping[str, Any]) -> None:
        self._params = dict(params)
        self._begun = True
        self._build()
        self._bind_keys()
        self._say_step()
        pending, self._pending = self._pending, None
        if pending is not None:
            self.go(*pending)
        elif self.list is not None:
            self.list.reload()
        if self.charts is not None:
            self._read_charts()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.page.table is not None:
            column.addWidget(self._panes(), 1)
        elif self.page.record is not None:
            self.record = RecordPane(self.desk, self.page, primary=True)
            column.addWidget(self.record, 1)
        if self.page.charts is not None:
            self.charts = ChartsPane(self.desk, self.desk.theme.hue(self.desk.registry.owner(self.page.name).hue))
            column.addWidget(self.charts, 1)
        if self.foot is None and self.offered():
            self.foot = self._made_foot()
            column.addWidget(self.foot)

    def _panes(self) -> QWidget:
        table = self.page.table
        assert table is not None
        left = QWidget()
        left.setProperty("look", "ground")
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        self.list = ListPane(self.desk, table, self._params, first_step=self._first_step, menu=self._show_menu)
        self.foot = self._made_foot()
        stack.addWidget(self.list, 1)
        stack.addWidget(self.foot)
        self.list.shown.connect(self._on_rows)
        self.list.selected.connect(self._on_selection)
        self.list.chosen.connect(self._on_chosen)
        self.list.entered.connect(self._to_record)
        self.list.settled.connect(self._on_parameters)
        if self.page.record is None:
            return left
        self.record = RecordPane(self.desk, self.page, primary=not self.offered())
        self.record.left.connect(self._to_list)
        self.record.shown.connect(self._on_seen)
        self.panes = Panes(self.desk, self.page.name, left, self.record)
        return self.panes

    def _made_foot(self) -> Foot:
        return Foot(self.desk, self.offered(), self.papers(), self.run, self.print)

    def _bind_keys(self) -> None:
        keys: dict[str, Any] = {}
        if self.list is not None:
            keys["Ctrl+F"] = self._to_filter
            keys["Ctrl+E"] = self.export
        keys["Ctrl+P"] = self._print_first
        creation = self.creation()
        if creation is not None:
            keys["Ctrl+N"] = lambda: self.run(creation)
        for action in [*self.offered(), *(self.record.offered(None) if self.record is not None else [])]:
            if action.shortcut:
                keys[action.shortcut] = lambda act=action: self.run(act)
        for sequence, act in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ------------------------------------------------------------ what is offered

    def offered(self) -> list[Action]:
        """The actions of the page that this user may run, the main one first."""
        if self.desk.dossier.readonly:
            return []
        found = [self.desk.registry.action(name) for name in self.page.actions]
        return [action for action in found if self.desk.can(action.permission)]

    def papers(self) -> list[Paper]:
        """The papers of the list: of a selection, or of its parameters."""
        return [
            paper for paper in self.desk.registry.papers_of(self.desk.registry.owner(self.page.name))
            if paper.page == self.page.name and paper.scope is not Scope.RECORD and self.desk.can(paper.permission)
        ]

    def creation(self) -> Action | None:
        """The action that makes a new record."""
        actions = self.offered()
        first = self.page.table.first_step if self.page.table is not None else ""
        made = [a for a in actions if a.name == first] or [a for a in actions if a.opens and a.scope is Scope.PAGE]
        return made[0] if made else None

    def _first_step(self) -> Button | None:
        name = self.page.table.first_step if self.page.table is not None else ""
        if not name:
            return None
        action = self.desk.registry.action(name)
        if not self.desk.can(action.permission):
            return None
        return Button(self.desk.theme, action.label, action.icon or "plus", pressed=lambda: self.run(action))

    # ------------------------------------------------------------ going

    def go(self, record_id: int | None, params: Params) -> None:
        """A record in hand, or a way of looking at the list: its parameters, `filter`, `text`, `ids`."""
        if not self._begun:
            self._pending = (record_id, params)
            return
        given = dict(params)
        saved, text = given.pop("filter", None), given.pop("text", None)
        ids = tuple(given.pop("ids", ()) or ())
        known = {f.name for f in self.page.table.parameters.all_fields} if self.page.table is not None else set()
        self._params |= {name: value for name, value in given.items() if name in known}
        if self.list is not None:
            shown = {name: value for name, value in given.items() if name in known}
            self.list.show_listing(shown, filter=saved, text=text, ids=ids, select=record_id)
        if record_id is not None and self.record is not None:
            self.record.show_record(record_id, self._params)
            self.desk.seen.emit(self.page.name, record_id)
            if self.panes is not None:
                self.panes.show_record()
        if self.charts is not None:
            self._read_charts()
        self._say_step()

    def take_focus(self) -> None:
        """The keyboard comes to the page."""
        if self.list is not None:
            self.list.focus_rows()
        elif self.record is not None:
            self.record.take_focus()
        else:
            self.setFocus()

    def _say_step(self) -> None:
        table = self.page.table
        said = ""
        if table is not None:
            for field in table.parameters.all_fields:
                value = self._params.get(field.name)
                if isinstance(field, MonthOf | Day) and value is not None:
                    said = field.show(value)
                    break
        self.step = said[:1].upper() + said[1:]
        self.crumb.emit(self.step)

    # ------------------------------------------------------------ acting

    def context(self) -> dict[str, Any]:
        """What the actions of this page are told: its parameters, the selected records."""
        ids = tuple(row["id"] for row in self._selected)
        current = self.list.current_id() if self.list is not None else self.record.record_id if self.record else None
        return {**self._params, "ids": ids or ((current,) if current else ()), "id": current}

    def run(self, action: Action) -> None:
        """Run an action on what is selected; rows of no use to it are left out."""
        context = self.context()
        if action.applies is not None and action.scope is Scope.SELECTION:
            fit = [row["id"] for row in self._selected if action.applies(row)]
            context["ids"] = tuple(fit) or context["ids"]
        self.desk.run(action, context)

    def print(self, paper: Paper) -> None:
        """Print a paper of the list."""
        self.desk.print(paper, self.context())

    def _print_first(self) -> None:
        if self.record is not None and self.record.record_id is not None and self.record.papers():
            self.desk.print(self.record.papers()[0], self.record.context())
        elif self.papers():
            self.print(self.papers()[0])

    def export(self) -> None:
        """Export what the list shows."""
        from app.ui.export import export

        if self.list is not None:
            export(self.list)

    def _show_menu(self, point: QPoint) -> None:
        if self.list is None:
            return
        menu = QMenu(self)
        theme = self.desk.theme
        row = self.list.current_row()
        actions = [a for a in self.offered() if a.scope is not Scope.PAGE]
        actions += [a for a in (self.record.offered(row) if self.record is not None else []) if a not in actions]
        for action in actions:
            icon = theme.icon(action.icon or "circle-dot", "muted", 16)
            menu.addAction(icon, str(action.label), lambda act=action: self.run(act))
        papers = [*(self.record.papers() if self.record is not None else []), *self.papers()]
        if papers and actions:
            menu.addSeparator()
        for paper in papers:
            icon = theme.icon("printer", "muted", 16)
            menu.addAction(icon, str(paper.title), lambda p=paper: self.desk.print(p, self.context()))
        menu.addSeparator()
        menu.addAction(str(_("Exporter ce que l’on voit…")), self.export)
        menu.popup(point)

    # ------------------------------------------------------------ following

    def _on_rows(self) -> None:
        assert self.list is not None
        if self.record is not None and self.list.current_id() is None:
            if self.list.model.count:
                self.list.view.setCurrentIndex(self.list.model.index(0, 0))
            else:
                self.record.show_record(None)
        self._show_words()

    def _on_selection(self) -> None:
        assert self.list is not None
        self.list.ask_selected(self._take_selected)

    def _take_selected(self, rows: Sequence[Row]) -> None:
        self._selected = list(rows)
        if self.foot is not None:
            self.foot.follow(self._selected)
        self._show_words()

    def _show_words(self) -> None:
        if self.list is None or self.foot is None or not self.list.model.is_loaded:
            return
        if len(self._selected) > 1:
            self.foot.show_words(self.list.said_selection(self._selected), "")
        else:
            self.foot.show_words(self.list.said_count(), self.list.said_sums())

    def _on_chosen(self, record_id: int) -> None:
        if self.record is None:
            return
        if record_id == 0:
            if self.list is not None and not self.list.model.count:
                self.record.show_record(None)
        elif record_id != self.record.record_id:
            self.record.show_record(record_id, self._params)

    def _on_seen(self, record_id: int) -> None:
        # A row merely shown first is not a record that was looked at.
        if self.list is not None and self.list.view.hasFocus() and self.isVisible():
            self.desk.seen.emit(self.page.name, record_id)

    def _on_parameters(self) -> None:
        assert self.list is not None
        self._params |= self.list.listing.params
        self._say_step()
        if self.record is not None and self.record.record_id is not None:
            self.record.params = dict(self._params)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if not self._begun:
            return
        if not self.isVisible():
            self._stale = True
            return
        reads = self.page.table.reads if self.page.table is not None else frozenset()
        if self.list is not None and (not reads or reads & tables):
            self.list.reload()
        if self.record is not None:
            self.record.reload()
        if self.charts is not None:
            self._read_charts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._on_changed(self.page.table.reads if self.page.table is not None else frozenset())

    def _read_charts(self) -> None:
        charts, params = self.page.charts, dict(self._params)
        if charts is not None and self.charts is not None:
            self._chart_reads.ask(lambda session: list(charts(session, params)), self.charts.show_charts)

    # ------------------------------------------------------------ panes and keys

    def _to_list(self) -> None:
        if self.panes is not None:
            self.panes.show_list()
        if self.list is not None:
            self.list.focus_rows()

    def _to_record(self) -> None:
        if self.record is None:
            # A line that is about a record of another page (a deadline) leads there.
            where = self._selected[0].get("_address") if len(self._selected) == 1 else None
            if isinstance(where, Address):
                self.desk.open(where)
            return
        if self.panes is not None:
            self.panes.show_record()
        self.record.take_focus()

    def _to_filter(self) -> None:
        if self.list is not None:
            self.list.filter.setFocus()
            self.list.filter.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2 and self.record is not None:
            self.record.edit()
        elif event.key() == Qt.Key.Key_F5:
            self._stale = False
            self._on_changed(self.page.table.reads if self.page.table is not None else frozenset())
        else:
            super().keyPressEvent(event)
