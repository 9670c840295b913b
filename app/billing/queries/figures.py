# SPDX-License-Identifier: EUPL-1.2
"""Figures of billing: income by bracket, children by quotient, what a new grid would change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.billing.models import Invoice, InvoiceLine, LineKind, Tariff
from app.billing.queries.tariffs import facts_of
from app.billing.rules.brackets import Grid, Simulation, simulate
from app.billing.strings import _
from app.core.money import ZERO
from app.directory.models import HouseholdMember, MemberRole, valid_on
from app.directory.queries import quotient_on


def income_by_bracket(session: Session, first: date, last: date) -> dict[str, Decimal]:
    """Euros billed between two days of issue, by bracket of quotient; what has no bracket comes last."""
    query = (
        select(InvoiceLine.snapshot, InvoiceLine.amount)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.number.is_not(None), Invoice.issued_on >= first, Invoice.issued_on <= last)
        .where(InvoiceLine.kind.in_((LineKind.CHARGE, LineKind.CORRECTION)))
    )
    found: dict[str, Decimal] = {}
    prices: dict[str, Decimal] = {}
    other = str(_("prix fixe"))
    for row in session.execute(query):
        bracket = _bracket(row.snapshot) or other
        found[bracket] = found.get(bracket, ZERO) + row.amount
        prices.setdefault(bracket, Decimal(row.snapshot.get("price", 0) or 0) if bracket != other else Decimal(10**6))
    return {bracket: found[bracket] for bracket in sorted(found, key=lambda b: (prices[b], b))}


def _bracket(snapshot: dict[str, object]) -> str:
    """The bracket, wherever the module kept the price in its snapshot."""
    own = snapshot.get("bracket")
    if own:
        return str(own)
    return next((found for value in snapshot.values() if isinstance(value, dict) and (found := _bracket(value))), "")


def children_by_quotient(session: Session, day: date) -> dict[Decimal | None, int]:
    """Number of children of the households of the directory, by quotient in force; None: not given."""
    rows = session.execute(
        select(HouseholdMember.household_id, func.count().label("children"))
        .where(HouseholdMember.role == MemberRole.CHILD)
        .where(valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, day))
        .group_by(HouseholdMember.household_id)
    ).all()
    quotients = quotient_on(session, [row.household_id for row in rows], day)
    found: dict[Decimal | None, int] = {}
    for row in rows:
        quotient = quotients.get(row.household_id)
        value = None if quotient is None else quotient.value
        found[value] = found.get(value, 0) + row.children
    return found


def simulation(session: Session, current: Grid, wanted: Grid, day: date) -> Simulation:
    """What `wanted` would change in one day where every child eats (TAR-21); without quotient: the dearest bracket."""
    counts: dict[Decimal, int] = {}
    for quotient, children in children_by_quotient(session, day).items():
        value = Decimal(10**7) if quotient is None else quotient
        counts[value] = counts.get(value, 0) + children
    return simulate(current, wanted, counts)


def grid_in_force(
    session: Session, module: str, service: str, criteria: tuple[str | None, str | None, str | None], day: date
) -> Grid | None:
    """The grid that holds on `day` for a service and a public (category, regularity, residency)."""
    query = (
        select(Tariff)
        .where(Tariff.module == module, Tariff.service == service, Tariff.valid_from <= day)
        .where(Tariff.valid_to.is_(None) | (Tariff.valid_to >= day))
        .order_by(Tariff.valid_from.desc())
    )
    for tariff in session.scalars(query):
        if (tariff.category, tariff.regularity, tariff.residency) == criteria:
            return facts_of(tariff).values.grid
    return None
