# SPDX-License-Identifier: EUPL-1.2
"""What the rules need to know of a grave, as values: queries fill them, rules read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import (
    CaseKind,
    ConcessionKind,
    DurationCode,
    PlotKind,
    Regime,
    RemainsKind,
    TermOperation,
)

LONG_AGO = PartialDate(1)
"""Start of a term whose first day is lost, when its end (or its perpetuity) is known."""


@dataclass(frozen=True, slots=True)
class TermFacts:
    """One term of a concession: `[start, expires_on)`, without end when perpetual (§1.2)."""

    start: PartialDate
    expires_on: date | None
    """First day out of the term, the override of an old deed included; None when perpetual."""
    duration: DurationCode
    years: int | None = None
    operation: TermOperation = TermOperation.GRANT
    price: Decimal | None = None
    """Euros paid for this term; None when unknown."""
    ccas: Decimal = Decimal(0)
    """Euros of the price that went to the social centre."""


@dataclass(frozen=True, slots=True)
class RemainsFacts:
    """Somebody's remains in a plot: present on a day `t` when `laid_on <= t` and not left by then."""

    kind: RemainsKind
    laid_on: PartialDate | None = None
    left_on: PartialDate | None = None
    in_place: bool = True
    """False once moved, even when the day is unknown."""
    mpf: bool = False
    buried_on: PartialDate | None = None
    """Day of the burial that the waits count from, when it is not `laid_on` (a reduction lays a box later)."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A procedure on a grave, as far as a state needs it."""

    kind: CaseKind
    opened_on: date
    ended_on: date | None = None
    """Day on which it stopped or was carried out; None while it runs."""
    repossessed_on: date | None = None
    """Day on which the order took effect."""
    cleared_on: date | None = None
    """Day on which remains and monument were gone and the register written."""


@dataclass(frozen=True, slots=True)
class ConcessionFacts:
    """A concession as its plot sees it."""

    id: int
    kind: ConcessionKind = ConcessionKind.FAMILY
    terms: tuple[TermFacts, ...] = ()
    deed_on: PartialDate | None = None
    deed_lost: bool = False
    notoriety_on: date | None = None
    """Day of the act of notoriety that stands for a lost deed."""
    upkeep_accepted: bool = False
    """Upkeep accepted by the commune or a public body with a gift or bequest (R2223-23)."""
    informed_on: date | None = None
    """Day since which individual information (or a fruitless search) and a posting are both proved."""
    closed_on: date | None = None
    opposition: bool = False


@dataclass(frozen=True, slots=True)
class PlotFacts:
    """All that the state of a plot on a day depends on."""

    kind: PlotKind
    regime: Regime
    concessions: tuple[ConcessionFacts, ...] = ()
    remains: tuple[RemainsFacts, ...] = ()
    cases: tuple[CaseFacts, ...] = ()
    out_of_service: bool = False
    protected: bool = False
    communal_maintenance: bool = False
    occupied_unknown: bool = False
    """Known to be occupied although nobody is registered in it (an old grave without any paper)."""
    reserved_from: date | None = None
    reserved_until: date | None = None
    max_coffins: int | None = None
    max_boxes: int | None = None
    max_urns: int | None = None
