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
from datetime import date
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

CHILD = """
import sys, time
born = float(sys.argv[1])
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView
from app.ui.preferences import Preferences
from app.ui.start import Opening, make_application

class Watch(QObject):
    painted = 0.0
    def eventFilter(self, target, event):
        if not self.painted and event.type() == QEvent.Type.Paint:
            Watch.painted = time.time() - born
        return False

app = make_application([])
watch = Watch()
app.installEventFilter(watch)
opening = Opening(app, Preferences(Path(sys.argv[3])))
opening.open(Path(sys.argv[2]))
asked = False

def look():
    global asked
    desk = getattr(opening.shell, "desk", None)
    if desk is None:
        return
    if not asked:
        asked = True
        desk.open("directory.people")
    for view in opening.shell.findChildren(QAbstractItemView):
        model = view.model()
        if view.isVisible() and model is not None and model.rowCount() > 10 and model.columnCount() > 3:
            print(Watch.painted, time.time() - born, flush=True)
            opening.close_house()
            sys.stdout.flush()
            import os
            os._exit(0)

timer = QTimer(interval=5)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


def measure(runs: int) -> dict[str, float]:
    """Medians over `runs`, in seconds."""
    from app.contract import DemoContext
    from app.core.clock import FixedClock
    from app.directory import demo
    from app.house import open_house

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "commune"
        with open_house(path, clock=FixedClock.on(date(2026, 9, 1)), create_as="Mesure") as house:
            demo.fill(DemoContext(house.dossier, Random(1), date(2026, 9, 1), 400))
        painted, listed = [], []
        for _run in range(runs):
            command = [sys.executable, "-c", CHILD, str(time.time()), str(path), str(Path(folder) / "preferences.json")]
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
            answer = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True)
            first, second = answer.stdout.split()[-2:]
            painted.append(float(first))
            listed.append(float(second))
    return {"window_painted_s": round(statistics.median(painted), 2), "first_list_s": round(statistics.median(listed), 2), "runs": runs}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.runs)
    print(json.dumps(found, indent=2) if given.json else "\n".join(f"{name:18} {value}" for name, value in found.items()))
