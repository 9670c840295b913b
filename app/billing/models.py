# SPDX-License-Identifier: EUPL-1.2
"""Tables of billing: decisions and tariffs, payers, invoices and what they cover, payments, reminders."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import PaymentMode
from app.billing.rules.tariffs import PriceMethod, SiblingBasis, SiblingKind
from app.billing.strings import _
from app.directory.models import Household, Organisation, Person
from app.store.base import Base, Record, Scaled, partial_index
from app.store.conflicts import say_trigger


class DocumentKind(StrEnum):
    """What a numbered document is."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"


class DocumentState(StrEnum):
    """What was decided of a document. Whether it is paid or late is computed from `paid` and `due_on`."""

    DRAFT = "DRAFT"
    CHECKED = "CHECKED"
    CARRIED = "CARRIED"
    """Too small to be issued, or a credit: without a number, its amount goes to the next run."""
    VALIDATED = "VALIDATED"
    SENT = "SENT"
    TRANSFERRED = "TRANSFERRED"
    WRITTEN_OFF = "WRITTEN_OFF"


class LineKind(StrEnum):
    """Why a line stands on a document."""

    CHARGE = "CHARGE"
    CORRECTION = "CORRECTION"
    """A change of what was already billed."""
    CARRIED = "CARRIED"
    """The amount of an earlier run that was not issued."""
    CREDIT = "CREDIT"
    """Given back by a credit note."""
    PREVIOUS = "PREVIOUS"
    """Earlier balance of a cash office: shown and asked for, not part of this document's total."""


class PartyRole(StrEnum):
    """Who is named on a document."""

    PAYER = "PAYER"
    BENEFICIARY = "BENEFICIARY"
    THIRD_PARTY = "THIRD_PARTY"


# ---------------------------------------------------------------- what is decided


class CollectionSeries(Record):
    """A run of numbers and the way its money is collected: « CAN », cash office of the canteen."""

    __tablename__ = "billing_collection_series"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    """Written above the invoice: « Restaurant scolaire »."""
    module: Mapped[str] = mapped_column(default="")
    """Module whose charges it bills; empty for hand-made ones."""
    collection_mode: Mapped[CollectionMode] = mapped_column(default=CollectionMode.CASH_OFFICE)
    threshold: Mapped[Decimal | None]
    """Euros under which nothing is issued; empty for the legal one of its mode."""
    due_days: Mapped[int | None]
    """Days left to pay; empty for the dated parameter."""
    payee: Mapped[str] = mapped_column(default="")
    """To whose order cheques are written: « Régie cantine Saint-Aubin »."""
    iban: Mapped[str | None] = mapped_column(info={"sensitive": True})
    payment_modes: Mapped[list[str]] = mapped_column(default=list)
    """Means of payment admitted by the act of the cash office; empty admits all the lawful ones."""
    covers_meals: Mapped[bool] = mapped_column(default=False)
    """Meals are among its services: pre-funded vouchers are refused."""
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def credit_code(self) -> str:
        """Prefix of its credit notes: « CAN-AV »."""
        return f"{self.code}-AV"

    @property
    def receipt_code(self) -> str:
        """Prefix of its receipts: « CAN-Q »."""
        return f"{self.code}-Q"


class CouncilDecision(Record):
    """A deliberation of the council. It is executable once sent to the State and published."""

    __tablename__ = "billing_council_decision"
    __table_args__ = (UniqueConstraint("number", "adopted_on"),)

    number: Mapped[str]
    title: Mapped[str]
    adopted_on: Mapped[date]
    transmitted_on: Mapped[date | None]
    published_on: Mapped[date | None]
    executable_on: Mapped[date | None]
    """The later of the two days (CGCT L2131-1); empty as long as one is missing."""
    note: Mapped[str] = mapped_column(default="")

    tariffs: Mapped[list[Tariff]] = relationship(back_populates="decision")

    @validates("transmitted_on", "published_on")
    def _steps(self, name: str, value: date | None) -> date | None:
        other = self.published_on if name == "transmitted_on" else self.transmitted_on
        self.executable_on = None if value is None or other is None else max(value, other)
        return value


