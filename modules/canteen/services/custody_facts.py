# SPDX-License-Identifier: EUPL-1.2
"""Custody plans as the pure rules see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from modules.canteen import models as m
from modules.canteen.rules.custody import CustodyPart, CustodyPlan, SplitLevel, TariffBasis


def plan_facts(plan: m.CustodyPlan) -> CustodyPlan:
    """The pure plan that a row and its parts hold."""
    return CustodyPlan(
        method=plan.method,
        parts=tuple(
            CustodyPart(
                part.payer_id,
                part.percent,
                part.weekdays,
                part.is_even_week,
                tuple(
                    (date.fromisoformat(first), date.fromisoformat(last)) for first, last in part.ranges or ()
                ),
            )
            for part in plan.parts
        ),
        valid_from=plan.valid_from,
        valid_to=plan.valid_to,
        anchor_on=plan.anchor_on,
        # A plan being entered has not met the defaults of its columns yet.
        tariff_basis=plan.tariff_basis or TariffBasis.OWN,
        fixed_payer_id=plan.fixed_payer_id,
        split_level=plan.split_level or SplitLevel.LINE,
    )


def plans_by_person(
    session: Session, first_on: date, last_on: date, person_ids: Iterable[int] | None = None
) -> dict[int, list[CustodyPlan]]:
    """By person, the plans in force between two days, in order of time."""
    query = (
        select(m.CustodyPlan)
        .options(selectinload(m.CustodyPlan.parts))
        .where(
            m.CustodyPlan.valid_from <= last_on,
            or_(m.CustodyPlan.valid_to.is_(None), m.CustodyPlan.valid_to >= first_on),
        )
        .order_by(m.CustodyPlan.valid_from)
    )
    if person_ids is not None:
        query = query.where(m.CustodyPlan.person_id.in_(list(person_ids)))
    found: dict[int, list[CustodyPlan]] = defaultdict(list)
    for plan in session.scalars(query):
        found[plan.person_id].append(plan_facts(plan))
    return found
