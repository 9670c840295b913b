# SPDX-License-Identifier: EUPL-1.2
"""Opens a database, SQLite or PostgreSQL, and says in French what the machine may do wrong."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url

from app.core.outcome import EnvironmentProblem
from app.core.strings import _
from app.core.text import Msg

_BY_EFFECTIVE_USER = os.access in os.supports_effective_ids

WRITING = "beffroi_writing"
"""Execution option of an engine whose transactions will write."""

_FULL = _("Le disque est plein\u00a0: rien n’a été enregistré. Libérez de la place, puis recommencez.")
_LOCKED = _(
    "Un autre programme écrit dans ce dossier\u00a0: rien n’a été enregistré. Attendez quelques secondes, puis recommencez."
)
_DAMAGED = _(
    "Le fichier de données est endommagé. Ne saisissez plus rien et restaurez la dernière sauvegarde"
    " (menu Dossier, Restaurer une sauvegarde)."
)
_READ_ONLY = _(
    "Ce dossier est en lecture seule\u00a0: rien n’a été enregistré. Vérifiez les droits d’écriture sur le dossier,"
    " ou ouvrez-le en consultation."
)
_NOT_OURS = _(
    "Ce fichier n’est pas une base de données de Beffroi, ou il est endommagé. Choisissez un autre dossier ou"
    " restaurez une sauvegarde (menu Dossier, Restaurer une sauvegarde)."
)
_DISK = _(
    "Le disque ne répond pas correctement\u00a0: rien n’a été enregistré. Vérifiez le support (clé, disque, réseau),"
    " puis recommencez."
)
_MISSING = _("Le fichier de données ne peut pas être ouvert. Vérifiez qu’il existe et que vous avez le droit de le lire.")
_SERVER = _(
    "Le serveur PostgreSQL ne répond pas\u00a0: rien n’a été enregistré. Vérifiez le réseau, puis prévenez votre informaticien."
)
_SERVER_ACCESS = _(
    "Le serveur PostgreSQL refuse la connexion\u00a0: l’identifiant, le mot de passe ou le nom de la base est à vérifier"
    " avec votre informaticien."
)

SQLITE_PROBLEMS: dict[int, Msg] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_NOTADB: _NOT_OURS,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_CANTOPEN: _MISSING,
}
POSTGRES_PROBLEMS: dict[str, Msg] = {
    "53100": _FULL,
    "55P03": _LOCKED,
    "40P01": _LOCKED,
    "40001": _LOCKED,
    "25006": _READ_ONLY,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "58030": _DISK,
    "57P01": _SERVER,
    "57P02": _SERVER,
    "57P03": _SERVER,
    "53300": _SERVER,
    "3D000": _SERVER_ACCESS,
    "42501": _SERVER_ACCESS,
}
"""SQLSTATE; the classes 08 (connection) and 28 (identity) are read by their first two letters."""
POSTGRES_CLASSES: dict[str, Msg] = {"08": _SERVER, "28": _SERVER_ACCESS}

NETWORK_FILE_SYSTEMS = {
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs", "davfs", "fuse.davfs", "webdav",
}


def problem_of(error: BaseException) -> EnvironmentProblem | None:
    """What the machine did wrong, in French, or None when the error is not the machine's."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        message = SQLITE_PROBLEMS.get(code & 0xFF) if isinstance(code, int) else None
        return EnvironmentProblem(message, str(error)) if message else None
    if type(error).__module__.startswith("psycopg"):
        state = getattr(error, "sqlstate", None) or ""
        message = POSTGRES_PROBLEMS.get(state) or POSTGRES_CLASSES.get(state[:2])
        if message is None and not state and type(error).__name__ == "OperationalError":
            message = _SERVER  # libpq gives no state when there is nobody to talk to
        return EnvironmentProblem(message, str(error)) if message else None
    if isinstance(error, OSError):
        return file_problem(error)
    return None


