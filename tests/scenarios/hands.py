# SPDX-License-Identifier: EUPL-1.2
"""What a month asks of whoever plays it: a clerk's acts, in words. Two implementations: command line and window."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from app.core.people import key1
from app.house import MARKER

Row = Mapping[str, Any]
"""A row of a list as `--json` gives it."""


@dataclass(frozen=True)
class Named:
    """A record, by what is typed to find it: the list that holds it and a piece of its title."""

    table: str
    text: str


Typed = str | Named | Sequence[Named] | Sequence[Mapping[str, "str | Named"]]
"""What is typed in a field: a text, a record, several records ticked, or lines of a short table."""

On = Named | int | tuple[int, ...] | None
"""On what an action works: a record, or every row of a selection."""


@dataclass
class Answer:
    """What an act said."""

    summary: str
    question: str = ""
    """The question asked before, when there was one; it was answered by yes."""
    refusals: list[str] = field(default_factory=list)
    places: list[tuple[str, int | None] | None] = field(default_factory=list)
    """Where each refusal is mended."""
    notes: list[str] = field(default_factory=list)
    records: list[tuple[str, int | None]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Refused(Exception):
    """The act was refused whole, with this sentence."""


class Hands(Protocol):
    """A clerk at work on one dossier."""

    folder: Path
    said: list[tuple[str, str]]
    """What was answered, act by act: both doors must say the same."""

    def create(self, commune: str) -> None:
        """Make the dossier."""

    def live_on(self, day: date) -> None:
        """From now on it is that day, nine o'clock."""

    def settle(self, settings: Mapping[str, str]) -> None:
        """Give the commune its settings."""

    def take(self, importer: str, source: Path, options: Mapping[str, str]) -> dict[str, int]:
        """Import a file whole; answers how many rows were new, changed, same, refused."""

    def do(self, action: str, values: Mapping[str, Typed] | None = None, *, on: On = None) -> Answer:
        """Run an action, on a record or a selection when it needs one. Raises `Refused` when nothing was done."""

    def look(self, table: str, text: str = "", **params: str) -> list[Row]:
        """Read a list, filtered by a typed text."""

    def paper(self, paper: str, values: Mapping[str, Typed] | None = None, *, on: int | None = None) -> bytes:
        """Print a paper; answers its PDF."""

    def leave(self) -> None:
        """Close everything."""


def stop_the_clock(folder: Path, day: date) -> None:
    """Write the day on which the dossier lives, as a demonstration does."""
    (folder / MARKER).write_text(json.dumps({"today": day.isoformat()}), encoding="utf-8")


def only(rows: Sequence[Row], text: str) -> Row:
    """The one row of a search, or the one that bears exactly that text; else a failure that says what was found."""
    if len(rows) > 1:
        rows = [row for row in rows if any(isinstance(v, str) and key1(v) == key1(text) for v in row.values())]
    assert len(rows) == 1, f"{text}: {len(rows)} rows, {[list(row.values())[:4] for row in rows[:5]]}"
    return rows[0]
