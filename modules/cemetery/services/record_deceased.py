# SPDX-License-Identifier: EUPL-1.2
"""Write down a death: a person of the directory, or a new one, and what the operations need to know of it."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import Address, Report, UserError
from app.directory.models import Person, Sex
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import HEALTH, OPERATE
from modules.cemetery.rules.limits import exhumation_not_before
from modules.cemetery.services.check_dates import check_death
from modules.cemetery.strings import _

PAGE = "cemetery.deceased"


def record_deceased(
    work: Work,
    *,
    person: int | None = None,
    birth_name: str = "",
    given_names: str = "",
    usage_name: str | None = None,
    sex: Sex | None = None,
    birth_date: PartialDate | None = None,
    birth_place: str | None = None,
    died_on: PartialDate | None = None,
    died_at: time | None = None,
    death_place: str = "",
    death_place_code: str = "",
    death_record: str = "",
    last_residence: str = "",
    source: str = "",
    mpf: bool = False,
    stillborn: bool = False,
    opposed_to_cremation: bool = False,
    borne_by_commune: bool = False,
    hidden_from_public: bool = False,
    remark: str = "",
) -> Report:
    """Record the death of `person`, or of somebody new by name; without any name, of somebody unknown.

    Raises `UserError` when the death comes before the birth or is still to come, or when it is already known.
    """
    work.require(OPERATE)
    if died_on is not None and died_on.first > work.today:
        raise UserError(_("Un décès n’est pas daté de l’avenir\u00a0: vérifiez la date."), "died_on")
    somebody = _person(work, person, birth_name, given_names, usage_name, sex, birth_date, birth_place)
    if somebody is not None:
        known = work.session.scalars(select(m.Deceased).where(m.Deceased.person_id == somebody.id)).first()
        if known is not None:
            raise UserError(
                _("Le décès de {name} est déjà noté\u00a0: complétez sa fiche.", name=somebody.title),
                "person",
                Address(PAGE, known.id),
            )
    row = m.Deceased(
        person_id=somebody.id if somebody else None, died_on=died_on, died_at=died_at, death_place=death_place,
        death_place_code=death_place_code, death_record=death_record, last_residence=last_residence, source=source,
        mpf=mpf, stillborn=stillborn, opposed_to_cremation=opposed_to_cremation, borne_by_commune=borne_by_commune,
        hidden_from_public=hidden_from_public, remark=remark,
    )  # fmt: skip
    row.remains = []
    work.session.add(row)
    work.session.flush()
    check_death(work.session, row)
    name = somebody.title if somebody else _("Inconnu(e)")
    return Report(summary=_("Décès noté\u00a0: {name}.", name=name), records=[Address(PAGE, row.id)])


def _person(
    work: Work,
    person: int | None,
    birth_name: str,
    given_names: str,
    usage_name: str | None,
    sex: Sex | None,
    birth_date: PartialDate | None,
    birth_place: str | None,
) -> Person | None:
    if person is not None:
        return get(work.session, Person, person)
    if not birth_name.strip():
        return None
    if birth_date is not None and birth_date.first > work.today:
        raise UserError(_("Cette date de naissance est dans l’avenir\u00a0: vérifiez l’année."), "birth_date")
    found = Person(
        birth_name=birth_name, given_names=given_names, usage_name=usage_name, sex=sex, birth_date=birth_date,
        birth_place=birth_place,
    )  # fmt: skip
    work.session.add(found)
    work.session.flush()
    return found


def seal_exhumation(work: Work, *, id: int, listed_infection: bool, until: date | None = None) -> Report:
    """Keep the first day of an exhumation (R2213-41): the disease itself is never stored.

    Without `until`, it is counted from the death. Raises `UserError` when the day of death is unknown.
    """
    work.require(HEALTH)
    row = get(work.session, m.Deceased, id)
    opens = until
    if listed_infection and opens is None:
        if row.died_on is None:
            raise UserError(
                _("La date du décès n’est pas connue\u00a0: saisissez la date réservée."), "until"
            )
        opens = exhumation_not_before(row.died_on, listed_infection=True).on
    row.exhumation_not_before = opens if listed_infection else None
    work.session.flush()
    return Report(summary=_("Date réservée enregistrée."), records=[Address(PAGE, id)])
