# SPDX-License-Identifier: EUPL-1.2
"""Every paper of billing, word for word: what changes here is read before it is printed.

To accept new words: `BEFFROI_GOLDEN=write pytest tests/app/billing/documents`, then read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.billing.documents.credit_note import credit_note_document
from app.billing.documents.facts import Envelope, InvoiceFacts
from app.billing.documents.invoice import invoice_document
from app.billing.documents.receipt import receipt_document
from app.billing.documents.reminder import reminder_document
from app.billing.documents.statement import statement_document
from app.documents.blocks import Document
from app.documents.text import dump
from tests.app.billing.documents.samples import (
    BORNE,
    CARRIED,
    CORRECTED,
    HALF,
    HEAD,
    HELPED,
    LINES,
    OFFICE,
    ON_ACCOUNT,
    TITLES,
    WORDS,
    make_credit_note,
    make_draft,
    make_invoice,
    make_receipt,
    make_reminder,
    make_statement,
)

GOLDEN = Path(__file__).parents[3] / "golden"


def invoice(facts: InvoiceFacts) -> Document:
    return invoice_document(facts, HEAD, WORDS)


def credit_note(facts: InvoiceFacts) -> Document:
    return credit_note_document(facts, HEAD, WORDS)


CASES: dict[str, Callable[[], Document]] = {
    "invoice": lambda: invoice(make_invoice()),
    "invoice-draft": lambda: invoice(make_draft()),
    "invoice-titles": lambda: invoice(make_invoice(*LINES, CARRIED, series=TITLES)),
    "invoice-custody-correction-credit": lambda: invoice(make_invoice(HALF, CORRECTED, CARRIED, ON_ACCOUNT)),
    "invoice-helped": lambda: invoice(make_invoice(*LINES[:2], HELPED)),
    "invoice-third-party": lambda: invoice(
        make_invoice(BORNE, envelope=Envelope("CCAS de Saint-Aubin-des-Prés"), payer_reference="ENG-26-104")
    ),
    "credit-note": lambda: credit_note(make_credit_note()),
    "credit-note-titles": lambda: credit_note(make_credit_note(series=TITLES)),
    "reminder-1": lambda: reminder_document(make_reminder(1), HEAD, WORDS, OFFICE),
    "reminder-2": lambda: reminder_document(make_reminder(2), HEAD, WORDS, OFFICE),
    "statement": lambda: statement_document(make_statement(), HEAD, WORDS),
    "receipt": lambda: receipt_document(make_receipt(), HEAD, WORDS),
    "receipt-cancelled": lambda: receipt_document(
        make_receipt(cancelled_on=date(2026, 11, 12), cancel_reason="Chèque revenu impayé"), HEAD, WORDS
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_words(name: str) -> None:
    said = dump(CASES[name]())
    path = GOLDEN / f"billing-{name}.txt"
    if os.environ.get("BEFFROI_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
