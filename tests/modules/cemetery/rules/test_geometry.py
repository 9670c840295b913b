# SPDX-License-Identifier: EUPL-1.2
"""Projections, pictures set on the ground and shapes: vectors GEO."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.outcome import UserError
from modules.cemetery.rules.plan_geometry import (
    ControlPoint,
    WorldFile,
    closed,
    contains,
    distance_to,
    fit_distance,
    fit_points,
    flatten_bulge,
    flatten_circle,
    is_closed,
    join_lines,
    overlap_share,
    signed_area,
)
from modules.cemetery.rules.projection import (
    CONIC_ZONES,
    LAMBERT_93,
    LOCAL,
    WGS_84,
    cone,
    convert,
    extent_of,
    guess_crs,
    zone_of,
)

SQUARE = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]


@pytest.mark.parametrize(
    ("degrees", "lambert", "conic"),
    [
        pytest.param((3.0, 46.5), (700000.00, 6600000.00), (1700000.00, 7033231.75), id="CEM-TV-GEO-01"),
        pytest.param(
            (2.3522, 48.8566), (652469.02, 6862035.26), (1652462.70, 7295447.87), id="CEM-TV-GEO-02"
        ),
        pytest.param(
            (2.6930, 46.7080), (676546.12, 6623145.62), (1676520.05, 7056405.27), id="CEM-TV-GEO-03"
        ),
        pytest.param(
            (-4.4860, 48.3900), (146636.14, 6836217.37), (1146483.48, 7270256.32), id="CEM-TV-GEO-04"
        ),
    ],
)
def test_projections(
    degrees: tuple[float, float], lambert: tuple[float, float], conic: tuple[float, float]
) -> None:
    for crs, expected in ((LAMBERT_93, lambert), ("EPSG:3948", conic)):
        (found,) = convert([degrees], WGS_84, crs)
        assert found == pytest.approx(expected, abs=0.01)
        # 1 cm is 1e-7 degree.
        (back,) = convert([expected], crs, WGS_84)
        assert back == pytest.approx(degrees, abs=2e-7)


@pytest.mark.parametrize("text", [pytest.param("0.05\n0\n0\n-0.05\n1000.0\n2000.0\n", id="CEM-TV-GEO-05")])
def test_world_file(text: str) -> None:
    world = WorldFile.read(text)
    assert world.at(200, 100) == pytest.approx((1010.0, 1995.0))
    assert world.pixel_of(1010.0, 1995.0) == pytest.approx((200, 100))
    assert WorldFile(*world.as_list()) == world
    with pytest.raises(UserError):
        WorldFile.read("0.05 0 0")


@given(
    st.sampled_from([LAMBERT_93, *CONIC_ZONES]),
    st.floats(-5.2, 9.6, allow_nan=False),
    st.floats(41.3, 51.2, allow_nan=False),
)
def test_there_and_back(crs: str, lon: float, lat: float) -> None:
    x, y = cone(crs).forward(lon, lat)
    assert cone(crs).inverse(x, y) == pytest.approx((lon, lat), abs=1e-9)


def test_guesses() -> None:
    assert guess_crs([(676546, 6623145), (676600, 6623200)]) == LAMBERT_93
    assert guess_crs([(1676520, 7056405), (1676600, 7056500)]) == "EPSG:3948"
    assert guess_crs([(2.6930, 46.7080), (2.6935, 46.7083)]) == WGS_84
    assert guess_crs([(0, 0), (117, 25)]) is None
    assert zone_of(46.7) == "EPSG:3947"
    with pytest.raises(UserError):
        convert([(0, 0)], LOCAL, LAMBERT_93)
    with pytest.raises(UserError):
        cone("EPSG:27700")


def test_size_both_ways() -> None:
    box = extent_of([(2.6930, 46.7080), (2.6940, 46.7090)])
    assert box.size == pytest.approx((0.001, 0.001))
    assert box.size_if_degrees == pytest.approx((76.3, 111.3), abs=0.5)


def test_two_points() -> None:
    fit = fit_points([ControlPoint(0, 0, 100, 200), ControlPoint(100, 0, 110, 200)])
    assert fit.residual_m == pytest.approx(0)
    assert fit.world.at(0, 100) == pytest.approx((100, 190))
    assert fit.world.metres_per_pixel == pytest.approx(0.1)


def test_least_squares_and_their_residual() -> None:
    world = WorldFile(0.05, 0.01, 0.01, -0.05, 676000.0, 6623000.0)
    pixels = [(0, 0), (4000, 0), (4000, 3000), (0, 3000)]
    exact = [ControlPoint(c, r, *world.at(c, r)) for c, r in pixels]
    fit = fit_points(exact)
    assert fit.world.as_list() == pytest.approx(world.as_list(), abs=1e-6)
    assert fit.residual_m == pytest.approx(0, abs=1e-6)
    wrong = [ControlPoint(exact[0].col, exact[0].row, exact[0].x + 1, exact[0].y), *exact[1:]]
    # One metre on one of four corners leaves a quarter of it on each.
    assert fit_points(wrong).errors_m == pytest.approx((0.25,) * 4, abs=1e-6)
    assert fit_points(wrong).residual_m == pytest.approx(0.25, abs=1e-6)


@pytest.mark.parametrize(
    "points",
    [
        [ControlPoint(0, 0, 0, 0)],
        [ControlPoint(5, 5, 0, 0), ControlPoint(5, 5, 10, 0)],
        [ControlPoint(5, 5, 0, 0), ControlPoint(50, 5, 0, 0)],
        [ControlPoint(0, 0, 0, 0), ControlPoint(10, 10, 1, 1), ControlPoint(20, 20, 2, 2)],
    ],
)
def test_points_that_set_nothing(points: list[ControlPoint]) -> None:
    with pytest.raises(UserError):
        fit_points(points)


def test_one_measured_distance() -> None:
    fit = fit_distance((100, 100), (400, 500), 25, height_px=1001)
    assert fit.world.metres_per_pixel == pytest.approx(0.05)
    assert fit.world.at(0, 1000) == pytest.approx((0, 0))
    with pytest.raises(UserError):
        fit_distance((1, 1), (1, 1), 25, 1000)


def test_rings() -> None:
    assert signed_area(SQUARE) == 4
    assert signed_area(closed(SQUARE[::-1])) == 4
    assert is_closed([(0, 0), (1, 0), (1, 1), (0.03, 0.0)])
    assert not is_closed([(0, 0), (1, 0), (1, 1), (0, 1)])
    assert closed([(0, 0), (1, 0), (1, 1), (0, 1)])[-1] == (0, 0)
    assert contains(SQUARE, (1, 1))
    assert not contains(SQUARE, (3, 1))
    assert distance_to(SQUARE, (2.4, 1)) == pytest.approx(0.4)


def test_overlaps() -> None:
    moved = [(x + 1.5, y) for x, y in SQUARE]
    assert overlap_share(SQUARE, moved) == pytest.approx(0.25)
    assert overlap_share(SQUARE, [(x + 2, y) for x, y in SQUARE]) == 0


def test_lines_joined() -> None:
    sides = [
        [(0.0, 0.0), (2.0, 0.0)],
        [(2.0, 2.01), (2.0, 0.0)],
        [(2.0, 2.0), (0.0, 2.0)],
        [(0.0, 2.0), (0.0, 0.01)],
    ]
    (ring,) = join_lines(sides)
    assert is_closed(ring)
    assert abs(signed_area(ring)) == pytest.approx(4, abs=0.1)
    assert len(join_lines([[(0.0, 0.0), (1.0, 0.0)], [(5.0, 0.0), (6.0, 0.0)]])) == 2


def test_curves() -> None:
    half = [(1.0, 0.0), *flatten_bulge((1.0, 0.0), (-1.0, 0.0), 1.0)]
    assert all(math.dist(point, (0, 0)) == pytest.approx(1) for point in half)
    assert half[len(half) // 2][1] > 0.9
    assert signed_area(flatten_circle((0, 0), 5)) == pytest.approx(math.pi * 25, rel=0.02)
    assert flatten_bulge((0, 0), (1, 1), 0) == [(1, 1)]
