# SPDX-License-Identifier: EUPL-1.2
"""Cancel a payment recorded by mistake, or returned unpaid: its number stays used, its invoices are owed again."""

from __future__ import annotations

from app.billing.models import Payment
from app.billing.permissions import COLLECT
from app.billing.services.settling import take_back
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work


def cancel_payment(work: Work, *, id: int, reason: str) -> Report:
    """`id` is the payment's; the reason is kept on it (PAY-02, PAY-12)."""
    work.require(COLLECT)
    work.forbid_undo()
    payment = get(work.session, Payment, id)
    if payment.cancelled_on is not None:
        raise UserError(
            _("Ce paiement est déjà annulé depuis le {day}.", day=show_day_long(payment.cancelled_on))
        )
    if not reason or not reason.strip():
        raise UserError(_("Dites pourquoi ce paiement est annulé."), "reason")
    reopened = take_back(work.session, payment)
    payment.cancelled_on, payment.cancel_reason = work.today, reason.strip()
    payment.cancelled_by = work.user.display_name or work.user.name
    work.session.flush()
    return Report(
        summary=_("Paiement {receipt} annulé\u00a0; son numéro reste utilisé.", receipt=payment.receipt),
        notes=[_("{reference} est de nouveau à payer", reference=invoice.reference) for invoice in reopened],
        records=[Address("billing.payments", payment.id)],
    )
