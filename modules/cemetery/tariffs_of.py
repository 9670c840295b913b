# SPDX-License-Identifier: EUPL-1.2
"""From rows and settings to what the rules of money read: tariff lines, choices of the commune, terms, ground."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import CouncilDecision
from app.core.dates import show_day_long
from app.store.uow import setting_of
from modules.cemetery import models as m
from modules.cemetery.rules.conversion import ConversionBasis, ConversionRules
from modules.cemetery.rules.facts import LONG_AGO, TermFacts
from modules.cemetery.rules.prices import Ground, TariffLine
from modules.cemetery.rules.renewal import DayOf, EarlyRenewal, RenewalRules
from modules.cemetery.rules.shares import share_of_percent
from modules.cemetery.rules.time_left import ProrationUnit
from modules.cemetery.strings import _

USUAL_YEARS = "15, 30, 50"
"""Lengths of the law that need no more than a vote (L2223-14), where the commune wrote none."""


def tariff_lines(session: Session) -> list[TariffLine]:
    """Every tariff of the cemetery, past ones included: the day asked for chooses."""
    query = select(m.CemeteryTariff, CouncilDecision).outerjoin(
        CouncilDecision, CouncilDecision.id == m.CemeteryTariff.decision_id
    )
    return [
        line_of(tariff, decision) for tariff, decision in session.execute(query.order_by(m.CemeteryTariff.id))
    ]


def line_of(tariff: m.CemeteryTariff, decision: CouncilDecision | None = None) -> TariffLine:
    """A row as the rules read it."""
    return TariffLine(
        id=tariff.id or 0,
        operation=tariff.operation,
        base_price=tariff.base_price,
        valid_from=tariff.valid_from,
        valid_to=tariff.valid_to,
        kind=tariff.plot_kind,
        duration=tariff.duration,
        years=tariff.years,
        base_surface=Decimal(2) if tariff.base_surface_m2 is None else tariff.base_surface_m2,
        extra_per_m2=tariff.extra_price_per_m2 or Decimal(0),
        per_place=tariff.per_place_price,
        outside_factor=tariff.non_resident_factor,
        decision=decision_title(decision) if decision else "",
    )


def decision_title(decision: CouncilDecision) -> str:
    """« délibération 2025-41 du 12 décembre 2025 »."""
    return str(
        _("délibération {number} du {day}", number=decision.number, day=show_day_long(decision.adopted_on))
    )


def decision_id_of(session: Session, tariff_ids: Sequence[int]) -> int | None:
    """The council's decision behind a price; None when its tariffs name none."""
    if not tariff_ids:
        return None
    return session.scalar(select(m.CemeteryTariff.decision_id).where(m.CemeteryTariff.id == tariff_ids[0]))


# ---------------------------------------------------------------- choices of the commune


def offered_years(session: Session) -> tuple[int | None, ...]:
    """Lengths that the council instituted, in years; None stands for perpetual."""
    typed = str(setting_of(session, "cemetery.offered_years") or USUAL_YEARS)
    years: list[int | None] = [int(number) for number in re.findall(r"\d+", typed)]
    if setting_of(session, "cemetery.offers_perpetual"):
        years.append(None)
    return tuple(years)


def renewal_rules(session: Session) -> RenewalRules:
    """What the commune chose for renewals out of the window."""

    def chosen(name: str) -> str:
        return str(setting_of(session, f"cemetery.{name}") or "")

    return RenewalRules(
        late_tariff=DayOf(chosen("late_renewal_tariff_date") or DayOf.DECISION),
        late_start=DayOf(chosen("late_renewal_start") or DayOf.DECISION),
        early=EarlyRenewal(chosen("early_renewal_allowed") or EarlyRenewal.ON_BURIAL_IN_LAST_YEARS),
        early_tariff=DayOf(chosen("early_renewal_tariff_date") or DayOf.DECISION),
        early_start=DayOf(chosen("early_renewal_start") or DayOf.EXPIRY),
        offered=offered_years(session),
    )


def conversion_rules(session: Session) -> ConversionRules:
    """What the commune chose for conversions."""
    return ConversionRules(
        ConversionBasis(setting_of(session, "cemetery.conversion_basis") or ConversionBasis.PRICE_PAID),
        proration_unit(session),
        offered_years(session),
    )


def proration_unit(session: Session) -> ProrationUnit:
    """In what the time left is counted."""
    return ProrationUnit(setting_of(session, "cemetery.proration_unit") or ProrationUnit.DAYS)


def ccas_share(session: Session) -> Fraction:
    """Share of a price that goes to the social centre."""
    return share_of_percent(setting_of(session, "cemetery.ccas_percent") or Decimal(0))


# ---------------------------------------------------------------- terms and ground


def term_facts(term: m.ConcessionTerm) -> TermFacts:
    """A term as the rules read it."""
    return TermFacts(
        start=term.start or LONG_AGO,
        expires_on=term.expires_on,
        duration=term.duration,
        years=term.years,
        operation=term.operation,
        price=term.price,
        ccas=term.ccas,
    )


def ground_of(plots: Sequence[m.Plot], *, resident: bool = True) -> Ground:
    """The plots of a concession as their price sees them. Raises ValueError without any plot."""
    if not plots:
        raise ValueError("no plot to price")
    parts = [
        Ground(plot.kind, surface_of(plot), plot.max_coffins or plot.max_urns, resident, plot.cemetery_id)
        for plot in plots
    ]
    first = parts[0]
    return Ground(
        first.kind, first.surface, first.places, first.resident, first.cemetery_id, others=tuple(parts[1:])
    )


def surface_of(plot: m.Plot) -> Decimal | None:
    """Conceded square metres: as given, else length by width; None when unknown."""
    if plot.surface_m2 is not None:
        return plot.surface_m2
    if plot.length_m is not None and plot.width_m is not None:
        return plot.length_m * plot.width_m
    return None
