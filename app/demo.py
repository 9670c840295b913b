# SPDX-License-Identifier: EUPL-1.2
"""The demonstration commune: an invented town that lives on a fixed day, and the month played without a window."""

from __future__ import annotations

import json
import shutil
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
        (folder / MARKER).write_text(json.dumps({"today": today.isoformat(), "seed": seed}), encoding="utf-8")
        _write_commune(house)
        context = DemoContext(house.dossier, Random(seed), today, children)
        for module in house.registry.modules:
            if module.demo is not None:
                module.demo(context)
        house.dossier.store.clock = FixedClock.on(today)
    return Report(summary=_("Commune de démonstration créée\u00a0: {path}", path=folder), files=[folder])


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


def play_month(folder: Path) -> Report:
    """Without a display: finish November of the demonstration, bill it, print papers, take pictures.

    Everything goes through the same actions as the window's. Papers and pictures are left in a folder
    `mois` beside the data, which the report names.
    """
    from app.ui.pictures import take_pictures

    to = folder.with_name(f"{folder.name}-mois")
    papers = _bill_and_print(folder, to / "papiers")
    pictures = take_pictures(folder, to / "images")
    return Report(
        summary=_(
            "Le mois de novembre est facturé\u00a0: {papers} papiers et {pictures} images dans {folder}.",
            papers=len(papers),
            pictures=len(pictures),
            folder=to,
        ),
        files=[to],
        counts={"papers": len(papers), "pictures": len(pictures)},
    )


def _bill_and_print(folder: Path, to: Path) -> list[Path]:
    from app.core.dates import Month
    from app.documents.render import render
    from app.forms.listing import Listing

    to.mkdir(parents=True, exist_ok=True)
    made = []
    month = Month(2026, 11)
    with open_house(folder) as house:
        store = house.dossier.store
        store.clock = FixedClock.on(date(2026, 12, 1))
        for name, values in (
            ("canteen.finish-days", {"first_on": month.first, "last_on": month.last}),
            ("canteen.draft-month", {"month": month}),
            ("canteen.validate-month", {"month": month}),
        ):
            action = house.registry.action(name)
            with store.work(action.label, action=name, undoable=not action.legal) as work:
                action.run(work, **values)
        with store.read() as session:
            table = house.registry.table("billing.invoices")
            rows = Listing(table, filter="", order="-issued_on").page(session, 0, 12)
            ids = [row["id"] for row in rows if row.get("reference")]
            for paper in house.registry.papers:
                if (
                    paper.page == "billing.invoices"
                    and paper.scope.value == "record"
                    and paper.name == "billing.invoice"
                ):
                    for record_id in ids:
                        path = to / f"facture-{record_id}.pdf"
                        path.write_bytes(render(paper.draw(session, id=record_id)))
                        made.append(path)
    return made
