# SPDX-License-Identifier: EUPL-1.2
"""The letter that asks for what is late: signed, with the list of the invoices and a coupon to pay them."""

from __future__ import annotations

from collections.abc import Sequence

from app.billing.documents.facts import Office, Recalled, ReminderFacts
from app.billing.documents.words import coupon
from app.billing.strings import _, _n
from app.core.dates import Month, show_day, show_day_long, show_month
from app.core.money import show_money
from app.core.text import Text
from app.documents.blocks import Align, Block, Column, Document, Table, Total
from app.documents.letterhead import Letterhead
from app.documents.letters import Letter, letter_document
from app.documents.wording import Wordings

LEVELS = 2
"""Beyond the second one, the words stay those of the second."""


def reminder_document(facts: ReminderFacts, head: Letterhead, words: Wordings, office: Office) -> Document:
    """The reminder as a letter. Raises `UserError` when the commune has not said who signs its papers."""
    name = f"reminder-{min(max(facts.level, 1), LEVELS)}"
    amount, service = show_money(facts.amount), facts.series.title
    letter = Letter(
        recipient=facts.envelope.lines or (facts.envelope.name,),
        place_and_date=_("{town}, le {day}", town=office.town, day=show_day_long(facts.sent_on)),
        subject=_subject(facts),
        followed_by=_followed_by(facts, office),
        salutation=facts.salutation,
        body=[
            *words.blocks(name, amount=amount, service=service),
            _invoices(facts.invoices),
            Total(_("Reste à payer"), amount),
            *words.blocks(f"{name}-after", amount=amount, service=service),
        ],
        closing=words.text("reminder-closing", salutation=str(facts.salutation).rstrip(",")),
        quality=words.text("signature-quality"),
        signatory=office.signatory,
        after=[_coupon(facts, str(head.name))],
    )
    return letter_document(letter, head)


def _subject(facts: ReminderFacts) -> Text:
    count = len(facts.invoices)
    if facts.level <= 1:
        return _n("Rappel\u00a0: une facture reste à payer", "Rappel\u00a0: {n} factures restent à payer", count)
    return _n(
        "Second rappel\u00a0: une facture reste à payer", "Second rappel\u00a0: {n} factures restent à payer", count
    )


def _followed_by(facts: ReminderFacts, office: Office) -> Text:
    parts = [part for part in (facts.sent_by, office.phone) if part]
    return ", ".join(parts) or office.town


def _invoices(invoices: Sequence[Recalled]) -> Table:
    return Table(
        [
            Column(_("Facture"), width=36),
            Column(_("Période")),
            Column(_("À payer avant le"), width=30),
            Column(_("Montant"), Align.RIGHT, 25),
            Column(_("Reste dû"), Align.RIGHT, 25),
        ],
        [
            (
                recalled.reference, show_month(Month.of(recalled.period_first)), show_day(recalled.due_on),
                show_money(recalled.total), show_money(recalled.left),
            )
            for recalled in invoices
        ],
    )  # fmt: skip


def _coupon(facts: ReminderFacts, beneficiary: str) -> Block:
    references = [recalled.reference for recalled in facts.invoices]
    return coupon(facts.series, references, facts.envelope.name, facts.amount, beneficiary)
