# SPDX-License-Identifier: EUPL-1.2
"""Sends the pages of a PDF to a printer, one at a time; writes a message that carries it."""

from __future__ import annotations

import tempfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.documents.preview import PageImage, Preview
from app.ui.operation import query
from app.ui.pages_view import image_of

if TYPE_CHECKING:
    from app.ui.desk import Desk

SHARPEST = 300
"""Dots per inch beyond which a paper gains nothing and the printer's memory loses."""


class PrintJob(QObject):
    """Draws each page in the background at the printer's sharpness, paints it, goes on to the next."""

    stepped = Signal(int, int)
    ended = Signal()

    def __init__(self, desk: Desk, pdf: bytes, printer: QPrinter, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._printer = desk, printer
        self._preview = Preview(pdf)
        first = max(1, printer.fromPage())
        last = printer.toPage() or self._preview.count
        self._pages = list(range(first - 1, min(last, self._preview.count)))
        self._next = 0
        self._painter = QPainter()
        self.is_cancelled = False

    def start(self) -> None:
        """Begin; the printer's sheet takes the size of the first page."""
        if not self._pages:
            self._end()
            return
        self._take_size(self._pages[0])
        if not self._painter.begin(self._printer):
            self._end()
            return
        self._draw()

    def cancel(self) -> None:
        """Stop after the page under way."""
        self.is_cancelled = True

    def _take_size(self, page: int) -> None:
        width, height = self._preview.sizes[page]
        landscape = width > height
        size = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
        self._printer.setPageSize(size)
        turn = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(turn)
        self._printer.setFullPage(True)

    def _draw(self) -> None:
        page = self._pages[self._next]
        scale = min(self._printer.resolution(), SHARPEST) / 72
        query(self._desk, lambda _session: self._preview.image(page, scale), self._paint, lambda _fault: self._end())

    def _paint(self, page: PageImage) -> None:
        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = image_of(page)
        whole = QSizeF(image.size()).scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (paper.width() - whole.width()) / 2
        self._painter.drawImage(QRectF(left, 0, whole.width(), whole.height()), image)
        self._next += 1
        self.stepped.emit(self._next, len(self._pages))
        if self._next >= len(self._pages) or self.is_cancelled:
            self._end()
            return
        self._take_size(self._pages[self._next])
        self._printer.newPage()
        self._draw()

    def _end(self) -> None:
        if self._painter.isActive():
            self._painter.end()
        self._preview.close()
        self.ended.emit()


def write_message(pdf: bytes, subject: str, name: str, to: str = "", body: str = "") -> Path:
    """A draft that the mail program opens ready to send (`X-Unsent`); in a folder of its own, read by nobody else."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = subject
    if to:
        message["To"] = to
    message.set_content(body or "\r\n")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    folder = Path(tempfile.mkdtemp(prefix="beffroi-"))
    path = folder / Path(name).with_suffix(".eml").name
    path.write_bytes(message.as_bytes())
    return path
