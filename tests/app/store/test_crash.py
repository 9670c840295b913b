# SPDX-License-Identifier: EUPL-1.2
"""Killed at any point, a writer leaves a sound file: what was said done is there, numbers have no gap."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.store.dossier import Dossier
from app.store.search import find
from tests.app.store.toy import TOY

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from decimal import Decimal
from app.store.archive import keep
from app.store.dossier import Dossier
from tests.app.store.toy import TOY
from tests.app.store.toy.models import ToyPerson, ToyPiece

dossier = Dossier.open(sys.argv[1], [TOY])
print("ready", flush=True)
while True:
    with dossier.store.work("Facturer") as work:
        numbers = []
        for _turn in range(5):
            numbers.append(work.next_number("F", 2026))
            work.session.add(ToyPiece(number=numbers[-1], amount=Decimal(1)))
            work.session.add(ToyPerson(name=f"Piece {numbers[-1]}"))
            work.session.flush()
        keep(work, f"%PDF {numbers}".encode(), kind="toy.paper", title=str(numbers))
    print(numbers[-1], flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
@pytest.mark.slow
def test_a_writer_killed_at_random_loses_nothing_that_was_said_done(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "commune"
    Dossier.create(folder, "Beffroi-sur-Lys", [TOY], clock=clock).close()
    chance = random.Random(20261015)
    for _turn in range(12):
        said = _kill_a_writer(folder, chance.uniform(0.0, 0.12))
        _check(folder, said)
    # Whatever the speed of the machine, one act at least was said done before its writer was killed.
    _check(folder, _kill_a_writer(folder, None))
    with Dossier.open(folder, [TOY], clock=clock) as dossier, dossier.store.read() as session:
        assert find(session, "piece 1")[0].title == "Piece 1"


def _kill_a_writer(folder: Path, after: float | None) -> int:
    """Start a writer, kill it `after` seconds of writing (None: once it said one act done); gives the last number that it said committed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
        first = process.stdout.readline() if after is None else ""
        time.sleep(after or 0)
        process.send_signal(signal.SIGKILL)
        lines = [first.strip(), *process.stdout.read().splitlines()]
    process.wait()
    whole = [line for line in lines if line.isdigit()]
    return int(whole[-1]) if whole else 0


def _check(folder: Path, said: int) -> None:
    connection = sqlite3.connect(folder / "beffroi.sqlite")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO search_index(search_index) VALUES ('integrity-check')")
        numbers = [n for (n,) in connection.execute("SELECT number FROM toy_piece ORDER BY number")]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= said
        assert connection.execute("SELECT next FROM store_series").fetchone() in ((len(numbers) + 1,), None)
        for table in ("toy_person", "search_entry"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(numbers),)
        journal = "SELECT count(*) FROM store_change WHERE table_name = 'toy_piece'"
        assert connection.execute(journal).fetchone() == (len(numbers),)
        for (sha256,) in connection.execute("SELECT sha256 FROM store_document"):
            assert (folder / "archive" / sha256[:2] / f"{sha256[2:]}.pdf").exists()
    finally:
        connection.close()
