# SPDX-License-Identifier: EUPL-1.2
"""Tariffs, invoices, payments and reminders: the shared till."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.billing.strings import _
from app.contract import CONTRACT_VERSION, Module, Permission, PersonPolicy
from app.core.outcome import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from app.core.parameters import DatedParameter
    from app.forms.fields import Field
    from app.forms.page import Action, Page, Paper, Task, Tile
    from app.store.search import SearchSource


def _metadata() -> Sequence[Table]:
    from app.billing import models  # noqa: F401  (declares the tables)
    from app.store.base import tables_of

    return tables_of("billing")


def _pages() -> Sequence[Page]:
    from app.billing.ui.pages import PAGES

    return PAGES


def _actions() -> Sequence[Action]:
    from app.billing.ui.actions import ACTIONS

    return ACTIONS


def _papers() -> Sequence[Paper]:
    from app.billing.ui.papers import PAPERS

    return PAPERS


def _settings() -> Sequence[Field[Any]]:
    from app.billing.settings import SETTINGS

    return SETTINGS


def _permissions() -> Sequence[Permission]:
    from app.billing.permissions import PERMISSIONS

    return PERMISSIONS


def _parameters() -> Sequence[DatedParameter[Any]]:
    from app.billing.settings import PARAMETERS

    return PARAMETERS


def _checks() -> Sequence[Callable[[Session], Sequence[Refusal]]]:
    from app.billing.queries.checks import CHECKS

    return CHECKS


def _search() -> Sequence[SearchSource]:
    from app.billing.ui.search import SOURCES

    return SOURCES


def _tasks(session: Session, today: date) -> Sequence[Task]:
    from app.billing.ui.home import tasks

    return tasks(session, today)


def _tiles(session: Session, today: date) -> Sequence[Tile]:
    from app.billing.ui.home import tiles

    return tiles(session, today)


def _person() -> PersonPolicy:
    from app.billing.services.policy import POLICY

    return POLICY


MODULE = Module(
    name="billing",
    title=_("Facturation"),
    icon="receipt-euro",
    package="app.billing",
    contract=CONTRACT_VERSION,
    needs=("directory",),
    hue="billing",
    purpose=_("Émettre les factures, encaisser les paiements et suivre les impayés de tous les services."),
    metadata=_metadata,
    pages=_pages,
    actions=_actions,
    settings=_settings,
    permissions=_permissions,
    parameters=_parameters,
    checks=_checks,
    tasks=_tasks,
    tiles=_tiles,
    search=_search,
    papers=_papers,
    person=_person,
)
