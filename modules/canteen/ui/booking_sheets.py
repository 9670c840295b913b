# SPDX-License-Identifier: EUPL-1.2
"""What the grid of bookings shows, as values: a class over a week or a month, or one child's month. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.calendar import monday_of, school_year_of
from app.core.dates import Month, show_day_long, show_moment
from app.core.outcome import UserError
from app.store.uow import store_of, today_of
from modules.canteen.documents.words import short_day
from modules.canteen.models import CutoffPurpose, Enrolment
from modules.canteen.queries import (
    Cell,
    Eater,
    Register,
    classes_of,
    cutoff_on,
    enrolment_title,
    register,
    year_on,
)
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.booking import BookingKind, BookingSource
from modules.canteen.rules.cutoff import deadline
from modules.canteen.strings import _
from modules.canteen.ui.sheets import (
    ClassTab,
    GridCell,
    GridColumn,
    GridRow,
    Shape,
    Sheets,
    badges_of,
    custody_weeks,
    say_shape,
)

BOOKED = frozenset({Shape.PRESENT, Shape.ADDED})
"""Shapes of a booked day on this grid."""

Limits = Mapping[tuple[int, date, CutoffPurpose], datetime]


@dataclass(frozen=True)
class ChildMonth:
    """One child's month: a row a week, a column a weekday."""

    enrolment: int
    title: str
    rows: tuple[GridRow, ...]
    columns: tuple[GridColumn, ...]


def read_bookings(session: Session, first_on: date, last_on: date) -> Sheets:
    """The bookings of every class between two days of one school year."""
    today = today_of(session)
    year = year_on(session, first_on)
    if year is None:
        raise UserError(_("L’année scolaire du {day} n’est pas ouverte.", day=show_day_long(first_on)))
    found = register(session, first_on, last_on)
    days = tuple(found.days())
    now, limits = store_of(session).clock.now(), _limits(session, found, days)
    hints = custody_weeks(session, first_on, last_on)
    grouped: dict[int | None, list[Eater]] = {}
    for eater in found.eaters:
        grouped.setdefault(eater.class_id, []).append(eater)
    rows = {
        key: tuple(
            GridRow(
                eater.enrolment_id, eater.title, tuple(booking_cell(found, eater, day, limits, now) for day in days),
                badges_of(eater), (eater.category, eater.diet), hints.get(eater.person_id, ""),
            )
            for eater in some
        )
        for key, some in grouped.items()
    }
    columns = {key: tuple(_column(found, some, day, today, limits, now) for day in days) for key, some in grouped.items()}
    tabs = [ClassTab(c.id, c.title) for c in classes_of(session, year.id) if c.id in rows]
    if None in rows:
        tabs.append(ClassTab(None, str(_("Adultes"))))
    return Sheets(first_on, last_on, today, days, tuple(tabs), rows, columns)


def read_child(session: Session, enrolment: int, month: Month) -> ChildMonth:
    """One child's month, in whole weeks of the same school year."""
    row = session.get(Enrolment, enrolment)
    if row is None:
        raise UserError(_("Cette inscription n’existe plus."))
    first, last = monday_of(month.first), monday_of(month.last) + timedelta(days=6)
    if school_year_of(first) != school_year_of(month.first):
        first = month.first
    if school_year_of(last) != school_year_of(month.first):
        last = month.last
    found = register(session, first, last, enrolment_ids=[enrolment])
    title = enrolment_title(session, enrolment)
    if not found.eaters:
        raise UserError(_("{name} n’est pas inscrit en {month}.", name=title, month=str(month)))
    eater, today = found.eaters[0], today_of(session)
    all_days = tuple(day for day in found.days())
    now, limits = store_of(session).clock.now(), _limits(session, found, all_days)
    weekdays = sorted({day.weekday() for day in all_days}) or list(range(5))
    mondays = sorted({monday_of(day) for day in all_days if day in month or day.month == month.month})
    rows = tuple(
        GridRow(
            enrolment, str(_("Semaine du {day}", day=show_day_long(monday).rpartition(" ")[0])),
            tuple(_calendar_cell(found, eater, monday + timedelta(days=w), month, limits, now) for w in weekdays),
        )
        for monday in mondays
    )
    columns = tuple(
        GridColumn(
            monday_of(today) + timedelta(days=w), str(_WEEKDAYS[w]), str(_WEEKDAYS[w]), is_today=False
        )
        for w in weekdays
    )
    return ChildMonth(enrolment, title, rows, columns)


