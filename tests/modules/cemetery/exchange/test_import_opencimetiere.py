# SPDX-License-Identifier: EUPL-1.2
"""Exports of openCimetière: the folder, the zip, one table at a time; orphans are said."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.exchange.importing import ImportResult, apply, plan
from app.house import House
from modules.cemetery.models import Concession, Deceased, Plot, Remains
from modules.cemetery.rules.codes import DurationCode, PartyRole, PlotKind, Regime, RemainsKind

TABLES = {
    "cimetiere": "cimetiere;cimetierelib\n1;Les Ormes\n",
    "zone": "zone;cimetiere;zonetype;zonelib\n3;1;CARRE;B\n",
    "voie": "voie;zone;voietype;voielib\n7;3;ALLEE;2\n",
    "emplacement": (
        "emplacement;nature;numero;complement;voie;famille;numeroacte;datevente;terme;duree;dateterme;nombreplace;"
        "placeconstat;dateconstat;superficie;observation;photo;libre;sepulturetype\n"
        "101;concession;12;bis;7;DUPONT;A-45;1990-03-04;temporaire;30;2020-03-04;3;2;2015-06-01;2,50;;C:\\photos\\12.jpg;Non;Caveau\n"
        "102;concession;13;;7;MARTIN;A-46;0000-00-00;perpetuite;0;0000-00-00;0;0;0000-00-00;0;;;Non;\n"
        "103;terraincommunal;14;;7;;;0000-00-00;;0;0000-00-00;1;0;0000-00-00;0;;;Non;\n"
        "104;colombarium;15;;7;;;0000-00-00;;0;0000-00-00;2;0;0000-00-00;0;;;Oui;\n"
    ),
    "defunt": (
        "defunt;nature;taille;emplacement;titre;nom;prenom;marital;datenaissance;datedeces;lieudeces;dateinhumation;"
        "exhumation;dateexhumation;reduction;datereduction\n"
        "1;cercueil;1;101;Mme;LE GALL;Jeanne;DUPONT;1920-05-03;1991-00-00;BOURGES;1991-04-05;Non;0000-00-00;Non;0000-00-00\n"
        "2;cercueil;1;101;Mr;DUPONT;Paul;;0000-00-00;1980-01-02;;0000-00-00;f;0000-00-00;t;1991-04-05\n"
        "3;cercueil;1;999;Mr;PERDU;Luc;;0000-00-00;1980-01-02;;0000-00-00;f;;f;\n"
        "4;cercueil;1;102;Mlle;MARTIN;Anne;;1900-01-01;1950-01-01;;1950-01-03;Oui;1999-02-03;Non;\n"
    ),
    "autorisation": (
        "autorisation;emplacement;nature;titre;nom;marital;prenom;datenaissance;adresse1;adresse2;cp;ville;telephone;dcd;parente\n"
        "1;101;concessionnaire;Mr;DUPONT;;Paul;;12 rue du Lavoir;;99120;Saint-Aubin;0639980012;t;\n"
        "2;101;ayantdroit;Mme;DUPONT;PETIT;Zoé;;;;;;;f;fille\n"
        "3;102;concessionnaire;M.;MARTIN;;Luc;;;;;;;f;\n"
    ),
    "courrier": "courrier;objet\n1;Relance\n",
}


def take(house: House, path: Path) -> ImportResult:
    importer = house.registry.importer("cemetery.opencimetiere")
    return apply(house.dossier.store, importer, plan(path, importer))


def check(house: House) -> None:
    with house.dossier.store.read() as session:
        plots = {plot.label: plot for plot in session.scalars(select(Plot))}
        assert set(plots) == {"B-02-12 bis", "B-02-13", "B-02-14", "B-02-15"}
        first = plots["B-02-12 bis"]
        assert (first.kind, first.observed_places, first.observed_on) == (PlotKind.VAULT, 2, date(2015, 6, 1))
        assert first.as_written["photo"] == "C:\\photos\\12.jpg"
        assert plots["B-02-14"].regime is Regime.COMMON
        assert plots["B-02-15"].kind is PlotKind.COLUMBARIUM
        by_number = {c.number: c for c in session.scalars(select(Concession))}
        assert set(by_number) == {"A-45", "A-46"}
        known = by_number["A-45"]
        assert (known.terms[0].years, known.terms[0].expires_on, known.terms[0].expiry_override) == (
            30,
            date(2020, 3, 4),
            None,
        )
        parties = {(p.role, p.person.given_names) for p in known.parties}
        assert parties == {(PartyRole.HOLDER, "Paul"), (PartyRole.HEIR, "Zoé")}
        assert by_number["A-46"].terms[0].duration is DurationCode.PERP
        remains = {
            r.deceased.person.given_names: r for r in session.scalars(select(Remains)) if r.deceased.person
        }
        assert set(remains) == {"Jeanne", "Paul", "Anne"}
        jeanne = remains["Jeanne"].deceased
        assert jeanne.person is not None
        assert (jeanne.person.birth_name, jeanne.person.usage_name) == ("LE GALL", "DUPONT")
        assert (jeanne.died_on, jeanne.death_place) == (PartialDate(1991), "BOURGES")
        assert remains["Paul"].kind is RemainsKind.BOX
        assert (remains["Anne"].in_place, remains["Anne"].left_on) == (False, PartialDate(1999, 2, 3))


@pytest.mark.parametrize("shape", ["folder", "zip"])
def test_the_whole_export(house: House, tmp_path: Path, shape: str) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text)
    path = folder
    if shape == "zip":
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for item in folder.iterdir():
                archive.write(item, f"export/{item.name}")
    result = take(house, path)
    refused = [str(reason) for row in result.of("refused") for reason in row.reasons]
    assert len(refused) == 2
    assert "999" in refused[0]
    assert "courrier" in refused[1]
    check(house)
    assert {row.fate for row in take(house, path).rows} == {"same", "refused"}


def test_one_table_at_a_time(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for name in ("cimetiere", "zone", "voie", "emplacement"):
        (folder / f"{name}.csv").write_text(TABLES[name])
    take(house, folder)
    for name in ("defunt", "autorisation"):
        path = tmp_path / f"export_{name}.csv"
        path.write_text(TABLES[name])
        take(house, path)
    check(house)
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Deceased)) == 3


def test_another_file_is_refused(house: House, tmp_path: Path) -> None:
    path = tmp_path / "autre.csv"
    path.write_text("nom;prenom\nDUPONT;Paul\n")
    with pytest.raises(UserError):
        take(house, path)
