# SPDX-License-Identifier: EUPL-1.2
"""A fault of the program: said in one sentence, its trace kept on this machine without any personal data."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.core.strings import _
from app.core.text import Text


def trace_of(bug: BaseException) -> str:
    """Files, lines and functions of a fault; never its message nor the values, which may hold names."""
    frames = traceback.extract_tb(bug.__traceback__)
    lines = [f"{Path(f.filename).parent.name}/{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([f"Beffroi {__version__}", type(bug).__qualname__, *lines, ""])


def report(bug: BaseException) -> Text:
    """Write the trace in the user's log folder; answers the sentence that names the file."""
    from platformdirs import user_log_path

    folder = user_log_path("beffroi", appauthor=False)
    path = folder / f"incident-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(trace_of(bug), encoding="utf-8")
    except OSError:
        return _(
            "Le programme a rencontré un défaut ({kind}) et rien n’a été enregistré.", kind=type(bug).__name__
        )
    return _(
        "Le programme a rencontré un défaut et rien n’a été enregistré. Le détail, sans donnée personnelle, est dans "
        "{path}\u00a0: joignez-le à votre signalement.",
        path=path,
    )
