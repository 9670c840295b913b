# SPDX-License-Identifier: EUPL-1.2
"""Brings a database up to this program's tables, one lineage per module; and writes new migrations.

For developers: `python -m app.store.migrate initial MODULE` writes the first migration again from the models,
`python -m app.store.migrate new MODULE "Message"` writes the next one. MODULE is the name of an installed
module, or `store`. What no model can say (triggers, special indexes) stands in `migrations/extras/initial.py`
as a function `upgrade()`, called at the end of the first migration.
"""

from __future__ import annotations

import argparse
import enum
import sys
import tokenize
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any, Literal, Protocol

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Enum, Table, text

from app.core.outcome import EnvironmentProblem
from app.core.strings import _
from app.store import models  # noqa: F401  (the shell's own tables)
from app.store.base import POSTGRES_WHERE, Base, Instant, Json, MonthText, PartialDay, Scaled, tables_of
from app.store.engine import WRITING, open_engine
from app.store.schema import STORE, Lineage

HERE = Path(__file__).parent
APART = ("fx_",)
"""Beginnings of names of indexes that migrations make and no model declares."""
LONGEST_LINE = 150
LONGEST_NAME = 63
_LOCK_KEY = 0x62656666
"""Advisory lock of PostgreSQL: one workstation migrates at a time."""


# ---------------------------------------------------------------- running


def upgrade(engine: Engine, lineages: Iterable[Lineage]) -> None:
    """Run every missing migration, in one transaction: all or nothing.

    On SQLite foreign keys are off while tables are rebuilt (else a rebuild erases the children of the
    rows it moves) and checked before the commit.
    """
    with engine.execution_options(**{WRITING: True}).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
                for lineage in lineages:
                    _upgrade(connection, lineage)
                if sqlite:
                    _check_foreign_keys(connection)
        finally:
            if sqlite and not connection.closed:
                _foreign_keys(connection, "ON")


def _upgrade(connection: Connection, lineage: Lineage) -> None:
    script = _script(lineage)
    context = EnvironmentContext(_NO_CONFIG, script, fn=lambda revision, _ctx: script._upgrade_revs("heads", revision))
    with context:
        context.configure(connection=connection, **_options(lineage))
        with context.begin_transaction():
            context.run_migrations()


def _script(lineage: Lineage) -> ScriptDirectory:
    return ScriptDirectory(str(HERE / "alembic"), version_locations=[str(lineage.folder)])


class _Config:
    """Alembic wants a configuration file; it asks it for nothing here."""

    def __getattr__(self, name: str) -> Any:
        return None


_NO_CONFIG: Any = _Config()


def _options(lineage: Lineage) -> dict[str, Any]:
    return {
        "version_table": lineage.version_table,
        "transactional_ddl": True,
        "render_as_batch": True,
        "target_metadata": Base.metadata,
        "compare_type": True,
        "include_object": _belongs(lineage),
        "render_item": _render_item,
        "user_module_prefix": "",
    }


def _foreign_keys(connection: Connection, state: str) -> None:
    # Straight to the driver: through SQLAlchemy a BEGIN would come first, and the pragma be ignored.
    raw: Any = connection.connection.dbapi_connection
    with closing(raw.execute(f"PRAGMA foreign_keys={state}")):
        pass


def _check_foreign_keys(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise EnvironmentProblem(
            _("La mise à niveau du dossier laisserait des fiches sans lien\u00a0: elle a été annulée, rien n’a changé."),
            str(orphans[:5]),
        )


# ---------------------------------------------------------------- comparing


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def package(self) -> str: ...


def compare(engine: Engine, module: _Named) -> list[Any]:
    """Differences between the tables of a module here and its models: `[]` when its migrations are complete."""
    lineage = Lineage(module.name, module.package)
    load_models(lineage)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_options(lineage))
        return list(compare_metadata(context, Base.metadata))


