# SPDX-License-Identifier: EUPL-1.2
"""Contrast of two colours as WCAG 2.1 computes it (EN 301 549 clause 11): the theme is tested with it."""

from __future__ import annotations

from enum import StrEnum


class Use(StrEnum):
    """What a pair of colours is for."""

    TEXT = "text"
    LARGE_TEXT = "large-text"
    """From 24 px, or 18.5 px in bold."""
    COMPONENT = "component"
    """Edges, icons, focus, states."""


LEAST = {Use.TEXT: 4.5, Use.LARGE_TEXT: 3.0, Use.COMPONENT: 3.0}
"""Least ratio that each use needs (WCAG 1.4.3, 1.4.11)."""


def luminance(colour: str) -> float:
    """Relative luminance of « #RRGGBB », from 0 to 1. Raises ValueError for another form."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"not a colour: {colour!r}")
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21; not rounded, for 2.995 fails where 3 is asked."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_enough(one: str, other: str, use: Use = Use.TEXT) -> bool:
    """Whether the pair may be used so."""
    return ratio(one, other) >= LEAST[use]
