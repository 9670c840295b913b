# SPDX-License-Identifier: EUPL-1.2
"""Changes of a grid, saved at once: they gather for an instant, then go together, without blocking the hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.core.outcome import Report
from app.core.text import Text

if TYPE_CHECKING:
    from app.store.uow import Work
    from app.ui.desk import Desk
    from app.ui.operation import Operation

PAUSE_MS = 250


class Batches(QObject):
    """What the user changed and the database does not hold yet.

    `write(work, changes)` saves one batch. `done(report)` and `failed(fault)` are called on the window's
    thread. A change stays in `laid` until the values read after it was saved are shown (`settle`).
    """

    def __init__(
        self, desk: Desk, label: Callable[[], Text], write: Callable[[Work, Sequence[Any]], Report],
        done: Callable[[Report], object], failed: Callable[[Exception], object], parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._label, self._write, self._done, self._failed = desk, label, write, done, failed
        self._waiting: dict[Hashable, Any] = {}
        self._sent: dict[Hashable, Any] = {}
        self._saved: dict[Hashable, Any] = {}
        self._operation: Operation | None = None
        self.last_operation: int | None = None
        """Number in the journal of the last batch, for « annuler »."""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.flush)

    @property
    def laid(self) -> Mapping[Hashable, Any]:
        """The changes to show over what was read."""
        return {**self._saved, **self._sent, **self._waiting}

    @property
    def is_busy(self) -> bool:
        """Whether something is not saved yet."""
        return bool(self._waiting or self._sent)

    def put(self, key: Hashable, change: Any) -> None:
        """Take a change; a later one on the same key replaces it."""
        self._waiting[key] = change
        self._pause.start()

    def flush(self) -> None:
        """Save now what is waiting; a batch under way is let to end first."""
        if self._operation is not None or not self._waiting:
            return
        self._pause.stop()
        self._sent, self._waiting = self._waiting, {}
        changes = list(self._sent.values())
        self._operation = self._desk.operate(
            self._label(), lambda work: self._write(work, changes), self._on_done, failed=self._on_failed
        )

    def settle(self) -> Mapping[Hashable, Any]:
        """What was saved before a reading that begins now; give it to `forget` once it is shown."""
        return dict(self._saved)

    def forget(self, saved: Mapping[Hashable, Any]) -> None:
        """The values read hold these changes: they need not be laid over any more."""
        for key, change in saved.items():
            if self._saved.get(key) is change:
                del self._saved[key]

    def drop(self) -> None:
        """Forget everything that was not saved."""
        self._waiting.clear()
        self._saved.clear()

    def _on_done(self, report: Report) -> None:
        if self._operation is not None:
            self.last_operation = self._operation.operation_id
        self._operation = None
        self._saved |= self._sent
        self._sent = {}
        self._done(report)
        self.flush()

    def _on_failed(self, fault: Exception) -> None:
        self._operation = None
        self._sent = {}
        self._failed(fault)
        self.flush()
