# SPDX-License-Identifier: EUPL-1.2
"""What is to be done, read from every module at once: lines by date, counts by place, tiles. No Qt here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from app.contract import Module
from app.core.dates import Month
from app.core.outcome import Address, UserError
from app.forms.fields import Tone
from app.forms.page import Task, Tile
from app.ui.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.registry import Registry
    from app.store.users import UserFacts

_log = logging.getLogger("beffroi.ui")

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A task and the module it comes from."""

    module: Module
    task: Task


@dataclass(frozen=True)
class Recent:
    """A record that was in hand lately."""

    where: Address
    title: str
    icon: str


@dataclass(frozen=True)
class Agenda:
    """Everything that the home page and the sidebar say of the day."""

    today: date
    lines: tuple[Line, ...] = ()
    tiles: tuple[tuple[Module, Tile], ...] = ()
    recents: tuple[Recent, ...] = ()

    @property
    def week(self) -> tuple[Line, ...]:
        """Due by Sunday, and what has no date."""
        return self._until(self.today + timedelta(days=6 - self.today.weekday()))

    @property
    def month(self) -> tuple[Line, ...]:
        """Due by the end of the month, or of the week when it ends later."""
        return self._until(max(Month.of(self.today).last, self.today + timedelta(days=6 - self.today.weekday())))

    def counts(self) -> dict[str, int]:
        """By module, how many tasks wait this week."""
        found: dict[str, int] = {}
        for line in self.week:
            found[line.module.name] = found.get(line.module.name, 0) + 1
        return found

    def _until(self, last: date) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.task.due_on is None or line.task.due_on <= last)


def read_agenda(
    session: Session, registry: Registry, today: date, user: UserFacts, recents: Sequence[Address] = ()
) -> Agenda:
    """Ask every module for its tasks and tiles; one that fails is said in a line, the others are shown."""
    lines: list[Line] = []
    tiles: list[tuple[Module, Tile]] = []
    for module in registry.modules:
        tasks = _ask(module, module.tasks, session, today)
        if tasks is None:
            lines.append(Line(module, _silent(module)))
        lines += [Line(module, task) for task in tasks or () if _is_for(task, registry, user)]
        tiles += [
            (module, tile) for tile in _ask(module, module.tiles, session, today) or ()
            if tile.where is None or _may_open(tile.where.page, registry, user)
        ]
    lines.sort(key=lambda line: (line.task.due_on is None, line.task.due_on or today, -_weight(line.task)))
    found = [recent for where in recents if (recent := read_recent(session, registry, where))]
    return Agenda(today, tuple(lines), tuple(tiles), tuple(found))


def read_recent(session: Session, registry: Registry, where: Address) -> Recent | None:
    """Title and icon of a record as its own page says them; None when it is gone."""
    try:
        page = registry.page(where.page)
        if page.record is None or where.id is None:
            return None
        title = page.record.heading(session, where.id).title
        return Recent(where, title, registry.owner(where.page).icon)
    except Exception:
        # A record merged or deleted since, or a module removed: not worth a word on the home page.
        return None


def _ask(
    module: Module, source: Callable[[Session, date], Sequence[T]], session: Session, today: date
) -> Sequence[T] | None:
    try:
        return source(session, today)
    except Exception:
        # A module in trouble must not take the home page away from the others.
        _log.exception("module %s did not answer", module.name)
        return None


def _silent(module: Module) -> Task:
    return Task(
        title=_("{module}\u00a0: les tâches n’ont pas pu être lues", module=module.title),
        detail=_("Le reste du logiciel fonctionne. Le journal technique dit pourquoi."),
        due=_("à signaler"), tone=Tone.DANGER, icon="triangle-alert",
    )


def _weight(task: Task) -> int:
    return (Tone.NEUTRAL, Tone.SUCCESS, Tone.INFO, Tone.WARNING, Tone.DANGER).index(task.tone)


def _is_for(task: Task, registry: Registry, user: UserFacts) -> bool:
    if task.action:
        try:
            action = registry.action(task.action)
        except UserError:
            return True
        return not action.permission or user.can(action.permission)
    return task.where is None or _may_open(task.where.page, registry, user)


def _may_open(name: str, registry: Registry, user: UserFacts) -> bool:
    try:
        page = registry.page(name)
    except UserError:
        return True
    return not page.permission or user.can(page.permission)
