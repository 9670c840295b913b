# SPDX-License-Identifier: EUPL-1.2
"""Pages that are opened a few times a year, reached from « Réglages de la cantine »."""

from __future__ import annotations

from modules.canteen.ui.pages_calendar import CALENDAR_PAGE
from modules.canteen.ui.pages_care import CARE_PAGE
from modules.canteen.ui.pages_places import CANTEENS_PAGE, CLASSES_PAGE, SCHOOLS_PAGE
from modules.canteen.ui.pages_rules import CUTOFFS_PAGE, RULES_PAGE, SURCHARGES_PAGE
from modules.canteen.ui.pages_service import EVENTS_PAGE, ORDERS_PAGE

SETUP_PAGES = (
    CLASSES_PAGE,
    CALENDAR_PAGE,
    SCHOOLS_PAGE,
    CANTEENS_PAGE,
    CUTOFFS_PAGE,
    RULES_PAGE,
    SURCHARGES_PAGE,
    EVENTS_PAGE,
    ORDERS_PAGE,
    CARE_PAGE,
)
