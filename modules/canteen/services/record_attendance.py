# SPDX-License-Identifier: EUPL-1.2
"""Point the sheet: who ate, who did not, and why. Days become rows that a later booking never rewrites."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.canteen.models import Meal, ServiceDay
from modules.canteen.permissions import POINT, UNLOCK
from modules.canteen.queries import Eater, Register, need_year, register, week_of
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.attendance import DayState
from modules.canteen.services.settle_meals import settle
from modules.canteen.strings import _, _n


class Mark(StrEnum):
    """What the sheet says of one eater on one day."""

    PRESENT = "P"
    ABSENT = "A"
    JUSTIFIED = "J"
    UNKNOWN = "?"
    """Back to « nobody has said »: the booking alone."""


def record_attendance(
    work: Work, *, marks: Sequence[Mapping[str, Any]], reason: AbsenceReason | None = None, because: str = ""
) -> Report:
    """Write marks, each `{enrolment, day, mark, reason?, remark?}`; `because` is needed on a locked sheet.

    A mark on a day when the canteen does not serve, or of someone who is not enrolled, is refused and
    the others are written. Days already billed change too: the difference is billed as a correction.
    """
    work.require(POINT)
    if not marks:
        return Report(summary=_("Rien à pointer."))
    days = [mark["day"] for mark in marks]
    need_year(work.session, min(days))
    found = register(
        work.session, min(days), max(days), enrolment_ids={int(mark["enrolment"]) for mark in marks}
    )
    eaters = {eater.enrolment_id: eater for eater in found.eaters}
    report, sheet = Report(), Sheet(work, found)
    written = 0
    touched: set[tuple[int, date]] = set()
    for mark in marks:
        eater = eaters.get(int(mark["enrolment"]))
        if eater is None or not eater.is_enrolled(mark["day"]):
            report.refuse(
                _("Pointage du {day}", day=show_day(mark["day"])),
                _("cette personne n’est pas inscrite ce jour-là"),
            )
            continue
        if _write(work, sheet, eater, mark, reason, because, report):
            written += 1
            touched.add((eater.enrolment_id, mark["day"]))
    settle(work, touched, sheet.rows)
    report.summary = _n("{n} pointage enregistré.", "{n} pointages enregistrés.", written)
    report.counts = {"marks": written}
    return report


def _write(
    work: Work,
    sheet: Sheet,
    eater: Eater,
    mark: Mapping[str, Any],
    reason: AbsenceReason | None,
    because: str,
    report: Report,
) -> bool:
    day, wanted, found = mark["day"], Mark(mark["mark"]), sheet.found
    status = found.status(eater, day)
    if not status.is_open and wanted is Mark.PRESENT:
        report.refuse(eater.title, _("pas de cantine le {day} ({why})", day=show_day(day), why=status.why))
        return False
    if found.state(eater, day) is DayState.LOCKED:
        work.require(UNLOCK)
        if not because.strip():
            raise UserError(
                _(
                    "La feuille du {day} est verrouillée\u00a0: dites pourquoi elle change.",
                    day=show_day(day),
                ),
                field="because",
            )
        work.note(_("Feuille du {day} corrigée\u00a0: {reason}", day=show_day(day), reason=because))
    meal = sheet.meal(eater, day)
    meal.is_present = {Mark.PRESENT: True, Mark.UNKNOWN: None}.get(wanted, False)
    given = mark.get("reason") or reason
    meal.reason = (
        None if wanted in (Mark.PRESENT, Mark.UNKNOWN) else AbsenceReason(given) if given else _usual(wanted)
    )
    meal.certificate_at = (meal.certificate_at or work.now) if wanted is Mark.JUSTIFIED else None
    if mark.get("remark") is not None:
        meal.remark = str(mark["remark"])
    return True


def _usual(mark: Mark) -> AbsenceReason | None:
    return AbsenceReason.SICK if mark is Mark.JUSTIFIED else None


class Sheet:
    """The meal rows of some eaters over some days: read once, made when missing."""

    def __init__(self, work: Work, found: Register) -> None:
        self.session, self.found = work.session, found
        wanted = {eater.enrolment_id for eater in found.eaters}
        rows = work.session.scalars(select(Meal).where(Meal.day.between(found.first_on, found.last_on)))
        self.rows = {(row.enrolment_id, row.day): row for row in rows if row.enrolment_id in wanted}

    def meal(self, eater: Eater, day: date) -> Meal:
        """The row of an eater's day, made from the booking when there is none yet."""
        row = self.rows.get((eater.enrolment_id, day))
        if row is None:
            booked = self.found.booking(eater, day).is_booked
            row = Meal(enrolment_id=eater.enrolment_id, day=day, is_booked=booked, is_present=None, remark="")
            self.session.add(row)
            self.rows[eater.enrolment_id, day] = row
        return row

    def finish(self, eater: Eater, day: date, absent: Container[int] = ()) -> Meal | None:
        """Close an eater's day: expected and not marked means present. None when nothing is to be kept."""
        row = self.rows.get((eater.enrolment_id, day))
        if row is None and not self.found.booking(eater, day).is_booked and not eater.requests.get(day):
            return None
        row = row or self.meal(eater, day)
        if row.is_present is None and row.is_booked:
            row.is_present = eater.enrolment_id not in absent
        return row


