# SPDX-License-Identifier: EUPL-1.2
"""Which version of its tables each module has here, read with one SELECT each: Alembic stays asleep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy import inspect as inspect_database

from app.core.outcome import EnvironmentProblem
from app.core.strings import _

_FILE = re.compile(r"(?P<revision>[a-z][a-z0-9]*_(?P<number>\d{4}))_\w+\.py")


@dataclass(frozen=True)
class Lineage:
    """The migrations of one module: files `<name>_0001_initial.py` in the folder `migrations` of its package."""

    name: str
    package: str

    @property
    def version_table(self) -> str:
        """The table that says which version is here."""
        return f"{self.name}_schema_version"

    @property
    def folder(self) -> Path:
        """Where the migrations are."""
        spec = find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(self.package)
        return Path(next(iter(spec.submodule_search_locations))) / "migrations"

    def revisions(self) -> list[str]:
        """Every revision that this program knows, the oldest first."""
        found = (_FILE.fullmatch(path.name) for path in sorted(self.folder.glob(f"{self.name}_*.py")))
        return [match["revision"] for match in found if match]


STORE = Lineage("store", "app.store")
"""The shell's own tables."""


def versions(connection: Connection, lineages: Iterable[Lineage]) -> dict[str, str | None]:
    """The revision of each lineage in this database; None when its tables are not there."""
    present = set(inspect_database(connection).get_table_names())
    found: dict[str, str | None] = {}
    for lineage in lineages:
        found[lineage.name] = None
        if lineage.version_table in present:
            row = connection.exec_driver_sql(f"SELECT version_num FROM {lineage.version_table}").first()
            found[lineage.name] = None if row is None else str(row[0])
    return found


def pending(connection: Connection, lineages: Iterable[Lineage]) -> list[Lineage]:
    """Lineages to be migrated. Raises `EnvironmentProblem` when the data come from a newer program."""
    behind = []
    lineages = list(lineages)
    for lineage, here in zip(lineages, versions(connection, lineages).values(), strict=True):
        known = lineage.revisions()
        if here is not None and here not in known:
            raise EnvironmentProblem(
                _(
                    "Ce dossier a été enregistré par une version plus récente de Beffroi ({revision}). Mettez le programme"
                    " à jour sur ce poste\u00a0; le dossier n’a pas été modifié.",
                    revision=here,
                ),
                here,
            )
        if known and here != known[-1]:
            behind.append(lineage)
    return behind
