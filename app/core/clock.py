# SPDX-License-Identifier: EUPL-1.2
"""The time it is, as a value that tests and demonstrations can set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """The civil day at the town hall."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The computer's clock, read in the zone of the commune."""

    zone: ZoneInfo = PARIS

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The civil day at the town hall."""
        return datetime.now(self.zone).date()


@dataclass(frozen=True)
class FixedClock:
    """A clock that has stopped: the demonstration commune and the tests live at this instant."""

    instant: datetime
    zone: ZoneInfo = PARIS

    @classmethod
    def on(cls, day: date, hour: int = 9) -> FixedClock:
        """A clock stopped on `day` at `hour`, Paris time."""
        return cls(datetime(day.year, day.month, day.day, hour, tzinfo=PARIS).astimezone(UTC))

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self.instant

    def today(self) -> date:
        """The civil day at the town hall."""
        return self.instant.astimezone(self.zone).date()
