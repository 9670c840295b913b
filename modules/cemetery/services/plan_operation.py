# SPDX-License-Identifier: EUPL-1.2
"""Plan a burial, an exhumation, a scattering…: what is asked is kept, what stands against it is said (§8, §9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy import select

from app.core.dates import show_day_long
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import OPERATE
from modules.cemetery.queries import concession_of_plot, deceased_title
from modules.cemetery.rules.codes import Kinship, OperationKind, OperationStatus, RemainsKind, RightBasis
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.operation_gates import (
    ARRIVALS,
    DEPARTURES,
    GATHERINGS,
    PAPERWORK,
    Findings,
    findings,
)
from modules.cemetery.services.passing import kept, pass_gates, said, sentences, worth_reading
from modules.cemetery.strings import _, label

PAGE = "cemetery.operations"
K = OperationKind
_CONTAINERS = {
    K.URN_BURIAL: RemainsKind.URN, K.URN_DEPOSIT: RemainsKind.URN, K.URN_SEALING: RemainsKind.URN,
    K.URN_REMOVAL: RemainsKind.URN, K.SCATTERING: RemainsKind.ASHES, K.OPEN_SCATTERING: RemainsKind.ASHES,
    K.REDUCTION: RemainsKind.BOX, K.REUNION: RemainsKind.BOX, K.OSSUARY_DEPOSIT: RemainsKind.BONES,
}  # fmt: skip
NEEDS_PLACE = ARRIVALS - {K.OPEN_SCATTERING} | {K.TRANSFER, K.OSSUARY_DEPOSIT}


def plan_operation(
    work: Work,
    *,
    kind: OperationKind,
    deceased: Sequence[int],
    plot: int | None = None,
    plot_from: int | None = None,
    place: int | None = None,
    planned_on: date | None = None,
    planned_at: time | None = None,
    asked_on: date | None = None,
    container: RemainsKind | None = None,
    is_hermetic: bool = False,
    destination: str = "",
    applicant: int | None = None,
    applicant_kinship: Kinship = Kinship.UNKNOWN,
    applicant_capacity: str = "",
    identity_seen: bool = False,
    agreement: str = "",
    kinship: Kinship | None = None,
    founder_agreed: bool = False,
    heirs_agreed: bool = False,
    holder_agreed: bool = False,
    sworn: bool = False,
    opposition: bool = False,
    closest_living: Kinship | None = None,
    operator: int | None = None,
    operator_authorisation: str = "",
    right_basis: RightBasis | None = None,
    closure_permit: str = "",
    transport_reference: str = "",
    crematorium: str = "",
    cremated_on: date | None = None,
    entered_france_on: date | None = None,
    prosecutor_on: date | None = None,
    derogation_until: date | None = None,
    derogation_reference: str = "",
    by_court_order: bool = False,
    by_commune: bool = False,
    closed_to_public: bool = True,
    fixing: str = "",
    plate_text: str = "",
    remark: str = "",
    override_reason: str = "",
) -> Report:
    """Plan an operation for some of the dead, into `plot` or out of `plot_from` (found from the remains).

    `kinship` is the link of the deceased to the founder. Missing papers (identity, oath, agreement to open)
    are listed and asked for again at the authorisation; what the law refuses stops here, unless a written
    reason passes it. Raises `UserError`.
    """
    work.require(OPERATE)
    if not deceased:
        raise UserError(_("Choisissez au moins un défunt."), "deceased")
    if kind in NEEDS_PLACE and plot is None:
        raise UserError(_("Choisissez l’emplacement de destination."), "plot")
    day = planned_on or work.today
    operation = m.FuneralOperation(
        kind=kind, asked_on=asked_on or work.today, planned_on=day, planned_at=planned_at,
        container=_CONTAINERS.get(kind) or container or RemainsKind.COFFIN, is_hermetic=is_hermetic,
        destination=destination, applicant_id=applicant, applicant_kinship=applicant_kinship,
        applicant_capacity=applicant_capacity, identity_seen=identity_seen, agreement=agreement, operator_id=operator,
        operator_authorisation=operator_authorisation, right_basis=right_basis, closure_permit=closure_permit,
        transport_reference=transport_reference, crematorium=crematorium, cremated_on=cremated_on,
        entered_france_on=entered_france_on, prosecutor_on=prosecutor_on, derogation_until=derogation_until,
        derogation_reference=derogation_reference, by_court_order=by_court_order, closed_to_public=closed_to_public,
        fixing=fixing, plate_text=plate_text, remark=remark, place_to_id=place,
    )  # fmt: skip
    operation.plot_to = get(work.session, m.Plot, plot) if plot is not None else None
    operation.snapshot = kept(
        (), asked={
            "kinship": kinship, "founder_agreed": founder_agreed, "heirs_agreed": heirs_agreed, "sworn": sworn,
            "holder_agreed": holder_agreed or by_commune, "opposition": opposition, "closest_living": closest_living,
            "by_commune": by_commune,
        },
    )  # fmt: skip
    _add_subjects(work, operation, deceased, plot_from)
    grave = operation.plot_to if kind in ARRIVALS else operation.plot_from
    operation.concession = (
        concession_of_plot(work.session, grave.id) if grave is not None and grave.id else None
    )
    with work.session.no_autoflush:
        found = findings(work, operation, day)
    reason = pass_gates(work, found.decision.gates, override_reason, later=PAPERWORK)
    keep(operation, found, reason)
    work.session.add(operation)
    work.session.flush()
    return _report(work, operation, found)


def _add_subjects(
    work: Work, operation: m.FuneralOperation, deceased: Sequence[int], plot_from: int | None
) -> None:
    """The dead, with the remains that are moved when they are already in the cemetery."""
    moves = operation.kind in DEPARTURES | GATHERINGS | {K.TEMP_EXIT, K.OSSUARY_DEPOSIT}
    for identity in dict.fromkeys(deceased):
        row = get(work.session, m.Deceased, identity)
        here = [remains for remains in row.remains if remains.in_place and remains.plot_id is not None]
        if plot_from is not None:
            here = [remains for remains in here if remains.plot_id == plot_from]
        subject = m.OperationSubject(deceased_id=row.id, deceased=row)
        if moves:
            if not here:
                raise UserError(
                    _(
                        "{name} ne repose pas dans cet emplacement\u00a0: vérifiez la fiche.",
                        name=deceased_title(work.session, row.id),
                    ),
                    "deceased",
                    Address("cemetery.deceased", row.id),
                )
            subject.remains_id = here[-1].id
            operation.plot_from = here[-1].plot
        elif here:
            subject.remains_id = here[-1].id
            operation.plot_from = here[-1].plot
        operation.subjects.append(subject)
    if operation.kind in GATHERINGS:
        operation.plot_to = operation.plot_from
    if operation.kind is K.REUNION and len(operation.subjects) < 2:
        raise UserError(_("Une réunion de corps rassemble au moins deux défunts."), "deceased")


def keep(operation: m.FuneralOperation, found: Findings, reason: str) -> None:
    """Write on the operation what was found and, when a gate was passed, why."""
    operation.right_basis = operation.right_basis or found.basis
    operation.snapshot = {**operation.snapshot, **kept(found.decision.gates, found.why)}
    if reason:
        operation.override_reason = "\n".join(
            dict.fromkeys(part for part in (operation.override_reason, reason) if part)
        )


def missing_papers(found: Findings) -> list[Gate]:
    """Papers still to be brought before the authorisation."""
    return [gate for gate in found.decision.closed if gate.code in PAPERWORK]


def _report(work: Work, operation: m.FuneralOperation, found: Findings) -> Report:
    names = ", ".join(deceased_title(work.session, subject.deceased_id) for subject in operation.subjects)
    missing = missing_papers(found)
    notes = [*worth_reading(found.decision.gates), *said(found.why)]
    if missing:
        notes.insert(0, str(_("Avant l’autorisation\u00a0: {papers}", papers=sentences(missing))))
    plots = [plot.id for plot in (operation.plot_to, operation.plot_from) if plot is not None]
    return Report(
        summary=_(
            "{kind} de {names} prévue le {day}.",
            kind=label(operation.kind),
            names=names,
            day=show_day_long(operation.planned_on or work.today),
        ),
        notes=list(notes),
        records=[
            Address(PAGE, operation.id),
            *(Address("cemetery.plots", plot) for plot in dict.fromkeys(plots)),
        ],
        facts={"basis": operation.right_basis, "missing": [gate.code for gate in missing]},
    )


def reschedule_operation(
    work: Work, *, id: int, planned_on: date, planned_at: time | None = None, override_reason: str = ""
) -> Report:
    """Another day for an operation not yet done: everything is checked again on that day."""
    work.require(OPERATE)
    operation = open_operation(work, id)
    operation.planned_on, operation.planned_at = planned_on, planned_at
    found = findings(work, operation, planned_on)
    keep(
        operation,
        found,
        pass_gates(work, found.decision.gates, override_reason or operation.override_reason, later=PAPERWORK),
    )
    work.session.flush()
    return _report(work, operation, found)


def cancel_operation(work: Work, *, id: int, because: str) -> Report:
    """Give up an operation that was not done; its permit keeps its number, its sums are no longer due."""
    work.require(OPERATE)
    operation = open_operation(work, id)
    if not because.strip():
        raise UserError(_("Écrivez pourquoi l’opération est annulée."), "because")
    operation.status, operation.cancelled_because = OperationStatus.CANCELLED, because.strip()
    if operation.act_id is not None:
        act = work.session.get_one(m.Act, operation.act_id)
        act.cancelled_on, act.cancelled_because = work.today, because.strip()
    for fee in work.session.scalars(
        select(m.Fee).where(m.Fee.funeral_operation_id == id, m.Fee.cancelled_on.is_(None))
    ):
        fee.cancelled_on = work.today
    work.session.flush()
    return Report(summary=_("{kind} annulée.", kind=label(operation.kind)), records=[Address(PAGE, id)])


def open_operation(work: Work, id: int) -> m.FuneralOperation:
    """The operation of that id. Raises `UserError` once it is done or given up."""
    operation = get(work.session, m.FuneralOperation, id)
    if operation.status is OperationStatus.DONE:
        raise UserError(
            _("Cette opération est déjà faite\u00a0: une erreur se corrige par une nouvelle opération.")
        )
    if operation.status is OperationStatus.CANCELLED:
        raise UserError(_("Cette opération a été annulée\u00a0: prévoyez-en une autre."))
    return operation
