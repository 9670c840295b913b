# SPDX-License-Identifier: EUPL-1.2
"""Facts of the papers about accounts: reminders, statements, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.billing.documents.facts import Recalled, ReceiptFacts, ReminderFacts, StatementFacts, Use
from app.billing.documents.loading import envelopes, series_facts
from app.billing.models import (
    Allocation,
    CollectionSeries,
    Invoice,
    Payer,
    Payment,
    PaymentReminder,
    PaymentReminderLine,
)
from app.billing.queries import batches
from app.billing.queries.account import movements
from app.billing.rules.payments import statement
from app.billing.strings import _
from app.core.money import ZERO
from app.core.outcome import UserError
from app.core.text import Text
from app.directory.strings import label
from app.forms.records import get
from app.store.uow import today_of


def reminder_facts(session: Session, ids: Sequence[int]) -> list[ReminderFacts]:
    """These letters, in the order asked, with the amounts of the day when they were written."""
    found: dict[int, ReminderFacts] = {}
    for batch in batches(ids):
        query = select(PaymentReminder).where(PaymentReminder.id.in_(batch))
        lines = selectinload(PaymentReminder.lines).selectinload(PaymentReminderLine.invoice)
        payer = selectinload(PaymentReminder.payer).selectinload(Payer.person)
        letters = list(session.scalars(query.options(lines, payer)))
        homes = envelopes(session, {letter.payer_id: letter.payer for letter in letters}.values())
        wanted = {letter.series_id for letter in letters}
        rows = session.scalars(select(CollectionSeries).where(CollectionSeries.id.in_(wanted)))
        series = {row.id: series_facts(row) for row in rows}
        for letter in letters:
            found[letter.id] = ReminderFacts(
                id=letter.id,
                level=letter.level,
                sent_on=letter.sent_on,
                sent_by=letter.sent_by,
                series=series[letter.series_id],
                envelope=homes[letter.payer_id],
                salutation=_salutation(letter.payer),
                invoices=_recalled(letter),
            )
    return [found[i] for i in ids if i in found]


def _recalled(letter: PaymentReminder) -> tuple[Recalled, ...]:
    lines = sorted(letter.lines, key=lambda line: (line.invoice.issued_on or letter.sent_on, line.invoice_id))
    return tuple(
        Recalled(
            reference=line.invoice.reference or "",
            period_first=line.invoice.period_first,
            due_on=line.invoice.due_on or letter.sent_on,
            total=line.invoice.total,
            left=line.amount,
        )
        for line in lines
    )


def _salutation(payer: Payer) -> Text:
    civility = payer.person.civility if payer.person is not None else None
    return _("{civility},", civility=label(civility)) if civility else _("Madame, Monsieur,")


def statement_facts(
    session: Session, payer_id: int, first_on: date | None = None, last_on: date | None = None
) -> StatementFacts:
    """The account of a payer between two days, both included (today at most when no end is given)."""
    payer = get(session, Payer, payer_id)
    last = last_on or today_of(session)
    if first_on is not None and first_on > last:
        raise UserError(_("Le relevé finit avant d’avoir commencé\u00a0: corrigez les dates."), "last_on")
    known = movements(session, payer_id)
    before = [move for move in known if first_on is not None and move.day < first_on]
    during = [move for move in known if move.day <= last and (first_on is None or move.day >= first_on)]
    opening = sum((move.signed for move in before), ZERO)
    return StatementFacts(
        envelope=envelopes(session, [payer])[payer.id],
        first_on=first_on,
        last_on=last,
        lines=tuple(statement(during, opening)),
        opening=opening,
    )


def receipt_facts(session: Session, payment_id: int) -> ReceiptFacts:
    """A receipt and the invoices that it settles."""
    payment = get(session, Payment, payment_id)
    rows = session.execute(
        select(Invoice.reference, Allocation.amount)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Allocation.payment_id == payment_id)
        .order_by(Allocation.id)
    )
    return ReceiptFacts(
        receipt=payment.receipt,
        series=series_facts(payment.series),
        envelope=envelopes(session, [payment.payer])[payment.payer_id],
        received_on=payment.received_on,
        method=payment.method,
        amount=payment.amount,
        recorded_by=payment.recorded_by,
        reference=payment.reference,
        settled=tuple(Use(row.reference or "", row.amount) for row in rows),
        cancelled_on=payment.cancelled_on,
        cancel_reason=payment.cancel_reason,
    )
