# SPDX-License-Identifier: EUPL-1.2
"""A strike, a trip, a teacher away: one act frees whole classes, and can be undone whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import show_day, show_period
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.directory.models import ContactKind, ContactPoint, Guardianship
from app.store.uow import Work
from modules.canteen.models import BookingException, Channel, ClassEvent, Meal, SupplierOrder
from modules.canteen.permissions import BOOK
from modules.canteen.queries import Register, need_year, register
from modules.canteen.rules import events
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.booking import BookingKind
from modules.canteen.services.settle_meals import settle
from modules.canteen.strings import _, _n, label


def declare_class_event(
    work: Work,
    *,
    classes: tuple[int, ...],
    first_on: date,
    last_on: date | None = None,
    reason: AbsenceReason = AbsenceReason.TRIP,
    is_meal_kept: bool = False,
    label: str = "",
) -> Report:
    """Cancel the bookings of whole classes between two days (both included), never late, never billed.

    With the meal kept (a picnic is supplied) the bookings stay. Raises `UserError` when a sheet of
    those days is already locked.
    """
    work.require(BOOK)
    last_on = last_on or first_on
    found = _register(work.session, classes, first_on, last_on)
    _refuse_locked(found, classes)
    event = ClassEvent(
        reason=reason,
        label=label,
        first_on=first_on,
        last_on=last_on,
        is_meal_kept=is_meal_kept,
        classes=sorted(classes),
    )
    work.session.add(event)
    work.session.flush()
    seen = _preview(found, classes, first_on, last_on, reason, is_meal_kept)
    by_person = {eater.person_id: eater for eater in found.eaters}
    touched: set[tuple[int, date]] = set()
    for meal in seen.removed:
        eater = by_person[meal.person_id]
        work.session.add(
            BookingException(
                enrolment_id=eater.enrolment_id,
                day=meal.day,
                kind=BookingKind.CANCEL,
                made_at=work.now,
                made_by=work.user.name,
                channel=Channel.EVENT,
                event_id=event.id,
            )
        )
        frozen = eater.meals.get(meal.day)
        if frozen is not None:
            row = work.session.get_one(Meal, frozen.id)
            row.is_booked, row.is_present, row.reason = False, None, reason
            touched.add((eater.enrolment_id, meal.day))
    work.session.flush()
    settle(work, touched)
    return Report(
        summary=_n("{n} repas retiré.", "{n} repas retirés.", len(seen.removed)),
        counts={"removed": len(seen.removed), "concerned": len(seen.concerned)},
        records=[Address("canteen.events", event.id)],
        notes=list(_orders_sent(work.session, first_on, last_on)),
    )


def preview_class_event(session: Session, params: Mapping[str, Any]) -> Sequence[Text]:
    """What the act would do, in figures: children, meals, orders already sent, families without e-mail."""
    classes, first_on = tuple(params.get("classes") or ()), params.get("first_on")
    if not classes or first_on is None:
        return (_("Choisissez les classes et le jour."),)
    last_on = params.get("last_on") or first_on
    try:
        found = _register(session, classes, first_on, last_on)
    except UserError as fault:
        return (fault.message,)
    seen = _preview(
        found,
        classes,
        first_on,
        last_on,
        params.get("reason") or AbsenceReason.TRIP,
        bool(params.get("is_meal_kept")),
    )
    lines: list[Text] = [_n("{n} enfant concerné.", "{n} enfants concernés.", len(seen.concerned))]
    if params.get("is_meal_kept"):
        lines.append(_("Les repas restent réservés et facturés (pique-nique fourni)."))
    else:
        lines.append(_n("{n} repas retiré.", "{n} repas retirés.", len(seen.removed)))
    for day in sorted(seen.before):
        if seen.before[day] != seen.after[day]:
            lines.append(
                _(
                    "Le {day}, à commander\u00a0: {after} au lieu de {before}.",
                    day=show_day(day),
                    after=seen.after[day],
                    before=seen.before[day],
                )
            )
    lines += _orders_sent(session, first_on, last_on)
    without = _without_email(session, seen.concerned)
    if without:
        lines.append(
            _n(
                "{n} famille sans courriel\u00a0: à prévenir autrement.",
                "{n} familles sans courriel\u00a0: à prévenir autrement.",
                without,
            )
        )
    return lines


def _register(session: Session, classes: Sequence[int], first_on: date, last_on: date) -> Register:
    if not classes:
        raise UserError(_("Choisissez au moins une classe."), field="classes")
    if last_on < first_on:
        raise UserError(
            _("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux."), field="last_on"
        )
    need_year(session, first_on)
    found = register(session, first_on, last_on)
    if not any(found.status(eater, day).is_open for eater in found.eaters for day in found.days()):
        raise UserError(
            _("La cantine ne sert aucun de ces jours ({period}).", period=show_period(first_on, last_on)),
            field="first_on",
        )
    return found


def _preview(
    found: Register,
    classes: Sequence[int],
    first_on: date,
    last_on: date,
    reason: AbsenceReason,
    is_meal_kept: bool,
) -> events.EventPreview:
    event = events.ClassEvent(frozenset(classes), first_on, last_on, reason, is_meal_kept)
    booked = [
        events.BookedMeal(
            eater.person_id, eater.class_id, day, eater.category, eater.diet, eater.brings_basket(day)
        )
        for eater in found.eaters
        for day in found.days()
        if eater.is_enrolled(day) and found.status(eater, day).is_open and found.booking(eater, day).is_booked
    ]
    return events.preview(event, booked)


def _refuse_locked(found: Register, classes: Sequence[int]) -> None:
    locked = sorted(
        {
            day
            for (_canteen, class_id, day), state in found.states.items()
            if class_id in classes and state is DayState.LOCKED
        }
    )
    if locked:
        raise UserError(
            _("La feuille du {day} est déjà verrouillée\u00a0: rouvrez-la d’abord.", day=show_day(locked[0])),
            field="first_on",
        )


def _orders_sent(session: Session, first_on: date, last_on: date) -> list[Text]:
    rows = session.scalars(
        select(SupplierOrder).where(SupplierOrder.first_on <= last_on, SupplierOrder.last_on >= first_on)
    ).all()
    if not rows:
        return []
    return [
        _("Une commande de ces jours est déjà partie\u00a0: envoyez-en une nouvelle version au fournisseur.")
    ]


def _without_email(session: Session, person_ids: Sequence[int]) -> int:
    with_email = set(
        session.scalars(
            select(Guardianship.child_id)
            .join(ContactPoint, ContactPoint.person_id == Guardianship.guardian_id)
            .where(ContactPoint.kind == ContactKind.EMAIL)
        )
    )
    return len(set(person_ids) - with_email)


def event_title(event: ClassEvent) -> str:
    """« Sortie scolaire, le 3 décembre 2026 »."""
    return f"{event.label or label(event.reason)}, {show_period(event.first_on, event.last_on)}"
