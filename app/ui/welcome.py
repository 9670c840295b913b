# SPDX-License-Identifier: EUPL-1.2
"""The first window: create the commune's dossier, open one, come back to a recent one, try the demonstration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from app.core.people import key1
from app.core.text import Text
from app.forms.tones import Tone
from app.ui.strings import _
from app.ui.theme import Theme
from app.ui.widgets import Button, Card, ElidedLabel, Label, PrimaryButton, Scroll, clear_layout

Recent = tuple[str, str]
"""Path and name of a dossier."""


class Belfry(QWidget):
    """The mark of the program: a belfry, drawn with lines."""

    def __init__(self, theme: Theme, size: int = 56) -> None:
        super().__init__()
        self._theme, self._size = theme, size
        self.setFixedSize(theme.px(size), theme.px(size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._theme.pixmap("landmark", "accent", self._size, self.devicePixelRatioF()))


class Welcome(QWidget):
    """Shown when no dossier is open. It says what was asked; the opening itself is done elsewhere."""

    create_asked = Signal(str, str)
    """Path and name of the commune."""
    open_asked = Signal(str)
    demo_asked = Signal()
    restore_asked = Signal(str)
    """Folder of a dossier that does not open."""

    def __init__(self, theme: Theme, recents: Sequence[Recent]) -> None:
        super().__init__()
        self.theme = theme
        self.setWindowTitle("Beffroi")
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        room = self.screen().availableGeometry()
        self.resize(min(theme.px(1040), room.width()), min(theme.px(700), room.height()))
        inside = QWidget()
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        middle.addStretch(2)
        line = QHBoxLayout()
        line.addStretch(1)
        self.card = self._make_card(recents)
        line.addWidget(self.card, 8)
        line.addStretch(1)
        middle.addLayout(line)
        middle.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inside))

    def _make_card(self, recents: Sequence[Recent]) -> Card:
        theme = self.theme
        card = Card(theme)
        card.setMaximumWidth(theme.px(620))
        pad = theme.px(36)
        card.body.setContentsMargins(pad, theme.px(30), pad, theme.px(30))
        card.body.setSpacing(theme.px(14))
        head = QHBoxLayout()
        head.setSpacing(theme.px(18))
        head.addWidget(Belfry(theme))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label("Beffroi", "figure"))
        words.addWidget(Label(_("Les services de la commune, sur cet ordinateur et nulle part ailleurs."), "muted", wrap=True))
        head.addLayout(words, 1)
        card.body.addLayout(head)
        card.body.addSpacing(theme.px(8))
        self.create_button = PrimaryButton(theme, _("Créer le dossier de ma commune…"), "plus", self._create)
        self.open_button = Button(theme, _("Ouvrir un dossier…"), "folder-open", pressed=self._open)
        self.demo_button = Button(theme, _("Essayer avec une commune inventée"), "lightbulb", pressed=self.demo_asked.emit)
        for button in (self.create_button, self.open_button, self.demo_button):
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            card.body.addWidget(button)
        self.wait = QProgressBar()
        self.wait.setRange(0, 0)
        self.wait.setTextVisible(False)
        self.wait.setAccessibleName(str(_("Avancement")))
        self.wait.hide()
        card.body.addWidget(self.wait)
        self.said = Label("", "", wrap=True)
        self.said.hide()
        card.body.addWidget(self.said)
        self.ways = QVBoxLayout()
        card.body.addLayout(self.ways)
        if recents:
            card.body.addSpacing(theme.px(8))
            card.body.addWidget(Label(_("Ouverts récemment"), "label"))
            for path, name in recents:
                card.body.addLayout(self._recent(path, name))
        return card

    def _recent(self, path: str, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(10))
        button = Button(self.theme, name.replace("&", "&&"), "folder", "quiet", partial(self.open_asked.emit, path))
        row.addWidget(button)
        row.addWidget(ElidedLabel(path, "small"), 1)
        return row

    # ------------------------------------------------------------ saying

    def busy(self, words: Text) -> None:
        """Something is under way: no button until it ends."""
        self._enable(False)
        clear_layout(self.ways)
        self.wait.show()
        self.tell(words, None)

    def ready(self) -> None:
        """The buttons again."""
        self.wait.hide()
        self._enable(True)

    def tell(self, words: Text, tone: Tone | None = Tone.WARNING) -> None:
        """Say what happened."""
        self.said.setProperty("tone", tone.value if tone else "")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.set_text(words)
        self.said.setVisible(bool(str(words)))

    def offer(self, *ways: Button) -> None:
        """Ways out of what was just said."""
        clear_layout(self.ways)
        row = QHBoxLayout()
        for way in ways:
            row.addWidget(way)
        row.addStretch(1)
        self.ways.addLayout(row)

    def _enable(self, can: bool) -> None:
        for button in self.findChildren(Button):
            button.setEnabled(can)

    # ------------------------------------------------------------ asking

    def _open(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, str(_("Le dossier de la commune")), str(documents()))
        if chosen:
            self.open_asked.emit(chosen)

    def _create(self) -> None:
        dialog = CreateDialog(self.theme, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.create_asked.emit(dialog.path.text().strip(), dialog.name.text().strip())


def documents() -> Path:
    """Where people keep their files."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found else Path.home()


