# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the directory as their buttons do them: what is said before, what is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.directory.models import HouseholdMember, MemberRole, Person, PersonAlias, QuotientSource
from app.directory.queries.doubles import PAIR, duplicates
from tests.app.directory.ui.conftest import Counter
from tests.builders import make_person


def living_in(counter: Counter, home: int, day: date) -> set[int]:
    from app.directory.queries import members_on

    with counter.dossier.store.read() as session:
        return {person.id for _member, person in members_on(session, home, day)}


# ---------------------------------------------------------------- merging


@pytest.fixture
def double(counter: Counter) -> int:
    """Hélène Morel once more, with an e-mail address of her own."""
    with counter.dossier.store.work("double") as work:
        again = make_person(work, "Morel", "Helene").id
    counter.do("directory.add-contact", id=again, kind="EMAIL", value="helene@exemple.fr")
    return again


def test_a_merge_is_said_in_figures(counter: Counter, double: int) -> None:
    said = counter.preview("directory.merge-people", id=counter.mother, other=double, keep_other=False)
    assert said[:3] == [
        f"Reste\u00a0: MOREL Hélène, n°\u00a0{counter.mother}",
        f"Disparaît\u00a0: Morel Helene, n°\u00a0{double}",
        "Passe sur la fiche qui reste\u00a0: 1 contact.",
    ]
    asked = counter.question("directory.merge-people", id=counter.mother, other=double, keep_other=True)
    assert asked is not None
    assert "1 foyer, 1 contact, 1 lien de famille" in asked


def test_nothing_is_said_while_the_other_file_is_not_chosen(counter: Counter) -> None:
    assert counter.preview("directory.merge-people", id=counter.mother, other=None, keep_other=False) == []
    assert counter.preview("directory.merge-people", id=counter.mother, other=counter.mother, keep_other=False) == []


@pytest.mark.parametrize("keep_other", [False, True])
def test_the_file_asked_for_is_kept(counter: Counter, double: int, keep_other: bool) -> None:
    counter.do("directory.merge-people", id=counter.mother, other=double, keep_other=keep_other)
    kept, gone = (double, counter.mother) if keep_other else (counter.mother, double)
    with counter.dossier.store.read() as session:
        assert session.get(Person, gone) is None
        assert session.scalar(select(PersonAlias.former_id).where(PersonAlias.person_id == kept)) == gone
    assert kept in living_in(counter, counter.home, date(2026, 10, 15))
    [alias] = counter.part("directory.people", "Autres noms connus", kept)
    assert f"n°\u00a0{gone}" in str(alias)


def test_a_likely_double_is_merged_or_told_apart(counter: Counter, double: int) -> None:
    with counter.dossier.store.read() as session:
        [pair] = duplicates(session)
    assert pair["id"] == counter.mother * PAIR + double
    rows = {row["what"]: row for row in counter.part("directory.duplicates", "Les deux fiches", pair["id"])}
    assert (rows["Courriel"]["first"], rows["Courriel"]["second"]) == ("", "helene@exemple.fr")
    assert not rows["Nom de naissance"]["_emphasis"]
    counter.do("directory.say-distinct", id=pair["id"])
    with counter.dossier.store.read() as session:
        assert duplicates(session) == []
    counter.do("directory.merge-pair", id=pair["id"], keep_second=False)
    with counter.dossier.store.read() as session:
        assert session.get(Person, double) is None


def test_a_person_already_known_is_asked_about(counter: Counter) -> None:
    asked = counter.question("directory.add-person", birth_name="morel", given_names="Hélène")
    assert asked is not None
    assert "MOREL Hélène" in asked
    assert counter.question("directory.add-person", birth_name="Petit", given_names="Luc") is None


# ---------------------------------------------------------------- households


def test_a_child_joins_as_a_child_and_her_other_household_is_said(counter: Counter) -> None:
    assert counter.start("directory.join-household", id=counter.child) == {"role": MemberRole.CHILD}
    assert counter.start("directory.join-household", id=counter.mother) == {"role": MemberRole.ADULT}
    [where] = counter.do("directory.add-household", label="GRANDS-PARENTS").records
    said = counter.preview("directory.join-household", id=counter.child, household=where.id, role=MemberRole.CHILD)
    assert said[0] == "DUVAL Zoé entre dans le foyer GRANDS-PARENTS."
    assert "MOREL-DUVAL" in said[1]
    counter.do("directory.join-household", id=counter.child, household=where.id, role=MemberRole.CHILD)
    assert counter.child in living_in(counter, where.id or 0, date(2026, 10, 15))


