# SPDX-License-Identifier: EUPL-1.2
"""Reads the outlines and numbers of a surveyor's DXF by the names of its layers (§17.3)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.outcome import UserError
from app.core.people import key1
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.rules.plan_geometry import (
    CHORD,
    CLOSED_WITHIN,
    JOINED_WITHIN,
    Ring,
    closed,
    flatten_bulge,
    flatten_circle,
    is_closed,
    join_lines,
    signed_area,
)
from modules.cemetery.rules.projection import Point
from modules.cemetery.strings import _

UNITS = {4: 0.001, 5: 0.01, 6: 1.0}
"""Metres by code of `$INSUNITS`."""
LAYERS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("NUM", "TEXTE TOMBE", "TEXTE", "ETIQUETTE", "LABEL"), PlanLayer.LABEL, ""),
    (("COLUMBARIUM",), PlanLayer.PLOT, "COLUMBARIUM"),
    (("CAVURNE",), PlanLayer.PLOT, "URN_VAULT"),
    (("OSSUAIRE",), PlanLayer.PLOT, "OSSUARY"),
    (("JARDIN", "SOUVENIR", "DISPERSION"), PlanLayer.PLOT, "SCATTERING"),
    (("DEPOSITOIRE",), PlanLayer.PLOT, "TEMP_VAULT"),
    (("CAVEAU",), PlanLayer.PLOT, "VAULT"),
    (("TOMBE", "CONCESSION", "EMPLACEMENT", "SEPULTURE", "FOSSE"), PlanLayer.PLOT, ""),
    (("CARRE", "SECTION", "DIVISION", "ZONE"), PlanLayer.SECTION, ""),
    (("ALLEE", "RANG", "VOIE", "CHEMIN"), PlanLayer.PATH, ""),
    (("LIMITE", "ENCEINTE", "CLOTURE"), PlanLayer.BOUNDARY, ""),
    (("MUR",), PlanLayer.WALL, ""),
    (("PORTAIL", "PORTE"), PlanLayer.GATE, ""),
    (("ARBRE", "HAIE", "VEGET"), PlanLayer.TREE, ""),
    (("BANC",), PlanLayer.BENCH, ""),
    (("EAU", "ROBINET"), PlanLayer.WATER, ""),
    (("POUBELLE",), PlanLayer.BIN, ""),
    (("BATI",), PlanLayer.BUILDING, ""),
)
"""What a layer becomes by a word in its name, the first that is found; and the kind of its plots."""
FILLED = {PlanLayer.PLOT.value, PlanLayer.SECTION.value, PlanLayer.BUILDING.value}
LIKELY_M2 = (0.1, 60.0)
"""Area of a usual plot: it tells the unit of a drawing that does not say."""


@dataclass
class _Layer:
    lines: list[list[Point]] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    texts: list[tuple[str, Point]] = field(default_factory=list)


def layer_of(name: str) -> tuple[str, str]:
    """(layer of the plan, kind of plot) of a DXF layer; empty when its name says nothing."""
    folded = key1(name)
    for words, layer, kind in LAYERS:
        # « EAU » is no part of NIVEAU: short words begin a word.
        if any(re.search(rf"\b{word}", folded) if len(word) < 5 else word in folded for word in words):
            return str(layer), kind
    return "", ""


def read_dxf(path: Path) -> list[dict[str, Any]]:
    """A row an outline, a line, a point or a text, in metres. Raises UserError when it is no DXF, or an empty one."""
    document = _load(path)
    layers: dict[str, _Layer] = defaultdict(_Layer)
    factor = UNITS.get(int(document.header.get("$INSUNITS", 0) or 0))
    for entity in document.modelspace():
        _take(layers, entity, str(entity.dxf.layer), (factor or 1.0))
    guessed = factor is None
    if factor is None:
        factor = _guess_unit(layers)
    rows = [row for name, layer in sorted(layers.items()) for row in _rows(name, layer, factor)]
    if not rows:
        raise UserError(
            _(
                "Ce dessin DXF est vide\u00a0: demandez au géomètre l’espace objet, pas seulement la mise en page."
            )
        )
    return [{**row, "crs": "", "unit_guessed": guessed, "unit": factor} for row in rows]


def _load(path: Path) -> Any:
    import ezdxf
    from ezdxf import recover

    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(b"AC10"):
        raise UserError(_("Ce fichier est un DWG\u00a0: demandez au géomètre un DXF."))
    try:
        try:
            return ezdxf.readfile(path)  # type: ignore[attr-defined]
        except (ezdxf.DXFError, UnicodeDecodeError):  # type: ignore[attr-defined]
            return recover.readfile(path)[0]
    except (OSError, ezdxf.DXFError, UnicodeDecodeError):  # type: ignore[attr-defined]
        raise UserError(
            _("Ce fichier n’est pas un DXF lisible\u00a0: demandez qu’on vous l’envoie à nouveau.")
        ) from None


# ---------------------------------------------------------------- entities


def _take(layers: dict[str, _Layer], entity: Any, name: str, scale: float, depth: int = 0) -> None:
    """Add what an entity draws to its layer."""
    found = entity
    layer, kind = layers[name], entity.dxftype()
    chord = CHORD / scale
    if kind == "LWPOLYLINE":
        corners = [(x, y, bulge) for x, y, bulge in found.get_points("xyb")]
        _polyline(layer, corners, bool(found.closed), chord)
    elif kind == "POLYLINE" and not (found.is_polygon_mesh or found.is_poly_face_mesh):
        corners = [(v.dxf.location.x, v.dxf.location.y, v.dxf.get("bulge", 0.0)) for v in found.vertices]
        _polyline(layer, corners, bool(found.is_closed), chord)
    elif kind == "LINE":
        layer.lines.append([_xy(found.dxf.start), _xy(found.dxf.end)])
    elif kind == "CIRCLE":
        layer.rings.append(flatten_circle(_xy(found.dxf.center), float(found.dxf.radius), chord))
    elif kind == "POINT":
        layer.points.append(_xy(found.dxf.location))
    elif kind == "HATCH":
        layer.rings += [ring for ring in [_hatch(found, chord)] if ring]
    elif kind == "TEXT":
        _text(layer, str(found.plain_text()), found.dxf.get("align_point") or found.dxf.insert)
    elif kind == "MTEXT":
        _text(layer, str(found.plain_text()), found.dxf.insert)
    elif kind == "INSERT" and depth < 4:
        _block(layers, found, name, scale, depth)


def _polyline(layer: _Layer, corners: list[tuple[float, float, float]], is_ring: bool, chord: float) -> None:
    if len(corners) < 2:
        return
    points: list[Point] = [corners[0][:2]]
    following = corners[1:] + (corners[:1] if is_ring else [])
    for (x, y, bulge), (nx, ny, _next) in zip(corners, following, strict=False):
        points += flatten_bulge((x, y), (nx, ny), bulge, chord)
    if is_ring and len(points) > 3:
        layer.rings.append(points)
    else:
        layer.lines.append(points)


def _hatch(hatch: Any, chord: float) -> Ring:
    """The outer path of a hatching."""
    for path in sorted(hatch.paths.paths, key=lambda p: not p.path_type_flags & 1):
        if hasattr(path, "vertices"):
            corners = [(v[0], v[1], v[2] if len(v) > 2 else 0.0) for v in path.vertices]
            ring = _Layer()
            _polyline(ring, corners, True, chord)
            return ring.rings[0] if ring.rings else []
        edges = [[_xy(e.start), _xy(e.end)] for e in path.edges if type(e).__name__ == "LineEdge"]
        if len(edges) >= 3 and len(edges) == len(path.edges):
            return [edges[0][0], *(edge[1] for edge in edges)]
    return []


def _block(layers: dict[str, _Layer], insert: Any, name: str, scale: float, depth: int) -> None:
    """A block turned into its outline; its attributes are read as numbers."""
    for attribute in insert.attribs:
        _text(layers[name], str(attribute.dxf.text), attribute.dxf.get("align_point") or attribute.dxf.insert)
    try:
        parts = list(insert.virtual_entities())
    except (ValueError, TypeError, ZeroDivisionError):
        return
    for part in parts:
        own = str(part.dxf.layer)
        # Layer 0 inside a block means: that of the insertion.
        _take(layers, part, name if own == "0" else own, scale, depth + 1)


def _text(layer: _Layer, text: str, at: Any) -> None:
    clean = " ".join(text.split())
    if clean:
        layer.texts.append((clean, _xy(at)))


def _xy(point: Any) -> Point:
    return float(point[0]), float(point[1])


# ---------------------------------------------------------------- rows


def _guess_unit(layers: dict[str, _Layer]) -> float:
    """The unit in which most outlines of graves have the size of a grave; metres when nothing tells."""
    areas = [
        abs(signed_area(ring))
        for name, layer in layers.items()
        if layer_of(name)[0] in ("", PlanLayer.PLOT.value)
        for ring in layer.rings
    ]
    likely: Counter[float] = Counter()
    for unit in (1.0, 0.01, 0.001):
        likely[unit] = sum(LIKELY_M2[0] <= area * unit * unit <= LIKELY_M2[1] for area in areas)
    best, count = max(likely.items(), key=lambda pair: pair[1], default=(1.0, 0))
    return best if count else 1.0


def _rows(name: str, layer: _Layer, unit: float) -> Iterable[dict[str, Any]]:
    target, kind = layer_of(name)
    rings = list(layer.rings)
    for line in join_lines(layer.lines, JOINED_WITHIN / unit):
        if is_closed(line, CLOSED_WITHIN / unit):
            rings.append(line)
        else:
            yield _row(name, target, kind, "line", line, unit)
    for ring in rings:
        yield _row(name, target, kind, "polygon", closed(ring), unit)
    for point in layer.points:
        yield _row(name, target, kind, "point", [point], unit)
    for text, at in layer.texts:
        # Numbers are often written on the very layer of the graves.
        where = PlanLayer.LABEL.value if target in (PlanLayer.PLOT.value, PlanLayer.LABEL.value) else target
        yield {**_row(name, where, "", "point", [at], unit), "text": text}


def _row(
    name: str, layer: str, kind: str, shape: str, points: Iterable[Point], unit: float
) -> dict[str, Any]:
    return {
        "layer": layer, "dxf_layer": name, "kind": kind or None, "shape": shape, "text": "", "external_id": "",
        "points": [[x * unit, y * unit] for x, y in points], "properties": {}, "fault": "",
    }  # fmt: skip
