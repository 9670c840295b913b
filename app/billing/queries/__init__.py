# SPDX-License-Identifier: EUPL-1.2
"""What billing is asked: payers and their accounts, open invoices, drafts, what is already covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session, selectinload

from app.billing.models import (
    CollectionSeries,
    CoveredItem,
    DocumentKind,
    DocumentState,
    Invoice,
    InvoiceLine,
    Payer,
    Payment,
)
from app.billing.rules.payments import OpenInvoice
from app.billing.strings import _
from app.core.money import ZERO
from app.core.outcome import UserError
from app.core.people import key1
from app.directory.models import Household, Organisation, Person

LIMIT = 30


# ---------------------------------------------------------------- series


def series_of(session: Session, code: str | int) -> CollectionSeries:
    """The series of that code or id. Raises `UserError` when there is none."""
    column = CollectionSeries.id if isinstance(code, int) else CollectionSeries.code
    found = session.scalars(select(CollectionSeries).where(column == code)).one_or_none()
    if found is None:
        raise UserError(
            _("La série «\u00a0{code}\u00a0» n’existe pas\u00a0: créez-la dans Facturation, Séries.", code=code), "series"
        )
    return found


def find_series(session: Session, text: str) -> list[tuple[int, str]]:
    """(id, « CAN · Restaurant scolaire ») of the series in use."""
    rows = session.scalars(select(CollectionSeries).where(CollectionSeries.active).order_by(CollectionSeries.code))
    words = key1(text).split()
    titles = [(row.id, f"{row.code} · {row.title}") for row in rows]
    exact = [pair for pair in titles if key1(pair[1].split(" · ")[0]) == key1(text)]
    return exact or [pair for pair in titles if all(word in key1(pair[1]) for word in words)]


def series_title(session: Session, series_id: int) -> str:
    """« CAN · Restaurant scolaire »."""
    row = session.get(CollectionSeries, series_id)
    return f"{row.code} · {row.title}" if row else ""


# ---------------------------------------------------------------- payers


def payer_name() -> ColumnElement[str]:
    """SQL: the payer's title, from a SELECT that joins `with_identity`."""
    return func.coalesce(Person.title, Organisation.title, "")


def payer_sort() -> ColumnElement[str]:
    """SQL: the payer's sort key."""
    return func.coalesce(Person.sort_key, Organisation.sort_key, "")


def with_identity(query: Any) -> Any:
    """Add to a SELECT over `Payer` the tables that name it."""
    return (
        query.outerjoin(Person, Person.id == Payer.person_id)
        .outerjoin(Organisation, Organisation.id == Payer.organisation_id)
        .outerjoin(Household, Household.id == Payer.household_id)
    )


def find_payers(session: Session, text: str, limit: int = LIMIT) -> list[tuple[int, str]]:
    """(id, title) of the payers whose name or household holds every word; namesakes show their household."""
    query = with_identity(select(Payer.id, payer_name().label("title"), Household.label)).where(Payer.active)
    for word in key1(text).split():
        pattern = f"%{word}%"
        query = query.where(
            or_(
                Person.names_key.like(pattern), Organisation.title_key.like(pattern), Household.label_key.like(pattern)
            )
        )
    rows = session.execute(query.order_by(payer_sort(), Payer.id).limit(limit)).all()
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.title] = seen.get(row.title, 0) + 1
    return [(r.id, f"{r.title} ({r.label})" if seen[r.title] > 1 and r.label else r.title) for r in rows]


def payer_titles(session: Session, payer_ids: Iterable[int]) -> dict[int, str]:
    """Titles by payer."""
    found: dict[int, str] = {}
    for ids in batches(payer_ids):
        query = with_identity(select(Payer.id, payer_name().label("title"))).where(Payer.id.in_(ids))
        found.update({row.id: row.title for row in session.execute(query)})
    return found


def payer_title(session: Session, payer_id: int) -> str:
    """« MOREL Hélène », empty when the payer is gone."""
    return payer_titles(session, [payer_id]).get(payer_id, "")


def payer_for(session: Session, person_id: int, household_id: int | None = None) -> Payer | None:
    """The payer that a person is for a household, or the one of no household in particular."""
    query = select(Payer).where(Payer.person_id == person_id, Payer.active).order_by(Payer.id)
    found = session.scalars(query).all()
    exact = next((payer for payer in found if payer.household_id == household_id), None)
    return exact or next((payer for payer in found if payer.household_id is None), None)


# ---------------------------------------------------------------- accounts


def issued() -> ColumnElement[bool]:
    """SQL: the document has its number."""
    return Invoice.number.is_not(None)


