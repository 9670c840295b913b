# SPDX-License-Identifier: EUPL-1.2
"""The rows of a `Table`: counted, filtered, searched, sorted and summed in SQL, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.core.people import key1
from app.core.strings import _
from app.forms.page import Column, Filter, Params, Row, Table

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Listing:
    """One way of looking at a table: parameters, saved filter, typed text, exact values, order."""

    table: Table
    params: Params = field(default_factory=dict)
    filter: str = ""
    text: str = ""
    equals: Mapping[str, Any] = field(default_factory=dict)
    """Exact values by column name (`--filter state=paid`)."""
    order: str = ""
    ids: tuple[int, ...] = ()
    """When given, only these records (an address, a selection)."""

    def count(self, session: Session) -> int:
        """How many rows the list holds."""
        if self.table.rows is not None:
            return len(self._computed(session))
        from sqlalchemy import func, select

        return session.execute(
            select(func.count()).select_from(self._select(session).subquery())
        ).scalar_one()

    def sums(self, session: Session) -> dict[str, Any]:
        """Totals of the columns that declare one, over the whole list."""
        names = [column.name for column in self.table.columns if column.sum]
        if not names:
            return {}
        if self.table.rows is not None:
            rows = self._computed(session)
            return {name: _total([row[name] for row in rows if row[name] is not None]) for name in names}
        from sqlalchemy import func, select, type_coerce

        inner = self._select(session).subquery()
        totals = [type_coerce(func.sum(inner.c[name]), inner.c[name].type).label(name) for name in names]
        return dict(session.execute(select(*totals)).one()._mapping)

    def page(self, session: Session, offset: int = 0, limit: int | None = None) -> Sequence[Row]:
        """Rows from `offset`, at most `limit`; mappings with `id` and one value a column."""
        if self.table.rows is not None:
            rows = self._computed(session)
            return rows[offset : None if limit is None else offset + limit]
        query = self._ordered(session)
        if offset or limit is not None:
            query = query.offset(offset).limit(limit)
        return [dict(row) for row in session.execute(query).mappings()]

    def position(self, session: Session, record_id: int) -> int | None:
        """Index of a record in the list, or None when the list does not hold it."""
        if self.table.rows is not None:
            ids = [row["id"] for row in self._computed(session)]
        else:
            inner = self._ordered(session)
            ids = list(session.execute(inner.with_only_columns(inner.selected_columns.id)).scalars())
        return ids.index(record_id) if record_id in ids else None

    def counts(self, session: Session) -> dict[str, int]:
        """For each saved filter, how many rows it holds (the typed text aside); the source is read once for all."""
        filters = self.table.filters
        if not filters:
            return {}
        if self.table.rows is not None:
            rows = list(self.table.rows(session, self.params))
            return {f.name: len(rows) if f.keep is None else sum(map(bool, map(f.keep, rows))) for f in filters}
        from sqlalchemy import case, func, select

        if self.table.source is None:
            raise TypeError(self.table.name)
        inner = self.table.source(session, self.params).subquery()
        figures = [func.count() if f.where is None else func.count(case((f.where(inner.c), 1))) for f in filters]
        found = session.execute(select(*figures).select_from(inner)).one()
        return {f.name: count for f, count in zip(filters, found, strict=True)}

    # ------------------------------------------------------------ in SQL

    def _select(self, session: Session) -> Select[Any]:
        from sqlalchemy import String, cast, false, func, or_, select

        if self.table.source is None:
            raise TypeError(self.table.name)
        inner = self.table.source(session, self.params).subquery()
        query = select(inner)
        chosen = self._filter()
        if chosen is not None and chosen.where is not None:
            query = query.where(chosen.where(inner.c))
        self._check_names(inner.c)
        for name, value in self.equals.items():
            query = query.where(inner.c[name].is_(None) if value is None else inner.c[name] == value)
        if self.ids:
            query = query.where(inner.c.id.in_(self.ids))
        for word in key1(self.text).split():
            pattern = f"%{word}%"
            query = (
                query.where(
                    or_(
                        *(
                            inner.c[name].like(pattern)
                            if name.endswith("_key")
                            else func.upper(cast(inner.c[name], String)).like(pattern)
                            for name in self.table.search
                        )
                    )
                )
                if self.table.search
                else query.where(false())
            )
        return query

    def _ordered(self, session: Session) -> Select[Any]:
        query = self._select(session)
        columns = query.selected_columns
        name, down = self._order()
        if name:
            self._check_names(columns)
            key = columns.get(f"{name}__sort")
            if key is None:
                key = columns[name]
            query = query.order_by(key.desc() if down else key.asc())
        return query.order_by(columns.id)

    def _order(self) -> tuple[str, bool]:
        order = self.order or self.table.order
        return order.removeprefix("-"), order.startswith("-")

    def _check_names(self, known: Collection[str] | Any) -> None:
        """Refuse a filter or an order by a column that the list has not."""
        for name in (*self.equals, *filter(None, [self._order()[0]])):
            if name not in known:
                columns = ", ".join(column.name for column in self.table.columns)
                raise UserError(
                    _(
                        "Cette liste n’a pas de colonne «\u00a0{name}\u00a0»\u00a0: {columns}.",
                        name=name,
                        columns=columns,
                    )
                )

    def _filter(self) -> Filter | None:
        if not self.filter:
            return None
        chosen = next((f for f in self.table.filters if f.name == self.filter), None)
        if chosen is None:
            raise UserError(_("Ce filtre n’existe pas\u00a0: {name}.", name=self.filter))
        return chosen

    # ------------------------------------------------------------ computed

    def _computed(self, session: Session) -> Sequence[Row]:
        if self.table.rows is None:
            raise TypeError(self.table.name)
        # A source that computes each row may spare the others when only some are asked for.
        params = {**self.params, "ids": self.ids} if self.ids else self.params
        rows = list(self.table.rows(session, params))
        chosen = self._filter()
        if chosen is not None and chosen.keep is not None:
            rows = [row for row in rows if chosen.keep(row)]
        if rows:
            self._check_names(rows[0])
        if self.equals:
            rows = [row for row in rows if all(row.get(k) == v for k, v in self.equals.items())]
        if self.ids:
            rows = [row for row in rows if row["id"] in self.ids]
        words = key1(self.text).split()
        if words:
            rows = [
                row
                for row in rows
                if all(any(w in key1(str(row.get(n) or "")) for n in self.table.search) for w in words)
            ]
        name, down = self._order()
        if name:
            key = f"{name}__sort" if rows and f"{name}__sort" in rows[0] else name
            rows.sort(key=lambda row: _sortable(row[key]), reverse=down)
        return rows


def _total(values: Sequence[Any]) -> Any:
    """The sum of values, None when there are none (as SQL says it)."""
    return sum(values[1:], values[0]) if values else None


def _sortable(value: Any) -> tuple[bool, Any]:
    """A key that any two values of a column can be compared by: texts without accents, None last."""
    return value is None, key1(value) if isinstance(value, str) else 0 if value is None else value


def shown(column: Column, row: Row) -> str:
    """The text of one cell."""
    return column.field.show(row.get(column.name))


def plain(table: Table, row: Row) -> dict[str, Any]:
    """A row as JSON gives it: `id`, then one value a field, sensitive ones left out."""
    values = {c.name: c.field.plain(row.get(c.name)) for c in table.columns if not c.field.sensitive}
    return {"id": row["id"], **values}
