# SPDX-License-Identifier: EUPL-1.2
"""A window's desk on a real dossier of bills, and ways to wait for the threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.outcome import Address
from app.forms.fields import Tone
from app.ui.desk import Desk
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from tests.app.ui.page import ledger


class Room(QWidget):
    """A window that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1100, 760)
        self.opened: list[tuple[str, int | None, dict[str, Any]]] = []
        self.said: list[tuple[str, Tone, str, Any]] = []

    def open_page(self, page: str, record_id: int | None, params: Any) -> None:
        """Note where it was asked to go."""
        self.opened.append((page, record_id, dict(params)))

    def say(self, text: Any, tone: Tone, button: Any, pressed: Any) -> None:
        """Note what it was asked to say."""
        self.said.append((str(text), tone, str(button), pressed))

    @property
    def last(self) -> str:
        """The last sentence."""
        return self.said[-1][0] if self.said else ""

    def went_to(self, where: Address) -> bool:
        """Whether it was asked to go there."""
        return any((page, record) == (where.page, where.id) for page, record, _params in self.opened)


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """The application in its clothes."""
    theme = Theme()
    theme.animated = False
    theme.apply(qapp)
    return theme


@pytest.fixture
def make_desk(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    """Opens desks on new dossiers."""
    from app.ui.operation import running

    opened: list[Desk] = []

    def make(count: int = 20) -> Desk:
        dossier = ledger.make_dossier(tmp_path / f"dossier{len(opened)}", count)
        preferences = Preferences(tmp_path / "preferences.json")
        user = dossier.store.user_facts()
        desk = Desk(dossier, ledger.registry(), dressed, user, preferences, room=Room(), clock=ledger.CLOCK)
        opened.append(desk)
        return desk

    yield make
    qtbot.waitUntil(lambda: not running(), timeout=5000)
    settle(qtbot)
    for desk in opened:
        desk.leave()
        if isinstance(desk.room, Room):
            desk.room.close()
        desk.dossier.store.wrote = False
        desk.dossier.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A desk on a dossier of twenty bills."""
    return make_desk()


@pytest.fixture
def room(desk: Desk) -> Room:
    """The window of `desk`."""
    assert isinstance(desk.room, Room)
    return desk.room


@pytest.fixture
def host(room: Room) -> QWidget:
    """The window of `desk` on the screen: dialogs come over it."""
    room.show()
    return room


def settle(qtbot: QtBot) -> None:
    """Wait until no read and no write is under way, and their answers were received."""
    from app.ui.operation import _running

    qtbot.waitUntil(lambda: not _running, timeout=5000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not _running, timeout=5000)
