# SPDX-License-Identifier: EUPL-1.2
"""Lists, tasks and checks of the canteen on a small school."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.forms.listing import Listing, plain
from app.store.dossier import Dossier
from modules.canteen.checks import CHECKS
from modules.canteen.models import BookingPattern, CalendarOverride, CustodyPart, CustodyPlan, Enrolment, Meal
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.ui.home import tasks, tiles
from modules.canteen.ui.pages_calendar import CALENDAR_PAGE
from modules.canteen.ui.pages_children import CHILDREN_TABLE, load_care
from modules.canteen.ui.pages_meals import MEALS_TABLE
from modules.canteen.ui.pages_today import rows as today_rows
from tests.modules.canteen.small_school import SmallSchool, add_care_plan, make_school

TODAY = date(2026, 10, 15)


def faults(dossier: Dossier) -> set[str]:
    with dossier.store.read() as session:
        return {refusal.code for check in CHECKS for refusal in check(session)}


class TestChildren:
    def rows(self, dossier: Dossier, **look: Any) -> list[Any]:
        with dossier.store.read() as session:
            start = CHILDREN_TABLE.parameters.start
            assert start is not None
            return list(Listing(CHILDREN_TABLE, dict(start(session, {})), **look).page(session))

    def test_each_row_says_the_class_the_days_and_who_pays(self, dossier: Dossier) -> None:
        make_school(dossier, pupils=4)
        row = plain(CHILDREN_TABLE, self.rows(dossier, text="caron")[0])
        assert (row["birth_name"], row["school_class"], row["diet"], row["days"]) == ("Caron", "CE1-CE2", "VEGETARIAN", 0b11011)
        assert row["payer"] == "Caron Camille"

    def test_filters_by_diet_and_without_payer(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=4)
        assert [row["birth_name"] for row in self.rows(dossier, filter="no-pork")] == ["Bailly"]
        with dossier.store.work("sans redevable") as work:
            person = work.session.get_one(Enrolment, school.enrolments[0]).person_id
            for plan in work.session.query(CustodyPlan).filter_by(person_id=person):
                work.session.delete(plan)
        assert [row["birth_name"] for row in self.rows(dossier, filter="without-payer")] == ["Aubert"]

    def test_the_list_never_holds_what_a_health_plan_says(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=2)
        add_care_plan(dossier, school.enrolments[0])
        assert "Arachides" not in str(self.rows(dossier))
        assert [row["birth_name"] for row in self.rows(dossier, filter="care")] == ["Aubert"]

    def test_a_health_plan_is_read_by_right_and_each_reading_is_noted(self, dossier: Dossier) -> None:
        from dataclasses import replace

        from app.store.access import accesses

        school = make_school(dossier, pupils=1)
        add_care_plan(dossier, school.enrolments[0])
        with dossier.store.read() as session:
            session.info["user"] = replace(dossier.store.user_facts(), rights=("canteen.read",))
            assert load_care(session, school.enrolments[0])["measures"] is None
        with dossier.store.read() as session:
            assert load_care(session, school.enrolments[0])["allergens"] == ("PEANUTS",)
        with dossier.store.read() as session:
            load_care(session, school.enrolments[0])
            assert len(accesses(session)) == 1


class TestDays:
    def test_meals_of_a_month_and_between_two_days(self, dossier: Dossier) -> None:
        from modules.canteen.services.record_attendance import finish_days

        make_school(dossier, pupils=3)
        with dossier.store.work("feuilles") as work:
            finish_days(work, first_on=date(2026, 10, 12), last_on=date(2026, 10, 13))
        with dossier.store.read() as session:
            assert Listing(MEALS_TABLE, {}).count(session) == 8
            params = {"first_on": date(2026, 10, 13), "last_on": date(2026, 10, 13)}
            rows = Listing(MEALS_TABLE, params).page(session)
        assert {row["basis"].value for row in rows} == {"MEAL", "ADULT"}

    def test_who_eats_today_by_category_and_diet(self, dossier: Dossier) -> None:
        make_school(dossier)
        with dossier.store.read() as session:
            rows = today_rows(session, {})
        found = {(row["category"].value, row["diet"].value): row["expected"] for row in rows}
        assert found == {
            ("ELEMENTAIRE", "STANDARD"): 25, ("ELEMENTAIRE", "NO_PORK"): 1, ("ELEMENTAIRE", "VEGETARIAN"): 1, ("ADULTE", "STANDARD"): 1,
        }  # fmt: skip

    def test_the_calendar_holds_the_nation_s_days_and_the_commune_s(self, dossier: Dossier) -> None:
        from modules.canteen.services.change_calendar import change_calendar

        make_school(dossier, pupils=1)
        with dossier.store.work("pont") as work:
            change_calendar(work, first_on=date(2026, 11, 9), label="Travaux")
        table = CALENDAR_PAGE.table
        record = CALENDAR_PAGE.record
        assert table is not None
        assert record is not None
        with dossier.store.read() as session:
            rows = Listing(table).page(session)
            labels = [row["label"] for row in rows]
            assert labels.index("Vacances de la Toussaint") < labels.index("Travaux")
            for row in rows:
                assert record.heading(session, row["id"]).title == row["label"]


class TestHome:
    def test_sheets_that_nobody_finished_are_recalled(self, dossier: Dossier) -> None:
        make_school(dossier)
        with dossier.store.read() as session:
            found = [task for task in tasks(session, TODAY) if task.where and task.where.page == "canteen.attendance"]
        assert [task.due_on for task in found][-1] == date(2026, 10, 13)
        assert found[-1].params["day"] == date(2026, 10, 13)

    def test_the_year_to_come_is_to_be_opened_from_may(self, dossier: Dossier) -> None:
        make_school(dossier, pupils=1)
        with dossier.store.read() as session:
            titles = [str(task.title) for task in tasks(session, date(2027, 5, 20))]
        assert "Ouvrir l’année 2027-2028" in titles

    def test_an_empty_commune_has_nothing_to_do(self, dossier: Dossier) -> None:
        with dossier.store.read() as session:
            assert list(tasks(session, TODAY)) == []
            assert list(tiles(session, TODAY)) == []


class TestChecks:
    def test_a_sound_school_passes(self, dossier: Dossier) -> None:
        make_school(dossier)
        assert faults(dossier) == set()

    def broken(self, dossier: Dossier, school: SmallSchool, *rows: Any) -> set[str]:
        with dossier.store.work("abîmer") as work:
            work.session.add_all(rows)
        return faults(dossier)

    def test_two_habits_at_once(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        row = BookingPattern(enrolment_id=school.enrolments[0], valid_from=date(2026, 10, 1), weekdays=1)
        assert self.broken(dossier, school, row) == {"PATTERN_OVERLAP"}

    def test_shares_that_do_not_make_a_whole(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        with dossier.store.read() as session:
            plan = session.query(CustodyPlan).first()
            assert plan is not None
            payer, person = plan.parts[0].payer_id, plan.person_id
        other = CustodyPlan(person_id=person, method=CustodyMethod.PERCENT, valid_from=date(2027, 9, 1))
        other.parts = [CustodyPart(payer_id=payer, rank=1, percent=40)]
        assert self.broken(dossier, school, other) == {"CUSTODY_SHARES", "CUSTODY_OVERLAP"}

    def test_a_meal_on_a_closed_day(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        meal = Meal(enrolment_id=school.enrolments[0], day=date(2026, 10, 14), is_booked=False, is_present=True)
        assert self.broken(dossier, school, meal) == {"MEAL_CLOSED"}

    def test_a_closing_declared_afterwards_makes_meals_faulty(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=1)
        meal = Meal(enrolment_id=school.enrolments[0], day=date(2026, 10, 13), is_booked=True, is_present=True)
        closing = CalendarOverride(first_on=date(2026, 10, 13), last_on=date(2026, 10, 13), is_open=False, label="Travaux")
        assert self.broken(dossier, school, meal, closing) == {"MEAL_CLOSED"}
