# SPDX-License-Identifier: EUPL-1.2
"""Reverses one operation of the journal when nothing has been built on it since; else says what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.outcome import Refusal, UserError
from app.core.strings import _, _n
from app.core.text import Text
from app.store.base import Base, mapped_classes
from app.store.conflicts import refusal_of
from app.store.journal import APART, DELETE, INSERT, UPDATE, Change, Operation, apart_values, from_json
from app.store.uow import Store, Work

_BATCH = 400


class CannotUndo(UserError):
    """The operation stays: `obstacles` are the rows and the reasons."""

    def __init__(self, message: Text, obstacles: Sequence[Refusal] = ()) -> None:
        super().__init__(message)
        self.obstacles = tuple(obstacles)


def undo(work: Work, operation_id: int) -> None:
    """Reverse an operation, whatever came after it elsewhere. Needs the right `store.undo`.

    Possible when every row that it wrote is as it left it, and when no row made since refers to those it
    added. Legal acts (those declared not undoable, those that took a number) never are. Raises
    `CannotUndo`. The reversal is itself an operation, which can be undone in turn.
    """
    work.require("store.undo")
    work.store.load_models()
    session = work.session
    operation = session.get(Operation, operation_id)
    obstacle = _refused(operation)
    if obstacle is not None or operation is None:
        raise CannotUndo(obstacle or "")
    changes = session.scalars(
        select(Change).where(Change.operation_id == operation_id).order_by(Change.id.desc())
    ).all()
    obstacles = list(_obstacles(session, operation_id, changes))
    if obstacles:
        raise CannotUndo(
            _n(
                "Cette opération ne peut plus être annulée\u00a0: {n} fiche a servi ou a changé depuis.",
                "Cette opération ne peut plus être annulée\u00a0: {n} fiches ont servi ou ont changé depuis.",
                len(obstacles),
            ),
            obstacles,
        )
    try:
        _reverse(session, changes)
    except IntegrityError as error:
        reason = refusal_of(error)
        raise CannotUndo(reason.message if reason else _("Cette opération ne peut plus être annulée.")) from error
    _mark(work, operation)


def undo_operation(store: Store, operation_id: int, *, user: str | None = None) -> None:
    """Undo in a unit of work of its own, named after the operation."""
    with store.read() as session:
        operation = session.get(Operation, operation_id)
        label = operation.label if operation else ""
    with store.work(_("Annuler\u00a0: {label}", label=label), action="store.undo", user=user, undo_of=operation_id) as work:
        undo(work, operation_id)


def can_undo(operation: Operation) -> bool:
    """Whether it is worth offering: the rows are looked at only when it is asked."""
    return _refused(operation) is None


def last_undoable(session: Session, user_name: str | None = None) -> Operation | None:
    """The latest operation that may be undone (of one user), for « Annuler » in the menu."""
    query = select(Operation).where(Operation.undoable, Operation.undone_by.is_(None), Operation.undo_of.is_(None))
    if user_name is not None:
        query = query.where(Operation.user_name == user_name)
    return session.scalars(query.order_by(Operation.id.desc()).limit(1)).one_or_none()


def _refused(operation: Operation | None) -> Text | None:
    if operation is None:
        return _("Cette opération n’est plus dans le journal.")
    if operation.undone_by is not None:
        return _("Cette opération a déjà été annulée.")
    if not operation.undoable:
        return _(
            "Cette opération a une valeur légale\u00a0: elle ne s’annule pas. Faites l’acte inverse"
            " (un avoir, une nouvelle décision)."
        )
    return None


# ---------------------------------------------------------------- what stands in the way


def _obstacles(session: Session, operation_id: int, changes: Sequence[Change]) -> Iterator[Refusal]:
    last: dict[tuple[str, int], Change] = {}
    first: dict[tuple[str, int], Change] = {}
    for change in changes:  # the latest first
        last.setdefault((change.table_name, change.row_id), change)
        first[change.table_name, change.row_id] = change
    moved = set(_moved_since(session, operation_id, last))
    for key in moved:
        yield _refusal(session, last[key], _("a été modifiée depuis."))
    added = {key for key, change in first.items() if change.kind == INSERT and last[key].kind != DELETE} - moved
    for key, by in _references(session, added, set(last)):
        yield _refusal(session, last[key], _("sert depuis dans une autre fiche ({table}).", table=by))


def _moved_since(
    session: Session, operation_id: int, last: Mapping[tuple[str, int], Change]
) -> Iterator[tuple[str, int]]:
    """Rows that are not as the operation left them: changed by an act still standing, or unknown to the journal."""
    by_table: dict[str, list[int]] = {}
    for table_name, row_id in last:
        by_table.setdefault(table_name, []).append(row_id)
    for table_name, ids in by_table.items():
        later = _later_changes(session, operation_id, table_name, ids)
        table = Base.metadata.tables.get(table_name)
        versions = {} if table is None else _versions(session, table, ids)
        for row_id in ids:
            final = later[row_id][1] if row_id in later else last[table_name, row_id]
            expected = None if final.kind == DELETE else final.row_version
            standing = row_id in later and later[row_id][0]
            if standing or versions.get(row_id) != expected:
                yield table_name, row_id


def _later_changes(
    session: Session, operation_id: int, table_name: str, ids: Sequence[int]
) -> dict[int, tuple[bool, Change]]:
    """By row: whether an act still standing touched it since, and the last change of all.

    An act that was undone, and the act that undid it, leave together what they found.
    """
    found: dict[int, tuple[bool, Change]] = {}
    for start in range(0, len(ids), _BATCH):
        rows = session.execute(
            select(Change, Operation.undone_by, Operation.undo_of)
            .join(Operation, Operation.id == Change.operation_id)
            .where(
                Change.table_name == table_name,
                Change.row_id.in_(ids[start : start + _BATCH]),
                Change.operation_id > operation_id,
            )
            .order_by(Change.id)
        )
        for change, undone_by, undo_of in rows:
            standing = undone_by is None and undo_of is None
            before = found.get(change.row_id)
            found[change.row_id] = (standing or (before is not None and before[0]), change)
    return found


def _versions(session: Session, table: Table, ids: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    key = next(iter(table.primary_key.columns))
    version = table.columns.get("version")
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        columns = [key] if version is None else [key, version]
        for row in session.connection().execute(select(*columns).where(key.in_(part))):
            found[row[0]] = row[1] if version is not None else None
    return found


def _references(
    session: Session, added: set[tuple[str, int]], own: set[tuple[str, int]]
) -> Iterator[tuple[tuple[str, int], str]]:
    """Rows added by the operation to which a row that it did not write refers, with that row's table."""
    for table_name in sorted({name for name, _row in added}):
        ids = sorted(row for name, row in added if name == table_name)
        for other in Base.metadata.sorted_tables:
            for column in other.columns:
                if any(key.column.table.name == table_name for key in column.foreign_keys):
                    for row_id in _referring(session, other, column, ids, own):
                        yield (table_name, row_id), other.name


