# SPDX-License-Identifier: EUPL-1.2
"""The pages of the directory, in the order of the navigation."""

from __future__ import annotations

from app.directory.ui.pages_doubles import DUPLICATES_PAGE
from app.directory.ui.pages_households import HOUSEHOLDS_PAGE
from app.directory.ui.pages_organisations import ORGANISATIONS_PAGE
from app.directory.ui.pages_people import PEOPLE_PAGE

PAGES = (PEOPLE_PAGE, HOUSEHOLDS_PAGE, ORGANISATIONS_PAGE, DUPLICATES_PAGE)
