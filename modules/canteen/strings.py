# SPDX-License-Identifier: EUPL-1.2
"""Words of the canteen: its gettext domain and the labels of its codes."""

from __future__ import annotations

from enum import StrEnum

from app.core.text import Msg, translator

_, _n = translator("canteen")

WEEKDAYS: tuple[Msg, ...] = (
    _("lundi"),
    _("mardi"),
    _("mercredi"),
    _("jeudi"),
    _("vendredi"),
    _("samedi"),
    _("dimanche"),
)
"""Weekdays from Monday, for sentences."""

LABELS: dict[str, dict[str, Msg]] = {
    "Service": {
        "meal": _("Repas"),
        "basket": _("Panier repas"),
        "adult": _("Repas adulte"),
    },
    "Category": {
        "MATERNELLE": _("Maternelle"),
        "ELEMENTAIRE": _("Élémentaire"),
        "ADULTE": _("Adulte"),
        "AUTRE": _("Autre"),
    },
    "Regularity": {
        "REGULAR": _("Régulier"),
        "OCCASIONAL": _("Occasionnel"),
    },
    "Residency": {
        "RESIDENT": _("Commune"),
        "OUTSIDE": _("Hors commune"),
    },
    "ResidencyOverride": {
        "LOCAL_TAX": _("Contribution économique dans la commune"),
        "STAFF": _("Agent de la commune"),
        "ULIS": _("Classe ULIS"),
        "AGREEMENT": _("Accord entre communes"),
    },
    "Diet": {
        "STANDARD": _("Standard"),
        "NO_PORK": _("Sans porc"),
        "NO_MEAT": _("Sans viande"),
        "VEGETARIAN": _("Végétarien"),
    },
    "Grade": {
        "TPS": _("TPS"),
        "PS": _("PS"),
        "MS": _("MS"),
        "GS": _("GS"),
        "CP": _("CP"),
        "CE1": _("CE1"),
        "CE2": _("CE2"),
        "CM1": _("CM1"),
        "CM2": _("CM2"),
        "ULIS": _("ULIS"),
    },
    "Allergen": {
        "GLUTEN": _("Céréales contenant du gluten"),
        "CRUSTACEANS": _("Crustacés"),
        "EGGS": _("Œufs"),
        "FISH": _("Poissons"),
        "PEANUTS": _("Arachides"),
        "SOY": _("Soja"),
        "MILK": _("Lait"),
        "NUTS": _("Fruits à coques"),
        "CELERY": _("Céleri"),
        "MUSTARD": _("Moutarde"),
        "SESAME": _("Graines de sésame"),
        "SULPHITES": _("Anhydride sulfureux et sulfites"),
        "LUPIN": _("Lupin"),
        "MOLLUSCS": _("Mollusques"),
    },
    "CareKind": {
        "FOOD_ALLERGY": _("Allergie alimentaire"),
        "DIABETES": _("Diabète"),
        "ASTHMA": _("Asthme"),
        "OTHER": _("Autre"),
    },
    "ResidencyReason": {
        "LOCAL_TAX": _("Contribution économique dans la commune"),
        "STAFF": _("Agent de la commune"),
        "ULIS": _("Classe ULIS"),
        "AGREEMENT": _("Accord entre communes"),
    },
    "SchoolLevel": {
        "NURSERY": _("Maternelle"),
        "ELEMENTARY": _("Élémentaire"),
        "BOTH": _("Primaire"),
    },
    "Channel": {
        "COUNTER": _("Guichet"),
        "PHONE": _("Téléphone"),
        "EMAIL": _("Courriel"),
        "PAPER": _("Papier"),
        "EVENT": _("Événement de classe"),
    },
    "CutoffPurpose": {
        "BOOKING": _("Réserver"),
        "CANCELLING": _("Annuler"),
        "SUPPLIER": _("Commander au fournisseur"),
    },
    "ClosedBecause": {
        "CLOSURE": _("Fermeture"),
        "WEEKDAY": _("Jour sans cantine"),
        "PUBLIC_HOLIDAY": _("Jour férié"),
        "SCHOOL_HOLIDAY": _("Vacances scolaires"),
        "OUT_OF_YEAR": _("Hors année scolaire"),
    },
    "CutoffShape": {
        "WEEKDAY_MAP": _("Un jour limite pour chaque jour de repas"),
        "SCHOOL_DAYS_BEFORE": _("Jours d’école avant le repas"),
        "WORKING_DAYS_BEFORE": _("Jours ouvrés avant le repas"),
        "CALENDAR_DAYS_BEFORE": _("Jours calendaires avant le repas"),
        "WEEKLY": _("Un jour limite pour toute la semaine suivante"),
    },
    "ShiftIfClosed": {
        "NONE": _("Ne pas décaler"),
        "PREVIOUS_WORKING_DAY": _("Jour ouvré précédent"),
        "PREVIOUS_SCHOOL_DAY": _("Jour d’école précédent"),
    },
    "BookingKind": {
        "BOOK": _("Réserver"),
        "CANCEL": _("Annuler"),
    },
    "BookingSource": {
        "NONE": _("Aucune réservation"),
        "PATTERN": _("Semaine type"),
        "EXCEPTION": _("Demande de la famille"),
        "EVENT": _("Événement de classe"),
        "FROZEN": _("Journée figée"),
    },
    "Basis": {
        "MEAL": _("Repas"),
        "BASKET": _("Panier repas"),
        "CANCELLED": _("Annulé à temps"),
        "UNUSED": _("Réservé, non pris"),
        "EXCUSED": _("Absence excusée"),
        "CLOSED": _("Cantine fermée"),
        "UNRESERVED": _("Repas non réservé"),
        "ADULT": _("Repas adulte"),
    },
    "DayState": {
        "OPEN": _("Ouverte"),
        "POINTED": _("Pointée"),
        "LOCKED": _("Verrouillée"),
    },
    "AbsenceReason": {
        "SICK": _("Maladie"),
        "SICK_DURING_DAY": _("Départ en cours de matinée"),
        "TEACHER_AWAY": _("Enseignant absent non remplacé"),
        "STRIKE": _("Grève"),
        "TRIP": _("Sortie scolaire"),
        "FAMILY": _("Convenance personnelle"),
        "BEREAVEMENT": _("Deuil, événement grave"),
        "EXCLUSION": _("Exclusion"),
        "TOWN_CLOSED": _("Fermeture par la commune"),
        "TRANSPORT": _("Transport scolaire interrompu"),
    },
    "AbsenceRuleKind": {
        "ALWAYS_DUE": _("Toujours due"),
        "CERTIFICATE": _("Gratuite avec un justificatif dans le délai"),
        "WAITING_DAYS": _("Jours de carence"),
        "NOTICE_PLUS": _("Jour du signalement et jours suivants dus"),
        "MIN_CONSECUTIVE": _("Gratuite à partir d’un nombre de jours consécutifs"),
        "FIRST_DAYS_TOWN": _("Premiers jours pris en charge par la commune"),
        "REFUND_AMOUNT": _("Remboursement d’un montant par absence"),
    },
    "Effect": {
        "BY_RULE": _("Selon la règle de la commune"),
        "FREE": _("Gratuite"),
        "DUE": _("Due"),
    },
    "SurchargeKind": {
        "NONE": _("Aucune majoration"),
        "OCCASIONAL": _("Tarif occasionnel"),
        "PERCENT": _("Majoration en pourcentage"),
        "ADD": _("Supplément"),
        "FIXED_PRICE": _("Prix unique"),
        "UNIT_COST": _("Prix de revient"),
    },
    "TariffBasis": {
        "OWN": _("Quotient et domicile de chaque redevable"),
        "BEST_FOR_CHILD": _("Le plus favorable à l’enfant"),
        "FIXED_PAYER": _("Ceux d’un seul redevable"),
    },
    "SplitLevel": {
        "LINE": _("Chaque ligne"),
        "BILL": _("Total de l’enfant"),
    },
    "CustodyMethod": {
        "SINGLE": _("Un seul redevable"),
        "PERCENT": _("Pourcentages"),
        "WEEK_PARITY": _("Semaines paires et impaires"),
        "ALTERNATE_FROM": _("Une semaine sur deux"),
        "WEEKDAYS": _("Jours de la semaine"),
        "CALENDAR": _("Périodes datées"),
    },
}
"""By name of the enum, then by code: the words shown for each code of the canteen."""


def label(code: StrEnum) -> Msg:
    """What is shown for `code`, a member of one of the canteen's enums."""
    return LABELS[type(code).__name__][code.value]


def labels(kind: type[StrEnum]) -> tuple[tuple[str, Msg], ...]:
    """(stored value, words) of every code of `kind`, in their order of declaration: the options of a choice."""
    return tuple((code.value, LABELS[kind.__name__][code.value]) for code in kind)
