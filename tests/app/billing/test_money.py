# SPDX-License-Identifier: EUPL-1.2
"""Payments, credits, reminders and accounts (canteen reference §13, §14, §21.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.billing.models import Payment, PaymentReminder
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import PaymentMode
from app.core.outcome import UserError
from tests.app.billing.conftest import Till
from tests.builders import NOVEMBER, charge, euros


def two_months(till: Till, days) -> int:
    """A payer who owes 20.00 for October and 62.00 for November."""
    payer = till.payer()
    till.charge(payer, days(1), "20.00")
    till.charge(payer, days(1, month=11), "62.00")
    till.bill()
    till.on(date(2026, 12, 3)).bill(NOVEMBER)
    return payer


def left(till: Till) -> list[Decimal]:
    return [d.total - d.paid for d in till.documents()]


def test_can_pay_01_without_a_reference_the_oldest_is_paid_first(till: Till, days) -> None:
    payer = two_months(till, days)
    till.pay("60.00", payer=payer)
    assert left(till) == [euros("0.00"), euros("22.00")]


def test_a_named_invoice_is_paid_first_then_the_oldest(till: Till, days) -> None:
    two_months(till, days)
    till.pay("70.00", invoice=2)
    assert left(till) == [euros("12.00"), euros("0.00")]


def test_can_pay_02_a_cancelled_payment_keeps_its_number(till: Till, days) -> None:
    from app.billing.services.cancel_payment import cancel_payment

    payer = two_months(till, days)
    for _rank in range(3):
        till.pay("10.00", payer=payer)
    with till.work() as work:
        cancel_payment(work, id=2, reason="chèque revenu impayé")
    till.pay("10.00", payer=payer)
    with till.dossier.store.read() as session:
        rows = session.execute(select(Payment.receipt, Payment.cancelled_on).order_by(Payment.id)).all()
    assert [r.receipt for r in rows] == [f"CAN-Q-2026-0000{i}" for i in (1, 2, 3, 4)]
    assert [r.cancelled_on is None for r in rows] == [True, False, True, True]
    assert till.balance(payer) == euros("52.00")


def test_a_payment_is_not_cancelled_twice(till: Till, days) -> None:
    from app.billing.services.cancel_payment import cancel_payment

    payer = two_months(till, days)
    till.pay("10.00", payer=payer)
    with till.work() as work:
        cancel_payment(work, id=1, reason="erreur")
    with pytest.raises(UserError, match="déjà annulé"), till.work() as work:
        cancel_payment(work, id=1, reason="erreur")


def test_can_pay_05_vouchers_do_not_pay_for_meals_but_for_day_care(till: Till, days) -> None:
    payer = two_months(till, days)
    with pytest.raises(UserError, match="CESU"):
        till.pay("10.00", payer=payer, method=PaymentMode.CESU)
    till.series("GAR", title="Garderie", module="daycare", covers_meals=False)
    till.lines[:] = [charge(payer, days(1, month=11), "8.00", child=7)]
    till.lines[0] = charge(payer, days(1, month=11), "8.00", child=7, items=tuple(
        type(i)(key=i.key.replace("canteen", "daycare"), day=i.day, amount=i.amount) for i in till.lines[0].items
    ))
    till.bill(NOVEMBER, "GAR")
    assert till.pay("8.00", invoice=3, method=PaymentMode.CESU).facts["receipt"] == "GAR-Q-2026-00001"


def test_only_the_means_of_the_act_of_the_cash_office(till: Till, days) -> None:
    till.series("REG", module="pool", payment_modes=["CASH", "CHEQUE"], covers_meals=False)
    payer = till.payer()
    with pytest.raises(UserError, match="espèces, chèque"):
        till.pay("5.00", payer=payer, series=2, method=PaymentMode.CARD, keep_surplus=True)


def test_can_bil_15_too_much_is_refused_unless_kept_on_the_account(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "37.20")
    till.bill()
    with pytest.raises(UserError, match="gardez 12,80") as refused:
        till.pay("50.00", payer=payer)
    assert refused.value.field == "amount"
    report = till.pay("50.00", payer=payer, keep_surplus=True)
    assert report.facts["credit"] == euros("12.80")
    assert left(till) == [euros("0.00")]
    assert till.balance(payer) == euros("-12.80")


def test_a_refused_payment_uses_no_number(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "37.20")
    till.bill()
    with pytest.raises(UserError):
        till.pay("50.00", payer=payer)
    assert till.pay("37.20", payer=payer).facts["receipt"] == "CAN-Q-2026-00001"


def test_a_payment_is_not_received_tomorrow(till: Till, days) -> None:
    with pytest.raises(UserError, match="dans l’avenir"):
        till.pay("5.00", payer=till.payer(), received_on=date(2026, 11, 4))


def test_can_pay_06_reminders_come_fifteen_then_thirty_days_after_the_due_date(till: Till, days) -> None:
    from app.billing.services.remind import due_reminders, remind

    till.charge(till.payer(), days(1), "20.00")
    till.on(date(2026, 10, 16)).bill()
    [invoice] = till.documents()
    assert invoice.due_on == date(2026, 11, 15)

    def due(day: date) -> list[int]:
        with till.dossier.store.read() as session:
            return [level for _invoice, level in due_reminders(session, day)]

    assert (due(date(2026, 11, 29)), due(date(2026, 11, 30))) == ([], [1])
    till.on(date(2026, 11, 30))
    with till.work() as work:
        remind(work)
    assert (due(date(2026, 12, 14)), due(date(2026, 12, 15))) == ([], [2])


def test_one_letter_a_payer_with_what_is_left(till: Till, days) -> None:
    from app.billing.services.remind import remind

    payer = two_months(till, days)
    till.pay("5.00", payer=payer)
    till.on(date(2027, 2, 1))
    with till.work() as work:
        report = remind(work)
    assert report.counts == {"reminders": 1}
    with till.dossier.store.read() as session:
        [letter] = session.scalars(select(PaymentReminder))
        assert (letter.amount, letter.level, len(letter.lines)) == (euros("77.00"), 1, 2)


def test_titles_are_reminded_by_the_accountant(till: Till, days) -> None:
    from app.billing.services.remind import remind_selected

    till.series("TIT", collection_mode=CollectionMode.TITLES, module="canteen")
    till.charge(till.payer(), days(1), "20.00")
    till.bill(series="TIT")
    till.on(date(2027, 2, 1))
    with till.work() as work:
        report = remind_selected(work, ids=(1,))
    assert [r.code for r in report.refusals] == ["TITLE"]


def test_can_pay_12_a_returned_payment_makes_the_invoice_late_again(till: Till, days) -> None:
    from app.billing.queries.lists import invoices_rows
    from app.billing.services.cancel_payment import cancel_payment

    payer = till.payer()
    till.charge(payer, days(1), "23.63")
    till.bill()
    till.pay("23.63", payer=payer)

    def state() -> str:
        with till.dossier.store.read() as session:
            return str(session.execute(invoices_rows(session, {})).one().state)

    assert state() == "PAID"
    till.on(date(2026, 12, 20))
    with till.work() as work:
        cancel_payment(work, id=1, reason="rejet\u00a0: provision insuffisante")
    assert state() == "OVERDUE"


def test_a_full_credit_note_lets_the_month_be_billed_again(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1, 2), "6.20")
    till.bill()
    till.credit(1)
    till.bill()
    assert [(d.reference, d.total) for d in till.documents()] == [
        ("CAN-2026-00001", euros("12.40")), ("CAN-AV-2026-00001", euros("-12.40")), ("CAN-2026-00002", euros("12.40")),
    ]  # fmt: skip
    assert till.balance(payer) == euros("12.40")


def test_what_is_waived_is_not_billed_again(till: Till, days) -> None:
    till.charge(till.payer(), days(1, 2), "6.20")
    till.bill()
    till.credit(1, waived=True)
    till.draft()
    assert len(till.documents()) == 2


def test_no_more_is_given_back_than_was_billed(till: Till, days) -> None:
    till.charge(till.payer(), days(1, 2), "6.20")
    till.bill()
    till.credit(1, lines=[{"line": 1, "amount": euros("10.00")}])
    with pytest.raises(UserError, match="il reste 2,40"):
        till.credit(1, lines=[{"line": 1, "amount": euros("6.20")}])
    till.credit(1)
    with pytest.raises(UserError, match="déjà été entièrement annulée"):
        till.credit(1)


def test_a_draft_receives_no_credit_note(till: Till, days) -> None:
    till.charge(till.payer(), days(1), "6.20")
    till.draft()
    with pytest.raises(UserError, match="Seule une facture émise"):
        till.credit(1)


def test_a_third_party_bears_its_part_and_no_cent_is_lost(till: Till, days) -> None:
    from app.billing.services.add_payer import add_share
    from app.directory.models import Address, Organisation
    from tests.builders import make_payer

    family = till.payer()
    with till.work() as work:
        body = Organisation(title="CCAS de Saint-Aubin")
        body.addresses.append(Address(number="1", street="place de la Mairie", postcode="99120", town="Saint-Aubin"))
        work.session.add(body)
        work.session.flush()
        ccas = make_payer(work, organisation_id=body.id).id
        add_share(work, id=family, third_party=ccas, percent=Decimal(33), valid_from=date(2026, 9, 1))
    till.charge(family, days(*range(1, 8)), "2.15")
    till.bill()
    own, theirs = sorted(till.documents(), key=lambda d: d.payer_id)
    assert own.total + theirs.total == euros("15.05")
    assert theirs.total == euros("4.97")
    [line] = own.lines
    assert (line.gross, line.third_party) == (euros("15.05"), "CCAS de Saint-Aubin")
    till.draft()
    assert len(till.documents()) == 2


def test_the_account_runs_from_line_to_line(till: Till, days) -> None:
    from app.billing.queries.account import movements
    from app.billing.rules.payments import statement

    payer = two_months(till, days)
    till.pay("60.00", payer=payer)
    till.credit(2, lines=[{"line": 1, "amount": euros("2.00")}])
    with till.dossier.store.read() as session:
        lines = statement(movements(session, payer))
    assert [line.balance for line in lines] == [euros("20.00"), euros("82.00"), euros("80.00"), euros("20.00")]
    assert lines[-1].balance == till.balance(payer)


def test_unpaid_by_age(till: Till, days) -> None:
    from app.billing.queries.account import unpaid_by_age
    from app.billing.rules.payments import AgeBucket

    two_months(till, days)
    with till.dossier.store.read() as session:
        ages = unpaid_by_age(session, date(2026, 12, 20))
    assert (ages[AgeBucket.DAYS_0_30], ages[AgeBucket.NOT_DUE]) == (euros("20.00"), euros("62.00"))


def test_sent_invoices_say_when_and_by_whom(till: Till, days) -> None:
    from app.billing.services.mark_sent import mark_sent

    till.charge(till.payer("AUBERT"), days(1), "5.00")
    till.bill()
    till.charge(till.payer("CARON"), days(1, month=11), "5.00")
    till.draft(NOVEMBER)
    with till.work() as work:
        report = mark_sent(work, ids=(1, 2))
    assert (report.counts["sent"], [r.code for r in report.refusals]) == (1, ["NOT_ISSUED"])
    assert till.documents()[0].sent_on == date(2026, 11, 3)


def test_two_persons_made_one_keep_what_they_owe(till: Till, days) -> None:
    from app.directory.services.merge_people import merge_people

    first, second = till.payer("LE GOFF"), till.payer("LEGOFF")
    for payer in (first, second):
        till.charge(payer, days(1), "5.00")
    till.bill()
    with till.work() as work:
        merge_people(work, kept=1, dropped=2)
    assert {d.payer_id for d in till.documents()} == {first, second}
    assert (till.balance(first), till.balance(second)) == (euros("5.00"), euros("5.00"))


def test_an_account_without_history_is_folded_by_a_merge(till: Till, days) -> None:
    from app.billing.models import Payer
    from app.directory.services.merge_people import merge_people

    first, second = till.payer("LE GOFF"), till.payer("LEGOFF")
    till.charge(second, days(1), "5.00")
    till.draft()
    with till.work() as work:
        merge_people(work, kept=1, dropped=2)
    with till.dossier.store.read() as session:
        assert session.scalars(select(Payer.id)).all() == [first]


def test_the_preview_of_a_payment_says_where_it_goes(till: Till, days) -> None:
    from app.billing.ui.forms import payment_preview, start_payment

    payer = two_months(till, days)
    with till.dossier.store.read() as session:
        assert start_payment(session, {"payer": payer})["amount"] == euros("82.00")
        said = [str(s) for s in payment_preview(session, {"payer": payer, "amount": euros("90.00")})]
    assert said == [
        "20,00\u00a0€ sur CAN-2026-00001", "62,00\u00a0€ sur CAN-2026-00002",
        "8,00\u00a0€ de trop par rapport à ce qui est dû",
    ]  # fmt: skip


def test_can_bil_04_what_stays_under_the_threshold_is_given_up_by_a_decision(till: Till, days) -> None:
    from app.billing.models import CouncilDecision, DocumentState
    from app.billing.services.write_off import write_off

    till.series("TIT", collection_mode=CollectionMode.TITLES, module="canteen")
    payer = till.payer()
    till.charge(payer, days(1), "14.00")
    till.bill(series="TIT")
    with till.work() as work:
        decision = CouncilDecision(number="2026-60", title="Petits montants", adopted_on=date(2026, 11, 2))
        work.session.add(decision)
        work.session.flush()
        report = write_off(work, ids=(1, 1), decision=decision.id)
    assert (report.counts["written_off"], [r.code for r in report.refusals]) == (1, ["NOTHING_OWED"])
    till.charge(payer, days(1, month=11), "15.00")
    till.on(date(2026, 12, 3)).bill(NOVEMBER, "TIT")
    assert [(d.state, d.total) for d in till.documents()] == [
        (DocumentState.WRITTEN_OFF, euros("14.00")), (DocumentState.VALIDATED, euros("15.00")),
    ]  # fmt: skip


def test_a_debt_given_up_leaves_the_account_at_what_was_paid(till: Till, days) -> None:
    from app.billing.models import CouncilDecision
    from app.billing.queries.account import movements
    from app.billing.queries.lists import payers_rows
    from app.billing.rules.payments import statement
    from app.billing.services.write_off import write_off

    payer = two_months(till, days)
    till.pay("25.00", payer=payer)
    with till.work() as work:
        decision = CouncilDecision(number="2027-1", title="Non-valeurs", adopted_on=date(2026, 12, 1))
        work.session.add(decision)
        work.session.flush()
        write_off(work, ids=(2,), decision=decision.id)
    assert till.balance(payer) == euros("0.00")
    with till.dossier.store.read() as session:
        assert statement(movements(session, payer))[-1].balance == euros("0.00")
        assert session.execute(payers_rows(session, {})).one().balance == euros("0.00")
    with pytest.raises(UserError):
        till.pay("1.00", payer=payer)
