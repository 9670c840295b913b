# SPDX-License-Identifier: EUPL-1.2
"""An editor for each kind of field: it shows a value, reads one back, and says its fault in place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.forms.fields import Choice, Field, Flag, LongText, Moment, PartialDay, Weekdays
from app.ui.strings import _
from app.ui.widgets import FlowLayout, Label

if TYPE_CHECKING:
    from app.ui.desk import Desk

SEGMENTED = 4
"""Up to so many options are all shown; beyond, a list unfolds."""


class Editor(QWidget):
    """What every editor offers. `value()` raises `UserError` when what was typed cannot be read."""

    changed = Signal()
    left = Signal()
    """The focus went elsewhere: time to check."""
    names_itself = False
    """Whether the label stands inside the editor (a check box)."""
    is_tall = False

    def __init__(self, field: Field[Any], desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.desk = desk
        self.theme = desk.theme
        self._fault = ""
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(self.theme.px(6))

    def value(self) -> Any:
        """The value typed, None when empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; `changed` is not emitted."""
        raise NotImplementedError

    def target(self) -> QWidget:
        """The widget that takes the focus."""
        raise NotImplementedError

    def draft(self) -> Any:
        """What is typed, readable or not, as JSON: for the drafts that survive a crash."""
        try:
            return self.field.plain(self.value())
        except UserError:
            return None

    def set_draft(self, draft: Any) -> None:
        """Show again what `draft` gave."""
        try:
            self.set_value(self.field.accept(draft))
        except UserError:
            return

    def set_context(self, values: Mapping[str, Any]) -> None:
        """Told when the other fields changed; most editors do not care."""

    def set_fault(self, fault: Shown | None) -> None:
        """Mark the editor, or clear the mark; the words are shown by its row."""
        said, target = str(fault or ""), self.target()
        if said == self._fault and target.property("fault") == ("true" if said else "false"):
            return  # the style of a widget is slow to work out again, and a table of lines asks at each key
        self._fault = said
        target.setProperty("fault", "true" if self._fault else "false")
        target.style().unpolish(target)
        target.style().polish(target)
        self._describe()

    def name_target(self, target: QWidget) -> None:
        """Say the label, and the help, to a screen reader; watch the focus leave."""
        target.setAccessibleName(str(self.field.label))
        target.installEventFilter(self)
        self.setFocusProxy(target)

    def drop_name(self) -> None:
        """The label already stands over the column: an editor that names itself says it no more."""

    def _describe(self) -> None:
        said = [text for text in (self._fault, str(self.field.help)) if text]
        self.target().setAccessibleDescription(" ".join(said))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in passing:
            self.on_leave()
            self.left.emit()
        return super().eventFilter(watched, event)

    def on_leave(self) -> None:
        """The focus left: tidy what was typed."""


@singledispatch
def make_editor(field: Field[Any], desk: Desk) -> Editor:
    """The editor of a field, by its class; a new kind of field registers its own."""
    return LineEditor(field, desk)


class LineEditor(Editor):
    """A line of text, tidied by its field when the focus leaves."""

    def __init__(self, field: Field[Any], desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(False)
        if field.align == "right":
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        metrics = self.line.fontMetrics()
        wide = metrics.averageCharWidth() * (max(field.width, 6) + 3) + self.theme.px(24)
        self.line.setMinimumWidth(min(wide, self.theme.px(260)))
        if field.width <= 16:
            self.line.setMaximumWidth(max(wide, self.theme.px(90)))
        self.row.addWidget(self.line, 1)
        unit = str(getattr(field, "unit", ""))
        if unit:
            self.row.addWidget(Label(unit, "muted"))
        if field.width <= 16:
            self.row.addStretch(1)
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.name_target(self.line)
        self._describe()

    def target(self) -> QWidget:
        return self.line

    def value(self) -> Any:
        return self.field.read(self.line.text())

    def set_value(self, value: Any) -> None:
        self.line.setText(self.field.show(value))

    def draft(self) -> Any:
        return self.line.text()

    def set_draft(self, draft: Any) -> None:
        self.line.setText(str(draft or ""))

    def on_leave(self) -> None:
        try:
            shown = self.field.show(self.value())
        except UserError:
            return
        if shown != self.line.text():
            self.line.setText(shown)


class LongTextEditor(Editor):
    """Several lines; the tab key goes on to the next field."""

    is_tall = True

    def __init__(self, field: LongText, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.theme.px(84))
        self.row.addWidget(self.text, 1)
        self._silent = False
        self.text.textChanged.connect(self._told)
        self.name_target(self.text)
        self._describe()

    def _told(self) -> None:
        if not self._silent:
            self.changed.emit()

    def target(self) -> QWidget:
        return self.text

    def value(self) -> Any:
        return self.field.read(self.text.toPlainText())

    def set_value(self, value: Any) -> None:
        self._silent = True
        self.text.setPlainText(self.field.show(value))
        self._silent = False

    def draft(self) -> Any:
        return self.text.toPlainText()

    def set_draft(self, draft: Any) -> None:
        self.set_value(draft)


class QuietCombo(QComboBox):
    """A list to unfold; the wheel does not change it by accident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ComboEditor(Editor):
    """One value of a long closed list."""

    def __init__(self, field: Choice, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.combo = QuietCombo()
        if not (field.required and field.default is not None):
            self.combo.addItem("—" if not field.required else str(_("Choisissez…")), None)
        for option in field.options:
            self.combo.addItem(str(option.label), option.value)
        self.row.addWidget(self.combo)
        self.row.addStretch(1)
        self.combo.activated.connect(lambda _index: self.changed.emit())
        self.name_target(self.combo)
        self._describe()

    def target(self) -> QWidget:
        return self.combo

    def value(self) -> Any:
        stored = self.combo.currentData()
        return None if stored is None else self.field.read(str(stored))

    def set_value(self, value: Any) -> None:
        index = self.combo.findData(None if value is None else str(value))
        self.combo.setCurrentIndex(max(0, index))


class RadioEditor(Editor):
    """One value of a few, all visible; pressing the chosen one again clears a field that may be empty."""

    def __init__(self, field: Choice, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        box = QWidget()
        box.setProperty("look", "clear")
        flow = FlowLayout(box, self.theme.px(16), self.theme.px(2))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        box.setSizePolicy(policy)
        self.group = QButtonGroup(self)
        self.group.setExclusive(field.required)
        self.buttons: list[QRadioButton] = []
        for index, option in enumerate(field.options):
            button = QRadioButton(str(option.label))
            button.setAccessibleName(f"{field.label}\u00a0: {option.label}")
            self.group.addButton(button, index)
            button.setAutoExclusive(False)
            flow.addWidget(button)
            self.buttons.append(button)
            button.clicked.connect(lambda _checked=False, pressed=button: self._press(pressed))
            button.installEventFilter(self)
        self.row.addWidget(box, 1)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])

    def _press(self, pressed: QRadioButton) -> None:
        for button in self.buttons:
            if button is not pressed:
                button.setChecked(False)
        if self.field.required:
            pressed.setChecked(True)
        self.changed.emit()

    def target(self) -> QWidget:
        chosen = [button for button in self.buttons if button.isChecked()]
        return (chosen or self.buttons)[0]

    def value(self) -> Any:
        assert isinstance(self.field, Choice)
        for option, button in zip(self.field.options, self.buttons, strict=True):
            if button.isChecked():
                return self.field.read(option.value)
        return None

    def set_value(self, value: Any) -> None:
        assert isinstance(self.field, Choice)
        self.group.setExclusive(False)
        for option, button in zip(self.field.options, self.buttons, strict=True):
            button.setChecked(value is not None and option.value == str(value))
        self.group.setExclusive(self.field.required)


