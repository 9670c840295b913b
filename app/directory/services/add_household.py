# SPDX-License-Identifier: EUPL-1.2
"""Open the file of a household with its first adults and its address."""

from __future__ import annotations

from datetime import date

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import Household, HouseholdMember, MemberRole, Person
from app.directory.permissions import EDIT
from app.directory.services.change_address import address_of
from app.directory.strings import _
from app.store.uow import Work


def add_household(
    work: Work,
    *,
    label: str | None = None,
    file_no: str | None = None,
    adult: int | None = None,
    other_adult: int | None = None,
    complement1: str | None = None,
    complement2: str | None = None,
    street: str | None = None,
    locality: str | None = None,
    postcode: str | None = None,
    town: str | None = None,
    valid_from: date | None = None,
) -> Report:
    """Without a label the household is called after its adults: « MARTIN-DUVAL »."""
    work.require(EDIT)
    adults = [work.session.get(Person, i) for i in (adult, other_adult) if i is not None]
    people = [person for person in adults if person is not None]
    label = (label or "").strip() or household_label([person.name for person in people])
    if not label:
        raise UserError(_("Donnez un nom au foyer, ou choisissez un premier adulte."), "label")
    household = Household(label=label, file_no=file_no or None)
    household.members = [
        HouseholdMember(person_id=person.id, role=MemberRole.ADULT, valid_from=valid_from) for person in people
    ]
    address = address_of(
        complement1=complement1, complement2=complement2, street=street, locality=locality, postcode=postcode, town=town
    )
    if address is not None:
        household.addresses.append(address)
    work.session.add(household)
    work.session.flush()
    return Report(
        summary=_("Le foyer {label} est ouvert.", label=household.label),
        records=[Place("directory.households", household.id)],
    )


def household_label(names: list[str]) -> str:
    """« MARTIN-DUVAL » from the adults' names in use, each once, in capitals."""
    return "-".join(dict.fromkeys(name.upper() for name in names if name))
