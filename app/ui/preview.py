# SPDX-License-Identifier: EUPL-1.2
"""The very paper that will be printed: look at it, print it, save it, attach it to a message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.outcome import UserError
from app.core.people import key1
from app.core.text import Text
from app.documents.preview import Preview
from app.forms.fields import Tone
from app.forms.page import Paper, Scope
from app.ui.form import FormView
from app.ui.operation import Latest, host_of, tell
from app.ui.pages_view import PagesView
from app.ui.printing import PrintJob, write_message
from app.ui.strings import _, _n
from app.ui.widgets import Button, ElidedLabel, IconButton, Label, PrimaryButton, Scroll, Separator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk

_PAUSE_MS = 350
_WORDS_FROM = 1000
"""Width, at 100 %, from which every button of the bar has its words."""


def print_paper(
    desk: Desk, paper: str | Paper, context: Mapping[str, Any] | None = None, *, to: str = "",
) -> PreviewWindow | None:
    """Show the preview of a paper; `context` holds `id`, `ids` or values of its form, `to` an address for the message."""
    wanted = desk.registry.paper(paper) if isinstance(paper, str) else paper
    if not desk.can(wanted.permission):
        desk.notify(_("Vous n’avez pas le droit d’imprimer ce document."), Tone.WARNING)
        return None
    window = PreviewWindow(desk, wanted, dict(context or {}), to=to)
    window.open()
    return window


def show_pdf(desk: Desk, title: Text, pdf: bytes, *, name: str = "") -> PreviewWindow:
    """Show a PDF that is already there: a scan, a paper of the archive."""
    window = PreviewWindow(desk, None, {}, title=title, pdf=pdf, name=name)
    window.open()
    return window


def drawn(session: Session, desk: Desk, paper: Paper, parameters: Mapping[str, Any]) -> bytes:
    """The bytes of a paper: those of its issue when it was issued, else drawn now."""
    from app.documents.render import render

    record_id = parameters.get("id")
    issued = paper.issued(session, record_id) if paper.issued is not None and record_id is not None else None
    if issued:
        return desk.dossier.archive.read(issued)
    return render(paper.draw(session, **parameters))


def target_of(paper: Paper, context: Mapping[str, Any]) -> dict[str, Any]:
    """`id`, `ids` or nothing, as the scope of the paper wants it."""
    ids = tuple(context.get("ids") or ())
    record_id = context.get("id")
    if paper.scope is Scope.RECORD:
        return {"id": record_id if record_id is not None else (ids[0] if ids else None)}
    if paper.scope is Scope.SELECTION:
        return {"ids": ids or ((record_id,) if record_id is not None else ())}
    return {}


class PreviewWindow(QDialog):
    """Pages at the left, or under a form of parameters; buttons at the top."""

    def __init__(
        self, desk: Desk, paper: Paper | None, context: Mapping[str, Any], *, to: str = "",
        title: Text = "", pdf: bytes = b"", name: str = "",
    ) -> None:
        super().__init__(host_of(desk))
        self.desk, self.paper, self.context = desk, paper, context
        self.title = str(title or (paper.title if paper is not None else ""))
        self.to = to
        self.pdf = b""
        self._name = name
        self._reads = Latest(desk)
        self._job: PrintJob | None = None
        self.form: FormView | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.title)
        host = host_of(desk)
        size = host.size() if host is not None else self.screen().availableGeometry().size()
        self.resize(max(size.width() - desk.theme.px(120), 640), max(size.height() - desk.theme.px(40), 420))
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        if pdf:
            self._take(pdf)
        elif paper is not None and paper.form.all_fields:
            self._begin_form()
        else:
            self.draw()

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        theme = self.desk.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(Separator())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        if self.paper is not None and self.paper.form.all_fields:
            middle.addWidget(self._form_side())
            middle.addWidget(Separator(vertical=True))
        self.stack = QStackedWidget()
        self.waiting = Label(_("Préparation du document…"), "muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.waiting.setWordWrap(True)
        self.waiting.setContentsMargins(theme.px(40), 0, theme.px(40), 0)
        self.pages = PagesView(self.desk)
        self.stack.addWidget(self.waiting)
        self.stack.addWidget(self.pages)
        middle.addWidget(self.stack, 1)
        column.addLayout(middle, 1)
        self.pages.zoomed.connect(self._say_zoom)
        self.pages.turned.connect(lambda _page: self._say_pages())
        acts = {"Ctrl+P": self.ask_printer, "Ctrl+S": self.save, "Ctrl++": self._nearer, "Ctrl+-": self._farther}
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _bar(self) -> QFrame:
        theme = self.desk.theme
        bar = QFrame()
        bar.setProperty("look", "surface")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.size("margin"), theme.px(10), theme.px(12), theme.px(10))
        row.setSpacing(theme.px(8))
        narrow = self.width() < theme.px(_WORDS_FROM)
        row.addWidget(ElidedLabel(self.title, "title"), 1)
        self.count = Label("", "muted")
        row.addWidget(self.count)
        row.addStretch(0 if narrow else 1)
        row.addWidget(IconButton(theme, "minus", _("Plus petit"), self._farther))
        self.zoom_button = Button(theme, "100\u00a0%", look="quiet", pressed=lambda: self.pages.fit_width())
        self.zoom_button.setToolTip(str(_("Ajuster à la largeur")))
        row.addWidget(self.zoom_button)
        row.addWidget(IconButton(theme, "plus", _("Plus grand"), self._nearer))
        self.mail_button = Button(theme, _("Joindre à un courriel"), "mail", pressed=self.attach)
        self.save_button = Button(theme, _("Enregistrer en PDF…"), "save", pressed=self.save)
        self.print_button = PrimaryButton(theme, _("Imprimer…"), "printer", pressed=self.ask_printer)
        for button in (self.mail_button, self.save_button, self.print_button):
            button.setEnabled(False)
            if narrow and button is not self.print_button:
                button.setToolTip(button.text())
                button.setText("")
            row.addWidget(button)
        row.addWidget(IconButton(theme, "x", _("Fermer"), self.close))
        return bar

    def _form_side(self) -> QWidget:
        assert self.paper is not None
        theme = self.desk.theme
        known = {f.name for f in self.paper.form.all_fields}
        given = {name: value for name, value in self.context.items() if name in known}
        self.form = FormView(self.desk, self.paper.form, given)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        margin = theme.size("margin")
        inside.setContentsMargins(margin, margin, margin, margin)
        inside.addWidget(self.form)
        inside.addStretch(1)
        side = QFrame()
        side.setProperty("look", "surface")
        side.setFixedWidth(theme.px(320))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(holder))
        self.form.changed.connect(lambda: self._pause.start())
        return side

    def _begin_form(self) -> None:
        assert self.paper is not None
        assert self.form is not None
        start = self.paper.form.start
        form, context = self.form, dict(self.context)
        if start is None:
            self.draw()
            return

        def ready(first: Mapping[str, Any]) -> None:
            known = {name: value for name, value in context.items() if name in form.rows}
            form.load({**known, **first})
            self.draw()

        self._reads.ask(lambda session: start(session, context), ready, self._cannot)

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Draw the paper in the background with the values of the form."""
        paper, desk = self.paper, self.desk
        if paper is None:
            return
        parameters = target_of(paper, self.context)
        if self.form is not None:
            values = self.form.peek()
            if values is None:
                self._wait(_("Remplissez les champs pour voir le document."))
                return
            parameters |= values
        if not self.pdf:
            self._wait(_("Préparation du document…"))
        self._reads.ask(lambda session: drawn(session, desk, paper, parameters), self._take, self._cannot)

    def _wait(self, words: Text) -> None:
        self.waiting.set_text(words)
        self.stack.setCurrentWidget(self.waiting)
        for button in (self.mail_button, self.save_button, self.print_button):
            button.setEnabled(False)

    def _take(self, pdf: bytes) -> None:
        try:
            preview = Preview(pdf)
        except UserError as fault:
            self._wait(fault.message)
            return
        self.pdf = pdf
        self.stack.setCurrentWidget(self.pages)
        self.pages.show_pdf(preview)
        for button in (self.mail_button, self.save_button, self.print_button):
            button.setEnabled(True)
        self._say_pages()
        self.pages.setFocus()

    def _cannot(self, fault: Exception) -> None:
        if isinstance(fault, UserError):
            self._wait(fault.message)
        else:
            self._wait(_("Ce document n’a pas pu être préparé."))
            tell(self.desk, fault)

    def _say_pages(self) -> None:
        count = self.pages.preview.count if self.pages.preview is not None else 0
        said = _n("{n} page", "{n} pages", count)
        self.count.set_text(said if count < 2 else _("page {page} sur {count}", page=self.pages.page, count=count))

    def _say_zoom(self) -> None:
        self.zoom_button.set_text(f"{round(self.pages.zoom * 100)}\u00a0%")

    def _nearer(self) -> None:
        self.pages.set_zoom(self.pages.zoom * 1.25)

    def _farther(self) -> None:
        self.pages.set_zoom(self.pages.zoom / 1.25)

    # ------------------------------------------------------------ printing, saving, sending

    def file_name(self) -> str:
        """A name without personal data: what the paper is, and its number in the program."""
        words = "-".join(key1(self._name or self.title).lower().split()) or "document"
        record_id = self.context.get("id")
        return f"{words}-{record_id}.pdf" if record_id and not self._name else f"{words}.pdf"

    def ask_printer(self) -> None:
        """Let the system ask which printer, then print."""
        if not self.pdf:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.title)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.pages.preview.count if self.pages.preview is not None else 1)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
        dialog.accepted.connect(lambda: self.print_on(printer))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> PrintJob:
        """Print on a printer that was chosen."""
        self._job = PrintJob(self.desk, self.pdf, printer, self)
        self._job.stepped.connect(self._say_printed)
        self._job.ended.connect(self._printed)
        self.print_button.setEnabled(False)
        self._job.start()
        return self._job

    def _say_printed(self, page: int, count: int) -> None:
        self.count.set_text(_("impression\u00a0: page {page} sur {count}", page=page, count=count))

    def _printed(self) -> None:
        self.print_button.setEnabled(True)
        self._say_pages()
        self.desk.notify(_("Envoyé à l’imprimante."))

    def save(self) -> None:
        """Ask where, then write the PDF."""
        if not self.pdf:
            return
        dialog = QFileDialog(self, str(_("Enregistrer en PDF")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([str(_("Document PDF (*.pdf)"))])
        dialog.setDefaultSuffix("pdf")
        dialog.setDirectory(str(self.desk.preferences.get("export-folder") or Path.home()))
        dialog.selectFile(self.file_name())
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the PDF at `path`; says why when it cannot be written."""
        try:
            path.write_bytes(self.pdf)
        except OSError:
            self.desk.notify(
                _("«\u00a0{name}\u00a0» ne peut pas être écrit\u00a0: fermez-le ou choisissez un autre dossier.", name=path.name),
                Tone.DANGER,
            )
            return
        self.desk.preferences.put("export-folder", str(path.parent))
        folder = QUrl.fromLocalFile(str(path.parent))
        self.desk.notify(
            _("Enregistré\u00a0: {name}.", name=path.name), Tone.SUCCESS, _("Ouvrir le dossier"),
            lambda: QDesktopServices.openUrl(folder),
        )

    def attach(self) -> None:
        """Write a draft message with the paper attached and open it in the mail program."""
        if not self.pdf:
            return
        path = write_message(self.pdf, self.title, self.file_name(), self.to)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.desk.notify(
                _("Aucun logiciel de courrier ne s’ouvre ici. Le message est prêt\u00a0: {path}", path=path), Tone.WARNING
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._reads.drop()
        self._pause.stop()
        self.pages.close_pdf()
        super().closeEvent(event)
