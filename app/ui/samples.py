# SPDX-License-Identifier: EUPL-1.2
"""What the pictures are taken of: invented rows for an import, the actions and the lines that a page offers."""

from __future__ import annotations

from typing import Any

from app.forms.fields import (
    Choice,
    Day,
    Email,
    Flag,
    Money,
    Number,
    PartialDay,
    Phone,
    Postcode,
    Weekdays,
    Whole,
)
from app.forms.page import Importer, LinesPart, Page


def sample_rows(importer: Importer) -> str:
    """A few invented rows as pasted from a spreadsheet, for the steps of the import."""
    examples: dict[type[Any], tuple[str, str, str]] = {
        Day: ("12/05/2018", "03/10/2019", "31/02/2019"), PartialDay: ("12/05/2018", "03/10/2019", "31/02/2019"),
        Money: ("12,50", "8", "5"), Number: ("612", "1040,5", "?"),
        Whole: ("1", "2", "3"), Flag: ("oui", "non", "oui"), Postcode: ("99120", "99120", "99120"),
        Email: ("zoe@exemple.fr", "leo@exemple.fr", ""), Phone: ("01 99 00 12 34", "01 99 00 12 35", ""),
    }  # fmt: skip
    columns = []
    for field in importer.fields:
        found = next((words for kind, words in examples.items() if isinstance(field, kind)), None)
        if found is None and isinstance(field, Choice):
            found = tuple(str(o.label) for o in (*field.options, *field.options, *field.options))[:3]  # type: ignore[assignment]
        if found is None and not isinstance(field, Weekdays):
            found = ("Morel", "Lefèvre", "N’Diaye") if field.required else ("Zoé", "Léo", "Fatou")
        columns.append((str(field.label), *(found or ("LMJV", "LMJV", "L"))))
    return "\n".join("\t".join(cells) for cells in zip(*columns, strict=True))


def lines_of(page: Page) -> list[LinesPart]:
    """The tables of lines of a page's record."""
    return [part for part in page.record.parts if isinstance(part, LinesPart)] if page.record is not None else []


def offered_on(page: Page) -> set[str]:
    """Names of the actions that a page offers, wherever they stand on it."""
    names = set(page.actions)
    if page.record is not None:
        names |= set(page.record.actions)
        for part in lines_of(page):
            names |= set(part.actions)
    return names


