# SPDX-License-Identifier: EUPL-1.2
"""Forms of the day: bookings, attendance, orders; their first values and what they would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.calendar import school_year_of
from app.core.dates import show_day_long
from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.forms.fields import Choice as ChoiceField
from app.forms.fields import (
    Day,
    Lines,
    Option,
    Refs,
    Text,
    Weekdays,
)
from app.forms.page import Form, Params, Row
from app.store.uow import today_of
from modules.canteen import models as m
from modules.canteen.queries import find_enrolments, first_canteen, need_year, register
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.calendar import next_serving_day
from modules.canteen.services.declare_class_event import preview_class_event
from modules.canteen.services.order_meals import day_sentence, order_rows
from modules.canteen.services.record_attendance import Mark
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f

# ---------------------------------------------------------------- bookings

BECAUSE = Text(
    name=f.LATE,
    label=_("Accepter hors délai, parce que"),
    default="",
    width=36,
    help=_("À remplir seulement si la date limite est passée."),
)
BOOK_DAYS = Form(
    fields=(
        f.enrolment(),
        f.BOOKING,
        f.day("first_on", _("Du"), required=True),
        f.day("last_on", _("Au"), help=_("Vide\u00a0: un seul jour.")),
        Weekdays(
            name="weekdays", label=_("Seulement le"), help=_("Vide\u00a0: tous les jours de la période.")
        ),
        f.CHANNEL,
        BECAUSE,
    ),
    start=lambda session, params: {
        "first_on": params.get("first_on") or _tomorrow(session),
        **({"enrolment": params["record"]} if params.get("record") else {}),
    },
)
TOGGLE = Form(
    fields=(
        Lines(
            name="requests",
            label=_("Jours"),
            required=True,
            fields=(f.enrolment(), Day(name="day", label=_("Jour"), required=True), f.BOOKING),
        ),
        f.CHANNEL,
        BECAUSE,
    ),
)
def _start_pattern(session: Session, params: Params) -> Params:
    """The habit in force of the child in hand, to change it from tomorrow on."""
    held = {"enrolment": params["record"]} if params.get("record") else {}
    first = {"valid_from": _tomorrow(session), **held}
    row = session.get(m.Enrolment, params.get("record") or params.get("enrolment") or 0)
    if row is None or not row.patterns:
        return first
    last = max(row.patterns, key=lambda pattern: pattern.valid_from)
    kept = {name: getattr(last, name) for name in ("weekdays", "weekdays_other", "cycle_from")}
    return {**first, "valid_from": max(_tomorrow(session), row.valid_from), **kept}


PATTERN = Form(
    fields=(
        f.enrolment(),
        f.day("valid_from", _("À partir du"), required=True),
        f.WEEKDAYS,
        f.WEEKDAYS_OTHER,
        f.day("cycle_from", _("La première semaine commence le")),
        BECAUSE,
    ),
    start=_start_pattern,
)
LATE = Form(fields=(Text(name="because", label=_("Parce que"), required=True, width=36),))
EVENT = Form(
    fields=(
        f.classes(required=True),
        f.day("first_on", _("Du"), required=True),
        f.day("last_on", _("Au"), help=_("Vide\u00a0: un seul jour.")),
        f.choice("reason", _("Motif"), AbsenceReason, required=True),
        f.flag("is_meal_kept", _("Pique-nique fourni")),
        Text(name="label", label=_("Intitulé"), default="", width=30),
    ),
    start=lambda session, params: {"first_on": params.get("first_on") or _tomorrow(session)},
)


def _tomorrow(session: Session) -> date:
    return today_of(session) + timedelta(days=1)


def event_preview(session: Session, params: Params) -> Sequence[Shown]:
    """Children, meals and orders that the event would change."""
    return preview_class_event(session, params)


# ---------------------------------------------------------------- attendance

MARKS = Form(
    fields=(
        Lines(
            name="marks",
            label=_("Pointages"),
            required=True,
            fields=(
                f.enrolment(),
                Day(name="day", label=_("Jour"), required=True),
                ChoiceField(
                    name="mark",
                    label=_("Pointage"),
                    required=True,
                    kind=Mark,
                    options=(
                        Option("P", _("Présent")),
                        Option("A", _("Absent")),
                        Option("J", _("Absent justifié")),
                        Option("?", _("À pointer")),
                    ),
                ),
                f.REASON,
                Text(name="remark", label=_("Remarque")),
            ),
        ),
        Text(name="because", label=_("Pourquoi une feuille verrouillée change"), default=""),
    ),
)
SHEET = Form(
    fields=(
        f.school_class(help=_("Vide\u00a0: les adultes.")),
        f.day("day", _("Jour"), required=True),
        Refs(
            name="absent",
            label=_("Absents"),
            page="canteen.children",
            find=find_enrolments,
            default=(),
        ),
    ),
    start=lambda session, params: {
        "day": today_of(session),
        **({"school_class": params["school_class"]} if params.get("school_class") else {}),
    },
)
DAYS = Form(
    fields=(f.day("first_on", _("Du"), required=True), f.day("last_on", _("Au"), required=True)),
    start=lambda session, params: {
        "first_on": today_of(session).replace(day=1),
        "last_on": today_of(session),
    },
)
REOPEN = Form(
    fields=(
        f.school_class(),
        f.day("day", _("Jour"), required=True),
        Text(name="because", label=_("Pourquoi"), required=True, width=36),
    )
)
WEEK_OF_CLASS = Form(
    fields=(f.school_class(required=True), f.day("day", _("Un jour de la semaine"), required=True))
)
DECIDE = Form(
    fields=(
        f.flag("is_excused", _("Ne pas facturer"), default=True),
        Text(name="remark", label=_("Pourquoi"), required=True, width=36),
    )
)
CERTIFICATE = Form(
    fields=(
        f.enrolment(),
        f.day("first_on", _("Absences du"), required=True),
        f.day("last_on", _("Au"), required=True),
        f.day("received_on", _("Certificat reçu le")),
    ),
    start=lambda session, params: {
        "received_on": today_of(session),
        "last_on": today_of(session),
        **({"enrolment": params["record"]} if params.get("record") else {}),
    },
)


def ABSENT(row: Row) -> bool:
    """Whether a meal is an absence that can be decided."""
    return bool(row.get("booked")) and row.get("present") is False


def sheet_preview(session: Session, params: Params) -> Sequence[Shown]:
    """How many are expected on the sheet, and how many nobody has marked."""
    day, class_id = params.get("day"), params.get("school_class")
    if day is None:
        return (_("Choisissez le jour."),)
    try:
        need_year(session, day)
    except UserError as fault:
        return (fault.message,)
    found = register(session, day, day, class_ids=None if class_id is None else [class_id])
    eaters = [e for e in found.eaters if e.class_id == class_id and e.is_enrolled(day)]
    cells = [found.cell(eater, day) for eater in eaters]
    if not any(cell.is_open for cell in cells):
        return (cells[0].why if cells else _("Personne n’est inscrit sur cette feuille."),)
    expected = sum(cell.is_booked for cell in cells)
    unknown = sum(cell.is_booked and cell.is_present is None for cell in cells)
    lines: list[Shown] = [_n("{n} attendu", "{n} attendus", expected)]
    if unknown:
        lines.append(
            _n("{n} sans pointage sera noté présent.", "{n} sans pointage seront notés présents.", unknown)
        )
    if any(cell.state is DayState.LOCKED for cell in cells):
        lines.append(_("Cette feuille est déjà verrouillée."))
    return lines


# ---------------------------------------------------------------- kitchen


def _start_order(session: Session, params: Params) -> Params:
    today = today_of(session)
    canteen = first_canteen(session)
    first = params.get("first_on") or next_day_served(session, today)
    return {"first_on": first, "last_on": first, "canteen": canteen.id if canteen else None}


def next_day_served(session: Session, after: date) -> date:
    """The first day served after `after` in any school; the day after when none is known."""
    from modules.canteen.queries import calendars

    days = [
        next_serving_day(calendar, after) for calendar in calendars(session, school_year_of(after)).values()
    ]
    return min((day for day in days if day is not None), default=after + timedelta(days=1))


ORDER = Form(
    fields=(
        f.canteen("canteen", required=True),
        f.day("first_on", _("Du"), required=True),
        f.day("last_on", _("Au")),
    ),
    start=_start_order,
)


def order_preview(session: Session, params: Params) -> Sequence[Shown]:
    """The counts of each day, as the supplier will read them."""
    first_on, canteen_id = params.get("first_on"), params.get("canteen")
    if first_on is None or canteen_id is None:
        return (_("Choisissez la cantine et le jour."),)
    last_on = params.get("last_on") or first_on
    try:
        need_year(session, first_on)
    except UserError as fault:
        return (fault.message,)
    place = session.get_one(m.Canteen, canteen_id)
    rows = order_rows(session, place, first_on, last_on)
    days = sorted({row["day"] for row in rows})
    lines: list[Shown] = []
    for day in days:
        own = [row for row in rows if row["day"] == day]
        total = sum(row["count"] for row in own)
        name = show_day_long(date.fromisoformat(day), weekday=True)
        words = _n("{day}\u00a0: {n} repas", "{day}\u00a0: {n} repas", total, day=f"{name[:1].upper()}{name[1:]}")
        lines += [words, day_sentence(own)]
    return lines or (_("La cantine ne sert aucun de ces jours."),)
