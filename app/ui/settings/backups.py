# SPDX-License-Identifier: EUPL-1.2
"""The backups: the latest, one more now, a whole copy elsewhere, and the way back to any of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import show_day_long, show_time
from app.core.outcome import EnvironmentProblem, UserError
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.settings.base import Column, line_of_buttons, size_words
from app.ui.strings import _
from app.ui.widgets import Button, EmptyState, IconLabel, Label, PrimaryButton, Separator, clear_layout

if TYPE_CHECKING:
    from app.store.backup import Copy
    from app.ui.desk import Desk

RESTORE = "store.restore"
SHOWN = 40

REASONS: dict[str, Text] = {
    "asked": _("demandée"),
    "daily": _("de chaque jour"),
    "closing": _("à la fermeture"),
    "migration": _("avant une mise à niveau"),
    "replaced": _("remplacée par une restauration"),
}


def copy_title(copy: Copy) -> str:
    """« lundi 23 novembre 2026 à 9 h »."""
    moment = show_time(copy.at.time().replace(second=0, microsecond=0))
    return str(_("{day} à {time}", day=show_day_long(copy.at.date(), weekday=True), time=moment))


class BackupsView(Column):
    """What protects the dossier, and the buttons to use it."""

    restore_asked = Signal(str)
    """Path of a backup: the dossier must be closed, so the window does it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._add_now()
        card = self.card(_("Sauvegardes de ce dossier"), _("Chacune est relue et vérifiée dès qu’elle est faite."))
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        card.body.addLayout(self.lines)
        self.cards.addStretch(1)
        self.read()

    def _add_now(self) -> None:
        card = self.card(
            _("Protéger les données"),
            _("Une copie est faite chaque jour, à la fermeture et avant chaque mise à niveau. Gardez aussi une copie"
              " complète hors de cet ordinateur."),
        )  # fmt: skip
        self.now = PrimaryButton(self.theme, _("Sauvegarder maintenant"), "shield-check", self._back_up)
        self.elsewhere = Button(self.theme, _("Copie complète ailleurs…"), "hard-drive", pressed=self._copy)
        card.body.addLayout(line_of_buttons(self.desk, self.now, self.elsewhere))

    # ------------------------------------------------------------ the list

    def read(self) -> None:
        """Look at the folder of backups again."""
        folder = self.desk.dossier.path

        def look(_session: Any) -> list[tuple[Copy, int]]:
            from app.store.backup import copies

            return [(copy, copy.path.stat().st_size) for copy in copies(folder)[:SHOWN] if copy.path.is_file()]

        self.desk.query(look, self._show)

    def _show(self, found: Sequence[tuple[Copy, int]]) -> None:
        clear_layout(self.lines)
        for rank, (copy, size) in enumerate(found):
            if rank:
                self.lines.addWidget(Separator())
            self.lines.addWidget(self._line(copy, size))
        if not found:
            text = _("Aucune sauvegarde encore. La première se fait à la fermeture, ou maintenant.")
            self.lines.addWidget(EmptyState(self.theme, text, "shield"))

    def _line(self, copy: Copy, size: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, self.theme.px(7), 0, self.theme.px(7))
        row.setSpacing(self.theme.px(12))
        row.addWidget(IconLabel(self.theme, "shield-check"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = copy_title(copy)
        words.addWidget(Label(title))
        words.addWidget(Label(f"{REASONS.get(copy.reason.value, copy.reason.value)} · {size_words(size)}", "small"))
        row.addLayout(words, 1)
        if self.desk.can(RESTORE) and not self.desk.dossier.readonly:
            back = Button(self.theme, _("Restaurer…"), look="small", pressed=lambda: self._restore(copy))
            back.setAccessibleName(str(_("Revenir à la sauvegarde du {when}", when=title)))
            row.addWidget(back)
        return line

    # ------------------------------------------------------------ acts

    def _back_up(self) -> None:
        dossier = self.desk.dossier

        def copy(_session: Any) -> Copy:
            return dossier.back_up()

        self.now.setEnabled(False)
        self.desk.query(copy, self._backed_up, self._failed)

    def _backed_up(self, _copy: Copy) -> None:
        self.now.setEnabled(True)
        self.desk.notify(_("Sauvegarde faite et vérifiée."))
        self.read()
        refresh = getattr(self.window(), "refresh_facts", None)
        if callable(refresh):
            refresh()

    def _failed(self, fault: Exception) -> None:
        self.now.setEnabled(True)
        self.elsewhere.setEnabled(True)
        if isinstance(fault, UserError | EnvironmentProblem):
            self.desk.notify(fault.message, Tone.DANGER)
        else:
            raise fault

    def _copy(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, str(_("Où mettre la copie complète")))
        if not chosen:
            return
        dossier = self.desk.dossier
        name = f"beffroi-{self.desk.clock.today().isoformat()}"
        target = Path(chosen) / name

        def copy(_session: Any) -> Path:
            from app.store.backup import copy_whole

            return copy_whole(dossier.path, target, dossier.clock)

        self.elsewhere.setEnabled(False)
        self.desk.query(copy, self._copied, self._failed)

    def _copied(self, target: Path) -> None:
        self.elsewhere.setEnabled(True)
        self.desk.notify(_("Copie complète dans {folder}.", folder=target.name))
        self.read()

    def _restore(self, copy: Copy) -> None:
        from app.ui.sheet import Sheet

        sheet = Sheet(self.desk, _("Revenir à une sauvegarde"), width=520)

        def go() -> None:
            sheet.discard()
            self.restore_asked.emit(str(copy.path))

        sheet.ask(
            _(
                "Revenir au {when}\u202f? Tout ce qui a été enregistré depuis disparaîtra de l’écran. L’état actuel est"
                " gardé parmi les sauvegardes\u00a0: vous pourrez y revenir.",
                when=copy_title(copy),
            ),
            _("Revenir à cette sauvegarde"), go, no=_("Ne rien faire"), back=sheet.discard, tone=Tone.DANGER,
        )
        sheet.open()
