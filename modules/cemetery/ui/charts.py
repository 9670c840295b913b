# SPDX-License-Identifier: EUPL-1.2
"""« Dossier du maire »: the cemetery of the year in charts, the same on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.core.text import Text
from app.forms.page import Page, Params
from app.store.uow import today_of
from modules.cemetery import figures
from modules.cemetery.permissions import READ
from modules.cemetery.rules.codes import RemainsKind
from modules.cemetery.strings import _, label

if TYPE_CHECKING:
    from app.documents.charts import AnyChart, BarChart, LineChart

YEARS = 10


def charts(session: Session, params: Params) -> Sequence[tuple[Text, AnyChart]]:
    """Occupancy, forecast of free plots, burials, income."""
    found = (occupancy(session), forecast(session), burials(session), income(session), room(session))
    return [(chart.title, chart) for chart in found]


def occupancy(session: Session) -> BarChart:
    """Plots by state today, the most frequent first."""
    from app.documents.charts import BarChart, Series

    counts = figures.occupancy(session, today_of(session)).most_common()
    return BarChart(
        _("Emplacements par état"), [label(state) for state, _n in counts],
        [Series(_("Emplacements"), [number for _state, number in counts])], horizontal=True,
    )  # fmt: skip


def forecast(session: Session) -> LineChart:
    """Free coffin plots to the horizon, with and without repossessions."""
    from app.documents.charts import LineChart, Series

    found = figures.free_forecast(session, today_of(session))
    return LineChart(
        _("Emplacements libres d’ici à {year}", year=figures.HORIZON), [str(year) for year in found],
        [
            Series(_("Sans aucune reprise"), [alone for alone, _with in found.values()]),
            Series(_("Si tout ce qui peut l’être est repris"), [everything for _alone, everything in found.values()]),
        ],
    )  # fmt: skip


def burials(session: Session) -> BarChart:
    """Coffins, urns and ashes of the last years."""
    from app.documents.charts import BarChart, Series

    year = today_of(session).year
    found = figures.burials_by_year(session, year - YEARS + 1, year)
    kinds = (RemainsKind.COFFIN, RemainsKind.URN, RemainsKind.ASHES)
    return BarChart(
        _("Inhumations et cendres par année"), [str(one) for one in found],
        [Series(label(kind), [counts[kind] for counts in found.values()]) for kind in kinds], stacked=True,
    )  # fmt: skip


def income(session: Session) -> BarChart:
    """What the cemetery charged, the social centre's share apart."""
    from app.documents.charts import BarChart, Series

    year = today_of(session).year
    found = figures.income_by_year(session, year - YEARS + 1, year)
    return BarChart(
        _("Recettes par année"), [str(one) for one in found],
        [
            Series(_("Commune"), [commune for commune, _centre in found.values()]),
            Series(_("CCAS"), [centre for _commune, centre in found.values()]),
        ],
        unit="€", stacked=True,
    )  # fmt: skip


def room(session: Session) -> BarChart:
    """The five-times rule: common plots that can be used against what the law wants."""
    from app.documents.charts import BarChart, Series

    found = figures.five_times(session, today_of(session))
    return BarChart(
        _("Terrain commun\u00a0: la place que la loi demande"), [_("Disponibles"), _("Cinq fois les inhumations d’une année")],
        [Series(_("Emplacements"), [found.free_common, found.needed])], horizontal=True, places=1,
    )  # fmt: skip


YEAR_PAGE = Page(
    name="cemetery.year",
    title=_("Dossier du maire"),
    charts=charts,
    permission=READ,
    help=_("Occupation, place disponible, prévision des emplacements libres, inhumations et recettes."),
)