def test_who_leaves_which_household_is_said_before(counter: Counter) -> None:
    with counter.dossier.store.read() as session:
        link = session.scalars(select(HouseholdMember.id).where(HouseholdMember.person_id == counter.father)).one()
    said = counter.preview("directory.end-membership", ids=(link,), valid_to=date(2026, 9, 30))
    assert said == ["DUVAL Paul fait partie du foyer MOREL-DUVAL jusqu’au 30 septembre 2026 compris."]
    counter.do("directory.end-membership", ids=(link,), valid_to=date(2026, 9, 30))
    assert counter.father not in living_in(counter, counter.home, date(2026, 10, 1))


@pytest.mark.parametrize("both", [True, False])
def test_parents_part_and_the_children_chosen_live_in_both_homes(counter: Counter, both: bool) -> None:
    first = counter.start("directory.separate-parents", id=counter.home)
    assert first["children"] == ({"child": counter.child, "both": True},)
    said = counter.preview("directory.separate-parents", id=counter.home, leaver=counter.father, valid_from=date(2026, 11, 1))
    assert said[:2] == ["DUVAL Paul ouvre son foyer le 1er novembre 2026.", "MOREL Hélène garde le foyer et l’adresse d’origine."]
    report = counter.do(
        "directory.separate-parents", id=counter.home, leaver=counter.father, valid_from=date(2026, 11, 1),
        children=({"child": counter.child, "both": both},), street="3 rue Haute", postcode="99120", town="Saint-Aubin",
    )  # fmt: skip
    home = report.records[0].id or 0
    assert living_in(counter, home, date(2026, 11, 1)) == ({counter.father, counter.child} if both else {counter.father})
    assert living_in(counter, counter.home, date(2026, 11, 1)) == {counter.mother, counter.child}


def test_somebody_who_does_not_live_there_cannot_leave(counter: Counter) -> None:
    with pytest.raises(UserError, match="MOREL Hélène"):
        counter.preview("directory.separate-parents", id=counter.home, leaver=counter.child, valid_from=date(2026, 11, 1))


# ---------------------------------------------------------------- quotients, addresses, contacts


def test_a_new_quotient_says_what_it_replaces(counter: Counter) -> None:
    value = {"value": Decimal(700), "source": QuotientSource.CAF}
    said = counter.preview("directory.record-quotient", id=counter.home, valid_from=date(2026, 9, 1), **value)
    assert said == [
        "Foyer MOREL-DUVAL\u00a0: 700 à partir du 1er septembre 2026.",
        "Remplace 612,5, en vigueur depuis le 01/01/2026.",
        "Les factures déjà validées ne changent pas.",
    ]
    again = counter.preview("directory.record-quotient", id=counter.home, valid_from=date(2026, 1, 1), **value)
    assert again[1] == "Corrige 612,5, noté pour le même jour."
    value["value"] = None
    assert counter.preview("directory.record-quotient", id=counter.home, valid_from=date(2026, 9, 1), **value) == []


def test_an_envelope_is_shown_while_an_address_is_typed(counter: Counter) -> None:
    said = counter.preview("directory.move-household", id=counter.home, street="3 bis rue Haute", postcode="99120", town="")
    assert said[1:5] == ["MONSIEUR PAUL DUVAL", "MADAME HELENE MOREL", "3 BIS RUE HAUTE", "99120"]
    assert said[-1] == "Il manque la commune de l’adresse."
    assert counter.preview("directory.move-household", id=counter.home) == []


def test_contacts_and_links_that_would_go_are_named(counter: Counter) -> None:
    [contact] = counter.part("directory.people", "Contacts", counter.mother)
    assert contact["value"] == "06 39 98 12 34"
    asked = counter.question("directory.drop-contacts", ids=(contact["id"],))
    assert asked == "Retirer 06 39 98 12 34 (MOREL Hélène)\u202f?"
    counter.do("directory.drop-contacts", ids=(contact["id"],))
    assert counter.part("directory.people", "Contacts", counter.mother) == []
    [link] = counter.part("directory.people", "Famille", counter.father)
    asked = counter.question("directory.drop-guardians", ids=(link["id"],))
    assert asked == "DUVAL Paul ne sera plus responsable de DUVAL Zoé. Retirer ce lien\u202f?"


def test_a_person_enters_a_household_as_she_is_added(counter: Counter) -> None:
    [where] = counter.do(
        "directory.add-person", birth_name="Duval", given_names="Léo", birth_date=PartialDate(2020, 5, 12),
        household=counter.home, role=MemberRole.CHILD, phone="+33639980001",
    ).records  # fmt: skip
    assert where.id in living_in(counter, counter.home, date(2026, 10, 15))
