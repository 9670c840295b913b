# SPDX-License-Identifier: EUPL-1.2
"""Take back a step of a procedure that was recorded by mistake."""

from __future__ import annotations

from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import REPOSSESS
from modules.cemetery.rules.codes import StepCode
from modules.cemetery.rules.steps import STEPS
from modules.cemetery.services.stop_grave import PAGE
from modules.cemetery.strings import _, label

FINAL = (StepCode.PUBLICATION, StepCode.REMOVAL, StepCode.OSSUARY)
"""Steps that had their effects: ground taken back, concessions closed, remains moved."""


def forget_step(work: Work, *, id: int, because: str) -> Report:
    """Take back a step recorded by mistake, unless a later one counts from it or the order took effect."""
    work.require(REPOSSESS)
    step = get(work.session, m.CaseStep, id)
    case = step.case
    if not because.strip():
        raise UserError(_("Dites pourquoi cette étape est retirée."), field="because")
    if step.code in FINAL:
        raise UserError(_("Cette étape a déjà produit ses effets\u00a0: elle ne se retire plus."))
    order = STEPS[case.kind]
    place = order.index(step.code)
    later = [one for one in case.steps if one.id != step.id and order.index(one.code) > place and _meets(one, step)]
    if later:
        raise UserError(
            _("Retirez d’abord l’étape «\u00a0{step}\u00a0», qui en dépend.", step=label(later[-1].code))
        )
    work.note(_("Étape retirée\u00a0: {step}. {because}", step=label(step.code), because=because.strip()))
    case.steps.remove(step)
    return Report(summary=_("Étape retirée."), records=[Address(PAGE, case.id)])


def _meets(one: m.CaseStep, other: m.CaseStep) -> bool:
    return one.grave_id is None or other.grave_id is None or one.grave_id == other.grave_id
