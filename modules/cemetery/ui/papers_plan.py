# SPDX-License-Identifier: EUPL-1.2
"""The plan on paper, and the sheet that takes a visitor to a grave (DOC-51)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.forms.fields import Choice, Day, Option
from app.forms.page import Form, Paper, Params, Scope
from app.store.uow import today_of
from modules.cemetery.models import Cemetery, CemeterySection, Plot, PlotRow
from modules.cemetery.permissions import READ
from modules.cemetery.strings import _
from modules.cemetery.ui import fields as f

if TYPE_CHECKING:
    from app.documents.blocks import Document
    from modules.cemetery.documents.plan_shapes import PlanSheet

CONTENTS = (
    Option("STATES", _("États du jour")),
    Option("NAMES", _("Numéros et familles")),
    Option("VISITORS", _("Pour les visiteurs, sans nom")),
)
PAPER_SIZES = (Option("A4", _("A4")), Option("A3", _("A3")))
SCALES = (
    Option("FIT", _("Tout sur une feuille")),
    *(Option(str(n), f"1/{n}") for n in (50, 100, 200, 250, 500, 1000)),
)


def draw_plan_paper(
    session: Session, *, cemetery: int, day: date, content: str = "STATES", paper: str = "A4", scale: str = "FIT"
) -> Document:
    """The plan of a cemetery on a day. Raises UserError when nothing is drawn yet."""
    from app.directory.queries.commune import letterhead
    from modules.cemetery.documents.plan_paper import plan_paper
    from modules.cemetery.documents.plan_shapes import Content

    sheet = _sheet(session, cemetery, day, Content(content), paper == "A3", None if scale == "FIT" else int(scale))
    return plan_paper(sheet, letterhead(session))


def _sheet(session: Session, cemetery: int, day: date, content: str, large: bool = False, scale: int | None = None) -> PlanSheet:
    from modules.cemetery.documents.plan_shapes import Content, PlanSheet
    from modules.cemetery.plan_facts import read_plan
    from modules.cemetery.rules.plan_marks import mark_of

    facts = read_plan(session, cemetery)
    if facts is None or not (facts.drawn or facts.pieces):
        raise UserError(_("Ce cimetière n’a pas encore de plan\u00a0: dessinez une première rangée."))
    marks = {plot.id: mark_of(plot.facts, day, facts.delays) for plot in facts.drawn}
    return PlanSheet(facts, marks, day, Content(content), large, scale)


def draw_location(session: Session, *, id: int) -> Document:
    """Where a plot is, for a visitor; the dead are named as on the stone, living persons never."""
    from dataclasses import replace

    from app.directory.queries.commune import letterhead
    from modules.cemetery.documents.plan_paper import WhereItIs, location_paper
    from modules.cemetery.grave_facts import read_grave

    plot = session.get(Plot, id)
    day = today_of(session)
    grave = read_grave(session, id, day) if plot is not None else None
    if plot is None or grave is None:
        raise UserError(_("Cet emplacement n’existe plus."))
    sheet = _sheet(session, plot.cemetery_id, day, "VISITORS")
    shown = next(one for one in sheet.facts.plots if one.id == id)
    section = session.get(CemeterySection, plot.section_id) if plot.section_id is not None else None
    row = session.get(PlotRow, plot.row_id) if plot.row_id is not None else None
    title = next((s.title for s in sheet.facts.sections if section is not None and s.id == section.id), "")
    people = tuple(f"{one.name} ({one.years})" if one.years else one.name for one in grave.occupants if not one.is_hidden)
    address = session.scalar(select(Cemetery.address).where(Cemetery.id == plot.cemetery_id)) or ""
    where = WhereItIs(shown, title, row.title or row.code if row is not None else "", address, people)
    return location_paper(replace(sheet, found=frozenset({id})), where, letterhead(session))


def _start(session: Session, params: Params) -> Params:
    first = session.scalar(
        select(Cemetery.id).join(Plot, Plot.cemetery_id == Cemetery.id).where(Plot.geometry.is_not(None)).order_by(Cemetery.code).limit(1)
    )
    return {
        "cemetery": params.get("cemetery") or first,
        "day": params.get("day") or today_of(session),
        "content": params.get("content") or "STATES",
        "paper": params.get("paper") or "A4",
        "scale": params.get("scale") or "FIT",
    }


PLAN_PAPERS = (
    Paper(
        name="cemetery.plan",
        title=_("Plan du cimetière"),
        draw=draw_plan_paper,
        permission=READ,
        page="cemetery.plan",
        scope=Scope.PAGE,
        form=Form(
            fields=(
                f.cemetery(required=True),
                Day(name="day", label=_("Jour montré"), required=True),
                Choice(name="content", label=_("Contenu"), options=CONTENTS, default="STATES", required=True),
                Choice(name="paper", label=_("Papier"), options=PAPER_SIZES, default="A4", required=True),
                Choice(name="scale", label=_("Échelle"), options=SCALES, default="FIT", required=True),
            ),
            start=_start,
        ),
    ),
    Paper(
        name="cemetery.location-plan",
        title=_("Plan de localisation"),
        draw=draw_location,
        permission=READ,
        page="cemetery.plots",
        scope=Scope.RECORD,
    ),
)
