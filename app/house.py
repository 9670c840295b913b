# SPDX-License-Identifier: EUPL-1.2
"""Opens a commune's dossier with the modules that it enabled: the one way in for window and command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.clock import Clock, FixedClock
from app.registry import Registry, discover

if TYPE_CHECKING:
    from app.store.dossier import Dossier


@dataclass
class House:
    """An open dossier and what can be done in it."""

    dossier: Dossier
    registry: Registry


MARKER = "demonstration.json"
"""File of a demonstration's folder: the day on which it lives."""


def clock_of(folder: Path) -> FixedClock | None:
    """The stopped clock of a demonstration, None for the dossier of a real commune."""
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return FixedClock.on(date.fromisoformat(found["today"]))
    except (OSError, ValueError, KeyError):
        return None


@contextmanager
def open_house(
    path: Path | str,
    *,
    write: bool = True,
    user: str | None = None,
    clock: Clock | None = None,
    create_as: str | None = None,
    url: str | None = None,
) -> Iterator[House]:
    """Open the dossier at `path` and close it at the end (a copy is made at closing when something changed).

    `create_as` names the commune and creates the dossier when there is none. Raises
    `EnvironmentProblem` when it cannot be opened, with what to do.
    """
    house = enter(path, write=write, user=user, clock=clock, create_as=create_as, url=url)
    try:
        yield house
    finally:
        house.dossier.close()


def enter(
    path: Path | str,
    *,
    write: bool = True,
    user: str | None = None,
    clock: Clock | None = None,
    create_as: str | None = None,
    url: str | None = None,
) -> House:
    """Open a dossier for the length of a window; the caller closes `house.dossier`."""
    from app.store.dossier import Dossier

    registry = discover()
    folder = Path(path)
    clock = clock or clock_of(folder)
    if create_as is not None and not Dossier.exists(folder):
        dossier = Dossier.create(folder, create_as, registry.modules, url=url, clock=clock, user=user)
    else:
        dossier = Dossier.open(folder, registry.modules, write=write, clock=clock, user=user)
    dossier.store.declared = lambda: registry.settings_by_name
    return House(dossier, registry)
