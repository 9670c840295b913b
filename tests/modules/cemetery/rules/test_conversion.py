# SPDX-License-Identifier: EUPL-1.2
"""Conversions: vectors TV-CONV, and a credit that never exceeds what was paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import DurationCode, TariffOperation
from modules.cemetery.rules.conversion import ConversionAnswer, ConversionBasis, ConversionRules, conversion
from modules.cemetery.rules.facts import TermFacts
from modules.cemetery.rules.prices import TariffLine
from modules.cemetery.rules.terms import add_years, duration_code
from modules.cemetery.rules.time_left import ProrationUnit, time_left
from tests.modules.cemetery.rules.ground import GROUND, TARIFFS

D = Decimal
DAYS, FULL_YEARS = ProrationUnit.DAYS, ProrationUnit.FULL_YEARS
TODAY = date(2026, 11, 22)


def term(start: date, years: int, paid: str | None) -> TermFacts:
    return TermFacts(
        PartialDate.of(start),
        add_years(start, years),
        duration_code(years),
        years,
        price=None if paid is None else D(paid),
    )


def line(years: int, price: str) -> TariffLine:
    return TariffLine(
        1, TariffOperation.CONVERSION, D(price), date(1980, 1, 1), duration=duration_code(years), years=years
    )


def convert(
    old: TermFacts, day: date, years: int | None, price: str, rules: ConversionRules | None = None
) -> ConversionAnswer:
    return conversion(old, day, years, GROUND, [line(years or 0, price)], rules)


@pytest.mark.parametrize(
    ("old", "day", "years", "price", "unit", "left", "credit", "due", "expires_on"),
    [
        pytest.param(
            term(date(2016, 11, 22), 15, "200"), TODAY, 30, "450", DAYS,
            (1826, 5478), "66.67", "383.33", date(2056, 11, 22), id="CEM-TV-CONV-01",
        ),
        pytest.param(
            term(date(2010, 3, 1), 30, "240"), TODAY, 50, "850", DAYS,
            (4848, 10958), "106.18", "743.82", date(2076, 11, 22), id="CEM-TV-CONV-02",
        ),
        pytest.param(
            term(date(2010, 3, 1), 30, "240"), TODAY, 50, "850", FULL_YEARS,
            (13, 30), "104.00", "746.00", date(2076, 11, 22), id="CEM-TV-CONV-03",
        ),
        pytest.param(
            term(date(2020, 1, 1), 30, "300"), date(2020, 1, 1), 50, "650", DAYS,
            (10958, 10958), "300.00", "350.00", date(2070, 1, 1), id="CEM-TV-CONV-04",
        ),
        pytest.param(
            term(date(2025, 11, 1), 15, "290"), TODAY, 30, "250", DAYS,
            (5093, 5479), "269.57", "0.00", date(2056, 11, 22), id="CEM-TV-CONV-05",
        ),
    ],
)  # fmt: skip
def test_the_time_left_is_deducted(
    old: TermFacts,
    day: date,
    years: int,
    price: str,
    unit: ProrationUnit,
    left: tuple[int, int],
    credit: str,
    due: str,
    expires_on: date,
) -> None:
    answer = convert(old, day, years, price, ConversionRules(unit=unit))
    assert answer.allowed
    assert answer.time is not None
    assert (answer.time.remaining, answer.time.total) == left
    assert (answer.credit, answer.due) == (D(credit), D(due))
    assert (answer.start, answer.expires_on) == (day, expires_on)


@pytest.mark.parametrize(
    "years", [pytest.param(15, id="CEM-TV-CONV-06"), pytest.param(30, id="the same length")]
)
def test_a_shorter_length_is_no_conversion(years: int) -> None:
    answer = convert(term(date(2010, 3, 1), 30, "240"), TODAY, years, "100")
    assert [gate.code for gate in answer.decision.closed] == ["LONGER"]
    assert not answer.decision.closed[0].overridable
    assert answer.due is None


@pytest.mark.parametrize("day", [pytest.param(date(2026, 3, 1), id="CEM-TV-CONV-07")])
def test_an_expired_concession_is_renewed_not_converted(day: date) -> None:
    answer = convert(term(date(1996, 3, 1), 30, "240"), day, 50, "850")
    assert [gate.code for gate in answer.decision.closed] == ["IN_FORCE"]
    assert "renouvellement, non une conversion" in str(answer.decision.closed[0].reason)


def test_an_unknown_price_is_asked_for() -> None:
    answer = convert(term(date(2010, 3, 1), 30, None), TODAY, 50, "850")
    assert [gate.code for gate in answer.decision.closed] == ["PRICE_PAID"]
    assert "saisissez-le" in str(answer.decision.closed[0].reason)


def test_the_value_may_follow_the_tariff_of_the_day() -> None:
    rules = ConversionRules(ConversionBasis.CURRENT_TARIFF)
    answer = conversion(term(date(2016, 11, 22), 15, None), TODAY, 30, GROUND, TARIFFS, rules)
    assert answer.credit == D("96.67")  # 290 × 1826 / 5478
    assert answer.due == D("353.33")


def test_a_perpetual_one_a_missing_tariff_and_a_length_not_instituted() -> None:
    forever = TermFacts(PartialDate(1900), None, DurationCode.PERP)
    assert [gate.code for gate in convert(forever, TODAY, None, "1").decision.closed] == [
        "IN_FORCE",
        "DURATION",
    ]
    old = term(date(2010, 3, 1), 30, "240")
    answer = conversion(old, TODAY, 40, GROUND, [], ConversionRules(offered=(15, 30)))
    assert [gate.code for gate in answer.decision.closed] == ["DURATION", "TARIFF"]
    assert answer.due is None


def test_into_perpetuity_where_it_is_offered() -> None:
    perpetual = TariffLine(5, TariffOperation.GRANT, D(3000), date(2020, 1, 1), duration=DurationCode.PERP)
    rules = ConversionRules(offered=(30, None))
    answer = conversion(term(date(2010, 3, 1), 30, "240"), TODAY, None, GROUND, [perpetual], rules)
    assert answer.allowed
    assert answer.expires_on is None
    assert answer.due == D("2893.82")


@given(
    st.dates(date(1990, 1, 1), date(2026, 11, 22)),
    st.integers(1, 49),
    st.integers(0, 20_000),
    st.decimals("0", "5000", places=2),
    st.sampled_from(ProrationUnit),
)
def test_the_credit_never_exceeds_the_price_paid(
    start: date, years: int, days: int, paid: Decimal, unit: ProrationUnit
) -> None:
    old = replace(term(start, years, "0"), price=paid)
    day = min(start + timedelta(days=days), add_years(start, years) - timedelta(days=1))
    answer = convert(old, day, 50, "850", ConversionRules(unit=unit))
    assert answer.credit is not None
    assert answer.due is not None
    assert D(0) <= answer.credit <= paid
    assert D(0) <= answer.due <= D(850)
    assert answer.due == max(D(0), D(850) - answer.credit)


@given(
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.integers(1, 99),
    st.integers(0, 30_000),
    st.sampled_from(ProrationUnit),
)
def test_time_only_runs_out(start: date, years: int, days: int, unit: ProrationUnit) -> None:
    end = add_years(start, years)
    today = time_left(start, end, start + timedelta(days=days), unit)
    tomorrow = time_left(start, end, start + timedelta(days=days + 1), unit)
    assert 0 <= tomorrow.remaining <= today.remaining <= today.total
