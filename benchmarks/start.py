# SPDX-License-Identifier: EUPL-1.2
"""From the start of the process to a painted window, then to the first list with its rows."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

CHILD = """
import os, sys, time
born = float(sys.argv.pop(1))
from app.ui import start
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

class Watch(QObject):
    painted = 0.0
    asked = False
    timer = QTimer(interval=5)

    def eventFilter(self, target, event):
        if not self.painted and event.type() == QEvent.Type.Paint:
            self.painted = time.time() - born
        return False

    def look(self):
        shell = opening.shell
        desk = getattr(shell, "desk", None)
        if desk is None:
            return
        if not self.asked and WANTED:
            desk.open(WANTED)
        self.asked = True
        if self.is_there(shell):
            print(self.painted, time.time() - born, time.process_time(), flush=True)
            opening.close_house()
            os._exit(0)

    def is_there(self, shell):
        if not WANTED:
            return shell.day.agenda is not None
        for view in shell.findChildren(QAbstractItemView):
            model = view.model()
            if view.isVisible() and model is not None and model.rowCount() > 10 and model.columnCount() > 3:
                return True

WANTED = sys.argv.pop(1)
make, first, watch = start.make_application, start.Opening, Watch()

def make_application(arguments):
    app = make(arguments)
    app.installEventFilter(watch)
    watch.timer.timeout.connect(watch.look)
    watch.timer.start()
    return app

def note(*given):
    global opening
    opening = first(*given)
    return opening

start.make_application, start.Opening = make_application, note
from app.__main__ import main
main()
"""
"""The program itself, its last dossier opened as without arguments; watched from inside."""


def measure(runs: int) -> dict[str, float]:
    """Medians over `runs`, in seconds; processor time beside, which other work on the machine disturbs less."""
    from app.contract import DemoContext
    from app.core.clock import FixedClock
    from app.directory import demo
    from app.house import open_house

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "commune"
        with open_house(path, clock=FixedClock.on(date(2026, 9, 1)), create_as="Mesure") as house:
            demo.fill(DemoContext(house.dossier, Random(1), date(2026, 9, 1), 400))
        (Path(folder) / "preferences.json").write_text(json.dumps({"dossiers": [[str(path), "Mesure"]]}), encoding="utf-8")
        runner = _Runner(Path(folder))
        lists = [runner.run("directory.people") for _run in range(runs + 1)][1:]
        homes = [runner.run("") for _run in range(runs)]
    return {
        "window_painted_s": _median(run[0] for run in lists + homes),
        "first_list_s": _median(run[1] for run in lists),
        "first_list_cpu_s": _median(run[2] for run in lists),
        "what_is_to_be_done_s": _median(run[1] for run in homes),
        "what_is_to_be_done_cpu_s": _median(run[2] for run in homes),
        "runs": runs,
    }


class _Runner:
    def __init__(self, folder: Path) -> None:
        self.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "BEFFROI_CONFIG": str(folder),
            # As an installed program: compiled once. The run that compiles is not counted.
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(self, wanted: str) -> tuple[float, float, float]:
        command = [sys.executable, "-c", CHILD, str(time.time()), wanted]
        answer = subprocess.run(
            command, capture_output=True, text=True, env=self.environment, timeout=60, check=True, cwd=ROOT
        )
        painted, there, spent = answer.stdout.split()[-3:]
        return float(painted), float(there), float(spent)


def _median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.runs)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{name:26} {value}" for name, value in found.items()))
