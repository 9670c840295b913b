# SPDX-License-Identifier: EUPL-1.2
"""What this person on this computer likes: theme, size of letters, widths, recent dossiers. Not in the dossier."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE = "preferences.json"


class Preferences:
    """Names and JSON values in one small file; a file that cannot be read or written stops nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._values: dict[str, Any] = {}
        if path is not None:
            with suppress(OSError, ValueError):
                read = json.loads(path.read_text("utf-8"))
                self._values = read if isinstance(read, dict) else {}

    @classmethod
    def of_this_computer(cls) -> Preferences:
        """Those of the person at this computer."""
        chosen = os.environ.get("BEFFROI_CONFIG")
        if chosen:
            return cls(Path(chosen) / FILE)
        from platformdirs import user_config_path

        return cls(user_config_path("beffroi", False) / FILE)

    def get(self, name: str, default: Any = None) -> Any:
        """The value kept under a name."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Keep a value (JSON), or forget it when None."""
        if self._values.get(name) == value:
            return
        if value is None:
            self._values.pop(name, None)
        else:
            self._values[name] = value
        self._write()

    def all(self) -> Mapping[str, Any]:
        """Everything kept."""
        return dict(self._values)

    def _write(self) -> None:
        if self.path is None:
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            written = self.path.with_suffix(".new")
            written.write_text(json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
            written.replace(self.path)
