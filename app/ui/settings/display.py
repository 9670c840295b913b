# SPDX-License-Identifier: EUPL-1.2
"""How the window looks on this computer: theme and size of letters, tried at once. Not kept in the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QRadioButton, QSlider

from app.ui.settings.base import Column
from app.ui.strings import _
from app.ui.theme import SYSTEM, scheme_of
from app.ui.tokens import LARGEST_FONT, SMALLEST_FONT, Scheme
from app.ui.widgets import Button, Label, plain_name

if TYPE_CHECKING:
    from app.core.text import Text
    from app.ui.desk import Desk

STEP = 10

THEMES: tuple[tuple[str, Text], ...] = (
    (SYSTEM, _("Comme l’ordinateur")),
    (Scheme.LIGHT, _("Clair")),
    (Scheme.DARK, _("Sombre")),
    (Scheme.CONTRAST, _("Contraste renforcé")),
)


class DisplayView(Column):
    """Two cards; each choice is applied at once and kept."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._add_themes()
        self._add_size()
        self.cards.addStretch(1)

    def _add_themes(self) -> None:
        card = self.card(_("Thème"))
        chosen = self.desk.preferences.get("theme", SYSTEM)
        self._group = QButtonGroup(self)
        self.themes: dict[str, QRadioButton] = {}
        for name, label in THEMES:
            radio = QRadioButton(str(label))
            radio.setAccessibleName(str(label))
            radio.setChecked(name == chosen)
            radio.clicked.connect(lambda _checked=False, name=str(name): self._choose(name))
            self._group.addButton(radio)
            self.themes[str(name)] = radio
            card.body.addWidget(radio, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_size(self) -> None:
        card = self.card(
            _("Taille des lettres"), _("Tout l’écran suit. Ctrl\u00a0+ et Ctrl\u00a0- la changent de partout.")
        )
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(12))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SMALLEST_FONT // STEP, LARGEST_FONT // STEP)
        self.slider.setPageStep(2)
        self.slider.setValue(self.theme.percent // STEP)
        name = _("Taille des lettres, en pour cent")
        self.slider.setAccessibleName(plain_name(name))
        self.slider.setMinimumWidth(self.theme.px(220))
        self.shown = Label(self._percent(self.theme.percent), "strong")
        self.shown.setMinimumWidth(self.theme.px(52))
        self.slider.valueChanged.connect(lambda value: self.shown.set_text(self._percent(value * STEP)))
        row.addWidget(Label("A", "small"))
        row.addWidget(self.slider)
        row.addWidget(Label("A", "heading"))
        row.addWidget(self.shown)
        row.addWidget(Button(self.theme, _("Appliquer"), pressed=self._resize))
        row.addStretch(1)
        card.body.addLayout(row)

    @staticmethod
    def _percent(value: int) -> str:
        return f"{value}\u00a0%"

    def take_focus(self) -> None:
        """The theme in force."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, name: str) -> None:
        self.desk.preferences.put("theme", name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.theme.choose(scheme_of(name, app), self.theme.percent)

    def _resize(self) -> None:
        self.desk.preferences.put("font", self.slider.value() * STEP)
        self.theme.choose(self.theme.scheme, self.slider.value() * STEP)
