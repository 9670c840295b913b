# SPDX-License-Identifier: EUPL-1.2
"""The cemetery: plots, concessions, burials, legal deadlines, old deeds, repossession, plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.contract import CONTRACT_VERSION, Charges, DemoContext, Module, Permission, PersonPolicy
from app.core.outcome import Refusal
from app.core.text import translator

if TYPE_CHECKING:
    from sqlalchemy import Table as SqlTable
    from sqlalchemy.orm import Session

    from app.core.parameters import DatedParameter
    from app.forms.fields import Field
    from app.forms.page import Action, Importer, Page, Paper, Task, Tile
    from app.store.search import SearchSource

_, _n = translator("cemetery")


def _metadata() -> Sequence[SqlTable]:
    from app.store.base import tables_of
    from modules.cemetery import models  # noqa: F401  (declares the tables)

    return tables_of("cemetery")


def _pages() -> Sequence[Page]:
    from modules.cemetery.ui.pages import PAGES

    return PAGES


def _actions() -> Sequence[Action]:
    from modules.cemetery.ui.actions import ACTIONS

    return ACTIONS


def _checks() -> Sequence[Callable[[Session], Sequence[Refusal]]]:
    from modules.cemetery.checks import CHECKS

    return CHECKS


def _person() -> PersonPolicy:
    from modules.cemetery.person import POLICY

    return POLICY


def _tasks(session: Session, today: date) -> Sequence[Task]:
    from modules.cemetery.ui.home import tasks

    return tasks(session, today)


def _tiles(session: Session, today: date) -> Sequence[Tile]:
    from modules.cemetery.ui.home import tiles

    return tiles(session, today)


def _imports() -> Sequence[Importer]:
    from modules.cemetery.exchange.import_insee import IMPORT_INSEE
    from modules.cemetery.exchange.import_inspections import IMPORT_INSPECTIONS
    from modules.cemetery.exchange.import_opencimetiere import IMPORT_OPENCIMETIERE
    from modules.cemetery.exchange.import_plan import IMPORT_PLAN
    from modules.cemetery.exchange.import_register import IMPORT_REGISTER

    return IMPORT_REGISTER, IMPORT_PLAN, IMPORT_INSEE, IMPORT_OPENCIMETIERE, IMPORT_INSPECTIONS


def _papers() -> Sequence[Paper]:
    from modules.cemetery.ui.papers import PAPERS
    from modules.cemetery.ui.papers_plan import PLAN_PAPERS

    return (*PAPERS, *PLAN_PAPERS)


def _charges() -> Callable[[Session, date, date, Sequence[int] | None], Charges]:
    from modules.cemetery.services.charge_fees import charges

    return charges


def _demo(context: DemoContext) -> None:
    from modules.cemetery.demo import fill

    fill(context)


def _settings() -> Sequence[Field[Any]]:
    from modules.cemetery.settings import SETTINGS

    return SETTINGS


def _permissions() -> Sequence[Permission]:
    from modules.cemetery.permissions import PERMISSIONS

    return PERMISSIONS


def _search() -> Sequence[SearchSource]:
    from modules.cemetery.search import SOURCES

    return SOURCES


def _parameters() -> Sequence[DatedParameter[Any]]:
    from modules.cemetery.settings import PARAMETERS

    return PARAMETERS


MODULE = Module(
    name="cemetery",
    title=_("Cimetière"),
    icon="map-pin",
    package="modules.cemetery",
    contract=CONTRACT_VERSION,
    needs=("directory", "billing"),
    hue="cemetery",
    purpose=_("Emplacements, concessions, défunts, échéances, reprises et plan des cimetières"),
    metadata=_metadata,
    settings=_settings,
    permissions=_permissions,
    parameters=_parameters,
    search=_search,
    imports=_imports,
    papers=_papers,
    pages=_pages,
    actions=_actions,
    checks=_checks,
    tasks=_tasks,
    tiles=_tiles,
    charges=_charges,
    person=_person,
    demo=_demo,
)
