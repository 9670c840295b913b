# SPDX-License-Identifier: EUPL-1.2
"""What every paper of billing is printed with: the letterhead, the texts, who signs; and the papers of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from app.billing.documents.batch import Piece
from app.billing.documents.credit_note import credit_note_document
from app.billing.documents.facts import InvoiceFacts, Office, ReminderFacts
from app.billing.documents.invoice import invoice_document
from app.billing.documents.loading import invoice_facts, office
from app.billing.documents.loading_accounts import reminder_facts
from app.billing.documents.reminder import reminder_document
from app.billing.strings import _
from app.core.outcome import UserError
from app.directory.queries.commune import letterhead, wordings
from app.documents.blocks import Document
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings

PACKAGE = "app.billing"


@dataclass(frozen=True)
class Press:
    """A session and what its papers share, read once."""

    session: Session
    head: Letterhead
    words: Wordings
    office: Office

    def invoices(self, ids: Sequence[int]) -> list[Piece]:
        """These invoices and credit notes, in the order asked. Raises `UserError` when one is gone."""
        facts = invoice_facts(self.session, ids)
        _refuse_missing(ids, len(facts))
        return [Piece(f.envelope, f.reference, _asked(f), partial(self.invoice, f)) for f in facts]

    def invoice(self, facts: InvoiceFacts) -> Document:
        """An invoice or a credit note as a paper."""
        draw = credit_note_document if facts.is_credit_note else invoice_document
        return draw(facts, self.head, self.words)

    def reminders(self, ids: Sequence[int]) -> list[Piece]:
        """These letters, in the order asked. Raises `UserError` when one is gone."""
        facts = reminder_facts(self.session, ids)
        _refuse_missing(ids, len(facts))
        return [
            Piece(f.envelope, ", ".join(r.reference for r in f.invoices), f.amount, partial(self.reminder, f))
            for f in facts
        ]

    def reminder(self, facts: ReminderFacts) -> Document:
        """A reminder as a letter."""
        return reminder_document(facts, self.head, self.words, self.office)


def press_of(session: Session) -> Press:
    """The press of the commune that `session` reads."""
    return Press(session, letterhead(session), wordings(session, PACKAGE), office(session))


def _asked(facts: InvoiceFacts) -> Decimal:
    return facts.total if facts.is_credit_note else facts.to_pay


def _refuse_missing(ids: Sequence[int], found: int) -> None:
    if not ids:
        raise UserError(_("Choisissez d’abord ce que vous voulez imprimer."))
    if found < len(ids):
        raise UserError(_("Cette pièce n’existe plus\u00a0: elle a été supprimée ou refaite."))
