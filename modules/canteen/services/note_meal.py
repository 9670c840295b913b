# SPDX-License-Identifier: EUPL-1.2
"""Write a remark beside somebody's day on the sheet; it changes nothing of what is billed."""

from __future__ import annotations

from datetime import date

from app.core.dates import show_day
from app.core.outcome import Report, UserError
from app.store.uow import Work
from modules.canteen.permissions import POINT
from modules.canteen.queries import need_year, register
from modules.canteen.services.record_attendance import Sheet
from modules.canteen.strings import _


def note_meal(work: Work, *, enrolment: int, day: date, remark: str) -> Report:
    """Set the remark of one day; an empty one takes it away."""
    work.require(POINT)
    need_year(work.session, day)
    found = register(work.session, day, day, enrolment_ids=[enrolment])
    eater = next((eater for eater in found.eaters if eater.is_enrolled(day)), None)
    if eater is None:
        raise UserError(_("Cette personne n’est pas inscrite le {day}.", day=show_day(day)))
    if eater.meals.get(day) is None and not remark.strip():
        return Report(summary=_("Aucune remarque."))
    Sheet(work, found).meal(eater, day).remark = remark.strip()
    work.session.flush()
    return Report(summary=_("Remarque enregistrée."))