def owed_amount() -> ColumnElement[Decimal]:
    """SQL: what a document adds to an account; once written off, no more than what was paid of it."""
    return case((Invoice.state == DocumentState.WRITTEN_OFF, Invoice.paid), else_=Invoice.total)


def is_open() -> ColumnElement[bool]:
    """SQL: an invoice with something left to pay, which the commune still collects."""
    return (
        (Invoice.kind == DocumentKind.INVOICE)
        & Invoice.number.is_not(None)
        & (Invoice.paid < Invoice.total)
        & Invoice.state.in_((DocumentState.VALIDATED, DocumentState.SENT))
    )


def shown_state(today: date) -> ColumnElement[str]:
    """SQL: the state as lists show it: PAID, PARTLY_PAID and OVERDUE come from the figures and the day."""
    state = func.coalesce(Invoice.state, "")
    collected = Invoice.state.in_((DocumentState.VALIDATED, DocumentState.SENT))
    invoice = (Invoice.kind == DocumentKind.INVOICE) & collected
    return case(
        (invoice & (Invoice.paid >= Invoice.total), literal("PAID")),
        (invoice & (Invoice.due_on < today), literal("OVERDUE")),
        (invoice & (Invoice.paid > 0), literal("PARTLY_PAID")),
        else_=state,
    )


def open_invoices(
    session: Session, payer_ids: Iterable[int] | None = None, series_id: int | None = None
) -> dict[int, list[Invoice]]:
    """Invoices left to pay, by payer, the oldest first."""
    found: dict[int, list[Invoice]] = {}
    for ids in batches(payer_ids) if payer_ids is not None else [None]:
        query = select(Invoice).where(is_open()).order_by(Invoice.issued_on, Invoice.due_on, Invoice.id)
        if ids is not None:
            query = query.where(Invoice.payer_id.in_(ids))
        if series_id is not None:
            query = query.where(Invoice.series_id == series_id)
        for invoice in session.scalars(query):
            found.setdefault(invoice.payer_id, []).append(invoice)
    return found


def as_open(invoice: Invoice) -> OpenInvoice:
    """The facts that the rules of allocation read."""
    assert invoice.issued_on is not None
    return OpenInvoice(
        invoice.id, invoice.reference or "", invoice.issued_on, invoice.due_on or invoice.issued_on,
        invoice.total - invoice.paid,
    )  # fmt: skip


@dataclass(frozen=True)
class Credit:
    """Money of a payer that settles nothing yet: a payment's surplus or a credit note, `left` in euros."""

    source: Payment | Invoice
    day: date
    left: Decimal


def credits_of(session: Session, payer_ids: Iterable[int], series_id: int | None = None) -> dict[int, list[Credit]]:
    """Credits by payer, the oldest first."""
    found: dict[int, list[Credit]] = {}
    for ids in batches(payer_ids):
        payments = select(Payment).where(
            Payment.payer_id.in_(ids), Payment.cancelled_on.is_(None), Payment.used < Payment.amount
        )
        notes = select(Invoice).where(
            Invoice.payer_id.in_(ids), Invoice.kind == DocumentKind.CREDIT_NOTE, issued(),
            Invoice.paid + Invoice.total < 0,
        )  # fmt: skip
        if series_id is not None:
            payments = payments.where(Payment.series_id == series_id)
            notes = notes.where(Invoice.series_id == series_id)
        for payment in session.scalars(payments):
            credit = Credit(payment, payment.received_on, payment.amount - payment.used)
            found.setdefault(payment.payer_id, []).append(credit)
        for note in session.scalars(notes):
            assert note.issued_on is not None
            found.setdefault(note.payer_id, []).append(Credit(note, note.issued_on, -note.total - note.paid))
    for credits in found.values():
        credits.sort(key=lambda credit: (credit.day, credit.source.id))
    return found


def balances(
    session: Session, payer_ids: Iterable[int] | None = None, series_id: int | None = None
) -> dict[int, Decimal]:
    """What each payer owes, in euros, by payer; negative: a credit. Payers at zero without history are absent."""
    found: dict[int, Decimal] = {}
    invoices = select(Invoice.payer_id, func.sum(owed_amount()).label("amount")).where(issued())
    payments = select(Payment.payer_id, func.sum(Payment.amount).label("amount")).where(Payment.cancelled_on.is_(None))
    if series_id is not None:
        invoices = invoices.where(Invoice.series_id == series_id)
        payments = payments.where(Payment.series_id == series_id)
    for ids in batches(payer_ids) if payer_ids is not None else [None]:
        for sign, query, column in ((1, invoices, Invoice.payer_id), (-1, payments, Payment.payer_id)):
            asked: Any = query if ids is None else query.where(column.in_(ids))
            for row in session.execute(asked.group_by(column)):
                found[row.payer_id] = found.get(row.payer_id, ZERO) + sign * row.amount
    return found


