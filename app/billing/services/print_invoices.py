# SPDX-License-Identifier: EUPL-1.2
"""Draw and archive the papers of issued documents, after the validation: a printing fault loses no number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.billing.models import Invoice
from app.billing.permissions import VALIDATE
from app.billing.queries import batches, series_of
from app.billing.strings import _, _n
from app.core.dates import Month
from app.core.outcome import Address, Report, UserError
from app.store.archive import keep
from app.store.uow import Work

PAGE = "billing.invoices"


def print_invoices(
    work: Work, *, ids: Sequence[int] | None = None, series: str | int | None = None, period: Month | None = None
) -> Report:
    """Archive the paper of every issued document that has none yet: of a selection, of a series, of a month, or all.

    It may be run again at will: what is archived stays as it is. A paper that cannot be drawn is refused and the
    others go on; the report says what to mend.
    """
    from app.billing.documents.press import press_of
    from app.documents.render import render

    work.require(VALIDATE)
    work.forbid_undo()
    waiting = _waiting(work, ids, series, period)
    press = press_of(work.session)
    pieces = press.invoices([invoice.id for invoice in waiting]) if waiting else []
    report = Report()
    for invoice, piece in work.progress.over(list(zip(waiting, pieces, strict=True)), _("Impression")):
        where = Address(PAGE, invoice.id)
        try:
            content = render(piece.draw())
        except UserError as error:
            report.refuse(piece.reference, error.message, where, "NOT_PRINTED")
            continue
        subject = (Invoice.__tablename__, invoice.id)
        invoice.paper_hash = keep(work, content, kind="billing.invoice", title=piece.reference, subject=subject).sha256
        report.records.append(where)
    work.session.flush()
    count = len(report.records)
    report.counts["printed"] = count
    report.summary = _n("{n} papier archivé", "{n} papiers archivés", count)
    return report


def _waiting(
    work: Work, ids: Sequence[int] | None, series: str | int | None, period: Month | None
) -> list[Invoice]:
    """Issued documents without a paper, in the order of their numbers."""
    query = select(Invoice).where(Invoice.number.is_not(None), Invoice.paper_hash.is_(None))
    if series is not None:
        query = query.where(Invoice.series_id == series_of(work.session, series).id)
    if period is not None:
        query = query.where(Invoice.period_first >= period.first, Invoice.period_first <= period.last)
    pieces = [query] if ids is None else [query.where(Invoice.id.in_(batch)) for batch in batches(ids)]
    found = [invoice for piece in pieces for invoice in work.session.scalars(piece)]
    return sorted(found, key=lambda invoice: (invoice.prefix, invoice.year or 0, invoice.number or 0))
