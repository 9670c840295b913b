# SPDX-License-Identifier: EUPL-1.2
"""Texts with a look: a few words that stand out, how loudly a text speaks, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.text import Text


class Align(StrEnum):
    """Where a text stands in its column."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


class Tone(StrEnum):
    """How loudly a text speaks."""

    BODY = "body"
    STRONG = "strong"
    MUTED = "muted"
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True)
class Span:
    """A few words inside a text that stand out from it."""

    text: Text
    bold: bool = False
    italic: bool = False
    muted: bool = False


Rich = Text | Span | tuple[Text | Span, ...]
"""A text, or several joined end to end (the spaces between them are theirs)."""


def bold(text: Text) -> Span:
    """`text` in bold inside a `Rich`."""
    return Span(text, bold=True)


def italic(text: Text) -> Span:
    """`text` in italic inside a `Rich`."""
    return Span(text, italic=True)
