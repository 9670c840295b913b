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
    # The plan: its ground, its paths, and for each family of states a fill and the ink of its edge and hatching.
    "plan-ground": "#eef1ed",
    "plan-path": "#e0dccf",
    "plan-wall": "#7d7869",
    "plan-conceded": "#b7cab2",
    "plan-conceded-ink": "#49664a",
    "plan-perpetual": "#dbe8d6",
    "plan-perpetual-ink": "#617f5d",
    "plan-expired": "#fbdca0",
    "plan-expired-ink": "#8a5a12",
    "plan-abandoned": "#f7cdc6",
    "plan-abandoned-ink": "#b3301f",
    "plan-common": "#cfdcea",
    "plan-common-ink": "#4a6a90",
    "plan-untitled": "#ddd6e8",
    "plan-untitled-ink": "#6a5790",
    "plan-service": "#dcdfe2",
    "plan-service-ink": "#5d6872",
    "plan-free": "#ffffff",
    "plan-free-ink": "#7f8a95",
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
    "plan-ground": "#18211e",
    "plan-path": "#2d302b",
    "plan-wall": "#8a8676",
    "plan-conceded": "#3f5c44",
    "plan-conceded-ink": "#a9cfa6",
    "plan-perpetual": "#26392b",
    "plan-perpetual-ink": "#7fa67e",
    "plan-expired": "#57431c",
    "plan-expired-ink": "#ecc06c",
    "plan-abandoned": "#57302a",
    "plan-abandoned-ink": "#f4a496",
    "plan-common": "#2b4058",
    "plan-common-ink": "#8fb6dd",
    "plan-untitled": "#40365a",
    "plan-untitled-ink": "#b9a5e0",
    "plan-service": "#38434b",
    "plan-service-ink": "#a3b0ba",
    "plan-free": "#1c252c",
    "plan-free-ink": "#7d8d9a",
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
    "plan-ground": "#ffffff",
    "plan-path": "#e6e6e6",
    "plan-wall": "#333333",
    "plan-conceded": "#c9e4c5",
    "plan-conceded-ink": "#0b4a22",
    "plan-perpetual": "#ffffff",
    "plan-perpetual-ink": "#0b4a22",
    "plan-expired": "#ffe9b8",
    "plan-expired-ink": "#573900",
    "plan-abandoned": "#ffd9d2",
    "plan-abandoned-ink": "#86150a",
    "plan-common": "#d4e6f5",
    "plan-common-ink": "#003a6b",
    "plan-untitled": "#e8def7",
    "plan-untitled-ink": "#46237f",
    "plan-service": "#e6e6e6",
    "plan-service-ink": "#262626",
    "plan-free": "#ffffff",
    "plan-free-ink": "#000000",
    "shade": "#000000",
}

COLOURS = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}

HUES = ("canteen", "cemetery", "creche", "directory", "billing", "hue-teal", "hue-plum", "hue-ochre", "hue-slate")
"""Tokens that a module may take as its own colour."""

PLAN_COLOURS = ("conceded", "perpetual", "expired", "abandoned", "common", "untitled", "service", "free")
"""Families of states on a plan: `plan-<name>` fills, `plan-<name>-ink` edges and hatches."""

TONES = ("neutral", "info", "success", "warning", "danger")

TEXT_PAIRS = (
    *((ink, paper) for ink in ("text", "muted", "faint", "link") for paper in ("surface", "ground", "raised")),
    *((ink, paper) for ink in ("text", "muted", "link") for paper in ("hover", "selected")),
    ("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-accent", "accent-pressed"),
    ("danger-fg", "surface"), ("success-fg", "surface"), ("warning-fg", "surface"), ("info-fg", "surface"),
    *((f"{tone}-fg", f"{tone}-bg") for tone in TONES),
    *(("text", f"plan-{name}") for name in (*PLAN_COLOURS, "ground", "path")), ("muted", "plan-ground"),
)  # fmt: skip
"""(ink, paper): text that must reach 4.5:1 in every theme."""

EDGE_PAIRS = (
    *((edge, paper) for edge in ("edge", "focus", "accent") for paper in ("surface", "ground", "raised")),
    *((hue, paper) for hue in HUES for paper in ("surface", "ground", "selected")),
    *((f"{tone}-fg", f"{tone}-bg") for tone in TONES),
    ("focus", "selected"), ("focus", "hover"), ("disabled", "surface"),
    *((f"plan-{name}-ink", paper) for name in PLAN_COLOURS for paper in (f"plan-{name}", "plan-ground")),
    ("accent", "plan-ground"), ("plan-wall", "plan-ground"),
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
