# SPDX-License-Identifier: EUPL-1.2
"""Money received: which invoices a payment settles, running balances, ages of debts, dates of reminders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.billing.strings import _
from app.core.money import ZERO, show_money
from app.core.outcome import Refusal
from app.core.parameters import DatedParameter
from app.core.text import Msg, Text


class PaymentMode(StrEnum):
    """How the money came (canteen reference §13.3)."""

    CASH = "CASH"
    CHEQUE = "CHEQUE"
    CARD = "CARD"
    TRANSFER = "TRANSFER"
    DIRECT_DEBIT = "DIRECT_DEBIT"
    PAYFIP = "PAYFIP"
    CESU = "CESU"
    MANDATE = "MANDATE"
    PREPAID = "PREPAID"


@dataclass(frozen=True)
class OpenInvoice:
    """An invoice of the payer with something left to pay (`due`, in euros)."""

    id: int
    number: str
    issued_on: date
    due_on: date
    due: Decimal


@dataclass(frozen=True)
class Allocated:
    """The part of a payment that settles one invoice."""

    invoice_id: int
    amount: Decimal


@dataclass(frozen=True)
class Allocation:
    """Where a payment goes: invoices, then what stays as a credit on the payer's account, in euros."""

    parts: tuple[Allocated, ...]
    credit: Decimal = ZERO


def allocate(
    amount: Decimal,
    invoices: Sequence[OpenInvoice],
    explicit: Mapping[int, Decimal] | Sequence[int] | None = None,
    keep_surplus: bool = False,
) -> Allocation | Refusal:
    """Share a payment between open invoices: those named by `explicit`, else oldest first (§13.3, PAY-01).

    `explicit` gives amounts by invoice, or invoices in the order wanted. A payment larger than the debt is
    refused (PAYMENT_TOO_LARGE) unless the surplus is knowingly kept as a credit (BIL-15).
    """
    if amount <= 0:
        return _refusal(_("le montant doit être supérieur à zéro"), "PAYMENT_NOT_POSITIVE")
    ordered = sorted(invoices, key=lambda invoice: (invoice.issued_on, invoice.due_on, invoice.id))
    known = {invoice.id: invoice for invoice in ordered}
    if explicit is not None and not isinstance(explicit, Mapping):
        unknown = [wanted for wanted in explicit if wanted not in known]
        if unknown:
            return _refusal(_("une des factures choisies n’a plus rien à payer"), "INVOICE_NOT_OPEN")
        ordered = [known[wanted] for wanted in explicit]
    if isinstance(explicit, Mapping):
        found = _as_asked(amount, known, explicit)
        if isinstance(found, Refusal):
            return found
        parts = found
    else:
        parts = _oldest_first(amount, ordered)
    surplus = amount - sum((part.amount for part in parts), ZERO)
    if surplus > 0 and not keep_surplus:
        why = _(
            "le paiement de {amount} dépasse ce qui reste dû, {due}\u00a0: corrigez le montant, ou gardez "
            "{surplus} en avoir sur le compte",
            amount=show_money(amount),
            due=show_money(amount - surplus),
            surplus=show_money(surplus),
        )
        return _refusal(why, "PAYMENT_TOO_LARGE")
    return Allocation(tuple(parts), surplus)


def _oldest_first(amount: Decimal, invoices: Sequence[OpenInvoice]) -> list[Allocated]:
    parts, left = [], amount
    for invoice in invoices:
        part = min(left, invoice.due)
        if part > 0:
            parts.append(Allocated(invoice.id, part))
            left -= part
    return parts


def _as_asked(
    amount: Decimal, known: Mapping[int, OpenInvoice], asked: Mapping[int, Decimal]
) -> list[Allocated] | Refusal:
    for invoice_id, part in asked.items():
        invoice = known.get(invoice_id)
        if invoice is None:
            return _refusal(_("une des factures choisies n’a plus rien à payer"), "INVOICE_NOT_OPEN")
        if part <= 0 or part > invoice.due:
            why = _(
                "la facture {number} peut recevoir entre 0,01\u00a0€ et {due}",
                number=invoice.number,
                due=show_money(invoice.due),
            )
            return _refusal(why, "PART_TOO_LARGE")
    if sum(asked.values(), ZERO) > amount:
        why = _("la somme des parts dépasse le paiement de {amount}", amount=show_money(amount))
        return _refusal(why, "PARTS_TOO_LARGE")
    return [Allocated(invoice_id, part) for invoice_id, part in asked.items()]


