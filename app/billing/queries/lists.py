# SPDX-License-Identifier: EUPL-1.2
"""The rows of billing's lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, String, case, cast, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.billing.models import (
    CollectionSeries,
    CouncilDecision,
    DocumentKind,
    DocumentState,
    Invoice,
    InvoiceParty,
    PartyRole,
    Payer,
    PayerShare,
    Payment,
    PaymentReminder,
    Tariff,
    TariffBracket,
)
from app.billing.queries import issued, owed_amount, payer_name, payer_sort, shown_state, with_identity
from app.core.dates import Month
from app.core.money import ZERO
from app.directory.models import Household, Organisation, Person
from app.store.base import Cents, MonthText
from app.store.uow import today_of


def _names_key() -> Any:
    return func.coalesce(Person.names_key, Organisation.title_key, "")


def invoices_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Invoices, credit notes and drafts; of one month when the parameter is given."""
    children = (
        select(func.count())
        .select_from(InvoiceParty)
        .where(InvoiceParty.invoice_id == Invoice.id, InvoiceParty.role == PartyRole.BENEFICIARY)
        .correlate(Invoice)
        .scalar_subquery()
    )
    # A draft is not due yet; of a credit note, what was used of it is no longer owed to the family.
    left = case(
        (Invoice.number.is_(None), 0),
        (Invoice.kind == DocumentKind.CREDIT_NOTE, Invoice.total + Invoice.paid),
        else_=Invoice.total - Invoice.paid,
    )
    month = type_coerce(func.substr(cast(Invoice.period_first, String), 1, 7), MonthText())
    query: Any = with_identity(
        select(
            Invoice.id, Invoice.reference, _rank().label("reference__sort"), Invoice.kind,
            payer_name().label("payer"), payer_sort().label("payer__sort"), _names_key().label("payer_key"),
            Invoice.payer_id, month.label("period"), children.label("children"), Invoice.total,
            type_coerce(func.coalesce(left, 0), Cents()).label("left"), Invoice.issued_on, Invoice.due_on,
            Invoice.sent_on, shown_state(today_of(session)).label("state"), CollectionSeries.code.label("series"),
            func.coalesce(func.lower(Invoice.reference), "").label("reference_text"),
        )
        .join(Payer, Payer.id == Invoice.payer_id)
        .join(CollectionSeries, CollectionSeries.id == Invoice.series_id)
    )  # fmt: skip
    wanted = params.get("month")
    if isinstance(wanted, Month):
        query = query.where(Invoice.period_first >= wanted.first, Invoice.period_first <= wanted.last)
    rows: Select[Any] = query
    return rows


def _rank() -> Any:
    """Order of the numbers: by year, then by rank, whatever the prefix; what has none yet comes after them all."""
    return func.coalesce(Invoice.year * 10_000_000 + Invoice.number, 10**12)


