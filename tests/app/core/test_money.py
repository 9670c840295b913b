# SPDX-License-Identifier: EUPL-1.2
"""Amounts: the M and W vectors, and the laws that no cent may break."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import money
from app.core.dates import Month, show_month
from app.core.identifiers import check_siret
from app.core.outcome import UserError
from app.core.postal import PostalAddress, show_address
from app.core.words import number_in_words

AMOUNTS = st.integers(-(10**11), 10**11).map(money.euros)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        pytest.param("1234.5", "1\u202f234,50\u00a0€", id="XC-M-01"),
        pytest.param("1234567.891", "1\u202f234\u202f567,89\u00a0€", id="XC-M-02"),
        pytest.param("-0.5", "-0,50\u00a0€", id="XC-M-03"),
        pytest.param("12.345", "12,35\u00a0€", id="XC-M-04"),
        pytest.param("1.005", "1,01\u00a0€", id="XC-M-05"),
        pytest.param("2.675", "2,68\u00a0€", id="XC-M-06"),
        pytest.param("-0.001", "0,00\u00a0€", id="no-minus-zero"),
    ],
)
def test_show_money(amount: str, shown: str) -> None:
    assert money.show_money(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        pytest.param("2026", show_month(Month(2026, 10)), id="XC-M-07-year"),
        pytest.param(
            "62750", show_address(PostalAddress(postcode="62750", town="Loos")), id="XC-M-07-postcode"
        ),
        pytest.param("21860194600013", check_siret("21860194600013"), id="XC-M-07-siret"),
    ],
)
def test_years_and_codes_are_not_grouped(digits: str, shown: str) -> None:
    assert digits in shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=f"XC-M-08-{n}")
        for n, text in enumerate(
            [
                "1 234,50",
                "1.234,50",
                "1234.50",
                "1 234,50 €",
                "1\u202f234,50\u00a0€",
                "1234€50",
                "1,234.50",
                "1234,5",
            ]
        )
    ],
)
def test_read_money(text: str) -> None:
    assert money.cents(money.read_money(text)) == 123450


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("1.234", "deux façons", id="XC-M-09"),
        pytest.param("1,2,3", "n’est pas un nombre", id="XC-M-10-commas"),
        pytest.param("12,345", "décimales", id="XC-M-10-decimals"),
        pytest.param("", "n’est pas un nombre", id="empty"),
        pytest.param("douze", "n’est pas un nombre", id="letters"),
        pytest.param("12 34,5", "n’est pas un nombre", id="odd-groups"),
    ],
)
def test_read_money_refuses(text: str, word: str) -> None:
    with pytest.raises(UserError, match=word) as caught:
        money.read_money(text, "price")
    assert caught.value.field == "price"


@pytest.mark.parametrize("text", [pytest.param("3.333", id="XC-M-11")])
def test_rounding_by_line_or_by_total(text: str) -> None:
    unit = Decimal(text)
    assert money.round_half_up(unit) * 3 == Decimal("9.99")
    assert money.round_half_up(unit * 3) == Decimal("10.00")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        pytest.param("0", "zéro euro", id="XC-W-01"),
        pytest.param("0.05", "cinq centimes", id="XC-W-02"),
        pytest.param("1", "un euro", id="XC-W-03"),
        pytest.param("1.01", "un euro et un centime", id="XC-W-04"),
        pytest.param("21", "vingt et un euros", id="XC-W-05"),
        pytest.param("71", "soixante et onze euros", id="XC-W-06"),
        pytest.param("80", "quatre-vingts euros", id="XC-W-07"),
        pytest.param("81.25", "quatre-vingt-un euros et vingt-cinq centimes", id="XC-W-08"),
        pytest.param("200", "deux cents euros", id="XC-W-09"),
        pytest.param("201.10", "deux cent un euros et dix centimes", id="XC-W-10"),
        pytest.param("280.80", "deux cent quatre-vingts euros et quatre-vingts centimes", id="XC-W-11"),
        pytest.param("1000", "mille euros", id="XC-W-12"),
        pytest.param(
            "1234.56", "mille deux cent trente-quatre euros et cinquante-six centimes", id="XC-W-13"
        ),
        pytest.param("80000", "quatre-vingt mille euros", id="XC-W-14"),
        pytest.param("200000", "deux cent mille euros", id="XC-W-15"),
        pytest.param("1000000", "un million d’euros", id="XC-W-16"),
        pytest.param("2000080", "deux millions quatre-vingts euros", id="XC-W-17"),
        pytest.param("-12.30", "moins douze euros et trente centimes", id="XC-W-18"),
        pytest.param("91", "quatre-vingt-onze euros", id="ninety-one"),
        pytest.param("200000000", "deux cents millions d’euros", id="millions-agree"),
    ],
)
def test_money_in_words(amount: str, words: str) -> None:
    assert money.money_in_words(Decimal(amount)) == words


def test_words_with_the_hyphens_of_1990() -> None:
    assert number_in_words(1271, hyphens=True) == "mille-deux-cent-soixante-et-onze"


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_words_are_injective(one: int, other: int) -> None:
    assert (number_in_words(one) == number_in_words(other)) == (one == other)


@given(AMOUNTS)
def test_money_round_trips(amount: Decimal) -> None:
    assert money.read_money(money.show_money(amount)) == amount
    assert money.euros(money.cents(amount)) == amount


@given(AMOUNTS, st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12).filter(any))
def test_parts_add_up_and_stay_within_a_cent(total: Decimal, weights: list[Decimal]) -> None:
    parts = money.split_by_weights(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < Decimal("0.01001")


def test_ties_go_to_the_first_listed() -> None:
    assert money.split_by_weights(Decimal("10.00"), [1, 1, 1]) == [
        Decimal("3.34"),
        Decimal("3.33"),
        Decimal("3.33"),
    ]


def test_lost_cents_are_a_fault() -> None:
    with pytest.raises(ValueError):
        money.cents(Decimal("12.345"))
    with pytest.raises(ValueError):
        money.split_by_weights(Decimal(1), [0, 0])
