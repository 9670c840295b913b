# SPDX-License-Identifier: EUPL-1.2
"""Papers of an invented commune, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.blocks import (
    AddressWindow,
    Align,
    Column,
    Coupon,
    Document,
    InvoiceHead,
    Note,
    Paragraph,
    QRCode,
    RowGroup,
    Table,
    Tone,
    Total,
    bold,
)
from app.documents.letterhead import Letterhead, letterhead_of

ARMS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 58"><path d="M6 0H25V58C8 54 0 40 0 26V6Q0 0 6 0Z"'
    b' fill="#1f5a92"/><path d="M25 0h19a6 6 0 0 1 6 6v20c0 14-8 28-25 32z" style="fill:#c9a227"/></svg>'
)

ADDRESS = (
    "MADAME HELENE MOREL",
    "CHEZ MONSIEUR DUPONT",
    "RESIDENCE LES TILLEULS BATIMENT B",
    "1234 BD DU GENERAL DE GAULLE PROLONGE",
    "LES GRANDS PRES",
    "99120 SAINT AUBIN DES PRES",
)


def make_letterhead() -> Letterhead:
    """The letterhead of Saint-Aubin-des-Prés."""
    return letterhead_of(
        {
            "commune.name": "Saint-Aubin-des-Prés",
            "commune.address": ["1 place de la Mairie"],
            "commune.postcode": "99120",
            "commune.town": "Saint-Aubin-des-Prés",
            "commune.phone": "01 99 00 12 34",
            "commune.email": "mairie@exemple.fr",
            "commune.opening_hours": "Lundi, mardi, jeudi, vendredi, 9 h – 12 h",
            "commune.siret": "21990001200017",
        },
        ARMS,
    )


def make_groups(children: int = 2, lines: int = 2) -> list[RowGroup]:
    """Children with lines that can be told apart."""
    return [
        RowGroup(
            f"Enfant {child} MOREL, CE1",
            [
                [f"Ligne {child}.{line}\u00a0: 15 × 2,10\u00a0€", "31,50\u00a0€"]
                for line in range(1, lines + 1)
            ],
        )
        for child in range(1, children + 1)
    ]


def make_invoice(
    groups: Sequence[RowGroup] | None = None, number: str = "CAN-2026-00112", address: Sequence[str] = ADDRESS
) -> Document:
    """A bill as the canteen prints it."""
    head = InvoiceHead(
        "Restaurant scolaire",
        "Facture d’octobre 2026",
        [f"N° {number}", "Émise le 3 novembre 2026"],
        "À payer avant le 3 décembre 2026",
    )
    return Document(
        f"Facture {number}",
        [
            AddressWindow(address, beside=[head]),
            Table([Column(), Column("", Align.RIGHT, 26)], groups=groups or make_groups(), header=False),
            Total("Total à payer", "86,40\u00a0€"),
            Note("Votre tarif", "2,10\u00a0€ le repas\u00a0: quotient familial 612, tranche de 401 à 700."),
            Paragraph("Une question sur cette facture\u00a0: à la mairie, dans les deux mois.", Tone.SMALL),
            Coupon(
                "Régler 86,40\u00a0€",
                [("Chèque à l’ordre de", bold("Régie cantine")), ("Virement, référence", bold(number))],
                QRCode(f"https://exemple.fr/{number}", "MOREL · 86,40\u00a0€"),
            ),
        ],
        make_letterhead(),
    )
