# SPDX-License-Identifier: EUPL-1.2
"""Arithmetic of the plan: outlines in metres, y to the north, angles in degrees counter-clockwise."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""The corners of an outline, the first one not repeated; one point alone for a plot that is not drawn."""
Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top."""

PLACES = 3
"""Decimals of a stored coordinate: a millimetre."""
POINT_SIDE = 1.0
"""Side in metres of the square that stands for a plot known by a point alone."""


def read_ring(stored: Any) -> Ring:
    """The corners of a stored geometry (`[[x, y], …]`, closed or not, or one `[x, y]`); empty when there is none."""
    if not stored:
        return ()
    if not isinstance(stored[0], list | tuple):
        stored = [stored]
    corners = tuple((float(point[0]), float(point[1])) for point in stored)
    return corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners


def stored_ring(ring: Sequence[Point]) -> list[list[float]]:
    """The geometry as it is kept: closed, counter-clockwise, to the millimetre."""
    corners = [[round(x, PLACES), round(y, PLACES)] for x, y in ring]
    if len(corners) < 3:
        return corners
    if signed_area(ring) < 0:
        corners.reverse()
    return [*corners, list(corners[0])]


def bounds_of(points: Iterable[Point]) -> Bounds:
    """The smallest upright rectangle around some points; raises ValueError without any."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def joined(first: Bounds | None, second: Bounds) -> Bounds:
    """The rectangle around two others."""
    if first is None:
        return second
    return min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3])


def signed_area(ring: Sequence[Point]) -> float:
    """Area in square metres, negative when the corners go clockwise."""
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        total += x1 * y2 - x2 * y1
    return total / 2


def centre_of(ring: Sequence[Point]) -> Point:
    """The middle of an outline: its centre of area, or the mean of its points when it has none."""
    area = signed_area(ring) if len(ring) > 2 else 0.0
    mean = sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
    if abs(area) < 1e-9:
        return mean
    x = y = 0.0
    # Counted from the mean point: far from the origin (Lambert-93) products would lose their decimals.
    local = [(px - mean[0], py - mean[1]) for px, py in ring]
    for (x1, y1), (x2, y2) in zip(local, (*local[1:], *local[:1]), strict=True):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return mean[0] + x / (6 * area), mean[1] + y / (6 * area)


def contains(ring: Sequence[Point], x: float, y: float) -> bool:
    """Whether a point is inside an outline."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def moved(ring: Sequence[Point], dx: float, dy: float) -> Ring:
    """The same outline elsewhere."""
    return tuple((x + dx, y + dy) for x, y in ring)


def turned(ring: Sequence[Point], degrees: float, about: Point) -> Ring:
    """The outline turned counter-clockwise around a point."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    ax, ay = about
    return tuple((ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos) for x, y in ring)


def rectangle(x: float, y: float, width: float, length: float, degrees: float = 0.0) -> Ring:
    """A plot with its lower left corner at (x, y), its width along `degrees`."""
    ring = ((x, y), (x + width, y), (x + width, y + length), (x, y + length))
    return turned(ring, degrees, (x, y)) if degrees else ring


def row_of(
    x: float, y: float, count: int, width: float, length: float, gap: float, degrees: float = 0.0
) -> tuple[Ring, ...]:
    """`count` plots side by side from (x, y), `gap` metres apart, along `degrees`."""
    angle = math.radians(degrees)
    step = width + gap
    return tuple(
        rectangle(x + rank * step * math.cos(angle), y + rank * step * math.sin(angle), width, length, degrees)
        for rank in range(count)
    )


def sides_of(ring: Sequence[Point]) -> tuple[float, float]:
    """Width and length of a plot of four corners, the shorter first; those of its rectangle otherwise."""
    if len(ring) == 4:
        first = math.dist(ring[0], ring[1])
        second = math.dist(ring[1], ring[2])
    elif len(ring) > 2:
        left, bottom, right, top = bounds_of(ring)
        first, second = right - left, top - bottom
    else:
        first = second = POINT_SIDE
    return min(first, second), max(first, second)


def outline_of(ring: Ring) -> Ring:
    """What is drawn: the outline itself, or a small square around a lonely point."""
    if len(ring) != 1:
        return ring
    x, y = ring[0]
    return rectangle(x - POINT_SIDE / 2, y - POINT_SIDE / 2, POINT_SIDE, POINT_SIDE)


def snapped(ring: Sequence[Point], others: Iterable[Sequence[Point]], reach: float) -> Point:
    """How far to move an outline so that its nearest corner meets one of another outline; (0, 0) beyond `reach`.

    Corners meet both ways first; else the outline is only lined up, across or along.
    """
    best, shift = reach, (0.0, 0.0)
    line_x, line_y = (reach, 0.0), (reach, 0.0)
    for other in others:
        for ox, oy in other:
            for x, y in ring:
                dx, dy = ox - x, oy - y
                far = math.hypot(dx, dy)
                if far < best:
                    best, shift = far, (dx, dy)
                if abs(dx) < line_x[0]:
                    line_x = abs(dx), dx
                if abs(dy) < line_y[0]:
                    line_y = abs(dy), dy
    if shift != (0.0, 0.0):
        return shift
    return line_x[1], line_y[1]


def on_grid(value: float, step: float) -> float:
    """The nearest multiple of `step`."""
    return round(value / step) * step


# --- Numbers ---------------------------------------------------------------------------------------------

_LAST_DIGITS = re.compile(r"^(.*?)(\d+)(\D*)$")


def numbers_from(first: str, count: int, step: int = 1) -> tuple[str, ...]:
    """« A-04-09 » and the numbers that follow it: its last figures go on, their width kept.

    Without any figure, numbers 1, 2… are added after it. Raises ValueError when a step down meets zero.
    """
    found = _LAST_DIGITS.match(first.strip())
    head, digits, tail = found.groups() if found else (first.strip(), "1", "")
    start = int(digits)
    if start + step * (count - 1) < 0:
        raise ValueError("numbers below zero")
    return tuple(f"{head}{start + step * rank:0{len(digits)}d}{tail}" for rank in range(count))


def number_of(label: str) -> str:
    """The number painted on the spot: the last figures of a label and what follows (« A-04-12bis » → « 12bis »)."""
    found = re.search(r"(\d+\D*)$", label.strip())
    return found[1].strip() if found else label.strip()


def reading_order(rings: Sequence[Ring], degrees: float = 0.0) -> list[int]:
    """Ranks of some plots as one reads them, turned by `-degrees`: rows from the north, each from the west."""
    centres = [turned((centre_of(ring),), -degrees, (0.0, 0.0))[0] for ring in rings]
    if not centres:
        return []
    deep = max(bounds_of(ring)[3] - bounds_of(ring)[1] for ring in rings) or POINT_SIDE
    order = sorted(range(len(rings)), key=lambda rank: -centres[rank][1])
    rows: list[list[int]] = []
    for rank in order:
        if rows and centres[rows[-1][0]][1] - centres[rank][1] < deep / 2:
            rows[-1].append(rank)
        else:
            rows.append([rank])
    return [rank for row in rows for rank in sorted(row, key=lambda one: centres[one][0])]
