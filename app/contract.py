# SPDX-License-Identifier: EUPL-1.2
"""The module contract: all that the author of a module must read.

A module is a package with one value, `MODULE = Module(...)`, named by an entry point of the group
`beffroi.modules`. Members that need models, papers or declarations of pages are functions with
local imports, so that finding the modules of a machine imports neither Qt nor SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from app.core.outcome import Refusal
from app.core.text import Msg, Text

if TYPE_CHECKING:
    from sqlalchemy import Table as SqlTable
    from sqlalchemy.orm import Session

    from app.core.parameters import DatedParameter
    from app.forms.fields import Field
    from app.forms.page import Action, Importer, Page, Paper, Task, Tile
    from app.store.dossier import Dossier
    from app.store.search import SearchSource
    from app.store.uow import Work

CONTRACT_VERSION = 1
"""Raised when a member changes meaning; a module written for another version is listed, not loaded."""


@dataclass(frozen=True)
class Permission:
    """A right: its name (`billing.validate`) and what it allows, in words."""

    name: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class ChargeItem:
    """The smallest thing that is billed once: a meal of a child on a day, a month of care.

    `amount` is what it is worth now to this payer, in euros: the parts of a line, to the cent.
    """

    key: str
    """`<module>:<person id>:<ISO date>:<service>`; the same key is never billed twice to a payer."""
    day: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ChargeLine:
    """A line offered to billing: quantity × unit price, who it is for, and why."""

    payer_id: int
    person_id: int | None
    group: str
    """Heading under which the bill lists it: « Zoé MOREL, CE1-CE2 »."""
    label: str
    """« Repas », « Repas non réservé » (French, as printed)."""
    basis: str
    """Code of what is billed (`MEAL`, `UNUSED`…), for statistics."""
    quantity: Decimal
    unit_price: Decimal
    """Rounded price of one unit, before any share of custody, in euros."""
    amount: Decimal
    """What this payer bears, in euros; the sum of its items."""
    items: tuple[ChargeItem, ...]
    why: tuple[str, ...] = ()
    """The answer to « pourquoi ce prix ? »: sentences, as they will be kept."""
    snapshot: Mapping[str, Any] = field(default_factory=dict)
    """JSON of every parameter used (tariff, decision, quotient, bracket, share)."""
    decision_id: int | None = None


@dataclass
class Charges:
    """What a module has to bill for a period, and what it cannot price."""

    lines: list[ChargeLine] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    """Reasons why something has no price; `blocked` names the payers whose draft must wait."""
    blocked: dict[int, list[Refusal]] = field(default_factory=dict)
    warnings: dict[int, list[Refusal]] = field(default_factory=dict)
    """By payer: worth reading before validation, blocking nothing."""


@dataclass(frozen=True)
class PersonTrace:
    """Where a person appears in a module, and what the law says of it."""

    title: Text
    detail: Text = ""
    forbids_erasure: Text = ""
    """The rule that forbids erasing today; empty when nothing does."""


@dataclass(frozen=True, kw_only=True)
class PersonPolicy:
    """What a module does when two persons become one, and where a person appears."""

    traces: Callable[[Session, int], Sequence[PersonTrace]]
    """Lines of the person's record: « Inscrite à la cantine, CE1-CE2 »."""
    merge: Callable[[Work, int, int], None]
    """`merge(work, kept_id, dropped_id)`: point every row of the module at the person kept."""


@dataclass(frozen=True)
class DemoContext:
    """What a module needs to fill the demonstration commune."""

    dossier: Dossier
    random: Random
    today: date
    children: int = 200


@dataclass(frozen=True, kw_only=True)
class Module:
    """A module, as the shell sees it."""

    name: str
    """Table prefix, permission prefix, gettext domain: `canteen`."""
    title: Msg
    icon: str
    package: str
    contract: int
    needs: tuple[str, ...] = ()
    """Shared registers only: `directory`, `billing`."""
    hue: str = ""
    """Token of its colour: `canteen`, `cemetery`, `creche`, or one of the spare hues."""
    purpose: Text = ""
    """One sentence for the list of modules and the register of processing."""
    metadata: Callable[[], Sequence[SqlTable]] = tuple
    pages: Callable[[], Sequence[Page]] = tuple
    actions: Callable[[], Sequence[Action]] = tuple
    settings: Callable[[], Sequence[Field[Any]]] = tuple
    permissions: Callable[[], Sequence[Permission]] = tuple
    parameters: Callable[[], Sequence[DatedParameter[Any]]] = tuple
    imports: Callable[[], Sequence[Importer]] = tuple
    checks: Callable[[], Sequence[Callable[[Session], Sequence[Refusal]]]] = tuple
    tasks: Callable[[Session, date], Sequence[Task]] = lambda session, today: ()
    tiles: Callable[[Session, date], Sequence[Tile]] = lambda session, today: ()
    search: Callable[[], Sequence[SearchSource]] = tuple
    papers: Callable[[], Sequence[Paper]] = tuple
    charges: Callable[[], Callable[[Session, date, date, Sequence[int] | None], Charges]] | None = None
    """`charges()(session, first_on, last_on, payer_ids or None for all)`."""
    person: Callable[[], PersonPolicy] | None = None
    demo: Callable[[DemoContext], None] | None = None
