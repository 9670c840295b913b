# SPDX-License-Identifier: EUPL-1.2
"""The school canteen: bookings, attendance, tariffs, bills."""

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

_, _n = translator("canteen")


def _metadata() -> Sequence[SqlTable]:
    from app.store.base import tables_of
    from modules.canteen import models  # noqa: F401  (declares the tables)

    return tables_of("canteen")


def _pages() -> Sequence[Page]:
    from modules.canteen.ui.pages import PAGES

    return PAGES


def _actions() -> Sequence[Action]:
    from modules.canteen.ui.actions import ACTIONS

    return ACTIONS


def _settings() -> Sequence[Field[Any]]:
    from modules.canteen.settings import SETTINGS

    return SETTINGS


def _permissions() -> Sequence[Permission]:
    from modules.canteen.permissions import PERMISSIONS

    return PERMISSIONS


def _parameters() -> Sequence[DatedParameter[Any]]:
    from modules.canteen.settings import PARAMETERS

    return PARAMETERS


def _imports() -> Sequence[Importer]:
    from modules.canteen.exchange.import_children import IMPORT_CHILDREN

    return (IMPORT_CHILDREN,)


def _papers() -> Sequence[Paper]:
    from modules.canteen.ui.papers import PAPERS

    return PAPERS


def _checks() -> Sequence[Callable[[Session], Sequence[Refusal]]]:
    from modules.canteen.checks import CHECKS

    return CHECKS


def _tasks(session: Session, today: date) -> Sequence[Task]:
    from modules.canteen.ui.home import tasks

    return tasks(session, today)


def _tiles(session: Session, today: date) -> Sequence[Tile]:
    from modules.canteen.ui.home import tiles

    return tiles(session, today)


def _search() -> Sequence[SearchSource]:
    from modules.canteen.search import SOURCES

    return SOURCES


def _charges() -> Callable[[Session, date, date, Sequence[int] | None], Charges]:
    from modules.canteen.services.charge_meals import charges

    return charges


def _person() -> PersonPolicy:
    from modules.canteen.person import POLICY

    return POLICY


def _demo(context: DemoContext) -> None:
    from modules.canteen.demo import fill

    fill(context)


MODULE = Module(
    name="canteen",
    title=_("Cantine"),
    icon="utensils",
    package="modules.canteen",
    contract=CONTRACT_VERSION,
    needs=("directory", "billing"),
    hue="canteen",
    purpose=_("Inscriptions, réservations, pointage et factures du restaurant scolaire"),
    metadata=_metadata,
    pages=_pages,
    actions=_actions,
    settings=_settings,
    permissions=_permissions,
    parameters=_parameters,
    imports=_imports,
    checks=_checks,
    tasks=_tasks,
    tiles=_tiles,
    search=_search,
    papers=_papers,
    charges=_charges,
    person=_person,
    demo=_demo,
)
