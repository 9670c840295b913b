# SPDX-License-Identifier: EUPL-1.2
"""Tariffs as the rules read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from app.billing.models import CouncilDecision, Tariff
from app.billing.rules.brackets import Bracket, Grid
from app.billing.rules.tariffs import (
    DecisionFacts,
    PriceValues,
    SiblingRule,
    TariffBook,
    TariffFacts,
)


def tariffs_of(
    session: Session, module: str, first: date | None = None, last: date | None = None
) -> list[Tariff]:
    """Tariffs of a module that hold on some day of a period, with their grids and decisions."""
    query = (
        select(Tariff)
        .where(Tariff.module == module)
        .options(selectinload(Tariff.brackets), selectinload(Tariff.decision))
        .order_by(Tariff.service, Tariff.valid_from, Tariff.id)
    )
    if last is not None:
        query = query.where(Tariff.valid_from <= last)
    if first is not None:
        query = query.where(or_(Tariff.valid_to.is_(None), Tariff.valid_to >= first))
    return list(session.scalars(query))


def tariff_book(
    session: Session, module: str, first: date | None = None, last: date | None = None, draft: bool = True
) -> TariffBook:
    """The tariffs of a module, ready to answer; ask by criteria and day.

    With `draft` (what a run needs), a tariff without an executable decision serves where no other does: the
    validation is what refuses it.
    """
    return TariffBook([facts_of(tariff) for tariff in tariffs_of(session, module, first, last)], draft)


def facts_of(tariff: Tariff) -> TariffFacts:
    """A stored tariff as a value."""
    grid = None
    if tariff.brackets:
        steps = tuple(Bracket(_shortest(row.upper), row.price) for row in tariff.brackets)
        grid = Grid(steps, tariff.upper_inclusive)
    siblings = None
    if tariff.sibling_basis and tariff.sibling_kind and tariff.sibling_values:
        values = tuple(Decimal(value) for value in tariff.sibling_values)
        siblings = SiblingRule(tariff.sibling_basis, tariff.sibling_kind, values)
    return TariffFacts(
        id=tariff.id,
        service=tariff.service,
        category=tariff.category,
        regularity=tariff.regularity,
        residency=tariff.residency,
        method=tariff.method,
        values=PriceValues(tariff.amount, grid, tariff.rate_percent, tariff.floor, tariff.cap),
        valid_from=tariff.valid_from,
        valid_to=tariff.valid_to,
        decision=decision_facts(tariff.decision) if tariff.decision else None,
        title=tariff.title,
        siblings=siblings,
    )


def _shortest(bound: Decimal | None) -> Decimal | None:
    """« 400 » and not « 400,00 »: the bound as the decision writes it."""
    if bound is None:
        return None
    return bound.to_integral_value() if bound == bound.to_integral_value() else bound.normalize()


def decision_facts(decision: CouncilDecision) -> DecisionFacts:
    """A stored decision as a value."""
    return DecisionFacts(decision.number, decision.adopted_on, decision.executable_on, decision.id)
