# SPDX-License-Identifier: EUPL-1.2
"""A function run away from the window when no dossier is open yet: opening one, making one, restoring one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")

_alive: set[QObject] = set()


class Background(QObject):
    """Runs in its own thread; the answer, or the fault, comes back on the window's."""

    _answered = Signal(object, object)

    def __init__(
        self, act: Callable[[], T], then: Callable[[T], object], failed: Callable[[Exception], object]
    ) -> None:
        super().__init__()
        self._act, self._then, self._failed = act, then, failed
        self._answered.connect(self._receive)

    def start(self) -> Background:
        """Go."""
        _alive.add(self)
        threading.Thread(target=self._run, name="beffroi-opening", daemon=True).start()
        return self

    def _run(self) -> None:
        try:
            answer, fault = self._act(), None
        except Exception as raised:  # handed over whole to the window's thread, which sorts it
            answer, fault = None, raised
        self._answered.emit(answer, fault)

    def _receive(self, answer: Any, fault: Exception | None) -> None:
        _alive.discard(self)
        if fault is None:
            self._then(answer)
        else:
            self._failed(fault)
