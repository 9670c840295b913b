# SPDX-License-Identifier: EUPL-1.2
"""Renewal of a concession: who may ask, at which tariff, from which day (L2223-15, §6.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.dates import show_day
from app.core.outcome import UserError
from app.core.text import Text
from modules.cemetery.rules.codes import TariffOperation
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import TermFacts
from modules.cemetery.rules.prices import Ground, Price, TariffLine, price_of_ground
from modules.cemetery.rules.terms import add_years, duration_code, duration_gate, last_allowed
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _, _n

RIGHT = "CGCT L2223-15"
TARIFF_OF_EXPIRY = "CE 21 mai 2007, n° 281615"
EARLY_ANSWER = "réponse ministérielle, Sénat, 20 février 2025, n° 02682"


class Phase(StrEnum):
    """Where a decision stands in the life of the term."""

    EARLY = "EARLY"
    IN_WINDOW = "IN_WINDOW"
    LATE = "LATE"


class Payer(StrEnum):
    """Who asks and pays; the holder never changes by it."""

    HOLDER = "HOLDER"
    HEIR = "HEIR"
    THIRD_PARTY = "THIRD_PARTY"


class EarlyRenewal(StrEnum):
    """Whether a renewal may come before the expiry."""

    NEVER = "NEVER"
    ON_BURIAL_IN_LAST_YEARS = "ON_BURIAL_IN_LAST_YEARS"
    ALWAYS = "ALWAYS"


class DayOf(StrEnum):
    """The day that a tariff or a start is taken on."""

    DECISION = "DECISION"
    EXPIRY = "EXPIRY"


@dataclass(frozen=True, slots=True)
class RenewalRules:
    """What the commune chose for renewals out of the window (§20); without arguments, the safest."""

    late_tariff: DayOf = DayOf.DECISION
    late_start: DayOf = DayOf.DECISION
    early: EarlyRenewal = EarlyRenewal.ON_BURIAL_IN_LAST_YEARS
    early_tariff: DayOf = DayOf.DECISION
    early_start: DayOf = DayOf.EXPIRY
    offered: Collection[int | None] = (15, 30, 50)
    """Lengths that the council instituted, in years; None is perpetual."""


@dataclass(frozen=True, slots=True)
class RenewalRequest:
    """What is asked: a length, by whom, and why now."""

    decided_on: date
    years: int | None
    payer: Payer = Payer.HOLDER
    for_burial: bool = False
    accepted: bool = True
    """The commune's yes where it is free: a late renewal, or one paid by a third party."""
    repossessed_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class RenewalAnswer:
    """What a renewal would be: price, new term, the day of the tariff, every gate and why."""

    phase: Phase | None
    price: Price | None
    """None when no tariff prices it; the gate `TARIFF` says which is missing."""
    start: date | None
    expires_on: date | None
    """First day out of the new term; None when it is perpetual."""
    tariff_on: date | None
    decision: Decision
    why: tuple[Reason, ...] = field(default_factory=tuple)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every condition, open and closed."""
        return self.decision.gates

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return self.decision.allowed


def renewal(
    term: TermFacts,
    request: RenewalRequest,
    ground: Ground,
    tariffs: Iterable[TariffLine],
    rules: RenewalRules | None = None,
    delays: Delays | None = None,
) -> RenewalAnswer:
    """What the renewal of `term` decided on that day is worth, whether it may be, and why."""
    rules, delays = rules or RenewalRules(), delays or Delays()
    if term.expires_on is None:
        gate = Gate(
            "PERPETUAL",
            _("Concession à terme"),
            False,
            _("la concession est perpétuelle\u00a0: il n’y a rien à renouveler"),
            "CGCT L2223-14",
            overridable=False,
        )
        return RenewalAnswer(None, None, None, None, None, Decision((gate,)))
    expiry = term.expires_on
    phase, window = _phase(expiry, request.decided_on, delays)
    start, tariff_on, why = _days(phase, expiry, request.decided_on, rules)
    gates = [*_state_gates(request), duration_gate(request.years, rules.offered)]
    gates.append(_phase_gate(phase, term, request, rules, delays, window))
    gates.append(_payer_gate(request))
    price = None
    try:
        price = price_of_ground(
            tariffs, TariffOperation.RENEWAL, ground, duration_code(request.years), request.years, tariff_on
        )
    except UserError as error:
        gates.append(Gate("TARIFF", _("Tarif en vigueur"), False, error.message, overridable=False))
    expires_on = None if request.years is None else add_years(start, request.years)
    reasons = (*why, *(price.why if price else ()))
    return RenewalAnswer(phase, price, start, expires_on, tariff_on, Decision(tuple(gates)), reasons)


def _phase(expiry: date, decided_on: date, delays: Delays) -> tuple[Phase, date]:
    window = last_allowed(expiry, years=delays.renewal_years)
    if decided_on < expiry:
        return Phase.EARLY, window
    return (Phase.IN_WINDOW if decided_on <= window else Phase.LATE), window


def _days(
    phase: Phase, expiry: date, decided_on: date, rules: RenewalRules
) -> tuple[date, date, list[Reason]]:
    """(start, day of the tariff, why)."""
    inputs = {"expires_on": expiry, "decided_on": decided_on, "phase": phase.value}
    if phase is Phase.IN_WINDOW:
        return (
            expiry,
            expiry,
            [
                Reason(
                    _(
                        "Décidé le {day}, dans le délai de droit\u00a0: le tarif est celui du jour de l’échéance, {expiry}.",
                        day=show_day(decided_on),
                        expiry=show_day(expiry),
                    ),
                    TARIFF_OF_EXPIRY,
                    inputs,
                ),
                Reason(_("Le nouveau terme suit l’ancien, sans interruption."), RIGHT),
            ],
        )
    late = phase is Phase.LATE
    tariff = rules.late_tariff if late else rules.early_tariff
    begin = rules.late_start if late else rules.early_start
    tariff_on = expiry if tariff is DayOf.EXPIRY else decided_on
    start = expiry if begin is DayOf.EXPIRY else decided_on
    timing = (
        _("Décidé le {day}, après le délai de droit", day=show_day(decided_on))
        if late
        else _(
            "Décidé le {day}, avant l’échéance du {expiry}", day=show_day(decided_on), expiry=show_day(expiry)
        )
    )
    return (
        start,
        tariff_on,
        [
            Reason(
                _("{timing}\u00a0: tarif du {tariff_on}.", timing=timing, tariff_on=show_day(tariff_on)),
                "réglage de la commune" if late else EARLY_ANSWER,
                inputs,
            ),
            Reason(
                _("Le nouveau terme commence le {start}.", start=show_day(start)), "réglage de la commune"
            ),
        ],
    )


def _state_gates(request: RenewalRequest) -> list[Gate]:
    """Ground taken back, or a concession ended, is not renewed."""
    gone = request.repossessed_on is not None and request.repossessed_on <= request.decided_on
    closed = request.closed_on is not None and request.closed_on <= request.decided_on
    reason: Text = ""
    if gone and request.repossessed_on:
        reason = _(
            "la commune a repris le terrain le {day}\u00a0: accordez une nouvelle concession",
            day=show_day(request.repossessed_on),
        )
    elif closed and request.closed_on:
        reason = _(
            "la concession a pris fin le {day}\u00a0: accordez une nouvelle concession",
            day=show_day(request.closed_on),
        )
    return [
        Gate(
            "NOT_REPOSSESSED", _("Terrain non repris"), not (gone or closed), reason, RIGHT, overridable=False
        )
    ]


def _phase_gate(
    phase: Phase, term: TermFacts, request: RenewalRequest, rules: RenewalRules, delays: Delays, window: date
) -> Gate:
    assert term.expires_on is not None
    if phase is Phase.IN_WINDOW:
        text = _("jusqu’au {day} compris, la commune ne peut pas refuser", day=show_day(window))
        return Gate("WINDOW", _("Délai de droit"), True, text, RIGHT)
    if phase is Phase.LATE:
        text = _n(
            "le droit a pris fin le {day}, un an après l’échéance\u00a0: la commune est libre d’accepter",
            "le droit a pris fin le {day}, {n} ans après l’échéance\u00a0: la commune est libre d’accepter",
            delays.renewal_years,
            day=show_day(window),
        )
        return Gate("WINDOW", _("Renouvellement tardif accepté"), request.accepted, text, RIGHT)
    return _early_gate(term.expires_on, term, request, rules, delays)


def _early_gate(
    expiry: date, term: TermFacts, request: RenewalRequest, rules: RenewalRules, delays: Delays
) -> Gate:
    title = _("Renouvellement avant l’échéance")
    if term.years is not None and (request.years is None or request.years > term.years):
        why = _("une durée plus longue avant l’échéance est une conversion\u00a0: utilisez la conversion")
        return Gate("EARLY", title, False, why, "CGCT L2223-16", opens_on=expiry, overridable=False)
    opens = add_years(expiry, -delays.early_renewal_years)
    if rules.early is EarlyRenewal.NEVER:
        why = _(
            "la commune n’accepte pas de renouveler avant l’échéance\u00a0: attendez le {day}",
            day=show_day(expiry),
        )
        return Gate("EARLY", title, False, why, EARLY_ANSWER, opens_on=expiry)
    if rules.early is EarlyRenewal.ALWAYS:
        return Gate("EARLY", title, True, _("accepté par la commune"), EARLY_ANSWER)
    is_open = request.for_burial and request.decided_on >= opens
    why = _n(
        "possible pour une inhumation dans la dernière année, à partir du {day}",
        "possible pour une inhumation dans les {n} dernières années, à partir du {day}",
        delays.early_renewal_years,
        day=show_day(opens),
    )
    if not is_open:
        why = _(
            "{rule}\u00a0; sinon attendez l’échéance du {expiry} ou demandez une conversion",
            rule=why,
            expiry=show_day(expiry),
        )
    return Gate("EARLY", title, is_open, why, EARLY_ANSWER, opens_on=None if is_open else expiry)


def _payer_gate(request: RenewalRequest) -> Gate:
    title = _("Demandeur")
    if request.payer is Payer.HOLDER:
        return Gate("PAYER", title, True, _("le concessionnaire"), RIGHT)
    if request.payer is Payer.HEIR:
        text = _("un ayant droit\u00a0: le renouvellement profite à tous, le concessionnaire ne change pas")
        return Gate("PAYER", title, True, text, RIGHT)
    text = _(
        "un tiers paie\u00a0: la commune peut refuser\u00a0; s’il est accepté, il n’y gagne aucun droit"
        " et le concessionnaire ne change pas"
    )
    return Gate("PAYER", title, request.accepted, text, RIGHT)
