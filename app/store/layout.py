# SPDX-License-Identifier: EUPL-1.2
"""What a dossier's folder holds, and the small file that says it is one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.core.outcome import EnvironmentProblem
from app.core.strings import _

IDENTITY = "beffroi.json"
DATABASE = "beffroi.sqlite"
ARCHIVE = "archive"
BACKUPS = "backups"
FORMAT = 1
"""Raised when the layout of the folder changes."""


@dataclass(frozen=True)
class Identity:
    """`beffroi.json`: the layout's format, the commune's name, and the server's URL when it is on PostgreSQL."""

    name: str
    url: str | None = None
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """As it is written."""
        content = {"format": self.format, "name": self.name}
        if self.url is not None:
            content["url"] = self.url
        return json.dumps(content, ensure_ascii=False, indent=2).encode()


def is_dossier(folder: Path) -> bool:
    """Whether this folder is a dossier."""
    return (folder / IDENTITY).is_file()


def read_identity(folder: Path) -> Identity:
    """Raises `EnvironmentProblem` when `folder` is not a dossier, or is one of a newer program."""
    try:
        content = json.loads((folder / IDENTITY).read_text(encoding="utf-8"))
        identity = Identity(str(content["name"]), content.get("url"), int(content["format"]))
    except FileNotFoundError as error:
        raise EnvironmentProblem(
            _(
                "Ce dossier n’est pas un dossier de Beffroi\u00a0: {path}. Choisissez le dossier qui contient le fichier"
                " «\u00a0beffroi.json\u00a0», ou créez un nouveau dossier.",
                path=folder,
            ),
            str(error),
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EnvironmentProblem(
            _(
                "Le fichier «\u00a0beffroi.json\u00a0» de ce dossier est illisible."
                " Recopiez-le depuis une sauvegarde, puis recommencez."
            ),
            str(error),
        ) from error
    if identity.format > FORMAT:
        raise EnvironmentProblem(
            _(
                "Ce dossier a été enregistré par une version plus récente de Beffroi. Mettez le programme à jour sur ce"
                " poste\u00a0; le dossier n’a pas été modifié."
            ),
            f"format {identity.format}",
        )
    return identity
