# SPDX-License-Identifier: EUPL-1.2
"""Public identifiers (commune, SIREN, SIRET, RNA, UAI, IBAN) checked, and social security numbers detected.

All are text: a leading zero or a 2A is part of them. The NIR is never stored, only found so as to be removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.outcome import UserError
from app.core.strings import _

_COG = re.compile(r"([013-9]\d|2[AB1-9])\d{3}")
_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
LA_POSTE = "356000000"


def check_cog(text: str, field: str | None = None) -> str:
    """Official code of a commune (COG): 01001, 2A004, 97411. Raises UserError, with a proposal if it can."""
    typed = text.strip()
    if _COG.fullmatch(typed):
        return typed
    for proposal in (typed.upper(), f"0{typed}"):
        if _COG.fullmatch(proposal):
            raise UserError(
                _(
                    "«\u00a0{text}\u00a0» n’est pas un code de commune\u00a0: écrivez {proposal}.",
                    text=typed,
                    proposal=proposal,
                ),
                field,
            )
    raise UserError(
        _(
            "«\u00a0{text}\u00a0» n’est pas un code de commune\u00a0: écrivez les cinq caractères du code Insee.",
            text=typed,
        ),
        field,
    )


def _digits(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)


def check_siren(text: str, field: str | None = None) -> str:
    """A SIREN, nine digits with its key (Luhn). Raises UserError."""
    return _checked_number(text, 9, "SIREN", field)


def check_siret(text: str, field: str | None = None) -> str:
    """A SIRET, fourteen digits with its key; establishments of La Poste follow their own rule. Raises UserError."""
    return _checked_number(text, 14, "SIRET", field)


def _checked_number(text: str, length: int, name: str, field: str | None) -> str:
    from stdnum import luhn

    digits = _digits(text)
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) != length:
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas un {name}\u00a0: il en faut les {length} chiffres.",
                text=text.strip(),
                name=name,
                length=length,
            ),
            field,
        )
    # La Poste ran out of keys: the sum of the digits is then a multiple of five.
    if luhn.is_valid(digits) or (digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0):
        return digits
    raise UserError(
        _(
            "Le {name} «\u00a0{text}\u00a0» comporte une erreur\u00a0: vérifiez chaque chiffre.",
            text=text.strip(),
            name=name,
        ),
        field,
    )


@dataclass(frozen=True)
class Rna:
    """Number of an association; `is_usual` False (old or overseas form) deserves a warning."""

    value: str
    is_usual: bool


def check_rna(text: str, field: str | None = None) -> Rna:
    """Number of an association: W and nine digits, or nine letters and digits with a warning. Raises UserError."""
    value = _digits(text).upper()
    if re.fullmatch(r"W[A-Z0-9]{9}", value):
        return Rna(value, bool(re.fullmatch(r"W\d{9}", value)))
    raise UserError(
        _(
            "«\u00a0{text}\u00a0» n’est pas un numéro d’association\u00a0: il s’écrit W suivi de neuf chiffres.",
            text=text.strip(),
        ),
        field,
    )


def check_uai(text: str, field: str | None = None) -> str:
    """Code of a school: seven digits and their check letter. Raises UserError."""
    value = _digits(text).upper()
    match = re.fullmatch(r"(\d{7})([A-Z])", value)
    if match is None:
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas un code d’école\u00a0: il s’écrit avec sept chiffres et une lettre.",
                text=text.strip(),
            ),
            field,
        )
    if _UAI_LETTERS[int(match[1]) % 23] != match[2]:
        raise UserError(
            _(
                "Le code d’école «\u00a0{text}\u00a0» comporte une erreur\u00a0: la lettre ne va pas avec les chiffres.",
                text=text.strip(),
            ),
            field,
        )
    return value


def check_iban(text: str, field: str | None = None) -> str:
    """A bank account, without spaces. Raises UserError."""
    from stdnum import iban

    value = re.sub(r"\s", "", text).upper()
    if not iban.is_valid(value, check_country=False):
        raise UserError(
            _(
                "L’IBAN «\u00a0{text}\u00a0» comporte une erreur\u00a0: vérifiez chaque caractère.",
                text=mask_iban(value),
            ),
            field,
        )
    return value


def mask_iban(iban: str) -> str:
    """The first four and the last three characters, for lists: « FR76 … 189 »."""
    bare = re.sub(r"\s", "", iban)
    return f"{bare[:4]}\u00a0…\u00a0{bare[-3:]}" if len(bare) > 7 else bare


# --- Social security numbers -----------------------------------------------------------------------------

_NIR = re.compile(
    r"(?<!\d)([1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6})(\d{2})?(?!\d)", re.IGNORECASE
)
_GAPS = re.compile(r"[ \t\u00a0\u202f]+")


@dataclass(frozen=True)
class NirFinding:
    """A text shaped like a social security number. `is_key_right` is None when it has no key."""

    text: str
    is_key_right: bool | None


def find_nir(text: str) -> list[NirFinding]:
    """Social security numbers that a free text seems to hold, spaces ignored. Warn, do not store."""
    found = []
    # The boundaries matter: without them every communal SIRET beginning with 21 would be flagged.
    for match in _NIR.finditer(_GAPS.sub("", text)):
        number, key = match[1].upper().replace("2A", "19").replace("2B", "18"), match[2]
        right = None if key is None else int(key) == 97 - int(number) % 97
        found.append(NirFinding(match[0], right))
    return found