class MovementKind(StrEnum):
    """What moves the account of a payer."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    WRITE_OFF = "WRITE_OFF"


_OWED = frozenset({MovementKind.INVOICE, MovementKind.REFUND})


@dataclass(frozen=True)
class Movement:
    """One line of an account. `amount` is positive; its kind says whether the payer owes it."""

    day: date
    kind: MovementKind
    amount: Decimal
    words: Text = ""
    record_id: int | None = None

    @property
    def signed(self) -> Decimal:
        """Positive when it is added to what the payer owes."""
        return self.amount if self.kind in _OWED else -self.amount


@dataclass(frozen=True)
class StatementLine:
    """A movement with what the payer owes after it; a negative balance is a credit."""

    movement: Movement
    balance: Decimal


def statement(movements: Iterable[Movement], opening: Decimal = ZERO) -> list[StatementLine]:
    """The account in order of days, with its running balance from `opening`."""
    lines, balance = [], opening
    for movement in sorted(movements, key=lambda m: m.day):
        balance += movement.signed
        lines.append(StatementLine(movement, balance))
    return lines


class AgeBucket(StrEnum):
    """How long a debt has been due."""

    NOT_DUE = "NOT_DUE"
    DAYS_0_30 = "DAYS_0_30"
    DAYS_31_60 = "DAYS_31_60"
    DAYS_61_90 = "DAYS_61_90"
    OVER_90 = "OVER_90"


def age_bucket(due_on: date, day: date) -> AgeBucket:
    """The bucket of a debt seen on `day`; the due date itself is not late."""
    late = (day - due_on).days
    if late <= 0:
        return AgeBucket.NOT_DUE
    limits = ((30, AgeBucket.DAYS_0_30), (60, AgeBucket.DAYS_31_60), (90, AgeBucket.DAYS_61_90))
    return next((bucket for limit, bucket in limits if late <= limit), AgeBucket.OVER_90)


def aging(invoices: Iterable[OpenInvoice], day: date) -> dict[AgeBucket, Decimal]:
    """Euros left to pay by age on `day`; every bucket is there, even empty."""
    totals = dict.fromkeys(AgeBucket, ZERO)
    for invoice in invoices:
        totals[age_bucket(invoice.due_on, day)] += invoice.due
    return totals


FIRST_REMINDER_DAYS = DatedParameter[int](
    "billing.first_reminder_days", [(date(1900, 1, 1), 15, _("usage"))], _("première relance, jours après l’échéance")
)
SECOND_REMINDER_DAYS = DatedParameter[int](
    "billing.second_reminder_days", [(date(1900, 1, 1), 30, _("usage"))], _("seconde relance, jours après l’échéance")
)


@dataclass(frozen=True)
class ReminderSchedule:
    """Days after the due date when each reminder becomes possible (§14)."""

    delays: tuple[int, ...] = (15, 30)

    def dates(self, due_on: date) -> list[date]:
        """The day of each reminder of an invoice due on `due_on` (PAY-06)."""
        return [due_on + timedelta(days=delay) for delay in self.delays]

    def level(self, due_on: date, day: date, sent: int) -> int | None:
        """Rank (1, 2…) of the reminder to send on `day` after `sent` ones; None when none is due yet."""
        reached = sum(reminder_on <= day for reminder_on in self.dates(due_on))
        return sent + 1 if reached > sent else None


def reminder_schedule(day: date) -> ReminderSchedule:
    """The schedule whose dated parameters hold on `day`."""
    return ReminderSchedule((FIRST_REMINDER_DAYS.value_on(day), SECOND_REMINDER_DAYS.value_on(day)))


PAYFIP_LEAST, PAYFIP_MOST = Decimal("1.00"), Decimal("100000.00")


def payfip_refusal(reference: str, amount: Decimal) -> Refusal | None:
    """Why no online link can be made: 6 to 30 letters and digits, 1.00 to 100,000.00 euros (PAY-16).

    A reference that is refused here may still be printed on paper.
    """
    what = _("Paiement en ligne")
    if not re.fullmatch(r"[A-Za-z0-9]{6,30}", reference):
        why = _(
            "la référence {reference} doit compter de 6 à 30 lettres sans accent ou chiffres, sans tiret ni espace",
            reference=reference,
        )
        return Refusal(what, why, code="PAYFIP_REFERENCE")
    if not PAYFIP_LEAST <= amount <= PAYFIP_MOST:
        why = _(
            "le montant doit être compris entre {least} et {most}",
            least=show_money(PAYFIP_LEAST),
            most=show_money(PAYFIP_MOST),
        )
        return Refusal(what, why, code="PAYFIP_AMOUNT")
    return None


def mode_refusal(mode: PaymentMode, pays_meals: bool) -> Refusal | None:
    """Why `mode` cannot settle a service, or None: pre-funded vouchers never pay for meals (§2, PAY-05)."""
    if mode is PaymentMode.CESU and pays_meals:
        return _refusal(_("les CESU préfinancés ne paient pas les repas de cantine"), "MODE_REFUSED")
    return None


def _refusal(why: Msg, code: str) -> Refusal:
    return Refusal(_("Paiement"), why, code=code)
