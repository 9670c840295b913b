# SPDX-License-Identifier: EUPL-1.2
"""Renewals: vectors TV-REN, and the gates around them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import DurationCode, TariffOperation
from modules.cemetery.rules.facts import TermFacts
from modules.cemetery.rules.prices import TariffLine
from modules.cemetery.rules.renewal import (
    DayOf,
    EarlyRenewal,
    Payer,
    Phase,
    RenewalAnswer,
    RenewalRequest,
    RenewalRules,
    renewal,
)
from tests.modules.cemetery.rules.ground import GROUND, TARIFFS

D = Decimal
EXPIRY = date(2024, 5, 10)
TERM = TermFacts(PartialDate(1994, 5, 10), EXPIRY, DurationCode.Y30, 30)
AT_EXPIRY = RenewalRules(late_tariff=DayOf.EXPIRY, late_start=DayOf.EXPIRY)


def ask(
    decided_on: date, years: int | None = 30, rules: RenewalRules | None = None, **more: object
) -> RenewalAnswer:
    request = RenewalRequest(decided_on, years, **more)  # type: ignore[arg-type]
    return renewal(TERM, request, GROUND, TARIFFS, rules)


@pytest.mark.parametrize(
    ("decided_on", "years", "rules", "more", "price", "start", "expires_on"),
    [
        pytest.param(date(2026, 3, 2), 30, None, {}, 400, EXPIRY, date(2054, 5, 10), id="CEM-TV-REN-01"),
        pytest.param(date(2026, 5, 10), 30, None, {}, 400, EXPIRY, date(2054, 5, 10), id="CEM-TV-REN-02"),
        pytest.param(
            date(2026, 5, 11), 30, None, {}, 450, date(2026, 5, 11), date(2056, 5, 11), id="CEM-TV-REN-03"
        ),
        pytest.param(
            date(2026, 5, 11), 30, AT_EXPIRY, {}, 400, EXPIRY, date(2054, 5, 10), id="CEM-TV-REN-04"
        ),
        pytest.param(
            date(2023, 11, 15),
            30,
            None,
            {"for_burial": True},
            300,
            EXPIRY,
            date(2054, 5, 10),
            id="CEM-TV-REN-05",
        ),
        pytest.param(date(2026, 3, 2), 15, None, {}, 260, EXPIRY, date(2039, 5, 10), id="CEM-TV-REN-07"),
        pytest.param(
            date(2026, 3, 2),
            30,
            None,
            {"payer": Payer.HEIR},
            400,
            EXPIRY,
            date(2054, 5, 10),
            id="CEM-TV-REN-08",
        ),
        pytest.param(date(2026, 3, 2), 50, None, {}, 780, EXPIRY, date(2074, 5, 10), id="a longer one"),
    ],
)
def test_a_renewal_has_its_price_and_its_term(
    decided_on: date,
    years: int,
    rules: RenewalRules | None,
    more: dict[str, object],
    price: int,
    start: date,
    expires_on: date,
) -> None:
    answer = ask(decided_on, years, rules, **more)
    assert answer.allowed
    assert answer.price is not None
    assert answer.price.amount == D(price)
    assert (answer.start, answer.expires_on) == (start, expires_on)
    assert answer.why


@pytest.mark.parametrize("decided_on", [pytest.param(date(2015, 3, 1), id="CEM-TV-REN-06")])
def test_an_early_renewal_without_burial_waits_or_is_a_conversion(decided_on: date) -> None:
    answer = ask(decided_on)
    assert [gate.code for gate in answer.decision.closed if gate.code != "TARIFF"] == ["EARLY"]
    assert "conversion" in str(answer.decision.closed[0].reason)
    longer = ask(decided_on, 50).decision.closed[0]
    assert not longer.overridable
    assert longer.article == "CGCT L2223-16"


@pytest.mark.parametrize("payer", [pytest.param(Payer.THIRD_PARTY, id="CEM-TV-REN-09")])
def test_a_third_party_pays_if_the_commune_accepts(payer: Payer) -> None:
    refused = ask(date(2026, 3, 2), payer=payer, accepted=False)
    assert [gate.code for gate in refused.decision.closed] == ["PAYER"]
    assert refused.decision.closed[0].overridable
    accepted = ask(date(2026, 3, 2), payer=payer)
    assert accepted.allowed
    assert "le concessionnaire ne change pas" in str(accepted.gates[-1].reason)


def test_the_heir_who_pays_replaces_nobody() -> None:
    gate = ask(date(2026, 3, 2), payer=Payer.HEIR).gates[-1]
    assert "profite à tous" in str(gate.reason)


def test_a_late_renewal_is_the_choice_of_the_commune() -> None:
    answer = ask(date(2026, 5, 11), accepted=False)
    assert answer.phase is Phase.LATE
    assert [gate.code for gate in answer.decision.closed] == ["WINDOW"]


def test_an_early_renewal_follows_the_commune() -> None:
    assert ask(date(2021, 1, 1), rules=RenewalRules(early=EarlyRenewal.ALWAYS)).allowed
    assert not ask(date(2023, 11, 15), for_burial=True, rules=RenewalRules(early=EarlyRenewal.NEVER)).allowed
    assert not ask(date(2019, 5, 9), for_burial=True).decision.allowed
    first = ask(date(2019, 5, 10), for_burial=True)
    assert [gate.code for gate in first.decision.closed if gate.code != "TARIFF"] == []


def test_what_is_no_longer_there_is_not_renewed() -> None:
    for more in ({"repossessed_on": date(2026, 1, 5)}, {"closed_on": date(2026, 1, 5)}):
        answer = ask(date(2026, 3, 2), **more)
        gate = answer.decision.closed[0]
        assert gate.code == "NOT_REPOSSESSED"
        assert not gate.overridable
        assert "05/01/2026" in str(gate.reason)


def test_a_length_not_instituted_a_missing_tariff_and_a_perpetual_one() -> None:
    assert [gate.code for gate in ask(date(2026, 3, 2), 20).decision.closed] == ["DURATION", "TARIFF"]
    assert ask(date(2026, 3, 2), 20).price is None
    forever = TermFacts(PartialDate(1900), None, DurationCode.PERP)
    answer = renewal(forever, RenewalRequest(date(2026, 3, 2), 30), GROUND, TARIFFS)
    assert [gate.code for gate in answer.decision.closed] == ["PERPETUAL"]


@given(st.integers(0, 730))
def test_inside_the_window_the_day_changes_nothing(days: int) -> None:
    answer = ask(EXPIRY + timedelta(days=days))
    assert answer.phase is Phase.IN_WINDOW
    assert answer.allowed
    assert (answer.price and answer.price.amount, answer.start) == (D(400), EXPIRY)


def test_the_tariff_of_renewals_is_its_own() -> None:
    own = TariffLine(
        99, TariffOperation.RENEWAL, D(10), date(2020, 1, 1), duration=DurationCode.Y30, base_surface=D(2)
    )
    answer = renewal(TERM, RenewalRequest(date(2026, 3, 2), 30), GROUND, [*TARIFFS, own])
    assert answer.price is not None
    assert answer.price.tariff_ids == (99,)
