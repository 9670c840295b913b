# SPDX-License-Identifier: EUPL-1.2
"""What makes a document final: its number, the identity of the day, what it covers, and the chain of digests.

The chain runs over salted digests of identities: erasing a name one day leaves every digest as it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.billing.models import (
    CoveredItem,
    Invoice,
    InvoiceParty,
    LineKind,
    PartyRole,
)
from app.billing.queries import covered
from app.billing.queries.digests import GENESIS, digest, party_digest
from app.billing.rules.invoicing import InvoiceNumber, exercise_choices
from app.billing.services.checking import RunFacts
from app.billing.services.drafting import Item, module_of
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.money import ZERO
from app.core.outcome import UserError
from app.core.postal import envelope_order, postal_lines
from app.store.uow import Work


def last_issued(session: Session, prefix: str) -> tuple[date | None, str]:
    """Day of issue and digest of the last document of a prefix."""
    row = session.execute(
        select(Invoice.issued_on, Invoice.digest)
        .where(Invoice.prefix == prefix, Invoice.number.is_not(None))
        .order_by(Invoice.year.desc(), Invoice.number.desc())
        .limit(1)
    ).first()
    return (None, GENESIS) if row is None else (row.issued_on, row.digest or GENESIS)


def refuse_earlier_day(last: date | None, issued_on: date) -> None:
    """Numbers follow one another with the days (canteen reference §12.8.4). Raises `UserError` otherwise."""
    if last is not None and issued_on < last:
        raise UserError(
            _(
                "La dernière pièce de cette série est du {last}\u00a0: la date d’émission ne peut pas être antérieure.",
                last=show_day_long(last),
            ),
            "issued_on",
        )


def name_parties(document: Invoice, facts: RunFacts) -> None:
    """Write who the payer is today, with the six lines of the envelope, and salt every identity."""
    identity = facts.identity(document.payer_id)
    block = postal_lines(identity.recipient, identity.address)
    payer = InvoiceParty(
        position=0, role=PartyRole.PAYER, person_id=facts.payers[document.payer_id].person_id, title=identity.name,
        address_lines=list(block.lines), postcode=identity.address.postcode or None,
        sort_key="|".join(str(part).rjust(6, "0") for part in envelope_order(identity.address)),
    )  # fmt: skip
    document.parties.insert(0, payer)
    for party in document.parties:
        party.salt = secrets.token_hex(16)
        party.digest = party_digest(party)


def number(
    work: Work, document: Invoice, prefix: str, issued_on: date, previous: str, *, due_on: date | None, exercise: int
) -> str:
    """Give the next number of `prefix` and seal the document; answers its digest, for the next one."""
    rank = work.next_number(prefix, issued_on.year)
    document.prefix, document.year, document.number = prefix, issued_on.year, rank
    document.reference = str(InvoiceNumber(prefix, issued_on.year, rank))
    document.issued_on, document.due_on, document.exercise = issued_on, due_on, exercise
    document.validated_at, document.validated_by = work.now, work.user.display_name or work.user.name
    document.previous_digest = previous
    document.digest = digest(document)
    return document.digest


def cover(work: Work, documents: Sequence[Invoice]) -> None:
    """Write what these documents bill, item by item: the next run will bill only the differences."""
    found = [
        (document.payer_id, line.id, item)
        for document in documents
        for line in document.lines
        if line.kind is not LineKind.PREVIOUS and not line.snapshot.get("waived")
        for item in map(Item.read, line.items)
    ]
    if not found:
        return
    modules = sorted({module_of(item.key) for _payer, _line, item in found})
    days = [item.day for _payer, _line, item in found]
    known = {(p, key) for p, keys in covered(work.session, modules, min(days), max(days)).items() for key in keys}
    rows = []
    for payer_id, line_id, item in found:
        rows.append(
            {
                "payer_id": payer_id, "module": module_of(item.key), "key": item.key, "day": item.day,
                "amount": item.amount, "is_first": (payer_id, item.key) not in known, "line_id": line_id,
            }
        )
        known.add((payer_id, item.key))
    statement = insert(CoveredItem).execution_options(unjournalled="derived from the lines of sealed documents")
    work.session.execute(statement, rows)


def year_choice(exercise: int | None, issued_on: date, last_service_on: date) -> int:
    """The budget year chosen, or the year of issue. Raises `UserError` when that year cannot bear the revenue."""
    choices = exercise_choices(last_service_on, issued_on)
    if exercise is None:
        return choices[0]
    if exercise not in choices:
        raise UserError(
            _("L’exercice doit être parmi\u00a0: {years}.", years=", ".join(map(str, choices))), "exercise"
        )
    return exercise


def total_of(document: Invoice) -> Decimal:
    """Sum of the lines that a document asks for."""
    return sum((line.amount for line in document.lines if line.kind is not LineKind.PREVIOUS), ZERO)
