# SPDX-License-Identifier: EUPL-1.2
"""The editor of files and folders of this machine: typed, pasted, dropped, or chosen in the system's own dialog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.forms.fields import Paths
from app.ui.editors import Editor, LineEditor, make_editor
from app.ui.strings import _
from app.ui.widgets import IconButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.ui.desk import Desk

PLACE = "chosen-folder"
"""Preference: the folder where files were last chosen."""


class PathsEditor(LineEditor):
    """A line with the paths, a button for files and one for a folder."""

    def __init__(self, field: Paths, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.paths = field
        self.line.setMinimumWidth(self.theme.px(220))
        self.line.setClearButtonEnabled(True)
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)
        if not field.folder:
            self.row.addWidget(IconButton(self.theme, "file-plus", _("Choisir des fichiers…"), self.choose_files))
        self.row.addWidget(IconButton(self.theme, "folder-open", _("Choisir un dossier…"), self.choose_folder))

    def choose_files(self) -> None:
        """Let the system ask for files."""
        dialog = QFileDialog(self, str(_("Choisir des fichiers")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if self.paths.kinds:
            dialog.setNameFilters([
                str(_("Fichiers attendus ({kinds})", kinds=" ".join(f"*{kind}" for kind in self.paths.kinds))),
                str(_("Tous les fichiers (*)")),
            ])  # fmt: skip
        self._ask(dialog)

    def choose_folder(self) -> None:
        """Let the system ask for a folder."""
        dialog = QFileDialog(self, str(_("Choisir un dossier")))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.setDirectory(str(self.desk.preferences.get(PLACE) or Path.home()))
        dialog.filesSelected.connect(self.take)
        dialog.open()

    def take(self, paths: Sequence[str]) -> None:
        """Write these paths in the line."""
        if not paths:
            return
        first = Path(paths[0])
        self.desk.preferences.put(PLACE, str(first if first.is_dir() else first.parent))
        self.line.setText("; ".join(paths) if len(paths) > 1 else paths[0])
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])


@make_editor.register(Paths)
def _paths(field: Paths, desk: Desk) -> Editor:
    return PathsEditor(field, desk)
