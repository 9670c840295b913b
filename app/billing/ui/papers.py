# SPDX-License-Identifier: EUPL-1.2
"""The papers of billing, and from where they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.documents import account, loading
from app.billing.documents.batch import batch
from app.billing.documents.facts import invoice_facts
from app.billing.documents.invoice import invoice_document
from app.billing.models import DocumentKind, Invoice
from app.billing.permissions import READ
from app.billing.queries import find_series, series_title
from app.billing.settings import TWO_SIDED
from app.billing.strings import _
from app.core.dates import Month
from app.core.outcome import UserError
from app.directory.queries.commune import letterhead, wordings
from app.documents.blocks import Bundle, Document
from app.forms.fields import Day, MonthOf, Ref
from app.forms.page import Form, Paper, Params, Scope
from app.store.uow import setting_of, today_of

PACKAGE = "app.billing"


def draw_invoice(session: Session, *, id: int) -> Document:
    """The invoice or credit note of that id, as it is or as it would be."""
    facts = invoice_facts(session, [id])
    if not facts:
        raise UserError(_("Cette facture n’existe plus."))
    return invoice_document(facts[0], letterhead(session), wordings(session, PACKAGE))


def issued_hash(session: Session, invoice_id: int) -> str | None:
    """SHA-256 of the archived paper of an issued document."""
    return session.scalar(select(Invoice.paper_hash).where(Invoice.id == invoice_id))


def draw_batch(session: Session, *, ids: Sequence[int]) -> Bundle:
    """The selected invoices in the order of the envelopes."""
    facts = invoice_facts(session, tuple(ids))
    two_sided = bool(setting_of(session, TWO_SIDED))
    return batch(facts, letterhead(session), wordings(session, PACKAGE), two_sided)


def draw_month(session: Session, *, series: int, month: Month) -> Bundle:
    """Every issued invoice of a series for a month."""
    ids = session.scalars(
        select(Invoice.id).where(
            Invoice.series_id == series, Invoice.kind == DocumentKind.INVOICE, Invoice.number.is_not(None),
            Invoice.period_first >= month.first, Invoice.period_first <= month.last,
        )
    ).all()  # fmt: skip
    return draw_batch(session, ids=ids)


def _month_start(session: Session, params: Params) -> Params:
    rows = find_series(session, "")
    latest = session.scalar(
        select(Invoice.period_first).where(Invoice.number.is_not(None)).order_by(Invoice.period_first.desc()).limit(1)
    )
    month = Month.of(latest) if latest else Month.of(today_of(session)).previous()
    return {"series": rows[0][0] if rows else None, "month": month}


def draw_reminder(session: Session, *, id: int) -> Document:
    """The letter of a reminder."""
    facts = loading.reminder_facts(session, id)
    return account.reminder_document(facts, letterhead(session), wordings(session, PACKAGE))


def draw_reminders(session: Session, *, ids: Sequence[int]) -> Bundle:
    """Several reminders in one file."""
    return Bundle(_("Relances"), [draw_reminder(session, id=i) for i in ids])


def draw_statement(
    session: Session, *, id: int, first_on: date | None = None, last_on: date | None = None
) -> Document:
    """The account of a payer."""
    return account.statement_document(loading.statement_facts(session, id, first_on, last_on), letterhead(session))


def draw_receipt(session: Session, *, id: int) -> Document:
    """The receipt of a payment."""
    facts = loading.receipt_facts(session, id)
    return account.receipt_document(facts, letterhead(session), wordings(session, PACKAGE))


SERIES: Any = Ref(
    name="series", label=_("Série"), page="billing.series", find=find_series, title=series_title, required=True
)

PAPERS = (
    Paper(
        name="billing.invoice", title=_("Facture"), draw=draw_invoice, permission=READ, page="billing.invoices",
        issued=issued_hash,
    ),
    Paper(
        name="billing.batch", title=_("Lot de factures"), draw=draw_batch, permission=READ, page="billing.invoices",
        scope=Scope.SELECTION,
    ),
    Paper(
        name="billing.month", title=_("Factures du mois, dans l’ordre des enveloppes"), draw=draw_month,
        permission=READ, scope=Scope.PAGE, page="billing.invoices",
        form=Form(fields=(SERIES, MonthOf(name="month", label=_("Mois"), required=True)), start=_month_start),
    ),
    Paper(
        name="billing.reminder", title=_("Lettre de relance"), draw=draw_reminder, permission=READ,
        page="billing.reminders",
    ),
    Paper(
        name="billing.reminder-batch", title=_("Lot de relances"), draw=draw_reminders, permission=READ,
        page="billing.reminders", scope=Scope.SELECTION,
    ),
    Paper(
        name="billing.statement", title=_("Relevé de compte"), draw=draw_statement, permission=READ,
        page="billing.payers",
        form=Form(
            fields=(
                Day(name="first_on", label=_("Du"), help=_("Vide\u00a0: depuis l’ouverture du compte.")),
                Day(name="last_on", label=_("Au"), help=_("Vide\u00a0: jusqu’à aujourd’hui.")),
            )
        ),
    ),
    Paper(
        name="billing.receipt", title=_("Quittance"), draw=draw_receipt, permission=READ, page="billing.payments"
    ),
)  # fmt: skip
