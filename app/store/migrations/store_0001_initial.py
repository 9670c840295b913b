# SPDX-License-Identifier: EUPL-1.2
"""First tables of store.

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.store.migrations.extras.initial import upgrade as add_extras

revision = "store_0001"
down_revision = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """First tables of store."""
    op.create_table("search_entry",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=60), nullable=False),
    sa.Column("row_id", sa.Integer(), nullable=False),
    sa.Column("page", sa.String(length=80), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("subtitle", sa.Text(), nullable=False),
    sa.Column("folded", sa.Text(), nullable=False),
    sa.Column("weight", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    sa.UniqueConstraint("kind", "row_id", name=op.f("uq_search_entry_kind_row_id")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_entry_page"), ["page"], unique=False)

    op.create_table("search_word",
    sa.Column("word", sa.String(length=40), nullable=False),
    sa.Column("entries", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word"))
    )
    op.create_table("store_access",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("user_name", sa.String(length=40), nullable=False),
    sa.Column("what", sa.Text(), nullable=False),
    sa.Column("table_name", sa.String(length=80), nullable=True),
    sa.Column("row_id", sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_access")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("store_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_access_at"), ["at"], unique=False)

    op.create_table("store_document",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("sha256", sa.String(length=64), nullable=False),
    sa.Column("media_type", sa.String(length=80), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("kind", sa.String(length=60), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("subject_table", sa.String(length=80), nullable=True),
    sa.Column("subject_id", sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_document")),
    sa.UniqueConstraint("sha256", "kind", "subject_table", "subject_id", name=op.f("uq_store_document_sha256_kind_subject_table_subject_id")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("store_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_document_subject_table_subject_id"), ["subject_table", "subject_id"], unique=False)

    op.create_table("store_module",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("name", sa.String(length=40), nullable=False),
    sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_module")),
    sa.UniqueConstraint("name", name=op.f("uq_store_module_name")),
    sqlite_autoincrement=True
    )
    op.create_table("store_operation",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("user_name", sa.String(length=40), nullable=False),
    sa.Column("action", sa.String(length=80), nullable=False),
    sa.Column("label", sa.Text(), nullable=False),
    sa.Column("note", sa.Text(), nullable=True),
    sa.Column("undoable", sa.Boolean(), nullable=False),
    sa.Column("undo_of", sa.Integer(), nullable=True),
    sa.Column("undone_by", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["undo_of"], ["store_operation.id"], name=op.f("fk_store_operation_undo_of")),
    sa.ForeignKeyConstraint(["undone_by"], ["store_operation.id"], name=op.f("fk_store_operation_undone_by")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_operation")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("store_operation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_operation_at"), ["at"], unique=False)

    op.create_table("store_series",
    sa.Column("name", sa.String(length=60), nullable=False),
    sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("next", sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint("name", "year", name=op.f("pk_store_series"))
    )
    op.create_table("store_setting",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("name", sa.String(length=80), nullable=False),
    sa.Column("value", JSON, nullable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_setting")),
    sa.UniqueConstraint("name", name=op.f("uq_store_setting_name")),
    sqlite_autoincrement=True
    )
    op.create_table("store_user",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("name", sa.String(length=40), nullable=False),
    sa.Column("display_name", sa.Text(), nullable=False),
    sa.Column("role", sa.String(length=40), nullable=False),
    sa.Column("rights", JSON, nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_user")),
    sa.UniqueConstraint("name", name=op.f("uq_store_user_name")),
    sqlite_autoincrement=True
    )
    op.create_table("store_change",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("operation_id", sa.Integer(), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("table_name", sa.String(length=80), nullable=False),
    sa.Column("row_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=6), nullable=False),
    sa.Column("before", JSON, nullable=True),
    sa.Column("after", JSON, nullable=True),
    sa.Column("row_version", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["operation_id"], ["store_operation.id"], name=op.f("fk_store_change_operation_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_change")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("store_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_change_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_change_table_name_row_id"), ["table_name", "row_id"], unique=False)

    op.create_table("store_sensitive_value",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("operation_id", sa.Integer(), nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("table_name", sa.String(length=80), nullable=False),
    sa.Column("row_id", sa.Integer(), nullable=False),
    sa.Column("column_name", sa.String(length=80), nullable=False),
    sa.Column("before", JSON, nullable=True),
    sa.Column("after", JSON, nullable=True),
    sa.ForeignKeyConstraint(["operation_id"], ["store_operation.id"], name=op.f("fk_store_sensitive_value_operation_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_store_sensitive_value")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("store_sensitive_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_sensitive_value_operation_id_seq"), ["operation_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_sensitive_value_table_name_row_id"), ["table_name", "row_id"], unique=False)
    add_extras()
