# SPDX-License-Identifier: EUPL-1.2
"""Let a person into a household from a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import HouseholdMember, MemberRole, valid_on
from app.directory.permissions import EDIT
from app.directory.queries import household_title, person_title
from app.directory.strings import _
from app.store.uow import Work


def add_member(
    work: Work, *, id: int, person: int, role: MemberRole = MemberRole.ADULT, valid_from: date | None = None
) -> Report:
    """`id` is the household's. Refused when the person already lives there on that day."""
    work.require(EDIT)
    day = valid_from or work.today
    already = work.session.scalars(
        select(HouseholdMember).where(
            HouseholdMember.household_id == id,
            HouseholdMember.person_id == person,
            valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, day),
        )
    ).first()
    name = person_title(work.session, person)
    if already is not None:
        raise UserError(_("{name} fait déjà partie de ce foyer.", name=name), "person")
    work.session.add(HouseholdMember(household_id=id, person_id=person, role=role, valid_from=valid_from))
    work.session.flush()
    return Report(
        summary=_("{name} entre dans le foyer {label}.", name=name, label=household_title(work.session, id)),
        records=[Place("directory.households", id)],
    )
