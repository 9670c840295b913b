# SPDX-License-Identifier: EUPL-1.2
"""How a rule answers: a date with its reasons, or a decision with its gates, open and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.text import Text


@dataclass(frozen=True)
class Reason:
    """One step of an explanation: a sentence, the article it rests on, and what went in."""

    text: Text
    article: str = ""
    """« CGCT L2223-15 », « règlement du cimetière »; empty for arithmetic."""
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DatedAnswer:
    """A day (None: never, or unknown) and why."""

    on: date | None
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Gate:
    """One condition of an act: open or closed today, since or from when, and why."""

    code: str
    """`G1`… `P6` of the reference, or a word of the rule."""
    title: Text
    is_open: bool
    reason: Text = ""
    article: str = ""
    opens_on: date | None = None
    """First day on which it opens by itself; None when time alone does not open it."""
    overridable: bool = True
    """False where no written reason may pass it (a date still to come in law, an abolished tax)."""
    warning: bool = False
    """Worth reading, closes nothing."""


@dataclass(frozen=True)
class Decision:
    """Whether an act is allowed on a day: every gate, in the order in which the clerk reads them."""

    gates: tuple[Gate, ...]

    @property
    def allowed(self) -> bool:
        """Every gate that is not a mere warning is open."""
        return not self.closed

    @property
    def closed(self) -> tuple[Gate, ...]:
        """The gates that stand in the way."""
        return tuple(gate for gate in self.gates if not gate.is_open and not gate.warning)

    @property
    def warnings(self) -> tuple[Gate, ...]:
        """What is worth reading all the same."""
        return tuple(gate for gate in self.gates if not gate.is_open and gate.warning)

    @property
    def opens_on(self) -> date | None:
        """First day on which time alone will have opened everything; None when it will not."""
        days = [gate.opens_on for gate in self.closed]
        return None if not days or any(day is None for day in days) else max(d for d in days if d is not None)
