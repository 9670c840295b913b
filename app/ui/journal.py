# SPDX-License-Identifier: EUPL-1.2
"""The journal: every act of the dossier, what it changed, and « Annuler » while it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.core.dates import show_moment
from app.ui.acts import JOURNAL, STATES, Names, Told, Touched, names_of, tell
from app.ui.strings import _, _n
from app.ui.table import ListPane
from app.ui.widgets import Button, EmptyState, Label, Scroll, Separator, StateChip, clear_layout

if TYPE_CHECKING:
    from app.ui.desk import Desk


class JournalView(QWidget):
    """Operations at the left, the one in hand at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        theme = self.theme = desk.theme
        self._names: Names | None = None
        self._shown = 0
        self.setProperty("look", "ground")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.list = ListPane(desk, JOURNAL, {})
        self.list.chosen.connect(self._ask)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(Separator())
        self.count = QLabel()
        self.count.setProperty("look", "muted")
        self.count.setContentsMargins(theme.size("margin"), theme.px(10), theme.size("margin"), theme.px(10))
        column.addWidget(self.count)
        self.list.shown.connect(self._on_rows)
        self.split.addWidget(left)
        inside = QWidget()
        inside.setProperty("look", "clear")
        self.detail = QVBoxLayout(inside)
        margin = theme.px(20)
        self.detail.setContentsMargins(margin, theme.px(16), margin, margin)
        self.detail.setSpacing(theme.px(8))
        right = QWidget()
        right.setProperty("look", "surface")
        holder = QVBoxLayout(right)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(Scroll(inside))
        right.setMinimumWidth(theme.px(260))
        left.setMinimumWidth(theme.px(300))
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([theme.px(700), theme.size("record")])
        outer.addWidget(self.split)
        self._pause = QTimer(self, singleShot=True, interval=200)
        self._pause.timeout.connect(self._again)
        desk.changed.connect(lambda tables: self._pause.start() if "store_operation" in tables else None)
        self.list.reload()

    def go(self, record_id: int | None, params: Mapping[str, Any]) -> None:
        """Stand on an operation."""
        if record_id is not None:
            self.list.show_listing(select=record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.theme.px(640)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)
            room = self.height() if narrow else self.width()
            self.split.setSizes([room * 62 // 100, room * 38 // 100])

    def take_focus(self) -> None:
        """The rows."""
        self.list.focus_rows()

    def _on_rows(self) -> None:
        self.count.setText(self.list.said_count())
        if self.list.current_id() is None and self.list.model.count:
            self.list.view.setCurrentIndex(self.list.model.index(0, 0))

    def _again(self) -> None:
        self.list.reload()
        if self._shown:
            self._ask(self._shown)

    def _ask(self, operation_id: int) -> None:
        self._shown = operation_id
        if not operation_id:
            clear_layout(self.detail)
            return
        registry = self.desk.registry

        def read(session: Any) -> tuple[Names, Told | None]:
            names = self._names or names_of(registry)
            return names, tell(session, operation_id, names)

        self.desk.query(read, partial(self._show, operation_id))

    def _show(self, asked: int, answer: tuple[Names, Told | None]) -> None:
        self._names, told = answer
        if asked != self._shown:
            return
        clear_layout(self.detail)
        if told is None:
            self.detail.addWidget(EmptyState(self.theme, _("Cette opération n’est plus dans le journal."), "history"))
            return
        theme = self.theme
        self.detail.addWidget(Label(told.label, "title", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        state = next(option for option in STATES if option.value == told.state)
        head.addWidget(StateChip.of(theme, state))
        head.addWidget(Label(f"{show_moment(told.at)} · {told.user}", "muted"), 1)
        self.detail.addLayout(head)
        if told.note:
            self.detail.addWidget(Label(told.note, wrap=True))
        if told.state == "open" and self.desk.can("store.undo") and not self.desk.dossier.readonly:
            undo = Button(theme, _("Annuler cette opération…"), "undo-2", pressed=partial(self._undo, told))
            self.detail.addWidget(undo)
        elif told.state == "final":
            words = _(
                "Cette opération ne s’annule pas\u00a0: un papier numéroté se corrige par un autre acte, un avoir par exemple."
            )
            self.detail.addWidget(Label(words, "small", wrap=True))
        self.detail.addSpacing(theme.px(6))
        for touched in told.touched:
            self.detail.addWidget(Separator())
            self._add_touched(touched)
        if told.more:
            self.detail.addWidget(Separator())
            self.detail.addWidget(Label(_n("et {n} autre fiche.", "et {n} autres fiches.", told.more), "muted"))
        self.detail.addStretch(1)

    def _add_touched(self, touched: Touched) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        row.addWidget(Label(touched.what, "strong"))
        row.addWidget(Label(touched.kind, "small"), 1)
        if touched.where is not None:
            see = Button(self.theme, _("Voir"), look="link", pressed=partial(self.desk.open, touched.where))
            see.setAccessibleName(str(_("Voir {what}", what=touched.what)))
            row.addWidget(see)
        self.detail.addLayout(row)
        for detail in touched.details:
            self.detail.addWidget(Label(detail, "small", wrap=True))

    def _undo(self, told: Told) -> None:
        from app.ui.sheet import Sheet
        from app.ui.undoing import undo

        sheet = Sheet(self.desk, _("Annuler une opération"), width=480)

        def go() -> None:
            sheet.discard()
            undo(self.desk, told.id)

        count = len(told.touched) + told.more
        sheet.ask(
            _n(
                "Annuler «\u00a0{label}\u00a0»\u202f? {n} fiche revient à son état d’avant.",
                "Annuler «\u00a0{label}\u00a0»\u202f? {n} fiches reviennent à leur état d’avant.", count, label=told.label,
            ),
            _("Annuler l’opération"), go, no=_("Ne rien faire"), back=sheet.discard,
        )
        sheet.open()
