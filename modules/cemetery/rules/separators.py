# SPDX-License-Identifier: EUPL-1.2
"""Square codes of separator sheets, and the files that they part in a box scanned in one go (§18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PREFIX = "beffroi:"


@dataclass(frozen=True)
class Target:
    """What a square code names: a plot of a cemetery, or a concession."""

    plot: str = ""
    cemetery: str = ""
    concession: str = ""


def read_code(payload: str) -> Target | None:
    """The target of `beffroi:plot:<cemetery>:<label>` or `beffroi:concession:<number>`; None for any other code."""
    text = payload.strip()
    if not text.startswith(PREFIX):
        return None
    what, _colon, rest = text.removeprefix(PREFIX).partition(":")
    if what == "concession" and rest.strip():
        return Target(concession=rest.strip())
    cemetery, _colon, label = rest.partition(":")
    if what == "plot" and label.strip():
        return Target(plot=label.strip(), cemetery=cemetery.strip())
    return None


def write_code(target: Target) -> str:
    """The payload printed on a sheet."""
    return f"{PREFIX}concession:{target.concession}" if target.concession else f"{PREFIX}plot:{target.cemetery}:{target.plot}"


@dataclass(frozen=True)
class Part:
    """Pages that belong together: `first` to `last`, from 1, both included."""

    code: str
    """Payload of its separator sheet; empty for what came before the first one."""
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many pages."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Parting:
    """A box parted: its files, and the sheets after which nothing came."""

    parts: tuple[Part, ...]
    empty: tuple[str, ...] = ()


def part_pages(codes: Sequence[str]) -> Parting:
    """Part pages at their separators: `codes[i]` is the payload found on page i + 1, empty for an ordinary page.

    A separator page belongs to no part. A sheet met twice in a row (recto and verso) opens one part.
    """
    parts: list[Part] = []
    empty: list[str] = []
    code, first = "", 1
    for page, found in enumerate([*codes, None], start=1):
        if found == "":
            continue
        if page > first:
            parts.append(Part(code, first, page - 1))
        elif code and found != code:
            empty.append(code)
        if found is not None:
            code = found
        first = page + 1
    return Parting(tuple(parts), tuple(empty))


def is_box(codes: Sequence[str]) -> bool:
    """Whether there is something to part: more than one sheet, or one that is not a mere cover sheet."""
    places = [rank for rank, code in enumerate(codes) if code]
    return len(places) > 1 or any(places)
