# SPDX-License-Identifier: EUPL-1.2
"""Deletes with a record the rows that go with it (ON DELETE CASCADE), under the eyes of journal and search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.store.base import Base, mapped_classes
from app.store.journal import Recorder
from app.store.search import Follower

_BATCH = 400


def take_along(session: Session, recorder: Recorder, follower: Follower) -> None:
    """Before a flush: erase what hangs on the records about to be deleted, the furthest first.

    Left to the database these rows would vanish without a line in the journal, and undo could not bring
    them back. Those that a relationship already deletes are left to it.
    """
    going = list(session.deleted)
    if not going:
        return
    known = set(map(id, going))
    generations: list[list[Any]] = []
    while going:
        going = [child for child in _children(session, going) if id(child) not in known]
        known.update(map(id, going))
        if going:
            generations.append(going)
    for generation in reversed(generations):
        recorder.erased(session, generation)
        follower.erased(generation)
        for model, targets in _by_model(generation).items():
            _erase(session, model, targets)


def _children(session: Session, parents: Iterable[Any]) -> list[Any]:
    found: dict[int, Any] = {}
    for model, targets in _by_model(parents).items():
        ids = [target.id for target in targets]
        for child, name in _links(model.__tablename__, len(Base.metadata.tables)):
            column = child.__table__.columns[name]
            for start in range(0, len(ids), _BATCH):
                rows = session.scalars(select(child).where(column.in_(ids[start : start + _BATCH])))
                found.update((id(row), row) for row in rows)
    return list(found.values())


@lru_cache(maxsize=256)
def _links(table_name: str, count: int) -> tuple[tuple[type[Any], str], ...]:
    """(class, column) that go with a row of that table; `count` tells when models were imported meanwhile."""
    return tuple(_find_links(table_name))


def _find_links(table_name: str) -> Iterator[tuple[type[Any], str]]:
    for model in mapped_classes():
        for key in model.__table__.foreign_keys:
            if key.ondelete == "CASCADE" and key.column.table.name == table_name:
                yield model, key.parent.name


def _by_model(targets: Iterable[Any]) -> dict[type[Any], list[Any]]:
    found: dict[type[Any], list[Any]] = {}
    for target in targets:
        found.setdefault(type(target), []).append(target)
    return found


def _erase(session: Session, model: type[Any], targets: list[Any]) -> None:
    table = model.__table__
    ids = [target.id for target in targets]
    for start in range(0, len(ids), _BATCH):
        session.connection().execute(delete(table).where(table.c.id.in_(ids[start : start + _BATCH])))
    for target in targets:
        session.expunge(target)
