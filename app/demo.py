# SPDX-License-Identifier: EUPL-1.2
"""The demonstration commune: an invented town that lives on a fixed day."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from app.core.clock import FixedClock
from app.core.outcome import Report, UserError
from app.core.resources import resource
from app.core.strings import _
from app.house import MARKER, clock_of, open_house

if TYPE_CHECKING:
    from app.house import House

TODAY = date(2026, 11, 23)
COMMUNE: dict[str, Any] = {
    "commune.name": "Saint-Aubin-des-Prés",
    "commune.address": "1 place de la Mairie",
    "commune.postcode": "99120",
    "commune.town": "Saint-Aubin-des-Prés",
    "commune.siret": "21990999100016",
    "commune.phone": "+33199001234",
    "commune.email": "mairie@exemple.fr",
    "commune.opening_hours": "Lundi, mardi, jeudi, vendredi, 9 h – 12 h",
    "commune.population": 2412,
    "commune.mayor": "Anne Delmas",
    "commune.zone": "B",
}


def default_folder() -> Path:
    """Where the demonstration is made when nobody says: the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("beffroi", appauthor=False) / "demonstration"


def make_demo(folder: Path, seed: int = 2026, today: date = TODAY, children: int = 200) -> Report:
    """Create the demonstration commune in `folder`; an earlier demonstration there is replaced.

    Every module fills its part, in the order of the registry. The same seed gives the same town.
    Raises `UserError` when the folder holds anything else.
    """
    from app.contract import DemoContext

    if folder.exists() and any(folder.iterdir()):
        if clock_of(folder) is None:
            raise UserError(
                _("Ce dossier contient autre chose qu’une démonstration\u00a0: {path}.", path=folder)
            )
        shutil.rmtree(folder)
    with open_house(folder, clock=FixedClock.on(today), create_as=COMMUNE["commune.name"]) as house:
        _do_not_wait_for_the_disk(house)
        (folder / MARKER).write_text(json.dumps({"today": today.isoformat(), "seed": seed}), encoding="utf-8")
        _write_commune(house)
        context = DemoContext(house.dossier, Random(seed), today, children)
        for module in house.registry.modules:
            if module.demo is not None:
                module.demo(context)
        house.dossier.store.clock = FixedClock.on(today)
    return Report(summary=_("Commune de démonstration créée\u00a0: {path}", path=folder), files=[folder])


def _do_not_wait_for_the_disk(house: House) -> None:
    """After a power cut a demonstration is made again: no act of its making waits until the disk has turned."""
    # Straight to the driver: through SQLAlchemy a BEGIN would come first, and SQLite refuse.
    with closing(house.dossier.store.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA synchronous=OFF")


def _write_commune(house: House) -> None:
    from app.store.archive import keep
    from app.store.models import User

    arms = resource("arms.png").read_bytes()
    with house.dossier.store.work(_("Décrire la commune"), action="store.set") as work:
        for name, value in COMMUNE.items():
            work.put_setting(name, value)
        kept = keep(work, arms, kind="arms", title=_("Blason de la commune"), media_type="image/png")
        work.put_setting("commune.arms", kept.sha256)
        work.session.add(User(name="roy", display_name="Claire Roy", role="secretary", rights=[]))
        work.session.add(User(name="cantine", display_name="Fatou Diallo", role="agent", rights=[]))
