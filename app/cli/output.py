# SPDX-License-Identifier: EUPL-1.2
"""What the command line prints: text for people, JSON and CSV for scripts."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core.dates import Month
from app.core.outcome import Address, Refusal, Report
from app.core.text import Msg, Text
from app.forms.listing import plain, shown
from app.forms.page import Row, Table


def jsonable(value: Any) -> Any:
    """ISO days, amounts as strings with two decimals, messages as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Msg | Month | Path):
        return str(value)
    if isinstance(value, Refusal):
        return {
            "what": str(value.what),
            "why": str(value.why),
            "code": value.code,
            "where": value.where and jsonable(value.where),
        }
    if isinstance(value, Address):
        return {"page": value.page, "id": value.id}
    raise TypeError(type(value).__name__)


@dataclass
class Output:
    """Chosen by `--json` and `--csv`; every command writes through it."""

    as_json: bool = False
    as_csv: bool = False

    def json(self, value: Any) -> None:
        """Print a JSON value."""
        print(json.dumps(value, ensure_ascii=False, indent=2, default=jsonable))

    def refused(self, why: Text) -> int:
        """Say why everything was refused; status 1."""
        print(why, file=sys.stderr)
        if self.as_json:
            self.json({"done": False, "refusals": [{"what": "", "why": str(why), "code": "", "where": None}]})
        return 1

    def report(self, report: Report) -> int:
        """Print what an action did; status 1 when anything was refused."""
        for refusal in report.refusals:
            print(refusal, file=sys.stderr)
        if self.as_json:
            self.json(
                {
                    "done": True,
                    "summary": str(report.summary),
                    "counts": report.counts,
                    "facts": report.facts,
                    "records": report.records,
                    "files": report.files,
                    "notes": [str(note) for note in report.notes],
                    "refusals": report.refusals,
                }
            )
        else:
            for line in (report.summary, *report.notes, *report.files):
                if str(line):
                    print(line)
        return 1 if report.is_refused else 0

    def table(self, table: Table, rows: Sequence[Row]) -> None:
        """Print the rows of a list."""
        columns = [column for column in table.columns if not column.field.sensitive]
        if self.as_json:
            self.json([plain(table, row) for row in rows])
        elif self.as_csv:
            writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
            writer.writerow(["id", *(column.name for column in columns)])
            for row in rows:
                values = plain(table, row)
                writer.writerow([values["id"], *(safe_cell(values[column.name]) for column in columns)])
        else:
            self.columns(
                [str(c.field.label) for c in columns], [[shown(c, row) for c in columns] for row in rows]
            )

    def columns(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print aligned columns of text."""
        widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
        for row in (headings, *rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def named(self, rows: Sequence[dict[str, Any]]) -> None:
        """Print mappings that share their keys: JSON objects, or aligned columns."""
        if self.as_json:
            self.json(list(rows))
        elif rows:
            self.columns(list(rows[0]), [["" if v is None else str(v) for v in row.values()] for row in rows])


def safe_cell(value: Any) -> str:
    """A CSV cell that a spreadsheet does not run as a formula (cross-cutting §16 C-01)."""
    text = "" if value is None else str(value)
    is_number = text.lstrip("+-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not is_number else text
