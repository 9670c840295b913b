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


class Diet(StrEnum):
    """Menu chosen by the family, never its reason (§8)."""

    STANDARD = "STANDARD"
    NO_PORK = "NO_PORK"
    NO_MEAT = "NO_MEAT"
    VEGETARIAN = "VEGETARIAN"


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
