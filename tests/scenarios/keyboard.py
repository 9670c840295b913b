# SPDX-License-Identifier: EUPL-1.2
"""Hands on the keyboard and the mouse, and eyes that wait until the window is at rest."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

PATIENCE = 30.0
"""Seconds before something that does not come is a failure."""


def wait(milliseconds: int) -> None:
    """Let the window live for a while. `QTest.qWait` holds Python's lock: what works behind would wait, thrice as long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def until(condition: Callable[[], object], what: str) -> None:
    """Let the window live until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            shown = [f"{type(w).__name__} « {w.windowTitle()} »" for w in QApplication.topLevelWidgets() if w.isVisible()]
            raise AssertionError(f"never came: {what}; on the screen: {', '.join(shown)}")
        wait(2)


def rest() -> None:
    """Wait until nothing is read nor written, and the answers were received."""
    from app.ui import background, operation

    for _turn in range(2):
        until(lambda: not operation._running and not background._alive, "the end of what is under way")
        wait(1)


def type_text(text: str, into: QWidget | None = None) -> None:
    """Type a text, accents included, in the widget that has the focus."""
    for letter in text:
        target = into or QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
    """Press a key where the focus is; shortcuts hear it too."""
    target = on or QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None, "nothing has the focus"
    QTest.keyClick(target, key, modifier)


def click(button: QAbstractButton) -> None:
    """Press a button that can be pressed."""
    assert button.isVisible(), f"{button.text()} is not shown"
    assert button.isEnabled(), f"{button.text()} is disabled"
    button.click()
