# SPDX-License-Identifier: EUPL-1.2
"""The plan on paper (DOC-51): scale, north, date and legend; true to scale; no name on what visitors read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.documents.blocks import Drawing, Page
from app.documents.figure import Outline, Words
from app.documents.letterhead import Letterhead
from app.documents.preview import Preview, texts_of
from app.documents.render import render
from app.documents.text import dump
from modules.cemetery.documents.plan_paper import (
    WhereItIs,
    lay_sheets,
    location_paper,
    plan_bounds,
    plan_paper,
    room_of,
)
from modules.cemetery.documents.plan_shapes import (
    Content,
    PlanSheet,
    legend_height,
    north_shapes,
    plan_shapes,
)
from modules.cemetery.plan_facts import PlanFacts, PlanPiece, PlanPlot, PlanSection
from modules.cemetery.rules.codes import PlanLayer, PlotKind, Regime
from modules.cemetery.rules.drawing import rectangle
from modules.cemetery.rules.facts import PlotFacts
from modules.cemetery.rules.plan_marks import MARKS

DAY = date(2026, 11, 16)
HEAD = Letterhead("Mairie de Saint-Aubin")
EMPTY = PlotFacts(PlotKind.VAULT, Regime.CONCEDED)


def small_plan(across: int = 10, down: int = 4) -> PlanFacts:
    """Rows of plots of 1 × 2 m, 1.6 m apart, with a path."""
    plots = tuple(
        PlanPlot(
            row * across + rank + 1, f"A-{row + 1:02d}-{rank + 1:02d}", f"{rank + 1}", 1, None, PlotKind.VAULT,
            rectangle(rank * 1.6, -row * 3.5, 1, 2), "Guérin", "", EMPTY,
        )
        for row in range(down)
        for rank in range(across)
    )  # fmt: skip
    path = PlanPiece(1, PlanLayer.PATH, "", "line", ((-2.0, 3.0), (-2.0, -12.0)))
    return PlanFacts(1, "Ancien cimetière", "local-m", 0.0, plots, (path,), (PlanSection(1, "Carré A", ()),))


def a_sheet(**values: object) -> PlanSheet:
    facts = small_plan()
    marks = {plot.id: list(MARKS)[plot.id % len(MARKS)] for plot in facts.plots}
    return replace(PlanSheet(facts, marks, DAY), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("content", list(Content))
@pytest.mark.parametrize(("across", "down"), [(10, 4), (60, 6), (5, 40)])
def test_the_plan_holds_on_one_sheet(large: bool, content: Content, across: int, down: int) -> None:
    facts = small_plan(across, down)
    sheet = PlanSheet(facts, {plot.id: list(MARKS)[plot.id % len(MARKS)] for plot in facts.plots}, DAY, content, large)
    with Preview(render(plan_paper(sheet, HEAD))) as preview:
        assert preview.count == 1
        sides = sorted(round(side / 72 * 25.4) for side in preview.sizes[0])
        assert sides == ([297, 420] if large else [210, 297])


def test_it_says_its_scale_its_day_its_north_and_its_legend() -> None:
    text = " ".join(texts_of(render(plan_paper(a_sheet(), HEAD)))[0].split())
    for words in ("Ancien cimetière", "16 novembre 2026", "échelle 1/", "Mairie de Saint-Aubin", "Carré A", "Concédée (C)"):
        assert words in text.replace("\u00a0", " "), words
    said = dump(plan_paper(a_sheet(), HEAD))
    assert "N" in said.splitlines()
    assert "10\u00a0m" in said or "5\u00a0m" in said or "2\u00a0m" in said


@pytest.mark.parametrize("scale", [50, 100, 200])
def test_a_metre_is_as_long_as_the_scale_says(scale: int) -> None:
    sheet = a_sheet(scale=scale)
    drawings = [block for block in plan_paper(sheet, HEAD).blocks if isinstance(block, Drawing) and str(block.title) != "Légende"]
    outlines = [shape for drawing in drawings for shape in drawing.shapes if isinstance(shape, Outline) and len(shape.points) == 4]
    plot = outlines[0]
    xs, ys = [x for x, _y in plot.points], [y for _x, y in plot.points]
    assert max(xs) - min(xs) == pytest.approx(1000 / scale)
    assert max(ys) - min(ys) == pytest.approx(2000 / scale)


def test_sheets_at_a_large_scale_show_every_plot() -> None:
    sheet = a_sheet(scale=50)
    document = plan_paper(sheet, HEAD)
    labels = {str(shape.text) for block in document.blocks if isinstance(block, Drawing) for shape in block.shapes if isinstance(shape, Words)}
    assert {plot.label for plot in sheet.facts.plots} <= labels
    with Preview(render(document)) as preview:
        assert preview.count > 1
        assert "feuille 1 sur" in preview.text(0)


def test_the_sheets_cover_the_whole_plan_and_overlap() -> None:
    sheet = a_sheet()
    bounds = plan_bounds(sheet.facts)
    legend = legend_height(sheet, False)
    page, scale, tiles = lay_sheets(bounds, 25, False, legend)
    width, height = room_of(page, legend)
    assert scale == 25
    assert min(tile[0] for tile in tiles) <= bounds[0]
    assert max(tile[2] for tile in tiles) >= bounds[2]
    assert min(tile[1] for tile in tiles) <= bounds[1]
    for tile in tiles:
        assert tile[2] - tile[0] == pytest.approx(width * 0.025)
        assert tile[3] - tile[1] == pytest.approx(height * 0.025)


def test_an_upright_cemetery_takes_an_upright_sheet() -> None:
    sheet = PlanSheet(small_plan(4, 30), {}, DAY)
    assert plan_paper(sheet, HEAD).page is Page.PORTRAIT
    assert plan_paper(replace(sheet, large=True), HEAD).page is Page.A3_PORTRAIT


def test_every_mark_is_in_the_legend_with_its_count() -> None:
    said = dump(plan_paper(a_sheet(), HEAD)).replace("\u00a0", " ")
    for mark in MARKS.values():
        assert any(line.startswith(str(mark.label).replace("\u00a0", " ")) for line in said.splitlines()), mark.code


def test_what_visitors_read_names_nobody() -> None:
    assert "Guérin" not in dump(plan_paper(a_sheet(content=Content.VISITORS, scale=50), HEAD))
    assert "Guérin" in dump(plan_paper(a_sheet(content=Content.NAMES, scale=50), HEAD))


def test_the_north_turns_with_the_plan() -> None:
    straight = next(shape for shape in north_shapes(50, 50, 0.0) if isinstance(shape, Words))
    turned = next(shape for shape in north_shapes(50, 50, 90.0) if isinstance(shape, Words))
    assert straight.y < 50
    assert turned.x < 46, "when y points to the east, the north is at the left"


def test_the_way_to_a_grave_fits_on_a_page() -> None:
    sheet = a_sheet(content=Content.VISITORS, found=frozenset({12}))
    plot = sheet.facts.plots[11]
    document = location_paper(sheet, WhereItIs(plot, "Carré A", "2", "rue du Bourg", ("Guérin Yvonne (1921-2009)",)), HEAD)
    with Preview(render(document)) as preview:
        assert preview.count == 1
        text = preview.text(0)
    for words in ("A-02-02", "Carré A, rang 2, numéro 2", "rue du Bourg", "Guérin Yvonne"):
        assert words in text.replace("\u00a0", " ")


def test_a_plot_that_is_not_drawn_is_said_so() -> None:
    sheet = a_sheet(content=Content.VISITORS)
    plot = replace(sheet.facts.plots[0], ring=())
    assert "pas encore dessiné" in dump(location_paper(sheet, WhereItIs(plot, "Carré A", "", ""), HEAD))


def test_only_what_is_seen_is_drawn() -> None:
    sheet = a_sheet()
    near = plan_shapes(sheet, (0.0, 0.0, 3.0, 2.0), 50, 60.0, 40.0)
    assert len([shape for shape in near if isinstance(shape, Outline)]) == 2
