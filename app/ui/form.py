# SPDX-License-Identifier: EUPL-1.2
"""A declared form as a widget: one column, labels above, faults beside the field, all of them on saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.outcome import FormErrors, UserError
from app.core.text import Text
from app.forms.fields import Day, Field, MonthOf, Postcode
from app.forms.fields import Text as TextField
from app.forms.page import Form, Section
from app.ui import date_editors, file_editors, link_editors
from app.ui.date_editors import MonthEditor
from app.ui.editors import Editor, LineEditor, make_editor
from app.ui.strings import _
from app.ui.widgets import Label

if TYPE_CHECKING:
    from app.ui.desk import Desk

KINDS = (date_editors, file_editors, link_editors)
"""Imported so that their editors are known by `make_editor`."""


SHORT = 24
"""Characters of a label, « obligatoire » with it, up to which two days stand side by side."""


class FieldRow(QWidget):
    """A label, « obligatoire » in words, the editor, its help, its fault."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        theme = editor.theme
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        if not editor.names_itself:
            head = QHBoxLayout()
            head.setSpacing(theme.px(8))
            label = Label(editor.field.label, "strong")
            label.setBuddy(editor.target())
            head.addWidget(label)
            if editor.field.required:
                head.addWidget(Label(_("obligatoire"), "small"))
            head.addStretch(1)
            column.addLayout(head)
        column.addWidget(editor)
        if str(editor.field.help):
            column.addWidget(Label(editor.field.help, "small", wrap=True))
        self.fault = Label("", "fault", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)
        editor.left.connect(self.check)
        editor.changed.connect(self._soften)

    def check(self) -> bool:
        """Say the fault of this field, if it has one; blank required fields wait for the saving."""
        try:
            value = self.editor.value()
            if value is not None:
                self.editor.field.check(value)
        except UserError as fault:
            self.show_fault(fault.message)
            return False
        self.show_fault(None)
        return True

    def show_fault(self, fault: Text | None) -> None:
        """Write the fault under the field, or take it away."""
        self.editor.set_fault(fault)
        self.fault.set_text(fault or "")
        self.fault.setVisible(bool(str(fault or "")))

    def _soften(self) -> None:
        # What is being corrected is no longer shouted at; it is looked at again on leaving.
        if self.fault.isVisible():
            self.show_fault(None)


def pairs(field: Field[Any]) -> bool:
    """Whether a second field may stand at the right of this one."""
    return isinstance(field, Day | Postcode)


def stand_together(first: Field[Any], second: Field[Any]) -> bool:
    """« Du » and « Au », a postcode and its town: read at one glance, so side by side when their labels are short."""
    if isinstance(first, Day) and isinstance(second, Day):
        return all(len(str(f.label)) + (12 if f.required else 0) <= SHORT for f in (first, second))
    return isinstance(first, Postcode) and type(second) is TextField