def _referring(
    session: Session, other: Table, column: Any, ids: Sequence[int], own: set[tuple[str, int]]
) -> Iterator[int]:
    key = next(iter(other.primary_key.columns))
    seen: set[int] = set()
    for start in range(0, len(ids), _BATCH):
        rows = session.connection().execute(select(key, column).where(column.in_(ids[start : start + _BATCH])))
        for referring_id, row_id in rows:
            if (other.name, referring_id) not in own and row_id not in seen:
                seen.add(row_id)
                yield row_id


def _refusal(session: Session, change: Change, why: Text) -> Refusal:
    from app.store.search import SearchEntry

    model = _models().get(change.table_name)
    title = ""
    if model is not None:
        title = str(getattr(session.get(model, change.row_id), "title", "") or "")
    kind = change.table_name.replace("_", ".", 1)
    entry = session.scalars(
        select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.row_id == change.row_id)
    ).first()
    what = entry.title if entry else title or f"{change.table_name} {change.row_id}"
    return Refusal(what, why, code="MOVED")


# ---------------------------------------------------------------- going back


def _models() -> dict[str, type[Any]]:
    return {str(model.__tablename__): model for model in mapped_classes()}


@dataclass(frozen=True)
class _Step:
    kind: str
    table: str


def _reverse(session: Session, changes: Sequence[Change]) -> None:
    """Walk the changes backwards; alike neighbours are written together, unless a row comes twice."""
    apart = apart_values(session, [change for change in changes if _holds_apart(change)])
    models = _models()
    for step, group in groupby(changes, key=lambda change: _Step(change.kind, change.table_name)):
        model = models[step.table]
        # Rows that refer to rows of their own table are added and removed one by one, in their order.
        alone = step.kind != UPDATE and any(
            key.column.table.name == step.table for c in model.__table__.columns for key in c.foreign_keys
        )
        seen: set[int] = set()
        batch = list(group)
        present = _present(session, model, batch) if step.kind != DELETE else []
        for change in batch:
            if change.row_id in seen or (alone and seen):
                session.flush()
                seen.clear()
            seen.add(change.row_id)
            _reverse_one(session, model, change, apart)
        session.flush()
        del present


def _present(session: Session, model: type[Any], changes: Sequence[Change]) -> list[Any]:
    """The records, read together; while they are held, the session gives them back by id without a query."""
    ids = sorted({change.row_id for change in changes})
    return [
        record
        for start in range(0, len(ids), _BATCH)
        for record in session.scalars(select(model).where(model.id.in_(ids[start : start + _BATCH])))
    ]


def _reverse_one(session: Session, model: type[Any], change: Change, apart: Mapping[Any, Any]) -> None:
    values = _values_before(model, change, apart)
    if change.kind == DELETE:
        session.add(model(id=change.row_id, **values))
        return
    record = session.get(model, change.row_id)
    if record is None:
        raise CannotUndo(_("Cette opération ne peut plus être annulée\u00a0: une fiche a disparu."))
    if change.kind == INSERT:
        session.delete(record)
        return
    assert change.kind == UPDATE
    for name, value in values.items():
        setattr(record, name, value)


def _values_before(model: type[Any], change: Change, apart: Mapping[Any, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in (change.before or {}).items():
        column = model.__table__.columns.get(name)
        if column is None:
            continue  # a column that later versions dropped
        if value == APART:
            value = apart[change.operation_id, change.seq, name][0]
        values[name] = from_json(column, value)
    return values


def _holds_apart(change: Change) -> bool:
    return APART in (change.before or {}).values()


def _mark(work: Work, operation: Operation) -> None:
    """Both lines of the journal name each other; undoing an undo makes the first act stand again."""
    work.session.flush()
    work._recorder.undo_of = operation.id
    undone_by = work._recorder.ensure(work.session)
    operation.undone_by = undone_by
    if operation.undo_of is not None:
        first = work.session.get(Operation, operation.undo_of)
        if first is not None:
            first.undone_by = None
    work.session.flush()