class FlagEditor(Editor):
    """Yes or no: a box that carries its own label."""

    names_itself = True

    def __init__(self, field: Flag, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.box = QCheckBox(str(field.label))
        self.row.addWidget(self.box)
        self.row.addStretch(1)
        self.box.clicked.connect(lambda _checked=False: self.changed.emit())
        self.name_target(self.box)
        self._describe()

    def drop_name(self) -> None:
        self.box.setText("")
        self.box.setAccessibleName(str(self.field.label))

    def target(self) -> QWidget:
        return self.box

    def value(self) -> Any:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class WeekdaysEditor(Editor):
    """Seven letters to press, Monday first."""

    def __init__(self, field: Weekdays, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        names = (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche"))
        letters = (_("L"), _("Ma"), _("Me"), _("J"), _("V"), _("S"), _("D"))
        self.row.setSpacing(self.theme.px(4))
        self.buttons: list[QPushButton] = []
        for name, letter in zip(names, letters, strict=True):
            button = QPushButton(str(letter))
            button.setProperty("look", "chip")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setToolTip(str(name))
            button.setAccessibleName(f"{field.label}\u00a0: {name}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False: self.changed.emit())
            button.installEventFilter(self)
            self.row.addWidget(button)
            self.buttons.append(button)
        self.row.addStretch(1)
        self.setFocusProxy(self.buttons[0])

    def target(self) -> QWidget:
        return self.buttons[0]

    def value(self) -> Any:
        mask = sum(1 << i for i, button in enumerate(self.buttons) if button.isChecked())
        # No day pressed says nothing, unless the field begins with days (« no day » is then an answer).
        return mask if mask or self.field.default is not None else None

    def set_value(self, value: Any) -> None:
        for i, button in enumerate(self.buttons):
            button.setChecked(bool((value or 0) >> i & 1))


class ReadOnlyEditor(Editor):
    """A value that the program writes and nobody types."""

    def __init__(self, field: Field[Any], desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.label = Label("—", "muted")
        self._value: Any = None
        self.row.addWidget(self.label, 1)
        self.label.setAccessibleName(str(field.label))

    def target(self) -> QWidget:
        return self.label

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self.label.set_text(self.field.show(value) or "—")


@make_editor.register(LongText)
def _long_text(field: LongText, desk: Desk) -> Editor:
    return LongTextEditor(field, desk)


@make_editor.register(Choice)
def _choice(field: Choice, desk: Desk) -> Editor:
    short = sum(len(str(option.label)) + 4 for option in field.options) <= 60
    return RadioEditor(field, desk) if len(field.options) <= SEGMENTED and short else ComboEditor(field, desk)


@make_editor.register(Flag)
def _flag(field: Flag, desk: Desk) -> Editor:
    return FlagEditor(field, desk)


@make_editor.register(Weekdays)
def _weekdays(field: Weekdays, desk: Desk) -> Editor:
    return WeekdaysEditor(field, desk)


@make_editor.register(Moment)
def _moment(field: Moment, desk: Desk) -> Editor:
    return ReadOnlyEditor(field, desk)


@make_editor.register(PartialDay)
def _partial_day(field: PartialDay, desk: Desk) -> Editor:
    editor = LineEditor(field, desk)
    editor.line.setPlaceholderText(str(_("1931, ou 3/5/1931")))
    editor.line.setFixedWidth(desk.theme.px(160))
    return editor
