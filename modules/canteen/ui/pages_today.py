# SPDX-License-Identifier: EUPL-1.2
"""« Qui mange »: the counts of a day by category and diet, as the kitchen needs them; no name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.forms.fields import Whole
from app.forms.page import Column, Form, Page, Params, Row, Table
from app.store.uow import today_of
from modules.canteen.permissions import READ
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f
from modules.canteen.ui.day_facts import read_day


def rows(session: Session, params: Params) -> Sequence[Row]:
    """One row a category and a diet: expected, already present, to order."""
    day = params.get("day") or today_of(session)
    facts = read_day(session, day)
    return [
        {
            "id": rank, "category": category, "diet": diet, "expected": facts.expected[category, diet],
            "present": facts.present[category, diet], "ordered": facts.to_order.get((category, diet), 0),
        }
        for rank, (category, diet) in enumerate(facts.portions, 1)
    ]  # fmt: skip


def _start(session: Session, params: Params) -> Params:
    return {"day": params.get("day") or served_day(session)}


def served_day(session: Session) -> date:
    """Today when the canteen serves, else the next day served, else today."""
    from modules.canteen.ui.day_facts import next_served

    today = today_of(session)
    return next_served(session, today) or today


TODAY_PAGE = Page(
    name="canteen.today",
    title=_("Qui mange"),
    widget="modules.canteen.ui.today_view:TodayView",
    table=Table(
        name="canteen.today",
        title=_("Effectif du jour"),
        columns=(
            Column(field=f.CATEGORY, strong=True),
            Column(field=f.DIET),
            Column(field=Whole(name="expected", label=_("Attendus")), sum=True),
            Column(field=Whole(name="present", label=_("Présents")), sum=True),
            Column(field=Whole(name="ordered", label=_("À commander")), sum=True),
        ),
        rows=rows,
        parameters=Form(fields=(f.day("day", _("Jour")),), start=_start),
        counted=lambda n: _n("{n} ligne", "{n} lignes", n),
        empty=_("Pas de cantine ce jour-là."),
        reads=frozenset({"canteen_meal", "canteen_booking_exception", "canteen_booking_pattern", "canteen_enrolment"}),
        permission=READ,
    ),
    actions=("canteen.order-meals",),
    permission=READ,
    help=_("Les repas attendus, la commande, les prochaines dates limites."),
)
