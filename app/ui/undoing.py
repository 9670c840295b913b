# SPDX-License-Identifier: EUPL-1.2
"""« Annuler » : reverses an act from the window, or says what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.outcome import Report
from app.core.text import Text
from app.ui.operation import tell
from app.ui.report import show_report
from app.ui.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk


def can_be_undone(session: Session, operation_id: int) -> bool:
    """Whether « Annuler » is worth offering for an operation of the journal."""
    from app.store.journal import Operation
    from app.store.undo import can_undo

    operation = session.get(Operation, operation_id)
    return operation is not None and can_undo(operation)


def undo(desk: Desk, operation_id: int) -> None:
    """Reverse an operation; what stands in the way is listed."""

    def labelled(label: str) -> None:
        title = _("Annuler\u00a0: {label}", label=label)
        desk.operate(
            title, lambda work: _reverse(work, operation_id), lambda done: desk.notify(done), action="store.undo",
            failed=lambda fault: _cannot(desk, title, fault),
        )

    desk.query(lambda session: _label(session, operation_id), labelled)


def _reverse(work: Work, operation_id: int) -> Text:
    from app.store.undo import undo as reverse

    reverse(work, operation_id)
    return _("Annulé.")


def _label(session: Session, operation_id: int) -> str:
    from app.store.journal import Operation

    operation = session.get(Operation, operation_id)
    return operation.label if operation is not None else ""


def _cannot(desk: Desk, title: Text, fault: Exception) -> None:
    from app.store.undo import CannotUndo

    if isinstance(fault, CannotUndo) and fault.obstacles:
        show_report(desk, title, Report(summary=fault.message, refusals=list(fault.obstacles)))
    else:
        tell(desk, fault)
