# SPDX-License-Identifier: EUPL-1.2
"""The foot of the window: who works, the last backup, what runs, and which dossier is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy

from app.core.text import Text
from app.ui.strings import _
from app.ui.theme import Theme
from app.ui.widgets import Button, ElidedLabel, IconLabel

if TYPE_CHECKING:
    from app.store.users import UserFacts
    from app.ui.operation import Operation


class StatusLine(QFrame):
    """Calm facts, small; each one leads to where it can be changed."""

    user_asked = Signal(str)
    backup_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "surface")
        self.setAccessibleName(str(_("État")))
        self.setFixedHeight(theme.size("status"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), 0, theme.px(14), 0)
        row.setSpacing(theme.px(4))
        self.user = self._fact("user")
        self.user.clicked.connect(lambda _checked=False: self._choose_user())
        self.backup = self._fact("shield-check")
        self.backup.clicked.connect(lambda _checked=False: self.backup_asked.emit())
        row.addWidget(self.user)
        row.addWidget(self.backup)
        row.addSpacing(theme.px(8))
        self._spinner = IconLabel(theme, "loader", "link", 14)
        self._task = ElidedLabel("", "small")
        row.addWidget(self._spinner)
        row.addWidget(self._task, 2)
        self.readonly = IconLabel(theme, "eye", "warning-fg", 14)
        row.addWidget(self.readonly)
        self._dossier = ElidedLabel("", "small")
        self._dossier.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._dossier, 1)
        for widget in (self.user, self.backup, self._spinner, self.readonly):
            widget.hide()
        self._users: tuple[UserFacts, ...] = ()
        self._current = ""

    def _fact(self, icon: str) -> Button:
        theme = self._theme
        fact = Button(theme, "", look="quiet")
        fact.setIcon(theme.icon(icon, "muted", 14, gap=4))
        fact.setIconSize(fact.iconSize().scaled(theme.px(18), theme.px(14), Qt.AspectRatioMode.IgnoreAspectRatio))
        fact.setStyleSheet(
            f"font-weight: 400; color: {theme.hex('muted')}; font-size: {theme.font_px('label')}px;"
            f"min-height: {theme.px(20)}px; padding: 0 {theme.px(5)}px;"
        )
        fact.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        return fact

    # ------------------------------------------------------------ facts

    def set_user(self, user: UserFacts, others: tuple[UserFacts, ...] = ()) -> None:
        """Who works; `others` may take the place."""
        self._users, self._current = others, user.name
        self.user.setText((user.display_name or user.name).replace("&", "&&"))
        self.user.setAccessibleName(str(_("Au travail\u00a0: {name}", name=user.display_name or user.name)))
        self.user.setToolTip(str(_("Changer d’utilisateur")) if len(others) > 1 else "")
        self.user.show()

    def set_backup(self, text: Text, late: bool) -> None:
        """When the last verified copy was made."""
        self.backup.setText(str(text))
        self.backup.setAccessibleName(str(text))
        icon, ink = ("triangle-alert", "warning-fg") if late else ("shield-check", "muted")
        self.backup.setIcon(self._theme.icon(icon, ink, 14, gap=4))
        self.backup.setToolTip(str(_("Voir les sauvegardes")))
        self.backup.show()

    def set_dossier(self, name: str, readonly: bool) -> None:
        """Which commune's folder is open."""
        text = _("Dossier\u00a0: {name}, en consultation seule", name=name) if readonly else _("Dossier\u00a0: {name}", name=name)
        self._dossier.set_text(text)
        self.readonly.setVisible(readonly)

    # ------------------------------------------------------------ what runs

    def watch(self, operation: Operation) -> None:
        """Say what runs once it is slow, until it ends."""
        operation.slow.connect(lambda: self._say(str(operation.title)))
        operation.progressed.connect(lambda done, total, what: self._step(operation, done, total))
        operation.ended.connect(lambda: self._say(""))

    def _step(self, operation: Operation, done: int, total: int) -> None:
        if self._spinner.isVisible() and total:
            self._say(f"{operation.title}\u00a0· {100 * done // total}\u00a0%")

    def _say(self, text: str) -> None:
        self._spinner.setVisible(bool(text))
        self._task.set_text(text)

    def _choose_user(self) -> None:
        if len(self._users) < 2:
            self.user_asked.emit("")
            return
        menu = QMenu(self)
        menu.setAccessibleName(str(_("Qui travaille\u202f?")))
        for user in self._users:
            act = menu.addAction((user.display_name or user.name).replace("&", "&&"))
            act.setCheckable(True)
            act.setChecked(user.name == self._current)
            act.triggered.connect(lambda _checked=False, name=user.name: self.user_asked.emit(name))
        menu.popup(self.user.mapToGlobal(self.user.rect().topLeft()))