_WEEKDAYS = (_("Lundi"), _("Mardi"), _("Mercredi"), _("Jeudi"), _("Vendredi"), _("Samedi"), _("Dimanche"))


def _limits(session: Session, found: Register, days: Sequence[date]) -> dict[tuple[int, date, CutoffPurpose], datetime]:
    """The last moment to book or cancel each day, by canteen, where the town has a rule."""
    limits: dict[tuple[int, date, CutoffPurpose], datetime] = {}
    if not days:
        return limits
    for canteen_id, eater in {eater.canteen_id: eater for eater in found.eaters}.items():
        calendar = found.calendar_of(eater)
        for purpose in (CutoffPurpose.BOOKING, CutoffPurpose.CANCELLING):
            first, last = (cutoff_on(session, canteen_id, purpose, day) for day in (days[0], days[-1]))
            for day in days:
                # A rule seldom changes within the days shown: only then is each day asked for.
                rule = first if first == last else cutoff_on(session, canteen_id, purpose, day)
                if rule is not None:
                    limits[canteen_id, day, purpose] = deadline(rule, day, calendar)
    return limits


def booking_cell(found: Register, eater: Eater, day: date, limits: Limits, now: datetime) -> GridCell:
    """The cell of one eater on one day."""
    cell = found.cell(eater, day)
    shape = _shape(cell, eater, day)
    is_pointed = cell.is_present is not None or cell.state is not DayState.OPEN
    purpose = CutoffPurpose.CANCELLING if cell.is_booked else CutoffPurpose.BOOKING
    limit = limits.get((eater.canteen_id, day, purpose))
    is_late = limit is not None and now > limit
    words = [_said(shape), cell.why if shape is Shape.CLOSED else ""]
    if cell.source is BookingSource.EVENT:
        words.append(str(_("événement de classe")))
    if is_pointed and shape is not Shape.CLOSED:
        words.append(str(_("journée déjà pointée")))
    elif is_late and shape is not Shape.CLOSED:
        words.append(str(_("date limite passée")))
    return GridCell(
        eater.enrolment_id, day, shape, ", ".join(word for word in words if word), can_change=cell.is_open and not is_pointed,
        is_booked=cell.is_booked, is_locked=is_late, is_basket=cell.is_basket,
    )


def _shape(cell: Cell, eater: Eater, day: date) -> Shape:
    if not cell.is_open:
        return Shape.CLOSED
    asked = [request for request in eater.requests.get(day, ()) if request.is_valid]
    if cell.is_booked:
        return Shape.ADDED if asked and asked[-1].kind is BookingKind.BOOK else Shape.PRESENT
    if cell.has_late_request:
        return Shape.WAITING
    return Shape.REMOVED if asked else Shape.NOTHING


def _said(shape: Shape) -> str:
    return str(_("réservé")) if shape is Shape.PRESENT else say_shape(shape)


def _calendar_cell(
    found: Register, eater: Eater, day: date, month: Month, limits: Limits, now: datetime
) -> GridCell | None:
    if day not in month or not found.first_on <= day <= found.last_on:
        return None
    cell = booking_cell(found, eater, day, limits, now)
    return replace(cell, text=str(day.day), said=f"{show_day_long(day, weekday=True)}, {cell.said}")


def _column(
    found: Register, eaters: Sequence[Eater], day: date, today: date, limits: Limits, now: datetime
) -> GridColumn:
    limit = limits.get((eaters[0].canteen_id, day, CutoffPurpose.BOOKING))
    said = show_day_long(day, weekday=True)
    if limit is not None:
        words = _("{day}, réservation close depuis le {limit}") if now > limit else _("{day}, à réserver avant le {limit}")
        said = str(words.with_values(day=said, limit=show_moment(limit)))
    is_closed = not any(found.status(eater, day).is_open for eater in eaters)
    return GridColumn(
        day, short_day(day).capitalize(), said, day == today, limit is not None and now > limit, is_closed, "clock-alert"
    )


def asked_for(cell: GridCell, kind: BookingKind) -> GridCell:
    """The cell as the request makes it, before the database has answered."""
    shape = Shape.ADDED if kind is BookingKind.BOOK else Shape.REMOVED
    return replace(cell, shape=shape, said=say_shape(shape), is_booked=kind is BookingKind.BOOK)
