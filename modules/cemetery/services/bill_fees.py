# SPDX-License-Identifier: EUPL-1.2
"""The cemetery's doors to billing: prepare the titles of a month, then validate them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.billing.models import CollectionSeries
from app.billing.rules.invoicing import CollectionMode
from app.billing.services.draft_invoices import draft_invoices
from app.billing.services.validate_invoices import validate_invoices
from app.core.dates import Month
from app.core.outcome import Report
from app.store.uow import Work, setting_of
from modules.cemetery.permissions import BILL
from modules.cemetery.services.charge_fees import charges
from modules.cemetery.strings import _


def draft_fees(work: Work, *, month: Month) -> Report:
    """Compute again every draft of the month from the sums due; sums without a payer are listed."""
    work.require(BILL)
    return draft_invoices(work, series=need_series(work), period=month, sources=(charges,))


def validate_fees(
    work: Work, *, month: Month, issued_on: date | None = None, exercise: int | None = None
) -> Report:
    """Number and freeze the drafts that pass every check; the others stay drafts and are listed with reasons.

    Under fifteen euros a title is not issued: the amount is carried to the next month.
    """
    work.require(BILL)
    return validate_invoices(
        work, series=need_series(work), period=month, issued_on=issued_on, exercise=exercise
    )


def need_series(work: Work) -> str:
    """Code of the series under which the cemetery is billed (revenue titles); made at its first use."""
    code = str(setting_of(work.session, "cemetery.series") or "CIM")
    known = work.session.scalars(select(CollectionSeries).where(CollectionSeries.code == code)).first()
    if known is None:
        work.session.add(
            CollectionSeries(
                code=code, title=str(_("Concessions et redevances du cimetière")), module="cemetery",
                collection_mode=CollectionMode.TITLES,
            )
        )  # fmt: skip
        work.session.flush()
    return code
