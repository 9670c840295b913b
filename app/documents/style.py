# SPDX-License-Identifier: EUPL-1.2
"""Sizes, colours and spaces of every paper, named once. Lengths are points unless the name ends in `_MM`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MM = 72 / 25.4
"""Points in a millimetre."""

A4_MM = (210.0, 297.0)
A3_MM = (297.0, 420.0)

# Ink, not paint: papers are printed in grey on the office printer, without solid grounds (ECO-10).
INK = "#1b2530"
MUTED = "#56626e"
RULE = "#8b96a1"
HAIRLINE = "#d5dbe1"
ACCENT = "#1f5a92"
SERIES = ("#1f5a92", "#d2a93a", "#5f8f6b", "#a3566b", "#9a9fd0", "#6e6149")
# Neighbours differ in lightness, so that they still do once printed in grey.

MARGIN_MM = 20.0
TOP_MM = 14.0
BOTTOM_MM = 17.0
FOOTER_MM = 10.0
"""Distance from the bottom edge to the baseline of the footer."""
LANDSCAPE_MARGIN_MM = 14.0
WINDOW_BODY_MM = 98.0
"""Where the text begins under a window: clear of [45;92] mm and just above the first fold."""

# The window of a DL envelope (LET-01, LET-02): millimetres from the left and the top edge.
WINDOW_X_MM = 105.0
WINDOW_Y_MM = 55.0
WINDOW_WIDTH_MM = 85.0
WINDOW_PITCH_MM = 4.0
WINDOW_BASELINE_MM = 3.0
"""From the top of a line to its baseline: capitals and their tails stay inside the 4 mm."""
WINDOW_CLEAR_MM = (95.0, 45.0, 200.0, 92.0)
WINDOW_SIZES = (10.0, 9.75, 9.5, 9.25, 9.0)
FOLDS_MM = (99.0, 198.0)


class Weight(StrEnum):
    """The four faces of the one typeface."""

    REGULAR = "regular"
    ITALIC = "italic"
    SEMIBOLD = "semibold"
    BOLD = "bold"


@dataclass(frozen=True)
class TextStyle:
    """How a run of text looks; `leading` is the distance from one baseline to the next."""

    size: float
    leading: float
    weight: Weight = Weight.REGULAR
    colour: str = INK


BODY = TextStyle(10, 13.5)
STRONG = TextStyle(10, 13.5, Weight.SEMIBOLD)
MUTED_BODY = TextStyle(10, 13.5, colour=MUTED)
SMALL = TextStyle(8.5, 11.5, colour=MUTED)
LARGE = TextStyle(12.5, 16.5, Weight.BOLD)
TITLE = TextStyle(17, 21, Weight.BOLD)
HEADINGS = (TITLE, TextStyle(13, 17, Weight.BOLD), TextStyle(10.5, 14, Weight.SEMIBOLD))
LETTERHEAD_NAME = TextStyle(12.5, 15, Weight.BOLD)
TINY = TextStyle(7.5, 10, colour=MUTED)
STAMP = TextStyle(11.5, 15, Weight.BOLD, MUTED)
FIGURE = TextStyle(24, 27, Weight.SEMIBOLD)

ROW_PADDING = 4.2
"""Above and below the text of a table row, before tightening."""
BLOCK_SPACE = 9.0
HAIRLINE_WIDTH = 0.5
RULE_WIDTH = 0.75
