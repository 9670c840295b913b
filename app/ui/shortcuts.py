# SPDX-License-Identifier: EUPL-1.2
"""The keys of the window, declared once: bound to their acts, and told in the sheet that `F1` opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.text import Text
from app.ui import places
from app.ui.strings import _
from app.ui.widgets import Button, KeyCap, Label, Scroll, plain_name

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.shell import Shell
    from app.ui.theme import Theme


@dataclass(frozen=True)
class Key:
    """A key of the window and what it does; `act` is empty when the widget in hand answers it."""

    keys: str
    label: Text
    act: Callable[[Shell], object] | None = None


Group = tuple[Text, Sequence[Key]]

WINDOW = (
    Key("Ctrl+K", _("Rechercher partout"), lambda shell: shell.search()),
    Key("Alt+Left", _("Page précédente"), lambda shell: shell.go_back()),
    Key("Alt+Right", _("Page suivante"), lambda shell: shell.go_forward()),
    Key("Alt+Home", _("Accueil"), lambda shell: shell.open_page(places.HOME)),
    Key("Ctrl+PgUp", _("Page du dessus dans le menu"), lambda shell: shell.next_page(-1)),
    Key("Ctrl+PgDown", _("Page du dessous dans le menu"), lambda shell: shell.next_page(1)),
    Key("F6", _("Passer du menu à la liste, puis à la fiche"), lambda shell: switch_zone(shell)),
    Key("Ctrl+B", _("Réduire ou déployer le menu"), lambda shell: shell.toggle_sidebar()),
    Key("Ctrl+,", _("Réglages"), lambda shell: shell.open_page(places.SETTINGS)),
    Key("Ctrl++", _("Lettres plus grandes"), lambda shell: shell.zoom(1)),
    Key("Ctrl+-", _("Lettres plus petites"), lambda shell: shell.zoom(-1)),
    Key("Ctrl+0", _("Lettres à 100\u00a0%"), lambda shell: shell.zoom(0)),
    Key("F1", _("Cette liste de raccourcis"), lambda shell: show_sheet(shell)),
    Key("Ctrl+Q", _("Quitter"), lambda shell: shell.close()),
)

IN_LISTS = (
    Key("A…Z", _("Taper filtre la liste")),
    Key("Ctrl+F", _("Aller au filtre")),
    Key("Ctrl+N", _("Ajouter")),
    Key("Down", _("Ligne suivante")),
    Key("Return", _("Ouvrir la fiche")),
    Key("Ctrl+A", _("Tout sélectionner")),
    Key("Ctrl+E", _("Exporter ce que l’on voit")),
    Key("F5", _("Relire la liste")),
)

IN_FORMS = (
    Key("F2", _("Modifier la fiche")),
    Key("Tab", _("Champ suivant")),
    Key("Ctrl+S", _("Enregistrer")),
    Key("Esc", _("Fermer, ou annuler la saisie")),
    Key("Alt+Down", _("Ouvrir le calendrier ou la liste")),
    Key("Ctrl+P", _("Imprimer")),
)

_NAMES = {
    "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Home": "Début", "PgUp": "Pg préc.", "PgDown": "Pg suiv.",
    "Return": "Entrée", "Esc": "Échap", "Shift": "Maj", "Del": "Suppr", "Space": "Espace",
}  # fmt: skip


def shown_keys(keys: str) -> str:
    """The keys as a French keyboard names them: « Ctrl K », « Alt ← »."""
    return " ".join(key_names(keys))


def key_names(keys: str) -> list[str]:
    """Each key apart, by its French name."""
    parts = keys.replace("++", "+plus").split("+")
    return ["+" if part == "plus" else _NAMES.get(part, part) for part in parts]


def install(shell: Shell) -> None:
    """Bind the keys of the window."""
    for key in WINDOW:
        if key.act is None:
            continue
        bound = QShortcut(QKeySequence(key.keys), shell)
        bound.setContext(Qt.ShortcutContext.WindowShortcut)
        bound.activated.connect(lambda act=key.act: act(shell))


def switch_zone(shell: Shell) -> None:
    """From the sidebar to the page and back."""
    if shell.sidebar.isAncestorOf(shell.focusWidget() or shell):
        page = shell.stack.currentWidget()
        focus = getattr(page, "take_focus", None)
        if callable(focus):
            focus()
        elif page is not None:
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)
            page.focusNextPrevChild(True)
    else:
        shell.sidebar.focus_current()


def show_sheet(shell: Shell) -> None:
    """Open the sheet of shortcuts."""
    if shell.desk is not None:
        here = shell.visits.here
        ShortcutSheet(shell.desk, here.page if here else "", shell).exec()


def action_keys(desk: Desk, page: str) -> list[Key]:
    """Keys of the actions: those of the page shown first, each with the page where it works."""
    found: list[tuple[bool, Key]] = []
    for module in desk.registry.modules:
        for action in module.actions():
            if action.shortcut and desk.can(action.permission):
                here = page.partition(".")[0] == module.name
                found.append((not here, Key(action.shortcut, plain_name(action.label))))
    return [key for _rank, key in sorted(found, key=lambda pair: pair[0])]


class ShortcutSheet(QDialog):
    """Every key in two columns, on one screen."""

    def __init__(self, desk: Desk, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        self.setWindowTitle(str(_("Raccourcis du clavier")))
        column = QVBoxLayout(self)
        pad = theme.px(24)
        column.setContentsMargins(pad, pad, pad, theme.px(16))
        column.setSpacing(theme.px(16))
        column.addWidget(Label(_("Raccourcis du clavier"), "heading"))
        body = QWidget()
        host = parent.size() if parent is not None else self.sizeHint()
        beside = host.width() >= theme.px(820)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        sides = QBoxLayout(direction, body)
        sides.setContentsMargins(0, 0, theme.px(14), 0)
        sides.setSpacing(theme.px(40) if beside else 0)
        for groups in balanced(self._groups(desk, page, parent)):
            side = QVBoxLayout()
            side.setSpacing(0)
            for title, keys in groups:
                side.addWidget(_group(theme, title, keys))
            side.addStretch(1)
            sides.addLayout(side, 1)
        column.addWidget(Scroll(body), 1)
        close = Button(theme, _("Fermer"), look="primary", pressed=self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(Label(_("Chaque page se travaille sans la souris."), "muted"), 1)
        foot.addWidget(close)
        column.addLayout(foot)
        self.resize(min(theme.px(860 if beside else 520), host.width() - 40), min(theme.px(700), host.height() - 40))


    @staticmethod
    def _groups(desk: Desk, page: str, window: QWidget | None) -> list[Group]:
        """What is in hand first: the keys of a grid stand on its widget."""
        view = getattr(window, "view", None)
        grid = tuple(getattr(view(page), "keys", ())) if callable(view) and page else ()
        groups: list[Group] = [
            (_("Dans cette grille"), grid), (_("Partout"), WINDOW), (_("Dans une liste"), IN_LISTS),
            (_("Dans un formulaire"), IN_FORMS), (_("Actions"), action_keys(desk, page)),
        ]  # fmt: skip
        return [group for group in groups if group[1]]


def balanced(groups: Sequence[Group]) -> tuple[Sequence[Group], Sequence[Group]]:
    """The groups in their order, cut where two columns are the most alike in height."""
    def rows(some: Sequence[Group]) -> int:
        return sum(len(keys) + 2 for _title, keys in some)

    cut = min(range(1, len(groups) + 1), key=lambda place: max(rows(groups[:place]), rows(groups[place:])))
    return groups[:cut], groups[cut:]


def _group(theme: Theme, title: Text, keys: Sequence[Key]) -> QWidget:
    group = QWidget()
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, theme.px(18))
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(7))
    grid.setColumnStretch(0, 1)
    heading = Label(title, "label")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, key in enumerate(keys, 1):
        grid.addWidget(Label(key.label), row, 0)
        caps = QHBoxLayout()
        caps.setSpacing(theme.px(4))
        caps.addStretch(1)
        for part in key_names(key.keys):
            caps.addWidget(KeyCap(theme, part))
        grid.addLayout(caps, row, 1)
    return group
