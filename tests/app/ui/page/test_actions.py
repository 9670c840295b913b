# SPDX-License-Identifier: EUPL-1.2
"""An action from its button to its report: form, preview, question, work, undo; never a dialog over a dialog."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.core.dates import Month
from app.core.outcome import Address
from app.forms.fields import Tone
from app.ui.actions import ActionSheet, scoped
from app.ui.desk import Desk
from app.ui.drafts import drafts_of
from app.ui.report import ReportSheet, as_text
from app.ui.sheet import Sheet
from tests.app.ui.page.conftest import Room, settle
from tests.app.ui.page.ledger import Bill, BillState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
OCTOBER = {"month": Month(2026, 10)}


@pytest.fixture(autouse=True)
def over(host: QWidget) -> None:
    """Every dialog of these tests comes over a window."""


def dialogs() -> list[QDialog]:
    """The dialogs that are seen."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def opened(qtbot: QtBot, desk: Desk, action: str, context: dict[str, Any] | None = None) -> ActionSheet:
    """The dialog of an action, ready to be filled."""
    sheet = desk.run(action, context or {})
    assert isinstance(sheet, ActionSheet)
    settle(qtbot)
    return sheet


def count(desk: Desk, state: BillState | None = None) -> int:
    """How many bills there are."""
    query = select(func.count()).select_from(Bill)
    with desk.store.read() as session:
        return session.execute(query if state is None else query.where(Bill.state == state)).scalar_one()


def test_the_scope_says_what_the_service_receives(desk: Desk) -> None:
    pay, forget, add = (desk.registry.action(f"ledger.{name}") for name in ("pay", "forget", "add"))
    assert scoped(pay, {"id": 3}) == {"ids": (3,)}
    assert scoped(pay, {"id": 3, "ids": (4, 5)}) == {"ids": (4, 5)}
    assert scoped(forget, {"ids": (4,)}) == {"id": 4}
    assert scoped(add, OCTOBER) == OCTOBER
    assert scoped(add, {"id": 3, "ids": (3,), **OCTOBER}) == {"record": 3, **OCTOBER}


def test_every_fault_of_the_form_is_said_and_nothing_is_done(qtbot: QtBot, desk: Desk) -> None:
    sheet = opened(qtbot, desk, "ledger.add", OCTOBER)
    sheet.submit()
    assert sheet.form.rows["number"].fault.isVisible()
    assert sheet.form.rows["total"].fault.isVisible()
    assert sheet.fault.isVisible()
    assert count(desk) == 20
    sheet.discard()


def test_an_action_that_creates_opens_what_it_made(qtbot: QtBot, desk: Desk, room: Room) -> None:
    sheet = opened(qtbot, desk, "ledger.add", OCTOBER)
    for name, draft in {"number": "A-1", "payer": "Œuvrard", "total": "12,5"}.items():
        sheet.form.rows[name].editor.set_draft(draft)
    sheet.submit()
    settle(qtbot)
    assert count(desk) == 21
    assert room.went_to(Address("ledger.bills", 21))
    assert room.last == "Facture ajoutée."
    assert dialogs() == []
    with desk.store.read() as session:
        bill = session.get(Bill, 21)
        assert bill is not None
        assert (bill.payer, bill.total, bill.month) == ("Œuvrard", Decimal("12.50"), Month(2026, 10))


def test_a_refusal_of_the_service_is_said_beside_its_field(qtbot: QtBot, desk: Desk) -> None:
    sheet = opened(qtbot, desk, "ledger.add", OCTOBER)
    for name, draft in {"number": "A-1", "payer": "X", "total": "5000"}.items():
        sheet.form.rows[name].editor.set_draft(draft)
    sheet.submit()
    settle(qtbot)
    assert sheet.isVisible()
    assert "Au plus" in sheet.form.rows["total"].fault.text()
    assert sheet.accept_button.isEnabled()
    sheet.discard()


def test_what_would_be_done_is_said_before(qtbot: QtBot, desk: Desk) -> None:
    sheet = opened(qtbot, desk, "ledger.pay", {"ids": (1, 2)})
    assert sheet.box.isVisible()
    assert "2 factures seront soldées." in [label.text() for label in sheet.box.findChildren(QLabel)]
    sheet.discard()