def folder_for(name: str) -> Path:
    """Where the dossier of a commune is proposed: « Documents/Beffroi/saint-aubin-des-pres »."""
    stem = re.sub(r"[^a-z0-9]+", "-", key1(name).lower()).strip("-")
    return documents() / "Beffroi" / (stem or "commune")


class CreateDialog(QDialog):
    """The commune's name, and where its dossier will be."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(str(_("Créer le dossier de ma commune")))
        column = QVBoxLayout(self)
        pad = theme.px(24)
        column.setContentsMargins(pad, theme.px(20), pad, theme.px(18))
        column.setSpacing(theme.px(8))
        column.addWidget(Label(_("Créer le dossier de ma commune"), "heading"))
        column.addSpacing(theme.px(6))
        self.name = self._field(column, _("Nom de la commune"), _("Comme sur vos papiers\u00a0: Saint-Aubin-des-Prés."))
        self.path = self._field(column, _("Emplacement"), _("Un dossier de cet ordinateur, que vous sauvegardez."))
        browse = Button(theme, _("Choisir un autre emplacement…"), look="link", pressed=self._browse)
        column.addWidget(browse)
        column.addSpacing(theme.px(10))
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(Button(theme, _("Annuler"), pressed=self.reject))
        self.accept_button = PrimaryButton(theme, _("Créer le dossier"), pressed=self.accept)
        self.accept_button.setDefault(True)
        self.accept_button.setEnabled(False)
        foot.addWidget(self.accept_button)
        column.addLayout(foot)
        self._own_path = False
        self.path.textEdited.connect(lambda _text: setattr(self, "_own_path", True))
        self.name.textChanged.connect(self._named)
        self.path.textChanged.connect(lambda _text: self._look())
        self.path.setText(str(folder_for("")))
        self.setMinimumWidth(theme.px(520))

    def _field(self, column: QVBoxLayout, label: Text, help: Text) -> QLineEdit:
        words = Label(label, "strong")
        field = QLineEdit()
        field.setAccessibleName(str(label))
        field.setAccessibleDescription(str(help))
        words.setBuddy(field)
        column.addWidget(words)
        column.addWidget(field)
        column.addWidget(Label(help, "small", wrap=True))
        return field

    def _named(self, name: str) -> None:
        if not self._own_path:
            self.path.setText(str(folder_for(name)))
        self._look()

    def _look(self) -> None:
        self.accept_button.setEnabled(bool(self.name.text().strip() and self.path.text().strip()))

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, str(_("Où créer le dossier")), str(documents()))
        if chosen:
            self._own_path = True
            stem = folder_for(self.name.text()).name
            self.path.setText(str(Path(chosen) / stem))


class UserChoice(QDialog):
    """« Qui travaille ? », asked when several people share the dossier."""

    def __init__(self, theme: Theme, people: Sequence[tuple[str, str]], last: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen = last
        self.setWindowTitle(str(_("Qui travaille\u202f?")))
        column = QVBoxLayout(self)
        pad = theme.px(24)
        column.setContentsMargins(pad, theme.px(20), pad, theme.px(20))
        column.setSpacing(theme.px(10))
        column.addWidget(Label(_("Qui travaille\u202f?"), "heading"))
        column.addWidget(Label(_("Le journal retient le nom de qui fait quoi."), "muted"))
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(6))
        for name, shown in people:
            line = Button(theme, shown.replace("&", "&&"), "user", "primary" if name == last else "")
            line.clicked.connect(partial(self._choose, name))
            line.setSizePolicy(line.sizePolicy().Policy.Expanding, line.sizePolicy().Policy.Fixed)
            if name == last:
                line.setDefault(True)
                line.setFocus()
            lines.addWidget(line)
        lines.addStretch(1)
        column.addWidget(Scroll(inside), 1)
        self.setMinimumWidth(theme.px(380))
        self.resize(theme.px(380), min(theme.px(520), theme.px(150) + theme.px(42) * len(people)))

    def _choose(self, name: str, _checked: bool = False) -> None:
        self.chosen = name
        self.accept()
