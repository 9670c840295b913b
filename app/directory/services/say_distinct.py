# SPDX-License-Identifier: EUPL-1.2
"""Say that two files that look alike are two persons."""

from __future__ import annotations

from sqlalchemy import select

from app.core.outcome import Report
from app.directory.models import DistinctPersons
from app.directory.permissions import MERGE
from app.directory.strings import _
from app.store.uow import Work


def say_distinct(work: Work, *, first: int, second: int) -> Report:
    """These two files are two persons: they are no longer proposed as a double."""
    work.require(MERGE)
    low, high = sorted((first, second))
    known = work.session.scalars(
        select(DistinctPersons).where(DistinctPersons.first_id == low, DistinctPersons.second_id == high)
    ).first()
    if known is None:
        author = work.user.display_name or work.user.name
        work.session.add(DistinctPersons(first_id=low, second_id=high, said_on=work.today, said_by=author))
        work.session.flush()
    return Report(summary=_("Ces deux fiches ne seront plus proposées comme doublon."))
