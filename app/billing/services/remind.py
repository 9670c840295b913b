# SPDX-License-Identifier: EUPL-1.2
"""Remind payers of what is late: one letter a payer, kept with its date; the schedule says when it is time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.billing.models import (
    CollectionSeries,
    Invoice,
    PaymentReminder,
    PaymentReminderLine,
)
from app.billing.permissions import REMIND
from app.billing.queries import batches, is_open
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import reminder_schedule
from app.billing.strings import _, _n
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Report
from app.forms.records import get
from app.store.uow import Work


def remind(work: Work, *, series: int | None = None) -> Report:
    """Every invoice whose reminder is due today, in one series or in all those that the commune collects."""
    work.require(REMIND)
    return _write(work, due_reminders(work.session, work.today, series), Report())


def remind_selected(work: Work, *, ids: Sequence[int]) -> Report:
    """The invoices of a selection; those that are not late yet are refused with the day when they will be."""
    work.require(REMIND)
    report = Report()
    wanted: list[tuple[Invoice, int]] = []
    for batch in batches(ids):
        sent = _levels(work.session, batch)
        for invoice in work.session.scalars(select(Invoice).where(Invoice.id.in_(batch)).order_by(Invoice.id)):
            where = Address("billing.invoices", invoice.id)
            name = invoice.reference or str(_("Brouillon"))
            if invoice.number is None or invoice.due_on is None or invoice.paid >= invoice.total:
                report.refuse(name, _("il n’y a rien à réclamer"), where, "NOTHING_OWED")
            elif invoice.series.collection_mode is not CollectionMode.CASH_OFFICE:
                report.refuse(name, _("c’est le comptable public qui relance les titres"), where, "TITLE")
            elif invoice.due_on >= work.today:
                report.refuse(name, _("elle n’est pas encore en retard"), where, "NOT_LATE")
            else:
                wanted.append((invoice, sent.get(invoice.id, 0) + 1))
    return _write(work, wanted, report)


def due_reminders(session: Session, day: date, series_id: int | None = None) -> list[tuple[Invoice, int]]:
    """(invoice, level) of each reminder that it is time to send (PAY-06); titles are the accountant's."""
    schedule = reminder_schedule(day)
    query = (
        select(Invoice)
        .join(CollectionSeries, CollectionSeries.id == Invoice.series_id)
        .where(is_open(), Invoice.due_on < day, CollectionSeries.collection_mode == CollectionMode.CASH_OFFICE)
        .order_by(Invoice.due_on, Invoice.id)
    )
    if series_id is not None:
        query = query.where(Invoice.series_id == series_id)
    late = list(session.scalars(query))
    sent = _levels(session, [invoice.id for invoice in late])
    found = []
    for invoice in late:
        assert invoice.due_on is not None
        level = schedule.level(invoice.due_on, day, sent.get(invoice.id, 0))
        if level is not None:
            found.append((invoice, level))
    return found


def _levels(session: Session, invoice_ids: Iterable[int]) -> dict[int, int]:
    """Highest level of reminder already written, by invoice."""
    found: dict[int, int] = {}
    for ids in batches(invoice_ids):
        query = (
            select(PaymentReminderLine.invoice_id, func.max(PaymentReminder.level).label("level"))
            .join(PaymentReminder, PaymentReminder.id == PaymentReminderLine.reminder_id)
            .where(PaymentReminderLine.invoice_id.in_(ids))
            .group_by(PaymentReminderLine.invoice_id)
        )
        found.update({row.invoice_id: row.level for row in session.execute(query)})
    return found


def _write(work: Work, wanted: Sequence[tuple[Invoice, int]], report: Report) -> Report:
    letters: dict[tuple[int, int], PaymentReminder] = {}
    for invoice, level in wanted:
        letter = letters.get((invoice.payer_id, invoice.series_id))
        if letter is None:
            letter = PaymentReminder(
                payer_id=invoice.payer_id, series_id=invoice.series_id, level=level, sent_on=work.today,
                sent_by=work.user.display_name or work.user.name, amount=ZERO, lines=[],
            )  # fmt: skip
            letters[invoice.payer_id, invoice.series_id] = letter
            work.session.add(letter)
        left = invoice.total - invoice.paid
        letter.level = max(letter.level, level)
        letter.amount += left
        letter.lines.append(PaymentReminderLine(invoice_id=invoice.id, amount=left))
    work.session.flush()
    total = sum((letter.amount for letter in letters.values()), ZERO)
    report.summary = _n(
        "{n} relance, {total}", "{n} relances, {total}", len(letters), total=show_money(total)
    )
    report.counts["reminders"] = len(letters)
    report.records += [Address("billing.reminders", letter.id) for letter in letters.values()]
    return report


def forget_reminder(work: Work, *, id: int) -> Report:
    """Drop a reminder written by mistake, before it was posted."""
    work.require(REMIND)
    work.session.delete(get(work.session, PaymentReminder, id))
    work.session.flush()
    return Report(summary=_("Relance supprimée."))
