# SPDX-License-Identifier: EUPL-1.2
"""What the records of a person and of a household say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.core.outcome import UserError
from app.directory.models import QuotientSource
from app.directory.ui.fields import since_until, since_until_long
from app.forms.page import FieldsPart
from tests.app.directory.ui.conftest import Counter

PEOPLE, HOUSEHOLDS = "directory.people", "directory.households"


def save(counter: Counter, page: str, title: str, record_id: int, **values: object) -> None:
    record = counter.registry.page(page).record
    assert record is not None
    part = next(p for p in record.parts if isinstance(p, FieldsPart) and str(p.title) == title)
    assert part.save is not None
    with counter.dossier.store.work("save") as work:
        part.save(work, id=record_id, **values)


def test_dates_in_words() -> None:
    first, last = date(2025, 9, 1), date(2026, 8, 31)
    assert since_until(None, None) == ""
    assert since_until(first, None) == "depuis le 01/09/2025"
    assert since_until(None, last) == "jusqu’au 31/08/2026"
    assert since_until(first, last) == "01/09/2025 – 31/08/2026"
    assert since_until_long(first, last) == "du 1er septembre 2025 au 31 août 2026"


def test_the_heading_says_birth_and_age(counter: Counter) -> None:
    record = counter.registry.page(PEOPLE).record
    assert record is not None
    with counter.dossier.store.read() as session:
        heading = record.heading(session, counter.child)
    assert (heading.title, heading.subtitle) == ("DUVAL Zoé", "né(e) le 18 février 2018, 8 ans")
    assert heading.state is not None
    assert heading.state.value == "CHILD"


def test_the_lines_of_the_envelope_and_what_the_post_would_say(counter: Counter) -> None:
    lines = counter.part(HOUSEHOLDS, "Sur l’enveloppe", counter.home)
    assert lines[-2:] == ["12 RUE DU LAVOIR", "99120 SAINT AUBIN DES PRES"]
    assert counter.part(HOUSEHOLDS, "Adresse à revoir", counter.home) == []
    save(counter, HOUSEHOLDS, "Adresse", counter.home, street="12 rue du Lavoir", postcode="99120", town="")
    assert [str(s) for s in counter.part(HOUSEHOLDS, "Adresse à revoir", counter.home)] == [
        "Il manque la commune de l’adresse."
    ]


def test_a_former_address_is_told_after_a_move(counter: Counter) -> None:
    assert counter.part(HOUSEHOLDS, "Autres adresses", counter.home) == []
    counter.do(
        "directory.move-household", id=counter.home, valid_from=date(2026, 10, 1), street="3 rue Haute",
        postcode="99120", town="Saint-Aubin-des-Prés",
    )  # fmt: skip
    [former] = counter.part(HOUSEHOLDS, "Autres adresses", counter.home)
    assert former == "12 rue du Lavoir, 99120 Saint-Aubin-des-Prés, jusqu’au 30 septembre 2026"


def test_a_quotient_ends_where_the_next_one_begins(counter: Counter) -> None:
    counter.do("directory.record-quotient", id=counter.home, value=Decimal(700), valid_from=date(2026, 9, 1))
    rows = counter.part(HOUSEHOLDS, "Quotients", counter.home)
    assert [(row["quotient"], row["dates"]) for row in rows] == [
        (Decimal(700), "depuis le 01/09/2026"),
        (Decimal("612.50"), "01/01/2026 – 31/08/2026"),
    ]
    [said] = counter.part(PEOPLE, "Quotient familial", counter.mother)
    assert str(said) == "Foyer MOREL-DUVAL\u00a0: 700 depuis le 01/09/2026 (CAF)"
    assert counter.part(PEOPLE, "Quotient familial", counter.child) == []


def test_the_family_is_seen_from_both_sides(counter: Counter) -> None:
    of_child = counter.part(PEOPLE, "Famille", counter.child)
    assert [(row["name"], row["relation"]) for row in of_child] == [("MOREL Hélène", "Mère"), ("DUVAL Paul", "Père")]
    [of_mother] = counter.part(PEOPLE, "Famille", counter.mother)
    assert (of_mother["name"], of_mother["relation"]) == ("DUVAL Zoé", "Enfant")


def test_a_parent_who_lives_elsewhere_is_named_on_the_household(counter: Counter) -> None:
    title = "Autres responsables des enfants"
    assert counter.part(HOUSEHOLDS, title, counter.home) == []
    counter.do("directory.separate-parents", id=counter.home, leaver=counter.father, valid_from=date(2026, 10, 1))
    [said] = counter.part(HOUSEHOLDS, title, counter.home)
    assert str(said) == "DUVAL Paul, père de Zoé"


def test_notes_are_told_whole(counter: Counter) -> None:
    counter.do("directory.note-person", id=counter.mother, text="Appeler après 18 h.\nÀ son travail.")
    [note] = counter.part(PEOPLE, "Notes", counter.mother)
    assert "Appeler après 18 h.\nÀ son travail." in str(note)


def test_first_names_may_be_blank_and_no_birth_is_to_come(counter: Counter) -> None:
    from app.core.dates import PartialDate

    save(counter, PEOPLE, "Identité", counter.mother, birth_name="MOREL", given_names=None)
    assert counter.part(PEOPLE, "Identité", counter.mother)["given_names"] == ""
    with pytest.raises(UserError, match="avenir"):
        save(counter, PEOPLE, "Identité", counter.mother, birth_date=PartialDate(2031))


def test_an_organisation_keeps_its_siret_in_digits(counter: Counter) -> None:
    [where] = counter.do("directory.add-organisation", title="CCAS").records
    save(counter, "directory.organisations", "Organisme", where.id or 0, siret="732 829 320 00074")
    assert counter.part("directory.organisations", "Organisme", where.id or 0)["siret"] == "73282932000074"
    with pytest.raises(UserError):
        save(counter, "directory.organisations", "Organisme", where.id or 0, siret="73282932000075")


def test_a_quotient_not_given_is_said_so(counter: Counter) -> None:
    counter.do(
        "directory.record-quotient", id=counter.home, source=QuotientSource.NONE, value=None, valid_from=date(2026, 9, 1)
    )
    [said] = counter.part(PEOPLE, "Quotient familial", counter.father)
    assert str(said) == "Foyer MOREL-DUVAL\u00a0: non fourni"
