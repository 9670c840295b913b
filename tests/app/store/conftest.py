# SPDX-License-Identifier: EUPL-1.2
"""A dossier with the toy module, on SQLite or on both databases; made once, then copied."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.store.dossier import Dossier
from app.store.uow import Store
from tests.app.store.toy import TOY


@pytest.fixture(scope="session")
def toy_template(tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> Path:
    """An empty commune with the toy module, on SQLite."""
    return _make(tmp_path_factory.mktemp("toys") / "template", clock, None)


@pytest.fixture(scope="session")
def toy_database(
    tmp_path_factory: pytest.TempPathFactory, clock: FixedClock, make_database: Callable[..., str]
) -> tuple[Path, str]:
    """The same on PostgreSQL: its folder and its URL."""
    url = make_database()
    return _make(tmp_path_factory.mktemp("toys") / "postgres", clock, url), url


def _make(folder: Path, clock: FixedClock, url: str | None) -> Path:
    with Dossier.create(folder, "Beffroi-sur-Lys", [TOY], clock=clock, url=url) as dossier:
        dossier.store.wrote = False
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def toys(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """The store of a commune with the toy module, on each database."""
    folder = tmp_path / "toys"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("toy_template"), folder)
    else:
        template, url = request.getfixturevalue("toy_database")
        shutil.copytree(template, folder)
        identity = json.loads((folder / "beffroi.json").read_text(encoding="utf-8"))
        identity["url"] = request.getfixturevalue("make_database")(url)
        (folder / "beffroi.json").write_text(json.dumps(identity), encoding="utf-8")
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        yield dossier.store
        dossier.store.wrote = False


@pytest.fixture
def toy_dossier(toy_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Dossier]:
    """The same dossier on SQLite only, as a folder."""
    shutil.copytree(toy_template, tmp_path / "toys")
    with Dossier.open(tmp_path / "toys", [TOY], clock=clock) as dossier:
        yield dossier