def last_totals(session: Session, payer_ids: Iterable[int], series_id: int) -> dict[int, list[Decimal]]:
    """Totals of the last three invoices of each payer in a series, the latest first."""
    found: dict[int, list[Decimal]] = {}
    for ids in batches(payer_ids):
        rank = func.row_number().over(partition_by=Invoice.payer_id, order_by=Invoice.id.desc()).label("rank")
        inner = (
            select(Invoice.payer_id, Invoice.total, rank)
            .where(issued(), Invoice.kind == DocumentKind.INVOICE, Invoice.series_id == series_id)
            .where(Invoice.payer_id.in_(ids))
            .subquery()
        )
        rows = session.execute(select(inner).where(inner.c.rank <= 3).order_by(inner.c.payer_id, inner.c.rank))
        for row in rows:
            found.setdefault(row.payer_id, []).append(row.total)
    return found


# ---------------------------------------------------------------- drafts and cover


def drafts_of(session: Session, series_id: int, first: date, last: date) -> list[Invoice]:
    """Drafts of a series for a period, with their lines and parties."""
    return list(
        session.scalars(
            select(Invoice)
            .where(
                Invoice.series_id == series_id, Invoice.period_first == first, Invoice.period_last == last,
                Invoice.state.in_((DocumentState.DRAFT, DocumentState.CHECKED)), Invoice.kind == DocumentKind.INVOICE,
            )
            .options(selectinload(Invoice.lines), selectinload(Invoice.parties))
            .order_by(Invoice.id)
        )
    )  # fmt: skip


def carried_of(session: Session, series_id: int) -> dict[int, list[Invoice]]:
    """Documents of a series whose amount waits for a later run, by payer, the oldest first."""
    found: dict[int, list[Invoice]] = {}
    query = select(Invoice).where(
        Invoice.series_id == series_id, Invoice.state == DocumentState.CARRIED, Invoice.carried_into_id.is_(None)
    )
    for invoice in session.scalars(query.order_by(Invoice.period_first, Invoice.id)):
        found.setdefault(invoice.payer_id, []).append(invoice)
    return found


@dataclass(frozen=True)
class Covered:
    """What is billed of one thing to one payer, and the line that billed it last."""

    amount: Decimal
    day: date
    line_id: int


def covered(session: Session, modules: Sequence[str], first: date, last: date) -> dict[int, dict[str, Covered]]:
    """By payer and key, what validated documents cover of these modules' items between two days, both included."""
    query = (
        select(
            CoveredItem.payer_id, CoveredItem.key, CoveredItem.day, func.sum(CoveredItem.amount).label("amount"),
            func.max(CoveredItem.line_id).label("line_id"),
        )
        .where(CoveredItem.module.in_(modules), CoveredItem.day >= first, CoveredItem.day <= last)
        .group_by(CoveredItem.payer_id, CoveredItem.key, CoveredItem.day)
    )  # fmt: skip
    found: dict[int, dict[str, Covered]] = {}
    for row in session.execute(query):
        found.setdefault(row.payer_id, {})[row.key] = Covered(row.amount, row.day, row.line_id)
    return found


def billed_periods(session: Session, series_id: int, before: date, since: date) -> list[tuple[date, date]]:
    """Periods of a series that were validated, at least in part, between two days (the second one included)."""
    query = (
        select(Invoice.period_first, Invoice.period_last)
        .where(Invoice.series_id == series_id, Invoice.kind == DocumentKind.INVOICE)
        .where(Invoice.state.not_in((DocumentState.DRAFT, DocumentState.CHECKED)))
        .where(Invoice.period_first < before, Invoice.period_first >= since)
        .distinct()
        .order_by(Invoice.period_first)
    )
    return [(row.period_first, row.period_last) for row in session.execute(query)]


def lines_by_id(session: Session, line_ids: Iterable[int]) -> dict[int, InvoiceLine]:
    """Lines with their document and its parties, to say what a correction corrects."""
    found: dict[int, InvoiceLine] = {}
    for ids in batches(line_ids):
        query = (
            select(InvoiceLine)
            .where(InvoiceLine.id.in_(ids))
            .options(selectinload(InvoiceLine.invoice).selectinload(Invoice.parties))
        )
        found.update({line.id: line for line in session.scalars(query)})
    return found


def batches(ids: Iterable[int | None], size: int = 800) -> Iterable[list[int]]:
    """Ids in pieces that a database accepts in one IN."""
    wanted = sorted({i for i in ids if i is not None})
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]
