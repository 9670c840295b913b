# SPDX-License-Identifier: EUPL-1.2
"""Words of billing: its gettext domain and the labels of its codes."""

from __future__ import annotations

from enum import StrEnum

from app.core.dates import Month, show_month
from app.core.text import Msg, translator

_, _n = translator("billing")

LABELS: dict[str, dict[str, Msg]] = {
    "PriceMethod": {
        "FIXED": _("Prix fixe"),
        "BRACKETS": _("Tranches de quotient"),
        "LINEAR": _("Taux d’effort"),
        "FLAT_PERIOD": _("Forfait"),
        "FREE": _("Gratuit"),
    },
    "SiblingBasis": {
        "BY_FAMILY_SIZE": _("Selon le nombre d’enfants de la famille"),
        "BY_RANK": _("Selon le rang de l’enfant"),
    },
    "SiblingKind": {
        "PRICE": _("Prix"),
        "PERCENT": _("Réduction en pourcentage"),
    },
    "QuotientSource": {
        "CAF": _("CAF"),
        "MSA": _("MSA"),
        "OWN": _("Calculé par la commune"),
        "NONE": _("Non fourni"),
    },
    "CollectionMode": {
        "CASH_OFFICE": _("Régie de recettes"),
        "TITLES": _("Titres de recettes"),
        "ROLE": _("Rôle"),
    },
    "InvoiceState": {
        "DRAFT": _("Brouillon"),
        "CHECKED": _("Vérifiée"),
        "VALIDATED": _("Validée"),
        "SENT": _("Envoyée"),
        "PARTLY_PAID": _("Payée en partie"),
        "PAID": _("Payée"),
        "OVERDUE": _("En retard"),
        "TRANSFERRED": _("Transmise au comptable"),
        "WRITTEN_OFF": _("Admise en non-valeur"),
    },
    "DocumentKind": {
        "INVOICE": _("Facture"),
        "CREDIT_NOTE": _("Avoir"),
    },
    "DocumentState": {
        "DRAFT": _("Brouillon"),
        "CHECKED": _("Vérifiée"),
        "CARRIED": _("Reportée"),
        "VALIDATED": _("Validée"),
        "SENT": _("Envoyée"),
        "TRANSFERRED": _("Transmise au comptable"),
        "WRITTEN_OFF": _("Admise en non-valeur"),
    },
    "LineKind": {
        "CHARGE": _("Prestation"),
        "CORRECTION": _("Correction"),
        "CARRIED": _("Report"),
        "CREDIT": _("Avoir"),
        "PREVIOUS": _("Solde antérieur"),
    },
    "Outcome": {
        "ISSUE": _("À émettre"),
        "CARRY": _("Reportée"),
        "CREDIT": _("Avoir reporté"),
        "NOTHING": _("Rien à facturer"),
    },
    "YearEndChoice": {
        "KEEP": _("Continuer à reporter"),
        "CASH_OFFICE": _("Encaisser par la régie"),
        "WRITE_OFF": _("Abandonner par délibération"),
    },
    "CorrectionRoute": {
        "CREDIT_NOTE": _("Avoir et nouvelle facture"),
        "NEXT_INVOICE": _("Ligne de correction sur la prochaine facture"),
        "TITLE_REDUCTION": _("Réduction ou annulation du titre"),
        "EXPENSE_ORDER": _("Mandat du service des finances"),
        "COMPLEMENT": _("Facture ou titre complémentaire"),
    },
    "Severity": {
        "BLOCKING": _("Bloquant"),
        "WARNING": _("À vérifier"),
    },
    "CheckCode": {
        "CHARGE_REFUSED": _("Prestation sans prix"),
        "TARIFF_DRAFT": _("Tarif en projet"),
        "QUOTIENT_MISSING": _("Quotient manquant"),
        "QUOTIENT_EXPIRED": _("Quotient à revoir"),
        "PAYER_INCOMPLETE": _("Redevable incomplet"),
        "ADDRESS_INCOMPLETE": _("Adresse incomplète"),
        "DAYS_UNLOCKED": _("Journées non verrouillées"),
        "BILLED_TWICE": _("Jour déjà facturé"),
        "ABOVE_UNIT_COST": _("Prix supérieur au coût"),
        "ZERO_TOTAL": _("Total nul"),
        "UNDER_THRESHOLD": _("Sous le seuil"),
        "CREDIT_CARRIED": _("Avoir reporté"),
        "MANDATE_MISSING": _("Mandat de prélèvement manquant"),
        "EMAIL_MISSING": _("Adresse électronique manquante"),
        "UNUSUAL_AMOUNT": _("Montant inhabituel"),
        "REMARK": _("Remarque"),
    },
    "PaymentMode": {
        "CASH": _("Espèces"),
        "CHEQUE": _("Chèque"),
        "CARD": _("Carte bancaire"),
        "TRANSFER": _("Virement"),
        "DIRECT_DEBIT": _("Prélèvement"),
        "PAYFIP": _("PayFiP"),
        "CESU": _("CESU"),
        "MANDATE": _("Mandat administratif"),
        "PREPAID": _("Compte prépayé"),
    },
    "MovementKind": {
        "INVOICE": _("Facture"),
        "CREDIT_NOTE": _("Avoir"),
        "PAYMENT": _("Paiement"),
        "REFUND": _("Remboursement"),
        "WRITE_OFF": _("Admission en non-valeur"),
    },
    "DifferenceKind": {
        "NEW": _("Nouveau"),
        "CHANGED": _("Modifié"),
        "WITHDRAWN": _("Retiré"),
    },
    "AgeBucket": {
        "NOT_DUE": _("Non échu"),
        "DAYS_0_30": _("0 à 30 jours"),
        "DAYS_31_60": _("31 à 60 jours"),
        "DAYS_61_90": _("61 à 90 jours"),
        "OVER_90": _("Plus de 90 jours"),
    },
}
"""By name of the enum, then by code: the words shown for each code of billing."""


def label(code: StrEnum) -> Msg:
    """What is shown for `code`, a member of one of billing's enums."""
    return LABELS[type(code).__name__][code.value]


def labels(kind: type[StrEnum]) -> tuple[tuple[str, Msg], ...]:
    """(stored value, words) of every code of `kind`, in their order of declaration: the options of a choice."""
    return tuple((code.value, LABELS[kind.__name__][code.value]) for code in kind)


def of_month(month: Month) -> Msg:
    """« d’octobre 2026 », « de novembre 2026 »."""
    words = show_month(month)
    return (_("d’{month}") if words[0] in "ao" else _("de {month}")).with_values(month=words)
