# SPDX-License-Identifier: EUPL-1.2
"""A clerk without a mouse: a week of a class pointed, somebody found, a record changed; keys alone, in the real window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.exchange.importing import apply, plan
from app.house import open_house
from app.ui.page import PageView
from app.ui.sheet import Sheet
from app.ui.shell import Shell
from modules.canteen.models import Meal, ServiceDay
from modules.canteen.rules.attendance import DayState
from modules.canteen.ui.attendance_grid import AttendanceGrid
from tests.scenarios.command_line import rows_of
from tests.scenarios.keyboard import press, rest, type_text, until
from tests.scenarios.window import Window

FRIDAY = date(2026, 11, 20)
WEEK = [date(2026, 11, day) for day in (16, 17, 19, 20)]
NAMES = (
    "Aubert", "Bardin", "Carpentier", "Daumas", "Étienne", "Faucher", "Gauthier", "Hubert", "Imbert", "Jacquet",
    "Kergoat", "Lefèvre", "Maillard", "Noël", "Ozanne", "Pasquier", "Quéré", "Roussel", "Sabatier", "Tessier",
    "Urbain", "Vasseur", "Wagner", "Ximénès", "Yvon", "Zeller", "Zimmer", "Zola",
)  # fmt: skip
HEAD = "Nom;Prénom;Né(e) le;Classe;Niveau;Responsable 1;Tél. resp. 1;Adresse;CP;Ville;QF;Cantine\n"
CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune with one class of twenty-eight children who eat every day."""
    folder = tmp_path_factory.mktemp("school") / "commune"
    rows = "".join(
        f"{name.upper()};Camille;{1 + place}/3/2018;CE1-CE2;CE2;Mme {name.upper()} Anne;06 39 98 {place:02d} 00;"
        f"{1 + place} rue Haute;99120;Saint-Aubin-des-Prés;500;LMJV\n"
        for place, name in enumerate(NAMES)
    )
    with open_house(folder, create_as="Saint-Aubin-des-Prés") as house:
        importer = house.registry.importer("canteen.children")
        options = {"school": "École Jules-Verne", "start_year": 2026}
        result = apply(house.dossier.store, importer, plan(HEAD + rows, importer), options)
        assert result.counts["new"] == 28
    return folder


@pytest.fixture(scope="module")
def window(school: Path) -> Iterator[Window]:
    """The real window on that commune, on Friday 20 November 2026; the tests follow one another in it."""
    made = Window(school)
    made.opening.show_welcome()
    made.live_on(FRIDAY)
    yield made
    made.leave()


@pytest.fixture
def shell(window: Window) -> Shell:
    """The window on the screen, with the keyboard in it."""
    shell = window.opening.shell
    assert shell is not None
    shell.activateWindow()
    until(lambda: QApplication.activeWindow() is shell, "the window in front")
    return shell


def find(shell: Shell, text: str) -> None:
    """Ctrl K, a few letters, Enter."""
    press(Qt.Key.Key_K, CONTROL, on=QApplication.focusWidget() or shell)
    palette = shell.palette_box
    assert palette is not None
    until(palette.isVisible, "the palette")
    type_text(text)
    until(lambda: not palette._wait.isActive(), "the pause")
    rest()
    press(Qt.Key.Key_Return)
    rest()
    assert not palette.isVisible()


