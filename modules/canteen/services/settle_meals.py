# SPDX-License-Identifier: EUPL-1.2
"""Say how each pointed day is billed: runs of absences judged by the town's rules, then the basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from app.core.clock import PARIS
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.canteen.models import AbsenceRule as AbsenceRuleRow
from modules.canteen.models import CutoffPurpose, Enrolment, Meal
from modules.canteen.permissions import POINT
from modules.canteen.queries import Eater, MealFacts, Register, cutoff_on, meal_facts, register
from modules.canteen.rules.absences import Absence, AbsenceReason, AbsenceRule, AbsenceRuleKind, judge, runs
from modules.canteen.rules.attendance import Basis, DayFacts, basis_of
from modules.canteen.rules.codes import Category
from modules.canteen.rules.cutoff import CutoffRule, deadline
from modules.canteen.strings import _, _n

AROUND = timedelta(days=45)
"""How far a run of absences may begin before the days that change: holidays do not break it."""

BATCH = 500
"""Rows read at once by their ids."""


Key = tuple[int, date]
"""An enrolment and a day."""


def settle(work: Work, touched: Collection[Key], rows: Mapping[Key, Meal] | None = None) -> None:
    """Set the basis of the meals of the eaters touched, over the runs that those days belong to.

    `rows` are meals that the act holds already, written or not yet: with them a sheet of a month goes to the
    database once, whole, instead of once without its bases and once more with them.
    """
    if not touched:
        return
    if rows is None:
        work.session.flush()
    held = rows or {}
    by_year: dict[int, set[Key]] = defaultdict(set)
    for enrolment_id, day in touched:
        by_year[day.year if day.month >= 9 else day.year - 1].add((enrolment_id, day))
    for start_year, some in by_year.items():
        first, last = date(start_year, 9, 1), date(start_year + 1, 8, 31)
        days = [day for _enrolment, day in some]
        first, last = max(first, min(days) - AROUND), min(last, max(days) + AROUND)
        with work.session.no_autoflush:
            _settle_year(work, first, last, {enrolment for enrolment, _day in some}, held)
    work.session.flush()


def _settle_year(work: Work, first: date, last: date, enrolments: set[int], held: Mapping[Key, Meal]) -> None:
    found = register(work.session, first, last, enrolment_ids=enrolments)
    rules = _rules(work, first, last)
    cutoffs: dict[int, CutoffRule | None] = {}
    changed: dict[int, Basis | None] = {}
    for eater in _with_held(found, held):
        if eater.canteen_id not in cutoffs:
            cutoffs[eater.canteen_id] = cutoff_on(work.session, eater.canteen_id, CutoffPurpose.CANCELLING, last)
        for day, basis in _bases(found, eater, rules, cutoffs[eater.canteen_id]).items():
            row = held.get((eater.enrolment_id, day))
            if row is not None:
                row.basis = basis
            elif eater.meals[day].basis is not basis:
                changed[eater.meals[day].id] = basis
    ids = list(changed)
    for start in range(0, len(ids), BATCH):
        for meal in work.session.scalars(select(Meal).where(Meal.id.in_(ids[start : start + BATCH]))):
            meal.basis = changed[meal.id]


def _with_held(found: Register, held: Mapping[Key, Meal]) -> Iterator[Eater]:
    """The eaters, their days as the act leaves them."""
    by_enrolment: dict[int, dict[date, MealFacts]] = defaultdict(dict)
    for (enrolment_id, day), row in held.items():
        if found.first_on <= day <= found.last_on:
            by_enrolment[enrolment_id][day] = meal_facts(row)
    for eater in found.eaters:
        own = by_enrolment.get(eater.enrolment_id)
        yield replace(eater, meals={**eater.meals, **own}) if own else eater


def _rules(work: Work, first: date, last: date) -> dict[AbsenceReason, list[AbsenceRuleRow]]:
    rows = work.session.scalars(
        select(AbsenceRuleRow)
        .where(
            AbsenceRuleRow.valid_from <= last,
            or_(AbsenceRuleRow.valid_to.is_(None), AbsenceRuleRow.valid_to >= first),
        )
        .order_by(AbsenceRuleRow.valid_from)
    )
    found: dict[AbsenceReason, list[AbsenceRuleRow]] = defaultdict(list)
    for row in rows:
        found[row.reason].append(row)
    return found


def _bases(
    found: Register, eater: Eater, rules: dict[AbsenceReason, list[AbsenceRuleRow]], cutoff: CutoffRule | None
) -> dict[date, Basis | None]:
    calendar = found.calendar_of(eater)
    expected = sorted(
        day for day, meal in eater.meals.items() if meal.is_booked and (meal.is_present is not None)
    )
    absent = [day for day in expected if eater.meals[day].is_present is False]
    due: dict[date, bool] = {}
    serving = found.served(eater) if absent else []

    def limit(day: date) -> datetime:
        if cutoff is None:
            return datetime(day.year, day.month, day.day, tzinfo=PARIS)
        return deadline(cutoff, day, calendar)

    for run in runs(absent, expected):
        for reason, days in _by_reason(eater, run):
            absence = _absence(eater, days, reason)
            for verdict in judge(absence, _rule_on(rules, reason, days[0]), serving, limit):
                due[verdict.day] = verdict.is_due
    return {day: _basis(found, eater, day, meal, due.get(day, True)) for day, meal in eater.meals.items()}


def _by_reason(eater: Eater, run: tuple[date, ...]) -> list[tuple[AbsenceReason, tuple[date, ...]]]:
    """A run is judged reason by reason: a strike in the middle of an illness is a strike."""
    parts: dict[AbsenceReason, list[date]] = {}
    for day in run:
        parts.setdefault(eater.meals[day].reason or AbsenceReason.FAMILY, []).append(day)
    return [(reason, tuple(days)) for reason, days in parts.items()]


def _absence(eater: Eater, days: tuple[date, ...], reason: AbsenceReason) -> Absence:
    meals = [eater.meals[day] for day in days]
    noticed = min((meal.noticed_at for meal in meals if meal.noticed_at), default=None)
    certificate = min((meal.certificate_at for meal in meals if meal.certificate_at), default=None)
    decided = next((meal for meal in meals if meal.is_excused is not None), None)
    return Absence(
        days,
        reason,
        noticed,
        certificate,
        None if decided is None else not decided.is_excused,
        decided.remark if decided else "",
    )


def _rule_on(
    rules: dict[AbsenceReason, list[AbsenceRuleRow]], reason: AbsenceReason, day: date
) -> AbsenceRule | None:
    held = [
        row
        for row in rules.get(reason, [])
        if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
    ]
    if not held:
        return None
    row = held[-1]
    hours = row.hours if row.kind is AbsenceRuleKind.CERTIFICATE or row.needs_certificate else None
    return AbsenceRule(row.kind, row.count, row.needs_certificate, hours or None, row.amount)


def _basis(found: Register, eater: Eater, day: date, meal: MealFacts, is_due: bool) -> Basis | None:
    served = found.status(eater, day).is_open
    requests = eater.requests.get(day, ())
    if meal.is_present is None and meal.is_booked and served:
        return None
    return basis_of(
        DayFacts(
            is_booked=meal.is_booked,
            is_present=bool(meal.is_present) and served,
            is_adult=eater.category is Category.ADULTE,
            has_basket=eater.brings_basket(day),
            is_closed=not served,
            is_cancelled=not meal.is_booked and any(request.is_valid for request in requests),
            is_due=is_due,
        )
    )


def decide_absence(work: Work, *, id: int, is_excused: bool, remark: str) -> Report:
    """The clerk's own decision on one absence, over the rule; the reason stays with the meal."""
    work.require(POINT)
    meal = work.session.get_one(Meal, id)
    if meal.is_present is not False:
        raise UserError(_("Ce jour-là, cette personne n’est pas pointée absente."))
    if not remark.strip():
        raise UserError(_("Dites pourquoi la règle n’est pas suivie."), field="remark")
    meal.is_excused, meal.remark = is_excused, remark
    work.session.flush()
    settle(work, {(meal.enrolment_id, meal.day)})
    return Report(
        summary=_("Absence excusée.") if is_excused else _("Absence due."),
        records=[Address("canteen.meals", id)],
    )


def receive_certificate(
    work: Work, *, enrolment: int, first_on: date, last_on: date, received_on: date | None = None
) -> Report:
    """Note that a certificate was seen for the absences between two days; the paper itself is not kept."""
    work.require(POINT)
    person = work.session.get_one(Enrolment, enrolment)
    meals = work.session.scalars(
        select(Meal).where(
            Meal.enrolment_id == person.id, Meal.day.between(first_on, last_on), Meal.is_present.is_(False)
        )
    ).all()
    if not meals:
        raise UserError(_("Aucune absence n’est pointée entre ces deux jours."))
    moment = (
        work.now
        if received_on is None
        else datetime(received_on.year, received_on.month, received_on.day, 9, tzinfo=PARIS)
    )
    for meal in meals:
        meal.certificate_at = moment
        meal.reason = meal.reason or AbsenceReason.SICK
    work.session.flush()
    settle(work, {(meal.enrolment_id, meal.day) for meal in meals})
    return Report(
        summary=_n("Certificat noté pour {n} absence.", "Certificat noté pour {n} absences.", len(meals))
    )
