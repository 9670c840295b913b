# SPDX-License-Identifier: EUPL-1.2
"""Give its number to an act of the mayor, cancel one: a yearly sequence for each family, without holes (§13)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import OVERRIDE
from modules.cemetery.rules.codes import ActFamily
from modules.cemetery.strings import _

OSSUARY = "cemetery.ossuary"
"""Series of the ossuary's register, without years (R2223-6)."""


def number_act(
    work: Work,
    family: ActFamily,
    title: Text,
    *,
    paper: str = "",
    made_on: date | None = None,
    concession_id: int | None = None,
    case_id: int | None = None,
) -> m.Act:
    """The next act of a family, in the year of `made_on`; called by the services that make acts."""
    day = made_on or work.today
    act = m.Act(
        family=family,
        year=day.year,
        number=work.next_number(f"cemetery.{family.value.lower()}", day.year),
        paper=paper,
        title=str(title),
        made_on=day,
        concession_id=concession_id,
        case_id=case_id,
    )
    work.session.add(act)
    work.session.flush()
    return act


def cancel_act(work: Work, *, id: int, because: str) -> Report:
    """Mark an act as cancelled: its number stays, no other takes it. Raises `UserError` without a reason."""
    work.require(OVERRIDE)
    act = get(work.session, m.Act, id)
    if act.cancelled_on is not None:
        raise UserError(_("Cet acte est déjà annulé."))
    if not because.strip():
        raise UserError(
            _("Dites pourquoi l’acte est annulé\u00a0: le motif reste au registre."), field="because"
        )
    act.cancelled_on, act.cancelled_because = work.today, because.strip()
    work.forbid_undo()
    return Report(
        summary=_("Acte {number} annulé, son numéro reste.", number=act.reference),
        records=[Address("cemetery.acts", act.id)],
    )


def next_entry(work: Work) -> int:
    """The next number of the ossuary's register; numbers of an older register entered by hand are stepped over."""
    while True:
        number = work.next_number(OSSUARY, 0)
        if (
            work.session.scalars(select(m.OssuaryEntry.id).where(m.OssuaryEntry.number == number)).first()
            is None
        ):
            return number
