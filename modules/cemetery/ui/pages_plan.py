# SPDX-License-Identifier: EUPL-1.2
"""« Plan »: the cemetery drawn to scale."""

from __future__ import annotations

from app.forms.page import Page
from modules.cemetery.permissions import READ
from modules.cemetery.strings import _

PLAN_PAGE = Page(
    name="cemetery.plan",
    title=_("Plan"),
    widget="modules.cemetery.ui.plan_page:PlanPage",
    permission=READ,
    help=_("Molette\u00a0: plus près ou plus loin. F montre tout, les flèches vont d’une sépulture à l’autre, Entrée ouvre sa fiche."),
)
