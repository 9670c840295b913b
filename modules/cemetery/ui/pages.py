# SPDX-License-Identifier: EUPL-1.2
"""The pages of the cemetery, in the order of the navigation."""

from __future__ import annotations

from modules.cemetery.ui.charts import YEAR_PAGE
from modules.cemetery.ui.pages_agenda import DEADLINES_PAGE
from modules.cemetery.ui.pages_audit import AUDIT_PAGE
from modules.cemetery.ui.pages_dead import CANDIDATES_PAGE, DECEASED_PAGE, OPERATIONS_PAGE
from modules.cemetery.ui.pages_grave import GRAVE_PAGE
from modules.cemetery.ui.pages_ground import CEMETERIES_PAGE, PLOTS_PAGE, SECTIONS_PAGE, UNTITLED_PAGE
from modules.cemetery.ui.pages_plan import PLAN_PAGE
from modules.cemetery.ui.pages_procedures import CASES_PAGE
from modules.cemetery.ui.pages_registers import ACTS_PAGE, FEES_PAGE, TARIFFS_PAGE, WORKS_PAGE
from modules.cemetery.ui.pages_rights import CONCESSIONS_PAGE, TERMS_PAGE
from modules.cemetery.ui.pages_scans import SCAN_PAGES

PAGES = (
    DEADLINES_PAGE,
    PLAN_PAGE,
    PLOTS_PAGE,
    GRAVE_PAGE,
    CONCESSIONS_PAGE,
    DECEASED_PAGE,
    OPERATIONS_PAGE,
    CASES_PAGE,
    WORKS_PAGE,
    FEES_PAGE,
    *SCAN_PAGES,
    UNTITLED_PAGE,
    CANDIDATES_PAGE,
    AUDIT_PAGE,
    YEAR_PAGE,
    ACTS_PAGE,
    TARIFFS_PAGE,
    CEMETERIES_PAGE,
    SECTIONS_PAGE,
    TERMS_PAGE,
)
