# SPDX-License-Identifier: EUPL-1.2
"""Geometry of plans: pictures set on the ground, rings, lines joined, curves flattened, overlaps (§17.2, §17.3)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.outcome import UserError
from modules.cemetery.rules.projection import Point
from modules.cemetery.strings import _

Ring = list[Point]
CLOSED_WITHIN = 0.05
"""Metres between the first and last point of a closed shape."""
JOINED_WITHIN = 0.02
"""Metres between the ends of two lines that are one."""
CHORD = 0.05
"""Most metres between a curve and the segments that stand for it."""
LABEL_WITHIN = 0.5
"""Metres from its polygon at which a label still belongs to it."""
OVERLAP = 0.10
"""Share of the smaller of two shapes from which their overlap is reported."""


# ---------------------------------------------------------------- pictures


@dataclass(frozen=True)
class WorldFile:
    """Pixel centres to metres: x = A·col + B·row + C, y = D·col + E·row + F."""

    a: float
    d: float
    b: float
    e: float
    c: float
    f: float

    @classmethod
    def read(cls, text: str) -> WorldFile:
        """The six lines A, D, B, E, C, F of a world file. Raises UserError when they are not six numbers."""
        try:
            numbers = [float(word.replace(",", ".")) for word in text.split()]
        except ValueError:
            numbers = []
        if len(numbers) != 6:
            raise UserError(
                _("Un fichier de calage contient six nombres, un par ligne\u00a0: celui-ci ne les a pas.")
            )
        return cls(*numbers)

    def at(self, col: float, row: float) -> Point:
        """Metres of a pixel."""
        return self.a * col + self.b * row + self.c, self.d * col + self.e * row + self.f

    def pixel_of(self, x: float, y: float) -> Point:
        """Column and row of a point in metres."""
        det = self.a * self.e - self.b * self.d
        east, north = x - self.c, y - self.f
        return (self.e * east - self.b * north) / det, (self.a * north - self.d * east) / det

    @property
    def metres_per_pixel(self) -> float:
        """Side of a pixel on the ground."""
        return math.sqrt(abs(self.a * self.e - self.b * self.d))

    def as_list(self) -> list[float]:
        """`[A, D, B, E, C, F]`, as it is stored."""
        return [self.a, self.d, self.b, self.e, self.c, self.f]


@dataclass(frozen=True)
class ControlPoint:
    """A pixel whose place on the ground is known."""

    col: float
    row: float
    x: float
    y: float


@dataclass(frozen=True)
class Fit:
    """A picture set on the ground, and how far its points fall from where they should."""

    world: WorldFile
    residual_m: float
    """Root mean square, in metres; 0 when the points are just enough."""
    errors_m: tuple[float, ...] = ()
    """By point."""


def fit_points(points: Sequence[ControlPoint]) -> Fit:
    """Set a picture by two points (turned and scaled, not deformed) or by least squares from three on.

    Raises UserError when the points are too few, the same, or in one line.
    """
    if len(points) < 2:
        raise UserError(_("Il faut au moins deux points connus pour caler une image."))
    world = _similar(points[0], points[1]) if len(points) == 2 else _affine(points)
    errors = tuple(math.dist(world.at(p.col, p.row), (p.x, p.y)) for p in points)
    return Fit(world, math.sqrt(sum(error**2 for error in errors) / len(errors)), errors)


def _similar(one: ControlPoint, two: ControlPoint) -> WorldFile:
    pixels = complex(two.col - one.col, -(two.row - one.row))
    if abs(pixels) < 1:
        raise UserError(_("Les deux points sont au même endroit de l’image\u00a0: choisissez-les éloignés."))
    turn = complex(two.x - one.x, two.y - one.y) / pixels
    if abs(turn) < 1e-9:
        raise UserError(
            _("Les deux points sont au même endroit du terrain\u00a0: corrigez leurs coordonnées.")
        )
    # Rows go down while y goes up: z = col − i·row.
    start = complex(one.x, one.y) - turn * complex(one.col, -one.row)
    return WorldFile(turn.real, turn.imag, turn.imag, -turn.real, start.real, start.imag)


def _affine(points: Sequence[ControlPoint]) -> WorldFile:
    n = len(points)
    # Centred figures keep the small determinants exact enough in Lambert-93.
    col_0, row_0 = sum(p.col for p in points) / n, sum(p.row for p in points) / n
    x_0, y_0 = sum(p.x for p in points) / n, sum(p.y for p in points) / n
    cc = sum((p.col - col_0) ** 2 for p in points)
    rr = sum((p.row - row_0) ** 2 for p in points)
    cr = sum((p.col - col_0) * (p.row - row_0) for p in points)
    det = cc * rr - cr * cr
    if det <= 1e-9 * max(cc * rr, 1.0):
        raise UserError(_("Les points sont sur une même ligne\u00a0: prenez-en un à l’écart."))

    def solve(values: Sequence[float]) -> tuple[float, float]:
        cv = sum((p.col - col_0) * v for p, v in zip(points, values, strict=True))
        rv = sum((p.row - row_0) * v for p, v in zip(points, values, strict=True))
        return (cv * rr - rv * cr) / det, (rv * cc - cv * cr) / det

    a, b = solve([p.x - x_0 for p in points])
    d, e = solve([p.y - y_0 for p in points])
    return WorldFile(a, d, b, e, x_0 - a * col_0 - b * row_0, y_0 - d * col_0 - e * row_0)


def fit_distance(one: Point, two: Point, metres: float, height_px: int) -> Fit:
    """Scale a picture by one measured distance between two pixels; its lower left corner is the origin."""
    pixels = math.dist(one, two)
    if pixels < 1 or metres <= 0:
        raise UserError(
            _("La distance mesurée doit être plus grande que zéro, entre deux points différents.")
        )
    scale = metres / pixels
    return Fit(WorldFile(scale, 0, 0, -scale, 0, scale * (height_px - 1)), 0)


# ---------------------------------------------------------------- rings


def is_closed(line: Sequence[Point], within: float = CLOSED_WITHIN) -> bool:
    """Whether a line comes back to its start, and goes around something."""
    return len(line) >= 4 and math.dist(line[0], line[-1]) <= within


def closed(line: Sequence[Point]) -> Ring:
    """The ring of a line: first point repeated at the end, counter-clockwise."""
    ring = list(line)
    if ring[0] != ring[-1]:
        if math.dist(ring[0], ring[-1]) <= CLOSED_WITHIN and len(ring) > 3:
            ring.pop()
        ring.append(ring[0])
    return ring if signed_area(ring) >= 0 else ring[::-1]


def signed_area(ring: Sequence[Point]) -> float:
    """Square metres, positive when counter-clockwise."""
    if len(ring) < 3:
        return 0.0
    # From the first point: Lambert-93 figures squared would lose the centimetres.
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    pairs = zip(moved, moved[1:] + moved[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def centre(ring: Sequence[Point]) -> Point:
    """A point for the label: the centre of the corners."""
    corners = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
    return sum(x for x, _y in corners) / len(corners), sum(y for _x, y in corners) / len(corners)


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point is inside a ring (even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def distance_to(ring: Sequence[Point], point: Point) -> float:
    """Metres from a point to a ring, 0 inside it."""
    if contains(ring, point):
        return 0.0
    return min(_to_segment(point, one, two) for one, two in zip(ring, [*ring[1:], ring[0]], strict=True))


def _to_segment(point: Point, one: Point, two: Point) -> float:
    dx, dy = two[0] - one[0], two[1] - one[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length
    along = max(0.0, min(1.0, along))
    return math.dist(point, (one[0] + along * dx, one[1] + along * dy))


def box_of(ring: Iterable[Point]) -> tuple[float, float, float, float]:
    """Left, bottom, right, top."""
    points = list(ring)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def overlap_share(one: Sequence[Point], two: Sequence[Point]) -> float:
    """Shared area over the area of the smaller shape; hollow shapes are taken as if they were filled out."""
    left, bottom, right, top = box_of(one)
    left2, bottom2, right2, top2 = box_of(two)
    if left >= right2 or left2 >= right or bottom >= top2 or bottom2 >= top:
        return 0.0
    first, second = hull(one), hull(two)
    least = min(abs(signed_area(first)), abs(signed_area(second)))
    return abs(signed_area(_clip(first, second))) / least if least > 0 else 0.0


def hull(points: Sequence[Point]) -> Ring:
    """The smallest convex shape around points, counter-clockwise, not repeated at the end."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def half(line: Iterable[Point]) -> Ring:
        kept: Ring = []
        for point in line:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return half(ordered) + half(reversed(ordered))


