# SPDX-License-Identifier: EUPL-1.2
"""Who changed what, when, from what to what: written at each flush, read back on any record."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Table, func, insert, select
from sqlalchemy import inspect as inspect_state
from sqlalchemy.orm import Mapped, Mapper, Session, UOWTransaction, mapped_column
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from app.core.dates import Month, PartialDate
from app.store.base import Base, Json, is_sensitive

if TYPE_CHECKING:
    from sqlalchemy.orm import InstanceState

INSERT, UPDATE, DELETE = "insert", "update", "delete"
_BATCH = 400
APART = "$sensitive"
"""What the readable journal holds in place of a sensitive value."""


class Operation(Base):
    """A named act of a user: one transaction, one line of the journal."""

    __tablename__ = "store_operation"
    __journalled__ = False
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_name: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(80))
    label: Mapped[str]
    """As it was shown, in the language of that day."""
    note: Mapped[str | None]
    undoable: Mapped[bool]
    undo_of: Mapped[int | None] = mapped_column(ForeignKey("store_operation.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("store_operation.id"))


class Change(Base):
    """One row written by an operation: the columns that changed, before and after."""

    __tablename__ = "store_change"
    __journalled__ = False
    __table_args__ = (Index(None, "table_name", "row_id"), Index(None, "operation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(ForeignKey("store_operation.id"))
    seq: Mapped[int]
    """Order within the operation; with it, names the sensitive values kept apart."""
    table_name: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(6))
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    row_version: Mapped[int | None]
    """Version that the row had after the change (before it, for a deletion)."""


class SensitiveValue(Base):
    """The value of a sensitive column, out of the readable journal: another right, another life span."""

    __tablename__ = "store_sensitive_value"
    __journalled__ = False
    __table_args__ = (Index(None, "operation_id", "seq"), Index(None, "table_name", "row_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(ForeignKey("store_operation.id"))
    seq: Mapped[int]
    table_name: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int]
    column_name: Mapped[str] = mapped_column(String(80))
    before: Mapped[Any | None] = mapped_column(Json)
    after: Mapped[Any | None] = mapped_column(Json)


# ---------------------------------------------------------------- values and JSON


def to_json(value: Any) -> Any:
    """A column's Python value as JSON."""
    if value is None or type(value) in (str, int):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Month):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def from_json(column: Any, value: Any) -> Any:
    """The inverse of `to_json` for that column."""
    if value is None:
        return None
    kind = column.type.python_type
    if kind is Decimal:
        return Decimal(value)
    if kind in (PartialDate, Month):
        return kind.from_iso(value)
    if issubclass(kind, enum.Enum):
        return kind(value)
    if kind in (datetime, date, time):
        return kind.fromisoformat(value)
    if kind is bytes:
        return base64.b64decode(value)
    return value


# ---------------------------------------------------------------- writing


