# SPDX-License-Identifier: EUPL-1.2
"""Series of numbers without a gap: one locked row per series and year, in the act's own transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.store.models import Series

_table: Any = Series.__table__


def next_number(session: Session, series: str, year: int) -> int:
    """The next number, from 1. It comes back to the series if the transaction is rolled back.

    The UPDATE locks the row until the end of the transaction, on SQLite as on PostgreSQL: two acts
    cannot take the same number, and none is lost.
    """
    connection = session.connection()
    taken = _take(connection, series, year)
    if taken is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(_table).values(name=series, year=year, next=1))
        except IntegrityError:
            pass  # another workstation opened the series at the same instant
        taken = _take(connection, series, year)
    assert taken is not None
    return taken


def _take(connection: Connection, series: str, year: int) -> int | None:
    taken = connection.execute(
        update(_table)
        .where(_table.c.name == series, _table.c.year == year)
        .values(next=_table.c.next + 1)
        .returning(_table.c.next)
    ).scalar()
    return None if taken is None else int(taken) - 1


def last_number(session: Session, series: str, year: int) -> int:
    """The last number given, 0 when the series has not begun."""
    found = session.execute(select(_table.c.next).where(_table.c.name == series, _table.c.year == year)).scalar()
    return 0 if found is None else int(found) - 1
