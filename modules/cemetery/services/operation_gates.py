# SPDX-License-Identifier: EUPL-1.2
"""Everything that stands for or against a funeral operation on its day, read from the record (§5.4, §5.5, §8 to §10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.store.uow import Work, setting_of
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.queries import concession_of_plot, deceased_title
from modules.cemetery.room_of import capacity_rules, death_of, grave_of, occupants
from modules.cemetery.rules.burial_delay import DeathFacts, burial_window, check_burial
from modules.cemetery.rules.capacity import fits
from modules.cemetery.rules.codes import (
    ConcessionKind,
    Kinship,
    OperationKind,
    PartyRole,
    PlotKind,
    PlotState,
    Regime,
    RemainsKind,
    RightBasis,
)
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.entitlement import BurialRequest, basis_gate, may_be_buried
from modules.cemetery.rules.exhumation import ExhumationRequest, may_exhume, may_reduce
from modules.cemetery.rules.limits import hermetic_gate, temp_vault_deadline
from modules.cemetery.rules.states import state_of
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _

K = OperationKind
ARRIVALS = frozenset(
    {K.BURIAL, K.URN_BURIAL, K.URN_DEPOSIT, K.URN_SEALING, K.SCATTERING, K.TEMP_DEPOSIT, K.OPEN_SCATTERING}
)
"""Operations that lay somebody down for the first time, or after a stay in the temporary vault."""
INTO_GRAVE = frozenset({K.BURIAL, K.URN_BURIAL, K.URN_DEPOSIT, K.URN_SEALING})
"""Operations that need a right on the grave."""
BODIES = frozenset({K.BURIAL, K.TEMP_DEPOSIT})
"""Operations whose delay counts from the death (R2213-33)."""
DEPARTURES = frozenset({K.EXHUMATION, K.URN_REMOVAL, K.TRANSFER})
MOVES = frozenset({K.EXHUMATION, K.TRANSFER, K.TEMP_EXIT})
"""Operations that may lay the remains in another grave, where a right is needed too."""
GATHERINGS = frozenset({K.REDUCTION, K.REUNION})
OLDEST_AGE, OLDEST_DEED = 110, 90
"""Years after which a holder without any known death is taken for dead."""
PAPERWORK = frozenset({"IDENTITY", "SWORN", "HOLDER", "RELATIVE", "HOURS", "OPERATOR", "CLOSURE", "PERMIT"})
"""Conditions that may still be missing when an operation is planned, not when it is authorised."""


@dataclass(frozen=True)
class Findings:
    """What an operation meets: its gates, what explains them, the right found for it."""

    decision: Decision
    why: tuple[Reason, ...] = ()
    basis: RightBasis | None = None


def findings(work: Work, operation: m.FuneralOperation, on: date) -> Findings:
    """Every gate of `operation` if it took place on `on`."""
    session, delays = work.session, delays_in_force(work.session)
    gates: list[Gate] = []
    why: list[Reason] = []
    basis = operation.right_basis
    for subject in operation.subjects:
        gates += _life(session, subject.deceased, operation, on)
    if operation.kind in ARRIVALS:
        gates += _delay(operation, on, delays, why)
        basis, more = _rights(session, operation, on, delays)
        gates += more
    if operation.plot_to is not None and operation.kind not in GATHERINGS:
        gates += _ground(session, operation, operation.plot_to, on, delays)
    if operation.kind in MOVES:
        gates += _rights_there(session, operation, on, delays)
    if operation.kind in DEPARTURES | GATHERINGS:
        for subject in operation.subjects:
            gates += _relatives(operation, subject.deceased, on, delays)
    if operation.kind is K.OSSUARY_DEPOSIT and operation.plot_from is not None:
        gates.append(_repossessed(session, operation.plot_from, on, delays))
    if operation.kind is K.TEMP_DEPOSIT:
        deadline = temp_vault_deadline(on, delays)
        why += deadline.why
        gates.append(hermetic_gate(on, None, operation.is_hermetic, delays))
    if (
        operation.kind in (K.BURIAL, K.EXHUMATION, K.REDUCTION, K.REUNION)
        and not operation.operator_authorisation
    ):
        reason = _("notez le numéro d’habilitation de l’opérateur funéraire")
        gates.append(Gate("OPERATOR", _("Opérateur habilité"), False, reason, "CGCT L2223-23", warning=True))
    return Findings(Decision(tuple(_once(gates))), tuple(why), basis)


def _once(gates: Iterable[Gate]) -> Iterator[Gate]:
    """The same condition met for several of the dead is said once when the sentence is the same."""
    seen = set()
    for gate in gates:
        key = (gate.code, str(gate.reason), gate.is_open)
        if key not in seen:
            seen.add(key)
            yield gate


# ---------------------------------------------------------------- the dead


def _life(session: Session, deceased: m.Deceased, operation: m.FuneralOperation, on: date) -> Iterator[Gate]:
    """Nobody is buried before dying, nor twice."""
    name = deceased_title(session, deceased.id)
    if deceased.died_on is not None and on < deceased.died_on.first:
        why = _(
            "le décès de {name} est du {day}\u00a0: corrigez l’une des deux dates",
            name=name,
            day=deceased.died_on.show(),
        )
        yield Gate("AFTER_DEATH", _("Après le décès"), False, why, overridable=False)
    if operation.kind not in ARRIVALS:
        return
    for remains in deceased.remains:
        if not remains.in_place or remains.plot is None or remains.plot.kind is PlotKind.TEMP_VAULT:
            continue
        why = _(
            "{name} repose déjà en {label}\u00a0: faites d’abord une exhumation",
            name=name,
            label=remains.plot.label,
        )
        yield Gate("NOT_YET_BURIED", _("Pas encore inhumé"), False, why, overridable=False)


def _delay(operation: m.FuneralOperation, on: date, delays: Delays, why: list[Reason]) -> Iterator[Gate]:
    if operation.kind not in BODIES:
        return
    for subject in operation.subjects:
        dead = subject.deceased
        if dead.stillborn or any(remains.laid_on is not None for remains in dead.remains):
            continue  # A body that comes out of the temporary vault met its delay when it went in.
        facts = DeathFacts(
            dead.died_on.full if dead.died_on else None, dead.died_at, entered_on=operation.entered_france_on,
            prosecutor_on=operation.prosecutor_on, derogation_until=operation.derogation_until,
            derogation_reference=operation.derogation_reference,
        )  # fmt: skip
        window = burial_window(facts, delays)
        why += window.why
        yield from check_burial(window, on, operation.planned_at).gates


# ---------------------------------------------------------------- the right


def _rights(
    session: Session, operation: m.FuneralOperation, on: date, delays: Delays
) -> tuple[RightBasis | None, list[Gate]]:
    """The right to a burial in the commune, then the right on this concession, for each of the dead."""
    gates: list[Gate] = []
    basis = operation.right_basis
    for subject in operation.subjects:
        own: list[Gate] = []
        if (
            operation.kind in INTO_GRAVE
            and operation.plot_to is not None
            and operation.plot_to.regime is Regime.CONCEDED
        ):
            person, asked = subject.deceased.person_id, operation.snapshot.get("asked") or {}
            request = burial_request(
                session, operation.concession, operation.plot_to, person, on, delays, asked
            )
            own = list(may_be_buried(request).gates)
        found = operation.right_basis or _basis(
            session, subject.deceased, bool(own) and Decision(tuple(own)).allowed
        )
        basis = basis or found
        if operation.kind not in (K.OPEN_SCATTERING, K.TEMP_DEPOSIT):
            # Neither is a burial in the commune: a body may wait here for another cemetery.
            gates.append(basis_gate(found))
        gates += own
    return basis, gates


def _rights_there(
    session: Session, operation: m.FuneralOperation, on: date, delays: Delays
) -> Iterator[Gate]:
    """The right on the grave where the remains are moved."""
    plot = operation.plot_to
    if plot is None or plot.regime is not Regime.CONCEDED or plot is operation.plot_from:
        return
    concession, asked = concession_of_plot(session, plot.id), operation.snapshot.get("asked") or {}
    for subject in operation.subjects:
        request = burial_request(session, concession, plot, subject.deceased.person_id, on, delays, asked)
        yield from may_be_buried(request).gates


def _basis(session: Session, deceased: m.Deceased, family_grave: bool) -> RightBasis | None:
    """The right that the record itself shows, when the clerk gave none."""
    code = str(setting_of(session, "commune.insee_code") or "")
    if code and deceased.death_place_code == code:
        return RightBasis.DEATH_PLACE
    return RightBasis.FAMILY_GRAVE if family_grave else None


def burial_request(
    session: Session,
    concession: m.Concession | None,
    plot: m.Plot,
    person: int | None,
    on: date,
    delays: Delays,
    asked: Mapping[str, Any],
) -> BurialRequest:
    """What the table of §5.5 reads of one person and one grave; `asked` is what the clerk said of them."""
    answer = state_of(plot_facts(session, [plot.id])[plot.id], on, delays)
    if concession is None:
        return BurialRequest(has_title=False)
    parties = [party for party in concession.parties if party.person_id == person and person is not None]
    roles = {party.role for party in parties if party.valid_to is None}
    kinship = next((party.kinship for party in parties if party.kinship is not Kinship.UNKNOWN), None)
    alone = concession.kind is not ConcessionKind.FAMILY and not _has_named(concession)
    return BurialRequest(
        kind=concession.kind,
        in_force=answer.state in (PlotState.CONCEDED_ACTIVE, PlotState.ABANDONMENT_RUNNING),
        expired_on=answer.expires_on,
        founder_alive=founder_alive(session, concession, on),
        is_holder=PartyRole.HOLDER in roles,
        is_named=PartyRole.BENEFICIARY in roles or (alone and PartyRole.HOLDER in roles),
        is_heir=PartyRole.HEIR in roles,
        kinship=kinship or Kinship(asked.get("kinship") or Kinship.UNKNOWN),
        is_excluded=PartyRole.EXCLUDED in roles,
        founder_agreed=bool(asked.get("founder_agreed")),
        heirs_agreed=bool(asked.get("heirs_agreed")),
        opposition=concession.opposition,
        has_title=bool(concession.terms),
    )


def who_may_be_buried(
    session: Session, concession: int, on: date
) -> list[tuple[m.ConcessionParty, Decision]]:
    """For each living party of a concession, whether a burial would be allowed on `on`, every condition explained."""
    row = session.get_one(m.Concession, concession)
    if not row.grounds:
        return []
    plot, delays = row.grounds[0].plot, delays_in_force(session)
    found = []
    for party in row.parties:
        if party.valid_to is not None or death_of(session, party.person_id) is not None:
            continue
        request = burial_request(session, row, plot, party.person_id, on, delays, {})
        found.append((party, may_be_buried(request)))
    return found


def _has_named(concession: m.Concession) -> bool:
    return any(party.role is PartyRole.BENEFICIARY for party in concession.parties)


def founder_alive(session: Session, concession: m.Concession, on: date) -> bool:
    """Whether a holder may be alive on that day: not known to be dead, nor of an age that nobody reaches.

    Without a birth date, the age is that of the deed: who bought ninety years ago is not waited for.
    """
    first = [
        day for day in (concession.deed_on, *(term.start for term in concession.terms)) if day is not None
    ]
    if first and on.year - min(day.year for day in first) > OLDEST_DEED:
        return False
    holders = [
        party for party in concession.parties if party.role is PartyRole.HOLDER and party.valid_to is None
    ]
    for party in holders:
        died = death_of(session, party.person_id)
        known_dead = (
            session.scalar(select(m.Deceased.id).where(m.Deceased.person_id == party.person_id)) is not None
        )
        if known_dead and (died is None or died.first <= on):
            continue
        born = party.person.birth_date
        if born is not None and on.year - born.year > OLDEST_AGE:
            continue
        return True
    return False


# ---------------------------------------------------------------- the ground


def _ground(
    session: Session, operation: m.FuneralOperation, plot: m.Plot, on: date, delays: Delays
) -> Iterator[Gate]:
    """The plot of destination: in service, made for it, with room left."""
    answer = state_of(plot_facts(session, [plot.id])[plot.id], on, delays)
    title = _("Emplacement {label}", label=plot.label)
    if answer.state is PlotState.OUT_OF_SERVICE:
        why = _("il est hors service\u00a0: choisissez un autre emplacement")
        yield Gate("IN_SERVICE", title, False, why)
    if answer.state is PlotState.REPOSSESSED_TO_CLEAR:
        why = _("il est repris et n’est pas encore libéré\u00a0: achevez d’abord la reprise")
        yield Gate("IN_SERVICE", title, False, why, "CGCT R2223-21")
    if operation.kind in INTO_GRAVE and answer.state is PlotState.RESERVED:
        why = _(
            "il est réservé à {name} jusqu’au {day}", name=plot.reserved_for or "?", day=_shown(answer.until)
        )
        yield Gate("NOT_RESERVED", title, False, why)
    wanted = {
        K.SCATTERING: PlotKind.SCATTERING,
        K.TEMP_DEPOSIT: PlotKind.TEMP_VAULT,
        K.OSSUARY_DEPOSIT: PlotKind.OSSUARY,
    }
    needed = wanted.get(operation.kind)
    if needed is not None and plot.kind is not needed:
        why = _("cette opération se fait dans un autre équipement\u00a0: choisissez-le")
        yield Gate("EQUIPMENT", title, False, why, overridable=False)
        return
    kind = RemainsKind.ASHES if operation.kind is K.SCATTERING else operation.container
    if operation.kind is K.URN_SEALING:
        return  # Sealed on the monument: it takes no room inside.
    moved = {subject.remains_id for subject in operation.subjects}
    present = [one for one in occupants(session, plot.id) if one.id not in moved]
    mode, weights = capacity_rules(session)
    number = 1 if operation.kind is K.BURIAL else max(1, len(operation.subjects))
    yield from fits(grave_of(plot), present, kind, on, mode, weights, delays, number=number).gates
    if operation.kind is K.BURIAL and len(operation.subjects) > 1:
        why = _("un cercueil pour une personne, sauf enfants mort-nés d’une même mère, ou mère et enfant")
        yield Gate("ONE_BODY", _("Un corps par cercueil"), False, why, "CGCT R2213-16")


def _repossessed(session: Session, plot: m.Plot, on: date, delays: Delays) -> Gate:
    """Remains go to the ossuary once the commune has taken the ground back (L2223-4)."""
    state = state_of(plot_facts(session, [plot.id])[plot.id], on, delays).state
    is_open = state is PlotState.REPOSSESSED_TO_CLEAR
    why = _(
        "la sépulture {label} n’est pas reprise par la commune\u00a0: menez d’abord la procédure de reprise",
        label=plot.label,
    )
    return Gate("REPOSSESSED", _("Terrain repris"), is_open, "" if is_open else why, "CGCT L2223-4")


def _shown(day: date | None) -> str:
    return show_day(day) if day else "?"


# ---------------------------------------------------------------- the family


def _relatives(
    operation: m.FuneralOperation, deceased: m.Deceased, on: date, delays: Delays
) -> Sequence[Gate]:
    asked: dict[str, Any] = dict(operation.snapshot.get("asked") or {})
    from_vault = operation.plot_from is not None and operation.plot_from.kind is PlotKind.TEMP_VAULT
    opposition = bool(operation.concession and operation.concession.opposition) or bool(
        asked.get("opposition")
    )
    closest = asked.get("closest_living")
    request = ExhumationRequest(
        on=on, died_on=deceased.died_on, applicant_kinship=operation.applicant_kinship,
        closest_living=Kinship(closest) if closest else None, identity_seen=operation.identity_seen,
        sworn_no_opposition=bool(asked.get("sworn")), opposition=opposition, holder_agreed=bool(asked.get("holder_agreed")),
        not_before=deceased.exhumation_not_before, from_temp_vault=from_vault,
        out_of_public_hours=operation.closed_to_public, court_order=operation.by_court_order,
        by_commune=bool(asked.get("by_commune")),
    )  # fmt: skip
    decision = may_reduce(request, delays) if operation.kind in GATHERINGS else may_exhume(request)
    return decision.gates