def finish_sheet(
    work: Work, *, school_class: int | None = None, day: date, absent: tuple[int, ...] = ()
) -> Report:
    """Close the sheet of a class (None: the adults) on a day: « tous présents sauf… ».

    Everyone expected whom nobody marked was present, except the enrolments of `absent`. The sheet is then
    pointed, and locked at once when the town's setting says so: only locked days are billed.
    """
    work.require(POINT)
    need_year(work.session, day)
    found = register(work.session, day, day, class_ids=None if school_class is None else [school_class])
    eaters = [e for e in found.eaters if e.class_id == school_class and e.is_enrolled(day)]
    if not eaters:
        raise UserError(_("Personne n’est inscrit sur cette feuille le {day}.", day=show_day(day)))
    open_for = [eater for eater in eaters if found.status(eater, day).is_open]
    if not open_for:
        raise UserError(
            _(
                "Pas de cantine le {day}\u00a0: {why}.",
                day=show_day(day),
                why=found.status(eaters[0], day).why,
            )
        )
    served, sheet = 0, Sheet(work, found)
    touched: set[tuple[int, date]] = set()
    for eater in open_for:
        meal = sheet.finish(eater, day, absent)
        if meal is not None:
            served += bool(meal.is_present)
            touched.add((eater.enrolment_id, day))
    settle(work, touched, sheet.rows)
    state = DayState.LOCKED if work.setting("canteen.lock_on_finish", True) else DayState.POINTED
    for canteen_id in {eater.canteen_id for eater in open_for}:
        _set_state(work, canteen_id, school_class, day, state)
    return Report(
        summary=_n(
            "Feuille terminée\u00a0: {n} repas servi.", "Feuille terminée\u00a0: {n} repas servis.", served
        ),
        counts={"served": served},
        records=[Address("canteen.attendance")],
    )


def finish_days(work: Work, *, first_on: date, last_on: date) -> Report:
    """Finish every sheet still open between two days (both included): each class, and the adults."""
    work.require(POINT)
    need_year(work.session, first_on)
    found = register(work.session, first_on, last_on)
    report, sheet = Report(), Sheet(work, found)
    sheets = served = 0
    touched: set[tuple[int, date]] = set()
    todo: dict[tuple[int, int | None, date], None] = {}
    for day in found.days():
        for eater in found.eaters:
            if (
                not eater.is_enrolled(day)
                or not found.status(eater, day).is_open
                or found.state(eater, day) is DayState.LOCKED
            ):
                continue
            todo[eater.canteen_id, eater.class_id, day] = None
            meal = sheet.finish(eater, day)
            if meal is not None:
                served += bool(meal.is_present)
                touched.add((eater.enrolment_id, day))
    settle(work, touched, sheet.rows)
    state = DayState.LOCKED if work.setting("canteen.lock_on_finish", True) else DayState.POINTED
    known_days = _service_days(work, first_on, last_on)
    for canteen_id, class_id, day in todo:
        _put_state(work, known_days, canteen_id, class_id, day, state)
        sheets += 1
    report.summary = _("{sheets} feuilles terminées, {served} repas servis.", sheets=sheets, served=served)
    report.counts = {"sheets": sheets, "served": served}
    return report


