# SPDX-License-Identifier: EUPL-1.2
"""Beside the plan: the grave that was pressed, read in one glance, and the way to its record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.dates import show_day_long
from app.core.text import Text
from app.ui.theme import Theme
from app.ui.widgets import (
    Button,
    IconButton,
    IconLabel,
    Label,
    PrimaryButton,
    Scroll,
    Separator,
    StateChip,
    clear_layout,
)
from modules.cemetery.grave_facts import Grave
from modules.cemetery.rules.codes import RemainsKind
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui.fields import STATES

if TYPE_CHECKING:
    from datetime import date

    from app.ui.desk import Desk

MOST_DRAWN = 6
"""Places drawn; beyond, only their number."""


class GravePane(QWidget):
    """The grave in hand on the day shown."""

    def __init__(self, desk: Desk, close: Callable[[], object], show_on_plan: Callable[[int], object]) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self.grave: Grave | None = None
        self._close, self._show_on_plan = close, show_on_plan
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Sépulture")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.holder = QWidget()
        self.column = QVBoxLayout(self.holder)
        margin = self.theme.size("margin")
        self.column.setContentsMargins(margin, self.theme.px(14), margin, margin)
        self.column.setSpacing(self.theme.px(10))
        self.scroller = Scroll(self.holder)
        outer.addWidget(self.scroller)

    def show_grave(self, grave: Grave, day: date) -> None:
        """Say everything about a grave on a day."""
        had_focus = self.isAncestorOf(self.window().focusWidget() or self)
        self.grave = grave
        theme, column = self.theme, self.column
        clear_layout(column)
        self._head(grave)
        if day != self.desk.clock.today():
            column.addWidget(Label(_("État au {day}", day=show_day_long(day)), "small"))
        column.addLayout(self._buttons(grave))
        for flag in grave.flags:
            line = QHBoxLayout()
            line.setSpacing(theme.px(8))
            line.addWidget(IconLabel(theme, "triangle-alert", "warning-fg", 16), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(flag, wrap=True), 1)
            column.addLayout(line)
        if grave.dates:
            self._dates(grave)
        if grave.why:
            column.addWidget(self._why(grave))
        self._occupants(grave)
        if grave.papers:
            self._papers(grave)
        column.addStretch(1)
        self.scroller.verticalScrollBar().setValue(0)
        if had_focus:
            self.open_button.setFocus()

    def _head(self, grave: Grave) -> None:
        theme = self.theme
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        line.addWidget(Label(grave.label, "title"))
        line.addStretch(1)
        line.addWidget(IconButton(theme, "x", _("Fermer (Échap)"), self._close))
        self.column.addLayout(line)
        option = next(one for one in STATES if one.value == grave.state)
        self.column.addWidget(StateChip.of(theme, option), 0, Qt.AlignmentFlag.AlignLeft)
        words = Label(grave.subtitle, "muted", wrap=True)
        self.column.addWidget(words)
        if grave.holders:
            self.column.addWidget(Label(_("Titulaire\u00a0: {names}", names=grave.holders), wrap=True))
        self.setAccessibleDescription(f"{grave.label}, {label(grave.state)}, {grave.subtitle}")

    def _buttons(self, grave: Grave) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        self.open_button = PrimaryButton(
            self.theme, _("Ouvrir la fiche"), pressed=partial(self.desk.open, "cemetery.plots", grave.id)
        )
        row.addWidget(self.open_button)
        if grave.concession_id is not None:
            go = partial(self.desk.open, "cemetery.concessions", grave.concession_id)
            row.addWidget(Button(self.theme, _("Concession"), "scroll-text", pressed=go))
        row.addStretch(1)
        return row

    def _dates(self, grave: Grave) -> None:
        self.column.addWidget(Label(_("Dates"), "strong"))
        box = QVBoxLayout()
        box.setSpacing(0)
        for what, day, matters in grave.dates:
            line = QHBoxLayout()
            line.setContentsMargins(0, self.theme.px(6), 0, self.theme.px(6))
            line.addWidget(Label(what, wrap=True), 1)
            line.addWidget(Label(day, "strong" if matters else ""), 0, Qt.AlignmentFlag.AlignRight)
            box.addLayout(line)
            box.addWidget(Separator())
        self.column.addLayout(box)

    def _why(self, grave: Grave) -> QWidget:
        card = QFrame()
        card.setProperty("look", "ground-card")
        card.setObjectName("why")
        theme = self.theme
        card.setStyleSheet(
            f"#why {{ background: {theme.hex('ground')}; border: 1px solid {theme.hex('line')};"
            f" border-radius: {theme.size('card-radius')}px; }}"
        )
        inside = QVBoxLayout(card)
        pad = theme.px(12)
        inside.setContentsMargins(pad, theme.px(10), pad, theme.px(10))
        inside.setSpacing(theme.px(4))
        inside.addWidget(Label(_("Pourquoi\u202f?"), "strong"))
        for sentence, article in grave.why:
            said = sentence[:1].upper() + sentence[1:]
            said = said if said.endswith((".", "…")) else f"{said}."
            inside.addWidget(Label(f"{said[:-1]} ({article})." if article else said, "muted", wrap=True))
        return card

    def _occupants(self, grave: Grave) -> None:
        count = len(grave.occupants)
        if grave.places:
            words: Text = _("Dans la tombe · {n} sur {places}", n=_n("{n} place occupée", "{n} places occupées", count), places=grave.places)
        elif count:
            words = _("Dans la tombe · {n}", n=_n("{n} personne", "{n} personnes", count))
        else:
            return
        self.column.addWidget(Label(words, "strong"))
        self.column.addWidget(CrossSection(self.theme, grave))

    def _papers(self, grave: Grave) -> None:
        self.column.addWidget(Label(_("Documents"), "strong"))
        for title, where in grave.papers:
            line = QHBoxLayout()
            line.setSpacing(self.theme.px(8))
            line.addWidget(IconLabel(self.theme, "file-text", "muted", 16), 0, Qt.AlignmentFlag.AlignTop)
            box = QVBoxLayout()
            box.setSpacing(0)
            box.addWidget(Label(title, wrap=True))
            if where:
                box.addWidget(Label(where, "small", wrap=True))
            line.addLayout(box, 1)
            self.column.addLayout(line)


class CrossSection(QWidget):
    """The grave cut open: who lies at which level, and the room left above them."""

    def __init__(self, theme: Theme, grave: Grave) -> None:
        super().__init__()
        self.theme, self.grave = theme, grave
        lying = sorted(grave.occupants, key=lambda one: one.level or 0)
        self.rows: list[tuple[str, bool]] = [(self._say(one.name, one.years, one.kind), True) for one in lying]
        self.rows += [(str(_("libre")), False)] * grave.free
        left = len(self.rows) - MOST_DRAWN
        if left > 0:
            self.rows = [*self.rows[:MOST_DRAWN], (str(_n("et {n} autre", "et {n} autres", left)), True)]
        self.setAccessibleName("\u202f; ".join(words for words, _taken in self.rows))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @staticmethod
    def _say(name: str, years: str, kind: RemainsKind) -> str:
        said = f"{name}, {years}" if years else name
        return said if kind is RemainsKind.COFFIN else f"{said} ({str(label(kind)).lower()})"

    def sizeHint(self) -> QSize:
        px = self.theme.px
        return QSize(px(230), px(16) + px(35) * len(self.rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self.theme, self.theme.px
        wide = min(self.width(), px(300))
        left = (self.width() - wide) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("plan-path"))
        painter.drawRect(QRectF(left, 0, wide, self.height()))
        metrics = QFontMetricsF(theme.font("label"))
        painter.setFont(theme.font("label"))
        for rank, (words, taken) in enumerate(reversed(self.rows)):
            box = QRectF(left + px(12) + 0.5, px(8) + px(35) * rank + 0.5, wide - px(24), px(29))
            pen = QPen(theme.colour("plan-wall"), 1)
            if not taken:
                pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(theme.colour("surface") if taken else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, px(3), px(3))
            painter.setPen(theme.colour("text"))
            inner = box.adjusted(px(10), 0, -px(8), 0)
            cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, cut)
