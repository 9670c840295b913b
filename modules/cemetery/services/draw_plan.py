# SPDX-License-Identifier: EUPL-1.2
"""Keeps what was drawn on a plan: outlines put, moved or taken away, plots added and numbered anew, in one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.dates import PartialDate, show_day
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.store.uow import Work
from modules.cemetery.models import Cemetery, CemeterySection, Plot, PlotAlias
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.codes import PlotKind
from modules.cemetery.rules.drawing import Ring, number_of, read_ring, sides_of, signed_area, stored_ring
from modules.cemetery.strings import _, _n

LEAST_M2, MOST_M2 = 0.04, 2000.0
"""Smallest and largest outlines taken: a niche, a scattering garden."""
MOST_SHOWN = 5


def draw_plan(work: Work, *, cemetery: int, changes: Sequence[Mapping[str, Any]]) -> Report:
    """Apply what was drawn. Each change names a plot (`plot`, none for a new one) and what becomes of it.

    `ring`: its outline (`[[x, y], …]` in metres, or « x y, x y »), empty to take the drawing away; absent, it
    stays. `label`: its number; the old one is kept among the former numbers. For a new plot also `section`
    (an id) and `kind`. Raises UserError when two plots would bear one number, or for an outline that is none.
    """
    work.require(GROUND)
    found = work.session.get(Cemetery, cemetery)
    if found is None:
        raise UserError(_("Ce cimetière n’existe plus."))
    plots = {plot.id: plot for plot in work.session.scalars(select(Plot).where(Plot.cemetery_id == cemetery))}
    _check_numbers(plots, changes)
    report = Report()
    counts: Counter[str] = Counter()
    _free_numbers(work, plots, changes)
    for change in changes:
        plot = plots.get(int(change["plot"])) if change.get("plot") is not None else None
        if change.get("plot") is not None and plot is None:
            raise UserError(_("Un des emplacements n’est plus dans ce cimetière\u00a0: rouvrez le plan."))
        if plot is None:
            plot = _add(work, found, change)
            counts["added"] += 1
        else:
            _change(work, plot, change, counts)
        report.records.append(Address("cemetery.plots", plot.id))
    work.session.flush()
    report.counts = dict(counts)
    report.summary = _said(counts)
    return report


def ring_of(value: Any) -> Ring:
    """An outline as given by the window (points) or on a line (« 0 0, 1 0, 1 2 »). Raises UserError."""
    if isinstance(value, str):
        try:
            value = [[float(part) for part in point.split()] for point in value.split(",") if point.strip()]
            ring = read_ring([point[:2] for point in value if len(point) >= 2])
        except ValueError:
            raise UserError(_("Un contour s’écrit «\u00a0x y, x y, x y\u00a0», en mètres."), field="changes") from None
    else:
        ring = read_ring(value)
    return ring


def check_ring(ring: Ring, label: str) -> None:
    """Raise UserError for an outline that no plot can have."""
    area = abs(signed_area(ring)) if len(ring) > 2 else 0.0
    if len(ring) != 1 and not LEAST_M2 <= area <= MOST_M2:
        raise UserError(
            _("Le contour de {label} n’est pas celui d’un emplacement\u00a0: il couvrirait {area} m².", label=label, area=f"{area:.2f}")
        )


def outline(plot: Plot, ring: Ring) -> None:
    """Put an outline on a plot; its sizes follow when they were not known."""
    check_ring(ring, plot.label)
    plot.geometry = stored_ring(ring)
    if len(ring) > 2:
        width, length = sides_of(ring)
        plot.width_m = plot.width_m if plot.width_m is not None else Decimal(f"{width:.2f}")
        plot.length_m = plot.length_m if plot.length_m is not None else Decimal(f"{length:.2f}")


def renumber(work: Work, plot: Plot, label: str, day: date) -> None:
    """Give a plot another number; the former one is kept (§3.1)."""
    if not any(alias.label == plot.label for alias in plot.aliases):
        said = str(_("numéro changé le {day}", day=show_day(day)))
        plot.aliases.append(
            PlotAlias(label=plot.label, scheme=said, valid_to=PartialDate(day.year, day.month, day.day), source=str(_("plan")))
        )
    for alias in [alias for alias in plot.aliases if alias.label == label]:
        plot.aliases.remove(alias)
    plot.label = label
    plot.number, plot.suffix = number_of(label), ""


def _add(work: Work, cemetery: Cemetery, change: Mapping[str, Any]) -> Plot:
    label = str(change.get("label") or "").strip()
    if not label:
        raise UserError(_("Donnez un numéro à chaque nouvel emplacement."))
    section = change.get("section")
    if section is not None:
        known = work.session.get(CemeterySection, int(section))
        section = known.id if known is not None and known.cemetery_id == cemetery.id else None
    plot = Plot(
        cemetery_id=cemetery.id, section_id=section, label=label, number=number_of(label),
        kind=PlotKind(change.get("kind") or PlotKind.EARTH),
    )  # fmt: skip
    ring = ring_of(change.get("ring"))
    if ring:
        outline(plot, ring)
    work.session.add(plot)
    work.session.flush()
    return plot


def _change(work: Work, plot: Plot, change: Mapping[str, Any], counts: Counter[str]) -> None:
    if "ring" in change:
        ring = ring_of(change["ring"])
        before = bool(plot.geometry)
        if not ring:
            plot.geometry = None
            counts["erased"] += before
        elif plot.geometry != stored_ring(ring):
            outline(plot, ring)
            counts["moved" if before else "drawn"] += 1
    label = str(change.get("label") or "").strip()
    # Its number was put aside when another plot takes it: what it was is in the journal of this act.
    if label and label != plot.label:
        if plot.label != _aside(plot):
            renumber(work, plot, label, work.today)
        else:
            plot.label, plot.number, plot.suffix = label, number_of(label), ""
        counts["renumbered"] += 1


def _check_numbers(plots: Mapping[int, Plot], changes: Sequence[Mapping[str, Any]]) -> None:
    """Raise UserError when two plots of the cemetery would bear the same number."""
    labels = {number: plot.label for number, plot in plots.items()}
    added: list[str] = []
    for change in changes:
        label = str(change.get("label") or "").strip()
        if change.get("plot") is None:
            added.append(label)
        elif label:
            labels[int(change["plot"])] = label
    seen = Counter([*labels.values(), *added])
    twice = sorted(label for label, count in seen.items() if count > 1 and label)
    if twice:
        names = ", ".join(twice[:MOST_SHOWN])
        raise UserError(_("Deux emplacements porteraient le même numéro\u00a0: {names}. Changez l’un des deux.", names=names))


def _free_numbers(work: Work, plots: Mapping[int, Plot], changes: Sequence[Mapping[str, Any]]) -> None:
    """Put aside the numbers that change hands, so that no two plots bear one even for an instant."""
    taken = {str(change.get("label") or "").strip() for change in changes}
    for change in changes:
        plot = plots.get(int(change["plot"])) if change.get("plot") is not None else None
        label = str(change.get("label") or "").strip()
        if plot is not None and label and label != plot.label and plot.label in taken:
            renumber(work, plot, _aside(plot), work.today)
    work.session.flush()


def _aside(plot: Plot) -> str:
    return f"#{plot.id}"


def _said(counts: Counter[str]) -> Text:
    parts = [
        str(words)
        for count, words in (
            (counts["added"], _n("{n} ajouté", "{n} ajoutés", counts["added"])),
            (counts["drawn"], _n("{n} dessiné", "{n} dessinés", counts["drawn"])),
            (counts["moved"], _n("{n} déplacé", "{n} déplacés", counts["moved"])),
            (counts["renumbered"], _n("{n} renuméroté", "{n} renumérotés", counts["renumbered"])),
            (counts["erased"], _n("{n} retiré du plan", "{n} retirés du plan", counts["erased"])),
        )
        if count
    ]
    return _("Plan enregistré\u00a0: {parts}.", parts=", ".join(parts)) if parts else _("Plan enregistré, sans changement.")
