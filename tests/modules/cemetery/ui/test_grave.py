# SPDX-License-Identifier: EUPL-1.2
"""The grave cut open: levels, room left, « et si l’on réduisait ? »; and what the records explain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from app.core.dates import PartialDate
from app.core.outcome import Address
from app.forms.fields import Tone
from app.store.dossier import Dossier
from app.ui.desk import Desk
from app.ui.operation import _running, running
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from app.ui.widgets import Label, StateChip
from modules.cemetery.rules.codes import Kinship, RemainsKind
from modules.cemetery.ui.grave_page import GravePage
from modules.cemetery.ui.parts_rights import level_rows, offer_rows, rights_rows, room_words, why_right
from tests.modules.cemetery.sold_cemetery import SoldCemetery, add_dead, add_old_concession, make_cemetery


class Room(QWidget):
    """A window that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, int | None, dict[str, Any]]] = []

    def open_page(self, page: str, record_id: int | None, params: Any) -> None:
        """Note where it was asked to go."""
        self.opened.append((page, record_id, dict(params)))

    def say(self, text: Any, tone: Tone, button: Any = "", pressed: Any = None) -> None:
        """Nothing is said here."""


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is under way."""
    for _turn in range(4):
        qtbot.waitUntil(lambda: not _running, timeout=8000)
        qtbot.wait(40)


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    """A vault of two places: both taken, an urn beside."""
    made = make_cemetery(dossier)
    add_old_concession(dossier, made, date(1990, 1, 1), 50, price=Decimal(300))
    grave = made.plots["A-1"]
    add_dead(dossier, made.people["Paul"], PartialDate(1991, 2, 3), plot=grave)
    add_dead(dossier, made.people["Karim"], PartialDate(2024, 2, 3), plot=grave)
    add_dead(dossier, None, PartialDate(2010), plot=grave, kind=RemainsKind.URN)
    return made


@pytest.fixture
def page(
    dossier: Dossier, made: SoldCemetery, qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> Iterator[GravePage]:
    """The page on that vault, on Thursday 15 October 2026."""
    from app.registry import discover

    theme = Theme()
    theme.animated = False
    theme.apply(qapp)
    registry = discover()
    dossier.store.declared = lambda: registry.settings_by_name
    room = Room()
    desk = Desk(
        dossier, registry, theme, dossier.store.user_facts(), Preferences(tmp_path / "p.json"), room=room
    )
    widget = GravePage(desk)
    qtbot.addWidget(widget)
    widget.resize(1154, 690)
    widget.go(made.plots["A-1"], {})
    widget.show()
    settle(qtbot)
    yield widget
    qtbot.waitUntil(lambda: not running(), timeout=5000)
    settle(qtbot)
    desk.leave()
    room.close()


def words(page: GravePage) -> list[str]:
    return [one.text() for one in page.room.findChildren(Label)]


def test_the_drawing_says_who_lies_where(page: GravePage) -> None:
    assert page.section.words() == [
        "Niveau 2\u00a0: Saïd Karim, 2024",
        "Niveau 1\u00a0: Morel Paul, 1991",
        "à côté\u00a0: Inconnu(e), 2010, urne",
    ]
    assert "2 cercueils, 1 urne" in words(page)
    assert any("sépulture pleine" in said.lower() for said in words(page))
    assert page.section.grab().width() > 0


def test_what_if_we_reduce(page: GravePage, qtbot: QtBot) -> None:
    boxes = page.findChildren(QCheckBox)
    assert [box.text() for box in boxes] == ["Morel Paul", "Saïd Karim"]
    assert not page.prepare.isEnabled()
    boxes[0].setChecked(True)
    settle(qtbot)
    assert page.section.words()[:2] == ["Niveau 2\u00a0: Saïd Karim, 2024", "Niveau 1\u00a0: libre"]
    assert "Après réduction\u00a0: 1 cercueil, 1 boîte, 1 urne" in words(page)
    assert any(isinstance(one, StateChip) for one in page.room.findChildren(StateChip))
    assert page.prepare.isEnabled()
    boxes[0].setChecked(False)
    assert not page.prepare.isEnabled()


def test_the_way_back_to_the_record(page: GravePage, made: SoldCemetery) -> None:
    page.back.click()
    room = page.desk.room
    assert isinstance(room, Room)
    assert room.opened[-1][:2] == ("cemetery.plots", made.plots["A-1"])


def test_the_record_lists_the_levels_and_the_room(dossier: Dossier, made: SoldCemetery) -> None:
    grave = made.plots["A-1"]
    with dossier.store.read() as session:
        rows = level_rows(session, grave)
        said = [str(words) for words in room_words(session, grave)]
    assert [(row["level"], row["names"]) for row in rows] == [
        ("2", "Saïd Karim"),
        ("1", "Morel Paul"),
        ("à côté", "Inconnu(e)"),
    ]
    assert rows[0]["_address"] == Address("cemetery.grave", grave)
    assert len({row["id"] for row in rows}) == 3
    assert any("Saïd Karim\u00a0: réduction possible à partir du 04/02/2029" in words for words in said)
    assert any("Morel Paul\u00a0: réduction possible depuis le 04/02/1996" in words for words in said)


def test_the_record_says_who_may_be_buried(dossier: Dossier, made: SoldCemetery) -> None:
    with dossier.store.read() as session:
        rows = {row["title"]: row for row in rights_rows(session, 1)}
        why = [str(words) for words in why_right(session, rows["Morel Zoé"]["id"])]
    assert rows["Morel Hélène"]["verdict"] == "ALLOWED"
    assert rows["Morel Zoé"]["verdict"] == "REFUSED"
    assert rows["Morel Zoé"]["kinship"] == Kinship.CHILD.value
    assert any("joignez son accord écrit" in words for words in why)
    assert len(why) == 5


def test_the_record_says_what_a_renewal_would_cost(dossier: Dossier, made: SoldCemetery) -> None:
    add_old_concession(dossier, made, date(1995, 5, 10), plot="A-2")
    with dossier.store.read() as session:
        rows = offer_rows(session, 2)
    assert [(row["length"], row["price"], row["verdict"]) for row in rows] == [
        ("15 ans", Decimal(260), "ALLOWED"),
        ("30 ans", Decimal(400), "ALLOWED"),
        ("50 ans", Decimal(780), "ALLOWED"),
    ]
