# SPDX-License-Identifier: EUPL-1.2
"""The life of an invoice: states, threshold and carrying, numbers, corrections by difference, due dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from app.billing.strings import _, label
from app.core.money import ZERO
from app.core.outcome import UserError
from app.core.parameters import DatedParameter
from app.core.state import Transitions


class InvoiceState(StrEnum):
    """Where an invoice stands (canteen reference §12.2); it never goes back to DRAFT once validated."""

    DRAFT = "DRAFT"
    CHECKED = "CHECKED"
    VALIDATED = "VALIDATED"
    SENT = "SENT"
    PARTLY_PAID = "PARTLY_PAID"
    PAID = "PAID"
    OVERDUE = "OVERDUE"
    TRANSFERRED = "TRANSFERRED"
    WRITTEN_OFF = "WRITTEN_OFF"


_S = InvoiceState
_OPEN = (_S.VALIDATED, _S.SENT, _S.PARTLY_PAID, _S.OVERDUE)
_CLOSED = (_S.PAID, _S.TRANSFERRED, _S.WRITTEN_OFF)
_PASSAGES = (
    *((_S.DRAFT, after) for after in (_S.CHECKED, _S.VALIDATED)),
    *((_S.CHECKED, after) for after in (_S.DRAFT, _S.VALIDATED)),
    (_S.VALIDATED, _S.SENT),
    *((before, after) for before in _OPEN for after in (*_OPEN[2:], *_CLOSED) if before is not after),
    # A payment that is returned opens the invoice again.
    *((_S.PAID, after) for after in _OPEN),
    *((_S.TRANSFERRED, after) for after in (_S.PAID, _S.WRITTEN_OFF)),
)
TRANSITIONS = Transitions(dict.fromkeys(_PASSAGES), label=label)
"""The moves that exist; a draft is read before it is validated, or validated at once by the run."""

IMMUTABLE = frozenset(InvoiceState) - {InvoiceState.DRAFT, InvoiceState.CHECKED}
"""States after which nothing but state and payments may change (§12.8.6)."""


def is_deletable(state: InvoiceState) -> bool:
    """Only drafts are deleted; a validated invoice is cancelled by a credit note (BIL-11)."""
    return state not in IMMUTABLE


def state_after_payment(current: InvoiceState, total: Decimal, paid: Decimal, due_on: date, day: date) -> InvoiceState:
    """The state of a validated invoice once `paid` euros of `total` are allocated to it, seen on `day`.

    Invoices handed over or written off keep the state that the accountant gave them.
    """
    if current in (InvoiceState.TRANSFERRED, InvoiceState.WRITTEN_OFF):
        return current
    if paid >= total:
        return InvoiceState.PAID
    if day > due_on:
        return InvoiceState.OVERDUE
    if paid > 0:
        return InvoiceState.PARTLY_PAID
    return InvoiceState.VALIDATED if current is InvoiceState.VALIDATED else InvoiceState.SENT


class CollectionMode(StrEnum):
    """Who collects: a cashier of the town, or the accountant by titles or a roll (§13.1)."""

    CASH_OFFICE = "CASH_OFFICE"
    TITLES = "TITLES"
    ROLE = "ROLE"


MIN_COLLECTION = DatedParameter[Decimal](
    "billing.min_collection",
    [
        (date(1900, 1, 1), Decimal("5.00"), "L1611-5 et D1611-1 CGCT, avant le décret 2017-509"),
        (date(2017, 4, 10), Decimal("15.00"), "L1611-5 et D1611-1 CGCT, décret 2017-509 du 7 avril 2017"),
    ],
    _("seuil de mise en recouvrement"),
)
"""Euros below which a debt is not put into collection; titles and rolls only."""

DUE_DAYS = DatedParameter[int](
    "billing.due_days", [(date(1900, 1, 1), 30, _("usage\u00a0: 30 jours"))], _("délai de paiement, en jours")
)


def threshold(mode: CollectionMode, day: date) -> Decimal:
    """The least amount, in euros, that may be issued on `day`; none for a cash office (BIL-03)."""
    return ZERO if mode is CollectionMode.CASH_OFFICE else MIN_COLLECTION.value_on(day)


def due_on(issued_on: date, days: int | None = None) -> date:
    """The day an invoice must be paid by: `days` after its issue, or the dated parameter."""
    return issued_on + timedelta(days=DUE_DAYS.value_on(issued_on) if days is None else days)


class Outcome(StrEnum):
    """What becomes of what a payer owes at the end of a run."""

    ISSUE = "ISSUE"
    CARRY = "CARRY"
    CREDIT = "CREDIT"
    NOTHING = "NOTHING"


@dataclass(frozen=True)
class Decision:
    """`issued` euros are billed now, `carried` euros go to the next run (negative: a credit)."""

    outcome: Outcome
    issued: Decimal
    carried: Decimal


def decide(carried: Decimal, new: Decimal, least: Decimal) -> Decision:
    """Issue, carry or keep as a credit what a payer owes: `carried` from earlier runs + `new` charges (§12.6).

    The comparison is strict: with a threshold of 15.00, 14.99 is carried and 15.00 is issued.
    """
    due = carried + new
    if due < 0:
        return Decision(Outcome.CREDIT, ZERO, due)
    if due == 0:
        return Decision(Outcome.NOTHING, ZERO, ZERO)
    if due < least:
        return Decision(Outcome.CARRY, ZERO, due)
    return Decision(Outcome.ISSUE, due, ZERO)


class YearEndChoice(StrEnum):
    """What the town does at the end of the year with what stayed under the threshold (BIL-04)."""

    KEEP = "KEEP"
    CASH_OFFICE = "CASH_OFFICE"
    WRITE_OFF = "WRITE_OFF"


def left_under_threshold(balances: Mapping[int, Decimal], least: Decimal) -> dict[int, Decimal]:
    """Payers and euros that no run could issue: each needs a `YearEndChoice`."""
    return {payer: due for payer, due in balances.items() if 0 < due < least}


@dataclass(frozen=True, order=True)
class InvoiceNumber:
    """A number of a series: « CAN-2026-00112 ». The year is the year of issue; ranks begin at 1 each year."""

    prefix: str
    year: int
    rank: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year:04d}-{self.rank:05d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number written « CAN-2026-00112 ». Raises UserError when it is not one."""
        match = re.fullmatch(r"([A-Z][A-Z0-9-]{0,19})-(\d{4})-(\d{5,})", text.strip().upper())
        if match is None:
            raise UserError(
                _("«\u00a0{text}\u00a0» n’est pas un numéro de facture\u00a0: écrivez par exemple CAN-2026-00112.", text=text)
            )
        return cls(match[1], int(match[2]), int(match[3]))

    def following(self, issued_on: date) -> Self:
        """The next number of the series for an issue on that day: 00001 when the year changes (BIL-06)."""
        rank = self.rank + 1 if issued_on.year == self.year else 1
        return type(self)(self.prefix, issued_on.year, rank)


