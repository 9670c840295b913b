# SPDX-License-Identifier: EUPL-1.2
"""What must hold together in the directory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.outcome import Address, Refusal
from app.directory.models import HouseholdMember, Person
from app.directory.queries import household_title
from app.directory.strings import _


def twice_in_a_household(session: Session) -> list[Refusal]:
    """A person is in a household at most once on any day."""
    other = aliased(HouseholdMember)
    pairs = session.execute(
        select(HouseholdMember.household_id, Person.title)
        .join(Person, Person.id == HouseholdMember.person_id)
        .join(
            other,
            (other.household_id == HouseholdMember.household_id)
            & (other.person_id == HouseholdMember.person_id)
            & (other.id > HouseholdMember.id),
        )
        .where(HouseholdMember.valid_to.is_(None) | other.valid_from.is_(None) | (HouseholdMember.valid_to >= other.valid_from))
        .where(other.valid_to.is_(None) | HouseholdMember.valid_from.is_(None) | (other.valid_to >= HouseholdMember.valid_from))
    )
    return [
        Refusal(
            household_title(session, row.household_id),
            _("{name} y figure deux fois aux mêmes dates", name=row.title),
            Address("directory.households", row.household_id),
            "MEMBER_TWICE",
        )
        for row in pairs
    ]


CHECKS: tuple[Callable[[Session], Sequence[Refusal]], ...] = (twice_in_a_household,)
