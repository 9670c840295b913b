# SPDX-License-Identifier: EUPL-1.2
"""Let a person leave a household; the link is kept with its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.dates import show_day_long
from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import HouseholdMember
from app.directory.permissions import EDIT
from app.directory.queries import person_title
from app.directory.strings import _
from app.forms.records import get
from app.store.uow import Work


def end_membership(work: Work, *, ids: Sequence[int], valid_to: date) -> Report:
    """`ids` are those of the links; `valid_to` is the last day in the household, included."""
    work.require(EDIT)
    report = Report()
    for member_id in ids:
        member = get(work.session, HouseholdMember, member_id)
        if member.valid_from is not None and valid_to < member.valid_from:
            raise UserError(
                _("Cette personne n’est entrée que le {day}.", day=show_day_long(member.valid_from)), "valid_to"
            )
        member.valid_to = valid_to
        report.summary = _(
            "{name} fait partie du foyer jusqu’au {day}.",
            name=person_title(work.session, member.person_id),
            day=show_day_long(valid_to),
        )
        report.records.append(Place("directory.households", member.household_id))
    work.session.flush()
    return report
