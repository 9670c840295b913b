# SPDX-License-Identifier: EUPL-1.2
"""« Réglages de la cantine »: the pages that are opened a few times a year, each with what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.outcome import UserError
from app.core.text import Text
from app.forms.listing import Listing
from app.ui.operation import Latest
from app.ui.widgets import Button, Card, IconLabel, Label, Scroll
from modules.canteen.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import Params
    from app.ui.desk import Desk

GROUPS: tuple[tuple[Text, tuple[tuple[str, str], ...]], ...] = (
    (_("L’année"), (("canteen.classes", "graduation-cap"), ("canteen.calendar", "calendar-days"), ("canteen.events", "bus"))),
    (_("Les lieux"), (("canteen.schools", "school"), ("canteen.canteens", "utensils"), ("canteen.orders", "truck"))),
    (
        _("Les règles de la commune"),
        (
            ("canteen.cutoffs", "clock"), ("canteen.rules", "scale"), ("canteen.surcharges", "percent"), ("billing.tariffs", "euro"),
        ),
    ),
    (_("Santé"), (("canteen.care", "heart-pulse"),)),
)  # fmt: skip
WIDE = 760


class SetupView(QWidget):
    """Cards of places to open; a place that the user may not open is not shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self._reads = Latest(desk)
        self._counts: dict[str, Label] = {}
        self._cards: list[Card] = []
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Réglages de la cantine")))
        theme = self.theme
        body = QWidget()
        self.grid = QGridLayout(body)
        margin = theme.size("margin")
        self.grid.setContentsMargins(margin, theme.px(16), margin, margin)
        self.grid.setSpacing(theme.px(16))
        for title, places in GROUPS:
            card = self._card(title, places)
            if card is not None:
                self._cards.append(card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(body))
        self._columns = 0
        self._place(2)
        desk.changed.connect(self._on_changed)
        self.reload()

    def _card(self, title: Text, places: Sequence[tuple[str, str]]) -> Card | None:
        pages = []
        for name, icon in places:
            try:
                page = self.desk.registry.page(name)
            except UserError:
                continue
            if self.desk.can(page.permission):
                pages.append((page, icon))
        if not pages:
            return None
        theme = self.theme
        card = Card(theme, title)
        for page, icon in pages:
            line = QHBoxLayout()
            line.setSpacing(theme.px(12))
            line.addWidget(IconLabel(theme, icon, theme.hue("canteen")), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(page.title, "strong", wrap=True))
            words.addWidget(Label(page.help, "small", wrap=True))
            count = Label("", "small")
            self._counts[page.name] = count
            words.addWidget(count)
            line.addLayout(words, 1)
            button = Button(theme, _("Ouvrir"), pressed=partial(self.desk.open, page.name))
            button.setAccessibleDescription(str(page.title))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            card.body.addSpacing(theme.px(6))
            card.body.addLayout(line)
        card.body.addStretch(1)
        return card

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for card in self._cards:
            self.grid.removeWidget(card)
        for rank, card in enumerate(self._cards):
            self.grid.addWidget(card, rank // columns, rank % columns)
        for column in range(2):
            self.grid.setColumnStretch(column, 1 if column < columns else 0)
        self.grid.setRowStretch(len(self._cards), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(2 if self.width() >= self.theme.px(WIDE) else 1)

    def go(self, record_id: int | None, params: Params) -> None:
        """Nothing to come to: the page is one."""

    def reload(self) -> None:
        """Count again what each place holds."""
        names = [name for name in self._counts if self.desk.registry.page(name).table is not None]

        def read(session: Session) -> Mapping[str, str]:
            found = {}
            for name in names:
                table = self.desk.registry.page(name).table
                assert table is not None
                params = dict(table.parameters.start(session, {})) if table.parameters.start else {}
                count = Listing(table, params).count(session)
                found[name] = str(table.counted(count)) if table.counted is not None else str(count)
            return found

        self._reads.ask(read, self._show)

    def _show(self, counts: Mapping[str, str]) -> None:
        for name, text in counts.items():
            self._counts[name].set_text(text)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if any(name.startswith(("canteen_", "billing_tariff")) for name in tables):
            self.reload()
