# SPDX-License-Identifier: EUPL-1.2
"""Facts of the papers about an account, read from the tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.documents.account import (
    Recalled,
    ReceiptFacts,
    ReminderFacts,
    StatementFacts,
)
from app.billing.documents.facts import payer_blocks, series_facts
from app.billing.models import (
    Allocation,
    CollectionSeries,
    Invoice,
    Payer,
    Payment,
    PaymentReminder,
    PaymentReminderLine,
)
from app.billing.queries.account import movements
from app.billing.rules.payments import statement
from app.core.money import ZERO
from app.forms.records import get
from app.store.uow import today_of


def reminder_facts(session: Session, reminder_id: int) -> ReminderFacts:
    """A reminder with the amounts of the day it was written."""
    reminder = get(session, PaymentReminder, reminder_id)
    payer = get(session, Payer, reminder.payer_id)
    name, address, _order = payer_blocks(session, [payer])[payer.id]
    rows = session.execute(
        select(Invoice.reference, Invoice.issued_on, Invoice.due_on, Invoice.total, PaymentReminderLine.amount)
        .join(Invoice, Invoice.id == PaymentReminderLine.invoice_id)
        .where(PaymentReminderLine.reminder_id == reminder_id)
        .order_by(Invoice.issued_on, Invoice.id)
    )
    recalled = tuple(
        Recalled(row.reference or "", row.issued_on or reminder.sent_on, row.due_on or reminder.sent_on, row.total, row.amount)
        for row in rows
    )
    series = series_facts(get(session, CollectionSeries, reminder.series_id))
    return ReminderFacts(reminder.level, reminder.sent_on, series, name, address, recalled)


def statement_facts(
    session: Session, payer_id: int, first_on: date | None = None, last_on: date | None = None
) -> StatementFacts:
    """The account of a payer between two days, both included; what came before is its opening balance."""
    payer = get(session, Payer, payer_id)
    name, address, _order = payer_blocks(session, [payer])[payer.id]
    day = last_on or today_of(session)
    known = [move for move in movements(session, payer_id) if move.day <= day]
    before = [move for move in known if first_on is not None and move.day < first_on]
    opening = sum((move.signed for move in before), ZERO)
    lines = statement([move for move in known if move not in before], opening)
    return StatementFacts(name, address, day, tuple(lines), opening)


def receipt_facts(session: Session, payment_id: int) -> ReceiptFacts:
    """A receipt and what it settles today."""
    payment = get(session, Payment, payment_id)
    payer = get(session, Payer, payment.payer_id)
    name, address, _order = payer_blocks(session, [payer])[payer.id]
    rows = session.execute(
        select(Invoice.reference, Allocation.amount)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Allocation.payment_id == payment_id)
        .order_by(Allocation.id)
    )
    return ReceiptFacts(
        receipt=payment.receipt,
        series=series_facts(get(session, CollectionSeries, payment.series_id)),
        payer=name,
        address=address,
        received_on=payment.received_on,
        method=payment.method,
        amount=payment.amount,
        reference=payment.reference,
        settled=tuple((row.reference or "", row.amount) for row in rows),
        credit=payment.amount - payment.used if payment.cancelled_on is None else ZERO,
        cancelled_on=payment.cancelled_on,
    )
