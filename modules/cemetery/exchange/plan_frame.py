# SPDX-License-Identifier: EUPL-1.2
"""In which system a plan is drawn: said, asked, guessed from magnitudes, never taken for another in silence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from app.core.outcome import UserError
from app.core.text import Text
from modules.cemetery.rules.projection import (
    LAMBERT_93,
    LOCAL,
    WGS_84,
    Extent,
    Point,
    convert,
    extent_of,
    guess_crs,
)
from modules.cemetery.strings import _

AUTO = "AUTO"
TINIEST = 0.05
"""Metres: a grave whose longest side is shorter is drawn in other units."""
WIDEST = 20_000.0
"""Metres beyond which no cemetery goes."""


def source_crs(rows: Sequence[Mapping[str, Any]], asked: str, points: Sequence[Point]) -> str:
    """The system of the file's figures. Raises UserError with the size both ways when it is wrong or unknown."""
    box = extent_of(points)
    declared = next((str(row["crs"]) for row in rows if row.get("crs")), "")
    wanted = asked if asked and asked != AUTO else declared
    is_drawing = any(row.get("dxf_layer") for row in rows)
    if not wanted:
        wanted = guess_crs(points) or (LOCAL if is_drawing and not box.may_be_degrees else "")
    if not wanted:
        raise UserError(
            _(
                "Ce plan ne dit pas son système de coordonnées. {sizes} Choisissez-le dans les options, puis recommencez.",
                sizes=_sizes(box),
            ),
            field="crs",
        )
    if wanted == WGS_84 and not box.may_be_degrees:
        raise UserError(
            _(
                "Ces coordonnées ne sont pas des degrés. {sizes} Choisissez un système en mètres dans les options.",
                sizes=_sizes(box),
            ),
            field="crs",
        )
    side = _usual_side(rows)
    if wanted != WGS_84 and side is not None and side < TINIEST and box.may_be_degrees:
        raise UserError(
            _(
                "Ces coordonnées sont des degrés, et non des mètres. {sizes} Choisissez les degrés dans les options.",
                sizes=_sizes(box),
            ),
            field="crs",
        )
    if wanted != WGS_84 and max(box.size) > WIDEST:
        raise UserError(
            _(
                "Ce plan mesurerait {width}\u00a0: ses unités ne sont pas des mètres. Vérifiez le système et l’unité.",
                width=_long(max(box.size)),
            ),
            field="crs",
        )
    return wanted


def target_crs(source: str, present: str | None) -> str:
    """The metric system in which the cemetery is kept: its own when something is drawn, else that of the file."""
    if present is None:
        return LAMBERT_93 if source == WGS_84 else source
    if (LOCAL in (source, present)) and source != present:
        raise UserError(
            _(
                "Le plan de ce cimetière est en {present}, ce fichier en {source}\u00a0: ils ne peuvent pas être joints.",
                present=present,
                source=source,
            ),
            field="crs",
        )
    return present


def to_frame(points: Sequence[Sequence[float]], source: str, target: str) -> list[Point]:
    """Points of the file in the cemetery's frame, in metres."""
    pairs = [(float(point[0]), float(point[1])) for point in points]
    return pairs if source == target else convert(pairs, source, target)


def _usual_side(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Longest side of the usual plot, in the figures of the file."""
    sides = []
    for row in rows:
        points = row.get("points") or []
        if row.get("layer") == "plot" and row.get("shape") == "polygon" and len(points) > 2:
            sides.append(max(math.dist(one, two) for one, two in pairwise(points)))
    return median(sides) if sides else None


def _sizes(box: Extent) -> Text:
    metres, degrees = box.size, box.size_if_degrees
    return _(
        "Il mesurerait {mw} sur {mh} si ce sont des mètres, {dw} sur {dh} si ce sont des degrés.",
        mw=_long(metres[0]), mh=_long(metres[1]), dw=_long(degrees[0]), dh=_long(degrees[1]),
    )  # fmt: skip


def _long(metres: float) -> str:
    if metres >= 10_000:
        return f"{metres / 1000:,.0f}".replace(",", "\u202f") + "\u00a0km"
    return (f"{metres:.0f}" if metres >= 10 else f"{metres:.3g}".replace(".", ",")) + "\u00a0m"
