# SPDX-License-Identifier: EUPL-1.2
"""Words of the directory: its gettext domain and the labels of its codes."""

from __future__ import annotations

from enum import StrEnum

from app.core.text import Msg, translator

_, _n = translator("directory")

LABELS: dict[str, dict[str, Msg]] = {
    "Civility": {"MME": _("Madame"), "M": _("Monsieur")},
    "Sex": {"F": _("Féminin"), "M": _("Masculin")},
    "MemberRole": {"ADULT": _("Adulte"), "CHILD": _("Enfant")},
    "Relation": {
        "MOTHER": _("Mère"),
        "FATHER": _("Père"),
        "GUARDIAN": _("Tuteur ou tutrice"),
        "STEP_PARENT": _("Beau-parent"),
        "GRANDPARENT": _("Grand-parent"),
        "FOSTER": _("Famille d’accueil"),
        "OTHER": _("Autre"),
    },
    "ContactKind": {"PHONE": _("Téléphone"), "EMAIL": _("Courriel")},
    "OrganisationKind": {
        "CCAS": _("CCAS"),
        "SUPPLIER": _("Fournisseur"),
        "EMPLOYER": _("Employeur"),
        "ASSOCIATION": _("Association"),
        "PUBLIC": _("Organisme public"),
        "FUNERAL": _("Entreprise funéraire ou de marbrerie"),
        "OTHER": _("Autre"),
    },
    "QuotientSource": {
        "CAF": _("CAF"),
        "MSA": _("MSA"),
        "OWN": _("Calculé par la commune"),
        "NONE": _("Non fourni"),
    },
}
"""By name of the enum, then by code: the words shown for each code of the directory."""


def label(code: StrEnum) -> Msg:
    """What is shown for `code`, a member of one of the directory's enums."""
    return LABELS[type(code).__name__][code.value]


def labels(kind: type[StrEnum]) -> tuple[tuple[str, Msg], ...]:
    """(stored value, words) of every code of `kind`: the options of a choice."""
    return tuple((code.value, LABELS[kind.__name__][code.value]) for code in kind)
