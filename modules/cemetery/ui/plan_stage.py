# SPDX-License-Identifier: EUPL-1.2
"""What the plan's page is made of: the plan with its tools and its legend over it, the grave in hand beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from app.ui.widgets import Separator
from modules.cemetery.permissions import GROUND
from modules.cemetery.plan_facts import CemeteryChoice, PlanFacts
from modules.cemetery.rules.plan_marks import MARKS
from modules.cemetery.strings import _, _n
from modules.cemetery.ui.plan_bar import FootCard
from modules.cemetery.ui.plan_empty import empty_plan
from modules.cemetery.ui.plan_grave import GravePane
from modules.cemetery.ui.plan_paint import Showing
from modules.cemetery.ui.plan_toolbar import Lens, PlanTools
from modules.cemetery.ui.plan_view import PlanView

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from modules.cemetery.ui.plan_editor import PlanEditor

ONE_PANE_UNDER = 760
"""Below this width (at 100 %) the plan and the grave take turns."""
COMPACT_UNDER = 420
"""Height of the plan (at 100 %) under which the buttons over it are icons alone."""
ASKS_MS = 60
"""Pause of the slider after which the day is worked out."""


class PlanStage(QWidget):
    """The widgets and what they show; `PlanPage` reads and acts."""

    crumb = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self.step = ""
        self.cemeteries: list[CemeteryChoice] = []
        self.cemetery: int | None = None
        self.facts: PlanFacts | None = None
        self.editor: PlanEditor | None = None
        self.matches: list[int] = []
        self._images: dict[int, QImage] = {}
        self._day_pause = QTimer(self, singleShot=True, interval=ASKS_MS)
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Plan du cimetière")))
        self._build()
        self.theme.changed.connect(self._dress_again)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.stage = QStackedWidget()
        self.stage.setProperty("look", "clear")
        self.board = QWidget()
        self.stage.addWidget(self.board)
        self._empty: QWidget | None = None
        self.view = PlanView(self.theme, self.board)
        self.view.tip = self.describe
        self.view.chosen.connect(self.choose)
        self.view.opened.connect(self.open_plot)
        self.foot = FootCard(self.desk, self.board)
        self.foot.legend.filtered.connect(self._apply_filter)
        self.foot.resized.connect(self._place)
        self.foot.time.day_changed.connect(lambda _day: self._day_pause.start())
        self.tools = PlanTools(self, self.board)
        self.lens = Lens(self.view, self.board)
        self.cemetery_button, self.edit_button = self.tools.cemetery_button, self.tools.edit_button
        self.search, self.found = self.tools.search, self.tools.found
        self.board.installEventFilter(self)
        row.addWidget(self.stage, 1)
        self.side = QWidget()
        self.side.setProperty("look", "surface")
        self.side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QHBoxLayout(self.side)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(Separator(vertical=True))
        self.pane = GravePane(self.desk, self.close_grave, self.show_plot)
        self.side_stack = QStackedWidget()
        self.side_stack.setProperty("look", "clear")
        self.side_stack.addWidget(self.pane)
        inside.addWidget(self.side_stack, 1)
        self.side.hide()
        row.addWidget(self.side)
        self.setFocusProxy(self.view)
        self._bind("Ctrl+F", self.search.setFocus)
        self._bind("Ctrl+P", self.print_plan)
        self._bind("Ctrl+L", self.foot.toggle)
        self._bind("Ctrl+Left", lambda: self.foot.time.move_years(-1))
        self._bind("Ctrl+Right", lambda: self.foot.time.move_years(1))

    def _bind(self, keys: str, act: Any) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.board and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """The plan everywhere, its tools over its head, the legend over its foot."""
        theme = self.theme
        wide, high = self.board.width(), self.board.height()
        gap = theme.px(16)
        self.view.setGeometry(0, 0, wide, high)
        inner = max(80, wide - 2 * gap - theme.px(40))
        self.tools.set_compact(high < theme.px(COMPACT_UNDER))
        tall = self.tools.flow.heightForWidth(inner) if not self.tools.isHidden() else 0
        self.tools.setGeometry(gap, theme.px(12), inner, tall)
        lens = self.lens.sizeHint()
        self.lens.setGeometry(wide - gap - lens.width(), theme.px(46), lens.width(), lens.height())
        room = max(60, wide - 2 * gap)
        self.foot.fold_when_low(high)
        foot = self.foot.height_for(room)
        self.foot.setGeometry(gap, high - foot - theme.px(12), room, foot)
        top = theme.px(12) + tall + theme.px(6)
        bottom = foot + theme.px(18) if self.foot.isVisibleTo(self.board) else 0
        self.view.insets = (0, top, lens.width() + gap, bottom)

    @property
    def is_narrow(self) -> bool:
        """Whether the plan and the grave take turns."""
        return self.width() < self.theme.px(ONE_PANE_UNDER)

    def _fit_side(self) -> None:
        shown = not self.side.isHidden()
        alone = self.is_narrow and self.editor is None
        share = 50 if self.is_narrow else 45
        wide = self.width() if alone else min(self.theme.size("record") - self.theme.px(16), self.width() * share // 100)
        self.side.setFixedWidth(max(1, wide))
        self.stage.setVisible(not (shown and self.is_narrow and self.editor is None))

    @property
    def may_draw(self) -> bool:
        """Whether this user may change the plan."""
        return self.desk.can(GROUND) and not self.desk.dossier.readonly

    # ------------------------------------------------------------ what the page gives

    def choose(self, number: int | None) -> None:
        """A plot was pressed, or nothing."""
        raise NotImplementedError

    def choose_cemetery(self, cemetery: int) -> None:
        """Show another cemetery."""
        raise NotImplementedError

    def open_plot(self, number: int) -> None:
        """The record of a plot."""
        raise NotImplementedError

    def show_plot(self, number: int) -> None:
        """A plot in the middle, in hand."""
        raise NotImplementedError

    def close_grave(self) -> None:
        """No grave in hand."""
        raise NotImplementedError

    def print_plan(self) -> None:
        """The paper of what is shown."""
        raise NotImplementedError

    def draw_row(self) -> None:
        """A row of plots by count and size."""
        raise NotImplementedError

    def import_plan(self) -> None:
        """Take over a plan drawn elsewhere."""
        raise NotImplementedError

    def edit(self) -> None:
        """Begin to draw."""
        raise NotImplementedError

    @property
    def can_import(self) -> bool:
        """Whether a plan can be taken over from a file by this user."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """The keyboard goes to the plan."""
        self.view.setFocus()

    # ------------------------------------------------------------ what is shown

    def _dress_again(self) -> None:
        """Another theme: the samples of the legend are painted again."""
        if self.view.scene is not None:
            self.foot.legend.show_counts(self.view.look, self.view.scene.counts())
        self._place()

    def _show_choices(self) -> None:
        title = self.facts.title if self.facts is not None else str(_("Cimetière"))
        self.cemetery_button.set_text(title)
        self.cemetery_button.setVisible(len(self.cemeteries) > 1)
        menu = QMenu(self.cemetery_button)
        for choice in self.cemeteries:
            words = f"{choice.title}\t{choice.drawn}"
            menu.addAction(words, partial(self.choose_cemetery, choice.id))
        self.cemetery_button.setMenu(menu)
        self.edit_button.setVisible(self.may_draw)

    def _show_empty(self, facts: PlanFacts | None) -> None:
        """What would be here, and the first step."""
        self._drop_empty()
        self._empty = empty_plan(self, facts)
        self.close_grave()
        self.stage.addWidget(self._empty)
        self.stage.setCurrentWidget(self._empty)

    def _drop_empty(self) -> None:
        if self._empty is not None:
            self.stage.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None

    def _show_board(self) -> None:
        self._drop_empty()
        self.stage.setCurrentWidget(self.board)

    def _apply_showing(self) -> None:
        showing = self.view.showing
        self.view.showing = Showing(showing.dimmed, showing.found, showing.hidden, self._images, showing.pale)
        self.view.refresh()

    def _apply_filter(self) -> None:
        chosen = self.foot.legend.chosen
        self.view.showing.dimmed = frozenset(code for code in MARKS if code not in chosen) if chosen else frozenset()
        self.view.refresh()

    def describe(self, number: int) -> str:
        """« A-04-10, famille Guérin, échue, renouvelable »: said when one points at a grave."""
        shape = self.view.scene.shapes.get(number) if self.view.scene is not None else None
        if shape is None:
            return ""
        mark = MARKS[shape.mark].label
        return " · ".join(part for part in (shape.plot.label, shape.plot.name, str(mark)) if part)

    # ------------------------------------------------------------ finding

    def look_for(self, text: str) -> None:
        """Put the others aside as one types."""
        scene = self.view.scene
        if scene is None:
            return
        self.matches = scene.find(text) if text.strip() else []
        drawn = [number for number in self.matches if number in scene.shapes]
        self.view.showing.found = frozenset(drawn) if text.strip() else None
        if not text.strip():
            self.found.hide()
        else:
            absent = len(self.matches) - len(drawn)
            said = str(_n("{n} trouvé", "{n} trouvés", len(self.matches)))
            if absent:
                said = f"{said}, {_n('{n} non dessiné', '{n} non dessinés', absent)}"
            self.found.set_text(said if self.matches else _("Personne ici"))
            self.found.show()
        self._place()
        self.view.refresh()

    def next_match(self) -> None:
        """From one found plot to the next."""
        drawn = [n for n in self.matches if self.view.scene is not None and n in self.view.scene.shapes]
        if not drawn:
            if self.matches:
                self.open_plot(self.matches[0])
            return
        at = drawn.index(self.view.selected) + 1 if self.view.selected in drawn else 0
        number = drawn[at % len(drawn)]
        self.choose(number)
        self.view.show_plot(number, near=True)
