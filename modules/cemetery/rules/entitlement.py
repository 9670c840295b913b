# SPDX-License-Identifier: EUPL-1.2
"""Who has a right to a burial in the commune, and in this very concession (L2223-3, §5.4, §5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.dates import show_day
from app.core.text import Text
from modules.cemetery.rules.codes import ConcessionKind, Kinship, RightBasis
from modules.cemetery.rules.why import Decision, Gate
from modules.cemetery.strings import _, label

COMMUNE = "CGCT L2223-3"
PRACTICE = "jurisprudence et usage"
FAMILY = frozenset(
    {
        Kinship.FOUNDER,
        Kinship.SPOUSE,
        Kinship.CHILD,
        Kinship.DESCENDANT,
        Kinship.PARENT,
        Kinship.SIBLING,
        Kinship.NEPHEW,
        Kinship.IN_LAW,
    }
)
"""Links that a family concession is meant for (§5.1)."""
OF_RIGHT = frozenset({Kinship.FOUNDER, Kinship.SPOUSE, Kinship.CHILD, Kinship.DESCENDANT})
"""Links of heirs, their spouses and descendants: any of them may be buried in order of death."""


@dataclass(frozen=True, slots=True)
class RightFacts:
    """What may give somebody a right to a burial in the commune."""

    died_here: bool = False
    lives_here: bool = False
    family_grave: bool = False
    on_electoral_roll: bool = False
    """A French person living abroad who is, or could be, on the commune's electoral roll."""
    mayor_accepts: bool = False


@dataclass(frozen=True)
class RightAnswer:
    """The ground on which a burial is due, and its gate."""

    basis: RightBasis | None
    decision: Decision


_BASES = (
    ("died_here", RightBasis.DEATH_PLACE),
    ("lives_here", RightBasis.RESIDENT),
    ("family_grave", RightBasis.FAMILY_GRAVE),
    ("on_electoral_roll", RightBasis.EXPATRIATE),
    ("mayor_accepts", RightBasis.GRANTED_BY_MAYOR),
)


def right_to_burial(facts: RightFacts) -> RightAnswer:
    """Whether a burial is due in the commune, and by which of the four rights, or by the mayor's consent."""
    for name, basis in _BASES:
        if getattr(facts, name):
            return RightAnswer(basis, Decision((basis_gate(basis),)))
    return RightAnswer(None, Decision((basis_gate(None),)))


def basis_gate(basis: RightBasis | None) -> Gate:
    """The gate for a right already known (or not) by its code."""
    title = _("Droit à une sépulture dans la commune")
    if basis is not None:
        return Gate("RIGHT", title, True, label(basis), COMMUNE)
    why = _(
        "ni décès ni domicile dans la commune, ni sépulture de famille, ni liste électorale\u00a0:"
        " demandez l’accord du maire ou indiquez le fondement du droit"
    )
    return Gate("RIGHT", title, False, why, COMMUNE)


@dataclass(frozen=True, slots=True)
class BurialRequest:
    """What a decision about one person in one concession depends on."""

    kind: ConcessionKind = ConcessionKind.FAMILY
    in_force: bool = True
    expired_on: date | None = None
    founder_alive: bool = False
    is_holder: bool = False
    """The person is a holder: his own grave needs nobody's agreement."""
    is_named: bool = False
    """The one person of an individual concession, or one of the list of a collective one."""
    is_heir: bool = False
    """Recorded among the heirs."""
    kinship: Kinship = Kinship.UNKNOWN
    """Link to the founder."""
    is_excluded: bool = False
    founder_agreed: bool = False
    """Written agreement of the living founder."""
    heirs_agreed: bool = False
    """Written agreement of all heirs."""
    opposition: bool = False
    has_title: bool = True
    """False for a grave occupied without any known title."""


def may_be_buried(request: BurialRequest) -> Decision:
    """Whether this person may be buried in this concession: the table of §5.5, every line explained."""
    gates = [_in_force(request), _no_dispute(request), _not_excluded(request), _of_the_kind(request)]
    return Decision(tuple(gates))


def _in_force(request: BurialRequest) -> Gate:
    title = _("Concession en cours")
    if not request.has_title:
        why = _(
            "aucun titre n’est connu pour cette sépulture\u00a0: retrouvez l’acte, ou accordez une concession à la famille"
        )
        return Gate("IN_FORCE", title, False, why, PRACTICE)
    if request.in_force:
        return Gate("IN_FORCE", title, True, "", "CGCT L2223-13")
    why = (
        _(
            "la concession est échue depuis le {day}\u00a0: renouvelez-la d’abord",
            day=show_day(request.expired_on),
        )
        if request.expired_on
        else _("la concession n’est pas en cours ce jour-là\u00a0: renouvelez-la d’abord")
    )
    return Gate("IN_FORCE", title, False, why, "CGCT L2223-15")


def _no_dispute(request: BurialRequest) -> Gate:
    why = (
        _("une opposition est notifiée\u00a0: attendez la décision du tribunal judiciaire")
        if request.opposition
        else ""
    )
    return Gate("OPPOSITION", _("Aucun litige notifié"), not request.opposition, why, PRACTICE)


def _not_excluded(request: BurialRequest) -> Gate:
    why = (
        _("le fondateur a exclu cette personne par écrit\u00a0: choisissez une autre sépulture")
        if request.is_excluded
        else ""
    )
    return Gate("NOT_EXCLUDED", _("Non exclue par le fondateur"), not request.is_excluded, why, PRACTICE)


def _of_the_kind(request: BurialRequest) -> Gate:
    if request.kind is ConcessionKind.INDIVIDUAL:
        return _listed(request, _("Personne désignée (concession individuelle)"))
    if request.kind is ConcessionKind.COLLECTIVE:
        return _listed(request, _("Personne nommée dans l’acte (concession collective)"))
    return _family(request)


def _listed(request: BurialRequest, title: Text) -> Gate:
    if request.is_named:
        return Gate("NAMED", title, True, _("nommée dans l’acte"), PRACTICE)
    why = (
        _("elle n’est pas nommée dans l’acte\u00a0: demandez au fondateur de signer un avenant avec le maire")
        if request.founder_alive
        else _("elle n’est pas nommée dans l’acte, et seul le fondateur de son vivant pouvait le modifier")
    )
    return Gate("NAMED", title, False, why, PRACTICE)


def _family(request: BurialRequest) -> Gate:
    title = _("Accord de la famille (concession familiale)")
    if request.is_holder:
        return Gate("FAMILY", title, True, _("c’est le concessionnaire"), PRACTICE)
    if request.founder_alive:
        why = (
            _("accord écrit du fondateur")
            if request.founder_agreed
            else _("aucun décès du fondateur n’est noté\u00a0: joignez son accord écrit, ou notez son décès")
        )
        return Gate("FAMILY", title, request.founder_agreed, why, PRACTICE)
    if request.is_heir or request.is_named or request.kinship in OF_RIGHT:
        why = _("ayant droit, conjoint ou descendant d’ayant droit\u00a0: admis dans l’ordre des décès")
        return Gate("FAMILY", title, True, why, PRACTICE)
    if request.heirs_agreed:
        return Gate("FAMILY", title, True, _("accord écrit de tous les ayants droit"), PRACTICE)
    why = (
        _("parent sans être ayant droit\u00a0: joignez l’accord écrit de tous les ayants droit")
        if request.kinship in FAMILY
        else _("personne étrangère à la famille\u00a0: joignez l’accord écrit de tous les ayants droit")
    )
    return Gate("FAMILY", title, False, why, PRACTICE)
