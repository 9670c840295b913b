# SPDX-License-Identifier: EUPL-1.2
"""The rows of the directory's lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, String, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

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
    valid_on,
)
from app.store.uow import today_of


def people_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """The list of persons: names, birth, households and town of the day, telephone and e-mail."""
    today = today_of(session)
    member = (
        select(HouseholdMember.person_id, HouseholdMember.role, Household.label)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, today))
        .subquery()
    )
    homes = (
        select(func.aggregate_strings(member.c.label, ", "))
        .where(member.c.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    role = select(func.max(member.c.role)).where(member.c.person_id == Person.id).correlate(Person).scalar_subquery()
    query: Any = select(
        Person.id, Person.title.label("name"), Person.sort_key.label("name__sort"), Person.names_key,
        Person.birth_name, Person.usage_name, Person.given_names, Person.civility, Person.sex, Person.birth_date,
        Person.birth_place, Person.usual_first_name, Person.active, homes.label("households"), role.label("role"),
        _first_contact(ContactKind.PHONE).label("phone"), _first_contact(ContactKind.EMAIL).label("email"),
        _phones_typed().label("phones_key"), func.coalesce(_own_town(today), _home_town(today)).label("town"),
    )  # fmt: skip
    rows: Select[Any] = query
    return rows


def _phones_typed() -> Any:
    """Every number as it is typed at the counter: « 0612345678 » for « +33612345678 »."""
    typed = case(
        (ContactPoint.value.like("+33%"), literal("0") + func.substr(ContactPoint.value, 4, type_=String)), else_=ContactPoint.value
    )
    return (
        select(func.aggregate_strings(typed, " "))
        .where(ContactPoint.person_id == Person.id, ContactPoint.kind == ContactKind.PHONE)
        .correlate(Person)
        .scalar_subquery()
    )


def _own_town(today: date) -> Any:
    return (
        select(Address.town)
        .where(Address.person_id == Person.id, valid_on(Address.valid_from, Address.valid_to, today))
        .order_by(Address.valid_from.desc().nulls_last(), Address.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _home_town(today: date) -> Any:
    return (
        select(Address.town)
        .join(HouseholdMember, HouseholdMember.household_id == Address.household_id)
        .where(HouseholdMember.person_id == Person.id)
        .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, today))
        .where(valid_on(Address.valid_from, Address.valid_to, today))
        .order_by(HouseholdMember.id, Address.valid_from.desc().nulls_last(), Address.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _first_contact(kind: ContactKind) -> Any:
    return (
        select(ContactPoint.value)
        .where(ContactPoint.person_id == Person.id, ContactPoint.kind == kind)
        .order_by(ContactPoint.preferred.desc(), ContactPoint.id)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def households_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """The list of households: adults, number of children, town and quotient of the day."""
    today = today_of(session)
    adults = (
        select(func.aggregate_strings(Person.title, ", "))
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(HouseholdMember.household_id == Household.id, HouseholdMember.role == MemberRole.ADULT)
        .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, today))
        .correlate(Household)
        .scalar_subquery()
    )
    children = (
        select(func.count())
        .select_from(HouseholdMember)
        .where(HouseholdMember.household_id == Household.id, HouseholdMember.role == MemberRole.CHILD)
        .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, today))
        .correlate(Household)
        .scalar_subquery()
    )
    later = aliased(FamilyQuotient)
    newest = (
        select(func.max(later.valid_from))
        .where(later.household_id == Household.id, later.valid_from <= today)
        .correlate(Household)
        .scalar_subquery()
    )
    quotient = and_(
        FamilyQuotient.household_id == Household.id,
        FamilyQuotient.valid_from == newest,
        or_(FamilyQuotient.valid_to.is_(None), FamilyQuotient.valid_to >= today),
    )
    query: Any = select(
        Household.id, Household.label, Household.sort_key.label("label__sort"), Household.label_key, Household.file_no,
        adults.label("adults"), children.label("children"), _place("town", today), _place("postcode", today),
        FamilyQuotient.value.label("quotient"), FamilyQuotient.source.label("quotient_source"),
        FamilyQuotient.valid_from.label("quotient_from"), Household.active,
    )  # fmt: skip
    rows: Select[Any] = query.outerjoin(FamilyQuotient, quotient)
    return rows


def _place(part: str, today: date) -> Any:
    return (
        select(getattr(Address, part))
        .where(Address.household_id == Household.id, valid_on(Address.valid_from, Address.valid_to, today))
        .order_by(Address.valid_from.desc().nulls_last(), Address.id.desc())
        .limit(1)
        .correlate(Household)
        .scalar_subquery()
        .label(part)
    )


def organisations_rows(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    """The list of organisations."""
    town = (
        select(Address.town)
        .where(Address.organisation_id == Organisation.id)
        .order_by(Address.id.desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    return select(
        Organisation.id, Organisation.title, Organisation.sort_key.label("title__sort"), Organisation.title_key,
        Organisation.kind, Organisation.siret, town.label("town"), Organisation.active,
    )  # fmt: skip
