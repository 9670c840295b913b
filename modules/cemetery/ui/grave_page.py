# SPDX-License-Identifier: EUPL-1.2
"""« La tombe en coupe »: who lies at which level, the room left, and what a reduction would free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import show_day
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.operation import Latest
from app.ui.widgets import Button, Card, EmptyState, Label, PrimaryButton, Scroll, StateChip, clear_layout
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.models import Plot
from modules.cemetery.permissions import OPERATE
from modules.cemetery.queries import plot_title
from modules.cemetery.room_of import capacity_rules, grave_of, occupants
from modules.cemetery.rules.capacity import (
    CapacityMode,
    Grave,
    Occupant,
    Weights,
    contents_of,
    count,
    fits,
    reducible,
)
from modules.cemetery.rules.codes import CINERARY, OperationKind, RemainsKind
from modules.cemetery.rules.cross_section import CrossSection, after_reduction, what_if_reduced
from modules.cemetery.rules.delays import Delays
from modules.cemetery.strings import _, label
from modules.cemetery.ui.grave_section import GraveSection
from modules.cemetery.ui.pages_grave import GRAVE_PAGE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import Params
    from app.ui.desk import Desk

READS = frozenset({
    "cemetery_plot", "cemetery_place", "cemetery_remains", "cemetery_deceased", "directory_person", "store_setting",
})  # fmt: skip
SIDE_BY_SIDE = 820


@dataclass(frozen=True)
class GraveFacts:
    """What the page needs, read once."""

    plot: int
    title: str
    kind: Text
    grave: Grave
    present: tuple[Occupant, ...]
    mode: CapacityMode
    weights: Weights
    delays: Delays

    @property
    def wanted(self) -> RemainsKind:
        """What one would like to lay there: an urn where urns alone are taken."""
        return RemainsKind.URN if self.grave.kind in CINERARY else RemainsKind.COFFIN


def read_grave(session: Session, plot_id: int) -> GraveFacts | None:
    """A plot with who lies there today; None when it is gone."""
    plot = session.get(Plot, plot_id)
    if plot is None:
        return None
    mode, weights = capacity_rules(session)
    return GraveFacts(
        plot.id, plot_title(session, plot.id), label(plot.kind), grave_of(plot), occupants(session, plot.id), mode, weights,
        delays_in_force(session),
    )  # fmt: skip


class GravePage(QWidget):
    """One grave, drawn, with the reductions that one may think of."""

    crumb = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self.facts: GraveFacts | None = None
        self.step = ""
        self.reduced: frozenset[int] = frozenset()
        self._plot: int | None = None
        self._stale = True
        self._reads = Latest(desk)
        self._pause = QTimer(self, singleShot=True, interval=250)
        self._pause.timeout.connect(self.reload)
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(GRAVE_PAGE.title))
        self._build()
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
        bar.addWidget(self.title, 1)
        self.back = Button(theme, _("Ouvrir la fiche"), "arrow-left", pressed=self._open_record)
        bar.addWidget(self.back)
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
        """Come to a plot."""
        self._plot = record_id
        self.reduced = frozenset()
        self.reload()

    def reload(self) -> None:
        """Read the grave again."""
        self._stale = False
        plot = self._plot
        if plot is None:
            self._say(_("Ouvrez une sépulture, puis un de ses niveaux, pour la voir en coupe."))
            return
        self._reads.ask(lambda session: read_grave(session, plot), self.show_grave)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(SIDE_BY_SIDE)
        self.sides.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & READS:
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def _open_record(self) -> None:
        if self._plot is not None:
            self.desk.open("cemetery.plots", self._plot)

    # ------------------------------------------------------------ showing

    def _clear(self) -> None:
        for column in (self.left, self.right):
            clear_layout(column)

    def _say(self, words: Text) -> None:
        self._clear()
        self.title.set_text(GRAVE_PAGE.title)
        self.back.setVisible(False)
        self.left.addWidget(EmptyState(self.theme, words, "archive"))

    def show_grave(self, facts: GraveFacts | None) -> None:
        """Draw a grave, or say that it is gone."""
        if facts is None:
            self._say(_("Cet emplacement n’existe plus."))
            return
        self.facts = facts
        self.reduced &= {one.id for one in facts.present if one.kind is RemainsKind.COFFIN}
        self._clear()
        self.back.setVisible(True)
        self.title.set_text(facts.title)
        self.crumb.emit(facts.title)
        card = Card(self.theme, _("De haut en bas"))
        self.section = GraveSection(self.theme)
        card.body.addWidget(self.section)
        self.left.addWidget(card)
        self.left.addStretch(1)
        self.room = Card(self.theme, _("Place restante"))
        self.right.addWidget(self.room)
        self.right.addWidget(self._reductions(facts))
        self.right.addStretch(1)
        self._redraw()

    def _reductions(self, facts: GraveFacts) -> QWidget:
        """A box to tick for each coffin: what if we reduced it?"""
        card = Card(self.theme, _("Et si l’on réduisait\u202f?"))
        today = self.desk.clock.today()
        coffins = reducible(facts.present, today, facts.delays)
        if not coffins:
            card.body.addWidget(
                Label(_("Aucun cercueil à réduire dans cette sépulture."), "muted", wrap=True)
            )
            return card
        for one, opens in coffins:
            box = QCheckBox(", ".join(one.names))
            box.setChecked(one.id in self.reduced)
            box.toggled.connect(partial(self._toggle, one.id))
            card.body.addWidget(box)
            card.body.addWidget(Label(_since(opens, today), "small", wrap=True))
        if self.desk.can(OPERATE) and not self.desk.dossier.readonly:
            self.prepare = PrimaryButton(
                self.theme, _("Préparer la réduction…"), "calendar-plus", self._prepare
            )
            card.body.addWidget(self.prepare, 0, Qt.AlignmentFlag.AlignLeft)
            self.prepare.setEnabled(bool(self.reduced))
        return card

    def _toggle(self, remains: int, on: bool) -> None:
        self.reduced = self.reduced | {remains} if on else self.reduced - {remains}
        if hasattr(self, "prepare"):
            self.prepare.setEnabled(bool(self.reduced))
        self._redraw()

    def _redraw(self) -> None:
        """The drawing and the room, as they are or as they would be."""
        facts = self.facts
        if facts is None:
            return
        present = after_reduction(facts.present, self.reduced)
        drawn = what_if_reduced(facts.grave, facts.present, self.reduced, facts.mode, facts.weights)
        self.section.show_section(drawn, self.reduced)
        clear_layout(self.room.body)
        self.room.body.addWidget(Label(_("Place restante"), "strong"))
        for widget in self._room(facts, present, drawn):
            self.room.body.addWidget(
                widget,
                0,
                Qt.AlignmentFlag.AlignLeft if isinstance(widget, StateChip) else Qt.AlignmentFlag(0),
            )

    def _room(self, facts: GraveFacts, present: Sequence[Occupant], drawn: CrossSection) -> Sequence[QWidget]:
        today = self.desk.clock.today()
        decision = fits(facts.grave, present, facts.wanted, today, facts.mode, facts.weights, facts.delays)
        found: list[QWidget] = []
        unknown = drawn.room.unknown
        if unknown:
            found.append(StateChip(self.theme, _("Places inconnues"), Tone.WARNING, "circle-question-mark"))
        elif decision.allowed:
            urn = facts.wanted is RemainsKind.URN
            words = _("Une urne de plus tient") if urn else _("Un cercueil de plus tient")
            found.append(StateChip(self.theme, words, Tone.SUCCESS, "check"))
        else:
            found.append(StateChip(self.theme, _("Pleine"), Tone.WARNING, "triangle-alert"))
        head = _("Après réduction\u00a0: {contents}", contents=contents_of(count(present)))
        found.append(Label(head if self.reduced else contents_of(count(present)), wrap=True))
        for gate in decision.gates:
            if str(gate.reason) and not gate.is_open:
                found.append(Label(_sentence(str(gate.reason)), "muted", wrap=True))
        following = drawn.next_place
        if following is not None and decision.allowed and not unknown:
            words = _("Prochaine place\u00a0: niveau {level}.", level=following.place.level)
            found.append(Label(words, "muted", wrap=True))
        if str(drawn.room.anomaly):
            found.append(Label(drawn.room.anomaly, "muted", wrap=True))
        return found

    def _prepare(self) -> None:
        facts = self.facts
        if facts is None:
            return
        dead = tuple(
            one.deceased_id for one in facts.present if one.id in self.reduced and one.deceased_id is not None
        )
        self.desk.run(
            "cemetery.plan-operation",
            {
                "kind": OperationKind.REDUCTION,
                "deceased": dead,
                "plot_from": facts.plot,
                "page": "cemetery.grave",
            },
        )


def _since(opens: date | None, today: date) -> Text:
    if opens is None:
        return _("date du décès inconnue\u00a0: la réduction demande un motif écrit")
    if opens > today:
        return _("possible à partir du {day}", day=show_day(opens))
    return _("possible depuis le {day}", day=show_day(opens))


def _sentence(words: str) -> str:
    text = words[:1].upper() + words[1:]
    return text if text.endswith((".", "…")) else f"{text}."
