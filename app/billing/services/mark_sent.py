# SPDX-License-Identifier: EUPL-1.2
"""Say that invoices went to their payers: by post, by e-mail or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.billing.models import DocumentState, Invoice
from app.billing.permissions import VALIDATE
from app.billing.queries import batches
from app.billing.strings import _, _n
from app.core.outcome import Address, Report
from app.store.uow import Work


def mark_sent(work: Work, *, ids: Sequence[int], sent_on: date | None = None) -> Report:
    """Only issued documents become « sent »; drafts of the selection are named in the report."""
    work.require(VALIDATE)
    day = sent_on or work.today
    report = Report()
    count = 0
    for batch in batches(ids):
        for invoice in work.session.scalars(select(Invoice).where(Invoice.id.in_(batch)).order_by(Invoice.id)):
            where = Address("billing.invoices", invoice.id)
            if invoice.number is None:
                report.refuse(_("Brouillon"), _("validez-le avant de l’envoyer"), where, "NOT_ISSUED")
            elif invoice.issued_on is not None and day < invoice.issued_on:
                report.refuse(str(invoice.reference), _("la date d’envoi précède l’émission"), where, "SENT_TOO_EARLY")
            elif invoice.state is DocumentState.VALIDATED:
                invoice.state, invoice.sent_on = DocumentState.SENT, day
                invoice.sent_by = work.user.display_name or work.user.name
                report.records.append(where)
                count += 1
    work.session.flush()
    report.summary = _n("{n} facture marquée comme envoyée", "{n} factures marquées comme envoyées", count)
    report.counts["sent"] = count
    return report
