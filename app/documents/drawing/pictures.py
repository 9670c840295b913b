# SPDX-License-Identifier: EUPL-1.2
"""Photographs on a paper: upright, no heavier than print asks, with their caption."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageOps

from app.core.outcome import UserError
from app.documents import style
from app.documents.blocks import Picture
from app.documents.drawing.arms import draw_arms
from app.documents.drawing.pen import Pen
from app.documents.drawing.strips import Room, Strip, flow, kept, text_strips
from app.documents.strings import _
from app.documents.style import MM

_DOTS_PER_POINT = 200 / 72


@flow.register
def _picture(block: Picture, room: Room) -> list[Strip]:
    box = (room.width, block.height * MM)
    content, size = _for_print(block.content, box)
    scale = min(box[0] / size[0], box[1] / size[1])
    height = size[1] * scale

    def draw(pen: Pen, x: float, y: float) -> None:
        draw_arms(content, pen, x, y, box)

    strips = [Strip(height, draw, before=4.0, after=3.0)]
    strips += text_strips(block.caption, style.SMALL, room, after=style.BLOCK_SPACE) if str(block.caption) else []
    return kept(strips)


_READY: dict[tuple[bytes, int, int], tuple[bytes, tuple[float, float]]] = {}


def _for_print(content: bytes, box: tuple[float, float]) -> tuple[bytes, tuple[float, float]]:
    """The picture turned as it was taken and reduced to what 200 points an inch can show, and its size."""
    if b"<svg" in content[:2000]:
        from app.documents.drawing.svg_reader import drawing_of

        drawing = drawing_of(content)
        return content, (float(drawing.width), float(drawing.height))
    key = (hashlib.sha256(content).digest(), round(box[0]), round(box[1]))
    if key not in _READY:
        if len(_READY) > 16:
            _READY.clear()  # laid out twice or thrice in a row, never kept for long
        try:
            with Image.open(io.BytesIO(content)) as opened:
                picture = ImageOps.exif_transpose(opened).convert("RGB")
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise UserError(_("Une photographie ne peut pas être lue\u00a0: choisissez un fichier PNG ou JPEG.")) from error
        picture.thumbnail((round(box[0] * _DOTS_PER_POINT), round(box[1] * _DOTS_PER_POINT)))
        kept_bytes = io.BytesIO()
        picture.save(kept_bytes, "JPEG", quality=85)
        _READY[key] = (kept_bytes.getvalue(), (float(picture.width), float(picture.height)))
    return _READY[key]
