# SPDX-License-Identifier: EUPL-1.2
"""Files written: cells keep their kind, no text runs as a formula, our own file reads back the same."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.core.outcome import EnvironmentProblem, UserError
from app.exchange.reader import read_bytes, read_file
from app.exchange.safety import neutralise, restore
from app.exchange.writer import Kind, table_bytes, write_table


class Tint(StrEnum):
    """A sample enum."""

    RED = "rouge"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("=1+1", "'=1+1", id="XC-C-01"),
        pytest.param("+33199001234", "+33199001234", id="XC-C-02"),
        pytest.param(Decimal("-12.50"), "-12,50", id="XC-C-03"),
        pytest.param("-12,50", "-12,50", id="XC-C-03-text"),
        pytest.param("@nom", "'@nom", id="XC-C-04-at"),
        pytest.param("\tx", "'\tx", id="XC-C-04-tab"),
        pytest.param("\rx", '"\'\rx"', id="XC-C-04-return"),
        pytest.param("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0", id="minus"),
        pytest.param("+33 1 99 00 12 34", "+33 1 99 00 12 34", id="spaced-phone"),
        pytest.param("d'Artigues", "d'Artigues", id="apostrophe"),
        pytest.param(date(2026, 10, 3), "03/10/2026", id="day"),
        pytest.param(datetime(2026, 11, 3, 9, 42, tzinfo=UTC), "03/11/2026 10:42", id="instant"),
        pytest.param(True, "oui", id="flag"),
        pytest.param(Tint.RED, "rouge", id="enum"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_csv_cells(cell: object, written: str) -> None:
    content = table_bytes(["a", "b"], [[cell, "fin"]], Kind.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == f"a;b\r\n{written};fin\r\n"
    if isinstance(cell, str) and cell.strip() == cell:
        assert read_bytes(content)[0].rows[1] == [cell, "fin"]


@given(st.text())
def test_neutralising_is_undone(text: str) -> None:
    assert restore(neutralise(text)) == text


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=5))
def test_our_own_csv_reads_back_the_same(rows: list[tuple[str, str]]) -> None:
    content = table_bytes(["a", "b"], rows, Kind.CSV)
    assert read_bytes(content)[0].rows[1:] == [list(row) for row in rows]


ROWS = [
    [
        "=1+1",
        Decimal("1234.50"),
        date(2026, 10, 3),
        datetime(2026, 10, 3, 9, 42),
        time(9, 30),
        12,
        None,
        "01400",
    ],
    [
        "d’Artigues & <fils>",
        Decimal("-0.05"),
        date(2019, 5, 26),
        None,
        None,
        0,
        "deux\nlignes",
        "+33199001234",
    ],
]


@pytest.mark.parametrize("kind", [Kind.XLSX, Kind.ODS])
def test_workbooks_keep_the_kind_of_each_cell(tmp_path: Path, kind: Kind) -> None:
    path = write_table(tmp_path / f"table.{kind}", list("abcdefgh"), ROWS, sheet="Élèves / 2026")
    (sheet,) = read_file(path)
    assert sheet.name == "Élèves - 2026"
    assert sheet.rows[0] == list("abcdefgh")
    for written, found in zip(ROWS, sheet.rows[1:], strict=True):
        assert found == [float(cell) if isinstance(cell, Decimal) else cell for cell in written]
    assert list(tmp_path.iterdir()) == [path]


def test_no_formula_is_ever_written() -> None:
    book = load_workbook(io.BytesIO(table_bytes(["=a"], [["=1+1"], ["@b"], ["-c"]], Kind.XLSX)))
    page = book.active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    content = table_bytes(["=a"], [["=1+1"]], Kind.ODS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert b"formula" not in archive.read("content.xml")


def test_amounts_are_shown_with_two_places() -> None:
    book = load_workbook(io.BytesIO(table_bytes(["a"], [[Decimal("12.50")], [Decimal(3)]], Kind.XLSX)))
    page = book.active
    assert page is not None
    assert [page["A2"].number_format, page["A3"].number_format] == ["#,##0.00", "0"]


@pytest.mark.parametrize("kind", list(Kind))
def test_control_characters_do_not_break_a_file(kind: Kind) -> None:
    rows = read_bytes(table_bytes(["a"], [["x\x00\x0by"]], kind))[0].rows
    assert rows == [["a"], ["xy"]]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="pdf"):
        write_table(tmp_path / "table.pdf", ["a"], [])
    with pytest.raises(EnvironmentProblem, match="ne peut pas être écrit"):
        write_table(tmp_path / "absent" / "table.csv", ["a"], [])
