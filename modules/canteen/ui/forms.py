# SPDX-License-Identifier: EUPL-1.2
"""Forms of the canteen's actions: their fields, first values, previews and questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.billing.models import CollectionSeries, DocumentState, Invoice
from app.core.calendar import school_year_of
from app.core.dates import Month, show_day_long, show_month
from app.core.money import ZERO, show_money
from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.directory.models import Civility, Sex
from app.directory.queries import find_people, person_title
from app.forms.fields import Choice as ChoiceField
from app.forms.fields import (
    Day,
    Email,
    Flag,
    Lines,
    LongText,
    MonthOf,
    Number,
    Option,
    PartialDay,
    Phone,
    Postcode,
    Ref,
    Refs,
    Text,
    Weekdays,
    Whole,
)
from app.forms.page import Form, Params, Row, Section
from app.store.uow import setting_of, today_of
from modules.canteen import models as m
from modules.canteen.queries import find_enrolments, first_canteen, need_year, register
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.calendar import next_serving_day
from modules.canteen.rules.custody import CustodyMethod, CustodyPart, CustodyPlan, parity_clashes
from modules.canteen.services.declare_class_event import preview_class_event
from modules.canteen.services.order_meals import day_sentence, order_rows
from modules.canteen.services.record_attendance import Mark
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f

# ---------------------------------------------------------------- children


def _september(session: Session) -> date:
    """The first day of the current school year, or today once it has begun."""
    today = today_of(session)
    return max(today, date(school_year_of(today), 9, 1))


def _start_enrolment(session: Session, params: Params) -> Params:
    return {"valid_from": _september(session)}


ENROL = Form(
    sections=(
        Section(
            title=_("Inscription"),
            fields=(
                f.person(),
                f.day("valid_from", _("À partir du"), required=True),
                f.school_class(help=_("Vide pour un adulte.")),
                f.GRADE,
            ),
        ),
        Section(
            title=_("Repas"),
            fields=(f.WEEKDAYS, f.DIET, f.REGULARITY, replace(f.CATEGORY, help=_("Vide\u00a0: selon la classe."))),
        ),
        Section(
            title=_("Facturation"),
            fields=(
                f.payer(help=_("Vide\u00a0: le premier responsable de l’enfant.")),
                LongText(name="remark", label=_("Remarque"), default=""),
            ),
        ),
    ),
    start=_start_enrolment,
)
CIVILITY = ChoiceField(
    name="guardian_civility",
    label=_("Civilité"),
    kind=Civility,
    options=(Option("MME", _("Madame")), Option("M", _("Monsieur"))),
)
ENROL_NEW = Form(
    sections=(
        Section(
            title=_("L’enfant"),
            fields=(
                Text(name="birth_name", label=_("Nom"), required=True),
                Text(name="given_names", label=_("Prénoms"), required=True),
                PartialDay(name="birth_date", label=_("Né(e) le")),
                ChoiceField(
                    name="sex",
                    label=_("Sexe"),
                    kind=Sex,
                    options=(Option("F", _("Fille")), Option("M", _("Garçon"))),
                ),
            ),
        ),
        Section(
            title=_("Le responsable, qui paie"),
            fields=(
                Ref(
                    name="guardian",
                    label=_("Déjà connu"),
                    page="directory.people",
                    find=find_people,
                    title=person_title,
                    help=_("S’il est dans l’annuaire\u202f; sinon, remplissez la suite."),
                ),
                CIVILITY,
                Text(name="guardian_name", label=_("Nom")),
                Text(name="guardian_first", label=_("Prénom")),
                Phone(name="phone", label=_("Téléphone")),
                Email(name="email", label=_("Courriel")),
                Text(name="street", label=_("Adresse"), width=36),
                Postcode(name="postcode", label=_("Code postal")),
                Text(name="town", label=_("Ville")),
            ),
        ),
        Section(
            title=_("L’inscription"),
            fields=(
                f.school_class(),
                f.GRADE,
                f.WEEKDAYS,
                f.DIET,
                f.REGULARITY,
                f.day("valid_from", _("À partir du"), required=True),
                LongText(name="remark", label=_("Remarque"), default=""),
            ),
        ),
    ),
    start=_start_enrolment,
)
END = Form(
    fields=(f.day("valid_to", _("Dernier jour"), required=True),),
    start=lambda session, params: {"valid_to": today_of(session)},
)
PARTS = Lines(
    name="parts",
    label=_("Redevables"),
    required=True,
    help=_("Dans l’ordre\u00a0: un centime qui ne se partage pas va au premier."),
    fields=(
        f.payer(required=True),
        Number(name="percent", label=_("Part (%)")),
        Flag(name="is_even_week", label=_("Semaines paires")),
        f.WEEKDAYS,
        Day(name="first_on", label=_("Du")),
        Day(name="last_on", label=_("Au")),
    ),
)
def _person_in_hand(session: Session, params: Params) -> Params:
    """The person of the enrolment from whose record the button was pressed."""
    row = session.get(m.Enrolment, params.get("record") or 0)
    return {} if row is None else {"person": row.person_id}


def start_custody(session: Session, params: Params) -> Params:
    """The plan in force of the child in hand, to change it from today on."""
    found = _person_in_hand(session, params)
    first = {"valid_from": _september(session), **found}
    if not found:
        return first
    plan = session.scalars(
        select(m.CustodyPlan)
        .where(m.CustodyPlan.person_id == found["person"])
        .order_by(m.CustodyPlan.valid_from.desc())
    ).first()
    if plan is None:
        return first
    parts = tuple(
        {
            "payer": part.payer_id,
            "percent": part.percent,
            "weekdays": part.weekdays,
            "is_even_week": part.is_even_week,
            "first_on": None,
            "last_on": None,
        }
        for part in plan.parts
    )
    return {
        **first, "method": plan.method, "anchor_on": plan.anchor_on, "evidence": plan.evidence, "parts": parts,
    }  # fmt: skip


def custody_preview(session: Session, params: Params) -> Sequence[Shown]:
    """A year of 53 weeks gives two odd weeks in a row: the town is told before it chooses their parity."""
    if params.get("method") != CustodyMethod.WEEK_PARITY or params.get("valid_from") is None:
        return ()
    first = params["valid_from"]
    last = params.get("valid_to") or date(school_year_of(first) + 1, 8, 31)
    even, odd = CustodyPart(1, is_even_week=True), CustodyPart(2, is_even_week=False)
    clashes = parity_clashes(CustodyPlan(CustodyMethod.WEEK_PARITY, (even, odd), first, last), first, last)
    if not clashes:
        return ()
    words = [str(clash.words) for clash in clashes]
    return (_("Attention aux années de 53 semaines"), *(f"{text[:1].upper()}{text[1:]}." for text in words))


CUSTODY = Form(
    fields=(
        f.person(),
        f.METHOD,
        f.day("valid_from", _("À partir du"), required=True),
        f.day("valid_to", _("Jusqu’au")),
        PARTS,
        f.day(
            "anchor_on",
            _("Première semaine du premier redevable"),
            help=_("Pour «\u00a0une semaine sur deux\u00a0»\u00a0: un lundi."),
        ),
        Text(name="evidence", label=_("Accord ou décision vus"), default="", width=36),
    ),
    start=start_custody,
)


CARE = Form(
    fields=(
        f.person(),
        f.CARE_KIND,
        *f.CARE_FIELDS,
        f.day("valid_from", _("À partir du"), required=True),
        f.day("valid_to", _("Jusqu’au")),
    ),
    start=lambda session, params: {
        **_person_in_hand(session, params),
        "valid_from": _september(session),
        "valid_to": date(school_year_of(today_of(session)) + 1, 8, 31),
    },
)
END_CARE = Form(
    fields=(f.day("valid_to", _("Dernier jour"), required=True),),
    start=lambda session, params: {"valid_to": today_of(session)},
)

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
        lines.append(
            _(
                "{day}\u00a0: {total}, {counts}",
                day=show_day_long(date.fromisoformat(day), weekday=True),
                total=total,
                counts=day_sentence(own),
            )
        )
    return lines or (_("La cantine ne sert aucun de ces jours."),)


# ---------------------------------------------------------------- the month


def _start_month(session: Session, params: Params) -> Params:
    """The month to bill: the one that has just ended, or this one in its last days."""
    return {"month": params.get("month") or month_to_bill(session)}


def month_to_bill(session: Session) -> Month:
    """The month just ended, or this one in its last days."""
    today = today_of(session)
    month = Month.of(today)
    return month if today.day >= 20 else month.previous()


MONTH = Form(fields=(MonthOf(name="month", label=_("Mois"), required=True),), start=_start_month)
VALIDATE = Form(
    fields=(
        MonthOf(name="month", label=_("Mois"), required=True),
        f.day("issued_on", _("Date des factures"), help=_("Vide\u00a0: aujourd’hui.")),
        Whole(
            name="exercise",
            label=_("Exercice budgétaire"),
            least=2000,
            most=2100,
            help=_("À choisir quand décembre est facturé en janvier."),
        ),
    ),
    start=_start_month,
)


def drafts(session: Session, month: Month) -> tuple[int, int, object]:
    """Drafts of the month: how many, how many with a blocking remark, their sum in euros."""
    code = str(setting_of(session, "canteen.series") or "CAN")
    rows = session.execute(
        select(Invoice.total, Invoice.remarks)
        .join(CollectionSeries, CollectionSeries.id == Invoice.series_id)
        .where(
            CollectionSeries.code == code,
            Invoice.period_first == month.first,
            Invoice.state.in_((DocumentState.DRAFT, DocumentState.CHECKED)),
        )
    ).all()
    stopped = sum(any(r.get("severity") == "BLOCKING" for r in row.remarks or ()) for row in rows)
    return len(rows), stopped, sum((row.total for row in rows), ZERO)


def draft_question(session: Session, params: Params) -> Shown | None:
    """Preparing again only asks when sheets are still open in the month."""
    month: Month = params["month"]
    count = session.execute(
        select(func.count())
        .select_from(m.ServiceDay)
        .where(m.ServiceDay.day.between(month.first, month.last), m.ServiceDay.state != DayState.LOCKED)
    ).scalar_one()
    if not count:
        return None
    return _n(
        "{n} feuille de {month} n’est pas verrouillée\u00a0: ses repas ne seront pas facturés. Préparer quand même\u202f?",
        "{n} feuilles de {month} ne sont pas verrouillées\u00a0: leurs repas ne seront pas facturés. Préparer quand même\u202f?",
        count,
        month=show_month(month),
    )


def month_question(session: Session, params: Params) -> Shown | None:
    """What validating does, in figures."""
    month: Month = params["month"]
    count, stopped, total = drafts(session, month)
    if not count:
        return None
    words = _n(
        "Valider {month}\u00a0: {n} brouillon, {total}. Les factures numérotées ne changeront plus\u202f; une erreur se corrige par un avoir.",
        "Valider {month}\u00a0: {n} brouillons, {total}. Les factures numérotées ne changeront plus\u202f; une erreur se corrige par un avoir.",
        count,
        month=show_month(month),
        total=show_money(total),  # type: ignore[arg-type]
    )
    if not stopped:
        return words
    more = _n("{n} à corriger restera brouillon.", "{n} à corriger resteront brouillons.", stopped)
    return _("{words} {more}", words=words, more=more)
