# SPDX-License-Identifier: EUPL-1.2
"""Add a person to the directory, in a household when one is given."""

from __future__ import annotations

from datetime import date

from app.core.dates import PartialDate
from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import Civility, ContactKind, ContactPoint, HouseholdMember, MemberRole, Person, Sex
from app.directory.permissions import EDIT
from app.directory.strings import _
from app.store.uow import Work


def add_person(
    work: Work,
    *,
    birth_name: str,
    given_names: str = "",
    usage_name: str | None = None,
    usual_first_name: str | None = None,
    civility: Civility | None = None,
    sex: Sex | None = None,
    birth_date: PartialDate | None = None,
    birth_place: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    household: int | None = None,
    role: MemberRole | None = None,
    valid_from: date | None = None,
) -> Report:
    """Create the person; `valid_from` is the day of arrival in the household (empty: always)."""
    work.require(EDIT)
    if not birth_name.strip():
        raise UserError(_("Donnez au moins le nom de naissance."), "birth_name")
    if birth_date is not None and birth_date.first > work.today:
        raise UserError(_("Cette date de naissance est dans l’avenir\u00a0: vérifiez l’année."), "birth_date")
    person = Person(
        birth_name=birth_name, given_names=given_names or "", usage_name=usage_name,
        usual_first_name=usual_first_name, civility=civility, sex=sex, birth_date=birth_date, birth_place=birth_place,
    )  # fmt: skip
    for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
        if value:
            person.contacts.append(ContactPoint(kind=kind, value=value))
    work.session.add(person)
    work.session.flush()
    if household is not None:
        member = HouseholdMember(
            household_id=household, person_id=person.id, role=role or MemberRole.ADULT, valid_from=valid_from
        )
        work.session.add(member)
        work.session.flush()
    return Report(
        summary=_("{name} est dans l’annuaire.", name=person.title), records=[Place("directory.people", person.id)]
    )
