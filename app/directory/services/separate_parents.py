# SPDX-License-Identifier: EUPL-1.2
"""Separate two parents: one of them opens a second household, the children chosen belong to both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import Guardianship, Household, HouseholdMember, MemberRole, Person, Relation
from app.directory.permissions import EDIT
from app.directory.queries import members_on
from app.directory.services.add_household import household_label
from app.directory.services.change_address import address_of
from app.directory.strings import _
from app.store.uow import Work


def separate_parents(
    work: Work,
    *,
    id: int,
    leaver: int,
    valid_from: date,
    children: Sequence[int] | None = None,
    complement1: str | None = None,
    complement2: str | None = None,
    street: str | None = None,
    postcode: str | None = None,
    town: str | None = None,
) -> Report:
    """`leaver` leaves the household `id` the day before `valid_from`.

    `children` live in both households from then on; None means all of them. Who bears which days is said by the
    custody plan of each child, in its module.
    """
    work.require(EDIT)
    session = work.session
    members = members_on(session, id, valid_from)
    leaving = next((m for m, p in members if p.id == leaver and m.role is MemberRole.ADULT), None)
    if leaving is None:
        raise UserError(_("Cette personne n’est pas un adulte du foyer ce jour-là."), "leaver")
    if not any(m.role is MemberRole.ADULT and p.id != leaver for m, p in members):
        raise UserError(_("Il faut un autre adulte dans le foyer\u00a0: changez plutôt son adresse."), "leaver")
    shared = [p for m, p in members if m.role is MemberRole.CHILD and (children is None or p.id in children)]
    leaving.valid_to = valid_from - timedelta(days=1)
    gone = session.get_one(Person, leaver)
    home = Household(label=household_label([gone.name]))
    home.members = [HouseholdMember(person_id=gone.id, role=MemberRole.ADULT, valid_from=valid_from)]
    home.members += [HouseholdMember(person_id=c.id, role=MemberRole.CHILD, valid_from=valid_from) for c in shared]
    address = address_of(complement1=complement1, complement2=complement2, street=street, postcode=postcode, town=town)
    if address is not None:
        address.valid_from = valid_from
        home.addresses.append(address)
    session.add(home)
    adults = [p for m, p in members if m.role is MemberRole.ADULT]
    _keep_guardians(work, [child.id for child in shared], [adult.id for adult in adults])
    session.flush()
    return Report(
        summary=_("{name} a son propre foyer\u00a0; le foyer d’origine est gardé.", name=gone.title),
        notes=[
            _("Dites dans le plan de garde de chaque enfant qui paie quels jours, et créez le payeur du nouveau foyer.")
        ],
        records=[Place("directory.households", home.id), Place("directory.households", id)],
    )


def _keep_guardians(work: Work, children: Sequence[int], adults: Sequence[int]) -> None:
    """Both adults stay guardians of the children, whatever the household."""
    known = {
        (row.child_id, row.guardian_id)
        for row in work.session.execute(
            select(Guardianship.child_id, Guardianship.guardian_id).where(Guardianship.child_id.in_(children))
        )
    }
    for child in children:
        for rank, adult in enumerate(adults, start=1):
            if (child, adult) not in known:
                work.session.add(Guardianship(child_id=child, guardian_id=adult, relation=Relation.OTHER, rank=rank))
