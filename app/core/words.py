# SPDX-License-Identifier: EUPL-1.2
"""Whole numbers written in French words, for papers that say an amount or a year in full.

Traditional spelling by default; `hyphens=True` joins every word, as the 1990 rectifications allow.
"""

from __future__ import annotations

_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt")
_LARGE = ((10**9, "milliard"), (10**6, "million"))


def number_in_words(number: int, *, hyphens: bool = False) -> str:
    """`number` in French words: 80 -> « quatre-vingts ». Raises ValueError from a thousand milliards on."""
    if abs(number) >= 10**12:
        raise ValueError(f"too large to be written in words: {number}")
    words = _positive(abs(number))
    if hyphens:
        words = words.replace(" ", "-")
    return f"moins {words}" if number < 0 else words


def _positive(number: int) -> str:
    parts = []
    for value, name in _LARGE:
        count, number = divmod(number, value)
        if count:
            parts.append(f"{_below_thousand(count)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(number, 1000)
    if thousands:
        # « mille » never varies, and « vingt » and « cent » lose their s before it.
        parts.append("mille" if thousands == 1 else f"{_below_thousand(thousands, final=False)} mille")
    if rest or not parts:
        parts.append(_below_thousand(rest))
    return " ".join(parts)


def _below_thousand(number: int, *, final: bool = True) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, final=final)
    head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{head} {_below_hundred(rest, final=final)}"
    return f"{head}s" if hundreds > 1 and final else head


def _below_hundred(number: int, *, final: bool) -> str:
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    if tens >= 8:
        if unit == 0:
            return "quatre-vingts" if final else "quatre-vingt"
        return f"quatre-vingt-{_UNITS[unit]}"
    if unit == 0:
        return _TENS[tens]
    return f"{_TENS[tens]} et {_UNITS[unit]}" if unit in (1, 11) else f"{_TENS[tens]}-{_UNITS[unit]}"
