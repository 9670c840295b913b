# SPDX-License-Identifier: EUPL-1.2
"""Who writes: the arms, name, address and opening hours that head every paper of the commune."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.phones import show_phone
from app.core.text import Text
from app.documents.strings import _


@dataclass(frozen=True)
class Letterhead:
    """The top-left corner of a paper. `arms` holds the bytes of a PNG, JPEG or SVG picture."""

    name: Text
    address: tuple[Text, ...] = ()
    phone: Text = ""
    email: Text = ""
    hours: tuple[Text, ...] = ()
    arms: bytes | None = None
    identifier: Text = ""
    """SIRET or the like, printed at the foot of the first page."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The small lines under the name; those with nothing to say are left out."""
        contact = " · ".join(str(part) for part in (self.phone, self.email) if str(part))
        lines = (", ".join(str(line) for line in self.address), contact, *(str(line) for line in self.hours))
        return tuple(line for line in lines if line)


def letterhead_of(settings: Mapping[str, Any], arms: bytes | None = None) -> Letterhead:
    """The letterhead that the identity settings of the commune (`commune.name`, `commune.phone`…) describe."""
    town = " ".join(part for part in (_word(settings, "postcode"), _word(settings, "town")) if part)
    siret = re.sub(r"\D", "", _word(settings, "siret"))
    return Letterhead(
        name=town_hall_of(_word(settings, "name")),
        address=tuple(line for line in (*_lines(settings, "address"), town) if line),
        phone=show_phone(_word(settings, "phone")),
        email=_word(settings, "email"),
        hours=_lines(settings, "opening_hours"),
        arms=arms,
        identifier=_("SIRET {number}", number=_siret(siret)) if siret else "",
    )


def town_hall_of(commune: str) -> Text:
    """« Mairie de Saint-Aubin », « Mairie d’Ecquevilly », « Mairie du Havre », « Mairie des Lilas ».

    A name that already says what it is (« Ville de… », « Mairie de… », « Commune nouvelle… ») stays as it is.
    """
    name = commune.strip()
    if not name or re.match(r"(?i)(mairie|ville|commune|communauté|syndicat|CCAS)\b", name):
        return name
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return _("Mairie {of_commune}", of_commune=joined + name.removeprefix(article))
    # An initial H is left alone: nothing in the spelling says whether it is mute.
    link = "d’" if name[0].upper() in "AÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYŒ" else "de "
    return _("Mairie {of_commune}", of_commune=link + name)


def _word(settings: Mapping[str, Any], name: str) -> str:
    return str(settings.get(f"commune.{name}") or "").strip()


def _lines(settings: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = settings.get(f"commune.{name}") or ()
    lines = value.splitlines() if isinstance(value, str) else [str(line) for line in value]
    return tuple(line.strip() for line in lines if line.strip())


def _siret(digits: str) -> str:
    """Fourteen digits as they are read: « 219 900 012 00017 »."""
    parts = (digits[:3], digits[3:6], digits[6:9], digits[9:])
    return "\u00a0".join(part for part in parts if part)
