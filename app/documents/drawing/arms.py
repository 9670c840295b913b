# SPDX-License-Identifier: EUPL-1.2
"""The arms of the commune, from a PNG, JPEG or SVG picture, put once in a file however many papers it holds."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from reportlab.lib.utils import ImageReader

from app.core.outcome import UserError
from app.documents.drawing.pen import Pen
from app.documents.strings import _


def draw_arms(arms: bytes, pen: Pen, x: float, y: float, box: tuple[float, float]) -> None:
    """Draw the picture inside `box` (points), its top-left corner at (x, y), keeping its proportions."""
    digest = hashlib.sha256(arms).digest()
    if digest not in pen.forms:
        pen.forms[digest] = _form(arms, digest, pen)
    name, width, height = pen.forms[digest]
    scale = min(box[0] / width, box[1] / height)
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(x, pen.height - y - height * scale)
    canvas.scale(scale, scale)
    canvas.doForm(name)
    canvas.restoreState()


def _form(arms: bytes, digest: bytes, pen: Pen) -> tuple[str, float, float]:
    name = f"arms{digest.hex()[:12]}"
    canvas = pen.canvas
    picture, width, height = _picture(arms)
    canvas.beginForm(name, 0, 0, width, height)
    picture(canvas)
    canvas.endForm()
    return name, width, height


def _picture(arms: bytes) -> tuple[Any, float, float]:
    """A function that draws the picture on a canvas, and its size."""
    if b"<svg" in arms[:2000]:
        from app.documents.drawing.svg_reader import drawing_of

        drawing = drawing_of(arms)
        return (lambda canvas: drawing.drawOn(canvas, 0, 0)), drawing.width, drawing.height
    try:
        reader = ImageReader(io.BytesIO(arms))
        width, height = reader.getSize()
    except Exception as error:
        raise UserError(
            _("L’image du blason ne peut pas être lue\u00a0: choisissez un fichier PNG, JPEG ou SVG.")
        ) from error

    def draw(canvas: Any) -> None:
        canvas.drawImage(reader, 0, 0, width, height, mask="auto")

    return draw, width, height
