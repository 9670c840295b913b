# SPDX-License-Identifier: EUPL-1.2
"""Reads printed pages little by little while one works: a page read in the background, kept, then the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.outcome import EnvironmentProblem, UserError
from app.core.text import Text
from app.forms.fields import Tone
from modules.cemetery import models as m
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.scan_files import tesseract
from modules.cemetery.services.read_scan import keep_page, letters_of, next_page
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk

PAUSE_MS = 400
"""Rest between two pages: the machine is the clerk's first."""

Read = tuple[int, int, str | None, Text]
"""Scan, page, words (None: unreadable), and why."""


class LetterReader(QObject):
    """One a desk. Stops by itself when nothing waits, or when Tesseract cannot be used."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk
        self.is_reading = False
        self._again = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._again.timeout.connect(self._next)

    def start(self) -> None:
        """Begin, unless it is under way or of no use."""
        if self.is_reading or self.desk.dossier.readonly or not self.desk.can(ARCHIVE) or not tesseract():
            return
        self.is_reading = True
        self._again.start()

    def _next(self) -> None:
        archive = self.desk.dossier.archive

        def read(session: Session) -> Read | None:
            found = next_page(session)
            if found is None:
                return None
            scan = session.get_one(m.Scan, found[0])
            try:
                return found[0], found[1], letters_of(archive, scan, found[1]), ""
            except UserError as fault:
                # This page alone cannot be read: it is left, the others are not.
                return found[0], found[1], None, fault.message

        self.desk.query(read, self._keep, self._stop)

    def _keep(self, found: Read | None) -> None:
        if found is None:
            self.is_reading = False
            return
        scan, page, words, _why = found
        self.desk.operate(
            _("Texte lu"), lambda work: keep_page(work, id=scan, page=page, words=words), lambda _done: self._again.start(),
            action="cemetery.read-scans", failed=self._stop, undoable=False,
        )  # fmt: skip

    def _stop(self, fault: Exception) -> None:
        self.is_reading = False
        if isinstance(fault, EnvironmentProblem):
            self.desk.notify(fault.message, Tone.WARNING)
            return
        from app.ui.operation import tell

        tell(self.desk, fault)


def letter_reader(desk: Desk) -> LetterReader:
    """The reader of this desk."""
    found = desk.findChild(LetterReader)
    return found if isinstance(found, LetterReader) else LetterReader(desk)
