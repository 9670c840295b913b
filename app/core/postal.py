# SPDX-License-Identifier: EUPL-1.2
"""Postal addresses as NF Z10-011 wants them: six lines of 38 characters, abbreviated only when too long.

Nothing is ever cut: a line that stays too long is given whole, with a fault that says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.core.outcome import UserError
from app.core.people import key1
from app.core.strings import _
from app.core.text import Msg

WIDTH = 38
LINES = 6

_STREET_TYPES = {
    "BOULEVARD": "BD", "AVENUE": "AV", "RESIDENCE": "RES", "IMPASSE": "IMP", "ALLEE": "ALL", "ALLEES": "ALL",
    "CHEMIN": "CHE", "PLACE": "PL", "QUARTIER": "QUA", "LOTISSEMENT": "LOT", "ASSOCIATION": "ASSOC",
    "BATIMENT": "BAT", "APPARTEMENT": "APP", "ESCALIER": "ESC", "ROUTE": "RTE", "SQUARE": "SQ", "FAUBOURG": "FG",
}  # fmt: skip
_TITLES = {
    "GENERAL": "GAL", "DOCTEUR": "DR", "SAINT": "ST", "SAINTE": "STE", "PROFESSEUR": "PR", "PRESIDENT": "PDT",
    "CAPITAINE": "CNE", "COLONEL": "CEL", "COMMANDANT": "CDT", "MARECHAL": "MAL", "LIEUTENANT": "LT",
    "MONSIEUR": "M", "MADAME": "MME",
}  # fmt: skip
_ARTICLES = re.compile(r"\b(?:DE LA|DE L|DES|DU|DE|LES|LE|LA|L) (?=\S)")
_REPETITIONS = {"B": "BIS", "T": "TER", "Q": "QUATER"}
_LETTERS = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}


@dataclass(frozen=True)
class PostalAddress:
    """The parts of an address as they are stored; the printed lines are computed from them."""

    complement1: str = ""
    """Apartment, floor, staircase, « chez… » (line 2)."""
    complement2: str = ""
    """Building, entrance, residence (line 3)."""
    number: str = ""
    repetition: str = ""
    """B, T, Q, or BIS, TER, A…"""
    street: str = ""
    locality: str = ""
    """Hamlet, BP, CS, poste restante (line 5)."""
    postcode: str = ""
    town: str = ""
    country: str = ""
    """Empty for France."""
    routing_label: str = ""
    """Short name of the town for the post (`libelle_acheminement` of the national address base)."""

    @property
    def is_foreign(self) -> bool:
        """Whether the letter leaves France."""
        return country_line(self.country) != ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is known."""
        return not any(
            (self.street, self.locality, self.postcode, self.town, self.complement1, self.complement2)
        )


class PostalFault(NamedTuple):
    """Something to look at before printing. `line` counts from 1; `proposal` is what would be printed instead."""

    line: int
    code: str
    message: Msg
    proposal: str = ""

    def __str__(self) -> str:
        return str(self.message)


class PostalBlock(NamedTuple):
    """The lines to print, without blank ones, and what is wrong with them."""

    lines: list[str]
    faults: list[PostalFault]


def postal_line(text: str) -> str:
    """Postal form of a text: capitals without accents, punctuation turned into single spaces."""
    import unicodedata

    letters = "".join(_LETTERS.get(c, c) for c in text)
    marks = unicodedata.normalize("NFD", letters)
    bare = "".join(c for c in marks if not unicodedata.combining(c)).upper()
    return " ".join(re.sub(r"[^0-9A-Z]+", " ", bare).split())


def fit_line(text: str) -> str:
    """Postal form, abbreviated step by step only as long as it exceeds 38 characters; perhaps still too long."""
    line = postal_line(text)
    for words in (_STREET_TYPES, _TITLES):
        if len(line) <= WIDTH:
            return line
        line = _abbreviated(line, words)
    if len(line) > WIDTH:
        # The first word stays: « LE » or « LA » may be the beginning of a name.
        head, _gap, rest = line.partition(" ")
        line = f"{head} {_ARTICLES.sub('', rest)}"
    return line


def _abbreviated(line: str, words: dict[str, str]) -> str:
    return " ".join(words.get(word, word) for word in line.split())


def street_line(address: PostalAddress) -> str:
    """Number, repetition and street as they are said: « 12 bis rue de l’Église »."""
    repetition = address.repetition.strip()
    if repetition.upper() in _REPETITIONS:
        repetition = _REPETITIONS[repetition.upper()].lower()
    return " ".join(part for part in (address.number.strip(), repetition, address.street.strip()) if part)


def show_address(address: PostalAddress) -> str:
    """The address on one line, as it is said: « 12 bis rue de l’Église, 01400 L’Abergement »."""
    town = f"{address.postcode} {address.town}".strip()
    parts = (address.complement1, address.complement2, street_line(address), address.locality, town)
    return ", ".join(part.strip() for part in (*parts, address.country) if part.strip())


