# SPDX-License-Identifier: EUPL-1.2
"""The one typeface: its faces, the width of a text, and what becomes of a character that it lacks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from reportlab.graphics.shapes import STATE_DEFAULTS
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.core.outcome import UserError
from app.core.resources import resource
from app.documents.strings import _
from app.documents.style import Weight

FILES = {
    Weight.REGULAR: "SourceSans3-Regular",
    Weight.ITALIC: "SourceSans3-Italic",
    Weight.SEMIBOLD: "SourceSans3-SemiBold",
    Weight.BOLD: "SourceSans3-Bold",
}

# Look-alikes of the characters that people paste and that the typeface has not.
_STAND_INS = {"✂": "", "☒": "☑", "\u2028": "\n", "\u2029": "\n", "\t": " ", "\u3000": " "}


@dataclass(frozen=True)
class Face:
    """A weight of the typeface, embedded under `name`; widths are for one point."""

    name: str
    widths: dict[str, float]

    def measure(self, text: str, size: float) -> float:
        """The width of `text` in points; every character must have been settled."""
        widths = self.widths
        return size * sum([widths[char] for char in text])


@cache
def faces() -> dict[Weight, Face]:
    """The faces, read and registered once for the life of the program."""
    # Drawings would otherwise begin by naming Helvetica, which no file embeds.
    STATE_DEFAULTS["fontName"] = FILES[Weight.REGULAR]
    found = {}
    for weight, file in FILES.items():
        font = TTFont(file, str(resource(f"fonts/{file}.ttf")))
        pdfmetrics.registerFont(font)
        widths = {chr(code): width / 1000 for code, width in font.face.charWidths.items() if code > 31}
        # The PDF shows a no-break space as the ordinary one: it must be as wide.
        widths["\u00a0"] = widths[" "]
        found[weight] = Face(file, widths)
    return found


@cache
def coverage() -> frozenset[str]:
    """Every character that all the faces can print."""
    shared = frozenset.intersection(*(frozenset(face.widths) for face in faces().values()))
    # Marks are composed with their letter and signs that show nothing are dropped, even when the typeface has them.
    return frozenset(char for char in shared if unicodedata.category(char) not in ("Mn", "Cf", "Cc")) | {"\n"}


@lru_cache(maxsize=8192)
def settle(text: str) -> str:
    """`text` with only characters that can be printed: composed, then replaced by what says the same.

    Raises UserError naming the character when nothing does: a name is never printed with a hole in it.
    """
    known = coverage()
    if known.issuperset(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(char if char in known else _stand_in(char, text) for char in composed)


def _stand_in(char: str, text: str) -> str:
    if char in _STAND_INS:
        return _STAND_INS[char]
    if unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    simpler = unicodedata.normalize("NFKC", char)
    if simpler != char and coverage().issuperset(simpler):
        return simpler
    raise UserError(
        _(
            "Le caractère «\u00a0{char}\u00a0» ({code}) de «\u00a0{text}\u00a0» n’existe pas dans la police des documents."
            " Remplacez-le, puis imprimez de nouveau.",
            char=char,
            code=f"U+{ord(char):04X}",
            text=text if len(text) <= 60 else text[:57] + "…",
        )
    )
