# SPDX-License-Identifier: EUPL-1.2
"""French typography for texts that people type: no-break spaces, curved apostrophes, one-character ellipsis."""

from __future__ import annotations

import re

_RULES = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0\u202f]+([;!?])"), "\u202f\\1"),
    (re.compile(r"[ \u202f]+:"), "\u00a0:"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«\u00a0"),
    (re.compile(r"[ \u202f]+»"), "\u00a0»"),
    (re.compile(r"(?<=\d)[ \u202f]+€"), "\u00a0€"),
    (re.compile(r"(?<=\d) +%"), "\u202f%"),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), "\u202f"),
    (
        re.compile(r"\b(1er|\d{1,2}) (?=(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc))"),
        "\\1\u00a0",
    ),
)


def french(text: str) -> str:
    """`text` with the spaces and signs that French printing wants; nothing is added where there was no space."""
    for pattern, mended in _RULES:
        text = pattern.sub(mended, text)
    return text
