# SPDX-License-Identifier: EUPL-1.2
"""The window: going about, finding, coming back, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.forms.fields import Tone
from app.ui import places
from app.ui.agenda import read_agenda
from app.ui.desk import Desk
from app.ui.finding import Offer
from app.ui.home import HomeView
from app.ui.navigation import NavButton
from app.ui.palette import Palette
from app.ui.shell import Shell
from app.ui.shortcuts import ShortcutSheet, shown_keys
from app.ui.tokens import Scheme
from app.ui.widgets import Button, Label, Toast
from tests.app.ui import toy
from tests.app.ui.shell.conftest import settle


def home(shell: Shell) -> HomeView:
    """The home page."""
    view = shell.view(places.HOME)
    assert isinstance(view, HomeView)
    return view


def words(widget: Any) -> list[str]:
    """Every text that a widget shows."""
    return [label.text() for label in widget.findChildren(Label)]


# ---------------------------------------------------------------- home


def test_home_says_what_to_do_this_week_and_this_month(shell: Shell) -> None:
    tasks = home(shell).tasks
    assert tasks._chips["week"].text() == "Cette semaine\u00a0· 5"
    assert tasks._chips["month"].text() == "Ce mois\u00a0· 6"
    assert tasks._chips["all"].text() == "Tout\u00a0· 7"
    assert len(tasks._rows) == 7, "a quiet week says what comes next"
    assert "Ensuite" in words(tasks)
    assert "lundi 23 novembre 2026" in words(tasks)


def test_the_late_comes_first(shell: Shell) -> None:
    rows = home(shell).tasks._rows
    assert rows[0].accessibleName().startswith("Pointage non terminé")


def test_a_task_opens_the_exact_place(shell: Shell, qtbot: QtBot) -> None:
    row = next(row for row in home(shell).tasks._rows if "brouillons" in row.accessibleName())
    assert row.button is not None
    row.button.click()
    settle(qtbot)
    here = shell.visits.here
    assert here is not None
    assert (here.page, here.id) == ("toy.bills", 3)


def test_the_sidebar_counts_what_waits(shell: Shell) -> None:
    assert shell.sidebar._buttons["toy"].accessibleName() == "Cantine, 5 tâches"
    assert shell.sidebar._buttons[places.HOME].accessibleName() == "Accueil, 5 tâches"


def test_a_module_in_trouble_takes_nothing_from_the_others(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    from dataclasses import replace

    def broken(session: object, today: object) -> Any:
        raise RuntimeError("broken")

    from app.registry import Registry

    registry = Registry([replace(toy.TOY, tasks=broken), toy.OTHER])
    with desk.store.read() as session:
        agenda = read_agenda(session, registry, toy.TODAY, desk.user)
    assert [str(line.task.title) for line in agenda.lines] == ["Cantine\u00a0: les tâches n’ont pas pu être lues"]
    assert len(agenda.tiles) == 4


# ---------------------------------------------------------------- going about


def test_the_pages_of_the_open_module_unfold(shell: Shell, qtbot: QtBot) -> None:
    assert "toy.people" not in shell.sidebar._buttons
    shell.sidebar._buttons["toy"].click()
    settle(qtbot)
    assert shell.sidebar._buttons["toy.bills"].isChecked()
    shell.sidebar._buttons["toy.people"].click()
    settle(qtbot)
    assert shell.topbar.title == "Inscriptions"


def test_the_way_back_finds_the_page_as_it_was(shell: Shell, qtbot: QtBot) -> None:
    shell.open_page("toy.people")
    settle(qtbot)
    view = shell.view("toy.people")
    shell.open_page("toy.bills", 4)
    settle(qtbot)
    shell.go_back()
    assert shell.stack.currentWidget() is view
    shell.go_forward()
    settle(qtbot)
    assert shell.topbar.title == "Mois et factures"


def test_ctrl_b_collapses_the_sidebar_and_it_is_remembered(shell: Shell, qtbot: QtBot) -> None:
    wide = shell.sidebar.width()
    QTest.keyClick(shell, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert shell.sidebar.narrow
    assert shell.sidebar.width() < wide / 3
    assert shell.preferences.get("sidebar") == "narrow"
    assert shell.sidebar._buttons["toy"].toolTip() == "Cantine, 5 tâches"


def test_arrows_walk_the_sidebar(shell: Shell, qtbot: QtBot) -> None:
    shell.activateWindow()
    first = shell.sidebar._buttons[places.HOME]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    focused = QApplication.focusWidget()
    assert isinstance(focused, NavButton)
    assert focused.accessibleName().startswith("Cantine")


def test_a_page_that_does_not_exist_is_said(shell: Shell) -> None:
    shell.open_page("toy.nowhere")
    toasts = [toast for toast in shell.findChildren(Toast) if toast.isVisible()]
    assert [toast.accessibleName() for toast in toasts] == ["Cette page n’existe pas\u00a0: toy.nowhere."]


def test_a_page_without_the_right_is_not_in_the_sidebar(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    desk.user = desk.user.__class__(99, "x", (), "X", "")
    desk.user_changed.emit()
    settle(qtbot)
    assert "toy" not in shell.sidebar._buttons


def test_larger_letters_make_the_window_again_on_the_same_page(shell: Shell, qtbot: QtBot) -> None:
    shell.open_page("toy.people", 2)
    settle(qtbot)
    shell.zoom(1)
    settle(qtbot)
    assert shell.theme.percent == 110
    assert shell.topbar.title == "Inscriptions"
    assert shell.preferences.get("font") == 110
    shell.zoom(0)
    settle(qtbot)


def test_the_theme_changes_while_at_work(shell: Shell, qtbot: QtBot) -> None:
    shell.theme.choose(Scheme.DARK, 100)
    settle(qtbot)
    assert shell.grab().toImage().pixelColor(400, 700).lightness() < 80
    shell.theme.choose(Scheme.LIGHT, 100)
    settle(qtbot)


def test_records_lately_in_hand_are_kept_by_number_only(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    shell.open_page("toy.people", 2)
    settle(qtbot)
    qtbot.waitUntil(lambda: shell.day.agenda is not None and bool(shell.day.agenda.recents), timeout=5000)
    assert shell.day.agenda is not None
    assert [recent.title for recent in shell.day.agenda.recents] == ["Aubert Jade"]
    assert shell.preferences.path is not None
    kept = Path(shell.preferences.path).read_text("utf-8")
    assert "Aubert" not in kept


def test_a_sentence_with_an_act_offers_it(shell: Shell) -> None:
    done: list[int] = []
    shell.say("Envoyé.", Tone.SUCCESS, "Annuler", lambda: done.append(1))
    toast = next(toast for toast in shell.findChildren(Toast) if toast.isVisible())
    next(button for button in toast.findChildren(Button) if button.text() == "Annuler").click()
    assert done == [1]


# ---------------------------------------------------------------- finding


def palette(shell: Shell, qtbot: QtBot, typed: str) -> Palette:
    """The palette with an answer to `typed`."""
    QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = shell.palette_box
    assert box is not None
    box.field.setText(typed)
    qtbot.wait(150)
    settle(qtbot)
    return box


def offers(box: Palette) -> list[Offer]:
    """The lines shown."""
    found = [box.model.offer(row) for row in range(box.model.rowCount())]
    return [offer for offer in found if offer is not None]


def test_a_misspelt_name_is_found_and_enter_opens_it(shell: Shell, qtbot: QtBot) -> None:
    box = palette(shell, qtbot, "auberd")
    assert offers(box)[0].title == "Aubert Jade"
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    settle(qtbot)
    here = shell.visits.here
    assert here is not None
    assert here.page == "toy.people"
    assert not box.isVisible()


def test_pages_and_actions_are_found_too(shell: Shell, qtbot: QtBot) -> None:
    box = palette(shell, qtbot, "mois")
    found = offers(box)
    assert [(o.group, o.title) for o in found if o.group == "Aller à"] == [("Aller à", "Mois et factures")]
    assert [o.action for o in found if o.group == "Faire"] == ["toy.draft"]


def test_arrows_pass_over_the_headings(shell: Shell, qtbot: QtBot) -> None:
    box = palette(shell, qtbot, "jade")
    rows = []
    for _turn in range(box.model.rowCount()):
        rows.append(box.list.currentIndex().row())
        QTest.keyClick(box.field, Qt.Key.Key_Down)
    assert all(box.model.offer(row) is not None for row in rows)


def test_nothing_found_says_what_to_try(shell: Shell, qtbot: QtBot) -> None:
    box = palette(shell, qtbot, "zzzzzz")
    assert offers(box) == []
    assert "Rien ne correspond" in box._nothing.text()
    QTest.keyClick(box.field, Qt.Key.Key_Escape)
    assert not box.isVisible()


# ---------------------------------------------------------------- keys


def test_the_sheet_lists_the_keys_of_the_actions(desk: Desk, shell: Shell, qtbot: QtBot) -> None:
    sheet = ShortcutSheet(desk, "toy.bills", shell)
    qtbot.addWidget(sheet)
    shown = words(sheet)
    assert "Préparer le mois" in shown
    assert "Rechercher partout" in shown


def test_keys_are_named_as_on_a_french_keyboard() -> None:
    assert shown_keys("Ctrl+K") == "Ctrl K"
    assert shown_keys("Alt+Left") == "Alt ←"
    assert shown_keys("Ctrl++") == "Ctrl +"


def test_no_two_keys_of_the_window_are_the_same() -> None:
    from app.ui.shortcuts import WINDOW

    keys = [key.keys for key in WINDOW]
    assert len(keys) == len(set(keys))
