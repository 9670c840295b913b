# SPDX-License-Identifier: EUPL-1.2
"""Where the user has been: the way back and the way forward. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 100


@dataclass
class Visit:
    """A stop: a page, the record that was in hand, the parameters of its list."""

    page: str
    id: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


class Visits:
    """Stops in order; going somewhere forgets what lay forward."""

    def __init__(self) -> None:
        self._stops: list[Visit] = []
        self._at = -1
        self._last_on: dict[str, Visit] = {}

    @property
    def here(self) -> Visit | None:
        """The present stop."""
        return self._stops[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a stop after this one."""
        return self._at < len(self._stops) - 1

    def go(self, visit: Visit) -> None:
        """A new stop; one on the same page without a record is not counted twice."""
        here = self.here
        if here is not None and (here.page, here.id, dict(here.params)) == (visit.page, visit.id, dict(visit.params)):
            return
        self._stops = [*self._stops[: self._at + 1], visit][-LONGEST:]
        self._at = len(self._stops) - 1
        self._last_on[visit.page] = visit

    def see(self, page: str, record_id: int) -> None:
        """The user took another record in hand on the page where she is: the stop remembers it."""
        here = self.here
        if here is not None and here.page == page:
            here.id = record_id

    def step(self, by: int) -> tuple[Visit, bool] | None:
        """Go back (-1) or forward (1): the stop, and whether its page is still as it was left there."""
        at = self._at + by
        if not 0 <= at < len(self._stops):
            return None
        before = self.here
        self._at = at
        visit = self._stops[at]
        untouched = self._last_on.get(visit.page) is visit and (before is None or before.page != visit.page)
        self._last_on[visit.page] = visit
        return visit, untouched
