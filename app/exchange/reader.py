# SPDX-License-Identifier: EUPL-1.2
"""Reads the rows of a CSV, XLSX or ODS file, or of a pasted text, whatever the file's name claims.

A file is known by its first bytes. One that cannot be read raises a `UserError` that says what to do.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.core.outcome import EnvironmentProblem, UserError
from app.core.people import key1
from app.core.strings import _
from app.core.text import Msg
from app.exchange.safety import restore

Cell = str | int | float | bool | date | datetime | time | None

MAX_ROWS = 200_000
"""Rows of a sheet beyond which a file is refused: no commune has so many, a damaged sheet may claim them."""
MAX_BYTES = 100_000_000
SEPARATORS = (";", "\t", ",", "|")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its rows, blank ones kept for their numbers, trailing ones dropped."""

    name: str
    rows: list[list[Cell]]
    encoding: str = ""
    """Encoding found, for a text file: shown in the preview."""
    separator: str = ""


def read_table(source: Path | bytes | str, sheet: str | None = None) -> list[Sheet]:
    """The sheets of a file (path or bytes) or of a pasted text; only the one named `sheet` when it is given.

    Raises UserError when it is no table or has no such sheet, EnvironmentProblem when it cannot be opened.
    """
    if isinstance(source, str):
        sheets = [read_text(source)]
    else:
        sheets = read_file(source) if isinstance(source, Path) else read_bytes(source)
    if sheet is None:
        return sheets
    chosen = [found for found in sheets if key1(found.name) == key1(sheet)]
    if not chosen:
        names = ", ".join(found.name for found in sheets)
        raise UserError(
            _("Pas de feuille «\u00a0{name}\u00a0» dans ce fichier\u00a0: {names}.", name=sheet, names=names)
        )
    return chosen


def read_file(path: Path) -> list[Sheet]:
    """The sheets of a CSV, XLSX or ODS file."""
    try:
        if path.is_dir():
            raise UserError(
                _("«\u00a0{name}\u00a0» est un dossier\u00a0: choisissez un fichier.", name=path.name)
            )
        if path.stat().st_size > MAX_BYTES:
            raise UserError(_("«\u00a0{name}\u00a0» est trop gros pour un tableau.", name=path.name))
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError(_("Le fichier «\u00a0{name}\u00a0» est introuvable.", name=path.name)) from None
    except OSError as error:
        raise EnvironmentProblem(
            _(
                "«\u00a0{name}\u00a0» ne peut pas être lu\u00a0: fermez-le dans les autres logiciels.",
                name=path.name,
            ),
            str(error),
        ) from error
    return read_bytes(content, path.stem)


def read_bytes(content: bytes, name: str = "") -> list[Sheet]:
    """The sheets of a file already in memory; `name` names the only sheet of a text file."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UserError(_("Ce fichier est vide\u00a0: demandez qu’on vous l’envoie à nouveau."))
    fault = _foreign_kind(content)
    if fault is not None:
        raise UserError(fault)
    if content.startswith(b"PK"):
        return _read_archive(content)
    encoding, text = decode(content)
    return [_parse(text, name, encoding)]


def read_text(text: str) -> Sheet:
    """The rows of a text copied from a spreadsheet (tabs) or typed as CSV."""
    return _parse(text, "", "")


# --- What the file really is -----------------------------------------------------------------------------


def _foreign_kind(content: bytes) -> Msg | None:
    """What to tell about a file that is no table of ours, by its first bytes; None when it may be one."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = head.lower()
    if head.startswith(b"%PDF"):
        return _("Ce fichier est un PDF\u00a0: demandez le tableau d’origine, en XLSX, ODS ou CSV.")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _password()
        return _(
            "Ce fichier est d’un ancien format Excel (.xls)\u00a0: ouvrez-le et enregistrez-le en XLSX ou en ODS."
        )
    if lower.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        return _(
            "Ce fichier est une page web\u00a0: ouvrez-le dans un tableur et enregistrez-le en XLSX ou en ODS."
        )
    if lower.startswith(b"<?xml"):
        return _(
            "Ce fichier est en XML\u00a0: ouvrez-le dans un tableur et enregistrez-le en XLSX ou en ODS."
        )
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")):
        return _("Ce fichier est une image\u00a0: demandez le tableau d’origine, en XLSX, ODS ou CSV.")
    if head.startswith(b"{\\rtf"):
        return _("Ce fichier est un texte\u00a0: demandez un tableau, en XLSX, ODS ou CSV.")
    if b"\x00" in content[:4096] and not content.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")):
        return _not_a_table()
    return None


def _password() -> Msg:
    return _(
        "Ce classeur est protégé par un mot de passe\u00a0: ouvrez-le et enregistrez-le sans mot de passe."
    )


def _not_a_table() -> Msg:
    return _("Ce fichier n’est pas un tableau\u00a0: il faut un fichier XLSX, ODS ou CSV.")


def _damaged() -> Msg:
    return _("Ce fichier est endommagé\u00a0: demandez qu’on vous l’envoie à nouveau.")


