# SPDX-License-Identifier: EUPL-1.2
"""A whole drawing before any row is written: its layers, unit, system, numbers given to outlines, overlaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.outcome import UserError
from app.core.people import key2
from app.core.text import Text
from app.forms.page import Params
from app.store.uow import Work
from modules.cemetery.exchange.import_plan import LAYERS_SETTING
from modules.cemetery.exchange.plan_frame import source_crs
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.rules.plan_geometry import LABEL_WITHIN, OVERLAP, box_of, distance_to, overlap_share
from modules.cemetery.rules.projection import WGS_84
from modules.cemetery.strings import _

NEIGHBOURHOOD = 8.0
"""Side in metres of the squares in which near outlines are looked for."""


class Survey:
    """The rows of a file as they will be written. Raises UserError when the file as a whole cannot be taken."""

    def __init__(self, work: Work, options: Params) -> None:
        self.work = work
        rows: Sequence[Mapping[str, Any]] = options.get("rows") or ()
        self.rows = [dict(row) for row in rows]
        self._name_layers(str(options.get("layers") or ""))
        self._scale(str(options.get("unit") or "AUTO"))
        points = [(p[0], p[1]) for row in self.rows for p in row["points"]]
        self.source = source_crs(self.rows, str(options.get("crs") or ""), points)
        self._refuse_without_outline()
        self.labels, self.fates = self._give_labels()
        self.overlaps = self._find_overlaps()

    def _name_layers(self, text: str) -> None:
        """The commune's own names of layers win, and are kept for the next drawing."""
        wished: dict[str, str] = {}
        known = {layer.value for layer in PlanLayer}
        for line in text.splitlines():
            name, equal, layer = line.partition("=")
            if not equal:
                continue
            if layer.strip() not in known:
                raise UserError(
                    _(
                        "Calque inconnu\u00a0: {layer}. Possibles\u00a0: {known}.",
                        layer=layer.strip(),
                        known=", ".join(sorted(known)),
                    ),
                    field="layers",
                )
            wished[key2(name)] = layer.strip()
        if wished and self.work.setting(LAYERS_SETTING) != text:
            self.work.put_setting(LAYERS_SETTING, text)
        for row in self.rows:
            if key2(str(row.get("dxf_layer") or "")) in wished and not row.get("text"):
                row["layer"] = wished[key2(str(row["dxf_layer"]))]

    def _scale(self, unit: str) -> None:
        if unit == "AUTO":
            return
        for row in self.rows:
            if row.get("unit"):
                ratio = float(unit) / float(row["unit"])
                row["points"] = [[x * ratio, y * ratio] for x, y in row["points"]]

    def _refuse_without_outline(self) -> None:
        drawing = [row for row in self.rows if row.get("dxf_layer")]
        if not drawing or any(
            row["layer"] == PlanLayer.PLOT and row["shape"] == "polygon" for row in drawing
        ):
            return
        opened = sorted({str(row["dxf_layer"]) for row in drawing if row["layer"] == PlanLayer.PLOT})
        if opened:
            raise UserError(
                _(
                    "Aucun contour fermé dans les calques de tombes ({layers})\u00a0: fermez les polylignes dans le dessin, puis réimportez-le.",
                    layers=", ".join(opened),
                )
            )
        names = ", ".join(sorted({str(row["dxf_layer"]) for row in drawing})[:12])
        raise UserError(
            _(
                "Aucun calque de tombes reconnu parmi {layers}\u00a0: nommez-le dans l’option «\u00a0Calques du DXF\u00a0».",
                layers=names,
            ),
            field="layers",
        )

    def _give_labels(self) -> tuple[dict[int, str], dict[int, Text]]:
        """Numbers written beside the outlines: to the one around it, else to the nearest within half a metre."""
        texts = [i for i, row in enumerate(self.rows) if row.get("text") and row["layer"] == PlanLayer.LABEL]
        outlines = [
            i for i, row in enumerate(self.rows)
            if row.get("dxf_layer") and row["layer"] == PlanLayer.PLOT and row["shape"] == "polygon"
        ]  # fmt: skip
        if not outlines:
            return {}, {}
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for i in outlines:
            left, bottom, right, top = box_of([(p[0], p[1]) for p in self.rows[i]["points"]])
            for col in range(
                int((left - LABEL_WITHIN) // NEIGHBOURHOOD), int((right + LABEL_WITHIN) // NEIGHBOURHOOD) + 1
            ):
                for line in range(
                    int((bottom - LABEL_WITHIN) // NEIGHBOURHOOD),
                    int((top + LABEL_WITHIN) // NEIGHBOURHOOD) + 1,
                ):
                    cells[col, line].append(i)
        labels: dict[int, str] = {}
        fates: dict[int, Text] = {}
        for i in texts:
            at = self.rows[i]["points"][0]
            near = cells.get((int(at[0] // NEIGHBOURHOOD), int(at[1] // NEIGHBOURHOOD)), [])
            ranked = sorted(
                ((distance_to(self.rows[j]["points"], (at[0], at[1])), j) for j in near),
                key=lambda pair: pair[0],
            )
            if not ranked or ranked[0][0] > LABEL_WITHIN:
                fates[i] = _(
                    "Numéro «\u00a0{text}\u00a0» sans contour autour de lui.", text=self.rows[i]["text"]
                )
            elif ranked[0][1] in labels:
                fates[i] = _(
                    "Deux numéros pour un contour\u00a0: «\u00a0{first}\u00a0» et «\u00a0{second}\u00a0».",
                    first=labels[ranked[0][1]], second=self.rows[i]["text"],
                )  # fmt: skip
            else:
                labels[ranked[0][1]] = self.rows[i]["text"]
        return labels, fates

    def _find_overlaps(self) -> dict[int, list[int]]:
        """Outlines of plots that share more than a tenth of their ground, each said at the later one."""
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        found: dict[int, list[int]] = defaultdict(list)
        metres = self.source != WGS_84
        for i, row in enumerate(self.rows):
            if (
                row["layer"] != PlanLayer.PLOT
                or row["shape"] != "polygon"
                or len(row["points"]) < 4
                or not metres
            ):
                continue
            ring = [(p[0], p[1]) for p in row["points"]]
            left, bottom, right, top = box_of(ring)
            near: set[int] = set()
            for col in range(int(left // NEIGHBOURHOOD), int(right // NEIGHBOURHOOD) + 1):
                for line in range(int(bottom // NEIGHBOURHOOD), int(top // NEIGHBOURHOOD) + 1):
                    near.update(cells[col, line])
                    cells[col, line].append(i)
            for j in near:
                if overlap_share(ring, [(p[0], p[1]) for p in self.rows[j]["points"]]) > OVERLAP:
                    found[i].append(j)
        return found
