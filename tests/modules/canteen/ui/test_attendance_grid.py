# SPDX-License-Identifier: EUPL-1.2
"""The attendance grid, worked by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.ui.desk import Desk
from modules.canteen.models import Meal, ServiceDay
from modules.canteen.rules.attendance import DayState
from modules.canteen.ui.attendance_grid import AttendanceGrid
from modules.canteen.ui.day_model import NAME
from modules.canteen.ui.grid_frame import Period, ReasonSheet
from modules.canteen.ui.sheets import Shape
from tests.modules.canteen.small_school import MONDAY, SmallSchool
from tests.modules.canteen.ui.conftest import settle, settle_saves

THURSDAY = date(2026, 10, 15)


def meals(desk: Desk, **values: Any) -> list[Meal]:
    with desk.store.read() as session:
        return list(session.scalars(select(Meal).filter_by(**values).order_by(Meal.id)))


def dialogs() -> list[QDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def shape(grid: AttendanceGrid, row: int, column: int) -> Shape:
    cell = grid.model.cell(row, column)
    assert cell is not None
    return cell.shape


class TestWhatIsShown:
    def test_the_class_of_the_week_with_its_children_and_days(self, show: Callable[..., Any], school: SmallSchool) -> None:
        grid = show(AttendanceGrid)
        assert grid.tab == school.room
        assert len(grid.model.shown.rows) == 28
        assert [column.label for column in grid.model.shown.columns] == ["Lun. 12", "Mar. 13", "Jeu. 15", "Ven. 16"]

    def test_past_days_wait_for_an_answer_and_coming_days_do_not(self, show: Callable[..., Any]) -> None:
        grid = show(AttendanceGrid)
        assert shape(grid, 0, 1) is Shape.ASKED
        assert shape(grid, 0, 4) is Shape.AHEAD
        assert shape(grid, 3, 2) is Shape.NOTHING

    def test_the_chip_says_how_many_are_waiting(self, show: Callable[..., Any]) -> None:
        grid = show(AttendanceGrid)
        waiting = sum(1 for row in grid.model.shown.rows for cell in row.cells if cell and cell.shape is Shape.ASKED)
        assert str(grid._chip_of[grid.tab].label) == f"CE1-CE2\u00a0· {waiting} à pointer"

    def test_every_cell_is_said_to_screen_readers(self, show: Callable[..., Any]) -> None:
        grid = show(AttendanceGrid)
        words = grid.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert words == "Aubert Camille, lundi 12 octobre 2026\u00a0: attendu, à pointer"

    def test_the_foot_counts_the_class_and_the_school(self, show: Callable[..., Any]) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        assert "lun.\u00a028" in grid.of_class.first._full
        assert grid.of_school.title._full.endswith("29 repas")
        assert grid.of_school.first._full == "27 standard, 1 sans porc, 1 végétarien"

    def test_a_week_of_holidays_says_why_it_is_empty(self, show: Callable[..., Any], qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.set_period(Period(date(2026, 10, 21)))
        settle(qtbot)
        assert "Toussaint" in grid._empty.words.text()

    def test_a_month_shows_every_day_served(self, show: Callable[..., Any], qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        qtbot.keyClick(grid.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot)
        assert len(grid.model.days) == 10
        assert grid.title.text() == "Octobre 2026"


class TestMarks:
    def test_letters_set_a_state_and_it_is_saved(self, show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_P)
        qtbot.keyClick(grid.table, Qt.Key.Key_Down)
        qtbot.keyClick(grid.table, Qt.Key.Key_A)
        qtbot.keyClick(grid.table, Qt.Key.Key_Down)
        qtbot.keyClick(grid.table, Qt.Key.Key_J)
        assert [shape(grid, row, 1) for row in range(3)] == [Shape.PRESENT, Shape.ABSENT, Shape.JUSTIFIED]
        settle_saves(grid, qtbot)
        rows = {meal.enrolment_id: meal for meal in meals(desk, day=MONDAY)}
        assert rows[school.enrolments[0]].is_present is True
        assert rows[school.enrolments[1]].is_present is False
        assert rows[school.enrolments[2]].certificate_at is not None
        assert [shape(grid, row, 1) for row in range(3)] == [Shape.PRESENT, Shape.ABSENT, Shape.JUSTIFIED]

    def test_space_goes_from_present_to_absent(self, show: Callable[..., Any], qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_Space)
        assert shape(grid, 0, 1) is Shape.PRESENT
        qtbot.keyClick(grid.table, Qt.Key.Key_Space)
        assert shape(grid, 0, 1) is Shape.ABSENT
        settle_saves(grid, qtbot)

    def test_a_child_who_comes_without_booking_is_a_meal_apart(self, show: Callable[..., Any], desk: Desk, qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(3, 2)
        qtbot.keyClick(grid.table, Qt.Key.Key_Space)
        assert shape(grid, 3, 2) is Shape.EXTRA
        qtbot.keyClick(grid.table, Qt.Key.Key_Space)
        assert shape(grid, 3, 2) is Shape.NOTHING
        settle_saves(grid, qtbot)
        assert [meal.is_present for meal in meals(desk, day=date(2026, 10, 13))] == [None]

    def test_question_mark_clears(self, show: Callable[..., Any], desk: Desk, qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_A)
        settle_saves(grid, qtbot)
        qtbot.keyClicks(grid.table, "?")
        settle_saves(grid, qtbot)
        assert shape(grid, 0, 1) is Shape.ASKED
        assert meals(desk, day=MONDAY)[0].is_present is None

    def test_the_name_fills_the_row(self, show: Callable[..., Any], qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, NAME)
        qtbot.keyClick(grid.table, Qt.Key.Key_P)
        assert [shape(grid, 0, column) for column in range(1, 5)] == [Shape.PRESENT] * 4
        settle_saves(grid, qtbot)

    def test_a_column_is_filled_with_those_who_remain(self, show: Callable[..., Any], qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_A)
        qtbot.keyClick(grid.table, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(grid.table, Qt.Key.Key_P)
        assert shape(grid, 0, 1) is Shape.ABSENT
        assert {shape(grid, row, 1) for row in range(1, 28)} == {Shape.PRESENT}
        settle_saves(grid, qtbot)

    def test_a_closed_day_takes_no_mark(self, show: Callable[..., Any], desk: Desk, qtbot: QtBot) -> None:
        from modules.canteen.services.change_calendar import change_calendar

        with desk.store.work("fermeture") as work:
            change_calendar(work, first_on=THURSDAY, label="Travaux")
        grid = show(AttendanceGrid)
        assert [column.label for column in grid.model.shown.columns] == ["Lun. 12", "Mar. 13", "Ven. 16"]

    def test_last_week_is_copied_with_one_key(self, show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
        from modules.canteen.services.record_attendance import record_attendance

        with desk.store.work("semaine d’avant") as work:
            record_attendance(work, marks=[{"enrolment": school.enrolments[0], "day": date(2026, 10, 5), "mark": "A"}])
        grid = show(AttendanceGrid)
        qtbot.keyClick(grid.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot)
        qtbot.waitUntil(lambda: shape(grid, 0, 1) is Shape.ABSENT, timeout=5000)

    def test_a_remark_is_kept_with_its_day(self, show: Callable[..., Any], desk: Desk, qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 2)
        note = grid.model.index(0, grid.model.note_column)
        assert grid.model.setData(note, "certificat reçu le 14")
        settle_saves(grid, qtbot)
        assert [(meal.day, meal.remark) for meal in meals(desk)] == [(date(2026, 10, 13), "certificat reçu le 14")]
        assert note.data() == "certificat reçu le 14"


class TestSheets:
    def test_finishing_asks_in_figures_then_locks_the_days_gone(
        self, show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot
    ) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_A)
        settle_saves(grid, qtbot)
        qtbot.keyClick(grid.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        question = dialogs()[0]
        qtbot.keyClick(question, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not dialogs(), timeout=5000)
        settle(qtbot)
        with desk.store.read() as session:
            states = {row.day: row.state for row in session.scalars(select(ServiceDay).where(ServiceDay.school_class_id == school.room))}
        assert states == dict.fromkeys((MONDAY, date(2026, 10, 13), THURSDAY), DayState.LOCKED)
        monday = {meal.enrolment_id: meal.is_present for meal in meals(desk, day=MONDAY)}
        assert monday[school.enrolments[0]] is False
        assert list(monday.values()).count(True) == 27

    def test_a_locked_sheet_asks_why_only_once(self, show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
        from modules.canteen.services.record_attendance import finish_sheet

        with desk.store.work("feuille") as work:
            finish_sheet(work, school_class=school.room, day=MONDAY)
        grid = show(AttendanceGrid)
        grid.set_tab(school.room)
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_A)
        sheet = next(w for w in dialogs() if isinstance(w, ReasonSheet))
        qtbot.keyClick(sheet.line, Qt.Key.Key_Return)
        assert sheet.fault.isVisible()
        qtbot.keyClicks(sheet.line, "parti malade")
        qtbot.keyClick(sheet.line, Qt.Key.Key_Return)
        settle_saves(grid, qtbot)
        grid.table.go_to(1, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_A)
        assert not dialogs()
        settle_saves(grid, qtbot)
        absent = {meal.enrolment_id for meal in meals(desk, day=MONDAY) if meal.is_present is False}
        assert absent == set(school.enrolments[:2])

    def test_a_class_of_28_is_filled_in_for_a_week_without_the_mouse(
        self, show: Callable[..., Any], desk: Desk, qtbot: QtBot
    ) -> None:
        """Four columns, one exception a day: thirty keys in all."""
        grid = show(AttendanceGrid)
        grid.table.go_to(0, 1)
        keys = 0
        for column in range(4):
            qtbot.keyClick(grid.table, Qt.Key.Key_Down)
            qtbot.keyClick(grid.table, Qt.Key.Key_A)
            qtbot.keyClick(grid.table, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
            qtbot.keyClick(grid.table, Qt.Key.Key_P)
            keys += 4
            if column < 3:
                qtbot.keyClick(grid.table, Qt.Key.Key_Right)
                keys += 1
        settle_saves(grid, qtbot)
        assert keys <= 30
        written = meals(desk)
        assert len({(meal.enrolment_id, meal.day) for meal in written}) == len(written)
        assert all(meal.is_present is not None for meal in written)
        # The fourth child does not eat on Thursdays: nothing is written of her absence.
        assert sum(meal.is_present is False for meal in written) == 3

    def test_without_the_right_nothing_is_marked(self, show: Callable[..., Any], desk: Desk, qtbot: QtBot) -> None:
        from dataclasses import replace

        grid = show(AttendanceGrid)
        desk.user = replace(desk.user, rights=())
        grid.table.go_to(0, 1)
        qtbot.keyClick(grid.table, Qt.Key.Key_P)
        assert shape(grid, 0, 1) is Shape.ASKED
        assert "droit" in desk.room.said[-1][0]

    def test_enter_on_a_name_opens_the_child(self, show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
        grid = show(AttendanceGrid)
        grid.table.go_to(0, NAME)
        qtbot.keyClick(grid.table, Qt.Key.Key_Return)
        assert desk.room.opened[-1][:2] == ("canteen.children", school.enrolments[0])
