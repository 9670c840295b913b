# SPDX-License-Identifier: EUPL-1.2
"""What an issued document says, as a digest: the chain that shows any change made behind the program's back.

Identities enter by their salted digests: erasing a name one day leaves every digest as it is.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

from app.billing.models import Invoice, InvoiceParty

GENESIS = "0" * 64


def party_digest(party: InvoiceParty) -> str:
    """SHA-256 of who was named, with its salt."""
    known = [party.salt, party.role.value, party.title, list(party.address_lines)]
    return hashlib.sha256(_canonical(known)).hexdigest()


def digest(document: Invoice) -> str:
    """SHA-256 over all that a document says, identities by their salted digests, and the digest before it."""
    known = [
        document.previous_digest, document.reference, document.kind.value, _day(document.issued_on),
        _day(document.due_on), document.exercise, _day(document.period_first), _day(document.period_last),
        _amount(document.total), _amount(document.previous_balance), document.reason,
        [party.digest for party in sorted(document.parties, key=lambda p: p.position)],
        [
            [
                line.kind.value, line.label, _amount(line.quantity), _amount(line.unit_price), _amount(line.amount),
                line.items, list(line.why), line.party_position,
            ]
            for line in sorted(document.lines, key=lambda row: row.position)
        ],
    ]  # fmt: skip
    return hashlib.sha256(_canonical(known)).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, ".2f")
