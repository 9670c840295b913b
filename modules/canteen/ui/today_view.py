# SPDX-License-Identifier: EUPL-1.2
"""« Qui mange »: one day at a glance: figures, counts by category and diet, classes, order and deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import show_day_long, show_moment
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.operation import Latest
from app.ui.widgets import (
    Button,
    Card,
    EmptyState,
    IconButton,
    Label,
    PrimaryButton,
    Scroll,
    Separator,
    StateChip,
    clear_layout,
)
from modules.canteen.documents.words import by_category, by_diet, short_day
from modules.canteen.permissions import ORDER, POINT
from modules.canteen.strings import _, _n, label
from modules.canteen.ui.day_facts import ClassCount, DayFacts, Limit, next_served, previous_served, read_day
from modules.canteen.ui.grid_frame import as_day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import Params
    from app.ui.desk import Desk

READS = frozenset({
    "canteen_meal", "canteen_service_day", "canteen_booking_exception", "canteen_booking_pattern", "canteen_enrolment",
    "canteen_calendar_override", "canteen_supplier_order", "canteen_cutoff_rule", "canteen_class_event", "canteen_care_plan",
})  # fmt: skip
SIDE_BY_SIDE = 820


class TodayView(QWidget):
    """A day, the one before, the one after."""

    crumb = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self.day: date | None = None
        self.facts: DayFacts | None = None
        self.step = ""
        self._stale = True
        self._reads = Latest(desk)
        self._pause = QTimer(self, singleShot=True, interval=250)
        self._pause.timeout.connect(self.reload)
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Qui mange")))
        self._build()
        for keys, by in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.step_by, by))
        desk.changed.connect(self._on_changed)

    def _build(self) -> None:
        theme = self.theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        bar = QHBoxLayout()
        margin = theme.size("margin")
        bar.setContentsMargins(margin, theme.px(11), margin, theme.px(4))
        bar.setSpacing(theme.px(8))
        self.title = Label("", "title")
        bar.addWidget(self.title)
        bar.addStretch(1)
        bar.addWidget(IconButton(theme, "chevron-left", _("Jour servi précédent (Ctrl ←)"), partial(self.step_by, -1)))
        today = Button(theme, _("Aujourd’hui"), pressed=lambda: self.show_day(None))
        bar.addWidget(today)
        bar.addWidget(IconButton(theme, "chevron-right", _("Jour servi suivant (Ctrl →)"), partial(self.step_by, 1)))
        outer.addLayout(bar)
        self.body = QWidget()
        self.sides = QHBoxLayout(self.body)
        self.sides.setContentsMargins(margin, theme.px(8), margin, margin)
        self.sides.setSpacing(theme.px(16))
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        for column, share in ((self.left, 3), (self.right, 2)):
            column.setSpacing(theme.px(16))
            self.sides.addLayout(column, share)
        outer.addWidget(Scroll(self.body), 1)

    # ------------------------------------------------------------ going

    def go(self, record_id: int | None, params: Params) -> None:
        """Come to a day (`day`)."""
        self.show_day(as_day(params.get("day")))

    def show_day(self, day: date | None) -> None:
        """A day; None for today, or the next one served."""
        self.day = day
        self.reload()

    def step_by(self, by: int) -> None:
        """The day served before or after."""
        here = self.facts.day if self.facts is not None else self.desk.clock.today()

        def read(session: Session) -> date | None:
            return next_served(session, here, after=True) if by > 0 else previous_served(session, here)

        self._reads.ask(read, lambda day: self.show_day(day) if day is not None else None)

    def reload(self) -> None:
        """Read the day again."""
        self._stale = False
        wanted, today = self.day, self.desk.clock.today()

        def read(session: Session) -> DayFacts:
            return read_day(session, wanted or next_served(session, today) or today)

        self._reads.ask(read, self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(SIDE_BY_SIDE)
        self.sides.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & READS:
            self._stale = True
            if self.isVisible():
                self._pause.start()

    # ------------------------------------------------------------ showing

    def _show(self, facts: DayFacts) -> None:
        self.facts = facts
        today = self.desk.clock.today()
        words = show_day_long(facts.day, weekday=True)
        self.title.set_text(f"{words[:1].upper()}{words[1:]}")
        self.setAccessibleDescription(words)
        for column in (self.left, self.right):
            clear_layout(column)
        if not facts.is_open:
            text = _("Pas de cantine ce jour-là\u00a0: {why}.", why=facts.why) if facts.why else _("Pas de cantine ce jour-là.")
            self.left.addWidget(EmptyState(self.theme, text, "calendar-x"))
        else:
            self.left.addWidget(self._figures(facts, facts.day <= today))
            self.left.addWidget(self._counts(facts))
            self.right.addWidget(self._order(facts))
            self.right.addWidget(self._classes(facts.classes))
        if facts.limits:
            self.left.addWidget(self._limits(facts.limits))
        self.left.addWidget(self._papers(facts))
        self.left.addStretch(1)
        self.right.addStretch(1)

    def _figures(self, facts: DayFacts, is_past: bool) -> QWidget:
        theme = self.theme
        card = Card(theme)
        line = QHBoxLayout()
        line.setSpacing(theme.px(28))
        waiting = sum(each.waiting for each in facts.classes)
        pieces: list[tuple[str, Text]] = [(str(sum(facts.expected.values())), _("repas attendus"))]
        if is_past:
            pieces.append((str(sum(facts.present.values())), _("pointés présents")))
            pieces.append((str(waiting), _("à pointer")))
        if facts.baskets:
            pieces.append((str(facts.baskets), _n("panier repas", "paniers repas", facts.baskets)))
        for figure, words in pieces:
            box = QVBoxLayout()
            box.setSpacing(0)
            box.addWidget(Label(figure, "figure"))
            box.addWidget(Label(words, "small"))
            line.addLayout(box)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _counts(self, facts: DayFacts) -> QWidget:
        """Categories × diets, with their sums: the table that is read on the telephone."""
        theme = self.theme
        card = Card(theme, _("Repas par catégorie et par régime"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(7))
        diets, categories = by_diet(facts.expected), by_category(facts.expected)
        right = Qt.AlignmentFlag.AlignRight
        for column, diet in enumerate(diets, 1):
            grid.addWidget(Label(label(diet), "label"), 0, column, right)
        grid.addWidget(Label(_("Total"), "label"), 0, len(diets) + 1, right)
        row = 1
        for category, total in categories.items():
            grid.addWidget(Separator(), row, 0, 1, len(diets) + 2)
            grid.addWidget(Label(label(category)), row + 1, 0)
            for column, diet in enumerate(diets, 1):
                count = facts.expected.get((category, diet), 0)
                grid.addWidget(Label(str(count) if count else "–", "" if count else "muted"), row + 1, column, right)
            grid.addWidget(Label(str(total), "strong"), row + 1, len(diets) + 1, right)
            row += 2
        grid.addWidget(Separator(), row, 0, 1, len(diets) + 2)
        grid.addWidget(Label(_("Total"), "strong"), row + 1, 0)
        for column, count in enumerate(diets.values(), 1):
            grid.addWidget(Label(str(count), "strong"), row + 1, column, right)
        grid.addWidget(Label(str(sum(diets.values())), "strong"), row + 1, len(diets) + 1, right)
        grid.setColumnStretch(0, 1)
        card.body.addLayout(grid)
        return card

    def _order(self, facts: DayFacts) -> QWidget:
        theme = self.theme
        card = Card(theme, _("Commande au fournisseur"))
        to_order, ordered = sum(facts.to_order.values()), facts.ordered
        if ordered is None:
            chip = StateChip(theme, _("Pas encore commandé"), Tone.WARNING, "clock-alert")
            words: Text = _n("{n} repas à commander, paniers non compris.", "{n} repas à commander, paniers non compris.", to_order)
        elif ordered == to_order:
            chip = StateChip(theme, _("Commandé"), Tone.SUCCESS, "check")
            words = _n("{n} repas commandé.", "{n} repas commandés.", ordered)
        else:
            chip = StateChip(theme, _("À mettre à jour"), Tone.WARNING, "triangle-alert")
            words = _("{ordered} repas commandés, il en faut {now} maintenant.", ordered=ordered, now=to_order)
        card.body.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(Label(words, wrap=True))
        if facts.order is not None:
            order = facts.order
            said = _("Version {n}, {moment}, par {who}", n=order.issue, moment=show_moment(order.made_at), who=order.made_by)
            card.body.addWidget(Label(said, "small", wrap=True))
        if self.desk.can(ORDER) and ordered != to_order and not self.desk.dossier.readonly:
            pressed = partial(self.desk.run, "canteen.order-meals", {"first_on": facts.day})
            button = PrimaryButton(theme, _("Commander les repas…"), "truck", pressed)
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _classes(self, classes: Sequence[ClassCount]) -> QWidget:
        theme = self.theme
        card = Card(theme, _("Par classe"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(5))
        for row, each in enumerate(classes):
            grid.addWidget(Label(each.title or _("Adultes")), row, 0)
            grid.addWidget(Label(str(each.expected), "strong"), row, 1, Qt.AlignmentFlag.AlignRight)
            if each.waiting and self.desk.can(POINT) and self.facts is not None and self.facts.day <= self.desk.clock.today():
                words = _n("{n} à pointer", "{n} à pointer", each.waiting)
                go = partial(self.desk.open, "canteen.attendance", None, {"day": self.facts.day, "school_class": each.id})
                button = Button(theme, words, look="link", pressed=go)
                button.setAccessibleDescription(each.title)
                grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignRight)
            elif each.is_finished:
                grid.addWidget(Label(_("pointée"), "small"), row, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        card.body.addLayout(grid)
        return card

    def _limits(self, limits: Sequence[Limit]) -> QWidget:
        card = Card(self.theme, _("Prochaines dates limites"))
        for limit in limits:
            days = ", ".join(short_day(day) for day in limit.days)
            box = QVBoxLayout()
            box.setSpacing(0)
            box.addWidget(Label(f"{label(limit.purpose)}\u00a0: {show_moment(limit.at)}", wrap=True))
            box.addWidget(Label(_("pour les repas de {days}", days=days), "small", wrap=True))
            card.body.addLayout(box)
        return card

    def _papers(self, facts: DayFacts) -> QWidget:
        card = Card(self.theme, _("À imprimer"))
        for name in ("canteen.kitchen-sheet", "canteen.room-sheet", "canteen.headcount", "canteen.allergies"):
            paper = self.desk.registry.paper(name)
            if self.desk.can(paper.permission):
                pressed = partial(self.desk.print, name, {"day": facts.day})
                card.body.addWidget(Button(self.theme, paper.title, "printer", "link", pressed), 0, Qt.AlignmentFlag.AlignLeft)
        return card
