# SPDX-License-Identifier: EUPL-1.2
"""The plan of a cemetery on paper (DOC-51): to scale, with its legend, its north, its date; and where a grave is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.dates import show_day_long
from app.core.text import Text
from app.documents.blocks import Block, Document, Drawing, Heading, Page, PageBreak, Pairs, Paragraph, Tone
from app.documents.figure import Disc, Outline, Shape
from app.documents.letterhead import Letterhead
from app.documents.style import A3_MM, A4_MM, BOTTOM_MM, LANDSCAPE_MARGIN_MM, MARGIN_MM, RULE, TOP_MM
from modules.cemetery.documents.plan_shapes import (
    Content,
    PlanSheet,
    foot_shapes,
    legend_height,
    north_shapes,
    plan_shapes,
    rule_shapes,
)
from modules.cemetery.plan_facts import PlanFacts, PlanPlot
from modules.cemetery.rules.drawing import Bounds, bounds_of, centre_of, joined, outline_of
from modules.cemetery.strings import _, _n

SCALES = (20, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 600, 750, 1000, 1250, 1500, 2000, 2500, 5000, 10000)
"""Usual scales: 1 for so many."""
HEAD_MM = 29.0
"""What the letterhead and the titles take of a page."""
FOOT_MM = 4.5
EDGE_MM = 4.0
"""Left white around the plan."""
BAND_MM = 13.5
"""Height of the band of a location plan that holds its rule and its north."""
OVERLAP_MM = 8.0
"""What two neighbouring sheets both show."""

# ---------------------------------------------------------------- the whole plan


def plan_paper(sheet: PlanSheet, head: Letterhead) -> Document:
    """The plan on one sheet, or on as many as the scale asks for."""
    facts = sheet.facts
    bounds = sheet.bounds or plan_bounds(facts)
    page, scale, tiles = lay_sheets(bounds, sheet.scale, sheet.large, legend_height(sheet, sheet.large))
    title = _("Plan du cimetière\u00a0: {title}", title=facts.title)
    day = show_day_long(sheet.day)
    blocks: list[Block] = []
    width, height = room_of(page, legend_height(sheet, sheet.large))
    for rank, tile in enumerate(tiles, 1):
        if rank > 1:
            blocks.append(PageBreak())
        words = _subtitle(sheet, day, scale)
        if len(tiles) > 1:
            words = f"{words} · {_('feuille {rank} sur {count}', rank=rank, count=len(tiles))}"
        blocks += [Heading(facts.title, 1), Paragraph(words, Tone.MUTED)]
        shapes = plan_shapes(sheet, tile, scale, width, height)
        blocks.append(Drawing(shapes, height, width, title, framed=len(tiles) > 1))
        blocks.append(Drawing(foot_shapes(sheet, scale, width, page), legend_height(sheet, sheet.large), width, _("Légende")))
    return Document(title, blocks, head, page=page, slim=True, tighten=False)


def _subtitle(sheet: PlanSheet, day: str, scale: int) -> str:
    count = len([plot for plot in sheet.facts.plots if plot.ring])
    if sheet.content is Content.STATES:
        what = _("Plan du cimetière, états au {day}", day=day)
    else:
        what = _("Plan du cimetière au {day}", day=day)
    plots = _n("{n} emplacement", "{n} emplacements", count)
    return f"{what} · {plots} · {_('échelle 1/{scale}', scale=scale)}"


def plan_bounds(facts: PlanFacts) -> Bounds:
    """Everything that is drawn, and a little around it; an empty square metre when nothing is."""
    found: Bounds | None = None
    for plot in facts.drawn:
        found = joined(found, bounds_of(outline_of(plot.ring)))
    for piece in facts.pieces:
        found = joined(found, bounds_of(piece.points))
    for section in facts.sections:
        if section.ring:
            found = joined(found, bounds_of(section.ring))
    left, bottom, right, top = found or (0.0, 0.0, 10.0, 10.0)
    return left - 0.5, bottom - 0.5, right + 0.5, top + 1.5


def room_of(page: Page, legend: float) -> tuple[float, float]:
    """Millimetres that the drawing may take on a page."""
    short, long = A3_MM if page in (Page.A3_PORTRAIT, Page.A3_LANDSCAPE) else A4_MM
    wide, tall = (long, short) if page.is_lying else (short, long)
    margin = LANDSCAPE_MARGIN_MM if page.is_lying else MARGIN_MM
    return wide - 2 * margin, tall - TOP_MM - BOTTOM_MM - HEAD_MM - legend - FOOT_MM


def lay_sheets(bounds: Bounds, scale: int | None, large: bool, legend: float) -> tuple[Page, int, list[Bounds]]:
    """The page that serves best, its scale (1 for so many), and the part of the plan on each sheet."""
    pages = (Page.A3_LANDSCAPE, Page.A3_PORTRAIT) if large else (Page.LANDSCAPE, Page.PORTRAIT)
    best = min(((_fitting(bounds, page, legend), rank, page) for rank, page in enumerate(pages)))
    page = best[2]
    if scale is None or scale >= best[0]:
        wanted = scale or best[0]
        return page, wanted, [_centred(bounds, wanted, page, legend)]
    counted = []
    for rank, each in enumerate(pages):
        tiles = _tiles(bounds, scale, each, legend)
        counted.append((len(tiles), rank, each, tiles))
    _count, _rank, page, tiles = min(counted, key=lambda one: one[:2])
    return page, scale, tiles


def _fitting(bounds: Bounds, page: Page, legend: float) -> int:
    """The largest usual scale that holds on the page; finer than the last one, the exact one is taken."""
    width, height = room_of(page, legend)
    wide, tall = bounds[2] - bounds[0], bounds[3] - bounds[1]
    needed = max(wide * 1000 / (width - 2 * EDGE_MM), tall * 1000 / (height - 2 * EDGE_MM))
    return next((scale for scale in SCALES if scale >= needed), math.ceil(needed / 1000) * 1000)


def _centred(bounds: Bounds, scale: int, page: Page, legend: float) -> Bounds:
    width, height = room_of(page, legend)
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    half_w, half_h = width * scale / 2000, height * scale / 2000
    return x - half_w, y - half_h, x + half_w, y + half_h


def _tiles(bounds: Bounds, scale: int, page: Page, legend: float) -> list[Bounds]:
    """The sheets that cover the plan, from the north-west, each showing a little of its neighbours."""
    width, height = room_of(page, legend)
    metres = scale / 1000
    step_x, step_y = (width - OVERLAP_MM) * metres, (height - OVERLAP_MM) * metres
    across = max(1, math.ceil((bounds[2] - bounds[0]) / step_x))
    down = max(1, math.ceil((bounds[3] - bounds[1]) / step_y))
    found = []
    for row in range(down):
        for column in range(across):
            left, top = bounds[0] + column * step_x, bounds[3] - row * step_y
            found.append((left, top - height * metres, left + width * metres, top))
    return found


# ---------------------------------------------------------------- where a grave is


@dataclass(frozen=True)
class WhereItIs:
    """A grave to be found by a visitor."""

    plot: PlanPlot
    section: str
    row: str
    address: str
    """Of the cemetery."""
    people: Sequence[str] = ()
    """Those who lie there, as the visitor asked for them."""


def location_paper(sheet: PlanSheet, grave: WhereItIs, head: Letterhead) -> Document:
    """One page for a visitor: the whole cemetery with the grave, then its neighbours close by."""
    facts = sheet.facts
    title = _("Où se trouve la sépulture {label}", label=grave.plot.label)
    pairs: list[tuple[Text, Text]] = [(_("Cimetière"), ", ".join(part for part in (facts.title, grave.address) if part))]
    if grave.people:
        pairs.append((_("Défunts"), ", ".join(grave.people)))
    place = ", ".join(
        str(words)
        for value, words in (
            (grave.section, grave.section),
            (grave.row, _("rang {row}", row=grave.row)),
            (grave.plot.number, _("numéro {number}", number=grave.plot.number)),
        )
        if value
    )
    pairs.append((_("Emplacement"), place))
    blocks: list[Block] = [Heading(title, 1), Pairs(pairs, label_width=32)]
    width = A4_MM[0] - 2 * MARGIN_MM
    if not grave.plot.ring:
        blocks.append(Paragraph(_("Cet emplacement n’est pas encore dessiné sur le plan.")))
        return Document(title, blocks, head, slim=True)
    bounds = plan_bounds(facts)
    tall = BAND_MM + min(85.0, max(40.0, width * (bounds[3] - bounds[1]) / max(1.0, bounds[2] - bounds[0])))
    whole, scale = _framed(bounds, width, tall, BAND_MM)
    x, y = centre_of(outline_of(grave.plot.ring))
    shapes = plan_shapes(sheet, whole, scale, width, tall)
    spot = (x - whole[0]) * 1000 / scale, (whole[3] - y) * 1000 / scale
    shapes += [Disc(*spot, 4.2, "", "#1f5a92", 1.6), *_band(scale, width, tall, facts.rotation)]
    high = min(128.0, 190.0 - tall)
    near, near_scale = _framed((x - 8.0, y - 5.0, x + 8.0, y + 5.0), width, high, BAND_MM)
    close = [*plan_shapes(sheet, near, near_scale, width, high), *_band(near_scale, width, high, facts.rotation)]
    blocks += [
        Heading(_("Dans le cimetière"), 3),
        Drawing(shapes, tall, width, _("Le cimetière entier, la sépulture entourée"), framed=True),
        Heading(_("Autour de la sépulture"), 3),
        Drawing(close, high, width, _("Les sépultures voisines"), framed=True),
        Paragraph(_("Plan au {day}.", day=show_day_long(sheet.day)), Tone.SMALL),
    ]
    return Document(title, blocks, head, slim=True)


def _band(scale: int, width: float, height: float, rotation: float) -> list[Shape]:
    """A white band at the foot of a frame, with the rule and the north."""
    top = height - BAND_MM
    edge = ((0.0, top), (width, top), (width, height), (0.0, height))
    return [
        Outline(edge, "#ffffff", RULE, 0.5),
        *rule_shapes(scale, 6.0, top + 5.0),
        *north_shapes(width - 6.0, top + 8.0, rotation),
    ]


def _framed(bounds: Bounds, width: float, height: float, band: float = 0.0) -> tuple[Bounds, int]:
    """What is seen around `bounds` on a frame of that size above its band, and the usual scale at which it holds."""
    whole, height = height, height - band
    needed = max((bounds[2] - bounds[0]) * 1000 / (width - 2 * EDGE_MM), (bounds[3] - bounds[1]) * 1000 / (height - 2 * EDGE_MM))
    scale = next((one for one in SCALES if one >= needed), math.ceil(needed / 1000) * 1000)
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    half_w, half_h = width * scale / 2000, height * scale / 2000
    return (x - half_w, y + half_h - whole * scale / 1000, x + half_w, y + half_h), scale
