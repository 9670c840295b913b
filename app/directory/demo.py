# SPDX-License-Identifier: EUPL-1.2
"""The invented people of the demonstration commune: households, children, separated parents, a CCAS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from app.core.dates import PartialDate
from app.core.people import key1
from app.core.resources import resource
from app.core.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.contract import DemoContext
    from app.directory.models import Household, Person

TOWN, POSTCODE = "Saint-Aubin-des-Prés", "99120"
NEAR = (("La Chapelle-Bois", "99110"), ("Villeneuve-sur-Arce", "99130"))
# Ranges of numbers that are given to nobody, kept for fiction (cross-cutting reference §12).
MOBILE, LANDLINE = "+3363998", "+3319900"


@dataclass
class Town:
    """Draws names, streets and dates; the same seed gives the same town."""

    random: Random
    today: date
    used: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Lists of names by kind."""
        read: dict[str, list[str]] = json.loads(resource("demo/names.json").read_text(encoding="utf-8"))
        return read

    def first_name(self, kind: str, surname: str) -> str:
        """A first name that nobody bears yet with this surname."""
        for _attempt in range(50):
            name = self.random.choice(self.names[kind])
            if (surname, name) not in self.used:
                break
        self.used.add((surname, name))
        return name

    def birth_of_child(self) -> date:
        """A day that makes a pupil from 3 to 11 years old this school year."""
        start = self.today.year - (self.today.month < 9)
        return date(start - 10, 1, 1) + timedelta(days=self.random.randrange(365 * 7 + 270))

    def quotient(self) -> Decimal | None:
        """A family quotient, missing once in twelve."""
        if self.random.random() < 1 / 12:
            return None
        return Decimal(max(180, round(self.random.gauss(980, 460))))


def fill(context: DemoContext) -> None:
    """130 households for 200 children, some separated, some out of town; staff; a CCAS and a supplier."""
    town = Town(context.random, context.today)
    with context.dossier.store.work(_("Créer la commune de démonstration"), action="directory.demo") as work:
        families: list[Family] = []
        while (children := sum(len(family.pupils) for family in families)) < context.children:
            left = context.children - children
            families.append(_family(town, work.session, min(left, _size(town.random))))
        work.session.flush()
        _guardians(work.session, families)
        _staff(town, work.session)
        _organisations(town, work.session)
        _double(work.session)


def _double(session: Session) -> None:
    """A mother entered twice at the counter: the list of likely doubles has something to show."""
    from sqlalchemy import select

    from app.directory.models import Civility, ContactPoint, Person

    session.flush()
    mothers = session.scalars(select(Person).where(Person.civility == Civility.MME).order_by(Person.id)).all()
    known = next(person for person in mothers if person.contacts)
    again = Person(birth_name=known.name.upper(), given_names=known.given_names, civility=Civility.MME)
    again.contacts.append(ContactPoint(kind=known.contacts[0].kind, value=known.contacts[0].value))
    session.add(again)


def _size(random: Random) -> int:
    return random.choices((1, 2, 3, 4), (68, 44, 15, 3))[0]


@dataclass(frozen=True)
class Family:
    """Who was made together: the first adult is the mother."""

    adults: list[Person]
    pupils: list[Person]


def _family(town: Town, session: Session, size: int) -> Family:
    from app.directory.models import (
        Civility,
        FamilyQuotient,
        HouseholdMember,
        MemberRole,
        QuotientSource,
        Sex,
    )

    random = town.random
    name = random.choice(town.names["surnames"])
    other = name if random.random() < 0.6 else random.choice(town.names["surnames"])
    mother = _adult(town, other, Civility.MME, Sex.F, "mothers")
    if other != name and random.random() < 0.4:
        mother.usage_name = name
    father = _adult(town, name, Civility.M, Sex.M, "fathers") if random.random() < 0.88 else None
    separated = father is not None and random.random() < 0.09
    home = _household(
        town,
        mother.name if separated else (name if other == name or mother.usage_name else f"{name} – {other}"),
    )
    homes = [home, _household(town, f"{name} ({father.first_name})")] if separated and father else [home]
    adults = [mother, *([father] if father else [])]
    for index, adult in enumerate(adults):
        homes[min(index, len(homes) - 1)].members.append(
            HouseholdMember(person=adult, role=MemberRole.ADULT, valid_from=None, valid_to=None)
        )
    for each in homes:
        value = town.quotient()
        source = (
            QuotientSource.NONE
            if value is None
            else random.choices((QuotientSource.CAF, QuotientSource.MSA, QuotientSource.OWN), (80, 8, 12))[0]
        )
        start = date(town.today.year - (town.today.month < 9), 9, 1)
        each.quotients.append(
            FamilyQuotient(
                value=value,
                source=source,
                valid_from=start,
                seen_on=None if value is None else start - timedelta(days=random.randrange(5, 70)),
                seen_by="C. Roy" if value is not None else "",
            )
        )
    session.add_all(homes)
    pupils = [_child(town, name) for _index in range(size)]
    for pupil in pupils:
        for each in homes:
            each.members.append(
                HouseholdMember(person=pupil, role=MemberRole.CHILD, valid_from=None, valid_to=None)
            )
    session.add_all([*adults, *pupils])
    return Family(adults, pupils)


