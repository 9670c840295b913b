# SPDX-License-Identifier: EUPL-1.2
"""« Aide » : what each page is for, the keys, accessibility, and what this program is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit

from app import __version__
from app.ui import places
from app.ui.settings.base import Column, Facts, line_of_buttons
from app.ui.strings import _
from app.ui.widgets import Button, Label

if TYPE_CHECKING:
    from app.ui.desk import Desk


class AboutView(Column):
    """A page to read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._add_first_steps()
        self._add_pages()
        self._add_access()
        self._add_program()
        self.cards.addStretch(1)

    def _add_first_steps(self) -> None:
        card = self.card(_("Se repérer"))
        for words in (
            _("L’accueil dit ce qu’il y a à faire, et chaque ligne mène à l’endroit exact."),
            _("Ctrl\u00a0K cherche partout\u00a0: un nom même mal écrit, un numéro, une page, une action."),
            _("Une liste à gauche, la fiche à droite. Taper filtre la liste\u202f; Entrée ouvre la fiche."),
            _("Ce qui est commencé n’est pas perdu\u00a0: une fiche à moitié remplie vous attend, même après une coupure."),
            _("Le journal garde chaque acte, et la plupart s’annulent. Un papier numéroté, lui, ne s’efface pas."),
        ):
            card.body.addWidget(Label(words, wrap=True))
        self.keys = Button(self.theme, _("Raccourcis du clavier"), "keyboard", pressed=self._show_keys)
        card.body.addLayout(line_of_buttons(self.desk, self.keys))

    def _add_pages(self) -> None:
        for module in self.desk.registry.modules:
            pages = [p for p in places.visible_pages(self.desk.registry, module, self.desk.user) if str(p.help)]
            if not pages:
                continue
            card = self.card(module.title, module.purpose)
            grid = QGridLayout()
            grid.setHorizontalSpacing(self.theme.px(16))
            grid.setVerticalSpacing(self.theme.px(4))
            grid.setColumnMinimumWidth(0, self.theme.px(170))
            grid.setColumnStretch(1, 1)
            for row, page in enumerate(pages):
                link = Button(self.theme, page.title, look="link", pressed=partial(self.desk.open, page.name))
                link.setStyleSheet("padding-left: 0;")
                grid.addWidget(link, row, 0, Qt.AlignmentFlag.AlignTop)
                words = Label(page.help, "muted", wrap=True)
                words.setMinimumHeight(link.sizeHint().height())
                grid.addWidget(words, row, 1)
            card.body.addLayout(grid)

    def _add_access(self) -> None:
        card = self.card(_("Accessibilité"))
        for words in (
            _("Tout se fait au clavier. Les lettres vont de 100 à 200\u00a0%, avec un thème sombre et un thème contrasté."),
            _("Chaque commande porte un nom pour les lecteurs d’écran\u202f; aucun état n’est dit par la seule couleur."),
            _("Les contrastes sont calculés par un essai à chaque version\u00a0: 4,5 pour 1 au moins pour le texte, 3 pour 1 pour les"
              " contours et les icônes."),
            _("Ce logiciel n’a pas encore été audité par un tiers. Les papiers PDF ont un titre, une langue et un vrai texte,"
              " mais pas encore de balises de structure."),
        ):  # fmt: skip
            card.body.addWidget(Label(words, wrap=True))

    def _add_program(self) -> None:
        from app.ui.errors import facts

        card = self.card(_("Beffroi"), _("Logiciel libre des services d’une commune."))
        lines = Facts(self.desk)
        lines.add(_("Version"), __version__)
        lines.add(_("Licence"), _("EUPL 1.2\u00a0: libre de l’utiliser, de l’étudier, de la modifier, de la partager."))
        lines.add(_("Lettres"), _("Source Sans 3, licence OFL 1.1"))
        lines.add(_("Icônes"), _("Lucide, licence ISC"))
        card.body.addWidget(lines)
        technical = QPlainTextEdit("\n".join(facts()))
        technical.setReadOnly(True)
        technical.setAccessibleName(str(_("Versions, pour un message d’assistance")))
        technical.setFixedHeight(self.theme.px(104))
        technical.setTabChangesFocus(True)
        card.body.addWidget(technical)

    def take_focus(self) -> None:
        """The first button."""
        self.keys.setFocus()

    def _show_keys(self) -> None:
        from app.ui.shell import Shell
        from app.ui.shortcuts import show_sheet

        window = self.window()
        if isinstance(window, Shell):
            show_sheet(window)
