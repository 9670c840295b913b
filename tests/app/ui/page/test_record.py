# SPDX-License-Identifier: EUPL-1.2
"""The record in hand: read first, edited in place, drafts kept, two people on it, its history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.conflict import ConflictBox
from app.ui.desk import Desk
from app.ui.drafts import drafts_of
from app.ui.editors import LineEditor
from app.ui.history import HistoryBox
from app.ui.lines import LinesBox
from app.ui.record import RecordPane
from app.ui.record_fields import FieldsBox
from app.ui.sheet import Sheet
from app.ui.widgets import Button
from tests.app.ui.page.conftest import Room, settle
from tests.app.ui.page.ledger import Bill, BillState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk) -> RecordPane:
    """The pane on the second bill, which is late."""
    made = RecordPane(desk, desk.registry.page("ledger.bills"))
    qtbot.addWidget(made)
    made.resize(440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=2000)
    desk.changed.connect(lambda _tables: made.reload())
    made.show_record(2)
    settle(qtbot)
    return made


def said(widget: QWidget) -> list[str]:
    """The words that a widget shows."""
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def box_of(pane: RecordPane) -> FieldsBox:
    """The fields of the record."""
    return pane.boxes[0]


def write(qtbot: QtBot, desk: Desk, **values: Any) -> None:
    """Somebody else changes the second bill."""

    def act(work: Any) -> None:
        bill = work.session.get(Bill, 2)
        for name, value in values.items():
            setattr(bill, name, value)

    desk.operate("Ailleurs", act)
    settle(qtbot)
    settle(qtbot)


def type_in(box: FieldsBox, name: str, text: str) -> None:
    """Type in a field of a box that is being edited."""
    assert box.form is not None
    editor = box.form.rows[name].editor
    editor.set_draft(text)
    editor.changed.emit()


def test_what_it_is_stands_at_the_head(pane: RecordPane) -> None:
    words = said(pane)
    assert "CAN-2026-00099" in words
    assert "Benoît-Lévy · octobre 2026 · émise le 3 novembre" in words
    assert "06 43 81 65 80" in words


def test_only_the_actions_of_use_are_offered(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    names = [button.text() for button in pane.holder.findChildren(Button)]
    assert names[:3] == ["Encaisser…", "Supprimer", "Imprimer"]
    pane.show_record(1)  # paid: nothing to cash
    settle(qtbot)
    assert "Encaisser…" not in [button.text() for button in pane.findChildren(Button)]


def test_a_line_explains_its_price(qtbot: QtBot, pane: RecordPane) -> None:
    lines = pane.findChild(LinesBox)
    assert lines is not None
    assert lines.table is not None
    assert "Pourquoi 2,10\u00a0€\u202f?" in said(lines.why)
    lines.table.selectRow(1)
    settle(qtbot)
    assert "Pourquoi 3,15\u00a0€\u202f?" in said(lines.why)
    lines.table.selectRow(5)  # the total
    settle(qtbot)
    assert lines.why.isHidden()


def test_a_field_is_edited_in_place_and_saved(qtbot: QtBot, pane: RecordPane, desk: Desk, room: Room) -> None:
    pane.edit()
    box = box_of(pane)
    assert box.is_editing
    type_in(box, "payer", "Œuvrard")
    assert box.form is not None
    qtbot.keyClick(box.form.rows["payer"].editor.target(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    settle(qtbot)
    assert room.last == "Enregistré."
    assert not box_of(pane).is_editing
    assert "Œuvrard" in said(pane)
    history = pane.findChild(HistoryBox)
    assert history is not None
    assert "Modifier\u00a0: CAN-2026-00099" in " ".join(said(history))
    history.unfold()
    settle(qtbot)
    assert "Payeur\u00a0: Benoît-Lévy → Œuvrard" in said(history)


def test_saving_says_every_fault(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    box = box_of(pane)
    box.edit("email")
    settle(qtbot)
    type_in(box, "email", "nimporte")
    type_in(box, "payer", "")
    box.save()
    assert box.form is not None
    assert box.form.rows["email"].fault.text()
    assert box.form.rows["payer"].fault.text() == "À remplir."
    assert box.fault.isVisible()
    with desk.store.read() as session:
        bill = session.get(Bill, 2)
        assert bill is not None
        assert bill.payer == "Benoît-Lévy"


def test_esc_asks_only_if_something_was_changed(qtbot: QtBot, pane: RecordPane, room: Room) -> None:
    box = box_of(pane)
    box.edit("payer")
    assert box.form is not None
    qtbot.keyClick(box.form.rows["payer"].editor.target(), Qt.Key.Key_Escape)
    assert not box.is_editing
    box.edit("payer")
    type_in(box, "payer", "Autre")
    box.cancel()
    assert box.is_editing
    sheets = [sheet for sheet in room.findChildren(Sheet) if sheet.isVisible()]
    assert len(sheets) == 1
    sheets[0].discard()
    box.forget()
    assert not box.is_editing


def test_what_is_half_typed_survives_a_change_of_record(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    box_of(pane).edit()
    type_in(box_of(pane), "payer", "À moitié")
    pane.show_record(5)
    settle(qtbot)
    assert not box_of(pane).is_editing
    # The program stops here, and starts again.
    desk.setProperty("drafts", None)
    pane.show_record(2)
    settle(qtbot)
    box = box_of(pane)
    assert box.is_editing
    assert box.form is not None
    editor = box.form.rows["payer"].editor
    assert isinstance(editor, LineEditor)
    assert editor.line.text() == "À moitié"
    box.forget()
    assert drafts_of(desk).places() == ()


def test_a_record_being_typed_is_not_read_again_under_the_hands(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    box = box_of(pane)
    box.edit()
    type_in(box, "payer", "Moi")
    write(qtbot, desk, note="ailleurs")
    assert box_of(pane) is box
    assert box.is_editing
    box.forget()
    settle(qtbot)
    settle(qtbot)
    assert "ailleurs" in said(pane)


def test_the_second_of_two_people_sees_both_versions(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    box = box_of(pane)
    box.edit()
    type_in(box, "payer", "Ma version")
    write(qtbot, desk, payer="Leur version", email="autre@exemple.fr")
    box.save()
    settle(qtbot)
    settle(qtbot)
    conflict = pane.findChild(ConflictBox)
    assert conflict is not None
    words = said(conflict)
    assert "Ma version" in words
    assert "Leur version" in words
    conflict.keep_mine.click()
    settle(qtbot)
    settle(qtbot)
    with desk.store.read() as session:
        bill = session.get(Bill, 2)
        assert bill is not None
        # What I typed is mine; what I did not touch is theirs.
        assert (bill.payer, bill.email) == ("Ma version", "autre@exemple.fr")


def test_the_other_version_can_be_taken(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    box = box_of(pane)
    box.edit()
    type_in(box, "payer", "Ma version")
    write(qtbot, desk, payer="Leur version")
    box.save()
    settle(qtbot)
    settle(qtbot)
    conflict = pane.findChild(ConflictBox)
    assert conflict is not None
    conflict.take_theirs.click()
    settle(qtbot)
    settle(qtbot)
    assert "Leur version" in said(pane)
    assert not box_of(pane).is_editing


def test_sensitive_values_are_hidden_without_the_right(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    assert "arachide" in said(pane)
    desk.user = replace(desk.user, rights=("*.read",))
    pane.show_record(3)
    settle(qtbot)
    assert "arachide" not in said(pane)
    assert "masqué, faute du droit de le lire" in said(pane)
    assert not box_of(pane).can_edit


def test_a_record_that_is_gone_says_so(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    def forget(work: Any) -> None:
        work.session.delete(work.session.get(Bill, 2))

    desk.operate("Suppression", forget)
    settle(qtbot)
    settle(qtbot)
    assert any("n’existe plus" in text for text in said(pane))


def test_sentences_are_shown_only_when_there_are_some(qtbot: QtBot, pane: RecordPane, desk: Desk) -> None:
    assert "Aucun règlement reçu depuis 41 jours." in said(pane)
    write(qtbot, desk, state=BillState.SENT)
    assert "Aucun règlement reçu depuis 41 jours." not in said(pane)


def test_every_line_is_seen_without_scrolling(pane: RecordPane) -> None:
    lines = pane.findChild(LinesBox)
    assert lines is not None
    assert lines.table is not None
    table = lines.table
    last = table.visualRect(table.model().index(table.model().rowCount() - 1, 0))
    assert table.viewport().rect().contains(last)
