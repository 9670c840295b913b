# SPDX-License-Identifier: EUPL-1.2
"""Write down the family quotient of a household from a day; the proof is seen, not kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.dates import show_day_long
from app.core.money import show_number
from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import FamilyQuotient, QuotientSource
from app.directory.permissions import EDIT
from app.directory.strings import _
from app.store.uow import Work


def record_quotient(
    work: Work,
    *,
    id: int,
    value: Decimal | None,
    valid_from: date,
    source: QuotientSource = QuotientSource.CAF,
    seen_on: date | None = None,
    valid_to: date | None = None,
) -> Report:
    """`id` is the household's. A quotient that began on the same day is replaced, the earlier ones are kept.

    Invoices already validated do not change; those of the months to come, and the corrections that the commune
    asks for, use it (canteen reference §10.2).
    """
    work.require(EDIT)
    if value is None and source is not QuotientSource.NONE:
        raise UserError(_("Donnez le quotient, ou choisissez «\u00a0Non fourni\u00a0»."), "value")
    if value is not None and value < 0:
        raise UserError(_("Un quotient ne peut pas être négatif."), "value")
    if valid_to is not None and valid_to < valid_from:
        raise UserError(_("La fin précède le début."), "valid_to")
    quotient = work.session.scalars(
        select(FamilyQuotient).where(FamilyQuotient.household_id == id, FamilyQuotient.valid_from == valid_from)
    ).one_or_none()
    if quotient is None:
        quotient = FamilyQuotient(household_id=id, valid_from=valid_from)
        work.session.add(quotient)
    quotient.value = None if source is QuotientSource.NONE else value
    quotient.source, quotient.valid_to = source, valid_to
    quotient.seen_on, quotient.seen_by = seen_on or work.today, work.user.display_name or work.user.name
    work.session.flush()
    shown = _("non fourni") if quotient.value is None else show_number(quotient.value)
    return Report(
        summary=_("Quotient familial {value} à partir du {day}.", value=shown, day=show_day_long(valid_from)),
        records=[Place("directory.households", id)],
    )