def lock_days(work: Work, *, first_on: date, last_on: date) -> Report:
    """Lock every sheet already pointed between two days: what is locked can be billed."""
    work.require(UNLOCK)
    rows = work.session.scalars(
        select(ServiceDay).where(
            ServiceDay.day.between(first_on, last_on), ServiceDay.state == DayState.POINTED
        )
    ).all()
    for row in rows:
        row.state = DayState.LOCKED
    return Report(
        summary=_n("{n} feuille verrouillée.", "{n} feuilles verrouillées.", len(rows)),
        counts={"sheets": len(rows)},
    )


def reopen_sheet(work: Work, *, school_class: int | None = None, day: date, because: str) -> Report:
    """Open again a locked sheet, with a reason that stays in the journal."""
    work.require(UNLOCK)
    if not because.strip():
        raise UserError(_("Dites pourquoi la feuille est rouverte."), field="because")
    query = select(ServiceDay).where(ServiceDay.day == day)
    query = query.where(
        ServiceDay.school_class_id.is_(None)
        if school_class is None
        else ServiceDay.school_class_id == school_class
    )
    rows = work.session.scalars(query).all()
    if not rows:
        raise UserError(_("La feuille du {day} n’a jamais été terminée.", day=show_day(day)))
    for row in rows:
        row.state, row.reopened_because = DayState.OPEN, because
    work.note(because)
    return Report(summary=_("Feuille du {day} rouverte.", day=show_day(day)))


def _service_days(
    work: Work, first_on: date, last_on: date
) -> dict[tuple[int, int | None, date], ServiceDay]:
    rows = work.session.scalars(select(ServiceDay).where(ServiceDay.day.between(first_on, last_on)))
    return {(row.canteen_id, row.school_class_id, row.day): row for row in rows}


def _set_state(work: Work, canteen_id: int, class_id: int | None, day: date, state: DayState) -> None:
    _put_state(work, _service_days(work, day, day), canteen_id, class_id, day, state)


def _put_state(
    work: Work,
    known: Mapping[tuple[int, int | None, date], ServiceDay],
    canteen_id: int,
    class_id: int | None,
    day: date,
    state: DayState,
) -> None:
    row = known.get((canteen_id, class_id, day))
    if row is None:
        row = ServiceDay(canteen_id=canteen_id, school_class_id=class_id, day=day)
        work.session.add(row)
    row.state, row.pointed_by, row.pointed_at = state, work.user.name, work.now


def copy_last_week(work: Work, *, school_class: int, day: date) -> Report:
    """Mark the week of `day` as the week before was: same weekdays, same marks, where nothing is marked yet."""
    work.require(POINT)
    monday, sunday = week_of(day)
    week = timedelta(days=7)
    found = register(work.session, monday - week, sunday, class_ids=[school_class])
    marks: list[dict[str, Any]] = []
    for eater in found.eaters:
        for before, meal in eater.meals.items():
            now = before + week
            known = eater.meals.get(now)
            if (
                before >= monday
                or meal.is_present is None
                or (known is not None and known.is_present is not None)
            ):
                continue
            if (
                found.status(eater, now).is_open
                and found.state(eater, now) is not DayState.LOCKED
                and eater.is_enrolled(now)
            ):
                marks.append(
                    {
                        "enrolment": eater.enrolment_id,
                        "day": now,
                        "mark": Mark.PRESENT if meal.is_present else Mark.ABSENT,
                        "reason": meal.reason,
                    }
                )
    return record_attendance(work, marks=marks)
