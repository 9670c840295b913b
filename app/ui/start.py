# SPDX-License-Identifier: EUPL-1.2
"""From nothing to a window at work: the window is painted first, the dossier is opened behind it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.core.outcome import EnvironmentProblem, UserError
from app.core.text import Text
from app.forms.tones import Tone
from app.store.layout import is_dossier, read_identity
from app.ui.background import Background
from app.ui.errors import CalmDialog, Faults
from app.ui.language import speak_french
from app.ui.preferences import Preferences
from app.ui.shell import Shell
from app.ui.strings import _
from app.ui.theme import SYSTEM, Theme, scheme_of
from app.ui.widgets import Button

if TYPE_CHECKING:
    from app.house import House
    from app.store.users import UserFacts
    from app.ui.desk import Desk
    from app.ui.welcome import Welcome

RECENTS = "dossiers"
RECENT_COUNT = 6


def open_window(dossier_path: Path | None) -> int:
    """Open the window on a dossier (the last one, or the welcome, when None); answers the exit status."""
    if not has_screen():
        print(_("Il n’y a pas d’écran ici\u00a0: la fenêtre ne peut pas s’ouvrir. Voyez «\u00a0beffroi --help\u00a0»."), file=sys.stderr)
        return 3
    app = make_application(sys.argv[:1])
    preferences = Preferences.of_this_computer()
    desk = Opening(app, preferences)
    desk.faults.install()
    desk.begin(dossier_path)
    return app.exec()


def has_screen() -> bool:
    """Whether a window can be shown; Qt would end the program without a word."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_application(arguments: list[str]) -> QApplication:
    """The Qt application, in French."""
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(arguments)
    app.setApplicationName("Beffroi")
    app.setDesktopFileName("beffroi")
    speak_french(app)
    return app


def make_theme(app: QApplication, preferences: Preferences) -> Theme:
    """The theme that this person chose, applied."""
    percent = preferences.get("font", 100)
    theme = Theme(scheme_of(preferences.get("theme", SYSTEM), app), percent if isinstance(percent, int) else 100)
    theme.apply(app)
    return theme


