# SPDX-License-Identifier: EUPL-1.2
"""Say who pays for a child's meals from a day on: one payer, or several by shares, weeks, weekdays or dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from app.core.dates import show_day
from app.core.outcome import Address, FormErrors, Report, UserError
from app.store.uow import Work
from modules.canteen.models import CustodyPart, CustodyPlan
from modules.canteen.permissions import ENROL
from modules.canteen.rules.custody import CustodyMethod, check_plan
from modules.canteen.services.custody_facts import plan_facts
from modules.canteen.strings import _


def set_custody(
    work: Work,
    *,
    person: int,
    method: CustodyMethod,
    valid_from: date,
    parts: Sequence[Mapping[str, Any]],
    valid_to: date | None = None,
    anchor_on: date | None = None,
    evidence: str = "",
) -> Report:
    """Put a plan in force; the plan before it ends the day before. Parts: payer, percent, weekdays, is_even_week, ranges.

    Raises `UserError` when the shares do not make a whole (canteen reference §3.2).
    """
    work.require(ENROL)
    plan = CustodyPlan(
        person_id=person,
        method=method,
        valid_from=valid_from,
        valid_to=valid_to,
        anchor_on=anchor_on,
        evidence=evidence,
    )
    plan.parts = [_part(part, rank) for rank, part in enumerate(parts, 1)]
    if method is CustodyMethod.WEEK_PARITY and len(plan.parts) == 2 and plan.parts[0].is_even_week is None:
        plan.parts[0].is_even_week, plan.parts[1].is_even_week = True, False
    facts = plan_facts(plan)
    faults = check_plan(facts)
    if faults:
        raise FormErrors(
            {"parts": " ".join(str(fault.why).capitalize().rstrip(".") + "." for fault in faults)}
        )
    _end_previous(work, person, valid_from, valid_to)
    work.session.add(plan)
    work.session.flush()
    return Report(
        summary=_("Redevables enregistrés à partir du {day}.", day=show_day(valid_from)),
        records=[Address("directory.people", person)],
    )


def _part(part: Mapping[str, Any], rank: int) -> CustodyPart:
    if not part.get("payer"):
        raise UserError(_("Choisissez un redevable sur chaque ligne."), field="parts")
    ranges = part.get("ranges") or []
    if part.get("first_on") and part.get("last_on"):
        ranges = [[part["first_on"].isoformat(), part["last_on"].isoformat()]]
    percent = part.get("percent")
    return CustodyPart(
        payer_id=int(part["payer"]),
        rank=rank,
        percent=None if percent is None else Decimal(percent),
        weekdays=part.get("weekdays"),
        is_even_week=part.get("is_even_week"),
        ranges=ranges,
    )


def _end_previous(work: Work, person: int, valid_from: date, valid_to: date | None) -> None:
    rows = work.session.scalars(
        select(CustodyPlan).where(
            CustodyPlan.person_id == person,
            or_(CustodyPlan.valid_to.is_(None), CustodyPlan.valid_to >= valid_from),
        )
    ).all()
    for row in rows:
        if valid_to is not None and row.valid_from > valid_to:
            continue
        if row.valid_from >= valid_from:
            work.session.delete(row)
        else:
            row.valid_to = valid_from - timedelta(days=1)
    work.session.flush()
