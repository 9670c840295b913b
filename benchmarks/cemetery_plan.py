# SPDX-License-Identifier: EUPL-1.2
"""A plan of 5 000 graves moved and zoomed on the software renderer: milliseconds a frame; states on another day."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from app.core.dates import PartialDate
from app.ui.theme import Theme
from modules.cemetery.plan_facts import PlanFacts, PlanPiece, PlanPlot, PlanSection
from modules.cemetery.rules.codes import (
    DurationCode,
    PlanLayer,
    PlotKind,
    Regime,
    RemainsKind,
)
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.drawing import rectangle, turned
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts, RemainsFacts, TermFacts
from modules.cemetery.ui.plan_scene import PlanScene, marks_on
from modules.cemetery.ui.plan_view import PlanView

TODAY = date(2026, 11, 16)
WIDE, TALL = 1154, 715
BUDGET_MS = 1000 / 60


def big_plan(count: int) -> PlanFacts:
    """Sections of 250 plots, one in four leaning, with their paths and trees."""
    draw = Random(1)
    plots: list[PlanPlot] = []
    pieces: list[PlanPiece] = []
    sections: list[PlanSection] = []
    for number in range(1, count // 250 + 1):
        left, bottom = (number - 1) % 5 * 44.0, (number - 1) // 5 * 36.0
        sections.append(PlanSection(number, f"Carré {number}", ()))
        pieces.append(PlanPiece(number, PlanLayer.PATH, "", "line", ((left - 3, bottom - 2), (left - 3, bottom + 32))))
        pieces.append(PlanPiece(1000 + number, PlanLayer.TREE, "", "point", ((left - 2, bottom + 31),)))
        for rank in range(250):
            ring = rectangle(left + rank % 25 * 1.6, bottom + rank // 25 * 3.0, 1.0, 2.0)
            if number % 4 == 0:
                ring = turned(ring, 7.0, (left, bottom))
            identity = len(plots) + 1
            plots.append(
                PlanPlot(identity, f"{number}-{rank + 1:03d}", str(rank + 1), number, None, PlotKind.VAULT, ring,
                         "Guérin", f"{number}{rank + 1:03d} GUERIN", _facts(identity, draw))
            )  # fmt: skip
    return PlanFacts(1, "Cimetière", "local-m", 0.0, tuple(plots), tuple(pieces), tuple(sections))


def _facts(number: int, draw: Random) -> PlotFacts:
    chance = draw.random()
    if chance < 0.15:
        return PlotFacts(PlotKind.EARTH, Regime.CONCEDED)
    if chance < 0.22:
        laid = RemainsFacts(RemainsKind.COFFIN, PartialDate(draw.randint(2015, 2026)))
        return PlotFacts(PlotKind.EARTH, Regime.COMMON, remains=(laid,))
    start = date(draw.randint(1950, 2025), draw.randint(1, 12), 1)
    ends = None if draw.random() < 0.3 else start.replace(year=start.year + 30)
    code = DurationCode.PERP if ends is None else DurationCode.Y30
    term = TermFacts(PartialDate(start.year, start.month, 1), ends, code, None if ends is None else 30)
    informed = date(2026, 1, 1) if draw.random() < 0.3 else None
    concession = ConcessionFacts(number, terms=(term,), informed_on=informed)
    remains = (RemainsFacts(RemainsKind.COFFIN, PartialDate(start.year, 6)),)
    return PlotFacts(PlotKind.VAULT, Regime.CONCEDED, concessions=(concession,), remains=remains, max_coffins=3)


def measure(count: int, percent: int = 100) -> dict[str, Any]:
    """Frames of a scripted journey over the plan, in milliseconds, the painting of new squares included."""
    app = QApplication.instance() or QApplication([])
    theme = Theme(percent=percent)
    theme.apply(app)  # type: ignore[arg-type]
    facts = big_plan(count)
    every = {plot.id: plot.facts for plot in facts.plots}
    answer: dict[str, Any] = {"plots": len(facts.plots), "window": f"{WIDE} × {TALL}"}
    answer["states_ms"] = _once(lambda: marks_on(every, TODAY, Delays()))
    scene = PlanScene(facts)
    scene.set_marks(marks_on(every, TODAY, Delays()))
    view = PlanView(theme)
    view.resize(WIDE, TALL)
    view.show()
    view.show_scene(scene)
    app.processEvents()
    journeys = {
        "pan_overview": [lambda: view.pan(9, 5)] * 60 + [lambda: view.pan(-9, -5)] * 60,
        "zoom_in": [lambda: view.zoom(1, QPointF(500, 300))] * 24,
        "pan_near": [lambda: view.pan(14, 0)] * 80 + [lambda: view.pan(0, 14)] * 40,
        "zoom_out": [lambda: view.zoom(-1, QPointF(500, 300))] * 24,
        "other_day": [lambda: _other_day(view, scene, every, 2040)] + [view.update] * 20,
    }
    whole: list[tuple[float, float]] = []
    for name, steps in journeys.items():
        frames = _frames(view, steps)
        whole += frames
        answer[name] = _said([wall for wall, _cpu in frames])
    answer["all_wall"] = _said([wall for wall, _cpu in whole])
    answer["all_cpu"] = _said([cpu for _wall, cpu in whole])
    for rank, clock in enumerate(("wall", "cpu")):
        answer[f"late_frames_{clock}"] = f"{sum(1 for one in whole if one[rank] > BUDGET_MS)} of {len(whole)} over 16.7 ms"
    view.close()
    return answer


def _other_day(view: PlanView, scene: PlanScene, every: dict[int, PlotFacts], year: int) -> None:
    # The states are worked out in the background in the window: only what follows is a frame.
    scene.set_marks(marks_on(every, date(year, 1, 1), Delays()))
    view.refresh()


def _frames(view: PlanView, steps: list[Any]) -> list[tuple[float, float]]:
    """Milliseconds by the clock, and of work: on a busy machine they differ."""
    found: list[tuple[float, float]] = []
    for step in steps:
        step()
        begin, worked = time.perf_counter(), time.thread_time()
        view.repaint()
        found.append(((time.perf_counter() - begin) * 1000, (time.thread_time() - worked) * 1000))
    return found


def _said(frames: list[float]) -> str:
    ordered = sorted(frames)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    return f"median {statistics.median(frames):.1f}, 95 % {p95:.1f}, worst {ordered[-1]:.1f} ms"


def _once(act: Any) -> float:
    begin = time.perf_counter()
    act()
    return round((time.perf_counter() - begin) * 1000, 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--percent", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.count, given.percent)
    print(json.dumps(found, indent=2, ensure_ascii=False) if given.json else "\n".join(f"{k:16} {v}" for k, v in found.items()))
