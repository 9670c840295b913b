# SPDX-License-Identifier: EUPL-1.2
"""One writer at a time: a lock held by the operating system, so that a crash frees it, and that names its holder."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

from app.core.dates import show_moment
from app.core.outcome import EnvironmentProblem
from app.core.strings import _
from app.store.engine import file_problem

LOCK_FILE = "beffroi.lock"
_LOCKED_BYTE = 0x4000_0000
"""On Windows a locked byte cannot be read by others: the one locked is far behind the holder's name."""


@dataclass(frozen=True)
class Holder:
    """The process that may write."""

    user: str
    host: str
    pid: int
    since: str
    """ISO instant, UTC."""

    @classmethod
    def me(cls) -> Self:
        """This process."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError):
            user = "?"
        return cls(user, socket.gethostname(), os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"))


class DossierLocked(EnvironmentProblem):
    """Another process writes in this dossier."""

    def __init__(self, holder: Holder | None) -> None:
        if holder is None:
            message = _("Ce dossier est déjà ouvert par un autre programme. Fermez-le, ou ouvrez ici le dossier en consultation.")
        else:
            message = _(
                "Ce dossier est déjà ouvert par {user} sur {host} depuis le {since}."
                " Fermez-le là-bas, ou ouvrez-le ici en consultation.",
                user=holder.user, host=holder.host, since=_since(holder),
            )
        super().__init__(message, repr(holder))
        self.holder = holder


def _since(holder: Holder) -> str:
    try:
        return show_moment(datetime.fromisoformat(holder.since))
    except ValueError:
        return "?"


class WriterLock:
    """The right to write in a folder, from `take` to `release` or to the end of the process."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file: IO[bytes] | None = file

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Take the lock. Raises `DossierLocked`, or `EnvironmentProblem` when the folder cannot be written."""
        path = folder / LOCK_FILE
        try:
            file = path.open("r+b" if path.exists() else "x+b")
        except FileExistsError:
            file = path.open("r+b")
        except OSError as error:
            raise file_problem(error) from error
        if not _try_lock(file):
            file.close()
            raise DossierLocked(holder_of(folder))
        file.seek(0)
        file.truncate()
        file.write(json.dumps(asdict(Holder.me()), ensure_ascii=False).encode())
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Give the right back."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.flush()
            _unlock(self._file)
            self._file.close()
            self._file = None


def holder_of(folder: Path) -> Holder | None:
    """Who wrote its name in the lock last; meaningful only while the lock is held."""
    try:
        return Holder(**json.loads((folder / LOCK_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
