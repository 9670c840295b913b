# SPDX-License-Identifier: EUPL-1.2
"""Grids by family quotient: vectors TAR-01, TAR-21, TAR-22 and the faults of a grid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules.brackets import Bracket, Grid, check_brackets, read_grid, rows_of, simulate

D = Decimal
MAMETZ = Grid((Bracket(D(700), D("0.50")), Bracket(D(1000), D("1.00")), Bracket(None, D("3.10"))))


@pytest.mark.parametrize(
    ("quotient", "price"),
    [
        pytest.param("699.99", "0.50", id="CAN-TAR-01-a"),
        pytest.param("700", "0.50", id="CAN-TAR-01-b"),
        pytest.param("700.01", "1.00", id="CAN-TAR-01-c"),
        pytest.param("1000", "1.00", id="CAN-TAR-01-d"),
        pytest.param("1000.01", "3.10", id="CAN-TAR-01-e"),
    ],
)
def test_a_quotient_falls_where_the_decision_says(quotient: str, price: str) -> None:
    assert MAMETZ.price(D(quotient)) == D(price)


def test_the_other_convention_gives_the_bound_to_the_next_bracket() -> None:
    grid = Grid(MAMETZ.brackets, upper_inclusive=False)
    assert [grid.price(D(q)) for q in ("699.99", "700", "1000")] == [D("0.50"), D("1.00"), D("3.10")]


def test_brackets_are_printed_in_words() -> None:
    assert [str(MAMETZ.label(i)) for i in range(3)] == [
        "jusqu’à 700 inclus",
        "de plus de 700 à 1\u202f000 inclus",
        "plus de 1\u202f000",
    ]
    other = Grid(MAMETZ.brackets, upper_inclusive=False)
    assert [str(other.label(i)) for i in range(3)] == [
        "moins de 700",
        "de 700 à moins de 1\u202f000",
        "1\u202f000 et plus",
    ]


GETIGNE = "3.35 3.35 3.35 3.38 3.38 3.44 3.44 3.47 3.47 3.47"
CLISSON = "1.88 2.23 2.69 3.13 3.48 3.78 4.12 4.37 4.53 4.67"
CHILDREN = (1, 3, 1, 1, 7, 14, 14, 27, 18, 22, 21, 29, 48, 25, 16, 26, 22, 11, 12, 5, 4, 3, 5, 1, 1, 10, 19)


def _steps(prices: str) -> Grid:
    steps = [Bracket(D(400 + 200 * k), D(price)) for k, price in enumerate(prices.split())]
    return Grid((*steps[:-1], Bracket(None, steps[-1].price)), upper_inclusive=False)


@pytest.mark.parametrize("days", [pytest.param(1, id="CAN-TAR-21"), pytest.param(139, id="CAN-TAR-22")])
def test_a_new_grid_is_simulated_over_the_children(days: int) -> None:
    counts = {D(100 * i): count for i, count in enumerate(CHILDREN)}
    found = simulate(_steps(GETIGNE), _steps(CLISSON), counts)
    assert (found.before, found.after) == (D("1250.31"), D("1338.61"))
    assert (found.cheaper, found.dearer, found.same) == (108, 258, 0)
    assert found.difference * days == {1: D("88.30"), 139: D("12273.70")}[days]


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        ([(None, 400, 1), (401, None, 2)], "BRACKETS_GAP", "entre 400 et 401 n’ont pas de prix"),
        ([(0, 700, 1), (600, None, 2)], "BRACKETS_OVERLAP", "entre 600 et 700 ont deux prix"),
        ([(0, None, 1), (600, None, 2)], "BRACKETS_OVERLAP", "au-dessus de 600 ont deux prix"),
        ([(100, None, 1)], "BRACKETS_GAP", "de 0 à 100"),
        ([(0, 700, 1)], "BRACKETS_GAP", "au-dessus de 700"),
        ([(0, 700, -1), (700, None, 2)], "BRACKETS_PRICE", "négatif"),
        ([(0, 700, 1), (700, 700, 1), (700, None, 2)], "BRACKETS_BOUND", "vide"),
        ([], "BRACKETS_EMPTY", "aucune tranche"),
    ],
)
def test_a_grid_with_a_fault_is_refused_and_the_interval_is_named(
    rows: list[tuple[int | None, int | None, int]], code: str, words: str
) -> None:
    found = check_brackets([tuple(None if x is None else D(x) for x in row) for row in rows])  # type: ignore[misc]
    assert code in {refusal.code for refusal in found}
    assert words in " ".join(str(refusal.why) for refusal in found)


def test_a_quotient_between_whole_numbers_never_falls_through_a_hole() -> None:
    grid = read_grid([(None, D(400), D(1)), (D(400), D(600), D(2)), (D(600), None, D(3))])
    assert isinstance(grid, Grid)
    assert grid.price(D("400.50")) == D(2)


bounds = st.lists(st.decimals(min_value=1, max_value=5000, places=2), min_size=1, max_size=8, unique=True)


@given(bounds, st.decimals(min_value=0, max_value=6000, places=2), st.booleans())
def test_every_quotient_falls_in_exactly_one_bracket(limits: list[D], quotient: D, inclusive: bool) -> None:
    uppers = [*sorted(limits), None]
    grid = Grid(tuple(Bracket(upper, D(i)) for i, upper in enumerate(uppers)), inclusive)
    inside = [
        rank
        for rank, (lower, upper, _price) in enumerate(rows_of(grid))
        if (lower is None or (quotient > lower if inclusive else quotient >= lower))
        and (upper is None or (quotient <= upper if inclusive else quotient < upper))
    ]
    assert inside == [grid.position(quotient)]
    assert read_grid(rows_of(grid), inclusive) == grid
