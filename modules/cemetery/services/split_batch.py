# SPDX-License-Identifier: EUPL-1.2
"""Parts a PDF at its separator sheets: the pages are copied as they are, their pictures never encoded again."""

from __future__ import annotations

from io import BytesIO

from app.core.outcome import UserError
from modules.cemetery.rules.separators import Part
from modules.cemetery.strings import _


def cut_pages(content: bytes, part: Part) -> bytes:
    """A PDF of the pages of `part` alone; the same box cut twice gives the same bytes. Raises UserError."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as box, pikepdf.new() as file:
            file.pages.extend(box.pages[part.first - 1 : part.last])
            out = BytesIO()
            file.save(out, deterministic_id=True, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            return out.getvalue()
    except pikepdf.PdfError as error:
        raise UserError(_("Ce PDF ne peut pas être partagé\u00a0: il est abîmé ou protégé. Enregistrez-le de nouveau sans mot de passe.")) from error
