# SPDX-License-Identifier: EUPL-1.2
"""Where the fonts, icons and pictures are, from a checkout, an installed wheel or a frozen build."""

from functools import cache
from pathlib import Path

_APP = Path(__file__).resolve().parent.parent


@cache
def resources_folder() -> Path:
    """The folder of resources: `resources/` at the root of a checkout, `app/resources/` once installed."""
    for folder in (_APP / "resources", _APP.parent / "resources"):
        if (folder / "fonts").is_dir():
            return folder
    raise FileNotFoundError(f"no resources folder beside {_APP}")


def resource(path: str) -> Path:
    """The file `path` of the resources ("icons/house.svg"); raises FileNotFoundError when it is not there."""
    found = resources_folder() / path
    if not found.exists():
        raise FileNotFoundError(f"no such resource: {path}")
    return found
