# SPDX-License-Identifier: EUPL-1.2
"""Retrocessions: vectors TV-RETRO, and a refund that is never a profit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import DurationCode
from modules.cemetery.rules.facts import TermFacts
from modules.cemetery.rules.retrocession import RetrocessionRequest, retrocession
from modules.cemetery.rules.shares import ccas_split
from modules.cemetery.rules.terms import add_years, duration_code
from modules.cemetery.rules.time_left import ProrationUnit

D = Decimal
THIRD = Fraction(1, 3)


def term(start: date, years: int | None, paid: str | None, share: Fraction = Fraction(0)) -> TermFacts:
    price = None if paid is None else D(paid)
    return TermFacts(
        PartialDate.of(start),
        None if years is None else add_years(start, years),
        duration_code(years),
        years,
        price=price,
        ccas=D(0) if price is None else ccas_split(price, share).ccas,
    )


@pytest.mark.parametrize(
    ("given_term", "on", "left", "by_days", "by_years"),
    [
        pytest.param(
            term(date(2015, 6, 1), 30, "300", THIRD), date(2025, 6, 1), (7305, 10958), "133.33", "133.33",
            id="CEM-TV-RETRO-01",
        ),
        pytest.param(
            term(date(2015, 6, 1), 30, "300"), date(2025, 6, 1), (7305, 10958), "199.99", "200.00",
            id="CEM-TV-RETRO-02",
        ),
        pytest.param(
            term(date(2022, 9, 15), 50, "780", THIRD), date(2026, 11, 22), (16734, 18263), "476.46", "468.00",
            id="CEM-TV-RETRO-03",
        ),
    ],
)  # fmt: skip
def test_the_commune_gives_back_the_time_left_of_its_part(
    given_term: TermFacts, on: date, left: tuple[int, int], by_days: str, by_years: str
) -> None:
    days = retrocession(given_term, RetrocessionRequest(on))
    years = retrocession(given_term, RetrocessionRequest(on), ProrationUnit.FULL_YEARS)
    assert days.allowed
    assert days.time is not None
    assert (days.time.remaining, days.time.total) == left
    assert (days.refund, years.refund) == (D(by_days), D(by_years))


@pytest.mark.parametrize(
    ("figure", "allowed"),
    [
        pytest.param("1200", True, id="CEM-TV-RETRO-04"),
        pytest.param("2000", True, id="the whole price"),
        pytest.param("2000.01", False, id="above the price"),
        pytest.param("-1", False, id="below nothing"),
        pytest.param(None, False, id="no figure yet"),
    ],
)
def test_for_a_perpetual_one_the_council_decides(figure: str | None, allowed: bool) -> None:
    forever = TermFacts(PartialDate(1990, 1, 1), None, DurationCode.PERP, price=D(2000))
    amount = None if figure is None else D(figure)
    answer = retrocession(forever, RetrocessionRequest(date(2026, 11, 22), council_amount=amount))
    assert answer.allowed is allowed
    assert answer.refund == (amount if allowed else None)


@pytest.mark.parametrize("bodies", [pytest.param(1, id="CEM-TV-RETRO-05")])
def test_a_grave_with_a_body_is_not_taken_back(bodies: int) -> None:
    answer = retrocession(
        term(date(2015, 6, 1), 30, "300"), RetrocessionRequest(date(2025, 6, 1), bodies=bodies)
    )
    assert [gate.code for gate in answer.decision.closed] == ["EMPTY"]
    assert not answer.decision.closed[0].overridable


@pytest.mark.parametrize("by_founder", [pytest.param(False, id="CEM-TV-RETRO-06")])
def test_an_heir_may_not_ask_save_with_a_written_reason(by_founder: bool) -> None:
    request = RetrocessionRequest(date(2025, 6, 1), asked_by_founder=by_founder)
    answer = retrocession(term(date(2015, 6, 1), 30, "300"), request)
    assert [gate.code for gate in answer.decision.closed] == ["FOUNDER"]
    assert answer.decision.closed[0].overridable


def test_expired_without_price_and_renounced() -> None:
    on = date(2025, 6, 1)
    expired = retrocession(term(date(1995, 6, 1), 30, "300"), RetrocessionRequest(on))
    assert [gate.code for gate in expired.decision.closed] == ["IN_FORCE"]
    unknown = retrocession(term(date(2015, 6, 1), 30, None), RetrocessionRequest(on))
    assert [gate.code for gate in unknown.decision.closed] == ["PRICE_PAID"]
    renounced = retrocession(term(date(2015, 6, 1), 30, None), RetrocessionRequest(on, with_refund=False))
    assert renounced.allowed
    assert renounced.refund == D(0)


def test_the_council_may_fix_another_figure_for_a_term() -> None:
    request = RetrocessionRequest(date(2025, 6, 1), council_amount=D(100))
    assert retrocession(term(date(2015, 6, 1), 30, "300"), request).refund == D(100)


@given(
    st.decimals("0", "5000", places=2),
    st.fractions(0, 1, max_denominator=9),
    st.integers(0, 18_261),
    st.sampled_from(ProrationUnit),
)
def test_the_refund_is_never_a_profit(paid: Decimal, share: Fraction, days: int, unit: ProrationUnit) -> None:
    start = date(2000, 1, 1)
    given_term = term(start, 50, str(paid), share)
    answer = retrocession(given_term, RetrocessionRequest(start + timedelta(days=days)), unit)
    assert answer.refund is not None
    assert D(0) <= answer.refund <= paid - given_term.ccas
