# SPDX-License-Identifier: EUPL-1.2
"""Write a health plan (PAI): its own right, dated, never in general lists (canteen reference §8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.canteen.models import CareKind, CarePlan
from modules.canteen.permissions import CARE
from modules.canteen.rules.codes import Allergen
from modules.canteen.strings import _


def record_care_plan(
    work: Work,
    *,
    person: int,
    kind: CareKind,
    valid_from: date,
    valid_to: date | None = None,
    allergens: Sequence[str] = (),
    measures: str = "",
    is_basket: bool = False,
    protocol_place: str = "",
    review_on: date | None = None,
    is_signed: bool = False,
) -> Report:
    """Add a plan to a person; `allergens` are codes of the regulated ones.

    The signed paper stays at the school; the program keeps what serving needs.
    """
    work.require(CARE)
    if valid_to is not None and valid_to < valid_from:
        raise UserError(
            _("La fin vient avant le début\u00a0: corrigez l’une des deux dates."), field="valid_to"
        )
    plan = CarePlan(
        person_id=person,
        kind=kind,
        allergens=[Allergen(code).value for code in allergens or ()],
        measures=measures,
        is_basket=is_basket,
        protocol_place=protocol_place,
        review_on=review_on,
        is_signed=is_signed,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    work.session.add(plan)
    work.session.flush()
    return Report(summary=_("PAI enregistré."), records=[Address("directory.people", person)])


def end_care_plan(work: Work, *, id: int, valid_to: date) -> Report:
    """End a plan on a day; it is erased one school year later."""
    work.require(CARE)
    plan = work.session.get_one(CarePlan, id)
    if valid_to < plan.valid_from:
        raise UserError(_("La fin vient avant le début du PAI."), field="valid_to")
    plan.valid_to = valid_to
    return Report(summary=_("PAI clos."))
