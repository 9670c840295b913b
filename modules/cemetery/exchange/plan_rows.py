# SPDX-License-Identifier: EUPL-1.2
"""A drawn object becomes the outline of a plot, found by its number, or something that the plan shows beside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.core.people import key2
from app.core.text import Text
from app.forms.page import Params, RowFate, RowOutcome
from app.store.uow import Work
from modules.cemetery.exchange.plan_frame import target_crs, to_frame
from modules.cemetery.exchange.plan_survey import Survey
from modules.cemetery.exchange.register_known import Graves, compose_label
from modules.cemetery.exchange.row_notes import Notes
from modules.cemetery.models import Cemetery, CemeterySection, PlanObject, Plot, PlotRow
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.codes import EQUIPMENT, PlanLayer, PlotKind, Regime
from modules.cemetery.rules.plan_geometry import (
    closed,
    signed_area,
)
from modules.cemetery.rules.reading import Spot, read_kind, read_label
from modules.cemetery.strings import _

LEAST_M2, MOST_M2 = 0.04, 5000.0
"""Smallest and largest outlines of a plot: a niche, a scattering garden."""
NEIGHBOURHOOD = 8.0
"""Side in metres of the squares in which overlapping outlines are looked for."""


class PlanImport:
    """Everything about the file is decided at the start; rows are then written one by one, in their order."""

    def __init__(self, work: Work, options: Params) -> None:
        work.require(GROUND)
        self.work, self.session = work, work.session
        survey = Survey(work, options)
        self.rows, self.source, self.fates = survey.rows, survey.source, survey.fates
        self.labels, self.overlaps = survey.labels, survey.overlaps
        self.replace = bool(options.get("replace"))
        self.graves = Graves(work.session)
        self.graves.load()
        self.default = str(options.get("cemetery") or "")
        self.targets: dict[Cemetery, str] = {}
        self.objects = self._known_objects()
        self.seen: dict[tuple[Cemetery, str], int] = {}
        self.index = -1

    # ------------------------------------------------------------ rows

    def _known_objects(self) -> dict[tuple[int, str], PlanObject]:
        found = self.session.scalars(select(PlanObject).where(PlanObject.external_id != ""))
        return {(item.cemetery_id, item.external_id): item for item in found}

    def row(self, values: Params) -> RowOutcome:
        """One drawn object."""
        self.index += 1
        row = self.rows[self.index]
        with self.session.no_autoflush:
            return self._row(row)

    def _row(self, row: dict[str, Any]) -> RowOutcome:
        if row.get("fault") or not row["points"]:
            return RowOutcome(RowFate.REFUSED, _name(row), (row.get("fault") or _("aucun dessin"),))
        if self.index in self.fates:
            return RowOutcome(RowFate.REFUSED, str(row.get("text") or ""), (self.fates[self.index],))
        if row.get("text") and row["layer"] == PlanLayer.LABEL:
            return RowOutcome(RowFate.SAME, str(row["text"]))
        if not row["layer"]:
            return RowOutcome(RowFate.REFUSED, _name(row), (_unknown_layer(row),))
        cemetery = self.graves.cemetery(
            str(row.get("cemetery") or row.get("plan_cemetery") or ""), self.default
        )
        points = self._framed(row, cemetery)
        if row["layer"] == PlanLayer.PLOT:
            return self._plot(row, cemetery, points)
        if row["layer"] in (PlanLayer.SECTION, PlanLayer.ROW) and row.get(
            "label" if row["layer"] == PlanLayer.ROW else "section"
        ):
            return self._outline(row, cemetery, points)
        return self._object(row, cemetery, points)

    def _framed(self, row: Mapping[str, Any], cemetery: Cemetery) -> list[list[float]]:
        if cemetery not in self.targets:
            drawn = cemetery not in self.session.new and self._is_drawn(cemetery)
            target = target_crs(self.source, cemetery.crs if drawn else None)
            self.targets[cemetery] = target
            if not drawn and cemetery.crs != target:
                cemetery.crs = target
            if row.get("origin") and not cemetery.origin:
                cemetery.origin = dict(row["origin"])
        points = to_frame(row["points"], self.source, self.targets[cemetery])
        ring = closed(points) if row["shape"] == "polygon" and len(points) > 2 else points
        return [[round(x, 3), round(y, 3)] for x, y in ring]

    def _is_drawn(self, cemetery: Cemetery) -> bool:
        plots = select(Plot.id).where(Plot.cemetery_id == cemetery.id, Plot.geometry.is_not(None))
        objects = select(PlanObject.id).where(PlanObject.cemetery_id == cemetery.id)
        return any(self.session.scalars(query.limit(1)).first() is not None for query in (plots, objects))

    # ------------------------------------------------------------ plots

    def _plot(self, row: dict[str, Any], cemetery: Cemetery, points: list[list[float]]) -> RowOutcome:
        named = self._named(self.index)
        if named is None:
            return RowOutcome(
                RowFate.REFUSED,
                _name(row),
                (
                    _(
                        "Contour sans numéro, vers {x}\u202f; {y}.",
                        x=f"{points[0][0]:.1f}",
                        y=f"{points[0][1]:.1f}",
                    ),
                ),
            )
        section, line, spot, label = named
        if row["shape"] == "line":
            return RowOutcome(RowFate.REFUSED, label, (_("Contour ouvert\u00a0: fermez-le dans le dessin."),))
        area = abs(signed_area([(x, y) for x, y in points])) if len(points) > 3 else 0.0
        if row["shape"] == "polygon" and not LEAST_M2 <= area <= MOST_M2:
            return RowOutcome(
                RowFate.REFUSED,
                label,
                (
                    _(
                        "Ce contour couvrirait {area} m²\u00a0: ce n’est pas un emplacement.",
                        area=f"{area:.2f}".replace(".", ","),
                    ),
                ),
            )
        before = self.seen.setdefault((cemetery, key2(label)), self.index)
        if before != self.index:
            return RowOutcome(
                RowFate.REFUSED,
                label,
                (_("Deux dessins portent le numéro {label}\u00a0: le premier est gardé.", label=label),),
            )
        notes = Notes()
        plot = self.graves.find(cemetery, section, line, spot, label)
        if plot is None:
            plot = self._make(row, cemetery, section, line, spot, label)
            notes.made = True
        self._draw(plot, points, row, notes)
        for j in self.overlaps.get(self.index, ()):
            other = self._named(j)
            notes.kept.append(_("Le contour chevauche celui de {label}", label=other[3] if other else "?"))
        fate = RowFate.NEW if notes.made else RowFate.CHANGED if notes.filled else RowFate.SAME
        reasons = () if notes.made else tuple(notes.filled)
        return RowOutcome(fate, plot.label, reasons, tuple(notes.kept), record=("cemetery.plots", plot))

    def _named(self, index: int) -> tuple[str, str, Spot, str] | None:
        """(section, row, spot, label) of a plot's drawing."""
        row = self.rows[index]
        text = str(row.get("label") or self.labels.get(index, "") or "").strip()
        number = str(row.get("number") if row.get("number") is not None else "").strip()
        if not text and not number:
            return None
        read = read_label(number or text)
        spot = read.spots[0] if read.spots else Spot(number or text)
        if row.get("suffix"):
            spot = Spot(spot.number, str(row["suffix"]).lower())
        section = str(row.get("section") or read.section or "").strip()
        line = str(row.get("row") if row.get("row") is not None else read.row).strip()
        return section, line, spot, text or compose_label(section, line, spot)

    def _make(
        self, row: Mapping[str, Any], cemetery: Cemetery, section: str, line: str, spot: Spot, label: str
    ) -> Plot:
        said = str(row.get("kind") or "")
        kind = PlotKind(said) if said in set(PlotKind) else read_kind(said).kind or PlotKind.EARTH
        regime = str(row.get("regime") or "")
        owner = self.graves.section(cemetery, section)
        plot = Plot(
            cemetery=cemetery, section=owner, row=self.graves.row(owner, line), number=spot.number, suffix=spot.suffix,
            label=label, rank=int(spot.number) if spot.number.isdigit() else 0, kind=kind, as_written={},
            regime=Regime(regime) if regime in set(Regime) else Regime.MUNICIPAL if kind in EQUIPMENT else Regime.CONCEDED,
            plan_properties={}, aliases=[],
        )  # fmt: skip
        self.session.add(plot)
        self.graves.know(plot)
        return plot

    def _draw(self, plot: Plot, points: list[list[float]], row: Mapping[str, Any], notes: Notes) -> None:
        if not plot.geometry:
            plot.geometry = points
            notes.filled.append(_("Contour dessiné"))
        elif plot.geometry != points and self.replace:
            plot.geometry = points
            notes.filled.append(_("Contour remplacé"))
        elif plot.geometry != points:
            notes.kept.append(_already())
        unknown = {**(plot.plan_properties or {}), **row["properties"]}
        if row["external_id"]:
            unknown["id"] = row["external_id"]
        if unknown != (plot.plan_properties or {}):
            plot.plan_properties = unknown
            notes.filled.append(_("Propriétés du plan gardées"))

    # ------------------------------------------------------------ what is beside

    def _outline(self, row: Mapping[str, Any], cemetery: Cemetery, points: list[list[float]]) -> RowOutcome:
        section = self.graves.section(cemetery, str(row.get("section") or "").strip())
        target: CemeterySection | PlotRow | None = section
        if row["layer"] == PlanLayer.ROW:
            target = self.graves.row(section, str(row["label"]))
        if target is None:
            return self._object(row, cemetery, points)
        title = str(target.code)
        if target.geometry == points:
            return RowOutcome(RowFate.SAME, title)
        if target.geometry and not self.replace:
            return RowOutcome(
                RowFate.SAME,
                title,
                kept=(_already(),),
            )
        target.geometry = points
        return RowOutcome(RowFate.CHANGED, title, (_("Contour dessiné"),))

    def _object(self, row: Mapping[str, Any], cemetery: Cemetery, points: list[list[float]]) -> RowOutcome:
        said = str(row.get("label") or row.get("text") or "")
        digest = hashlib.sha256(json.dumps([row["layer"], said, points]).encode()).hexdigest()[:20]
        identity = str(row["external_id"] or digest)
        known = self.objects.get((cemetery.id, identity))
        title = said or str(row["layer"])
        if known is not None:
            if known.geometry == points and known.label == said:
                return RowOutcome(RowFate.SAME, title)
            if not self.replace:
                return RowOutcome(
                    RowFate.SAME,
                    title,
                    kept=(_already(),),
                )
            known.geometry, known.label = points, said
            return RowOutcome(RowFate.CHANGED, title, (_("Dessin remplacé"),))
        if cemetery in self.session.new:
            self.session.flush()
        made = PlanObject(
            cemetery_id=cemetery.id, layer=PlanLayer(row["layer"]), label=said, shape=row["shape"], geometry=points,
            external_id=identity, properties=dict(row["properties"]),
        )  # fmt: skip
        self.session.add(made)
        self.objects[cemetery.id, identity] = made
        return RowOutcome(RowFate.NEW, title)


def _name(row: Mapping[str, Any]) -> str:
    said = (
        row.get("label")
        or row.get("number")
        or row.get("text")
        or row.get("dxf_layer")
        or row.get("external_id")
    )
    return str(said or row.get("layer") or "")


def _already() -> Text:
    return _("Dessin déjà là, gardé\u00a0: cochez «\u00a0Remplacer\u00a0» pour prendre celui du fichier")


def _unknown_layer(row: Mapping[str, Any]) -> Text:
    return _(
        "Le calque «\u00a0{name}\u00a0» n’est pas connu\u00a0: dites ce qu’il contient par l’option «\u00a0Calques du DXF\u00a0».",
        name=row["dxf_layer"],
    )
