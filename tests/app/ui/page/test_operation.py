# SPDX-License-Identifier: EUPL-1.2
"""Work away from the window: one writer, stale answers dropped, progress after a second, a way to stop."""

from __future__ import annotations

import threading
import time
from typing import Any

from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.core.outcome import UserError
from app.ui.desk import Desk
from app.ui.operation import Latest
from app.ui.progress import ProgressStrip
from tests.app.ui.page.conftest import Room, settle
from tests.app.ui.page.ledger import Bill


def test_a_write_happens_in_another_thread_and_its_answer_comes_back_here(qtbot: QtBot, desk: Desk) -> None:
    threads: list[Any] = []
    desk.operate(
        "Essai", lambda work: threads.append(threading.current_thread()),
        lambda _answer: threads.append(threading.current_thread()),
    )
    settle(qtbot)
    assert threads[0] is not threads[1]
    assert threads[1] is threading.main_thread()


def test_writes_follow_one_another_in_the_same_thread(qtbot: QtBot, desk: Desk) -> None:
    threads: list[int] = []
    for _turn in range(5):
        desk.operate("Essai", lambda work: threads.append(threading.get_ident()))
    settle(qtbot)
    assert len(threads) == 5
    assert len(set(threads)) == 1


def test_only_the_last_question_is_answered(qtbot: QtBot, desk: Desk) -> None:
    answers: list[int] = []
    latest = Latest(desk)
    for number in range(5):
        latest.ask(lambda session, n=number: n, answers.append)  # type: ignore[misc]
    settle(qtbot)
    assert answers == [4]


def test_the_answer_of_a_widget_that_has_gone_is_dropped(qtbot: QtBot, desk: Desk) -> None:
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    query = desk.query(lambda session: time.sleep(0.05) or "trop tard", label.setText)
    label.deleteLater()
    del query
    settle(qtbot)


def test_a_refusal_is_said_and_nothing_is_written(qtbot: QtBot, desk: Desk, room: Room) -> None:
    def act(work: Any) -> None:
        work.session.delete(work.session.get(Bill, 1))
        work.session.flush()
        raise UserError("Ce n’est pas possible aujourd’hui.")

    desk.operate("Essai", act)
    settle(qtbot)
    assert room.last == "Ce n’est pas possible aujourd’hui."
    with desk.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Bill)) == 20


def test_changed_tables_are_told_on_this_thread(qtbot: QtBot, desk: Desk) -> None:
    told: list[frozenset[str]] = []
    desk.changed.connect(told.append)

    def act(work: Any) -> None:
        work.session.get(Bill, 1).note = "vu"

    desk.operate("Essai", act)
    qtbot.waitUntil(lambda: bool(told), timeout=3000)
    assert "ledger_bill" in told[0]


def test_a_long_work_shows_a_bar_and_can_be_stopped(qtbot: QtBot, desk: Desk, room: Room) -> None:
    from PySide6.QtWidgets import QWidget

    host = QWidget()
    host.resize(800, 400)
    qtbot.addWidget(host)
    host.show()

    def act(work: Any) -> None:
        work.session.get(Bill, 1).note = "vu"
        for step in range(2000):
            work.progress.step(step, 2000, "Lecture")
            time.sleep(0.005)

    desk.operate("Long travail", act, host=host)
    strip = host.findChild(ProgressStrip)
    assert strip is not None
    assert not strip.isVisible()
    qtbot.waitUntil(lambda: strip.isVisible(), timeout=2000)
    assert not strip.bar.isVisible()
    qtbot.waitUntil(lambda: strip.stop.isVisible(), timeout=2000)
    assert "Long travail" in strip.words.text()
    strip.stop.click()
    settle(qtbot)
    assert room.last == "Interrompu\u00a0: rien n’a été changé."
    with desk.store.read() as session:
        bill = session.get(Bill, 1)
        assert bill is not None
        assert bill.note is None
