# SPDX-License-Identifier: EUPL-1.2
"""Passages from one state to another: the pairs that exist, each with the check that may refuse it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

from app.core.outcome import Refusal, UserError
from app.core.strings import _
from app.core.text import Text

S = TypeVar("S", bound=StrEnum)
Check = Callable[[Any], Refusal | None]
"""Given the facts of the record, says why not, or None."""


class Transitions(Generic[S]):
    """The life of a record: `Transitions({(DRAFT, VALIDATED): may_be_validated, (DRAFT, DROPPED): None})`."""

    def __init__(
        self, passages: Mapping[tuple[S, S], Check | None], label: Callable[[S], Text] = str
    ) -> None:
        self._passages = dict(passages)
        self._label = label

    def following(self, current: S) -> list[S]:
        """States that can be reached from `current`, as declared."""
        return [target for origin, target in self._passages if origin == current]

    def is_final(self, current: S) -> bool:
        """Whether nothing follows `current`."""
        return not self.following(current)

    def refusal(self, current: S, target: S, facts: Any = None) -> Refusal | None:
        """Why `current` cannot become `target`, or None when it can."""
        if (current, target) not in self._passages:
            why = _(
                "l’état «\u00a0{current}\u00a0» ne peut pas devenir «\u00a0{target}\u00a0»",
                current=self._label(current),
                target=self._label(target),
            )
            return Refusal("", why, code="NO_PASSAGE")
        check = self._passages[current, target]
        return check(facts) if check is not None else None

    def go(self, current: S, target: S, facts: Any = None) -> S:
        """`target`, if the passage exists and its check agrees. Raises UserError otherwise."""
        refusal = self.refusal(current, target, facts)
        if refusal is not None:
            raise UserError(str(refusal), where=refusal.where)
        return target
