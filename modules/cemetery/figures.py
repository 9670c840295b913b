# SPDX-License-Identifier: EUPL-1.2
"""Figures of a year for the mayor: occupancy, the five-times rule, forecast of free plots, what to start (§3.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import (
    OperationKind,
    PlotKind,
    PlotState,
    Regime,
    RemainsKind,
)
from modules.cemetery.rules.states import state_of, states_on

MEAN_YEARS = 10
"""Years over which burials are averaged."""
HORIZON = 2040
COFFIN_KINDS = (PlotKind.EARTH, PlotKind.VAULT, PlotKind.WALL_NICHE)


@dataclass(frozen=True)
class FiveTimes:
    """The five-times rule: room in common ground against five times the burials of a year (L2223-2)."""

    free_common: int
    mean_burials: Decimal
    """Burials a year in common ground, over the last ten years."""

    @property
    def needed(self) -> Decimal:
        """Plots that the law wants free."""
        return 5 * self.mean_burials

    @property
    def is_met(self) -> bool:
        """Whether there is enough room."""
        return self.free_common >= self.needed


def occupancy(session: Session, day: date) -> Counter[PlotState]:
    """How many plots are in each state on a day."""
    return Counter(states_on(plot_facts(session).values(), day, delays_in_force(session)))


def burials_by_year(session: Session, first: int, last: int) -> dict[int, Counter[RemainsKind]]:
    """Coffins, urns and ashes laid in each year."""
    found: dict[int, Counter[RemainsKind]] = {year: Counter() for year in range(first, last + 1)}
    moved = (
        select(m.Remains.id)
        .join(m.FuneralOperation, m.FuneralOperation.id == m.Remains.laid_by_id)
        .where(
            m.FuneralOperation.kind.in_(
                (
                    OperationKind.EXHUMATION,
                    OperationKind.REDUCTION,
                    OperationKind.REUNION,
                    OperationKind.TRANSFER,
                    OperationKind.OSSUARY_DEPOSIT,
                )
            )
        )
    )
    rows = session.execute(
        select(m.Remains.laid_on, m.Remains.kind).where(m.Remains.laid_on.is_not(None), m.Remains.id.not_in(moved))
    )
    for laid, kind in rows:
        if laid is not None and laid.year in found:
            found[laid.year][kind] += 1
    return found


def five_times(session: Session, day: date) -> FiveTimes:
    """The indicator of common ground on a day: never a gate."""
    facts = plot_facts(session)
    states = dict(zip(facts, states_on(facts.values(), day, delays_in_force(session)), strict=True))
    common = {plot_id for plot_id, plot in facts.items() if plot.regime is Regime.COMMON}
    free = sum(1 for plot_id in common if states[plot_id] in (PlotState.FREE, PlotState.COMMON_REPOSSESSABLE))
    first = day.year - MEAN_YEARS
    buried = sum(
        1
        for plot_id in common
        for one in facts[plot_id].remains
        if one.kind is RemainsKind.COFFIN and one.laid_on is not None and first <= one.laid_on.year < day.year
    )
    return FiveTimes(free, (Decimal(buried) / MEAN_YEARS).quantize(Decimal("0.1")))


def free_forecast(session: Session, day: date, until: int = HORIZON) -> dict[int, tuple[int, int]]:
    """By year: coffin plots free at its end if nothing is taken back, and if all that may be is taken back.

    Burials are supposed to go on as over the last ten years, one new plot for each concession granted then.
    """
    facts = plot_facts(session)
    delays = delays_in_force(session)
    graves = {plot_id: plot for plot_id, plot in facts.items() if plot.kind in COFFIN_KINDS}
    now = dict(zip(graves, states_on(graves.values(), day, delays), strict=True))
    free = sum(1 for state in now.values() if state is PlotState.FREE)
    granted = session.scalar(
        select(func.count())
        .select_from(m.ConcessionTerm)
        .where(m.ConcessionTerm.sequence == 1, m.ConcessionTerm.decided_on >= date(day.year - MEAN_YEARS, 1, 1))
    )
    by_start = session.execute(select(m.ConcessionTerm.start).where(m.ConcessionTerm.sequence == 1)).scalars()
    begun = sum(1 for start in by_start if start is not None and day.year - MEAN_YEARS <= start.year < day.year)
    a_year = Decimal(max(granted or 0, begun)) / MEAN_YEARS
    taken_back = dict.fromkeys(range(day.year, until + 1), 0)
    waiting = (PlotState.FREE, PlotState.RESERVED, PlotState.OUT_OF_SERVICE, PlotState.EQUIPMENT, PlotState.MILITARY)
    for plot_id, plot in graves.items():
        if now[plot_id] in waiting:
            continue
        opens = state_of(plot, day, delays).repossessable_from
        if opens is not None:
            year = max(opens.year, day.year)
            if year in taken_back:
                taken_back[year] += 1
    found: dict[int, tuple[int, int]] = {}
    back = 0
    for rank, year in enumerate(range(day.year, until + 1)):
        back += taken_back[year]
        used = int(a_year * rank)
        found[year] = (max(0, free - used), max(0, free + back - used))
    return found


def income_by_year(session: Session, first: int, last: int) -> dict[int, tuple[Decimal, Decimal]]:
    """By year: commune's share and social centre's share of what the cemetery charged (refunds deducted)."""
    found = {year: (Decimal(0), Decimal(0)) for year in range(first, last + 1)}
    fee = m.Fee
    rows = session.execute(
        select(fee.due_on, fee.amount, fee.ccas).where(
            fee.cancelled_on.is_(None), fee.due_on >= date(first, 1, 1), fee.due_on <= date(last, 12, 31)
        )
    )
    for due, amount, ccas in rows:
        commune, centre = found[due.year]
        found[due.year] = (commune + amount - ccas, centre + ccas)
    return found
