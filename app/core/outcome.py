# SPDX-License-Identifier: EUPL-1.2
"""What an act can answer: a report with its refusals, or one of three honest exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.text import Msg, Text


@dataclass(frozen=True)
class Address:
    """A place in the program: a page (`billing.invoices`) and, when it is one record, its id."""

    page: str
    id: int | None = None


@dataclass(frozen=True)
class Refusal:
    """A no, said as a value: what was refused, why, and where it can be mended."""

    what: Text
    why: Text
    where: Address | None = None
    code: str = ""
    """Stable word for scripts and tests, such as `TARIFF_MISSING`; never shown alone."""

    def __str__(self) -> str:
        return f"{self.what}\u00a0: {self.why}" if str(self.what) else str(self.why)


@dataclass
class Report:
    """What a batch did: a sentence, counts, the records it made, and every refusal with its reason."""

    summary: Text = ""
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    """Things worth knowing that stop nothing."""
    counts: dict[str, int] = field(default_factory=dict)
    records: list[Address] = field(default_factory=list)
    """What was created or changed, so that the window can show it."""
    files: list[Path] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    """Figures for `--json` (amounts as Decimal, days as date)."""

    def refuse(self, what: Text, why: Text, where: Address | None = None, code: str = "") -> None:
        """Add one refusal and go on with the rest."""
        self.refusals.append(Refusal(what, why, where, code))

    @property
    def is_refused(self) -> bool:
        """Whether anything was refused, in whole or in part (exit status 1 on the command line)."""
        return bool(self.refusals)


class UserError(Exception):
    """What was asked cannot be done as asked: one French sentence that says what to do."""

    def __init__(self, message: Text, field: str | None = None, where: Address | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        """Name of the field at fault, when there is one."""
        self.where = where


class FormErrors(UserError):
    """Several fields are at fault at once: all are said, the first one is focused."""

    def __init__(self, faults: dict[str, Text]) -> None:
        first = next(iter(faults))
        super().__init__(" ".join(str(fault) for fault in faults.values()), field=first)
        self.faults = faults


class NeedsConfirmation(Exception):
    """The act is possible but heavy: the door asks, then calls again with `key` among the confirmed."""

    def __init__(self, key: str, message: Text) -> None:
        super().__init__(str(message))
        self.key = key
        self.message = message


class EnvironmentProblem(Exception):
    """The machine is at fault (disk full, file locked or damaged, folder read-only): said calmly."""

    def __init__(self, message: Text, cause: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.cause = cause


class PermissionRefused(UserError):
    """The user at work has not the right that this act asks for."""

    def __init__(self, message: Msg, permission: str) -> None:
        super().__init__(message)
        self.permission = permission
