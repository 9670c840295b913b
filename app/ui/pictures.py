# SPDX-License-Identifier: EUPL-1.2
"""Every page, dialog, grid and paper of a dossier as PNG files, drawn without a screen, the same each time."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.forms.page import Action, LinesPart, Page, Paper, Scope
from app.ui.samples import lines_of, offered_on, sample_rows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from app.house import House
    from app.ui.desk import Desk
    from app.ui.shell import Shell

WIDE, TALL = 1366, 768
TURN_MS = 20
QUIET_TURNS = 9
LONGEST_MS = 15_000
SEARCHED = "mor"
MANY = 3
"""Records taken for an action or a paper on a selection."""
LOOKED_AT = 60
"""Records looked at for one that has lines."""


def take_pictures(dossier: Path, to: Path, theme: str = "light", font: int = 100) -> list[Path]:
    """Draw everything into the folder `to`; answers the files. The dossier itself is not touched.

    `theme` is light, dark or contrast; `font` a percentage from 100 to 200.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.ui.start import make_application

    app = make_application(["beffroi"])
    to.mkdir(parents=True, exist_ok=True)
    with _copy_of(dossier) as folder:
        return _Photographer(app, folder, to, theme, font).take()


@contextmanager
def _copy_of(dossier: Path) -> Iterator[Path]:
    """A dossier to open and write in without changing the real one (on a server, the real one is only read)."""
    from app.store.layout import read_identity

    if read_identity(dossier).url is not None:
        yield dossier
        return
    with tempfile.TemporaryDirectory(prefix="beffroi-pictures-") as folder:
        copy = Path(folder) / dossier.name
        shutil.copytree(dossier, copy, ignore=shutil.ignore_patterns("beffroi.lock"))
        yield copy


