# SPDX-License-Identifier: EUPL-1.2
"""What billing asks of the day: drafts waiting, invoices to send, late ones to remind; its figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.billing.models import DocumentKind, DocumentState, Invoice
from app.billing.queries import is_open
from app.billing.services.remind import due_reminders
from app.billing.strings import _, _n, of_month
from app.core.dates import Month
from app.core.money import ZERO, show_money
from app.core.outcome import Address
from app.core.text import Text
from app.forms.fields import Tone
from app.forms.page import Task, Tile

INVOICES = Address("billing.invoices")


def tasks(session: Session, today: date) -> Sequence[Task]:
    """Drafts by month, invoices validated and not sent, reminders that are due."""
    found = [
        Task(
            title=_n("{n} brouillon {of_month}", "{n} brouillons {of_month}", row.number, of_month=_month(row.period_first)),
            detail=_("{total} à vérifier puis à valider", total=show_money(row.total)),
            icon="pencil",
            where=INVOICES,
            params={"filter": "drafts"},
        )
        for row in session.execute(
            select(Invoice.period_first, func.count().label("number"), func.sum(Invoice.total).label("total"))
            .where(Invoice.state.in_((DocumentState.DRAFT, DocumentState.CHECKED)))
            .group_by(Invoice.period_first)
            .order_by(Invoice.period_first)
        )
    ]
    waiting = session.scalar(
        select(func.count())
        .select_from(Invoice)
        .where(Invoice.state == DocumentState.VALIDATED, Invoice.kind == DocumentKind.INVOICE)
    )
    if waiting:
        found.append(
            Task(
                title=_n("{n} facture à envoyer", "{n} factures à envoyer", waiting),
                detail=_("Imprimez le lot, puis marquez-les comme envoyées"),
                icon="send",
                where=INVOICES,
                params={"filter": "to-send"},
            )
        )
    late = due_reminders(session, today)
    if late:
        total = sum((invoice.total - invoice.paid for invoice, _level in late), ZERO)
        found.append(
            Task(
                title=_n("{n} facture à relancer", "{n} factures à relancer", len(late)),
                detail=_("{total} en retard", total=show_money(total)),
                due=_("en retard"),
                tone=Tone.WARNING,
                due_on=min(invoice.due_on for invoice, _level in late if invoice.due_on is not None),
                icon="bell",
                where=INVOICES,
                params={"filter": "overdue"},
                action="billing.remind",
                button=_("Relancer…"),
            )
        )
    return found


def tiles(session: Session, today: date) -> Sequence[Tile]:
    """What is still to be paid, and what of it is late."""
    owed = session.execute(
        select(func.count().label("number"), func.sum(Invoice.total - Invoice.paid).label("left")).where(is_open())
    ).one()
    late = session.execute(
        select(func.count().label("number"), func.sum(Invoice.total - Invoice.paid).label("left")).where(
            is_open(), Invoice.due_on < today
        )
    ).one()
    if not owed.number:
        return ()
    return (
        Tile(
            title=_("Reste à encaisser"),
            figure=show_money(owed.left),
            detail=_n("{n} facture", "{n} factures", owed.number),
            where=INVOICES,
        ),
        Tile(
            title=_("En retard"),
            figure=show_money(late.left or ZERO),
            detail=_n("{n} facture", "{n} factures", late.number),
            tone=Tone.WARNING if late.number else Tone.SUCCESS,
            where=INVOICES,
        ),
    )


def _month(day: date) -> Text:
    return of_month(Month.of(day))
