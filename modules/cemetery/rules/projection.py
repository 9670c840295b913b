# SPDX-License-Identifier: EUPL-1.2
"""Degrees to metres and back: Lambert-93 and the nine conic zones, on the GRS80 ellipsoid (§17.1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.core.outcome import UserError
from modules.cemetery.strings import _

Point = tuple[float, float]

A = 6_378_137.0
FLATTENING = 1 / 298.257222101
E = math.sqrt(2 * FLATTENING - FLATTENING**2)
METRES_PER_DEGREE = 111_320.0
"""Of latitude; of longitude at the equator."""
LOCAL, LAMBERT_93, WGS_84 = "local-m", "EPSG:2154", "EPSG:4326"
CONIC_ZONES = tuple(f"EPSG:{3900 + zone}" for zone in range(42, 51))
CRS = (LOCAL, LAMBERT_93, *CONIC_ZONES, WGS_84)
WIDEST_DEGREES = 0.2
"""A cemetery is never twenty kilometres wide: beyond, the figures are not degrees."""


@dataclass(frozen=True)
class Cone:
    """A conic conformal projection with two standard parallels."""

    exponent: float
    factor: float
    radius_0: float
    meridian: float
    easting: float
    northing: float

    def forward(self, lon: float, lat: float) -> Point:
        """Metres east and north of a point in degrees."""
        radius = A * self.factor * _t(math.radians(lat)) ** self.exponent
        angle = self.exponent * (math.radians(lon) - self.meridian)
        return self.easting + radius * math.sin(angle), self.northing + self.radius_0 - radius * math.cos(
            angle
        )

    def inverse(self, x: float, y: float) -> Point:
        """Degrees (longitude, latitude) of a point in metres."""
        east, north = x - self.easting, self.radius_0 - (y - self.northing)
        radius = math.copysign(math.hypot(east, north), self.exponent)
        t = (radius / (A * self.factor)) ** (1 / self.exponent)
        lon = math.atan2(east, north) / self.exponent + self.meridian
        lat = math.pi / 2 - 2 * math.atan(t)
        for _turn in range(12):
            sine = E * math.sin(lat)
            lat = math.pi / 2 - 2 * math.atan(t * ((1 - sine) / (1 + sine)) ** (E / 2))
        return math.degrees(lon), math.degrees(lat)


def _t(lat: float) -> float:
    sine = E * math.sin(lat)
    return math.tan(math.pi / 4 - lat / 2) / float(((1 - sine) / (1 + sine)) ** (E / 2))


def _m(lat: float) -> float:
    return math.cos(lat) / math.sqrt(1 - (E * math.sin(lat)) ** 2)


def _cone(south: float, north: float, origin: float, easting: float, northing: float) -> Cone:
    first, second, zero = (math.radians(degrees) for degrees in (south, north, origin))
    exponent = (math.log(_m(first)) - math.log(_m(second))) / (math.log(_t(first)) - math.log(_t(second)))
    factor = _m(first) / (exponent * _t(first) ** exponent)
    return Cone(exponent, factor, A * factor * _t(zero) ** exponent, math.radians(3), easting, northing)


@lru_cache
def cone(crs: str) -> Cone:
    """The projection of `EPSG:2154` or `EPSG:3942`…`EPSG:3950`. Raises UserError for another name."""
    if crs == LAMBERT_93:
        return _cone(44, 49, 46.5, 700_000, 6_600_000)
    if crs in CONIC_ZONES:
        zone = int(crs[-2:])
        return _cone(zone - 0.75, zone + 0.75, zone, 1_700_000, (zone - 41) * 1_000_000 + 200_000)
    raise UserError(
        _(
            "Système de coordonnées inconnu\u00a0: {crs}. Ceux qui sont lus\u00a0: {known}.",
            crs=crs,
            known=", ".join(CRS),
        )
    )


def convert(points: Sequence[Point], source: str, target: str) -> list[Point]:
    """Points from one system to another; local metres have no place on Earth and only become themselves."""
    if source == target:
        return list(points)
    if LOCAL in (source, target):
        raise UserError(
            _("Des mètres locaux ne se convertissent pas\u00a0: ils n’ont pas de place sur le globe.")
        )
    degrees = points if source == WGS_84 else [cone(source).inverse(*point) for point in points]
    return list(degrees) if target == WGS_84 else [cone(target).forward(*point) for point in degrees]


def zone_of(lat: float) -> str:
    """The conic zone whose parallel is the nearest: `EPSG:3948` for 48.3 degrees."""
    return f"EPSG:{3900 + min(50, max(42, round(lat)))}"


@dataclass(frozen=True)
class Extent:
    """The box of a drawing."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> Point:
        """Width and height in the drawing's units."""
        return self.right - self.left, self.top - self.bottom

    @property
    def size_if_degrees(self) -> Point:
        """Width and height in metres if the figures were degrees."""
        width, height = self.size
        lat = max(-85.0, min(85.0, (self.bottom + self.top) / 2))
        return width * METRES_PER_DEGREE * math.cos(math.radians(lat)), height * METRES_PER_DEGREE

    @property
    def may_be_degrees(self) -> bool:
        """Within the globe, and no wider than a cemetery can be."""
        within = self.left >= -180 and self.right <= 180 and self.bottom >= -90 and self.top <= 90
        return within and max(self.size) <= WIDEST_DEGREES


def extent_of(points: Sequence[Point]) -> Extent:
    """The box of points. Raises UserError when there is none."""
    if not points:
        raise UserError(_("Ce plan ne contient aucun point."))
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return Extent(min(xs), min(ys), max(xs), max(ys))


def guess_crs(points: Sequence[Point]) -> str | None:
    """The system that magnitudes betray: degrees, Lambert-93 or a conic zone; None when they betray nothing."""
    box = extent_of(points)
    if box.left >= 100_000 and box.right <= 1_300_000 and box.bottom >= 6_000_000 and box.top <= 7_200_000:
        return LAMBERT_93
    if box.left >= 1_000_000 and box.right <= 2_400_000 and 1_000_000 <= box.bottom <= 10_300_000:
        zone = 41 + int(box.bottom // 1_000_000)
        return f"EPSG:{3900 + zone}" if 42 <= zone <= 50 else None
    if box.may_be_degrees and max(abs(box.left), abs(box.top)) > 1:
        return WGS_84
    return None