def _guardians(session: Session, families: Sequence[Family]) -> None:
    """Whose children they are, once everybody has a number."""
    from app.directory.models import Guardianship, Relation

    for family in families:
        for pupil in family.pupils:
            for rank, adult in enumerate(family.adults, 1):
                relation = Relation.MOTHER if rank == 1 else Relation.FATHER
                session.add(
                    Guardianship(
                        child_id=pupil.id, guardian_id=adult.id, relation=relation, has_custody=True, rank=rank
                    )
                )


def _adult(town: Town, surname: str, civility: object, sex: object, kind: str) -> Person:
    from app.directory.models import ContactKind, ContactPoint, Person

    person = Person(
        birth_name=surname, given_names=town.first_name(kind, surname), civility=civility, sex=sex
    )
    random = town.random
    person.contacts.append(
        ContactPoint(kind=ContactKind.PHONE, value=f"{MOBILE}{random.randrange(10_000):04d}", preferred=True)
    )
    if random.random() < 0.8:
        local = f"{key1(person.first_name)}.{key1(surname)}".lower().replace(" ", "-")
        person.contacts.append(ContactPoint(kind=ContactKind.EMAIL, value=f"{local}@exemple.fr"))
    return person


def _child(town: Town, surname: str) -> Person:
    from app.directory.models import Person, Sex

    girl = town.random.random() < 0.5
    born = town.birth_of_child()
    return Person(
        birth_name=surname,
        given_names=town.first_name("girls" if girl else "boys", surname),
        sex=Sex.F if girl else Sex.M,
        birth_date=PartialDate(born.year, born.month, born.day),
        birth_place=None,
    )


def _household(town: Town, label: str) -> Household:
    from app.directory.models import Address, Household

    random = town.random
    locality, postcode = (TOWN, POSTCODE) if random.random() < 0.88 else random.choice(NEAR)
    household = Household(label=label)
    household.addresses.append(
        Address(
            number=str(random.randrange(1, 140)),
            repetition="BIS" if random.random() < 0.08 else "",
            street=random.choice(town.names["streets"]),
            postcode=postcode,
            town=locality,
            complement2="Résidence les Tilleuls" if random.random() < 0.06 else "",
        )
    )
    return household


def _staff(town: Town, session: object) -> None:
    """Teachers and agents who eat at the canteen."""
    from sqlalchemy.orm import Session

    from app.directory.models import Address, Civility, ContactKind, ContactPoint, Person, Sex

    assert isinstance(session, Session)
    for name in town.names["teachers"][:5]:
        civility, _space, surname = name.partition(" ")
        woman = civility == "Mme"
        person = Person(
            birth_name=surname,
            given_names=town.first_name("mothers" if woman else "fathers", surname),
            civility=Civility.MME if woman else Civility.M,
            sex=Sex.F if woman else Sex.M,
        )
        person.contacts.append(
            ContactPoint(kind=ContactKind.PHONE, value=f"{MOBILE}{town.random.randrange(10_000):04d}")
        )
        person.addresses.append(
            Address(
                number=str(town.random.randrange(1, 60)),
                street="rue des Écoles",
                postcode=POSTCODE,
                town=TOWN,
            )
        )
        session.add(person)


def _organisations(town: Town, session: object) -> None:
    from sqlalchemy.orm import Session

    from app.directory.models import Address, ContactKind, ContactPoint, Organisation, OrganisationKind

    assert isinstance(session, Session)
    ccas = Organisation(title=f"CCAS de {TOWN}", kind=OrganisationKind.CCAS)
    ccas.addresses.append(Address(number="1", street="place de la Mairie", postcode=POSTCODE, town=TOWN))
    supplier = Organisation(title="Les Cuisines du Bocage", kind=OrganisationKind.SUPPLIER)
    supplier.addresses.append(
        Address(number="14", street="zone artisanale de l’Arce", postcode="99130", town="Villeneuve-sur-Arce")
    )
    supplier.contacts.append(ContactPoint(kind=ContactKind.EMAIL, value="commandes@exemple.fr"))
    supplier.contacts.append(ContactPoint(kind=ContactKind.PHONE, value=f"{LANDLINE}1234"))
    session.add_all([ccas, supplier])
