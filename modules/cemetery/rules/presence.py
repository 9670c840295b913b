# SPDX-License-Identifier: EUPL-1.2
"""Who lay in a plot on a day, and the burials that waits are counted from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from modules.cemetery.rules.codes import CINERARY, RemainsKind
from modules.cemetery.rules.facts import PlotFacts, RemainsFacts

ASHES = frozenset({RemainsKind.URN, RemainsKind.ASHES})


@dataclass(frozen=True, slots=True)
class LastBurial:
    """The latest burial among some remains: its day (the latest that a partial date allows), or doubt."""

    on: date | None
    unknown: bool = False
    """At least one burial has no date at all: a wait cannot be shown to be over by arithmetic alone."""


def is_present(remains: RemainsFacts, day: date) -> bool:
    """Whether these remains may lie there on `day`: a doubt of some months counts as present."""
    laid, left = remains.laid_on, remains.left_on
    if laid is not None and laid.first > day:
        return False
    return left.last > day if left is not None else remains.in_place


def present_on(facts: PlotFacts, day: date) -> list[RemainsFacts]:
    """Remains in the plot on `day`."""
    return [remains for remains in facts.remains if is_present(remains, day)]


def occupancy_of(facts: PlotFacts, present: Iterable[RemainsFacts]) -> str:
    """« EMPTY », « OCCUPIED » or « FULL »: no room left for what the plot is made for, a coffin or an urn."""
    kinds = [remains.kind for remains in present]
    if not kinds:
        return "OCCUPIED" if facts.occupied_unknown else "EMPTY"
    urns_only = facts.kind in CINERARY
    room = facts.max_urns if urns_only else facts.max_coffins
    taken = kinds.count(RemainsKind.URN if urns_only else RemainsKind.COFFIN)
    return "FULL" if room is not None and taken >= room else "OCCUPIED"


def last_burial(remains: Iterable[RemainsFacts], day: date) -> LastBurial:
    """The latest burial of these remains known on `day`; a box counts from the burial of its coffin."""
    latest: date | None = None
    unknown = False
    for one in remains:
        buried = one.buried_on or one.laid_on
        if buried is None:
            unknown = True
        elif buried.first <= day:
            last = buried.last
            if latest is None or last > latest:
                latest = last
    return LastBurial(latest, unknown)


def last_coffin_burial(facts: PlotFacts, day: date, *, urns: bool = False) -> LastBurial:
    """The burial that the five years of R2223-5 count from: coffins still there, and boxes made of them.

    With `urns` (a commune's stricter reading), ashes count as well. A plot known to be occupied by nobody
    knows whom has an unknown date.
    """
    counted = [
        one
        for one in facts.remains
        if is_present(one, day)
        and (
            one.kind is RemainsKind.COFFIN
            or (urns and one.kind in ASHES)
            or (one.buried_on is not None and one.kind not in ASHES)
        )
    ]
    found = last_burial(counted, day)
    if not facts.remains and facts.occupied_unknown:
        return LastBurial(None, True)
    return found
