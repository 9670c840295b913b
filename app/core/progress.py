# SPDX-License-Identifier: EUPL-1.2
"""How far a long act is, and the polite way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

from app.core.text import Text

T = TypeVar("T")


class Cancelled(Exception):
    """The user interrupted the act: everything since its beginning is rolled back."""


class Progress:
    """Told by the service where it is, read by the window; `cancel()` may come from another thread."""

    def __init__(self, listen: Callable[[int, int, str], None] | None = None) -> None:
        self._listen = listen
        self._cancel = threading.Event()

    def cancel(self) -> None:
        """Ask the act to stop at its next step."""
        self._cancel.set()

    def step(self, done: int, total: int, what: Text = "") -> None:
        """Say that `done` of `total` steps are over. Raises `Cancelled` when the user asked to stop."""
        if self._cancel.is_set():
            raise Cancelled
        if self._listen is not None:
            self._listen(done, total, str(what))

    def over(self, items: Iterable[T], what: Text = "") -> Iterator[T]:
        """Walk `items` and report each step."""
        total = len(items) if isinstance(items, Sized) else 0
        for done, item in enumerate(items):
            self.step(done, total, what)
            yield item
        self.step(total, total, what)
