# SPDX-License-Identifier: EUPL-1.2
"""Tables of openCimetière put in the words of the register: zones, ways, graves, dead, holders and heirs (§17.5)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.core.outcome import UserError
from app.core.people import key1
from app.exchange.reader import MAX_BYTES, read_bytes
from modules.cemetery.rules.reading import read_date, written
from modules.cemetery.strings import _

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

MARKS: dict[str, frozenset[str]] = {
    "emplacement": frozenset({"emplacement", "nature", "numero"}),
    "defunt": frozenset({"defunt", "emplacement", "nom"}),
    "autorisation": frozenset({"autorisation", "emplacement", "nom"}),
    "voie": frozenset({"voie", "voielib"}),
    "zone": frozenset({"zone", "zonelib"}),
    "cimetiere": frozenset({"cimetiere", "cimetierelib"}),
}
"""Columns by which a table is known when the name of its file says nothing."""
READ = ("emplacement", "defunt", "autorisation")
NATURES = {
    "concession": "Concession", "colombarium": "Columbarium", "columbarium": "Columbarium", "enfeu": "Enfeu",
    "ossuaire": "Ossuaire", "depositoire": "Dépositoire", "terraincommunal": "Terrain commun",
}  # fmt: skip


def read_tables(path: Path) -> dict[str, list[Row]]:
    """The tables of a CSV file, of a folder or of a zip, by name; archive twins join their table."""
    tables: dict[str, list[Row]] = {}
    for name, content in _files(path):
        sheets = read_bytes(content, name)
        rows = sheets[0].rows if sheets else []
        if len(rows) < 2:
            continue
        headings = [_bare(cell) for cell in rows[0]]
        table = _table_of(name, headings)
        body = [
            dict(zip(headings, row, strict=False))
            for row in rows[1:]
            if any(cell is not None for cell in row)
        ]
        tables.setdefault(table, []).extend(body)
    return tables


def _bare(cell: object) -> str:
    """« emplacement.numero » and « "numero" » are numero."""
    return written(cell).lower().strip().strip('"').rsplit(".", 1)[-1]


def _files(path: Path) -> list[tuple[str, bytes]]:
    if path.is_dir():
        found = sorted(item for item in path.iterdir() if item.suffix.lower() in (".csv", ".txt"))
        return [(item.stem, item.read_bytes()) for item in found if item.stat().st_size]
    try:
        content = path.read_bytes()
    except OSError:
        raise UserError(_("Le fichier «\u00a0{name}\u00a0» est introuvable.", name=path.name)) from None
    if not content.startswith(b"PK"):
        return [(path.stem, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = sorted(
                info.filename
                for info in archive.infolist()
                if info.filename.lower().endswith((".csv", ".txt"))
            )
            if sum(info.file_size for info in archive.infolist()) > 10 * MAX_BYTES:
                raise UserError(_("Cette archive est trop grosse\u00a0: choisissez ses tables une à une."))
            return [
                (Path(name).stem, archive.read(name)) for name in names if archive.getinfo(name).file_size
            ]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise UserError(_("Cette archive est endommagée ou protégée\u00a0: demandez-la à nouveau.")) from None


def _table_of(name: str, headings: Sequence[str]) -> str:
    words = key1(name).lower().split()
    for table in (*MARKS, "travaux", "courrier", "dossier", "entreprise"):
        if any(word.startswith(table) for word in words):
            return table
    columns = set(headings)
    return next((table for table, marks in MARKS.items() if marks <= columns), name)


def rows_of(tables: Tables) -> list[Row]:
    """Rows of the register: one a grave, then one a deceased, then one a holder or heir."""
    ways = _by_id(tables.get("voie", ()), "voie")
    zones = _by_id(tables.get("zone", ()), "zone")
    cemeteries = _by_id(tables.get("cimetiere", ()), "cimetiere")
    rows = [_grave(row, ways, zones, cemeteries) for row in tables.get("emplacement", ())]
    rows += [_deceased(row) for row in tables.get("defunt", ())]
    rows += [_party(row) for row in tables.get("autorisation", ())]
    if rows:
        rows += [
            {
                "unknown_table": str(
                    _(
                        "Table «\u00a0{name}\u00a0»\u00a0: {count} lignes non reprises.",
                        name=name,
                        count=len(body),
                    )
                )
            }
            for name, body in tables.items()
            if name not in (*READ, "voie", "zone", "cimetiere") and body
        ]
    return rows


def _by_id(rows: Sequence[Row], key: str) -> dict[str, Row]:
    return {written(row.get(key)): row for row in rows}


def _grave(row: Row, ways: Mapping[str, Row], zones: Mapping[str, Row], cemeteries: Mapping[str, Row]) -> Row:
    way = ways.get(written(row.get("voie")), {})
    zone = zones.get(written(way.get("zone")), {})
    cemetery = cemeteries.get(written(zone.get("cimetiere")), {})
    term = key1(written(row.get("terme")))
    years = written(row.get("duree"))
    nature = written(row.get("nature")).lower()
    kind = " ".join(part for part in (NATURES.get(nature, nature), written(row.get("sepulturetype"))) if part)
    return {
        "external_id": written(row.get("emplacement")),
        "cemetery": written(cemetery.get("cimetierelib")) or None,
        "section": written(zone.get("zonelib")) or None,
        "row": written(way.get("voielib")) or None,
        "label": row.get("numero"),
        "suffix": written(row.get("complement")) or None,
        "old_label": written(row.get("numerocadastre")) or None,
        "kind": kind or None,
        "number": row.get("numeroacte"),
        "start": _date(row.get("datevente")),
        "duration": "perpétuité" if term.startswith("PERP") else years if years not in ("", "0") else None,
        "expiry": None if term.startswith("PERP") else _date(row.get("dateterme")),
        "holder": f"Famille {row['famille']}" if row.get("famille") else None,
        "places": _number(row.get("nombreplace")),
        "observed": _number(row.get("placeconstat")),
        "observed_on": _date(row.get("dateconstat")),
        "surface": _number(row.get("superficie")),
        "remark": row.get("observation"),
        "photo": row.get("photo"),
    }


def _deceased(row: Row) -> Row:
    maiden, married = written(row.get("nom")), written(row.get("marital"))
    return {
        "external_id": written(row.get("emplacement")),
        "deceased": maiden or married or "Inconnu",
        "deceased_given": written(row.get("prenom")) or None,
        "deceased_married": (married or None) if maiden else None,
        "title": row.get("titre"),
        "born": _date(row.get("datenaissance")),
        "died": _date(row.get("datedeces")),
        "death_place": row.get("lieudeces"),
        "buried": _date(row.get("dateinhumation")),
        "container": _container(row),
        "reduced": row.get("reduction"),
        "has_left": row.get("exhumation"),
        "left_on": _date(row.get("dateexhumation")),
        "remark": row.get("observation"),
    }


def _party(row: Row) -> Row:
    is_heir = key1(written(row.get("nature"))).startswith("AYANT")
    maiden, married, given = (written(row.get(name)) for name in ("nom", "marital", "prenom"))
    name = f"{maiden} ép. {married} {given}" if maiden and married else f"{maiden or married} {given}"
    title = written(row.get("titre"))
    whole = f"{title} {name.upper() if not given else name}".strip()
    people: Row = {"heirs": whole} if is_heir else {"holder": whole}
    return {
        "external_id": written(row.get("emplacement")),
        **people,
        "address": row.get("adresse1"),
        "address2": row.get("adresse2"),
        "postcode": row.get("cp"),
        "town": row.get("ville"),
        "phone": row.get("telephone"),
        "remark": row.get("observation"),
    }


def _container(row: Row) -> str | None:
    nature, size = written(row.get("nature")).lower(), written(row.get("taille")).replace(",", ".")
    if nature:
        return nature
    return {"1": "cercueil", "0.5": "boîte", "0.1": "urne"}.get(size)


def _date(cell: Any) -> Any:
    """Zero dates say nothing; the rest is read like any other cell."""
    return None if cell is None or (read_date(cell).value is None and read_date(cell).understood) else cell


def _number(cell: Any) -> Any:
    return None if written(cell) in ("", "0", "0.0", "0.00") else cell