def _turn(o: Point, a: Point, b: Point) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _clip(subject: Ring, window: Ring) -> Ring:
    """The part of a convex shape inside another (Sutherland-Hodgman)."""
    kept = subject
    for one, two in zip(window, window[1:] + window[:1], strict=True):
        points, kept = kept, []
        for start, end in zip(points, points[1:] + points[:1], strict=True):
            inside, goes_in = _turn(one, two, start) >= 0, _turn(one, two, end) >= 0
            if inside:
                kept.append(start)
            if inside != goes_in:
                t1, t2 = _turn(one, two, start), _turn(one, two, end)
                share = t1 / (t1 - t2)
                kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    return kept


# ---------------------------------------------------------------- lines


def join_lines(lines: Sequence[Sequence[Point]], within: float = JOINED_WITHIN) -> list[Ring]:
    """Lines joined end to end where their ends meet, into the longest ones that they make."""
    cell = max(within, 1e-6)
    left: dict[int, Ring] = {index: list(line) for index, line in enumerate(lines) if len(line) > 1}
    ends: dict[tuple[int, int], set[int]] = {}

    def around(point: Point) -> Iterable[tuple[int, int]]:
        col, row = math.floor(point[0] / cell), math.floor(point[1] / cell)
        return ((col + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))

    def home(point: Point) -> tuple[int, int]:
        return math.floor(point[0] / cell), math.floor(point[1] / cell)

    for index, line in left.items():
        for point in (line[0], line[-1]):
            ends.setdefault(home(point), set()).add(index)

    def take(point: Point) -> Ring | None:
        for place in around(point):
            for index in tuple(ends.get(place, ())):
                line = left.get(index)
                if line is None:
                    ends[place].discard(index)
                elif math.dist(line[0], point) <= within:
                    return left.pop(index)
                elif math.dist(line[-1], point) <= within:
                    return left.pop(index)[::-1]
        return None

    joined: list[Ring] = []
    while left:
        line = left.pop(next(iter(left)))
        for _side in (0, 1):
            while math.dist(line[0], line[-1]) > within and (more := take(line[-1])) is not None:
                line += more[1:]
            line.reverse()
        joined.append(line)
    return joined


