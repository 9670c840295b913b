# SPDX-License-Identifier: EUPL-1.2
"""What a row of a file changed, what it left alone because it was filled, and what it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.core.dates import PartialDate, show_day
from app.core.people import key1
from app.core.text import Text
from modules.cemetery.strings import _, label


@dataclass
class Notes:
    """Sentences about one row."""

    filled: list[Text] = field(default_factory=list)
    kept: list[Text] = field(default_factory=list)
    made: bool = False
    """A contract or somebody dead was added."""

    def fill(self, record: Any, name: str, value: Any, said: Text, *, folded: bool = False) -> bool:
        """Fill an empty field; leave a filled one alone, and say so when the file differs."""
        if value in (None, ""):
            return False
        present = getattr(record, name)
        if present in (None, ""):
            setattr(record, name, value)
            self.filled.append(_("{field} ajouté\u00a0: {value}", field=said, value=shown(value)))
            return True
        if (key1(str(present)) != key1(str(value))) if folded else present != value:
            self.differ(said, present, value)
        return False

    def replace(self, record: Any, name: str, value: Any, said: Text, *, may: bool) -> None:
        """Correct a value that was only a guess; otherwise leave it and say so."""
        if not may:
            self.differ(said, getattr(record, name), value)
            return
        setattr(record, name, value)
        self.filled.append(_("{field}\u00a0: {value}", field=said, value=shown(value)))

    def differ(self, said: Text, present: Any, value: Any) -> None:
        """The file says something else than what is there."""
        self.kept.append(
            _(
                "{field}\u00a0: {present} gardé, le fichier dit {value}",
                field=said,
                present=shown(present),
                value=shown(value),
            )
        )

    def add_text(self, record: Any, name: str, text: str, said: Text) -> None:
        """Free text is added to what is there, once."""
        present = getattr(record, name) or ""
        if not text or key1(text) in key1(present):
            return
        setattr(record, name, f"{present}\n{text}" if present else text)
        self.filled.append(_("{field} ajouté\u00a0: {value}", field=said, value=text))

    def keep_written(self, record: Any, name: str, text: str) -> bool:
        """Keep a cell as written beside the field; whether it was not there yet."""
        if not text or record is None:
            return False
        present = dict(record.as_written or {})
        texts = [line for line in str(present.get(name, "")).split(" | ") if line]
        if text in texts:
            return False
        record.as_written = {**present, name: " | ".join([*texts, text])}
        return True


def shown(value: Any) -> str:
    """A value in French, for a sentence."""
    from datetime import date
    from decimal import Decimal

    if isinstance(value, PartialDate):
        return value.show()
    if isinstance(value, date):
        return show_day(value)
    if isinstance(value, StrEnum):
        return str(label(value))
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
