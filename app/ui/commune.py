# SPDX-License-Identifier: EUPL-1.2
"""The commune as the window shows it: its identity settings, its arms, its last backup, its users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.dates import show_day_short, show_time
from app.core.text import Text
from app.forms.commune import COMMUNE
from app.forms.page import Section
from app.ui.strings import _, _n

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.archive import Archive
    from app.store.backup import Copy

ARMS = "commune.arms"
PICTURE_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}

_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    ("", ("name", "population", "insee_code", "siret", "mayor")),
    (_("Adresse et contact"), ("address", "postcode", "town", "phone", "email", "opening_hours")),
    (_("Calendrier"), ("zone", "alsace_moselle")),
)


def identity_sections() -> tuple[Section, ...]:
    """The declared identity of the commune in titled groups; what no group names comes last."""
    known = {field.name.removeprefix("commune."): field for field in COMMUNE if field.name != ARMS}
    sections = [
        Section(title=title, fields=tuple(known.pop(name) for name in names if name in known))
        for title, names in _GROUPS
    ]
    if known:
        sections.append(Section(title=_("Autres"), fields=tuple(known.values())))
    return tuple(sections)


@dataclass(frozen=True)
class Commune:
    """What the sidebar shows."""

    name: str
    population: int | None = None
    arms: bytes | None = None

    @property
    def people(self) -> str:
        """« 2 412 habitants », empty when unknown."""
        if not self.population:
            return ""
        shown = f"{self.population:,}".replace(",", "\u202f")
        return str(_n("{shown} habitant", "{shown} habitants", self.population, shown=shown))


def read_commune(session: Session, archive: Archive, name: str) -> Commune:
    """Its name (`name` when none was given), population and arms."""
    from app.store.uow import settings

    given = settings(session, "commune.")
    population = given.get("commune.population")
    return Commune(
        str(given.get("commune.name") or name),
        int(population) if population else None,
        read_arms(session, archive, given.get(ARMS)),
    )


def read_arms(session: Session, archive: Archive, sha256: object) -> bytes | None:
    """The bytes of the arms kept in the archive; None when there are none or they are missing."""
    if not sha256:
        return None
    for media_type in dict.fromkeys(PICTURE_TYPES.values()):
        path = archive.path_of(str(sha256), media_type)
        if path.is_file():
            return path.read_bytes()
    return None


def last_copy(folder: Path) -> Copy | None:
    """The latest backup of the dossier, None when there is none."""
    from app.store.backup import copies

    found = copies(folder)
    return found[0] if found else None


def backup_words(at: datetime | None, today: date) -> tuple[Text, bool]:
    """What the status line says of the last backup, and whether it is late (over two days)."""
    if at is None:
        return _("Jamais sauvegardé"), True
    moment = show_time(at.time().replace(second=0, microsecond=0))
    days = (today - at.date()).days
    if days <= 0:
        return _("Sauvegardé aujourd’hui à {time}", time=moment), False
    if days == 1:
        return _("Sauvegardé hier à {time}", time=moment), False
    return _("Sauvegardé le {day}", day=show_day_short(at.date())), days > 2
