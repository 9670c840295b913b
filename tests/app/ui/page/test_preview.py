# SPDX-License-Identifier: EUPL-1.2
"""The preview shows the very paper, prints it page by page, saves it, carries it in a message."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.documents.preview import Preview
from app.ui.desk import Desk
from app.ui.pages_view import LEAST, MOST
from app.ui.preview import PreviewWindow
from app.ui.printing import write_message
from tests.app.ui.page.conftest import Room, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, host: QWidget) -> PreviewWindow:
    """The preview of the first bill."""
    made = desk.print("ledger.bill", {"id": 1})
    assert isinstance(made, PreviewWindow)
    settle(qtbot)
    settle(qtbot)
    return made


def test_the_page_shown_is_the_paper(window: PreviewWindow) -> None:
    assert window.pdf.startswith(b"%PDF")
    assert "CAN-2026-00098" in window.pages.accessibleDescription()
    assert window.count.text() == "1 page"
    assert window.print_button.isEnabled()
    assert len(window.pages._images) == 1


def test_a_page_is_kept_at_the_width_of_the_window_only(qtbot: QtBot, window: PreviewWindow) -> None:
    for width in (700, 840, 700):  # the window takes another size while a page is being drawn
        window.resize(width, window.height())
        qtbot.wait(5)
    settle(qtbot)
    settle(qtbot)
    assert list(window.pages._images) == [(0, window.pages._size(0)[0])]


def test_the_zoom_has_its_limits(window: PreviewWindow) -> None:
    window.pages.set_zoom(100)
    assert window.pages.zoom == MOST
    window.pages.set_zoom(0.0001)
    assert window.pages.zoom == LEAST
    window.pages.fit_width()
    assert LEAST < window.pages.zoom <= 1.2
    assert window.zoom_button.text() == f"{round(window.pages.zoom * 100)}\u00a0%"


def test_the_pages_go_to_the_printer(qtbot: QtBot, window: PreviewWindow, room: Room, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(window.print_on(printer).ended, timeout=5000):
        pass
    with Preview((tmp_path / "printed.pdf").read_bytes()) as printed:
        assert printed.count == 1
        assert [round(side) for side in printed.sizes[0]] == [595, 842]
    assert room.last == "Envoyé à l’imprimante."


def test_the_paper_is_saved_under_a_name_without_a_name(window: PreviewWindow, room: Room, tmp_path: Path) -> None:
    assert window.file_name() == "facture-1.pdf"
    window.save_to(tmp_path / "facture-1.pdf")
    assert (tmp_path / "facture-1.pdf").read_bytes() == window.pdf
    assert room.last == "Enregistré\u00a0: facture-1.pdf."
    window.save_to(tmp_path / "absent" / "x.pdf")
    assert "ne peut pas être écrit" in room.last


def test_a_message_is_a_draft_that_carries_the_paper() -> None:
    path = write_message(b"%PDF-1.7", "Facture d’octobre", "facture-1.pdf", "h.morel@exemple.fr")
    read = message_from_bytes(path.read_bytes(), policy=default)
    assert read["X-Unsent"] == "1"
    assert read["To"] == "h.morel@exemple.fr"
    assert read["Subject"] == "Facture d’octobre"
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "facture-1.pdf"
    assert attached.get_content() == b"%PDF-1.7"


def test_a_paper_that_cannot_be_drawn_says_why(qtbot: QtBot, desk: Desk, window: PreviewWindow) -> None:
    other = desk.print("ledger.bill", {"id": 999})
    assert isinstance(other, PreviewWindow)
    settle(qtbot)
    assert "n’existe plus" in other.waiting.text()
    assert not other.print_button.isEnabled()
    other.close()
