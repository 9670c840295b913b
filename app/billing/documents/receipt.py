# SPDX-License-Identifier: EUPL-1.2
"""The receipt of a payment: who paid what, when, how, and for which invoices."""

from __future__ import annotations

from app.billing.documents.facts import ReceiptFacts
from app.billing.documents.invoice import COLUMNS
from app.billing.documents.words import sentence
from app.billing.strings import _, label
from app.core.dates import show_day_long
from app.core.money import money_in_words, show_money
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Document,
    InvoiceHead,
    Note,
    Pairs,
    Rich,
    Row,
    Table,
    Tone,
    Total,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings


def receipt_document(facts: ReceiptFacts, head: Letterhead, words: Wordings) -> Document:
    """The receipt as a paper; one that was cancelled says so and keeps its number."""
    lines = [_("N°\u00a0{reference}", reference=facts.receipt)]
    lines.append(_("Reçu le {day}", day=show_day_long(facts.received_on)))
    cancelled = facts.cancelled_on is not None
    return Document(
        _("Quittance {reference}", reference=facts.receipt),
        [
            AddressWindow(
                facts.envelope.lines or (facts.envelope.name,),
                beside=[InvoiceHead(facts.series.title, _("Quittance"), lines)],
            ),
            Pairs(_pairs(facts), label_width=42),
            *([Table(COLUMNS, rows, header=False)] if (rows := _settled(facts)) else []),
            Total(_("Somme reçue"), show_money(facts.amount)),
            *([_cancelled(facts)] if cancelled else words.blocks("receipt-foot", Tone.SMALL)),
        ],
        head,
        subject=facts.receipt,
        stamp=_("ANNULÉE") if cancelled else "",
    )


def _pairs(facts: ReceiptFacts) -> list[tuple[Text, Rich]]:
    pairs: list[tuple[Text, Rich]] = [
        (_("Reçu de"), bold(facts.envelope.name)),
        (_("La somme de"), money_in_words(facts.amount)),
        (_("Payée par"), label(facts.method)),
    ]
    if facts.reference:
        pairs.append((_("Référence"), facts.reference))
    return [*pairs, (_("Encaissée par"), facts.recorded_by)]


def _settled(facts: ReceiptFacts) -> list[Row]:
    if facts.cancelled_on is not None:
        return []
    rows = [
        Row((_("Sur la facture {reference}", reference=use.reference), show_money(use.amount)))
        for use in facts.settled
    ]
    if facts.credit > 0:
        rows.append(Row((_("Gardé sur votre compte, pour la prochaine facture"), show_money(facts.credit))))
    return rows


def _cancelled(facts: ReceiptFacts) -> Note:
    assert facts.cancelled_on is not None
    words = _("Ce paiement est annulé depuis le {day}.", day=show_day_long(facts.cancelled_on))
    return Note(_("Quittance annulée"), f"{words} {sentence(facts.cancel_reason)}" if facts.cancel_reason else words)
