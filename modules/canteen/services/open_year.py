# SPDX-License-Identifier: EUPL-1.2
"""Open a school year: its dates, the commune's bridge days, the classes, and the pupils who move up."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.calendar import bridge_days, first_school_day, last_school_day
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.canteen.models import (
    NURSERY_GRADES,
    BookingPattern,
    CalendarOverride,
    Enrolment,
    Grade,
    SchoolClass,
    SchoolYear,
)
from modules.canteen.permissions import SETUP
from modules.canteen.rules.codes import Category
from modules.canteen.strings import _, _n

NEXT_GRADE = {
    Grade.TPS: Grade.PS,
    Grade.PS: Grade.MS,
    Grade.MS: Grade.GS,
    Grade.GS: Grade.CP,
    Grade.CP: Grade.CE1,
    Grade.CE1: Grade.CE2,
    Grade.CE2: Grade.CM1,
    Grade.CM1: Grade.CM2,
    Grade.ULIS: Grade.ULIS,
}
"""After CM2 a pupil leaves for the collège."""


def open_year(work: Work, *, start_year: int, copy_classes: bool = True, move_up: bool = False) -> Report:
    """Open the year that begins in September `start_year`.

    `copy_classes` makes the same classes as the year before (teachers left blank); `move_up` enrols every
    pupil in the next grade, in the class that holds it when there is only one, else without a class
    until the school's list comes. Nothing of the year before changes.
    """
    work.require(SETUP)
    if (
        work.session.scalars(select(SchoolYear).where(SchoolYear.start_year == start_year)).one_or_none()
        is not None
    ):
        raise UserError(
            _("L’année {year} est déjà ouverte.", year=f"{start_year}-{start_year + 1}"), field="start_year"
        )
    zone = work.setting("commune.zone", "B")
    year = SchoolYear(
        start_year=start_year,
        first_on=first_school_day(zone, start_year),
        last_on=last_school_day(zone, start_year),
    )
    work.session.add(year)
    for bridge in bridge_days(start_year):
        work.session.add(
            CalendarOverride(first_on=bridge.day, last_on=bridge.day, is_open=False, label=str(bridge.reason))
        )
    work.session.flush()
    report = Report(
        summary=_("L’année {year} est ouverte.", year=year.title), records=[Address("canteen.classes")]
    )
    before = work.session.scalars(
        select(SchoolYear).where(SchoolYear.start_year == start_year - 1)
    ).one_or_none()
    if before is None:
        return report
    made = _copy_classes(work, before, year) if copy_classes or move_up else {}
    if move_up:
        moved, left, waiting = _move_up(work, before, year, made)
        report.counts = {"moved": moved, "left": left, "without_class": waiting}
        report.notes.append(_n("{n} élève monte d’un niveau.", "{n} élèves montent d’un niveau.", moved))
        report.notes.append(
            _n("{n} élève quitte l’école après le CM2.", "{n} élèves quittent l’école après le CM2.", left)
        )
        if waiting:
            report.notes.append(
                _n(
                    "{n} élève attend sa classe\u00a0: reprenez la liste de l’école.",
                    "{n} élèves attendent leur classe\u00a0: reprenez la liste de l’école.",
                    waiting,
                )
            )
    return report


def _copy_classes(work: Work, before: SchoolYear, year: SchoolYear) -> dict[int, list[SchoolClass]]:
    made: dict[int, list[SchoolClass]] = {}
    for old in work.session.scalars(select(SchoolClass).where(SchoolClass.school_year_id == before.id)):
        new = SchoolClass(
            school_id=old.school_id,
            school_year_id=year.id,
            title=old.title,
            teacher="",
            grades=list(old.grades),
            rank=old.rank,
        )
        work.session.add(new)
        made.setdefault(old.school_id, []).append(new)
    work.session.flush()
    return made


def _move_up(
    work: Work, before: SchoolYear, year: SchoolYear, made: dict[int, list[SchoolClass]]
) -> tuple[int, int, int]:
    last = date(before.start_year + 1, 6, 30)
    rows = work.session.scalars(select(Enrolment).where(Enrolment.school_year_id == before.id)).all()
    moved = left = waiting = 0
    for row in rows:
        if row.valid_to is not None and row.valid_to < last:
            continue
        grade = NEXT_GRADE.get(row.grade) if row.grade else None
        if row.grade is Grade.CM2:
            left += 1
            continue
        classes = made.get(row.school_class.school_id, []) if row.school_class else []
        holding = [c for c in classes if grade is not None and grade.value in c.grades]
        new_class = holding[0] if len(holding) == 1 else None
        work.session.add(_next_enrolment(row, year, grade, new_class))
        moved += 1
        waiting += row.school_class_id is not None and new_class is None
    return moved, left, waiting


def _next_enrolment(
    row: Enrolment, year: SchoolYear, grade: Grade | None, new_class: SchoolClass | None
) -> Enrolment:
    start = date(year.start_year, 9, 1)
    category = row.category
    if category in (Category.MATERNELLE, Category.ELEMENTAIRE) and grade is not None:
        category = Category.MATERNELLE if grade in NURSERY_GRADES else Category.ELEMENTAIRE
    new = Enrolment(
        person_id=row.person_id,
        school_year_id=year.id,
        canteen_id=row.canteen_id,
        school_class_id=new_class.id if new_class else None,
        grade=grade,
        category=category,
        diet=row.diet,
        regularity=row.regularity,
        residency_override=row.residency_override,
        valid_from=start,
    )
    if row.patterns:
        last = max(row.patterns, key=lambda pattern: pattern.valid_from)
        new.patterns = [
            BookingPattern(
                valid_from=start,
                weekdays=last.weekdays,
                weekdays_other=last.weekdays_other,
                cycle_from=last.cycle_from,
            )
        ]
    return new
