# SPDX-License-Identifier: EUPL-1.2
"""A dossier with the toy module, on SQLite or on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.store.dossier import Dossier
from app.store.uow import Store
from tests.app.store.toy import TOY


@pytest.fixture
def toys(tmp_path: Path, clock: FixedClock, database_url: str | None) -> Iterator[Store]:
    """The store of a commune with the toy module, on each database."""
    with Dossier.create(tmp_path / "toys", "Beffroi-sur-Lys", [TOY], clock=clock, url=database_url) as dossier:
        yield dossier.store
        dossier.store.wrote = False


@pytest.fixture
def toy_dossier(tmp_path: Path, clock: FixedClock) -> Iterator[Dossier]:
    """The same dossier on SQLite only, as a folder."""
    with Dossier.create(tmp_path / "toys", "Beffroi-sur-Lys", [TOY], clock=clock) as dossier:
        yield dossier
