# SPDX-License-Identifier: EUPL-1.2
"""Putting widgets in place: lines that wrap, columns that scroll, buttons inside a field, the order of the tab key."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QLayoutItem, QLineEdit, QScrollArea, QToolButton, QWidget

if TYPE_CHECKING:
    from app.ui.theme import Theme


class FlowLayout(QLayout):
    """Puts its widgets side by side and goes to the next line when there is no room left."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8, line_gap: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = gap if line_gap is None else line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, really: bool) -> int:
        x, y, tall = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, tall = rect.x(), y + tall + self._line_gap, 0
            if really:
                item.setGeometry(QRect(QPoint(x, y), size.boundedTo(QSize(rect.width(), size.height()))))
            x += size.width() + self._gap
            tall = max(tall, size.height())
        return y + tall - rect.y()


class Scroll(QScrollArea):
    """A column that scrolls only when it must, and never sideways."""

    def __init__(self, widget: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not widget.property("look"):
            widget.setProperty("look", "clear")
        self.setWidget(widget)
        self.viewport().setAutoFillBackground(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            # Words that wrap ask for the height they have at the width they get, not for that of a guessed width.
            layout = watched.layout()
            least = 1 if layout is not None and layout.hasHeightForWidth() else 0
            if watched.minimumHeight() != least and watched.minimumHeight() <= 1:
                watched.setMinimumHeight(least)
        return super().eventFilter(watched, event)


class Tucked(QObject):
    """Keeps a small button inside a field, at its right end, and the text clear of it."""

    def __init__(self, theme: Theme, line: QLineEdit, button: QToolButton) -> None:
        super().__init__(line)
        self._line, self._button, self._side = line, button, theme.px(26)
        button.setProperty("look", "inside")
        button.setParent(line)
        button.setFixedSize(self._side, self._side)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        line.setTextMargins(0, 0, self._side - theme.px(4), 0)
        line.installEventFilter(self)
        self._place()

    @property
    def wide(self) -> int:
        """The room it takes, in pixels."""
        return self._side

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        gap = (self._line.height() - self._side) // 2
        self._button.move(self._line.width() - self._side - max(2, gap), gap)


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout, the widgets with it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def tab_chain(*widgets: QWidget) -> None:
    """Make the tab key go from each widget to the next."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)
