# SPDX-License-Identifier: EUPL-1.2
"""Choosing a backup for a dossier that does not open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.settings.backups import REASONS, copy_title
from app.ui.strings import _
from app.ui.theme import Theme
from app.ui.widgets import Button, EmptyState, Label, Scroll, Separator


class RestoreDialog(QDialog):
    """The copies of a folder, the latest first; `chosen` is the one to come back to."""

    def __init__(self, theme: Theme, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from app.store.backup import copies

        self.chosen: Path | None = None
        self.setWindowTitle(str(_("Restaurer une sauvegarde")))
        column = QVBoxLayout(self)
        pad = theme.px(24)
        column.setContentsMargins(pad, theme.px(20), pad, theme.px(18))
        column.setSpacing(theme.px(10))
        column.addWidget(Label(_("Restaurer une sauvegarde"), "heading"))
        words = _("L’état actuel est gardé à côté. Choisissez la copie à laquelle revenir.")
        column.addWidget(Label(words, "muted", wrap=True))
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, theme.px(8), 0)
        found = copies(folder)
        for rank, copy in enumerate(found):
            if rank:
                lines.addWidget(Separator())
            row = QHBoxLayout()
            text = QVBoxLayout()
            text.setSpacing(0)
            text.addWidget(Label(copy_title(copy)))
            text.addWidget(Label(REASONS.get(copy.reason.value, copy.reason.value), "small"))
            row.addLayout(text, 1)
            back = Button(theme, _("Restaurer"), look="small", pressed=partial(self._choose, copy.path))
            back.setAccessibleName(str(_("Revenir à la sauvegarde du {when}", when=copy_title(copy))))
            row.addWidget(back)
            lines.addLayout(row)
        if not found:
            lines.addWidget(EmptyState(theme, _("Il n’y a pas de sauvegarde dans ce dossier."), "shield"))
        lines.addStretch(1)
        column.addWidget(Scroll(inside), 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(theme, _("Ne rien faire"), pressed=self.reject))
        column.addLayout(foot)
        self.resize(theme.px(520), theme.px(460))

    def _choose(self, path: Path) -> None:
        self.chosen = path
        self.accept()
