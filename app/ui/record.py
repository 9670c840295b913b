# SPDX-License-Identifier: EUPL-1.2
"""The record in hand, in the right pane: what it is, what can be done, its parts, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.core.outcome import UserError
from app.core.text import Text
from app.forms.fields import Tone
from app.forms.listing import Listing
from app.forms.page import (
    Action,
    ChartPart,
    FieldsPart,
    Heading,
    LinesPart,
    Page,
    Paper,
    Params,
    Part,
    ProsePart,
    Row,
    Scope,
)
from app.ui.chart import ChartView
from app.ui.history import Act, HistoryBox, read_history
from app.ui.lines import LinesBox
from app.ui.operation import Latest, tell
from app.ui.record_fields import FieldsBox, titles_of
from app.ui.strings import _
from app.ui.widgets import Button, EmptyState, FlowLayout, IconLabel, Label, Scroll, StateChip, clear_layout

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk


BUTTONS = 4
"""Actions of a record shown as buttons; when there are many more, the others unfold."""


@dataclass
class Facts:
    """Everything that one showing of a record needs, read in one session."""

    id: int
    heading: Heading
    parts: list[Any]
    row: Row | None
    acts: Sequence[Act] = ()
    titles: dict[int, dict[str, str]] = field(default_factory=dict)


def read_facts(session: Session, page: Page, record_id: int, params: Params, with_sensitive: bool) -> Facts:
    """Read a record whole. Raises `UserError` when it is gone."""
    record = page.record
    assert record is not None
    heading = record.heading(session, record_id)
    parts: list[Any] = []
    titles: dict[int, dict[str, str]] = {}
    for index, part in enumerate(record.parts):
        parts.append(_read_part(session, part, record_id))
        if isinstance(part, FieldsPart):
            titles[index] = titles_of(session, part, parts[-1])
    row: Row | None = None
    if page.table is not None:
        found = Listing(page.table, params, ids=(record_id,)).page(session, 0, 1)
        row = found[0] if found else None
    acts = read_history(session, record, record_id, with_sensitive)
    return Facts(record_id, heading, parts, row, acts, titles)


def _read_part(session: Session, part: Part, record_id: int) -> Any:
    if isinstance(part, FieldsPart):
        return dict(part.load(session, record_id))
    if isinstance(part, LinesPart):
        return list(part.rows(session, record_id))
    if isinstance(part, ProsePart):
        return list(part.text(session, record_id))
    return part.chart(session, record_id)


class RecordPane(QWidget):
    """Read first, edited in place. What is half typed is kept when another record is taken in hand."""

    left = Signal()
    """F6 or Esc: back to the list."""
    shown = Signal(object)

    def __init__(self, desk: Desk, page: Page, *, primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.page = desk, page
        self._primary = primary
        self.record_id: int | None = None
        self.params: Params = {}
        self.facts: Facts | None = None
        self.boxes: list[FieldsBox] = []
        self._reads = Latest(desk)
        self._stale = False
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Fiche")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.back = Button(desk.theme, _("Retour à la liste"), "arrow-left", "link", self.left.emit)
        self.back.hide()
        outer.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.holder = QWidget()
        self.column = QVBoxLayout(self.holder)
        theme = desk.theme
        self.column.setContentsMargins(theme.size("margin"), theme.px(14), theme.size("margin"), theme.size("margin"))
        self.column.setSpacing(theme.px(14))
        self.scroller = Scroll(self.holder)
        outer.addWidget(self.scroller)
        self.show_nothing()

    # ------------------------------------------------------------ going

    def show_record(self, record_id: int | None, params: Params | None = None) -> None:
        """Take a record in hand; None shows that none is."""
        for box in self.boxes:
            box.keep_draft()
        self.params = dict(params or {})
        if record_id is None:
            self._reads.drop()
            self.record_id = None
            self.show_nothing()
            return
        self.record_id = record_id
        self._read()

    def reload(self) -> None:
        """Read again, unless something is being typed: then it waits for its end."""
        if self.record_id is None:
            return
        if any(box.is_editing for box in self.boxes):
            self._stale = True
        else:
            self._read()

    def _read(self) -> None:
        self._stale = False
        page, record_id, params = self.page, self.record_id, self.params
        assert record_id is not None
        sensitive = self._may_read_sensitive()
        self._reads.ask(lambda session: read_facts(session, page, record_id, params, sensitive), self._show, self._gone)

    def _may_read_sensitive(self) -> bool:
        assert self.page.record is not None
        parts = [p for p in self.page.record.parts if isinstance(p, FieldsPart) and any(f.sensitive for f in p.fields)]
        return bool(parts) and all(self.desk.can(part.permission) for part in parts)

    def _gone(self, fault: Exception) -> None:
        if isinstance(fault, UserError):
            self.record_id = None
            self._clear()
            self.column.addWidget(EmptyState(self.desk.theme, fault.message, "unlink"), 1)
        else:
            tell(self.desk, fault)

    # ------------------------------------------------------------ showing

    def _clear(self) -> None:
        self.boxes = []
        self.facts = None
        clear_layout(self.column)

    def show_nothing(self) -> None:
        """No record in hand."""
        self._clear()
        self.column.addWidget(EmptyState(self.desk.theme, _("Choisissez une ligne pour la voir ici."), "panel-left"), 1)

    def _show(self, facts: Facts) -> None:
        same = self.facts is not None and self.facts.id == facts.id
        place = self.scroller.verticalScrollBar().value() if same else 0
        had_focus = self.isAncestorOf(self.focusWidget() or self) and self.hasFocus()
        self.holder.setUpdatesEnabled(False)
        self._clear()
        self.facts = facts
        self._head(facts.heading)
        self._buttons(facts)
        record = self.page.record
        assert record is not None
        for index, (part, read) in enumerate(zip(record.parts, facts.parts, strict=True)):
            box = self._part(index, part, read, facts)
            if box is not None:
                self.column.addWidget(box)
        if facts.acts:
            self.column.addWidget(HistoryBox(self.desk, facts.acts))
        self.column.addStretch(1)
        self.holder.setUpdatesEnabled(True)
        QTimer.singleShot(0, self.scroller, lambda: self.scroller.verticalScrollBar().setValue(place))
        if had_focus:
            self.take_focus()
        self.shown.emit(facts.id)

    def _head(self, heading: Heading) -> None:
        theme = self.desk.theme
        box = QVBoxLayout()
        box.setSpacing(theme.px(2))
        holder = QWidget()
        holder.setProperty("look", "clear")
        flow = FlowLayout(holder, theme.px(10), theme.px(4))
        title = Label(heading.title, "heading")
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        flow.addWidget(title)
        for option in (heading.state, *heading.badges):
            if option is not None:
                chip = StateChip.of(theme, option)
                chip.setFixedHeight(theme.px(30))
                flow.addWidget(chip)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        box.addWidget(holder)
        if heading.subtitle:
            box.addWidget(Label(heading.subtitle, "muted", wrap=True))
        self.setAccessibleName(f"{_('Fiche')}\u00a0: {heading.title}")
        self.column.addLayout(box)

    def _buttons(self, facts: Facts) -> None:
        theme = self.desk.theme
        holder = QWidget()
        holder.setProperty("look", "clear")
        flow = FlowLayout(holder, theme.px(8), theme.px(8))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        actions = self.offered(facts.row)
        for index, action in enumerate(actions if len(actions) <= BUTTONS + 1 else actions[:BUTTONS]):
            look = "primary" if self._primary and index == 0 else ""
            button = Button(theme, action.label, action.icon, look, self._runner(action))
            if str(action.help) or action.shortcut:
                button.setToolTip(" ".join(filter(None, (str(action.help), action.shortcut))))
            flow.addWidget(button)
        papers = self.papers(facts.row)
        if len(papers) == 1:
            button = Button(theme, _("Imprimer"), "printer", pressed=self._printer(papers[0]))
            button.setAccessibleName(f"{_('Imprimer')}\u00a0: {papers[0].title}")
            button.setToolTip(str(papers[0].title))
            flow.addWidget(button)
        elif papers:
            flow.addWidget(self._paper_menu(papers))
        if len(actions) > BUTTONS + 1:
            flow.addWidget(self._action_menu(actions[BUTTONS:]))
        if actions or papers:
            self.column.addWidget(holder)

    def _action_menu(self, actions: Sequence[Action]) -> Button:
        theme = self.desk.theme
        button = Button(theme, _("Autres"), look="menu")
        menu = QMenu(button)
        for action in actions:
            menu.addAction(theme.icon(action.icon or "circle-dot", "muted", 16), str(action.label), self._runner(action))
        button.setMenu(menu)
        return button

    def _paper_menu(self, papers: Sequence[Paper]) -> Button:
        button = Button(self.desk.theme, _("Imprimer"), "printer", "menu")
        menu = QMenu(button)
        for paper in papers:
            menu.addAction(str(paper.title), self._printer(paper))
        button.setMenu(menu)
        return button

    def offered(self, row: Row | None) -> list[Action]:
        """The actions of use for this record, that this user may run."""
        record = self.page.record
        assert record is not None
        actions = [self.desk.registry.action(name) for name in record.actions]
        return [
            action for action in actions
            if self.desk.can(action.permission) and (action.applies is None or row is None or action.applies(row))
        ]

    def papers(self, row: Row | None = None) -> list[Paper]:
        """The papers of use for this record, that this user may print."""
        row = row or (self.facts.row if self.facts is not None else None)
        return [
            paper for paper in self.desk.registry.papers_of(self.desk.registry.owner(self.page.name))
            if paper.page == self.page.name and paper.scope is Scope.RECORD and self.desk.can(paper.permission)
            and (paper.applies is None or row is None or paper.applies(row))
        ]

    def context(self) -> dict[str, Any]:
        """What an action or a paper is told."""
        return {**self.params, "id": self.record_id}

    def _runner(self, action: Action) -> Callable[[], object]:
        return lambda: self.desk.run(action, self.context())

    def _printer(self, paper: Paper) -> Callable[[], object]:
        return lambda: self.desk.print(paper, self.context())

    def _part(self, index: int, part: Part, read: Any, facts: Facts) -> QWidget | None:
        if isinstance(part, FieldsPart):
            place = f"record:{self.page.name}:{facts.id}:{index}"
            box = FieldsBox(self.desk, part, facts.id, place, read, facts.titles.get(index, {}), facts.heading.title)
            box.editing.connect(self._editing)
            self.boxes.append(box)
            return box
        if isinstance(part, LinesPart):
            return LinesBox(self.desk, part, read, self.context())
        if isinstance(part, ProsePart):
            return prose_box(self.desk, part, read) if read else None
        return chart_box(self.desk, part, read, self._hue())

    def _hue(self) -> str:
        return self.desk.theme.hue(self.desk.registry.owner(self.page.name).hue) if self.page.name else ""

    def _editing(self, on: bool) -> None:
        if not on and self._stale:
            QTimer.singleShot(0, self, self.reload)

    # ------------------------------------------------------------ the keyboard

    def take_focus(self) -> None:
        """The keyboard comes to the record."""
        for widget in self.holder.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.setFocus()

    def edit(self) -> None:
        """F2: edit the first fields that can be."""
        for box in self.boxes:
            if box.can_edit:
                box.edit()
                self.scroller.ensureWidgetVisible(box)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.edit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.holder.setMaximumWidth(max(self.width(), 1))
        return super().event(event)


def prose_box(desk: Desk, part: ProsePart, sentences: Sequence[Text]) -> QWidget:
    """Sentences about the record, in the tone that they have."""
    theme = desk.theme
    box = QFrame()
    box.setProperty("look", "panel")
    column = QVBoxLayout(box)
    column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12))
    column.setSpacing(theme.px(4))
    head = QHBoxLayout()
    head.setSpacing(theme.px(8))
    if part.tone is not Tone.NEUTRAL:
        icon = IconLabel(theme, theme.tone(part.tone).icon, f"{part.tone.value}-fg", 18)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(Label(part.title, "strong", wrap=True), 1)
    column.addLayout(head)
    for sentence in sentences:
        column.addWidget(Label(sentence, "muted", wrap=True))
    return box


def chart_box(desk: Desk, part: ChartPart, chart: Any, hue: str) -> QWidget:
    """A chart about the record."""
    box = QWidget()
    box.setProperty("look", "clear")
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Label(part.title, "strong"))
    column.addWidget(ChartView(desk.theme, chart, hue, height=180))
    return box
