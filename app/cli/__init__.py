# SPDX-License-Identifier: EUPL-1.2
"""The same verbs without a window: `beffroi do`, `rows`, `print`, `import` and the rest."""

from app.cli.main import run

__all__ = ["run"]
