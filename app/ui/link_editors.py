# SPDX-License-Identifier: EUPL-1.2
"""Editors of a link to a record, of several links, and of a short table typed inside a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QGridLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.outcome import FormErrors, UserError
from app.core.people import key1
from app.forms.fields import Field, Flag, Lines, Ref, Refs, Weekdays
from app.ui.editors import Editor, make_editor
from app.ui.layouts import Tucked
from app.ui.operation import Latest
from app.ui.strings import _, _n
from app.ui.widgets import Button, IconButton, Label, clear_layout

if TYPE_CHECKING:
    from app.ui.desk import Desk

_PAUSE_MS = 150
"""Rest of the keyboard before candidates are looked for."""

_ROW_CHARACTERS = 46
"""Width of the fields of a line beyond which they stand one under the other."""

Candidates = Sequence[tuple[int, str]]


def editor_width(field: Field[Any]) -> int:
    """How many characters wide the editor of a field is, roughly."""
    if isinstance(field, Weekdays):
        return 40
    return max(field.width, len(str(field.label))) + (6 if isinstance(field, Ref | Flag) else 2)


class RefEditor(Editor):
    """A record named by a piece of its title; candidates are read in the background."""

    def __init__(self, field: Ref, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.chosen: int | None = None
        self._title = ""
        self._candidates: list[tuple[int, str]] = []
        self._reads = Latest(desk)
        self._titles = Latest(desk)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.line = QLineEdit()
        self.line.setPlaceholderText(str(_("Tapez un nom, un numéro…")))
        self.row.addWidget(self.line, 1)
        unfold = IconButton(self.theme, "chevron-down", _("Montrer les choix"), self._unfold)
        unfold.setAccessibleName(f"{_('Choix')}\u00a0: {field.label}")
        Tucked(self.theme, self.line, unfold)
        self._model = QStringListModel(self)
        self.completer = QCompleter(self._model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(self.line)
        self._popup = QListView()
        self.completer.setPopup(self._popup)
        self.completer.activated.connect(self._take)
        self.line.textEdited.connect(self._typed)
        self.name_target(self.line)
        self._describe()

    @property
    def ref(self) -> Ref:
        """The field, as what it is."""
        assert isinstance(self.field, Ref)
        return self.field

    def target(self) -> QWidget:
        return self.line

    def value(self) -> Any:
        text = self.line.text().strip()
        if self.chosen is not None and text == self._title:
            return self.chosen
        if not text:
            return None
        same = [row for row in self._candidates if key1(row[1]) == key1(text)]
        if len(same) == 1:
            return same[0][0]
        return self.field.read(text)

    def set_value(self, value: Any) -> None:
        self.chosen = value
        self._title = "" if value is None else f"#{value}"
        self.line.setText(self._title)
        title = self.ref.title
        if value is not None and title is not None:
            self._titles.ask(lambda session: (value, title(session, value)), self._named)

    def draft(self) -> Any:
        return self.chosen

    def _named(self, named: tuple[int, str]) -> None:
        if self.chosen == named[0] and self.line.text() == self._title:
            self._title = named[1]
            self.line.setText(named[1])
            self.line.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        self.chosen = None
        self._pause.start()
        self.changed.emit()

    def _unfold(self) -> None:
        self.line.setFocus()
        self._ask("")

    def _look(self) -> None:
        self._ask(self.line.text())

    def _ask(self, text: str) -> None:
        find = self.ref.find
        if find is not None:
            self._reads.ask(lambda session: list(find(session, text)), self._found)

    def _found(self, found: Candidates) -> None:
        self._candidates = list(found)
        self._model.setStringList([title for _id, title in found])
        if found and self.line.hasFocus():
            self.completer.complete()
        elif not found:
            self._popup.hide()

    def _take(self, title: str) -> None:
        # Two records may bear the same title: the row pointed at decides.
        index = self._popup.currentIndex().row()
        row = self._candidates[index] if 0 <= index < len(self._candidates) else None
        if row is None or row[1] != title:
            row = next((r for r in self._candidates if r[1] == title), None)
        if row is not None:
            self.chosen, self._title = row
            self.line.setText(row[1])
            self.changed.emit()
            self.left.emit()

    def on_leave(self) -> None:
        if self.chosen is None and self.line.text().strip():
            same = [row for row in self._candidates if key1(row[1]) == key1(self.line.text())]
            only = same or (self._candidates if len(self._candidates) == 1 else [])
            if len(only) == 1:
                self.chosen, self._title = only[0]
                self.line.setText(self._title)


class RefsEditor(Editor):
    """Several records: a list to tick, with a search above it."""

    is_tall = True

    def __init__(self, field: Refs, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._checked: dict[int, str] = {}
        self._reads = Latest(desk)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        column = QVBoxLayout()
        column.setSpacing(self.theme.px(4))
        self.search = QLineEdit()
        self.search.setPlaceholderText(str(_("Chercher dans la liste…")))
        self.list = QListWidget()
        theme = self.theme
        self.list.setStyleSheet(
            f"QListWidget {{ border: 1px solid {theme.hex('edge')}; border-radius: {theme.size('radius')}px; }}"
        )
        self.list.setFixedHeight(self.theme.px(148))
        self.list.setAccessibleName(str(field.label))
        self.count = Label("", "small")
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self.count)
        self.row.addLayout(column, 1)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.list.itemChanged.connect(self._ticked)
        self.list.itemActivated.connect(self._toggle)
        self.name_target(self.search)
        self.search.setAccessibleName(f"{_('Chercher')}\u00a0: {field.label}")
        self._describe()
        self._look()

    def target(self) -> QWidget:
        return self.search

    def value(self) -> Any:
        return tuple(self._checked) or None

    def set_value(self, value: Any) -> None:
        self._checked = {item: f"#{item}" for item in value or ()}
        self._say_count()
        self._look()

    def _look(self) -> None:
        assert isinstance(self.field, Refs)
        find, text = self.field.find, self.search.text()
        if find is not None:
            self._reads.ask(lambda session: list(find(session, text)), self._found)

    def _found(self, found: Candidates) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        titles = dict(found)
        for item_id in self._checked:
            self._checked[item_id] = titles.get(item_id, self._checked[item_id])
        hidden = [] if self.search.text() else [(i, t) for i, t in self._checked.items() if i not in titles]
        for item_id, title in [*hidden, *found]:
            item = QListWidgetItem(title)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setData(Qt.ItemDataRole.UserRole, item_id)
            ticked = item_id in self._checked
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _toggle(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def _ticked(self, item: QListWidgetItem) -> None:
        item_id = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() == Qt.CheckState.Checked:
            self._checked[item_id] = item.text()
        else:
            self._checked.pop(item_id, None)
        self._say_count()
        self.changed.emit()

    def _say_count(self) -> None:
        count = len(self._checked)
        self.count.set_text(_n("{n} coché", "{n} cochés", count) if count else "")


class LinesEditor(Editor):
    """A short table: one row of editors a line, « Ajouter une ligne » below."""

    is_tall = True

    def __init__(self, field: Lines, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._rows: list[dict[str, Editor]] = []
        column = QVBoxLayout()
        column.setSpacing(self.theme.px(6))
        self.is_stacked = sum(editor_width(f) for f in field.fields) > _ROW_CHARACTERS
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(self.theme.px(8))
        self.grid.setVerticalSpacing(self.theme.px(8 if self.is_stacked else 4))
        column.addLayout(self.grid)
        self.add = Button(self.theme, _("Ajouter une ligne"), "plus", "quiet", self._add_blank)
        self.add.setAccessibleName(f"{_('Ajouter une ligne')}\u00a0: {field.label}")
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.row.addLayout(column, 1)
        self.setFocusProxy(self.add)
        self._rebuild([{}])

    @property
    def lines(self) -> Lines:
        """The field, as what it is."""
        assert isinstance(self.field, Lines)
        return self.field

    def target(self) -> QWidget:
        first = next(iter(self._rows[0].values()), None) if self._rows else None
        return self.add if first is None else first.target()

    def value(self) -> Any:
        read: list[dict[str, Any]] = []
        for number, editors in enumerate(self._rows, start=1):
            row = self._read(number, editors)
            if any(value not in (None, False, 0) for value in row.values()):
                read.append(row)
        return tuple(read) or None

    def _read(self, number: int, editors: Mapping[str, Editor]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, editor in editors.items():
            try:
                row[name] = editor.value()
                editor.set_fault(None)
            except UserError as fault:
                editor.set_fault(fault.message)
                said = _("ligne {number}, {label}\u00a0: {fault}", number=number, label=editor.field.label, fault=fault.message)
                raise FormErrors({self.field.name: said}) from None
        return row

    def set_value(self, value: Any) -> None:
        self._rebuild([dict(row) for row in value or ()] or [{}])

    def set_fault(self, fault: Any) -> None:
        self._fault = str(fault or "")

    def _add_blank(self) -> None:
        self._append({})
        first = next(iter(self._rows[-1].values()), None)
        if first is not None:
            first.target().setFocus()
        self.changed.emit()

    def _rebuild(self, rows: Sequence[Mapping[str, Any]]) -> None:
        clear_layout(self.grid)
        self._rows = []
        if not self.is_stacked:
            for column, field in enumerate(self.lines.fields):
                self.grid.addWidget(Label(field.label, "label"), 0, column)
        for row in rows:
            self._append(row)

    def _append(self, row: Mapping[str, Any]) -> None:
        editors: dict[str, Editor] = {}
        for field in self.lines.fields:
            editor = make_editor(field, self.desk)
            editor.set_value(row.get(field.name, field.default))
            editor.changed.connect(self.changed)
            editor.left.connect(self.left)
            editors[field.name] = editor
        remove = IconButton(self.theme, "trash-2", _("Retirer cette ligne"))
        remove.clicked.connect(lambda _checked=False: self._remove(editors))
        line = self.grid.rowCount()
        if self.is_stacked:
            self.grid.addWidget(self._block(editors, remove), line, 0)
        else:
            for column, editor in enumerate(editors.values()):
                editor.drop_name()
                self.grid.addWidget(editor, line, column)
            self.grid.addWidget(remove, line, len(editors))
        self._rows.append(editors)

    def _block(self, editors: Mapping[str, Editor], remove: IconButton) -> QFrame:
        """A line of many fields: its labels and editors one under the other, in a frame."""
        theme = self.theme
        frame = QFrame()
        frame.setProperty("look", "panel")
        inside = QGridLayout(frame)
        inside.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        inside.setHorizontalSpacing(theme.px(12))
        inside.setVerticalSpacing(theme.px(6))
        inside.setColumnStretch(1, 1)
        for place, editor in enumerate(editors.values()):
            if not editor.names_itself:
                label = Label(editor.field.label, "small", wrap=True)
                label.setMaximumWidth(theme.px(130))
                inside.addWidget(label, place, 0)
            inside.addWidget(editor, place, 1)
        inside.addWidget(remove, 0, 2, Qt.AlignmentFlag.AlignTop)
        return frame

    def _remove(self, editors: dict[str, Editor]) -> None:
        kept: list[dict[str, Any]] = []
        for row in self._rows:
            if row is not editors:
                kept.append({name: editor.draft() for name, editor in row.items()})
        self._rebuild([{}] * max(1, len(kept)))
        for drafts, row in zip(kept, self._rows, strict=False):
            for name, draft in drafts.items():
                row[name].set_draft(draft)
        self.changed.emit()


@make_editor.register(Ref)
def _ref(field: Ref, desk: Desk) -> Editor:
    return RefEditor(field, desk)


@make_editor.register(Refs)
def _refs(field: Refs, desk: Desk) -> Editor:
    return RefsEditor(field, desk)


@make_editor.register(Lines)
def _lines(field: Lines, desk: Desk) -> Editor:
    return LinesEditor(field, desk)