def test_a_week_of_a_class_is_pointed_without_a_mouse(shell: Shell, window: Window) -> None:
    find(shell, "Pointage")
    grid = shell.stack.currentWidget()
    assert isinstance(grid, AttendanceGrid)
    until(lambda: grid.sheets is not None and len(grid.model.shown.rows) == 28, "the class")
    rest()
    assert list(grid.model.days) == WEEK
    assert QApplication.focusWidget() is grid.table
    wanted = {(row, day): mark_of(row, day) for day in range(4) for row in range(28)}
    while grid.table.currentIndex().column() > 1:
        press(Qt.Key.Key_Left)
    for day in range(4):
        for row in range(28):
            assert (grid.table.currentIndex().row(), grid.table.currentIndex().column()) == (row, day + 1)
            # Space for present, a letter for the rest; Enter goes down.
            press(Qt.Key.Key_Space) if wanted[row, day] == "P" else type_text(wanted[row, day])
            press(Qt.Key.Key_Return)
        if day < 3:
            for _row in range(27):
                press(Qt.Key.Key_Up)
            press(Qt.Key.Key_Right)
    until(lambda: not grid.batches.is_busy and not grid.batches.laid, "the saving")
    rest()
    assert pointed(window) == Counter(wanted.values())
    press(Qt.Key.Key_Return, CONTROL)
    rest()
    assert not any(isinstance(w, Sheet) and w.isVisible() for w in QApplication.topLevelWidgets()), "nothing is left to ask"
    with window.desk.store.read() as session:
        days = session.scalars(select(ServiceDay)).all()
        assert sorted(day.day for day in days if day.state is DayState.LOCKED) == WEEK
    meals = rows_of_meals(window)
    assert Counter(meal["basis"] for meal in meals) == Counter(
        {"MEAL": list(wanted.values()).count("P"), "UNUSED": list(wanted.values()).count("A") + list(wanted.values()).count("J")}
    )


def mark_of(row: int, day: int) -> str:
    """One child in nine is away, one in fourteen with a certificate."""
    place = row * 4 + day
    return "J" if place % 14 == 5 else "A" if place % 9 == 4 else "P"


def pointed(window: Window) -> Counter[str]:
    """What the database holds of the week."""
    with window.desk.store.read() as session:
        meals = session.scalars(select(Meal).where(Meal.day.between(WEEK[0], WEEK[-1]))).all()
        assert {meal.day for meal in meals} == set(WEEK)
        return Counter("P" if meal.is_present else "J" if meal.certificate_at else "A" for meal in meals)


def rows_of_meals(window: Window) -> list[dict[str, object]]:
    """The meals as scripts read them, while the window stays open."""
    return [dict(row) for row in rows_of(window.folder, "canteen.meals", "--param=month=2026-11")]


@pytest.mark.parametrize("typed", ["lefevre", "LEFÈVRE camille", "lefebre"])
def test_somebody_is_found_with_or_without_accents_or_a_wrong_letter(typed: str, shell: Shell) -> None:
    find(shell, typed)
    view = shell.stack.currentWidget()
    assert isinstance(view, PageView)
    assert view.record is not None
    until(lambda: view.record.facts is not None, "the record")
    rest()
    assert view.record.facts.heading.title.upper().startswith("LEFÈVRE")


def test_a_record_is_changed_and_saved_without_a_mouse(shell: Shell, window: Window) -> None:
    find(shell, "quere camille")
    view = shell.stack.currentWidget()
    assert isinstance(view, PageView)
    record = view.record
    assert record is not None
    until(lambda: record.facts is not None and record.facts.heading.title.upper().startswith("QUÉRÉ"), "the record")
    rest()
    # From the list to the record, then F2, and from field to field.
    if not record.isAncestorOf(QApplication.focusWidget()):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F2)
    editing = [box for box in record.boxes if box.is_editing]
    assert len(editing) == 1
    form = editing[0].form
    assert form is not None
    name = next(name for name in ("remark", "birth_place") if name in form.rows)
    target = form.rows[name].editor.target()
    rest()
    for _turn in range(60):
        if QApplication.focusWidget() is target:
            break
        press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is target, "Tab never reaches the field"
    type_text("Saint-Cœur-sur-Orge")
    press(Qt.Key.Key_S, CONTROL)
    rest()
    assert not any(box.is_editing for box in record.boxes)
    table = view.page.table
    assert table is not None
    found = rows_of(window.folder, table.name, "--search", "QUÉRÉ Camille")
    assert [row[name] for row in found] == ["Saint-Cœur-sur-Orge"]
