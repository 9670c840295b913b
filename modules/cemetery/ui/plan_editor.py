# SPDX-License-Identifier: EUPL-1.2
"""Drawing on the plan: what the tools ask is done here, undone here, and saved in one act."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from app.core.outcome import Report, UserError
from app.core.text import Text
from app.forms.fields import Tone
from modules.cemetery.plan_facts import PlanFacts
from modules.cemetery.rules.drawing import (
    Point,
    Ring,
    centre_of,
    moved,
    numbers_from,
    outline_of,
    reading_order,
)
from modules.cemetery.strings import _, _n
from modules.cemetery.ui.plan_edits import Drawn, Edits
from modules.cemetery.ui.plan_paint import Showing
from modules.cemetery.ui.plan_panel import EditPanel
from modules.cemetery.ui.plan_tools import (
    MERGE_NUDGE,
    MERGE_TURN,
    NUDGE_M,
    TURN,
    BaseTool,
    Choose,
    Lay,
    Pin,
    Trace,
    turned_all,
)
from modules.cemetery.ui.plan_underlay import Underlay
from modules.cemetery.ui.plan_view import Arrow

if TYPE_CHECKING:
    from app.store.uow import Work
    from app.ui.operation import Operation
    from modules.cemetery.ui.plan_page import PlanPage

class PlanEditor:
    """One session of drawing, from « Modifier le plan » to « Enregistrer » or « Quitter »."""

    def __init__(self, page: PlanPage, facts: PlanFacts) -> None:
        self.page, self.facts = page, facts
        self.view = page.view
        self.selection: frozenset[int] = frozenset()
        self.edits = Edits(facts, self._on_change)
        self._last = ""
        self._operation: Operation | None = None
        self.underlay = Underlay(self)
        self.panel = EditPanel(self)
        self.tools: dict[str, BaseTool] = {tool.name: tool for tool in (Choose(self), Lay(self), Trace(self), Pin(self))}
        self.view.showing.pale = bool(facts.pictures)
        first = "choose" if facts.drawn else "row"
        self.take_tool(first)
        self.panel.say()

    # ------------------------------------------------------------ tools

    @property
    def snaps(self) -> bool:
        """Whether corners join those of their neighbours."""
        return self.panel.snap.isChecked()

    def take_tool(self, name: str) -> None:
        """Another tool in hand."""
        tool = self.tools[name]
        self.view.tool = tool
        self.view.setCursor(tool.cursor)
        if name != "choose":
            self.select(())
        if name == "row" and not self.panel.value("first", ""):
            self.panel.editors["first"].set_value(self.next_label())
        self.panel.say_tool(name)
        self.view.setFocus()
        self.view.update()

    def mark_of(self, number: int) -> str:
        """How a plot looks: as it was, or free when it is new."""
        shape = self.view.scene.shapes.get(number) if self.view.scene is not None else None
        return shape.mark if shape is not None else "FREE"

    def plot_at(self, at: Point) -> int | None:
        """The plot under a point, where it is now."""
        number = self.edits.at(*at)
        if number is not None:
            return number
        found = self.view.scene.at(*at, reach=4 / self.view.scale) if self.view.scene is not None else None
        return found if found not in self.edits.dirty else None

    def plots_in(self, rect: QRectF) -> list[int]:
        """The plots whose middle is in a frame."""
        return [
            number
            for number, one in self.edits.now.items()
            if one.ring and rect.contains(QPointF(*centre_of(outline_of(one.ring))))
        ]

    def select(self, numbers: Collection[int]) -> None:
        """Take plots in hand."""
        self.selection = frozenset(numbers)
        self.panel.say()
        self.view.update()

    # ------------------------------------------------------------ acts

    def _in_hand(self) -> list[int]:
        return [n for n in sorted(self.selection) if n in self.edits.now and self.edits.now[n].ring]

    def move(self, dx: float, dy: float, *, merge: bool = False) -> None:
        """Carry the plots in hand."""
        numbers = self._in_hand()
        rings = [moved(self.edits.now[n].ring, dx, dy) for n in numbers]
        words = _n("Déplacer {n} emplacement", "Déplacer {n} emplacements", len(numbers))
        self.edits.put(words, self.edits.moved(numbers, rings), merge=MERGE_NUDGE if merge else -1)

    def turn(self, degrees: float) -> None:
        """Turn the plots in hand, together."""
        numbers = self._in_hand()
        if numbers:
            rings = turned_all([self.edits.now[n].ring for n in numbers], degrees)
            words = _n("Tourner {n} emplacement", "Tourner {n} emplacements", len(numbers))
            self.edits.put(words, self.edits.moved(numbers, rings), merge=MERGE_TURN)

    def erase(self) -> None:
        """Take the plots in hand away from the plan; they stay in the register, unless they are new."""
        numbers = self._in_hand()
        gone = [n for n in numbers if n < 0]
        after = [replace(self.edits.now[n], ring=()) for n in numbers if n > 0]
        words = _n("Retirer {n} emplacement du plan", "Retirer {n} emplacements du plan", len(numbers))
        self.select(())
        self.edits.put(words, after, gone)

    def lay(self, rings: Sequence[Ring]) -> None:
        """Put a row, or one free contour: known numbers take their place, others are new plots."""
        options = self.panel.row_options()
        labels = options.labels if len(rings) == options.count else numbers_from(self.next_label(), len(rings))
        after: list[Drawn] = []
        taken = []
        for label, ring in zip(labels, rings, strict=True):
            known = self.edits.by_label(label)
            if known is not None and known.ring:
                taken.append(label)
            elif known is not None:
                after.append(replace(known, ring=ring))
            else:
                after.append(Drawn(self.edits.new_id(), label, ring, self._section_near(ring)))
        if taken:
            names = ", ".join(taken[:5])
            said = _("Déjà sur le plan\u00a0: {names}. Changez le premier numéro.", names=names)
            self.page.desk.notify(said, Tone.WARNING)
            return
        self._last = labels[-1]
        self.edits.put(_n("Dessiner {n} emplacement", "Dessiner {n} emplacements", len(rings)), after)
        following = self.next_label()
        self.panel.editors["first"].set_value(following)
        self.panel.say()

    def next_label(self) -> str:
        """The number that comes next: of those still to draw, or after the last one laid."""
        if self._last:
            return numbers_from(self._last, 2)[1]
        waiting = self.edits.undrawn
        if waiting:
            return waiting[0].label
        labels = sorted(one.label for one in self.edits.now.values())
        return numbers_from(labels[-1], 2)[1] if labels else "1"

    def _section_near(self, ring: Ring) -> int | None:
        """The section of the nearest neighbour."""
        x, y = centre_of(ring)
        scene = self.view.scene
        near = scene.at(x, y, reach=4.0) if scene is not None else None
        return self.edits.now[near].section_id if near is not None and near in self.edits.now else None

    def rename(self, number: int, label: str) -> None:
        """Give a plot another number."""
        one = self.edits.now[number]
        other = self.edits.by_label(label)
        if other is not None and other.id != number:
            said = _("{label} est déjà le numéro d’un autre emplacement.", label=label)
            self.page.desk.notify(said, Tone.WARNING)
            self.panel.say()
            return
        if label != one.label:
            self.edits.put(_("Numéroter {label}", label=label), [replace(one, label=label)])

    def renumber(self, first: str) -> None:
        """Number the plots in hand from `first`, as one reads them."""
        numbers = self._in_hand()
        order = reading_order([self.edits.now[n].ring for n in numbers], self._lean(numbers))
        try:
            labels = numbers_from(first, len(numbers))
        except ValueError:
            return
        others = {one.label for n, one in self.edits.now.items() if n not in self.selection}
        taken = [label for label in labels if label in others]
        if taken:
            names = ", ".join(taken[:5])
            self.page.desk.notify(_("Déjà portés par d’autres emplacements\u00a0: {names}.", names=names), Tone.WARNING)
            return
        after = [replace(self.edits.now[numbers[rank]], label=label) for rank, label in zip(order, labels, strict=True)]
        self.edits.put(_n("Renuméroter {n} emplacement", "Renuméroter {n} emplacements", len(after)), after)

    def _lean(self, numbers: Sequence[int]) -> float:
        """How the rows lean, from the first side of the first plot."""
        ring = self.edits.now[numbers[0]].ring if numbers else ()
        if len(ring) < 2:
            return 0.0
        degrees = math.degrees(math.atan2(ring[1][1] - ring[0][1], ring[1][0] - ring[0][0]))
        return (degrees + 45) % 90 - 45

    def _on_change(self) -> None:
        self.selection = frozenset(n for n in self.selection if n in self.edits.now)
        self.view.showing.hidden = frozenset(self.edits.dirty)
        self.view.refresh()
        if hasattr(self, "panel"):
            self.panel.say()

    # ------------------------------------------------------------ the keyboard

    def key(self, event: QKeyEvent) -> bool:
        """Keys while one draws; False lets the plan have them."""
        key, mods = Qt.Key(event.key()), event.modifiers()
        control = bool(mods & Qt.KeyboardModifier.ControlModifier)
        shift = bool(mods & Qt.KeyboardModifier.ShiftModifier)
        if control and key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
            stack = self.edits.stack
            (stack.redo if key == Qt.Key.Key_Y or shift else stack.undo)()
        elif control and key == Qt.Key.Key_S:
            self.save()
        elif control and key == Qt.Key.Key_A:
            self.take_tool("choose")
            self.select([n for n, one in self.edits.now.items() if one.ring])
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif self.selection and key in Arrow:
            dx, dy = Arrow[key]
            step = NUDGE_M * (10 if shift else 0.1 if control else 1)
            self.move(dx * step, dy * step, merge=True)
        elif self.selection and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.erase()
        elif self.selection and key == Qt.Key.Key_R and not control:
            self.turn(-TURN if shift else TURN)
        else:
            return False
        return True

    def _escape(self) -> None:
        if self.view.tool is not self.tools["choose"]:
            self.take_tool("choose")
        elif self.selection:
            self.select(())
        else:
            self.ask_leave()

    # ------------------------------------------------------------ saving and leaving

    def save(self) -> None:
        """Keep what was drawn, in one act."""
        changes = self.edits.changes()
        if not changes:
            self.page.end_edit()
            return
        cemetery = self.facts.id

        def act(work: Work) -> Report:
            from modules.cemetery.services.draw_plan import draw_plan

            return draw_plan(work, cemetery=cemetery, changes=changes)

        self.panel.save_button.setEnabled(False)
        self.write(_("Plan de {title}", title=self.facts.title), act, "cemetery.draw-plan")

    def write(self, label: Text, act: Callable[[Work], Report], action: str) -> None:
        """Write in one act, then back to the plan."""
        self._operation = self.page.desk.operate(label, act, self._saved, action=action, failed=self._failed)

    def _saved(self, report: Report) -> None:
        from app.ui.actions import offer_undo

        number = self._operation.operation_id if self._operation is not None else None
        self.edits.stack.clear()
        self.edits.kept = dict(self.edits.now)
        self.page.end_edit()
        if number is not None:
            offer_undo(self.page.desk, report.summary, number)
        else:
            self.page.desk.notify(report.summary)

    def _failed(self, fault: Exception) -> None:
        from app.ui.operation import tell

        self.panel.say()
        if isinstance(fault, UserError):
            self.page.desk.notify(fault.message, Tone.WARNING)
        else:
            tell(self.page.desk, fault)

    def ask_leave(self) -> None:
        """Leave; what was drawn and not saved is asked about, in figures."""
        if self.may_leave():
            self.page.end_edit()

    def may_leave(self) -> bool:
        """True at once when nothing is lost; else the question is asked, and leaving waits for its answer."""
        count = len(self.edits.changes())
        if not count:
            return True
        from app.ui.sheet import Sheet

        sheet = Sheet(self.page.desk, _("Quitter le dessin"), width=460)

        def leave() -> None:
            sheet.discard()
            self.edits.now = dict(self.edits.kept)
            self.page.end_edit()

        words = _n("{n} changement du plan n’est pas enregistré.", "{n} changements du plan ne sont pas enregistrés.", count)
        sheet.ask(words, _("Abandonner ces changements"), leave, no=_("Continuer à dessiner"), back=sheet.discard)
        sheet.open()
        self.question = sheet
        return False

    def leave(self) -> None:
        """Give the plan back as it was."""
        view = self.view
        view.tool = None
        view.setCursor(Qt.CursorShape.ArrowCursor)
        showing = view.showing
        view.showing = Showing(showing.dimmed, showing.found, frozenset(), showing.images, False)
        view.refresh()
