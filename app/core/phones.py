# SPDX-License-Identifier: EUPL-1.2
"""Phone numbers: read as typed, kept in E.164, shown as the French write them; e-mail addresses beside them.

A number that is possible but unknown to the numbering plan is accepted with a warning: new blocks and the
ranges reserved for fiction fail strict validation. Overseas numbers belong to their own region (RE, GP, …).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.outcome import UserError
from app.core.strings import _
from app.core.text import Msg

_OVERSEAS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "976": "YT",
    "975": "PM",
    "977": "GP",
    "978": "GP",
}
_OVERSEAS |= {"986": "WF", "987": "PF", "988": "NC"}
_NINE_DIGITS = (33, 262, 590, 594, 596)
"""Country codes whose numbers always have nine digits after the zero."""
_ORDINARY = re.compile(r"\+33[1-79]\d{8}")
"""A number of the mainland outside the 08 range, which is written in another rhythm."""


@dataclass(frozen=True)
class Phone:
    """A number as it is stored. `is_valid` False deserves a warning, never a refusal."""

    e164: str
    is_valid: bool
    is_short: bool = False

    @property
    def warning(self) -> Msg | None:
        """What to tell the clerk about it, if anything."""
        if self.is_valid:
            return None
        return _(
            "Le numéro {number} n’est pas attribué à ce jour\u00a0: vérifiez-le.",
            number=show_phone(self.e164),
        )

    def __str__(self) -> str:
        return show_phone(self.e164)


def phone_region(postcode_or_insee: str) -> str:
    """Region in which the commune's numbers are read: RE for 974…, FR for the mainland and Corsica."""
    return _OVERSEAS.get(postcode_or_insee[:3], "FR")


def to_e164(text: str, region: str = "FR", *, short_allowed: bool = False, field: str | None = None) -> Phone:
    """The number typed by a clerk of `region`. Raises UserError when it cannot be a phone number.

    `short_allowed` lets 112 or 3639 through, for a directory of services.
    """
    import phonenumbers as lib

    typed = text.strip()
    digits = re.sub(r"\D", "", typed)
    if digits == re.sub(r"\s", "", typed) and re.fullmatch(r"1\d{1,2}|11[68]\d{3}|[13]\d{3}", digits):
        if short_allowed:
            return Phone(digits, is_valid=True, is_short=True)
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» est un numéro court de service, pas le numéro d’une personne.",
                text=typed,
            ),
            field,
        )
    # « +33 (0)1… » is written on many letterheads; the zero in brackets is not dialled.
    bare = re.sub(r"^(\+\s*\d{1,3}|00\s*\d{1,3})\s*\(0\)", r"\1 ", typed)
    try:
        number = lib.parse(bare, region)
    except lib.NumberParseException:
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas un numéro de téléphone\u00a0: écrivez par exemple 01 99 00 12 34.",
                text=typed,
            ),
            field,
        ) from None
    length = len(lib.national_significant_number(number))
    reason = lib.is_possible_number_with_reason(number)
    # The library keeps the first zero of a number that lacks a digit, and then finds it possible.
    is_short = number.country_code in _NINE_DIGITS and (length < 9 or bool(number.italian_leading_zero))
    if reason != lib.ValidationResult.IS_POSSIBLE or is_short:
        raise UserError(_fault(typed, len(digits), reason == lib.ValidationResult.TOO_LONG), field)
    return Phone(lib.format_number(number, lib.PhoneNumberFormat.E164), lib.is_valid_number(number))


def _fault(text: str, digits: int, is_long: bool) -> Msg:
    if is_long:
        return _(
            "«\u00a0{text}\u00a0» a trop de chiffres ({count})\u00a0: un numéro français en a dix.",
            text=text,
            count=digits,
        )
    return _(
        "«\u00a0{text}\u00a0» n’a que {count} chiffres\u00a0: un numéro français en a dix, en commençant par 0.",
        text=text,
        count=digits,
    )


def show_phone(e164: str) -> str:
    """« 01 99 00 12 34 », « 0262 20 12 34 », « +32 2 555 12 12 »; a short or unreadable number as it is."""
    if not e164.startswith("+"):
        return f"{e164[:2]} {e164[2:]}" if len(e164) == 4 else e164
    if _ORDINARY.fullmatch(e164):
        # Nearly all of a list: by pairs, without the library, whose import alone keeps the first list waiting.
        figures = f"0{e164[3:]}"
        return " ".join(figures[at : at + 2] for at in range(0, 10, 2))
    import phonenumbers as lib

    try:
        number = lib.parse(e164, None)
    except lib.NumberParseException:
        return e164
    region = lib.region_code_for_country_code(number.country_code or 0)
    national = region in ("FR", *_OVERSEAS.values())
    shape = lib.PhoneNumberFormat.NATIONAL if national else lib.PhoneNumberFormat.INTERNATIONAL
    return str(lib.format_number(number, shape))


_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@([^\s@<>,;:\"()\[\]\\.]+\.)+[^\s@<>,;:\"()\[\]\\.\d-]{2,}")


def check_email(text: str, field: str | None = None) -> str:
    """The address as it is stored: case kept before the @, domain in lower case. Raises UserError."""
    typed = text.strip()
    if not _EMAIL.fullmatch(typed) or ".." in typed or len(typed) > 254:
        raise UserError(
            _(
                "«\u00a0{text}\u00a0» n’est pas une adresse électronique\u00a0: écrivez par exemple nom@exemple.fr.",
                text=typed,
            ),
            field,
        )
    local, domain = typed.rsplit("@", 1)
    return f"{local}@{domain.lower()}"
