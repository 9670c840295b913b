# SPDX-License-Identifier: EUPL-1.2
"""Change the weekly habit of an enrolled person from a day on; the past keeps the habit it had."""

from __future__ import annotations

from datetime import date, timedelta

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.canteen.models import BookingPattern, CutoffPurpose, Enrolment
from modules.canteen.permissions import BOOK
from modules.canteen.queries import cutoff_on, register
from modules.canteen.rules.booking import earliest_change
from modules.canteen.strings import _


def set_pattern(
    work: Work,
    *,
    enrolment: int,
    valid_from: date,
    weekdays: int,
    weekdays_other: int | None = None,
    cycle_from: date | None = None,
    accept_because: str = "",
) -> Report:
    """From `valid_from` on, the person eats on the days of the mask (two masks that alternate for a cycle).

    The day may not come before the first open day after the cut-off, unless `accept_because` says why.
    Days already pointed never change.
    """
    work.require(BOOK)
    row = work.session.get_one(Enrolment, enrolment)
    if valid_from < row.valid_from or (row.valid_to and valid_from > row.valid_to):
        raise UserError(
            _("L’inscription ne couvre pas le {day}.", day=show_day(valid_from)), field="valid_from"
        )
    _respect_cutoff(work, row, valid_from, accept_because)
    kept = []
    for pattern in sorted(row.patterns, key=lambda p: p.valid_from):
        if pattern.valid_from >= valid_from:
            work.session.delete(pattern)
            continue
        if pattern.valid_to is None or pattern.valid_to >= valid_from:
            pattern.valid_to = valid_from - timedelta(days=1)
        kept.append(pattern)
    row.patterns[:] = kept
    # The rows that begin on the same day must be gone before the new one comes.
    work.session.flush()
    row.patterns.append(
        BookingPattern(
            valid_from=valid_from,
            valid_to=row.valid_to,
            weekdays=weekdays,
            weekdays_other=weekdays_other,
            cycle_from=cycle_from,
        )
    )
    return Report(
        summary=_("Semaine type changée à partir du {day}.", day=show_day(valid_from)),
        records=[Address("canteen.children", row.id)],
    )


def _respect_cutoff(work: Work, row: Enrolment, valid_from: date, accept_because: str) -> None:
    is_new = not row.patterns
    rule = cutoff_on(work.session, row.canteen_id, CutoffPurpose.BOOKING, valid_from)
    if is_new or rule is None or accept_because or valid_from > work.today + timedelta(days=21):
        return
    found = register(work.session, work.today, work.today, enrolment_ids=[row.id])
    if not found.eaters:
        return
    earliest = earliest_change(rule, found.calendar_of(found.eaters[0]), work.now)
    if earliest is not None and valid_from < earliest:
        raise UserError(
            _(
                "La date limite est passée pour le {day}\u00a0: le changement peut commencer le {earliest}, ou plus tôt avec un motif.",
                day=show_day(valid_from),
                earliest=show_day(earliest),
            ),
            field="valid_from",
        )
