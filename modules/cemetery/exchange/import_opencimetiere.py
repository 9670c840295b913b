# SPDX-License-Identifier: EUPL-1.2
"""Exports of openCimetière, one table or the folder (or zip) of them all (§17.5): `cemetery.opencimetiere`."""

from __future__ import annotations

from typing import Any

from app.core.outcome import UserError
from app.forms.page import Importer
from modules.cemetery.exchange.import_register import EXTERNAL, FIELDS, OPTIONS, begin
from modules.cemetery.permissions import SETUP
from modules.cemetery.strings import _


def read_export(path: str) -> list[dict[str, Any]]:
    """Rows of the export, graves first, then the people. Raises UserError when nothing in it is known."""
    from pathlib import Path

    from modules.cemetery.exchange.opencimetiere import read_tables, rows_of

    tables = read_tables(Path(path))
    rows = rows_of(tables)
    if not rows:
        raise UserError(
            _(
                "Aucune table d’openCimetière ici\u00a0: il faut au moins {names} (CSV, dossier ou ZIP).",
                names="emplacement, defunt, autorisation",
            )
        )
    return rows


IMPORT_OPENCIMETIERE = Importer(
    name="cemetery.opencimetiere",
    title=_("Reprise d’openCimetière"),
    fields=(*FIELDS, *EXTERNAL),
    begin=begin,
    permission=SETUP,
    options=OPTIONS,
    reads_own=read_export,
    steady=True,
    help=_(
        "Les tables exportées en CSV, une à une ou ensemble dans un ZIP\u00a0: emplacements d’abord, puis défunts et autorisations."
    ),
)
