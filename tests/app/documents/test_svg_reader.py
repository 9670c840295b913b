# SPDX-License-Identifier: EUPL-1.2
"""Arms given as SVG are drawn as they look, whichever way their shapes are written."""

from __future__ import annotations

import pytest

from app.documents.blocks import Document
from app.documents.letterhead import Letterhead
from app.documents.preview import Preview
from app.documents.render import render

RED = "rgb(200,0,0)"


def _colour_at(body: str, across: float, down: float) -> tuple[int, int, int]:
    """The colour at a place of a 100 × 100 picture (fractions of its sides) drawn as arms."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{body}</svg>'
    with Preview(render(Document("Essai", [], Letterhead("", arms=svg.encode())))) as preview:
        image = preview.image(0, 8.0)
    dots = 8 * 72 / 25.4
    x, y = int((20 + 13 * across) * dots), int((14 + 13 * down) * dots)
    place = (y * image.width + x) * 4
    red, green, blue = image.pixels[place : place + 3]
    return red, green, blue


@pytest.mark.parametrize(
    "square",
    [
        f'<path fill="{RED}" d="M0 0H50V50H0z"/>',
        f'<path fill="{RED}" d="m0,0h50v50h-50Z"/>',
        f'<path fill="{RED}" d="m0 0 50 0 0 50-50 0z"/>',
        f'<path style="fill:{RED}" d="M0 0C25 0 25 0 50 0S50 25 50 50T25 50Q0 50 0 50"/>',
        f'<rect fill="{RED}" width="50" height="50"/>',
        f'<polygon fill="{RED}" points="0,0 50,0 50,50 0,50"/>',
        f'<circle fill="{RED}" cx="25" cy="25" r="25"/>',
        f'<ellipse fill="{RED}" cx="25" cy="25" rx="25" ry="20"/>',
        f'<path fill="{RED}" d="M0 25a25 25 0 1150 0a25,25 0 01-50,0"/>',
        f'<path fill="{RED}" d="M0 25A25 25 0 0 0 50 25A25 25 0 0 0 0 25"/>',
        f'<g transform="translate(10 10) scale(0.5)"><rect fill="{RED}" width="50" height="50"/></g>',
        f'<g fill="{RED}"><rect transform="rotate(90 25 25)" width="50" height="50"/></g>',
        f'<rect transform="matrix(1 0 0 1 5 5)" fill="{RED}" width="50" height="50"/>',
        '<defs><linearGradient id="g"><stop stop-color="#c80000"/></linearGradient></defs>'
        '<rect fill="url(#g)" width="50" height="50"/>',
        f'<line stroke="{RED}" stroke-width="40" x1="25" y1="0" x2="25" y2="50"/>',
    ],
)
def test_a_shape_is_where_it_was_drawn(square: str) -> None:
    assert _colour_at(square, 0.25, 0.25) == (200, 0, 0)
    assert _colour_at(square, 0.75, 0.75) == (255, 255, 255)


def test_what_is_hidden_stays_hidden() -> None:
    assert _colour_at(
        '<rect display="none" width="99" height="99"/><clipPath><rect width="9"/></clipPath>', 0.5, 0.5
    ) == (
        255,
        255,
        255,
    )
