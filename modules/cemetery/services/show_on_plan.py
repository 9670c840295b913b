# SPDX-License-Identifier: EUPL-1.2
"""« Montrer sur le plan »: the address of a grave on its plan, from the grave, its concession or one of its dead."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.cemetery.models import ConcessionPlot, Plot, Remains
from modules.cemetery.permissions import READ
from modules.cemetery.strings import _

PAGE = "cemetery.plan"
"""Its records are plots: `Address(PAGE, plot_id)` puts that plot in hand."""


def show_plot(work: Work, *, id: int) -> Report:
    """Where a plot is. Writes nothing; raises UserError when it is not drawn."""
    return _first(work, select(Plot).where(Plot.id == id))


def show_concession(work: Work, *, id: int) -> Report:
    """Where the first drawn plot of a concession is."""
    return _first(work, select(Plot).join(ConcessionPlot, ConcessionPlot.plot_id == Plot.id).where(ConcessionPlot.concession_id == id))


def show_deceased(work: Work, *, id: int) -> Report:
    """Where one of the dead lies now, else where he lay last."""
    found = select(Plot).join(Remains, Remains.plot_id == Plot.id).where(Remains.deceased_id == id)
    return _first(work, found.order_by(Remains.in_place.desc(), Remains.id.desc()))


def _first(work: Work, found: Select[Any]) -> Report:
    work.require(READ)
    plots = list(work.session.scalars(found))
    if not plots:
        raise UserError(_("Aucun emplacement n’est lié à cette fiche."))
    drawn = [plot for plot in plots if plot.geometry]
    if not drawn:
        raise UserError(_("{label} n’est pas encore dessiné sur le plan.", label=plots[0].label))
    return Report(records=[Address(PAGE, drawn[0].id)])
