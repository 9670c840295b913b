# SPDX-License-Identifier: EUPL-1.2
"""Files of the cemetery: a register of 1 000 messy rows tried then written; a million lines of the deaths file."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.core.clock import FixedClock
from app.core.dates import PartialDate
from app.directory.models import Person, Sex
from app.exchange.importing import apply, dry_run, plan
from app.house import House, open_house
from modules.cemetery.models import Cemetery, Concession, ConcessionParty
from modules.cemetery.rules.codes import PartyRole

SURNAMES = ("MARTIN", "LE GALL", "D’ARCY", "BENOÎT-LÉVY", "ŒUVRARD", "PÉREZ", "DE LA TOUR", "MÜLLER", "ROUX", "NOËL")
FIRST = ("Paul", "Odette", "Émile", "Léontine", "Jules", "Marie-Ange")
GIVEN = tuple(f"{one}{two}" for one in ("JE", "MA", "PAU", "LU", "RO", "SI", "AN", "GE") for two in ("AN", "RIE", "LINE", "CIEN", "LAND"))
STARTS = ("01/02/1949 (approx.)", "1923", "05/1896", "26.6.2013", "1985-03-11", "Néant", "22/04/75", "31/02/1950")
DURATIONS = ("PERP", "30 ans", "cinquantenaire", "15", "à perpétuité", "30 ans renouvelables")
KINDS = ("Caveau", "pleine terre", "Concession", "Concession (50 ans)", "Terrain commun", "Columbarium")
SYLLABLES = tuple(first + second for first in "BCDFGLMNPRSTV" for second in ("A", "E", "I", "OU", "IN"))


def day_of(draw: Random) -> PartialDate:
    """A day of birth."""
    return PartialDate(draw.randint(1900, 1960), draw.randint(1, 12), draw.randint(1, 28))


def register(rows: int) -> str:
    """A register such as clerks keep: dates typed six ways, several dead in a cell, sums in francs."""
    draw = Random(7)

    def name() -> str:
        return f"{draw.choice(SURNAMES)} {draw.choice(FIRST)}"

    lines = ["Carré;Rang;N°;N° acte;Concessionnaire;Date achat;Durée;Type;Places;Défunts;Adresse famille;Prix;Observations"]
    for n in range(rows):
        dead = "\n".join(f"{name()} {draw.randint(1820, 1930)}-{draw.randint(1931, 2025)}" for _ in range(draw.randint(0, 3)))
        cells = (
            chr(65 + n // 200), n // 20 % 10 + 1, n % 20 + 1, f"{1900 + n % 120}/{n}", name(), draw.choice(STARTS),
            draw.choice(DURATIONS), draw.choice(KINDS), draw.randint(1, 4), f'"{dead}"',
            draw.choice(("", "12 rue du Lavoir 99120 Saint-Aubin")), draw.choice(("", "1 500 F", "300", "150 €")),
            draw.choice(("", "monument penché")),
        )  # fmt: skip
        lines.append(";".join(map(str, cells)))
    return "\n".join(lines)


def deaths(path: Path, lines: int, known: list[tuple[str, str, str]]) -> None:
    """A file of deaths in which one line in a thousand is that of somebody known."""
    draw = Random(3)
    with path.open("w", encoding="ascii") as file:
        for n in range(lines):
            surname, given, born = "".join(draw.choices(SYLLABLES, k=3)), draw.choice(GIVEN), day_of(draw).iso.replace("-", "")
            if n % 1000 == 0:
                surname, given, born = known[n // 1000 % len(known)]
            names = f"{surname}*{given} LOUIS/"
            file.write(f"{names:<80}{draw.randint(1, 2)}{born}18033{'BOURGES':<30}{'':<30}20240117{draw.randint(1, 95):02}033{n % 999:<9}\n")


def holders(house: House, count: int) -> list[tuple[str, str, str]]:
    """Holders of concessions, as the deaths file would write them."""
    draw = Random(5)
    found = []
    with house.dossier.store.work("holders") as work:
        cemetery = Cemetery(code="B", title="Mesure")
        for n in range(count):
            surname, born = "".join(draw.choices(SYLLABLES, k=3)), day_of(draw)
            person = Person(birth_name=surname, given_names="Jean", sex=Sex.M, birth_date=born)
            concession = Concession(cemetery=cemetery, number=str(n), family_name=surname)
            concession.parties.append(ConcessionParty(person=person, role=PartyRole.HOLDER))
            work.session.add(concession)
            found.append((surname, "JEAN", born.iso.replace("-", "")))
    return found


def measure(rows: int, lines: int) -> dict[str, Any]:
    """Seconds, once each."""
    found: dict[str, Any] = {"rows": rows, "lines": lines}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = FixedClock.on(date(2026, 11, 23))
        with open_house(folder / "c", clock=clock, create_as="Mesure") as house:
            store, importer = house.dossier.store, house.registry.importer("cemetery.register")
            made = plan(register(rows), importer)
            found["register_dry_run_s"] = _seconds(lambda: dry_run(store, importer, made))
            found["register_import_s"] = _seconds(lambda: apply(store, importer, made))
            known = holders(house, 2_000)
            path = folder / "deces.txt"
            deaths(path, lines, known)
            insee = house.registry.importer("cemetery.insee-deaths")
            chunks = plan(path, insee)
            found["deaths_s"] = _seconds(lambda: apply(store, insee, chunks, {"department": "18"}))
    return found


def _seconds(act: Any) -> float:
    start = time.perf_counter()
    act()
    return round(time.perf_counter() - start, 2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    answer = measure(given.rows, given.lines)
    print(json.dumps(answer, indent=2) if given.json else "\n".join(f"{name:20} {value}" for name, value in answer.items()))
