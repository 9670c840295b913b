# SPDX-License-Identifier: EUPL-1.2
"""What is half typed, kept on this computer until it is saved: a change of page or a crash loses nothing.

Sensitive fields are never written here. The file belongs to the person at this computer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.ui.desk import Desk

FILE = "drafts.json"


class Drafts:
    """Drafts by place (`record:directory.people:12`, `action:canteen.enrol`), for one dossier."""

    def __init__(self, path: Path | None, dossier: str) -> None:
        self._path = path
        self._dossier = dossier
        self._all: dict[str, dict[str, Any]] = {}
        if path is not None:
            with suppress(OSError, ValueError):
                read = json.loads(path.read_text("utf-8"))
                self._all = read if isinstance(read, dict) else {}

    @property
    def _mine(self) -> dict[str, Any]:
        return self._all.setdefault(self._dossier, {})

    def get(self, place: str) -> dict[str, Any] | None:
        """What was being typed there, or None."""
        kept = self._mine.get(place)
        return dict(kept) if isinstance(kept, dict) else None

    def put(self, place: str, typed: Mapping[str, Any]) -> None:
        """Keep what is being typed there."""
        if self._mine.get(place) != typed:
            self._mine[place] = dict(typed)
            self._write()

    def forget(self, place: str) -> None:
        """It was saved, or given up."""
        if self._mine.pop(place, None) is not None:
            self._write()

    def places(self) -> tuple[str, ...]:
        """Where something is half typed."""
        return tuple(self._mine)

    def _write(self) -> None:
        if self._path is None:
            return
        with suppress(OSError, TypeError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written = self._path.with_suffix(".new")
            written.write_text(json.dumps(self._all, ensure_ascii=False), "utf-8")
            written.replace(self._path)


def drafts_of(desk: Desk) -> Drafts:
    """The drafts of a window's dossier; read once a window."""
    kept = desk.property("drafts")
    if isinstance(kept, Drafts):
        return kept
    beside = desk.preferences.path
    name = hashlib.sha256(str(desk.dossier.path).encode()).hexdigest()[:16]
    drafts = Drafts(beside.with_name(FILE) if beside is not None else None, name)
    desk.setProperty("drafts", drafts)
    return drafts
