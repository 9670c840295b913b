# SPDX-License-Identifier: EUPL-1.2
"""Papers already issued: the digest of the archived file, so that it is shown and printed as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import select

from modules.cemetery import models as m

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Issued = Callable[["Session", int], str | None]


def issued_act(session: Session, act_id: int) -> str | None:
    """The paper of an act."""
    return session.scalar(select(m.Act.sha256).where(m.Act.id == act_id)) or None


def issued_of(paper: str) -> Issued:
    """The latest act of a concession drawn by `paper`."""

    def find(session: Session, concession_id: int) -> str | None:
        query = select(m.Act.sha256).where(m.Act.concession_id == concession_id, m.Act.paper == paper)
        return session.scalar(query.order_by(m.Act.id.desc()).limit(1)) or None

    return find


def issued_case(paper: str) -> Issued:
    """The latest act of a procedure drawn by `paper`."""

    def find(session: Session, case_id: int) -> str | None:
        query = select(m.Act.sha256).where(m.Act.case_id == case_id, m.Act.paper == paper)
        return session.scalar(query.order_by(m.Act.id.desc()).limit(1)) or None

    return find


def issued_works(session: Session, works_id: int) -> str | None:
    """The permit of works."""
    from modules.cemetery.documents.loading_operations import works_act

    row = session.get(m.Works, works_id)
    act = works_act(session, row) if row else None
    return act.sha256 or None if act else None


def issued_permit(column: str) -> Issued:
    """The permit (`act_id`) or the report (`report_act_id`) of an operation."""

    def find(session: Session, operation_id: int) -> str | None:
        operation = session.get(m.FuneralOperation, operation_id)
        act = getattr(operation, column) if operation else None
        return issued_act(session, act) if act else None

    return find
