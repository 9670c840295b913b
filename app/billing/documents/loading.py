# SPDX-License-Identifier: EUPL-1.2
"""Facts of invoices and credit notes, loaded for one or a thousand with the same few SELECTs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.billing.documents.facts import Envelope, InvoiceFacts, LineFacts, Office, SeriesFacts, Use
from app.billing.models import (
    Allocation,
    CollectionSeries,
    DocumentKind,
    Invoice,
    InvoiceLine,
    InvoiceParty,
    LineKind,
    PartyRole,
    Payer,
)
from app.billing.queries import batches
from app.billing.strings import _
from app.core.phones import show_phone
from app.core.postal import WIDTH, envelope_order, is_postcode, postal_lines
from app.core.text import Text
from app.directory.queries import Addressee, postal_identities
from app.store.uow import settings

FEW_DAYS = 3
"""Up to so many days a line names each of them."""
_ABBREVIATED = "abbreviated"


@dataclass(frozen=True)
class _Around:
    """What several documents refer to, by id."""

    references: Mapping[int, str] = field(default_factory=dict)
    uses: Mapping[int, tuple[Use, ...]] = field(default_factory=dict)
    envelopes: Mapping[int, Envelope] = field(default_factory=dict)
    """By payer, for those whose identity is not frozen on the document."""


def invoice_facts(session: Session, ids: Sequence[int]) -> list[InvoiceFacts]:
    """Facts of these documents, in the order asked; those that are gone are left out."""
    found: dict[int, InvoiceFacts] = {}
    for batch in batches(ids):
        query = select(Invoice).where(Invoice.id.in_(batch))
        parts = (Invoice.lines, Invoice.parties, Invoice.series, Invoice.payer)
        invoices = list(session.scalars(query.options(*(selectinload(part) for part in parts))))
        around = _around(session, invoices)
        found.update({invoice.id: _facts(invoice, around) for invoice in invoices})
    return [found[i] for i in ids if i in found]


def _around(session: Session, invoices: Sequence[Invoice]) -> _Around:
    notes = {i.id: i.issued_on for i in invoices if i.kind is DocumentKind.CREDIT_NOTE}
    unnamed = {i.payer_id: i.payer for i in invoices if _payer_party(i) is None}
    references: dict[int, str] = {}
    for batch in batches(i.credited_id for i in invoices):
        for row in session.execute(select(Invoice.id, Invoice.reference).where(Invoice.id.in_(batch))):
            references[row.id] = row.reference or ""
    return _Around(references, _uses(session, notes), envelopes(session, unnamed.values()))


def _uses(session: Session, notes: Mapping[int, date | None]) -> dict[int, tuple[Use, ...]]:
    """What each credit note settled on the day of its issue: what comes later does not change the paper."""
    found: dict[int, tuple[Use, ...]] = {}
    for batch in batches(notes):
        query = (
            select(Allocation.credit_note_id, Invoice.reference, Allocation.amount, Allocation.allocated_on)
            .join(Invoice, Invoice.id == Allocation.invoice_id)
            .where(Allocation.credit_note_id.in_(batch))
            .order_by(Allocation.id)
        )
        for row in session.execute(query):
            if row.allocated_on == notes[row.credit_note_id]:
                use = Use(row.reference or "", row.amount)
                found[row.credit_note_id] = (*found.get(row.credit_note_id, ()), use)
    return found


def _facts(invoice: Invoice, around: _Around) -> InvoiceFacts:
    party = _payer_party(invoice)
    titles = {p.position: p.title or "" for p in invoice.parties}
    return InvoiceFacts(
        id=invoice.id,
        kind=invoice.kind,
        state=invoice.state,
        reference=invoice.reference or "",
        series=series_facts(invoice.series),
        envelope=_frozen_envelope(party) if party else around.envelopes[invoice.payer_id],
        period_first=invoice.period_first,
        period_last=invoice.period_last,
        total=invoice.total,
        lines=tuple(_line(line, titles) for line in invoice.lines),
        previous_balance=invoice.previous_balance,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        payer_reference=invoice.payer.reference or "",
        reason=invoice.reason,
        corrects=around.references.get(invoice.credited_id or 0, ""),
        uses=around.uses.get(invoice.id, ()),
    )


def _line(line: InvoiceLine, titles: Mapping[int, str]) -> LineFacts:
    position = line.party_position or 0
    days = sorted({date.fromisoformat(item[1]) for item in line.items})
    # A correction says first what changed, once an item, then why the price is what it is.
    changed = len(line.items) if line.kind is LineKind.CORRECTION else 0
    return LineFacts(
        kind=line.kind,
        label=line.label,
        amount=line.amount,
        gross=line.gross,
        group=titles.get(position, "") if position else "",
        group_rank=position,
        first_on=line.first_on,
        last_on=line.last_on,
        days=tuple(days) if len(days) <= FEW_DAYS else (),
        quantity=line.quantity,
        unit_price=line.unit_price,
        third_party=line.third_party or "",
        why=tuple(line.why[changed:]),
        changes=tuple(line.why[:changed]),
    )


def series_facts(series: CollectionSeries) -> SeriesFacts:
    """How a series asks for its money."""
    return SeriesFacts(
        code=series.code,
        title=series.title,
        mode=series.collection_mode,
        payee=series.payee,
        iban=series.iban or "",
        payment_modes=tuple(series.payment_modes),
    )


# ---------------------------------------------------------------- who reads, who writes


def _payer_party(invoice: Invoice) -> InvoiceParty | None:
    return next((party for party in invoice.parties if party.role is PartyRole.PAYER), None)


def _frozen_envelope(party: InvoiceParty) -> Envelope:
    """Who was named on the day of issue. An erased identity leaves empty lines."""
    lines = tuple(party.address_lines)
    return Envelope(party.title or "", lines, party.sort_key or "", _fault(lines, party.postcode or ""))


def _fault(lines: Sequence[str], postcode: str) -> Text:
    """What the post would say of lines already made."""
    long = next((line for line in lines if len(line) > WIDTH), None)
    if len(lines) < 2:
        return _("Il n’y a pas d’adresse.")
    if long is not None:
        return _("La ligne «\u00a0{line}\u00a0» est trop longue.", line=long)
    if not postcode and not any(is_postcode(line[:5]) for line in lines[1:]):
        return _("Il manque le code postal.")
    return "" if len(lines) > 2 else _("Il manque la rue.")


def envelopes(session: Session, payers: Iterable[Payer]) -> dict[int, Envelope]:
    """By payer, to whom and where a letter would go today."""
    keys = {p.id: Addressee(p.person_id, p.organisation_id, p.household_id) for p in payers}
    identities = postal_identities(session, keys.values()) if keys else {}
    found = {}
    for payer_id, key in keys.items():
        identity = identities[key]
        block = postal_lines(identity.recipient, identity.address)
        said = next((fault.message for fault in block.faults if fault.code != _ABBREVIATED), None)
        fault = said or _fault(block.lines, identity.address.postcode)
        order = "|".join(str(part).rjust(6, "0") for part in envelope_order(identity.address))
        found[payer_id] = Envelope(identity.name, tuple(block.lines), order, fault)
    return found


def office(session: Session) -> Office:
    """The town, the telephone and the signatory that a letter names."""
    known = settings(session, "commune.")

    def word(name: str) -> str:
        return str(known.get(f"commune.{name}") or "").strip()

    phone = word("phone")
    return Office(word("town") or word("name"), show_phone(phone) if phone else "", word("mayor"))
