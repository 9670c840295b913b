# SPDX-License-Identifier: EUPL-1.2
"""Book or cancel meals outside the weekly habit; what comes late is kept, flagged, and counts once accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.dates import days_between, show_day
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.canteen.models import BookingException, Canteen, Channel, CutoffPurpose, Meal
from modules.canteen.permissions import BOOK
from modules.canteen.queries import Eater, Register, cutoff_on, need_year, register
from modules.canteen.rules import weekdays as week
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.booking import BookingKind, classify
from modules.canteen.strings import _, _n


def book_days(
    work: Work,
    *,
    enrolment: int,
    first_on: date,
    last_on: date | None = None,
    weekdays: int | None = None,
    kind: BookingKind = BookingKind.BOOK,
    channel: Channel = Channel.COUNTER,
    accept_because: str = "",
) -> Report:
    """Book or cancel every serving day from `first_on` to `last_on` (both included), or those of a mask of weekdays."""
    last_on = last_on or first_on
    if last_on < first_on:
        raise UserError(
            _("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux."), field="last_on"
        )
    days = [day for day in days_between(first_on, last_on) if weekdays is None or week.has(weekdays, day)]
    requests = [{"enrolment": enrolment, "day": day, "kind": kind} for day in days]
    return toggle_days(
        work, requests=requests, channel=channel, accept_because=accept_because, skip_closed=len(days) > 1
    )


def toggle_days(
    work: Work,
    *,
    requests: Sequence[Mapping[str, Any]],
    channel: Channel = Channel.COUNTER,
    accept_because: str = "",
    skip_closed: bool = False,
) -> Report:
    """Write requests `{enrolment, day, kind}`; a day already as asked is left as it is.

    A request after the deadline is kept and flagged; it changes the booking only with `accept_because`.
    """
    work.require(BOOK)
    if not requests:
        return Report(summary=_("Aucun jour à changer."))
    days = [request["day"] for request in requests]
    need_year(work.session, min(days))
    found = register(
        work.session, min(days), max(days), enrolment_ids={int(r["enrolment"]) for r in requests}
    )
    eaters = {eater.enrolment_id: eater for eater in found.eaters}
    report, done, late = Report(), 0, 0
    booked: set[date] = set()
    for request in requests:
        eater = eaters.get(int(request["enrolment"]))
        if eater is None:
            report.refuse(_("Réservation"), _("cette inscription n’est pas de l’année de ces jours"))
            continue
        row = _request(work, found, eater, request["day"], BookingKind(request["kind"]), report, skip_closed)
        if row is None:
            continue
        row.channel, row.accepted_because = channel, accept_because if row.is_late else ""
        work.session.add(row)
        done, late = done + 1, late + (row.is_late and not accept_because)
        if row.kind is BookingKind.BOOK:
            booked.add(row.day)
    report.summary = _n("{n} jour changé.", "{n} jours changés.", done - late)
    report.counts = {"days": done - late, "late": late}
    if late:
        report.notes.append(
            _n(
                "{n} demande hors délai gardée sans effet\u00a0: acceptez-la avec un motif si la cuisine peut suivre.",
                "{n} demandes hors délai gardées sans effet\u00a0: acceptez-les avec un motif si la cuisine peut suivre.",
                late,
            )
        )
    _check_capacity(work, booked, report)
    return report


def _request(
    work: Work, found: Register, eater: Eater, day: date, kind: BookingKind, report: Report, skip_closed: bool
) -> BookingException | None:
    status = found.status(eater, day)
    if not status.is_open or not eater.is_enrolled(day):
        why = status.why if not status.is_open else _("l’inscription ne couvre pas ce jour")
        if not skip_closed:
            report.refuse(_("{name}, le {day}", name=eater.title, day=show_day(day)), why)
        return None
    meal = eater.meals.get(day)
    if meal is not None and (meal.is_present is not None or found.state(eater, day) is not DayState.OPEN):
        report.refuse(
            _("{name}, le {day}", name=eater.title, day=show_day(day)),
            _("la journée est déjà pointée\u00a0: corrigez plutôt le pointage"),
            Address("canteen.attendance"),
        )
        return None
    if found.booking(eater, day).is_booked == (kind is BookingKind.BOOK):
        return None
    purpose = CutoffPurpose.BOOKING if kind is BookingKind.BOOK else CutoffPurpose.CANCELLING
    rule = cutoff_on(work.session, eater.canteen_id, purpose, day)
    asked = classify(day, kind, work.now, rule, found.calendar_of(eater))
    if meal is not None:
        # The day was frozen when the order left; an accepted request is written on it too.
        work.session.get_one(Meal, meal.id).is_booked = kind is BookingKind.BOOK
    return BookingException(
        enrolment_id=eater.enrolment_id,
        day=day,
        kind=kind,
        made_at=work.now,
        made_by=work.user.name,
        is_late=asked.is_late,
        accepted_because="",
    )


def _check_capacity(work: Work, booked: Collection[date], report: Report) -> None:
    """Warn when a day just booked holds more bookings than the canteen has seats; the clerk decides (L131-13)."""
    if not booked:
        return
    limits = {
        row.id: row.capacity
        for row in work.session.execute(select(Canteen.id, Canteen.capacity))
        if row.capacity
    }
    if not limits:
        return
    work.session.flush()
    whole = register(work.session, min(booked), max(booked))
    for day in (day for day in whole.days() if day in booked):
        for canteen_id, capacity in limits.items():
            count = sum(
                1
                for eater in whole.eaters
                if eater.canteen_id == canteen_id
                and eater.is_enrolled(day)
                and whole.booking(eater, day).is_booked
            )
            if count > capacity:
                report.notes.append(
                    _(
                        "Le {day}, {count} repas sont réservés pour {capacity} places.",
                        day=show_day(day),
                        count=count,
                        capacity=capacity,
                    )
                )


def accept_late(work: Work, *, ids: tuple[int, ...], because: str) -> Report:
    """Accept requests made after the deadline, with a reason that stays with each."""
    work.require(BOOK)
    if not because.strip():
        raise UserError(_("Dites pourquoi ces demandes sont acceptées."), field="because")
    rows = [work.session.get_one(BookingException, row_id) for row_id in ids]
    for row in rows:
        row.accepted_because = because
    return Report(summary=_n("{n} demande acceptée.", "{n} demandes acceptées.", len(rows)))
