# SPDX-License-Identifier: EUPL-1.2
"""The power fails in the middle of the month's run, or of an import: nothing lost, nothing twice, no gap."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app.demo import make_demo

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small commune with two months already billed."""
    folder = tmp_path_factory.mktemp("village") / "commune"
    make_demo(folder, children=16, today=date(2026, 11, 23))
    return folder


@pytest.mark.timeout(420)
@pytest.mark.parametrize("kind", ["run", "import"])
def test_fifty_kills_leave_the_dossier_sound(kind: str, village: Path, tmp_path: Path) -> None:
    source = tmp_path / "commune"
    shutil.copytree(village, source)
    script = Path(__file__).with_name("killing.py")
    command = [sys.executable, str(script), str(source), kind, "50", "7"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert answer.returncode == 0, answer.stderr[-2000:]
    found = json.loads(answer.stdout.splitlines()[-1])
    assert found["faults"] == []
    # A child that ended before its moment is not a kill: as many as needed were started again.
    assert found["kills"] == 50
