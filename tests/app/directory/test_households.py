# SPDX-License-Identifier: EUPL-1.2
"""Households: dated members, moves, quotients, separated parents, merges that can be undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.core.postal import postal_lines
from app.directory.models import (
    Address,
    Civility,
    ContactKind,
    ContactPoint,
    FamilyQuotient,
    Guardianship,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    PersonAlias,
    QuotientSource,
)
from app.directory.queries import (
    Addressee,
    find_people,
    households_of,
    members_on,
    postal_block,
    postal_identities,
    quotient_on,
)
from app.directory.queries.lists import households_rows, people_rows
from app.directory.services.add_household import add_household
from app.directory.services.add_member import add_member
from app.directory.services.change_address import change_household_address
from app.directory.services.end_membership import end_membership
from app.directory.services.merge_people import merge_people
from app.directory.services.record_quotient import record_quotient
from app.directory.services.separate_parents import separate_parents
from app.store.undo import undo_operation
from tests.builders import make_household, make_person

if TYPE_CHECKING:
    from app.store.uow import Store

BEFORE, DAY = date(2026, 10, 31), date(2026, 11, 1)


@pytest.fixture
def family(store: Store) -> dict[str, int]:
    """Hélène and Luc MOREL with Zoé and Loïc."""
    with store.work("family") as work:
        mother = make_person(work, "MOREL", "Hélène", civility=Civility.MME)
        father = make_person(work, "DUVAL", "Luc", civility=Civility.M)
        zoe = make_person(work, "DUVAL", "Zoé", birth_date=PartialDate(2018, 5, 12))
        loic = make_person(work, "DUVAL", "Loïc", birth_date=PartialDate(2016, 2, 1))
        home = make_household(work, "MOREL-DUVAL", [mother, father], [zoe, loic], quotient="612")
        return {"mother": mother.id, "father": father.id, "zoe": zoe.id, "loic": loic.id, "home": home.id}


def names(store: Store, household: int, day: date) -> list[str]:
    with store.read() as session:
        return [person.first_name for _member, person in members_on(session, household, day)]


def test_both_days_of_a_membership_are_included(store: Store, family: dict[str, int]) -> None:
    with store.work("act") as work:
        grandmother = make_person(work, "ROY", "Jeanne").id
        add_member(work, id=family["home"], person=grandmother, valid_from=DAY)
        link = work.session.scalars(select(HouseholdMember.id).order_by(HouseholdMember.id.desc())).first()
        assert link is not None
        end_membership(work, ids=(link,), valid_to=date(2026, 11, 30))
    assert "Jeanne" not in names(store, family["home"], BEFORE)
    assert "Jeanne" in names(store, family["home"], DAY)
    assert "Jeanne" in names(store, family["home"], date(2026, 11, 30))
    assert "Jeanne" not in names(store, family["home"], date(2026, 12, 1))


def test_nobody_enters_a_household_twice(store: Store, family: dict[str, int]) -> None:
    with pytest.raises(UserError, match="fait déjà partie"), store.work("act") as work:
        add_member(work, id=family["home"], person=family["zoe"], role=MemberRole.CHILD)


def test_a_household_is_called_after_its_adults(store: Store, family: dict[str, int]) -> None:
    with store.work("act") as work:
        report = add_household(
            work, adult=family["mother"], other_adult=family["father"], street="12 bis rue du Lavoir",
            postcode="99120", town="Saint-Aubin",
        )  # fmt: skip
    with store.read() as session:
        home = session.get_one(Household, report.records[0].id)
        assert home.label == "MOREL-DUVAL"
        [address] = home.addresses
        assert (address.number, address.repetition, address.street) == ("12", "bis", "rue du Lavoir")


def test_a_postcode_without_its_zero_is_refused_with_a_proposal(store: Store, family: dict[str, int]) -> None:
    with pytest.raises(UserError, match="01400"), store.work("act") as work:
        change_household_address(work, id=family["home"], valid_from=DAY, street="1 rue Haute", postcode="1400", town="X")


def test_a_move_keeps_the_former_address(store: Store, family: dict[str, int]) -> None:
    with store.work("act") as work:
        change_household_address(
            work, id=family["home"], valid_from=DAY, street="3 place Haute", postcode="99130", town="Villeneuve"
        )

    def town(day: date) -> str:
        with store.read() as session:
            return postal_block(session, family["mother"], household_id=family["home"], day=day)[1].town

    assert (town(BEFORE), town(DAY)) == ("Saint-Aubin-des-Prés", "Villeneuve")
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Address)) == 2


def test_the_envelope_has_its_lines(store: Store, family: dict[str, int]) -> None:
    with store.read() as session:
        recipient, address = postal_block(session, family["mother"], household_id=family["home"])
    block = postal_lines(recipient, address)
    assert block.lines == ["MADAME HELENE MOREL", "12 RUE DU LAVOIR", "99120 SAINT AUBIN DES PRES"]
    assert block.faults == []


def test_identities_of_many_come_with_few_selects(store: Store) -> None:
    from sqlalchemy import event

    with store.work("act") as work:
        people = [make_person(work, f"NOM{i}", "Luc") for i in range(60)]
        keys = [Addressee(p.id, household_id=make_household(work, p.birth_name, [p]).id) for p in people]
    asked: list[str] = []
    with store.read() as session:
        event.listen(store.engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))
        found = postal_identities(session, keys)
    assert len(found) == 60
    assert len(asked) <= 6


def test_the_latest_quotient_in_force_holds(store: Store, family: dict[str, int]) -> None:
    with store.work("act") as work:
        record_quotient(work, id=family["home"], value=Decimal("980.50"), valid_from=DAY)

    def value(day: date) -> Decimal | None:
        with store.read() as session:
            found = quotient_on(session, [family["home"]], day).get(family["home"])
            return found.value if found else None

    assert (value(BEFORE), value(DAY), value(date(2025, 12, 31))) == (Decimal("612.00"), Decimal("980.50"), None)


def test_a_quotient_that_was_not_given_is_said_so(store: Store, family: dict[str, int]) -> None:
    with pytest.raises(UserError, match="Non fourni"), store.work("act") as work:
        record_quotient(work, id=family["home"], value=None, valid_from=DAY)
    with store.work("act") as work:
        record_quotient(work, id=family["home"], value=None, valid_from=DAY, source=QuotientSource.NONE)
    with store.read() as session:
        assert quotient_on(session, [family["home"]], DAY)[family["home"]].value is None


def test_separated_parents_have_two_households_and_the_children_both(store: Store, family: dict[str, int]) -> None:
    with store.work("act") as work:
        report = separate_parents(
            work, id=family["home"], leaver=family["father"], valid_from=DAY, street="3 place Haute",
            postcode="99120", town="Saint-Aubin",
        )  # fmt: skip
    new = report.records[0].id
    assert new is not None
    assert names(store, family["home"], DAY) == ["Hélène", "Loïc", "Zoé"]
    assert names(store, new, DAY) == ["Luc", "Loïc", "Zoé"]
    assert names(store, family["home"], BEFORE) == ["Luc", "Hélène", "Loïc", "Zoé"]
    with store.read() as session:
        assert households_of(session, [family["zoe"]], DAY)[family["zoe"]] == [family["home"], new]
        links = select(func.count()).select_from(Guardianship)
        assert session.scalar(links) == 4


def test_the_only_adult_does_not_leave_his_own_home(store: Store) -> None:
    with store.work("act") as work:
        alone = make_person(work, "ROY", "Jeanne")
        home = make_household(work, "ROY", [alone])
    with pytest.raises(UserError, match="autre adulte"), store.work("act") as work:
        separate_parents(work, id=home.id, leaver=alone.id, valid_from=DAY)


def test_lists_say_who_lives_where(store: Store, family: dict[str, int]) -> None:
    with store.read() as session:
        [home] = session.execute(households_rows(session, {})).all()
        people = {row.name: row for row in session.execute(people_rows(session, {}))}
    assert (home.adults.split(", "), home.children) == (["MOREL Hélène", "DUVAL Luc"], 2)
    assert (home.quotient, home.town) == (Decimal("612.00"), "Saint-Aubin-des-Prés")
    assert (people["DUVAL Zoé"].households, people["DUVAL Zoé"].role) == ("MOREL-DUVAL", MemberRole.CHILD)


def twice(store: Store, family: dict[str, int]) -> int:
    """Hélène entered again by the crèche, with her telephone, in the same household."""
    with store.work("act") as work:
        again = make_person(work, "Morel", "Helene Marie", usage_name="Duval", birth_place="Rennes")
        again.contacts.append(ContactPoint(kind=ContactKind.PHONE, value="+33639981234"))
        member = HouseholdMember(household_id=family["home"], person_id=again.id, role=MemberRole.ADULT)
        link = Guardianship(child_id=family["zoe"], guardian_id=again.id)
        work.session.add_all([member, link, Guardianship(child_id=family["zoe"], guardian_id=family["mother"])])
        work.session.flush()
        return again.id


def test_a_merge_keeps_both_files_and_no_double_link(store: Store, family: dict[str, int]) -> None:
    again = twice(store, family)
    with store.work("merge") as work:
        merge_people(work, kept=family["mother"], dropped=again)
    with store.read() as session:
        kept = session.get_one(Person, family["mother"])
        assert session.get(Person, again) is None
        assert (kept.birth_name, kept.usage_name, kept.birth_place) == ("MOREL", "Duval", "Rennes")
        assert [c.value for c in kept.contacts] == ["+33639981234"]
        assert len(kept.members) == 1
        assert session.scalar(select(func.count()).select_from(Guardianship)) == 1
        [alias] = session.scalars(select(PersonAlias))
        assert (alias.birth_name, alias.former_id) == ("Morel", again)
        assert [i for i, _title in find_people(session, "helene marie morel")] == [kept.id]


def test_a_merge_can_be_undone(store: Store, family: dict[str, int]) -> None:
    from app.store.journal import operations

    again = twice(store, family)
    with store.work("merge") as work:
        merge_people(work, kept=family["mother"], dropped=again)
    with store.read() as session:
        last = operations(session, limit=1)[0].id
    undo_operation(store, last)
    with store.read() as session:
        other = session.get_one(Person, again)
        assert (other.title, other.given_names) == ("Duval Helene", "Helene Marie")
        assert len(other.members) == 1
        assert [c.value for c in other.contacts] == ["+33639981234"]
        assert session.get_one(Person, family["mother"]).usage_name is None
        assert session.scalar(select(func.count()).select_from(Guardianship)) == 2
        assert session.scalars(select(PersonAlias)).all() == []


def test_a_person_is_not_merged_with_himself(store: Store, family: dict[str, int]) -> None:
    with pytest.raises(UserError, match="deux fiches différentes"), store.work("merge") as work:
        merge_people(work, kept=family["mother"], dropped=family["mother"])


def test_the_history_of_the_file_dropped_is_still_there(store: Store, family: dict[str, int]) -> None:
    from app.store.journal import history

    again = twice(store, family)
    with store.work("merge") as work:
        merge_people(work, kept=family["mother"], dropped=again)
    with store.read() as session:
        assert [entry.kind for entry in history(session, "directory_person", again)] == ["delete", "insert"]


def test_the_quotient_is_kept_once_a_day(store: Store, family: dict[str, int]) -> None:
    for value in ("700", "710"):
        with store.work("act") as work:
            record_quotient(work, id=family["home"], value=Decimal(value), valid_from=DAY)
    with store.read() as session:
        kept = session.scalars(select(FamilyQuotient).where(FamilyQuotient.valid_from == DAY)).all()
        assert [q.value for q in kept] == [Decimal("710.00")]
