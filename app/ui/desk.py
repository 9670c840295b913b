# SPDX-License-Identifier: EUPL-1.2
"""What every widget receives: the dossier, the registry, the theme, the user, and the ways to act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.clock import Clock, SystemClock
from app.core.outcome import Address
from app.core.text import Text
from app.forms.tones import Tone
from app.ui.theme import Theme

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import Action, Paper, Params
    from app.registry import Registry
    from app.store.dossier import Dossier
    from app.store.uow import Store, Work
    from app.store.users import UserFacts
    from app.ui.operation import Operation, Query
    from app.ui.preferences import Preferences

T = TypeVar("T")


class Room(Protocol):
    """What the desk asks of the window in which it stands."""

    def open_page(self, page: str, record_id: int | None, params: Params) -> None:
        """Show a page, a record in hand."""
        ...

    def say(self, text: Text, tone: Tone, button: Text, pressed: Callable[[], object] | None) -> None:
        """Say a sentence at the foot of the window."""
        ...


class View(Protocol):
    """What the window asks of the widget of a page (`app.ui.page:PageView`, or an earned widget): `View(desk)`.

    Only `go` is needed; the others are used when the widget has them.
    """

    def go(self, record_id: int | None, params: Params) -> None:
        """Come to this page: a record in hand when `record_id` is given, the list seen by `params`.

        Called each time the user comes by an address; coming back through the sidebar calls nothing,
        so that the page is found as it was left.
        """
        ...

    # def may_leave(self) -> bool: whether nothing unsaved is in the way (it asks the user).
    # crumb = Signal(str): a third step of the breadcrumb (« octobre 2026 »).


class Desk(QObject):
    """The clerk's desk. One a window; its parent is the window itself."""

    changed = Signal(frozenset)
    """Names of the SQL tables that an act changed; always on the window's thread."""
    began = Signal(object)
    """An `Operation` was started."""
    user_changed = Signal()
    seen = Signal(str, object)
    """Page and id of a record that the user has before her eyes: for « Repris récemment » and « Retour »."""
    _published = Signal(frozenset)

    def __init__(
        self, dossier: Dossier, registry: Registry, theme: Theme, user: UserFacts, preferences: Preferences,
        *, room: Room | None = None, clock: Clock | None = None, parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.dossier = dossier
        self.store: Store = dossier.store
        self.registry = registry
        self.installed: Registry = registry
        """With the modules that this commune does not use."""
        self.theme = theme
        self.user = user
        self.preferences = preferences
        self.clock: Clock = clock or self.store.clock or SystemClock()
        self.room = room
        # The store speaks from the thread that wrote; a signal of this object brings it to the window's.
        self._published.connect(self._relay)
        self._unsubscribe = self.store.subscribe(self._published.emit)

    # ------------------------------------------------------------ going

    def open(self, page: str | Address, id: int | None = None, params: Params | None = None) -> None:
        """Show a page, with a record in hand when `id` is given, with the parameters of its list."""
        where = page if isinstance(page, Address) else Address(page, id)
        if self.room is not None:
            self.room.open_page(where.page, where.id, dict(params or {}))

    # ------------------------------------------------------------ reading and writing

    def query(
        self, read: Callable[[Session], T], then: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> Query:
        """Read in the background, then `then(answer)` on the window's thread."""
        from app.ui.operation import query

        return query(self, read, then, failed)

    def operate(
        self, label: Text, act: Callable[[Work], T], then: Callable[[T], object] | None = None, **options: Any
    ) -> Operation:
        """Write in one named unit of work on the single writer thread; options as `app.ui.operation.operate`."""
        from app.ui.operation import operate

        operation = operate(self, label, act, then, **options)
        self.began.emit(operation)
        return operation

    def run(
        self, action: str | Action, context: Mapping[str, Any] | None = None,
        then: Callable[[Any], object] | None = None, **options: Any,
    ) -> Any:
        """Run an action as its button does: dialog, confirmation, work, report."""
        from app.ui.actions import run

        return run(self, action, dict(context or {}), then, **options)

    def print(self, paper: str | Paper, context: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """Show the preview of a paper, with its buttons to print and save."""
        from app.ui.preview import print_paper

        return print_paper(self, paper, dict(context or {}), **options)

    # ------------------------------------------------------------ saying

    def notify(
        self, text: Text, tone: Tone = Tone.SUCCESS, button: Text = "",
        pressed: Callable[[], object] | None = None,
    ) -> None:
        """Say a sentence at the foot of the window, with one act offered when `pressed` is given."""
        if self.room is not None and str(text):
            self.room.say(text, tone, button, pressed)

    def can(self, permission: str) -> bool:
        """Whether the user at work has this right; an empty one is everybody's."""
        return not permission or self.user.can(permission)

    def sign_in(self, name: str) -> None:
        """From now on acts are this user's."""
        self.user = self.store.sign_in(name)
        self.user_changed.emit()

    def leave(self) -> None:
        """Hear the store no more; the dossier itself is closed by who opened it."""
        self._unsubscribe()

    def _relay(self, tables: frozenset[str]) -> None:
        self.changed.emit(tables)
