# SPDX-License-Identifier: EUPL-1.2
"""A block becomes strips: pieces as wide as their column that no page break cuts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import singledispatch

from app.documents.blocks import Align, Block, Rich, Tone
from app.documents.drawing.pen import Pen
from app.documents.drawing.typeset import TextLine, set_lines
from app.documents.style import BODY, LARGE, MUTED_BODY, SMALL, STRONG, TextStyle

Draw = Callable[[Pen, float, float], None]
"""Draws a strip with its top-left corner at (x, y)."""


@dataclass(frozen=True)
class Strip:
    """A piece of a page, in points. `before` is dropped at the top of a page and the larger of two spaces wins."""

    height: float
    draw: Draw
    before: float = 0.0
    after: float = 0.0
    keep: bool = False
    """Never the last of its page: stays with the next strip."""
    header: tuple[Strip, ...] = ()
    """What comes back above this strip when it begins a page."""
    at_foot: bool = False
    """Stands at the foot of the page it falls on."""
    breaks: bool = False
    """Nothing to draw: what follows begins a page."""


@dataclass(frozen=True)
class Room:
    """Where a block stands: the width of its column, the height of a whole page, how close rows may come."""

    width: float
    height: float
    density: float = 1.0

    def narrowed(self, width: float) -> Room:
        """The same page with a narrower column."""
        return replace(self, width=width)


TONES = {
    Tone.BODY: BODY,
    Tone.STRONG: STRONG,
    Tone.MUTED: MUTED_BODY,
    Tone.SMALL: SMALL,
    Tone.LARGE: LARGE,
}


@singledispatch
def flow(block: Block, room: Room) -> list[Strip]:
    """The strips of `block` in `room`. A module that adds a kind of block registers its own function here."""
    raise TypeError(f"no one draws {type(block).__name__}")


def flow_all(blocks: Iterable[Block], room: Room) -> list[Strip]:
    """The strips of several blocks, one after the other."""
    return [strip for block in blocks for strip in flow(block, room)]


def nothing(pen: Pen, x: float, y: float) -> None:
    """Draw nothing: a strip that is only air."""


def text_strip(line: TextLine, style: TextStyle, room: Room, align: Align = Align.LEFT) -> Strip:
    """A strip of one line of text."""
    baseline = baseline_of(style)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.line_of_text(line, x, y + baseline, room.width, align)

    return Strip(style.leading, draw)


def baseline_of(style: TextStyle) -> float:
    """From the top of a line to its baseline: the capitals stand in the middle of the leading."""
    return (style.leading + 0.66 * style.size) / 2


def text_strips(
    rich: Rich,
    style: TextStyle,
    room: Room,
    align: Align = Align.LEFT,
    *,
    before: float = 0.0,
    after: float = 0.0,
) -> list[Strip]:
    """A text as strips of one line, without a lonely first or last line on a page."""
    strips = [text_strip(line, style, room, align) for line in set_lines(rich, style, room.width)]
    last = len(strips) - 1
    for rank, strip in enumerate(strips):
        strips[rank] = replace(
            strip,
            before=before if rank == 0 else 0.0,
            after=after if rank == last else 0.0,
            keep=rank < last and rank in (0, last - 1),
        )
    return strips


def stacked_height(strips: list[Strip]) -> float:
    """The height of strips drawn one under the other, without the space before the first and after the last."""
    total = 0.0
    for rank, strip in enumerate(strips):
        if rank:
            total += max(strip.before, strips[rank - 1].after)
        total += strip.height
    return total


def draw_stacked(strips: list[Strip], pen: Pen, x: float, y: float) -> None:
    """Draw strips one under the other from (x, y)."""
    for rank, strip in enumerate(strips):
        if rank:
            y += max(strip.before, strips[rank - 1].after)
        strip.draw(pen, x, y)
        y += strip.height


def kept(strips: list[Strip]) -> list[Strip]:
    """The same strips, that no page break comes between."""
    return [replace(strip, keep=True) for strip in strips[:-1]] + strips[-1:]
