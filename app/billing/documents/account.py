# SPDX-License-Identifier: EUPL-1.2
"""The papers about an account: reminder, statement, receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.billing.documents.facts import SeriesFacts
from app.billing.documents.words import coupon
from app.billing.rules.payments import MovementKind, PaymentMode, StatementLine
from app.billing.strings import _, label
from app.core.dates import show_day, show_day_long
from app.core.money import ZERO, money_in_words, show_money
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Block,
    Column,
    Document,
    InvoiceHead,
    Pairs,
    Paragraph,
    Row,
    Table,
    Tone,
    Total,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings


@dataclass(frozen=True)
class Recalled:
    """An invoice named by a reminder."""

    reference: str
    issued_on: date
    due_on: date
    total: Decimal
    left: Decimal


@dataclass(frozen=True)
class ReminderFacts:
    """A reminder as it is printed."""

    level: int
    sent_on: date
    series: SeriesFacts
    payer: str
    address: tuple[str, ...]
    invoices: tuple[Recalled, ...]

    @property
    def amount(self) -> Decimal:
        """Euros asked for."""
        return sum((invoice.left for invoice in self.invoices), ZERO)


def reminder_document(facts: ReminderFacts, head: Letterhead, words: Wordings) -> Document:
    """The letter: what is late, then how to pay it."""
    title = _("Rappel de paiement") if facts.level == 1 else _("Second rappel de paiement")
    over, sent = facts.series.title, _("Le {day}", day=show_day_long(facts.sent_on))
    blocks: list[Block] = [
        AddressWindow(facts.address or (facts.payer,), beside=(InvoiceHead(over, title, (sent,)),)),
        Paragraph(_("Madame, Monsieur,")),
    ]
    name = f"reminder-{min(facts.level, 2)}"
    blocks += words.blocks(name, amount=show_money(facts.amount), series=facts.series.title)
    blocks.append(
        Table(
            [
                Column(_("Facture"), width=42),
                Column(_("Émise le"), width=28),
                Column(_("À payer avant le"), width=34),
                Column(_("Montant"), Align.RIGHT),
                Column(_("Reste dû"), Align.RIGHT),
            ],
            rows=[
                (i.reference, show_day(i.issued_on), show_day(i.due_on), show_money(i.total), show_money(i.left))
                for i in facts.invoices
            ],
        )
    )
    blocks.append(Total(_("Total à payer"), show_money(facts.amount)))
    blocks.append(Paragraph(_("Avec nos salutations distinguées.")))
    reference = facts.invoices[0].reference if facts.invoices else ""
    surname = facts.payer.split()[-1] if facts.payer else ""
    blocks.append(coupon(facts.series, reference, surname, facts.amount, str(head.name)))
    return Document(title, blocks, head)


@dataclass(frozen=True)
class StatementFacts:
    """The account of a payer as it is printed."""

    payer: str
    address: tuple[str, ...]
    day: date
    lines: tuple[StatementLine, ...]
    opening: Decimal = ZERO

    @property
    def balance(self) -> Decimal:
        """Euros owed at the end; negative: a credit."""
        return self.lines[-1].balance if self.lines else self.opening


def statement_document(facts: StatementFacts, head: Letterhead) -> Document:
    """Movements in order of days with the balance after each one."""
    over = _("Au {day}", day=show_day_long(facts.day))
    rows: list[Row] = []
    if facts.opening:
        rows.append(Row(("", _("Solde antérieur"), "", "", show_money(facts.opening)), Tone.MUTED))
    for line in facts.lines:
        move = line.movement
        owed = show_money(move.amount) if move.signed > 0 else ""
        settled = show_money(move.amount) if move.signed <= 0 else ""
        rows.append(Row((show_day(move.day), _movement_words(line), owed, settled, show_money(line.balance))))
    title = _("Solde à payer") if facts.balance > 0 else _("Avoir sur le compte") if facts.balance < 0 else _("Compte soldé")
    blocks: list[Block] = [
        AddressWindow(facts.address or (facts.payer,), beside=(InvoiceHead(over, _("Relevé de compte")),)),
        Table(
            [
                Column(_("Date"), width=24),
                Column(_("Opération")),
                Column(_("Facturé"), Align.RIGHT, width=26),
                Column(_("Réglé"), Align.RIGHT, width=26),
                Column(_("Solde"), Align.RIGHT, width=26),
            ],
            rows=rows,
            empty=_("Aucun mouvement sur ce compte."),
        ),
        Total(title, show_money(abs(facts.balance))),
    ]
    return Document(_("Relevé de compte"), blocks, head)


def _movement_words(line: StatementLine) -> Text:
    move = line.movement
    kind = label(MovementKind(move.kind))
    return f"{kind} {move.words}".strip()


@dataclass(frozen=True)
class ReceiptFacts:
    """A receipt as it is printed."""

    receipt: str
    series: SeriesFacts
    payer: str
    address: tuple[str, ...]
    received_on: date
    method: PaymentMode
    amount: Decimal
    reference: str = ""
    settled: tuple[tuple[str, Decimal], ...] = ()
    """(invoice, part of the payment)."""
    credit: Decimal = ZERO
    cancelled_on: date | None = None


def receipt_document(facts: ReceiptFacts, head: Letterhead, words: Wordings) -> Document:
    """Who paid what, when, how, and for which invoices."""
    lines = (_("N°\u00a0{reference}", reference=facts.receipt),)
    emphasis: Text = ""
    if facts.cancelled_on is not None:
        emphasis = _("Annulée le {day}", day=show_day_long(facts.cancelled_on))
    rows: list[tuple[Text, Text]] = [(reference, show_money(part)) for reference, part in facts.settled]
    if facts.credit:
        rows.append((_("Gardé en avoir sur le compte"), show_money(facts.credit)))
    pairs: list[tuple[Text, Text]] = [
        (_("Reçu de"), facts.payer),
        (_("Le"), show_day_long(facts.received_on)),
        (_("Moyen de paiement"), label(facts.method)),
        (_("En lettres"), money_in_words(facts.amount)),
    ]
    if facts.reference:
        pairs.insert(3, (_("Référence"), facts.reference))
    blocks: list[Block] = [
        AddressWindow(
            facts.address or (facts.payer,),
            beside=(InvoiceHead(facts.series.title, _("Quittance"), lines, emphasis),),
        ),
        Pairs(pairs, label_width=48),
        Table([Column(_("Facture")), Column(_("Réglé"), Align.RIGHT, width=32)], rows=rows),
        Total(_("Somme reçue"), show_money(facts.amount)),
        *words.blocks("receipt-foot", Tone.SMALL),
    ]
    return Document(_("Quittance"), blocks, head)


