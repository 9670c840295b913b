# SPDX-License-Identifier: EUPL-1.2
"""Writes rows as CSV, XLSX or ODS: typed cells, nothing that a spreadsheet would run, all or nothing."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from app.core.clock import PARIS
from app.core.dates import show_day, show_time_short
from app.core.outcome import EnvironmentProblem, UserError
from app.core.strings import _
from app.exchange.safety import neutralise

Value = str | int | float | bool | Decimal | date | datetime | time | None


class Kind(StrEnum):
    """Formats that can be written."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


def write_table(
    path: Path,
    headers: Sequence[object],
    rows: Iterable[Sequence[object]],
    kind: Kind | str | None = None,
    *,
    sheet: str = "",
) -> Path:
    """Write the table at `path` (`kind` defaults to its extension); the file is complete or absent.

    Raises UserError for an unknown kind, EnvironmentProblem when the file cannot be written.
    """
    wanted = str(kind or path.suffix.lstrip(".")).lower()
    if wanted not in set(Kind):
        raise UserError(
            _("Le format «\u00a0{kind}\u00a0» n’existe pas\u00a0: choisissez CSV, XLSX ou ODS.", kind=wanted)
        )
    content = table_bytes(headers, rows, Kind(wanted), sheet=sheet)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise EnvironmentProblem(
            _(
                "«\u00a0{name}\u00a0» ne peut pas être écrit\u00a0: fermez-le, ou choisissez un autre dossier.",
                name=path.name,
            ),
            str(error),
        ) from error
    return path


def table_bytes(
    headers: Sequence[object], rows: Iterable[Sequence[object]], kind: Kind, *, sheet: str = ""
) -> bytes:
    """The content of the file that `write_table` writes."""
    writers: dict[Kind, Callable[[list[str], Iterable[list[Value]], str], bytes]] = {
        Kind.CSV: _csv,
        Kind.XLSX: _xlsx,
        Kind.ODS: _ods,
    }
    cells = ([_value(cell) for cell in row] for row in rows)
    return writers[kind]([str(header) for header in headers], cells, sheet or str(_("Feuille 1")))


def _value(cell: object) -> Value:
    """What a spreadsheet can hold of a value: instants at the town hall's hour, enums and messages as text."""
    if isinstance(cell, Enum):
        return str(cell.value)
    if isinstance(cell, datetime):
        return cell.astimezone(PARIS).replace(tzinfo=None) if cell.tzinfo else cell
    if cell is None or isinstance(cell, bool | int | float | Decimal | date | time):
        return cell
    # Control characters are forbidden in XML, and mean nothing in a cell.
    return "".join(c for c in str(cell) if c >= " " or c in "\t\n\r")


def _yes_or_no(cell: bool) -> str:
    return str(_("oui") if cell else _("non"))


# --- CSV -------------------------------------------------------------------------------------------------


