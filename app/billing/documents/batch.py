# SPDX-License-Identifier: EUPL-1.2
"""A run of invoices in the order of the envelopes, with a page for the clerk: what to correct first, then the list."""

from __future__ import annotations

from collections.abc import Sequence

from app.billing.documents.facts import InvoiceFacts, address_fault
from app.billing.documents.invoice import invoice_document
from app.billing.strings import _, _n
from app.core.money import ZERO, show_money
from app.documents.blocks import (
    Align,
    Block,
    Bundle,
    Column,
    Document,
    Figures,
    Heading,
    Paragraph,
    Table,
    Tone,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings


def batch(invoices: Sequence[InvoiceFacts], head: Letterhead, words: Wordings, two_sided: bool = False) -> Bundle:
    """The papers by postcode, street and number; addresses that the post would refuse are named on the summary."""
    ordered = sorted(invoices, key=lambda facts: (facts.order, facts.payer, facts.reference))
    return Bundle(
        _("Lot de factures"),
        [invoice_document(facts, head, words) for facts in ordered],
        summary=summary(ordered, head),
        two_sided=two_sided,
    )


def summary(invoices: Sequence[InvoiceFacts], head: Letterhead) -> Document:
    """The page for the clerk."""
    faults = [(facts, fault) for facts in invoices if str(fault := address_fault(facts.address))]
    total = sum((facts.total for facts in invoices), ZERO)
    asked = sum((facts.to_pay for facts in invoices), ZERO)
    blocks: list[Block] = [
        Heading(_("Lot de factures"), 1),
        Figures(
            [
                (str(len(invoices)), _n("facture", "factures", len(invoices))),
                (show_money(total), _("facturés")),
                (show_money(asked), _("demandés, soldes antérieurs compris")),
            ]
        ),
    ]
    if faults:
        blocks += [
            Heading(_("Adresses à corriger avant l’envoi"), 2),
            Table(
                [Column(_("Numéro"), width=38), Column(_("Redevable")), Column(_("À corriger"))],
                rows=[(facts.reference, facts.payer, fault) for facts, fault in faults],
            ),
        ]
    blocks += [
        Heading(_("Dans l’ordre des enveloppes"), 2),
        Table(
            [
                Column(_("Numéro"), width=38),
                Column(_("Redevable")),
                Column(_("Commune"), width=50),
                Column(_("À payer"), Align.RIGHT, width=28),
            ],
            rows=[
                (facts.reference, facts.payer, facts.address[-1] if facts.address else "", show_money(facts.to_pay))
                for facts in invoices
            ],
            totals=[(_("Total"), "", "", show_money(asked))],
            compact=True,
            empty=_("Aucune facture dans ce lot."),
        ),
        Paragraph(_("Page de travail\u00a0: ne la mettez pas sous enveloppe."), Tone.MUTED),
    ]
    return Document(_("Récapitulatif du lot"), blocks, head)
