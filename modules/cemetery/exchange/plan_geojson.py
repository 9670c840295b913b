# SPDX-License-Identifier: EUPL-1.2
"""Reads the features of a GeoJSON plan, with or without our profile, into rows (§17.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.core.outcome import UserError
from app.core.people import key1
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.rules.projection import CRS, WGS_84
from modules.cemetery.strings import _

SYNONYMS: dict[str, tuple[str, ...]] = {
    "layer": ("LAYER", "CALQUE", "COUCHE"),
    "cemetery": ("CEMETERY", "CIMETIERE"),
    "section": ("SECTION", "CARRE", "DIVISION", "ZONE", "ILOT"),
    "row": ("ROW", "RANG", "RANGEE", "ALLEE", "LIGNE", "VOIE"),
    "number": ("NUMBER", "NUMERO", "NUM", "N", "NO"),
    "suffix": ("SUFFIX", "COMPLEMENT", "SUFFIXE"),
    "label": ("LABEL", "REF", "REFERENCE", "EMPLACEMENT", "ETIQUETTE", "NOM", "NAME"),
    "kind": ("KIND", "TYPE", "NATURE", "GENRE"),
    "regime": ("REGIME",),
}
"""Names of properties met in plans, folded, for each of ours."""


def read_geojson(path: Path) -> list[dict[str, Any]]:
    """A row a feature. Raises UserError when the file is no GeoJSON or holds no feature."""
    content = _load(path)
    if content.get("type") == "Feature":
        content = {"type": "FeatureCollection", "features": [content]}
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise UserError(
            _("Ce fichier n’est pas un plan GeoJSON\u00a0: il y manque la liste des objets dessinés.")
        )
    given = content.get("plan")
    plan: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    crs = _crs(plan, content)
    common = {
        "crs": crs,
        "plan_cemetery": str(plan.get("cemetery") or ""),
        "origin": {**(plan.get("origin") or {}), "rotation_deg": plan["rotation_deg"]}
        if plan.get("rotation_deg")
        else dict(plan.get("origin") or {}),
    }
    rows = [{**_row(feature), **common} for feature in features if isinstance(feature, Mapping)]
    if not rows:
        raise UserError(_("Ce plan ne contient aucun objet dessiné."))
    return rows


def _load(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        raise UserError(
            _("Ce fichier n’est pas un plan GeoJSON lisible\u00a0: demandez qu’on vous l’envoie à nouveau.")
        ) from None
    if not isinstance(found, Mapping):
        raise UserError(
            _("Ce fichier n’est pas un plan GeoJSON\u00a0: il y manque la liste des objets dessinés.")
        )
    return found


def _crs(plan: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """The system that the file declares, by our member or by the one of the old GeoJSON of 2008."""
    declared = str(plan.get("crs") or "")
    old = content.get("crs")
    if not declared and isinstance(old, Mapping):
        name = str((old.get("properties") or {}).get("name") or "")
        code = name.rsplit(":", 1)[-1]
        declared = WGS_84 if code == "CRS84" else f"EPSG:{code}" if code.isdigit() else ""
    if declared and declared not in CRS:
        raise UserError(
            _(
                "Système de coordonnées inconnu\u00a0: {crs}. Ceux qui sont lus\u00a0: {known}.",
                crs=declared,
                known=", ".join(CRS),
            )
        )
    return declared


def _row(feature: Mapping[str, Any]) -> dict[str, Any]:
    raw = feature.get("properties")
    properties: dict[str, Any] = dict(raw) if isinstance(raw, Mapping) else {}
    row: dict[str, Any] = dict.fromkeys(SYNONYMS)
    for name, words in SYNONYMS.items():
        # The first synonym that is there wins; the others stay among the unknown properties.
        for word in words:
            found = next(
                (key for key in properties if key1(str(key)) == word and properties[key] not in (None, "")),
                None,
            )
            if found is not None:
                row[name] = properties.pop(found)
                break
    shape, points, fault = _geometry(feature.get("geometry"))
    row["layer"] = _layer(row["layer"], shape, row["number"] is not None or row["label"] is not None)
    identity = feature.get("id")
    return {
        **row, "external_id": "" if identity is None else str(identity), "shape": shape, "points": points,
        "properties": properties, "fault": fault,
    }  # fmt: skip


def _layer(layer: object, shape: str, has_number: bool) -> str:
    folded = str(layer or "").strip().lower()
    if folded in {item.value for item in PlanLayer}:
        return folded
    if has_number and shape in ("polygon", "point"):
        return PlanLayer.PLOT.value
    return {"line": PlanLayer.PATH.value, "point": PlanLayer.LABEL.value}.get(
        shape, PlanLayer.STRUCTURE.value
    )


def _geometry(geometry: object) -> tuple[str, list[list[float]], str]:
    """(point, line or polygon; its points; why it could not be read)."""
    if not isinstance(geometry, Mapping):
        return "point", [], str(_("aucun dessin"))
    kind, at = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Polygon":
            return "polygon", _points(at[0]), ""  # type: ignore[index]
        if kind == "MultiPolygon":
            # One grave in several pieces: the largest ring stands for it.
            return "polygon", max((_points(piece[0]) for piece in at), key=len), ""  # type: ignore[union-attr]
        if kind == "LineString":
            return "line", _points(at), ""
        if kind == "MultiLineString":
            return "line", [point for line in at for point in _points(line)], ""  # type: ignore[union-attr]
        if kind == "Point":
            return "point", _points([at]), ""
    except (TypeError, ValueError, IndexError, KeyError):
        return "point", [], str(_("coordonnées illisibles"))
    return "point", [], str(_("dessin de type {kind}, qui n’est pas lu", kind=kind))


def _points(at: Any) -> list[list[float]]:
    if not isinstance(at, Sequence):
        raise ValueError("no points")
    return [[float(point[0]), float(point[1])] for point in at]
