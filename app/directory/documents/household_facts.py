# SPDX-License-Identifier: EUPL-1.2
"""What the sheet of a household says, read in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.phones import show_phone
from app.core.text import Text
from app.directory.models import ContactKind, Guardianship, Household, MemberRole, Person
from app.directory.queries import address_on, contacts_of, members_on, parts_of, quotient_on
from app.directory.queries.envelopes import envelope, household_recipient, written_name
from app.directory.strings import label
from app.forms.records import get
from app.store.uow import today_of


@dataclass(frozen=True)
class MemberFacts:
    """Somebody of the household, as the commune knows him."""

    name: str
    born: PartialDate | None
    birth_place: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    guardians: tuple[str, ...] = ()
    """« Hélène Morel (mère) »: of a child, wherever they live, without their telephones."""


@dataclass(frozen=True)
class HouseholdFacts:
    """The household on a day."""

    label: str
    file_no: str
    day: date
    envelope: tuple[str, ...]
    """The lines of the window; the recipient alone when there is no address."""
    address: tuple[str, ...]
    adults: tuple[MemberFacts, ...]
    children: tuple[MemberFacts, ...]
    quotient: Decimal | None = None
    quotient_source: Text = ""
    quotient_from: date | None = None


def household_facts(session: Session, household_id: int) -> HouseholdFacts:
    """The household of that id, today."""
    day = today_of(session)
    household = get(session, Household, household_id)
    living = members_on(session, household_id, day)
    ids = [person.id for _member, person in living]
    phones = contacts_of(session, ids, ContactKind.PHONE)
    emails = contacts_of(session, ids, ContactKind.EMAIL)
    guardians = _guardians(session, ids)
    quotient = quotient_on(session, [household_id], day).get(household_id)
    block = envelope(session, "household_id", household_id)

    def facts(role: MemberRole) -> tuple[MemberFacts, ...]:
        return tuple(_member(p, phones, emails, guardians) for m, p in living if m.role is role)

    return HouseholdFacts(
        label=household.label,
        file_no=household.file_no or "",
        day=day,
        envelope=tuple(block.lines) if block is not None else tuple(household_recipient(session, household_id, day)),
        address=_address(session, household_id, day),
        adults=facts(MemberRole.ADULT),
        children=facts(MemberRole.CHILD),
        quotient=quotient.value if quotient else None,
        quotient_source=label(quotient.source) if quotient else "",
        quotient_from=quotient.valid_from if quotient else None,
    )


def _member(
    person: Person,
    phones: Mapping[int, Sequence[str]],
    emails: Mapping[int, Sequence[str]],
    guardians: Mapping[int, Sequence[str]],
) -> MemberFacts:
    return MemberFacts(
        name=written_name(person),
        born=person.birth_date,
        birth_place=person.birth_place or "",
        phones=tuple(show_phone(value) for value in phones.get(person.id, ())),
        emails=tuple(emails.get(person.id, ())),
        guardians=tuple(guardians.get(person.id, ())),
    )


def _guardians(session: Session, children: Sequence[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(Guardianship.child_id, Guardianship.relation, Person)
        .join(Person, Person.id == Guardianship.guardian_id)
        .where(Guardianship.child_id.in_(children))
        .order_by(Guardianship.rank, Guardianship.id)
    )
    found: dict[int, list[str]] = {}
    for child_id, relation, guardian in rows:
        found.setdefault(child_id, []).append(f"{guardian.first_name} {guardian.name} ({str(label(relation)).lower()})")
    return found


def _address(session: Session, household_id: int, day: date) -> tuple[str, ...]:
    from app.core.postal import street_line

    row = address_on(session, "household_id", household_id, day)
    if row is None:
        return ()
    parts = parts_of(row)
    town = f"{parts.postcode} {parts.town}".strip()
    lines = (parts.complement1, parts.complement2, street_line(parts), parts.locality, town, parts.country)
    return tuple(line for line in lines if line)
