# SPDX-License-Identifier: EUPL-1.2
"""Write a remark beside somebody's day on the sheet; it changes nothing of what is billed."""

from __future__ import annotations

from datetime import date

from app.core.dates import show_day
from app.core.outcome import Report, UserError
from app.store.uow import Work
from modules.canteen.models import Meal
from modules.canteen.permissions import POINT
from modules.canteen.queries import need_year, register
from modules.canteen.strings import _


def note_meal(work: Work, *, enrolment: int, day: date, remark: str) -> Report:
    """Set the remark of one day; an empty one takes it away."""
    work.require(POINT)
    need_year(work.session, day)
    found = register(work.session, day, day, enrolment_ids=[enrolment])
    eater = next((eater for eater in found.eaters if eater.is_enrolled(day)), None)
    if eater is None:
        raise UserError(_("Cette personne n’est pas inscrite le {day}.", day=show_day(day)))
    known, text = eater.meals.get(day), " ".join(remark.split())
    if known is not None:
        work.session.get_one(Meal, known.id).remark = text
    elif text:
        booked = found.booking(eater, day).is_booked
        work.session.add(
            Meal(enrolment_id=eater.enrolment_id, day=day, is_booked=booked, is_present=None, remark=text)
        )
    work.session.flush()
    return Report(summary=_("Remarque enregistrée."))
