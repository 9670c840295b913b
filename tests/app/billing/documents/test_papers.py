# SPDX-License-Identifier: EUPL-1.2
"""What holds of every paper of billing: sums, codes, the window, the order of a batch, the same bytes twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image

from app.billing.documents.batch import Piece, batch
from app.billing.documents.credit_note import credit_note_document
from app.billing.documents.facts import Envelope, InvoiceFacts
from app.billing.documents.invoice import invoice_document
from app.billing.documents.reminder import reminder_document
from app.billing.documents.words import code_of, line_words, reasons, ways_to_pay, when
from app.core.outcome import UserError
from app.documents.blocks import AddressWindow, Coupon, Document, Table, Total
from app.documents.preview import Preview, texts_of
from app.documents.render import page_count, render
from app.documents.text import dump
from tests.app.billing.documents.samples import (
    BORNE,
    CANTEEN,
    CARRIED,
    CORRECTED,
    HALF,
    HEAD,
    HELPED,
    LINES,
    MOREL,
    OFFICE,
    ON_ACCOUNT,
    TITLES,
    WORDS,
    euros,
    make_credit_note,
    make_draft,
    make_invoice,
    make_line,
    make_long_invoice,
    make_reminder,
    october,
)

INVOICES = {
    "ordinary": make_invoice(),
    "draft": make_draft(),
    "custody, correction, credit": make_invoice(HALF, CORRECTED, CARRIED, ON_ACCOUNT),
    "helped": make_invoice(*LINES[:2], HELPED),
    "third party": make_invoice(BORNE),
    "titles": make_invoice(*LINES, CARRIED, series=TITLES),
    "credit note": make_credit_note(),
    "long": make_long_invoice(),
}


def paper(facts: InvoiceFacts) -> Document:
    return (credit_note_document if facts.is_credit_note else invoice_document)(facts, HEAD, WORDS)


def read_amount(text: object) -> Decimal:
    digits = re.sub(r"[^\d,\u2212]", "", str(text)).replace(",", ".").replace("\u2212", "-")
    return Decimal(digits)


@pytest.mark.parametrize("facts", INVOICES.values(), ids=INVOICES)
def test_BIL_01_the_amounts_shown_add_up_to_the_total(facts: InvoiceFacts) -> None:
    blocks = paper(facts).blocks
    end = next(rank for rank, block in enumerate(blocks) if isinstance(block, Total))
    tables = [block for block in blocks[:end] if isinstance(block, Table)]
    rows = [row for t in tables for row in (*t.rows, *(r for g in t.groups for r in g.rows))]
    total = blocks[end]
    assert isinstance(total, Total)
    shown = sum((read_amount(row.cells[1]) for row in rows), Decimal(0))  # type: ignore[union-attr]
    assert abs(shown) == read_amount(total.amount)


@pytest.mark.parametrize("facts", INVOICES.values(), ids=INVOICES)
def test_LET_02_the_address_is_alone_in_its_window(facts: InvoiceFacts) -> None:
    with Preview(render(paper(facts))) as preview:
        glyphs = [g for g in preview.glyphs(0) if g.right > 95 and g.left < 200 and g.bottom > 45 and g.top < 92]
    assert "".join(g.char for g in glyphs) == "".join(MOREL.lines).replace(" ", "")
    assert min(g.left for g in glyphs) >= 105
    assert max(g.bottom for g in glyphs) <= 79


def test_an_ordinary_invoice_fits_on_one_page_and_a_long_one_keeps_its_coupon() -> None:
    assert page_count(paper(make_invoice())) == 1
    pages = texts_of(render(paper(make_long_invoice())))
    assert len(pages) == 2
    assert "Régler 311,85" in pages[1]
    assert "Régler" not in pages[0]


def test_the_code_printed_is_the_reference_and_the_amount() -> None:
    with Preview(render(paper(make_invoice()))) as preview:
        image = preview.image(0, 3.0)
    picture = Image.frombytes("RGBA", (image.width, image.height), image.pixels).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["CAN-2026-00112 86.40 EUR"]


def test_with_an_iban_the_code_is_a_transfer_for_banking_applications() -> None:
    series = replace(CANTEEN, iban="FR76 3000 1007 9412 3456 7890 185")
    assert code_of(series, ["CAN-2026-00112"], euros("86.40"), "Mairie").split("\n") == [
        "BCD", "002", "1", "SCT", "", "Régie cantine Saint-Aubin", "FR7630001007941234567890185", "EUR86.40", "", "",
        "CAN-2026-00112",
    ]  # fmt: skip


def test_the_coupon_offers_only_what_the_act_of_the_cash_office_admits() -> None:
    offered = ways_to_pay(replace(CANTEEN, payee="", payment_modes=("CHEQUE", "CESU")), ["CAN-2026-00112"])
    assert [str(name) for name, _value in offered] == ["Chèque à l’ordre de", "CESU"]
    assert str(offered[0][1].text) == "Trésor public"  # type: ignore[union-attr]


def test_nothing_left_to_pay_is_said_on_the_coupon() -> None:
    document = paper(make_invoice(HALF, replace(ON_ACCOUNT, amount=euros("-15.75"), gross=euros("-15.75"))))
    coupon = document.blocks[-1]
    assert isinstance(coupon, Coupon)
    assert str(coupon.title) == "Rien à régler"
    assert coupon.code is None
    assert "à jour" in dump(document)


def test_a_draft_is_stamped_and_cannot_be_paid() -> None:
    document = paper(make_draft())
    assert str(document.stamp) == "PROJET"
    assert not any(isinstance(block, Coupon) for block in document.blocks)
    assert "N°" not in dump(document)


def test_titles_are_paid_to_the_accountant_alone() -> None:
    document = paper(make_invoice(series=TITLES))
    assert not any(isinstance(block, Coupon) for block in document.blocks)
    assert "sommes à payer" not in dump(document).lower()


def test_few_days_are_named_many_are_bounded() -> None:
    few = replace(make_line(3, "2.10", 1, 9), days=(october(1), october(5), october(9)))
    assert when(few, 2026) == "les 1er, 5 et 9 octobre"
    assert when(few, 2027) == "les 1er, 5 et 9 octobre 2026"
    across = replace(few, first_on=date(2026, 9, 30), days=(date(2026, 9, 30), october(9)))
    assert when(across, 2026) == "du 30 septembre au 9 octobre"
    assert str(line_words(make_line(12, "2.10"), 2026)) == "Repas du 1er au 30 octobre\u00a0: 12 × 2,10\u00a0€"


def test_a_reason_is_said_once() -> None:
    assert reasons((*LINES, *LINES)) == reasons(LINES)
    assert reasons(LINES).count("Quotient") == 1


def test_a_letter_needs_its_signatory() -> None:
    with pytest.raises(UserError, match="signataire"):
        reminder_document(make_reminder(), HEAD, WORDS, replace(OFFICE, signatory=""))


# ---------------------------------------------------------------- batches


def piece(number: int, order: str, *lines: str, fault: str = "") -> Piece:
    reference = f"CAN-2026-{number:05}"
    envelope = Envelope(f"Madame {number}", lines or MOREL.lines, order, fault)
    facts = make_invoice(reference=reference, envelope=envelope)
    return Piece(envelope, reference, facts.to_pay, lambda: paper(facts))


def test_LET_05_a_batch_goes_by_postcode_street_and_number() -> None:
    pieces = [
        piece(1, "099130|RUE BASSE|000001|000000"),
        piece(2, "099120|RUE DU LAVOIR|000012|000000"),
        piece(3, "099120|RUE DU LAVOIR|000002|000000"),
        piece(4, "099120|ALLEE DES PINS|000040|000000"),
    ]
    bundle = batch("Lot", pieces, HEAD)
    assert [str(document.title)[-1] for document in bundle.documents] == ["4", "3", "2", "1"]


def test_LET_05_faults_come_first_and_what_cannot_be_drawn_is_left_out() -> None:
    wide = "W" * 38
    pieces = [piece(1, "b", fault="Il manque la rue."), piece(2, "a", "MADAME", wide, "99120 PRES"), piece(3, "c")]
    bundle = batch("Lot", pieces, HEAD, two_sided=True)
    assert [str(document.title) for document in bundle.documents] == ["Facture CAN-2026-00001", "Facture CAN-2026-00003"]
    assert bundle.summary is not None
    said = dump(bundle.summary)
    assert said.index("CAN-2026-00002 |") < said.index("Dans l’ordre des enveloppes") < said.rindex("CAN-2026-00001 | 1")
    assert "n’est pas dans le lot" in said
    assert "Il manque la rue." in said
    assert said.rstrip().endswith("sous enveloppe.")
    assert "172,80" in said


def test_two_sided_batches_begin_each_paper_on_the_front_of_a_sheet() -> None:
    pieces = [piece(1, "a"), piece(2, "b")]
    assert len(texts_of(render(batch("Lot", pieces, HEAD)))) == 3
    assert len(texts_of(render(batch("Lot", pieces, HEAD, two_sided=True)))) == 6


def test_the_same_facts_give_the_same_bytes() -> None:
    assert render(paper(make_invoice())) == render(paper(make_invoice()))
    assert render(batch("Lot", [piece(1, "a")], HEAD)) == render(batch("Lot", [piece(1, "a")], HEAD))


def test_the_address_opens_each_paper() -> None:
    assert all(isinstance(paper(facts).blocks[0], AddressWindow) for facts in INVOICES.values())
