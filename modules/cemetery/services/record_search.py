# SPDX-License-Identifier: EUPL-1.2
"""Keeps the proof that a deed was searched for: where, by whom, with what result (§18)."""

from __future__ import annotations

from datetime import date

from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery.models import Concession, Plot, SearchRecord
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.strings import _


def record_search(
    work: Work, *, where_looked: str, plot: int | None = None, concession: int | None = None, searched_on: date | None = None,
    searched_by: str | None = "", result: str | None = "", deed_lost: bool = False,
) -> Report:  # fmt: skip
    """Write a search made for the deed of a grave or of a concession; `deed_lost` says that it is given up as lost.

    Raises UserError without a grave, without the places looked through, or for a day to come.
    """
    work.require(ARCHIVE)
    day = searched_on or work.today
    if plot is None and concession is None:
        raise UserError(_("Dites pour quelle sépulture ou quelle concession le titre a été cherché."), field="concession")
    if not where_looked.strip():
        raise UserError(_("Dites où vous avez cherché\u00a0: registres, cartons, années."), field="where_looked")
    if day > work.today:
        raise UserError(_("Une recherche s’inscrit une fois faite\u00a0: ce jour est à venir."), field="searched_on")
    if plot is not None:
        get(work.session, Plot, plot)
    right = get(work.session, Concession, concession) if concession is not None else None
    if deed_lost and right is None:
        raise UserError(_("Pour dire le titre perdu, nommez la concession."), field="concession")
    row = SearchRecord(
        plot_id=plot, concession_id=concession, searched_on=day, searched_by=(searched_by or work.user.display_name).strip(),
        where_looked=where_looked.strip(), result=(result or "").strip(),
    )  # fmt: skip
    work.session.add(row)
    if deed_lost and right is not None:
        right.deed_lost = True
    work.session.flush()
    where = Address("cemetery.concessions", concession) if concession is not None else Address("cemetery.plots", plot)
    return Report(summary=_("Recherche inscrite."), records=[where], facts={"search": row.id})
