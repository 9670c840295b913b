# SPDX-License-Identifier: EUPL-1.2
"""A family at the counter: child, first guardian, home and enrolment in one act."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import Report, UserError
from app.directory.models import Civility, HouseholdMember, MemberRole, Person, Relation, Sex
from app.directory.rules.likeness import Names, Verdict
from app.directory.services.add_guardian import add_guardian
from app.directory.services.add_household import add_household
from app.directory.services.add_person import add_person
from app.directory.services.match_person import match_person
from app.store.uow import Work
from modules.canteen.models import Grade
from modules.canteen.permissions import ENROL
from modules.canteen.rules.codes import Diet, Regularity
from modules.canteen.services.enrol_child import enrol_child
from modules.canteen.strings import _

RELATIONS: dict[Civility | None, Relation] = {Civility.MME: Relation.MOTHER, Civility.M: Relation.FATHER}


def enrol_new_child(
    work: Work,
    *,
    birth_name: str,
    given_names: str,
    valid_from: date,
    birth_date: PartialDate | None = None,
    sex: Sex | None = None,
    guardian: int | None = None,
    guardian_civility: Civility | None = None,
    guardian_name: str | None = None,
    guardian_first: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    street: str | None = None,
    postcode: str | None = None,
    town: str | None = None,
    school_class: int | None = None,
    grade: Grade | None = None,
    diet: Diet | None = None,
    regularity: Regularity | None = None,
    weekdays: int | None = None,
    remark: str | None = None,
) -> Report:
    """Add the child to the directory, in the guardian's home, and enrol it; the guardian pays.

    `guardian` names somebody of the directory; else a new person is made of `guardian_name`, with a home at
    the address. Raises `UserError` when the same child is already in the directory.
    """
    work.require(ENROL)
    _refuse_known(work, birth_name, given_names, birth_date)
    adult = guardian or _new_guardian(work, guardian_civility, guardian_name, guardian_first, phone, email)
    home = _home_of(work, adult)
    if home is None:
        made = add_household(work, adult=adult, street=street, postcode=postcode, town=town)
        home = made.records[0].id
    child = (
        add_person(
            work,
            birth_name=birth_name,
            given_names=given_names,
            sex=sex,
            birth_date=birth_date,
            household=home,
            role=MemberRole.CHILD,
        )
        .records[0]
        .id
    )
    assert child is not None
    relation = RELATIONS.get(work.session.get_one(Person, adult).civility, Relation.OTHER)
    add_guardian(work, id=child, guardian=adult, relation=relation)
    return enrol_child(
        work,
        person=child,
        valid_from=valid_from,
        school_class=school_class,
        grade=grade,
        diet=diet or Diet.STANDARD,
        regularity=regularity or Regularity.REGULAR,
        weekdays=weekdays or 0,
        remark=remark or "",
    )


def _refuse_known(work: Work, birth_name: str, given_names: str, birth_date: PartialDate | None) -> None:
    found = match_person(work.session, Names(birth_name, given_names, birth_date=birth_date))
    if found.verdict is Verdict.SAME and found.person_id is not None:
        known = work.session.get_one(Person, found.person_id)
        raise UserError(
            _("{name} est déjà dans l’annuaire\u00a0: inscrivez cette personne.", name=known.title),
            field="birth_name",
        )


def _new_guardian(
    work: Work,
    civility: Civility | None,
    name: str | None,
    first: str | None,
    phone: str | None,
    email: str | None,
) -> int:
    if not (name or "").strip():
        raise UserError(_("Choisissez le responsable, ou donnez son nom."), field="guardian")
    made = add_person(
        work, birth_name=name or "", given_names=first or "", civility=civility, phone=phone, email=email
    )
    found = made.records[0].id
    assert found is not None
    return found


def _home_of(work: Work, person_id: int) -> int | None:
    return work.session.scalar(
        select(HouseholdMember.household_id)
        .where(
            HouseholdMember.person_id == person_id,
            HouseholdMember.role == MemberRole.ADULT,
            HouseholdMember.valid_to.is_(None),
        )
        .order_by(HouseholdMember.id.desc())
        .limit(1)
    )