def payers_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Payers with their balance, what of it is late, and how they pay."""
    today = today_of(session)
    billed = (
        select(func.sum(owed_amount())).where(Invoice.payer_id == Payer.id, issued()).correlate(Payer).scalar_subquery()
    )
    paid = (
        select(func.sum(Payment.amount))
        .where(Payment.payer_id == Payer.id, Payment.cancelled_on.is_(None))
        .correlate(Payer)
        .scalar_subquery()
    )
    late = (
        select(func.sum(Invoice.total - Invoice.paid))
        .where(Invoice.payer_id == Payer.id, issued(), Invoice.kind == DocumentKind.INVOICE)
        .where(Invoice.due_on < today, Invoice.paid < Invoice.total, Invoice.state != DocumentState.WRITTEN_OFF)
        .correlate(Payer)
        .scalar_subquery()
    )
    balance = type_coerce(func.coalesce(billed, 0) - func.coalesce(paid, 0), Cents())
    third = (
        select(func.count())
        .select_from(PayerShare)
        .where(PayerShare.payer_id == Payer.id, or_(PayerShare.valid_to.is_(None), PayerShare.valid_to >= today))
        .correlate(Payer)
        .scalar_subquery()
    )
    query: Any = with_identity(
        select(
            Payer.id, payer_name().label("name"), payer_sort().label("name__sort"), _names_key().label("name_key"),
            Household.label.label("household"), func.coalesce(Household.label_key, "").label("household_key"),
            Payer.payment_mode, Payer.by_email, balance.label("balance"),
            type_coerce(func.coalesce(late, 0), Cents()).label("late"), third.label("third_parties"), Payer.active,
        )
    )  # fmt: skip
    rows: Select[Any] = query
    return rows


def payments_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Payments, cancelled ones included."""
    used = type_coerce(Payment.amount - Payment.used, Cents())
    query: Any = with_identity(
        select(
            Payment.id, Payment.receipt, Payment.received_on, payer_name().label("payer"),
            payer_sort().label("payer__sort"), _names_key().label("payer_key"), Payment.payer_id, Payment.method,
            Payment.amount, Payment.reference, used.label("credit"), Payment.cancelled_on, Payment.recorded_by,
            CollectionSeries.code.label("series"),
        )
        .join(Payer, Payer.id == Payment.payer_id)
        .join(CollectionSeries, CollectionSeries.id == Payment.series_id)
    )  # fmt: skip
    rows: Select[Any] = query
    return rows


def reminders_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Reminders written."""
    query: Any = with_identity(
        select(
            PaymentReminder.id, PaymentReminder.sent_on, payer_name().label("payer"),
            payer_sort().label("payer__sort"), _names_key().label("payer_key"), PaymentReminder.level,
            PaymentReminder.amount, PaymentReminder.sent_by, CollectionSeries.code.label("series"),
        )
        .join(Payer, Payer.id == PaymentReminder.payer_id)
        .join(CollectionSeries, CollectionSeries.id == PaymentReminder.series_id)
    )  # fmt: skip
    rows: Select[Any] = query
    return rows


def decisions_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Decisions with the number of tariffs that rest on each."""
    tariffs = (
        select(func.count())
        .select_from(Tariff)
        .where(Tariff.decision_id == CouncilDecision.id)
        .correlate(CouncilDecision)
        .scalar_subquery()
    )
    query: Any = select(
        CouncilDecision.id, CouncilDecision.number, CouncilDecision.title, CouncilDecision.adopted_on,
        CouncilDecision.transmitted_on, CouncilDecision.published_on, CouncilDecision.executable_on,
        tariffs.label("tariffs"),
    )  # fmt: skip
    rows: Select[Any] = query
    return rows


def tariffs_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Tariffs with their lowest and highest prices."""
    least = _bracket_price(func.min(TariffBracket.price))
    most = _bracket_price(func.max(TariffBracket.price))
    low = func.coalesce(Tariff.amount, Tariff.floor, least, ZERO)
    high = func.coalesce(Tariff.amount, Tariff.cap, most, ZERO)
    query: Any = select(
        Tariff.id, Tariff.title, Tariff.service, Tariff.category, Tariff.regularity, Tariff.residency, Tariff.method,
        type_coerce(low, Cents()).label("lowest"), type_coerce(high, Cents()).label("highest"), Tariff.valid_from,
        Tariff.valid_to, CouncilDecision.number.label("decision"), CouncilDecision.executable_on,
    ).outerjoin(CouncilDecision, CouncilDecision.id == Tariff.decision_id)  # fmt: skip
    rows: Select[Any] = query
    return rows


def _bracket_price(figure: Any) -> Any:
    return select(figure).where(TariffBracket.tariff_id == Tariff.id).correlate(Tariff).scalar_subquery()


def series_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """Series of numbers."""
    query: Any = select(
        CollectionSeries.id, CollectionSeries.code, CollectionSeries.title, CollectionSeries.collection_mode,
        CollectionSeries.payee, CollectionSeries.threshold, CollectionSeries.due_days, CollectionSeries.active,
    )  # fmt: skip
    rows: Select[Any] = query
    return rows
