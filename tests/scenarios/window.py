# SPDX-License-Identifier: EUPL-1.2
"""The month in the window: the real one, its pages, dialogs, assistant and preview, typed into and pressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPlainTextEdit, QWidget

from app.core.outcome import Report
from app.forms.fields import Ref
from app.forms.listing import plain
from app.forms.page import Action, LinesPart, Page, Record, Scope
from app.ui import start
from app.ui.actions import ActionSheet
from app.ui.desk import Desk
from app.ui.editors import (
    ComboEditor,
    Editor,
    FlagEditor,
    LineEditor,
    LongTextEditor,
    RadioEditor,
    WeekdaysEditor,
)
from app.ui.form import FormView
from app.ui.importer import DONE, TRIAL, run_import
from app.ui.link_editors import LinesEditor, RefEditor, RefsEditor
from app.ui.page import PageView
from app.ui.preferences import Preferences
from app.ui.preview import PreviewWindow
from app.ui.report import ReportSheet
from app.ui.settings.commune import CommuneView
from app.ui.sheet import Sheet
from app.ui.shell import Shell
from app.ui.table_model import PAGE
from app.ui.welcome import CreateDialog, Welcome
from app.ui.widgets import PrimaryButton
from tests.scenarios.hands import Answer, Named, On, Refused, Row, Typed, only, stop_the_clock
from tests.scenarios.keyboard import click, press, rest, type_text, until


class Strays(QObject):
    """Notes every widget that shows up as a window of its own and is none: it would flash and take the keyboard."""

    WINDOWS = (Shell, Welcome, QDialog, QMenu)

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            is_one = isinstance(watched, self.WINDOWS) or watched.windowType() in (
                Qt.WindowType.Popup, Qt.WindowType.ToolTip,
            )  # fmt: skip
            if not is_one:
                self.seen.add(f"{type(watched).__name__} « {watched.accessibleName()} »")
        return False


class Window:
    """A clerk before the screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[tuple[str, str]] = []
        app = cast(QApplication, QApplication.instance())
        preferences = Preferences(folder.with_name(f"{folder.name}-preferences.json"))
        self.opening = start.Opening(app, preferences)
        self.opening.theme.animated = False
        self.strays = Strays()
        app.installEventFilter(self.strays)

    @property
    def desk(self) -> Desk:
        """The desk of the window in hand."""
        assert self.opening.shell is not None
        assert self.opening.shell.desk is not None
        return self.opening.shell.desk

    # ------------------------------------------------------------ the dossier

    def create(self, commune: str) -> None:
        self.opening.show_welcome()
        welcome = self.opening.welcome
        assert welcome is not None

        def fill() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, CreateDialog)
            retype(dialog.name, commune)
            retype(dialog.path, str(self.folder))
            click(dialog.accept_button)

        QTimer.singleShot(0, fill)
        click(welcome.create_button)
        self._arrive()

    def live_on(self, day: date) -> None:
        # As every morning: the dossier was closed the evening before.
        self.opening.change_dossier()
        stop_the_clock(self.folder, day)
        welcome = self.opening.welcome
        assert welcome is not None
        welcome.open_asked.emit(str(self.folder))
        self._arrive()
        assert self.desk.clock.today() == day

    def _arrive(self) -> None:
        until(lambda: self.opening.shell is not None and self.opening.shell.desk is not None, "the dossier")
        rest()

    def leave(self) -> None:
        self.opening.close_house()
        for window in (self.opening.shell, self.opening.welcome):
            if window is not None:
                window.close()
                window.deleteLater()
        self.opening.deleteLater()
        self.strays.deleteLater()
        assert not self.strays.seen, "shown apart from the window: " + ", ".join(sorted(self.strays.seen))

    def settle(self, settings: Mapping[str, str]) -> None:
        view = self._go("settings.commune")
        assert isinstance(view, CommuneView)
        self._fill(view.form.view, settings)
        click(view.form.button)
        rest()
        assert not view.form.is_changed

    # ------------------------------------------------------------ going about

    def _go(self, page: str, record_id: int | None = None, params: Mapping[str, Any] | None = None) -> Any:
        """Open a page, and wait for its widget to be at rest."""
        self.desk.open(page, record_id, dict(params or {}))
        rest()
        assert self.opening.shell is not None
        view = self.opening.shell.stack.currentWidget()
        if isinstance(view, PageView):
            until(lambda: view._begun and (view.list is None or view.list.model.is_loaded), page)
            rest()
        return view

    def _page_of(self, table: str) -> Page:
        return next(page for page in self.desk.registry.pages if page.table is not None and page.table.name == table)

    def look(self, table: str, text: str = "", **params: str) -> list[Row]:
        page = self._page_of(table)
        assert page.table is not None
        form = page.table.parameters
        given: dict[str, Any] = {} if form.start else {f.name: f.default for f in form.all_fields}
        given |= {f.name: f.read(params[f.name]) for f in form.all_fields if f.name in params}
        view = self._go(page.name, None, {**given, "text": text})
        model = view.list.model
        for row in range(0, model.count, PAGE):
            model.data(model.index(row, 0))
        rest()
        rows = [model.row_at(index) for index in range(model.count)]
        return [plain(page.table, row) for row in rows]

    # ------------------------------------------------------------ acting

    def do(self, action: str, values: Mapping[str, Typed] | None = None, *, on: On = None) -> Answer:
        act = self.desk.registry.action(action)
        context = self._stand(act, on)
        told: list[Report] = []
        sheet = self.desk.run(act, context, told.append)
        question = ""
        if isinstance(sheet, ActionSheet):
            until(lambda: sheet.accept_button.isEnabled(), f"the form of {action}")
            rest()
            self._fill(sheet.form, values or {})
            click(sheet.accept_button)
        while not told:
            rest()
            asked = self._asked()
            if asked is not None:
                question = next(label.text() for label in asked._question.findChildren(QLabel) if label.accessibleName())
                click(next(b for b in asked._question.findChildren(PrimaryButton) if b.isVisible()))
            elif isinstance(sheet, ActionSheet) and not told:
                raise Refused(self._refusal(sheet))
        rest()
        report = told[0]
        self._read_report(report)
        answer = Answer(
            str(report.summary),
            question,
            [str(refusal) for refusal in report.refusals],
            [None if r.where is None else (r.where.page, r.where.id) for r in report.refusals],
            [str(note) for note in report.notes],
            [(where.page, where.id) for where in report.records],
            report.counts,
        )
        parts = (answer.question, answer.summary, *answer.refusals, *answer.notes)
        self.said += [(action, said) for said in parts if said]
        return answer

    def _stand(self, act: Action, on: On) -> dict[str, Any]:
        """Go where the button of an action is, and answer what the button tells it."""
        pages = self.desk.registry.pages
        if isinstance(on, tuple):
            return self._select(act, on)
        if act.scope is Scope.RECORD:
            offering = [page for page in pages if page.record is not None and act.name in on_record(page.record)]
            if isinstance(on, Named):
                record_id = only(self.look(on.table, on.text), on.text)["id"]
                offering.sort(key=lambda page: page.table is None or page.table.name != on.table)
            else:
                assert on is not None
                record_id = on
            assert offering, f"{act.name} is offered on no record"
            view = self._go(offering[0].name, record_id)
            until(lambda: view.record.facts is not None and view.record.facts.id == record_id, f"record {record_id}")
            row = view.record.facts.row
            assert act.applies is None or row is None or act.applies(row), f"{act.name} is not offered on this record"
            return dict(view.record.context())
        offering = [page for page in pages if act.name in page.actions]
        offering += [page for page in pages if page.record is not None and act.name in on_record(page.record)]
        # An action without a button of its own is run from the search palette, wherever one stands.
        view = self._go(offering[0].name if offering else act.name.partition(".")[0])
        # The button of the page, pressed with nothing in particular selected.
        return {k: v for k, v in view.context().items() if k not in ("id", "ids")} if isinstance(view, PageView) else {}

    def _select(self, act: Action, ids: tuple[int, ...]) -> dict[str, Any]:
        """Show these rows, select them all, and answer what the button at the foot tells its action."""
        page = next(page for page in self.desk.registry.pages if act.name in page.actions)
        view = self._go(page.name, None, {"ids": ids, "text": ""})
        view.list.view.setFocus()
        press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, on=view.list.view)
        rest()
        context: dict[str, Any] = view.context()
        assert set(context["ids"]) == set(ids)
        return context

    def _asked(self) -> Sheet | None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, Sheet) and w.isVisible() and w.is_asking]
        return shown[-1] if shown else None

    def _refusal(self, sheet: ActionSheet) -> str:
        """What the dialog says under its fields and above its buttons; it is then left."""
        said = [row.fault.text() for row in sheet.form.rows.values() if row.fault.isVisible()]
        said += [sheet.fault.text()] if sheet.fault.isVisible() else []
        assert said, f"{sheet.windowTitle()}: nothing was done and nothing is said"
        sheet.discard()
        rest()
        return " ".join(said)

    def _read_report(self, report: Report) -> None:
        """Refusals and notes come in a dialog, else the summary at the foot of the window."""
        sheets = [w for w in QApplication.topLevelWidgets() if isinstance(w, ReportSheet) and w.isVisible()]
        if report.refusals or report.notes:
            assert len(sheets) == 1
            words = [label.text() for label in sheets[0].findChildren(QLabel)]
            for said in [*(r.why for r in report.refusals[:100]), *report.notes[:100], report.summary]:
                assert str(said) in words or not str(said), said
            click(sheets[0].close_button)
        else:
            assert not sheets
            assert self.opening.shell is not None
            toast = self.opening.shell._toast
            assert toast is not None
            assert toast.accessibleName() == str(report.summary)
        rest()

    # ------------------------------------------------------------ importing

    def take(self, importer: str, source: Path, options: Mapping[str, str]) -> dict[str, int]:
        self._go(importer)
        window = run_import(self.desk, importer)
        assert window is not None
        window.file_step.file_given.emit(source)
        until(lambda: window.step != 0, "the columns")
        rest()
        assert window.columns_step.options is not None
        self._fill(window.columns_step.options, options)
        click(window.next_button)
        until(lambda: window.step == TRIAL, "the trial")
        if window.next_button.isEnabled():
            click(window.next_button)
            until(lambda: window.step == DONE, "the import")
        assert window.outcome is not None
        result = window.outcome
        self.said.append((importer, str(result.report().summary)))
        window.accept()
        rest()
        return dict(result.counts)

    # ------------------------------------------------------------ printing

    def paper(self, paper: str, values: Mapping[str, Typed] | None = None, *, on: int | None = None) -> bytes:
        wanted = self.desk.registry.paper(paper)
        if wanted.page:
            self._go(wanted.page, on)
        preview = self.desk.print(wanted, {} if on is None else {"id": on})
        assert isinstance(preview, PreviewWindow)
        rest()
        if preview.form is not None and values:
            self._fill(preview.form, values)
        until(lambda: preview.pdf and not preview._pause.isActive(), f"the preview of {paper}")
        rest()
        target = self.folder.with_name(f"{self.folder.name}-paper.pdf")
        preview.save_to(target)
        content = target.read_bytes()
        assert content == preview.pdf
        assert preview.print_button.isEnabled()
        target.unlink()
        preview.close()
        rest()
        return content

    # ------------------------------------------------------------ typing

    def _fill(self, form: FormView, values: Mapping[str, Any]) -> None:
        for name, typed in values.items():
            assert name in form.rows, f"{name} is not among {', '.join(form.rows)}"
            self._type(form.rows[name].editor, typed)

    def _type(self, editor: Editor, typed: Any) -> None:
        """Type a value in the editor of its field, whatever its kind."""
        if isinstance(editor, RefEditor):
            choose(editor, typed.text if isinstance(typed, Named) else typed)
        elif isinstance(editor, RefsEditor):
            for one in typed:
                tick(editor, one.text)
        elif isinstance(editor, LinesEditor):
            self._type_lines(editor, typed)
        else:
            enter(editor, typed)

    def _type_lines(self, editor: LinesEditor, rows: Sequence[Mapping[str, Any]]) -> None:
        for number, row in enumerate(rows):
            if number >= len(editor._rows):
                click(editor.add)
            for name, typed in row.items():
                self._type(editor._rows[number][name], typed)


