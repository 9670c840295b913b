# SPDX-License-Identifier: EUPL-1.2
"""Facts of papers of an invented commune, as the tables would give them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.billing.documents.facts import (
    Envelope,
    InvoiceFacts,
    LineFacts,
    Office,
    Recalled,
    ReceiptFacts,
    ReminderFacts,
    SeriesFacts,
    StatementFacts,
    Use,
)
from app.billing.models import DocumentKind, DocumentState, LineKind
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import Movement, MovementKind, PaymentMode, statement
from app.documents.letterhead import Letterhead, letterhead_of
from app.documents.wording import Wordings

HEAD: Letterhead = letterhead_of(
    {
        "commune.name": "Saint-Aubin-des-Prés",
        "commune.address": "1 place de la Mairie",
        "commune.postcode": "99120",
        "commune.town": "Saint-Aubin-des-Prés",
        "commune.phone": "+33199001234",
        "commune.email": "mairie@exemple.fr",
        "commune.opening_hours": "Lundi, mardi, jeudi, vendredi, 9 h – 12 h",
        "commune.siret": "21990001200017",
    }
)
WORDS = Wordings("app.billing")
OFFICE = Office("Saint-Aubin-des-Prés", "01 99 00 12 34", "Anne Delmas")
CANTEEN = SeriesFacts("CAN", "Restaurant scolaire", payee="Régie cantine Saint-Aubin")
TITLES = replace(CANTEEN, code="CIM", title="Concessions", mode=CollectionMode.TITLES)
MOREL = Envelope(
    "Madame Hélène Morel",
    ("MADAME HELENE MOREL", "RESIDENCE LES TILLEULS", "12 BIS RUE DU LAVOIR", "99120 SAINT AUBIN DES PRES"),
    "099120|RUE DU LAVOIR|000012|000BIS",
)
ZOE, LOIC = "Zoé MOREL, CE1-CE2", "Loïc MOREL, CM2"
WHY = (
    "tarif «\u00a0Repas, habitants\u00a0», délibération n°\u00a02026-31 du 29 juin 2026",
    "quotient familial de 612,00, tranche «\u00a0de plus de 400,00 à 700,00 inclus\u00a0»\u00a0: 2,10\u00a0€",
)
SURCHARGE = "repas non réservé, majoration de 50,00\u00a0%\u00a0: 3,15\u00a0€"


def euros(text: str) -> Decimal:
    """An amount in euros."""
    return Decimal(text).quantize(Decimal("0.01"))


def october(day: int) -> date:
    """A day of October 2026."""
    return date(2026, 10, day)


def make_line(count: int, price: str, first: int = 1, last: int = 30, child: str = ZOE, **values: Any) -> LineFacts:
    """Meals of a child in October."""
    amount = count * euros(price)
    known: dict[str, Any] = {
        "kind": LineKind.CHARGE, "label": "Repas", "amount": amount, "gross": amount, "group": child,
        "group_rank": {ZOE: 1, LOIC: 2}.get(child, 3), "first_on": october(first), "last_on": october(last),
        "days": (october(first),) if first == last else (), "quantity": Decimal(count), "unit_price": euros(price), "why": WHY,
    }  # fmt: skip
    return LineFacts(**known | values)


LINES = (
    make_line(15, "2.10"),
    make_line(1, "3.15", 9, 9, label="Repas non réservé", why=(*WHY, SURCHARGE)),
    make_line(16, "2.10", child=LOIC),
    make_line(1, "2.10", 13, 13, child=LOIC, label="Absence non justifiée"),
)
PREVIOUS = LineFacts(
    LineKind.PREVIOUS, "Reste dû de septembre 2026, facture CAN-2026-00037", euros("16.05"), euros("16.05")
)
CCAS = "CCAS de Saint-Aubin-des-Prés"
HALF = make_line(15, "2.10", amount=euros("15.75"), gross=euros("15.75"), why=(*WHY, "part de 50,00\u00a0% du prix"))
HELPED = make_line(16, "2.10", child=LOIC, amount=euros("16.80"), third_party=CCAS)
BORNE = make_line(16, "2.10", child=LOIC, amount=euros("16.80"))
CARRIED = LineFacts(LineKind.CARRIED, "Report de septembre 2026", euros("12.00"), euros("12.00"))
ON_ACCOUNT = LineFacts(LineKind.PREVIOUS, "Avoir sur votre compte", euros("-40.00"), euros("-40.00"))
CORRECTED = make_line(
    0, "0", kind=LineKind.CORRECTION, label="Correction\u00a0: Repas", amount=euros("-4.20"), gross=euros("-4.20"),
    quantity=None, unit_price=None, first_on=date(2026, 9, 4), last_on=date(2026, 9, 8), why=(),
    days=(date(2026, 9, 4), date(2026, 9, 8)),
    changes=("le 04/09/2026\u00a0: 2,10\u00a0€ devient 0,00\u00a0€", "le 08/09/2026\u00a0: 2,10\u00a0€ devient 0,00\u00a0€"),
)  # fmt: skip
"""Lines that are not ordinary ones: a custody share, a third party's part and its own invoice, a correction…"""


