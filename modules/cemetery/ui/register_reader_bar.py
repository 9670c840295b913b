# SPDX-License-Identifier: EUPL-1.2
"""Over the page of a register: which paper, which page, a new frame; and the glass that brings it nearer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.ui.theme import Theme
from app.ui.widgets import Button, FlowLayout, IconButton, Label
from modules.cemetery.strings import _
from modules.cemetery.ui.register_reader_facts import Paper
from modules.cemetery.ui.register_reader_view import STEP, PageView

if TYPE_CHECKING:
    from modules.cemetery.ui.register_reader import RegisterReader

KEEP = "cemetery.keep-scans"
MOST_IN_MENU = 40
ADD_FROM = 860
"""Width at 100 % from which « Ajouter » has its place in the bar."""


class ReaderBar(QWidget):
    """The bar; it decides nothing, the page does."""

    def __init__(self, page: RegisterReader) -> None:
        super().__init__()
        self.page, self.theme = page, page.theme
        theme = self.theme
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        holder = QVBoxLayout(self)
        holder.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        inside = QWidget()
        inside.setProperty("look", "clear")
        flow = FlowLayout(inside, theme.px(8), theme.px(6))
        self.choose = Button(theme, _("Papier"), look="menu")
        self.before = IconButton(theme, "chevron-left", _("Page précédente (Page haute)"), partial(page.turn, -1))
        self.where = Label("", "muted")
        self.where.setMinimumHeight(theme.size("control"))
        self.next = IconButton(theme, "chevron-right", _("Page suivante (Page basse)"), partial(page.turn, 1))
        self.new = Button(theme, _("Encadrer une ligne"), "plus", pressed=page.begin_line)
        self.new.setToolTip(str(_("Encadrer la ligne suivante (N)")))
        self.add = Button(theme, _("Ajouter des papiers…"), "upload", pressed=partial(page.desk.run, KEEP))
        for widget in (self.choose, self.before, self.where, self.next, self.new, self.add):
            flow.addWidget(widget)
        holder.addWidget(inside)
        policy = inside.sizePolicy()
        policy.setHeightForWidth(True)
        inside.setSizePolicy(policy)

    def show_paper(self, paper: Paper, page: int) -> None:
        """Which paper, which page, and the neighbours."""
        self.choose.set_text(paper.title)
        at = next((rank for rank, choice in enumerate(paper.neighbours) if choice.id == paper.id), 0)
        start = max(0, min(at - MOST_IN_MENU // 2, len(paper.neighbours) - MOST_IN_MENU))
        menu = QMenu(self.choose)
        for choice in paper.neighbours[start : start + MOST_IN_MENU]:
            menu.addAction(choice.title.replace("&", "&&"), partial(self.page.open_paper, choice.id))
        self.choose.setMenu(menu)
        several = _("page {n} sur {total}", n=page, total=paper.pages) if paper.pages > 1 else ""
        count = _("papier {n} sur {total}", n=at + 1, total=len(paper.neighbours))
        self.where.set_text(", ".join(str(part) for part in (several, count) if str(part)))
        self.before.setEnabled(page > 1 or at > 0)
        self.next.setEnabled(page < paper.pages or at + 1 < len(paper.neighbours))
        self.new.setVisible(self.page.may_write)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.add.setVisible(self.page.may_write and self.width() >= self.theme.px(ADD_FROM))


class Lens(QWidget):
    """Nearer, farther, the whole width, the whole page: over the top right corner of the page."""

    def __init__(self, theme: Theme, view: PageView) -> None:
        super().__init__(view)
        self.theme, self.view = theme, view
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for icon, name, act in (
            ("plus", _("Plus près (+)"), partial(view.zoom, STEP)), ("minus", _("Plus loin (−)"), partial(view.zoom, 1 / STEP)),
            ("columns-3", _("Toute la largeur (L)"), view.fit_width), ("file-text", _("Page entière (F)"), view.fit_page),
        ):
            button = IconButton(theme, icon, name, act)
            # Over the paper an icon needs a ground of its own.
            button.setProperty("look", "")
            button.setFixedSize(theme.size("control") + 2, theme.size("control"))
            button.setStyleSheet("QToolButton { padding: 0; }")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            column.addWidget(button)
        view.clear_right = self.sizeHint().width() + theme.px(12)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            size, gap = self.sizeHint(), self.theme.px(12)
            self.setGeometry(self.view.width() - size.width() - gap, gap, size.width(), size.height())
        return super().eventFilter(watched, event)
