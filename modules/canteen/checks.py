# SPDX-License-Identifier: EUPL-1.2
"""What must hold together in the canteen; each fault says where it is mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from app.core.dates import show_day
from app.core.outcome import Address, Refusal
from app.directory.models import Person
from app.store.uow import today_of
from modules.canteen import models as m
from modules.canteen.queries import calendars
from modules.canteen.rules.attendance import Basis
from modules.canteen.rules.calendar import status
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.strings import _

CHILDREN = "canteen.children"


def _name(session: Session, person_id: int) -> str:
    return session.scalar(select(Person.title).where(Person.id == person_id)) or "?"


def without_payer(session: Session) -> Sequence[Refusal]:
    """Everyone enrolled in a year under way or to come has somebody who pays."""
    e, p, today = m.Enrolment, m.CustodyPlan, today_of(session)
    paid = select(p.id).where(p.person_id == e.person_id, or_(p.valid_to.is_(None), p.valid_to >= e.valid_from)).exists()
    current = select(m.SchoolYear.id).where(m.SchoolYear.start_year >= today.year - 1)
    rows = session.execute(select(e.id, e.person_id).where(~paid, e.school_year_id.in_(current))).all()
    return [
        Refusal(_name(session, row.person_id), _("personne ne paie pour cet enfant"), Address(CHILDREN, row.id), "PAYER_MISSING")
        for row in rows
    ]


def overlapping_enrolments(session: Session) -> Sequence[Refusal]:
    """Nobody is enrolled twice on a same day."""
    e = m.Enrolment
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(select(e.id, e.person_id, e.valid_from, e.valid_to).order_by(e.valid_from)):
        by_person[row.person_id].append(row)
    ends = _year_ends(session)
    found = []
    for person_id, rows in by_person.items():
        for before, after in pairwise(rows):
            last = before.valid_to or ends.get(before.id, date.max)
            if last >= after.valid_from:
                why = _("inscrit deux fois à partir du {day}", day=show_day(after.valid_from))
                found.append(Refusal(_name(session, person_id), why, Address(CHILDREN, after.id), "ENROLLED_TWICE"))
    return found


def _year_ends(session: Session) -> dict[int, date]:
    """By enrolment, the last day of its school year: an enrolment without end stops with it."""
    rows = session.execute(
        select(m.Enrolment.id, m.SchoolYear.start_year).join(m.SchoolYear, m.SchoolYear.id == m.Enrolment.school_year_id)
    )
    return {row.id: date(row.start_year + 1, 8, 31) for row in rows}


def overlapping_patterns(session: Session) -> Sequence[Refusal]:
    """An enrolment has at most one weekly habit on a day."""
    p = m.BookingPattern
    by_enrolment: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(select(p.enrolment_id, p.valid_from, p.valid_to).order_by(p.valid_from)):
        by_enrolment[row.enrolment_id].append(row)
    names = {row.id: row.person_id for row in session.execute(select(m.Enrolment.id, m.Enrolment.person_id))}
    return [
        Refusal(
            _name(session, names[enrolment_id]),
            _("deux semaines types se chevauchent à partir du {day}", day=show_day(after.valid_from)),
            Address(CHILDREN, enrolment_id), "PATTERN_OVERLAP",
        )
        for enrolment_id, rows in by_enrolment.items()
        for before, after in pairwise(rows)
        if before.valid_to is None or before.valid_to >= after.valid_from
    ]  # fmt: skip


def custody_shares(session: Session) -> Sequence[Refusal]:
    """Percentages make a whole, a plan has a payer, and plans of one child never overlap."""
    plans = session.scalars(
        select(m.CustodyPlan).options(selectinload(m.CustodyPlan.parts)).order_by(m.CustodyPlan.person_id, m.CustodyPlan.valid_from)
    ).all()
    enrolments = {row.person_id: row.id for row in session.execute(select(m.Enrolment.person_id, m.Enrolment.id))}
    found: list[Refusal] = []

    def say(plan: m.CustodyPlan, why: Any, code: str) -> None:
        found.append(Refusal(_name(session, plan.person_id), why, Address(CHILDREN, enrolments.get(plan.person_id)), code))

    for plan in plans:
        total = sum((part.percent or Decimal(0) for part in plan.parts), Decimal(0))
        if not plan.parts:
            say(plan, _("une garde n’a aucun redevable"), "CUSTODY_EMPTY")
        elif plan.method is CustodyMethod.PERCENT and total != 100:
            say(plan, _("les parts font {total}\u00a0% au lieu de 100\u00a0%", total=total), "CUSTODY_SHARES")
    for before, after in pairwise(plans):
        if before.person_id == after.person_id and (before.valid_to is None or before.valid_to >= after.valid_from):
            say(after, _("deux gardes se chevauchent à partir du {day}", day=show_day(after.valid_from)), "CUSTODY_OVERLAP")
    return found


def class_of_another_year(session: Session) -> Sequence[Refusal]:
    """A class and its pupils are of the same school year."""
    e, c = m.Enrolment, m.SchoolClass
    rows = session.execute(
        select(e.id, e.person_id, c.title).join(c, c.id == e.school_class_id).where(c.school_year_id != e.school_year_id)
    ).all()
    return [
        Refusal(
            _name(session, row.person_id), _("la classe {title} est d’une autre année scolaire", title=row.title),
            Address(CHILDREN, row.id), "CLASS_YEAR",
        )
        for row in rows
    ]  # fmt: skip


def meals_on_closed_days(session: Session) -> Sequence[Refusal]:
    """Nobody ate, nor is billed, on a day when the canteen was closed."""
    rows = session.execute(
        select(m.Meal.id, m.Meal.day, m.Meal.is_present, m.Meal.basis, m.Enrolment.person_id, m.SchoolClass.school_id, m.SchoolYear.start_year)
        .join(m.Enrolment, m.Enrolment.id == m.Meal.enrolment_id)
        .join(m.SchoolYear, m.SchoolYear.id == m.Enrolment.school_year_id)
        .outerjoin(m.SchoolClass, m.SchoolClass.id == m.Enrolment.school_class_id)
        .where(or_(m.Meal.is_present.is_(True), m.Meal.basis == Basis.UNUSED))
    ).all()
    known: dict[int, Any] = {}
    closed: dict[tuple[int, int | None, date], bool] = {}
    found = []
    for row in rows:
        key = (row.start_year, row.school_id, row.day)
        if key not in closed:
            if row.start_year not in known:
                known[row.start_year] = calendars(session, row.start_year)
            schools = known[row.start_year]
            chosen = [schools[row.school_id]] if row.school_id in schools else list(schools.values())
            closed[key] = not any(status(calendar, row.day).is_open for calendar in chosen)
        if closed[key]:
            why = _("un repas est noté le {day}, jour sans cantine", day=show_day(row.day))
            found.append(Refusal(_name(session, row.person_id), why, Address("canteen.meals", row.id), "MEAL_CLOSED"))
    return found


def meals_outside_enrolment(session: Session) -> Sequence[Refusal]:
    """Every meal is within its enrolment."""
    rows = session.execute(
        select(m.Meal.id, m.Meal.day, m.Enrolment.person_id)
        .join(m.Enrolment, m.Enrolment.id == m.Meal.enrolment_id)
        .where(
            m.Meal.is_present.is_(True), or_(m.Meal.day < m.Enrolment.valid_from, m.Meal.day > m.Enrolment.valid_to)
        )
    ).all()
    return [
        Refusal(
            _name(session, row.person_id), _("un repas est noté le {day}, hors de l’inscription", day=show_day(row.day)),
            Address("canteen.meals", row.id), "MEAL_OUTSIDE",
        )
        for row in rows
    ]  # fmt: skip


CHECKS: tuple[Callable[[Session], Sequence[Refusal]], ...] = (
    without_payer, overlapping_enrolments, overlapping_patterns, custody_shares, class_of_another_year, meals_on_closed_days,
    meals_outside_enrolment,
)  # fmt: skip
