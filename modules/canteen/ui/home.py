# SPDX-License-Identifier: EUPL-1.2
"""What the canteen asks of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.forms.page import Task, Tile


def tasks(session: Session, today: date) -> Sequence[Task]:
    """Nothing yet."""
    return ()


def tiles(session: Session, today: date) -> Sequence[Tile]:
    """Nothing yet."""
    return ()
