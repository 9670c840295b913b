# SPDX-License-Identifier: EUPL-1.2
"""The calendar of a school year: what the nation closes, what the commune decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.calendar import public_holidays, school_holidays, school_year_bounds, school_year_of
from app.core.dates import Month, show_month, show_period
from app.core.outcome import Report, UserError
from app.core.text import Text as Shown
from app.forms.fields import (
    Choice,
    Option,
    Text,
    Tone,
)
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    Page,
    Params,
    ProsePart,
    Record,
    Row,
    Table,
)
from app.forms.records import get, load, save
from app.store.uow import Work, setting_of, today_of
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.permissions import READ, SETUP
from modules.canteen.queries import calendars
from modules.canteen.rules.calendar import serving_days_by_month
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f
from modules.canteen.ui.actions_setup import CLOSING_FIELDS

KINDS = ("HOLIDAY", "PUBLIC", "CLOSED", "OPEN")
KIND = Choice(
    name="kind",
    label=_("Nature"),
    width=14,
    options=(
        Option("HOLIDAY", _("Vacances"), Tone.NEUTRAL, "sun"),
        Option("PUBLIC", _("Jour férié"), Tone.NEUTRAL, "flag"),
        Option("CLOSED", _("Fermeture"), Tone.WARNING, "calendar-x"),
        Option("OPEN", _("Ouverture"), Tone.SUCCESS, "calendar-check"),
    ),
)


def calendar_rows(session: Session, params: Params) -> Sequence[Row]:
    """Holidays, public holidays and the commune's own days of a school year; national ones have a negative id."""
    start = _start_year(session, params)
    zone = setting_of(session, "commune.zone") or "B"
    alsace = bool(setting_of(session, "commune.alsace_moselle"))
    first, last = school_year_bounds(start)
    schools = {row.id: row.title for row in session.execute(m.School.__table__.select())}
    rows: list[dict[str, Any]] = [
        _national("HOLIDAY", holiday.first, min(holiday.last, last), str(holiday.name))
        for holiday in school_holidays(zone, start)
        if holiday.first <= last and holiday.last >= first
    ]
    for year in (start, start + 1):
        days = public_holidays(year, alsace)
        rows += [_national("PUBLIC", day, day, str(name)) for day, name in days.items() if first <= day <= last]
    for row in session.execute(lists.overrides(session, {})).mappings():
        if row["first_on"] <= last and row["last_on"] >= first:
            rows.append({**row, "kind": "OPEN" if row["is_open"] else "CLOSED", "school": row["school"] or _whole(schools)})
    return sorted(rows, key=lambda row: (row["first_on"], row["id"]))


def _whole(schools: dict[int, str]) -> str:
    return str(_("toutes les écoles")) if len(schools) > 1 else ""


def _start_year(session: Session, params: Params) -> int:
    year = session.get(m.SchoolYear, params["year"]) if params.get("year") else None
    return year.start_year if year is not None else school_year_of(today_of(session))


def _national(kind: str, first: date, last: date, words: str) -> dict[str, Any]:
    return {
        "id": -(first.toordinal() * len(KINDS) + KINDS.index(kind)), "first_on": first, "last_on": last, "label": words,
        "kind": kind, "school": "", "reason": None, "is_open": False,
    }  # fmt: skip


def _national_of(session: Session, record_id: int) -> dict[str, Any]:
    """The national row of a negative id."""
    ordinal, _kind = divmod(-record_id, len(KINDS))
    start = school_year_of(date.fromordinal(ordinal))
    year = session.query(m.SchoolYear).filter_by(start_year=start).one_or_none()
    rows = calendar_rows(session, {"year": year.id} if year is not None else {})
    found = next((row for row in rows if row["id"] == record_id), None)
    if found is None:
        raise UserError(_("Cette période n’est plus au calendrier."))
    return dict(found)


