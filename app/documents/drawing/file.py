# SPDX-License-Identifier: EUPL-1.2
"""One PDF being written: its metadata, its fonts, and the papers added one after the other."""

from __future__ import annotations

import io
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.core.outcome import UserError
from app.core.text import Text
from app.documents.blocks import Document

# Imported for what they register: how each kind of block is drawn.
from app.documents.drawing import drawings, figures, grids, pictures, slips, tables, words  # noqa: F401
from app.documents.drawing.fonts import faces
from app.documents.drawing.pages import Geometry, draw_footer, draw_stamp, lay_out
from app.documents.drawing.pen import Pen
from app.documents.strings import _
from app.documents.style import Weight

# Streams stay binary: a fifth smaller and faster than the text armour that ReportLab puts on by default.
rl_config.useA85 = 0

__all__ = ["PdfFile", "lay_out"]


class PdfFile:
    """A file that grows by whole papers; fonts and arms are put in once."""

    def __init__(self, title: Text, first: Document | None) -> None:
        if first is None:
            raise UserError(_("Il n’y a rien à imprimer."))
        self._buffer = io.BytesIO()
        # Without a first font of ours, ReportLab would name Helvetica, which it does not embed.
        options: Any = {"initialFontName": faces()[Weight.REGULAR].name}
        self.canvas = Canvas(
            self._buffer,
            invariant=1,
            pdfVersion=(1, 7),
            lang=first.language,
            **options,
        )
        letterhead = first.letterhead
        self.canvas.setTitle(str(title))
        self.canvas.setAuthor(str(first.author) or (str(letterhead.name) if letterhead else ""))
        self.canvas.setSubject(str(first.subject))
        self.canvas.setCreator("Beffroi")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._pen = Pen(self.canvas, 0.0, 0.0)
        self._papers = 0

    def add(self, document: Document, *, outlined: bool = False, two_sided: bool = False) -> None:
        """Draw `document` on pages of its own. `outlined` lists it in the reader's contents."""
        geometry = Geometry.of(document)
        sheets = lay_out(document)
        pen = self._pen
        pen.width, pen.height = geometry.width, geometry.height
        for number, sheet in enumerate(sheets, 1):
            self.canvas.setPageSize((geometry.width, geometry.height))
            if outlined and number == 1:
                self._papers += 1
                key = f"paper{self._papers}"
                self.canvas.bookmarkPage(key)
                self.canvas.addOutlineEntry(str(document.title), key)
            for draw, x, y in sheet.pieces:
                draw(pen, x, y)
            draw_stamp(document, pen)
            draw_footer(document, pen, number, len(sheets))
            self.canvas.showPage()
        if two_sided and len(sheets) % 2:
            self.canvas.setPageSize((geometry.width, geometry.height))
            self.canvas.showPage()

    def close(self) -> bytes:
        """The bytes of the finished file."""
        self.canvas.save()
        return self._buffer.getvalue()
