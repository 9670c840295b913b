# SPDX-License-Identifier: EUPL-1.2
"""Papers of real rows: loaded by a few SELECTs, archived once, as they were; one fault stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from app.billing.documents.loading import invoice_facts
from app.billing.models import Invoice, PayerShare
from app.billing.rules.payments import PaymentMode
from app.billing.services.draft_invoices import draft_invoices
from app.billing.services.issue_credit_note import issue_credit_note
from app.billing.services.print_invoices import print_invoices
from app.billing.services.record_payment import record_payment
from app.billing.services.validate_invoices import validate_invoices
from app.billing.ui.papers import PAPERS
from app.core.outcome import UserError
from app.directory.models import Address, Civility, Organisation
from app.documents.blocks import Bundle, Document
from app.documents.preview import texts_of
from app.documents.render import render
from app.documents.text import dump
from tests.builders import (
    OCTOBER,
    charge,
    euros,
    make_household,
    make_invoice,
    make_payer,
    make_person,
    make_series,
    source_of,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Store, Work

DAYS = [date(2026, 10, day) for day in (1, 2, 5, 6)]
DRAW: dict[str, Any] = {paper.name: paper for paper in PAPERS}


def make_families(work: Work, count: int = 3) -> list[int]:
    """Payers whose child ate four times, and their issued invoices of October."""
    make_series(work)
    payers = []
    for number in range(count):
        person = make_person(work, f"MOREL{number}", civility=Civility.MME)
        home = make_household(work, person.birth_name, [person], number=str(count - number))
        payers.append(make_payer(work, person, home).id)
    lines = [charge(payer, DAYS, "2.10", child=payer, group="Zoé MOREL, CE1") for payer in payers]
    draft_invoices(work, series="CAN", period=OCTOBER, sources=[source_of(*lines)])
    report = validate_invoices(work, series="CAN", period=OCTOBER)
    return [record.id for record in report.records if record.id is not None]


@contextmanager
def counted_selects(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_facts_take_as_many_selects_for_ten_as_for_two(store: Store) -> None:
    with store.work("test") as work:
        ids = make_families(work, 10)
    counts = []
    for some in (ids[:2], ids):
        with store.read() as session, counted_selects(session) as seen:
            assert [facts.id for facts in invoice_facts(session, some)] == list(some)
            counts.append(len(seen))
    assert counts[0] == counts[1]


def test_papers_are_archived_once_and_stay_as_they_were(store: Store) -> None:
    with store.work("test") as work:
        ids = make_families(work)
        first = print_invoices(work, series="CAN", period=OCTOBER)
        invoice = work.session.get_one(Invoice, ids[0])
        kept = invoice.paper_hash
        content = work.archive.get(kept or "")
        assert first.counts == {"printed": 3}
        assert not first.refusals
        record_payment(work, amount=euros("8.40"), method=PaymentMode.CASH, invoice=ids[0])
        work.put_setting("commune.name", "Ailleurs")
        again = print_invoices(work)
        assert again.counts == {"printed": 0}
        assert invoice.paper_hash == kept
    with store.read() as session:
        assert DRAW["billing.invoice"].issued(session, ids[0]) == kept
        assert "Facture d’octobre 2026" in texts_of(content)[0]


def test_an_archived_paper_is_the_one_that_was_previewed(store: Store) -> None:
    with store.work("test") as work:
        ids = make_families(work, 1)
    with store.read() as session:
        shown = render(DRAW["billing.invoice"].draw(session, id=ids[0]))
    with store.work("test") as work:
        print_invoices(work, ids=ids)
        assert work.archive.get(work.session.get_one(Invoice, ids[0]).paper_hash or "") == shown


def test_one_address_too_wide_is_refused_and_the_others_are_printed(store: Store) -> None:
    with store.work("test") as work:
        ids = make_families(work, 2)
        make_series(work, "PER")
        wide = make_person(work, "LARGE")
        home = make_household(work, "LARGE", [wide], street="W" * 37)
        bad = make_invoice(work, make_payer(work, wide, home).id, series="PER").id
        report = print_invoices(work, ids=(*ids, bad))
        assert report.counts["printed"] == 2
        assert [(refusal.code, refusal.where.id) for refusal in report.refusals if refusal.where] == [("NOT_PRINTED", bad)]
        assert work.session.get_one(Invoice, bad).paper_hash is None


def test_drafts_are_not_archived(store: Store) -> None:
    with store.work("test") as work:
        make_series(work)
        payer = make_payer(work).id
        draft_invoices(work, series="CAN", period=OCTOBER, sources=[source_of(charge(payer, DAYS, "2.10"))])
        assert print_invoices(work).counts["printed"] == 0


def test_the_part_of_a_third_party_is_shown_to_both(store: Store) -> None:
    with store.work("test") as work:
        make_series(work)
        family = make_payer(work).id
        body = Organisation(title="CCAS de Saint-Aubin")
        work.session.add(body)
        work.session.flush()
        town = {"street": "place de la Mairie", "postcode": "99120", "town": "Saint-Aubin-des-Prés"}
        work.session.add(Address(organisation_id=body.id, number="1", **town))
        third = make_payer(work, organisation_id=body.id).id
        share = PayerShare(payer_id=family, third_party_id=third, percent=euros("50"), valid_from=date(2026, 9, 1))
        work.session.add(share)
        work.session.flush()
        line = charge(family, DAYS, "2.10", group="Zoé MOREL, CE1")
        draft_invoices(work, series="CAN", period=OCTOBER, sources=[source_of(line)])
        ids = [record.id for record in validate_invoices(work, series="CAN", period=OCTOBER).records]
        said = {name: dump(document) for name, document in papers_by_payer(work.session, ids)}
    mine, theirs = said["Hélène MOREL"], said["CCAS de Saint-Aubin"]
    assert "4 × 2,10\u00a0€ | 8,40\u00a0€\nPris en charge\u00a0: CCAS de Saint-Aubin | \u22124,20\u00a0€" in mine
    assert "Total à payer | 4,20\u00a0€" in mine
    assert "4 × 2,10\u00a0€, votre part | 4,20\u00a0€" in theirs


def papers_by_payer(session: Session, ids: Any) -> Iterator[tuple[str, Document]]:
    for facts in invoice_facts(session, ids):
        yield facts.envelope.name, DRAW["billing.invoice"].draw(session, id=facts.id)


def test_a_month_is_one_file_in_the_order_of_the_envelopes(store: Store) -> None:
    with store.work("test") as work:
        make_families(work)
        work.put_setting("billing.two_sided", True)
    with store.read() as session:
        paper = DRAW["billing.invoices-month"]
        values = paper.form.start(session, {})
        bundle = paper.draw(session, **values)
        assert isinstance(bundle, Bundle)
        assert [document.blocks[0].lines[1] for document in bundle.documents] == [  # type: ignore[attr-defined]
            f"{number} RUE DU LAVOIR" for number in (1, 2, 3)
        ]
        with pytest.raises(UserError, match="validez"):
            paper.draw(session, series=values["series"], month=OCTOBER.next())


def test_a_credit_note_says_what_becomes_of_the_money(store: Store) -> None:
    with store.work("test") as work:
        (invoice,) = make_families(work, 1)
        record_payment(work, amount=euros("8.40"), method=PaymentMode.CASH, invoice=invoice)
        note = issue_credit_note(work, id=invoice, reason="Classe de découverte").records[0].id
    with store.read() as session:
        paper = DRAW["billing.credit-note"]
        assert paper.form.start(session, {}) == {"id": note}
        said = dump(paper.draw(session, id=note))
        assert dump(DRAW["billing.invoice"].draw(session, id=note)) == said
        with pytest.raises(UserError, match="pas un avoir"):
            paper.draw(session, id=invoice)
    assert "Sur la facture CAN-2026-00001" in said
    assert "Gardé sur votre compte, pour la prochaine facture | 8,40\u00a0€" in said


def test_the_commune_has_its_own_words(store: Store) -> None:
    with store.work("test") as work:
        (invoice,) = make_families(work, 1)
        work.put_setting("billing.wording.invoice-foot", "Merci de votre confiance, service {service}.")
    with store.read() as session:
        said = dump(DRAW["billing.invoice"].draw(session, id=invoice))
    assert "Merci de votre confiance, service Restaurant scolaire." in said


def test_a_receipt_and_a_statement_come_from_the_account(store: Store) -> None:
    with store.work("test") as work:
        (invoice,) = make_families(work, 1)
        payment = record_payment(work, amount=euros("10.00"), method=PaymentMode.CASH, invoice=invoice, keep_surplus=True)
        payer = work.session.get_one(Invoice, invoice).payer_id
    with store.read() as session:
        receipt = dump(DRAW["billing.receipt"].draw(session, id=payment.records[0].id))
        account = dump(DRAW["billing.statement"].draw(session, id=payer))
        with pytest.raises(UserError, match="dates"):
            DRAW["billing.statement"].draw(session, id=payer, first_on=date(2026, 11, 1), last_on=date(2026, 10, 1))
    assert "Sur la facture CAN-2026-00001 | 8,40\u00a0€" in receipt
    assert "Gardé sur votre compte, pour la prochaine facture | 1,60\u00a0€" in receipt
    assert "En votre faveur au 15 octobre 2026 | 1,60\u00a0€" in account
