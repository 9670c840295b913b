# SPDX-License-Identifier: EUPL-1.2
"""The credit note: which invoice it answers, why, what is given back and where this money goes."""

from __future__ import annotations

from app.billing.documents.facts import InvoiceFacts
from app.billing.documents.invoice import COLUMNS, detail
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.money import ZERO, show_money
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Block,
    Document,
    Heading,
    InvoiceHead,
    Note,
    Row,
    Table,
    Tone,
    Total,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings


def credit_note_document(facts: InvoiceFacts, head: Letterhead, words: Wordings) -> Document:
    """A credit note as a paper. Amounts given back are shown as positive."""
    foot = "credit-note-foot" if facts.series.collects else "credit-note-titles-foot"
    return Document(
        _("Avoir {reference}", reference=facts.reference),
        [
            AddressWindow(facts.envelope.lines or (facts.envelope.name,), beside=[_head(facts)]),
            *detail(facts, facts.lines, sign=-1),
            Total(_("Montant de l’avoir"), show_money(-facts.total)),
            Note(_("Motif"), facts.reason),
            *_uses(facts),
            *words.blocks(foot, Tone.SMALL, invoice=facts.corrects),
        ],
        head,
        subject=facts.reference,
    )


def _head(facts: InvoiceFacts) -> InvoiceHead:
    lines: list[Text] = [_("N°\u00a0{reference}", reference=facts.reference)]
    if facts.issued_on is not None:
        lines.append(_("Émis le {day}", day=show_day_long(facts.issued_on)))
    if facts.payer_reference:
        lines.append(_("Votre référence\u00a0: {reference}", reference=facts.payer_reference))
    corrected = _("Sur la facture {reference}", reference=facts.corrects)
    return InvoiceHead(facts.series.title, _("Avoir"), lines, corrected)


def _uses(facts: InvoiceFacts) -> list[Block]:
    """Where the money goes; the accountant alone says it of a title."""
    if not facts.series.collects:
        return []
    rows = [
        Row((_("Déduit de la facture {reference}", reference=use.reference), show_money(use.amount)))
        for use in facts.uses
    ]
    left = -facts.total - sum((use.amount for use in facts.uses), ZERO)
    if left > 0:
        rows.append(Row((_("Gardé sur votre compte, pour la prochaine facture"), show_money(left))))
    return [Heading(_("Ce que devient cette somme"), 3), Table(COLUMNS, rows, header=False)]
