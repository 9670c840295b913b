# SPDX-License-Identifier: EUPL-1.2
"""Where a person appears in the canteen, and what becomes of two enrolments when two files are one person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contract import PersonPolicy, PersonTrace
from app.core.dates import show_period
from app.core.outcome import UserError
from app.store.uow import Work, today_of
from modules.canteen.models import BookingException, CarePlan, CustodyPlan, Enrolment, Meal
from modules.canteen.strings import _, _n


def traces(session: Session, person_id: int) -> Sequence[PersonTrace]:
    """One line an enrolment, one for a care plan that still exists, without anything of what it says."""
    found = []
    rows = session.scalars(select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.valid_from)).all()
    today = today_of(session)
    for row in rows:
        room = row.school_class.title if row.school_class is not None else _("adulte")
        meals = session.scalar(select(func.count()).select_from(Meal).where(Meal.enrolment_id == row.id, Meal.is_present.is_(True))) or 0
        detail = _("{room}, {year}, {meals}", room=room, year=row.school_year.title, meals=_n("{n} repas", "{n} repas", meals))
        kept = today.year - row.school_year.start_year <= 2
        forbids = _("L’inscription se garde jusqu’à la fin de l’année scolaire suivante") if kept else ""
        found.append(PersonTrace(_("Inscription à la cantine"), detail, forbids))
    plans = session.scalar(select(func.count()).select_from(CarePlan).where(CarePlan.person_id == person_id)) or 0
    if plans:
        found.append(PersonTrace(_("Projet d’accueil individualisé"), _("données de santé, lues par les seules personnes habilitées")))
    return found


def merge(work: Work, kept_id: int, dropped_id: int) -> None:
    """Enrolments, care and custody plans follow the file kept; days of a year enrolled twice are joined.

    Raises `UserError` when both files have meals on a same day: one of the two must be corrected first.
    """
    session = work.session
    mine = list(session.scalars(select(Enrolment).where(Enrolment.person_id == kept_id)))
    for row in list(session.scalars(select(Enrolment).where(Enrolment.person_id == dropped_id))):
        twin = next((e for e in mine if e.school_year_id == row.school_year_id and _overlap(e, row)), None)
        if twin is None:
            row.person_id = kept_id
        else:
            _join(work, twin, row)
    for plan in session.scalars(select(CarePlan).where(CarePlan.person_id == dropped_id)):
        plan.person_id = kept_id
    held = list(session.scalars(select(CustodyPlan).where(CustodyPlan.person_id == kept_id)))
    for custody in list(session.scalars(select(CustodyPlan).where(CustodyPlan.person_id == dropped_id))):
        # Two plans in force on one day would bill it twice: that of the file kept is right.
        if any(_overlap(custody, other) for other in held):
            session.delete(custody)
        else:
            custody.person_id = kept_id
    session.flush()


def _overlap(one: Enrolment | CustodyPlan, other: Enrolment | CustodyPlan) -> bool:
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (other.valid_to is None or one.valid_from <= other.valid_to)


def _join(work: Work, kept: Enrolment, dropped: Enrolment) -> None:
    session = work.session
    known = {meal.day for meal in session.scalars(select(Meal).where(Meal.enrolment_id == kept.id))}
    for meal in list(session.scalars(select(Meal).where(Meal.enrolment_id == dropped.id))):
        if meal.day in known and meal.is_present:
            raise UserError(_(
                "Les deux fiches ont chacune un repas {day}\u00a0: corrigez d’abord le pointage de l’une des deux.",
                day=show_period(meal.day, meal.day),
            ))
        if meal.day in known:
            session.delete(meal)
        else:
            meal.enrolment_id = kept.id
    for request in session.scalars(select(BookingException).where(BookingException.enrolment_id == dropped.id)):
        request.enrolment_id = kept.id
    session.flush()
    session.expire(dropped)
    session.delete(dropped)
    session.flush()


POLICY = PersonPolicy(traces=traces, merge=merge)