class Opening(QObject):
    """Holds the window in hand, and goes from one dossier to another."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self.app, self.preferences = app, preferences
        self.theme = make_theme(app, preferences)
        self.shell: Shell | None = None
        self.welcome: Welcome | None = None
        self.house: House | None = None
        self.faults = Faults(self.theme, lambda: self.shell)
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme)
        app.aboutToQuit.connect(self.close_house)

    # ------------------------------------------------------------ beginning

    def begin(self, path: Path | None) -> None:
        """The dossier given, else the last one, else the welcome."""
        recents = self.recents()
        if path is None and recents:
            path = Path(recents[0][0])
        if path is None:
            self.show_welcome()
        else:
            self.open(path)

    def recents(self) -> list[tuple[str, str]]:
        """Dossiers opened lately that are still there: path and name."""
        kept = self.preferences.get(RECENTS, [])
        return [(str(path), str(name)) for path, name in kept if is_dossier(Path(path))]

    def _remember(self, path: Path, name: str) -> None:
        kept = [[p, n] for p, n in self.preferences.get(RECENTS, []) if p != str(path)]
        self.preferences.put(RECENTS, [[str(path), name], *kept][:RECENT_COUNT])

    def show_welcome(self, fault: Text = "", path: Path | None = None) -> None:
        """The first window, with what went wrong when something did."""
        if self.welcome is None:
            from app.ui.welcome import Welcome

            self.welcome = Welcome(self.theme, self.recents())
            self.welcome.create_asked.connect(self.create)
            self.welcome.open_asked.connect(lambda chosen: self.open(Path(chosen)))
            self.welcome.demo_asked.connect(self.demonstrate)
        self.welcome.ready()
        self.welcome.show()
        # Only now: a moment without any window would end the program.
        self._forget_shell()
        if str(fault):
            self.welcome.tell(fault)
            self.welcome.offer(*self._ways_out(path))

    def _ways_out(self, path: Path | None) -> list[Button]:
        if path is None or not is_dossier(path):
            return []
        theme = self.theme
        return [
            Button(theme, _("Ouvrir en consultation"), "eye", pressed=lambda: self.open(path, write=False)),
            Button(theme, _("Restaurer une sauvegarde…"), "rotate-ccw", pressed=lambda: self._choose_copy(path)),
        ]

    # ------------------------------------------------------------ opening

    def open(self, path: Path, write: bool = True) -> None:
        """Open a dossier behind its window, which is painted first."""
        name = path.name
        if is_dossier(path):
            try:
                name = read_identity(path).name
            except EnvironmentProblem as problem:
                self.show_welcome(problem.message, path)
                return
        before, self.shell = self.shell, Shell(self.theme, self.preferences, name)
        self.shell.show()
        for window in (before, self.welcome):
            if window is not None:
                window.hide()
        # One turn of the loop, so that the window is on the screen before anything heavy is imported.
        QTimer.singleShot(0, self, lambda: self._enter(path, write))

    def _enter(self, path: Path, write: bool) -> None:
        def enter() -> House:
            from app.house import enter

            house = enter(path, write=write)
            # The first question asked of a database is the longest: it is not asked by the window.
            house.dossier.store.users()
            return house

        Background(enter, self._entered, lambda fault: self._refused(fault, path)).start()

    def _refused(self, fault: Exception, path: Path) -> None:
        if not isinstance(fault, UserError | EnvironmentProblem):
            self.show_welcome(_("Ce dossier n’a pas pu être ouvert\u00a0: le logiciel a rencontré un défaut."), path)
            raise fault
        self.show_welcome(fault.message, path)

    def _entered(self, house: House) -> None:
        self.house = house
        if self.shell is None:
            self.shell = Shell(self.theme, self.preferences, house.dossier.name)
        if self.welcome is not None:
            self.welcome.close()
            self.welcome.deleteLater()
            self.welcome = None
        self._remember(house.dossier.path, house.dossier.name)
        self.shell.show()
        self.shell.closed.connect(self._on_closed)
        self.shell.another_asked.connect(self.change_dossier)
        self.shell.restore_asked.connect(self._restore)
        desk = make_desk(house, self.theme, self.preferences, self.shell)
        self._ask_who(desk)
        self.shell.attach(desk)

    def _ask_who(self, desk: Desk) -> None:
        """Who works, asked when several people share the dossier."""
        users = desk.store.users()
        kept = f"user/{desk.dossier.path}"
        last = str(self.preferences.get(kept, "")) or usual_user(users)
        if len(users) > 1:
            from app.ui.welcome import UserChoice

            choice = UserChoice(self.theme, [(u.name, u.display_name or u.name) for u in users], last, self.shell)
            choice.exec()
            last = choice.chosen
        if last != desk.user.name:
            desk.user = desk.store.sign_in(last)
        self.preferences.put(kept, last)

    # ------------------------------------------------------------ making

    def create(self, path: str, name: str) -> None:
        """Make a dossier and open it."""
        assert self.welcome is not None
        self.welcome.busy(_("Création du dossier de {name}…", name=name))

        def make() -> House:
            from app.house import enter
            from app.store.dossier import Dossier

            if Dossier.exists(path):
                raise UserError(_("Il y a déjà un dossier de Beffroi à cet endroit\u00a0: ouvrez-le, ou changez d’emplacement."))
            return enter(path, create_as=name)

        Background(make, self._entered, lambda fault: self._refused(fault, Path(path))).start()

    def demonstrate(self) -> None:
        """Open the invented commune, made the first time."""
        assert self.welcome is not None
        self.welcome.busy(_("La commune inventée se prépare\u00a0: quelques secondes…"))

        def make() -> Path:
            from app.demo import default_folder, make_demo

            folder = default_folder()
            if not is_dossier(folder):
                make_demo(folder)
            return folder

        Background(make, self.open, lambda fault: self._refused(fault, Path())).start()

    # ------------------------------------------------------------ leaving, coming back

    def change_dossier(self) -> None:
        """Close the dossier in hand and show the welcome."""
        self.close_house()
        self.show_welcome()

    def close_house(self) -> None:
        """Close the dossier: its copy is made, its lock given back."""
        house, self.house = self.house, None
        if self.shell is not None:
            self.shell.detach()
        if house is None:
            return
        from app.ui.operation import close_workers

        close_workers()
        try:
            house.dossier.close()
        except EnvironmentProblem as problem:
            # Everything is saved; only the copy at closing is missing, which is said.
            CalmDialog(self.theme, str(problem.message), None, Tone.WARNING).exec()

    def _on_closed(self) -> None:
        if self.house is not None:
            self.close_house()

    def _forget_shell(self) -> None:
        if self.shell is not None:
            self.shell.hide()
            self.shell.deleteLater()
            self.shell = None

    def _choose_copy(self, path: Path) -> None:
        from app.ui.restoring import RestoreDialog

        dialog = RestoreDialog(self.theme, path, self.welcome)
        if dialog.exec() and dialog.chosen is not None:
            self._put_back(path, dialog.chosen)

    def _restore(self, backup: str) -> None:
        """The dossier in hand goes back to a copy: closed, restored, opened again."""
        if self.house is None:
            return
        path = self.house.dossier.path
        self.close_house()
        self.show_welcome()
        self._put_back(path, Path(backup))

    def _put_back(self, path: Path, backup: Path) -> None:
        assert self.welcome is not None
        self.welcome.busy(_("Retour à la sauvegarde…"))

        def restore() -> Path:
            from app.store.backup import restore

            restore(path, backup)
            return path

        Background(restore, self.open, lambda fault: self._refused(fault, path)).start()

    def _on_system_scheme(self) -> None:
        if self.preferences.get("theme", SYSTEM) == SYSTEM:
            self.theme.choose(scheme_of(SYSTEM, self.app), self.theme.percent)


def usual_user(users: Sequence[UserFacts]) -> str:
    """Who most likely works: the town clerk, else who keeps the dossier, else the first one."""
    for role in ("secretary", "administrator"):
        for user in users:
            if user.role == role:
                return user.name
    return users[0].name if users else ""


def make_desk(
    house: House, theme: Theme, preferences: Preferences, shell: Shell, user: str | None = None
) -> Desk:
    """The desk of an open house: only the modules that the commune uses."""
    from app.ui.desk import Desk

    dossier = house.dossier
    registry = house.registry.only(module.name for module in dossier.modules)
    facts = dossier.store.sign_in(user) if user else dossier.store.user_facts()
    desk = Desk(dossier, registry, theme, facts, preferences, parent=shell)
    desk.installed = house.registry
    return desk
