# SPDX-License-Identifier: EUPL-1.2
"""Money put on invoices: allocations written, and taken back, with the figures they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import Allocation, Invoice, Payment
from app.billing.queries import Credit, as_open
from app.billing.rules.payments import allocate
from app.core.outcome import Refusal


def put(session: Session, source: Payment | Invoice, invoice: Invoice, amount: Decimal, day: date) -> None:
    """Settle `amount` euros of `invoice` with a payment or a credit note."""
    allocation = Allocation(invoice_id=invoice.id, amount=amount, allocated_on=day)
    if isinstance(source, Payment):
        allocation.payment = source
        source.used += amount
    else:
        allocation.credit_note_id = source.id
        source.paid += amount
    invoice.paid += amount
    session.add(allocation)


def use_credits(
    session: Session, credits: Mapping[int, Sequence[Credit]], invoices: Mapping[int, Sequence[Invoice]], day: date
) -> Decimal:
    """Settle invoices with the credits of the same payer, oldest first on both sides. Gives what was used."""
    used = Decimal("0.00")
    for payer_id, waiting in credits.items():
        owed = list(invoices.get(payer_id, ()))
        for credit in waiting:
            still = [invoice for invoice in owed if invoice.paid < invoice.total]
            found = allocate(credit.left, [as_open(invoice) for invoice in still], keep_surplus=True)
            if isinstance(found, Refusal):
                continue
            by_id = {invoice.id: invoice for invoice in still}
            for part in found.parts:
                put(session, credit.source, by_id[part.invoice_id], part.amount, day)
                used += part.amount
    return used


def take_back(session: Session, payment: Payment) -> list[Invoice]:
    """Undo the allocations of a payment: its invoices are owed again. Gives them."""
    reopened = []
    for allocation in session.scalars(select(Allocation).where(Allocation.payment_id == payment.id)):
        invoice = session.get_one(Invoice, allocation.invoice_id)
        invoice.paid -= allocation.amount
        reopened.append(invoice)
        session.delete(allocation)
    payment.used = Decimal("0.00")
    return reopened
