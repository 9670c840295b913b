# SPDX-License-Identifier: EUPL-1.2
"""The home page: what is to be done today, the figures that matter, the records lately in hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import show_day_long
from app.core.text import Text
from app.forms.page import Tile
from app.ui.strings import _
from app.ui.widgets import (
    Button,
    Card,
    Chip,
    EmptyState,
    IconLabel,
    Label,
    Scroll,
    Separator,
    StateChip,
    clear_layout,
)

if TYPE_CHECKING:
    from app.documents.charts import AnyChart as Chart
    from app.ui.agenda import Agenda, Line, Recent
    from app.ui.desk import Desk

WEEK, MONTH, ALL = "week", "month", "all"
ENOUGH = 7
"""Lines under which the week is quiet: what comes next is said under it."""
SIDE_BY_SIDE = 860
"""Room (at 100 %) from which tasks and figures stand beside one another."""


class TaskRow(QWidget):
    """A line of « À faire »: what, why, until when, and the button that goes there."""

    def __init__(self, desk: Desk, line: Line) -> None:
        super().__init__()
        self._desk, self._line = desk, line
        theme, task = desk.theme, line.task
        self.setAccessibleName(str(task.title))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(18), theme.px(7), theme.px(18), theme.px(7))
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        icon = IconLabel(theme, task.icon or line.module.icon, theme.hue(line.module.hue))
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addWidget(Label(task.title, "strong", wrap=True))
        if str(task.detail):
            words.addWidget(Label(task.detail, "small", wrap=True))
        beside = QVBoxLayout()
        beside.addSpacing(theme.px(2))
        beside.addWidget(icon)
        beside.addStretch(1)
        self._grid.addLayout(beside, 0, 0)
        self._grid.addLayout(words, 0, 1)
        self.chip = StateChip(theme, task.due, task.tone) if str(task.due) else None
        self.button: Button | None = None
        if task.where is not None or task.action:
            self.button = Button(theme, self._verb(), look="small", pressed=self._act)
            self.button.setAccessibleDescription(str(task.title))
        self._foot = QHBoxLayout()
        self._foot.setSpacing(theme.px(12))
        self.arrange(compact=False, chip_room=0, button_room=0)

    def _verb(self) -> Text:
        return self._line.task.button or _("Ouvrir")

    def arrange(self, compact: bool, chip_room: int, button_room: int) -> None:
        """Chip and button at the right, in columns of those widths; under the words when room lacks."""
        grid, top = self._grid, Qt.AlignmentFlag.AlignVCenter
        for widget in (self.chip, self.button):
            if widget is not None:
                grid.removeWidget(widget)
                self._foot.removeWidget(widget)
        grid.removeItem(self._foot)
        grid.setColumnMinimumWidth(2, 0 if compact else chip_room)
        grid.setColumnMinimumWidth(3, 0 if compact else button_room)
        if compact:
            clear_layout(self._foot)
            for widget in (self.chip, self.button):
                if widget is not None:
                    self._foot.addWidget(widget)
            self._foot.addStretch(1)
            grid.addLayout(self._foot, 1, 1)
            return
        if self.chip is not None:
            grid.addWidget(self.chip, 0, 2, top | Qt.AlignmentFlag.AlignLeft)
        if self.button is not None:
            grid.addWidget(self.button, 0, 3, top | Qt.AlignmentFlag.AlignRight)

    def _act(self) -> None:
        task = self._line.task
        if task.action:
            self._desk.run(task.action, dict(task.params))
        elif task.where is not None:
            self._desk.open(task.where, params=task.params)


class TaskCard(Card):
    """« À faire », with its chips for the week and the month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme)
        self._desk = desk
        self._agenda: Agenda | None = None
        self._span = WEEK
        self._rows: list[TaskRow] = []
        theme = desk.theme
        self.setAccessibleName(str(_("À faire")))
        self.body.setContentsMargins(0, theme.px(8), 0, theme.px(6))
        self.body.setSpacing(0)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme.px(18), theme.px(5), theme.px(18), theme.px(5))
        row.setSpacing(theme.px(10))
        row.addWidget(Label(_("À faire"), "title"))
        self._day = Label("", "muted")
        row.addWidget(self._day, 1)
        self._chips: dict[str, Chip] = {}
        group = QButtonGroup(self)
        for span, label in ((WEEK, _("Cette semaine")), (MONTH, _("Ce mois")), (ALL, _("Tout"))):
            chip = Chip(theme, label, 0)
            chip.clicked.connect(lambda _checked=False, span=span: self._choose(span))
            group.addButton(chip)
            self._chips[span] = chip
            row.addWidget(chip)
        self._chips[ALL].hide()
        self.body.addWidget(holder)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)

    def set_agenda(self, agenda: Agenda) -> None:
        """Show what is to be done."""
        self._agenda = agenda
        self._day.set_text(show_day_long(agenda.today, weekday=True))
        for span, lines in ((WEEK, agenda.week), (MONTH, agenda.month), (ALL, agenda.lines)):
            self._chips[span].set_count(len(lines))
        self._chips[ALL].setVisible(len(agenda.lines) > len(agenda.month))
        self._show()

    def _choose(self, span: str) -> None:
        self._span = span
        self._show()

    def _show(self) -> None:
        if self._agenda is None:
            return
        self._chips[self._span].setChecked(True)
        lines = {WEEK: self._agenda.week, MONTH: self._agenda.month, ALL: self._agenda.lines}[self._span]
        clear_layout(self._lines)
        after = self._after(lines)
        self._rows = [TaskRow(self._desk, line) for line in (*lines, *after)]
        if not lines:
            self._lines.addWidget(self._nothing())
        for rank, row in enumerate(self._rows):
            if after and rank == len(lines):
                self._lines.addWidget(self._heading(_("Ensuite")))
            elif rank:
                self._lines.addWidget(self._hairline())
            self._lines.addWidget(row)
        self._arrange()

    def _after(self, lines: Sequence[Line]) -> Sequence[Line]:
        """What comes after a quiet week."""
        assert self._agenda is not None
        if self._span != WEEK:
            return ()
        return [line for line in self._agenda.lines if line not in lines][: max(0, ENOUGH - len(lines))]

    def _heading(self, words: Text) -> QWidget:
        theme = self._desk.theme
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(4))
        row.addWidget(Label(words, "label"))
        return holder

    def _hairline(self) -> QWidget:
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(self._desk.theme.px(6), 0, self._desk.theme.px(6), 0)
        box.addWidget(Separator())
        return line

    def _nothing(self) -> QWidget:
        assert self._agenda is not None
        later = len(self._agenda.lines)
        if later:
            text = _("Rien qui presse cette semaine.")
        else:
            text = _("Rien n’attend\u00a0: tout est à jour. Les échéances apparaîtront ici à leur approche.")
        empty = EmptyState(self._desk.theme, text, "check-check")
        empty.setMinimumHeight(self._desk.theme.px(110 if later else 180))
        return empty

    def _arrange(self) -> None:
        compact = self.width() < self._desk.theme.px(600)
        chips = max((row.chip.sizeHint().width() for row in self._rows if row.chip), default=0)
        buttons = max((row.button.sizeHint().width() for row in self._rows if row.button), default=0)
        for row in self._rows:
            row.arrange(compact, chips + self._desk.theme.px(20), buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class FigureTile(QFrame):
    """A figure, what it counts, and a word on it; it opens where the figure comes from."""

    def __init__(self, desk: Desk, tile: Tile) -> None:
        super().__init__()
        theme = desk.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(tile.title, "muted", wrap=True))
        figure = Label(tile.figure, "figure", tone=tile.tone)
        figure.setAccessibleName(f"{tile.title}\u00a0: {tile.figure}")
        column.addWidget(figure)
        if tile.where is not None:
            where = tile.where
            link = Button(theme, tile.detail or _("Voir"), look="link", pressed=lambda: desk.open(where))
            link.setAccessibleName(f"{tile.title}\u00a0: {tile.detail or _('Voir')}")
            link.setStyleSheet(
                f"padding: 0; margin-left: -1px; min-height: {theme.px(18)}px; font-size: {theme.font_px('label')}px;"
            )
            column.addWidget(link)
        elif str(tile.detail):
            column.addWidget(Label(tile.detail, "small", wrap=True))