def _csv(headers: list[str], rows: Iterable[list[Value]], sheet: str) -> bytes:
    """As a French spreadsheet opens it: UTF-8 with its mark, semicolons, decimal comma."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralise(header) for header in headers])
    writer.writerows([csv_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def csv_text(cell: Value) -> str:
    """One cell as text: 12,50 for an amount, 03/10/2026 for a day, texts made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _yes_or_no(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{show_day(cell.date())} {show_time_short(cell.time())}"
    if isinstance(cell, date):
        return show_day(cell)
    if isinstance(cell, time):
        return show_time_short(cell)
    return neutralise(cell) if isinstance(cell, str) else str(cell)


# --- XLSX ------------------------------------------------------------------------------------------------

_FORMATS: tuple[tuple[type, str], ...] = (
    (Decimal, "#,##0.00"),
    (datetime, "dd/mm/yyyy hh:mm"),
    (date, "dd/mm/yyyy"),
    (time, "hh:mm"),
)


def _xlsx(headers: list[str], rows: Iterable[list[Value]], sheet: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet(_sheet_title(sheet))
    page.freeze_panes = "A2"
    filled = list(rows)
    for index, width in enumerate(_widths(headers, filled), start=1):
        page.column_dimensions[get_column_letter(index)].width = width

    def cell_of(value: Value) -> Any:
        held: Any = _yes_or_no(value) if isinstance(value, bool) else value
        cell = WriteOnlyCell(page, value=held)
        if isinstance(cell.value, str):
            # Else a text beginning with « = » would be written as a formula.
            cell.data_type = "s"
        for kind, shape in _FORMATS:
            if isinstance(value, kind):
                whole = (
                    isinstance(value, Decimal) and value == value.to_integral_value() and _places(value) == 0
                )
                cell.number_format = "0" if whole else shape
                break
        return cell

    heads = [cell_of(header) for header in headers]
    for head in heads:
        head.font = Font(bold=True)
    page.append(heads)
    for row in filled:
        page.append([cell_of(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _sheet_title(text: str) -> str:
    return "".join("-" if c in "[]:*?/\\" else c for c in text)[:31].strip("'")


def _widths(headers: list[str], rows: list[list[Value]]) -> list[int]:
    widths = [len(header) for header in headers]
    for row in rows[:500]:
        for index, value in enumerate(row[: len(widths)]):
            widths[index] = max(widths[index], max(map(len, csv_text(value).split("\n"))))
    return [min(max(width + 2, 6), 60) for width in widths]


# --- ODS -------------------------------------------------------------------------------------------------

_ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_DAY_PARTS = (
    '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>'
)
_HOUR_PARTS = (
    '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
)
_STYLES = (
    "<office:automatic-styles>"
    '<number:number-style style:name="N2">'
    '<number:number number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    f'<number:date-style style:name="ND">{_DAY_PARTS}</number:date-style>'
    f'<number:date-style style:name="NI">{_DAY_PARTS}<number:text> </number:text>{_HOUR_PARTS}</number:date-style>'
    f'<number:time-style style:name="NT">{_HOUR_PARTS}</number:time-style>'
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="{shape}"/>'
        for name, shape in (("amount", "N2"), ("day", "ND"), ("instant", "NI"), ("hour", "NT"))
    )
    + '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles>"
)


def _ods(headers: list[str], rows: Iterable[list[Value]], sheet: str) -> bytes:
    body = io.StringIO()
    body.write(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2">'
    )
    body.write(f"{_STYLES}<office:body><office:spreadsheet>")
    body.write(f'<table:table table:name="{escape(_sheet_title(sheet), {chr(34): "&quot;"})}">')
    body.write(
        f"<table:table-row>{''.join(_ods_text(header, 'head') for header in headers)}</table:table-row>"
    )
    for row in rows:
        body.write(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>")
    body.write("</table:table></office:spreadsheet></office:body></office:document-content>")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        # The kind of document stands first and uncompressed, so that any program can tell it.
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS_MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", body.getvalue())
    return content.getvalue()


def _ods_cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return _ods_text(_yes_or_no(value))
    shown = csv_text(value)
    if isinstance(value, datetime):
        return _ods_typed(
            "date", f'office:date-value="{value.isoformat(timespec="seconds")}"', shown, "instant"
        )
    if isinstance(value, date):
        return _ods_typed("date", f'office:date-value="{value.isoformat()}"', shown, "day")
    if isinstance(value, time):
        span = f"PT{value.hour:02d}H{value.minute:02d}M{value.second:02d}S"
        return _ods_typed("time", f'office:time-value="{span}"', shown, "hour")
    if isinstance(value, Decimal):
        style = "amount" if _places(value) else ""
        return _ods_typed("float", f'office:value="{value:f}"', shown, style)
    if isinstance(value, int | float):
        return _ods_typed("float", f'office:value="{value!r}"', shown, "")
    return _ods_text(value)


def _ods_typed(kind: str, value: str, shown: str, style: str) -> str:
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{named} office:value-type="{kind}" {value}><text:p>{escape(shown)}</text:p></table:table-cell>'


def _ods_text(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    lines = "".join(
        f"<text:p>{escape(line).replace(chr(9), '<text:tab/>').replace('  ', ' <text:s/>')}</text:p>"
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    return f'<table:table-cell{named} office:value-type="string">{lines}</table:table-cell>'
