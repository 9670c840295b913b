# SPDX-License-Identifier: EUPL-1.2
"""A whole window on a real dossier with toy modules, and a way to wait for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.desk import Desk
from app.ui.preferences import Preferences
from app.ui.shell import Shell
from app.ui.theme import Theme
from app.ui.tokens import Scheme
from tests.app.ui import toy

Opener = Callable[..., Shell]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme at 100 %, worn by the application."""
    made = Theme(Scheme.LIGHT, 100)
    made.animated = False
    made.apply(qapp)
    return made


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of toys, made once: each test works on a copy."""
    folder = tmp_path_factory.mktemp("toys") / "commune"
    dossier = toy.toy_dossier(folder)
    dossier.store.wrote = False
    dossier.close()
    return folder


@pytest.fixture
def shell(theme: Theme, toy_folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Shell]:
    """A window at work on a dossier of toys."""
    from app.store.dossier import Dossier
    from app.ui.operation import close_workers

    folder = tmp_path / "commune"
    shutil.copytree(toy_folder, folder)
    dossier = Dossier.open(folder, toy.toy_registry().modules, clock=toy.CLOCK)
    shutil.rmtree(folder / "backups")
    (folder / "backups").mkdir()
    window = Shell(theme, Preferences(tmp_path / "preferences.json"), dossier.name)
    window.resize(1366, 768)
    desk = Desk(
        dossier, toy.toy_registry(), theme, dossier.store.user_facts(), window.preferences, clock=toy.CLOCK,
        parent=window,
    )
    window.show()
    window.attach(desk)
    settle(qtbot)
    yield window
    settle(qtbot)
    window.detach()
    window.close()
    window.deleteLater()
    close_workers()
    dossier.store.wrote = False
    dossier.close()


@pytest.fixture
def desk(shell: Shell) -> Desk:
    """The desk of the window."""
    assert shell.desk is not None
    return shell.desk


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is under way, twice: an answer may ask for something else."""
    from app.ui.operation import _running

    for _turn in range(3):
        qtbot.waitUntil(lambda: not _running, timeout=5000)
        qtbot.wait(20)
