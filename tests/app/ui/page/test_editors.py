# SPDX-License-Identifier: EUPL-1.2
"""An editor for each kind of field: it shows what it is given, gives it back, and says its fault in place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.dates import Month
from app.core.outcome import FormErrors, UserError
from app.forms import fields as f
from app.forms.page import Form
from app.ui.date_editors import DayEditor, MonthEditor
from app.ui.desk import Desk
from app.ui.editors import ComboEditor, LineEditor, RadioEditor, make_editor
from app.ui.form import FormView
from app.ui.link_editors import LinesEditor, RefEditor, RefsEditor
from tests.app.ui.page.conftest import settle
from tests.app.ui.page.ledger import EVERY_KIND, SOME_VALUES, STATES, find_bills

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def type_text(widget: QLineEdit, text: str) -> None:
    """Type French letters: the test keyboard only knows those of ASCII."""
    widget.selectAll()
    for letter in text:
        QApplication.sendEvent(widget, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    """A widget on the screen, with the focus."""
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow, timeout=2000)
    return widget


@pytest.mark.parametrize("field", EVERY_KIND, ids=lambda field: field.name)
def test_an_editor_gives_back_what_it_is_given(qtbot: QtBot, desk: Desk, field: f.Field[Any]) -> None:
    import app.ui.form  # noqa: F401

    editor = make_editor(field, desk)
    qtbot.addWidget(editor)
    value = SOME_VALUES.get(field.name, {"bill": 3, "bills": (1, 4)}.get(field.name))
    editor.set_value(value)
    settle(qtbot)
    assert editor.value() == value


@pytest.mark.parametrize("field", EVERY_KIND, ids=lambda field: field.name)
def test_an_empty_editor_answers_nothing(qtbot: QtBot, desk: Desk, field: f.Field[Any]) -> None:
    editor = make_editor(field, desk)
    qtbot.addWidget(editor)
    editor.set_value(None)
    settle(qtbot)
    assert editor.value() in (None, False, 0)


def test_no_day_pressed_is_an_answer_only_where_days_are_begun_with(qtbot: QtBot, desk: Desk) -> None:
    only = make_editor(f.Weekdays(name="only", label="Seulement le"), desk)
    habit = make_editor(f.Weekdays(name="habit", label="Jours de cantine", default=0), desk)
    qtbot.addWidget(only)
    qtbot.addWidget(habit)
    assert (only.value(), habit.value()) == (None, 0)
    only.set_value(0b1001)
    assert only.value() == 0b1001


@pytest.mark.parametrize("field", EVERY_KIND, ids=lambda field: field.name)
def test_a_draft_comes_back_as_it_was_typed(qtbot: QtBot, desk: Desk, field: f.Field[Any]) -> None:
    value = SOME_VALUES.get(field.name, {"bill": 3, "bills": (1, 4)}.get(field.name))
    one, other = make_editor(field, desk), make_editor(field, desk)
    qtbot.addWidget(one)
    qtbot.addWidget(other)
    one.set_value(value)
    settle(qtbot)
    other.set_draft(one.draft())
    settle(qtbot)
    if not isinstance(field, f.Moment):
        assert other.value() == value


def test_every_control_of_a_form_has_a_name(qtbot: QtBot, desk: Desk) -> None:
    form = FormView(desk, Form(fields=EVERY_KIND), SOME_VALUES)
    shown(qtbot, form)
    settle(qtbot)
    QAccessible.setActive(True)
    nameless = []
    for widget in form.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            if not said:
                nameless.append(type(widget).__name__)
    QAccessible.setActive(False)
    assert nameless == []


def test_an_amount_is_tidied_on_leaving(qtbot: QtBot, desk: Desk) -> None:
    editor = make_editor(f.Money(name="total", label="Total"), desk)
    assert isinstance(editor, LineEditor)
    qtbot.addWidget(editor)
    editor.line.setText("1234,5")
    editor.on_leave()
    assert editor.line.text() == "1\u202f234,50\u00a0€"
    assert editor.value() == Decimal("1234.50")


@pytest.mark.parametrize("typed", ["3/10/26", "031026", "2026-10-03"])
def test_a_day_is_typed_in_several_ways(qtbot: QtBot, desk: Desk, typed: str) -> None:
    editor = make_editor(f.Day(name="day", label="Jour"), desk)
    assert isinstance(editor, DayEditor)
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    assert editor.value() == date(2026, 10, 3)
    editor.on_leave()
    assert editor.line.text() == "03/10/2026"


def test_a_day_is_pointed_at_in_the_calendar(qtbot: QtBot, desk: Desk) -> None:
    editor = make_editor(f.Day(name="day", label="Jour"), desk)
    assert isinstance(editor, DayEditor)
    shown(qtbot, editor)
    changes: list[None] = []
    editor.changed.connect(lambda: changes.append(None))
    editor.unfold()
    editor.choose(QDate(2026, 12, 25))
    assert editor.value() == date(2026, 12, 25)
    assert changes


def test_a_month_goes_on_and_back(qtbot: QtBot, desk: Desk) -> None:
    editor = make_editor(f.MonthOf(name="month", label="Mois"), desk)
    assert isinstance(editor, MonthEditor)
    shown(qtbot, editor)
    editor.set_value(Month(2026, 12))
    editor.after.click()
    assert editor.value() == Month(2027, 1)
    qtbot.keyClick(editor.line, Qt.Key.Key_PageUp)
    qtbot.keyClick(editor.line, Qt.Key.Key_PageUp)
    assert editor.value() == Month(2026, 11)
    editor.set_value(None)
    editor.before.click()
    assert editor.value() == Month(2026, 11)  # this month, when it was empty


def test_a_few_options_are_all_shown_and_many_unfold(qtbot: QtBot, desk: Desk) -> None:
    few = make_editor(f.Choice(name="state", label="État", options=STATES), desk)
    many = make_editor(
        f.Choice(name="n", label="N", options=tuple(f.Option(str(i), f"Option {i}") for i in range(9))), desk
    )
    qtbot.addWidget(few)
    qtbot.addWidget(many)
    assert isinstance(few, RadioEditor)
    assert isinstance(many, ComboEditor)
    few.buttons[1].click()
    assert few.value() == "sent"
    few.buttons[2].click()
    assert few.value() == "late"
    few.buttons[2].click()
    assert few.value() is None


def test_a_link_is_found_by_a_piece_of_its_title(qtbot: QtBot, desk: Desk) -> None:
    field = f.Ref(name="bill", label="Facture", find=find_bills)
    editor = make_editor(field, desk)
    assert isinstance(editor, RefEditor)
    shown(qtbot, editor)
    type_text(editor.line, "lefè")
    qtbot.waitUntil(lambda: bool(editor._candidates), timeout=3000)
    settle(qtbot)
    assert editor._candidates[0][1].endswith("Lefèvre")
    editor._take(editor._candidates[0][1])
    assert editor.value() == editor._candidates[0][0]
    editor.completer.popup().hide()


def test_a_link_that_names_nothing_is_refused(qtbot: QtBot, desk: Desk) -> None:
    editor = make_editor(f.Ref(name="bill", label="Facture", find=find_bills), desk)
    assert isinstance(editor, RefEditor)
    qtbot.addWidget(editor)
    type_text(editor.line, "Personne")
    settle(qtbot)
    with pytest.raises(UserError, match="Choisissez dans la liste"):
        editor.value()


def test_several_links_are_ticked(qtbot: QtBot, desk: Desk) -> None:
    editor = make_editor(f.Refs(name="bills", label="Factures", find=find_bills), desk)
    assert isinstance(editor, RefsEditor)
    shown(qtbot, editor)
    settle(qtbot)
    editor.list.item(0).setCheckState(Qt.CheckState.Checked)
    editor.list.item(2).setCheckState(Qt.CheckState.Checked)
    assert editor.value() == (1, 3)
    editor.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert editor.value() == (3,)
    assert editor.count.text() == "1 cochés" or "coché" in editor.count.text()


def test_lines_are_added_and_taken_away(qtbot: QtBot, desk: Desk) -> None:
    field = next(field for field in EVERY_KIND if isinstance(field, f.Lines))
    editor = make_editor(field, desk)
    assert isinstance(editor, LinesEditor)
    shown(qtbot, editor)
    editor.set_value(SOME_VALUES["lines"])
    editor.add.click()
    assert len(editor._rows) == 3
    assert editor.value() == SOME_VALUES["lines"]  # a blank line is not a line
    editor._remove(editor._rows[0])
    assert editor.value() == SOME_VALUES["lines"][1:]


# ---------------------------------------------------------------- forms


FIELDS = (
    f.Text(name="name", label="Nom", required=True), f.Email(name="email", label="Courriel"),
    f.Money(name="total", label="Total", required=True),
)  # fmt: skip


def test_all_faults_are_said_and_the_first_one_takes_the_focus(qtbot: QtBot, desk: Desk) -> None:
    form = FormView(desk, Form(fields=FIELDS))
    shown(qtbot, form)
    form.rows["email"].editor.set_draft("pas une adresse")
    with pytest.raises(FormErrors) as caught:
        form.values()
    assert set(caught.value.faults) == {"name", "email", "total"}
    assert all(row.fault.isVisible() for row in form.rows.values())
    qtbot.waitUntil(lambda: form.rows["name"].editor.target().hasFocus(), timeout=2000)


def test_a_fault_is_said_when_the_field_is_left_and_fades_as_it_is_mended(qtbot: QtBot, desk: Desk) -> None:
    form = FormView(desk, Form(fields=FIELDS))
    shown(qtbot, form)
    row = form.rows["email"]
    assert isinstance(row.editor, LineEditor)
    row.editor.line.setFocus()
    qtbot.keyClicks(row.editor.line, "nimporte")
    form.rows["total"].editor.target().setFocus()
    assert "pas complète" in row.fault.text()
    assert row.editor.target().property("fault") == "true"
    assert "pas complète" in row.editor.target().accessibleDescription()
    row.editor.line.setFocus()
    qtbot.keyClicks(row.editor.line, "@exemple.fr")
    assert not row.fault.isVisible()
    assert form.peek() is None


def test_faults_between_fields_are_said_at_the_field_they_name(qtbot: QtBot, desk: Desk) -> None:
    def check(values: Any) -> None:
        if values["name"] == "X":
            raise UserError("Ce nom est déjà pris.", field="name")

    form = FormView(desk, Form(fields=FIELDS, check=check), {"name": "X", "total": Decimal(1)})
    shown(qtbot, form)
    with pytest.raises(FormErrors):
        form.values()
    assert form.rows["name"].fault.text() == "Ce nom est déjà pris."


def test_required_fields_are_marked_in_words(qtbot: QtBot, desk: Desk) -> None:
    from PySide6.QtWidgets import QLabel

    form = FormView(desk, Form(fields=FIELDS))
    qtbot.addWidget(form)
    said = [label.text() for label in form.rows["name"].findChildren(QLabel)]
    assert "obligatoire" in said
    assert "obligatoire" not in [label.text() for label in form.rows["email"].findChildren(QLabel)]


def test_sensitive_values_are_never_in_a_draft(qtbot: QtBot, desk: Desk) -> None:
    illness = f.Text(name="illness", label="Allergie", sensitive=True)
    form = FormView(desk, Form(fields=(illness, *FIELDS)), {"illness": "arachide"})
    qtbot.addWidget(form)
    assert "illness" not in form.drafts()
