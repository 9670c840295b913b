# SPDX-License-Identifier: EUPL-1.2
"""What `beffroi check` says of the cemetery: the contradictions of the auditor that nobody accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from app.core.outcome import Refusal
from modules.cemetery.audit import RULES, Rule, findings


def _check(rule: Rule) -> Callable[[Session], Sequence[Refusal]]:
    def look(session: Session) -> Sequence[Refusal]:
        return [
            Refusal(found.what, found.why, found.where, rule.code) for _rule, found, accepted in findings(session, (rule,)) if not accepted
        ]

    look.__name__ = rule.code.lower()
    look.__doc__ = rule.look.__doc__
    return look


CHECKS: tuple[Callable[[Session], Sequence[Refusal]], ...] = tuple(_check(rule) for rule in RULES if not rule.is_gap)
"""Gaps (a deed never scanned) are work to do, not faults: they stay on the auditor's page."""
