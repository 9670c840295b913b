# SPDX-License-Identifier: EUPL-1.2
"""Over the head of the plan: the cemetery, the search, drawing and printing; at its right, the lens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets import Button, FlowLayout, IconButton, Label
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from modules.cemetery.ui.plan_stage import PlanStage
    from modules.cemetery.ui.plan_view import PlanView


class SearchLine(QLineEdit):
    """A name or a number: Enter goes from one to the next, Escape gives up."""

    def __init__(self, theme: Theme, next_one: Callable[[], object], leave: Callable[[], object]) -> None:
        super().__init__()
        self._next, self._leave = next_one, leave
        self.setPlaceholderText(str(_("Nom ou numéro…")))
        self.setAccessibleName(str(_("Chercher sur ce plan")))
        self.setToolTip(str(_("Chercher sur ce plan (Ctrl F)\u00a0: Entrée va de l’un à l’autre")))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(theme.px(170))
        self.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._next()
            if key == Qt.Key.Key_Down:
                self._leave()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._leave()
        else:
            super().keyPressEvent(event)


class PlanTools(QWidget):
    """A line of buttons that wraps when the window is narrow."""

    def __init__(self, page: PlanStage, parent: QWidget) -> None:
        super().__init__(parent)
        theme = page.theme
        self.setProperty("look", "clear")
        self.flow = FlowLayout(self, theme.px(8), theme.px(6))
        self.cemetery_button = Button(theme, _("Cimetière"), look="menu")
        self.search = SearchLine(theme, page.next_match, page.take_focus)
        self.search.textChanged.connect(page.look_for)
        self.found = Label("", "small")
        self.edit_button = Button(theme, _("Modifier le plan"), "pencil", pressed=page.edit)
        self.print_button = Button(theme, _("Imprimer…"), "printer", pressed=page.print_plan)
        for widget in (self.cemetery_button, self.search, self.found, self.edit_button, self.print_button):
            self.flow.addWidget(widget)
        self.found.hide()
        self._words = {button: button.text() for button in (self.edit_button, self.print_button)}
        for button, words in self._words.items():
            button.setToolTip(words.rstrip("…"))

    def set_compact(self, compact: bool) -> None:
        """Icons alone where the plan needs the room; their names stay for those who listen."""
        for button, words in self._words.items():
            wanted = "" if compact else words
            if button.text() != wanted:
                button.setText(wanted)
                button.updateGeometry()


class Lens(QWidget):
    """Nearer, farther, everything."""

    def __init__(self, view: PlanView, parent: QWidget) -> None:
        super().__init__(parent)
        theme = view.theme
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for icon, name, act in (
            ("plus", _("Plus près (+)"), lambda: view.zoom(2)),
            ("minus", _("Plus loin (−)"), lambda: view.zoom(-2)),
            ("grid-3x3", _("Tout le plan (F)"), view.fit),
        ):
            button = IconButton(theme, icon, name, act)
            # Over the plan an icon needs a ground and an edge of its own.
            button.setProperty("look", "")
            button.setFixedSize(theme.size("control") + 2, theme.size("control"))
            button.setStyleSheet("QToolButton { padding: 0; }")
            column.addWidget(button)
