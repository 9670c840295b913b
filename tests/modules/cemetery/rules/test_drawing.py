# SPDX-License-Identifier: EUPL-1.2
"""Arithmetic of the plan: outlines, rows, snapping, numbers; and the mark of a grave on a day."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import DurationCode, PlotKind, PlotState, Regime
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.drawing import (
    bounds_of,
    centre_of,
    contains,
    moved,
    number_of,
    numbers_from,
    outline_of,
    read_ring,
    reading_order,
    rectangle,
    row_of,
    sides_of,
    signed_area,
    snapped,
    stored_ring,
    turned,
)
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts, TermFacts
from modules.cemetery.rules.plan_marks import MARKS, Hatching, mark_of

metres = st.floats(-500, 500, allow_nan=False)
degrees = st.floats(-180, 180, allow_nan=False)
DAY = date(2026, 10, 15)


def test_geometries_are_read_however_they_were_kept() -> None:
    assert read_ring([[0, 0], [1, 0], [1, 2], [0, 2], [0, 0]]) == ((0, 0), (1, 0), (1, 2), (0, 2))
    assert read_ring([[0, 0], [1, 0], [1, 2]]) == ((0, 0), (1, 0), (1, 2))
    assert read_ring([3, 4]) == read_ring([[3, 4]]) == ((3, 4),)
    assert read_ring(None) == read_ring([]) == ()


def test_outlines_are_kept_closed_and_counter_clockwise() -> None:
    clockwise = ((0.0, 0.0), (0.0, 2.0), (1.0, 2.0), (1.0, 0.0))
    kept = stored_ring(clockwise)
    assert kept[0] == kept[-1]
    assert signed_area(read_ring(kept)) > 0


@given(metres, metres, degrees)
def test_a_turned_plot_keeps_its_sizes_and_its_middle(x: float, y: float, angle: float) -> None:
    ring = rectangle(x, y, 1.0, 2.4)
    middle = centre_of(ring)
    after = turned(ring, angle, middle)
    assert abs(signed_area(after)) == pytest.approx(2.4, abs=1e-6)
    assert math.dist(centre_of(after), middle) < 1e-6
    assert sides_of(after) == pytest.approx((1.0, 2.4))
    assert contains(after, *middle)


def test_the_middle_is_exact_far_from_the_origin() -> None:
    ring = moved(rectangle(0, 0, 1, 2), 652_000.0, 6_862_000.0)
    assert centre_of(ring) == pytest.approx((652_000.5, 6_862_001.0), abs=1e-6)


@given(st.integers(1, 40), degrees)
def test_the_plots_of_a_row_do_not_touch(count: int, angle: float) -> None:
    rings = row_of(3.0, 4.0, count, 1.0, 2.0, 0.4, angle)
    assert len(rings) == count
    middles = [centre_of(ring) for ring in rings]
    for first, second in pairwise(middles):
        assert math.dist(first, second) == pytest.approx(1.4, abs=1e-6)


def test_a_corner_joins_its_neighbour_else_the_plots_are_lined_up() -> None:
    neighbour = rectangle(0, 0, 1, 2)
    near = rectangle(1.07, 0.05, 1, 2)
    dx, dy = snapped(near, [neighbour], 0.2)
    assert moved(near, dx, dy)[0] == pytest.approx((1.0, 0.0))
    aside = rectangle(5.0, 0.05, 1, 2)
    assert snapped(aside, [neighbour], 0.2) == pytest.approx((0.0, -0.05))
    assert snapped(rectangle(5.0, 0.9, 1, 2), [neighbour], 0.2) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("A-04-09", ("A-04-09", "A-04-10", "A-04-11")),
        ("1", ("1", "2", "3")),
        ("E317", ("E317", "E318", "E319")),
        ("12bis", ("12bis", "13bis", "14bis")),
        ("Carré B ", ("Carré B1", "Carré B2", "Carré B3")),
    ],
)
def test_numbers_follow(first: str, expected: tuple[str, ...]) -> None:
    assert numbers_from(first, 3) == expected


def test_numbers_may_go_down_but_not_below_zero() -> None:
    assert numbers_from("3", 3, -1) == ("3", "2", "1")
    with pytest.raises(ValueError, match="below zero"):
        numbers_from("1", 3, -1)


@pytest.mark.parametrize(("label", "number"), [("A-04-12", "12"), ("A-04-12bis", "12bis"), ("E317", "317"), ("Croix", "Croix")])
def test_the_number_painted_is_the_end_of_the_label(label: str, number: str) -> None:
    assert number_of(label) == number


def test_plots_are_read_from_the_north_west() -> None:
    rings = [*row_of(0, 0, 3, 1, 2, 0.4), *row_of(0, 5, 3, 1, 2, 0.4)]
    assert reading_order(rings) == [3, 4, 5, 0, 1, 2]
    leaning = [turned(ring, 30.0, (0.0, 0.0)) for ring in rings]
    assert reading_order(leaning, 30.0) == [3, 4, 5, 0, 1, 2]


def test_a_point_is_drawn_as_a_small_square() -> None:
    assert bounds_of(outline_of(((4.0, 5.0),))) == (3.5, 4.5, 4.5, 5.5)


# --- Marks -----------------------------------------------------------------------------------------------


def test_every_state_has_a_mark_that_no_other_looks_like() -> None:
    assert {state.value for state in PlotState} - {"CONCEDED_ACTIVE"} <= set(MARKS)
    looks = [(mark.colour, mark.hatching) for mark in MARKS.values()]
    assert len(looks) == len(set(looks))
    letters = [mark.letter for mark in MARKS.values()]
    assert len(letters) == len(set(letters))


def test_states_of_one_colour_differ_by_their_hatching() -> None:
    for colour in {mark.colour for mark in MARKS.values()}:
        hatchings = [mark.hatching for mark in MARKS.values() if mark.colour == colour]
        assert len(hatchings) == len(set(hatchings))
    assert MARKS["FREE"].hatching is Hatching.BROKEN


@pytest.mark.parametrize(
    ("expires", "day", "mark"),
    [
        (None, DAY, "PERPETUAL"),
        (date(2030, 5, 10), DAY, "CONCEDED"),
        (date(2026, 5, 10), DAY, "EXPIRED_RENEWABLE"),
        (date(2020, 5, 10), DAY, "EXPIRED_BLOCKED"),
        (date(2030, 5, 10), date(1990, 1, 1), "FREE"),
    ],
)
def test_the_mark_follows_the_day(expires: date | None, day: date, mark: str) -> None:
    code = DurationCode.PERP if expires is None else DurationCode.Y30
    term = TermFacts(PartialDate(2000, 5, 10), expires, code)
    facts = PlotFacts(PlotKind.VAULT, Regime.CONCEDED, concessions=(ConcessionFacts(1, terms=(term,)),))
    assert mark_of(facts, day, Delays()) == mark