def postal_lines(recipient: str | Sequence[str], address: PostalAddress) -> PostalBlock:
    """The lines of an envelope, from most personal to most general, with every fault found.

    `recipient` may be several lines (organisation, then service). At most six lines, seven with a country.
    """
    names = [recipient] if isinstance(recipient, str) else list(recipient)
    texts = [*names, address.complement1, address.complement2, street_line(address), address.locality]
    faults: list[PostalFault] = []
    lines: list[str] = []
    for text in texts:
        if postal_line(text):
            _add(lines, faults, text)
    _add_town(lines, faults, address)
    if not any(postal_line(name) for name in names):
        faults.insert(0, PostalFault(1, "no-recipient", _("Il manque le nom du destinataire.")))
    country = country_line(address.country)
    if country:
        lines.append(country)
    if len(lines) > LINES + bool(country):
        faults.append(
            PostalFault(
                len(lines),
                "too-many-lines",
                _("L’adresse a {count} lignes\u00a0: la poste en accepte six.", count=len(lines)),
            )
        )
    return PostalBlock(lines, faults)


def _add(lines: list[str], faults: list[PostalFault], text: str) -> None:
    whole, line = postal_line(text), fit_line(text)
    number = len(lines) + 1
    if len(line) > WIDTH:
        lines.append(line)
        message = _(
            "La ligne «\u00a0{line}\u00a0» a {count} caractères\u00a0: raccourcissez-la à {width}.",
            line=line,
            count=len(line),
            width=WIDTH,
        )
        faults.append(PostalFault(number, "too-long", message))
        return
    lines.append(line)
    if line != whole:
        message = _(
            "La ligne «\u00a0{line}\u00a0» sera abrégée en «\u00a0{short}\u00a0».", line=whole, short=line
        )
        faults.append(PostalFault(number, "abbreviated", message, line))


def _add_town(lines: list[str], faults: list[PostalFault], address: PostalAddress) -> None:
    """Line 6. A foreign postcode is printed as it was written, and not checked."""
    town = re.sub(r"\([^)]*\)", " ", address.town)
    number = len(lines) + 1
    if not postal_line(town):
        faults.append(PostalFault(number, "no-town", _("Il manque la commune de l’adresse.")))
    if address.is_foreign:
        lines.append(f"{address.postcode.strip()} {postal_line(town)}".strip())
        return
    if not is_postcode(address.postcode):
        faults.append(PostalFault(number, "postcode", _postcode_fault(address.postcode)))
    whole = f"{address.postcode} {town}"
    if address.routing_label and len(postal_line(whole)) > WIDTH:
        whole = f"{address.postcode} {address.routing_label}"
    if postal_line(whole):
        _add(lines, faults, whole)


# --- Postcodes, countries, streets -----------------------------------------------------------------------


def is_postcode(text: str) -> bool:
    """Whether `text` has the form of a French postcode: five digits, not 00…, and no 2A."""
    return bool(re.fullmatch(r"(?!00)[0-9]{5}", text.strip()))


def postcode_proposal(text: str) -> str | None:
    """What was probably meant by a postcode that lost its zero (« 1400 » -> 01400); to be confirmed."""
    bare = re.sub(r"\s|\.0+$", "", text)
    padded = f"0{bare}" if re.fullmatch(r"[1-9][0-9]{3}", bare) else bare
    return padded if is_postcode(padded) and padded != text else None


def _postcode_fault(text: str) -> Msg:
    if not text.strip():
        return _("Il manque le code postal de l’adresse.")
    proposal = postcode_proposal(text)
    if proposal:
        return _(
            "Le code postal «\u00a0{text}\u00a0» n’a pas cinq chiffres\u00a0: est-ce {proposal}\u202f?",
            text=text.strip(),
            proposal=proposal,
        )
    return _("Le code postal «\u00a0{text}\u00a0» n’a pas cinq chiffres.", text=text.strip())


def check_postcode(text: str, field: str | None = None) -> str:
    """The five digits of a French postcode. Raises UserError, with a proposal when a zero was lost."""
    if is_postcode(text):
        return text.strip()
    raise UserError(_postcode_fault(text), field)


@cache
def _countries() -> dict[str, str]:
    """Folded English and French names, and codes, to the French name."""
    from babel import Locale

    french = Locale("fr").territories
    found = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code in french:
                found[key1(name)] = found[code] = french[code]
    return found


def country_line(country: str) -> str:
    """Last line of a letter abroad, in French capitals; empty for France and its overseas territories."""
    if not country.strip():
        return ""
    known = _countries()
    name = known.get(key1(country), country)
    home = {known[code] for code in ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC")}
    return "" if name in home else postal_line(name)


_STREET = re.compile(
    r"(?P<number>\d{1,5})\s*(?:(?P<word>bis|ter|quater)\b|(?P<letter>[a-z])(?=[\s,]))?[\s,]*(?P<street>\D.*)",
    re.IGNORECASE | re.DOTALL,
)


def split_street(text: str) -> tuple[str, str, str]:
    """(number, repetition, street) of a line as typed: « 12 bis, rue de l’Église » -> ("12", "bis", "rue…")."""
    match = _STREET.fullmatch(text.strip())
    if match is None:
        return "", "", text.strip()
    return match["number"], (match["word"] or match["letter"] or ""), match["street"].strip(" ,")


def envelope_order(address: PostalAddress) -> tuple[str, str, int, str]:
    """Order of a batch of envelopes: postcode, street, number."""
    digits = re.match(r"\d+", address.number.strip())
    street = key1(address.street or address.locality)
    return address.postcode, street, int(digits[0]) if digits else 0, address.repetition.lower()