def test_refusals_are_listed_with_the_way_to_each(qtbot: QtBot, desk: Desk, room: Room) -> None:
    sheet = opened(qtbot, desk, "ledger.pay", {"ids": (2, 3)})  # 3 is a draft
    sheet.submit()
    settle(qtbot)
    (shown,) = dialogs()
    assert isinstance(shown, ReportSheet)
    assert shown.report.counts == {}
    assert "Bertrand\u00a0: c’est un brouillon." in as_text(shown.report)
    shown._see(Address("ledger.bills", 3))
    assert room.went_to(Address("ledger.bills", 3))
    assert dialogs() == []


def test_a_question_in_figures_takes_the_place_of_the_form(qtbot: QtBot, desk: Desk, room: Room) -> None:
    sheet = opened(qtbot, desk, "ledger.validate", OCTOBER)
    sheet.submit()
    settle(qtbot)
    assert dialogs() == [sheet]
    assert sheet.is_asking
    said = [label.text() for label in sheet._question.findChildren(QLabel)]
    assert any("3 brouillons deviendront" in text for text in said)
    sheet.back_to_front()
    assert not sheet.is_asking
    assert count(desk, BillState.DRAFT) == 3
    # Accepted, the service has a question of its own: it comes in the same window.
    sheet.submit()
    settle(qtbot)
    sheet.go({**OCTOBER})
    settle(qtbot)
    assert sheet.is_asking
    assert "d’un coup" in "".join(label.text() for label in sheet._question.findChildren(QLabel))
    sheet.go({**OCTOBER}, frozenset({"many"}))
    settle(qtbot)
    assert count(desk, BillState.DRAFT) == 0
    assert room.last == "3 factures validées."
    assert room.said[-1][2] == ""  # a legal act offers no « Annuler »
    assert dialogs() == []


def test_an_action_without_fields_asks_its_question_alone(qtbot: QtBot, desk: Desk, room: Room) -> None:
    desk.run("ledger.forget", {"id": 5})
    settle(qtbot)
    (shown,) = dialogs()
    assert isinstance(shown, Sheet)
    assert any("Supprimer" in label.text() for label in shown._question.findChildren(QLabel))
    shown.discard()
    assert count(desk) == 20
    desk.run("ledger.forget", {"id": 5})
    settle(qtbot)
    (shown,) = dialogs()
    from app.ui.widgets import PrimaryButton

    next(b for b in shown.findChildren(PrimaryButton) if b.isVisible()).click()
    settle(qtbot)
    assert count(desk) == 19
    assert room.last == "Facture supprimée."


def test_what_was_done_can_be_undone_from_its_sentence(qtbot: QtBot, desk: Desk, room: Room) -> None:
    desk.run("ledger.pay", {"ids": (2,)}).submit()
    settle(qtbot)
    text, tone, button, pressed = room.said[-1]
    assert (text, tone, button) == ("1 facture encaissée.", Tone.SUCCESS, "Annuler")
    pressed()
    settle(qtbot)
    settle(qtbot)
    assert room.last == "Annulé."
    with desk.store.read() as session:
        bill = session.get(Bill, 2)
        assert bill is not None
        assert bill.state == BillState.LATE


def test_a_right_that_is_missing_is_said_before_any_dialog(qtbot: QtBot, desk: Desk, room: Room) -> None:
    desk.user = replace(desk.user, rights=("*.read",))
    assert desk.run("ledger.add") is None
    assert "le droit" in room.last
    assert dialogs() == []


def test_leaving_asks_only_if_something_was_typed(qtbot: QtBot, desk: Desk) -> None:
    sheet = opened(qtbot, desk, "ledger.add", OCTOBER)
    sheet.reject()
    assert dialogs() == []
    sheet = opened(qtbot, desk, "ledger.add", OCTOBER)
    sheet.form.rows["payer"].editor.set_draft("Morel")
    sheet.form.rows["payer"].editor.changed.emit()
    sheet.reject()
    assert dialogs() == [sheet]
    assert sheet.is_asking
    sheet.discard()
    assert dialogs() == []


def test_what_was_typed_survives_a_crash(qtbot: QtBot, desk: Desk) -> None:
    sheet = opened(qtbot, desk, "ledger.add", OCTOBER)
    sheet.form.rows["payer"].editor.set_draft("Morel")
    sheet.form.rows["payer"].editor.changed.emit()
    sheet._look()
    assert drafts_of(desk).places()
    # The power goes off: nothing is closed. Another program starts and reads the file.
    desk.setProperty("drafts", None)
    again = opened(qtbot, desk, "ledger.add", OCTOBER)
    assert again.form.rows["payer"].editor.value() == "Morel"
    again.discard()
    assert drafts_of(desk).places() == ()
    sheet.discard()
