# SPDX-License-Identifier: EUPL-1.2
"""The commune rewords its papers, and goes back to the original; a place that nothing fills is named."""

from __future__ import annotations

import pytest

from app.core.outcome import UserError
from app.documents.blocks import Bullets, Paragraph, bold
from app.documents.typography import french
from app.documents.wording import Wordings

PACKAGE = "tests.app.documents.wording_package"
PLACES = {
    "salutation": "Madame",
    "number": "CAN-2026-00112",
    "amount": "86,40\u00a0€",
    "due_on": "3 décembre 2026",
    "extra": "",
}


def test_a_wording_becomes_paragraphs_and_lists_with_french_typography() -> None:
    assert Wordings(PACKAGE).blocks("reminder", **PLACES) == (
        Paragraph("Madame,"),
        Paragraph(
            (
                "Sauf erreur, la facture ",
                bold("CAN-2026-00112"),
                " de 86,40\u00a0€ n’est pas réglée\u00a0: merci de la payer avant le 3 décembre 2026\u202f!",
            )
        ),
        Bullets(("par chèque", 'en espèces, "à la mairie"')),
    )


def test_the_settings_page_lists_every_wording() -> None:
    plain, reminder = Wordings(PACKAGE).entries()
    assert (plain.name, plain.title, plain.text) == ("plain", "plain", "Texte sans titre.")
    assert reminder.title == "Relance, premier rappel"
    assert reminder.places == ("salutation", "number", "amount", "due_on", "extra")
    assert not reminder.is_changed


def test_the_words_of_the_commune_come_first_and_the_original_can_come_back() -> None:
    own = Wordings(PACKAGE, {"plain": "Nos mots."})
    assert own.text("plain") == "Nos mots."
    assert own.wording("plain").is_changed
    assert own.wording("plain").original == "Texte sans titre."
    assert Wordings(PACKAGE, {"plain": "  "}).text("plain") == "Texte sans titre."


def test_new_words_with_an_unknown_place_are_refused_by_name() -> None:
    wordings = Wordings(PACKAGE)
    wordings.check("reminder", "La facture {number}.")
    with pytest.raises(UserError, match=r"\{numero\}.*\{number\}") as caught:
        wordings.check("reminder", "La facture {numero}.")
    assert caught.value.field == "reminder"
    with pytest.raises(UserError, match="accolade"):
        wordings.check("reminder", "La facture {number.")
    with pytest.raises(UserError, match=r"\{nom\}.*retirez-le"):
        wordings.check("plain", "Bonjour {nom}")


def test_a_place_that_the_caller_does_not_fill_is_named() -> None:
    with pytest.raises(UserError, match=r"\{salutation\}"):
        Wordings(PACKAGE).text("reminder", number="1")


def test_a_wording_may_stand_in_a_note() -> None:
    rich = Wordings(PACKAGE, {"plain": "Un.\n\n**Deux**"}).rich("plain")
    assert rich == ("Un.\n", bold("Deux"))


def test_a_value_is_never_read_as_a_place() -> None:
    assert Wordings(PACKAGE, {"reminder": "{number}"}).text("reminder", number="{x} **y**") == "{x} **y**"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Prix : 12 € !", "Prix\u00a0: 12\u00a0€\u202f!"),
        ("« oui » ; non ?", "«\u00a0oui\u00a0»\u202f; non\u202f?"),
        ("l'école...", "l’école…"),
        ("14:30, http://exemple.fr", "14:30, http://exemple.fr"),
        ("1 234 euros, 50 %", "1\u202f234 euros, 50\u202f%"),
        ("le 3 décembre", "le 3\u00a0décembre"),
    ],
)
def test_typed_text_gets_french_typography(typed: str, printed: str) -> None:
    assert french(typed) == printed
    assert french(printed) == printed
