# SPDX-License-Identifier: EUPL-1.2
"""Photographs on a paper: light enough to print, upright, and refused with a sentence when unreadable."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.core.outcome import UserError
from app.documents.blocks import Columns, Document, Picture
from app.documents.render import render
from app.documents.text import dump


def photo(width: int = 3000, height: int = 2000, orientation: int = 1) -> bytes:
    picture = Image.effect_noise((width, height), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    kept = io.BytesIO()
    picture.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def test_a_photograph_is_reduced_to_what_print_shows() -> None:
    heavy = photo()
    document = Document("Constat", [Columns([[Picture(heavy, 60, "Vue d’ensemble")], [Picture(heavy, 60)]])])
    assert len(render(document)) < len(heavy) / 2
    assert "<Picture> Vue d’ensemble" in dump(document)
    assert render(document) == render(document)


def test_a_photograph_taken_upright_stays_upright() -> None:
    from app.documents.drawing.pictures import _for_print

    _content, (width, height) = _for_print(photo(600, 400, orientation=6), (200.0, 200.0))
    assert height > width


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(UserError, match="photographie"):
        render(Document("Constat", [Picture(b"not a picture")]))
