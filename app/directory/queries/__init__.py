# SPDX-License-Identifier: EUPL-1.2
"""What the directory is asked: people and households by name, addresses and quotients on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.people import display_name, key1
from app.core.postal import PostalAddress
from app.directory.models import (
    Address,
    ContactKind,
    ContactPoint,
    FamilyQuotient,
    Household,
    HouseholdMember,
    MemberRole,
    Organisation,
    Person,
    PersonAlias,
    valid_on,
)
from app.directory.strings import label
from app.store.uow import store_of, today_of

if TYPE_CHECKING:
    from app.contract import PersonTrace

LIMIT = 30


# ---------------------------------------------------------------- finding by name


def find_people(session: Session, text: str, limit: int = LIMIT) -> list[tuple[int, str]]:
    """(id, title) of the persons whose names, or former names, hold every word; those who begin so first."""
    words = key1(text).split()
    query = select(Person.id, Person.title, Person.birth_date).where(Person.active)
    for word in words:
        pattern = f"%{word}%"
        former = select(PersonAlias.person_id).where(PersonAlias.names_key.like(pattern))
        query = query.where(or_(Person.names_key.like(pattern), Person.id.in_(former)))
    if words:
        query = query.order_by(Person.sort_key.like(f"{words[0]}%").desc())
    rows = session.execute(query.order_by(Person.sort_key, Person.id).limit(limit)).all()
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.title] = seen.get(row.title, 0) + 1
    # Namesakes are told apart by their day of birth.
    return [(r.id, f"{r.title} ({r.birth_date.show()})" if seen[r.title] > 1 and r.birth_date else r.title) for r in rows]


def person_title(session: Session, person_id: int) -> str:
    """« MOREL Zoé », empty when the person is gone."""
    return session.scalar(select(Person.title).where(Person.id == person_id)) or ""


def find_households(session: Session, text: str, limit: int = LIMIT) -> list[tuple[int, str]]:
    """(id, label) of the households whose label or file number holds every word."""
    query = select(Household.id, Household.label).where(Household.active)
    for word in key1(text).split():
        query = query.where(or_(Household.label_key.like(f"%{word}%"), func.upper(Household.file_no).like(f"%{word}%")))
    rows = session.execute(query.order_by(Household.sort_key, Household.id).limit(limit))
    return [(row.id, row.label) for row in rows]


def household_title(session: Session, household_id: int) -> str:
    """Its label, empty when it is gone."""
    return session.scalar(select(Household.label).where(Household.id == household_id)) or ""


def find_organisations(session: Session, text: str, limit: int = LIMIT) -> list[tuple[int, str]]:
    """(id, title) of the organisations whose title holds every word."""
    query = select(Organisation.id, Organisation.title).where(Organisation.active)
    for word in key1(text).split():
        query = query.where(Organisation.title_key.like(f"%{word}%"))
    rows = session.execute(query.order_by(Organisation.sort_key, Organisation.id).limit(limit))
    return [(row.id, row.title) for row in rows]


def organisation_title(session: Session, organisation_id: int) -> str:
    """Its title, empty when it is gone."""
    return session.scalar(select(Organisation.title).where(Organisation.id == organisation_id)) or ""


# ---------------------------------------------------------------- who lives where


def members_on(session: Session, household_id: int, day: date) -> list[tuple[HouseholdMember, Person]]:
    """Members of a household on a day, adults first, children by age."""
    rows = session.execute(
        select(HouseholdMember, Person)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id == household_id)
        .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, day))
        .order_by(HouseholdMember.role, Person.birth_date, Person.sort_key)
    )
    return [(row[0], row[1]) for row in rows]


def households_of(session: Session, person_ids: Iterable[int], day: date) -> dict[int, list[int]]:
    """Households of each person on a day, by person; a child of separated parents has two."""
    found: dict[int, list[int]] = {}
    for ids in _batches(person_ids):
        rows = session.execute(
            select(HouseholdMember.person_id, HouseholdMember.household_id)
            .where(HouseholdMember.person_id.in_(ids))
            .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, day))
            .order_by(HouseholdMember.id)
        )
        for row in rows:
            found.setdefault(row.person_id, []).append(row.household_id)
    return found


# ---------------------------------------------------------------- quotients


def quotient_on(session: Session, household_ids: Iterable[int], day: date) -> dict[int, FamilyQuotient]:
    """The quotient in force on `day`, by household; the latest begun; absent when none holds."""
    found: dict[int, FamilyQuotient] = {}
    for household_id, quotients in quotients_of(session, household_ids).items():
        holding = [q for q in quotients if q.valid_from <= day and (q.valid_to is None or q.valid_to >= day)]
        if holding:
            found[household_id] = holding[-1]
    return found


def quotients_of(session: Session, household_ids: Iterable[int]) -> dict[int, list[FamilyQuotient]]:
    """Every quotient of these households, the oldest first."""
    found: dict[int, list[FamilyQuotient]] = {}
    for ids in _batches(household_ids):
        query = select(FamilyQuotient).where(FamilyQuotient.household_id.in_(ids)).order_by(FamilyQuotient.valid_from)
        for quotient in session.scalars(query):
            found.setdefault(quotient.household_id, []).append(quotient)
    return found


# ---------------------------------------------------------------- mail


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes: a person or an organisation, at a household's address when one is given."""

    person_id: int | None = None
    organisation_id: int | None = None
    household_id: int | None = None


@dataclass(frozen=True)
class PostalIdentity:
    """The recipient's lines and the address, before they are made into six lines."""

    recipient: tuple[str, ...]
    address: PostalAddress

    @property
    def name(self) -> str:
        """« Madame Hélène Morel »."""
        return self.recipient[0] if self.recipient else ""


