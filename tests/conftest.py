# SPDX-License-Identifier: EUPL-1.2
"""Shared fixtures: a commune in a temporary folder, a stopped clock, SQLite and PostgreSQL."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from app.core.clock import FixedClock

if TYPE_CHECKING:
    from app.store.dossier import Dossier
    from app.store.uow import Store

TODAY = date(2026, 10, 15)
"""The day on which tests live, a Thursday."""


@pytest.fixture(scope="session")
def clock() -> FixedClock:
    """A clock stopped on `TODAY` at nine."""
    return FixedClock.on(TODAY)


# ---------------------------------------------------------------- a commune


@pytest.fixture(scope="session")
def empty_commune(tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> Path:
    """An empty dossier with every installed module, made once: tests copy it."""
    from app.registry import discover
    from app.store.dossier import Dossier

    folder = tmp_path_factory.mktemp("template") / "commune"
    Dossier.create(folder, "Beffroi-sur-Lys", discover().modules, clock=clock).close()
    shutil.rmtree(folder / "backups")
    (folder / "backups").mkdir()
    return folder


@pytest.fixture
def open_commune(empty_commune: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Callable[..., Dossier]]:
    """Opens copies of the empty commune; each is closed at the end of the test."""
    from app.registry import discover
    from app.store.dossier import Dossier

    opened: list[Dossier] = []

    def open_copy(name: str = "commune", **options: Any) -> Dossier:
        folder = tmp_path / name
        if not folder.exists():
            shutil.copytree(empty_commune, folder)
        dossier = Dossier.open(folder, discover().modules, **{"clock": clock, **options})
        opened.append(dossier)
        return dossier

    yield open_copy
    for dossier in opened:
        dossier.store.wrote = False  # a copy at closing would only cost time
        dossier.close()


@pytest.fixture
def dossier(open_commune: Callable[..., Dossier]) -> Dossier:
    """An empty commune with every installed module, open to write, on `TODAY`."""
    return open_commune()


@pytest.fixture
def store(dossier: Dossier) -> Store:
    """The database of `dossier`."""
    return dossier.store


# ---------------------------------------------------------------- PostgreSQL


def _find_binary(name: str) -> Path | None:
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin")))
    if found:
        return Path(found)
    candidates = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return candidates[0] if candidates else None


def _as_ordinary_user() -> list[str]:
    # initdb refuses to run as root.
    if os.name != "posix" or os.geteuid() != 0:
        return []
    return [str(_find_binary("runuser") or "runuser"), "-u", "nobody", "--"]


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a throw-away server, without its database name; one per test process, by its socket only."""
    reason = _why_no_postgres()
    if reason:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    import tempfile

    # A socket's path is at most 107 characters long, and nobody cannot enter root's temporary folders.
    folder = Path(tempfile.mkdtemp(prefix="beffroi-pg-"))
    user = _as_ordinary_user()
    if user:
        shutil.chown(folder, "nobody")
    initdb, pg_ctl = _find_binary("initdb"), _find_binary("pg_ctl")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        how = ["-A", "trust", "-U", "beffroi", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([*user, str(initdb), "-D", f"{folder}/data", *how])
        _run([*user, str(pg_ctl), "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start"])
        try:
            yield f"postgresql://beffroi@/{{database}}?host={folder}"
        finally:
            _run([*user, str(pg_ctl), "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _why_no_postgres() -> str:
    if sys.platform == "win32":
        return "PostgreSQL is not tried on Windows"
    missing = [name for name in ("initdb", "pg_ctl", "postgres") if _find_binary(name) is None]
    if missing:
        return f"PostgreSQL is not installed here ({', '.join(missing)} missing): apt-get install postgresql"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    if _as_ordinary_user() and _find_binary("runuser") is None:
        return "PostgreSQL does not run as root, and runuser is missing"
    return ""


def _run(command: list[str]) -> None:
    # The server inherits what it is given: a pipe on its output would never end.
    nothing = subprocess.DEVNULL
    done = subprocess.run(command, stdin=nothing, stdout=nothing, stderr=subprocess.PIPE, text=True, cwd="/", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]}: {done.stderr}")


@pytest.fixture(scope="session")
def make_database(postgres_server: str) -> Callable[..., str]:
    """Makes a database, empty or like `template` (the URL of one that nobody is connected to); gives its URL."""
    import psycopg

    def make(template: str = "") -> str:
        name = f"beffroi_{uuid4().hex[:12]}"
        model = f'"{make_url(template).database}"' if template else "template1"
        with psycopg.connect(postgres_server.format(database="postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {model}')
        return postgres_server.format(database=name)

    from sqlalchemy import make_url

    return make


@pytest.fixture
def postgres_url(make_database: Callable[..., str]) -> str:
    """The URL of a new, empty database; it goes with the server."""
    return make_database()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for SQLite, the URL of an empty database for PostgreSQL: the test runs on both."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture(autouse=True)
def _windows_of_this_test_alone() -> Iterator[None]:
    """Hide the windows that a test left on the screen, so that the next one sees its own."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    before = set(map(id, widgets.QApplication.topLevelWidgets())) if widgets and widgets.QApplication.instance() else set()
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    for window in widgets.QApplication.topLevelWidgets():
        if id(window) not in before and window.isVisible():
            window.hide()
