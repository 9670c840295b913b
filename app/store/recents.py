# SPDX-License-Identifier: EUPL-1.2
"""The dossiers opened lately on this computer, for the first page; a convenience that may be lost."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.store.archive import write_whole
from app.store.layout import is_dossier

KEPT = 10


@dataclass(frozen=True)
class Recent:
    """A dossier that was opened: the commune's name and where it is."""

    name: str
    path: Path


def _file() -> Path:
    chosen = os.environ.get("BEFFROI_CONFIG")
    if chosen:
        return Path(chosen) / "recent.json"
    import platformdirs

    return platformdirs.user_config_path("beffroi", appauthor=False) / "recent.json"


def recent_dossiers() -> list[Recent]:
    """Those that are still there, the latest first."""
    return [recent for recent in _read() if is_dossier(recent.path)]


def remember(path: Path, name: str) -> None:
    """Put a dossier at the head of the list."""
    folder = path.absolute()
    _write([Recent(name, folder), *(recent for recent in _read() if recent.path != folder)][:KEPT])


def forget(path: Path) -> None:
    """Take a dossier off the list; the dossier itself stays."""
    _write([recent for recent in _read() if recent.path != path.absolute()])


def _read() -> list[Recent]:
    try:
        lines = json.loads(_file().read_text(encoding="utf-8"))
        return [Recent(str(line["name"]), Path(line["path"])) for line in lines]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _write(recents: list[Recent]) -> None:
    lines = [{"name": recent.name, "path": str(recent.path)} for recent in recents]
    with suppress(OSError):  # a profile that cannot be written must not stop anybody
        _file().parent.mkdir(parents=True, exist_ok=True)
        write_whole(_file(), json.dumps(lines, ensure_ascii=False, indent=1).encode())