class Tariff(Record):
    """A price voted for a service. A criterion left empty accepts every value."""

    __tablename__ = "billing_tariff"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),)

    module: Mapped[str] = mapped_column(default="canteen")
    service: Mapped[str]
    """Code of the module: `MEAL`, `BASKET`, `ADULT`…"""
    title: Mapped[str]
    category: Mapped[str | None]
    regularity: Mapped[str | None]
    residency: Mapped[str | None]
    method: Mapped[PriceMethod]
    amount: Mapped[Decimal | None]
    rate_percent: Mapped[Decimal | None] = mapped_column(Scaled(4))
    floor: Mapped[Decimal | None]
    cap: Mapped[Decimal | None]
    upper_inclusive: Mapped[bool] = mapped_column(default=True)
    sibling_basis: Mapped[SiblingBasis | None]
    sibling_kind: Mapped[SiblingKind | None]
    sibling_values: Mapped[list[str]] = mapped_column(default=list)
    """Decimal texts: price or reduction for one child, two children…"""
    unit_cost: Mapped[Decimal | None]
    """Cost of one service to the commune, that no price may exceed (Code de l'éducation R531-53)."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("billing_council_decision.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    decision: Mapped[CouncilDecision | None] = relationship(back_populates="tariffs")
    brackets: Mapped[list[TariffBracket]] = relationship(
        back_populates="tariff", cascade="all, delete-orphan", order_by="TariffBracket.position"
    )


class TariffBracket(Record):
    """One step of a tariff's grid."""

    __tablename__ = "billing_tariff_bracket"
    __table_args__ = (UniqueConstraint("tariff_id", "position"),)

    tariff_id: Mapped[int] = mapped_column(ForeignKey("billing_tariff.id", ondelete="CASCADE"))
    position: Mapped[int]
    lower: Mapped[Decimal | None]
    upper: Mapped[Decimal | None]
    price: Mapped[Decimal]

    tariff: Mapped[Tariff] = relationship(back_populates="brackets")


# ---------------------------------------------------------------- who pays


class Payer(Record):
    """Who is billed and, in the end, owes: a person or an organisation, for a household."""

    __tablename__ = "billing_payer"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_identity"),
        Index("ix_billing_payer_person_household", "person_id", "household_id"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("directory_organisation.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("directory_household.id"), index=True)
    """Whose address and quotient are used."""
    payment_mode: Mapped[PaymentMode | None]
    """How this payer usually pays."""
    by_email: Mapped[bool] = mapped_column(default=False)
    reference: Mapped[str | None]
    """Reference asked by an organisation on its invoices."""
    active: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    household: Mapped[Household | None] = relationship()
    shares: Mapped[list[PayerShare]] = relationship(
        back_populates="payer", foreign_keys="PayerShare.payer_id", cascade="all, delete-orphan"
    )


class PayerShare(Record):
    """A third party bears a part of what a payer is charged, for a time (CCAS, employer)."""

    __tablename__ = "billing_payer_share"
    __table_args__ = (
        CheckConstraint("percent > 0 AND percent <= 10000", name="percent"),
        CheckConstraint("third_party_id <> payer_id", name="other"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
    )

    payer_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id", ondelete="CASCADE"), index=True)
    third_party_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("billing_collection_series.id"))
    """Only for this series; empty for all."""
    percent: Mapped[Decimal]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")

    payer: Mapped[Payer] = relationship(back_populates="shares", foreign_keys=[payer_id])
    third_party: Mapped[Payer] = relationship(foreign_keys=[third_party_id])


# ---------------------------------------------------------------- what is billed


class Invoice(Record):
    """An invoice or a credit note. Once numbered, only its state and its payments may change."""

    __tablename__ = "billing_invoice"
    __table_args__ = (
        UniqueConstraint("prefix", "year", "number"),
        CheckConstraint("(number IS NULL) = (issued_on IS NULL)", name="issued"),
        partial_index(
            "uq_billing_invoice_draft", "series_id", "payer_id", "period_first", "period_last",
            where="state IN ('DRAFT', 'CHECKED') AND kind = 'INVOICE'",
        ),
        Index("ix_billing_invoice_series_period", "series_id", "period_first"),
    )

    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.INVOICE)
    series_id: Mapped[int] = mapped_column(ForeignKey("billing_collection_series.id"))
    prefix: Mapped[str]
    """Series of its number: « CAN », « CAN-AV »."""
    year: Mapped[int | None]
    number: Mapped[int | None]
    reference: Mapped[str | None] = mapped_column(unique=True)
    """« CAN-2026-00112 »."""
    payer_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id"), index=True)
    period_first: Mapped[date]
    period_last: Mapped[date]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.DRAFT, index=True)
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    exercise: Mapped[int | None]
    """Budget year of the revenue, chosen at validation."""
    total: Mapped[Decimal]
    """Sum of its lines (PREVIOUS aside); negative for a credit note."""
    previous_balance: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    """What the payer owed before it, as printed (cash office)."""
    paid: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    """Allocated to it by payments and credits; for a credit note, what was used of it (positive)."""
    credited_id: Mapped[int | None] = mapped_column(ForeignKey("billing_invoice.id"), index=True)
    """Invoice that a credit note corrects."""
    carried_into_id: Mapped[int | None] = mapped_column(ForeignKey("billing_invoice.id"), index=True)
    """Document that took over the amount of a CARRIED one."""
    reason: Mapped[str] = mapped_column(default="")
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    """What the checks said of a draft: objects with code, severity, what, why, page, id."""
    validated_at: Mapped[datetime | None]
    validated_by: Mapped[str | None]
    sent_on: Mapped[date | None]
    sent_by: Mapped[str | None]
    paper_hash: Mapped[str | None]
    """SHA-256 of the archived PDF."""
    previous_digest: Mapped[str | None]
    digest: Mapped[str | None]
    """Chain over the numbered documents of its prefix, made of salted digests of identities."""

    series: Mapped[CollectionSeries] = relationship()
    payer: Mapped[Payer] = relationship()
    lines: Mapped[list[InvoiceLine]] = relationship(
        back_populates="invoice",
        foreign_keys="InvoiceLine.invoice_id",
        cascade="all, delete-orphan",
        order_by="InvoiceLine.position",
    )
    parties: Mapped[list[InvoiceParty]] = relationship(
        back_populates="invoice", cascade="all, delete-orphan", order_by="InvoiceParty.position"
    )


