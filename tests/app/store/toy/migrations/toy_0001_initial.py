# SPDX-License-Identifier: EUPL-1.2
"""First tables of toy.

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from tests.app.store.toy.migrations.extras.initial import upgrade as add_extras

revision = "toy_0001"
down_revision = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """First tables of toy."""
    op.create_table("toy_person",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("town", sa.Text(), nullable=True),
    sa.Column("mood", sa.String(length=40), nullable=True),
    sa.Column("born_on", sa.Date(), nullable=True),
    sa.Column("died", sa.String(length=10), nullable=True),
    sa.Column("month", sa.String(length=7), nullable=True),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("debt", sa.BigInteger(), nullable=True),
    sa.Column("rate", sa.BigInteger(), nullable=True),
    sa.Column("facts", JSON, nullable=True),
    sa.Column("tags", JSON, nullable=True),
    sa.Column("happy", sa.Boolean(), nullable=False),
    sa.Column("illness", sa.Text(), nullable=True),
    sa.Column("friend_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["friend_id"], ["toy_person.id"], name=op.f("fk_toy_person_friend_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_person")),
    sqlite_autoincrement=True
    )
    op.create_table("toy_piece",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("number", sa.Integer(), nullable=True),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.Column("note", sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_piece")),
    sa.UniqueConstraint("number", name=op.f("uq_toy_piece_number")),
    sqlite_autoincrement=True
    )
    op.create_table("toy_total",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_total")),
    sqlite_autoincrement=True
    )
    op.create_table("toy_child",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("label", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["toy_person.id"], name=op.f("fk_toy_child_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_child")),
    sa.UniqueConstraint("label", name=op.f("uq_toy_child_label")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("toy_child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_toy_child_person_id"), ["person_id"], unique=False)

    op.create_table("toy_toy",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("child_id", sa.Integer(), nullable=False),
    sa.Column("label", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["child_id"], ["toy_child.id"], name=op.f("fk_toy_toy_child_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_toy")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("toy_toy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_toy_toy_child_id"), ["child_id"], unique=False)

    op.create_table("toy_part",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("toy_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["toy_id"], ["toy_toy.id"], name=op.f("fk_toy_part_toy_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_part")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("toy_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_toy_part_toy_id"), ["toy_id"], unique=False)
    add_extras()
