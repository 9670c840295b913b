# SPDX-License-Identifier: EUPL-1.2
"""The payer's statement: what was billed and paid over a period, with the balance after each movement."""

from __future__ import annotations

from app.billing.documents.facts import StatementFacts
from app.billing.documents.words import money
from app.billing.rules.payments import Movement
from app.billing.strings import _, label
from app.core.dates import show_day, show_day_long, show_period
from app.core.money import show_money
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Column,
    Document,
    InvoiceHead,
    Rich,
    Row,
    Span,
    Table,
    Tone,
    Total,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings


def statement_document(facts: StatementFacts, head: Letterhead, words: Wordings) -> Document:
    """The account as a paper."""
    period = _("Jusqu’au {day}", day=show_day_long(facts.last_on))
    if facts.first_on is not None:
        period = _("{period}", period=_capital(show_period(facts.first_on, facts.last_on)))
    return Document(
        _("Relevé de compte"),
        [
            AddressWindow(
                facts.envelope.lines or (facts.envelope.name,),
                beside=[InvoiceHead("", _("Relevé de compte"), [period], _situation(facts))],
            ),
            _movements(facts),
            Total(_balance_words(facts), show_money(abs(facts.balance))),
            *words.blocks("statement-foot", Tone.SMALL, day=show_day_long(facts.last_on)),
        ],
        head,
    )


def _situation(facts: StatementFacts) -> Text:
    if facts.balance > 0:
        return _("Reste à payer\u00a0: {amount}", amount=show_money(facts.balance))
    if facts.balance < 0:
        return _("En votre faveur\u00a0: {amount}", amount=show_money(-facts.balance))
    return _("Compte à jour")


def _balance_words(facts: StatementFacts) -> Text:
    if facts.balance == 0:
        return _("Compte à jour au {day}", day=show_day_long(facts.last_on))
    words = _("Reste à payer au {day}") if facts.balance > 0 else _("En votre faveur au {day}")
    return words.with_values(day=show_day_long(facts.last_on))


def _movements(facts: StatementFacts) -> Table:
    rows: list[Row] = []
    if facts.first_on is not None:
        before = Span(_("Solde antérieur"), muted=True)
        rows.append(Row(("", before, "", "", money(facts.opening))))
    for line in facts.lines:
        move = line.movement
        amount: Rich = money(move.amount)
        billed, settled = (amount, "") if move.signed > 0 else ("", amount)
        rows.append(Row((show_day(move.day), _words(move), billed, settled, money(line.balance))))
    return Table(
        [
            Column(_("Date"), width=24),
            Column(_("Opération")),
            Column(_("Facturé"), Align.RIGHT, 26),
            Column(_("Réglé"), Align.RIGHT, 26),
            Column(_("Solde"), Align.RIGHT, 26),
        ],
        rows,
        empty=_("Il n’y a aucun mouvement sur cette période."),
    )


def _words(move: Movement) -> Text:
    return f"{label(move.kind)} {move.words}".strip()


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