@dataclass
class Recorder:
    """Follows one session through one operation and writes what it does into the journal."""

    at: datetime
    user_name: str
    action: str
    label: str
    undoable: bool
    undo_of: int | None = None
    notes: list[str] = field(default_factory=list)
    operation_id: int | None = None
    tables: set[str] = field(default_factory=set)
    """Names of the tables written so far."""
    mine: dict[tuple[type[Any], int], dict[str, Any]] = field(default_factory=dict)
    """Values about to be written, kept for the message of a conflict."""
    _seq: int = 0
    _before: dict[tuple[str, int], Mapping[Any, Any]] = field(default_factory=dict)

    def before_flush(self, session: Session) -> None:
        """Note the stored values that the session does not know, while they still stand."""
        unknown: dict[Table, list[int]] = {}
        self.mine.clear()
        for target in session.dirty:
            state = inspect_state(target)
            if not _is_journalled(target) or not state.modified:
                continue
            histories = {key: history for key, history in _changes(target, state) if key in state.dict}
            if histories:
                self.mine[state.mapper.class_, state.identity[0]] = {key: state.dict[key] for key in histories}
            if any(not history.deleted for history in histories.values()):
                unknown.setdefault(_table(state.mapper), []).append(state.identity[0])
        for target in session.deleted:
            state = inspect_state(target)
            if _is_journalled(target) and any(attr.key not in state.dict for attr in state.mapper.column_attrs):
                unknown.setdefault(_table(state.mapper), []).append(state.identity[0])
        for table, ids in unknown.items():
            key = next(iter(table.primary_key.columns))
            for start in range(0, len(ids), _BATCH):
                query = select(table).where(key.in_(ids[start : start + _BATCH]))
                for row in session.connection().execute(query).mappings():
                    self._before[table.name, row[key.name]] = row

    def after_flush(self, session: Session, context: UOWTransaction) -> None:
        """Write the rows of this flush: parents first, deletions last, children before parents."""
        order = _table_order(len(Base.metadata.tables))
        lines: list[tuple[tuple[int, int, int], _Line]] = []
        for target in session.new:
            self._line(lines, order, INSERT, target)
        for target in session.dirty:
            self._line(lines, order, UPDATE, target)
        for target in session.deleted:
            self._line(lines, order, DELETE, target)
        lines.sort(key=lambda pair: pair[0])
        self._write(session, [line for _rank, line in lines])
        self._before.clear()

    def erased(self, session: Session, targets: Sequence[Any]) -> None:
        """Write the rows that go with a deleted one; the session still knows them whole."""
        lines = []
        for target in targets:
            state = inspect_state(target)
            self.tables.add(_table(state.mapper).name)
            if _is_journalled(target):
                lines.append(_line_of(DELETE, target, _table(state.mapper), state.identity[0], {}))
        self._write(session, lines)

    def _line(self, lines: list[Any], order: Mapping[str, int], kind: str, target: Any) -> None:
        state = inspect_state(target)
        table = _table(state.mapper)
        if kind == UPDATE and not _changes(target, state):
            return
        self.tables.add(table.name)
        if not _is_journalled(target):
            return
        row_id = state.dict[state.mapper.primary_key[0].key] if kind == INSERT else state.identity[0]
        line = _line_of(kind, target, table, row_id, self._before.get((table.name, row_id), {}))
        rank = order.get(table.name, 0)
        turn = {INSERT: (0, rank, row_id), UPDATE: (1, rank, row_id), DELETE: (2, -rank, -row_id)}[kind]
        lines.append((turn, line))

    def _write(self, session: Session, lines: Sequence[_Line]) -> None:
        if not lines:
            return
        operation_id = self.ensure(session)
        changes, apart = [], []
        for line in lines:
            self._seq += 1
            where = {"operation_id": operation_id, "seq": self._seq, "table_name": line.table.name, "row_id": line.row_id}
            apart += [
                {**where, "column_name": name, "before": before, "after": after} for name, before, after in line.apart
            ]
            changes.append(
                {**where, "kind": line.kind, "before": line.before, "after": line.after, "row_version": line.version}
            )
        connection = session.connection()
        connection.execute(insert(Change.__table__), changes)  # type: ignore[arg-type]
        if apart:
            connection.execute(insert(SensitiveValue.__table__), apart)  # type: ignore[arg-type]

    def ensure(self, session: Session) -> int:
        """The id of this operation's line, which is written if it was not yet."""
        if self.operation_id is None:
            done = session.connection().execute(
                insert(Operation.__table__).values(  # type: ignore[arg-type]
                    at=self.at, user_name=self.user_name, action=self.action, label=self.label,
                    undoable=self.undoable, undo_of=self.undo_of,
                )
            )
            self.operation_id = int(done.inserted_primary_key[0])  # type: ignore[index]
        return self.operation_id

    def mark(self) -> tuple[int | None, int, bool, list[str], set[str]]:
        """Where the recorder is, to come back to it when a savepoint is rolled back."""
        return self.operation_id, self._seq, self.undoable, list(self.notes), set(self.tables)

    def back_to(self, mark: tuple[int | None, int, bool, list[str], set[str]]) -> None:
        """Forget what came after the mark."""
        self.operation_id, self._seq, self.undoable, self.notes, self.tables = mark

    def close(self, session: Session) -> None:
        """Before the commit: complete the operation's own line."""
        if self.operation_id is None and self.notes:
            self.ensure(session)
        if self.operation_id is not None:
            table: Any = Operation.__table__
            session.connection().execute(
                table.update()
                .where(table.c.id == self.operation_id)
                .values(note="\n".join(self.notes) or None, undoable=self.undoable, undo_of=self.undo_of)
            )
            self.tables.add(Operation.__tablename__)


@dataclass
class _Line:
    kind: str
    table: Table
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    version: int | None
    apart: list[tuple[str, Any, Any]]


def _line_of(kind: str, target: Any, table: Table, row_id: int, stored: Mapping[Any, Any]) -> _Line:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    apart: list[tuple[str, Any, Any]] = []
    state = inspect_state(target)
    values = state.dict
    changes = dict(_changes(target, state)) if kind == UPDATE else {}
    for key, name, is_apart in _columns(state.mapper):
        old = new = None
        if kind != DELETE:
            new = to_json(values.get(key))
        if kind == UPDATE:
            if key not in changes:
                continue
            old = to_json(_old_value(kind, changes[key], stored.get(name)))
        elif kind == DELETE:
            old = to_json(_old_value(kind, get_history(target, key, PASSIVE_NO_INITIALIZE), stored.get(name)))
        if old == new:
            continue
        if is_apart:
            apart.append((name, old, new))
            old, new = (None if old is None else APART), (None if new is None else APART)
        before[name], after[name] = old, new
    # An UPDATE that changed nothing still raised the version: without its line undo would see a stranger's hand.
    version = values.get("version", stored.get("version"))
    return _Line(
        kind, table, row_id,
        None if kind == INSERT else before, None if kind == DELETE else after, version, apart,
    )