def on_record(record: Record) -> list[str]:
    """The actions offered on a record: as buttons, or beside its lines."""
    return [*record.actions, *(name for part in record.parts if isinstance(part, LinesPart) for name in part.actions)]


def retype(line: Any, text: str) -> None:
    """Type a text in place of what a line holds."""
    line.setFocus()
    line.selectAll()
    if text:
        type_text(text, line)
    else:
        press(Qt.Key.Key_Delete, on=line)


def enter(editor: Editor, text: str) -> None:
    """Type in an editor that needs nobody's answer."""
    if isinstance(editor, LineEditor):
        retype(editor.line, text)
        editor.line.clearFocus()
        assert editor.value() == editor.field.read(text), (text, editor.line.text())
    elif isinstance(editor, LongTextEditor):
        text_box: QPlainTextEdit = editor.text
        retype(text_box, text)
    elif isinstance(editor, ComboEditor):
        _unroll(editor, text)
    elif isinstance(editor, RadioEditor):
        wanted = editor.field.read(text)
        for option, button in zip(cast(Any, editor.field).options, editor.buttons, strict=True):
            if option.value == wanted and not button.isChecked():
                click(button)
    elif isinstance(editor, FlagEditor):
        if editor.box.isChecked() != editor.field.read(text):
            click(editor.box)
    elif isinstance(editor, WeekdaysEditor):
        mask = editor.field.read(text) or 0
        for place, day in enumerate(editor.buttons):
            if day.isChecked() != bool(mask >> place & 1):
                click(day)
    else:
        raise AssertionError(type(editor).__name__)


def _unroll(editor: ComboEditor, text: str) -> None:
    wanted = str(editor.field.read(text))
    editor.combo.setFocus()
    press(Qt.Key.Key_Home, on=editor.combo)
    for _turn in range(editor.combo.count()):
        if editor.combo.currentData() == wanted:
            return
        press(Qt.Key.Key_Down, on=editor.combo)
    raise AssertionError(f"{text} is not offered")


def choose(editor: RefEditor, text: str) -> None:
    """Type a name and leave: the only record that bears it is taken."""
    editor.line.setFocus()
    retype(editor.line, text)
    until(lambda: not editor._pause.isActive(), "the candidates")
    rest()
    editor._popup.hide()
    editor.line.clearFocus()
    editor.on_leave()
    assert isinstance(editor.field, Ref)
    assert editor.chosen is not None, f"{text}: {editor._candidates}"


def tick(editor: RefsEditor, text: str) -> None:
    """Tick the record of that title."""
    rest()
    items = [editor.list.item(row) for row in range(editor.list.count())]
    item = next(item for item in items if item.text() == text or item.text().startswith(f"{text} "))
    if item.checkState() != Qt.CheckState.Checked:
        editor.list.itemActivated.emit(item)
    assert item.checkState() == Qt.CheckState.Checked
