# SPDX-License-Identifier: EUPL-1.2
"""The police attended the closing of a coffin: who, and the fee where the law gives one (L2213-14, L2213-15)."""

from __future__ import annotations

from sqlalchemy import select

from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import OPERATE
from modules.cemetery.queries import deceased_title
from modules.cemetery.rules.codes import OperationStatus, TariffOperation
from modules.cemetery.rules.limits import check_police_fee, police_attendance_due
from modules.cemetery.rules.prices import price_of
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.passing import sentences
from modules.cemetery.strings import _
from modules.cemetery.tariffs_of import tariff_lines

PAGE = "cemetery.operations"


def record_police_attendance(
    work: Work,
    *,
    id: int,
    officer: str,
    cremation: bool = False,
    leaves_commune: bool = False,
    family_present: bool = True,
    by_mayor: bool = False,
    payer: int | None = None,
) -> Report:
    """Note who watched the closing of the coffin for the operation of that id.

    A fee is due before a cremation, or before a departure without family; never for an exhumation or a burial,
    nor when the mayor attended. Raises `UserError` without a name, without a tariff, or out of the law's bounds.
    """
    work.require(OPERATE)
    operation = get(work.session, m.FuneralOperation, id)
    if operation.status is OperationStatus.CANCELLED:
        raise UserError(_("Cette opération a été annulée\u00a0: prévoyez-en une autre."))
    if not officer.strip():
        raise UserError(_("Écrivez qui a surveillé l’opération."), "officer")
    gate = police_attendance_due(
        cremation=cremation,
        leaves_commune=leaves_commune,
        family_present=family_present,
        attended=not by_mayor,
    )
    operation.police_officer, operation.police_fee_due = officer.strip(), gate.is_open
    report = Report(
        summary=_("Surveillance notée\u00a0: {officer}.", officer=officer.strip()),
        records=[Address(PAGE, id)],
    )
    report.notes.append(sentences([gate]))
    known = select(m.Fee).where(
        m.Fee.funeral_operation_id == id,
        m.Fee.operation == TariffOperation.POLICE_FEE,
        m.Fee.cancelled_on.is_(None),
    )
    former = work.session.scalars(known).first()
    if former is not None and not gate.is_open:
        former.cancelled_on = work.today
    if gate.is_open and former is None:
        fee = _charge(work, operation, payer)
        report.notes.append(
            _("{title}\u00a0: {amount} à facturer.", title=fee.label, amount=show_money(fee.amount))
        )
    work.session.flush()
    return report


def _charge(work: Work, operation: m.FuneralOperation, payer: int | None) -> m.Fee:
    day = operation.done_on or operation.planned_on or work.today
    price = price_of(tariff_lines(work.session), TariffOperation.POLICE_FEE, None, None, None, day)
    check_police_fee(price.amount, day)
    names = ", ".join(deceased_title(work.session, subject.deceased_id) for subject in operation.subjects)
    return add_fee(
        work, operation=TariffOperation.POLICE_FEE, due_on=day, title=_("Vacation funéraire, {names}", names=names),
        price=price, payer=payer or payer_of(work, operation.applicant_id), funeral_operation=operation.id,
        person=operation.subjects[0].deceased.person_id,
    )  # fmt: skip
