# SPDX-License-Identifier: EUPL-1.2
"""Kitchen figures: vectors KIT-01 to KIT-03."""

from __future__ import annotations

import pytest

from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.headcount import Diner, Portion, changes, headcount

BIG, SMALL, ADULT = Category.ELEMENTAIRE, Category.MATERNELLE, Category.ADULTE
STANDARD: Portion = (BIG, Diet.STANDARD)


def diners(absent: int = 0) -> list[Diner]:
    return [
        *[Diner(BIG, is_absent=rank < absent) for rank in range(51)],
        *[Diner(BIG, Diet.NO_PORK)] * 4,
        *[Diner(BIG, has_basket=True)] * 2,
        *[Diner(SMALL)] * 31,
        *[Diner(ADULT)] * 5,
    ]


@pytest.mark.parametrize(
    ("absent", "margins", "expected"),
    [
        pytest.param(0, {}, 91, id="CAN-KIT-01"),
        pytest.param(0, {STANDARD: 2}, 93, id="CAN-KIT-02"),
        pytest.param(22, {}, 69, id="CAN-KIT-03"),
    ],
)
def test_the_order_is_what_will_be_eaten(absent: int, margins: dict[Portion, int], expected: int) -> None:
    found = headcount(diners(absent), margins)
    assert found.total == expected
    assert found.baskets == 2
    assert found.order[BIG, Diet.NO_PORK] == 4
    assert (found.of(SMALL), found.of(ADULT)) == (31, 5)
    assert found.order[STANDARD] == 51 - absent + sum(margins.values())
    assert found.seats == 93 - absent


def test_standing_adults_eat_and_unreserved_children_only_sit() -> None:
    found = headcount([Diner(SMALL)], standing_adults=3, unreserved_forecast=2)
    assert (found.total, found.seats) == (4, 6)


def test_an_order_already_sent_shows_what_changed() -> None:
    sent, now = headcount(diners()).order, headcount(diners(22)).order
    assert changes(sent, now) == {STANDARD: -22}
    assert changes({}, {STANDARD: 3}) == {STANDARD: 3}
    assert changes(now, now) == {}
