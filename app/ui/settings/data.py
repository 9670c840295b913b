# SPDX-License-Identifier: EUPL-1.2
"""« Mes données » : where everything is kept, how much room it takes, whether it is sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.core.outcome import Refusal, Report
from app.ui.settings.base import Column, Facts, line_of_buttons, size_words
from app.ui.strings import _, _n
from app.ui.widgets import Button, clear_layout

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk


@dataclass(frozen=True)
class Room:
    """What the dossier holds, in octets and files."""

    database: int
    archive: int
    papers: int
    backups: int
    copies: int
    operations: int


class DataView(Column):
    """Paths, sizes, and a check from top to bottom."""

    another_asked = Signal()
    """To open another dossier."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._card = self.card(
            _("Où sont vos données"),
            _("Tout est dans un seul dossier de cet ordinateur. Rien n’est envoyé ailleurs."),
        )
        self._facts = Facts(desk)
        self._card.body.addWidget(self._facts)
        self.show_folder = Button(self.theme, _("Ouvrir l’emplacement"), "folder-open", pressed=self._show_folder)
        self.another = Button(self.theme, _("Changer de dossier…"), "folder", pressed=self.another_asked.emit)
        self._card.body.addLayout(line_of_buttons(desk, self.show_folder, self.another))
        check = self.card(
            _("Vérification"), _("Relit la base, les papiers archivés et la cohérence des fiches. Rien n’est modifié.")
        )
        self.check = Button(self.theme, _("Vérifier le dossier"), "clipboard-check", pressed=self._check)
        check.body.addLayout(line_of_buttons(desk, self.check))
        self.cards.addStretch(1)
        self._read()

    def _read(self) -> None:
        self.desk.query(lambda session: measure(session, self.desk.dossier.path), self._show)

    def _show(self, room: Room) -> None:
        layout = self._facts.layout()
        assert layout is not None
        clear_layout(layout)
        add = self._facts.add
        identity = self.desk.dossier.identity
        add(_("Emplacement"), str(self.desk.dossier.path))
        if identity.url is None:
            add(_("Base de données"), size_words(room.database))
        else:
            add(_("Base de données"), _("sur un serveur PostgreSQL"))
        papers = _n("{n} document", "{n} documents", room.papers)
        add(_("Papiers archivés"), f"{papers} · {size_words(room.archive)}")
        copies = _n("{n} copie", "{n} copies", room.copies)
        add(_("Sauvegardes"), f"{copies} · {size_words(room.backups)}")
        add(_("Journal"), _n("{n} opération", "{n} opérations", room.operations))

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.desk.dossier.path)))

    def _check(self) -> None:
        self.check.setEnabled(False)
        desk = self.desk

        def look(session: Session) -> Sequence[Refusal]:
            from app.store.archive import verify
            from app.store.backup import check

            found = [*check(desk.dossier.path), *verify(session, desk.dossier.archive)]
            return [*found, *desk.registry.check(session)]

        desk.query(look, self._checked, self._not_checked)

    def _not_checked(self, fault: Exception) -> None:
        from app.ui.operation import tell

        self.check.setEnabled(True)
        tell(self.desk, fault)

    def _checked(self, found: Sequence[Refusal]) -> None:
        from app.ui.report import show_report

        self.check.setEnabled(True)
        if not found:
            self.desk.notify(_("Tout se tient\u00a0: la base, les papiers et les fiches sont en ordre."))
            return
        summary = _n("{n} point à regarder.", "{n} points à regarder.", len(found))
        show_report(self.desk, _("Vérification du dossier"), Report(summary=summary, refusals=list(found)))


def measure(session: Session, folder: Path) -> Room:
    """Sizes on the disk and numbers of lines."""
    from sqlalchemy import func, select

    from app.store.journal import Operation
    from app.store.layout import ARCHIVE, BACKUPS, DATABASE

    def weigh(part: Path) -> tuple[int, int]:
        files = [path for path in part.rglob("*") if path.is_file()]
        return sum(path.stat().st_size for path in files), len(files)

    database = sum(path.stat().st_size for path in folder.glob(f"{DATABASE}*") if path.is_file())
    archive, papers = weigh(folder / ARCHIVE)
    backups, _files = weigh(folder / BACKUPS)
    copies = len([*(folder / BACKUPS).glob("beffroi-*.sqlite"), *(folder / BACKUPS).glob("beffroi-*.dump")])
    operations = session.execute(select(func.count()).select_from(Operation)).scalar_one()
    return Room(database, archive, papers, backups, copies, operations)
