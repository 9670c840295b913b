# SPDX-License-Identifier: EUPL-1.2
"""The invoice: the address in the window, each child's lines, why this price, and a coupon to pay with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.billing.documents.facts import InvoiceFacts, LineFacts
from app.billing.documents.words import coupon, line_words, money, of_period, reasons, sentence
from app.billing.models import DocumentState, LineKind
from app.billing.strings import _, _n
from app.core.dates import show_day_long
from app.core.money import ZERO, show_money
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Block,
    Column,
    Coupon,
    Document,
    InvoiceHead,
    Note,
    Rich,
    Row,
    RowGroup,
    Span,
    Table,
    Tone,
    Total,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings

COLUMNS = (Column(), Column(align=Align.RIGHT, width=30))
MOST_CHANGES = 8


def invoice_document(facts: InvoiceFacts, head: Letterhead, words: Wordings) -> Document:
    """An invoice as a paper; a draft says that it is one and cannot be paid."""
    foot = "invoice-foot" if facts.series.collects else "invoice-titles-foot"
    return Document(
        _title(facts),
        [
            AddressWindow(facts.envelope.lines or (facts.envelope.name,), beside=[_head(facts)]),
            *detail(facts, facts.lines),
            _total(facts),
            *_notes(facts),
            *words.blocks(foot, Tone.SMALL, service=facts.series.title),
            *_coupon(facts, str(head.name)),
        ],
        head,
        subject=facts.reference,
        stamp=_stamp(facts),
    )


def is_final(facts: InvoiceFacts) -> bool:
    """The document has its number."""
    return bool(facts.reference)


def _stamp(facts: InvoiceFacts) -> Text:
    if is_final(facts):
        return ""
    return _("REPORTÉE") if facts.state is DocumentState.CARRIED else _("PROJET")


def _title(facts: InvoiceFacts) -> Text:
    """What the reader's contents and the following pages call it."""
    words = _("Facture {reference}") if facts.series.collects else _("Décompte {reference}")
    return words.with_values(reference=facts.reference) if is_final(facts) else _heading(facts)


def _heading(facts: InvoiceFacts) -> Text:
    # The paper of a title is the Treasury's own: what the commune sends beside it is only an account of it.
    words = _("Facture {of_period}") if facts.series.collects else _("Décompte {of_period}")
    return words.with_values(of_period=of_period(facts.period_first, facts.period_last))


def _head(facts: InvoiceFacts) -> InvoiceHead:
    lines: list[Text] = []
    emphasis: Text = ""
    if is_final(facts):
        lines.append(_("N°\u00a0{reference}", reference=facts.reference))
    if facts.issued_on is not None:
        day = show_day_long(facts.issued_on)
        lines.append(_("Émise le {day}", day=day) if facts.series.collects else _("Établi le {day}", day=day))
    if facts.payer_reference:
        lines.append(_("Votre référence\u00a0: {reference}", reference=facts.payer_reference))
    if facts.state is DocumentState.CARRIED:
        emphasis = _("Montant reporté sur la prochaine facture")
    elif not is_final(facts):
        emphasis = _("Projet sans valeur, à ne pas payer")
    elif not facts.series.collects:
        emphasis = _("À payer à réception de l’avis du Trésor public")
    elif facts.due_on is not None and facts.to_pay > 0:
        emphasis = _("À payer avant le {day}", day=show_day_long(facts.due_on))
    return InvoiceHead(facts.series.title, _heading(facts), lines, emphasis)


# ---------------------------------------------------------------- lines


def detail(facts: InvoiceFacts, lines: Sequence[LineFacts], sign: int = 1) -> list[Block]:
    """The lines, those of a child under his name; the amounts shown add up to the total of the paper."""
    year = facts.period_first.year
    named = [line for line in lines if line.group]
    groups = [
        RowGroup(title, _rows(list(own), year, sign))
        for (_rank, title), own in groupby(named, key=lambda line: (line.group_rank, line.group))
    ]
    rest = [_row(line, year, sign) for line in lines if not line.group]
    found: list[Block] = [Table(COLUMNS, groups=groups, header=False)] if groups else []
    return [*found, Table(COLUMNS, rest, header=False)] if rest else found


def _rows(lines: Sequence[LineFacts], year: int, sign: int) -> list[Row]:
    """The lines of a child, then what a third party bears: the family sees the price and its own part."""
    rows = [_row(line, year, sign) for line in lines]
    borne: dict[str, list[LineFacts]] = {}
    for line in lines:
        if line.third_party and line.gross != line.amount:
            borne.setdefault(line.third_party, []).append(line)
    for third, own in borne.items():
        part = sum((line.amount - line.gross for line in own), ZERO)
        words = _("Pris en charge\u00a0: {third}", third=third)
        rows.append(Row((Span(words, muted=True), money(sign * part))))
    return rows


def _row(line: LineFacts, year: int, sign: int) -> Row:
    amount = line.gross if line.third_party and line.group else line.amount
    words: Rich = line_words(line, year)
    if line.kind is LineKind.PREVIOUS:
        words = Span(line_words(line, year), muted=True)
    return Row((words, money(sign * amount)))


def _total(facts: InvoiceFacts) -> Total:
    if facts.balance < 0:
        return Total(_("Reste en votre faveur"), show_money(-facts.balance))
    words = _("Total à payer") if facts.series.collects else _("Total facturé")
    return Total(words, show_money(facts.balance))


# ---------------------------------------------------------------- why, and how to pay


def _notes(facts: InvoiceFacts) -> list[Block]:
    notes: list[Block] = []
    if words := reasons(facts.lines):
        notes.append(Note(_("Votre tarif"), words))
    changes = [
        sentence(f"{line.group}\u00a0: {change}" if line.group else change)
        for line in facts.lines
        for change in line.changes
    ]
    if changes:
        more = len(changes) - MOST_CHANGES
        others = [str(_n("Et {n} autre jour.", "Et {n} autres jours.", more))] if more > 0 else []
        notes.append(Note(_("Vos corrections"), "\n".join([*changes[:MOST_CHANGES], *others])))
    return notes


def _coupon(facts: InvoiceFacts, beneficiary: str) -> list[Block]:
    """How to pay, or that there is nothing to pay; none for what cannot be paid to the commune."""
    if not is_final(facts) or not facts.series.collects:
        return []
    if facts.to_pay > 0:
        return [coupon(facts.series, [facts.reference], facts.envelope.name, facts.to_pay, beneficiary)]
    account: Rich = bold(_("à jour"))
    if facts.balance < 0:
        credit = show_money(-facts.balance)
        account = (bold(credit), " ", _("en votre faveur, déduits de la prochaine facture"))
    return [Coupon(_("Rien à régler"), [(_("Votre compte"), account)], cut_label=_("à conserver"))]
