# SPDX-License-Identifier: EUPL-1.2
"""The month of the demonstration, played without a display: billed, printed, photographed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.clock import FixedClock
from app.core.dates import Month
from app.core.outcome import Report, UserError
from app.core.strings import _
from app.documents.render import render
from app.forms.fields import read_all
from app.forms.listing import Listing
from app.forms.page import Paper, Scope
from app.house import open_house

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.registry import Registry


def play_month(folder: Path) -> Report:
    """Without a display: finish November of the demonstration, bill it, print papers, take pictures.

    Everything goes through the same actions as the window's. Papers and pictures are left in a folder
    beside the demonstration's, which the report names.
    """
    from app.ui.pictures import take_pictures

    to = folder.with_name(f"{folder.name}-mois")
    papers = _bill_and_print(folder, to / "papiers")
    pictures = take_pictures(folder, to / "images")
    return Report(
        summary=_(
            "Le mois de novembre est facturé\u00a0: {papers} papiers et {pictures} images dans {folder}.",
            papers=len(papers),
            pictures=len(pictures),
            folder=to,
        ),
        files=[to],
        counts={"papers": len(papers), "pictures": len(pictures)},
    )


def _bill_and_print(folder: Path, to: Path) -> list[Path]:
    """Finish, draft and validate November by the actions, then draw every paper that has something to say."""
    to.mkdir(parents=True, exist_ok=True)
    month = Month(2026, 11)
    with open_house(folder, clock=FixedClock.on(date(2026, 12, 1))) as house:
        store = house.dossier.store
        for name, values in (
            ("canteen.finish-days", {"first_on": month.first, "last_on": month.last}),
            ("canteen.draft-month", {"month": month}),
            ("canteen.validate-month", {"month": month}),
        ):
            action = house.registry.action(name)
            with store.work(action.label, action=name, undoable=not action.legal) as work:
                action.run(work, **values)
        with store.read() as session:
            return [
                path for paper in house.registry.papers for path in _draw(house.registry, session, paper, to)
            ]


def _draw(registry: Registry, session: Session, paper: Paper, to: Path) -> list[Path]:
    """The paper of the first record (or selection, or usual parameters); nothing when there is none."""
    context: dict[str, Any] = {}
    if paper.scope is not Scope.PAGE:
        table = registry.page(paper.page).table if paper.page else None
        if table is None:
            return []
        start: dict[str, Any] = {**table.parameters.start(session, {})} if table.parameters.start else {}
        ids = tuple(row["id"] for row in Listing(table, start).page(session, 0, 12))
        if not ids:
            return []
        context = {"id": ids[0]} if paper.scope is Scope.RECORD else {"ids": ids}
    if paper.form.start is not None:
        context = {**paper.form.start(session, context), **context}
    scope: dict[str, Any] = {name: context[name] for name in ("id", "ids") if name in context}
    try:
        values = {**scope, **read_all(paper.form.all_fields, context)}
        content = render(paper.draw(session, **values))
    except UserError:
        return []
    path = to / f"{paper.name}.pdf"
    path.write_bytes(content)
    return [path]
