# SPDX-License-Identifier: EUPL-1.2
"""The order of a life: nobody dies before being born, nor is buried before dying."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.strings import _


def check_death(session: Session, deceased: m.Deceased) -> None:
    """Raise `UserError` when the dates of a deceased contradict one another; partial dates give the benefit of the doubt."""
    died = deceased.died_on
    if died is None:
        return
    person = session.get(Person, deceased.person_id) if deceased.person_id else None
    if person is not None and person.birth_date is not None and died.last < person.birth_date.first:
        raise UserError(
            _(
                "Le décès ({died}) vient avant la naissance ({born})\u00a0: corrigez l’une des deux dates.",
                died=died.show(),
                born=person.birth_date.show(),
            ),
            field="died_on",
        )
    for remains in deceased.remains:
        if remains.laid_on is not None and remains.laid_on.last < died.first:
            raise UserError(
                _(
                    "L’inhumation ({buried}) vient avant le décès ({died})\u00a0: corrigez l’une des deux dates.",
                    buried=remains.laid_on.show(),
                    died=died.show(),
                ),
                field="died_on",
            )
