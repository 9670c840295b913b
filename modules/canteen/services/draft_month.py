# SPDX-License-Identifier: EUPL-1.2
"""The canteen's two doors to billing: prepare the month, then validate it."""

from __future__ import annotations

from datetime import date

from app.billing.services.draft_invoices import draft_invoices
from app.billing.services.validate_invoices import validate_invoices
from app.core.dates import Month
from app.core.outcome import Report
from app.store.uow import Work, setting_of
from modules.canteen.permissions import BILL
from modules.canteen.queries import need_year
from modules.canteen.services.charge_meals import charges


def draft_month(work: Work, *, month: Month) -> Report:
    """Compute again every draft of the month from the locked days. Raises `UserError` outside any school year."""
    work.require(BILL)
    need_year(work.session, month.first)
    return draft_invoices(work, series=series(work), period=month, sources=(charges,))


def validate_month(
    work: Work, *, month: Month, issued_on: date | None = None, exercise: int | None = None
) -> Report:
    """Number and freeze the drafts that pass every check; the others stay drafts and are listed with reasons."""
    work.require(BILL)
    return validate_invoices(work, series=series(work), period=month, issued_on=issued_on, exercise=exercise)


def series(work: Work) -> str:
    """Code of the series under which meals are billed."""
    return str(setting_of(work.session, "canteen.series") or "CAN")
