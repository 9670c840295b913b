# SPDX-License-Identifier: EUPL-1.2
"""The public extract: the dead, their grave, the plan; nobody living, nobody hidden, no address."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.outcome import UserError
from app.exchange.importing import apply, plan
from app.house import House
from modules.cemetery.models import Deceased, Plot
from modules.cemetery.services.publish_extract import publish_extract
from modules.cemetery.strings import _

REGISTER = (
    "N°;Concessionnaire;Date achat;Téléphone;Adresse;Défunts\n"
    "1;VIVANT Paul;1/2/2015;0639980012;12 rue du Lavoir 99120 Saint-Aubin;LE GALL ép. DUPONT Jeanne né le 3/5/1920 décédé le 4/6/1991\n"
    "2;SECRET Luc;1/2/2015;;;CACHÉ Luc 1950-2001\n"
    "3;;;;;Inconnu(e)\n"
    '4;;;;;"<b>Étrange</b> & Fils 1900-1950"\n'
)


@pytest.fixture
def published(house: House, tmp_path: Path) -> tuple[str, list[list[str]]]:
    importer = house.registry.importer("cemetery.register")
    apply(house.dossier.store, importer, plan(REGISTER, importer))
    with house.dossier.store.work(_("Plan"), action="test") as work:
        hidden = work.session.scalars(select(Deceased)).all()[1]
        hidden.hidden_from_public = True
        for x, plot in enumerate(work.session.scalars(select(Plot).order_by(Plot.id))):
            plot.geometry = [[x * 2, 0], [x * 2 + 1, 0], [x * 2 + 1, 2.4], [x * 2, 2.4], [x * 2, 0]]
    with house.dossier.store.work(_("Extrait"), action="cemetery.public-extract") as work:
        report = publish_extract(work, folder=tmp_path / "public")
    table, page = report.files
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file, delimiter=";"))
    return page.read_text(), rows


def test_the_dead_and_nobody_else(published: tuple[str, list[list[str]]]) -> None:
    page, rows = published
    names = [row[0] for row in rows[1:]]
    assert names == ["<b>Étrange</b>", "DUPONT, née LE GALL"]
    assert rows[2][1:4] == ["Jeanne", "1920", "1991"]
    for text in (page, "\n".join(";".join(row) for row in rows)):
        for private in ("VIVANT", "SECRET", "CACHÉ", "0639980012", "+33", "Lavoir", "Inconnu", "04/06/1991"):
            assert private not in text


def test_the_page_stands_alone(published: tuple[str, list[list[str]]]) -> None:
    page, _rows = published
    assert page.count('class="plot"') == 4
    assert "<svg viewBox=" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert not re.search(r"https?://|src=|@import|url\(", page)
    link = re.search(r'href="#(p\d+)"', page)
    assert link is not None
    assert f'id="{link[1]}"' in page


def test_whole_dates_when_the_commune_says_so(house: House, tmp_path: Path) -> None:
    importer = house.registry.importer("cemetery.register")
    apply(house.dossier.store, importer, plan(REGISTER, importer))
    with house.dossier.store.work(_("Extrait"), action="cemetery.public-extract") as work:
        work.put_setting("cemetery.public_show_full_dates", True)
        files = publish_extract(work, folder=tmp_path / "public").files
        assert "04/06/1991" in files[1].read_text()
        with pytest.raises(UserError):
            publish_extract(work, folder=files[0])
