# SPDX-License-Identifier: EUPL-1.2
"""What the directory asks of the day: files that look double."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.core.outcome import Address
from app.directory.queries.doubles import duplicates
from app.directory.strings import _, _n
from app.forms.page import Task


def tasks(session: Session, today: date) -> Sequence[Task]:
    """One line when some files look like the same person."""
    count = len(duplicates(session))
    if not count:
        return ()
    return (
        Task(
            title=_n("{n} doublon probable", "{n} doublons probables", count),
            detail=_("Des fiches qui semblent être la même personne"),
            icon="merge",
            where=Address("directory.duplicates"),
        ),
    )
