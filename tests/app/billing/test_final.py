# SPDX-License-Identifier: EUPL-1.2
"""What is issued stays: the database refuses by itself, on SQLite as on PostgreSQL; numbers have no gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.billing.models import DocumentState, Invoice
from app.core.clock import FixedClock
from app.core.outcome import UserError
from tests.app.billing.conftest import Till
from tests.builders import charge, euros

ISSUED = "billing.invoice-issued"


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str | None) -> Iterator[Till]:
    """A till on either database, with one issued invoice of two lines, half paid."""
    from app.registry import discover
    from app.store.dossier import Dossier

    shared = [module for module in discover().modules if module.name in ("directory", "billing")]
    clock = FixedClock.on(date(2026, 11, 3))
    with Dossier.create(tmp_path / "commune", "Beffroi-sur-Lys", shared, url=database_url, clock=clock) as dossier:
        till = Till(dossier)
        till.series()
        payer = till.payer()
        till.charge(payer, [date(2026, 10, 1)], "6.20")
        till.charge(payer, [date(2026, 10, 2)], "3.10", service="late")
        till.bill()
        till.pay("5.00", payer=payer)
        yield till
        assert till.faults() == []
        dossier.store.wrote = False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_invoice SET total = 1 WHERE id = 1",
        "UPDATE billing_invoice SET number = 7 WHERE id = 1",
        "UPDATE billing_invoice SET payer_id = payer_id + 1 WHERE id = 1",
        "UPDATE billing_invoice SET due_on = '2027-01-01' WHERE id = 1",
        "DELETE FROM billing_invoice WHERE id = 1",
        "UPDATE billing_invoice_line SET amount = 1 WHERE id = 1",
        "DELETE FROM billing_invoice_line WHERE id = 1",
        "INSERT INTO billing_invoice_line (invoice_id, position, kind, module, label, basis, gross, amount, items, why, snapshot)"
        " VALUES (1, 9, 'CHARGE', '', 'Repas', '', 1, 1, '[]', '[]', '{}')",
        "UPDATE billing_invoice_party SET digest = 'x' WHERE id = 1",
        "UPDATE billing_invoice_party SET title = 'Quelqu’un d’autre' WHERE id = 1",
        "DELETE FROM billing_invoice_party WHERE id = 1",
        "UPDATE billing_covered_item SET amount = 0",
        "DELETE FROM billing_covered_item",
        "UPDATE billing_payment SET amount = 1",
        "DELETE FROM billing_payment",
    ],
)
def test_the_database_refuses_to_change_what_is_issued(anywhere: Till, statement: str) -> None:
    from app.store.engine import WRITING

    engine = anywhere.dossier.store.engine.execution_options(**{WRITING: True})
    with pytest.raises(DBAPIError, match=r"billing\.(invoice-issued|payment-recorded)"), engine.begin() as connection:
        connection.execute(text(statement.replace(":", "\\:")))


def test_can_bil_11_an_issued_invoice_is_not_deleted_and_says_what_to_do(anywhere: Till) -> None:
    with pytest.raises(UserError, match="Corrigez-la par un avoir"), anywhere.work() as work:
        work.session.delete(work.session.get_one(Invoice, 1))


def test_state_and_payments_still_move(anywhere: Till) -> None:
    from app.billing.services.mark_sent import mark_sent

    with anywhere.work() as work:
        mark_sent(work, ids=(1,))
    anywhere.pay("4.30", invoice=1)
    [invoice] = anywhere.documents()
    assert (invoice.state, invoice.paid) == (DocumentState.SENT, euros("9.30"))


def test_a_number_is_never_given_twice(anywhere: Till) -> None:
    first = anywhere.documents()[0]
    with pytest.raises(UserError, match="existe déjà"):
        _write_twin(anywhere, first)


def _write_twin(till: Till, first: Invoice) -> None:
    with till.work() as work:
        work.session.add(
            Invoice(
                series_id=1, prefix=first.prefix, year=first.year, number=first.number, payer_id=first.payer_id,
                period_first=first.period_first, period_last=first.period_last, issued_on=first.issued_on,
                total=euros("1"), state=DocumentState.VALIDATED,
            )
        )  # fmt: skip


def test_one_thing_is_first_billed_only_once_to_a_payer(anywhere: Till) -> None:
    from app.store.engine import WRITING

    engine = anywhere.dossier.store.engine.execution_options(**{WRITING: True})
    copy = (
        "INSERT INTO billing_covered_item (payer_id, module, key, day, amount, is_first, line_id)"
        " SELECT payer_id, module, key, day, amount, is_first, line_id FROM billing_covered_item WHERE id = 1"
    )
    with pytest.raises(DBAPIError, match=r"(?i)unique"), engine.begin() as connection:
        connection.execute(text(copy))


def test_validating_is_never_undone(anywhere: Till) -> None:
    from app.store.undo import undo_operation

    with anywhere.dossier.store.read() as session:
        last = session.execute(text("SELECT max(id) FROM store_operation")).scalar_one()
    with pytest.raises(UserError):
        undo_operation(anywhere.dossier.store, last)


def test_preparing_can_be_undone(till: Till, days) -> None:
    from app.store.undo import undo_operation

    till.charge(till.payer(), days(1, 2), "2.10")
    till.draft()
    with till.dossier.store.read() as session:
        last = session.execute(text("SELECT max(id) FROM store_operation")).scalar_one()
    undo_operation(till.dossier.store, last)
    assert till.documents() == []


class Fault(Exception):
    """A failure of the machine, thrown by a test."""


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["bill", "fail", "pay", "overpay", "credit"]), st.integers(1, 4), st.integers(1, 9999)
        ),
        min_size=3, max_size=9,
    )
)  # fmt: skip
def test_numbers_are_gapless_and_amounts_add_up_whatever_happens(till: Till, acts: list[tuple[str, int, int]]) -> None:
    payers = [till.payer(f"NOM{rank}") for rank in range(1, 3)]
    start = till.dossier.store.clock.today()
    for turn, (act, rank, cents) in enumerate(acts):
        till.on(start + timedelta(days=turn))
        payer, amount = payers[rank % 2], Decimal(cents) / 100
        try:
            _do(till, act, payer, amount, turn)
        except (UserError, Fault):
            continue
    assert till.faults() == []
    documents = [d for d in till.documents() if d.number is not None]
    for invoice in documents:
        if invoice.total > 0:
            assert 0 <= invoice.paid <= invoice.total


def _do(till: Till, act: str, payer: int, amount: Decimal, turn: int) -> None:
    if act in ("bill", "fail"):
        day = date(2026, 10, 1 + turn)
        till.lines.append(charge(payer, [day], str(amount), child=payer))
        till.draft()
        if act == "fail":
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("app.billing.services.validate_invoices.cover", _fail)
                till.validate()
        till.validate()
    elif act == "pay":
        till.pay(str(amount), payer=payer)
    elif act == "overpay":
        till.pay(str(amount), payer=payer, keep_surplus=True)
    else:
        mine = [d for d in till.documents(payer_id=payer) if d.number is not None and d.total > 0]
        if mine:
            till.credit(mine[-1].id)


def _fail(*_args: object) -> None:
    raise Fault
