# SPDX-License-Identifier: EUPL-1.2
"""The facts of the day, read behind the window: what is to be done, who may work, the last backup, the records in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.outcome import Address
from app.core.text import Text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.users import UserFacts
    from app.ui.agenda import Agenda
    from app.ui.commune import Commune
    from app.ui.desk import Desk
    from app.ui.preferences import Preferences

PAUSE_MS = 250
"""Acts that follow one another are answered by one reading."""
FIRST_MS = 30
"""The page in hand first: at the opening, what is to be done is asked once no view waits for its rows any more."""
RECENT_COUNT = 8


@dataclass(frozen=True)
class Facts:
    """What the frame of the window shows."""

    commune: Commune
    users: tuple[UserFacts, ...]
    backup: Text
    backup_is_late: bool


class Today(QObject):
    """Reads again when something changed; the window shows what it tells."""

    agenda_read = Signal(object)
    facts_read = Signal(object)
    pages_read = Signal()
    """Every page is known: the modules that nobody opened were imported behind the window."""

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self.desk: Desk | None = None
        self.agenda: Agenda | None = None
        self._preferences = preferences
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.ask_agenda)

    def attach(self, desk: Desk | None) -> None:
        """Speak of this dossier from now on; None: of nothing."""
        self.desk, self.agenda = desk, None
        self._pause.stop()
        if desk is not None:
            desk.changed.connect(self._on_changed)
            self.ask_facts()
            QTimer.singleShot(FIRST_MS, self, self._begin)

    def _begin(self) -> None:
        from app.ui.operation import reading

        if reading():
            QTimer.singleShot(FIRST_MS, self, self._begin)
        else:
            self.ask_agenda()

    def ask_all(self) -> None:
        """Read everything."""
        self.ask_facts()
        self.ask_agenda()

    def ask_soon(self) -> None:
        """Read what is to be done after a pause."""
        self._pause.start()

    @property
    def is_yesterday(self) -> bool:
        """Whether what is shown is another day's: the window stayed open overnight."""
        return self.desk is not None and self.agenda is not None and self.agenda.today != self.desk.clock.today()

    def _on_changed(self, tables: frozenset[str]) -> None:
        self.ask_soon()
        if tables & {"store_setting", "store_user"}:
            self.ask_facts()

    # ------------------------------------------------------------ reading

    def ask_facts(self) -> None:
        """Read the commune, its users, its last backup."""
        if self.desk is None:
            return
        desk = self.desk

        def read(session: Session) -> Facts:
            from app.ui.commune import backup_words, last_copy, read_commune

            copy = last_copy(desk.dossier.path)
            commune = read_commune(session, desk.dossier.archive, desk.dossier.name)
            return Facts(commune, tuple(desk.store.users()), *backup_words(copy.at if copy else None, desk.clock.today()))

        desk.query(read, self._take_facts)

    def _take_facts(self, facts: Facts) -> None:
        if self.desk is not None:
            self.facts_read.emit(facts)

    def ask_agenda(self) -> None:
        """Read what is to be done, and the records lately in hand."""
        if self.desk is None:
            return
        desk, recents = self.desk, self.recents()

        def read(session: Session) -> Agenda:
            from app.ui.agenda import read_agenda

            return read_agenda(session, desk.registry, desk.clock.today(), desk.user, recents)

        desk.query(read, self._take_agenda)

    def _take_agenda(self, agenda: Agenda) -> None:
        if self.desk is None:
            return
        first, self.agenda = self.agenda is None, agenda
        self.agenda_read.emit(agenda)
        if first:
            registry = self.desk.registry
            self.desk.query(lambda _session: len(registry.pages), lambda _count: self.pages_read.emit())

    # ------------------------------------------------------------ records lately in hand

    def kept_under(self) -> str:
        """Name of the preference that holds them, by dossier."""
        return f"recent/{self.desk.dossier.path}" if self.desk is not None else ""

    def recents(self) -> list[Address]:
        """Records lately in hand, the latest first. Only their numbers are kept outside the dossier."""
        kept = self._preferences.get(self.kept_under(), [])
        return [Address(str(page), int(record_id)) for page, record_id in kept]

    def remember(self, page: str, record_id: int) -> None:
        """A record was taken in hand."""
        before = self.recents()
        if before and (before[0].page, before[0].id) == (page, record_id):
            return
        kept = [[a.page, a.id] for a in before if (a.page, a.id) != (page, record_id)]
        self._preferences.put(self.kept_under(), [[page, record_id], *kept][:RECENT_COUNT])
        self.ask_soon()
