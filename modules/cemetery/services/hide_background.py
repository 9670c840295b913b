# SPDX-License-Identifier: EUPL-1.2
"""Takes a picture from under the plan; it stays in the archive, and « Annuler » brings it back."""

from __future__ import annotations

from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.cemetery.models import PlanBackground
from modules.cemetery.permissions import GROUND
from modules.cemetery.strings import _


def hide_background(work: Work, *, id: int) -> Report:
    """Show a picture no more. Raises UserError when it is gone."""
    work.require(GROUND)
    background = work.session.get(PlanBackground, id)
    if background is None:
        raise UserError(_("Cette image n’est plus sous le plan."))
    background.shown = False
    work.session.flush()
    return Report(
        summary=_("Image «\u00a0{title}\u00a0» retirée du plan.", title=background.title),
        records=[Address("cemetery.plan")],
    )
