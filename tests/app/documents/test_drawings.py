# SPDX-License-Identifier: EUPL-1.2
"""Drawings on paper: at their place, hatched, cut at their frame; A3 sheets."""

from __future__ import annotations

import pytest

from app.documents.blocks import Document, Drawing, Page
from app.documents.drawing.drawings import hatch_lines
from app.documents.figure import Disc, Hatch, Outline, Stroke, Words
from app.documents.preview import Preview
from app.documents.render import render
from app.documents.text import dump

SQUARE = ((10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0))


def pixels_of(shapes: list[object], page: Page = Page.PORTRAIT) -> tuple[int, bytes]:
    with Preview(render(Document("Plan", [Drawing(shapes, 100.0)], page=page))) as preview:
        image = preview.image(0, 2.0)
        return image.width, image.pixels


def ink_at(found: tuple[int, bytes], x_mm: float, y_mm: float) -> int:
    """Red at a place of the drawing of an upright A4 sheet, millimetres from its corner."""
    width, pixels = found
    scale = 2 * 72 / 25.4
    x, y = round((20 + x_mm) * scale), round((14 + y_mm) * scale)
    return pixels[(y * width + x) * 4]


def test_a_shape_is_where_it_was_put() -> None:
    found = pixels_of([Outline(SQUARE, fill="#000000", line=0.0)])
    assert ink_at(found, 20, 20) < 40
    assert ink_at(found, 40, 20) > 240
    assert ink_at(found, 20, 5) > 240


@pytest.mark.parametrize("hatch", [one for one in Hatch if one is not Hatch.NONE])
def test_a_hatching_stays_inside_its_outline(hatch: Hatch) -> None:
    found = pixels_of([Outline(SQUARE, ink="#000000", line=0.0, hatch=hatch, step=1.0)])
    inside = [ink_at(found, 11 + step * 0.1, 12 + step * 0.07) for step in range(180)]
    assert min(inside) < 230, "something is drawn"
    assert max(inside) > 230, "and something is left white"
    outside = [ink_at(found, x, y) for x in (8.5, 31.5) for y in (12, 18, 25)]
    assert min(outside) > 240


def test_what_leaves_the_frame_is_cut() -> None:
    found = pixels_of([Stroke(((5.0, 50.0), (5.0, 400.0)), ink="#000000", line=3.0)])
    assert ink_at(found, 5, 90) < 60
    assert ink_at(found, 5, 103) > 240


def test_lines_of_neighbours_meet() -> None:
    left = hatch_lines(Hatch.RISING, 0, 0, 10, 10, 1.0)
    right = hatch_lines(Hatch.RISING, 10, 0, 20, 10, 1.0)
    along = {round(x1 + y1, 6) for x1, y1, _x2, _y2 in left} & {round(x1 + y1, 6) for x1, y1, _x2, _y2 in right}
    assert along, "a line that crosses both is the same line"


@pytest.mark.parametrize(
    ("page", "size"), [(Page.A3_PORTRAIT, (297, 420)), (Page.A3_LANDSCAPE, (420, 297)), (Page.LANDSCAPE, (297, 210))]
)
def test_sheets_have_their_size(page: Page, size: tuple[int, int]) -> None:
    with Preview(render(Document("Plan", [Drawing([Disc(5, 5, 2)], 20.0)], page=page))) as preview:
        assert tuple(round(side / 72 * 25.4) for side in preview.sizes[0]) == size


def test_words_of_a_drawing_can_be_read_back() -> None:
    document = Document("Plan", [Drawing([Words("A-04-12", 20, 20)], 40.0, title="Ancien cimetière")])
    assert "A-04-12" in dump(document)
    assert "Ancien cimetière" in dump(document)
    with Preview(render(document)) as preview:
        assert "A-04-12" in preview.text(0)
