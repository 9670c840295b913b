# SPDX-License-Identifier: EUPL-1.2
"""From charges to numbered invoices: threshold, carrying, numbers, corrections (canteen reference §12, §21.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.billing.models import DocumentState, LineKind
from app.billing.rules.invoicing import CollectionMode
from app.core.dates import Month
from app.core.outcome import Address, Refusal, UserError
from tests.app.billing.conftest import Till
from tests.builders import NOVEMBER, OCTOBER, charge, euros

SEPTEMBER, DECEMBER = Month(2026, 9), Month(2026, 12)
TITLES = {"collection_mode": CollectionMode.TITLES, "module": "canteen"}


def titles(till: Till) -> str:
    return till.series("TIT", **TITLES)


def test_a_draft_says_who_what_and_how_much(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1, 2, 5), "2.10")
    till.charge(payer, days(6), "3.15", service="late", label="Repas non réservé")
    report = till.draft()
    [draft] = till.documents()
    assert (draft.state, draft.number, draft.total) == (DocumentState.DRAFT, None, euros("9.45"))
    assert [(li.label, li.quantity, li.unit_price, li.amount) for li in draft.lines] == [
        ("Repas", Decimal(3), euros("2.10"), euros("6.30")),
        ("Repas non réservé", Decimal(1), euros("3.15"), euros("3.15")),
    ]
    assert draft.parties[0].title == f"Enfant {payer}"
    assert report.counts["drafts"] == 1
    assert report.refusals == []


def test_preparing_twice_changes_nothing(till: Till, days) -> None:
    till.charge(till.payer(), days(1, 2), "2.10")
    till.draft()
    [before] = till.documents()
    till.draft()
    [after] = till.documents()
    assert (after.id, after.version, [li.id for li in after.lines]) == (before.id, before.version, [li.id for li in before.lines])


def test_a_draft_that_nothing_charges_any_more_goes(till: Till, days) -> None:
    till.charge(till.payer(), days(1), "2.10")
    till.draft()
    till.lines.clear()
    till.draft()
    assert till.documents() == []


def test_can_bil_01_under_the_threshold_a_title_is_carried_at_it_it_is_issued(till: Till, days) -> None:
    series = titles(till)
    small, enough = till.payer("PETIT"), till.payer("ASSEZ")
    till.charge(small, days(1), "14.99")
    till.charge(enough, days(1), "15.00")
    report = till.bill(series=series)
    assert report.counts == {"validated": 1, "carried": 1, "kept": 0}
    [issued] = till.documents(state=DocumentState.VALIDATED)
    assert (issued.payer_id, issued.total) == (enough, euros("15.00"))


def test_can_bil_02_two_small_months_make_one_title_with_a_report_line(till: Till, days) -> None:
    series, payer = titles(till), till.payer()
    till.charge(payer, days(1), "9.30")
    till.charge(payer, days(2, month=11), "9.30")
    till.bill(series=series)
    till.on(date(2026, 12, 3)).bill(NOVEMBER, series)
    carried, issued = till.documents()
    assert (carried.state, carried.carried_into_id) == (DocumentState.CARRIED, issued.id)
    assert (issued.total, issued.number) == (euros("18.60"), 1)
    [report] = [line for line in issued.lines if line.kind is LineKind.CARRIED]
    assert (report.amount, report.label, report.source_id) == (euros("9.30"), "Report d’octobre 2026", carried.id)


def test_can_bil_03_a_cash_office_has_no_threshold(till: Till, days) -> None:
    till.charge(till.payer(), days(1), "2.00")
    assert till.bill().counts["validated"] == 1


def test_can_bil_04_what_stays_under_the_threshold_waits_from_run_to_run(till: Till, days) -> None:
    series, payer = titles(till), till.payer()
    months = (Month(2026, 3), Month(2026, 4), Month(2026, 5), Month(2026, 6))
    for month in months:
        till.charge(payer, [month.first], "3.50")
    for month in months:
        till.on(month.next().first).bill(month, series)
    waiting = [d for d in till.documents() if d.carried_into_id is None]
    assert [d.total for d in waiting] == [euros("14.00")]
    assert till.balance(payer) == 0


def test_can_bil_05_a_draft_that_fails_stays_a_draft_the_others_are_numbered(till: Till, days) -> None:
    good, bad, other = till.payer("AUBERT"), till.payer("BERTRAND"), till.payer("CARON")
    for payer in (good, bad, other):
        till.charge(payer, days(1), "6.20")
    till.extra["blocked"] = {bad: [Refusal("Zoé", "aucun tarif voté", Address("billing.tariffs"), "TARIFF_MISSING")]}
    report = till.bill()
    assert [d.number for d in till.documents(state=DocumentState.VALIDATED)] == [1, 2]
    assert [(r.what, r.why, r.where) for r in report.refusals] == [("Zoé", "aucun tarif voté", Address("billing.tariffs"))]
    [draft] = till.documents(state=DocumentState.DRAFT)
    assert draft.payer_id == bad


def test_can_bil_05_a_technical_failure_uses_no_number(till: Till, days, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AUBERT", "BERTRAND", "CARON"):
        till.charge(till.payer(name), days(1), "6.20")
    till.draft()
    with monkeypatch.context() as broken:
        broken.setattr("app.billing.services.validate_invoices.cover", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            till.validate()
    assert {d.state for d in till.documents()} == {DocumentState.DRAFT}
    till.validate()
    assert [d.reference for d in till.documents()] == ["CAN-2026-00001", "CAN-2026-00002", "CAN-2026-00003"]


def test_can_bil_06_numbers_begin_again_with_the_year_of_issue(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "5.00")
    till.charge(payer, days(1, month=12), "5.00")
    till.bill()
    till.on(date(2027, 1, 8)).bill(DECEMBER)
    assert [d.reference for d in till.documents()] == ["CAN-2026-00001", "CAN-2027-00001"]


def test_can_bil_07_one_meal_too_many_on_a_title_is_reduced(till: Till, days) -> None:
    series, payer = titles(till), till.payer()
    till.charge(payer, days(*range(1, 11)), "6.20")
    till.bill(series=series)
    report = till.credit(1, lines=[{"line": 1, "day": date(2026, 10, 5), "amount": None}])
    assert report.facts["amount"] == euros("6.20")
    assert report.facts["document_type"] == "02/02/06"
    assert till.balance(payer) == euros("55.80")


def test_can_bil_08_a_paid_invoice_leaves_the_credit_on_the_account(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(*range(1, 11)), "6.20")
    till.bill()
    till.pay("62.00", invoice=1)
    report = till.credit(1, lines=[{"line": 1, "amount": euros("6.20")}])
    assert report.facts["credit"] == euros("6.20")
    assert till.balance(payer) == euros("-6.20")


def test_can_bil_08_the_next_invoice_uses_the_credit(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(*range(1, 11)), "6.20")
    till.bill()
    till.pay("62.00", invoice=1)
    till.credit(1, lines=[{"line": 1, "day": date(2026, 10, 10)}])
    till.lines[:] = [charge(payer, days(*range(1, 10)), "6.20", child=payer)]
    till.charge(payer, days(2, 3, month=11), "6.20")
    till.on(date(2026, 12, 3)).bill(NOVEMBER)
    invoice = till.documents()[-1]
    assert (invoice.total, invoice.previous_balance, invoice.paid) == (euros("12.40"), euros("-6.20"), euros("6.20"))
    assert till.balance(payer) == euros("6.20")


def test_can_bil_09_a_correction_and_new_charges_under_the_threshold_are_carried(till: Till, days) -> None:
    series, payer = titles(till), till.payer()
    till.charge(payer, days(1, 2), "9.00")
    till.bill(series=series)
    till.lines[:] = [charge(payer, days(1), "9.00", child=payer), charge(payer, days(3, month=11), "12.00", child=payer)]
    report = till.on(date(2026, 12, 3)).bill(NOVEMBER, series)
    assert report.counts["carried"] == 1
    assert till.documents(state=DocumentState.CARRIED)[0].total == euros("3.00")


def test_can_bil_10_a_credit_larger_than_the_charges_is_carried(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1, 2), "20.00")
    till.bill()
    till.lines[:] = [charge(payer, days(1), "20.00", child=payer), charge(payer, days(3, month=11), "12.00", child=payer)]
    report = till.on(date(2026, 12, 3)).bill(NOVEMBER)
    assert report.counts == {"validated": 0, "carried": 1, "kept": 0}
    [carried] = till.documents(state=DocumentState.CARRIED)
    assert carried.total == euros("-8.00")
    till.charge(payer, days(1, month=12), "10.00")
    till.on(date(2027, 1, 8)).bill(DECEMBER)
    issued = till.documents()[-1]
    assert issued.total == euros("2.00")
    assert "Avoir reporté de novembre 2026" in [line.label for line in issued.lines]


def test_can_bil_12_a_day_corrected_after_the_invoice_is_a_correction_line(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1, 2, 5), "2.10")
    till.bill()
    till.lines[:] = [charge(payer, days(1, 2), "2.10", child=payer), charge(payer, days(3, 4, month=11), "2.10", child=payer)]
    till.on(date(2026, 12, 3)).bill(NOVEMBER)
    invoice = till.documents()[-1]
    [correction] = [line for line in invoice.lines if line.kind is LineKind.CORRECTION]
    assert (correction.amount, correction.label) == (euros("-2.10"), "Correction\u00a0: Repas")
    assert correction.why[0] == "le 05/10/2026\u00a0: 2,10\u00a0€ devient 0,00\u00a0€"
    assert (invoice.total, invoice.number) == (euros("2.10"), 2)


def test_a_price_that_rises_afterwards_is_billed_by_difference(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1, 2), "2.10")
    till.bill()
    till.lines[:] = [charge(payer, days(1, 2), "3.00", child=payer), charge(payer, days(3, month=11), "3.00", child=payer)]
    till.on(date(2026, 12, 3)).bill(NOVEMBER)
    assert till.documents()[-1].total == euros("4.80")
    till.draft(NOVEMBER)
    assert till.documents(state=DocumentState.DRAFT) == []


def test_a_forgotten_day_is_billed_later(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "2.10")
    till.bill()
    till.lines[:] = [charge(payer, days(1, 2), "2.10", child=payer)]
    till.on(date(2026, 12, 3)).draft(NOVEMBER)
    [draft] = till.documents(state=DocumentState.DRAFT)
    assert [(line.quantity, line.amount) for line in draft.lines] == [(Decimal(1), euros("2.10"))]


def test_months_too_old_are_left_alone(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "2.10")
    till.bill()
    till.lines.clear()
    till.on(date(2027, 4, 2)).draft(Month(2027, 3))
    assert till.documents(state=DocumentState.DRAFT) == []


def test_what_has_no_price_today_is_not_taken_for_a_withdrawal(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "2.10")
    till.bill()
    till.lines.clear()
    till.extra["refusals"] = [Refusal("Zoé", "aucun tarif voté", code="TARIFF_MISSING")]
    till.draft()
    assert till.documents(state=DocumentState.DRAFT) == []


def test_can_bil_13_in_january_the_budget_year_is_chosen(till: Till, days) -> None:
    till.charge(till.payer(), days(1, month=12), "5.00")
    till.on(date(2027, 1, 8)).bill(DECEMBER, exercise=2026)
    [invoice] = till.documents()
    assert (invoice.issued_on, invoice.exercise) == (date(2027, 1, 8), 2026)


def test_a_budget_year_out_of_reach_is_refused(till: Till, days) -> None:
    till.charge(till.payer(), days(1), "5.00")
    till.draft()
    with pytest.raises(UserError, match="L’exercice doit être parmi"):
        till.validate(exercise=2024)


def test_can_bil_14_the_articles_of_a_run_add_up(till: Till, days) -> None:
    series = titles(till)
    till.charge(till.payer("AUBERT"), days(*range(1, 11)), "6.20")
    till.charge(till.payer("CARON"), days(*range(1, 7)), "6.20")
    report = till.bill(series=series)
    assert (report.counts["validated"], report.facts["total"]) == (2, euros("99.20"))


def test_numbers_follow_the_names(till: Till, days) -> None:
    for name in ("ZOLA", "Étienne", "de La Tour"):
        till.charge(till.payer(name), days(1), "5.00")
    till.bill()
    ordered = sorted(till.documents(), key=lambda d: d.number)
    titles = [next(p for p in d.parties if p.position == 0).title for d in ordered]
    assert [t.split()[-1] for t in titles] == ["Étienne", "Tour", "ZOLA"]


def test_days_of_issue_do_not_go_back(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "5.00")
    till.charge(payer, days(2, month=11), "5.00")
    till.bill()
    till.draft(NOVEMBER)
    with pytest.raises(UserError, match="ne peut pas être antérieure"):
        till.validate(NOVEMBER, issued_on=date(2026, 11, 2))


def test_a_month_without_draft_says_to_prepare_it(till: Till) -> None:
    with pytest.raises(UserError, match="préparez d’abord le mois"):
        till.validate()


def test_two_drafts_of_the_same_correction_do_not_bill_it_twice(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1, 2), "9.00")
    till.bill()
    till.lines[:] = [
        charge(payer, days(1), "9.00", child=payer),
        charge(payer, days(3, month=11), "12.00", child=payer),
        charge(payer, days(3, month=12), "12.00", child=payer),
    ]
    till.on(date(2027, 1, 8))
    till.draft(NOVEMBER)
    till.draft(DECEMBER)
    till.validate(NOVEMBER)
    report = till.validate(DECEMBER)
    assert [r.code for r in report.refusals] == ["BILLED_TWICE"]
    till.draft(DECEMBER)
    assert till.validate(DECEMBER).refusals == []
    assert till.documents()[-1].total == euros("12.00")


def test_a_tariff_without_decision_stays_in_drafts(till: Till, days) -> None:
    till.charge(till.payer(), days(1), "5.00", snapshot={"price": "5.00", "draft": True})
    report = till.bill()
    assert [r.code for r in report.refusals] == ["TARIFF_DRAFT"]
    assert till.documents()[0].state is DocumentState.DRAFT


def test_titles_ask_for_the_civility_a_cash_office_does_not(till: Till, days) -> None:
    from tests.builders import make_payer

    with till.work() as work:
        payer = make_payer(work).id
    till.charge(payer, days(1), "20.00")
    series = titles(till)
    assert [r.code for r in till.bill(series=series).refusals] == ["PAYER_INCOMPLETE"]


def test_a_payer_without_address_keeps_a_draft_that_says_where_to_mend_it(till: Till, days) -> None:
    from tests.builders import make_household, make_payer, make_person

    with till.work() as work:
        person = make_person(work)
        payer = make_payer(work, person, make_household(work, street="", postcode="", number="")).id
    till.charge(payer, days(1), "20.00")
    [refusal] = till.bill().refusals
    assert (refusal.code, refusal.where) == ("ADDRESS_INCOMPLETE", Address("billing.payers", payer))
    assert "code postal" in str(refusal.why)


def test_what_is_still_owed_is_recalled_on_the_next_invoice(till: Till, days) -> None:
    payer = till.payer()
    till.charge(payer, days(1), "16.05")
    till.charge(payer, days(2, month=11), "70.35")
    till.bill()
    till.on(date(2026, 12, 3)).bill(NOVEMBER)
    invoice = till.documents()[-1]
    [recalled] = [line for line in invoice.lines if line.kind is LineKind.PREVIOUS]
    assert recalled.label == "Reste dû d’octobre 2026, facture CAN-2026-00001"
    assert (invoice.total, invoice.previous_balance) == (euros("70.35"), euros("16.05"))
    assert till.balance(payer) == euros("86.40")


def test_the_identity_of_the_day_is_kept_with_the_invoice(till: Till, days) -> None:
    from sqlalchemy import select

    from app.directory.models import Person

    till.charge(till.payer("MOREL"), days(1), "5.00")
    till.bill()
    with till.work() as work:
        work.session.scalars(select(Person)).one().birth_name = "DUPONT"
    [invoice] = till.documents()
    payer = next(p for p in invoice.parties if p.position == 0)
    assert payer.title == "Madame Hélène MOREL"
    assert payer.address_lines[-1] == "99120 SAINT AUBIN DES PRES"


def test_an_erased_name_leaves_the_chain_of_digests_whole(till: Till, days) -> None:
    from sqlalchemy import select

    from app.billing.models import InvoiceParty

    for name in ("AUBERT", "CARON"):
        till.charge(till.payer(name), days(1), "5.00")
    till.bill()
    with till.work() as work:
        for party in work.session.scalars(select(InvoiceParty)):
            party.title, party.salt, party.address_lines = None, None, []
    assert till.faults() == []


@pytest.mark.parametrize("period", [OCTOBER, SEPTEMBER])
def test_a_run_needs_the_right_to_validate(till: Till, period: Month) -> None:
    from app.billing.services.validate_invoices import validate_invoices
    from app.core.outcome import PermissionRefused
    from app.store.users import UserFacts

    reader = UserFacts(9, "lecteur", ("*.read",))
    with pytest.raises(PermissionRefused), till.dossier.store.work("act", user=reader) as work:
        validate_invoices(work, series="CAN", period=period)
