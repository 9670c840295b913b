# SPDX-License-Identifier: EUPL-1.2
"""The grid of bookings: a class, then one child, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.ui.desk import Desk
from modules.canteen.models import BookingException
from modules.canteen.rules.booking import BookingKind
from modules.canteen.ui.booking_grid import BookingGrid
from modules.canteen.ui.day_model import NAME
from modules.canteen.ui.grid_frame import Period, ReasonSheet
from modules.canteen.ui.sheets import Shape
from tests.modules.canteen.small_school import SmallSchool
from tests.modules.canteen.ui.conftest import settle, settle_saves


def requests(desk: Desk) -> list[BookingException]:
    with desk.store.read() as session:
        return list(session.scalars(select(BookingException).order_by(BookingException.id)))


def shape(grid: BookingGrid, row: int, column: int) -> Shape:
    cell = grid.model.cell(row, column)
    assert cell is not None
    return cell.shape


def test_space_cancels_then_books_again(show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
    grid = show(BookingGrid)
    grid.table.go_to(0, 4)
    assert shape(grid, 0, 4) is Shape.PRESENT
    qtbot.keyClick(grid.table, Qt.Key.Key_Space)
    assert shape(grid, 0, 4) is Shape.REMOVED
    settle_saves(grid, qtbot)
    qtbot.keyClick(grid.table, Qt.Key.Key_Space)
    settle_saves(grid, qtbot)
    assert [row.kind for row in requests(desk)] == [BookingKind.CANCEL, BookingKind.BOOK]
    assert shape(grid, 0, 4) is Shape.ADDED


def test_a_row_is_booked_by_its_name(show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
    grid = show(BookingGrid)
    grid.table.go_to(3, NAME)
    qtbot.keyClick(grid.table, Qt.Key.Key_R)
    settle_saves(grid, qtbot)
    assert len(requests(desk)) == 3
    assert {row.enrolment_id for row in requests(desk)} == {school.enrolments[3]}


def test_after_the_deadline_a_reason_is_asked_once(show: Callable[..., Any], desk: Desk, qtbot: QtBot) -> None:
    from datetime import time

    from modules.canteen.models import CutoffPurpose, CutoffRule
    from modules.canteen.queries import first_canteen
    from modules.canteen.rules.cutoff import CutoffShape

    with desk.store.work("date limite") as work:
        place = first_canteen(work.session)
        assert place is not None
        for purpose in (CutoffPurpose.BOOKING, CutoffPurpose.CANCELLING):
            work.session.add(
                CutoffRule(
                    canteen_id=place.id, purpose=purpose, shape=CutoffShape.CALENDAR_DAYS_BEFORE, days=7, hour=time(9),
                    valid_from=date(2026, 9, 1),
                )
            )  # fmt: skip
    grid = show(BookingGrid)
    grid.table.go_to(0, 4)
    qtbot.keyClick(grid.table, Qt.Key.Key_Space)
    sheet = next(w for w in QApplication.topLevelWidgets() if isinstance(w, ReasonSheet) and w.isVisible())
    qtbot.keyClicks(sheet.line, "voyage")
    qtbot.keyClick(sheet.line, Qt.Key.Key_Return)
    settle_saves(grid, qtbot)
    row = requests(desk)[0]
    assert (row.is_late, row.accepted_because) == (True, "voyage")
    grid.table.go_to(1, 4)
    qtbot.keyClick(grid.table, Qt.Key.Key_Space)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    settle_saves(grid, qtbot)


def test_enter_on_a_name_opens_the_month_of_the_child(
    show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot
) -> None:
    grid = show(BookingGrid)
    grid.table.go_to(0, NAME)
    qtbot.keyClick(grid.table, Qt.Key.Key_Return)
    settle(qtbot)
    assert grid.child == school.enrolments[0]
    assert [str(row.title) for row in grid.model.shown.rows] == [
        "Semaine du 28 septembre", "Semaine du 5 octobre", "Semaine du 12 octobre",
    ]  # fmt: skip
    assert grid.model.cell(1, 1).text == "5"
    assert grid.model.cell(0, 1) is None
    qtbot.keyClick(grid.table, Qt.Key.Key_Escape)
    settle(qtbot)
    assert grid.child is None
    assert len(grid.model.shown.rows) == 28


def test_a_day_already_pointed_is_left_alone(show: Callable[..., Any], desk: Desk, school: SmallSchool, qtbot: QtBot) -> None:
    from modules.canteen.services.record_attendance import finish_sheet

    with desk.store.work("feuille") as work:
        finish_sheet(work, school_class=school.room, day=date(2026, 10, 12))
    grid = show(BookingGrid)
    grid.set_period(Period(date(2026, 10, 12)))
    settle(qtbot)
    grid.table.go_to(0, 1)
    qtbot.keyClick(grid.table, Qt.Key.Key_Space)
    assert requests(desk) == []
    assert "déjà pointée" in desk.room.said[-1][0]


