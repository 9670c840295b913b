# SPDX-License-Identifier: EUPL-1.2
"""The plan in the window: found, pressed, moved over by keys, seen on another day, drawn and saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.forms.fields import Tone
from app.store.dossier import Dossier
from app.ui.desk import Desk
from app.ui.operation import _running, running
from app.ui.preferences import Preferences
from app.ui.theme import Theme
from app.ui.tokens import Scheme
from modules.cemetery.models import Cemetery, CemeterySection, PlanObject, Plot, PlotAlias
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.rules.drawing import row_of, stored_ring
from modules.cemetery.ui.plan_look import PlanLook
from modules.cemetery.ui.plan_page import PlanPage
from tests.modules.cemetery.small_cemetery import SmallCemetery, make_cemetery


class Room(QWidget):
    """A window that writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, int | None, dict[str, Any]]] = []
        self.said: list[str] = []

    def open_page(self, page: str, record_id: int | None, params: Any) -> None:
        """Note where it was asked to go."""
        self.opened.append((page, record_id, dict(params)))

    def say(self, text: Any, tone: Tone, button: Any = "", pressed: Any = None) -> None:
        """Note what it was asked to say."""
        self.said.append(str(text))


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is under way."""
    for _turn in range(4):
        qtbot.waitUntil(lambda: not _running, timeout=8000)
        qtbot.wait(40)


@pytest.fixture
def ground(dossier: Dossier) -> SmallCemetery:
    """Two rows of five graves, some sold; one plot not drawn; a path."""
    made = make_cemetery(dossier)
    made.grave("A-1", start="2000-05-10", years=30, holder="Guérin Marcel", buried={"Guérin Yvonne": "2009-03-02"})
    made.grave("A-2", start="1996-03-14", years=30, holder="Morel Jean")
    made.grave("A-3", start="1950-01-01", holder="Lefèvre Anne")
    for label in ("A-4", "A-5", "B-1", "B-2", "B-3", "B-4", "B-5", "B-6"):
        made.grave(label)
    rings = [*row_of(0, 4, 5, 1, 2, 0.6), *row_of(0, 0, 5, 1, 2, 0.6)]
    with dossier.store.work("plan d’essai") as work:
        section = CemeterySection(cemetery_id=made.id, code="A")
        work.session.add(section)
        work.session.flush()
        plots = sorted(work.session.scalars(select(Plot).where(Plot.label != "OSS")), key=lambda plot: plot.label)
        for plot, ring in zip(plots, rings, strict=False):
            plot.geometry, plot.section_id = stored_ring(ring), section.id
        work.session.add(
            PlanObject(cemetery_id=made.id, layer=PlanLayer.PATH, shape="line", geometry=[[-1.0, -1.0], [-1.0, 7.0]])
        )
        work.session.add(Cemetery(code="NOU", title="Nouveau cimetière"))
    return made


@pytest.fixture
def desk(dossier: Dossier, ground: SmallCemetery, qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """A desk, on Thursday 15 October 2026."""
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
def page(desk: Desk, qtbot: QtBot) -> PlanPage:
    """The plan, shown and read."""
    made = PlanPage(desk)
    qtbot.addWidget(made)
    made.resize(1154, 690)
    made.show()
    settle(qtbot)
    made.take_focus()
    return made


def press(page: PlanPage, ground: SmallCemetery, label: str) -> None:
    """Press a grave where it is drawn."""
    shape = page.view.scene.shapes[ground.plots[label]]
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=page.view.to_view(shape.centre).toPoint())


def key(page: PlanPage, *keys: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for one in keys:
        QTest.keyClick(page.view, one, mods)


def room(page: PlanPage) -> Room:
    assert isinstance(page.desk.room, Room)
    return page.desk.room


# --- Looking ---------------------------------------------------------------------------------------------


def test_the_plan_shows_what_is_drawn_and_counts_it(page: PlanPage) -> None:
    assert page.step == "Ancien cimetière"
    assert len(page.view.scene.shapes) == 10
    counts = {code: button.count for code, button in page.foot.legend.buttons.items()}
    assert counts == {"CONCEDED": 1, "PERPETUAL": 1, "EXPIRED_RENEWABLE": 1, "FREE": 7}
    assert [title for title, _place, _wide in page.view.scene.titles] == ["Carré A"]


def test_everything_is_in_view_at_first(page: PlanPage) -> None:
    clear = page.view._clear
    for shape in page.view.scene.shapes.values():
        assert clear.contains(page.view.to_view(shape.centre).toPoint())


def test_pressing_a_grave_tells_it_beside_the_plan(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    press(page, ground, "A-1")
    settle(qtbot)
    grave = page.pane.grave
    assert grave is not None
    assert (grave.label, grave.subtitle) == ("A-1", "Famille Guérin · caveau de 3 places · acte C-A-1")
    assert [words for _what, words, _strong in grave.dates] == ["10 mai 2000", "10 mai 2030", "10 mai 2032", "11 mai 2032"]
    assert [one.name for one in grave.occupants] == ["Guérin Yvonne"]
    assert "A-1" in page.view.accessibleDescription()
    page.pane.open_button.click()
    assert room(page).opened[-1][:2] == ("cemetery.plots", ground.plots["A-1"])


def test_pressing_beside_every_grave_lets_go(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    press(page, ground, "A-1")
    settle(qtbot)
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=QPoint(page.view.width() // 2, 60))
    assert page.view.selected is None
    assert page.side.isHidden()


def test_arrows_go_from_grave_to_grave_and_enter_opens(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    press(page, ground, "A-1")
    settle(qtbot)
    page.view.setFocus()
    key(page, Qt.Key.Key_Right)
    assert page.view.selected == ground.plots["A-2"]
    key(page, Qt.Key.Key_Down)
    assert page.view.selected == ground.plots["B-2"]
    key(page, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert page.view.selected == ground.plots["A-1"]
    key(page, Qt.Key.Key_Return)
    assert room(page).opened[-1] == ("cemetery.plots", ground.plots["A-1"], {})
    settle(qtbot)
    key(page, Qt.Key.Key_Escape)
    assert page.view.selected is None


def test_keys_zoom_and_fit(page: PlanPage) -> None:
    before = page.view.level
    QTest.keyClicks(page.view, "+")
    assert page.view.level > before
    QTest.keyClicks(page.view, "-")
    assert page.view.level == before
    key(page, Qt.Key.Key_Right)
    key(page, Qt.Key.Key_PageUp, Qt.Key.Key_F)
    assert page.view.level == before


def test_the_wheel_keeps_what_is_under_the_pointer(page: PlanPage) -> None:
    place = QPointF(300, 250)
    before = page.view.to_world(place)
    wheel = QWheelEvent(
        place, page.view.mapToGlobal(place), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.view, wheel)
    after = page.view.to_world(place)
    assert after == pytest.approx(before, abs=1 / page.view.scale)


def test_dragging_slides_the_plan_and_presses_nothing(page: PlanPage) -> None:
    view = page.view
    start = view.centre
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(view, QPoint(340, 300))
    QTest.mouseMove(view, QPoint(400, 300))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    assert view.centre[0] == pytest.approx(start[0] - 100 / view.scale, abs=0.1)
    assert view.selected is None


def test_pointing_names_the_grave(page: PlanPage, ground: SmallCemetery) -> None:
    shape = page.view.scene.shapes[ground.plots["A-2"]]
    QTest.mouseMove(page.view, page.view.to_view(shape.centre).toPoint())
    assert page.view.under_pointer == shape.id
    assert page.describe(shape.id) == "A-2 · Morel · Échue, renouvelable"


def test_a_frame_never_depends_on_what_is_not_painted_yet(page: PlanPage, qtbot: QtBot) -> None:
    page.view.frame_ms = []
    page.view.zoom(8)
    page.view.repaint()
    page.view.grab()
    assert page.view.frame_ms


@pytest.mark.parametrize("scheme", list(Scheme))
def test_marks_look_different_in_every_theme_even_in_grey(page: PlanPage, scheme: Scheme) -> None:
    look = PlanLook(Theme(scheme))
    samples = set()
    for style in look.styles.values():
        pattern = style.brush.texture().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        # A plain fill is told by its letter and by its grey; the broken edge and the cross are drawn apart.
        samples.add((style.mark.hatching, bytes(pattern.constBits()) if not pattern.isNull() else style.fill.name()))
    assert len(samples) >= len({style.mark.hatching for style in look.styles.values()})


# --- Another day -----------------------------------------------------------------------------------------


def test_another_day_shows_other_states(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    press(page, ground, "A-1")
    settle(qtbot)
    page.foot.time.set_day(date(2031, 1, 1))
    qtbot.wait(150)
    settle(qtbot)
    marks = {shape.plot.label: shape.mark for shape in page.view.scene.shapes.values()}
    assert (marks["A-1"], marks["A-2"], marks["A-3"]) == ("EXPIRED_RENEWABLE", "EXPIRED_BLOCKED", "PERPETUAL")
    assert page.pane.grave.state.value == "EXPIRED_RENEWABLE"
    page.foot.time.set_day(date(1960, 1, 1))
    qtbot.wait(150)
    settle(qtbot)
    assert {s.plot.label: s.mark for s in page.view.scene.shapes.values()}["A-1"] == "FREE"


def test_the_slider_goes_by_months_and_comes_back_to_today(page: PlanPage) -> None:
    time = page.foot.time
    assert time.now.isHidden()
    time.slider.setValue(time.slider.value() + 1)
    assert time.day == date(2026, 11, 15)
    time.move_years(-2)
    assert time.day == date(2024, 11, 15)
    assert not time.now.isHidden()
    time.now.click()
    assert time.day == time.today


def test_a_day_can_be_typed(page: PlanPage) -> None:
    line = page.foot.time.editor.line
    line.clear()
    QTest.keyClicks(line, "3/10/2040")
    assert page.foot.time.day == date(2040, 10, 3)


# --- Finding ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "found"), [("guerin", ["A-1"]), ("Yvonne", ["A-1"]), ("a2", ["A-2"]), ("lefevre", ["A-3"])])
def test_a_name_or_a_number_is_found(page: PlanPage, ground: SmallCemetery, typed: str, found: list[str]) -> None:
    page.search.setText(typed)
    assert [ground.plots[label] for label in found] == page.matches
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.view.selected == ground.plots[found[0]]
    page.search.clear()
    assert page.view.showing.found is None


def test_what_is_not_found_is_said(page: PlanPage) -> None:
    page.search.setText("zzz")
    assert page.found.text() == "Personne ici"


def test_the_legend_filters(page: PlanPage) -> None:
    page.foot.legend.buttons["FREE"].click()
    assert "CONCEDED" in page.view.showing.dimmed
    assert "FREE" not in page.view.showing.dimmed
    page.foot.legend.buttons["FREE"].click()
    assert page.view.showing.dimmed == frozenset()


def test_show_on_plan_comes_from_any_record(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    page.go(None, {"plot": ground.plots["B-4"]})
    settle(qtbot)
    assert page.view.selected == ground.plots["B-4"]
    assert page.pane.grave.label == "B-4"


@pytest.mark.parametrize("action", ["show-plot", "show-concession", "show-deceased"])
def test_records_lead_to_the_plan(page: PlanPage, ground: SmallCemetery, qtbot: QtBot, action: str) -> None:
    numbers = {
        "show-plot": ground.plots["A-1"], "show-concession": ground.concessions["A-1"], "show-deceased": ground.dead["Guérin Yvonne"],
    }  # fmt: skip
    page.desk.run(f"cemetery.{action}", {"id": numbers[action]})
    settle(qtbot)
    assert room(page).opened[-1] == ("cemetery.plan", ground.plots["A-1"], {})
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    page.go(room(page).opened[-1][1], {})
    settle(qtbot)
    assert page.view.selected == ground.plots["A-1"]


def test_a_plot_that_is_not_drawn_is_told_all_the_same(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    page.go(None, {"plot": ground.plots["B-6"]})
    settle(qtbot)
    assert "B-6 n’est pas encore dessiné" in room(page).said[-1]
    assert page.pane.grave.label == "B-6"


def test_a_cemetery_without_a_plan_offers_the_first_step(page: PlanPage, qtbot: QtBot) -> None:
    other = next(choice.id for choice in page.cemeteries if choice.title == "Nouveau cimetière")
    page.choose_cemetery(other)
    settle(qtbot)
    words = [button.text() for button in page.stage.currentWidget().findChildren(QAbstractButton)]
    assert "Dessiner une rangée…" in words
    assert "Ancien cimetière" in words


def test_a_change_elsewhere_is_seen(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    with page.desk.store.work("renommé") as work:
        work.session.get(Plot, ground.plots["A-1"]).label = "Z-1"
    qtbot.wait(450)
    settle(qtbot)
    assert page.view.scene.shapes[ground.plots["A-1"]].plot.label == "Z-1"


def test_every_control_has_a_name(page: PlanPage) -> None:
    nameless = [
        widget
        for kind in (QAbstractButton, QLineEdit, QSlider)
        for widget in page.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.accessibleName()
    ]
    assert nameless == []
    page.edit()
    nameless = [w for w in page.editor.panel.findChildren(QAbstractButton) if not (w.accessibleName() or w.text())]
    assert nameless == []


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_plan_is_painted_in_every_theme(page: PlanPage, qtbot: QtBot, scheme: Scheme, percent: int) -> None:
    page.theme.choose(scheme, percent)
    settle(qtbot)
    image = page.view.grab().toImage()
    found = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert page.theme.hex("plan-ground") in found
    assert len(found) > 4
    page.theme.choose(Scheme.LIGHT, 100)


# --- Drawing ---------------------------------------------------------------------------------------------


def test_plots_are_carried_turned_and_saved_in_one_act(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    page.edit()
    press(page, ground, "B-1")
    assert page.editor.selection == {ground.plots["B-1"]}
    key(page, Qt.Key.Key_Down, Qt.Key.Key_Down, mods=Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(page.view, "r")
    assert len(page.editor.edits.changes()) == 1
    page.editor.save()
    settle(qtbot)
    assert page.editor is None
    with page.desk.store.read() as session:
        plot = session.get(Plot, ground.plots["B-1"])
        assert min(y for _x, y in plot.geometry) < -1.9
    assert "1 déplacé" in room(page).said[-1]


def test_dragging_snaps_to_a_neighbour(page: PlanPage, ground: SmallCemetery) -> None:
    page.edit()
    view, shapes = page.view, page.view.scene.shapes
    start = view.to_view(shapes[ground.plots["B-1"]].centre).toPoint()
    # A little short of touching its neighbour: the corners join.
    end = start + QPoint(round(0.57 * view.scale), 2)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(10, 0))
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    ring = page.editor.edits.now[ground.plots["B-1"]].ring
    assert ring[1] == pytest.approx((1.6, 0.0), abs=1e-6)


def test_acts_are_undone_and_done_again(page: PlanPage, ground: SmallCemetery) -> None:
    page.edit()
    editor = page.editor
    editor.select({ground.plots["A-1"], ground.plots["A-2"]})
    editor.erase()
    assert len(editor.edits.changes()) == 2
    control = Qt.KeyboardModifier.ControlModifier
    key(page, Qt.Key.Key_Z, mods=control)
    assert editor.edits.changes() == []
    key(page, Qt.Key.Key_Y, mods=control)
    assert len(editor.edits.changes()) == 2


def test_arrows_pressed_one_after_the_other_are_one_act(page: PlanPage, ground: SmallCemetery) -> None:
    page.edit()
    page.editor.select({ground.plots["A-1"]})
    key(page, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert page.editor.edits.stack.count() == 1
    page.editor.edits.stack.undo()
    assert page.editor.edits.changes() == []


def test_a_row_places_known_plots_and_makes_others(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    page.edit()
    editor = page.editor
    editor.take_tool("row")
    editor.panel.editors["first"].set_value("B-6")
    editor.panel.editors["count"].set_value(3)
    at = page.view.to_view((0.0, -4.0)).toPoint()
    QTest.mouseMove(page.view, at)
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=at)
    assert [change.get("label") for change in editor.edits.changes()] == [None, "B-7", "B-8"]
    assert editor.next_label() == "B-9"
    editor.save()
    settle(qtbot)
    labels = {shape.plot.label for shape in page.view.scene.shapes.values()}
    assert {"B-6", "B-7", "B-8"} <= labels


def test_numbers_already_drawn_are_refused_in_a_sentence(page: PlanPage, ground: SmallCemetery) -> None:
    page.edit()
    page.editor.take_tool("row")
    page.editor.panel.editors["first"].set_value("A-4")
    page.editor.panel.editors["count"].set_value(2)
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert "Déjà sur le plan" in room(page).said[-1]
    assert page.editor.edits.changes() == []


def test_plots_are_numbered_as_they_are_read(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    page.edit()
    page.editor.select([ground.plots[label] for label in ("A-1", "A-2", "B-1", "B-2")])
    page.editor.renumber("C-01")
    page.editor.save()
    settle(qtbot)
    with page.desk.store.read() as session:
        found = {plot.id: plot.label for plot in session.scalars(select(Plot))}
        aliases = {alias.label for alias in session.scalars(select(PlotAlias))}
    assert [found[ground.plots[label]] for label in ("A-1", "A-2", "B-1", "B-2")] == ["C-01", "C-02", "C-03", "C-04"]
    assert {"A-1", "B-2"} <= aliases


def test_a_free_contour_is_closed_with_enter(page: PlanPage) -> None:
    page.edit()
    page.editor.take_tool("trace")
    page.editor.panel.snap.setChecked(False)
    for corner in ((9.0, 0.0), (11.0, 0.0), (10.0, 2.0)):
        QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=page.view.to_view(corner).toPoint())
    key(page, Qt.Key.Key_Return)
    changes = page.editor.edits.changes()
    assert len(changes) == 1
    assert len(changes[0]["ring"]) == 4


def test_leaving_with_changes_asks_first(page: PlanPage, ground: SmallCemetery, qtbot: QtBot) -> None:
    page.edit()
    page.editor.select({ground.plots["A-1"]})
    page.editor.move(1.0, 0.0)
    assert not page.may_leave()
    page.editor.question.discard()
    page.editor.edits.stack.undo()
    assert page.may_leave()


def test_a_picture_is_measured_by_two_points_placed_and_taken_away(page: PlanPage, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "ancien-plan.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.save(str(path))
    page.edit()
    editor = page.editor
    editor.underlay.take(path)
    picture = editor.underlay.picture[0]
    a, _d, _b, e, c, f = picture.transform
    ends = [(a * column + c, e * row + f) for column, row in ((100, 150), (300, 150))]
    editor.tools["picture"].points = ends
    editor.panel.say_points(ends)
    editor.panel.editors["metres"].set_value(Decimal(50))
    pins = editor.underlay.pins()
    assert [(round(pin[0]), round(pin[1])) for pin in pins] == [(100, 150), (300, 150)]
    assert pins[1][2] - pins[0][2] == pytest.approx(50.0)
    editor.underlay.place()
    settle(qtbot)
    picture = page.facts.pictures[0]
    assert picture.transform[0] == pytest.approx(0.25)
    assert picture.id in page._images
    page.edit()
    page.editor.underlay.hide(picture.id)
    settle(qtbot)
    assert page.facts.pictures == ()


def test_a_file_that_is_no_picture_is_said(page: PlanPage, tmp_path: Path) -> None:
    path = tmp_path / "texte.png"
    path.write_text("ceci n’est pas une image", encoding="utf-8")
    page.edit()
    page.editor.underlay.take(path)
    assert "ne peut pas être lue" in room(page).said[-1]
