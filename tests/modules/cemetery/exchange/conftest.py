# SPDX-License-Identifier: EUPL-1.2
"""An empty commune for what is imported into a cemetery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.house import House, open_house

TODAY = date(2026, 11, 23)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A commune without any grave."""
    with open_house(tmp_path / "commune", clock=FixedClock.on(TODAY), create_as="Saint-Aubin") as house:
        yield house
