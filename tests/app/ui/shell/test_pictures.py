# SPDX-License-Identifier: EUPL-1.2
"""Pictures of every page, dialog and paper: all there, at the right size, the real dossier untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.house import House
from app.store.dossier import Dossier
from app.ui import pictures, places
from app.ui.theme import Theme
from tests.app.ui import toy

EXPECTED = {
    *places.FIXED, "toy.bills", "toy.people", "other.rooms", "home-narrow", "search", "search-empty", "shortcuts", "bug",
    "problem", "welcome", "welcome-create", "welcome-user",
    "welcome-restore", "action-toy.draft", "action-toy.add", "action-toy.rename",
}  # fmt: skip


@pytest.fixture
def toy_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dossiers open with the toy modules."""

    def enter(path: Path, write: bool = True) -> House:
        return House(Dossier.open(path, toy.toy_registry().modules, clock=toy.CLOCK, write=write), toy.toy_registry())

    monkeypatch.setattr("app.house.enter", enter)


def test_everything_has_its_picture(qapp: QApplication, theme: Theme, toy_house: None, toy_folder: Path, tmp_path: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in toy_folder.iterdir()}
    made = pictures.take_pictures(toy_folder, tmp_path / "to")
    assert {path.stem for path in made} == EXPECTED
    for name in ("home", "toy.bills", "search"):
        image = QImage(str(tmp_path / "to" / f"{name}.png"))
        assert (image.width(), image.height()) == (pictures.WIDE, pictures.TALL)
    assert {path.name: path.stat().st_mtime_ns for path in toy_folder.iterdir()} == before
    theme.apply(qapp)
