# SPDX-License-Identifier: EUPL-1.2
"""Reads lines of the public file of deceased persons: fixed width or CSV, never failing on a line (§17.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.dates import PartialDate
from app.core.people import key1

LENGTH = 176
LEAST_LENGTH = 162
"""Characters up to the end of the date of death: a shorter line is cut and cannot be used."""
CSV_COLUMNS = (
    "nomprenom", "sexe", "datenaiss", "lieunaiss", "commnaiss", "paysnaiss", "datedeces", "lieudeces", "actedeces",
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class DeathLine:
    """One person of the file; it proves nothing, it gives a candidate."""

    surname: str
    """The birth name: a widow is under her maiden name."""
    given_names: tuple[str, ...]
    sex: str
    """F, M, or empty."""
    born: PartialDate | None
    birth_code: str
    birth_place: str
    birth_country: str
    died: PartialDate | None
    death_code: str
    record: str
    """Number of the death record; empty when blank."""


def decode_line(raw: bytes) -> str:
    """The characters of a line: UTF-8 when it is, else Latin-1; control characters become spaces, same length."""
    raw = raw.rstrip(b"\r\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return _CONTROL.sub(" ", text).replace("\ufffd", " ")


def read_line(raw: bytes | str) -> DeathLine | None:
    """The person of a fixed-width line, positions counted in characters; None when the line is of no use."""
    text = decode_line(raw) if isinstance(raw, bytes) else raw
    if len(text) < LEAST_LENGTH:
        return None
    return _line(
        text[:80], text[80:81], text[81:89], text[89:94], text[94:124], text[124:154], text[154:162],
        text[162:167], text[167:LENGTH],
    )  # fmt: skip


def csv_positions(headings: Sequence[str]) -> dict[str, int] | None:
    """Index of each known column of a CSV file, None when the headings are not those of the file."""
    found = {heading.strip().strip('"').lower(): index for index, heading in enumerate(headings)}
    needed = {"nomprenom", "datedeces"}
    return {name: found[name] for name in CSV_COLUMNS if name in found} if needed <= found.keys() else None


def read_cells(cells: Sequence[str], positions: Mapping[str, int]) -> DeathLine | None:
    """The person of a row of the CSV variant; None when it is of no use."""

    def cell(name: str) -> str:
        at = positions.get(name)
        return _CONTROL.sub(" ", cells[at]) if at is not None and at < len(cells) else ""

    return _line(*(cell(name) for name in CSV_COLUMNS))


def _line(
    names: str,
    sex: str,
    born: str,
    birth_code: str,
    birth_place: str,
    country: str,
    died: str,
    code: str,
    record: str,
) -> DeathLine | None:
    surname, star, given = names.partition("*")
    death = read_day_code(died)
    if not star or not surname.strip() or death is None:
        return None
    return DeathLine(
        " ".join(surname.split()),
        tuple(given.partition("/")[0].split()),
        {"1": "M", "2": "F"}.get(sex.strip(), ""),
        read_day_code(born),
        birth_code.strip(),
        " ".join(birth_place.split()),
        " ".join(country.split()),
        death,
        code.strip(),
        record.strip(),
    )


def read_day_code(text: str) -> PartialDate | None:
    """AAAAMMJJ with zeroes for what is unknown; an impossible day or month is unknown too."""
    text = re.sub(r"\D", "", text)
    if len(text) != 8:
        return None
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not 1500 <= year <= 2200:
        return None
    if not 1 <= month <= 12:
        return PartialDate(year)
    try:
        return PartialDate(year, month, day or None)
    except ValueError:
        return PartialDate(year, month)


def fold_surname(text: str) -> str:
    """The comparison form of a surname: capitals, no accents, hyphens and apostrophes as spaces."""
    return key1(text)


def department_of(code: str) -> str:
    """Department of a COG code: 18033 -> 18, 2A004 -> 2A, 97411 -> 974."""
    return code[:3] if code.startswith("97") or code.startswith("98") else code[:2]
