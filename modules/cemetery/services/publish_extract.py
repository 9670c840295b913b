# SPDX-License-Identifier: EUPL-1.2
"""Writes the public extract of the cemeteries, for a website or a kiosk, in a folder (§15)."""

from __future__ import annotations

from pathlib import Path

from app.core.dates import show_day_long
from app.core.outcome import EnvironmentProblem, Report, UserError
from app.store.uow import Work
from modules.cemetery.exchange.public_extract import write_extract
from modules.cemetery.permissions import READ
from modules.cemetery.strings import _


def publish_extract(work: Work, *, folder: Path | str) -> Report:
    """Write `defunts.csv` and `index.html` in `folder`: the dead and the plan, never a living person.

    Whole dates only when the setting says so. Raises UserError for a folder that is none.
    """
    work.require(READ)
    target = Path(folder).expanduser()
    if not str(folder).strip() or target.is_file():
        raise UserError(_("Choisissez un dossier pour l’extrait public."), field="folder")
    try:
        files = write_extract(
            work.session,
            target,
            commune=str(work.setting("commune.name", "")),
            updated=show_day_long(work.today),
            full_dates=bool(work.setting("cemetery.public_show_full_dates", False)),
        )
    except OSError as error:
        raise EnvironmentProblem(
            _(
                "Le dossier «\u00a0{name}\u00a0» ne peut pas être écrit\u00a0: choisissez-en un autre.",
                name=target.name,
            ),
            str(error),
        ) from error
    return Report(summary=_("Extrait public écrit dans {folder}.", folder=target.name), files=files)
