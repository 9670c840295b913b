# SPDX-License-Identifier: EUPL-1.2
"""Retrocession of a concession to the commune: who may ask, what may be refunded (§6.6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.dates import show_day
from app.core.money import ZERO, show_money
from modules.cemetery.rules.facts import TermFacts
from modules.cemetery.rules.shares import prorated
from modules.cemetery.rules.time_left import ProrationUnit, TimeLeft, time_left
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _, _n

DOCTRINE = "doctrine ministérielle de la rétrocession"


@dataclass(frozen=True, slots=True)
class RetrocessionRequest:
    """What is asked, and what is known of the grave that day."""

    on: date
    asked_by_founder: bool = True
    bodies: int = 0
    """Remains of any kind still in the plots of the concession."""
    council_amount: Decimal | None = None
    """Refund that the council decided, in euros; needed for a perpetual concession."""
    with_refund: bool = True
    """False for a renunciation in favour of the commune."""


@dataclass(frozen=True)
class RetrocessionAnswer:
    """What a retrocession would be: refund in euros, gates and why."""

    refund: Decimal | None
    """Euros given back; None when it cannot be computed yet."""
    base: Decimal | None
    """The commune's own part of the price paid: what the refund is a share of."""
    time: TimeLeft | None
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


def retrocession(
    term: TermFacts, request: RetrocessionRequest, unit: ProrationUnit = ProrationUnit.DAYS
) -> RetrocessionAnswer:
    """What the founder may get back for `term` on that day: a share of the commune's part, never a profit."""
    gates = [_founder(request), _empty(request), _in_force(term, request.on)]
    why: list[Reason] = []
    if not request.with_refund:
        why.append(Reason(_("Renonciation au profit de la commune\u00a0: aucun remboursement."), DOCTRINE))
        return RetrocessionAnswer(ZERO, None, None, Decision(tuple(gates)), tuple(why))
    base = None if term.price is None else term.price - term.ccas
    if base is None:
        reason = _(
            "le prix payé n’est pas connu\u00a0: saisissez-le, en euros, d’après le titre ou la quittance"
        )
        gates.append(Gate("PRICE_PAID", _("Prix payé connu"), False, reason, DOCTRINE, overridable=False))
        return RetrocessionAnswer(None, None, None, Decision(tuple(gates)), tuple(why))
    if term.ccas:
        why.append(
            Reason(
                _(
                    "Part de la commune\u00a0: {price} − {ccas} versés au CCAS = {base}.",
                    price=show_money(term.price or ZERO),
                    ccas=show_money(term.ccas),
                    base=show_money(base),
                ),
                DOCTRINE,
            )
        )
    if term.expires_on is None:
        refund = _of_the_council(request, term.price or ZERO, gates, why)
        return RetrocessionAnswer(refund, base, None, Decision(tuple(gates)), tuple(why))
    if request.on >= term.expires_on:
        return RetrocessionAnswer(None, base, None, Decision(tuple(gates)), tuple(why))
    time = time_left(term.start.last, term.expires_on, request.on, unit)
    refund = prorated(base, time.remaining, time.total)
    why.append(time.reason(request.on, term.expires_on))
    why.append(
        Reason(
            _(
                "Remboursement\u00a0: {base} × {remaining} / {total} = {refund}.",
                base=show_money(base),
                remaining=time.remaining,
                total=time.total,
                refund=show_money(refund),
            ),
            DOCTRINE,
        )
    )
    if request.council_amount is not None:
        refund = _of_the_council(request, term.price or ZERO, gates, why) or refund
    return RetrocessionAnswer(refund, base, time, Decision(tuple(gates)), tuple(why))


def _of_the_council(
    request: RetrocessionRequest, paid: Decimal, gates: list[Gate], why: list[Reason]
) -> Decimal | None:
    """The council's figure, never above the price paid; a closed gate when it is missing or too high."""
    title = _("Montant fixé par le conseil")
    amount = request.council_amount
    if amount is None:
        reason = _(
            "concession perpétuelle\u00a0: le conseil municipal fixe le remboursement, saisissez son montant"
        )
        gates.append(Gate("COUNCIL", title, False, reason, DOCTRINE, overridable=False))
        return None
    if not ZERO <= amount <= paid:
        reason = _(
            "{amount} dépasse le prix payé ({paid})\u00a0: la commune ne rend pas plus qu’elle n’a reçu",
            amount=show_money(amount),
            paid=show_money(paid),
        )
        if amount < 0:
            reason = _("un remboursement ne peut pas être négatif\u00a0: corrigez le montant")
        gates.append(Gate("COUNCIL", title, False, reason, DOCTRINE, overridable=False))
        return None
    gates.append(Gate("COUNCIL", title, True, show_money(amount), DOCTRINE))
    why.append(
        Reason(
            _("Montant fixé par le conseil municipal\u00a0: {amount}.", amount=show_money(amount)), DOCTRINE
        )
    )
    return amount


def _founder(request: RetrocessionRequest) -> Gate:
    why = (
        ""
        if request.asked_by_founder
        else _("seul le fondateur peut demander une rétrocession\u00a0; ses ayants droit ne le peuvent pas")
    )
    return Gate("FOUNDER", _("Demandée par le fondateur"), request.asked_by_founder, why, DOCTRINE)


def _empty(request: RetrocessionRequest) -> Gate:
    why = (
        _n(
            "un corps, une boîte ou une urne s’y trouve encore\u00a0: faites d’abord procéder à l’exhumation",
            "{n} corps, boîtes ou urnes s’y trouvent encore\u00a0: faites d’abord procéder aux exhumations",
            request.bodies,
        )
        if request.bodies
        else ""
    )
    return Gate("EMPTY", _("Sépulture vide"), not request.bodies, why, DOCTRINE, overridable=False)


def _in_force(term: TermFacts, day: date) -> Gate:
    is_open = term.expires_on is None or day < term.expires_on
    why = (
        ""
        if is_open or term.expires_on is None
        else _(
            "la concession est échue depuis le {day}\u00a0: il ne reste rien à rembourser",
            day=show_day(term.expires_on),
        )
    )
    return Gate("IN_FORCE", _("Concession en cours"), is_open, why, DOCTRINE, overridable=False)
