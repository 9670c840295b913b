# SPDX-License-Identifier: EUPL-1.2
"""What must hold together in billing: numbers without a gap, totals, cover, and the chain of digests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.billing.models import Allocation, Invoice, InvoiceLine, LineKind, Payment
from app.billing.queries.digests import GENESIS, digest
from app.billing.strings import _
from app.core.money import ZERO
from app.core.outcome import Address, Refusal
from app.core.text import Text

PAGE = "billing.invoices"


def gapless(session: Session) -> list[Refusal]:
    """Numbers of a prefix and year go 1, 2, 3… and days of issue do not go back (canteen reference §12.8.4)."""
    rows = session.execute(
        select(Invoice.id, Invoice.prefix, Invoice.year, Invoice.number, Invoice.reference, Invoice.issued_on)
        .where(Invoice.number.is_not(None))
        .order_by(Invoice.prefix, Invoice.year, Invoice.number)
    )
    found: list[Refusal] = []
    for _series, group in groupby(rows, key=lambda row: (row.prefix, row.year)):
        last = None
        for expected, row in enumerate(group, start=1):
            if row.number != expected:
                found.append(_fault(row.reference, _("un numéro manque avant celui-ci"), row.id, "NUMBER_GAP"))
                break
            if last is not None and row.issued_on < last:
                found.append(_fault(row.reference, _("elle est datée avant la précédente"), row.id, "DATE_ORDER"))
            last = row.issued_on
    return found


def totals(session: Session) -> list[Refusal]:
    """The lines of an issued document add up to its total, its allocations to what is paid."""
    lines = (
        select(func.coalesce(func.sum(InvoiceLine.amount), ZERO))
        .where(InvoiceLine.invoice_id == Invoice.id, InvoiceLine.kind != LineKind.PREVIOUS)
        .correlate(Invoice)
        .scalar_subquery()
    )
    rows = session.execute(select(Invoice.id, Invoice.reference, Invoice.total, lines.label("sum")))
    found = [
        _fault(row.reference or "", _("ses lignes ne font pas son total"), row.id, "TOTAL")
        for row in rows
        if row.total != row.sum
    ]
    put = (
        select(func.coalesce(func.sum(Allocation.amount), ZERO))
        .where(Allocation.payment_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )
    for row in session.execute(select(Payment.id, Payment.receipt, Payment.used, Payment.amount, put.label("sum"))):
        if row.used != row.sum or row.used > row.amount:
            found.append(Refusal(row.receipt, _("ses parts ne font pas son montant"), Address("billing.payments", row.id)))
    return found


def chain(session: Session) -> list[Refusal]:
    """Every issued document is what it was: its digest follows from the one before."""
    found: list[Refusal] = []
    query = (
        select(Invoice)
        .where(Invoice.number.is_not(None))
        .options(selectinload(Invoice.lines), selectinload(Invoice.parties))
        .order_by(Invoice.prefix, Invoice.year, Invoice.number)
    )
    for _prefix, group in groupby(session.scalars(query), key=lambda invoice: invoice.prefix):
        previous = GENESIS
        for invoice in group:
            if invoice.previous_digest != previous or invoice.digest != digest(invoice):
                found.append(
                    _fault(invoice.reference or "", _("elle ne correspond plus à son empreinte"), invoice.id, "DIGEST")
                )
                break
            previous = invoice.digest
    return found


def _fault(what: str, why: Text, invoice_id: int, code: str) -> Refusal:
    return Refusal(what, why, Address(PAGE, invoice_id), code)


CHECKS: tuple[Callable[[Session], Sequence[Refusal]], ...] = (gapless, totals, chain)