def postal_block(
    session: Session,
    person_id: int | None = None,
    organisation_id: int | None = None,
    household_id: int | None = None,
    day: date | None = None,
) -> tuple[tuple[str, ...], PostalAddress]:
    """Recipient lines and address, for `app.core.postal.postal_lines`."""
    key = Addressee(person_id, organisation_id, household_id)
    found = postal_identities(session, [key], day)[key]
    return found.recipient, found.address


def postal_identities(
    session: Session, addressees: Iterable[Addressee], day: date | None = None
) -> dict[Addressee, PostalIdentity]:
    """The same for many, with a few SELECTs whatever their number.

    A household's address comes first when one is given, then the person's own, then that of a household
    where the person is an adult.
    """
    day = day or today_of(session)
    wanted = list(dict.fromkeys(addressees))
    people = _by_id(session, Person, (a.person_id for a in wanted))
    bodies = _by_id(session, Organisation, (a.organisation_id for a in wanted))
    homes = _homes(session, [a.person_id for a in wanted if a.person_id and not a.household_id], day)
    places = {
        "household_id": _addresses(session, "household_id", [*(a.household_id for a in wanted), *homes.values()], day),
        "person_id": _addresses(session, "person_id", (a.person_id for a in wanted), day),
        "organisation_id": _addresses(session, "organisation_id", (a.organisation_id for a in wanted), day),
    }
    found = {}
    for key in wanted:
        body = bodies.get(key.organisation_id or 0)
        person = people.get(key.person_id or 0)
        address = (
            places["organisation_id"].get(key.organisation_id or 0)
            or places["household_id"].get(key.household_id or 0)
            or places["person_id"].get(key.person_id or 0)
            or places["household_id"].get(homes.get(key.person_id or 0, 0))
        )
        found[key] = PostalIdentity(_recipient(person, body), address or PostalAddress())
    return found


def _recipient(person: Person | None, body: Organisation | None) -> tuple[str, ...]:
    if body is not None:
        return tuple(line for line in (body.title, body.recipient) if line)
    if person is None:
        return ()
    civility = str(label(person.civility)) if person.civility else None
    return (display_name(civility, person.first_name, person.birth_name, person.usage_name),)


def _homes(session: Session, person_ids: Sequence[int], day: date) -> dict[int, int]:
    """One household where each person is an adult on that day."""
    found: dict[int, int] = {}
    for ids in _batches(person_ids):
        rows = session.execute(
            select(HouseholdMember.person_id, HouseholdMember.household_id)
            .where(HouseholdMember.person_id.in_(ids), HouseholdMember.role == MemberRole.ADULT)
            .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, day))
            .order_by(HouseholdMember.id.desc())
        )
        found.update({row.person_id: row.household_id for row in rows})
    return found


def _addresses(session: Session, owner: str, ids: Iterable[int | None], day: date) -> dict[int, PostalAddress]:
    column = getattr(Address, owner)
    found: dict[int, PostalAddress] = {}
    for batch in _batches(i for i in ids if i):
        rows = session.scalars(
            select(Address)
            .where(column.in_(batch), valid_on(Address.valid_from, Address.valid_to, day))
            .order_by(Address.valid_from, Address.id)
        )
        # The latest one that holds wins.
        found.update({getattr(row, owner): parts_of(row) for row in rows})
    return found


def parts_of(address: Address) -> PostalAddress:
    """The stored address as the value that the postal rules read."""
    return PostalAddress(
        complement1=address.complement1, complement2=address.complement2, number=address.number,
        repetition=address.repetition, street=address.street, locality=address.locality,
        postcode=address.postcode, town=address.town, country=address.country,
    )  # fmt: skip


def address_on(session: Session, owner: str, owner_id: int, day: date) -> Address | None:
    """The address in force on a day; `owner` is `household_id`, `person_id` or `organisation_id`."""
    column = getattr(Address, owner)
    return session.scalars(
        select(Address)
        .where(column == owner_id, valid_on(Address.valid_from, Address.valid_to, day))
        .order_by(Address.valid_from.desc().nulls_last(), Address.id.desc())
    ).first()


def contacts_of(session: Session, person_ids: Iterable[int], kind: ContactKind) -> dict[int, list[str]]:
    """Telephone numbers (E.164) or e-mail addresses by person, the preferred one first."""
    found: dict[int, list[str]] = {}
    for ids in _batches(person_ids):
        rows = session.execute(
            select(ContactPoint.person_id, ContactPoint.value)
            .where(ContactPoint.person_id.in_(ids), ContactPoint.kind == kind)
            .order_by(ContactPoint.preferred.desc(), ContactPoint.id)
        )
        for row in rows:
            found.setdefault(row.person_id, []).append(row.value)
    return found


# ---------------------------------------------------------------- where a person appears


def traces_of(session: Session, person_id: int) -> list[tuple[str, PersonTrace]]:
    """(module's title, trace) for every module that knows the person."""
    found = []
    for module in store_of(session).modules:
        policy = getattr(module, "person", None)
        if policy is not None:
            title = str(getattr(module, "title", module.name))
            found += [(title, trace) for trace in policy().traces(session, person_id)]
    return found


# ---------------------------------------------------------------- small tools of this file


def _by_id(session: Session, model: type[Any], ids: Iterable[int | None]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for batch in _batches(i for i in ids if i):
        found.update({row.id: row for row in session.scalars(select(model).where(model.id.in_(batch)))})
    return found


def _batches(ids: Iterable[int | None], size: int = 800) -> Iterable[list[int]]:
    """Ids in pieces that a database accepts in one IN."""
    wanted = sorted({i for i in ids if i is not None})
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]
