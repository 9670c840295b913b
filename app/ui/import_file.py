# SPDX-License-Identifier: EUPL-1.2
"""The first step of an import: a place to drop a file, to choose one, or to paste rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.text import Text
from app.forms.page import Importer
from app.ui.strings import _
from app.ui.widgets import Button, IconLabel, Label

if TYPE_CHECKING:
    from app.ui.desk import Desk


class FileStep(QFrame):
    """A place to drop a file, to choose one, or to paste rows."""

    file_given = Signal(object)
    """A `Path`, or the pasted text."""

    def __init__(self, desk: Desk, importer: Importer) -> None:
        super().__init__()
        self.desk, self.importer = desk, importer
        theme = desk.theme
        self.setAcceptDrops(True)
        self.setProperty("look", "clear")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.zone = QFrame()
        self._dress(False)
        column = QVBoxLayout(self.zone)
        column.setSpacing(theme.px(12))
        column.addStretch(1)
        column.addWidget(IconLabel(theme, "file-spreadsheet", "muted", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        self._middle(column, Label(_("Déposez ici un fichier XLSX, ODS ou CSV"), "title", wrap=True))
        if str(importer.help):
            self._middle(column, Label(importer.help, "muted", wrap=True))
        holder = QWidget()
        holder.setProperty("look", "clear")
        line = QHBoxLayout(holder)
        line.setSpacing(theme.px(8))
        self.choose_button = Button(theme, _("Choisir un fichier…"), "folder-open", "primary", self.choose)
        self.paste_button = Button(theme, _("Coller des lignes"), "clipboard-list", pressed=self.paste)
        line.addStretch(1)
        line.addWidget(self.choose_button)
        line.addWidget(self.paste_button)
        line.addStretch(1)
        column.addWidget(holder)
        self.fault = Label("", "fault", wrap=True)
        self._middle(column, self.fault)
        self.fault.hide()
        model = Button(theme, _("Enregistrer un modèle vide…"), "download", "link", self.save_model)
        column.addWidget(model, 0, Qt.AlignmentFlag.AlignHCenter)
        if importer.reads_own is not None:
            model.hide()
        column.addStretch(2)
        outer.addWidget(self.zone)

    @staticmethod
    def _middle(column: QVBoxLayout, label: Label) -> None:
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label)

    def _dress(self, over: bool) -> None:
        theme = self.desk.theme
        edge, ground = ("accent", "selected") if over else ("edge", "surface")
        self.zone.setObjectName("zone")
        self.zone.setStyleSheet(
            f"#zone {{ border: {theme.px(2)}px dashed {theme.hex(edge)}; border-radius: {theme.px(10)}px;"
            f" background: {theme.hex(ground)}; }}"
        )

    def say_fault(self, fault: Text) -> None:
        """Why the file cannot be read."""
        self.fault.set_text(fault)
        self.fault.setVisible(bool(str(fault)))

    def choose(self) -> None:
        """Let the system ask for a file."""
        dialog = QFileDialog(self, str(_("Choisir un fichier")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        if self.importer.reads_own is None:
            dialog.setNameFilters([str(_("Tableaux (*.xlsx *.ods *.csv *.txt)")), str(_("Tous les fichiers (*)"))])
        dialog.setDirectory(str(self.desk.preferences.get("import-folder") or Path.home()))
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.desk.preferences.put("import-folder", str(Path(path).parent))
        self.file_given.emit(Path(path))

    def paste(self) -> None:
        """Take the rows copied from a spreadsheet."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.file_given.emit(text)
        else:
            self.say_fault(_("Le presse-papiers est vide\u00a0: copiez d’abord les lignes, titres compris, dans le tableur."))

    def save_model(self) -> None:
        """Write a spreadsheet that holds the headings alone."""
        dialog = QFileDialog(self, str(_("Enregistrer un modèle vide")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([str(_("Classeur Excel (*.xlsx)")), str(_("Classeur LibreOffice (*.ods)"))])
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile("modele.xlsx")
        dialog.fileSelected.connect(lambda path: self.write_model(Path(path)))
        dialog.open()

    def write_model(self, path: Path) -> None:
        """Write the model at `path`."""
        from app.exchange.writer import write_table

        write_table(path, [str(field.label) for field in self.importer.fields], [])
        self.desk.notify(_("Modèle enregistré\u00a0: {name}.", name=path.name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasText() or any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()
            self._dress(True)

    def dragLeaveEvent(self, event: Any) -> None:
        self._dress(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._dress(False)
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.file_given.emit(Path(files[0]))
        elif event.mimeData().hasText():
            self.file_given.emit(event.mimeData().text())
