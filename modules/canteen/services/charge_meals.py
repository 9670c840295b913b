# SPDX-License-Identifier: EUPL-1.2
"""What the canteen asks billing to bill: the locked days of a period, priced, shared, explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing import models as billing
from app.billing.queries import payer_titles
from app.billing.queries.tariffs import tariff_book
from app.billing.rules.quotients import QuotientFacts, QuotientSource
from app.contract import Charges
from app.core.calendar import school_year_of
from app.core.dates import show_day
from app.core.outcome import Address, Refusal
from app.core.people import key1
from app.directory.models import Address as PostalRow
from app.directory.models import FamilyQuotient
from app.store.uow import setting_of
from modules.canteen import models as m
from modules.canteen.queries import Eater, Register, register
from modules.canteen.rules import charges as rule
from modules.canteen.rules.attendance import BILLED, Basis, DayState
from modules.canteen.rules.codes import Category, Residency
from modules.canteen.rules.custody import CustodyPlan
from modules.canteen.rules.pricing import (
    DinerFacts,
    MealFacts,
    PayerFacts,
    Pricer,
    PriceRules,
    SiblingFacts,
    SurchargeRule,
)
from modules.canteen.services.custody_facts import plans_by_person
from modules.canteen.strings import _n


def charges(
    session: Session, first_on: date, last_on: date, payer_ids: Sequence[int] | None = None
) -> Charges:
    """Lines for the locked meals from `first_on` to `last_on`, for some payers or all (one SELECT a table)."""
    return price_meals(session, first_on, last_on, payer_ids)


def price_meals(
    session: Session,
    first_on: date,
    last_on: date,
    payer_ids: Sequence[int] | None = None,
    *,
    draft: bool = True,
) -> Charges:
    """As `charges`; `draft` lets tariffs whose decision is not executable yet price drafts marked so."""
    found = register(session, first_on, last_on)
    plans = plans_by_person(session, first_on, last_on)
    payers = _payers(session, found, plans)
    # What a third party bears is billing's business: the same for every module.
    facts = rule.CanteenFacts(meals=_meals(session, found), payers=payers, default_payers={}, plans=plans)
    pricer = Pricer(tariff_book(session, "canteen", first_on, last_on, draft=draft), price_rules(session))
    result = rule.charges(facts, pricer, payer_ids)
    _warn_unlocked(found, plans, result, payer_ids)
    return result


# ---------------------------------------------------------------- facts


def _meals(session: Session, found: Register) -> list[MealFacts]:
    ranks = _unreserved_before(session, found)
    meals = []
    for eater in found.eaters:
        diner = DinerFacts(
            eater.person_id, eater.category, eater.regularity, eater.residency_override, heading(eater)
        )
        rank = ranks[eater.enrolment_id]
        for day in sorted(eater.meals):
            meal = eater.meals[day]
            if meal.basis not in BILLED or found.state(eater, day) is not DayState.LOCKED:
                continue
            if meal.basis is Basis.UNRESERVED:
                rank += 1
            meals.append(
                MealFacts(
                    diner,
                    day,
                    meal.basis,
                    max(rank, 1),
                    bool(meal.is_excused) and meal.basis is Basis.UNRESERVED,
                )
            )
    return meals


def heading(eater: Eater) -> str:
    """« Zoé MOREL, CE1-CE2 », as the bill names who ate."""
    name = f"{eater.first_name} {eater.name.upper()}".strip()
    return f"{name}, {eater.class_title}" if eater.class_title else name


def _unreserved_before(session: Session, found: Register) -> dict[int, int]:
    """By enrolment, unreserved meals of the school year before the period: the first ones may be free of surcharge."""
    counts: dict[int, int] = defaultdict(int)
    start = date(school_year_of(found.first_on), 9, 1)
    query = select(m.Meal.enrolment_id).where(
        m.Meal.basis == Basis.UNRESERVED, m.Meal.day >= start, m.Meal.day < found.first_on
    )
    for enrolment_id in session.execute(query).scalars():
        counts[enrolment_id] += 1
    return counts


@dataclass
class _Homes:
    """What is known of the households of the payers."""

    quotients: dict[int, list[QuotientFacts]]
    towns: dict[int, tuple[str, str]]


def _payers(session: Session, found: Register, plans: dict[int, list[CustodyPlan]]) -> dict[int, PayerFacts]:
    rows = session.execute(
        select(billing.Payer.id, billing.Payer.household_id, billing.Payer.person_id)
    ).all()
    homes = _Homes(_quotients(session), _towns(session))
    children = _children(found, plans)
    names = payer_titles(session, [row.id for row in rows])
    resident = {row.id: _is_resident(session, row.household_id, homes) for row in rows}
    if setting_of(session, "canteen.one_resident_parent"):
        for person_plans in plans.values():
            for plan in person_plans:
                if any(resident.get(payer) for payer in plan.payer_ids):
                    resident.update(dict.fromkeys(plan.payer_ids, True))
    return {
        row.id: PayerFacts(
            row.id,
            names.get(row.id, ""),
            Residency.RESIDENT if resident[row.id] else Residency.OUTSIDE,
            tuple(homes.quotients.get(row.household_id, ())),
            tuple(children.get(row.id, ())),
        )
        for row in rows
    }


def _quotients(session: Session) -> dict[int, list[QuotientFacts]]:
    q = FamilyQuotient
    found: dict[int, list[QuotientFacts]] = defaultdict(list)
    for row in session.execute(
        select(q.household_id, q.value, q.valid_from, q.source).order_by(q.valid_from)
    ):
        found[row.household_id].append(QuotientFacts(row.value, row.valid_from, QuotientSource(row.source)))
    return found


def _towns(session: Session) -> dict[int, tuple[str, str]]:
    a = PostalRow
    query = (
        select(a.household_id, a.postcode, a.town)
        .where(a.household_id.is_not(None), a.valid_to.is_(None))
        .order_by(a.id)
    )
    return {row.household_id: (row.postcode, key1(row.town)) for row in session.execute(query)}


def _is_resident(session: Session, household_id: int | None, homes: _Homes) -> bool:
    """By the address of the home; a home without address counts as resident until it is known."""
    if household_id is None or household_id not in homes.towns:
        return True
    town = key1(str(setting_of(session, "commune.town") or setting_of(session, "commune.name") or ""))
    return not town or homes.towns[household_id][1] == town


def _children(found: Register, plans: dict[int, list[CustodyPlan]]) -> dict[int, list[SiblingFacts]]:
    """By payer, the children that count in his home: those of whom a plan gives him at least a day."""
    counted: dict[int, list[SiblingFacts]] = defaultdict(list)
    for order, eater in enumerate(found.eaters):
        if eater.category not in (Category.MATERNELLE, Category.ELEMENTAIRE):
            continue
        born = eater.birth_date.first if eater.birth_date else None
        facts = SiblingFacts(eater.person_id, born, eater.valid_from, eater.valid_to, order)
        for payer in dict.fromkeys(
            payer for plan in plans.get(eater.person_id, []) for payer in plan.payer_ids
        ):
            counted[payer].append(facts)
    return counted


def price_rules(session: Session) -> list[PriceRules]:
    """What the town adds to its tariffs, by period: surcharges, and when quotients are to be given again."""
    review = setting_of(session, "canteen.quotient_review")
    month = int(review) if review else None
    rows = session.scalars(select(m.SurchargeRule).order_by(m.SurchargeRule.valid_from)).all()
    rules = [
        PriceRules(
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            review_month=month,
            surcharge=SurchargeRule(row.kind, row.amount or Decimal(0), row.free_occurrences),
        )
        for row in rows
    ]
    return [PriceRules(review_month=month), *rules]


def _warn_unlocked(
    found: Register, plans: dict[int, list[CustodyPlan]], result: Charges, payer_ids: Sequence[int] | None
) -> None:
    """A bill uses only locked days: payers of children with an open sheet in the period are told."""
    open_days: dict[int, list[date]] = defaultdict(list)
    days_served = found.days()
    for eater in found.eaters:
        for day in days_served:
            if (
                not eater.is_enrolled(day)
                or found.state(eater, day) is DayState.LOCKED
                or not found.status(eater, day).is_open
            ):
                continue
            meal = eater.meals.get(day)
            if (meal is not None and (meal.is_booked or meal.is_present)) or (
                meal is None and found.booking(eater, day).is_booked
            ):
                open_days[eater.person_id].append(day)
    names = {eater.person_id: heading(eater) for eater in found.eaters}
    for person_id, days in open_days.items():
        why = _n(
            "le {day} n’est pas verrouillé\u00a0: terminez la feuille",
            "{n} journées ne sont pas verrouillées, la première le {day}\u00a0: terminez les feuilles",
            len(days),
            day=show_day(days[0]),
        )
        refusal = Refusal(names[person_id], why, Address("canteen.attendance"), "DAYS_UNLOCKED")
        for payer in {payer for plan in plans.get(person_id, []) for payer in plan.payer_ids}:
            if payer_ids is None or payer in payer_ids:
                result.blocked.setdefault(payer, []).append(refusal)