def calendar_heading(session: Session, record_id: int) -> Heading:
    """What the days are, and from when to when."""
    if record_id < 0:
        row = _national_of(session, record_id)
        return Heading(row["label"], show_period(row["first_on"], row["last_on"]), KIND.option(row["kind"]))
    own = get(session, m.CalendarOverride, record_id)
    state = KIND.option("OPEN" if own.is_open else "CLOSED")
    return Heading(own.label, show_period(own.first_on, own.last_on), state)


def calendar_words(session: Session, record_id: int) -> Sequence[Shown]:
    """Where the days come from, and how many meals days are left in their months."""
    if record_id < 0:
        row = _national_of(session, record_id)
        first, last = row["first_on"], row["last_on"]
        lines: list[Shown] = [_("Calendrier national. Pour servir ces jours-là, ajoutez une ouverture.")]
    else:
        own = get(session, m.CalendarOverride, record_id)
        first, last = own.first_on, own.last_on
        lines = [_("Décision de la commune\u00a0: elle passe avant le calendrier national.")]
    try:
        found = calendars(session, school_year_of(first))
    except UserError:
        return lines
    for calendar in list(found.values())[:1]:
        counts = serving_days_by_month(calendar)
        for month in Month.of(first).until(Month.of(last)):
            served = counts.get(month, 0)
            words = _n("{month}\u00a0: {n} jour servi", "{month}\u00a0: {n} jours servis", served)
            lines.append(words.with_values(month=show_month(month).capitalize()))
    return lines


def load_closing(session: Session, record_id: int) -> Params:
    """The fields of the commune's decision; those of a national period are only shown."""
    if record_id > 0:
        return load(m.CalendarOverride, CLOSING_FIELDS)(session, record_id)
    row = _national_of(session, record_id)
    return {"version": None, **{field.name: row.get(field.name) for field in CLOSING_FIELDS}}


def save_closing(work: Work, *, id: int, version: int | None = None, **values: Any) -> Report:
    """Change a decision of the commune."""
    if id < 0:
        raise UserError(_("Le calendrier national ne se modifie pas\u00a0: ajoutez un jour particulier, qui passe avant."))

    def check(_work: Work, row: m.CalendarOverride) -> None:
        row.last_on = row.last_on or row.first_on
        if row.last_on < row.first_on:
            raise UserError(_("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux."), field="last_on")

    return save(m.CalendarOverride, CLOSING_FIELDS, SETUP, "canteen.calendar", check)(work, id=id, version=version, **values)


CALENDAR_PAGE = Page(
    name="canteen.calendar",
    title=_("Calendrier"),
    table=Table(
        name="canteen.calendar",
        title=_("Jours sans cantine et jours particuliers"),
        columns=(
            Column(field=f.day("first_on", _("Du"))),
            Column(field=f.day("last_on", _("Au"))),
            Column(field=KIND),
            Column(field=Text(name="label", label=_("Intitulé"), width=30), strong=True),
            Column(field=Text(name="school", label=_("École"), width=18), weak=True),
            Column(field=f.REASON, hidden=True),
        ),
        rows=calendar_rows,
        filters=(
            Filter(name="all", label=_("Tous")),
            Filter(name="own", label=_("Décidés par la commune"), keep=lambda row: row["id"] > 0),
            Filter(name="holidays", label=_("Vacances"), keep=lambda row: row["kind"] == "HOLIDAY"),
        ),
        search=("label",),
        order="first_on",
        parameters=Form(
            fields=(f.year("year", width=10),),
            start=lambda session, params: {"year": lists.year_in_hand(session, params)},
        ),
        counted=lambda n: _n("{n} période", "{n} périodes", n),
        empty=_("Le calendrier de l’année."),
        first_step="canteen.add-closing",
        reads=frozenset({"canteen_calendar_override", "canteen_school_year", "store_setting"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.CalendarOverride,
        heading=calendar_heading,
        parts=(
            ProsePart(title="", text=calendar_words),
            FieldsPart(fields=CLOSING_FIELDS, load=load_closing, save=save_closing, permission=SETUP),
        ),
        actions=("canteen.delete-closing",),
    ),
    actions=("canteen.add-closing",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Vacances, jours fériés, ponts, fermetures et journées de rattrapage."),
)
