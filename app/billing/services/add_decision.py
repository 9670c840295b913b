# SPDX-License-Identifier: EUPL-1.2
"""Write down a decision of the council; its prices are usable once it was sent to the State and published."""

from __future__ import annotations

from datetime import date

from app.billing.models import CouncilDecision
from app.billing.permissions import TARIFFS
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work

PAGE = "billing.decisions"


def add_decision(
    work: Work,
    *,
    number: str,
    title: str,
    adopted_on: date,
    transmitted_on: date | None = None,
    published_on: date | None = None,
) -> Report:
    """Create it. Neither day may precede the vote."""
    work.require(TARIFFS)
    _refuse_days(adopted_on, transmitted_on, published_on)
    decision = CouncilDecision(
        number=number, title=title, adopted_on=adopted_on, transmitted_on=transmitted_on, published_on=published_on
    )
    work.session.add(decision)
    work.session.flush()
    return _told(decision)


def make_executable(work: Work, *, id: int, transmitted_on: date, published_on: date) -> Report:
    """Say when the decision of that id was sent and published: it becomes executable (CGCT L2131-1)."""
    work.require(TARIFFS)
    decision = get(work.session, CouncilDecision, id)
    _refuse_days(decision.adopted_on, transmitted_on, published_on)
    decision.transmitted_on, decision.published_on = transmitted_on, published_on
    work.session.flush()
    return _told(decision)


def _refuse_days(adopted_on: date, transmitted_on: date | None, published_on: date | None) -> None:
    for name, day in (("transmitted_on", transmitted_on), ("published_on", published_on)):
        if day is not None and day < adopted_on:
            raise UserError(_("Ce jour précède le vote du {day}.", day=show_day_long(adopted_on)), name)


def _told(decision: CouncilDecision) -> Report:
    if decision.executable_on is None:
        words = _("Délibération {number} enregistrée\u00a0: ses tarifs restent en projet jusqu’à sa publication.")
    else:
        words = _("Délibération {number} exécutoire depuis le {day}.")
        words = words.with_values(day=show_day_long(decision.executable_on))
    return Report(summary=words.with_values(number=decision.number), records=[Address(PAGE, decision.id)])
