# SPDX-License-Identifier: EUPL-1.2
"""The life of a record at its foot: who did what and when, and what changed from what to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.dates import show_moment
from app.forms.fields import Field
from app.forms.page import FieldsPart, Record
from app.ui.strings import _
from app.ui.widgets import Button, Label

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk

SHOWN = 3
"""Acts shown before « Tout l’historique »."""


@dataclass(frozen=True)
class Act:
    """One act on a record, in words."""

    head: str
    details: tuple[str, ...]


def read_history(session: Session, record: Record, record_id: int, with_sensitive: bool) -> list[Act]:
    """The acts on a record, the latest first; values are shown as its fields show them."""
    from sqlalchemy import select

    from app.store.journal import APART, history
    from app.store.models import User

    names = {user.name: user.display_name for user in session.scalars(select(User))}
    fields = {f.name: f for part in record.parts if isinstance(part, FieldsPart) for f in part.fields}
    acts: list[Act] = []
    table = record.model().__tablename__
    for entry in history(session, table, record_id, with_sensitive=with_sensitive):
        undone = str(_(" (annulé)")) if entry.undone else ""
        head = f"{show_moment(entry.at)}\u00a0· {entry.label}, {names.get(entry.user_name) or entry.user_name}{undone}"
        details = [
            _said(fields, change.column, change.before, change.after, APART)
            for change in entry.changes if entry.kind == "update" and (change.column in fields)
        ]
        if entry.note:
            details.append(entry.note)
        acts.append(Act(head, tuple(details)))
    return acts


def _said(fields: Mapping[str, Field[Any]], name: str, before: Any, after: Any, apart: str) -> str:
    field = fields[name]
    if apart in (before, after):
        return str(_("{label}\u00a0: modifié (valeur masquée)", label=field.label))
    return str(_(
        "{label}\u00a0: {before} → {after}", label=field.label,
        before=_show(field, before), after=_show(field, after),
    ))


def _show(field: Field[Any], value: Any) -> str:
    try:
        return field.show(value) or "—"
    except (TypeError, ValueError, AttributeError):
        return str(value)  # the field had another type in those days


class HistoryBox(QWidget):
    """« Dernière modification… », which unfolds the whole history."""

    def __init__(self, desk: Desk, acts: Sequence[Act]) -> None:
        super().__init__()
        self._desk, self._acts = desk, list(acts)
        self.setProperty("look", "clear")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(desk.theme.px(4))
        self.column.addWidget(Label(_("Historique"), "strong"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(desk.theme.px(3))
        self.column.addLayout(self._lines)
        for act in self._acts[:SHOWN]:
            self._lines.addWidget(Label(act.head, "small", wrap=True))
        worth = len(self._acts) > SHOWN or any(act.details for act in self._acts)
        self.more = Button(desk.theme, _("Tout l’historique, avec le détail"), "history", "link", self.unfold)
        self.column.addWidget(self.more)
        self.more.setVisible(worth)

    def unfold(self) -> None:
        """Show every act with what it changed."""
        from app.ui.widgets import clear_layout

        clear_layout(self._lines)
        for act in self._acts:
            self._lines.addWidget(Label(act.head, "small", wrap=True))
            for detail in act.details:
                line = Label(detail, wrap=True)
                line.setIndent(self._desk.theme.px(12))
                self._lines.addWidget(line)
        self.more.hide()
