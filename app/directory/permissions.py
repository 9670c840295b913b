# SPDX-License-Identifier: EUPL-1.2
"""Rights of the directory."""

from __future__ import annotations

from app.contract import Permission
from app.directory.strings import _

READ, EDIT, MERGE = "directory.read", "directory.edit", "directory.merge"

PERMISSIONS = (
    Permission(READ, _("Consulter les personnes et les foyers")),
    Permission(EDIT, _("Modifier les personnes et les foyers")),
    Permission(MERGE, _("Fusionner deux fiches de la même personne")),
)
