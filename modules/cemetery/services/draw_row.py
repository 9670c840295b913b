# SPDX-License-Identifier: EUPL-1.2
"""Draws a row of plots by count and size: those already known by their number take their place, others are made."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.core.outcome import Address, Report, UserError
from app.core.people import key2
from app.store.uow import Work
from modules.cemetery.models import Cemetery, CemeterySection, Plot
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.codes import PlotKind, Regime
from modules.cemetery.rules.drawing import (
    Bounds,
    bounds_of,
    joined,
    number_of,
    numbers_from,
    read_ring,
    row_of,
)
from modules.cemetery.services.draw_plan import MOST_SHOWN, outline
from modules.cemetery.strings import _, _n

ALLEY_M = Decimal("1.20")
"""Left between a new row and what is already drawn, when nobody says where it goes."""


def draw_row(
    work: Work,
    *,
    cemetery: int,
    first: str,
    count: int,
    width: Decimal = Decimal(1),
    length: Decimal = Decimal(2),
    gap: Decimal = Decimal("0.40"),
    angle: Decimal = Decimal(0),
    x: Decimal | None = None,
    y: Decimal | None = None,
    section: str | None = None,
    kind: PlotKind = PlotKind.EARTH,
    regime: Regime = Regime.CONCEDED,
) -> Report:
    """Draw `count` plots side by side, numbered from `first`; metres and degrees counter-clockwise.

    Without `x` and `y` the row goes under what is already drawn. Raises UserError when one of the numbers
    is already on the plan.
    """
    work.require(GROUND)
    if work.session.get(Cemetery, cemetery) is None:
        raise UserError(_("Ce cimetière n’existe plus."))
    try:
        labels = numbers_from(first, count)
    except ValueError:
        raise UserError(_("Ce premier numéro ne peut pas être suivi."), field="first") from None
    known = {plot.label: plot for plot in work.session.scalars(select(Plot).where(Plot.cemetery_id == cemetery))}
    drawn = [label for label in labels if label in known and known[label].geometry]
    if drawn:
        names = ", ".join(drawn[:MOST_SHOWN])
        raise UserError(_("Déjà sur le plan\u00a0: {names}. Choisissez un autre premier numéro.", names=names), field="first")
    section_id = _section(work, cemetery, section)
    left, bottom = _place(known.values(), float(length)) if x is None or y is None else (float(x), float(y))
    rings = row_of(left, bottom, count, float(width), float(length), float(gap), float(angle))
    report = Report(counts={"added": 0, "drawn": 0})
    for rank, (label, ring) in enumerate(zip(labels, rings, strict=True), 1):
        plot = known.get(label)
        if plot is None:
            plot = Plot(
                cemetery_id=cemetery, section_id=section_id, label=label, number=number_of(label), rank=rank, kind=kind,
                regime=regime, width_m=width, length_m=length,
            )  # fmt: skip
            work.session.add(plot)
            report.counts["added"] += 1
        else:
            report.counts["drawn"] += 1
        outline(plot, ring)
        work.session.flush()
        report.records.append(Address("cemetery.plots", plot.id))
    added = report.counts["added"]
    report.summary = _n("{n} emplacement dessiné", "{n} emplacements dessinés", count)
    if added:
        said = _n("dont {n} nouveau", "dont {n} nouveaux", added)
        report.summary = _("{drawn}, {added}.", drawn=report.summary, added=said)
    return report


def _section(work: Work, cemetery: int, code: str | None) -> int | None:
    """The section of that code or title, made when there is none."""
    wanted = key2(code or "")
    if not wanted:
        return None
    sections = list(work.session.scalars(select(CemeterySection).where(CemeterySection.cemetery_id == cemetery)))
    for one in sections:
        if wanted in (key2(one.code), key2(one.title)):
            return one.id
    made = CemeterySection(cemetery_id=cemetery, code=str(code).strip(), rank=len(sections))
    work.session.add(made)
    work.session.flush()
    return made.id


def _place(plots: object, length: float) -> tuple[float, float]:
    """Under everything drawn, an alley away."""
    found: Bounds | None = None
    for plot in plots:  # type: ignore[attr-defined]
        ring = read_ring(plot.geometry)
        if ring:
            found = joined(found, bounds_of(ring))
    if found is None:
        return 0.0, 0.0
    return found[0], found[1] - float(ALLEY_M) - length
