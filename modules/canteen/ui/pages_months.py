# SPDX-License-Identifier: EUPL-1.2
"""« Mois et factures »: the bills of one month, from drafts to payments, on billing's own list and record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.billing.models import Invoice
from app.billing.queries.lists import invoices_rows
from app.billing.ui.pages_invoices import INVOICES_PAGE, INVOICES_TABLE
from app.core.dates import Month
from app.forms.fields import MonthOf
from app.forms.page import Form, Page, Params
from modules.canteen.lists import billed_months, month_with_drafts, series_id
from modules.canteen.permissions import READ
from modules.canteen.strings import _
from modules.canteen.ui.forms_month import month_to_bill

MONTHS = "canteen.months"


def rows(session: Session, params: Params) -> Any:
    """Invoices, credit notes and drafts of the canteen's series for one month."""
    month = params.get("month") or shown_month(session)
    query: Any = invoices_rows(session, {"month": month})
    return query.where(Invoice.series_id == series_id(session))


def shown_month(session: Session) -> Month:
    """The month to work on: the oldest with drafts, else the last one billed, else the one to bill."""
    waiting = month_with_drafts(session)
    if waiting is not None:
        return waiting
    billed = billed_months(session)
    return billed[0]["month"] if billed else month_to_bill(session)


SHOWN = {"reference", "payer", "children", "total", "state"}
"""What stands in the list; the rest may be shown, and is summed all the same."""

MONTHS_TABLE = replace(
    INVOICES_TABLE,
    name=MONTHS,
    title=_("Factures du mois"),
    source=rows,
    columns=tuple(replace(column, hidden=column.name not in SHOWN) for column in INVOICES_TABLE.columns),
    parameters=Form(
        fields=(MonthOf(name="month", label=_("Mois")),),
        start=lambda session, params: {"month": shown_month(session)},
    ),
    empty=_("Aucune facture pour ce mois. Terminez le pointage, puis préparez le mois."),
    first_step="canteen.draft-month",
    permission=READ,
)

MONTHS_PAGE = Page(
    name=MONTHS,
    title=_("Mois et factures"),
    table=MONTHS_TABLE,
    record=INVOICES_PAGE.record,
    actions=("canteen.validate-month", "canteen.draft-month", "billing.mark-sent"),
    permission=READ,
    help=_("Préparer le mois, lire ce qui est à vérifier, valider, imprimer."),
)
