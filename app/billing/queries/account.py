# SPDX-License-Identifier: EUPL-1.2
"""The account of a payer: every movement, and how old what is owed is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import DocumentKind, DocumentState, Invoice, Payment
from app.billing.queries import is_open
from app.billing.rules.payments import AgeBucket, Movement, MovementKind, OpenInvoice, aging


def movements(session: Session, payer_id: int) -> list[Movement]:
    """Issued documents and payments of a payer, in order of days; cancelled payments are left out."""
    found = []
    for invoice in session.scalars(
        select(Invoice).where(Invoice.payer_id == payer_id, Invoice.number.is_not(None)).order_by(Invoice.id)
    ):
        assert invoice.issued_on is not None
        kind = MovementKind.INVOICE if invoice.kind is DocumentKind.INVOICE else MovementKind.CREDIT_NOTE
        found.append(Movement(invoice.issued_on, kind, abs(invoice.total), invoice.reference or "", invoice.id))
        if invoice.state is DocumentState.WRITTEN_OFF:
            left = invoice.total - invoice.paid
            found.append(Movement(invoice.issued_on, MovementKind.WRITE_OFF, left, invoice.reference or "", invoice.id))
    payments = select(Payment).where(Payment.payer_id == payer_id, Payment.cancelled_on.is_(None)).order_by(Payment.id)
    for payment in session.scalars(payments):
        found.append(
            Movement(payment.received_on, MovementKind.PAYMENT, payment.amount, payment.receipt, payment.id)
        )
    # On one day what is billed comes before what is paid: the balance never looks negative for a moment.
    found.sort(key=lambda move: (move.day, move.signed < 0))
    return found


def unpaid_by_age(session: Session, day: date) -> dict[AgeBucket, Decimal]:
    """Euros left to pay on `day`, by age of the debt."""
    rows = session.execute(
        select(Invoice.id, Invoice.reference, Invoice.issued_on, Invoice.due_on, (Invoice.total - Invoice.paid).label("due"))
        .where(is_open())
    )
    opened = [
        OpenInvoice(row.id, row.reference or "", row.issued_on, row.due_on or row.issued_on, row.due) for row in rows
    ]
    return aging(opened, day)
