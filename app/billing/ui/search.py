# SPDX-License-Identifier: EUPL-1.2
"""What the search finds in billing: issued documents, receipts and decisions, by their numbers."""

from __future__ import annotations

from app.billing.models import CouncilDecision, Invoice, Payment
from app.billing.strings import _, label
from app.core.dates import Month, show_day, show_month
from app.core.money import show_money
from app.store.search import Entry, SearchSource


def _invoice(invoice: Invoice) -> Entry | None:
    if invoice.reference is None:
        return None
    subtitle = f"{label(invoice.kind)} · {show_month(Month.of(invoice.period_first))} · {show_money(invoice.total)}"
    return Entry(invoice.reference, subtitle, (invoice.reference, str(invoice.number)))


def _payment(payment: Payment) -> Entry:
    subtitle = f"{show_money(payment.amount)} · {show_day(payment.received_on)}"
    keys = (payment.receipt, payment.reference) if payment.reference else (payment.receipt,)
    return Entry(payment.receipt, subtitle, keys)


def _decision(decision: CouncilDecision) -> Entry:
    title = _("Délibération {number}", number=decision.number)
    return Entry(str(title), decision.title, (decision.number, decision.title))


SOURCES = (
    SearchSource(
        kind="billing.invoice", title=_("Factures"), model=Invoice, page="billing.invoices", entry=_invoice, weight=5
    ),
    SearchSource(
        kind="billing.payment", title=_("Paiements"), model=Payment, page="billing.payments", entry=_payment
    ),
    SearchSource(
        kind="billing.decision", title=_("Délibérations"), model=CouncilDecision, page="billing.decisions",
        entry=_decision,
    ),
)  # fmt: skip