class InvoiceParty(Record):
    """Who was named on a document, as on that day: kept apart, so that it can be erased and the document kept."""

    __tablename__ = "billing_invoice_party"
    __table_args__ = (UniqueConstraint("invoice_id", "position"),)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("billing_invoice.id", ondelete="CASCADE"))
    position: Mapped[int]
    role: Mapped[PartyRole]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    title: Mapped[str | None]
    """« Mme Hélène Morel », « Zoé MOREL, CE1-CE2 »."""
    address_lines: Mapped[list[str]] = mapped_column(default=list)
    postcode: Mapped[str | None]
    sort_key: Mapped[str | None]
    """Order of the envelopes: postcode, street, number."""
    salt: Mapped[str | None]
    digest: Mapped[str | None]

    invoice: Mapped[Invoice] = relationship(back_populates="parties")


class InvoiceLine(Record):
    """A line: quantity × unit price, what the payer bears of it, and why."""

    __tablename__ = "billing_invoice_line"
    __table_args__ = (UniqueConstraint("invoice_id", "position"),)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("billing_invoice.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(default=LineKind.CHARGE)
    party_position: Mapped[int | None]
    """Position of the party for whom it was served."""
    module: Mapped[str] = mapped_column(default="")
    label: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    quantity: Mapped[Decimal | None]
    unit_price: Mapped[Decimal | None]
    gross: Mapped[Decimal]
    """Before the part that a third party bears."""
    amount: Mapped[Decimal]
    third_party: Mapped[str | None]
    """Title of the organisation that bears `gross - amount`; on its own invoice, empty."""
    items: Mapped[list[Any]] = mapped_column(default=list)
    """[key, ISO day, euros as text] of each thing billed or corrected."""
    why: Mapped[list[str]] = mapped_column(default=list)
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("billing_council_decision.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("billing_invoice.id"))
    """Document that it carries, recalls or corrects."""

    invoice: Mapped[Invoice] = relationship(back_populates="lines", foreign_keys=[invoice_id])


class CoveredItem(Base):
    """What validated documents bill of one thing: for a payer and a key, the sum of the amounts is what is covered.

    Derived from the lines, never changed: a correction or a credit note adds a row.
    """

    __tablename__ = "billing_covered_item"
    __journalled__ = False
    __table_args__ = (
        # The same thing is billed for the first time only once to a payer: the database holds it too.
        partial_index("uq_billing_covered_item_first", "payer_id", "key", where="is_first = 1", postgres="is_first"),
        Index("ix_billing_covered_item_payer_day", "payer_id", "day"),
        Index("ix_billing_covered_item_module_day", "module", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id"))
    module: Mapped[str]
    key: Mapped[str]
    day: Mapped[date]
    amount: Mapped[Decimal]
    is_first: Mapped[bool]
    line_id: Mapped[int] = mapped_column(ForeignKey("billing_invoice_line.id"), index=True)


# ---------------------------------------------------------------- what is paid


class Payment(Record):
    """Money received, with its receipt. A mistake is cancelled, the number stays used."""

    __tablename__ = "billing_payment"
    __table_args__ = (
        UniqueConstraint("prefix", "year", "number"),
        CheckConstraint("amount > 0", name="positive"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("billing_collection_series.id"))
    prefix: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    receipt: Mapped[str] = mapped_column(unique=True)
    """« CAN-Q-2026-00012 »."""
    payer_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id"), index=True)
    method: Mapped[PaymentMode]
    amount: Mapped[Decimal]
    received_on: Mapped[date]
    reference: Mapped[str] = mapped_column(default="")
    """Cheque number, label of the transfer."""
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    used: Mapped[Decimal] = mapped_column(default=Decimal("0.00"))
    """Allocated to invoices; the rest is a credit on the account."""
    cancelled_on: Mapped[date | None]
    cancelled_by: Mapped[str | None]
    cancel_reason: Mapped[str] = mapped_column(default="")

    series: Mapped[CollectionSeries] = relationship()
    payer: Mapped[Payer] = relationship()
    allocations: Mapped[list[Allocation]] = relationship(back_populates="payment", foreign_keys="Allocation.payment_id")


class Allocation(Record):
    """The part of a payment, or of a credit note, that settles an invoice."""

    __tablename__ = "billing_allocation"
    __table_args__ = (
        CheckConstraint("amount > 0", name="positive"),
        CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name="one_source"),
    )

    payment_id: Mapped[int | None] = mapped_column(ForeignKey("billing_payment.id"), index=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("billing_invoice.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("billing_invoice.id"), index=True)
    amount: Mapped[Decimal]
    allocated_on: Mapped[date]

    payment: Mapped[Payment | None] = relationship(back_populates="allocations", foreign_keys=[payment_id])
    invoice: Mapped[Invoice] = relationship(foreign_keys=[invoice_id])


class PaymentReminder(Record):
    """A letter asking for what is late, kept with its date."""

    __tablename__ = "billing_payment_reminder"

    payer_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("billing_collection_series.id"))
    level: Mapped[int]
    sent_on: Mapped[date]
    sent_by: Mapped[str] = mapped_column(default="")
    amount: Mapped[Decimal]
    """Asked for in the letter, in euros."""
    paper_hash: Mapped[str | None]

    payer: Mapped[Payer] = relationship()
    lines: Mapped[list[PaymentReminderLine]] = relationship(back_populates="reminder", cascade="all, delete-orphan")


class PaymentReminderLine(Record):
    """One invoice recalled by a letter, with what was left to pay that day."""

    __tablename__ = "billing_payment_reminder_line"

    reminder_id: Mapped[int] = mapped_column(ForeignKey("billing_payment_reminder.id", ondelete="CASCADE"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("billing_invoice.id"), index=True)
    amount: Mapped[Decimal]

    reminder: Mapped[PaymentReminder] = relationship(back_populates="lines")
    invoice: Mapped[Invoice] = relationship()


say_trigger(
    "billing.invoice-issued",
    _("Cette pièce est émise\u00a0: elle ne se modifie plus et ne se supprime pas. Corrigez-la par un avoir."),
)
say_trigger(
    "billing.payment-recorded",
    _("Ce paiement a une quittance\u00a0: il ne se modifie plus. Annulez-le, puis saisissez-le à nouveau."),
)
