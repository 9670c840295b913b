# SPDX-License-Identifier: EUPL-1.2
"""What the papers of billing say, as values: loaded by a few SELECTs, drawn by pure functions.

Amounts are euros. An issued document says what it said on the day of its issue: later payments do not change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.billing.models import DocumentKind, DocumentState, LineKind
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import PaymentMode, StatementLine
from app.core.money import ZERO
from app.core.text import Text


@dataclass(frozen=True)
class Envelope:
    """To whom a paper goes."""

    name: str
    """« Madame Hélène Morel »."""
    lines: tuple[str, ...] = ()
    """As the window shows them."""
    order: str = ""
    """Place among the envelopes: postcode, street, number."""
    fault: Text = ""
    """What the post would say of the address; empty when it is right."""


@dataclass(frozen=True)
class SeriesFacts:
    """How the money of a series is asked for."""

    code: str
    title: str
    mode: CollectionMode = CollectionMode.CASH_OFFICE
    payee: str = ""
    iban: str = ""
    payment_modes: tuple[str, ...] = ()
    """Codes of the means admitted; empty for all the usual ones."""

    @property
    def collects(self) -> bool:
        """The commune collects itself; otherwise the public accountant does."""
        return self.mode is CollectionMode.CASH_OFFICE


@dataclass(frozen=True)
class LineFacts:
    """A line as it is printed."""

    kind: LineKind
    label: str
    amount: Decimal
    """What the payer of this paper owes of it."""
    gross: Decimal
    """The same before the part of a third party."""
    group: str = ""
    """For whom: « Zoé MOREL, CE1-CE2 »."""
    group_rank: int = 0
    first_on: date | None = None
    last_on: date | None = None
    days: tuple[date, ...] = ()
    """The days themselves, when they are few."""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    third_party: str = ""
    why: tuple[str, ...] = ()
    """Why this price, sentence by sentence."""
    changes: tuple[str, ...] = ()
    """On a correction: what changed, day by day."""


@dataclass(frozen=True)
class Use:
    """Where a part of a credit goes."""

    reference: str
    """Invoice that it settles."""
    amount: Decimal


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice or a credit note."""

    id: int
    kind: DocumentKind
    state: DocumentState
    reference: str
    """Empty on a draft."""
    series: SeriesFacts
    envelope: Envelope
    period_first: date
    period_last: date
    total: Decimal
    lines: tuple[LineFacts, ...]
    previous_balance: Decimal = ZERO
    issued_on: date | None = None
    due_on: date | None = None
    payer_reference: str = ""
    """Reference that an organisation wants to read."""
    reason: str = ""
    corrects: str = ""
    """Reference of the invoice that a credit note corrects."""
    uses: tuple[Use, ...] = ()
    """What a credit note settled on the day of its issue."""

    @property
    def balance(self) -> Decimal:
        """This document and the account that it recalls; negative: a credit."""
        return self.total + self.previous_balance

    @property
    def to_pay(self) -> Decimal:
        """What the paper asks for."""
        return max(self.balance, ZERO)

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives money back."""
        return self.kind is DocumentKind.CREDIT_NOTE


# ---------------------------------------------------------------- accounts


@dataclass(frozen=True)
class Recalled:
    """An invoice named by a reminder, with what was left to pay on the day of the letter."""

    reference: str
    period_first: date
    due_on: date
    total: Decimal
    left: Decimal


@dataclass(frozen=True)
class ReminderFacts:
    """A letter asking for what is late."""

    id: int
    level: int
    sent_on: date
    sent_by: str
    series: SeriesFacts
    envelope: Envelope
    salutation: Text
    invoices: tuple[Recalled, ...]

    @property
    def amount(self) -> Decimal:
        """Euros asked for."""
        return sum((invoice.left for invoice in self.invoices), ZERO)


@dataclass(frozen=True)
class StatementFacts:
    """The account of a payer over a period."""

    envelope: Envelope
    first_on: date | None
    """None: since the account was opened."""
    last_on: date
    lines: tuple[StatementLine, ...]
    opening: Decimal = ZERO
    """Balance before the period."""

    @property
    def balance(self) -> Decimal:
        """Euros owed at the end; negative: a credit."""
        return self.lines[-1].balance if self.lines else self.opening


@dataclass(frozen=True)
class ReceiptFacts:
    """The receipt of a payment."""

    receipt: str
    series: SeriesFacts
    envelope: Envelope
    received_on: date
    method: PaymentMode
    amount: Decimal
    recorded_by: str
    reference: str = ""
    settled: tuple[Use, ...] = ()
    cancelled_on: date | None = None
    cancel_reason: str = ""

    @property
    def credit(self) -> Decimal:
        """Euros that settle nothing yet."""
        return self.amount - sum((use.amount for use in self.settled), ZERO)


@dataclass(frozen=True)
class Office:
    """Who writes and signs."""

    town: str = ""
    phone: str = ""
    signatory: str = ""
    """First name and name of the mayor."""
