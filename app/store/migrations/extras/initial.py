# SPDX-License-Identifier: EUPL-1.2
"""The search's index proper: trigrams in FTS5 or pg_trgm, kept in step by triggers; a plain scan without them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from app.store import ddl

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "folded, content='search_entry', content_rowid='id', tokenize='trigram', columnsize=0)",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
    " INSERT INTO search_index(rowid, folded) VALUES (NEW.id, NEW.folded); END",
    "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN"
    " INSERT INTO search_index(search_index, rowid, folded) VALUES ('delete', OLD.id, OLD.folded); END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE OF folded ON search_entry BEGIN"
    " INSERT INTO search_index(search_index, rowid, folded) VALUES ('delete', OLD.id, OLD.folded);"
    " INSERT INTO search_index(rowid, folded) VALUES (NEW.id, NEW.folded); END",
)


def upgrade() -> None:
    """Add the index to the tables of the first version."""
    ddl.execute(sqlite=SQLITE)
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    if not bind.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).scalar():
        return
    try:
        with bind.begin_nested():
            bind.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            bind.execute(text("CREATE INDEX fx_search_entry_folded ON search_entry USING gin (folded gin_trgm_ops)"))
    except Exception:  # the role may not add extensions: LIKE then scans the table
        return
