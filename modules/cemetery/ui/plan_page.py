# SPDX-License-Identifier: EUPL-1.2
"""« Plan »: the cemetery drawn to scale on any day, the grave in hand beside it, and the way into the editor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent, QShowEvent

from app.core.outcome import UserError
from app.forms.fields import Tone
from app.ui.operation import Latest
from modules.cemetery.grave_facts import Grave, read_grave
from modules.cemetery.plan_facts import (
    CemeteryChoice,
    PlanFacts,
    cemetery_of_plot,
    read_cemeteries,
    read_plan,
)
from modules.cemetery.strings import _
from modules.cemetery.ui.plan_images import load_pictures
from modules.cemetery.ui.plan_scene import PlanScene, marks_on
from modules.cemetery.ui.plan_stage import PlanStage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.page import Params
    from app.ui.desk import Desk

READS = frozenset({
    "cemetery_cemetery", "cemetery_section", "cemetery_row", "cemetery_plot", "cemetery_plan_object", "cemetery_plan_background",
    "cemetery_concession", "cemetery_concession_plot", "cemetery_term", "cemetery_party", "cemetery_deceased", "cemetery_remains",
    "cemetery_case", "cemetery_case_grave", "cemetery_case_step", "cemetery_information", "cemetery_plot_alias",
    "directory_person", "store_setting",
})  # fmt: skip
IMPORTER = "cemetery.plan"


class PlanPage(PlanStage):
    """One cemetery at a time, one day at a time."""

    def __init__(self, desk: Desk) -> None:
        self._wanted_plot: int | None = None
        self._stale = True
        self._plan_reads, self._grave_reads, self._mark_reads = Latest(desk), Latest(desk), Latest(desk)
        super().__init__(desk)
        self._pause = QTimer(self, singleShot=True, interval=350)
        self._pause.timeout.connect(self.reload)
        self._day_pause.timeout.connect(self._ask_marks)
        desk.changed.connect(self._on_changed)

    # ------------------------------------------------------------ going

    def go(self, record_id: int | None, params: Params) -> None:
        """Come to a plot (`plot`, or the record itself), a cemetery (`cemetery`), a day (`day`)."""
        day = _as_day(params.get("day"))
        if day is not None:
            self.foot.time.set_day(day)
        plot = params.get("plot") or record_id
        if plot is not None:
            self._wanted_plot = int(plot)
        elif params.get("cemetery") is not None and params["cemetery"] != self.cemetery:
            self.cemetery = int(params["cemetery"])
        if not self.leaves_edit():
            return
        if self.editor is not None:
            self.end_edit()
        else:
            self.reload()

    def leaves_edit(self) -> bool:
        """Whether nothing drawn and not saved is in the way."""
        return self.editor is None or self.editor.may_leave()

    def may_leave(self) -> bool:
        """Asked by the window before another page."""
        return self.leaves_edit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        if self._stale:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & READS:
            self._stale = True
            if self.isVisible() and self.editor is None:
                self._pause.start()

    # ------------------------------------------------------------ reading

    @property
    def day(self) -> date:
        """The day shown."""
        return self.foot.time.day

    def reload(self) -> None:
        """Read the plan again, in the background."""
        if self.editor is not None:
            return
        self._stale = False
        cemetery, plot, day = self.cemetery, self._wanted_plot, self.day

        def read(session: Session) -> tuple[list[CemeteryChoice], PlanFacts | None, dict[int, str]]:
            choices = read_cemeteries(session)
            wanted = cemetery_of_plot(session, plot) if plot is not None else cemetery
            known = [choice.id for choice in choices]
            if wanted not in known:
                wanted = next((c.id for c in choices if c.drawn), known[0] if known else None)
            facts = read_plan(session, wanted) if wanted is not None else None
            marks = marks_on({p.id: p.facts for p in facts.plots}, day, facts.delays) if facts is not None else {}
            return choices, facts, marks

        self._plan_reads.ask(read, lambda answer: self._take(*answer))

    def _take(self, choices: list[CemeteryChoice], facts: PlanFacts | None, marks: Mapping[int, str]) -> None:
        same = self.facts is not None and facts is not None and self.facts.id == facts.id
        self.cemeteries, self.facts = choices, facts
        self.cemetery = facts.id if facts is not None else None
        self._show_choices()
        if facts is None or not (facts.drawn or facts.pieces or facts.pictures):
            self._show_empty(facts)
            return
        self.step = facts.title
        self.crumb.emit(facts.title)
        scene = PlanScene(facts)
        scene.set_marks(marks)
        self.foot.time.set_years(*facts.years(self.foot.time.today))
        self._show_board()
        self.foot.legend.show_counts(self.view.look, scene.counts())
        self._place()
        if not same:
            self._images = {}
        self._apply_showing()
        self.view.show_scene(scene, keep=same)
        self._load_images(facts)
        wanted, self._wanted_plot = self._wanted_plot, None
        if wanted is not None:
            self.show_plot(wanted)
        elif self.view.selected is not None:
            self._read_grave(self.view.selected)
        if self.search.text():
            self.look_for(self.search.text())

    def _load_images(self, facts: PlanFacts) -> None:
        missing = [picture for picture in facts.pictures if picture.id not in self._images]
        if not missing:
            return
        store = self.desk.store

        def take(images: dict[int, QImage]) -> None:
            self._images.update(images)
            self._apply_showing()

        self.desk.query(lambda _session: load_pictures(store, missing), take)

    def _ask_marks(self) -> None:
        """Work out the states of the day on the slider, away from the window."""
        facts, day = self.facts, self.day
        if facts is None:
            return
        plots = {plot.id: plot.facts for plot in facts.plots}
        self._mark_reads.ask(lambda _session: marks_on(plots, day, facts.delays), self._take_marks)
        if self.view.selected is not None:
            self._read_grave(self.view.selected)

    def _take_marks(self, marks: Mapping[int, str]) -> None:
        scene = self.view.scene
        if scene is None:
            return
        scene.set_marks(marks)
        self.foot.legend.show_counts(self.view.look, scene.counts())
        self._place()
        self._apply_filter()

    # ------------------------------------------------------------ the grave in hand

    def choose_cemetery(self, cemetery: int) -> None:
        """Show another cemetery."""
        self.close_grave()
        self.cemetery = cemetery
        self.reload()

    def choose(self, number: int | None) -> None:
        """A plot was pressed, or nothing."""
        if self.editor is not None:
            return
        if number is None:
            self.close_grave()
            return
        self.view.select(number)
        self._read_grave(number)

    def show_plot(self, number: int) -> None:
        """« Montrer sur le plan »: the plot in the middle, in hand."""
        scene = self.view.scene
        if scene is None or number not in scene.shapes:
            plot = next((p for p in self.facts.plots if p.id == number), None) if self.facts is not None else None
            if plot is not None:
                self.desk.notify(_("{label} n’est pas encore dessiné sur le plan.", label=plot.label), Tone.INFO)
                self._read_grave(number)
            return
        self.choose(number)
        self.view.show_plot(number, near=True)

    def _read_grave(self, number: int) -> None:
        day = self.day
        self._grave_reads.ask(lambda session: read_grave(session, number, day), self._show_grave)

    def _show_grave(self, grave: Grave | None) -> None:
        if grave is None or self.editor is not None:
            return
        self.pane.show_grave(grave, self.day)
        if self.side.isHidden():
            middle = self.view.centre
            self.side.show()
            self._fit_side()
            QTimer.singleShot(0, self, partial(self._keep_in_view, middle))

    def _keep_in_view(self, _middle: object) -> None:
        if self.view.selected is not None:
            self.view.show_plot(self.view.selected)

    def close_grave(self) -> None:
        """No grave in hand."""
        self._grave_reads.drop()
        self.view.select(None)
        if not self.side.isHidden() and self.editor is None:
            self.side.hide()
            self._fit_side()
            self.view.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.side.isHidden() and self.editor is None:
            self.close_grave()
            return
        super().keyPressEvent(event)

    def open_plot(self, number: int) -> None:
        """The record of a plot."""
        self.desk.open("cemetery.plots", number)

    # ------------------------------------------------------------ acts

    def print_plan(self) -> None:
        """The paper of what is shown: this cemetery, this day."""
        if self.cemetery is not None:
            self.desk.print("cemetery.plan", {"cemetery": self.cemetery, "day": self.day})

    def draw_row(self) -> None:
        """A row of plots by count and size."""
        self.desk.run("cemetery.draw-row", {"cemetery": self.cemetery}, lambda _report: self.reload())

    @property
    def can_import(self) -> bool:
        """Whether a plan can be taken over from a file by this user."""
        try:
            return self.desk.can(self.desk.registry.importer(IMPORTER).permission)
        except UserError:
            return False

    def import_plan(self) -> None:
        """Take over a plan drawn elsewhere."""
        from app.ui.importer import run_import

        run_import(self.desk, IMPORTER)

    def edit(self) -> None:
        """Begin to draw."""
        from modules.cemetery.ui.plan_editor import PlanEditor

        if self.facts is None or self.editor is not None:
            return
        if self.stage.currentWidget() is not self.board:
            self._show_board()
            self.view.show_scene(PlanScene(self.facts))
        self.view.select(None)
        self.search.clear()
        self.foot.legend.clear()
        self.editor = PlanEditor(self, self.facts)
        self.tools.hide()
        self.foot.hide()
        self.side_stack.addWidget(self.editor.panel)
        self.side_stack.setCurrentWidget(self.editor.panel)
        self.side.show()
        self._fit_side()
        self._place()
        self.view.setFocus()

    def end_edit(self) -> None:
        """Back to the plan as it is kept."""
        editor, self.editor = self.editor, None
        if editor is None:
            return
        editor.leave()
        self.side_stack.setCurrentWidget(self.pane)
        self.side_stack.removeWidget(editor.panel)
        editor.panel.deleteLater()
        self.side.hide()
        self.tools.show()
        self.foot.show()
        self._fit_side()
        self._place()
        self.reload()


def _as_day(value: Any) -> date | None:
    """A day given as such or as ISO text."""
    if isinstance(value, str) and value:
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None
