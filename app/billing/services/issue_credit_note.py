# SPDX-License-Identifier: EUPL-1.2
"""Answer an issued invoice by a credit note, in full or line by line; what it gives back is no longer covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import (
    DocumentKind,
    DocumentState,
    Invoice,
    InvoiceLine,
    InvoiceParty,
    LineKind,
    PartyRole,
)
from app.billing.permissions import VALIDATE
from app.billing.queries import Credit, covered, open_invoices
from app.billing.rules.invoicing import REDUCTION_DOCUMENT_TYPE, CollectionMode, correction_route
from app.billing.services.checking import run_facts
from app.billing.services.drafting import Item, module_of
from app.billing.services.sealing import cover, last_issued, name_parties, number, refuse_earlier_day
from app.billing.services.settling import use_credits
from app.billing.strings import _
from app.core.money import ZERO, show_money, split_by_weights
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work

CREDITABLE = (LineKind.CHARGE, LineKind.CORRECTION, LineKind.CARRIED)


@dataclass(frozen=True)
class _Part:
    """What is given back of a line: a positive amount, and the items it concerns."""

    line: InvoiceLine
    amount: Decimal
    items: tuple[Item, ...]
    quantity: Decimal | None
    dated: bool = False
    """The clerk named the day; otherwise the paper must not claim one."""


def issue_credit_note(
    work: Work,
    *,
    id: int,
    reason: str,
    lines: Sequence[Mapping[str, Any]] | None = None,
    waived: bool = False,
) -> Report:
    """`id` is the invoice's. Each of `lines` names a `line` by its position, and a `day` or an `amount` of it.

    Without `lines` everything that was not given back yet is. The amount first settles the invoice, then the other
    open ones of a cash office; the rest stays on the account (BIL-08). What is given back is billed again by the next
    run if the module still charges it, unless it is `waived` for good.
    """
    work.require(VALIDATE)
    work.forbid_undo()
    invoice = get(work.session, Invoice, id)
    if invoice.kind is not DocumentKind.INVOICE or invoice.number is None:
        raise UserError(_("Seule une facture émise peut recevoir un avoir\u00a0; un brouillon se corrige."))
    if not reason or not reason.strip():
        raise UserError(_("Dites pourquoi\u00a0: le motif est écrit sur l’avoir."), "reason")
    left = left_to_credit(work.session, invoice)
    parts = _parts(invoice, left, lines)
    if not parts:
        raise UserError(_("Cette facture a déjà été entièrement annulée par un avoir."))
    note = _note(work, invoice, reason.strip(), parts, waived)
    _seal(work, note, invoice)
    used = _settle(work, note, invoice)
    credit = -note.total - used
    route = correction_route(
        note.total, invoice.series.collection_mode, invoice.sent_on is not None, invoice.exercise or 0, work.today.year
    )
    report = Report(
        summary=_("Avoir {reference} de {amount}.", reference=note.reference, amount=show_money(-note.total)),
        records=[Address("billing.invoices", note.id), Address("billing.invoices", invoice.id)],
        facts={"reference": note.reference, "amount": -note.total, "credit": credit, "route": route.value},
    )
    if credit:
        report.notes.append(_("{credit} restent en avoir sur le compte du redevable.", credit=show_money(credit)))
    if invoice.series.collection_mode is not CollectionMode.CASH_OFFICE:
        report.facts["document_type"] = REDUCTION_DOCUMENT_TYPE
    return report


def left_to_credit(session: Session, invoice: Invoice) -> dict[int, Decimal]:
    """Euros of each line, by id, that no credit note gave back yet."""
    left = {line.id: line.amount for line in invoice.lines if line.kind in CREDITABLE}
    given = session.scalars(
        select(InvoiceLine)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.credited_id == invoice.id, Invoice.number.is_not(None))
    )
    for line in given:
        left[line.snapshot["line"]] += line.amount
    return left


# ---------------------------------------------------------------- what is given back


def _parts(
    invoice: Invoice, left: Mapping[int, Decimal], asked: Sequence[Mapping[str, Any]] | None
) -> list[_Part]:
    by_position = {line.position: line for line in invoice.lines if line.kind in CREDITABLE}
    if not asked:
        return [_whole(line, left[line.id]) for line in by_position.values() if left[line.id]]
    parts = []
    for row in asked:
        line = by_position.get(int(row["line"] or 0))
        if line is None:
            raise UserError(_("La facture n’a pas de ligne {number} à corriger.", number=row["line"]), "lines")
        part = _asked_part(line, left[line.id], row.get("day"), row.get("amount"))
        if part.amount <= 0 or part.amount > left[line.id]:
            raise UserError(
                _(
                    "Ligne {number}\u00a0: il reste {left} à rendre, pas {amount}.",
                    number=line.position,
                    left=show_money(left[line.id]),
                    amount=show_money(part.amount),
                ),
                "lines",
            )
        parts.append(part)
    return parts


def _whole(line: InvoiceLine, left: Decimal) -> _Part:
    items = tuple(Item.read(row) for row in line.items)
    if left == line.amount:
        return _Part(line, left, items, line.quantity)
    return _Part(line, left, _spread(items, left), None)


def _asked_part(line: InvoiceLine, left: Decimal, day: date | None, amount: Decimal | None) -> _Part:
    items = tuple(Item.read(row) for row in line.items)
    if day is not None:
        items = tuple(item for item in items if item.day == day)
        if not items:
            raise UserError(_("La ligne {number} ne facture rien ce jour-là.", number=line.position), "lines")
        whole = sum((item.amount for item in items), ZERO)
        if amount is None or amount == whole:
            return _Part(line, whole, items, Decimal(len(items)), dated=True)
        return _Part(line, amount, _spread(items, amount), None, dated=True)
    if amount is None:
        return _whole(line, left)
    return _Part(line, amount, _spread(items, amount), _units(line, amount))


def _units(line: InvoiceLine, amount: Decimal) -> Decimal | None:
    """How many units an amount makes, when it is a whole number of them."""
    if not line.unit_price or line.amount != line.gross or amount % line.unit_price:
        return None
    return Decimal(amount / line.unit_price).quantize(Decimal(1))


def _spread(items: tuple[Item, ...], amount: Decimal) -> tuple[Item, ...]:
    """The last items when they make `amount` exactly, else `amount` over all in proportion of what they are worth."""
    if not items or not any(item.amount for item in items):
        return ()
    total = ZERO
    for rank, item in enumerate(reversed(items), start=1):
        total += item.amount
        if total == amount:
            return items[-rank:]
    weights = [abs(item.amount) for item in items]
    shares = split_by_weights(amount, weights)
    return tuple(
        Item(item.key, item.day, share) for item, share in zip(items, shares, strict=True) if share
    )


# ---------------------------------------------------------------- the document


def _note(work: Work, invoice: Invoice, reason: str, parts: Sequence[_Part], waived: bool) -> Invoice:
    note = Invoice(
        kind=DocumentKind.CREDIT_NOTE, series_id=invoice.series_id, prefix=invoice.series.credit_code,
        payer_id=invoice.payer_id, period_first=invoice.period_first, period_last=invoice.period_last,
        state=DocumentState.DRAFT, credited_id=invoice.id, reason=reason, total=-sum((p.amount for p in parts), ZERO),
    )  # fmt: skip
    note.parties = [
        InvoiceParty(position=p.position, role=p.role, person_id=p.person_id, title=p.title)
        for p in invoice.parties
        if p.role is not PartyRole.PAYER
    ]
    known = _covered_now(work.session, invoice, parts)
    note.lines = [_line(position, part, invoice, known, waived) for position, part in enumerate(parts, 1)]
    work.session.add(note)
    work.session.flush()
    return note


def _covered_now(session: Session, invoice: Invoice, parts: Sequence[_Part]) -> Mapping[str, Any]:
    items = [item for part in parts for item in part.items]
    if not items:
        return {}
    days, modules = [item.day for item in items], sorted({module_of(item.key) for item in items})
    return covered(session, modules, min(days), max(days)).get(invoice.payer_id, {})


def _line(position: int, part: _Part, invoice: Invoice, known: Mapping[str, Any], waived: bool) -> InvoiceLine:
    line = part.line
    items = [
        Item(item.key, item.day, -item.amount, known[item.key].amount if item.key in known else ZERO).plain()
        for item in part.items
    ]
    days = [item.day for item in part.items] if part.dated else []
    return InvoiceLine(
        position=position, kind=LineKind.CREDIT, party_position=line.party_position, module=line.module,
        label=line.label, basis=line.basis, quantity=part.quantity, unit_price=line.unit_price if part.quantity else None,
        gross=-part.amount, amount=-part.amount, items=items, decision_id=line.decision_id, source_id=invoice.id,
        snapshot={"line": line.id, "waived": bool(waived)},
        first_on=min(days, default=line.first_on), last_on=max(days, default=line.last_on),
    )  # fmt: skip


def _seal(work: Work, note: Invoice, invoice: Invoice) -> None:
    last, digest = last_issued(work.session, note.prefix)
    refuse_earlier_day(last, work.today)
    facts = run_facts(work.session, [note.payer_id], invoice.series, work.today)
    name_parties(note, facts)
    work.session.flush()
    note.state = DocumentState.VALIDATED
    number(work, note, note.prefix, work.today, digest, due_on=None, exercise=invoice.exercise or work.today.year)
    work.session.flush()
    cover(work, [note])


def _settle(work: Work, note: Invoice, invoice: Invoice) -> Decimal:
    """Put the credit on the invoice itself, then on the other open ones when the commune collects."""
    owed = [invoice] if invoice.paid < invoice.total else []
    if invoice.series.collection_mode is CollectionMode.CASH_OFFICE:
        others = open_invoices(work.session, [note.payer_id], note.series_id).get(note.payer_id, [])
        owed += [other for other in others if other.id != invoice.id]
    used = ZERO
    for one in owed:  # the invoice it corrects comes first, whatever its age
        credit = Credit(note, work.today, -note.total - note.paid)
        if credit.left > 0:
            used += use_credits(work.session, {note.payer_id: [credit]}, {note.payer_id: [one]}, work.today)
    work.session.flush()
    return used