def exercise_choices(last_service_on: date, issued_on: date) -> tuple[int, ...]:
    """Budget years that may carry an invoice, the proposed one first.

    In January, for a service rendered the year before, the user chooses and the choice is kept (BIL-13).
    """
    if last_service_on.year < issued_on.year and issued_on.month == 1:
        return issued_on.year, issued_on.year - 1
    return (issued_on.year,)


class DifferenceKind(StrEnum):
    """How an item differs from what validated invoices already cover."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True)
class Difference:
    """What is still to bill for one item, in euros; negative when too much was billed."""

    key: str
    kind: DifferenceKind
    amount: Decimal


def differences(current: Mapping[str, Decimal], covered: Mapping[str, Decimal]) -> list[Difference]:
    """What one payer must still be billed: `current` worth of each item minus what is `covered` (§12.7).

    Items worth what is already covered are not billed twice and do not appear. Those that nothing charges any
    more are withdrawn. The amounts add up to the difference of the two totals.
    """
    found = [
        Difference(key, DifferenceKind.CHANGED if key in covered else DifferenceKind.NEW, worth - covered.get(key, ZERO))
        for key, worth in current.items()
        if worth != covered.get(key)
    ]
    found += [
        Difference(key, DifferenceKind.WITHDRAWN, -amount)
        for key, amount in covered.items()
        if key not in current and amount
    ]
    return found


class CorrectionRoute(StrEnum):
    """The document by which a validated invoice is corrected (§12.7)."""

    CREDIT_NOTE = "CREDIT_NOTE"
    NEXT_INVOICE = "NEXT_INVOICE"
    TITLE_REDUCTION = "TITLE_REDUCTION"
    EXPENSE_ORDER = "EXPENSE_ORDER"
    COMPLEMENT = "COMPLEMENT"


REDUCTION_DOCUMENT_TYPE = "02/02/06"
"""Document type of the reduction of a title of the current year, as the accountant's files name it (BIL-07)."""


def correction_route(
    difference: Decimal, mode: CollectionMode, is_sent: bool, exercise: int, current_exercise: int
) -> CorrectionRoute:
    """How to correct by `difference` euros (negative: too much was billed) an invoice of `exercise`."""
    if difference > 0:
        return CorrectionRoute.NEXT_INVOICE if mode is CollectionMode.CASH_OFFICE else CorrectionRoute.COMPLEMENT
    if mode is CollectionMode.CASH_OFFICE:
        return CorrectionRoute.NEXT_INVOICE if is_sent else CorrectionRoute.CREDIT_NOTE
    if exercise == current_exercise:
        return CorrectionRoute.TITLE_REDUCTION
    return CorrectionRoute.EXPENSE_ORDER


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of the lines, never rounded again (§10.4)."""
    return sum(amounts, ZERO)
