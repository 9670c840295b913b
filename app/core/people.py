# SPDX-License-Identifier: EUPL-1.2
"""Names of people: kept as typed, folded for search, sorted as in French, compared without merging."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from functools import lru_cache

from app.core.identifiers import check_uai
from app.core.phones import Phone, check_email, show_phone, to_e164

_LETTERS = str.maketrans(
    {"œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "ẞ": "SS", "ø": "O", "Ø": "O", "ł": "L", "Ł": "L"}
    | {"đ": "D", "Đ": "D", "ð": "D", "Ð": "D", "þ": "TH", "Þ": "TH", "ı": "I", "\u00ad": None}
)
_APART = re.compile(r"[\W_]+")
_SAINTS = {"ST": "SAINT", "STE": "SAINTE"}
REJECTED_PARTICLES = ("DE", "D")
"""Particles put after the name in alphabetical order; Du, Des, Le, La, L’ stay in front (library usage)."""


def clean_name(text: str) -> str:
    """`text` as it is stored: composed (NFC), without control characters nor stray spaces; case untouched."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join("".join(kept).split())


@lru_cache(maxsize=20_000)
def key1(text: str) -> str:
    """Folding for search and sameness: « Lefèvre » -> LEFEVRE, « d’Artigues » -> D ARTIGUES, St -> SAINT."""
    letters = _without_marks(_without_marks(text).translate(_LETTERS).upper()).translate(_LETTERS)
    return " ".join(_SAINTS.get(word, word) for word in _APART.sub(" ", letters).split())


def _without_marks(text: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFD", text) if not unicodedata.category(c).startswith("M")
    )


def key2(text: str) -> str:
    """`key1` without its spaces: « Le Goff » and « LEGOFF » meet here."""
    return key1(text).replace(" ", "")


def sort_key(name: str, particles: Collection[str] = REJECTED_PARTICLES) -> str:
    """Key of French alphabetical order: spaces, hyphens, accents and rejected `particles` do not count."""
    words = key1(name).split()
    while len(words) > 1 and words[0] in particles:
        words = words[1:]
    return "".join(words)


def display_name(
    civility: str | None, given: str | None, birth_name: str | None, usage_name: str | None = None
) -> str:
    """« Madame Marie DURAND »: the usage name if there is one, each part as it is stored, absent parts left out."""
    parts = (civility, given, usage_name or birth_name)
    return " ".join(clean_name(part) for part in parts if part and part.strip())


def list_name(birth_name: str | None, given: str | None, usage_name: str | None = None) -> str:
    """The form of lists, name first: « DURAND Marie »."""
    return display_name(None, usage_name or birth_name, given)


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`; born on 29 February, one ages on 1 March of common years. Negative if unborn."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


class Likeness(StrEnum):
    """How near two names are. Nothing is ever merged on it alone."""

    SAME = "same"
    TO_SHOW = "to-show"
    """Equal once spaces are left out: worth showing to the clerk."""
    CANDIDATE = "candidate"
    """A letter or two apart, or alike to the ear."""
    DIFFERENT = "different"


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str) -> Likeness:
    """Verdict on two names written perhaps differently."""
    if key1(one) == key1(other):
        return Likeness.SAME
    short, long = sorted((key2(one), key2(other)), key=len)
    if short == long:
        return Likeness.TO_SHOW
    if not short:
        return Likeness.DIFFERENT
    allowed = 0 if len(short) < 4 else 1 if len(short) < 8 else 2
    if _distance(short, long) <= allowed or sound(short) == sound(long):
        return Likeness.CANDIDATE
    return Likeness.DIFFERENT


def _distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap to go from `one` to `other`."""
    from rapidfuzz.distance import OSA  # late: its start costs more than the rest of this file

    return OSA.distance(one, other)


_SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"[^A-Z]", ""), (r"PH", "F"), (r"SCH|CH|SH", "5"), (r"H", ""), (r"GN", "N"), (r"GU(?=[EI])", "G"),
        (r"QU|CQ|Q|CK", "K"), (r"C(?=[EIY])", "S"), (r"C", "K"), (r"G(?=[EIY])", "J"), (r"EAUX?|AUX?", "O"),
        (r"AIN|EIN|IN|YN|AIM|IM(?=[BP])", "1"), (r"EN|AN|EM(?=[BP])|AM(?=[BP])", "2"), (r"ON|OM(?=[BP])", "3"),
        (r"AI|EI", "E"), (r"Y", "I"), (r"Z", "S"), (r"W", "V"), (r"(.)\1+", r"\1"), (r"(?<=.)[DTSXPE]+$", ""),
    )
)  # fmt: skip


@lru_cache(maxsize=20_000)
def sound(name: str) -> str:
    """A rough French pronunciation: « Durand », « Durant » and « Durans » sound alike. Only for candidates."""
    text = key2(name)
    for pattern, to in _SOUNDS:
        text = pattern.sub(to, text)
    return text


__all__ = [
    "REJECTED_PARTICLES", "Likeness", "Phone", "age_on", "check_email", "check_uai", "clean_name", "display_name",
    "key1", "key2", "likeness", "list_name", "show_phone", "sort_key", "sound", "to_e164",
]  # fmt: skip
