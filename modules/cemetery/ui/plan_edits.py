# SPDX-License-Identifier: EUPL-1.2
"""What was drawn and is not saved yet: outlines and numbers, each act undone and done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtGui import QUndoCommand, QUndoStack

from app.core.text import Text
from modules.cemetery.plan_facts import PlanFacts
from modules.cemetery.rules.codes import PlotKind
from modules.cemetery.rules.drawing import Ring, bounds_of, contains, outline_of, stored_ring


@dataclass(frozen=True)
class Drawn:
    """A plot as the editor has it; `ring` is empty when it is not on the plan."""

    id: int
    label: str
    ring: Ring
    section_id: int | None = None
    kind: PlotKind = PlotKind.EARTH


class Edits:
    """Every plot of the cemetery, as it is drawn now; new ones have numbers below zero."""

    def __init__(self, facts: PlanFacts, changed: Callable[[], object]) -> None:
        self.kept: dict[int, Drawn] = {
            plot.id: Drawn(plot.id, plot.label, plot.ring, plot.section_id, plot.kind) for plot in facts.plots
        }
        self.now: dict[int, Drawn] = dict(self.kept)
        self.stack = QUndoStack()
        self._changed = changed
        self._next = -1
        self.dirty: set[int] = set()

    # ------------------------------------------------------------ reading

    @property
    def undrawn(self) -> list[Drawn]:
        """Plots known by their number that have no place yet."""
        return sorted((one for one in self.now.values() if not one.ring), key=lambda one: one.label)

    def by_label(self, label: str) -> Drawn | None:
        """The plot of that number."""
        return next((one for one in self.now.values() if one.label == label), None)

    def at(self, x: float, y: float) -> int | None:
        """The changed plot under a point (the others are found by the plan itself)."""
        for number in self.dirty:
            one = self.now.get(number)
            if one is not None and one.ring and contains(outline_of(one.ring), x, y):
                return number
        return None

    def near(self, x: float, y: float, reach: float, apart: frozenset[int]) -> list[Ring]:
        """Outlines around a point, those of `apart` left out: what one may snap to."""
        found = []
        for number, one in self.now.items():
            if one.ring and number not in apart:
                left, bottom, right, top = bounds_of(one.ring)
                if left - reach <= x <= right + reach and bottom - reach <= y <= top + reach:
                    found.append(one.ring)
        return found

    def changes(self) -> list[dict[str, Any]]:
        """What the service is given."""
        found: list[dict[str, Any]] = []
        for number, one in self.now.items():
            before = self.kept.get(number)
            if before is None:
                found.append({
                    "plot": None, "label": one.label, "ring": stored_ring(one.ring), "section": one.section_id,
                    "kind": one.kind.value,
                })  # fmt: skip
                continue
            change: dict[str, Any] = {"plot": number}
            if one.ring != before.ring:
                change["ring"] = stored_ring(one.ring) if one.ring else []
            if one.label != before.label:
                change["label"] = one.label
            if len(change) > 1:
                found.append(change)
        return found

    # ------------------------------------------------------------ writing

    def new_id(self) -> int:
        """A number for a plot that does not exist yet."""
        self._next -= 1
        return self._next

    def put(self, label: Text, after: Sequence[Drawn], gone: Sequence[int] = (), merge: int = -1) -> None:
        """Do something that can be undone: plots as they become, and new plots given up."""
        before = {one.id: self.now.get(one.id) for one in after} | {number: self.now[number] for number in gone}
        wanted: dict[int, Drawn | None] = {one.id: one for one in after} | dict.fromkeys(gone)
        if before != wanted:
            self.stack.push(_Change(self, str(label), before, wanted, merge))

    def apply(self, values: Mapping[int, Drawn | None]) -> None:
        """Put plots as they are told to be."""
        for number, one in values.items():
            if one is None:
                self.now.pop(number, None)
            else:
                self.now[number] = one
            if self.now.get(number) == self.kept.get(number):
                self.dirty.discard(number)
            else:
                self.dirty.add(number)
        self._changed()

    def moved(self, numbers: Sequence[int], rings: Sequence[Ring]) -> list[Drawn]:
        """The same plots with other outlines."""
        return [replace(self.now[number], ring=ring) for number, ring in zip(numbers, rings, strict=True)]


class _Change(QUndoCommand):
    """Some plots before and after; arrows pressed one after the other are one act."""

    def __init__(
        self, edits: Edits, label: str, before: Mapping[int, Drawn | None], after: Mapping[int, Drawn | None], merge: int
    ) -> None:
        super().__init__(label)
        self.edits, self.before, self.after, self.merge_id = edits, dict(before), dict(after), merge

    def id(self) -> int:
        return self.merge_id

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or set(other.after) != set(self.after):
            return False
        self.after = other.after
        return True

    def redo(self) -> None:
        self.edits.apply(self.after)

    def undo(self) -> None:
        self.edits.apply(self.before)
