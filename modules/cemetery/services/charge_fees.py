# SPDX-License-Identifier: EUPL-1.2
"""What the cemetery asks billing to bill: the sums due of a period, each with its tariff and its why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.contract import ChargeItem, ChargeLine, Charges
from app.core.dates import show_day
from app.core.money import show_money
from app.core.outcome import Address, Refusal
from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.queries import concession_name
from modules.cemetery.services.add_fee import PAGE, fee_key
from modules.cemetery.strings import _


def charges(
    session: Session, first_on: date, last_on: date, payer_ids: Sequence[int] | None = None
) -> Charges:
    """A line for each sum due from `first_on` to `last_on`; refunds and cancelled sums are not invoiced."""
    found = Charges()
    fees = session.scalars(
        select(m.Fee)
        .where(
            m.Fee.due_on >= first_on, m.Fee.due_on <= last_on, m.Fee.cancelled_on.is_(None), m.Fee.amount > 0
        )
        .options(selectinload(m.Fee.concession))
        .order_by(m.Fee.due_on, m.Fee.id)
    ).all()
    names = _names(session, [fee.person_id for fee in fees if fee.person_id is not None])
    for fee in fees:
        if fee.payer_id is None:
            if payer_ids is None:
                found.refusals.append(_nobody_pays(fee))
        elif payer_ids is None or fee.payer_id in payer_ids:
            found.lines.append(_line(fee, fee.payer_id, names))
    return found


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(Person.id, Person.title).where(Person.id.in_(set(ids)))
    return {row.id: row.title for row in session.execute(query)}


def _nobody_pays(fee: m.Fee) -> Refusal:
    what = _("{title}, {amount}", title=fee.label, amount=show_money(fee.amount))
    why = _(
        "personne n’est désigné pour payer cette somme du {day}\u00a0: choisissez le redevable",
        day=show_day(fee.due_on),
    )
    return Refusal(what, why, Address(PAGE, fee.id), "PAYER_MISSING")


def _line(fee: m.Fee, payer: int, names: dict[int, str]) -> ChargeLine:
    group = names.get(fee.person_id or 0, "")
    if not group and fee.concession is not None:
        group = concession_name(fee.concession.number, fee.concession.family_name)
    return ChargeLine(
        payer_id=payer,
        person_id=fee.person_id,
        group=group or str(_("Cimetière")),
        label=fee.label,
        basis=fee.operation.value,
        quantity=Decimal(1),
        unit_price=fee.amount,
        amount=fee.amount,
        items=(ChargeItem(key=fee_key(fee), day=fee.due_on, amount=fee.amount),),
        why=tuple(fee.why),
        snapshot={
            **fee.snapshot,
            "ccas": str(fee.ccas),
            "commune": str(fee.amount - fee.ccas),
            "fee": fee.id,
        },
        decision_id=fee.decision_id,
    )
