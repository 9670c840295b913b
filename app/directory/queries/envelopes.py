# SPDX-License-Identifier: EUPL-1.2
"""What would be written on an envelope: the lines of a household, a person or an organisation, and their faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.core.people import display_name
from app.core.postal import PostalBlock, postal_lines
from app.directory.models import Household, MemberRole, Person
from app.directory.queries import Addressee, address_on, members_on, parts_of, postal_identities
from app.directory.strings import _, label
from app.store.uow import today_of

NAMES = 2
"""Adults named on one envelope: more would leave no line for the address."""


def envelope(session: Session, owner: str, record_id: int) -> PostalBlock | None:
    """The lines of today; None without an address. `owner` is `household_id`, `person_id` or `organisation_id`."""
    if owner == "household_id":
        home = address_on(session, owner, record_id, today_of(session))
        if home is None:
            return None
        return postal_lines(household_recipient(session, record_id, today_of(session)), parts_of(home))
    key = Addressee(**{owner: record_id})
    found = postal_identities(session, [key])[key]
    return None if found.address.is_empty else postal_lines(found.recipient, found.address)


def household_recipient(session: Session, household_id: int, day: date) -> Sequence[str]:
    """The adults by their names, « Foyer MOREL » when there is none."""
    adults = [person for member, person in members_on(session, household_id, day) if member.role is MemberRole.ADULT]
    if adults:
        return [written_name(person) for person in adults[:NAMES]]
    household = session.get(Household, household_id)
    return (str(_("Foyer {label}", label=household.label if household else "")),)


def written_name(person: Person) -> str:
    """« Madame Hélène Morel »."""
    civility = str(label(person.civility)) if person.civility else None
    return display_name(civility, person.first_name, person.birth_name, person.usage_name)


