# SPDX-License-Identifier: EUPL-1.2
"""The log of accesses to delicate data: who looked at what, kept twelve months; not the history of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import PARIS
from app.core.dates import add_months
from app.core.text import Text
from app.store.models import Access

if TYPE_CHECKING:
    from app.store.uow import Work

KEPT_MONTHS = 12


def log_access(work: Work, what: Text, subject: tuple[str, int] | None = None) -> None:
    """Note that the user at work looked at `what`; `subject` is (table, id) of the record."""
    table_name, row_id = subject or (None, None)
    work.session.add(
        Access(at=work.now, user_name=work.user.name, what=str(what), table_name=table_name, row_id=row_id)
    )


def accesses(session: Session, *, subject: tuple[str, int] | None = None, limit: int = 200) -> Sequence[Access]:
    """The log, the latest first."""
    query = select(Access).order_by(Access.at.desc(), Access.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(Access.table_name == subject[0], Access.row_id == subject[1])
    return session.scalars(query).all()


def _limit(today: date) -> datetime:
    return datetime.combine(add_months(today, -KEPT_MONTHS), time(), PARIS)


def has_old_accesses(session: Session, today: date) -> bool:
    """Whether something is older than `KEPT_MONTHS`."""
    return session.scalars(select(Access.id).where(Access.at < _limit(today)).limit(1)).first() is not None


def forget_old_accesses(work: Work) -> int:
    """Erase what is older than `KEPT_MONTHS`. Returns how many lines went."""
    limit = _limit(work.today)
    old = work.session.scalars(select(Access.id).where(Access.at < limit)).all()
    statement = delete(Access).where(Access.at < limit)
    work.session.execute(statement.execution_options(unjournalled="end of the twelve months", synchronize_session=False))
    return len(old)
