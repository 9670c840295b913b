# SPDX-License-Identifier: EUPL-1.2
"""The foot of a list: what is shown, counted and summed; the main action at the right, with its verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from app.forms.page import Action, Paper, Row, Scope
from app.ui.strings import _
from app.ui.widgets import Button, ElidedLabel, Label, Separator, plain_name

if TYPE_CHECKING:
    from app.ui.desk import Desk

BESIDE = 3
"""Buttons beside the main one at most; the others unfold."""


class Foot(QFrame):
    """Count and sums at the left, buttons at the right; those that do not fit unfold from « Autres »."""

    def __init__(
        self, desk: Desk, actions: Sequence[Action], papers: Sequence[Paper],
        run: Callable[[Action], object], print_paper: Callable[[Paper], object],
    ) -> None:
        super().__init__()
        self.desk = desk
        theme = desk.theme
        self.setProperty("look", "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Separator())
        self.row = QHBoxLayout()
        self.row.setContentsMargins(theme.size("margin"), theme.px(9), theme.size("margin"), theme.px(9))
        self.row.setSpacing(theme.px(10))
        self.count = Label("", "strong")
        self.sums = ElidedLabel("", "muted")
        self.sums.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = QHBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.count)
        words.addWidget(self.sums, 1)
        self.row.addLayout(words, 1)
        self.main: Button | None = None
        self.others: list[tuple[Button, Callable[[], object]]] = []
        """The buttons beside the main one, the most useful first."""
        self._on_selection: list[tuple[Button, Action | None]] = []
        self.more = Button(theme, _("Autres"), look="menu")
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill_menu)
        self._fill(actions, papers, run, print_paper)
        column.addLayout(self.row)
        self.setMinimumHeight(theme.px(52))
        # Only now: a button without a parent that is shown is a window.
        self._fit()

    def _fill(
        self, actions: Sequence[Action], papers: Sequence[Paper],
        run: Callable[[Action], object], print_paper: Callable[[Paper], object],
    ) -> None:
        theme = self.desk.theme
        for action in actions[1:]:
            self.others.append((self._button(action, "", run), self._runner(run, action)))
        for paper in papers:
            act = self._printer(print_paper, paper)
            button = Button(theme, paper.title, "printer", pressed=act)
            if paper.scope is Scope.SELECTION:
                self._on_selection.append((button, None))
            self.others.insert(min(1, len(self.others)), (button, act))
        self.row.addWidget(self.more)
        for button, _act in reversed(self.others):
            self.row.addWidget(button)
        if actions:
            self.main = self._button(actions[0], "primary", run)
            self.row.addWidget(self.main)

    @staticmethod
    def _runner(run: Callable[[Action], object], action: Action) -> Callable[[], object]:
        return lambda: run(action)

    @staticmethod
    def _printer(print_paper: Callable[[Paper], object], paper: Paper) -> Callable[[], object]:
        return lambda: print_paper(paper)

    def _button(self, action: Action, look: str, run: Callable[[Action], object]) -> Button:
        button = Button(self.desk.theme, action.label, action.icon, look, self._runner(run, action))
        tip = " ".join(filter(None, (str(action.help), action.shortcut)))
        button.setToolTip(tip or plain_name(action.label))
        if action.scope is not Scope.PAGE:
            self._on_selection.append((button, action))
            button.setEnabled(False)
        return button

    def show_words(self, count: str, sums: str) -> None:
        """« 122 factures » in bold, then the sums."""
        self.count.set_text(count)
        self.sums.set_text(f"\u00a0· {sums}" if sums else "")
        self._fit()

    def follow(self, rows: Sequence[Row]) -> None:
        """Enable the buttons that work on the selected rows."""
        for button, action in self._on_selection:
            fit = rows if action is None or action.applies is None else [r for r in rows if action.applies(r)]
            one = action is not None and action.scope is Scope.RECORD
            button.setEnabled(len(fit) == 1 and len(rows) == 1 if one else bool(fit))

    # ------------------------------------------------------------ room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gap = self.row.spacing()
        margins = self.row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.count.sizeHint().width() - gap
        room -= min(self.sums.sizeHint().width(), self.desk.theme.px(180))
        if self.main is not None:
            room -= self.main.sizeHint().width() + gap
        unfolded = self.more.sizeHint().width() + gap
        left = len(self.others)
        shown = 0
        for button, _act in self.others:
            left -= 1
            wide = button.sizeHint().width() + gap
            # Once one is folded away, « Autres » takes its room.
            folded = left > 0 or shown < len(self.others) - left - 1
            fits = shown < BESIDE and room >= wide + (unfolded if folded else 0)
            button.setVisible(fits)
            if fits:
                shown, room = shown + 1, room - wide
        self.more.setVisible(any(button.isHidden() for button, _act in self.others))

    def _fill_menu(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for button, act in self.others:
            if button.isHidden():
                entry = menu.addAction(button.icon(), button.text(), act)
                entry.setEnabled(button.isEnabled())
