# SPDX-License-Identifier: EUPL-1.2
"""Walks every window: each control has a name, each mnemonic is alone, nothing is cut at 200 %."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui import places
from app.ui.desk import Desk
from app.ui.errors import BugDialog, CalmDialog
from app.ui.restoring import RestoreDialog
from app.ui.shell import Shell
from app.ui.shortcuts import ShortcutSheet
from app.ui.theme import Theme
from app.ui.tokens import Scheme
from app.ui.welcome import CreateDialog, UserChoice, Welcome
from app.ui.widgets import Button
from tests.app.ui.shell.conftest import settle

CONTROLS = (
    QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView,
)  # fmt: skip
PAGES = (*places.FIXED, "toy.bills", "toy.people", "other.rooms")


def unnamed(window: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    QAccessible.setActive(True)
    found = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar | QHeaderView) or not widget.isVisibleTo(window):
            continue
        if widget.objectName().startswith("qt_") or isinstance(widget.parent(), QLineEdit | QComboBox):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        name = face.text(QAccessible.Text.Name) if face is not None else widget.accessibleName()
        if not name.strip():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def doubled_mnemonics(window: QWidget) -> list[str]:
    """Letters that two controls of the window answer."""
    texts = [w.text() for w in window.findChildren(QAbstractButton) if w.isVisibleTo(window)]
    texts += [w.text() for w in window.findChildren(QLabel) if w.buddy() is not None and w.isVisibleTo(window)]
    keys = [
        text.replace("&&", "")[text.replace("&&", "").index("&") + 1].lower()
        for text in texts if "&" in text.replace("&&", "")
    ]
    return [key for key, count in Counter(keys).items() if count > 1]


def dialogs(desk: Desk, shell: Shell) -> Iterator[QDialog]:
    """Every dialog of the shell."""
    theme = desk.theme
    yield ShortcutSheet(desk, "toy.bills", shell)
    yield CalmDialog(theme, "Une phrase.", shell)
    yield BugDialog(theme, RuntimeError("x"), shell)
    yield CreateDialog(theme, shell)
    yield UserChoice(theme, [("a", "Anne"), ("b", "Brice")], "a", shell)
    yield RestoreDialog(theme, desk.dossier.path, shell)


def test_every_control_of_every_page_has_a_name(shell: Shell, qtbot: QtBot) -> None:
    for name in PAGES:
        shell.open_page(name)
        settle(qtbot)
        assert unnamed(shell) == [], name
        assert doubled_mnemonics(shell) == [], name


def test_every_control_of_a_dialog_has_a_name(shell: Shell, desk: Desk) -> None:
    for dialog in dialogs(desk, shell):
        dialog.show()
        assert unnamed(dialog) == [], type(dialog).__name__
        assert doubled_mnemonics(dialog) == []
        dialog.close()


def test_the_welcome_and_the_palette_have_names(shell: Shell, theme: Theme, qtbot: QtBot) -> None:
    first = Welcome(theme, [("/tmp/x", "Ecquevilly")])
    qtbot.addWidget(first)
    first.show()
    assert unnamed(first) == []
    shell.search()
    settle(qtbot)
    assert unnamed(shell) == []


def test_the_keyboard_reaches_every_zone(shell: Shell, qtbot: QtBot) -> None:
    shell.open_page("toy.bills")
    settle(qtbot)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    zones = []
    for _turn in range(3):
        focused = shell.focusWidget()
        assert focused is not None
        zones.append("page" if shell.stack.isAncestorOf(focused) else "sidebar")
        QTest.keyClick(focused, Qt.Key.Key_F6)
    assert set(zones) == {"page", "sidebar"}


def cut_buttons(view: QWidget) -> list[str]:
    """Buttons that have less room than their words need; those that elide on purpose aside."""
    return [
        button.text() for button in view.findChildren(Button)
        if button.isVisible() and button.sizePolicy().horizontalPolicy() != button.sizePolicy().Policy.Ignored
        and (button.width() < button.sizeHint().width() or button.height() < button.sizeHint().height())
    ]


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_button_is_cut(shell: Shell, qtbot: QtBot, percent: int) -> None:
    shell.theme.choose(Scheme.LIGHT, percent)
    cut = {}
    for name in ("home", "help", "settings.backups", "settings.display", "settings.data", "settings.users"):
        shell.open_page(name)
        settle(qtbot)
        cut[name] = cut_buttons(shell.view(name))
    shell.theme.choose(Scheme.LIGHT, 100)
    settle(qtbot)
    assert not any(cut.values()), cut


def test_the_tab_key_goes_from_top_to_bottom_on_the_home_page(shell: Shell, qtbot: QtBot) -> None:
    shell.open_page(places.HOME)
    settle(qtbot)
    view = shell.view(places.HOME)
    buttons = [row.button for row in view.tasks._rows if row.button is not None]  # type: ignore[attr-defined]
    chain = [buttons[0]]
    widget: QWidget = buttons[0]
    for _turn in range(90):
        following = widget.nextInFocusChain()
        assert following is not None
        widget = following
        if isinstance(widget, Button) and widget in buttons and widget not in chain:
            chain.append(widget)
    assert chain == buttons
