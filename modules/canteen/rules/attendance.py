# SPDX-License-Identifier: EUPL-1.2
"""What a day becomes once it is pointed: the basis on which a meal is billed, or not (reference §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.outcome import Refusal
from app.core.state import Transitions
from modules.canteen.strings import _, label


class Basis(StrEnum):
    """How a day of someone is billed."""

    MEAL = "MEAL"
    BASKET = "BASKET"
    CANCELLED = "CANCELLED"
    UNUSED = "UNUSED"
    EXCUSED = "EXCUSED"
    CLOSED = "CLOSED"
    UNRESERVED = "UNRESERVED"
    ADULT = "ADULT"


BILLED = frozenset({Basis.MEAL, Basis.BASKET, Basis.UNUSED, Basis.UNRESERVED, Basis.ADULT})
"""Bases that cost something; the others are kept for statistics."""

EATEN = frozenset({Basis.MEAL, Basis.UNRESERVED, Basis.ADULT})
"""Bases for which the kitchen served a meal."""


class DayState(StrEnum):
    """How far the sheet of a day is; only locked days are billed."""

    OPEN = "OPEN"
    POINTED = "POINTED"
    LOCKED = "LOCKED"


@dataclass(frozen=True)
class Reopening:
    """Facts of the change of a sheet's state."""

    reason: str = ""


def _with_reason(facts: Reopening | None) -> Refusal | None:
    if facts is not None and facts.reason.strip():
        return None
    why = _("indiquez pourquoi la journée verrouillée est rouverte")
    return Refusal(_("Journée verrouillée"), why, code="REASON_MISSING")


DAY_TRANSITIONS = Transitions(
    {
        (DayState.OPEN, DayState.POINTED): None,
        (DayState.POINTED, DayState.OPEN): None,
        (DayState.POINTED, DayState.LOCKED): None,
        # A locked day may already be billed: what changes then becomes a correction (§12.7).
        (DayState.LOCKED, DayState.POINTED): _with_reason,
    },
    label=label,
)


@dataclass(frozen=True)
class DayFacts:
    """What is known of one person on one serving day."""

    is_booked: bool
    is_present: bool
    is_adult: bool = False
    has_basket: bool = False
    """A care plan says that the family brings the meal."""
    is_closed: bool = False
    """The town closed the canteen."""
    is_cancelled: bool = False
    """Booked, then cancelled in time or by a class event."""
    is_due: bool = True
    """What the absence rule says of a booked meal not taken."""


def basis_of(facts: DayFacts) -> Basis | None:
    """The basis of the day by the table of §6; None when there is nothing to keep.

    Raises ValueError when someone is present in a closed canteen: the pointing is then at fault.
    """
    if facts.is_closed:
        if facts.is_present:
            raise ValueError("present on a day when the canteen was closed")
        return Basis.CLOSED if facts.is_booked or facts.is_cancelled else None
    if facts.is_present:
        if facts.is_adult:
            return Basis.ADULT
        if facts.has_basket:
            return Basis.BASKET
        return Basis.MEAL if facts.is_booked else Basis.UNRESERVED
    if facts.is_cancelled:
        return Basis.CANCELLED
    if not facts.is_booked:
        return None
    return Basis.UNUSED if facts.is_due else Basis.EXCUSED