class _Photographer:
    """Goes through the window as a user would, and keeps what it sees."""

    def __init__(self, app: QApplication, folder: Path, to: Path, theme: str, font: int) -> None:
        from app.ui.preferences import Preferences
        from app.ui.theme import Theme
        from app.ui.tokens import Scheme

        self.app, self.folder, self.to = app, folder, to
        self.theme = Theme(Scheme(theme), font)
        self.theme.animated = False
        self.preferences = Preferences()
        self.made: list[Path] = []
        self._firsts: dict[str, list[int]] = {}

    def take(self) -> list[Path]:
        """Everything, in the order of the window."""
        from app.house import enter
        from app.store.layout import read_identity

        self.theme.apply(self.app)
        self.app.setCursorFlashTime(0)
        self._welcome()
        house = enter(self.folder, write=read_identity(self.folder).url is None)
        house.dossier.store.wrote = False
        try:
            self._window(house)
        finally:
            from app.ui.operation import close_workers

            close_workers()
            house.dossier.store.wrote = False
            house.dossier.close()
        return self.made

    # ------------------------------------------------------------ tools

    def _settle(self) -> None:
        """Let the window finish: until nothing has been under way for a few turns of its loop.

        Turns are counted, not milliseconds: a turn that took long must not hide a timer that waits.
        """
        from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer

        from app.ui import operation

        clock, quiet = QElapsedTimer(), 0
        clock.start()
        while clock.elapsed() < LONGEST_MS and quiet < QUIET_TURNS:
            loop = QEventLoop()
            QTimer.singleShot(TURN_MS, loop.quit)
            loop.exec()
            quiet = 0 if operation._running else quiet + 1

    def _keep(self, widget: QWidget, name: str) -> None:
        path = self.to / f"{name}.png"
        widget.grab().save(str(path))
        self.made.append(path)

    def _dialog(self) -> QWidget | None:
        from PySide6.QtWidgets import QApplication, QDialog

        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        return shown[-1] if shown else None

    def _keep_dialog(self, name: str) -> bool:
        """Keep the dialog that came, and close it."""
        self._settle()
        dialog = self._dialog()
        if dialog is None:
            return False
        self._keep(dialog, name)
        discard = getattr(dialog, "discard", None)
        if callable(discard):
            discard()
        else:
            dialog.close()
        self._settle()
        return True

    # ------------------------------------------------------------ the window

    def _welcome(self) -> None:
        from app.ui.restoring import RestoreDialog
        from app.ui.welcome import CreateDialog, UserChoice, Welcome

        first = Welcome(self.theme, [("…/Beffroi/saint-aubin-des-pres", "Saint-Aubin-des-Prés")])
        first.show()
        self._settle()
        self._keep(first, "welcome")
        dialog = CreateDialog(self.theme, first)
        dialog.name.setText("Saint-Aubin-des-Prés")
        dialog.path.setText("…/Documents/Beffroi/saint-aubin-des-pres")
        dialog.show()
        self._keep_dialog("welcome-create")
        people = [("roy", "Claire Roy"), ("cantine", "Fatou Diallo"), ("mairie", "Mairie")]
        UserChoice(self.theme, people, "roy", first).show()
        self._keep_dialog("welcome-user")
        RestoreDialog(self.theme, self.folder, first).show()
        self._keep_dialog("welcome-restore")
        first.close()
        first.deleteLater()

    def _window(self, house: House) -> None:
        from app.ui.shell import Shell
        from app.ui.start import make_desk, usual_user

        shell = Shell(self.theme, self.preferences, house.dossier.name)
        shell.resize(WIDE, TALL)
        shell.show()
        desk = make_desk(house, self.theme, self.preferences, shell, usual_user(house.dossier.store.users()))
        shell.attach(desk)
        self._settle()
        self._pages(shell, desk)
        self._home(shell)
        self._overlays(shell, desk)
        self._actions(shell, desk)
        self._importers(shell, desk)
        self._papers(desk)
        shell.detach()
        shell.close()
        shell.deleteLater()
        self._settle()

    def _home(self, shell: Shell) -> None:
        """After the pages, so that some records were lately in hand."""
        from app.ui import places

        self.preferences.put(shell.day.kept_under(), None)
        for name, ids in list(self._firsts.items())[:MANY]:
            if ids:
                shell.day.remember(name, ids[0])
        shell.open_page(places.HOME)
        shell.day.ask_agenda()
        self._settle()
        self._settle()
        self._keep(shell, "home")
        shell.preferences.put("sidebar", "narrow")
        shell._fit_sidebar()
        self._settle()
        self._keep(shell, "home-narrow")
        shell.preferences.put("sidebar", None)
        shell._fit_sidebar()

    def _pages(self, shell: Shell, desk: Desk) -> None:
        from app.ui import places

        shown = [page for page in desk.registry.pages if desk.can(page.permission)]
        for page in shown:
            shell.open_page(page.name)
            self._settle()
            ids = self._first_ids(shell, page)
            if page.hidden and ids:
                shell.open_page(page.name, ids[0])
                self._settle()
            self._keep(shell, page.name)
        for name in places.FIXED:
            if name != places.HOME:
                shell.open_page(name)
                self._settle()
                self._hide_folder(shell, desk)
                self._keep(shell, name)

    @staticmethod
    def _hide_folder(shell: Shell, desk: Desk) -> None:
        """The copy lives in a folder whose name changes each time: a usual one is shown instead."""
        from app.ui.welcome import folder_for
        from app.ui.widgets import Label

        for label in shell.findChildren(Label):
            if label.text() == str(desk.dossier.path):
                label.set_text(f"…/{'/'.join(folder_for(desk.dossier.name).parts[-2:])}")

    def _first_ids(self, shell: Shell, page: Page) -> list[int]:
        """The first records of a page, as its list shows them."""
        if page.name not in self._firsts:
            listing = getattr(getattr(shell.view(page.name), "list", None), "listing", None)
            found: list[int] = []
            if listing is not None and shell.desk is not None:
                with shell.desk.store.read() as session:
                    found = [int(row["id"]) for row in listing.page(session, 0, MANY)]
            self._firsts[page.name] = found
        return self._firsts[page.name]

    def _overlays(self, shell: Shell, desk: Desk) -> None:
        from app.ui.errors import BugDialog, CalmDialog
        from app.ui.shortcuts import ShortcutSheet

        shell.search()
        self._settle()
        self._keep(shell, "search-empty")
        assert shell.palette_box is not None
        shell.palette_box.field.setText(SEARCHED)
        self._settle()
        self._settle()
        self._keep(shell, "search")
        shell.palette_box.leave()
        ShortcutSheet(desk, "", shell).show()
        self._keep_dialog("shortcuts")
        grid = next((page.name for page in desk.registry.pages if getattr(shell.view(page.name), "keys", ())), "")
        if grid:
            ShortcutSheet(desk, grid, shell).show()
            self._keep_dialog("shortcuts-grid")
        BugDialog(self.theme, RuntimeError("demonstration"), shell).show()
        self._keep_dialog("bug")
        from app.ui.strings import _

        sentence = _("Le disque est plein\u00a0: libérez de la place, puis recommencez. Rien n’a été perdu.")
        CalmDialog(self.theme, str(sentence), shell).show()
        self._keep_dialog("problem")

    # ------------------------------------------------------------ dialogs

    def _actions(self, shell: Shell, desk: Desk) -> None:
        for action in desk.registry.actions:
            # Without a form nor a question, the act would be done at once: there is no dialog to see.
            if not desk.can(action.permission) or not (action.fields or action.confirm):
                continue
            context = self._context(shell, desk, action)
            if context is None:
                continue
            desk.run(action, context)
            self._keep_dialog(f"action-{action.name}")

    def _context(self, shell: Shell, desk: Desk, action: Action) -> dict[str, Any] | None:
        """On what to run an action; None when there is nothing to run it on."""
        page = next((page for page in desk.registry.pages if action.name in offered_on(page)), None)
        if page is None:
            return {} if action.scope is Scope.PAGE else None
        on_record = action.name not in page.actions
        ids = self._first_ids(shell, page) if on_record or action.scope is not Scope.PAGE else []
        if not ids and action.scope is not Scope.PAGE:
            return None
        part = next((part for part in lines_of(page) if action.name in part.actions), None)
        if action.scope is Scope.SELECTION and on_record and part is not None:
            return self._line_of(shell, desk, page, part)
        shell.open_page(page.name, ids[0] if ids else None)
        self._settle()
        if action.scope is Scope.SELECTION:
            return {"ids": tuple(ids)}
        params = dict(getattr(shell.view(page.name), "_params", {}))
        return {**params, "id": ids[0]} if ids else params

    def _line_of(self, shell: Shell, desk: Desk, page: Page, part: LinesPart) -> dict[str, Any] | None:
        """The first line of the first record that has one."""
        listing = getattr(getattr(shell.view(page.name), "list", None), "listing", None)
        if listing is None:
            return None
        with desk.store.read() as session:
            for row in listing.page(session, 0, LOOKED_AT):
                line = next((line for line in part.rows(session, row["id"]) if line.get("id") is not None), None)
                if line is not None:
                    return {"ids": (line["id"],), "line": line["id"]}
        return None

    def _importers(self, shell: Shell, desk: Desk) -> None:
        from app.ui.importer import run_import

        for importer in desk.registry.importers:
            window = run_import(desk, importer)
            if window is None:
                continue
            self._settle()
            self._keep(window, f"import-{importer.name}-1-file")
            window.read(sample_rows(importer))
            self._settle()
            self._keep(window, f"import-{importer.name}-2-columns")
            window.forward()
            self._settle()
            self._keep(window, f"import-{importer.name}-3-trial")
            window.reject()
            self._settle()

    # ------------------------------------------------------------ papers

    def _papers(self, desk: Desk) -> None:
        for paper in desk.registry.papers:
            if desk.can(paper.permission):
                with suppress(UserError):
                    self._paper(desk, paper)

    def _paper(self, desk: Desk, paper: Paper) -> None:
        from PySide6.QtGui import QImage

        from app.documents.preview import Preview
        from app.documents.render import render

        with desk.store.read() as session:
            values = {field.name: field.default for field in paper.form.all_fields}
            ids = self._firsts.get(paper.page, [])
            if paper.scope is not Scope.PAGE:
                if not ids:
                    return
                values |= {"id": ids[0]} if paper.scope is Scope.RECORD else {"ids": tuple(ids)}
            if paper.form.start is not None:
                values |= dict(paper.form.start(session, values))
            pdf = render(paper.draw(session, **values))
        with Preview(pdf) as pages:
            drawn = pages.image(0, 4 / 3)
        image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888)
        path = self.to / f"paper-{paper.name}.png"
        image.save(str(path))
        self.made.append(path)