def file_problem(error: OSError) -> EnvironmentProblem:
    """The same for a file that could not be read or written."""
    import errno

    by_number = {
        errno.ENOSPC: _FULL,
        errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: _FULL,
        errno.EROFS: _READ_ONLY,
        errno.EACCES: _READ_ONLY,
        errno.EPERM: _READ_ONLY,
        errno.ENOENT: _MISSING,
        errno.EIO: _DISK,
    }
    return EnvironmentProblem(by_number.get(error.errno or 0, _DISK), str(error))


def open_engine(url: str | Path | URL, *, readonly: bool = False) -> Engine:
    """An engine on a SQLite file (a path or its URL) or on PostgreSQL.

    SQLite gets our own BEGIN (else a released savepoint or a CREATE TABLE outlives a rollback, and two
    SELECTs may see two states): IMMEDIATE when the engine has the `WRITING` option, plain otherwise.
    Every error of the machine comes out as an `EnvironmentProblem`.
    """
    target = make_url(f"sqlite:///{url}") if isinstance(url, Path) else make_url(url)
    if target.get_backend_name() == "sqlite":
        engine = _open_sqlite(target, readonly)
    else:
        engine = _open_postgres(target, readonly)
    event.listen(engine, "handle_error", _say_problem)
    return engine


def _open_sqlite(url: URL, readonly: bool) -> Engine:
    path = Path(url.database or "")
    if readonly:
        # Without write access SQLite cannot make the side files of WAL: then nobody writes, so say so.
        beside = Path(f"{path}-wal")
        frozen = not os.access(path.parent, os.W_OK, effective_ids=_BY_EFFECTIVE_USER) and not (
            beside.exists() and beside.stat().st_size
        )
        mode = "mode=ro&immutable=1" if frozen else "mode=ro"
        engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(
                f"{path.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False, timeout=5.0
            ),
            poolclass=_file_pool(),
        )
    else:
        engine = create_engine(url, connect_args={"timeout": 5.0})
    event.listen(engine, "connect", _set_up_readonly if readonly else _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _file_pool() -> Any:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _set_up(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    # What is erased must not stay readable in free pages; some builds of SQLite leave it there.
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _set_up_readonly(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=5000", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _open_postgres(url: URL, readonly: bool) -> Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise EnvironmentProblem(
            _(
                "Ce dossier est sur un serveur PostgreSQL, et le pilote «\u00a0psycopg\u00a0» n’est pas installé."
                " Demandez à votre informaticien de l’ajouter."
            ),
            str(error),
        ) from error
    options = "-c default_transaction_read_only=on" if readonly else ""
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"options": options, "connect_timeout": 10} if options else {"connect_timeout": 10},
        pool_pre_ping=True,
    )


def _say_problem(context: ExceptionContext) -> None:
    original = context.original_exception
    problem = problem_of(original) if isinstance(original, Exception) else None
    if problem is not None:
        raise problem from original


def refuse_network_share(folder: Path) -> None:
    """Raise `EnvironmentProblem` when `folder` is on a network share, where SQLite's WAL loses data."""
    if is_network_share(folder):
        raise EnvironmentProblem(
            _(
                "Ce dossier est sur un partage réseau, où plusieurs postes pourraient abîmer les données. Placez-le sur"
                " le disque de l’ordinateur, ou demandez à votre informaticien d’installer un serveur PostgreSQL."
            ),
            str(folder),
        )


def is_network_share(folder: Path) -> bool:
    """Whether the folder (or its nearest existing parent) is served by another machine."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    if sys.platform == "win32":
        return _is_windows_share(place)
    return _file_system_of(place.resolve(), _mounts()) in NETWORK_FILE_SYSTEMS


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _file_system_of(place: Path, mounts: str) -> str:
    """Type of the file system of `place`, from the text of /proc/mounts: the longest mount point wins."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda m: chr(int(m[1], 8)), parts[1]))
        if (place == point or point in place.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind


def _is_windows_share(place: Path) -> bool:
    if str(place).startswith("\\\\"):
        return True
    import ctypes

    remote_drive = 4
    windll: Any = getattr(ctypes, "windll", None)
    return windll is not None and windll.kernel32.GetDriveTypeW(place.anchor) == remote_drive
