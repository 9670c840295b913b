# SPDX-License-Identifier: EUPL-1.2
"""Draw and archive the papers of issued documents: after the validation, so that a printing fault loses nothing."""

from __future__ import annotations

from sqlalchemy import select

from app.billing.documents.facts import invoice_facts
from app.billing.documents.invoice import invoice_document
from app.billing.models import Invoice
from app.billing.permissions import VALIDATE
from app.billing.queries import series_of
from app.billing.strings import _, _n
from app.core.dates import Month
from app.core.outcome import Address, Report
from app.directory.queries.commune import letterhead, wordings
from app.store.archive import keep
from app.store.uow import Work


def print_invoices(work: Work, *, series: str | None = None, period: Month | None = None) -> Report:
    """Every issued document that has no archived paper yet, of one series or period, or all of them.

    Repeatable: what is already archived stays as it is; stopped half way, it goes on from there next time.
    """
    from app.documents.render import render

    work.require(VALIDATE)
    query = select(Invoice).where(Invoice.number.is_not(None), Invoice.paper_hash.is_(None)).order_by(Invoice.id)
    if series is not None:
        query = query.where(Invoice.series_id == series_of(work.session, series).id)
    if period is not None:
        query = query.where(Invoice.period_first >= period.first, Invoice.period_first <= period.last)
    waiting = list(work.session.scalars(query))
    facts = invoice_facts(work.session, [invoice.id for invoice in waiting])
    head, words = letterhead(work.session), wordings(work.session, "app.billing")
    for invoice, fact in work.progress.over(list(zip(waiting, facts, strict=True)), _("Impression")):
        paper = keep(
            work, render(invoice_document(fact, head, words)), kind="billing.invoice", title=fact.reference,
            subject=("billing_invoice", invoice.id),
        )  # fmt: skip
        invoice.paper_hash = paper.sha256
    work.session.flush()
    return Report(
        summary=_n("{n} document archivé", "{n} documents archivés", len(waiting)),
        counts={"printed": len(waiting)},
        records=[Address("billing.invoices", invoice.id) for invoice in waiting],
    )
