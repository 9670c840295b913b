# SPDX-License-Identifier: EUPL-1.2
"""The pages of a PDF one under the other, drawn as they come into view, at the zoom that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.documents.preview import PageImage, Preview
from app.ui.operation import query
from app.ui.strings import _

if TYPE_CHECKING:
    from app.ui.desk import Desk

POINTS = 96 / 72
"""Pixels of a point at 100 %."""
LEAST, MOST = 0.25, 4.0
LARGEST_FIT = 1.2
KEPT = 12
"""Pages kept drawn."""


def image_of(page: PageImage) -> QImage:
    """The pixels of a page as Qt paints them."""
    image = QImage(page.pixels, page.width, page.height, page.width * 4, QImage.Format.Format_RGBA8888)
    return image.copy()


class PagesView(QAbstractScrollArea):
    """The very pages that will be printed. Ctrl and the wheel zoom."""

    zoomed = Signal()
    turned = Signal(int)
    """Number of the page in view, from 1."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.preview: Preview | None = None
        self.zoom = 1.0
        self.fits_width = True
        self._images: dict[tuple[int, int], QImage] = {}
        self._asked: set[tuple[int, int]] = set()
        self._turn = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(str(_("Aperçu")))
        self.viewport().setProperty("look", "ground")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._pause = QTimer(self, singleShot=True, interval=60)
        self._pause.timeout.connect(self.viewport().update)

    # ------------------------------------------------------------ what is shown

    def show_pdf(self, preview: Preview) -> None:
        """Show another document."""
        old, self.preview = self.preview, preview
        if old is not None:
            old.close()
        self._forget()
        self.setAccessibleDescription(preview.text(0) if preview.count else "")
        self.verticalScrollBar().setValue(0)
        self._lay_out()

    def close_pdf(self) -> None:
        """Give the document's memory back."""
        if self.preview is not None:
            self.preview.close()
        self.preview = None
        self._forget()

    def set_zoom(self, zoom: float) -> None:
        """Show the pages larger or smaller."""
        self.fits_width = False
        self._zoom_to(zoom)

    def fit_width(self) -> None:
        """The width of the page is that of the view."""
        self.fits_width = True
        self._lay_out()

    def _zoom_to(self, zoom: float) -> None:
        self.zoom = max(LEAST, min(MOST, zoom))
        self._drop_images()
        self._lay_out()
        self.zoomed.emit()

    def _forget(self) -> None:
        self._turn += 1
        self._drop_images()

    def _drop_images(self) -> None:
        self._images.clear()
        self._asked.clear()

    # ------------------------------------------------------------ where each page is

    @property
    def _gap(self) -> int:
        return self.desk.theme.px(16)

    def _lay_out(self) -> None:
        if self.preview is None or not self.preview.count:
            return
        if self.fits_width:
            widest = max(width for width, _height in self.preview.sizes)
            room = self.viewport().width() - 2 * self._gap
            # On a wide screen a page as wide as the window would show a third of itself.
            most = LARGEST_FIT * self.desk.theme.percent / 100
            zoom = max(LEAST, min(most, room / (widest * POINTS)))
            if zoom != self.zoom:
                self._drop_images()
            self.zoom = zoom
            self.zoomed.emit()
        tall = sum(self._size(i)[1] + self._gap for i in range(self.preview.count)) + self._gap
        wide = max(self._size(i)[0] for i in range(self.preview.count)) + 2 * self._gap
        self.verticalScrollBar().setRange(0, max(0, tall - self.viewport().height()))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(self.desk.theme.px(48))
        self.horizontalScrollBar().setRange(0, max(0, wide - self.viewport().width()))
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.viewport().update()

    def _size(self, page: int) -> tuple[int, int]:
        assert self.preview is not None
        width, height = self.preview.sizes[page]
        return round(width * POINTS * self.zoom), round(height * POINTS * self.zoom)

    def _places(self) -> list[QRect]:
        if self.preview is None:
            return []
        top = self._gap - self.verticalScrollBar().value()
        rects = []
        for page in range(self.preview.count):
            wide, tall = self._size(page)
            left = max(self._gap, (self.viewport().width() - wide) // 2) - self.horizontalScrollBar().value()
            rects.append(QRect(QPoint(left, top), QPoint(left + wide - 1, top + tall - 1)))
            top += tall + self._gap
        return rects

    @property
    def page(self) -> int:
        """The page in view, from 1."""
        middle = self.viewport().height() // 3
        for number, rect in enumerate(self._places(), start=1):
            if rect.bottom() >= middle:
                return number
        return self.preview.count if self.preview is not None else 0

    def _scrolled(self) -> None:
        self.turned.emit(self.page)
        self.viewport().update()

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme = self.desk.theme
        painter.fillRect(self.viewport().rect(), theme.colour("ground"))
        for page, rect in enumerate(self._places()):
            if not rect.intersects(self.viewport().rect()):
                continue
            painter.fillRect(rect, Qt.GlobalColor.white)
            image = self._images.get(self._key(page))
            if image is not None:
                painter.drawImage(rect, image)
            else:
                self._ask(page)
            painter.setPen(theme.colour("line"))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def _key(self, page: int) -> tuple[int, int]:
        return page, self._size(page)[0]

    def _ask(self, page: int) -> None:
        key, preview, turn = self._key(page), self.preview, self._turn
        if preview is None or key in self._asked:
            return
        self._asked.add(key)
        scale = self.zoom * POINTS * self.devicePixelRatioF()

        def drawn(image: PageImage) -> None:
            if turn != self._turn:
                return
            if key == self._key(page):
                self._keep(key, image_of(image))
            else:  # the window took another size meanwhile: this image would never be painted
                self._asked.discard(key)

        query(self.desk, lambda _session: preview.image(page, scale), drawn, lambda _fault: self._asked.discard(key))

    def _keep(self, key: tuple[int, int], image: QImage) -> None:
        while len(self._images) >= KEPT:
            oldest = next(iter(self._images))
            del self._images[oldest]
            self._asked.discard(oldest)
        self._images[key] = image
        self.viewport().update()

    # ------------------------------------------------------------ what the user does

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * (1.15 if event.angleDelta().y() > 0 else 1 / 1.15))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        moves = {
            Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(), Qt.Key.Key_Space: bar.pageStep(),
            Qt.Key.Key_Down: bar.singleStep(), Qt.Key.Key_Up: -bar.singleStep(),
        }
        if event.key() in moves:
            bar.setValue(bar.value() + moves[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)
