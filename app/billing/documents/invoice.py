# SPDX-License-Identifier: EUPL-1.2
"""The invoice: one page, the address in the window, each child's lines, why this price, a payment coupon."""

from __future__ import annotations

from itertools import groupby

from app.billing.documents.facts import InvoiceFacts, LineFacts
from app.billing.documents.words import coupon, decision_words, line_words, of_month, tariff_words
from app.billing.models import DocumentKind, LineKind
from app.billing.rules.invoicing import CollectionMode
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.money import show_money
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Block,
    Column,
    Document,
    InvoiceHead,
    Note,
    Row,
    RowGroup,
    Spacer,
    Table,
    Tone,
    Total,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings

COLUMNS = (Column(weight=1), Column(align=Align.RIGHT, width=32))


def invoice_document(facts: InvoiceFacts, head: Letterhead, words: Wordings) -> Document:
    """An invoice, or a credit note, as a paper. A draft says that it is one."""
    note = facts.kind is DocumentKind.CREDIT_NOTE
    blocks: list[Block] = [AddressWindow(facts.address or (facts.payer,), beside=(_head(facts),))]
    blocks += _lines(facts)
    if note:
        blocks.append(Total(_("Montant de l’avoir"), show_money(-facts.total)))
    else:
        blocks.append(Total(_("Total à payer"), show_money(facts.to_pay)))
    blocks += _tariff(facts)
    blocks.append(Spacer(2))
    blocks += words.blocks(_foot(facts), Tone.SMALL)
    if not note and facts.to_pay > 0 and facts.series.mode is CollectionMode.CASH_OFFICE:
        reference = facts.reference or str(_("projet"))
        blocks.append(coupon(facts.series, reference, _surname(facts.payer), facts.to_pay, str(head.name)))
    return Document(_title(facts), blocks, head, subject=facts.reference)


def _foot(facts: InvoiceFacts) -> str:
    if facts.kind is DocumentKind.CREDIT_NOTE:
        return "credit-note-foot"
    return "invoice-foot" if facts.series.mode is CollectionMode.CASH_OFFICE else "title-foot"


def _title(facts: InvoiceFacts) -> Text:
    if facts.kind is DocumentKind.CREDIT_NOTE:
        return _("Avoir")
    return _("Facture {period}", period=of_month(facts))


def _head(facts: InvoiceFacts) -> InvoiceHead:
    lines: list[Text] = []
    emphasis: Text = ""
    if facts.reference:
        lines.append(_("N°\u00a0{reference}", reference=facts.reference))
    if facts.issued_on is not None:
        lines.append(_("Émise le {day}", day=show_day_long(facts.issued_on)))
    if facts.kind is DocumentKind.CREDIT_NOTE:
        lines[-1:] = [_("Émis le {day}", day=show_day_long(facts.issued_on))] if facts.issued_on else []
        emphasis = _("Sur la facture {reference}", reference=facts.corrects)
    elif not facts.reference:
        emphasis = _("Projet, à ne pas envoyer")
    elif facts.due_on is not None:
        emphasis = _("À payer avant le {day}", day=show_day_long(facts.due_on))
    return InvoiceHead(facts.series.title, _title(facts), lines, emphasis)


def _lines(facts: InvoiceFacts) -> list[Block]:
    year = facts.period_first.year
    grouped = [line for line in facts.lines if line.group]
    groups = [
        RowGroup(title, [row for line in lines for row in _rows(line, year)])
        for title, lines in groupby(grouped, key=lambda line: line.group)
    ]
    rest = [
        Row((line_words(line, year), show_money(line.amount)), Tone.MUTED if line.kind is LineKind.PREVIOUS else Tone.BODY)
        for line in facts.lines
        if not line.group
    ]
    blocks: list[Block] = []
    if groups:
        blocks.append(Table(COLUMNS, groups=groups, header=False))
    if rest:
        blocks.append(Table(COLUMNS, rows=rest, header=False))
    return blocks


def _rows(line: LineFacts, year: int) -> list[Row]:
    """The line, then the part that a third party bears: the family sees the whole price (canteen reference §3.1)."""
    if not line.third_party or line.gross == line.amount:
        return [Row((line_words(line, year), show_money(line.amount)))]
    borne = line.amount - line.gross
    return [
        Row((line_words(line, year), show_money(line.gross))),
        Row((_("Pris en charge\u00a0: {third}", third=line.third_party), show_money(borne)), Tone.MUTED),
    ]


def _tariff(facts: InvoiceFacts) -> list[Block]:
    if facts.kind is DocumentKind.CREDIT_NOTE:
        return [Note(_("Motif"), facts.reason)]
    reasons = tariff_words(facts)
    if facts.decisions and not any(number in reason for number, _day in facts.decisions for reason in reasons):
        reasons.append(f"{decision_words(facts.decisions)}.")
    details = [detail for line in facts.lines if line.kind is LineKind.CORRECTION for detail in line.why[:6]]
    notes: list[Block] = []
    if reasons:
        notes.append(Note(_("Votre tarif"), "\n".join(reasons[:6])))
    if details:
        notes.append(Note(_("Vos corrections"), "\n".join(f"{detail[:1].upper()}{detail[1:]}." for detail in details[:8])))
    return notes


def _surname(payer: str) -> str:
    """The last word of the payer's name, under the code."""
    return payer.split()[-1] if payer else ""
