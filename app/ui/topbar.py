# SPDX-License-Identifier: EUPL-1.2
"""The top of the window: the way back, where we are, and the door to the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QSizePolicy

from app.core.text import Text
from app.ui.strings import _
from app.ui.theme import Theme
from app.ui.widgets import Button, ElidedLabel, IconButton, Label, clear_layout

SEARCH_KEYS = "Ctrl K"


@dataclass(frozen=True)
class Crumb:
    """A step of the way: its words, the page it leads to, and its neighbours for the menu."""

    title: str
    page: str = ""
    neighbours: tuple[tuple[str, str], ...] = ()
    """(page, title) of the pages beside it: the pages of a module."""


NARROW = 150
"""Least width of the search at 100 %, where the breadcrumb is long."""


class SearchDoor(QAbstractButton):
    """Looks like a field, opens the search palette."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(str(_("Rechercher un nom, un numéro, une adresse ou une action")))
        self.setAccessibleDescription(SEARCH_KEYS)
        self.setToolTip(str(_("Rechercher partout ({keys})", keys=SEARCH_KEYS)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(290), self._theme.px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = 2 if self.hasFocus() else 1
        painter.setPen(QPen(theme.colour("focus" if self.hasFocus() else "edge"), thick))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "ground"))
        inset = thick / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.px(7), theme.px(7))
        side = theme.px(16)
        middle = self.height() // 2
        loupe = theme.pixmap("search", "muted", 16, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(11), middle - side // 2, loupe)
        right = self._paint_keys(painter)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        left = theme.px(35)
        words = painter.fontMetrics().elidedText(
            str(_("Rechercher un nom, un numéro…")), Qt.TextElideMode.ElideRight, right - left
        )
        painter.drawText(QRect(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_keys(self, painter: QPainter) -> int:
        """The key cap at the right; answers where the words must stop."""
        theme = self._theme
        painter.setFont(theme.font("small", strong=True))
        wide = painter.fontMetrics().horizontalAdvance(SEARCH_KEYS) + theme.px(10)
        tall = theme.px(20)
        cap = QRect(self.width() - wide - theme.px(9), (self.height() - tall) // 2, wide, tall)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
        painter.setPen(theme.colour("muted"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, SEARCH_KEYS)
        return cap.left() - theme.px(6)


class TopBar(QFrame):
    """Way back, breadcrumb, search."""

    back_asked = Signal()
    search_asked = Signal()
    page_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "surface")
        self.setFixedHeight(theme.size("bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        row.setSpacing(theme.px(6))
        self.back = IconButton(theme, "arrow-left", _("Page précédente (Alt+Gauche)"), self.back_asked.emit)
        self.back.hide()
        row.addWidget(self.back)
        self._way = QHBoxLayout()
        self._way.setSpacing(theme.px(2))
        row.addLayout(self._way, 1)
        self.search = SearchDoor(theme)
        self.search.clicked.connect(lambda _checked=False: self.search_asked.emit())
        row.addWidget(self.search)
        self._here: ElidedLabel | None = None
        self._steps: list[tuple[Button, Label]] = []
        self.title = ""

    def set_way(self, crumbs: Sequence[Crumb]) -> None:
        """The steps, the last one being where we are."""
        clear_layout(self._way)
        self._steps = [(self._step(crumb), Label("›", "muted")) for crumb in crumbs[:-1]]
        for step, mark in self._steps:
            self._way.addWidget(step)
            self._way.addWidget(mark)
        self.title = crumbs[-1].title if crumbs else ""
        self._here = ElidedLabel(self.title, "title")
        self._way.addSpacing(self._theme.px(2))
        self._way.addWidget(self._here, 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where we are is read whole: when room lacks the search gives some first, then the first steps."""
        if self._here is None:
            return
        self._here.ensurePolished()
        px = self._theme.px
        room = self.width() - self.back.sizeHint().width() - px(64) - self._here.sizeHint().width()
        sizes = [sum(w.sizeHint().width() + self._way.spacing() for w in pair) for pair in self._steps]
        wide = max(px(NARROW), min(self.search.sizeHint().width(), room - sum(sizes)))
        self.search.setFixedWidth(wide)
        room -= wide
        for pair, size in zip(reversed(self._steps), reversed(sizes), strict=True):
            room -= size
            for widget in pair:
                widget.setVisible(room >= 0)

    def _step(self, crumb: Crumb) -> Button:
        step = Button(self._theme, crumb.title, look="quiet")
        step.setStyleSheet(f"font-weight: 400; color: {self._theme.hex('muted')}; padding: 0 {self._theme.px(3)}px;")
        if crumb.neighbours:
            step.setToolTip(str(_("Les pages de {module}", module=crumb.title)))
            step.clicked.connect(lambda _checked=False: self._unfold(step, crumb))
        elif crumb.page:
            step.clicked.connect(lambda _checked=False: self.page_asked.emit(crumb.page))
        return step

    def _unfold(self, step: Button, crumb: Crumb) -> None:
        menu = QMenu(step)
        menu.setAccessibleName(crumb.title)
        for page, title in crumb.neighbours:
            act = menu.addAction(title.replace("&", "&&"))
            act.triggered.connect(lambda _checked=False, page=page: self.page_asked.emit(page))
        menu.popup(step.mapToGlobal(step.rect().bottomLeft()))

    def set_back(self, possible: bool) -> None:
        """Show the way back when there is one."""
        self.back.setVisible(possible)

    def say_name(self, name: Text) -> None:
        """Accessible name of the bar."""
        self.setAccessibleName(str(name))
