# SPDX-License-Identifier: EUPL-1.2
"""The mayor authorises an operation: every condition checked again, a numbered permit, the sums due (§8.1, §8.3)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from app.core.dates import show_day_long
from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import OPERATE
from modules.cemetery.queries import deceased_title
from modules.cemetery.rules.codes import (
    ActFamily,
    Kinship,
    OperationKind,
    OperationStatus,
    RemainsKind,
    TariffOperation,
)
from modules.cemetery.rules.prices import TariffKey, find_line, price_of
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.operation_gates import findings
from modules.cemetery.services.passing import pass_gates, said, worth_reading
from modules.cemetery.services.plan_operation import PAGE, keep, open_operation
from modules.cemetery.strings import _, label
from modules.cemetery.tariffs_of import tariff_lines

K, T = OperationKind, TariffOperation
PAPERS: dict[OperationKind, str] = {
    K.BURIAL: "cemetery.burial-permit", K.URN_BURIAL: "cemetery.urn-permit", K.URN_DEPOSIT: "cemetery.urn-permit",
    K.URN_SEALING: "cemetery.sealing-permit", K.SCATTERING: "cemetery.scattering-permit",
    K.OPEN_SCATTERING: "cemetery.scattering-receipt", K.TEMP_DEPOSIT: "cemetery.temporary-vault-permit",
    K.TEMP_EXIT: "cemetery.temporary-vault-exit", K.EXHUMATION: "cemetery.exhumation-permit",
    K.TRANSFER: "cemetery.exhumation-permit", K.REDUCTION: "cemetery.reduction-permit",
    K.REUNION: "cemetery.reduction-permit", K.URN_REMOVAL: "cemetery.urn-removal-permit",
}  # fmt: skip
"""Paper that draws the permit of each kind of operation; a deposit in the ossuary is told by a report alone."""
FEES: dict[OperationKind, TariffOperation] = {
    K.URN_DEPOSIT: T.URN_DEPOSIT, K.URN_BURIAL: T.URN_DEPOSIT, K.URN_SEALING: T.URN_DEPOSIT, K.SCATTERING: T.SCATTERING,
}  # fmt: skip
"""Sums due by kind, where the council voted a tariff; days in the vault are counted at the exit."""
_FAMILIES = {K.OPEN_SCATTERING: ActFamily.RECEIPT}


def authorise_operation(
    work: Work,
    *,
    id: int,
    made_on: date | None = None,
    applicant: int | None = None,
    applicant_kinship: Kinship | None = None,
    applicant_capacity: str = "",
    identity_seen: bool = False,
    sworn: bool = False,
    holder_agreed: bool = False,
    founder_agreed: bool = False,
    heirs_agreed: bool = False,
    agreement: str = "",
    operator: int | None = None,
    operator_authorisation: str = "",
    closure_permit: str = "",
    payer: int | None = None,
    override_reason: str = "",
) -> Report:
    """Deliver the permit of the operation of that id, dated `made_on` (today without it).

    Papers brought meanwhile complete what was planned. Raises `UserError` with every closed gate.
    """
    work.require(OPERATE)
    operation = open_operation(work, id)
    if operation.status is OperationStatus.AUTHORISED:
        raise UserError(_("Cette opération est déjà autorisée\u00a0: notez-la comme faite, ou annulez-la."))
    day = made_on or work.today
    if day > work.today:
        raise UserError(_("Un permis n’est pas daté de l’avenir."), "made_on")
    _complete(
        operation,
        {
            "applicant_id": applicant, "applicant_kinship": applicant_kinship, "applicant_capacity": applicant_capacity,
            "identity_seen": identity_seen, "agreement": agreement, "operator_id": operator,
            "operator_authorisation": operator_authorisation, "closure_permit": closure_permit,
        },
        {"sworn": sworn, "holder_agreed": holder_agreed, "founder_agreed": founder_agreed, "heirs_agreed": heirs_agreed},
    )  # fmt: skip
    found = findings(work, operation, operation.planned_on or day)
    reason = pass_gates(
        work, found.decision.gates, override_reason or operation.override_reason, where=Address(PAGE, id)
    )
    keep(operation, found, reason)
    names = ", ".join(deceased_title(work.session, subject.deceased_id) for subject in operation.subjects)
    number = _permit(work, operation, day, names)
    operation.status = OperationStatus.AUTHORISED
    fees = _charge(work, operation, payer, names)
    work.session.flush()
    return Report(
        summary=_(
            "{kind} de {names} autorisée pour le {day}{permit}.",
            kind=label(operation.kind),
            names=names,
            day=show_day_long(operation.planned_on or day),
            permit=_(", permis {number}", number=number) if number else "",
        ),
        notes=[*worth_reading(found.decision.gates), *said(found.why), *fees],
        records=[Address(PAGE, id)],
        facts={"act": number, "basis": operation.right_basis},
    )


def _permit(work: Work, operation: m.FuneralOperation, day: date, names: str) -> str:
    """Number the permit, where the operation has one; its reference."""
    paper = PAPERS.get(operation.kind)
    if paper is None:
        return ""
    act = number_act(
        work, _FAMILIES.get(operation.kind, ActFamily.PERMIT), _("{kind}, {names}", kind=label(operation.kind), names=names),
        paper=paper, made_on=day, concession_id=operation.concession_id,
    )  # fmt: skip
    operation.act_id = act.id
    return act.reference


def _complete(operation: m.FuneralOperation, columns: dict[str, object], asked: dict[str, bool]) -> None:
    """Take what was brought since the planning; what is empty changes nothing."""
    for name, value in columns.items():
        if value:
            setattr(operation, name, value)
    brought = {name: True for name, value in asked.items() if value}
    if brought:
        operation.snapshot = {
            **operation.snapshot,
            "asked": {**(operation.snapshot.get("asked") or {}), **brought},
        }


def _charge(work: Work, operation: m.FuneralOperation, payer: int | None, names: str) -> list[Text]:
    """Sums due by the tariff of the day of the operation, where there is one."""
    day = operation.planned_on or work.today
    wanted = [FEES[operation.kind]] if operation.kind in FEES else []
    if _is_superposed(work, operation):
        wanted.append(T.SUPERPOSITION)
    notes: list[Text] = []
    lines = tariff_lines(work.session)
    kind = operation.plot_to.kind if operation.plot_to is not None else None
    for what in wanted:
        if find_line(lines, TariffKey(what, kind), day) is None:
            continue
        price = price_of(lines, what, kind, None, None, day)
        if not price.amount:
            continue
        fee = add_fee(
            work, operation=what, due_on=day, title=_("{what}, {names}", what=label(what), names=names), price=price,
            payer=payer or payer_of(work, operation.applicant_id), concession=operation.concession_id,
            funeral_operation=operation.id, person=operation.subjects[0].deceased.person_id,
        )  # fmt: skip
        notes.append(_("{title}\u00a0: {amount} à facturer.", title=fee.label, amount=show_money(fee.amount)))
    return notes


def _is_superposed(work: Work, operation: m.FuneralOperation) -> bool:
    """A second or further burial in the same grave, where the commune asks a fee for it (off by default, §12.3)."""
    if (
        operation.kind is not K.BURIAL
        or operation.plot_to_id is None
        or not work.setting("cemetery.superposition_fee", False)
    ):
        return False
    query = select(func.count()).where(
        m.Remains.plot_id == operation.plot_to_id, m.Remains.in_place, m.Remains.kind != RemainsKind.ASHES
    )
    return bool(work.session.scalar(query))
