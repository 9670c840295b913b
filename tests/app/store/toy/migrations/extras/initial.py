# SPDX-License-Identifier: EUPL-1.2
"""A numbered piece is final."""

from app.store import ddl


def upgrade() -> None:
    """Add the triggers."""
    ddl.freeze("toy_piece", when="OLD.number IS NOT NULL", code="toy.piece-final", columns=("number", "amount"))
