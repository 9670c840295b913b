# SPDX-License-Identifier: EUPL-1.2
"""Persons: names kept as written, found however typed, matched with reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.directory.models import ContactKind, ContactPoint, Person
from app.directory.queries import find_people
from app.directory.queries.doubles import duplicates
from app.directory.rules.likeness import Names, Verdict, compare
from app.directory.services.add_contact import add_person_contact
from app.directory.services.add_person import add_person
from app.directory.services.match_person import PeopleIndex
from app.directory.services.say_distinct import say_distinct
from tests.builders import make_person

if TYPE_CHECKING:
    from app.store.uow import Store

BORN = PartialDate(2018, 5, 12)


def person(store: Store, birth_name: str, given_names: str, **values: Any) -> int:
    with store.work("act") as work:
        return make_person(work, birth_name, given_names, **values).id


@pytest.mark.parametrize("written", ["d’Artigues", "Le Goff", "ÑUÑEZ", "O", "de La Tour du Pin"])
def test_names_stay_as_written(store: Store, written: str) -> None:
    person_id = person(store, written, "Zoé")
    with store.read() as session:
        assert session.get_one(Person, person_id).birth_name == written


def test_keys_follow_the_names(store: Store) -> None:
    person_id = person(store, "Lefèvre", "Léa Marie")
    with store.work("act") as work:
        one = work.session.get_one(Person, person_id)
        one.usage_name = "d’Œuvry"
    with store.read() as session:
        one = session.get_one(Person, person_id)
        assert (one.title, one.sort_key) == ("d’Œuvry Léa", "OEUVRY LEA")
        assert one.names_key == "LEFEVRE D OEUVRY LEA MARIE"


@pytest.mark.parametrize("typed", ["lefevre", "LEA", "marie lef", "Léa d’Œuvry"])
def test_a_person_is_found_by_any_name(store: Store, typed: str) -> None:
    person_id = person(store, "Lefèvre", "Léa Marie", usage_name="d’Œuvry")
    with store.read() as session:
        assert find_people(session, typed) == [(person_id, "d’Œuvry Léa")]


def test_namesakes_are_told_apart_by_their_birth(store: Store) -> None:
    person(store, "Petit", "Luc", birth_date=BORN)
    person(store, "Petit", "Luc", birth_date=PartialDate(1990))
    with store.read() as session:
        assert [title for _id, title in find_people(session, "petit")] == ["Petit Luc (12/05/2018)", "Petit Luc (1990)"]


def test_a_person_needs_a_name_and_is_not_born_tomorrow(store: Store) -> None:
    with pytest.raises(UserError, match="nom de naissance"), store.work("act") as work:
        add_person(work, birth_name="  ")
    with pytest.raises(UserError, match="dans l’avenir"), store.work("act") as work:
        add_person(work, birth_name="Petit", birth_date=PartialDate(2031))


def test_phones_are_kept_in_one_form(store: Store) -> None:
    person_id = person(store, "Petit", "Luc")
    with store.work("act") as work:
        add_person_contact(work, id=person_id, kind=ContactKind.PHONE, value="06 39 98 12 34")
    with store.read() as session:
        assert session.scalars(select(ContactPoint.value)).all() == ["+33639981234"]


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (Names("Morel", "Zoé", birth_date=BORN), Names("MOREL", "Zoe Marie", birth_date=BORN), Verdict.SAME),
        (Names("Morel", "Zoé"), Names("Morel", "Zoé", birth_date=BORN), Verdict.SAME),
        (Names("Morel", "Zoé", usage_name="Dupont"), Names("Dupont", "Zoé"), Verdict.SAME),
        (Names("Le Goff", "Léa", birth_date=BORN), Names("LEGOFF", "Lea", birth_date=BORN), Verdict.DOUBTFUL),
        (Names("Durand", "Luc", birth_date=BORN), Names("Durant", "Luc", birth_date=BORN), Verdict.DOUBTFUL),
        (Names("Durand", "Luc"), Names("Durant", "Luc"), Verdict.DIFFERENT),
        (Names("Durand", "Jean-Luc", birth_date=BORN), Names("Durand", "Jean-Marc", birth_date=BORN), Verdict.DIFFERENT),
        (Names("Durand", "Luc", birth_date=BORN), Names("Durand", "Luc", birth_date=PartialDate(2019, 1, 1)), Verdict.DIFFERENT),
    ],
)
def test_likeness_has_a_verdict(one: Names, other: Names, verdict: Verdict) -> None:
    assert compare(one, other).verdict is verdict
    assert compare(other, one).verdict is verdict


def test_an_importer_finds_whom_it_adds(store: Store) -> None:
    known = person(store, "Morel", "Zoé", birth_date=BORN)
    with store.read() as session:
        index = PeopleIndex(session)
    assert index.match(Names("MOREL", "Zoe", birth_date=BORN)).person_id == known
    assert index.match(Names("Aubert", "Zoé", birth_date=BORN)).verdict is Verdict.DIFFERENT
    index.add(77, Names("Aubert", "Zoé", birth_date=BORN))
    assert index.match(Names("aubert", "zoé", birth_date=BORN)).person_id == 77


def test_two_namesakes_without_a_date_are_a_doubt(store: Store) -> None:
    person(store, "Petit", "Luc", birth_date=BORN)
    person(store, "Petit", "Luc", birth_date=PartialDate(1990))
    with store.read() as session:
        index = PeopleIndex(session)
    assert index.match(Names("Petit", "Luc")).verdict is Verdict.DOUBTFUL
    assert index.match(Names("Petit", "Luc", birth_date=BORN)).verdict is Verdict.SAME


def test_likely_doubles_are_shown_with_reasons_until_somebody_says_no(store: Store) -> None:
    first = person(store, "Le Goff", "Léa", birth_date=BORN)
    second = person(store, "LEGOFF", "Lea", birth_date=BORN)
    person(store, "Aubert", "Léa", birth_date=BORN)
    with store.read() as session:
        [pair] = duplicates(session)
    assert pair["reasons"] == "mêmes noms une fois les espaces et les tirets enlevés, né(e) le même jour"
    with store.work("act") as work:
        say_distinct(work, first=second, second=first)
    with store.read() as session:
        assert duplicates(session) == []


def test_the_search_finds_a_maiden_name_misspelt(store: Store) -> None:
    from app.store.search import find

    person_id = person(store, "Lefèvre", "Léa", usage_name="Aubert", birth_date=PartialDate.of(date(1990, 1, 2)))
    with store.read() as session:
        assert [hit.id for hit in find(session, "lefebre")] == [person_id]
