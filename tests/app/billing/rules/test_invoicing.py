# SPDX-License-Identifier: EUPL-1.2
"""Threshold, numbers, corrections: vectors BIL-01 to BIL-13, and the checks of a draft."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rules.checks import CheckCode, DraftFacts, Severity, check_draft, is_blocked, is_unusual
from app.billing.rules.invoicing import (
    IMMUTABLE,
    TRANSITIONS,
    CollectionMode,
    CorrectionRoute,
    DifferenceKind,
    InvoiceNumber,
    InvoiceState,
    Outcome,
    YearEndChoice,
    correction_route,
    decide,
    differences,
    due_on,
    exercise_choices,
    is_deletable,
    left_under_threshold,
    state_after_payment,
    threshold,
    total,
)
from app.core.outcome import Refusal, UserError

D = Decimal
DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("mode", "carried", "new", "outcome", "issued", "kept"),
    [
        pytest.param("ROLE", "0", "14.99", Outcome.CARRY, "0", "14.99", id="CAN-BIL-01-a"),
        pytest.param("ROLE", "0", "15.00", Outcome.ISSUE, "15.00", "0", id="CAN-BIL-01-b"),
        pytest.param("ROLE", "0", "9.30", Outcome.CARRY, "0", "9.30", id="CAN-BIL-02-a"),
        pytest.param("ROLE", "9.30", "9.30", Outcome.ISSUE, "18.60", "0", id="CAN-BIL-02-b"),
        pytest.param("CASH_OFFICE", "0", "2.00", Outcome.ISSUE, "2.00", "0", id="CAN-BIL-03"),
        pytest.param("TITLES", "-9.00", "12.00", Outcome.CARRY, "0", "3.00", id="CAN-BIL-09"),
        pytest.param("TITLES", "-20.00", "12.00", Outcome.CREDIT, "0", "-8.00", id="CAN-BIL-10"),
        ("TITLES", "-12.00", "12.00", Outcome.NOTHING, "0", "0"),
    ],
)
def test_what_is_owed_is_issued_carried_or_kept_as_a_credit(
    mode: str, carried: str, new: str, outcome: Outcome, issued: str, kept: str
) -> None:
    found = decide(D(carried), D(new), threshold(CollectionMode(mode), DAY))
    assert (found.outcome, found.issued, found.carried) == (outcome, D(issued), D(kept))


def test_the_threshold_is_dated() -> None:
    assert threshold(CollectionMode.TITLES, date(2016, 1, 1)) == D("5.00")
    assert threshold(CollectionMode.TITLES, DAY) == D("15.00")


@pytest.mark.parametrize("months", [pytest.param(4, id="CAN-BIL-04")])
def test_what_stays_under_the_threshold_is_listed_at_the_end_of_the_year(months: int) -> None:
    balances = {1: months * D("3.50"), 2: D("15.00"), 3: D("-4.00")}
    assert left_under_threshold(balances, D("15.00")) == {1: D("14.00")}
    assert len(YearEndChoice) == 3


@pytest.mark.parametrize("rank", [pytest.param(314, id="CAN-BIL-06")])
def test_numbers_begin_again_with_the_year(rank: int) -> None:
    last = InvoiceNumber("CAN", 2026, rank)
    assert str(last) == "CAN-2026-00314"
    assert str(last.following(date(2026, 12, 31))) == "CAN-2026-00315"
    assert str(last.following(date(2027, 1, 4))) == "CAN-2027-00001"


def test_a_number_is_read_back() -> None:
    assert InvoiceNumber.parse(" can-2026-00112 ") == InvoiceNumber("CAN", 2026, 112)
    assert InvoiceNumber.parse("CAN-AV-2026-00001") == InvoiceNumber("CAN-AV", 2026, 1)
    with pytest.raises(UserError, match="CAN-2026-00112"):
        InvoiceNumber.parse("112")


MEALS = {f"canteen:12:2026-10-{day:02d}:meal": D("6.20") for day in range(5, 15)}


@pytest.mark.parametrize(
    ("mode", "sent", "route"),
    [
        pytest.param("TITLES", True, CorrectionRoute.TITLE_REDUCTION, id="CAN-BIL-07"),
        pytest.param("CASH_OFFICE", True, CorrectionRoute.NEXT_INVOICE, id="CAN-BIL-08"),
        ("CASH_OFFICE", False, CorrectionRoute.CREDIT_NOTE),
    ],
)
def test_one_wrong_meal_is_taken_back(mode: str, sent: bool, route: CorrectionRoute) -> None:
    now = dict(list(MEALS.items())[1:])
    found = differences(now, MEALS)
    assert [(diff.kind, diff.amount) for diff in found] == [(DifferenceKind.WITHDRAWN, D("-6.20"))]
    assert total(MEALS.values()) + total(diff.amount for diff in found) == D("55.80")
    assert correction_route(D("-6.20"), CollectionMode(mode), sent, 2026, 2026) is route


def test_a_title_of_a_closed_year_is_left_to_the_finance_service() -> None:
    assert correction_route(D("-6.20"), CollectionMode.TITLES, True, 2025, 2026) is CorrectionRoute.EXPENSE_ORDER
    assert correction_route(D("6.20"), CollectionMode.TITLES, True, 2026, 2026) is CorrectionRoute.COMPLEMENT
    assert correction_route(D("6.20"), CollectionMode.CASH_OFFICE, True, 2026, 2026) is CorrectionRoute.NEXT_INVOICE


@pytest.mark.parametrize("state", [pytest.param(InvoiceState.VALIDATED, id="CAN-BIL-11")])
def test_a_validated_invoice_is_neither_deleted_nor_reopened(state: InvoiceState) -> None:
    assert not is_deletable(state)
    assert is_deletable(InvoiceState.DRAFT)
    assert all(InvoiceState.DRAFT not in TRANSITIONS.following(known) for known in IMMUTABLE)
    assert InvoiceState.VALIDATED in TRANSITIONS.following(InvoiceState.DRAFT)


@pytest.mark.parametrize("worth", [pytest.param("3.50", id="CAN-BIL-12")])
def test_a_locked_day_edited_after_billing_gives_the_difference(worth: str) -> None:
    covered = {"canteen:12:2026-10-05:meal": D("6.20")}
    now = {"canteen:12:2026-10-05:meal": D(worth), "canteen:12:2026-10-06:meal": D("6.20")}
    found = {diff.key[-15:-5]: (diff.kind, diff.amount) for diff in differences(now, covered)}
    assert found == {
        "2026-10-05": (DifferenceKind.CHANGED, D("-2.70")),
        "2026-10-06": (DifferenceKind.NEW, D("6.20")),
    }


@pytest.mark.parametrize("issued", [pytest.param(date(2027, 1, 8), id="CAN-BIL-13")])
def test_in_january_the_exercise_is_chosen(issued: date) -> None:
    assert exercise_choices(date(2026, 12, 18), issued) == (2027, 2026)
    assert exercise_choices(date(2027, 1, 8), issued) == (2027,)
    assert exercise_choices(date(2026, 12, 18), date(2027, 2, 1)) == (2027,)


def test_the_due_date_is_thirty_days_after_the_issue() -> None:
    assert due_on(date(2026, 10, 31)) == date(2026, 11, 30)
    assert due_on(date(2026, 10, 31), 15) == date(2026, 11, 15)


def test_payments_move_the_state() -> None:
    due = date(2026, 11, 30)
    sent = InvoiceState.SENT
    assert state_after_payment(sent, D(62), D(62), due, DAY) is InvoiceState.PAID
    assert state_after_payment(sent, D(62), D(20), due, DAY) is InvoiceState.PARTLY_PAID
    assert state_after_payment(sent, D(62), D(20), due, date(2026, 12, 1)) is InvoiceState.OVERDUE
    assert state_after_payment(sent, D(62), D(0), due, due) is sent
    assert state_after_payment(InvoiceState.TRANSFERRED, D(62), D(62), due, DAY) is InvoiceState.TRANSFERRED


def draft(**more: object) -> DraftFacts:
    return DraftFacts(**{"payer": "Mme ROY", "total": D("62.00"), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "code", "severity"),
    [
        ({"refusals": (Refusal("Zoé", "sans tarif"),)}, CheckCode.CHARGE_REFUSED, Severity.BLOCKING),
        ({"warnings": (Refusal("Zoé", "à lire", code="QUOTIENT_MISSING"),)}, CheckCode.QUOTIENT_MISSING, Severity.WARNING),
        ({"warnings": (Refusal("Zoé", "à lire"),)}, CheckCode.REMARK, Severity.WARNING),
        ({"uses_draft_tariff": True}, CheckCode.TARIFF_DRAFT, Severity.BLOCKING),
        ({"billed_twice": ("k",)}, CheckCode.BILLED_TWICE, Severity.BLOCKING),
        ({"unlocked_days": (DAY,)}, CheckCode.DAYS_UNLOCKED, Severity.WARNING),
        ({"missing_identity": ("civilité",)}, CheckCode.PAYER_INCOMPLETE, Severity.BLOCKING),
        ({"missing_address": ("code postal",)}, CheckCode.ADDRESS_INCOMPLETE, Severity.BLOCKING),
        ({"pays_by_debit": True, "has_mandate": False}, CheckCode.MANDATE_MISSING, Severity.WARNING),
        ({"wants_email": True, "has_email": False}, CheckCode.EMAIL_MISSING, Severity.WARNING),
        ({"total": D(0)}, CheckCode.ZERO_TOTAL, Severity.BLOCKING),
        ({"total": D("14.99"), "least": D("15.00")}, CheckCode.UNDER_THRESHOLD, Severity.BLOCKING),
        ({"carried": D("-70.00")}, CheckCode.CREDIT_CARRIED, Severity.BLOCKING),
        ({"last_totals": (D(40), D(41), D(40))}, CheckCode.UNUSUAL_AMOUNT, Severity.WARNING),
    ],
)
def test_a_draft_is_looked_at_from_every_side(facts: dict[str, object], code: CheckCode, severity: Severity) -> None:
    found = check_draft(draft(**facts))
    assert [(finding.code, finding.severity) for finding in found] == [(code, severity)]
    assert is_blocked(found) is (severity is Severity.BLOCKING)
    assert str(found[0].refusal)


def test_a_sound_draft_has_no_finding() -> None:
    assert check_draft(draft(least=D("15.00"), last_totals=(D(62), D(62), D(62)))) == []
    assert not is_unusual(D(93), (D(62), D(62), D(62)))
    assert is_unusual(D("93.01"), (D(62), D(62), D(62), D(900)))
    assert not is_unusual(D(900), (D(62), D(62)))


euros = st.decimals(min_value=-50, max_value=50, places=2)
worths = st.dictionaries(st.sampled_from([f"k{i}" for i in range(8)]), euros)


@given(worths, worths)
def test_differences_add_up_to_the_difference_of_the_totals(current: dict[str, D], covered: dict[str, D]) -> None:
    found = differences(current, covered)
    assert total(diff.amount for diff in found) == total(current.values()) - total(covered.values())
    after = dict(covered)
    for diff in found:
        after[diff.key] = after.get(diff.key, D(0)) + diff.amount
    assert not [diff for diff in differences(current, after) if diff.amount]


@given(euros, euros)
def test_no_euro_is_lost_between_two_runs(carried: Decimal, new: Decimal) -> None:
    found = decide(carried, new, D("15.00"))
    assert found.issued + found.carried == carried + new
