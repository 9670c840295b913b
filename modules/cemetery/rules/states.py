# SPDX-License-Identifier: EUPL-1.2
"""State of a plot on any day, past or to come, derived from the facts: the first that holds (reference §4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.core.dates import show_day
from modules.cemetery.rules.codes import EQUIPMENT, CaseKind, PlotState, Regime
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import LONG_AGO, CaseFacts, ConcessionFacts, PlotFacts, TermFacts
from modules.cemetery.rules.presence import (
    LastBurial,
    is_present,
    last_burial,
    last_coffin_burial,
    occupancy_of,
    present_on,
)
from modules.cemetery.rules.repossession import (
    can_order_common,
    can_order_expired,
    expiry_on,
    last_term,
)
from modules.cemetery.rules.terms import DAY, add_years, first_allowed, last_day_of_right
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _, label

EXPIRED = frozenset({PlotState.EXPIRED_RENEWABLE, PlotState.EXPIRED_REPOSSESSABLE, PlotState.EXPIRED_BLOCKED})
COMMON = frozenset({PlotState.COMMON_OCCUPIED, PlotState.COMMON_REPOSSESSABLE})


@dataclass(frozen=True)
class StateAnswer:
    """State of a plot on a day, its bounds, and why; the reasons are written only when they are asked for."""

    state: PlotState
    day: date
    since: date | None
    """First day of this state; None when it has always been, or nobody knows."""
    until: date | None
    """Last day of this state if nothing happens meanwhile; None when time alone does not end it."""
    occupancy: str
    """« EMPTY », « OCCUPIED » or « FULL »."""
    expires_on: date | None = None
    renewable_until: date | None = None
    repossessable_from: date | None = None
    """First day on which the waits are over; the other gates may still be closed."""
    concession_id: int | None = None
    facts: PlotFacts = field(default=None, repr=False, compare=False)  # type: ignore[assignment]
    delays: Delays = field(default_factory=Delays, repr=False, compare=False)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """What stands open or closed before a repossession, where one can be thought of."""
        concession = _named(self.facts, self.concession_id)
        if self.state in EXPIRED and concession is not None:
            return can_order_expired(self.facts, concession, self.day, self.delays).gates
        if self.state in COMMON:
            return can_order_common(self.facts, self.day, self.delays).gates
        return ()

    @cached_property
    def why(self) -> tuple[Reason, ...]:
        """The sentences that lead to the state, most important first."""
        return _reasons(self)


def state_only(facts: PlotFacts, day: date, delays: Delays) -> PlotState:
    """State of a plot on `day`, without its reasons: fast enough for every plot of a town."""
    return _find(facts, day, delays)[0]


def state_of(facts: PlotFacts, day: date, delays: Delays) -> StateAnswer:
    """State of a plot on `day` with its dates; reasons and gates are worked out when they are read."""
    state, concession, term, case = _find(facts, day, delays)
    occupancy = (
        occupancy_of(facts, present_on(facts, day))
        if facts.remains
        else ("OCCUPIED" if facts.occupied_unknown else "EMPTY")
    )
    if case is not None:
        since = case.repossessed_on if state is PlotState.REPOSSESSED_TO_CLEAR else case.opened_on
        expires = None if concession is None else expiry_on(concession, day)
        identity = None if concession is None else concession.id
        return StateAnswer(state, day, since, None, occupancy, expires, None, None, identity, facts, delays)
    if concession is not None and (term is not None or state is PlotState.UNTITLED_OCCUPIED):
        return _conceded(facts, day, delays, state, concession, term, occupancy)
    if state in COMMON:
        buried = last_burial([one for one in facts.remains if is_present(one, day)], day)
        opens = None if buried.on is None else first_allowed(buried.on, years=delays.common_ground_years)
        if buried.unknown and (opens is None or opens <= day):
            return StateAnswer(state, day, None, None, occupancy, facts=facts, delays=delays)
        if state is PlotState.COMMON_REPOSSESSABLE:
            return StateAnswer(state, day, opens, None, occupancy, None, None, opens, None, facts, delays)
        until = None if opens is None else opens - DAY
        return StateAnswer(state, day, buried.on, until, occupancy, None, None, opens, None, facts, delays)
    if state is PlotState.RESERVED:
        return StateAnswer(
            state, day, facts.reserved_from, facts.reserved_until, occupancy, facts=facts, delays=delays
        )
    return StateAnswer(state, day, None, None, occupancy, facts=facts, delays=delays)


def states_on(plots: Iterable[PlotFacts], day: date, delays: Delays) -> list[PlotState]:
    """States of many plots on `day`, in their order."""
    return [_find(facts, day, delays)[0] for facts in plots]


def _conceded(
    facts: PlotFacts,
    day: date,
    delays: Delays,
    state: PlotState,
    concession: ConcessionFacts,
    term: TermFacts | None,
    occupancy: str,
) -> StateAnswer:
    end = None if term is None else expiry_on(concession, day)
    if term is None or end is None:
        begun = None if term is None else _unbroken_start(concession, day)
        return StateAnswer(state, day, begun, None, occupancy, None, None, None, concession.id, facts, delays)
    right = last_day_of(end, delays)
    buried = last_coffin_burial(facts, day, urns=delays.urns_count_for_five_years)
    opens = right + DAY
    if buried.on is not None:
        opens = max(opens, first_allowed(buried.on, years=delays.quiet_years))
    since: date | None
    until: date | None
    if state is PlotState.CONCEDED_ACTIVE:
        since, until = _unbroken_start(concession, day), end - DAY
    elif state is PlotState.EXPIRED_RENEWABLE:
        since, until = end, right
    elif state is PlotState.EXPIRED_BLOCKED:
        since, until = (
            right + DAY,
            opens - DAY if opens > day and _only_time(facts, concession, day, buried) else None,
        )
    else:
        since, until = max(opens, concession.informed_on or opens), None
    return StateAnswer(state, day, since, until, occupancy, end, right, opens, concession.id, facts, delays)


def _unbroken_start(concession: ConcessionFacts, day: date) -> date | None:
    """First day of the terms that follow one another without a gap up to `day`."""
    if len(concession.terms) == 1:
        only = concession.terms[0].start
        return None if only == LONG_AGO else only.first
    start: date | None = None
    end: date | None = None
    if any(term.start == LONG_AGO for term in concession.terms):
        return None
    for term in sorted(concession.terms, key=lambda one: one.start.first):
        first = term.start.first
        if first > day:
            break
        if start is None or (end is not None and first > end):
            start = first
            end = term.expires_on
        elif end is not None:
            end = None if term.expires_on is None else max(end, term.expires_on)
    return start


def _only_time(facts: PlotFacts, concession: ConcessionFacts, day: date, buried: LastBurial) -> bool:
    """Whether the five years are all that closes a repossession."""
    informed = concession.informed_on
    return not (
        buried.unknown or informed is None or informed > day or facts.protected or facts.communal_maintenance
    )


def last_day_of(expires_on: date, delays: Delays) -> date:
    """Last day of the right to renew, without its reasons (see `last_day_of_right`)."""
    return add_years(expires_on, delays.renewal_years)


# --- Finding ---------------------------------------------------------------------------------------------

_Found = tuple[PlotState, ConcessionFacts | None, TermFacts | None, CaseFacts | None]


def _find(facts: PlotFacts, day: date, delays: Delays) -> _Found:
    """The first state that holds on `day`, with what made it hold."""
    if facts.out_of_service:
        return PlotState.OUT_OF_SERVICE, None, None, None
    if facts.kind in EQUIPMENT or facts.regime is Regime.MUNICIPAL:
        return PlotState.EQUIPMENT, None, None, None
    if facts.regime is Regime.MILITARY:
        return PlotState.MILITARY, None, None, None
    concession, term = _concession_on(facts.concessions, day) if facts.concessions else (None, None)
    running: CaseFacts | None = None
    for case in facts.cases:
        if case.repossessed_on is not None and case.repossessed_on <= day:
            if case.cleared_on is None or day < case.cleared_on:
                return PlotState.REPOSSESSED_TO_CLEAR, concession, term, case
        elif (
            case.kind is CaseKind.ABANDONMENT
            and case.opened_on <= day
            and (case.ended_on is None or day < case.ended_on)
        ):
            running = case
    if running is not None:
        return PlotState.ABANDONMENT_RUNNING, concession, term, running
    if concession is not None and term is not None:
        return _term_state(facts, day, delays, concession, term), concession, term, None
    return _untermed(facts, day, delays, concession)


def _concession_on(
    concessions: tuple[ConcessionFacts, ...], day: date
) -> tuple[ConcessionFacts | None, TermFacts | None]:
    """The open concession that counts on `day` (in force first, else the last expired), and its term."""
    best: ConcessionFacts | None = None
    best_term: TermFacts | None = None
    for concession in concessions:
        if concession.closed_on is not None and concession.closed_on <= day:
            continue
        term = last_term(concession, day)
        if term is not None and (term.expires_on is None or term.expires_on > day):
            return concession, term
        if term is None:
            # A record without any term is a lost title; a term that begins later says nothing of today.
            if best is None and not concession.terms:
                best = concession
        elif best_term is None or (best_term.expires_on or date.max) < (term.expires_on or date.max):
            best, best_term = concession, term
    return best, best_term


def _term_state(
    facts: PlotFacts, day: date, delays: Delays, concession: ConcessionFacts, term: TermFacts
) -> PlotState:
    end = term.expires_on
    if end is None or day < end:
        return PlotState.CONCEDED_ACTIVE
    if day <= last_day_of(end, delays):
        return PlotState.EXPIRED_RENEWABLE
    informed = concession.informed_on
    if informed is None or informed > day or facts.protected or facts.communal_maintenance:
        return PlotState.EXPIRED_BLOCKED
    buried = last_coffin_burial(facts, day, urns=delays.urns_count_for_five_years)
    if buried.unknown or (buried.on is not None and day <= add_years(buried.on, delays.quiet_years)):
        return PlotState.EXPIRED_BLOCKED
    return PlotState.EXPIRED_REPOSSESSABLE


def _untermed(facts: PlotFacts, day: date, delays: Delays, concession: ConcessionFacts | None) -> _Found:
    """State of a plot without any term on `day`."""
    if facts.regime is Regime.PRIVATE_FOREVER:
        return PlotState.CONCEDED_ACTIVE, concession, None, None
    present = [one for one in facts.remains if is_present(one, day)] if facts.remains else []
    if facts.regime is Regime.COMMON and concession is None and (present or facts.occupied_unknown):
        buried = last_burial(present, day)
        is_over = buried.on is not None and day > add_years(buried.on, delays.common_ground_years)
        is_free = is_over and not buried.unknown
        state = PlotState.COMMON_REPOSSESSABLE if is_free else PlotState.COMMON_OCCUPIED
        return state, None, None, None
    if present or facts.occupied_unknown or concession is not None:
        return PlotState.UNTITLED_OCCUPIED, concession, None, None
    first, last = facts.reserved_from, facts.reserved_until
    if (first is not None or last is not None) and (first or day) <= day <= (last or day):
        return PlotState.RESERVED, None, None, None
    return PlotState.FREE, None, None, None


# --- Saying why ------------------------------------------------------------------------------------------


def _named(facts: PlotFacts, identity: int | None) -> ConcessionFacts | None:
    return next((one for one in facts.concessions if one.id == identity), None)


def _reasons(answer: StateAnswer) -> tuple[Reason, ...]:
    facts, day = answer.facts, answer.day
    state = answer.state
    if state is PlotState.OUT_OF_SERVICE:
        return (Reason(_("L’emplacement est mis hors service")),)
    if state is PlotState.EQUIPMENT:
        return (Reason(_("Équipement de la commune\u00a0: {kind}", kind=label(facts.kind))),)
    if state is PlotState.MILITARY:
        return (Reason(_("Sépulture militaire, hors de toute reprise"), "CGCT R2223-22"),)
    if state is PlotState.REPOSSESSED_TO_CLEAR:
        text = _(
            "Reprise le {day}\u00a0: restes ou monument encore à enlever", day=show_day(answer.since or day)
        )
        return (Reason(text, "CGCT R2223-20"),)
    if state is PlotState.ABANDONMENT_RUNNING:
        text = _("Procédure d’abandon ouverte le {day}", day=show_day(answer.since or day))
        return (Reason(text, "CGCT L2223-17"),)
    if state is PlotState.CONCEDED_ACTIVE:
        return _reasons_active(answer)
    if state in EXPIRED:
        return _reasons_expired(answer)
    if state in COMMON:
        return _reasons_common(answer)
    if state is PlotState.UNTITLED_OCCUPIED:
        return _reasons_untitled(answer)
    if state is PlotState.RESERVED:
        until = facts.reserved_until
        text = _("Réservée") if until is None else _("Réservée jusqu’au {day}", day=show_day(until))
        return (Reason(text),)
    return (Reason(_("Ni concession en cours, ni défunt, ni réservation ce jour-là")),)


def _reasons_active(answer: StateAnswer) -> tuple[Reason, ...]:
    concession = _named(answer.facts, answer.concession_id)
    term = None if concession is None else last_term(concession, answer.day)
    if term is None:
        return (Reason(_("Sépulture particulière ancienne, sans terme")),)
    if term.start == LONG_AGO and answer.expires_on is not None:
        text = _("Terme en cours, début inconnu, échéance\u00a0: {day}", day=show_day(answer.expires_on))
        return (Reason(text, "CGCT L2223-14", {"expires_on": answer.expires_on}),)
    if answer.expires_on is not None:
        text = _(
            "Terme en cours, début\u00a0: {start}, échéance\u00a0: {day}",
            start=term.start.show(),
            day=show_day(answer.expires_on),
        )
        return (Reason(text, "CGCT L2223-14", {"start": term.start.iso, "expires_on": answer.expires_on}),)
    if term.duration.value == "PERP":
        return (Reason(_("Concession perpétuelle"), "CGCT L2223-14", {"start": term.start.iso}),)
    return (Reason(_("Durée inconnue\u00a0: considérée comme en cours"), "", {"start": term.start.iso}),)


def _reasons_expired(answer: StateAnswer) -> tuple[Reason, ...]:
    expires = answer.expires_on or answer.day
    right = last_day_of_right(expires, answer.delays)
    reasons = [
        Reason(_("Échue depuis le {day}", day=show_day(expires)), "CGCT L2223-15", {"expires_on": expires})
    ]
    text = _("Renouvellement de droit jusqu’au {day}", day=show_day(right.on or expires))
    reasons.append(Reason(text, "CGCT L2223-15", right.why[0].inputs))
    if answer.state is PlotState.EXPIRED_BLOCKED:
        reasons += [
            Reason(gate.reason, gate.article, {"gate": gate.code}) for gate in Decision(answer.gates).closed
        ]
    elif answer.state is PlotState.EXPIRED_REPOSSESSABLE:
        reasons.append(Reason(_("Rien ne s’oppose plus à une reprise par arrêté"), "CGCT L2223-15"))
    return tuple(reasons)


def _reasons_common(answer: StateAnswer) -> tuple[Reason, ...]:
    opens = answer.repossessable_from
    if opens is None:
        return (Reason(_("Terrain commun occupé, inhumation sans date connue"), "CGCT R2223-5"),)
    inputs = {"years": answer.delays.common_ground_years}
    if answer.state is PlotState.COMMON_REPOSSESSABLE:
        return (
            Reason(
                _("Terrain commun, reprenable depuis le {day}", day=show_day(opens)), "CGCT R2223-5", inputs
            ),
        )
    return (
        Reason(
            _("Terrain commun, reprenable à partir du {day}", day=show_day(opens)), "CGCT R2223-5", inputs
        ),
    )


def _reasons_untitled(answer: StateAnswer) -> tuple[Reason, ...]:
    if answer.concession_id is not None:
        return (Reason(_("Concession enregistrée sans durée connue\u00a0: titre à retrouver")),)
    return (Reason(_("Occupée, sans titre ni inscription au terrain commun\u00a0: titre à retrouver")),)
