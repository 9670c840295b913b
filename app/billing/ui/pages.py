# SPDX-License-Identifier: EUPL-1.2
"""The pages of billing, in the order of the navigation."""

from __future__ import annotations

from app.billing.ui.pages_accounts import CHARTS, PAYERS_PAGE, PAYMENTS_PAGE, REMINDERS_PAGE
from app.billing.ui.pages_invoices import INVOICES_PAGE
from app.billing.ui.pages_tariffs import DECISIONS_PAGE, SERIES_PAGE, TARIFFS_PAGE

PAGES = (
    INVOICES_PAGE,
    PAYERS_PAGE,
    PAYMENTS_PAGE,
    REMINDERS_PAGE,
    TARIFFS_PAGE,
    DECISIONS_PAGE,
    SERIES_PAGE,
    CHARTS,
)
