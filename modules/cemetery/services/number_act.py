# SPDX-License-Identifier: EUPL-1.2
"""Number an act of the mayor: one sequence a family and a year, without gaps; a cancelled number stays (§13)."""

from __future__ import annotations

from datetime import date

from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GRANT
from modules.cemetery.rules.codes import ActFamily
from modules.cemetery.strings import _

PAGE = "cemetery.acts"


def number_act(
    work: Work,
    family: ActFamily,
    *,
    title: Text,
    made_on: date,
    paper: str = "",
    concession: int | None = None,
    case: int | None = None,
) -> m.Act:
    """The next act of its family in the year of `made_on`; `paper` names what draws it (`cemetery.deed`)."""
    number = work.next_number(f"cemetery.{family.value}", made_on.year)
    act = m.Act(
        family=family, year=made_on.year, number=number, paper=paper, title=str(title), made_on=made_on,
        concession_id=concession, case_id=case,
    )  # fmt: skip
    work.session.add(act)
    work.session.flush()
    return act


def cancel_act(work: Work, *, id: int, because: str) -> Report:
    """Mark an act as cancelled: its number is never given again. Raises `UserError` without a reason."""
    work.require(GRANT)
    act = get(work.session, m.Act, id)
    if not because.strip():
        raise UserError(
            _("Écrivez pourquoi l’acte est annulé\u00a0: le numéro reste, avec ce motif."), "because"
        )
    if act.cancelled_on is not None:
        raise UserError(_("L’acte {reference} est déjà annulé.", reference=act.reference))
    act.cancelled_on, act.cancelled_because = work.today, because.strip()
    work.session.flush()
    return Report(
        summary=_("Acte {reference} annulé\u00a0: son numéro reste.", reference=act.reference),
        records=[Address(PAGE, act.id)],
    )
