# SPDX-License-Identifier: EUPL-1.2
"""A page in two panes: the list filtered, sorted, selected, exported; the record in hand beside it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.dates import Month
from app.forms.page import Page
from app.ui.desk import Desk
from app.ui.export import export_to
from app.ui.page import PageView
from app.ui.table import ListPane
from app.ui.table_model import PAGE
from tests.app.ui.page.conftest import Room, settle
from tests.app.ui.page.ledger import Bill, BillState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def show(qtbot: QtBot, desk: Desk, width: int = 1154) -> PageView:
    """The page of bills on the screen, its rows read."""
    view = PageView(desk, desk.registry.page("ledger.bills"))
    qtbot.addWidget(view)
    view.resize(width, 686)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow, timeout=2000)
    settle(qtbot)
    settle(qtbot)
    return view


def rows_of(view: PageView) -> ListPane:
    """The list of a page."""
    assert view.list is not None
    return view.list


def texts(view: PageView, name: str) -> list[str]:
    """What a column shows."""
    pane = rows_of(view)
    column = next(i for i, c in enumerate(pane.columns) if c.name == name)
    return [pane.model.index(row, column).data() for row in range(pane.model.rowCount())]


def words(view: PageView) -> str:
    """What the foot says."""
    assert view.foot is not None
    return view.foot.count.text() + view.foot.sums._full


def test_the_list_is_shown_counted_and_summed(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    assert texts(view, "payer")[:3] == ["Aubert", "Benoît-Lévy", "Bertrand"]
    assert words(view).startswith("20 factures\u00a0· 1\u202f261,30\u00a0€\u00a0· reste dû ")
    assert view.step == "Octobre 2026"


def test_chips_carry_their_counts_and_filter(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    assert pane.chips["late"].text() == "En retard\u00a0· 4"
    pane.chips["late"].click()
    settle(qtbot)
    assert set(texts(view, "state")) == {"En retard"}
    assert pane.chips["late"].isChecked()
    assert not pane.chips["all"].isChecked()
    assert words(view).startswith("4 factures")


def test_typing_anywhere_in_the_list_filters_it(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    pane.focus_rows()
    qtbot.keyClicks(pane.view, "mo")
    assert pane.filter.text() == "mo"
    assert pane.filter.hasFocus()
    qtbot.keyClicks(pane.filter, "rel")
    qtbot.waitUntil(lambda: pane.model.count == 1, timeout=3000)
    assert texts(view, "payer") == ["Morel"]
    qtbot.keyClick(pane.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.model.count == 20, timeout=3000)
    assert pane.view.hasFocus()


def test_a_filter_without_rows_says_so_and_offers_everything(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    pane.filter.setText("personne")
    qtbot.waitUntil(lambda: pane.model.count == 0, timeout=3000)
    assert pane.stack.currentWidget() is pane._empty
    pane.show_everything()
    settle(qtbot)
    assert pane.model.count == 20
    assert pane.stack.currentWidget() is pane.view


def test_an_empty_list_offers_the_first_step(qtbot: QtBot, make_desk: Callable[..., Desk]) -> None:
    from app.ui.widgets import Button

    desk = make_desk(count=0)
    view = show(qtbot, desk)
    empty = rows_of(view)._empty
    assert empty is not None
    (button,) = empty.findChildren(Button)
    assert button.text() == "Ajouter une facture…"


def test_columns_sort_and_their_order_is_remembered(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    rows_of(view).headings._sort(3)
    settle(qtbot)
    amounts = [Decimal(text.replace("\u00a0€", "").replace(",", ".").replace("\u202f", "")) for text in texts(view, "total")]
    assert amounts == sorted(amounts)
    rows_of(view).headings._sort(3)
    settle(qtbot)
    assert desk.preferences.get("list/ledger.bills")["order"] == "-total"
    again = show(qtbot, desk)
    assert rows_of(again).listing.order == "-total"
    assert texts(again, "total")[0] == max(texts(again, "total"), key=lambda t: Decimal(t[:-2].replace(",", ".")))


def test_columns_are_shown_hidden_and_widened(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    assert [c.name for c in pane.shown_columns()] == ["number", "payer", "children", "total", "state"]
    pane.headings._show(4, True)
    pane.headings._show(2, False)
    pane.view.setColumnWidth(0, 222)
    pane.headings._keep()
    again = rows_of(show(qtbot, desk))
    assert [c.name for c in again.shown_columns()] == ["number", "payer", "total", "due", "state"]
    assert again.view.columnWidth(0) == 222
    again.headings._reset()
    assert [c.name for c in again.shown_columns()] == ["number", "payer", "children", "total", "state"]
    assert desk.preferences.get("list/ledger.bills") is None


def test_several_rows_are_counted_and_summed(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    for row in range(3):
        pane.view.selectionModel().select(
            pane.model.index(row, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        )
    settle(qtbot)
    assert words(view).startswith("3 lignes sélectionnées\u00a0· 73,")
    assert view.context()["ids"] == (1, 2, 3)


def test_all_rows_selected_counts_those_not_read_yet(qtbot: QtBot, make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(count=3 * PAGE)
    view = show(qtbot, desk)
    pane = rows_of(view)
    assert pane.model.row_at(2 * PAGE) is None
    pane.view.selectAll()
    settle(qtbot)
    assert words(view).startswith(f"{3 * PAGE} lignes sélectionnées")
    assert len(view.context()["ids"]) == 3 * PAGE


def test_rows_are_read_as_they_come_into_view(qtbot: QtBot, make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(count=3 * PAGE)
    view = show(qtbot, desk)
    pane = rows_of(view)
    pane.view.scrollToBottom()
    qtbot.waitUntil(lambda: pane.model.row_at(3 * PAGE - 1) is not None, timeout=3000)
    assert pane.model.row_at(PAGE + 1) is None


def test_an_address_shows_its_record_even_behind_a_filter(qtbot: QtBot, desk: Desk, room: Room) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    pane.set_filter("late")
    settle(qtbot)
    view.go(15, {})
    settle(qtbot)
    settle(qtbot)
    assert pane.current_id() == 15
    assert pane.listing.filter == ""
    assert view.record is not None
    assert view.record.record_id == 15
    assert pane.model.count == 20


def test_an_id_larger_than_a_machine_word_of_qt_is_heard_whole(qtbot: QtBot, desk: Desk) -> None:
    # A pair of likely doubles bears both ids in one: 453 and 478 make 4 530 000 478.
    view = show(qtbot, desk)
    assert view.record is not None
    heard: list[int] = []
    desk.seen.connect(lambda _page, record_id: heard.append(record_id))
    for signal in (rows_of(view).chosen, view.record.shown):
        signal.disconnect()
        signal.connect(heard.append)
        signal.emit(4_530_000_478)
    desk.seen.emit("bills", 4_530_000_478)
    assert heard == [4_530_000_478] * 3


def test_parameters_and_filter_come_with_an_address(qtbot: QtBot, desk: Desk) -> None:
    view = PageView(desk, desk.registry.page("ledger.bills"))
    qtbot.addWidget(view)
    view.resize(1154, 686)
    view.go(None, {"month": Month(2026, 10), "filter": "draft"})  # before it is even built
    view.show()
    settle(qtbot)
    settle(qtbot)
    assert set(texts(view, "state")) == {"Brouillon"}
    view.go(None, {"month": Month(2026, 9)})
    settle(qtbot)
    assert rows_of(view).model.count == 0
    assert view.step == "Septembre 2026"


def test_the_month_above_the_list_changes_what_is_read(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    assert pane.parameters is not None
    editor: Any = pane.parameters.editors["month"]
    editor.before.click()
    settle(qtbot)
    assert pane.model.count == 0
    assert view.context()["month"] == Month(2026, 9)
    editor.after.click()
    settle(qtbot)
    assert pane.model.count == 20


def test_the_list_reads_again_only_when_its_tables_changed(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    loads: list[None] = []
    pane.model.loaded.connect(lambda: loads.append(None))
    desk.operate("Réglage", lambda work: work.put_setting("x.y", 1))
    settle(qtbot)
    assert loads == []

    def pay(work: Any) -> None:
        work.session.get(Bill, 1).state = BillState.LATE

    desk.operate("Essai", pay)
    settle(qtbot)
    qtbot.waitUntil(lambda: bool(loads), timeout=3000)
    settle(qtbot)
    assert pane.chips["late"].text() == "En retard\u00a0· 5"


def test_a_page_out_of_sight_reads_again_when_it_comes_back(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    view.hide()

    def rename(work: Any) -> None:
        work.session.get(Bill, 1).payer = "Aaron"

    desk.operate("Essai", rename)
    settle(qtbot)
    assert "Aaron" not in texts(view, "payer")
    view.show()
    settle(qtbot)
    assert "Aaron" in texts(view, "payer")


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_what_is_seen_is_exported(qtbot: QtBot, desk: Desk, room: Room, tmp_path: Path, kind: str) -> None:
    from app.exchange.reader import read_file

    view = show(qtbot, desk)
    pane = rows_of(view)
    pane.set_filter("late")
    pane.headings._sort(3)
    settle(qtbot)
    path = tmp_path / f"factures.{kind}"
    export_to(pane, path)
    settle(qtbot)
    (sheet,) = read_file(path)
    assert sheet.rows[0] == ["Numéro", "Payeur", "Enfants", "Total", "État"]
    assert len(sheet.rows) == 5
    assert [row[4] for row in sheet.rows[1:]] == ["En retard"] * 4
    assert "4 lignes exportées" in room.last


def test_the_keyboard_goes_from_the_list_to_the_record_and_back(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    pane = rows_of(view)
    assert view.record is not None
    pane.focus_rows()
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.record is not None and view.record.record_id == 2, timeout=3000)
    settle(qtbot)
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert view.record.isAncestorOf(view.focusWidget())
    view.record.left.emit()
    assert pane.view.hasFocus()


def test_large_letters_show_the_list_and_the_record_in_turn(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk, width=600)
    assert view.record is not None
    assert rows_of(view).isVisible()
    assert not view.record.isVisible()
    rows_of(view).entered.emit()
    assert view.record.isVisible()
    assert not rows_of(view).isVisible()
    view.record.back.click()
    assert rows_of(view).isVisible()


def test_every_control_of_a_page_has_a_name(qtbot: QtBot, desk: Desk) -> None:
    view = show(qtbot, desk)
    QAccessible.setActive(True)
    nameless = []
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            if not said:
                nameless.append(type(widget).__name__)
    QAccessible.setActive(False)
    assert nameless == []


def test_a_page_of_charts_draws_them_and_gives_their_figures(qtbot: QtBot, desk: Desk) -> None:
    from app.documents.charts import BarChart, Series
    from app.ui.chart import ChartView, figures_of

    chart = BarChart("Repas", ("Lundi", "Mardi"), (Series("Servis", (12, 15)), Series("Commandés", (13, None))))
    page = Page(name="ledger.charts", title="Graphiques", charts=lambda session, params: [("Repas par jour", chart)])
    view = PageView(desk, page)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    settle(qtbot)
    drawing = view.findChild(ChartView)
    assert drawing is not None
    assert "12" in drawing.accessibleDescription()
    assert figures_of(chart) == (["", "Servis", "Commandés"], [["Lundi", "12", "13"], ["Mardi", "15", ""]])
    assert view.charts is not None
    view.charts._cards[0].toggle.click()
    assert view.charts._cards[0].stack.currentIndex() == 1


class Windows(QObject):
    """Writes down every window that appears."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_nothing_flashes_while_a_page_is_built(qtbot: QtBot, desk: Desk, qapp: QApplication) -> None:
    watch = Windows()
    qapp.installEventFilter(watch)
    view = show(qtbot, desk)
    assert view.record is not None
    view.record.edit()
    settle(qtbot)
    qapp.removeEventFilter(watch)
    assert watch.seen == ["PageView"]