def _read_archive(content: bytes) -> list[Sheet]:
    """XLSX and ODS are both archives: what they hold says which."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype").strip() if "mimetype" in names else b""
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            if sum(entry.file_size for entry in archive.infolist()) > 20 * MAX_BYTES:
                raise UserError(_damaged())
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        raise UserError(_damaged()) from None
    if b"manifest:encryption-data" in manifest:
        raise UserError(_password())
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return _read_ods(content)
    if "xl/workbook.xml" in names:
        return _read_xlsx(content)
    if mime.startswith(b"application/vnd.oasis.opendocument.text") or "word/document.xml" in names:
        raise UserError(_("Ce fichier est un texte\u00a0: demandez un tableau, en XLSX, ODS ou CSV."))
    if "[Content_Types].xml" in names or mime:
        raise UserError(_not_a_table())
    raise UserError(
        _("Ce fichier est une archive ZIP\u00a0: ouvrez-la et choisissez le tableau qu’elle contient.")
    )


# --- Spreadsheets ----------------------------------------------------------------------------------------


def _read_xlsx(content: bytes) -> list[Sheet]:
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # It warns about styles and validations that it leaves aside: nothing a clerk can act upon.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                visible = [w for w in book.worksheets if w.sheet_state == "visible"] or book.worksheets
                return [Sheet(w.title, _kept(_xlsx_rows(w))) for w in visible]
            finally:
                book.close()
    except UserError:
        raise
    except Exception as error:  # the library raises whatever the damage led it to
        raise UserError(_damaged()) from error


def _xlsx_rows(worksheet: Any) -> Iterator[list[Cell]]:
    # Some programs declare a sheet of one cell: the declared size is not to be believed.
    worksheet.reset_dimensions()
    for row in worksheet.iter_rows():
        yield [_xlsx_cell(cell) for cell in row]


def _xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        shape = str(cell.number_format)
        # 1400 shown « 01400 » by a format of zeros is the text 01400.
        if re.fullmatch(r"0{2,}", shape):
            return str(value).zfill(len(shape))
    return _plain(value)


def _read_ods(content: bytes) -> list[Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            s.name
            for s in book.sheets_metadata
            if s.typ == SheetTypeEnum.WorkSheet and s.visible == SheetVisibleEnum.Visible
        ]
        sheets = []
        for name in shown or book.sheet_names:
            worksheet = book.get_sheet_by_name(name)
            if worksheet.total_height > MAX_ROWS:
                raise UserError(_too_long())
            rows = worksheet.to_python(skip_empty_area=False)
            sheets.append(Sheet(name, _kept([_plain(cell) for cell in row] for row in rows)))
        return sheets
    except PasswordError:
        raise UserError(_password()) from None
    except CalamineError as error:
        raise UserError(_damaged()) from error


def _too_long() -> Msg:
    return _(
        "Ce tableau a trop de lignes\u00a0: gardez-en moins de {count}.",
        count=f"{MAX_ROWS:,}".replace(",", "\u202f"),
    )


def _plain(value: Any) -> Cell:
    """The value of a cell: no empty text, whole numbers whole, days without an hour as days."""
    if isinstance(value, str):
        text = value.replace("_x000D_", "").replace("\r\n", "\n").strip(" \t\n\r")
        return text or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if value is None or isinstance(value, bool | int | float | date | time):
        return value
    return str(value)


def _kept(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows without trailing blanks on the right or at the bottom. Raises UserError beyond `MAX_ROWS`."""
    kept: list[list[Cell]] = []
    filled = 0
    for row in rows:
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        kept.append(cells)
        if cells:
            filled = len(kept)
        # Sheets whose every line was once formatted go on blank for a million rows.
        if filled > MAX_ROWS:
            raise UserError(_too_long())
        if len(kept) - filled > MAX_ROWS:
            break
    width = max((len(row) for row in kept[:filled]), default=0)
    return [row + [None] * (width - len(row)) for row in kept[:filled]]


# --- Texts -----------------------------------------------------------------------------------------------


def decode(content: bytes) -> tuple[str, str]:
    """(encoding, text) of a text file: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16", content.decode("utf-16", errors="replace")
    try:
        marked = content.startswith(b"\xef\xbb\xbf")
        return ("UTF-8 (BOM)" if marked else "UTF-8"), content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return "Windows-1252", content.decode("cp1252")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; Latin-1 reads them all.
        return "ISO 8859-1", content.decode("latin-1")


def _parse(text: str, name: str, encoding: str) -> Sheet:
    text = text.lstrip("\ufeff").replace("\x00", "")
    declared = re.match(r"(?i)sep=(.)\r?\n", text)
    if declared:
        text = text[declared.end() :]
    if not text.strip():
        raise UserError(_("Ce texte est vide\u00a0: copiez d’abord les lignes du tableau."))
    separator = declared[1] if declared else find_separator(text)
    rows = _csv_rows(text, separator)
    return Sheet(name, _kept([_plain(restore(cell)) for cell in row] for row in rows), encoding, separator)


def _csv_rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        pass
    try:
        loose = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        plain = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE)
        bare = [[_unquoted(cell) for cell in row] for row in plain]
    except csv.Error as error:
        raise UserError(_damaged()) from error
    # A lone quote swallows the rows after it: then quotes are ordinary characters.
    return bare if _regular(bare) > _regular(loose) else loose


def _regular(rows: list[list[str]]) -> int:
    """How many rows have the most common width."""
    widths = [len(row) for row in rows]
    return max(map(widths.count, set(widths)), default=0)


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def find_separator(text: str) -> str:
    """The separator that cuts most rows of the beginning into the same number of cells."""
    sample = text[:20_000]
    best, score = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        try:
            rows = [
                row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(row)
            ]
        except csv.Error:
            continue
        widths = [len(row) for row in rows[:60] if len(row) > 1]
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        # A decimal comma also cuts rows, but rarely all of them and never the headings.
        found = widths.count(usual) / min(len(rows), 60)
        if found > score + 0.05:
            best, score = separator, found
    return best
