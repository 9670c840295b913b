# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: PT012  (the block of a work is what must fail)
"""The commune's folder: one writer, sentences for what goes wrong, migrations after a copy, copies that come back."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.outcome import EnvironmentProblem, UserError
from app.store import backup
from app.store.archive import digest, documents_of, keep
from app.store.backup import Reason
from app.store.dossier import Dossier
from app.store.engine import _file_system_of, refuse_network_share
from app.store.lock import DossierLocked
from app.store.models import Setting
from app.store.recents import forget, recent_dossiers, remember
from app.store.uow import Store
from tests.app.store.toy import TOY
from tests.app.store.toy.models import ToyChild, ToyPerson

ROOT = Path(__file__).parents[3]


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run a piece of program in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False, env=environment)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Rights of folders stop everybody but root: become nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def make(tmp_path: Path, clock: FixedClock, modules: Any = (TOY,)) -> Path:
    folder = tmp_path / "commune"
    with Dossier.create(folder, "Beffroi-sur-Lys", modules, clock=clock) as dossier:
        dossier.store.wrote = False
    return folder


def add_person(dossier: Dossier, name: str) -> None:
    with dossier.store.work("Ajouter") as work:
        work.session.add(ToyPerson(name=name))


def names(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(ToyPerson.name).order_by(ToyPerson.id)))


# ---------------------------------------------------------------- creating and opening


def test_a_dossier_is_created_on_both_databases_and_opened_again(
    tmp_path: Path, clock: FixedClock, database_url: str | None
) -> None:
    with Dossier.create(tmp_path / "été à Lys", "Beffroi-sur-Lys", [TOY], clock=clock, url=database_url) as dossier:
        add_person(dossier, "ROY")
    with Dossier.open(tmp_path / "été à Lys", [TOY], clock=clock) as again:
        assert (again.name, names(again.store), [m.name for m in again.modules]) == ("Beffroi-sur-Lys", ["ROY"], ["toy"])


def test_nothing_is_created_over_something(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with pytest.raises(UserError, match="déjà un dossier"):
        Dossier.create(folder, "Autre", [])
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(UserError, match="n’est pas vide"):
        Dossier.create(tmp_path / "plein", "Autre", [])
    assert [p.name for p in (tmp_path / "plein").iterdir()] == ["photo.jpg"]


def test_opening_imports_neither_alembic_nor_the_models(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    done = run_python(
        "import sys; from app.store.dossier import Dossier; from tests.app.store.toy import TOY;"
        f"d = Dossier.open({str(folder)!r}, [TOY], write=False); d.close();"
        "print([m for m in sys.modules if m.startswith('alembic') or m.endswith('toy.models') or m == 'PySide6'])"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_folder_that_is_no_dossier_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="n’est pas un dossier de Beffroi"):
        Dossier.open(tmp_path)


def test_a_broken_identity_file_is_said_so(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    (folder / "beffroi.json").write_text("[1", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match=r"beffroi\.json"):
        Dossier.open(folder)


def test_an_installed_module_is_enabled_after_a_copy(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock, ())
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        assert dossier.modules == ()
        dossier.enable(TOY)
        dossier.enable(TOY)
        add_person(dossier, "ROY")
        assert [copy.reason for copy in backup.copies(folder)].count(Reason.MIGRATION) == 1
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        assert names(dossier.store) == ["ROY"]


# ---------------------------------------------------------------- one writer


def test_the_lock_names_its_holder_and_readers_come_in(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as writer:
        add_person(writer, "ROY")
        done = run_python(
            "from app.store.dossier import Dossier; from app.store.lock import DossierLocked\n"
            f"try: Dossier.open({str(folder)!r})\n"
            "except DossierLocked as e: print(e.holder.pid, e)\n"
            f"d = Dossier.open({str(folder)!r}, write=False); print(d.readonly, d.store.setting('commune.name'))"
        )
        pid, _space, sentence = done.stdout.splitlines()[0].partition(" ")
        assert int(pid) == os.getpid()
        assert "déjà ouvert par" in sentence
        assert done.stdout.splitlines()[1] == "True Beffroi-sur-Lys"
    with Dossier.open(folder, [TOY], clock=clock):
        pass


def test_a_killed_writer_frees_the_lock(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    done = run_python(
        "import os, signal; from app.store.dossier import Dossier;"
        f"Dossier.open({str(folder)!r}); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert done.returncode == -9
    with Dossier.open(folder, [TOY], clock=clock):
        pass


def test_a_dossier_opened_to_read_refuses_to_write(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], write=False, clock=clock) as reader:
        with pytest.raises(EnvironmentProblem, match="consultation"):
            add_person(reader, "ROY")
        with pytest.raises(EnvironmentProblem, match="lecture seule"), reader.store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM store_setting")


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX folders")
def test_a_read_only_folder_is_refused_to_write_and_read_all_the_same(clock: FixedClock) -> None:
    # Not in pytest's folder, which is root's alone.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = make(Path(name), clock)
        (folder / "beffroi.lock").unlink()
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            with ordinary_user():
                with Dossier.open(folder, [TOY], write=False, clock=clock) as reader:
                    assert reader.store.setting("commune.name") == "Beffroi-sur-Lys"
                with pytest.raises(EnvironmentProblem, match="lecture seule"):
                    Dossier.open(folder, [TOY], clock=clock)
        finally:
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755)


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with sqlite3.connect(folder / "beffroi.sqlite") as connection:
        connection.execute("UPDATE toy_schema_version SET version_num = 'toy_0009'")
    before = digest((folder / "beffroi.sqlite").read_bytes())
    for write in (True, False):
        with pytest.raises(EnvironmentProblem, match="version plus récente"):
            Dossier.open(folder, [TOY], write=write, clock=clock)
    assert digest((folder / "beffroi.sqlite").read_bytes()) == before
    (folder / "beffroi.json").write_text(json.dumps({"format": 99, "name": "X"}), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="version plus récente"):
        Dossier.open(folder, [TOY], clock=clock)


@pytest.mark.parametrize("damage", ["text", "empty", "cut", "scratched"])
def test_a_damaged_file_points_to_the_backups(tmp_path: Path, clock: FixedClock, damage: str) -> None:
    folder = make(tmp_path, clock)
    database = folder / "beffroi.sqlite"
    content = database.read_bytes()
    database.write_bytes({
        "text": b"Ceci n'est pas une base de donnees. " * 400,
        "empty": b"",
        "cut": content[: len(content) // 2],
        "scratched": content[:8192] + b"\x55" * 40_000 + content[48_192:],
    }[damage])
    with pytest.raises(EnvironmentProblem, match=r"(?i)restaur"):
        Dossier.open(folder, [TOY], clock=clock)
    database.unlink()
    with pytest.raises(EnvironmentProblem, match=r"(?i)restaur"):
        Dossier.open(folder, [TOY], clock=clock)


def test_a_full_disk_is_a_sentence_and_nothing_is_half_written(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        with dossier.store.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute(f"PRAGMA max_page_count={raw.execute('PRAGMA page_count').fetchone()[0]}")
        with pytest.raises(EnvironmentProblem, match="disque est plein"), dossier.store.work("Trop") as work:
            for i in range(3000):
                work.session.add(ToyPerson(name="x" * 500 + str(i)))
        assert names(dossier.store) == []


def test_another_program_that_writes_is_a_sentence(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        with dossier.store.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA busy_timeout=50")
        intruder = sqlite3.connect(folder / "beffroi.sqlite", isolation_level=None)
        intruder.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentProblem, match="Un autre programme"):
            add_person(dossier, "ROY")
        intruder.execute("ROLLBACK")
        intruder.close()
        add_person(dossier, "ROY")


def test_an_absent_server_is_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    (tmp_path / "beffroi.json").write_text(
        json.dumps({"format": 1, "name": "X", "url": f"postgresql://nobody@/x?host={tmp_path}"}), encoding="utf-8"
    )
    with pytest.raises(EnvironmentProblem, match="PostgreSQL ne répond pas"):
        Dossier.open(tmp_path)


def test_a_network_share_is_refused_and_points_to_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nsrv:/x /mnt/mairie\\040commune nfs4 rw 0 0\n//srv/y /mnt/été cifs rw 0 0\n"
    assert _file_system_of(Path("/mnt/mairie commune/dossier"), mounts) == "nfs4"
    assert _file_system_of(Path("/mnt/été/dossier"), mounts) == "cifs"
    assert _file_system_of(Path("/home/x"), mounts) == "ext4"
    refuse_network_share(tmp_path)
    monkeypatch.setattr("app.store.engine._mounts", lambda: f"srv:/x {tmp_path} nfs rw 0 0\n")
    with pytest.raises(EnvironmentProblem, match="PostgreSQL"):
        Dossier.create(tmp_path / "commune", "X")
    assert list(tmp_path.iterdir()) == []


def test_what_commits_is_safe_from_a_power_cut(tmp_path: Path, clock: FixedClock) -> None:
    with Dossier.open(make(tmp_path, clock), [TOY], clock=clock) as dossier, dossier.store.engine.connect() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")]
    assert asked == ["wal", 2, 1]


# ---------------------------------------------------------------- copies


def test_a_copy_is_taken_at_closing_and_each_day_and_the_oldest_go(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    for day in range(33):
        on = FixedClock.on(date(2026, 10, 15) + timedelta(days=day))
        with Dossier.open(folder, [TOY], clock=on) as dossier:
            if day % 3 == 0:
                add_person(dossier, str(day))
    kept = [copy.reason for copy in backup.copies(folder)]
    assert kept.count(Reason.DAILY) == backup.KEEP[Reason.DAILY]
    assert kept.count(Reason.CLOSING) == backup.KEEP[Reason.CLOSING]
    assert len(list((folder / "backups").glob("*.json"))) == len(kept)


@pytest.mark.parametrize("step", [timedelta(0), timedelta(days=-1)], ids=["a stopped clock", "a clock set back"])
def test_the_copy_just_made_is_kept_whatever_the_clock_says(step: timedelta, tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    for turn in range(13):
        day = date(2026, 10, 15) + turn * step
        before = {copy.path for copy in backup.copies(folder)}
        with Dossier.open(folder, [TOY], clock=FixedClock.on(day)) as dossier:
            add_person(dossier, str(turn))
        made = [c for c in backup.copies(folder) if c.path not in before and c.reason is Reason.CLOSING]
        assert [copy.at.date() for copy in made] == [day]
    kept = [copy.reason for copy in backup.copies(folder)]
    assert kept.count(Reason.CLOSING) == backup.KEEP[Reason.CLOSING]


def test_a_restored_copy_brings_back_that_day_and_keeps_what_it_replaces(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        add_person(dossier, "AVANT")
        copy = dossier.back_up()
        add_person(dossier, "APRES")
        with pytest.raises(DossierLocked):
            backup.restore(folder, copy.path)
    kept = backup.restore(folder, copy.path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        assert names(dossier.store) == ["AVANT"]
    assert kept is not None
    backup.restore(folder, kept, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        assert names(dossier.store) == ["AVANT", "APRES"]


def test_a_damaged_dossier_is_restored(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        add_person(dossier, "ROY")
    latest = backup.copies(folder)[0]
    (folder / "beffroi.sqlite").write_bytes(b"x" * 10_000)
    backup.restore(folder, latest.path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        assert names(dossier.store) == ["ROY"]


def test_a_damaged_copy_is_not_put_back(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    (tmp_path / "faux.sqlite").write_bytes(b"x" * 10_000)
    with pytest.raises(EnvironmentProblem):
        backup.restore(folder, tmp_path / "faux.sqlite", clock)
    with Dossier.open(folder, [TOY], clock=clock):
        pass


def test_a_copy_is_whole_even_while_another_connection_writes(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        add_person(dossier, "GARDÉ")
        with dossier.store.work("En cours") as work:
            work.session.add(ToyPerson(name="PAS ENCORE"))
            work.session.flush()
            made = backup.back_up_folder(folder)
        with sqlite3.connect(made) as connection:
            assert connection.execute("SELECT name FROM toy_person").fetchall() == [("GARDÉ",)]


def test_a_whole_copy_elsewhere_opens_as_a_dossier(tmp_path: Path, clock: FixedClock) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        with dossier.store.work("Papier") as work:
            kept = keep(work, b"%PDF-1.4 x", kind="toy.paper", title="Papier")
        backup.back_up_folder(folder, tmp_path / "clé", clock)
        with pytest.raises(UserError):
            backup.back_up_folder(folder, tmp_path / "clé", clock)
    with Dossier.open(tmp_path / "clé", [TOY], clock=clock) as copy:
        assert copy.archive.get(kept.sha256) == b"%PDF-1.4 x"


@pytest.mark.postgres
def test_postgresql_is_dumped_and_restored(tmp_path: Path, clock: FixedClock, postgres_url: str) -> None:
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        pytest.skip("pg_dump and pg_restore are not installed")
    folder = tmp_path / "pg"
    with Dossier.create(folder, "Beffroi-sur-Lys", [TOY], clock=clock, url=postgres_url) as dossier:
        add_person(dossier, "AVANT")
        copy = dossier.back_up()
        add_person(dossier, "APRES")
    backup.restore(folder, copy.path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier:
        assert names(dossier.store) == ["AVANT"]


@pytest.mark.postgres
def test_without_pg_dump_a_sentence_says_who_backs_up(
    tmp_path: Path, clock: FixedClock, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Dossier.create(tmp_path / "pg", "X", [TOY], clock=clock, url=postgres_url) as dossier:
        monkeypatch.setattr(shutil, "which", lambda name: None)
        with pytest.raises(EnvironmentProblem, match="pg_dump"):
            dossier.back_up()


# ---------------------------------------------------------------- migrations


REBUILD = '''
from alembic import op
import sqlalchemy as sa

revision = "toy_0002"
down_revision = "toy_0001"


def upgrade():
    with op.batch_alter_table("toy_person") as batch:
        batch.alter_column("town", type_=sa.String(80))
    op.create_table("toy_new", sa.Column("id", sa.Integer, primary_key=True))
    {end}
'''


@pytest.mark.parametrize("end", ["pass", "raise ValueError('at half way')", "op.execute('DELETE FROM toy_person WHERE id = 1')"])
def test_a_migration_keeps_every_child_or_changes_nothing(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    folder = make(tmp_path, clock)
    with Dossier.open(folder, [TOY], clock=clock) as dossier, dossier.store.work("Avant") as work:
        person = ToyPerson(name="ROY")
        work.session.add(person)
        work.session.flush()
        work.session.add(ToyChild(person_id=person.id, label="Léo"))
    newer = tmp_path / "newer" / "toynewer"
    shutil.copytree(ROOT / "tests/app/store/toy/migrations", newer / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (newer / "__init__.py").touch()
    (newer / "migrations" / "toy_0002_rebuild.py").write_text(REBUILD.format(end=end), encoding="utf-8")
    monkeypatch.syspath_prepend(str(newer.parent))

    class Newer(type(TOY)):  # type: ignore[misc]
        package = "toynewer"

    with pytest.raises(EnvironmentProblem, match="plus ancienne"):
        Dossier.open(folder, [Newer()], write=False, clock=clock)
    if end == "pass":
        with Dossier.open(folder, [Newer()], clock=clock) as dossier:
            assert dossier.store.engine.connect().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    else:
        with pytest.raises((ValueError, EnvironmentProblem)):
            Dossier.open(folder, [Newer()], clock=clock)
    with sqlite3.connect(folder / "beffroi.sqlite") as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert ("toy_new" in tables) == (end == "pass")
        assert not [name for name in tables if name.startswith("_alembic")]
        links = connection.execute("SELECT count(*) FROM toy_person JOIN toy_child ON person_id = toy_person.id")
        assert links.fetchone() == (1,)
    assert Reason.MIGRATION in [copy.reason for copy in backup.copies(folder)]


# ---------------------------------------------------------------- archive


def test_the_archive_keeps_each_bytes_once_and_tells_what_is_lost(toy_dossier: Dossier) -> None:
    archive, store = toy_dossier.archive, toy_dossier.store
    with store.work("Papier") as work:
        first = keep(work, b"%PDF-1.4 a", kind="toy.paper", title="Facture 1", subject=("toy_piece", 1))
        again = keep(work, b"%PDF-1.4 a", kind="toy.paper", title="Facture 1", subject=("toy_piece", 1))
        other = keep(work, b"%PDF-1.4 b", kind="toy.paper", title="Facture 2", subject=("toy_piece", 1))
    assert (first.id, first.sha256) == (again.id, digest(b"%PDF-1.4 a"))
    assert archive.read(first.sha256) == b"%PDF-1.4 a"
    assert len(list(archive.files())) == 2
    with store.read() as session:
        assert [d.title for d in documents_of(session, "toy_piece", 1)] == ["Facture 2", "Facture 1"]
    assert backup.verify(toy_dossier) == []
    archive.path_of(first.sha256).write_bytes(b"%PDF-1.4 c")
    archive.path_of(other.sha256).unlink()
    assert [str(r.what) for r in backup.verify(toy_dossier)] == ["Facture 1", "Facture 2"]
    with pytest.raises(EnvironmentProblem, match="introuvable"):
        archive.read(other.sha256)


def test_a_copy_lists_the_documents_that_go_with_it(toy_dossier: Dossier) -> None:
    with toy_dossier.store.work("Papier") as work:
        kept = keep(work, b"%PDF-1.4 a", kind="toy.paper", title="Facture 1")
    copy = toy_dossier.back_up()
    assert backup.missing_documents(toy_dossier.path, copy.path) == []
    toy_dossier.archive.path_of(kept.sha256).unlink()
    assert backup.missing_documents(toy_dossier.path, copy.path) == [f"{kept.sha256[:2]}/{kept.sha256[2:]}.pdf"]


# ---------------------------------------------------------------- recent ones


def test_recent_dossiers_are_remembered_latest_first_while_they_exist(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEFFROI_CONFIG", str(tmp_path / "config"))
    assert recent_dossiers() == []
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        remember(make(tmp_path / name, clock, ()), f"Commune {name}")
    remember(tmp_path / "a" / "commune", "Commune a")
    shutil.rmtree(tmp_path / "b")
    forget(tmp_path / "c" / "commune")
    assert [(r.name, r.path.parent.name) for r in recent_dossiers()] == [("Commune a", "a")]
    (tmp_path / "config" / "recent.json").write_text("{", encoding="utf-8")
    assert recent_dossiers() == []


def test_the_first_setting_is_the_name_of_the_commune(toys: Store) -> None:
    with toys.read() as session:
        assert session.scalars(select(Setting.name)).all() == ["commune.name"]
