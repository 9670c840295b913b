# SPDX-License-Identifier: EUPL-1.2
"""Files as they come: encodings, separators, sheets, and files that are not what they say."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.core.identifiers import check_cog
from app.core.outcome import UserError
from app.core.postal import check_postcode
from app.exchange import reader
from app.exchange.reader import read_bytes, read_file, read_table, read_text
from app.exchange.writer import Kind, table_bytes


@pytest.mark.parametrize("encoding", [pytest.param("cp1252", id="XC-C-05")])
def test_windows_text_is_recognised(encoding: str) -> None:
    (sheet,) = read_bytes("Nom;Prix\r\nÉtienne;2,50 €\r\n".encode(encoding), "liste")
    assert sheet.rows == [["Nom", "Prix"], ["Étienne", "2,50 €"]]
    assert (sheet.name, sheet.encoding, sheet.separator) == ("liste", "Windows-1252", ";")


@pytest.mark.parametrize("mark", [pytest.param(b"\xef\xbb\xbf", id="XC-C-06")])
def test_the_mark_of_utf8_is_not_in_the_first_heading(mark: bytes) -> None:
    (sheet,) = read_bytes(mark + "Élève;Classe\nZoé;CP".encode())
    assert sheet.rows[0] == ["Élève", "Classe"]
    assert sheet.encoding == "UTF-8 (BOM)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_other_encodings(encoding: str) -> None:
    content = "Élève\tClasse\nZoé\tCP\n".encode(encoding)
    assert read_bytes(content)[0].rows == [["Élève", "Classe"], ["Zoé", "CP"]]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators(separator: str) -> None:
    text = f'Liste des élèves\n\nNom{separator}Note\n"Roy{separator} le grand"{separator}"a ""b""\nc"\nZoé{separator}\n'
    sheet = read_text(text)
    assert sheet.separator == separator
    assert sheet.rows[2:] == [["Nom", "Note"], [f"Roy{separator} le grand", 'a "b"\nc'], ["Zoé", None]]


def test_decimal_commas_do_not_separate() -> None:
    assert read_text("QF;Prix\n1,50;2,50\n3,10;4,20\n5,10;6,20").rows[1] == ["1,50", "2,50"]
    assert read_text("sep=,\na,b\n1,2").rows == [["a", "b"], ["1", "2"]]
    assert read_text("une seule\ncolonne").rows == [["une seule"], ["colonne"]]


def test_a_lone_quote_does_not_swallow_the_file() -> None:
    rows = read_text('Nom;Note\nRoy;"ouvert\nZoé;b\n"Léa";c\n').rows
    assert [row[0] for row in rows] == ["Nom", "Roy", "Zoé", "Léa"]


@pytest.mark.parametrize("cell", [pytest.param("7.10", id="XC-I-05")])
def test_a_code_with_a_final_zero_stays_text(cell: str) -> None:
    content = table_bytes(["matière"], [[cell]], Kind.CSV)
    assert read_bytes(content)[0].rows[1] == [cell]


@pytest.mark.parametrize(("postcode", "commune"), [pytest.param("1400", "2A004", id="XC-C-07")])
def test_a_zero_lost_in_a_spreadsheet_is_flagged(postcode: str, commune: str) -> None:
    (sheet,) = (read_text(f"cp;insee\n{postcode};{commune}"),)
    found_postcode, found_commune = sheet.rows[1]
    assert check_cog(str(found_commune)) == commune
    with pytest.raises(UserError, match="01400"):
        check_postcode(str(found_postcode))


def workbook() -> bytes:
    """A workbook with two sheets, one hidden, dates, zeros kept by a format, and formatted blank lines."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Élèves"
    page.append(["Liste", None, None])
    page.append([None, None, None])
    page.append(["Nom", "Né le", "CP"])
    page.append([" Zoé ", datetime(2019, 5, 26), 1400])
    page["C4"].number_format = "00000"
    page["E300"].value = ""
    other = book.create_sheet("Caché")
    other.append(["x"])
    other.sheet_state = "hidden"
    book.create_sheet("Cantine").append([1.0, 2.5, True])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_workbooks() -> None:
    sheets = read_bytes(workbook())
    assert [sheet.name for sheet in sheets] == ["Élèves", "Cantine"]
    assert sheets[0].rows[2:] == [["Nom", "Né le", "CP"], ["Zoé", date(2019, 5, 26), "01400"]]
    assert sheets[1].rows == [[1, 2.5, True]]
    assert [sheet.name for sheet in read_table(workbook(), "CANTINE")] == ["Cantine"]
    with pytest.raises(UserError, match="Élèves, Cantine"):
        read_table(workbook(), "Classe")


def archive(**files: bytes) -> bytes:
    """A ZIP archive with these files (a double underscore stands for a slash)."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, inside in files.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), inside)
    return content.getvalue()


ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "vide", id="empty"),
        pytest.param(b"\xef\xbb\xbf \r\n", "vide", id="blank"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="pdf"),
        pytest.param(OLE + b"\x00" * 600, "ancien format", id="xls"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe", id="protected-xlsx"),
        pytest.param(
            archive(mimetype=ODS, **{"META-INF__manifest_xml": b"<manifest:encryption-data/>"}),
            "mot de passe",
            id="protected-ods",
        ),
        pytest.param(b"<html><table></table></html>", "page web", id="html"),
        pytest.param(b"<?xml version='1.0'?><Workbook/>", "XML", id="xml"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "image", id="png"),
        pytest.param(b"{\\rtf1}", "texte", id="rtf"),
        pytest.param(b"MZ\x90\x00\x03", "pas un tableau", id="program"),
        pytest.param(b"PK\x03\x04 broken", "endommagé", id="broken-archive"),
        pytest.param(workbook()[:2000], "endommagé", id="cut-xlsx"),
        pytest.param(archive(xl__workbook_xml=b"<nothing"), "endommagé", id="hollow-xlsx"),
        pytest.param(archive(mimetype=ODS, content_xml=b"<nothing"), "endommagé", id="hollow-ods"),
        pytest.param(archive(word__document_xml=b""), "texte", id="docx"),
        pytest.param(archive(photo=b""), "archive ZIP", id="zip"),
        pytest.param(archive(mimetype=b"application/epub+zip"), "pas un tableau", id="epub"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=sentence) as caught:
        read_file(path)
    assert str(caught.value).endswith(".")


def test_absent_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="introuvable"):
        read_file(tmp_path / "absent.csv")
    with pytest.raises(UserError, match="dossier"):
        read_file(tmp_path)
    with pytest.raises(UserError, match="vide"):
        read_text("  \n ")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_ROWS", 10)
    for kind in Kind:
        with pytest.raises(UserError, match="trop de lignes"):
            read_bytes(table_bytes(["n"], [[n] for n in range(20)], kind))
