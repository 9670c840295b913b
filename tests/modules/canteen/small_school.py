# SPDX-License-Identifier: EUPL-1.2
"""A small school for tests: one class, adults, a week with bookings; made row by row through the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from app.billing.models import CollectionSeries, Payer
from app.directory.models import Household, HouseholdMember, MemberRole, Person
from app.store.dossier import Dossier
from modules.canteen.models import (
    BookingPattern,
    Canteen,
    CareKind,
    CarePlan,
    CustodyPart,
    CustodyPlan,
    CutoffPurpose,
    CutoffRule,
    Enrolment,
    School,
    SchoolClass,
    SchoolYear,
)
from modules.canteen.rules.codes import Allergen, Category, Diet
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.rules.cutoff import CutoffShape

FOUR_DAYS = 0b11011
SEPTEMBER = date(2026, 9, 1)
MONDAY = date(2026, 10, 12)
"""The Monday of the week in which tests live (their day is Thursday the 15th)."""
NAMES = (
    "Aubert", "Bailly", "Caron", "Dufour", "Étienne", "Fontaine", "Garnier", "Huet", "Izard", "Joly", "Kaya", "Lambert", "Morel",
    "Noël", "Œuvrard", "Paris", "Quentin", "Rivière", "Sorel", "Tanguy", "Ulrich", "Vial", "Weber", "Xavier", "Yilmaz", "Zola",
    "Zuber", "Zwick",
)  # fmt: skip


@dataclass
class SmallSchool:
    """Ids of what was made."""

    canteen: int = 0
    year: int = 0
    room: int = 0
    enrolments: list[int] = field(default_factory=list)
    """Pupils of the class, in the order of their names."""
    adults: list[int] = field(default_factory=list)


def make_school(dossier: Dossier, pupils: int = 28, cutoff: bool = False) -> SmallSchool:
    """A class of that many pupils who eat four days a week, the fourth one twice a week, and an adult."""
    made = SmallSchool()
    with dossier.store.work("école d’essai") as work:
        session = work.session
        canteen = Canteen(title="Restaurant scolaire")
        school = School(title="École Jules-Verne", canteen=canteen)
        year = SchoolYear(start_year=2026, first_on=SEPTEMBER, last_on=date(2027, 7, 2))
        session.add_all([canteen, school, year, CollectionSeries(code="CAN", title="Restaurant scolaire", module="canteen")])
        session.flush()
        room = SchoolClass(school_id=school.id, school_year_id=year.id, title="CE1-CE2", teacher="Mme Sorel", grades=["CE1", "CE2"])
        session.add(room)
        session.flush()
        made.canteen, made.year, made.room = canteen.id, year.id, room.id
        for rank, name in enumerate(NAMES[:pupils]):
            made.enrolments.append(_enrol(session, made, name, rank, room.id))
        made.adults.append(_enrol(session, made, "Pons", 99, None))
        if cutoff:
            for purpose in (CutoffPurpose.BOOKING, CutoffPurpose.CANCELLING):
                session.add(
                    CutoffRule(
                        canteen_id=canteen.id, purpose=purpose, shape=CutoffShape.CALENDAR_DAYS_BEFORE, days=7, hour=time(9),
                        valid_from=SEPTEMBER,
                    )
                )  # fmt: skip
        session.flush()
    return made


def _enrol(session: Any, made: SmallSchool, name: str, rank: int, room: int | None) -> int:
    person = Person(birth_name=name, given_names="Camille")
    home = Household(label=name)
    session.add_all([person, home])
    session.flush()
    session.add(HouseholdMember(person_id=person.id, household_id=home.id, role=MemberRole.CHILD if room else MemberRole.ADULT))
    payer = Payer(person_id=person.id, household_id=home.id)
    diet = {1: Diet.NO_PORK, 2: Diet.VEGETARIAN}.get(rank, Diet.STANDARD)
    enrolment = Enrolment(
        person_id=person.id, school_year_id=made.year, canteen_id=made.canteen, school_class_id=room,
        category=Category.ELEMENTAIRE if room else Category.ADULTE, diet=diet, valid_from=SEPTEMBER,
    )  # fmt: skip
    days = 0b00101 if rank == 3 else FOUR_DAYS
    enrolment.patterns = [BookingPattern(valid_from=SEPTEMBER, weekdays=days & FOUR_DAYS)]
    session.add_all([payer, enrolment])
    session.flush()
    plan = CustodyPlan(person_id=person.id, method=CustodyMethod.SINGLE, valid_from=SEPTEMBER)
    plan.parts = [CustodyPart(payer_id=payer.id, rank=1)]
    session.add(plan)
    session.flush()
    return int(enrolment.id)


def add_care_plan(dossier: Dossier, enrolment: int, *, is_basket: bool = True) -> None:
    """A health plan against peanuts."""
    with dossier.store.work("PAI d’essai") as work:
        person = work.session.get_one(Enrolment, enrolment).person_id
        work.session.add(
            CarePlan(
                person_id=person, kind=CareKind.FOOD_ALLERGY, allergens=[Allergen.PEANUTS.value], measures="Stylo d’adrénaline",
                is_basket=is_basket, protocol_place="Bureau de la directrice", is_signed=True, valid_from=SEPTEMBER,
                valid_to=date(2027, 8, 31),
            )
        )  # fmt: skip
