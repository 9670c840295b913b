# SPDX-License-Identifier: EUPL-1.2
"""Codes that the whole canteen shares: who eats, what, under which tariff; stored by value."""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """What is billed (reference §10.1); the value ends the key of a billed item."""

    MEAL = "meal"
    BASKET = "basket"
    ADULT = "adult"


class Category(StrEnum):
    """Size of portion: counts are always by category and diet (§9)."""

    MATERNELLE = "MATERNELLE"
    ELEMENTAIRE = "ELEMENTAIRE"
    ADULTE = "ADULTE"
    AUTRE = "AUTRE"


class Regularity(StrEnum):
    """Attribute of tariff decided at enrolment (§1)."""

    REGULAR = "REGULAR"
    OCCASIONAL = "OCCASIONAL"


class Residency(StrEnum):
    """Whether the payer is counted as living in the commune (§10.1)."""

    RESIDENT = "RESIDENT"
    OUTSIDE = "OUTSIDE"


class ResidencyOverride(StrEnum):
    """Why someone living elsewhere pays as a resident (§10.1)."""

    LOCAL_TAX = "LOCAL_TAX"
    STAFF = "STAFF"
    ULIS = "ULIS"
    AGREEMENT = "AGREEMENT"


class Diet(StrEnum):
    """Menu chosen by the family, never its reason (§8)."""

    STANDARD = "STANDARD"
    NO_PORK = "NO_PORK"
    NO_MEAT = "NO_MEAT"
    VEGETARIAN = "VEGETARIAN"


class Grade(StrEnum):
    """Level of a class or of a pupil (§1)."""

    TPS = "TPS"
    PS = "PS"
    MS = "MS"
    GS = "GS"
    CP = "CP"
    CE1 = "CE1"
    CE2 = "CE2"
    CM1 = "CM1"
    CM2 = "CM2"
    ULIS = "ULIS"


class Allergen(StrEnum):
    """The fourteen regulated allergens (§8)."""

    GLUTEN = "GLUTEN"
    CRUSTACEANS = "CRUSTACEANS"
    EGGS = "EGGS"
    FISH = "FISH"
    PEANUTS = "PEANUTS"
    SOY = "SOY"
    MILK = "MILK"
    NUTS = "NUTS"
    CELERY = "CELERY"
    MUSTARD = "MUSTARD"
    SESAME = "SESAME"
    SULPHITES = "SULPHITES"
    LUPIN = "LUPIN"
    MOLLUSCS = "MOLLUSCS"


class CareKind(StrEnum):
    """Kind of care plan signed with the school and the doctor (§8)."""

    FOOD_ALLERGY = "FOOD_ALLERGY"
    DIABETES = "DIABETES"
    ASTHMA = "ASTHMA"
    OTHER = "OTHER"
