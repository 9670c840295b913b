# SPDX-License-Identifier: EUPL-1.2
"""What an act answered: what was done, what was refused and why, and the way to each place to mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.outcome import Address, Refusal, Report
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.sheet import Sheet
from app.ui.strings import _, _n
from app.ui.widgets import Button, IconLabel, Label, Separator

if TYPE_CHECKING:
    from app.ui.desk import Desk

SHOWN = 100
"""Refusals shown at most; all of them go with « Copier la liste »."""


def as_text(report: Report) -> str:
    """The whole report as lines, to paste in a message."""
    lines = [str(report.summary), *(str(note) for note in report.notes), *(str(refusal) for refusal in report.refusals)]
    return "\n".join(line for line in lines if line)


class ReportView(QWidget):
    """The summary, the notes and the refusals of a report, each refusal with « Voir »."""

    def __init__(self, desk: Desk, report: Report, see: Callable[[Address], object]) -> None:
        super().__init__()
        self.desk, self.report, self._see = desk, report, see
        theme = desk.theme
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        if str(report.summary):
            tone = Tone.WARNING if report.refusals else Tone.SUCCESS
            line = QHBoxLayout()
            line.setSpacing(theme.px(10))
            line.addWidget(IconLabel(theme, theme.tone(tone).icon, f"{tone.value}-fg", 22), 0, Qt.AlignmentFlag.AlignTop)
            summary = Label(report.summary, "strong", wrap=True)
            line.addWidget(summary, 1)
            column.addLayout(line)
        if report.refusals:
            column.addWidget(Label(_n("{n} refus", "{n} refus", len(report.refusals)), "label"))
            column.addWidget(self._refusals(report.refusals))
        if report.notes:
            column.addWidget(Label(_("À savoir"), "label"))
            for note in report.notes[:SHOWN]:
                column.addWidget(Label(note, wrap=True))
            self._rest(column, len(report.notes) - SHOWN)

    def _refusals(self, refusals: Sequence[Refusal]) -> QWidget:
        theme = self.desk.theme
        card = QFrame()
        card.setProperty("look", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(14), theme.px(6), theme.px(8), theme.px(6))
        column.setSpacing(0)
        for index, refusal in enumerate(refusals[:SHOWN]):
            if index:
                column.addWidget(Separator())
            column.addWidget(self._refusal(refusal))
        self._rest(column, len(refusals) - SHOWN)
        return card

    def _refusal(self, refusal: Refusal) -> QWidget:
        theme = self.desk.theme
        line = QWidget()
        line.setProperty("look", "clear")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, theme.px(7), 0, theme.px(7))
        row.setSpacing(theme.px(8))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        if str(refusal.what):
            words.addWidget(Label(refusal.what, "strong", wrap=True))
        words.addWidget(Label(refusal.why, "muted" if str(refusal.what) else "", wrap=True))
        row.addLayout(words, 1)
        if refusal.where is not None:
            where = refusal.where
            button = Button(theme, _("Voir"), "arrow-right", "quiet", lambda: self._see(where))
            button.setAccessibleName(f"{_('Voir')}\u00a0: {refusal.what or refusal.why}")
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    @staticmethod
    def _rest(column: QVBoxLayout, left: int) -> None:
        if left > 0:
            column.addWidget(Label(_("… et {count} autres\u00a0: copiez la liste pour tout lire.", count=left), "small"))


class ReportSheet(Sheet):
    """The report of an act that refused something or has something to say."""

    def __init__(self, desk: Desk, title: Text, report: Report) -> None:
        super().__init__(desk, title, width=620)
        self.report = report
        self.view = ReportView(desk, report, self._see)
        self.body.addWidget(self.view)
        self.body.addStretch(1)
        copy = Button(self.theme, _("Copier la liste"), "clipboard-list", pressed=self._copy)
        self.buttons.insertWidget(0, copy)
        if report.files:
            self.add_button(_("Ouvrir le dossier"), self._open_folder)
        self.close_button = self.add_button(_("Fermer"), self.discard, primary=True)

    def _see(self, where: Address) -> None:
        self.discard()
        self.desk.open(where)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self.report))
        self.desk.notify(_("Liste copiée."), Tone.INFO)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.report.files[0].parent)))


def show_report(
    desk: Desk, title: Text, report: Report, *, undo: Callable[[], object] | None = None
) -> ReportSheet | None:
    """A sheet when something was refused or is worth knowing; else a sentence at the foot of the window."""
    if report.refusals or report.notes:
        sheet = ReportSheet(desk, title, report)
        sheet.present()
        return sheet
    summary = report.summary or _("C’est fait.")
    if undo is not None:
        desk.notify(summary, Tone.SUCCESS, _("Annuler"), undo)
    else:
        desk.notify(summary, Tone.SUCCESS)
    return None
