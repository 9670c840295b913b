# SPDX-License-Identifier: EUPL-1.2
"""Give up sums by a decision of the council: amounts that stayed under the threshold, debts that nobody can collect."""

from __future__ import annotations

from collections.abc import Sequence

from app.billing.models import CouncilDecision, DocumentKind, DocumentState, Invoice
from app.billing.permissions import VALIDATE
from app.billing.strings import _, _n
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Report
from app.forms.records import get
from app.store.uow import Work

OPEN = (DocumentState.VALIDATED, DocumentState.SENT, DocumentState.TRANSFERRED)


def write_off(work: Work, *, ids: Sequence[int], decision: int) -> Report:
    """What is left of these documents is owed no more (canteen reference §12.6, §14.3). The decision is noted.

    Drafts, paid invoices, and carried amounts that a later invoice already took over are refused one by one.
    """
    work.require(VALIDATE)
    work.forbid_undo()
    council = get(work.session, CouncilDecision, decision)
    report, total, count = Report(), ZERO, 0
    for invoice_id in ids:
        invoice = get(work.session, Invoice, invoice_id)
        where, name = Address("billing.invoices", invoice.id), invoice.reference or str(_("Montant reporté"))
        waits = invoice.state is DocumentState.CARRIED and invoice.carried_into_id is None and invoice.total > 0
        owed = invoice.kind is DocumentKind.INVOICE and invoice.state in OPEN and invoice.paid < invoice.total
        if not waits and not owed:
            report.refuse(name, _("il n’y a rien à abandonner"), where, "NOTHING_OWED")
            continue
        total += invoice.total - invoice.paid
        count += 1
        invoice.state = DocumentState.WRITTEN_OFF
        report.records.append(where)
    work.session.flush()
    work.note(_("Délibération {number}", number=council.number))
    report.summary = _n("{n} somme abandonnée, {total}", "{n} sommes abandonnées, {total}", count, total=show_money(total))
    report.counts["written_off"] = count
    return report
