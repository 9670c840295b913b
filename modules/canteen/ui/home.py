# SPDX-License-Identifier: EUPL-1.2
"""What the canteen asks of the day, and its figures on the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.billing.models import DocumentKind, DocumentState, Invoice
from app.core.calendar import school_year_label
from app.core.clock import PARIS
from app.core.dates import Month, show_day_long, show_day_short, show_month, show_period, show_time
from app.core.money import show_money
from app.core.outcome import Address
from app.forms.fields import Tone
from app.forms.page import Task, Tile
from app.store.uow import store_of
from modules.canteen import models as m
from modules.canteen.documents.words import by_diet, say_diets
from modules.canteen.lists import billed_months, series_id
from modules.canteen.queries import classes_of, cutoff_on, first_canteen, register, year_on
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.cutoff import deadline
from modules.canteen.services.order_meals import count_day
from modules.canteen.strings import _, _n
from modules.canteen.ui.charts import meals_per_day
from modules.canteen.ui.day_facts import next_served, order_of, previous_served

LOOK_BACK = 10
"""Days looked at for sheets that were not finished."""
HOLIDAYS_AHEAD = 40
"""Days before a closing from which it is said."""
CARE_AHEAD = 30
"""Days before the end of a health plan from which it is recalled."""


def tasks(session: Session, today: date) -> Sequence[Task]:
    """Orders, sheets, months, health plans, the year to open: the most urgent have a day."""
    found: list[Task] = []
    for part in (_orders, _sheets, _month, _care, _without_payer, _year, _month_to_come, _holidays):
        found += part(session, today)
    return found


# ---------------------------------------------------------------- the kitchen


def _orders(session: Session, today: date) -> list[Task]:
    """The next day served, when its order is not sent or no longer right."""
    place = first_canteen(session)
    day = next_served(session, today, after=True)
    if place is None or place.supplier_id is None or day is None or (day - today).days > 7:
        return []
    found = register(session, day, day)
    eater = next(iter(found.eaters), None)
    if eater is None:
        return []
    portions = count_day(found, place, day, place.margin).order
    order = order_of(session, place.id, day)
    sent = None if order is None else sum(int(row["count"]) for row in order.quantities if row["day"] == day.isoformat())
    total = sum(portions.values())
    if sent == total or not total:
        return []
    rule = cutoff_on(session, place.id, m.CutoffPurpose.SUPPLIER, day)
    limit = deadline(rule, day, found.calendar_of(eater)).astimezone(PARIS) if rule is not None else None
    late = limit is not None and store_of(session).clock.now() > limit
    words = _("Commander les repas du {day}\u00a0: {total}")
    if day == today + timedelta(days=1):
        words = _("Commander les repas de demain\u00a0: {total}")
    detail = say_diets(by_diet(portions))
    if sent is not None:
        detail = str(_("La commande envoyée est de {sent} repas. {diets}", sent=sent, diets=detail))
    due = ""
    if limit is not None:
        due = str(_("en retard") if late else _("avant {time}", time=show_time(limit.time())))
        if limit.date() != today and not late:
            due = str(_("avant le {day}", day=limit.day))
    return [
        Task(
            title=words.with_values(day=_day(day), total=total), detail=detail, due=due, icon="clock-alert",
            tone=Tone.DANGER if late or (limit is not None and limit.date() == today) else Tone.WARNING,
            due_on=limit.date() if limit is not None else day, action="canteen.order-meals",
            params={"first_on": day, "last_on": day}, where=Address("canteen.today"), button=_("Commander…"),
        )
    ]  # fmt: skip


def _day(day: date) -> str:
    return show_day_long(day, weekday=True).rpartition(" ")[0]


# ---------------------------------------------------------------- sheets


def _sheets(session: Session, today: date) -> list[Task]:
    """Sheets of past days that nobody has finished, a line a class and a day, gathered when there are many."""
    first = today - timedelta(days=LOOK_BACK)
    year = year_on(session, today)
    if year is None:
        return []
    first = max(first, date(year.start_year, 9, 1))
    if first >= today:
        return []
    found = register(session, first, today - timedelta(days=1))
    titles = {room.id: room.title for room in classes_of(session, year.id)}
    waiting: dict[tuple[date, int | None], list[int]] = {}
    days = found.days()
    for eater in found.eaters:
        for day in days:
            if not eater.is_enrolled(day) or found.state(eater, day) is not DayState.OPEN or not found.status(eater, day).is_open:
                continue
            cell = found.cell(eater, day)
            counts = waiting.setdefault((day, eater.class_id), [0, 0])
            counts[0] += cell.is_booked
            counts[1] += cell.is_booked and cell.is_present is None
    open_sheets = {key: counts for key, counts in waiting.items() if counts[0]}
    by_day: dict[date, list[int | None]] = {}
    for day, class_id in open_sheets:
        by_day.setdefault(day, []).append(class_id)
    tasks = []
    for day, classes in sorted(by_day.items()):
        if len(classes) > 3:
            tasks.append(_many_sheets(day, classes, open_sheets))
        else:
            tasks += [_one_sheet(day, key, titles.get(key or 0, str(_("adultes"))), open_sheets[day, key]) for key in classes]
    return tasks


def _one_sheet(day: date, class_id: int | None, title: str, counts: Sequence[int]) -> Task:
    expected, asked = counts
    detail = _n("{n} enfant attendu", "{n} enfants attendus", expected)
    words = _("{expected}, {asked} sans réponse.", expected=detail, asked=asked) if asked else _("{expected}.", expected=detail)
    return Task(
        title=_("Pointage non terminé\u00a0: {title}, {day}", title=title, day=_day(day)), detail=words, due=_("en retard"),
        tone=Tone.DANGER, due_on=day, icon="clipboard-check", where=Address("canteen.attendance"),
        params={"day": day, "school_class": class_id}, button=_("Pointer"),
    )  # fmt: skip


def _many_sheets(day: date, classes: Sequence[int | None], sheets: dict[tuple[date, int | None], list[int]]) -> Task:
    expected = sum(sheets[day, key][0] for key in classes)
    return Task(
        title=_("Pointage non terminé\u00a0: {count} feuilles du {day}", count=len(classes), day=_day(day)),
        detail=_n("{n} repas attendu.", "{n} repas attendus.", expected), due=_("en retard"), tone=Tone.DANGER, due_on=day,
        icon="clipboard-check", where=Address("canteen.attendance"), params={"day": day, "school_class": classes[0]},
        button=_("Pointer"),
    )  # fmt: skip


# ---------------------------------------------------------------- the month


def _month(session: Session, today: date) -> list[Task]:
    """A month ended and not billed; billing itself lists the drafts that wait."""
    month = Month.of(today).previous()
    year = year_on(session, month.last)
    if year is None or today.day > 20:
        return []
    meals = session.scalar(select(func.count()).select_from(m.Meal).where(m.Meal.day.between(month.first, month.last))) or 0
    billed = any(row["month"] == month for row in billed_months(session))
    if not meals or billed:
        return []
    open_days = session.scalar(
        select(func.count()).select_from(m.ServiceDay)
        .where(m.ServiceDay.day.between(month.first, month.last), m.ServiceDay.state != DayState.LOCKED)
    ) or 0
    detail = _("Toutes les feuilles pointées sont verrouillées.")
    if open_days:
        detail = _n("{n} feuille n’est pas verrouillée.", "{n} feuilles ne sont pas verrouillées.", open_days)
    return [
        Task(
            title=_("Préparer les factures de {month}", month=show_month(month)), detail=detail, due=_("ce mois-ci"),
            tone=Tone.WARNING, due_on=today.replace(day=10), icon="calculator", where=Address("canteen.months"),
            params={"month": month}, button=_("Préparer"),
        )
    ]  # fmt: skip


def _month_to_come(session: Session, today: date) -> list[Task]:
    """The month under way, to be billed as soon as it is over: said in its last third."""
    month = Month.of(today)
    if today.day <= 20 or year_on(session, today) is None:
        return []
    if not session.scalar(select(func.count()).select_from(m.Meal).where(m.Meal.day.between(month.first, today))):
        return []
    first = month.next().first
    return [
        Task(
            title=_("Préparer les factures de {month}", month=show_month(month)),
            detail=_("Une fois toutes les feuilles du mois terminées et verrouillées."), due=_("dès le {day}", day=show_day_short(first, year=False)),
            tone=Tone.NEUTRAL, due_on=first, icon="calculator", where=Address("canteen.months"), params={"month": month},
            button=_("Voir"),
        )
    ]  # fmt: skip


def _holidays(session: Session, today: date) -> list[Task]:
    """The next days without a canteen, so that nobody is taken by surprise."""
    from modules.canteen.ui.pages_calendar import calendar_rows

    if year_on(session, today) is None:
        return []
    coming = (
        row for row in calendar_rows(session, {})
        if row["kind"] != "OPEN" and today < row["first_on"] <= today + timedelta(days=HOLIDAYS_AHEAD)
    )
    row = next(coming, None)
    if row is None:
        return []
    last = previous_served(session, row["first_on"])
    period = show_period(row["first_on"], row["last_on"])
    detail = f"{period[:1].upper()}{period[1:]}."
    if last is not None and last >= today:
        detail = str(_("{period} Dernier jour servi\u00a0: {day}.", period=detail, day=_day(last)))
    return [
        Task(
            title=_("{what}\u00a0: pas de cantine", what=row["label"]), detail=detail, tone=Tone.NEUTRAL,
            due=_("le {day}", day=show_day_short(row["first_on"], year=False)), due_on=row["first_on"], icon="sun",
            where=Address("canteen.calendar"), button=_("Voir"),
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- children


def _care(session: Session, today: date) -> list[Task]:
    """Health plans to sign, and those that end soon; how many, never whose."""
    p = m.CarePlan
    held = (p.valid_from <= today + timedelta(days=CARE_AHEAD), (p.valid_to.is_(None)) | (p.valid_to >= today))
    unsigned = session.scalar(select(func.count()).select_from(p).where(*held, p.is_signed.is_(False))) or 0
    limit = today + timedelta(days=CARE_AHEAD)
    ending = session.scalar(select(func.count()).select_from(p).where(*held, p.review_on.is_not(None), p.review_on <= limit)) or 0
    tasks = []
    if unsigned:
        tasks.append(
            Task(
                title=_n("{n} PAI à signer", "{n} PAI à signer", unsigned),
                detail=_("Annoncé par la famille, sans signature de l’école ni du médecin."), due=_("cette semaine"),
                tone=Tone.WARNING, icon="heart-pulse", where=Address("canteen.care"), params={"filter": "to-sign"}, button=_("Voir"),
            )
        )  # fmt: skip
    if ending:
        tasks.append(
            Task(
                title=_n("{n} PAI à revoir", "{n} PAI à revoir", ending), detail=_("La date de révision approche ou est passée."),
                tone=Tone.WARNING, icon="heart-pulse", where=Address("canteen.care"), params={"filter": "to-review"}, button=_("Voir"),
            )
        )  # fmt: skip
    return tasks


def _without_payer(session: Session, today: date) -> list[Task]:
    """Enrolled, and nobody to bill."""
    e, p = m.Enrolment, m.CustodyPlan
    paid = select(p.id).where(p.person_id == e.person_id, (p.valid_to.is_(None)) | (p.valid_to >= today)).exists()
    count = session.scalar(
        select(func.count()).select_from(e).where((e.valid_to.is_(None)) | (e.valid_to >= today), ~paid, _in_year(today))
    ) or 0
    if not count:
        return []
    return [
        Task(
            title=_n("{n} enfant sans redevable", "{n} enfants sans redevable", count),
            detail=_("Ses repas ne peuvent pas être facturés."), due=_("avant la facturation"), tone=Tone.WARNING,
            icon="user-x", where=Address("canteen.children"), params={"filter": "without-payer"}, button=_("Corriger"),
        )
    ]  # fmt: skip


def _in_year(today: date) -> ColumnElement[bool]:
    from app.core.calendar import school_year_of

    return m.Enrolment.school_year_id.in_(select(m.SchoolYear.id).where(m.SchoolYear.start_year >= school_year_of(today)))


def _year(session: Session, today: date) -> list[Task]:
    """From May on, the next school year to open."""
    if not 5 <= today.month <= 9 or first_canteen(session) is None:
        return []
    start = today.year
    known = session.scalar(select(m.SchoolYear.id).where(m.SchoolYear.start_year == start))
    if known is not None:
        return []
    return [
        Task(
            title=_("Ouvrir l’année {year}", year=school_year_label(start)),
            detail=_("Les classes se reprennent, les élèves montent d’un niveau."), due=_("avant la rentrée"), tone=Tone.INFO,
            icon="graduation-cap", where=Address("canteen.classes"), action="canteen.open-year", params={"start_year": start},
            button=_("Ouvrir…"),
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- figures


def tiles(session: Session, today: date) -> Sequence[Tile]:
    """Meals served each day, and the last month billed."""
    found: list[Tile] = []
    if previous_served(session, today) is not None:
        chart = meals_per_day(session, today)
        if any(value for series in chart.series for value in series.values):
            found.append(Tile(title=chart.title, chart=chart, where=Address("canteen.charts")))
    row = session.execute(
        select(Invoice.period_first, func.count().label("count"), func.sum(Invoice.total).label("total"))
        .where(
            Invoice.series_id == series_id(session), Invoice.kind == DocumentKind.INVOICE, Invoice.number.is_not(None),
            Invoice.state != DocumentState.WRITTEN_OFF,
        )
        .group_by(Invoice.period_first).order_by(Invoice.period_first.desc()).limit(1)
    ).first()  # fmt: skip
    if row is not None:
        month = show_month(Month.of(row.period_first)).partition(" ")[0]
        of = _("Facturé en {month}", month=month)
        found.append(
            Tile(title=of, figure=show_money(row.total), detail=_n("{n} facture", "{n} factures", row.count), where=Address("canteen.months"))
        )
    return found
