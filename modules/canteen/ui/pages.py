# SPDX-License-Identifier: EUPL-1.2
"""The pages of the canteen, in the order of the navigation."""

from __future__ import annotations

from app.forms.page import Page
from modules.canteen.permissions import BOOK, POINT, READ, SETUP
from modules.canteen.strings import _
from modules.canteen.ui.charts import charts
from modules.canteen.ui.pages_children import CHILDREN_PAGE
from modules.canteen.ui.pages_meals import MEALS_PAGE
from modules.canteen.ui.pages_months import MONTHS_PAGE
from modules.canteen.ui.pages_setup import SETUP_PAGES
from modules.canteen.ui.pages_today import TODAY_PAGE

ATTENDANCE_PAGE = Page(
    name="canteen.attendance",
    title=_("Pointage"),
    widget="modules.canteen.ui.attendance_grid:AttendanceGrid",
    permission=POINT,
    help=_("Une classe, une semaine\u00a0: Espace pour présent, A pour absent, J pour justifié."),
)
BOOKINGS_PAGE = Page(
    name="canteen.bookings",
    title=_("Réservations"),
    widget="modules.canteen.ui.booking_grid:BookingGrid",
    permission=BOOK,
    help=_("Une classe ou un enfant\u00a0: Espace réserve ou annule. Après la date limite, un motif est demandé."),
)
CHARTS_PAGE = Page(
    name="canteen.charts",
    title=_("Chiffres"),
    charts=charts,
    permission=READ,
    help=_("Repas par semaine, fréquentation des classes, recettes et impayés."),
)
SETUP_PAGE = Page(
    name="canteen.setup",
    title=_("Réglages de la cantine"),
    widget="modules.canteen.ui.setup_view:SetupView",
    permission=SETUP,
    help=_("Écoles, classes, calendrier, dates limites et règles de la commune."),
)

PAGES = (
    ATTENDANCE_PAGE,
    TODAY_PAGE,
    CHILDREN_PAGE,
    BOOKINGS_PAGE,
    MEALS_PAGE,
    MONTHS_PAGE,
    CHARTS_PAGE,
    SETUP_PAGE,
    *SETUP_PAGES,
)
