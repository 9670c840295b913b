# SPDX-License-Identifier: EUPL-1.2
"""Exhumation, reduction and removal of urns: who asks, since when, in which conditions (R2213-40 to -42, §8.5, §8.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from app.core.dates import PartialDate, show_day
from app.core.text import Text
from modules.cemetery.rules.codes import Kinship
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.limits import coffin_opening_from, reduction_from
from modules.cemetery.rules.why import Decision, Gate
from modules.cemetery.strings import _, label

REQUEST = "CGCT R2213-40"
INFECTION = "CGCT R2213-41"
OPENING = "CGCT R2213-42"
CASSATION = "Cass. 16 juin 2011, n° 10-13.580"
RANKS = (Kinship.SPOUSE, Kinship.CHILD, Kinship.PARENT, Kinship.SIBLING)
"""The usual order of the closest relatives; the code fixes none."""


@dataclass(frozen=True, slots=True)
class ExhumationRequest:
    """What an exhumation (or a reduction, or the removal of an urn) asked by a family depends on."""

    on: date
    died_on: PartialDate | None = None
    """None when unknown."""
    applicant_kinship: Kinship = Kinship.UNKNOWN
    """Link of the applicant to the deceased."""
    closest_living: Kinship | None = None
    """Closest link among the relatives known to be alive; None when none is known."""
    identity_seen: bool = False
    """The applicant proved identity, residence and capacity."""
    sworn_no_opposition: bool = False
    """The applicant swore that no relative of the same rank objects."""
    opposition: bool = False
    holder_agreed: bool = False
    """Agreement of the holder or the heirs to open the grave."""
    not_before: date | None = None
    """The sealed date of R2213-41: the disease itself is never stored."""
    from_temp_vault: bool = False
    out_of_public_hours: bool = False
    """Outside public hours, or in a part closed to the public."""
    court_order: bool = False
    """Ordered by a court: none of the delays hold."""
    by_commune: bool = False
    """After a repossession: the mayor acts, no relative asks."""


def may_exhume(request: ExhumationRequest) -> Decision:
    """Whether the mayor may authorise this exhumation on that day."""
    return Decision((*_family_gates(request), _infection(request), _hours(request)))


def may_reduce(request: ExhumationRequest, delays: Delays | None = None) -> Decision:
    """Whether remains may be gathered into a box of the same grave: an exhumation, and five years (§8.6)."""
    return Decision(
        (*_family_gates(request), _infection(request), _old_enough(request, delays), _hours(request))
    )


def may_open_coffin(
    died_on: PartialDate | None, on: date, good_condition: bool, delays: Delays | None = None
) -> Gate:
    """A coffin found in good condition is opened only five years after the death; a decayed one at once."""
    title = _("Ouverture du cercueil")
    if not good_condition:
        why = _("cercueil détérioré\u00a0: les restes vont dans un autre cercueil ou une boîte à ossements")
        return Gate("OPENING", title, True, why, OPENING)
    if died_on is None:
        why = _("date du décès inconnue\u00a0: n’ouvrez pas un cercueil en bon état sans la retrouver")
        return Gate("OPENING", title, False, why, OPENING)
    answer = coffin_opening_from(died_on, delays)
    return _dated("OPENING", title, answer.on, on)


def check_presence(relative_present: bool, *, by_commune: bool = False) -> Gate:
    """Nobody of the family (or its agent) at the hour: the exhumation does not take place (R2213-40)."""
    is_open = relative_present or by_commune
    why = (
        ""
        if is_open
        else _("ni parent ni mandataire à l’heure dite\u00a0: l’exhumation n’a pas lieu, reportez-la")
    )
    return Gate("PRESENCE", _("Parent ou mandataire présent"), is_open, why, REQUEST, overridable=False)


def _family_gates(request: ExhumationRequest) -> Iterable[Gate]:
    if request.by_commune or request.court_order:
        why = (
            _("ordonnée par un tribunal")
            if request.court_order
            else _("décidée par le maire après une reprise")
        )
        yield Gate("RELATIVE", _("Demande"), True, why, REQUEST)
        return
    yield _closest(request)
    yield Gate(
        "IDENTITY",
        _("Identité, domicile et qualité justifiés"),
        request.identity_seen,
        ""
        if request.identity_seen
        else _("demandez au parent ses justificatifs et notez qu’ils ont été vus"),
        REQUEST,
    )
    yield _agreement(request)
    yield _sworn(request)
    yield Gate(
        "HOLDER",
        _("Accord pour ouvrir la sépulture"),
        request.holder_agreed,
        "" if request.holder_agreed else _("joignez l’accord du concessionnaire ou de ses ayants droit"),
        "usage",
    )


def _closest(request: ExhumationRequest) -> Gate:
    title = _("Plus proche parent")
    asked, closest = _rank(request.applicant_kinship), _rank(request.closest_living)
    if request.applicant_kinship in (Kinship.UNKNOWN, Kinship.OTHER):
        why = _("la demande vient du plus proche parent du défunt\u00a0: indiquez le lien du demandeur")
        return Gate("RELATIVE", title, False, why, REQUEST)
    if request.closest_living is not None and closest < asked:
        why = _(
            "un parent plus proche est connu ({kinship})\u00a0: c’est à lui de demander, ou de donner son accord",
            kinship=label(request.closest_living),
        )
        return Gate("RELATIVE", title, False, why, REQUEST)
    return Gate("RELATIVE", title, True, label(request.applicant_kinship), REQUEST)


def _rank(kinship: Kinship | None) -> int:
    if kinship is Kinship.DESCENDANT:
        kinship = Kinship.CHILD
    return RANKS.index(kinship) if kinship in RANKS else len(RANKS)


def _agreement(request: ExhumationRequest) -> Gate:
    title = _("Aucune opposition de la famille")
    if request.opposition:
        why = _("une opposition est connue\u00a0: attendez la décision du tribunal judiciaire")
        return Gate("OPPOSITION", title, False, why, REQUEST)
    return Gate("OPPOSITION", title, True, "", REQUEST)


def _sworn(request: ExhumationRequest) -> Gate:
    why = (
        _("attestation sur l’honneur")
        if request.sworn_no_opposition
        else _("faites signer au demandeur l’attestation qu’aucun parent ne s’y oppose")
    )
    return Gate("SWORN", _("Attestation du demandeur"), request.sworn_no_opposition, why, REQUEST)


def _infection(request: ExhumationRequest) -> Gate:
    title = _("Délai sanitaire")
    if request.court_order or request.from_temp_vault or request.not_before is None:
        return Gate("INFECTION", title, True, "", INFECTION)
    return _dated("INFECTION", title, request.not_before, request.on, INFECTION)


def _old_enough(request: ExhumationRequest, delays: Delays | None) -> Gate:
    title = _("Réduction possible")
    if request.court_order:
        return Gate("REDUCTION", title, True, "", OPENING)
    if request.died_on is None:
        why = _("date du décès inconnue\u00a0: retrouvez-la, ou écrivez pourquoi la réduction est possible")
        return Gate("REDUCTION", title, False, why, OPENING)
    return _dated(
        "REDUCTION", title, reduction_from(request.died_on, delays).on, request.on, f"{OPENING}, {CASSATION}"
    )


def _hours(request: ExhumationRequest) -> Gate:
    why = (
        ""
        if request.out_of_public_hours
        else _("choisissez une heure hors de l’ouverture au public, ou fermez cette partie du cimetière")
    )
    title = _("Hors de la présence du public")
    return Gate("HOURS", title, request.out_of_public_hours, why, OPENING)


def _dated(code: str, title: Text, opens_on: date | None, on: date, article: str = OPENING) -> Gate:
    is_open = opens_on is None or on >= opens_on
    why = "" if is_open or opens_on is None else _("possible à partir du {day}", day=show_day(opens_on))
    return Gate(code, title, is_open, why, article, None if is_open else opens_on)


def is_out_of_hours(at: time | None, opens_at: time, closes_at: time) -> bool:
    """Whether an hour is outside those of the public; an unknown hour is not."""
    return at is not None and not opens_at <= at < closes_at


def ranked(relatives: Sequence[Kinship]) -> Kinship | None:
    """The closest link among these; None when there is none of the usual order."""
    known = [kinship for kinship in relatives if _rank(kinship) < len(RANKS)]
    return min(known, key=_rank, default=None)
