# SPDX-License-Identifier: EUPL-1.2
"""Close the canteen on some days, or open it against the ordinary calendar: works, bridge, catch-up day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.canteen.models import CalendarOverride, Enrolment, Meal, SchoolClass
from modules.canteen.permissions import SETUP
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.services.settle_meals import settle
from modules.canteen.strings import _


def change_calendar(
    work: Work,
    *,
    first_on: date,
    label: str,
    last_on: date | None = None,
    school_id: int | None = None,
    is_open: bool = False,
    reason: AbsenceReason | None = None,
) -> Report:
    """Add a decision on the days from `first_on` to `last_on` (both included); it wins over the calendar.

    Raises `UserError` when somebody is marked present on a day to close.
    """
    work.require(SETUP)
    last_on = last_on or first_on
    if last_on < first_on:
        raise UserError(
            _("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux."), field="last_on"
        )
    if not is_open:
        _refuse_eaten(work, first_on, last_on, school_id)
    row = CalendarOverride(
        first_on=first_on,
        last_on=last_on,
        school_id=school_id,
        is_open=is_open,
        label=label,
        reason=reason or (None if is_open else AbsenceReason.TOWN_CLOSED),
    )
    work.session.add(row)
    work.session.flush()
    _settle(work, first_on, last_on)
    return Report(summary=_("Calendrier mis à jour."), records=[Address("canteen.calendar", row.id)])


def _refuse_eaten(work: Work, first_on: date, last_on: date, school_id: int | None) -> None:
    query = select(Meal.day).where(Meal.day.between(first_on, last_on), Meal.is_present.is_(True))
    if school_id is not None:
        query = (
            query.join(Enrolment, Enrolment.id == Meal.enrolment_id)
            .join(SchoolClass, SchoolClass.id == Enrolment.school_class_id)
            .where(SchoolClass.school_id == school_id)
        )
    day = work.session.scalars(query.order_by(Meal.day)).first()
    if day is not None:
        raise UserError(
            _(
                "Des enfants sont pointés présents le {day}\u00a0: corrigez d’abord le pointage.",
                day=show_day(day),
            ),
            field="first_on",
        )


def forget_change(work: Work, *, id: int) -> Report:
    """Take a decision away: the ordinary calendar holds again on its days."""
    work.require(SETUP)
    row = get(work.session, CalendarOverride, id)
    first_on, last_on = row.first_on, row.last_on
    work.session.delete(row)
    work.session.flush()
    _settle(work, first_on, last_on)
    return Report(summary=_("Le calendrier ordinaire vaut à nouveau pour ces jours."))


def _settle(work: Work, first_on: date, last_on: date) -> None:
    """Meals already written on those days are billed otherwise: nothing on a closed day."""
    rows = work.session.execute(
        select(Meal.enrolment_id, Meal.day).where(Meal.day.between(first_on, last_on))
    )
    settle(work, {(row.enrolment_id, row.day) for row in rows})
