# SPDX-License-Identifier: EUPL-1.2
"""Other limits: vectors TV-LIM."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.core.dates import PartialDate
from app.core.outcome import UserError
from modules.cemetery.rules.abolished import AbolishedTax, abolished
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.limits import (
    ashes_deadline,
    check_police_fee,
    coffin_opening_from,
    days_over,
    exhumation_not_before,
    hermetic_gate,
    police_attendance_due,
    police_fee_gate,
    reduction_from,
    temp_vault_deadline,
)

D = Decimal


@pytest.mark.parametrize(
    ("deposited_on", "until"),
    [
        pytest.param(date(2026, 1, 15), date(2026, 7, 15), id="CEM-TV-LIM-01"),
        pytest.param(date(2026, 8, 31), date(2027, 2, 28), id="CEM-TV-LIM-02"),
        pytest.param(date(2026, 3, 31), date(2026, 9, 30), id="CEM-TV-LIM-03"),
    ],
)
def test_the_temporary_vault_lasts_six_months(deposited_on: date, until: date) -> None:
    answer = temp_vault_deadline(deposited_on)
    assert answer.on == until
    assert answer.why[0].article == "CGCT R2213-29"


@pytest.mark.parametrize(
    ("in_temp_vault", "allowed_from"),
    [
        pytest.param(False, date(2027, 2, 11), id="CEM-TV-LIM-04"),
        pytest.param(True, None, id="CEM-TV-LIM-05"),
    ],
)
def test_a_listed_infection_delays_an_exhumation(in_temp_vault: bool, allowed_from: date | None) -> None:
    answer = exhumation_not_before(date(2026, 2, 10), listed_infection=True, in_temp_vault=in_temp_vault)
    assert answer.on == allowed_from


def test_nothing_else_delays_an_exhumation() -> None:
    assert exhumation_not_before(date(2026, 2, 10), listed_infection=False).on is None


@pytest.mark.parametrize("died_on", [pytest.param(date(2021, 11, 22), id="CEM-TV-LIM-06")])
def test_a_reduction_waits_five_years(died_on: date) -> None:
    assert reduction_from(died_on).on == date(2026, 11, 23)
    assert reduction_from(PartialDate(2021)).on == date(2027, 1, 1)
    assert reduction_from(died_on, Delays(reduction_min_years=10)).on == date(2031, 11, 23)
    assert coffin_opening_from(died_on).on == date(2026, 11, 23)


@pytest.mark.parametrize("cremated_on", [pytest.param(date(2026, 1, 31), id="CEM-TV-LIM-07")])
def test_an_urn_waits_a_year(cremated_on: date) -> None:
    assert ashes_deadline(cremated_on).on == date(2027, 1, 31)


@pytest.mark.parametrize("tax", list(AbolishedTax))
@pytest.mark.parametrize(
    ("fact_on", "accepted"),
    [
        pytest.param(date(2021, 1, 1), False, id="CEM-TV-LIM-08-refused"),
        pytest.param(date(2020, 12, 31), True, id="CEM-TV-LIM-08-history"),
    ],
)
def test_an_abolished_tax_is_only_history(tax: AbolishedTax, fact_on: date, accepted: bool) -> None:
    gate = abolished(tax, fact_on)
    assert gate.is_open is accepted
    assert not gate.overridable


@pytest.mark.parametrize(
    ("amount", "accepted"),
    [
        pytest.param("19.99", False, id="CEM-TV-LIM-09-a"),
        pytest.param("20", True, id="CEM-TV-LIM-09-b"),
        pytest.param("25", True, id="CEM-TV-LIM-09-c"),
        pytest.param("25.01", False, id="CEM-TV-LIM-09-d"),
    ],
)
def test_the_police_fee_has_its_bounds(amount: str, accepted: bool) -> None:
    assert police_fee_gate(D(amount), date(2026, 1, 1)).is_open is accepted
    if not accepted:
        with pytest.raises(UserError, match=r"de 20,00\s€ à 25,00\s€"):
            check_police_fee(D(amount), date(2026, 1, 1))


def test_a_police_fee_is_due_twice_only() -> None:
    def due(cremation: bool, leaves: bool, family: bool, attended: bool = True) -> bool:
        return police_attendance_due(
            cremation=cremation, leaves_commune=leaves, family_present=family, attended=attended
        ).is_open

    assert due(True, False, True)
    assert due(False, True, False)
    assert not due(False, True, True)
    assert not due(False, False, False)
    assert not due(True, True, False, attended=False)


def test_a_long_stay_asks_for_a_hermetic_coffin() -> None:
    day = date(2026, 1, 15)
    assert hermetic_gate(day, date(2026, 1, 21), hermetic=False).is_open
    late = hermetic_gate(day, date(2026, 1, 22), hermetic=False)
    assert (late.is_open, late.warning) == (False, True)
    assert hermetic_gate(day, None, hermetic=True).is_open


def test_days_over_a_deadline() -> None:
    assert days_over(date(2026, 7, 15), date(2026, 7, 20)) == 5
    assert days_over(date(2026, 7, 15), date(2026, 7, 15)) == 0
