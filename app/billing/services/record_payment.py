# SPDX-License-Identifier: EUPL-1.2
"""Record money received: a numbered receipt, put on the invoice named, else on the oldest ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.billing.models import CollectionSeries, Invoice, Payment
from app.billing.permissions import COLLECT
from app.billing.queries import as_open, open_invoices, payer_title
from app.billing.rules.invoicing import InvoiceNumber
from app.billing.rules.payments import PaymentMode, allocate, mode_refusal
from app.billing.services.settling import put
from app.billing.strings import _, label
from app.core.money import show_money
from app.core.outcome import Address, Refusal, Report, UserError
from app.forms.records import get
from app.store.uow import Work


def record_payment(
    work: Work,
    *,
    amount: Decimal,
    method: PaymentMode,
    payer: int | None = None,
    invoice: int | None = None,
    received_on: date | None = None,
    reference: str | None = None,
    series: int | None = None,
    keep_surplus: bool = False,
    note: str | None = None,
) -> Report:
    """`amount` euros of a payer (that of `invoice` when none is given), received on a day, today by default.

    With an `invoice` it is settled first, the rest goes to the oldest ones. More than what is owed is refused
    unless `keep_surplus` leaves it as a credit on the account (BIL-15).
    """
    work.require(COLLECT)
    work.forbid_undo()
    day = received_on or work.today
    if day > work.today:
        raise UserError(_("Un paiement ne peut pas être reçu dans l’avenir."), "received_on")
    named = get(work.session, Invoice, invoice) if invoice is not None else None
    payer_id = _payer(named, payer)
    owed = open_invoices(work.session, [payer_id], named.series_id if named else series).get(payer_id, [])
    collected = _series(work, named, series, owed)
    owed = [each for each in owed if each.series_id == collected.id]
    _refuse_mode(collected, method)
    ordered = [each for each in owed if named is not None and each.id == named.id]
    ordered += [each for each in owed if each not in ordered]
    found = allocate(amount, [as_open(each) for each in ordered], [each.id for each in ordered], bool(keep_surplus))
    if isinstance(found, Refusal):
        raise UserError(_("{why}.", why=_capital(str(found.why))), "amount")
    payment = _receipt(work, collected, payer_id, amount, method, day, reference, note)
    by_id = {each.id: each for each in ordered}
    for part in found.parts:
        put(work.session, payment, by_id[part.invoice_id], part.amount, day)
    work.session.flush()
    return _report(work, payment, [by_id[part.invoice_id] for part in found.parts], found.credit)


def _payer(named: Invoice | None, payer: int | None) -> int:
    if named is not None:
        if payer is not None and payer != named.payer_id:
            raise UserError(_("Cette facture est celle d’un autre redevable."), "invoice")
        return named.payer_id
    if payer is None:
        raise UserError(_("Choisissez le redevable, ou la facture."), "payer")
    return payer


def _series(work: Work, named: Invoice | None, series: int | None, owed: Sequence[Invoice]) -> CollectionSeries:
    """The series of the invoice, the one asked for, or the only one that makes sense."""
    if named is not None:
        return named.series
    if series is not None:
        return get(work.session, CollectionSeries, series)
    known = {each.series_id: each.series for each in owed}
    if not known:
        rows = work.session.scalars(select(CollectionSeries).where(CollectionSeries.active)).all()
        known = {row.id: row for row in rows}
    if len(known) != 1:
        raise UserError(_("Dites pour quelle série\u00a0: ce redevable en a plusieurs."), "series")
    return next(iter(known.values()))


def _refuse_mode(series: CollectionSeries, method: PaymentMode) -> None:
    refusal = mode_refusal(method, series.covers_meals)
    if refusal is not None:
        raise UserError(_("{why}.", why=_capital(str(refusal.why))), "method")
    if series.payment_modes and method.value not in series.payment_modes:
        admitted = ", ".join(str(label(PaymentMode(mode))).lower() for mode in series.payment_modes)
        raise UserError(
            _("La régie n’accepte que\u00a0: {admitted}.", admitted=admitted), "method"
        )


def _receipt(
    work: Work, series: CollectionSeries, payer_id: int, amount: Decimal, method: PaymentMode, day: date,
    reference: str | None, note: str | None,
) -> Payment:  # fmt: skip
    year, prefix = work.today.year, series.receipt_code
    rank = work.next_number(prefix, year)
    payment = Payment(
        series_id=series.id, prefix=prefix, year=year, number=rank, receipt=str(InvoiceNumber(prefix, year, rank)),
        payer_id=payer_id, method=method, amount=amount, received_on=day, reference=reference or "", note=note or "",
        recorded_at=work.now, recorded_by=work.user.display_name or work.user.name, used=Decimal("0.00"),
    )  # fmt: skip
    work.session.add(payment)
    return payment


def _report(work: Work, payment: Payment, settled: Sequence[Invoice], credit: Decimal) -> Report:
    report = Report(
        summary=_(
            "{amount} reçus de {payer}, quittance {receipt}.",
            amount=show_money(payment.amount),
            payer=payer_title(work.session, payment.payer_id),
            receipt=payment.receipt,
        ),
        records=[Address("billing.payments", payment.id)],
        facts={"receipt": payment.receipt, "amount": payment.amount, "credit": credit},
    )
    for invoice in settled:
        left = invoice.total - invoice.paid
        words = _("{reference}\u00a0: réglée") if left == 0 else _("{reference}\u00a0: il reste {left}")
        report.notes.append(words.with_values(reference=invoice.reference, left=show_money(left)))
    if credit:
        report.notes.append(_("{credit} gardés en avoir sur le compte", credit=show_money(credit)))
    return report


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
