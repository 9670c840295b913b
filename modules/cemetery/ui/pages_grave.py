# SPDX-License-Identifier: EUPL-1.2
"""« La tombe en coupe »: reached from a plot, level by level."""

from __future__ import annotations

from app.forms.page import Page
from modules.cemetery.permissions import READ
from modules.cemetery.strings import _

GRAVE_PAGE = Page(
    name="cemetery.grave",
    title=_("La tombe en coupe"),
    widget="modules.cemetery.ui.grave_page:GravePage",
    permission=READ,
    hidden=True,
    under="cemetery.plots",
    help=_("Cochez un défunt pour voir la place que sa réduction libérerait\u00a0: rien n’est écrit."),
)
