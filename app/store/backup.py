# SPDX-License-Identifier: EUPL-1.2
"""Copies of the database taken while it is in use, verified, rotated; and the way back from one of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL, make_url

from app.core.clock import PARIS, Clock, SystemClock
from app.core.outcome import EnvironmentProblem, Refusal, UserError
from app.core.strings import _
from app.store.archive import Archive, sync_folder, write_whole
from app.store.archive import verify as verify_archive
from app.store.engine import file_problem, problem_of
from app.store.layout import ARCHIVE, BACKUPS, DATABASE, Identity, read_identity
from app.store.lock import WriterLock

if TYPE_CHECKING:
    from app.store.dossier import Dossier


class Reason(StrEnum):
    """Why a copy was taken."""

    ASKED = "asked"
    DAILY = "daily"
    CLOSING = "closing"
    MIGRATION = "migration"
    REPLACED = "replaced"


KEEP: dict[Reason, int] = {Reason.DAILY: 30, Reason.CLOSING: 10, Reason.MIGRATION: 10, Reason.REPLACED: 5}
"""How many copies of each kind are kept; those that somebody asked for are never removed."""

_NAME = re.compile(r"beffroi-(?P<at>\d{8}-\d{6})(?:-(?P<turn>\d+))?-(?P<reason>[a-z]+)\.(?:sqlite|dump)")


@dataclass(frozen=True, order=True)
class Copy:
    """A backup: when (town hall time), why, which file."""

    at: datetime
    turn: int
    """Order within the second."""
    path: Path
    reason: Reason

    @property
    def manifest(self) -> Path:
        """The list of archived documents that go with the copy."""
        return self.path.with_suffix(".json")


def copies(folder: Path) -> list[Copy]:
    """Backups of the dossier in `folder`, the latest first."""
    found = []
    for path in (folder / BACKUPS).glob("beffroi-*"):
        match = _NAME.fullmatch(path.name)
        if match and match["reason"] in list(Reason):
            at = datetime.strptime(match["at"], "%Y%m%d-%H%M%S").replace(tzinfo=PARIS)
            found.append(Copy(at, int(match["turn"] or 1), path, Reason(match["reason"])))
    return sorted(found, reverse=True)


def back_up_folder(folder: Path, to: Path | None = None, clock: Clock | None = None) -> Path:
    """Copy the dossier now: among its backups, or whole into the new folder `to`. Gives what was made."""
    return back_up(folder, Reason.ASKED, clock).path if to is None else copy_whole(folder, to, clock)


def back_up(folder: Path, reason: Reason = Reason.ASKED, clock: Clock | None = None) -> Copy:
    """Copy the database of the dossier in `folder`, check the copy, list the archive, drop the oldest copies.

    Possible at any time, while another process writes too. Raises `EnvironmentProblem`.
    """
    now = (clock or SystemClock()).now().astimezone(PARIS)
    identity = read_identity(folder)
    suffix = ".sqlite" if identity.url is None else ".dump"
    try:
        (folder / BACKUPS).mkdir(exist_ok=True)
        path = _free_name(folder / BACKUPS, now, reason, suffix)
        draft = path.with_name(f".{path.name}")
        try:
            if identity.url is None:
                _copy_sqlite(folder / DATABASE, draft)
            else:
                _dump_postgres(make_url(identity.url), draft)
            _write_manifest(folder, identity, path)
            draft.replace(path)
            sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)
        _rotate(folder, reason, path)
    except OSError as error:
        raise file_problem(error) from error
    return next(copy for copy in copies(folder) if copy.path == path)


def _free_name(folder: Path, now: datetime, reason: Reason, suffix: str) -> Path:
    """A name that no copy bears, in the order of time even within a second."""
    stem = f"beffroi-{now:%Y%m%d-%H%M%S}"
    # After the last one of that second, not in a place that the rotation freed: a stopped clock makes many copies.
    turn = 1 + max((copy.turn for copy in copies(folder.parent) if copy.path.name.startswith(f"{stem}-")), default=0)
    return folder / f"{stem}{'' if turn == 1 else f'-{turn}'}-{reason}{suffix}"


def _copy_sqlite(source: Path, target: Path) -> None:
    """Online copy by SQLite itself, then checked whole and made a single file."""
    target.unlink(missing_ok=True)
    try:
        with closing(_open_readonly(source)) as origin, closing(sqlite3.connect(target)) as copy:
            origin.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.Error as error:
        raise problem_of(error) or error from error
    _sync(target)
    check_database(target)


def _open_readonly(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def check_database(path: Path, *, links: bool = True) -> None:
    """Raise `EnvironmentProblem` when this SQLite file is damaged or is not one; `links` reads every foreign key."""
    try:
        with closing(_open_readonly(path)) as connection:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone() if links else None
    except sqlite3.Error as error:
        raise problem_of(error) or error from error
    if answer != "ok" or orphans is not None:
        damaged = sqlite3.DatabaseError(answer)
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        problem = problem_of(damaged)
        assert problem is not None
        raise problem


def _dump_postgres(url: URL, target: Path) -> None:
    _run_postgres_tool("pg_dump", url, "--format=custom", f"--file={target}")


def _run_postgres_tool(tool: str, url: URL, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise EnvironmentProblem(
            _(
                "Le programme «\u00a0{tool}\u00a0» de PostgreSQL n’est pas installé sur ce poste\u00a0: la sauvegarde"
                " de ce dossier se fait sur le serveur, avec votre informaticien.",
                tool=tool,
            )
        )
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(
        [program, f"--dbname={plain}", *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode != 0:
        raise EnvironmentProblem(
            _("Le serveur PostgreSQL a refusé la copie ou la restauration\u00a0: rien n’a été changé."), done.stderr[-2000:]
        )


def _write_manifest(folder: Path, identity: Identity, path: Path) -> None:
    files = [{"sha256": sha256, "file": f.relative_to(folder / ARCHIVE).as_posix(), "size": f.stat().st_size}
             for sha256, f in Archive(folder / ARCHIVE).files()]
    content = {"dossier": identity.name, "database": path.name, "archive": files}
    write_whole(path.with_suffix(".json"), json.dumps(content, ensure_ascii=False, indent=1).encode())


def _rotate(folder: Path, reason: Reason, made: Path) -> None:
    """Drop the oldest copies of that kind, never the one just made: a clock set back would date it first."""
    keep = KEEP.get(reason)
    if keep is None:
        return
    others = [copy for copy in copies(folder) if copy.reason == reason and copy.path != made]
    for old in others[keep - 1 :]:
        old.path.unlink(missing_ok=True)
        old.manifest.unlink(missing_ok=True)


def copy_whole(folder: Path, target: Path, clock: Clock | None = None) -> Path:
    """A complete dossier (database and archive) in the new folder `target`, to be kept elsewhere."""
    identity = read_identity(folder)
    if target.exists() and any(target.iterdir()):
        raise UserError(_("Le dossier de destination n’est pas vide\u00a0: {path}.", path=target))
    taken = back_up(folder, Reason.ASKED, clock)
    try:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(taken.path, target / (DATABASE if identity.url is None else taken.path.name))
        shutil.copytree(folder / ARCHIVE, target / ARCHIVE, dirs_exist_ok=True)
        (target / BACKUPS).mkdir(exist_ok=True)
        shutil.copyfile(folder / "beffroi.json", target / "beffroi.json")
    except OSError as error:
        raise file_problem(error) from error
    return target


def restore(folder: Path, backup: Path, clock: Clock | None = None) -> Path | None:
    """Put a copy back in place of the database. Gives where the replaced database is kept.

    Nobody may be writing in the dossier. `missing_documents` then tells what the archive lacks.
    """
    identity = read_identity(folder)
    if not backup.is_file():
        raise UserError(_("Cette sauvegarde n’existe pas\u00a0: {path}.", path=backup))
    if identity.url is not None:
        _run_postgres_tool(
            "pg_restore", make_url(identity.url), "--clean", "--if-exists", "--single-transaction", str(backup)
        )
        return None
    lock = WriterLock.take(folder)
    try:
        check_database(backup)
        return _put_back(folder, backup, (clock or SystemClock()).now().astimezone(PARIS))
    except OSError as error:
        raise file_problem(error) from error
    finally:
        lock.release()


def _put_back(folder: Path, backup: Path, now: datetime) -> Path | None:
    database = folder / DATABASE
    draft = folder / f".{DATABASE}"
    shutil.copyfile(backup, draft)
    _sync(draft)
    (folder / BACKUPS).mkdir(exist_ok=True)
    kept = None
    if database.exists():
        kept = _free_name(folder / BACKUPS, now, Reason.REPLACED, ".sqlite")
        # The side files belong to the replaced database: left here they would be played on the restored one.
        for side in ("-wal", "-shm"):
            beside = Path(f"{database}{side}")
            if beside.exists():
                beside.replace(f"{kept}{side}")
        database.replace(kept)
    draft.replace(database)
    sync_folder(folder)
    if kept is not None:
        _rotate(folder, Reason.REPLACED, kept)
    return kept


def missing_documents(folder: Path, backup: Path) -> list[str]:
    """Files of the copy's manifest that the archive no longer has."""
    try:
        manifest = json.loads(backup.with_suffix(".json").read_text(encoding="utf-8"))
        names: Sequence[str] = [line["file"] for line in manifest["archive"]]
    except (OSError, ValueError, KeyError):
        return []
    return [name for name in names if not (folder / ARCHIVE / name).exists()]


def daily_copy_is_due(folder: Path, clock: Clock) -> bool:
    """Whether no copy was taken today."""
    return all(copy.at.date() != clock.today() for copy in copies(folder))


def check(folder: Path) -> list[Refusal]:
    """Faults of the database file and of the backups, one line each."""
    faults = []
    files = [folder / DATABASE] if read_identity(folder).url is None else []
    for path in (*files, *(c.path for c in copies(folder)[:3] if c.path.suffix == ".sqlite")):
        try:
            check_database(path)
        except EnvironmentProblem as problem:
            faults.append(Refusal(path.name, problem.message, code="DATABASE"))
    return faults


def verify(dossier: Dossier) -> list[Refusal]:
    """Faults of an open dossier: its file, its last backups, its archived documents."""
    with dossier.store.read() as session:
        return [*check(dossier.path), *verify_archive(session, dossier.archive)]
