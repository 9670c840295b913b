# SPDX-License-Identifier: EUPL-1.2
"""What migrations say in each dialect: triggers and indexes that no model declares."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op
from sqlalchemy import text


def execute(*, sqlite: Sequence[str] = (), postgresql: Sequence[str] = ()) -> None:
    """Run the statements of the dialect in use."""
    for statement in sqlite if op.get_bind().dialect.name == "sqlite" else postgresql:
        op.get_bind().execute(text(statement.replace(":", "\\:")))


def freeze(table: str, *, when: str, code: str, columns: Sequence[str], deletion: bool = True) -> None:
    """Triggers that make rows final: `columns` no longer change, and the row stays, while `when` holds.

    `when` is SQL over OLD (`OLD.state <> 'draft'`, a subquery too); `code` is what the trigger raises, to be
    declared with `app.store.conflicts.say_trigger`.
    """
    update_sqlite = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns)
    update_postgres = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns)
    raise_sqlite = f"BEGIN SELECT RAISE(ABORT, '{code}'); END"
    sqlite = [
        f"CREATE TRIGGER {table}_frozen_update BEFORE UPDATE ON {table}"
        f" WHEN ({when}) AND ({update_sqlite}) {raise_sqlite}"
    ]
    if deletion:
        sqlite.append(f"CREATE TRIGGER {table}_frozen_delete BEFORE DELETE ON {table} WHEN ({when}) {raise_sqlite}")
    raise_postgres = f"RAISE EXCEPTION '{code}' USING ERRCODE = 'restrict_violation'"
    checks = f"IF TG_OP = 'UPDATE' THEN IF ({when}) AND ({update_postgres}) THEN {raise_postgres}; END IF; RETURN NEW; END IF;"
    postgresql = [
        f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks}"
        f" IF ({when}) THEN {raise_postgres}; END IF; RETURN OLD; END $$",
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE{' OR DELETE' if deletion else ''} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
    ]
    execute(sqlite=sqlite, postgresql=postgresql)


def refuse_insert(table: str, *, when: str, code: str) -> None:
    """A trigger that refuses new rows while `when` (SQL over NEW) holds: no line is added to an issued paper."""
    execute(
        sqlite=[
            f"CREATE TRIGGER {table}_frozen_insert BEFORE INSERT ON {table}"
            f" WHEN ({when}) BEGIN SELECT RAISE(ABORT, '{code}'); END"
        ],
        postgresql=[
            f"CREATE FUNCTION {table}_frozen_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({when}) THEN RAISE EXCEPTION '{code}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_frozen_insert BEFORE INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_frozen_insert()",
        ],
    )