class HomeView(QWidget):
    """Tasks at the left, figures at the right; one under the other when room lacks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        inside = QWidget()
        inside.setProperty("look", "clear")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        margin = theme.px(16)
        self._columns.setContentsMargins(theme.px(20), margin, theme.px(20), margin)
        self._columns.setSpacing(theme.px(16))
        left = QVBoxLayout()
        self.tasks = TaskCard(desk)
        left.addWidget(self.tasks)
        left.addStretch(1)
        self._side = QWidget()
        self._right = QVBoxLayout(self._side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(theme.px(16))
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self._side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroller = Scroll(inside)
        outer.addWidget(self._scroller)
        self._fit()

    def set_agenda(self, agenda: Agenda) -> None:
        """Show the day; what was in sight stays there."""
        bar = self._scroller.verticalScrollBar()
        place = bar.value()
        QTimer.singleShot(0, self._scroller, lambda: bar.setValue(place))
        self.tasks.set_agenda(agenda)
        clear_layout(self._right)
        tiles = [tile for _module, tile in agenda.tiles]
        for module, tile in agenda.tiles:
            if tile.chart is not None:
                self._right.addWidget(self._chart(tile.title, tile.chart, self._desk.theme.hue(module.hue)))
        figures = [tile for tile in tiles if tile.figure]
        if figures:
            self._right.addWidget(self._figures(figures))
        if agenda.recents:
            self._right.addWidget(self._recent_card(agenda.recents))
        self._right.addStretch(1)
        self._side.setVisible(bool(tiles or agenda.recents))

    def take_focus(self) -> None:
        """The first button to press, else the page."""
        for button in self.tasks.findChildren(Button):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.tasks.setFocus()

    def _chart(self, title: Text, chart: Chart, hue: str) -> QWidget:
        from app.ui.chart import ChartView

        card = Card(self._desk.theme, title)
        card.body.addWidget(ChartView(self._desk.theme, chart, "" if hue == "muted" else hue, height=140))
        return card

    def _figures(self, tiles: Sequence[Tile]) -> QWidget:
        theme = self._desk.theme
        card = Card(theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(16))
        for rank, tile in enumerate(tiles):
            grid.addWidget(FigureTile(self._desk, tile), rank // 2, rank % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        return card

    def _recent_card(self, recents: Sequence[Recent]) -> QWidget:
        theme = self._desk.theme
        card = Card(theme, _("Repris récemment"))
        card.body.setSpacing(theme.px(2))
        for recent in recents[:6]:
            line = Button(
                theme, recent.title.replace("&", "&&"), recent.icon, "quiet",
                pressed=partial(self._desk.open, recent.where),
            )
            line.setStyleSheet(f"font-weight: 400; text-align: left; padding: 0 {theme.px(4)}px;")
            policy = line.sizePolicy()
            policy.setHorizontalPolicy(policy.Policy.Ignored)
            line.setSizePolicy(policy)
            card.body.addWidget(line)
        return card

    def _fit(self) -> None:
        theme = self._desk.theme
        beside = self.width() >= theme.px(SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        self._side.setMinimumWidth(theme.px(340) if beside else 0)
        self._side.setMaximumWidth(theme.px(356) if beside else 16777215)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
