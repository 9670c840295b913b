# SPDX-License-Identifier: EUPL-1.2
"""What the pages of settings share: one readable column of cards, and forms saved into the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.outcome import FormErrors, UserError
from app.core.text import Text
from app.forms.fields import Field, Tone
from app.forms.page import Form
from app.ui.form import FormView
from app.ui.strings import _
from app.ui.widgets import Button, Card, Label, PrimaryButton, Scroll

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk

CHANGE = "store.settings"
"""The right to change the settings."""
WIDE = 760


class Column(QWidget):
    """A page of cards, one under the other, no wider than can be read with ease."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        theme = self.theme = desk.theme
        self.setProperty("look", "ground")
        inside = QWidget()
        inside.setProperty("look", "clear")
        row = QHBoxLayout(inside)
        margin = theme.px(20)
        row.setContentsMargins(margin, theme.px(16), margin, margin)
        holder = QWidget()
        holder.setProperty("look", "clear")
        holder.setMaximumWidth(theme.px(WIDE))
        self.cards = QVBoxLayout(holder)
        self.cards.setContentsMargins(0, 0, 0, 0)
        self.cards.setSpacing(theme.px(16))
        row.addWidget(holder, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Scroll(inside), 1)

    def card(self, title: Text, words: Text = "") -> Card:
        """A card with its title, and a sentence under it."""
        card = Card(self.theme)
        card.setAccessibleName(str(title))
        card.body.setSpacing(self.theme.px(10))
        card.body.addWidget(Label(title, "title"))
        if str(words):
            card.body.addWidget(Label(words, "muted", wrap=True))
        self.cards.addWidget(card)
        return card

    def go(self, record_id: int | None, params: Mapping[str, Any]) -> None:
        """Nothing to choose on these pages."""


class SettingsForm(QWidget):
    """Fields kept as settings of the dossier, with their button; what was typed and not saved is kept on screen."""

    def __init__(self, desk: Desk, form: Form, label: Text, saved: Text) -> None:
        super().__init__()
        self.desk, self.form, self._label, self._saved = desk, form, label, saved
        self.setProperty("look", "clear")
        self.view = FormView(desk, form)
        self._kept: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(desk.theme.px(14))
        column.addWidget(self.view)
        foot = QHBoxLayout()
        self.button = PrimaryButton(desk.theme, _("Enregistrer"), pressed=self.save)
        self.back = Button(desk.theme, _("Rétablir"), pressed=self.restore)
        self.button.setEnabled(False)
        self.back.setEnabled(False)
        foot.addWidget(self.button)
        foot.addWidget(self.back)
        foot.addStretch(1)
        column.addLayout(foot)
        self.view.changed.connect(self._look)
        save = QShortcut(QKeySequence.StandardKey.Save, self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)
        if not desk.can(CHANGE) or desk.dossier.readonly:
            self.view.setEnabled(False)
            self.button.hide()
            self.back.hide()
        self.read()

    @property
    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        return self.view.readable() != self._kept or self.view.peek() is None

    def read(self) -> None:
        """Read the settings again, unless something typed would be lost."""
        self.desk.query(lambda session: read_settings(session, self.form.all_fields), self._take)

    def _take(self, values: dict[str, Any]) -> None:
        if self._kept and self.is_changed:
            return
        self._kept = values
        self.restore()

    def restore(self) -> None:
        """Forget what was typed."""
        self.view.load(self._kept)
        self.view.show_faults({})
        self._kept = self.view.readable()
        self._look()

    def _look(self) -> None:
        changed = self.is_changed
        self.button.setEnabled(changed)
        self.back.setEnabled(changed)

    def save(self) -> None:
        """Write what changed, in one operation of the journal."""
        try:
            values = self.view.values()
        except FormErrors:
            return
        changed = {name: value for name, value in values.items() if value != self._kept.get(name)}
        if not changed:
            return
        fields = {field.name: field for field in self.form.all_fields}

        def write(work: Work) -> None:
            work.require(CHANGE)
            for name, value in changed.items():
                work.put_setting(name, fields[name].plain(value))

        def done(_nothing: None) -> None:
            self._kept = values
            self._look()
            self.desk.notify(self._saved)

        self.desk.operate(self._label, write, done, action="store.settings")


def read_settings(session: Session, fields: Sequence[Field[Any]]) -> dict[str, Any]:
    """The value of each setting, its declared default when it was never given."""
    from app.store.uow import settings

    stored = settings(session)
    return {field.name: stored_value(field, stored) for field in fields}


def stored_value(field: Field[Any], stored: Mapping[str, Any]) -> Any:
    """The Python value of a stored setting; one that can no longer be read counts as never given."""
    if field.name not in stored:
        return field.default
    kept = stored[field.name]
    if isinstance(kept, list) and all(isinstance(line, str) for line in kept):
        kept = "\n".join(kept)
    try:
        return field.accept(kept)
    except UserError:
        return field.default


class Facts(QWidget):
    """Lines « what: value », aligned."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("look", "clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(desk.theme.px(20))
        self._grid.setVerticalSpacing(desk.theme.px(6))
        self._grid.setColumnStretch(1, 1)

    def add(self, what: Text, value: Text, tone: Tone | None = None) -> Label:
        """One line more."""
        row = self._grid.rowCount()
        self._grid.addWidget(Label(what, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        shown = Label(value, wrap=True, tone=tone)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName(f"{what}\u00a0: {value}")
        self._grid.addWidget(shown, row, 1)
        return shown


def line_of_buttons(desk: Desk, *buttons: Button) -> QHBoxLayout:
    """Buttons side by side, from the left."""
    row = QHBoxLayout()
    row.setSpacing(desk.theme.px(8))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def size_words(octets: int) -> str:
    """« 340 ko », « 12,5 Mo »: for people."""
    if octets < 1000:
        return f"{octets}\u00a0o"
    for unit, size in (("ko", 1e3), ("Mo", 1e6), ("Go", 1e9)):
        if octets < size * 1000:
            value = octets / size
            shown = f"{value:.0f}" if value >= 10 else f"{value:.1f}"
            return f"{shown.replace('.', ',')}\u00a0{unit}"
    return f"{octets / 1e12:.1f}\u00a0To".replace(".", ",")

