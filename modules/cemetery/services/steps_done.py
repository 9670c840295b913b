# SPDX-License-Identifier: EUPL-1.2
"""What is done of a procedure for one of its graves."""

from __future__ import annotations

from datetime import date

from modules.cemetery import models as m
from modules.cemetery.rules.codes import StepCode


def steps_done_for(case: m.RepossessionCase, grave: m.CaseGrave) -> dict[StepCode, date]:
    """Day of each step done for one grave: its own, and those of the run while it was in it."""
    return {
        step.code: step.done_on
        for step in sorted(case.steps, key=lambda one: (one.done_on, one.id or 0))
        if step.grave_id == grave.id or step.grave_id is None
    }