def _changes(target: Any, state: InstanceState[Any]) -> list[tuple[str, Any]]:
    """Attributes of columns that changed since the last flush, with their history."""
    touched = state.committed_state  # holds every attribute that was set; the others cannot have changed
    if not touched:
        return []
    found = ((key, get_history(target, key, PASSIVE_NO_INITIALIZE)) for key in _keys(state.mapper) if key in touched)
    return [(key, history) for key, history in found if history.has_changes()]


@lru_cache(maxsize=512)
def _keys(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(attr.key for attr in mapper.column_attrs)


@lru_cache(maxsize=512)
def _columns(mapper: Mapper[Any]) -> tuple[tuple[str, str, bool], ...]:
    """What the journal keeps of a table: attribute, column, whether it is kept apart."""
    return tuple(
        (attr.key, attr.columns[0].name, is_sensitive(attr.columns[0]))
        for attr in mapper.column_attrs
        if attr.columns[0].name != "version" and not attr.columns[0].primary_key
    )


def _old_value(kind: str, history: Any, stored: Any) -> Any:
    if history.deleted:
        return history.deleted[0]
    if kind == DELETE and history.unchanged:
        return history.unchanged[0]
    return stored


@lru_cache(maxsize=1)
def _table_order(count: int) -> dict[str, int]:
    """Rank of each table, parents first; `count` tells when models were imported meanwhile."""
    return {table.name: rank for rank, table in enumerate(Base.metadata.sorted_tables)}


def _table(mapper: Mapper[Any]) -> Table:
    table = mapper.local_table
    assert isinstance(table, Table)
    return table


def _is_journalled(target: Any) -> bool:
    return bool(type(target).__journalled__)


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class ColumnChange:
    """A column that changed. `before` and `after` are Python values, or `APART` when kept apart."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class HistoryEntry:
    """What one operation did to one record."""

    operation_id: int
    at: datetime
    user_name: str
    label: str
    kind: str
    changes: tuple[ColumnChange, ...]
    note: str | None = None
    undone: bool = False


def history(session: Session, table_name: str, row_id: int, *, with_sensitive: bool = False) -> list[HistoryEntry]:
    """Life of a record, the latest first. `with_sensitive` is for who has the right to read those values."""
    rows = session.execute(
        select(Change, Operation)
        .join(Operation, Operation.id == Change.operation_id)
        .where(Change.table_name == table_name, Change.row_id == row_id)
        .order_by(Change.id.desc())
    ).all()
    apart = apart_values(session, [change for change, _op in rows]) if with_sensitive else {}
    table = Base.metadata.tables.get(table_name)
    return [
        HistoryEntry(
            operation.id, operation.at, operation.user_name, operation.label, change.kind,
            tuple(_column_changes(table, change, apart)), operation.note, operation.undone_by is not None,
        )
        for change, operation in rows
        if change.kind != UPDATE or change.after
    ]


def apart_values(session: Session, changes: Sequence[Change]) -> dict[tuple[int, int, str], tuple[Any, Any]]:
    """Sensitive values of these changes, by (operation, seq, column): JSON before and after."""
    found: dict[tuple[int, int, str], tuple[Any, Any]] = {}
    for operation_id in {change.operation_id for change in changes}:
        for value in session.scalars(select(SensitiveValue).where(SensitiveValue.operation_id == operation_id)):
            found[operation_id, value.seq, value.column_name] = (value.before, value.after)
    return found


def _column_changes(table: Table | None, change: Change, apart: Mapping[Any, Any]) -> Iterable[ColumnChange]:
    before, after = change.before or {}, change.after or {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if APART in (old, new):
            pair = apart.get((change.operation_id, change.seq, name))
            if pair is None:
                yield ColumnChange(name, old, new)
                continue
            old, new = pair
        column = None if table is None else table.columns.get(name)
        if column is not None:
            old, new = _readable(column, old), _readable(column, new)
        yield ColumnChange(name, old, new)


def _readable(column: Any, value: Any) -> Any:
    try:
        return from_json(column, value)
    except (ValueError, TypeError, ArithmeticError):
        return value  # the column had another type in those days


def operations(session: Session, *, limit: int = 200, before_id: int | None = None) -> Sequence[Operation]:
    """The journal, the latest first."""
    query = select(Operation).order_by(Operation.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Operation.id < before_id)
    return session.scalars(query).all()


def counts_of(session: Session, operation_id: int) -> dict[tuple[str, str], int]:
    """How many rows an operation wrote, by (table, kind)."""
    rows = session.execute(
        select(Change.table_name, Change.kind, func.count())
        .where(Change.operation_id == operation_id)
        .group_by(Change.table_name, Change.kind)
    )
    return {(table, kind): count for table, kind, count in rows}
