# SPDX-License-Identifier: EUPL-1.2
"""Letterhead, letters and blocks as values (LET-03), and what a paper says read as text."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from app.core.outcome import UserError
from app.documents.blocks import Bundle, Document, Paragraph, Row, Table, bold
from app.documents.letterhead import Letterhead, letterhead_of, town_hall_of
from app.documents.letters import Letter, letter_document
from app.documents.preview import Preview, texts_of
from app.documents.render import render
from app.documents.text import dump
from tests.app.documents.samples import ADDRESS, ARMS, make_groups, make_invoice, make_letterhead

LETTER = Letter(
    recipient=ADDRESS,
    place_and_date="Saint-Aubin-des-Prés, le 18 décembre 2026",
    subject="Facture impayée",
    followed_by="C. Roy, 01 99 00 12 34",
    salutation="Madame,",
    body=(Paragraph("La facture n’est pas réglée."),),
    closing="Je vous prie d’agréer mes salutations.",
    quality="La régisseuse",
    signatory="Claire Roy",
    our_reference="CAN-2026-00112",
    enclosures=("facture", "coupon"),
    copies=("M. le comptable",),
)

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def test_LET_03_a_letter_holds_all_that_is_expected_in_order() -> None:
    text = texts_of(render(letter_document(LETTER, make_letterhead())))[0]
    expected = [
        "Mairie de Saint-Aubin-des-Prés",
        "MADAME HELENE MOREL",
        "Facture impayée",
        "CAN-2026-00112",
        "C. Roy",
        "le 18 décembre 2026",
        "Madame,",
        "pas réglée",
        "salutations",
        "La régisseuse",
        "Claire Roy",
        "P.J.",
        "facture, coupon",
        "Copie à",
    ]
    places = [text.index(words) for words in expected]
    assert places == sorted(places)


@pytest.mark.parametrize("field", ["followed_by", "signatory", "quality", "subject", "place_and_date"])
def test_LET_03_the_agent_and_the_signatory_are_required(field: str) -> None:
    with pytest.raises(UserError, match="il manque"):
        letter_document(replace(LETTER, **{field: " "}), make_letterhead())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Saint-Aubin-des-Prés", "Mairie de Saint-Aubin-des-Prés"),
        ("Écouen", "Mairie d’Écouen"),
        ("Le Havre", "Mairie du Havre"),
        ("Les Lilas", "Mairie des Lilas"),
        ("La Rochelle", "Mairie de La Rochelle"),
        ("L’Haÿ-les-Roses", "Mairie de L’Haÿ-les-Roses"),
        ("Ville de Lens", "Ville de Lens"),
    ],
)
def test_the_town_hall_is_named_as_it_is_spoken(name: str, said: str) -> None:
    assert str(town_hall_of(name)) == said


def test_a_letterhead_leaves_out_what_is_not_known() -> None:
    head = letterhead_of({"commune.name": "Écouen", "commune.phone": "01 99 00 12 34", "commune.email": None})
    assert head.lines == ("01 99 00 12 34",)
    assert str(make_letterhead().identifier) == "SIRET 219\u00a0900\u00a0012\u00a000017"


@pytest.mark.parametrize("arms", [ARMS, PIXEL])
def test_arms_are_drawn_in_their_corner(arms: bytes) -> None:
    paper = Document("Essai", [], Letterhead("", arms=arms))
    bare = Document("Essai", [], Letterhead(""))
    with Preview(render(paper)) as drawn, Preview(render(bare)) as empty:
        picture, nothing = drawn.image(0), empty.image(0)
    x, y = round(23 * 72 / 25.4), round(22 * 72 / 25.4)
    place = (y * picture.width + x) * 4
    assert picture.pixels[place : place + 3] != b"\xff\xff\xff"
    assert nothing.pixels[place : place + 3] == b"\xff\xff\xff"


@pytest.mark.parametrize("arms", [b"GIF89a", b"<svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b""])
def test_unreadable_arms_are_said_or_left_out(arms: bytes) -> None:
    paper = Document("Essai", [], Letterhead("Mairie", arms=arms))
    if arms:
        with pytest.raises(UserError, match="blason"):
            render(paper)
    else:
        assert render(paper)


def test_lists_are_frozen_and_trees_compare() -> None:
    assert Table([], [["a", bold("b")]]) == Table((), (("a", bold("b")),))
    assert hash(make_invoice()) == hash(make_invoice())
    assert make_invoice() == make_invoice() != make_invoice(make_groups(3))


def test_a_paper_can_be_read_as_text() -> None:
    assert dump(make_invoice(make_groups(1, 1), address=ADDRESS[:2])) == (
        "== Facture CAN-2026-00112 == (portrait)\n"
        "  Mairie de Saint-Aubin-des-Prés\n"
        "  1 place de la Mairie, 99120 Saint-Aubin-des-Prés\n"
        "  01 99 00 12 34 · mairie@exemple.fr\n"
        "  Lundi, mardi, jeudi, vendredi, 9 h – 12 h\n"
        "> MADAME HELENE MOREL\n"
        "> CHEZ MONSIEUR DUPONT\n"
        "Restaurant scolaire\n"
        "# Facture d’octobre 2026\n"
        "N° CAN-2026-00112\n"
        "Émise le 3 novembre 2026\n"
        "**À payer avant le 3 décembre 2026**\n"
        "### Enfant 1 MOREL, CE1\n"
        "Ligne 1.1\u00a0: 15 × 2,10\u00a0€ | 31,50\u00a0€\n"
        "Total à payer | 86,40\u00a0€\n"
        "| Votre tarif\n"
        "| 2,10\u00a0€ le repas\u00a0: quotient familial 612, tranche de 401 à 700.\n"
        "Une question sur cette facture\u00a0: à la mairie, dans les deux mois.\n"
        "- - - 8< - - -\n"
        "Régler 86,40\u00a0€\n"
        "Chèque à l’ordre de: **Régie cantine**\n"
        "Virement, référence: **CAN-2026-00112**\n"
        "<QRCode https://exemple.fr/CAN-2026-00112> MOREL · 86,40\u00a0€\n"
    )


def test_a_bundle_can_be_read_as_text() -> None:
    bundle = Bundle("Lot", [Document("A", [Table([], [Row(["a", "b"])])])], Document("Résumé", []))
    assert dump(bundle) == "=== Lot ===\n\n== Résumé == (portrait)\n\n== A == (portrait)\na | b\n"
