# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E501
"""${message}

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
${"\n" + imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """${message}"""
    ${upgrades if upgrades else "pass"}