class FormView(QWidget):
    """The fields of a form. `values()` answers them all or raises `FormErrors` with every fault shown."""

    changed = Signal()

    def __init__(
        self, desk: Desk, form: Form, values: Mapping[str, Any] | None = None, *,
        shown: Callable[[Field[Any]], bool] | None = None, parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.form = desk, form
        self.rows: dict[str, FieldRow] = {}
        self.setProperty("look", "clear")
        self._shown = shown or (lambda field: True)
        self._hidden: dict[str, Any] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(desk.theme.px(14))
        self._group("", form.fields)
        for section in form.sections:
            self._section(section)
        self.load(values or {})

    def _section(self, section: Section) -> None:
        if self.rows:
            self.column.addSpacing(self.desk.theme.px(8))
        self._group(section.title, section.fields)

    def _group(self, title: Text, fields: Sequence[Field[Any]]) -> None:
        seen = [field for field in fields if self._shown(field)]
        if str(title) and seen:
            self.column.addWidget(Label(title, "title"))
        before: Field[Any] | None = None
        line: QHBoxLayout | None = None
        for field in seen:
            row = FieldRow(make_editor(field, self.desk))
            self.rows[field.name] = row
            row.editor.changed.connect(self._told)
            if line is not None and before is not None and stand_together(before, field):
                line.insertWidget(1, row, 0 if isinstance(field, Day) else 1, Qt.AlignmentFlag.AlignTop)
                before, line = None, None
                continue
            before, line = field, self._line(row)

    def _line(self, row: FieldRow) -> QHBoxLayout:
        """A line of the form, in which a second field may come."""
        line = QHBoxLayout()
        line.setSpacing(self.desk.theme.px(20))
        line.addWidget(row, 0 if pairs(row.editor.field) else 1, Qt.AlignmentFlag.AlignTop)
        if isinstance(row.editor.field, Day):
            line.addStretch(1)
        self.column.addLayout(line)
        return line

    def load(self, values: Mapping[str, Any]) -> None:
        """Show first values; a field that is not given shows its default."""
        for field in self.form.all_fields:
            value = values.get(field.name, field.default)
            if field.name in self.rows:
                self.rows[field.name].editor.set_value(value)
            else:
                self._hidden[field.name] = value
        self._contextual()

    def values(self) -> dict[str, Any]:
        """Every value. Raises `FormErrors`, each fault shown beside its field and the first one focused."""
        values, faults = self._read()
        if not faults and self.form.check is not None:
            try:
                self.form.check(values)
            except FormErrors as fault:
                faults = dict(fault.faults)
            except UserError as fault:
                faults = {fault.field or next(iter(self.rows), ""): fault.message}
        self.show_faults(faults)
        if faults:
            raise FormErrors(faults)
        return values

    def peek(self) -> dict[str, Any] | None:
        """The values if they can all be kept, without saying any fault; None otherwise."""
        values, faults = self._read()
        if faults:
            return None
        if self.form.check is not None:
            try:
                self.form.check(values)
            except UserError:
                return None
        return values

    def readable(self) -> dict[str, Any]:
        """The values that can be read, those that cannot left out."""
        return self._read()[0]

    def _read(self) -> tuple[dict[str, Any], dict[str, Text]]:
        values: dict[str, Any] = dict(self._hidden)
        faults: dict[str, Text] = {}
        for name, row in self.rows.items():
            try:
                value = row.editor.value()
                row.editor.field.check(value)
                values[name] = value
            except FormErrors as fault:
                faults[name] = next(iter(fault.faults.values()))
            except UserError as fault:
                faults[name] = fault.message
        return values, faults

    def show_faults(self, faults: Mapping[str, Text]) -> None:
        """Write each fault beside its field; the first one takes the focus."""
        for name, row in self.rows.items():
            row.show_fault(faults.get(name))
        first = next((name for name in self.rows if name in faults), None)
        if first is not None:
            self.rows[first].editor.target().setFocus()

    def drafts(self) -> dict[str, Any]:
        """What is typed, field by field, sensitive ones left out: what a crash must not lose."""
        return {n: row.editor.draft() for n, row in self.rows.items() if not row.editor.field.sensitive}

    def set_drafts(self, drafts: Mapping[str, Any]) -> None:
        """Show again what had been typed."""
        for name, draft in drafts.items():
            if name in self.rows:
                self.rows[name].editor.set_draft(draft)

    def focus_first(self) -> None:
        """Put the cursor in the first field."""
        first = next(iter(self.rows.values()), None)
        if first is not None:
            QTimer.singleShot(0, first.editor.target(), first.editor.target().setFocus)

    def _told(self) -> None:
        self._contextual()
        self.changed.emit()

    def _contextual(self) -> None:
        values = self.readable()
        for row in self.rows.values():
            row.editor.set_context(values)


class InlineForm(QWidget):
    """The parameters of a list, side by side above it: « Mois ◀ octobre 2026 ▶ »."""

    changed = Signal()

    def __init__(self, desk: Desk, form: Form, values: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.editors: dict[str, Editor] = {}
        self.setProperty("look", "clear")
        self.pieces: list[QWidget] = []
        """One a field, its label with it: the bar of the list puts them side by side, on several lines if it must."""
        for field in form.all_fields:
            piece = QWidget(self)
            piece.setProperty("look", "clear")
            row = QHBoxLayout(piece)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(desk.theme.px(8))
            self.pieces.append(piece)
            editor = make_editor(field, desk)
            editor.set_value(values.get(field.name, field.default))
            editor.left.connect(self._settled)
            if isinstance(editor, LineEditor):
                editor.line.returnPressed.connect(self._settled)
            else:
                editor.changed.connect(self._settled)
            if isinstance(editor, MonthEditor) and not field.required:
                editor.line.setPlaceholderText(str(_("Tous les mois")))
            if not editor.names_itself and not isinstance(field, MonthOf):
                label = Label(field.label, "small")
                label.setBuddy(editor.target())
                row.addWidget(label)
            row.addWidget(editor)
            self.editors[field.name] = editor
        self._last = self.peek()

    def peek(self) -> dict[str, Any] | None:
        """The values when all of them can be read."""
        values: dict[str, Any] = {}
        for name, editor in self.editors.items():
            try:
                values[name] = editor.value()
                editor.field.check(values[name])
                editor.set_fault(None)
            except UserError as fault:
                editor.set_fault(fault.message)
                editor.target().setToolTip(str(fault.message))
                return None
        return values

    def load(self, values: Mapping[str, Any]) -> None:
        """Show other values, in silence."""
        for name, editor in self.editors.items():
            if name in values:
                editor.set_value(values[name])
        self._last = self.peek()

    def _settled(self) -> None:
        values = self.peek()
        if values is not None and values != self._last:
            self._last = values
            self.changed.emit()