def flatten_bulge(one: Point, two: Point, bulge: float, chord: float = CHORD) -> Ring:
    """Points of an arc of a DXF polyline from `one` (left out) to `two`: the bulge is tan(angle / 4)."""
    length = math.dist(one, two)
    if abs(bulge) < 1e-9 or length == 0:
        return [two]
    angle = 4 * math.atan(bulge)
    radius = length / (2 * abs(math.sin(angle / 2)))
    middle = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
    away = (1 - bulge**2) / (4 * bulge)
    centre_at = (middle[0] - away * (two[1] - one[1]), middle[1] + away * (two[0] - one[0]))
    start = math.atan2(one[1] - centre_at[1], one[0] - centre_at[0])
    steps = max(2, math.ceil(abs(angle) / _step(radius, chord)))
    arc = [
        (
            centre_at[0] + radius * math.cos(start + angle * k / steps),
            centre_at[1] + radius * math.sin(start + angle * k / steps),
        )
        for k in range(1, steps)
    ]
    return [*arc, two]


def flatten_circle(middle: Point, radius: float, chord: float = CHORD) -> Ring:
    """A circle as a ring."""
    steps = max(8, math.ceil(2 * math.pi / _step(radius, chord)))
    turns = (2 * math.pi * k / steps for k in range(steps))
    return closed(
        [(middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)) for turn in turns]
    )


def _step(radius: float, chord: float) -> float:
    return 2 * math.acos(max(-1.0, 1 - chord / radius)) if radius > chord else math.pi / 4
