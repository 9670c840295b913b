# SPDX-License-Identifier: EUPL-1.2
"""Enrol somebody at the canteen for a school year: a class, a habit, and who pays."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select

from app.billing.models import Payer
from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.directory.models import Guardianship, HouseholdMember, MemberRole, Person
from app.store.uow import Work
from modules.canteen.models import (
    NURSERY_GRADES,
    BookingPattern,
    CustodyPart,
    CustodyPlan,
    Enrolment,
    Grade,
    SchoolClass,
)
from modules.canteen.permissions import ENROL
from modules.canteen.queries import first_canteen, need_year
from modules.canteen.rules.codes import Category, Diet, Regularity
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.strings import _


def enrol_child(
    work: Work,
    *,
    person: int,
    valid_from: date,
    school_class: int | None = None,
    grade: Grade | None = None,
    category: Category | None = None,
    diet: Diet = Diet.STANDARD,
    regularity: Regularity = Regularity.REGULAR,
    weekdays: int = 0,
    payer: int | None = None,
    valid_to: date | None = None,
    remark: str = "",
) -> Report:
    """Enrol a person of the directory from a day on. Without a class, an adult or another guest.

    `payer` empty: the first guardian of a child, the person for an adult. Raises `UserError` when the
    person is already enrolled on those days, or when nobody can be billed.
    """
    work.require(ENROL)
    year = need_year(work.session, valid_from)
    eater = work.session.get_one(Person, person)
    _refuse_twice(work, eater, year.id, valid_from, valid_to)
    room = work.session.get_one(SchoolClass, school_class) if school_class is not None else None
    if room is not None and room.school_year_id != year.id:
        raise UserError(
            _("Cette classe n’est pas de l’année {year}\u00a0: choisissez-en une autre.", year=year.title),
            field="school_class",
        )
    canteen = room.school.canteen if room is not None else first_canteen(work.session)
    if canteen is None:
        raise UserError(_("Ajoutez d’abord une école et sa cantine."))
    grade = grade or (Grade(room.grades[0]) if room is not None and len(room.grades) == 1 else None)
    enrolment = Enrolment(
        person_id=eater.id,
        school_year_id=year.id,
        canteen_id=canteen.id,
        school_class_id=room.id if room else None,
        grade=grade,
        category=category or _category(room, grade),
        diet=diet,
        regularity=regularity,
        valid_from=valid_from,
        valid_to=valid_to,
        remark=remark,
    )
    enrolment.patterns = [BookingPattern(valid_from=valid_from, valid_to=valid_to, weekdays=weekdays)]
    work.session.add(enrolment)
    _ensure_payer(work, eater, valid_from, payer)
    work.session.flush()
    return Report(
        summary=_("{name} est inscrit à partir du {day}.", name=eater.title, day=show_day(valid_from)),
        records=[Address("canteen.children", enrolment.id)],
    )


def _category(room: SchoolClass | None, grade: Grade | None) -> Category:
    if room is None:
        return Category.ADULTE
    return Category.MATERNELLE if grade in NURSERY_GRADES else Category.ELEMENTAIRE


def _refuse_twice(work: Work, eater: Person, year_id: int, valid_from: date, valid_to: date | None) -> None:
    query = select(Enrolment).where(
        Enrolment.person_id == eater.id,
        Enrolment.school_year_id == year_id,
        or_(Enrolment.valid_to.is_(None), Enrolment.valid_to >= valid_from),
    )
    if valid_to is not None:
        query = query.where(Enrolment.valid_from <= valid_to)
    found = work.session.scalars(query).first()
    if found is not None:
        raise UserError(
            _("{name} est déjà inscrit pour ces jours\u00a0: modifiez son inscription.", name=eater.title),
            field="person",
            where=Address("canteen.children", found.id),
        )


def _ensure_payer(work: Work, eater: Person, valid_from: date, payer_id: int | None) -> None:
    known = work.session.scalars(
        select(CustodyPlan).where(
            CustodyPlan.person_id == eater.id,
            or_(CustodyPlan.valid_to.is_(None), CustodyPlan.valid_to >= valid_from),
        )
    ).first()
    if known is not None and payer_id is None:
        return
    if payer_id is None:
        payer_id = _usual_payer(work, eater).id
    if known is not None:
        known.valid_to = valid_from - timedelta(days=1)
    plan = CustodyPlan(person_id=eater.id, method=CustodyMethod.SINGLE, valid_from=valid_from)
    plan.parts = [CustodyPart(payer_id=payer_id, rank=1)]
    work.session.add(plan)


def _usual_payer(work: Work, eater: Person) -> Payer:
    """The first guardian who has custody, else the person himself; made a payer if he is not one yet."""
    guardian = work.session.scalars(
        select(Guardianship)
        .where(Guardianship.child_id == eater.id, Guardianship.has_custody)
        .order_by(Guardianship.rank)
    ).first()
    member = select(HouseholdMember).where(HouseholdMember.valid_to.is_(None))
    is_child = work.session.scalars(
        member.where(HouseholdMember.person_id == eater.id, HouseholdMember.role == MemberRole.CHILD)
    ).first()
    if guardian is None and is_child is not None:
        raise UserError(
            _("Cet enfant n’a pas de responsable\u00a0: ajoutez-en un, ou choisissez qui paie."),
            field="payer",
        )
    person_id = guardian.guardian_id if guardian is not None else eater.id
    home = work.session.scalars(member.where(HouseholdMember.person_id == person_id)).first()
    household_id = home.household_id if home is not None else None
    query = select(Payer).where(Payer.person_id == person_id)
    query = query.where(
        Payer.household_id.is_(None) if household_id is None else Payer.household_id == household_id
    )
    found = work.session.scalars(query).first()
    if found is None:
        found = Payer(person_id=person_id, household_id=household_id)
        work.session.add(found)
        work.session.flush()
    return found


def end_enrolment(work: Work, *, id: int, valid_to: date) -> Report:
    """End an enrolment on its last day; the days after it are no longer booked."""
    work.require(ENROL)
    row = work.session.get_one(Enrolment, id)
    if valid_to < row.valid_from:
        raise UserError(_("La fin vient avant le début de l’inscription."), field="valid_to")
    row.valid_to = valid_to
    for pattern in row.patterns:
        if pattern.valid_to is None or pattern.valid_to > valid_to:
            pattern.valid_to = max(valid_to, pattern.valid_from)
    return Report(
        summary=_("Inscription close le {day}.", day=show_day(valid_to)),
        records=[Address("canteen.children", id)],
    )
