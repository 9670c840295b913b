# SPDX-License-Identifier: EUPL-1.2
"""Shapes of a drawing as values, in millimetres from its top-left corner; drawn once, on the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.text import Text
from app.documents.rich import Align
from app.documents.style import INK, Weight

Place = tuple[float, float]


class Hatch(StrEnum):
    """Lines over an outline, so that colours are never alone to speak."""

    NONE = "none"
    RISING = "rising"
    FALLING = "falling"
    CROSSED = "crossed"
    LEVEL = "level"
    UPRIGHT = "upright"
    DOTS = "dots"
    STRUCK = "struck"
    """From corner to corner."""


@dataclass(frozen=True)
class Outline:
    """A closed shape. `fill` empty leaves it open to what is under it; `line` is in points, 0 for no edge."""

    points: Sequence[Place]
    fill: str = ""
    ink: str = INK
    line: float = 0.5
    hatch: Hatch = Hatch.NONE
    step: float = 1.2
    """Millimetres between two lines of the hatching."""
    dash: Sequence[float] = ()
    """Points drawn and left out, in turn."""


@dataclass(frozen=True)
class Stroke:
    """A broken line; `line` is in points."""

    points: Sequence[Place]
    ink: str = INK
    line: float = 0.5
    dash: Sequence[float] = ()


@dataclass(frozen=True)
class Disc:
    """A circle, filled or not."""

    x: float
    y: float
    radius: float
    fill: str = ""
    ink: str = INK
    line: float = 0.5


@dataclass(frozen=True)
class Words:
    """A text with its baseline at `y`, aligned on `x`; `size` in points, `ground` a colour laid behind it."""

    text: Text
    x: float
    y: float
    size: float = 8.0
    ink: str = INK
    align: Align = Align.LEFT
    weight: Weight = Weight.REGULAR
    ground: str = ""


Shape = Outline | Stroke | Disc | Words