def make_invoice(*lines: LineFacts, **values: Any) -> InvoiceFacts:
    """The invoice of October of a family; its total is that of its lines."""
    chosen = lines or (*LINES, PREVIOUS)
    before = sum((line.amount for line in chosen if line.kind is LineKind.PREVIOUS), euros("0"))
    known: dict[str, Any] = {
        "id": 112, "kind": DocumentKind.INVOICE, "state": DocumentState.VALIDATED, "reference": "CAN-2026-00112",
        "series": CANTEEN, "envelope": MOREL, "period_first": october(1), "period_last": october(31),
        "issued_on": date(2026, 11, 3), "due_on": date(2026, 12, 3), "lines": chosen, "previous_balance": before,
        "total": sum((line.amount for line in chosen), euros("0")) - before,
    }  # fmt: skip
    return InvoiceFacts(**known | values)


def make_draft(**values: Any) -> InvoiceFacts:
    """The same before its validation."""
    return make_invoice(*LINES, reference="", state=DocumentState.DRAFT, issued_on=None, due_on=None, **values)


def make_credit_note(**values: Any) -> InvoiceFacts:
    """Five meals given back: a part settles the invoice, the rest stays on the account."""
    line = make_line(-5, "2.10", kind=LineKind.CREDIT, quantity=Decimal(5), why=())
    note: dict[str, Any] = {
        "kind": DocumentKind.CREDIT_NOTE, "reference": "CAN-AV-2026-00002", "due_on": None,
        "reason": "Zoé était en classe de découverte", "corrects": "CAN-2026-00112", "uses": (Use("CAN-2026-00112", euros("8")),),
    }  # fmt: skip
    return make_invoice(line, **note | values)


def make_reminder(level: int = 1) -> ReminderFacts:
    """Two late invoices."""
    late = (
        Recalled("CAN-2026-00037", date(2026, 9, 1), date(2026, 11, 1), euros("42.00"), euros("16.05")),
        Recalled("CAN-2026-00112", october(1), date(2026, 12, 3), euros("70.35"), euros("70.35")),
    )
    return ReminderFacts(3, level, date(2026, 12, 18), "Claire Roy", CANTEEN, MOREL, "Madame,", late)


def make_statement(first: date | None = date(2026, 10, 1)) -> StatementFacts:
    """Two invoices, a payment and a credit note."""
    moves = [
        Movement(october(2), MovementKind.INVOICE, euros("42.00"), "CAN-2026-00037"),
        Movement(october(20), MovementKind.PAYMENT, euros("25.95"), "CAN-Q-2026-00012"),
        Movement(date(2026, 11, 3), MovementKind.INVOICE, euros("70.35"), "CAN-2026-00112"),
        Movement(date(2026, 11, 9), MovementKind.CREDIT_NOTE, euros("10.50"), "CAN-AV-2026-00002"),
    ]
    opening = euros("-3.00")
    return StatementFacts(MOREL, first, date(2026, 11, 30), tuple(statement(moves, opening)), opening)


def make_receipt(**values: Any) -> ReceiptFacts:
    """A cheque larger than the invoice."""
    receipt = ReceiptFacts(
        "CAN-Q-2026-00012", CANTEEN, MOREL, date(2026, 11, 9), PaymentMode.CHEQUE, euros("90"), "Claire Roy",
        "0001234", (Use("CAN-2026-00112", euros("86.40")),),
    )  # fmt: skip
    return replace(receipt, **values)


def make_long_invoice(children: int = 9) -> InvoiceFacts:
    """More children than a page holds."""
    names = [f"Enfant {number} MOREL, CE1" for number in range(1, children + 1)]
    lines = [
        line
        for rank, name in enumerate(names, 1)
        for line in (
            make_line(15, "2.10", child=name, group_rank=rank),
            make_line(1, "3.15", 9, 9, label="Repas non réservé", child=name, group_rank=rank),
        )
    ]
    return make_invoice(*lines)
