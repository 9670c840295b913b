# SPDX-License-Identifier: EUPL-1.2
"""To whom a letter about a concession goes, and to whom it does not: letters to the dead are held back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.rules.codes import Kinship, PartyRole

WRITTEN_TO = (PartyRole.HOLDER, PartyRole.HEIR)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who has a right to be told, alive or dead."""

    person_id: int
    title: str
    role: PartyRole
    kinship: Kinship = Kinship.UNKNOWN
    is_dead: bool = False
    died_on: PartialDate | None = None
    is_contact: bool = False
    """Chosen to receive the letters of this concession."""


def deaths(session: Session, person_ids: Collection[int]) -> dict[int, PartialDate | None]:
    """Those of these persons whose death is known, with its day when it is known too."""
    d = m.Deceased
    rows = session.execute(select(d.person_id, d.died_on).where(d.person_id.in_(person_ids)))
    return {person: died for person, died in rows if person is not None}


def parties_to_tell(session: Session, concession_ids: Collection[int], day: date) -> dict[int, list[Addressee]]:
    """By concession: its holders and heirs on `day`, the contact first, those who died included and marked."""
    p, c = m.ConcessionParty, m.Concession
    rows = session.execute(
        select(p.concession_id, p.person_id, Person.title, p.role, p.kinship, p.valid_from, p.valid_to, c.contact_id)
        .join(Person, Person.id == p.person_id)
        .join(c, c.id == p.concession_id)
        .where(p.concession_id.in_(concession_ids), p.role.in_(WRITTEN_TO))
        .order_by(p.concession_id, p.role != PartyRole.HOLDER, p.rank, p.id)
    ).all()
    dead = deaths(session, {row.person_id for row in rows})
    found: dict[int, list[Addressee]] = {concession: [] for concession in concession_ids}
    for row in rows:
        is_over = row.valid_to is not None and row.valid_to.last < day
        is_early = row.valid_from is not None and row.valid_from.first > day
        if is_over or is_early or any(one.person_id == row.person_id for one in found[row.concession_id]):
            continue
        died = dead.get(row.person_id)
        gone = row.person_id in dead and (died is None or died.first <= day)
        found[row.concession_id].append(
            Addressee(
                row.person_id, row.title, row.role, row.kinship, gone, died, row.contact_id == row.person_id
            )
        )
    for people in found.values():
        people.sort(key=lambda one: not one.is_contact)
    return found


def living(people: Collection[Addressee]) -> list[Addressee]:
    """Those to whom a letter may go: the contact alone when one is chosen and alive, else every holder and heir."""
    alive = [one for one in people if not one.is_dead]
    contacts = [one for one in alive if one.is_contact]
    return contacts or alive
