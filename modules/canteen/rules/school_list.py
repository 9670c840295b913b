# SPDX-License-Identifier: EUPL-1.2
"""What a school director writes in a list: a guardian in one cell, a remark on custody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.dates import PartialDate
from app.core.people import clean_name, key1
from modules.canteen.rules.codes import Allergen, Diet

_CIVILITY = re.compile(r"^(mme|madame|mlle|mademoiselle|m\.?|mr\.?|monsieur)[\s.]+(?=\S)", re.IGNORECASE)
_ALTERNATE = ("GARDE ALTERNEE", "RESIDENCE ALTERNEE", "ALTERNEE")


@dataclass(frozen=True)
class GuardianCell:
    """A guardian as a list names him; `civility` is `MME`, `M` or None."""

    birth_name: str
    given_names: str
    civility: str | None = None


@dataclass(frozen=True)
class CustodyRemark:
    """Alternating custody announced in a remark: whose weeks are the even ones, when it is said."""

    mother_has_even_weeks: bool | None


def read_guardian(cell: str, given_names: str | None = None) -> GuardianCell | None:
    """The guardian of a cell: « Mme OEUVRARD Caroline », « M.   Leroy  Romain », or a name alone.

    The name comes first; its words in capitals belong together (« LE GALL Isabelle »), otherwise
    the last word is the first name, with its hyphens. Returns None when the cell is blank.
    """
    text = clean_name(cell)
    if not text:
        return None
    civility = None
    match = _CIVILITY.match(text)
    if match:
        civility = "M" if match[1].lower().rstrip(".") in ("m", "mr", "monsieur") else "MME"
        text = text[match.end() :].strip()
    if given_names is not None:
        return GuardianCell(text, clean_name(given_names), civility)
    words = text.split()
    capitals = 0
    while capitals < len(words) and words[capitals].isupper():
        capitals += 1
    cut = capitals if 0 < capitals < len(words) else max(1, len(words) - 1)
    return GuardianCell(" ".join(words[:cut]), " ".join(words[cut:]), civility)


def read_custody(remark: str) -> CustodyRemark | None:
    """What a remark says of alternating custody; None when it says nothing of it."""
    folded = key1(remark)
    if not any(words in folded for words in _ALTERNATE):
        return None
    even = "SEMAINE PAIRE" in folded or "SEMAINES PAIRES" in folded
    odd = "IMPAIRE" in folded
    mother, father = "MERE" in folded, "PERE" in folded
    if (even or odd) and mother != father:
        return CustodyRemark(mother if not odd else father)
    return CustodyRemark(None)


def looks_mistyped(one: PartialDate, other: PartialDate) -> bool:
    """Whether two dates of birth may be the same one badly typed: day and month swapped, or one part changed.

    Farther apart, two children of the same name are two children.
    """
    parts, others = (one.year, one.month, one.day), (other.year, other.month, other.day)
    if parts == (others[0], others[2], others[1]):
        return True
    return sum(a != b for a, b in zip(parts, others, strict=True)) == 1


_DIETS = (
    (Diet.NO_PORK, ("SP", "SANS PORC", "S PORC", "HALAL", "CASHER", "KASHER")),
    (Diet.VEGETARIAN, ("VG", "VEGE", "VEGETARIEN", "VEGETARIENNE", "VEGETARIENS")),
    (Diet.NO_MEAT, ("SV", "SANS VIANDE", "S VIANDE")),
    (Diet.STANDARD, ("STANDARD", "NORMAL", "CLASSIQUE", "AUCUN", "NON", "RAS", "")),
)


def read_diet(text: str) -> Diet | None:
    """The menu that a word of a list means; None when it means none that we know.

    A word that tells of a belief is read as the menu it asks for, and never kept (GDPR art. 9).
    """
    folded = key1(text)
    return next((diet for diet, words in _DIETS if folded in words), None)


_ALLERGENS = (
    (Allergen.GLUTEN, ("GLUTEN", "BLE", "COELIAQUE")),
    (Allergen.CRUSTACEANS, ("CRUSTACE", "CREVETTE")),
    (Allergen.EGGS, ("OEUF",)),
    (Allergen.FISH, ("POISSON",)),
    (Allergen.PEANUTS, ("ARACHIDE", "CACAHUETE", "CACAHOUETE")),
    (Allergen.SOY, ("SOJA",)),
    (Allergen.MILK, ("LAIT", "LACTOSE", "PLV")),
    (Allergen.NUTS, ("FRUIT A COQUE", "FRUITS A COQUE", "NOISETTE", "NOIX", "AMANDE")),
    (Allergen.CELERY, ("CELERI",)),
    (Allergen.MUSTARD, ("MOUTARDE",)),
    (Allergen.SESAME, ("SESAME",)),
    (Allergen.SULPHITES, ("SULFITE",)),
    (Allergen.LUPIN, ("LUPIN",)),
    (Allergen.MOLLUSCS, ("MOLLUSQUE", "MOULE", "HUITRE")),
)


def read_allergens(text: str) -> tuple[Allergen, ...]:
    """The regulated allergens named in a cell; what it says besides is kept as written by the caller."""
    folded = key1(text)
    return tuple(allergen for allergen, words in _ALLERGENS if any(word in folded for word in words))
