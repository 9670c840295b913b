# SPDX-License-Identifier: EUPL-1.2
"""The way in: without arguments the window, with arguments the command line."""

from __future__ import annotations

import gc
import os
import sys

from app.core.text import SOURCE_LANGUAGE

_YOUNG_OBJECTS = 20_000
"""Objects made between two looks for what nobody holds any more. Python's own 700 makes it look two thousand times
while the program is read, and thousands of times in an act on a month's meals, for nothing each time."""


def main(arguments: list[str] | None = None) -> int:
    """Run Beffroi; answers the exit status (0 done, 1 refused, 2 usage, 3 environment, 4 a bug)."""
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    given = sys.argv[1:] if arguments is None else arguments
    if os.environ.get("BEFFROI_LANGUAGE", SOURCE_LANGUAGE) != SOURCE_LANGUAGE:
        from app.core.catalogue import speak

        speak(os.environ["BEFFROI_LANGUAGE"])
    if not given:
        from app.ui.start import open_window

        return open_window(None)
    from app.cli import run

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
