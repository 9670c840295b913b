# SPDX-License-Identifier: EUPL-1.2
"""The import assistant: a file dropped, its columns, the dry run, the import, the refused rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.core.dates import Month
from app.ui.desk import Desk
from app.ui.importer import COLUMNS, DONE, FILE, TRIAL, ImportWindow, importers_for, run_import
from tests.app.ui.page.conftest import Room, settle
from tests.app.ui.page.ledger import Bill

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TEXT = "Numéro\tFamille\tMontant\tRemarque\nN-1\tŒuvrard\t12,50 €\tvu\nN-2\tMorel\tabc\t\nCAN-2026-00098\tAubert\t20\t\nTotal\t\t32,5\t\n"


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, host: QWidget) -> ImportWindow:
    """The assistant, open over a window."""
    made = run_import(desk, "ledger.bills")
    assert made is not None
    return made


def count(desk: Desk) -> int:
    """How many bills there are."""
    with desk.store.read() as session:
        return session.execute(select(func.count()).select_from(Bill)).scalar_one()


def test_from_the_paste_to_the_result(qtbot: QtBot, desk: Desk, window: ImportWindow, room: Room, tmp_path: Path) -> None:
    assert window.step == FILE
    window.read(TEXT)
    settle(qtbot)
    assert window.step == COLUMNS
    made = window.columns_step.plan
    assert made is not None
    assert made.mapping == {0: "number", 1: "payer", 2: "total"}
    assert made.unmatched == ("Remarque",)
    combo = window.columns_step.combos[3]
    combo.setCurrentIndex(combo.findData("note"))
    window.columns_step._mapped(3)
    window.forward()
    settle(qtbot)
    assert window.step == TRIAL
    assert window.outcome is not None
    assert window.outcome.counts == {"new": 1, "changed": 1, "same": 0, "refused": 1}
    assert count(desk) == 20
    assert window.trial_step.chips["refused"].isChecked()
    assert window.next_button.text() == "Importer 2 lignes"
    window.write_refused(tmp_path / "refus.xlsx")
    window.forward()
    settle(qtbot)
    assert window.step == DONE
    assert count(desk) == 21
    with desk.store.read() as session:
        bill = session.scalars(select(Bill).where(Bill.number == "N-1")).one()
        assert (bill.note, bill.month) == ("vu", Month(2026, 10))
    window.undo()
    settle(qtbot)
    settle(qtbot)
    settle(qtbot)
    assert count(desk) == 20
    assert room.last == "Annulé."


def test_the_refused_rows_are_written_with_their_reasons(qtbot: QtBot, window: ImportWindow, tmp_path: Path) -> None:
    from app.exchange.reader import read_file

    window.read(TEXT)
    settle(qtbot)
    window.forward()
    settle(qtbot)
    window.write_refused(tmp_path / "refus.xlsx")
    (sheet,) = read_file(tmp_path / "refus.xlsx")
    assert sheet.rows[0] == ["Numéro", "Famille", "Montant", "Remarque", "Pourquoi"]
    assert sheet.rows[1][:3] == ["N-2", "Morel", "abc"]
    assert "Montant" in str(sheet.rows[1][4])


def test_the_columns_chosen_are_remembered_for_the_next_file(qtbot: QtBot, desk: Desk, window: ImportWindow) -> None:
    window.read(TEXT)
    settle(qtbot)
    combo = window.columns_step.combos[3]
    combo.setCurrentIndex(combo.findData("note"))
    window.columns_step._mapped(3)
    window.forward()
    settle(qtbot)
    window.forward()
    settle(qtbot)
    again = run_import(desk, "ledger.bills", TEXT)
    assert again is not None
    settle(qtbot)
    assert again.columns_step.plan is not None
    assert again.columns_step.plan.mapping[3] == "note"
    again.close()


def test_a_missing_column_blocks_the_way_and_is_named(qtbot: QtBot, window: ImportWindow) -> None:
    window.read("Numéro;Famille\nN-1;Morel\n")
    settle(qtbot)
    assert window.columns_step.missing.text() == "Il manque une colonne pour\u00a0: Total."
    assert not window.next_button.isEnabled()


def test_one_field_is_filled_by_one_column(qtbot: QtBot, window: ImportWindow) -> None:
    window.read(TEXT)
    settle(qtbot)
    combo = window.columns_step.combos[3]
    combo.setCurrentIndex(combo.findData("payer"))
    window.columns_step._mapped(3)
    plan = window.columns_step.plan
    assert plan is not None
    assert plan.mapping == {0: "number", 2: "total", 3: "payer"}
    assert window.columns_step.combos[1].currentData() == ""


def test_a_file_that_is_no_table_is_refused_with_a_sentence(qtbot: QtBot, window: ImportWindow, tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(b"%PDF-1.7 rien")
    window.read(path)
    settle(qtbot)
    assert window.step == FILE
    assert "PDF" in window.file_step.fault.text()


def test_the_sheet_and_the_row_of_headings_can_be_corrected(qtbot: QtBot, window: ImportWindow, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first: Any = book.active
    first.append(["Rien ici"])
    second = book.create_sheet("Factures")
    for row in (["Liste"], [], ["Numéro", "Famille", "Montant"], ["N-1", "Morel", 12.5]):
        second.append(row)
    book.save(tmp_path / "f.xlsx")
    window.read(tmp_path / "f.xlsx")
    settle(qtbot)
    plan = window.columns_step.plan
    assert plan is not None
    assert (plan.sheets[plan.sheet].name, plan.header_row) == ("Factures", 2)
    window.columns_step.header.setText("1")
    window.columns_step._header_chosen()
    assert window.columns_step.plan is not None
    assert window.columns_step.plan.mapping == {}
    window.columns_step.header.setText("3")
    window.columns_step._header_chosen()
    assert window.columns_step.plan.mapping == {0: "number", 1: "payer", 2: "total"}


def test_the_importers_of_a_page_are_offered_by_its_list(desk: Desk) -> None:
    assert [importer.name for importer in importers_for(desk, "ledger.bills")] == ["ledger.bills"]
    assert importers_for(desk, "other.page") == []
