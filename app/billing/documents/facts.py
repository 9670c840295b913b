# SPDX-License-Identifier: EUPL-1.2
"""What the papers of billing say, as values; loaded for one document or a whole batch with a few SELECTs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.billing.models import (
    CollectionSeries,
    CouncilDecision,
    DocumentKind,
    Invoice,
    InvoiceLine,
    InvoiceParty,
    LineKind,
    PartyRole,
    Payer,
)
from app.billing.queries import batches
from app.billing.rules.invoicing import CollectionMode
from app.billing.strings import _
from app.core.money import ZERO
from app.core.postal import WIDTH, envelope_order, is_postcode, postal_lines
from app.core.text import Text
from app.directory.queries import Addressee, postal_identities


@dataclass(frozen=True)
class SeriesFacts:
    """How the money of a series is asked for."""

    code: str
    title: str
    mode: CollectionMode = CollectionMode.CASH_OFFICE
    payee: str = ""
    iban: str = ""
    payment_modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineFacts:
    """A line as it is printed."""

    kind: LineKind
    label: str
    amount: Decimal
    gross: Decimal
    group: str = ""
    first_on: date | None = None
    last_on: date | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    third_party: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice or a credit note as it is printed."""

    kind: DocumentKind
    reference: str
    """Empty on a draft."""
    series: SeriesFacts
    payer: str
    address: tuple[str, ...]
    period_first: date
    period_last: date
    issued_on: date | None
    due_on: date | None
    total: Decimal
    previous_balance: Decimal
    lines: tuple[LineFacts, ...]
    decisions: tuple[tuple[str, date], ...] = ()
    """(number, day of adoption) of the council decisions behind the prices."""
    reason: str = ""
    corrects: str = ""
    """Reference of the invoice that a credit note corrects."""
    order: str = ""
    """Place among the envelopes."""

    @property
    def to_pay(self) -> Decimal:
        """What the paper asks for: this document and the balance it recalls; never less than nothing."""
        return max(self.total + self.previous_balance, ZERO)


def invoice_facts(session: Session, ids: Sequence[int]) -> list[InvoiceFacts]:
    """Facts of these documents, in the order asked."""
    found: dict[int, InvoiceFacts] = {}
    for batch in batches(ids):
        invoices = list(
            session.scalars(
                select(Invoice)
                .where(Invoice.id.in_(batch))
                .options(
                    selectinload(Invoice.lines), selectinload(Invoice.parties), selectinload(Invoice.series),
                    selectinload(Invoice.payer),
                )
            )
        )  # fmt: skip
        decisions = _decisions(session, invoices)
        corrected = _references(session, invoices)
        unnamed = _unnamed(session, invoices)
        for invoice in invoices:
            found[invoice.id] = _facts(invoice, decisions, corrected, unnamed)
    return [found[i] for i in ids if i in found]


def _facts(
    invoice: Invoice,
    decisions: Mapping[int, CouncilDecision],
    corrected: Mapping[int, str],
    unnamed: Mapping[int, tuple[str, tuple[str, ...], str]],
) -> InvoiceFacts:
    parties = {party.position: party for party in invoice.parties}
    payer = next((p for p in invoice.parties if p.role is PartyRole.PAYER), None)
    if payer is not None:
        name, address, order = payer.title or "", tuple(payer.address_lines), payer.sort_key or ""
    else:
        name, address, order = unnamed.get(invoice.payer_id, ("", (), ""))
    used = {line.decision_id: None for line in invoice.lines if line.decision_id in decisions}
    return InvoiceFacts(
        kind=invoice.kind,
        reference=invoice.reference or "",
        series=series_facts(invoice.series),
        payer=name,
        address=address,
        period_first=invoice.period_first,
        period_last=invoice.period_last,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        total=invoice.total,
        previous_balance=invoice.previous_balance,
        lines=tuple(_line(line, parties) for line in invoice.lines),
        decisions=tuple((decisions[i].number, decisions[i].adopted_on) for i in used if i is not None),
        reason=invoice.reason,
        corrects=corrected.get(invoice.credited_id or 0, ""),
        order=order,
    )


def _line(line: InvoiceLine, parties: Mapping[int, InvoiceParty]) -> LineFacts:
    party = parties.get(line.party_position or -1)
    return LineFacts(
        kind=line.kind, label=line.label, amount=line.amount, gross=line.gross,
        group=(party.title or "") if party else "", first_on=line.first_on, last_on=line.last_on,
        quantity=line.quantity, unit_price=line.unit_price, third_party=line.third_party or "", why=tuple(line.why),
    )  # fmt: skip


def series_facts(series: CollectionSeries) -> SeriesFacts:
    """A stored series as the papers read it."""
    return SeriesFacts(
        series.code, series.title, series.collection_mode, series.payee, series.iban or "", tuple(series.payment_modes)
    )


def _decisions(session: Session, invoices: Sequence[Invoice]) -> dict[int, CouncilDecision]:
    ids = {line.decision_id for invoice in invoices for line in invoice.lines}
    rows = [
        row
        for batch in batches(ids)
        for row in session.scalars(select(CouncilDecision).where(CouncilDecision.id.in_(batch)))
    ]
    return {row.id: row for row in rows}


def _references(session: Session, invoices: Sequence[Invoice]) -> dict[int, str]:
    found: dict[int, str] = {}
    for batch in batches(invoice.credited_id for invoice in invoices):
        for row in session.execute(select(Invoice.id, Invoice.reference).where(Invoice.id.in_(batch))):
            found[row.id] = row.reference or ""
    return found


def _unnamed(session: Session, invoices: Sequence[Invoice]) -> dict[int, tuple[str, tuple[str, ...], str]]:
    """Name, lines and order of the payers of drafts, as they would be today."""
    payers = {i.payer_id: i.payer for i in invoices if not any(p.role is PartyRole.PAYER for p in i.parties)}
    return payer_blocks(session, list(payers.values()))


def payer_blocks(session: Session, payers: Sequence[Payer]) -> dict[int, tuple[str, tuple[str, ...], str]]:
    """By payer: name, the lines of the envelope, and its place among the envelopes, as they are today."""
    keys = {p.id: Addressee(p.person_id, p.organisation_id, p.household_id) for p in payers}
    identities = postal_identities(session, keys.values())
    found = {}
    for payer_id, key in keys.items():
        identity = identities[key]
        lines = tuple(postal_lines(identity.recipient, identity.address).lines)
        order = "|".join(str(part).rjust(6, "0") for part in envelope_order(identity.address))
        found[payer_id] = (identity.name, lines, order)
    return found


def address_fault(lines: Sequence[str]) -> Text:
    """What the post would say of an address as it was printed; empty when it is right."""
    if len(lines) < 2:
        return _("adresse absente")
    if len(lines) > 7:
        return _("plus de six lignes")
    long = next((line for line in lines if len(line) > WIDTH), None)
    if long is not None:
        return _("ligne de plus de {width} caractères\u00a0: {line}", width=WIDTH, line=long)
    towns = [line for line in lines[1:] if is_postcode(line[:5])]
    if not towns:
        return _("code postal absent")
    if len(lines) < 3:
        return _("rue absente")
    return ""
