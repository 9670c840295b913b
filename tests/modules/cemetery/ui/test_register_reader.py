# SPDX-License-Identifier: EUPL-1.2
"""The reader of registers by its keys: a frame, a number, Enter; lines gone through, doubts, removal, pages turned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.forms.fields import Tone
from app.store.dossier import Dossier
from app.ui.desk import Desk
from app.ui.operation import _running, running
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from modules.cemetery import models as m
from modules.cemetery.rules.codes import TextState
from modules.cemetery.services.keep_scans import keep_scans
from modules.cemetery.ui.forms_scans import preview_keep, start_link
from modules.cemetery.ui.register_reader import RegisterReader
from modules.cemetery.ui.register_reader_letters import letter_reader
from tests.modules.cemetery.scans import paper
from tests.modules.cemetery.small_cemetery import SmallCemetery, make_cemetery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Room(QWidget):
    """A window that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, int | None]] = []
        self.said: list[str] = []

    def open_page(self, page: str, record_id: int | None, params: Any) -> None:
        """Note where it was asked to go."""
        self.opened.append((page, record_id))

    def say(self, text: Any, tone: Tone, button: Any = "", pressed: Any = None) -> None:
        """Note what it was asked to say."""
        self.said.append(str(text))


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is under way."""
    for _turn in range(4):
        qtbot.waitUntil(lambda: not _running, timeout=8000)
        qtbot.wait(70)


@pytest.fixture(autouse=True)
def _no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("services.keep_scans", "services.read_scan", "ui.register_reader_letters"):
        monkeypatch.setattr(f"modules.cemetery.{place}.tesseract", str)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "numériseur"
    made.mkdir()
    paper.page("registre").save(made / "REG-CONC-2_1923-1951_p045.jpg", "JPEG")
    paper.pdf(made / "titre A-1.pdf", paper.page("un"), paper.page("deux"))
    return made


@pytest.fixture
def ground(dossier: Dossier, folder: Path) -> SmallCemetery:
    """Two graves, a page of a register, a deed of two pages."""
    made = make_cemetery(dossier)
    made.grave("A-1", start="1923-05-03", holder="Martin Jules", concession={})
    made.grave("A-11", start="1924-05-03", holder="Lefebvre Anne")
    with dossier.store.work("papiers d’essai") as work:
        keep_scans(work, paths=str(folder))
    return made


@pytest.fixture
def desk(dossier: Dossier, ground: SmallCemetery, qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    from app.registry import discover

    theme = Theme()
    theme.animated = False
    theme.apply(qapp)
    registry = discover()
    dossier.store.declared = lambda: registry.settings_by_name
    made = Desk(dossier, registry, theme, dossier.store.user_facts(), Preferences(tmp_path / "p.json"), room=Room())
    yield made
    qtbot.waitUntil(lambda: not running(), timeout=5000)
    settle(qtbot)
    made.leave()
    if isinstance(made.room, Room):
        made.room.close()


@pytest.fixture
def reader(desk: Desk, qtbot: QtBot) -> RegisterReader:
    """The reader, on the page of the register."""
    made = RegisterReader(desk)
    qtbot.addWidget(made)
    made.resize(1154, 690)
    made.show()
    made.activateWindow()
    settle(qtbot)
    made.take_focus()
    return made


def line_of(reader: RegisterReader, name: str) -> QLineEdit:
    target = reader.panel.rows[name].editor.target()
    assert isinstance(target, QLineEdit)
    return target


def links(reader: RegisterReader) -> list[m.ScanLink]:
    with reader.desk.store.read() as session:
        return session.query(m.ScanLink).order_by(m.ScanLink.id).all()


def link_line(reader: RegisterReader, qtbot: QtBot, number: str) -> None:
    """N, the number of the concession, Enter."""
    reader.view.setFocus()
    QTest.keyClick(reader.view, Qt.Key.Key_N)
    QTest.keyClicks(line_of(reader, "concession"), number)
    QTest.keyClick(line_of(reader, "concession"), Qt.Key.Key_Return)
    settle(qtbot)


def test_a_line_is_framed_named_and_linked_by_the_keyboard_alone(reader: RegisterReader, ground: SmallCemetery, qtbot: QtBot) -> None:
    assert reader.paper is not None
    assert reader.paper.title == "Registre CONC-2, page 45"
    assert reader.view.image is not None
    link_line(reader, qtbot, "C-A-1")
    link_line(reader, qtbot, "C-A-11")
    found = links(reader)
    assert [link.concession_id for link in found] == [ground.concessions["A-1"], ground.concessions["A-11"]]
    first, second = (link.frame_y for link in found)
    assert first is not None
    assert second is not None
    assert second > first
    assert reader.line is not None
    assert reader.line.id == found[1].id
    assert reader.view.hasFocus()


def test_a_number_that_names_nothing_is_said_beside_its_field(reader: RegisterReader, qtbot: QtBot) -> None:
    link_line(reader, qtbot, "9999")
    assert links(reader) == []
    assert "Rien ne correspond" in reader.panel.rows["concession"].fault.text()
    assert reader.draft is not None
    QTest.keyClick(line_of(reader, "concession"), Qt.Key.Key_Escape)
    QTest.keyClick(reader.view, Qt.Key.Key_Delete)
    assert reader.draft is None
    assert reader.lines == []


def test_a_drawn_line_that_says_something_is_not_lost_in_silence(reader: RegisterReader, qtbot: QtBot) -> None:
    QTest.keyClick(reader.view, Qt.Key.Key_N)
    QTest.keyClicks(line_of(reader, "names"), "Veuve Dupuis")
    assert not reader.may_leave()
    assert isinstance(reader.desk.room, Room)
    assert "pas encore rattachée" in reader.desk.room.said[-1]
    assert reader.draft is not None


def test_arrows_go_from_line_to_line_and_what_is_typed_is_kept(reader: RegisterReader, qtbot: QtBot) -> None:
    link_line(reader, qtbot, "C-A-1")
    link_line(reader, qtbot, "C-A-11")
    QTest.keyClick(reader.view, Qt.Key.Key_Up)
    assert reader.current == 0
    reader.panel.rows["reading"].editor.set_value("Martin[?] veuve")
    reader.panel.is_changed = True
    QTest.keyClick(reader.view, Qt.Key.Key_Down)
    settle(qtbot)
    assert [link.reading for link in links(reader)] == ["Martin [?] veuve", ""]
    assert reader.lines[0].has_doubts
    assert reader.current == 1


def test_a_frame_is_moved_by_keys_and_drawn_by_the_mouse(reader: RegisterReader, qtbot: QtBot) -> None:
    QTest.keyClick(reader.view, Qt.Key.Key_N)
    start, end = QPoint(120, 200), QPoint(420, 240)
    QTest.mousePress(reader.view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(reader.view, (start + end) / 2)
    QTest.mouseMove(reader.view, end)
    QTest.mouseRelease(reader.view, Qt.MouseButton.LeftButton, pos=end)
    assert reader.draft is not None
    assert reader.draft.box is not None
    rect = reader.view.rect_of(reader.draft.box)
    assert abs(rect.width() - 300) < 6
    QTest.keyClicks(line_of(reader, "concession"), "C-A-11")
    QTest.keyClick(line_of(reader, "concession"), Qt.Key.Key_Return)
    settle(qtbot)
    before = links(reader)[0].frame_y
    QTest.keyClick(reader.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(reader.view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    reader.save_what_is_typed()
    settle(qtbot)
    after = links(reader)[0].frame_y
    assert before is not None
    assert after is not None
    assert after > before
    QTest.keyClick(reader.view, Qt.Key.Key_Delete)
    settle(qtbot)
    assert links(reader) == []


def test_pages_are_turned_through_every_paper(reader: RegisterReader, qtbot: QtBot) -> None:
    seen = []
    for _turn in range(4):
        assert reader.paper is not None
        seen.append((reader.paper.title, reader.page))
        QTest.keyClick(reader.view, Qt.Key.Key_PageDown)
        settle(qtbot)
    assert seen == [("Registre CONC-2, page 45", 1), ("titre A-1.pdf", 1), ("titre A-1.pdf", 2), ("titre A-1.pdf", 2)]


def test_the_whole_text_is_typed_beside_the_image(reader: RegisterReader, qtbot: QtBot) -> None:
    reader.panel.show_side("words")
    QTest.keyClicks(reader.panel.words, "Le 3 mai")
    reader.panel.mark_doubt()
    reader.save_what_is_typed()
    settle(qtbot)
    with reader.desk.store.read() as session:
        assert reader.paper is not None
        assert session.get_one(m.Scan, reader.paper.id).transcription == "Le 3 mai [?]"


def test_without_any_paper_the_first_step_is_offered(dossier: Dossier, desk: Desk, qtbot: QtBot) -> None:
    with dossier.store.work("rien") as work:
        for scan in work.session.query(m.Scan):
            work.session.delete(scan)
    reader = RegisterReader(desk)
    qtbot.addWidget(reader)
    reader.show()
    settle(qtbot)
    assert reader.stack.currentWidget() is reader.empty


def test_printed_pages_are_read_little_by_little(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modules.cemetery.ui.register_reader_letters.tesseract", lambda: "tesseract")
    monkeypatch.setattr("modules.cemetery.ui.register_reader_letters.letters_of", lambda archive, scan, page: f"mots de la page {page}")
    with desk.store.work("à lire") as work:
        scan = work.session.query(m.Scan).filter(m.Scan.pages == 2).one()
        scan.text_state = TextState.WAITING
    reading = letter_reader(desk)
    assert letter_reader(desk) is reading
    reading.start()
    qtbot.waitUntil(lambda: not reading.is_reading, timeout=10000)
    with desk.store.read() as session:
        found = session.query(m.Scan).filter(m.Scan.pages == 2).one()
        assert (found.text_state, found.text) == (TextState.READ, "mots de la page 1\fmots de la page 2")


# ---------------------------------------------------------------- what is said before keeping


def test_the_dry_listing_says_what_each_file_would_become(dossier: Dossier, ground: SmallCemetery, folder: Path) -> None:
    (folder / "lettre.pdf").write_bytes(b"rien")
    (folder / "lisez-moi.txt").write_bytes(b"rien")
    with dossier.store.read() as session:
        said = [str(line) for line in preview_keep(session, {"paths": str(folder), "split": True})]
        assert said[0] == "3 fichiers\u00a0:"
        assert any(line.startswith("lettre.pdf\u00a0: refusé") for line in said)
        assert any("titre A-1.pdf\u00a0: Titre de concession · A-1 (d’après le nom)" in line for line in said)
        assert "1 fichier d’une autre sorte est laissé." in said
        assert preview_keep(session, {"paths": ""}) == []
        assert "n’existe pas" in str(preview_keep(session, {"paths": str(folder / "absent")})[0])
        scan = session.query(m.Scan).filter(m.Scan.pages == 2).one()
        assert start_link(session, {"id": scan.id})["plots"] == (ground.plots["A-1"],)
