# SPDX-License-Identifier: EUPL-1.2
"""A family at the counter, a remark on a sheet, a day closed by the town."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.directory.models import Civility, Guardianship, HouseholdMember, Person, Relation
from app.store.dossier import Dossier
from modules.canteen.models import CustodyPlan, Enrolment, Meal
from modules.canteen.rules.attendance import Basis
from modules.canteen.services.change_calendar import change_calendar, forget_change
from modules.canteen.services.enrol_new_child import enrol_new_child
from modules.canteen.services.note_meal import note_meal
from modules.canteen.services.record_attendance import finish_sheet
from tests.modules.canteen.small_school import make_school

MONDAY = date(2026, 10, 12)


def enrol(dossier: Dossier, **values: Any) -> Any:
    given: dict[str, Any] = {
        "birth_name": "Morel", "given_names": "Zoé", "birth_date": PartialDate(2018, 5, 3), "valid_from": date(2026, 10, 15),
        "guardian_name": "Morel", "guardian_first": "Hélène", "guardian_civility": Civility.MME, "street": "12 bis rue du Lavoir",
        "postcode": "99120", "town": "Saint-Aubin", "weekdays": 0b11011, **values,
    }  # fmt: skip
    with dossier.store.work("inscription") as work:
        return enrol_new_child(work, **given)


class TestNewChild:
    def test_child_mother_home_and_payer_in_one_act(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        report = enrol(dossier, school_class=school.room)
        with dossier.store.read() as session:
            row = session.get_one(Enrolment, report.records[0].id)
            link = session.scalars(select(Guardianship).where(Guardianship.child_id == row.person_id)).one()
            pair = (row.person_id, link.guardian_id)
            members = session.scalars(select(HouseholdMember).where(HouseholdMember.person_id.in_(pair))).all()
            plan = session.scalars(select(CustodyPlan).where(CustodyPlan.person_id == row.person_id)).one()
            title, payer = row.person.title, plan.parts[0].payer
        assert title == "Morel Zoé"
        assert link.relation is Relation.MOTHER
        assert len(members) == 2
        assert len({member.household_id for member in members}) == 1
        assert payer.person_id == link.guardian_id

    def test_a_guardian_already_known_keeps_his_home(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        with dossier.store.read() as session:
            adult = session.get_one(Enrolment, school.adults[0]).person_id
        enrol(dossier, guardian=adult, guardian_name=None, school_class=school.room)
        with dossier.store.read() as session:
            assert len(session.scalars(select(HouseholdMember).where(HouseholdMember.person_id == adult)).all()) == 1

    def test_the_same_child_is_not_made_twice(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        enrol(dossier, school_class=school.room)
        with pytest.raises(UserError, match="déjà dans l’annuaire"):
            enrol(dossier, school_class=school.room)
        with dossier.store.read() as session:
            assert len(session.scalars(select(Person).where(Person.given_names == "Zoé")).all()) == 1

    def test_somebody_must_answer_for_the_child(self, dossier: Dossier) -> None:
        make_school(dossier, pupils=1)
        with pytest.raises(UserError, match="responsable"):
            enrol(dossier, guardian_name="")


class TestDays:
    def test_a_remark_changes_nothing_of_the_day(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        with dossier.store.work("remarque") as work:
            note_meal(work, enrolment=school.enrolments[0], day=MONDAY, remark="part avec sa tante")
        with dossier.store.read() as session:
            meal = session.scalars(select(Meal)).one()
        assert (meal.is_booked, meal.is_present, meal.basis) == (True, None, None)

    def test_closing_a_day_already_eaten_is_refused_with_the_day(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=2)
        with dossier.store.work("feuille") as work:
            finish_sheet(work, school_class=school.room, day=MONDAY)
        with dossier.store.work("fermeture") as work, pytest.raises(UserError, match="12/10/2026"):
            change_calendar(work, first_on=MONDAY, label="Grève")

    def test_closing_then_opening_again_settles_what_is_billed(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        with dossier.store.work("absence") as work:
            finish_sheet(work, school_class=school.room, day=MONDAY, absent=(school.enrolments[0],))
        with dossier.store.work("fermeture") as work:
            closed = change_calendar(work, first_on=MONDAY, label="Neige").records[0].id
        assert self.basis(dossier) is Basis.CLOSED
        with dossier.store.work("réouverture") as work:
            forget_change(work, id=closed or 0)
        assert self.basis(dossier) is Basis.UNUSED

    def basis(self, dossier: Dossier) -> Basis | None:
        with dossier.store.read() as session:
            return session.scalars(select(Meal.basis)).one()
