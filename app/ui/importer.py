# SPDX-License-Identifier: EUPL-1.2
"""The import assistant: file, columns, dry run, import; one window, that never freezes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.core.outcome import FormErrors, UserError
from app.core.progress import Cancelled
from app.core.text import Text
from app.exchange.importing import REFUSED, ImportResult, Rehearsed, import_and_remember, rehearse
from app.exchange.plans import ImportPlan, plan, recall
from app.forms.fields import Tone
from app.forms.page import Importer
from app.ui.import_file import FileStep
from app.ui.import_steps import ColumnsStep, ResultStep
from app.ui.operation import Latest, Operation, host_of, tell
from app.ui.strings import _, _n
from app.ui.widgets import Button, IconButton, Label, PrimaryButton, Separator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk

STEPS = (_("Fichier"), _("Colonnes"), _("Essai"), _("Résultat"))
FILE, COLUMNS, TRIAL, DONE = range(4)


def run_import(desk: Desk, importer: str | Importer, source: Path | str | None = None) -> ImportWindow | None:
    """Open the assistant; `source` is a file dropped on a list, or a pasted text."""
    wanted = desk.registry.importer(importer) if isinstance(importer, str) else importer
    if not desk.can(wanted.permission) or desk.dossier.readonly:
        desk.notify(_("Vous n’avez pas le droit de reprendre ces données."), Tone.WARNING)
        return None
    window = ImportWindow(desk, wanted)
    window.open()
    if source is not None:
        window.read(source)
    return window


def importers_for(desk: Desk, page: str) -> list[Importer]:
    """The importers of the page's module that this user may run; the page's own first."""
    owner = page.partition(".")[0]
    found = [
        importer for module in desk.registry.modules if module.name == owner
        for importer in desk.registry.importers_of(module) if desk.can(importer.permission)
    ]
    return sorted(found, key=lambda importer: importer.name != page) if not desk.dossier.readonly else []


class ImportWindow(QDialog):
    """Four steps in one window; each can be gone back to until the import is done."""

    def __init__(self, desk: Desk, importer: Importer) -> None:
        super().__init__(host_of(desk))
        self.desk, self.importer = desk, importer
        self.outcome: ImportResult | None = None
        self.operation: Operation | None = None
        self._reads = Latest(desk)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(str(importer.title))
        self._build()
        host = host_of(desk)
        size = host.size() if host is not None else self.screen().availableGeometry().size()
        px = desk.theme.px
        self.resize(max(min(size.width() - px(60), px(1080)), 560), max(min(size.height() - px(40), px(720)), 420))
        self._go(FILE)
        self.file_step.choose_button.setFocus()

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        theme = self.desk.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("look", "surface")
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(24), theme.px(14), theme.px(12), theme.px(14))
        row.setSpacing(theme.px(14))
        row.addWidget(Label(self.importer.title, "title"))
        row.addStretch(1)
        self.marks: list[Label] = []
        for index, step in enumerate(STEPS):
            mark = Label(f"{index + 1}\u00a0{step}", "muted")
            self.marks.append(mark)
            row.addWidget(mark)
        row.addWidget(IconButton(theme, "x", _("Fermer"), self.reject))
        column.addWidget(head)
        column.addWidget(Separator())
        self.stack = QStackedWidget()
        self.stack.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(12))
        self.file_step = FileStep(self.desk, self.importer)
        self.columns_step = ColumnsStep(self.desk, self.importer)
        self.trial_step = ResultStep(self.desk, self.export_refused)
        self.done_step = ResultStep(self.desk, self.export_refused)
        for step_widget in (self.file_step, self.columns_step, self.trial_step, self.done_step):
            self.stack.addWidget(step_widget)
        column.addWidget(self.stack, 1)
        column.addWidget(Separator())
        column.addWidget(self._foot())
        self.file_step.file_given.connect(self.read)
        self.columns_step.changed.connect(self._refresh)

    def _foot(self) -> QFrame:
        theme = self.desk.theme
        foot = QFrame()
        foot.setProperty("look", "surface")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.px(24), theme.px(10), theme.px(24), theme.px(10))
        row.setSpacing(theme.px(10))
        self.words = Label("", "muted", wrap=True)
        row.addWidget(self.words, 1)
        self.undo_button = Button(theme, _("Annuler l’import"), "undo-2", pressed=self.undo)
        self.back_button = Button(theme, _("Revenir"), "arrow-left", pressed=self.back)
        self.next_button = PrimaryButton(theme, _("Continuer"), pressed=self.forward)
        for button in (self.undo_button, self.back_button, self.next_button):
            row.addWidget(button)
        return foot

    # ------------------------------------------------------------ going

    @property
    def step(self) -> int:
        """The step shown, from 0."""
        return self.stack.currentIndex()

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        for index, mark in enumerate(self.marks):
            mark.setProperty("look", "strong" if index == step else "muted")
            mark.style().unpolish(mark)
            mark.style().polish(mark)
        self._refresh()
        if step != FILE:
            self.next_button.setFocus()

    def _refresh(self) -> None:
        step, made = self.step, self.columns_step.plan
        self.next_button.setVisible(step != FILE)
        self.back_button.setVisible(step in (COLUMNS, TRIAL))
        can_undo = self.operation is not None and self.operation.operation_id is not None
        self.undo_button.setVisible(step == DONE and can_undo)
        self.words.set_text(self._said(step))
        if step == COLUMNS:
            self.next_button.set_text(_("Essayer sans rien écrire"))
            self.next_button.setEnabled(made is not None and not made.missing)
        elif step == TRIAL and self.outcome is not None:
            count = self._written()
            self.next_button.set_text(_n("Importer {n} ligne", "Importer {n} lignes", count))
            self.next_button.setEnabled(count > 0)
        elif step == DONE:
            self.next_button.set_text(_("Terminer"))
            self.next_button.setEnabled(True)

    def _written(self) -> int:
        if self.outcome is None:
            return 0
        counts = self.outcome.counts
        return counts["new"] + counts["changed"]

    def _said(self, step: int) -> Text:
        if step == COLUMNS:
            return _("Rien n’est écrit avant que vous n’ayez vu le sort de chaque ligne.")
        if step == TRIAL and self.outcome is not None:
            refused = len(self.outcome.of(REFUSED))
            if refused:
                return _n("{n} ligne refusée ne sera pas importée.", "{n} lignes refusées ne seront pas importées.", refused)
            return _("Rien n’a été écrit\u00a0: c’est un essai.") if self._written() else _("Il n’y a rien à importer.")
        return ""

    def back(self) -> None:
        """The step before."""
        own = self.columns_step.plan is not None and self.columns_step.plan.own_rows is not None
        self._go(COLUMNS if self.step == TRIAL and not (own and self.columns_step.options is None) else FILE)

    def forward(self) -> None:
        """The step after: the dry run, the import, the end."""
        if self.step == COLUMNS:
            self.rehearse()
        elif self.step == TRIAL:
            self.write()
        else:
            self.accept()

    # ------------------------------------------------------------ reading the file

    def read(self, source: Path | str) -> None:
        """Read a file or a pasted text in the background, then show its columns."""
        self.file_step.say_fault("")
        importer = self.importer
        start = importer.options.start

        def look(session: Session) -> tuple[ImportPlan, Mapping[str, Any]]:
            made = recall(session, importer, plan(source, importer))
            return made, (start(session, {}) if start is not None else {})

        self._reads.ask(look, self._planned, self._unread)

    def _planned(self, read: tuple[ImportPlan, Mapping[str, Any]]) -> None:
        made, first = read
        if self.columns_step.options is not None:
            self.columns_step.options.load(first)
        self.columns_step.show_plan(made)
        self._go(COLUMNS)
        if made.own_rows is not None and self.columns_step.options is None:
            self.rehearse()

    def _unread(self, fault: Exception) -> None:
        message = getattr(fault, "message", None)
        if message is not None:
            self.file_step.say_fault(message)
            self._go(FILE)
        else:
            tell(self.desk, fault)

    # ------------------------------------------------------------ trying and writing

    def _options(self) -> dict[str, Any] | None:
        form = self.columns_step.options
        if form is None:
            return {}
        try:
            return form.values()
        except FormErrors:
            return None

    def rehearse(self) -> None:
        """Try everything on the writer thread, in a work that is rolled back."""
        made, options = self.columns_step.plan, self._options()
        if made is None or options is None:
            return
        importer = self.importer
        self._hold(True)
        self.desk.operate(
            _("Essai\u00a0: {title}", title=importer.title), lambda work: rehearse(work, importer, made, options),
            action=importer.name, undoable=False, failed=self._rehearsed, host=self,
        )

    def _rehearsed(self, fault: Exception) -> None:
        self._hold(False)
        if isinstance(fault, Rehearsed):
            self.outcome = fault.result
            self.trial_step.show_result(self.outcome, self.outcome.report(dry=True).summary)
            self._go(TRIAL)
        else:
            self._failed(fault)

    def write(self) -> None:
        """Import in one undoable operation."""
        made, options = self.columns_step.plan, self._options()
        if made is None or options is None:
            return
        importer = self.importer

        def act(work: Work) -> ImportResult:
            return import_and_remember(work, importer, made, options)

        self._hold(True)
        self.operation = self.desk.operate(
            importer.title, act, self._written_down, action=importer.name, failed=self._failed, host=self,
        )

    def _written_down(self, result: ImportResult) -> None:
        self._hold(False)
        self.outcome = result
        report = result.report()
        self.done_step.show_result(result, report.summary)
        self._go(DONE)

    def _failed(self, fault: Exception) -> None:
        self._hold(False)
        if isinstance(fault, Cancelled):
            self.words.set_text(_("Interrompu\u00a0: rien n’a été changé."))
        elif isinstance(fault, UserError):
            self.words.set_text(fault.message)
        else:
            tell(self.desk, fault)

    def _hold(self, held: bool) -> None:
        for widget in (self.stack, self.back_button, self.next_button):
            widget.setEnabled(not held)

    def undo(self) -> None:
        """Undo the whole import."""
        from app.ui.undoing import undo

        if self.operation is not None and self.operation.operation_id is not None:
            undo(self.desk, self.operation.operation_id)
        self.accept()

    # ------------------------------------------------------------ the refused rows

    def export_refused(self) -> None:
        """Ask where, then write the refused rows with their reasons."""
        dialog = QFileDialog(self, str(_("Exporter les lignes refusées")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([str(_("Classeur Excel (*.xlsx)")), str(_("Classeur LibreOffice (*.ods)"))])
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile("lignes-refusees.xlsx")
        dialog.fileSelected.connect(lambda path: self.write_refused(Path(path)))
        dialog.open()

    def write_refused(self, path: Path) -> None:
        """Write the refused rows as they were, each with its reasons in a last column."""
        from app.exchange.writer import write_table

        made, result = self.columns_step.plan, self.outcome
        if made is None or result is None:
            return
        heads: Sequence[str] = made.headers or [str(field.label) for field in made.fields]
        rows = [
            [*row.cells, *[None] * (len(heads) - len(row.cells)), " ".join(str(reason) for reason in row.reasons)]
            for row in result.of(REFUSED)
        ]
        write_table(path, [*heads, str(_("Pourquoi"))], rows)
        self.desk.notify(_n("{n} ligne exportée.", "{n} lignes exportées.", len(rows)))

    def reject(self) -> None:
        if not self.stack.isEnabled():
            return  # a work is under way: « Interrompre » stops it
        super().reject()
