# SPDX-License-Identifier: EUPL-1.2
"""Payments: vectors BIL-15, PAY-01, PAY-05, PAY-06, PAY-16, custody shares of amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules.payments import (
    AgeBucket,
    Allocation,
    Movement,
    MovementKind,
    OpenInvoice,
    PaymentMode,
    age_bucket,
    aging,
    allocate,
    mode_refusal,
    payfip_refusal,
    reminder_schedule,
    statement,
)
from app.billing.rules.shares import share, share_each
from app.core.outcome import Refusal

D = Decimal
OCTOBER = OpenInvoice(1, "CAN-2026-00012", date(2026, 11, 2), date(2026, 12, 2), D("20.00"))
NOVEMBER = OpenInvoice(2, "CAN-2026-00131", date(2026, 12, 1), date(2026, 12, 31), D("62.00"))


def allocation(found: Allocation | Refusal) -> tuple[dict[int, Decimal], Decimal]:
    assert isinstance(found, Allocation), found
    return {part.invoice_id: part.amount for part in found.parts}, found.credit


@pytest.mark.parametrize("amount", [pytest.param("60.00", id="CAN-PAY-01")])
def test_without_a_reference_the_oldest_invoice_is_settled_first(amount: str) -> None:
    parts, credit = allocation(allocate(D(amount), [NOVEMBER, OCTOBER]))
    assert parts == {1: D("20.00"), 2: D("40.00")}
    assert NOVEMBER.due - parts[2] == D("22.00")
    assert credit == 0


@pytest.mark.parametrize("amount", [pytest.param("50.00", id="CAN-BIL-15")])
def test_a_surplus_is_refused_unless_it_is_knowingly_kept(amount: str) -> None:
    invoice = OpenInvoice(3, "CAN-2026-00132", date(2026, 12, 1), date(2026, 12, 31), D("37.20"))
    refused = allocate(D(amount), [invoice])
    assert isinstance(refused, Refusal)
    assert refused.code == "PAYMENT_TOO_LARGE"
    assert "12,80" in str(refused.why)
    assert allocation(allocate(D(amount), [invoice], keep_surplus=True)) == ({3: D("37.20")}, D("12.80"))


@pytest.mark.parametrize(
    ("explicit", "expected"),
    [([2], {2: D("30.00")}), ([2, 1], {2: D("30.00")}), ({1: D("5.00"), 2: D("25.00")}, {1: D("5.00"), 2: D("25.00")})],
)
def test_an_explicit_invoice_comes_first(
    explicit: Mapping[int, Decimal] | Sequence[int], expected: dict[int, Decimal]
) -> None:
    assert allocation(allocate(D("30.00"), [OCTOBER, NOVEMBER], explicit))[0] == expected


@pytest.mark.parametrize(
    ("amount", "explicit", "code"),
    [
        ("0", None, "PAYMENT_NOT_POSITIVE"),
        ("5", [9], "INVOICE_NOT_OPEN"),
        ("5", {9: D(5)}, "INVOICE_NOT_OPEN"),
        ("25", {1: D(25)}, "PART_TOO_LARGE"),
        ("10", {1: D(15)}, "PARTS_TOO_LARGE"),
        ("30", {1: D(15)}, "PAYMENT_TOO_LARGE"),
    ],
)
def test_an_impossible_allocation_is_refused(
    amount: str, explicit: Mapping[int, Decimal] | Sequence[int] | None, code: str
) -> None:
    found = allocate(D(amount), [OCTOBER, NOVEMBER], explicit)
    assert isinstance(found, Refusal)
    assert found.code == code


@pytest.mark.parametrize("mode", [pytest.param(PaymentMode.CESU, id="CAN-PAY-05")])
def test_vouchers_never_pay_for_meals(mode: PaymentMode) -> None:
    assert mode_refusal(mode, pays_meals=True) is not None
    assert mode_refusal(mode, pays_meals=False) is None
    assert mode_refusal(PaymentMode.CASH, pays_meals=True) is None


@pytest.mark.parametrize("due", [pytest.param(date(2026, 11, 15), id="CAN-PAY-06")])
def test_reminders_come_fifteen_and_thirty_days_after_the_due_date(due: date) -> None:
    schedule = reminder_schedule(due)
    assert schedule.dates(due) == [date(2026, 11, 30), date(2026, 12, 15)]
    assert schedule.level(due, date(2026, 11, 29), sent=0) is None
    assert schedule.level(due, date(2026, 11, 30), sent=0) == 1
    assert schedule.level(due, date(2026, 11, 30), sent=1) is None
    assert schedule.level(due, date(2026, 12, 15), sent=1) == 2
    assert schedule.level(due, date(2027, 12, 15), sent=2) is None


@pytest.mark.parametrize("reference", [pytest.param("2026RS00042", id="CAN-PAY-16")])
def test_a_reference_for_online_payment_is_letters_and_digits(reference: str) -> None:
    assert payfip_refusal(reference, D("1.00")) is None
    for amount in ("0.99", "100000.01"):
        assert payfip_refusal(reference, D(amount)) is not None
    for refused in ("2026-RS-42", "12345", "A" * 31, "RÉF2026"):
        assert payfip_refusal(refused, D("10.00")) is not None


def test_the_account_keeps_its_running_balance() -> None:
    lines = statement(
        [
            Movement(date(2026, 12, 5), MovementKind.PAYMENT, D("60.00")),
            Movement(date(2026, 11, 2), MovementKind.INVOICE, D("20.00")),
            Movement(date(2026, 12, 1), MovementKind.INVOICE, D("62.00")),
            Movement(date(2026, 12, 9), MovementKind.CREDIT_NOTE, D("30.00")),
        ]
    )
    assert [line.balance for line in lines] == [D("20.00"), D("82.00"), D("22.00"), D("-8.00")]


def test_debts_are_sorted_by_age() -> None:
    due = date(2026, 11, 30)
    ages = {0: "NOT_DUE", 1: "DAYS_0_30", 30: "DAYS_0_30", 31: "DAYS_31_60", 61: "DAYS_61_90", 90: "DAYS_61_90", 91: "OVER_90"}
    for late, bucket in ages.items():
        assert age_bucket(due, date.fromordinal(due.toordinal() + late)) is AgeBucket(bucket)
    assert aging([OCTOBER, NOVEMBER], date(2026, 12, 31)) == {
        AgeBucket.NOT_DUE: D("62.00"),
        AgeBucket.DAYS_0_30: D("20.00"),
        AgeBucket.DAYS_31_60: D(0),
        AgeBucket.DAYS_61_90: D(0),
        AgeBucket.OVER_90: D(0),
    }


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        pytest.param("47.25", (50, 50), "23.63 23.62", id="CAN-CUS-01"),
        pytest.param("31.00", (60, 40), "18.60 12.40", id="CAN-CUS-02"),
        pytest.param("10.00", (1, 1, 1), "3.34 3.33 3.33", id="CAN-CUS-03-a"),
        pytest.param("100.00", (1, 1, 1), "33.34 33.33 33.33", id="CAN-CUS-03-b"),
        pytest.param("0.05", (1, 1, 1), "0.02 0.02 0.01", id="CAN-CUS-03-c"),
    ],
)
def test_an_amount_is_shared_by_largest_remainder(amount: str, weights: tuple[int, ...], expected: str) -> None:
    assert share(D(amount), weights) == [D(part) for part in expected.split()]


amounts = st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=1, max_size=25)
weightings = st.lists(st.integers(min_value=0, max_value=100), min_size=1, max_size=5).filter(any)


@given(amounts, weightings)
def test_the_parts_of_each_amount_and_of_each_payer_add_up(values: list[Decimal], weights: list[int]) -> None:
    parts = share_each(values, weights)
    assert [sum(part) for part in parts] == values
    assert [sum(column) for column in zip(*parts, strict=True)] == share(sum(values, D(0)), weights)


@given(
    st.lists(st.decimals(min_value="0.01", max_value=100, places=2), min_size=1, max_size=6),
    st.decimals(min_value="0.01", max_value=400, places=2),
)
def test_a_payment_is_wholly_accounted_for(dues: list[Decimal], amount: Decimal) -> None:
    invoices = [OpenInvoice(i, str(i), date(2026, 11, 1 + i), date(2026, 12, 1), due) for i, due in enumerate(dues)]
    found = allocate(amount, invoices, keep_surplus=True)
    assert isinstance(found, Allocation)
    assert sum(part.amount for part in found.parts) + found.credit == amount
    assert all(part.amount <= dues[part.invoice_id] for part in found.parts)
