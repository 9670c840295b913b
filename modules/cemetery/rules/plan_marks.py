# SPDX-License-Identifier: EUPL-1.2
"""How the plan shows a grave on a day: a colour, a hatching and a letter, the same on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.text import Msg
from modules.cemetery.rules.codes import PlotState, Regime
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import PlotFacts
from modules.cemetery.rules.states import state_only
from modules.cemetery.strings import _


class Hatching(StrEnum):
    """What tells two states apart when colours do not: printed in grey, seen by an eye that mixes them."""

    NONE = "none"
    RISING = "rising"
    FALLING = "falling"
    CROSSED = "crossed"
    DOTS = "dots"
    LEVEL = "level"
    UPRIGHT = "upright"
    BROKEN = "broken"
    """An empty plot: its edge alone, broken."""
    STRUCK = "struck"
    """Crossed from corner to corner."""


@dataclass(frozen=True, slots=True)
class PlanMark:
    """A line of the legend. `colour` names a pair of tokens: `plan-<colour>` and `plan-<colour>-ink`."""

    code: str
    label: Msg
    letter: str
    colour: str
    hatching: Hatching


MARKS: dict[str, PlanMark] = {
    mark.code: mark
    for mark in (
        PlanMark("CONCEDED", _("Concédée"), "C", "conceded", Hatching.NONE),
        PlanMark("PERPETUAL", _("Perpétuelle"), "P", "perpetual", Hatching.FALLING),
        PlanMark("EXPIRED_RENEWABLE", _("Échue, renouvelable"), "É", "expired", Hatching.RISING),
        PlanMark("EXPIRED_BLOCKED", _("Échue, à attendre"), "B", "expired", Hatching.LEVEL),
        PlanMark("EXPIRED_REPOSSESSABLE", _("Échue, reprenable"), "R", "expired", Hatching.CROSSED),
        PlanMark("ABANDONMENT_RUNNING", _("Abandon en cours"), "A", "abandoned", Hatching.DOTS),
        PlanMark("REPOSSESSED_TO_CLEAR", _("Reprise, à libérer"), "L", "abandoned", Hatching.CROSSED),
        PlanMark("COMMON_OCCUPIED", _("Terrain commun"), "T", "common", Hatching.NONE),
        PlanMark("COMMON_REPOSSESSABLE", _("Commun, reprenable"), "K", "common", Hatching.RISING),
        PlanMark("UNTITLED_OCCUPIED", _("Sans titre connu"), "?", "untitled", Hatching.UPRIGHT),
        PlanMark("MILITARY", _("Militaire"), "M", "service", Hatching.UPRIGHT),
        PlanMark("EQUIPMENT", _("Équipement"), "E", "service", Hatching.NONE),
        PlanMark("RESERVED", _("Réservée"), "V", "free", Hatching.FALLING),
        PlanMark("FREE", _("Libre"), "", "free", Hatching.BROKEN),
        PlanMark("OUT_OF_SERVICE", _("Hors service"), "X", "service", Hatching.STRUCK),
    )
}
"""By code, in the order of the legend: the codes of `PlotState`, a concession in force being perpetual or not."""


def mark_of(facts: PlotFacts, day: date, delays: Delays) -> str:
    """Code of the mark of a plot on `day`."""
    state = state_only(facts, day, delays)
    if state is not PlotState.CONCEDED_ACTIVE:
        return state.value
    return "PERPETUAL" if is_perpetual(facts, day) else "CONCEDED"


def is_perpetual(facts: PlotFacts, day: date) -> bool:
    """Whether the concession in force on `day` has no end."""
    if facts.regime is Regime.PRIVATE_FOREVER:
        return True
    for concession in facts.concessions:
        if concession.closed_on is not None and concession.closed_on <= day:
            continue
        for term in concession.terms:
            if term.expires_on is None and term.start.first <= day:
                return True
    return False