def _belongs(lineage: Lineage) -> Callable[..., bool]:
    prefixes = (f"{lineage.name}_", "search_entry", "search_word") if lineage == STORE else (f"{lineage.name}_",)

    def include(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        if kind == "table":
            return bool(name) and str(name).startswith(prefixes) and not str(name).endswith("_schema_version")
        return not (kind == "index" and reflected and str(name).startswith(APART))

    return include


# ---------------------------------------------------------------- writing migrations


def _render_item(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Our types as plain ones: a migration must read the same when the program has changed."""
    if kind != "type":
        return False
    if isinstance(item, Scaled):
        return "sa.BigInteger()"
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, PartialDay | MonthText):
        return f"sa.String(length={item.impl_instance.length})"  # type: ignore[attr-defined]
    if isinstance(item, Enum) and isinstance(item.enum_class, enum.EnumMeta):
        return f"sa.String(length={item.length})"
    if isinstance(item, Json):
        return "JSON"
    return False


def write_initial(lineage: Lineage) -> Path:
    """Write the first migration again from the models; its extras are called at its end."""
    path = lineage.folder / f"{lineage.name}_0001_initial.py"
    message = f"First tables of {lineage.name}."
    refuse_unsafe_tables(lineage)
    return _write(lineage, path, f"{lineage.name}_0001", None, message, _code(open_engine("sqlite://"), lineage))


def write_next(lineage: Lineage, message: str) -> Path:
    """Write the next migration: what the models have and the known migrations do not give."""
    known = lineage.revisions()
    number = int(known[-1].rsplit("_", 1)[1]) + 1
    engine = open_engine("sqlite://")
    others = [other for other in _installed() if other.name != lineage.name and other.folder.is_dir()]
    for other in others:
        load_models(other)
    upgrade(engine, [*(line for line in (STORE, *others) if line.name != lineage.name), lineage])
    words = "_".join(message.lower().split()[:5])
    slug = "".join(c for c in words if c.isascii() and (c.isalnum() or c == "_")) or "change"
    path = lineage.folder / f"{lineage.name}_{number:04d}_{slug}.py"
    return _write(lineage, path, f"{lineage.name}_{number:04d}", known[-1], message, _code(engine, lineage))


def refuse_unsafe_tables(lineage: Lineage) -> None:
    """Raise ValueError for names that PostgreSQL would cut short, and for links that would change under the journal."""
    for table in tables_of(lineage.name):
        names = [str(item.name) for item in _named_items(table) if item.name]
        long = [name for name in names if len(name) > LONGEST_NAME]
        if long:
            raise ValueError(f"names longer than {LONGEST_NAME} letters, give shorter ones: {', '.join(long)}")
        for key in table.foreign_keys:
            if key.ondelete not in (None, "CASCADE", "RESTRICT"):
                raise ValueError(f"{key.parent}: ON DELETE {key.ondelete} would change rows under the journal")


def _named_items(table: Table) -> list[Any]:
    return [*table.constraints, *table.indexes]


def _code(engine: Engine, lineage: Lineage) -> str:
    for index in (index for table in tables_of(lineage.name) for index in table.indexes):
        if POSTGRES_WHERE in index.info:
            index.dialect_kwargs[POSTGRES_WHERE] = index.info[POSTGRES_WHERE]
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_options(lineage))
        migrations = produce_migrations(context, Base.metadata)
        assert migrations.upgrade_ops is not None
        code = render_python_code(
            migrations.upgrade_ops, render_as_batch=True, migration_context=context,
            render_item=_render_item, user_module_prefix="",
        )
    lines = [line for line in code.splitlines() if "Alembic" not in line]
    return "\n".join(lines).strip()


def _write(lineage: Lineage, path: Path, revision: str, down: str | None, message: str, code: str) -> Path:
    from mako.template import Template  # type: ignore[import-untyped]  # comes with Alembic

    imports = ""
    if down is None and (lineage.folder / "extras" / "initial.py").exists():
        imports = f"from {lineage.package}.migrations.extras.initial import upgrade as add_extras\n"
        code += "\n    add_extras()"
    path.parent.mkdir(exist_ok=True)
    package = path.parent / "__init__.py"
    if not package.exists():
        title = f"Migrations of the tables of {lineage.name}."
        package.write_text(f'# SPDX-License-Identifier: EUPL-1.2\n"""{title}"""\n', encoding="utf-8")
    template = Template(filename=str(HERE / "alembic" / "script.py.mako"))
    rendered = str(template.render(message=message, up_revision=revision, down_revision=down, upgrades=code, imports=imports))
    text_lines = _double_quoted(rendered).splitlines()
    if max(map(len, text_lines)) <= LONGEST_LINE:
        text_lines.remove("# ruff: noqa: E501")
    path.write_text("\n".join(text_lines) + "\n", encoding="utf-8")
    return path


def _double_quoted(code: str) -> str:
    """The same code with "…" where Alembic writes '…', the strings that hold a quote left alone."""
    lines = code.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(StringIO(code).readline))):
        if token.type == tokenize.STRING and token.string[0] == "'" and '"' not in token.string:
            (row, start), (_row, end) = token.start, token.end
            line = lines[row - 1]
            lines[row - 1] = f'{line[:start]}"{line[start + 1 : end - 1]}"{line[end:]}'
    return "".join(lines)


def _installed() -> list[Lineage]:
    """Lineages of the installed modules (SQLite does not mind in which order tables are made)."""
    return [Lineage(entry.name, entry.module) for entry in entry_points(group="beffroi.modules")]


def load_models(lineage: Lineage) -> None:
    """Import the tables of a module, if it has any."""
    if find_spec(f"{lineage.package}.models") is not None:
        import_module(f"{lineage.package}.models")


def main(arguments: Sequence[str] | None = None) -> int:
    """The developers' command."""
    parser = argparse.ArgumentParser(prog="python -m app.store.migrate", description=__doc__)
    parser.add_argument("verb", choices=("initial", "new"))
    parser.add_argument("module")
    parser.add_argument("message", nargs="?", default="")
    given = parser.parse_args(arguments)
    known = {lineage.name: lineage for lineage in (STORE, *_installed())}
    if given.module not in known:
        parser.error(f"unknown module {given.module}; known: {', '.join(known)}")
    lineage = known[given.module]
    load_models(lineage)
    path = write_initial(lineage) if given.verb == "initial" else write_next(lineage, given.message or "Change.")
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
