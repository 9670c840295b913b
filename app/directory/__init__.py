# SPDX-License-Identifier: EUPL-1.2
"""The register of people shared by every module: persons, households, addresses, contacts, quotients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.contract import CONTRACT_VERSION, DemoContext, Module, Permission, PersonPolicy
from app.core.outcome import Refusal
from app.directory.strings import _

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from app.forms.fields import Field
    from app.forms.page import Action, Page, Paper, Task
    from app.store.search import SearchSource


def _metadata() -> Sequence[Table]:
    from app.directory import models  # noqa: F401  (declares the tables)
    from app.store.base import tables_of

    return tables_of("directory")


def _pages() -> Sequence[Page]:
    from app.directory.ui.pages import PAGES

    return PAGES


def _actions() -> Sequence[Action]:
    from app.directory.ui.actions import ACTIONS

    return ACTIONS


def _papers() -> Sequence[Paper]:
    from app.directory.ui.papers import PAPERS

    return PAPERS


def _settings() -> Sequence[Field[Any]]:
    from app.directory.settings import SETTINGS

    return SETTINGS


def _permissions() -> Sequence[Permission]:
    from app.directory.permissions import PERMISSIONS

    return PERMISSIONS


def _checks() -> Sequence[Callable[[Session], Sequence[Refusal]]]:
    from app.directory.queries.checks import CHECKS

    return CHECKS


def _search() -> Sequence[SearchSource]:
    from app.directory.ui.search import SOURCES

    return SOURCES


def _tasks(session: Session, today: date) -> Sequence[Task]:
    from app.directory.ui.home import tasks

    return tasks(session, today)


def _person() -> PersonPolicy:
    from app.directory.services.policy import POLICY

    return POLICY


def _demo(context: DemoContext) -> None:
    from app.directory.demo import fill

    fill(context)


MODULE = Module(
    name="directory",
    title=_("Personnes"),
    icon="users",
    package="app.directory",
    contract=CONTRACT_VERSION,
    hue="directory",
    purpose=_("Tenir une seule fiche par personne et par foyer, avec ses adresses et ses coordonnées."),
    metadata=_metadata,
    pages=_pages,
    actions=_actions,
    settings=_settings,
    permissions=_permissions,
    checks=_checks,
    tasks=_tasks,
    search=_search,
    papers=_papers,
    person=_person,
    demo=_demo,
)
