# SPDX-License-Identifier: EUPL-1.2
"""The pages of a PDF as pictures for the preview, and their text for the tests. No window, no drawing."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from app.core.outcome import UserError
from app.documents.strings import _
from app.documents.style import MM

# PDFium is not made for several threads: one page at a time, whoever asks.
_LOCK = threading.RLock()


@dataclass(frozen=True)
class PageImage:
    """A page as pixels: four bytes each, red, green, blue, alpha, row after row from the top."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True)
class Glyph:
    """A character as it stands on the page, in millimetres from the top-left corner."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


class Preview:
    """An opened PDF. Use it in a `with`, or close it."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        with _LOCK:
            try:
                self._pdf: Any = pypdfium2.PdfDocument(pdf)
            except pypdfium2.PdfiumError as error:
                raise UserError(
                    _("Ce document ne peut pas être affiché\u00a0: le fichier est abîmé ou protégé.")
                ) from error
            self.sizes = [tuple(page.get_size()) for page in self._pages()]
            """Width and height of each page, in points."""

    def __enter__(self) -> Preview:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back."""
        with _LOCK:
            self._pdf.close()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.sizes)

    def image(self, page: int, scale: float = 1.0) -> PageImage:
        """The page number `page` (from 0); `scale` 1 is one pixel a point, 96 dots per inch is 4/3."""
        with _LOCK:
            sheet = self._pdf[page]
            bitmap = sheet.render(scale=scale, rev_byteorder=True, force_bitmap_format=4)
            picture = PageImage(bitmap.width, bitmap.height, _rows(bitmap))
            bitmap.close()
            sheet.close()
        return picture

    def text(self, page: int) -> str:
        """The text of a page, in the order in which it was drawn."""
        with _LOCK:
            sheet = self._pdf[page]
            words = sheet.get_textpage()
            text = str(words.get_text_range())
            words.close()
            sheet.close()
        return text.replace("\r\n", "\n")

    def glyphs(self, page: int) -> list[Glyph]:
        """Every visible character of a page, with the ink that it covers."""
        with _LOCK:
            sheet = self._pdf[page]
            height = sheet.get_size()[1]
            words = sheet.get_textpage()
            text = words.get_text_range()
            found = []
            for rank in range(words.count_chars()):
                left, bottom, right, top = words.get_charbox(rank)
                char = text[rank] if rank < len(text) else ""
                if char.strip() and right > left and top > bottom:
                    found.append(
                        Glyph(char, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
                    )
            words.close()
            sheet.close()
        return found

    def facts(self) -> dict[str, str]:
        """The metadata: Title, Author, Subject, Creator."""
        with _LOCK:
            return {str(name): str(value) for name, value in self._pdf.get_metadata_dict().items()}

    def _pages(self) -> list[Any]:
        return [self._pdf[number] for number in range(len(self._pdf))]


def _rows(bitmap: Any) -> bytes:
    """The pixels of a bitmap, without what may follow each row in memory."""
    data, row = bytes(bitmap.buffer), bitmap.width * 4
    if bitmap.stride == row:
        return data
    return b"".join(
        data[start : start + row] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride)
    )


def texts_of(pdf: bytes) -> list[str]:
    """The text of each page of a PDF."""
    with Preview(pdf) as preview:
        return [preview.text(page) for page in range(preview.count)]
