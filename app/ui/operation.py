# SPDX-License-Identifier: EUPL-1.2
"""Work away from the window: writes one at a time in a single thread, reads in a few others.

Nothing is shown for 300 ms; then what runs is named; after a second a bar comes with « Interrompre ».
Answers come back on the window's thread, and those of a view that has gone are dropped.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.core.outcome import EnvironmentProblem, UserError
from app.core.progress import Cancelled, Progress
from app.core.text import Text
from app.ui.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk

T = TypeVar("T")

SLOW_MS = 300
LONG_MS = 1000
_READERS = 3
_STEP_SECONDS = 0.05

_running: set[QObject] = set()
"""What is under way: keeps it alive until its answer came."""


@cache
def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="beffroi-write")


@cache
def _readers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_READERS, thread_name_prefix="beffroi-read")


def running() -> list[Operation]:
    """The writes under way or waiting for their turn."""
    return [job for job in _running if isinstance(job, Operation)]


def reading() -> bool:
    """Whether a view waits for what it asked."""
    return any(isinstance(job, Query) for job in _running)


def close_workers() -> None:
    """Wait for every worker to end; new ones are made if they are asked for again."""
    for pool in (_writer, _readers):
        if pool.cache_info().currsize:
            pool().shutdown(wait=True)
        pool.cache_clear()


def host_of(desk: Desk) -> QWidget | None:
    """The window on which progress and dialogs are shown."""
    for place in (desk.room, desk.parent()):
        if isinstance(place, QWidget):
            return place.window()
    active = QApplication.activeWindow()
    if active is not None:
        return active
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return shown[0] if shown else None


def is_gone(target: object) -> bool:
    """Whether the widget that a callback belongs to was destroyed meanwhile."""
    while isinstance(target, partial):
        target = target.func
    owner = getattr(target, "__self__", None)
    return isinstance(owner, QObject) and not shiboken6.isValid(owner)


def speaks_to_nobody(target: object, depth: int = 3) -> bool:
    """Whether a callback, or a function that it closes over, holds a widget that was destroyed meanwhile.

    For reads alone: nobody looks at their answer any more. What follows a write must still be done.
    """
    if is_gone(target):
        return True
    for cell in getattr(target, "__closure__", None) or ():
        try:
            held = cell.cell_contents
        except ValueError:  # not given yet
            continue
        if isinstance(held, QObject):
            if not shiboken6.isValid(held):
                return True
        elif depth and callable(held) and speaks_to_nobody(held, depth - 1):
            return True
    return False


class _Job(QObject):
    """A function run in another thread, whose answer comes back on this one."""

    _answered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._answered.connect(self._receive)

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        _running.add(self)
        pool.submit(self._run)

    def _run(self) -> None:
        answer: object = None
        fault: BaseException | None = None
        try:
            answer = self._perform()
        except BaseException as raised:  # handed over whole to the window's thread, which sorts it
            fault = raised
        if shiboken6.isValid(self):
            self._answered.emit(answer, fault)

    def _receive(self, answer: object, fault: BaseException | None) -> None:
        _running.discard(self)
        self._deliver(answer, fault)

    def _perform(self) -> object:
        raise NotImplementedError

    def _deliver(self, answer: Any, fault: BaseException | None) -> None:
        raise NotImplementedError


class Query(_Job):
    """A read in the background. `drop()` makes its answer unwelcome."""

    def __init__(
        self, desk: Desk, read: Callable[[Session], T],
        then: Callable[[T], object], failed: Callable[[Exception], object] | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._read, self._then, self._failed = desk, read, then, failed
        self._dropped = False

    def start(self) -> Query:
        """Send it to the readers."""
        self._submit(_readers())
        return self

    def drop(self) -> None:
        """Forget it: its answer, or its fault, will reach nobody."""
        self._dropped = True

    def _perform(self) -> object:
        if self._dropped:
            return None
        with self._desk.store.read() as session:
            return self._read(session)

    def _deliver(self, answer: Any, fault: BaseException | None) -> None:
        if self._dropped or speaks_to_nobody(self._then) or not shiboken6.isValid(self._desk):
            return
        if fault is None:
            self._then(answer)
        elif isinstance(fault, Exception) and self._failed is not None:
            self._failed(fault)
        else:
            tell(self._desk, fault)


class Latest:
    """The reads of one view: asking again drops the answer that has not come yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._query: Query | None = None

    def ask(
        self, read: Callable[[Session], T], then: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Read in the background; only the last question asked is answered."""
        self.drop()
        self._query = Query(self._desk, read, then, failed).start()

    def drop(self) -> None:
        """Forget the question under way."""
        if self._query is not None:
            self._query.drop()
        self._query = None


class Operation(_Job):
    """A write on the single writer thread: one unit of work, with progress and a way to stop it."""

    progressed = Signal(int, int, str)
    slow = Signal()
    """After 300 ms: time to say what runs."""
    long = Signal()
    """After a second: time for a bar and « Interrompre »."""
    ended = Signal()
    """Whatever the outcome."""

    def __init__(
        self, desk: Desk, label: Text, act: Callable[[Work], T], *,
        action: str = "", title: Text = "", undoable: bool = True,
        then: Callable[[T], object] | None = None, failed: Callable[[Exception], object] | None = None,
        confirmed: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self.label = label
        self.title = title or label
        self.progress = Progress(self._step)
        self.operation_id: int | None = None
        """Number of the operation in the journal once it is done, for « Annuler »."""
        self._desk, self._act, self._action, self._undoable = desk, act, action, undoable
        self._then, self._failed, self._confirmed = then, failed, confirmed
        self._last_step = 0.0

    def start(self) -> Operation:
        """Queue it for the writer."""
        self._submit(_writer())
        QTimer.singleShot(SLOW_MS, self, self._say_slow)
        QTimer.singleShot(LONG_MS, self, self._say_long)
        return self

    def cancel(self) -> None:
        """Ask it to stop at its next step; everything it wrote is rolled back."""
        self.progress.cancel()

    @property
    def is_running(self) -> bool:
        """Whether its answer is still awaited."""
        return self in _running

    def _perform(self) -> object:
        store = self._desk.store
        with store.work(
            self.label, action=self._action, user=self._desk.user, progress=self.progress,
            undoable=self._undoable,
        ) as work:
            work.confirmed = self._confirmed
            answer = self._act(work)
        self.operation_id = work.operation_id
        return answer

    def _deliver(self, answer: Any, fault: BaseException | None) -> None:
        self.ended.emit()
        if fault is None:
            if self._then is not None and not is_gone(self._then):
                self._then(answer)
        elif isinstance(fault, Exception) and self._failed is not None and not is_gone(self._failed):
            self._failed(fault)
        else:
            tell(self._desk, fault)

    def _step(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self._last_step >= _STEP_SECONDS or done == total:
            self._last_step = now
            self.progressed.emit(done, total, what)

    def _say_slow(self) -> None:
        if self.is_running:
            self.slow.emit()

    def _say_long(self) -> None:
        if self.is_running:
            self.long.emit()


def query(
    desk: Desk, read: Callable[[Session], T], then: Callable[[T], object],
    failed: Callable[[Exception], object] | None = None,
) -> Query:
    """Read in the background, then `then(answer)` on the window's thread."""
    return Query(desk, read, then, failed).start()


def operate(
    desk: Desk, label: Text, act: Callable[[Work], T], then: Callable[[T], object] | None = None, *,
    action: str = "", title: Text = "", failed: Callable[[Exception], object] | None = None,
    undoable: bool = True, confirmed: frozenset[str] = frozenset(), host: QWidget | None = None,
) -> Operation:
    """Write in one named unit of work; `label` is its name in the journal, `host` shows its progress."""
    from app.ui.progress import ProgressStrip

    operation = Operation(
        desk, label, act, action=action, title=title, undoable=undoable, then=then, failed=failed,
        confirmed=confirmed,
    )
    place = host or host_of(desk)
    if place is not None:
        ProgressStrip(operation, place, desk.theme)
    return operation.start()


def tell(desk: Desk, fault: BaseException) -> None:
    """Say a fault that no one else handles; a bug goes to the one place that reports bugs."""
    from app.forms.tones import Tone

    if isinstance(fault, Cancelled):
        desk.notify(_("Interrompu\u00a0: rien n’a été changé."), Tone.INFO)
    elif isinstance(fault, UserError):
        desk.notify(fault.message, Tone.WARNING)
    elif isinstance(fault, EnvironmentProblem):
        desk.notify(fault.message, Tone.DANGER)
    else:
        sys.excepthook(type(fault), fault, fault.__traceback__)
