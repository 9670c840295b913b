# SPDX-License-Identifier: EUPL-1.2
"""A desk on a small school, and ways to wait for the threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.forms.fields import Tone
from app.store.dossier import Dossier
from app.ui.desk import Desk
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from tests.modules.canteen.small_school import SmallSchool, make_school


class Room(QWidget):
    """A window that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1154, 690)
        self.opened: list[tuple[str, int | None, dict[str, Any]]] = []
        self.said: list[tuple[str, Tone]] = []

    def open_page(self, page: str, record_id: int | None, params: Any) -> None:
        """Note where it was asked to go."""
        self.opened.append((page, record_id, dict(params)))

    def say(self, text: Any, tone: Tone, button: Any = "", pressed: Any = None) -> None:
        """Note what it was asked to say."""
        self.said.append((str(text), tone))


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """The application in its clothes."""
    theme = Theme()
    theme.animated = False
    theme.apply(qapp)
    return theme


@pytest.fixture
def school(dossier: Dossier) -> SmallSchool:
    """A class of 28."""
    return make_school(dossier)


@pytest.fixture
def desk(dossier: Dossier, school: SmallSchool, dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """A desk on the small school, on Thursday 15 October 2026."""
    from app.registry import discover
    from app.ui.operation import running

    registry = discover()
    dossier.store.declared = lambda: registry.settings_by_name
    preferences = Preferences(tmp_path / "preferences.json")
    made = Desk(dossier, registry, dressed, dossier.store.user_facts(), preferences, room=Room())
    yield made
    qtbot.waitUntil(lambda: not running(), timeout=5000)
    settle(qtbot)
    made.leave()
    if isinstance(made.room, Room):
        made.room.close()


@pytest.fixture
def show(desk: Desk, qtbot: QtBot) -> Callable[[type[Any]], Any]:
    """Puts a grid on the screen and waits for its first reading."""

    def put(kind: type[Any]) -> Any:
        widget = kind(desk)
        qtbot.addWidget(widget)
        widget.resize(1154, 690)
        widget.show()
        widget.activateWindow()
        settle(qtbot)
        widget.take_focus()
        return widget

    return put


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is under way, the pauses of the grids included."""
    from app.ui.operation import _running

    for _turn in range(3):
        qtbot.waitUntil(lambda: not _running, timeout=8000)
        qtbot.wait(30)


def settle_saves(grid: Any, qtbot: QtBot) -> None:
    """Wait until the marks are saved and read back."""
    qtbot.waitUntil(lambda: not grid.batches.is_busy, timeout=8000)
    qtbot.waitUntil(lambda: not grid.batches.laid, timeout=8000)
    settle(qtbot)
