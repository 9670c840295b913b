# SPDX-License-Identifier: EUPL-1.2
"""The look as values: the colours of three themes under the same names, and sizes at 100 %. No Qt here."""

from __future__ import annotations

from enum import StrEnum


class Scheme(StrEnum):
    """The three themes; « as the system » is resolved to one of them before it comes here."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


LIGHT = {
    # Surfaces: white work on a pale grey ground.
    "surface": "#ffffff",
    "ground": "#f4f6f7",
    "raised": "#ffffff",
    "hover": "#eef2f5",
    "selected": "#e5eff7",
    # Hairlines separate, edges delimit what can be used.
    "line": "#dfe4e8",
    "edge": "#7f8a95",
    "focus": "#1d5c8f",
    # Text.
    "text": "#1f2a33",
    "muted": "#55636f",
    "faint": "#616d78",
    "disabled": "#87929c",
    # The one accent, for the action to take.
    "accent": "#1d5c8f",
    "accent-hover": "#174b75",
    "accent-pressed": "#123c5e",
    "on-accent": "#ffffff",
    "link": "#1d5c8f",
    # The five meanings: a pale ground, a text on it, an icon.
    "neutral-bg": "#eceff2",
    "neutral-fg": "#505d68",
    "info-bg": "#e5eff7",
    "info-fg": "#1d5c8f",
    "success-bg": "#e4f3ea",
    "success-fg": "#1a6e3c",
    "warning-bg": "#fbf1dc",
    "warning-fg": "#7d5300",
    "danger-bg": "#fbe9e6",
    "danger-fg": "#b3301f",
    # One hue a module, sparingly: icons, thin edges, bars of charts.
    "canteen": "#bc5e28",
    "cemetery": "#3f7248",
    "creche": "#6b4aa8",
    "directory": "#55636f",
    "billing": "#55636f",
    "hue-teal": "#1f7a7d",
    "hue-plum": "#99407a",
    "hue-ochre": "#8f6a10",
    "hue-slate": "#4a6583",
    "shade": "#1f2a33",
}

DARK = {
    "surface": "#1c252c",
    "ground": "#151c22",
    "raised": "#212c34",
    "hover": "#26323b",
    "selected": "#22384a",
    "line": "#33404a",
    "edge": "#758592",
    "focus": "#7fb8e6",
    "text": "#e8edf1",
    "muted": "#a3b0ba",
    "faint": "#98a5af",
    "disabled": "#6d7a85",
    "accent": "#7fb8e6",
    "accent-hover": "#9ac8ec",
    "accent-pressed": "#b4d6f1",
    "on-accent": "#10202d",
    "link": "#7fb8e6",
    "neutral-bg": "#2a353e",
    "neutral-fg": "#b4c0c9",
    "info-bg": "#22384a",
    "info-fg": "#8ec2ec",
    "success-bg": "#1f3a2c",
    "success-fg": "#82cf9f",
    "warning-bg": "#3d3220",
    "warning-fg": "#ecc06c",
    "danger-bg": "#43261f",
    "danger-fg": "#f4a496",
    "canteen": "#e08650",
    "cemetery": "#7fb585",
    "creche": "#b397e6",
    "directory": "#a3b0ba",
    "billing": "#a3b0ba",
    "hue-teal": "#5bbcbf",
    "hue-plum": "#dc8bbe",
    "hue-ochre": "#d3ac4c",
    "hue-slate": "#93b0d0",
    "shade": "#000000",
}

CONTRAST = {
    "surface": "#ffffff",
    "ground": "#ffffff",
    "raised": "#ffffff",
    "hover": "#e6e6e6",
    "selected": "#d4e6f5",
    "line": "#6b6b6b",
    "edge": "#000000",
    "focus": "#003a6b",
    "text": "#000000",
    "muted": "#262626",
    "faint": "#333333",
    "disabled": "#595959",
    "accent": "#003a6b",
    "accent-hover": "#00284a",
    "accent-pressed": "#001a33",
    "on-accent": "#ffffff",
    "link": "#003a6b",
    "neutral-bg": "#ffffff",
    "neutral-fg": "#000000",
    "info-bg": "#ffffff",
    "info-fg": "#003a6b",
    "success-bg": "#ffffff",
    "success-fg": "#0b4a22",
    "warning-bg": "#ffffff",
    "warning-fg": "#573900",
    "danger-bg": "#ffffff",
    "danger-fg": "#86150a",
    "canteen": "#7a3305",
    "cemetery": "#1f4d28",
    "creche": "#46237f",
    "directory": "#262626",
    "billing": "#262626",
    "hue-teal": "#0a4d50",
    "hue-plum": "#6d1f52",
    "hue-ochre": "#5c4300",
    "hue-slate": "#233e5c",
    "shade": "#000000",
}

COLOURS = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}

HUES = ("canteen", "cemetery", "creche", "directory", "billing", "hue-teal", "hue-plum", "hue-ochre", "hue-slate")
"""Tokens that a module may take as its own colour."""

TONES = ("neutral", "info", "success", "warning", "danger")

TEXT_PAIRS = (
    *((ink, paper) for ink in ("text", "muted", "faint", "link") for paper in ("surface", "ground", "raised")),
    *((ink, paper) for ink in ("text", "muted", "link") for paper in ("hover", "selected")),
    ("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-accent", "accent-pressed"),
    ("danger-fg", "surface"), ("success-fg", "surface"), ("warning-fg", "surface"), ("info-fg", "surface"),
    *((f"{tone}-fg", f"{tone}-bg") for tone in TONES),
)  # fmt: skip
"""(ink, paper): text that must reach 4.5:1 in every theme."""

EDGE_PAIRS = (
    *((edge, paper) for edge in ("edge", "focus", "accent") for paper in ("surface", "ground", "raised")),
    *((hue, paper) for hue in HUES for paper in ("surface", "ground", "selected")),
    *((f"{tone}-fg", f"{tone}-bg") for tone in TONES),
    ("focus", "selected"), ("focus", "hover"), ("disabled", "surface"),
)  # fmt: skip
"""(edge or icon, ground): what must reach 3:1 in every theme."""

FONT_FAMILY = "Source Sans 3"

FONT_SIZES = {"small": 12, "label": 13, "body": 14, "strong": 15, "title": 18, "heading": 22, "figure": 26}
"""Letter heights in pixels at 100 %."""

SIZES = {
    "row": 32, "control": 32, "bar": 54, "status": 28, "sidebar": 212, "sidebar-narrow": 56, "icon": 18,
    "gap": 8, "margin": 20, "radius": 6, "card-radius": 8, "record": 408,
}  # fmt: skip
"""Measures in pixels at 100 %; all scale with the font setting."""

ANIMATION_MS = 120
"""Longest animation; none when the system asks for none."""

SMALLEST_FONT, LARGEST_FONT = 100, 200
