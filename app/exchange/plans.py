# SPDX-License-Identifier: EUPL-1.2
"""Reads a file of rows: which sheet, where the headings are, which field each column fills."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.core.people import key1, key2
from app.core.strings import _
from app.exchange.columns import data_rows, find_header_row, is_blank, is_total, match_columns
from app.exchange.reader import Sheet, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.forms.fields import Field
    from app.forms.page import Importer

Cells = Sequence[object]


@dataclass(frozen=True)
class ImportPlan:
    """What will be read of a file: the sheet, its headings, and the field that each column fills."""

    source: str
    """Name of the file, or « presse-papiers »."""
    sheets: tuple[Sheet, ...]
    sheet: int
    header_row: int
    """Index of the row of headings in the sheet, from 0; -1 when the file has none."""
    mapping: Mapping[int, str]
    """Field name by column index; a column that is not there is left alone."""
    fields: tuple[Field[Any], ...]
    own_rows: tuple[Mapping[str, Any], ...] | None = None
    """Rows of a file that the importer reads by itself, already by field name."""

    @property
    def rows(self) -> Sequence[Sequence[object]]:
        """Every row of the chosen sheet."""
        return self.sheets[self.sheet].rows if self.sheets else []

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings, one a column."""
        width = max((len(row) for row in self.rows), default=0)
        if self.header_row < 0:
            return tuple(str(_("Colonne {number}", number=i + 1)) for i in range(width))
        row = self.rows[self.header_row] if self.header_row < len(self.rows) else ()
        texts = [" ".join(str(cell).split()) if cell is not None else "" for cell in row]
        return tuple(texts + [""] * (width - len(texts)))

    @property
    def body(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Rows to import with their number in the sheet (from 1); blank rows and totals left out."""
        return data_rows(self.rows, self.header_row)

    @property
    def left_aside(self) -> int:
        """Rows of totals, which are not records."""
        below = self.rows[self.header_row + 1 :]
        return sum(1 for row in below if not is_blank(row) and is_total(row))

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Headings that no field takes."""
        return tuple(h for i, h in enumerate(self.headers) if h and i not in self.mapping)

    @property
    def missing(self) -> tuple[Field[Any], ...]:
        """Required fields that no column fills."""
        if self.own_rows is not None:
            return ()
        taken = set(self.mapping.values())
        return tuple(f for f in self.fields if f.required and f.name not in taken)

    @property
    def signature(self) -> str:
        """Twelve letters that name this set of headings, under which the mapping is remembered."""
        folded = "|".join(key2(header) for header in self.headers)
        return hashlib.sha256(folded.encode()).hexdigest()[:12]

    def column_of(self, name: str) -> str:
        """The heading of the column that fills a field."""
        return next((self.headers[i] for i, n in self.mapping.items() if n == name), "")

    def with_mapping(self, mapping: Mapping[int, str]) -> ImportPlan:
        """The same file read through other columns."""
        known = {f.name for f in self.fields}
        kept = {i: n for i, n in mapping.items() if n in known and 0 <= i < len(self.headers)}
        return replace(self, mapping=kept)

    def with_sheet(self, sheet: int, header_row: int | None = None) -> ImportPlan:
        """Another sheet, or another row of headings; the columns are matched again."""
        rows = self.sheets[sheet].rows
        row = find_header_row(rows, self.fields)[0] if header_row is None else header_row
        moved = replace(self, sheet=sheet, header_row=row, mapping={})
        return replace(moved, mapping=match_columns(moved.headers, self.fields).mapping)

    def remembered(self) -> dict[str, str]:
        """The mapping as a setting keeps it; by number of column, since two headings may be the same."""
        return {str(i): name for i, name in self.mapping.items()}


def plan(
    source: Path | str, importer: Importer, mapping: Mapping[str, str] | None = None, *,
    sheet: str = "", header_row: int | None = None,
) -> ImportPlan:
    """Read a file (a path) or a pasted text, find its headings and match its columns.

    `mapping` gives fields by heading and wins over what is guessed; an empty name leaves a column
    alone. `header_row` counts from 0. Raises `UserError` when the file holds no row.
    """
    from pathlib import Path as FilePath

    if isinstance(source, FilePath):
        if importer.reads_own is not None:
            own = tuple(importer.reads_own(str(source)))
            return ImportPlan(source.name, (), 0, 0, {}, importer.fields, own)
        name = source.name
    else:
        name = str(_("presse-papiers"))
    filled = [found for found in read_table(source) if any(not is_blank(row) for row in found.rows)]
    if not filled:
        raise UserError(_("Ce fichier ne contient aucune ligne."))
    index = _choose_sheet(filled, importer.fields, sheet)
    made = ImportPlan(name, tuple(filled), index, -1, {}, importer.fields).with_sheet(index, header_row)
    return with_headings(made, mapping) if mapping else made


def with_headings(made: ImportPlan, mapping: Mapping[str, str]) -> ImportPlan:
    """The plan with the fields given by heading (remembered, or from a file of `--map`)."""
    known = {f.name for f in made.fields}
    unknown = [name for name in mapping.values() if name and name not in known]
    if unknown:
        raise UserError(_(
            "Ces champs n’existent pas\u00a0: {names}. Champs possibles\u00a0: {known}.",
            names=", ".join(unknown), known=", ".join(sorted(known)),
        ))
    wished = {key2(heading): name for heading, name in mapping.items()}
    given = {i: wished[key2(h)] for i, h in enumerate(made.headers) if key2(h) in wished}
    taken = set(given.values())
    kept = {i: name for i, name in made.mapping.items() if i not in given and name not in taken}
    return made.with_mapping({**kept, **{i: name for i, name in given.items() if name}})


def _choose_sheet(sheets: Sequence[Sheet], fields: Sequence[Field[Any]], wished: str) -> int:
    if wished:
        for index, each in enumerate(sheets):
            if key1(each.name) == key1(wished):
                return index
        names = ", ".join(each.name for each in sheets)
        raise UserError(_("Pas de feuille «\u00a0{name}\u00a0» dans ce fichier\u00a0: {names}.", name=wished, names=names))
    scores = [find_header_row(each.rows, fields)[1] for each in sheets]
    return scores.index(max(scores))


# ---------------------------------------------------------------- remembering


def setting_name(importer: Importer, made: ImportPlan) -> str:
    """Name of the setting that keeps the mapping of such a file."""
    return f"import.{importer.name}.{made.signature}"


def recall(session: Session, importer: Importer, made: ImportPlan) -> ImportPlan:
    """The plan with the columns chosen the last time a file had the same headings."""
    from app.store.uow import setting_of

    kept = setting_of(session, setting_name(importer, made))
    if not isinstance(kept, Mapping):
        return made
    known = {f.name for f in made.fields}
    chosen = {int(i): name for i, name in kept.items() if name in known}
    return made.with_mapping(chosen)
