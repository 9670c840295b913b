# SPDX-License-Identifier: EUPL-1.2
"""The window: the only package of the shell that imports Qt."""

from __future__ import annotations

import sys
from typing import Any

import PySide6.QtCore  # noqa: F401  (from here on its import hook is in place)


def _spare_sources() -> None:
    """PySide reads the source of every module imported after it, looking for a use of its `__feature__` switches.

    Nobody switches any here, and the sources of SQLAlchemy alone cost a sixth of a second: it is told that
    every module may use Qt under its plain names, which is what it would find out.
    """
    hook: Any = sys.modules.get("shibokensupport.feature")
    if hasattr(hook, "_mod_uses_pyside"):
        hook._mod_uses_pyside = lambda module: True


_spare_sources()
