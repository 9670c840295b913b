# SPDX-License-Identifier: EUPL-1.2
"""What a merge of two files would move, counted before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.text import Msg, Text
from app.directory.strings import _n
from app.store.base import Base, mapped_classes
from app.store.uow import store_of

_SAID: Mapping[str, Callable[[int], Msg]] = {
    "directory_household_member": lambda n: _n("{n} foyer", "{n} foyers", n),
    "directory_contact_point": lambda n: _n("{n} contact", "{n} contacts", n),
    "directory_guardianship": lambda n: _n("{n} lien de famille", "{n} liens de famille", n),
    "directory_address": lambda n: _n("{n} adresse", "{n} adresses", n),
    "directory_note": lambda n: _n("{n} note", "{n} notes", n),
}


def rows_naming(session: Session, person_id: int) -> dict[str, int]:
    """By table, how many rows name the person; tables with none are left out."""
    found: dict[str, int] = {}
    for model in sorted(mapped_classes(), key=lambda each: each.__tablename__):
        columns = _links(model)
        if columns:
            count = session.scalar(
                select(func.count()).select_from(model).where(or_(*(getattr(model, c) == person_id for c in columns)))
            )
            if count:
                found[model.__tablename__] = count
    return found


def what_moves(session: Session, person_id: int) -> list[Text]:
    """« 1 foyer », « 2 contacts », « Cantine : 43 lignes »: everything that names the person."""
    counts = rows_naming(session, person_id)
    said: list[Text] = [words(counts[table]) for table, words in _SAID.items() if table in counts]
    for module in store_of(session).modules:
        total = _of_module(counts, module.name)
        if total and module.name != "directory":
            title = str(getattr(module, "title", module.name))
            said.append(_n("{title}\u00a0: {n} ligne", "{title}\u00a0: {n} lignes", total, title=title))
    return said


def _of_module(counts: Mapping[str, int], name: str) -> int:
    return sum(count for table, count in counts.items() if table.startswith(f"{name}_"))


def _links(model: type[Base]) -> Sequence[str]:
    return [
        attribute.key
        for attribute in model.__mapper__.column_attrs
        if any(key.column.table.name == "directory_person" for key in attribute.columns[0].foreign_keys)
    ]
