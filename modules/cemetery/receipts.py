# SPDX-License-Identifier: EUPL-1.2
"""The receipts journal of the cemetery: every sum due or refunded, its share for the social centre, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from app.billing.models import CoveredItem, Invoice, InvoiceLine
from app.billing.queries import payer_titles
from app.store.uow import setting_of
from modules.cemetery import models as m
from modules.cemetery.rules.codes import TariffOperation
from modules.cemetery.rules.prices import BY_DURATION
from modules.cemetery.strings import label

REFUND, CANCELLED, TO_BILL, BILLED, PAID = "REFUND", "CANCELLED", "TO_BILL", "BILLED", "PAID"


def journal(session: Session, first_on: date, last_on: date) -> Sequence[Mapping[str, Any]]:
    """Rows of the journal from `first_on` to `last_on`, in order of day: amounts in euros, account, title, state."""
    fees = session.execute(
        select(m.Fee, m.Concession.number)
        .outerjoin(m.Concession, m.Concession.id == m.Fee.concession_id)
        .where(m.Fee.due_on >= first_on, m.Fee.due_on <= last_on)
        .order_by(m.Fee.due_on, m.Fee.id)
    ).all()
    titles = payer_titles(session, {fee.payer_id for fee, _number in fees if fee.payer_id is not None})
    invoices = _invoices(session, first_on, last_on)
    rows: list[Mapping[str, Any]] = []
    for fee, number in fees:
        document = invoices.get(fee.id)
        rows.append(
            {
                "id": fee.id,
                "due_on": fee.due_on,
                "operation": fee.operation.value,
                "operation_label": str(label(fee.operation)),
                "label": fee.label,
                "concession": number or "",
                "payer": titles.get(fee.payer_id, "") if fee.payer_id is not None else "",
                "amount": fee.amount,
                "ccas": fee.ccas,
                "commune": fee.amount - fee.ccas,
                "account": account_of(session, fee.operation),
                "reference": document[0] if document else "",
                "state": _state(fee, document),
            }
        )
    return rows


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Sums of a journal by account, refunds taken off, cancelled sums left out."""
    found: dict[str, Decimal] = {}
    for row in rows:
        if row["state"] != CANCELLED:
            found[row["account"]] = found.get(row["account"], Decimal(0)) + row["amount"]
    return found


def account_of(session: Session, operation: TariffOperation) -> str:
    """Account of the budget (M57): concessions, or funeral fees; a refund of a concession is one of the former."""
    is_concession = operation in BY_DURATION or operation is TariffOperation.OTHER
    name, usual = ("account_concessions", "70311") if is_concession else ("account_fees", "70312")
    return str(setting_of(session, f"cemetery.{name}") or usual)


def _invoices(session: Session, first_on: date, last_on: date) -> dict[int, tuple[str, bool]]:
    """By fee, the last document that bills it and whether it is wholly paid."""
    fee_id = func.substr(CoveredItem.key, 10)
    query = (
        select(fee_id, Invoice.reference, case((Invoice.paid >= Invoice.total, literal(1)), else_=literal(0)))
        .join(InvoiceLine, InvoiceLine.id == CoveredItem.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(CoveredItem.module == "cemetery", CoveredItem.day >= first_on, CoveredItem.day <= last_on)
        .order_by(CoveredItem.id)
    )
    return {
        int(str(key).split(":")[0]): (reference or "", bool(paid))
        for key, reference, paid in session.execute(query)
    }


def _state(fee: m.Fee, document: tuple[str, bool] | None) -> str:
    if fee.cancelled_on is not None:
        return CANCELLED
    if fee.amount < 0:
        return REFUND
    if document is None or not document[0]:
        return TO_BILL
    return PAID if document[1] else BILLED
