# SPDX-License-Identifier: EUPL-1.2
"""Kills a billing run or an import at random moments, and looks at what is left. Run as a script by a test.

    python killing.py FOLDER run|import COUNT SEED

FOLDER holds a closed dossier. Each time it is copied, a child process works on the copy and is killed (SIGKILL) at a
moment drawn between its start and its end; the copy is then opened again, examined, and the work done to its end.
A child that ends before its moment is not counted, and says how long the work lasts now: the machine's load changes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.billing.models import Invoice
from app.core.clock import FixedClock
from app.core.dates import Month
from app.exchange.importing import apply, plan
from app.house import open_house
from modules.canteen.services.draft_month import draft_month, validate_month
from modules.canteen.services.record_attendance import finish_days

MONTH = Month(2026, 11)
CLOCK = FixedClock.on(date(2026, 12, 1))
LIST = "Nom;Prénom;Né(e) le;Classe;Niveau;Responsable 1;Tél. resp. 1;Cantine\n" + "".join(
    f"NOUVEAU;Enfant {chr(65 + n // 26)}{chr(97 + n % 26)};{1 + n % 28:02d}/{1 + n % 12:02d}/2019;CP;CP;Mme NOUVEAU Mère{n};06 39 98 1{n // 10}{n % 10} 00;LMJV\n"
    for n in range(60)
)


def run(folder: Path) -> None:
    """Finish the sheets of November, draft and validate the month: three operations."""
    with open_house(folder, clock=CLOCK) as house:
        store = house.dossier.store
        with store.work("pointage") as work:
            finish_days(work, first_on=MONTH.first, last_on=MONTH.last)
        with store.work("brouillons") as work:
            draft_month(work, month=MONTH)
        with store.work("validation", undoable=False) as work:
            validate_month(work, month=MONTH)


def take(folder: Path) -> None:
    """Import a list of sixty children: one operation."""
    with open_house(folder, clock=CLOCK) as house:
        importer = house.registry.importer("canteen.children")
        apply(
            house.dossier.store,
            importer,
            plan(LIST, importer),
            {"school": "École Jules-Verne", "start_year": 2026},
        )


def state(folder: Path) -> dict[str, Any]:
    """What a dossier holds: its soundness, its numbers, its counts."""
    with sqlite3.connect(folder / "beffroi.sqlite") as base:
        numbers: dict[str, list[int]] = {}
        for prefix, year, number in base.execute(
            "SELECT prefix, year, number FROM billing_invoice WHERE number IS NOT NULL ORDER BY 1, 2, 3"
        ):
            numbers.setdefault(f"{prefix}-{year}", []).append(number)
        return {
            "integrity": base.execute("PRAGMA integrity_check").fetchone()[0],
            "orphans": len(base.execute("PRAGMA foreign_key_check").fetchall()),
            "gaps": [name for name, found in numbers.items() if found != list(range(1, len(found) + 1))],
            "issued": sum(len(found) for found in numbers.values()),
            "total": base.execute(
                "SELECT sum(total) FROM billing_invoice WHERE number IS NOT NULL"
            ).fetchone()[0],
            "people": base.execute("SELECT count(*) FROM directory_person").fetchone()[0],
            "enrolments": base.execute("SELECT count(*) FROM canteen_enrolment").fetchone()[0],
        }


def references(folder: Path) -> set[str]:
    """Numbers of the documents issued."""
    with open_house(folder, write=False, clock=CLOCK) as house, house.dossier.store.read() as session:
        return {
            str(ref) for ref in session.scalars(select(Invoice.reference).where(Invoice.number.is_not(None)))
        }


def run_alone(act: Callable[[Path], None], folder: Path, kill_after: float) -> tuple[bool, float]:
    """Whether a child was killed at work, after `kill_after` seconds, and how long it lived."""
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        try:
            act(folder)
        finally:
            os._exit(0)
    while (lived := time.perf_counter() - start) < kill_after:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return False, lived
        time.sleep(min(0.002, kill_after - lived))
    os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status), lived


def main(source: Path, kind: str, count: int, seed: int) -> dict[str, Any]:
    """Kill `count` children at work; answers the faults found, and how many were killed out of how many started."""
    act, draw = (run, take)[kind == "import"], random.Random(seed)
    whole = source.with_name("entier")
    shutil.copytree(source, whole)
    _killed, lasts = run_alone(act, whole, kill_after=600)
    wanted, before = state(whole), references(source)
    faults: list[str] = []
    at_work = turn = 0
    while at_work < count and turn < 3 * count:
        turn += 1
        copy = source.with_name(f"essai-{turn}")
        shutil.copytree(source, copy)
        killed, lived = run_alone(act, copy, kill_after=draw.uniform(0.02, lasts))
        at_work += killed
        # A little longer each time, or a load that grows would leave the end of the work untried.
        lasts = lasts * 1.03 if killed else lived
        left = state(copy)
        if left["integrity"] != "ok" or left["orphans"] or left["gaps"]:
            faults.append(f"{turn}: {left}")
        if not before <= references(copy):
            faults.append(f"{turn}: an issued document is lost")
        if kind == "import" and left["people"] not in (state(source)["people"], wanted["people"]):
            faults.append(f"{turn}: an import is half written")
        if left["issued"] < wanted["issued"] or kind == "import":
            act(copy)
            if state(copy) != wanted:
                faults.append(f"{turn}: done again, {state(copy)} instead of {wanted}")
        shutil.rmtree(copy)
    return {"kills": at_work, "started": turn, "seconds": round(lasts, 2), "faults": faults}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
