# SPDX-License-Identifier: EUPL-1.2
"""The address falls in the window of the envelope, alone, and the folds are marked (LET-01, LET-02, LET-04)."""

from __future__ import annotations

import itertools

import pytest

from app.core.outcome import UserError
from app.documents.blocks import AddressWindow, Document, Page, Paragraph
from app.documents.letterhead import Letterhead
from app.documents.letters import window_test_page
from app.documents.preview import Glyph, Preview
from app.documents.render import render
from tests.app.documents.samples import ADDRESS, make_invoice, make_letterhead


def _in_clear_zone(glyph: Glyph) -> bool:
    return glyph.right > 95 and glyph.left < 200 and glyph.bottom > 45 and glyph.top < 92


def _glyphs(document: Document) -> list[Glyph]:
    with Preview(render(document)) as preview:
        return preview.glyphs(0)


@pytest.mark.parametrize("lines", [1, 3, 6])
def test_LET_01_every_glyph_of_the_address_is_in_the_visible_zone(lines: int) -> None:
    address = ADDRESS[:lines]
    inside = [glyph for glyph in _glyphs(make_invoice(address=address)) if _in_clear_zone(glyph)]
    assert "".join(g.char for g in inside) == "".join(address).replace(" ", "")
    assert min(g.left for g in inside) >= 105
    assert max(g.right for g in inside) <= 190
    assert min(g.top for g in inside) >= 55
    assert max(g.bottom for g in inside) <= 79


def test_LET_01_the_lines_stand_four_millimetres_apart() -> None:
    inside = [glyph for glyph in _glyphs(make_invoice()) if _in_clear_zone(glyph)]
    # Capitals without tails stand on the baseline.
    bottoms = sorted({round(g.bottom, 1) for g in inside if g.char in "AEHIMRT"})
    assert [round(b - a, 1) for a, b in itertools.pairwise(bottoms)] == [4.0] * 5


def test_LET_01_tails_and_accents_stay_in_the_zone() -> None:
    inside = [g for g in _glyphs(make_invoice(address=["ÀÉÎ JQÇ"] * 6)) if _in_clear_zone(g)]
    assert min(g.top for g in inside) >= 54.9
    assert max(g.bottom for g in inside) <= 79


def test_LET_01_a_wide_line_shrinks_to_nine_points_and_no_further() -> None:
    wide = "W" * 32
    inside = [glyph for glyph in _glyphs(make_invoice(address=[wide])) if _in_clear_zone(glyph)]
    assert max(g.right for g in inside) <= 190
    with pytest.raises(UserError, match="trop longue"):
        render(make_invoice(address=["W" * 38]))


def test_LET_01_more_than_seven_lines_are_refused() -> None:
    with pytest.raises(UserError, match="8 lignes"):
        render(make_invoice(address=["LIGNE"] * 8))


def test_LET_01_the_commune_may_shift_the_address() -> None:
    still = Document("Essai", [AddressWindow(ADDRESS)])
    moved = Document("Essai", [AddressWindow(ADDRESS, shift=(2.0, -3.0))])
    first, second = _glyphs(still)[0], _glyphs(moved)[0]
    assert second.left - first.left == pytest.approx(2.0, abs=0.01)
    assert second.top - first.top == pytest.approx(-3.0, abs=0.01)


def test_LET_02_nothing_but_the_address_is_drawn_in_the_clear_zone() -> None:
    talkative = Letterhead(
        "Communauté de communes des Prés, des Bois et des Rivières",
        ("1 place de la Mairie", "99120 Saint-Aubin-des-Prés"),
        "01 99 00 12 34",
        "communaute-de-communes@exemple.fr",
        tuple(f"Jour {day}\u00a0: 9 h – 12 h et 14 h – 17 h, sur rendez-vous" for day in range(9)),
    )
    for letterhead in (make_letterhead(), talkative):
        blocks = make_invoice().blocks
        pdf = render(Document("Facture", blocks, letterhead))
        with Preview(pdf) as preview:
            others = [g for g in preview.glyphs(0) if _in_clear_zone(g)]
            assert "".join(g.char for g in others) == "".join(ADDRESS).replace(" ", "")
            assert not _ink(preview, 95, 45, 200, 54.5)
            assert not _ink(preview, 95, 79.5, 200, 92)
            assert not _ink(preview, 190.5, 45, 200, 92)
            assert not _ink(preview, 95, 45, 104.5, 92)


def _ink(preview: Preview, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether anything is drawn in a rectangle in millimetres."""
    scale = 2.0
    image = preview.image(0, scale)
    dots = scale * 72 / 25.4
    for y in range(round(top * dots), round(bottom * dots)):
        start = (y * image.width + round(left * dots)) * 4
        end = (y * image.width + round(right * dots)) * 4
        if any(value != 255 for value in image.pixels[start:end]):
            return True
    return False


def test_LET_04_folds_are_marked_lightly_at_99_and_198_millimetres() -> None:
    with Preview(render(make_invoice())) as preview:
        for fold in (99, 198):
            assert _ink(preview, 5, fold - 0.5, 6, fold + 0.5)
            assert not _ink(preview, 0, fold - 0.5, 4.5, fold + 0.5)
            assert not _ink(preview, 7, fold - 0.5, 18, fold + 0.5)
    with Preview(render(Document("Liste", [Paragraph("Sans enveloppe")]))) as preview:
        assert not _ink(preview, 0, 90, 10, 210)


def test_the_window_opens_an_upright_document() -> None:
    with pytest.raises(ValueError, match="first block"):
        render(Document("Courrier", [Paragraph("Avant"), AddressWindow(ADDRESS)]))
    with pytest.raises(ValueError, match="upright"):
        render(Document("Courrier", [AddressWindow(ADDRESS)], page=Page.LANDSCAPE))


def test_a_test_page_shows_the_window_and_the_shift_in_force() -> None:
    with Preview(render(window_test_page(make_letterhead(), (1.5, -2)))) as preview:
        assert preview.count == 1
        assert "1,5" in preview.text(0)
        assert "-2 mm vers le bas" in preview.text(0)
        assert _ink(preview, 99.5, 54.5, 190.5, 55.5)
