# SPDX-License-Identifier: EUPL-1.2
"""What the database refuses, said to the user: two people on one record, a double, a record in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.core.outcome import UserError
from app.core.strings import _
from app.core.text import Msg, Text


class Conflict(UserError):
    """Somebody else saved the same record meanwhile; nothing was written. Both versions are given."""

    def __init__(
        self, table: str, row_id: int, mine: Mapping[str, Any], theirs: Mapping[str, Any], gone: bool = False
    ) -> None:
        super().__init__(
            _("Cette fiche a été supprimée entre-temps par une autre personne.")
            if gone
            else _(
                "Cette fiche a été modifiée entre-temps par une autre personne\u00a0: rien n’a été enregistré."
                " Comparez les deux versions, puis recommencez."
            )
        )
        self.table = table
        self.row_id = row_id
        self.mine = dict(mine)
        self.theirs = dict(theirs)
        self.gone = gone


class ConstraintRefused(UserError):
    """A constraint or a trigger of the database said no; `constraint` names it, for tests and for services."""

    def __init__(self, message: Text, constraint: str) -> None:
        super().__init__(message)
        self.constraint = constraint


TRIGGER_SENTENCES: dict[str, Msg] = {}
"""What a trigger's code (`billing.invoice-issued`, the text of its RAISE) means in French."""


def say_trigger(code: str, sentence: Msg) -> None:
    """Declare the sentence shown when the trigger that raises `code` refuses something."""
    TRIGGER_SENTENCES[code] = sentence


_UNIQUE = _("Cette valeur existe déjà dans le dossier\u00a0: rien n’a été enregistré.")
_USED = _("Cette fiche est encore utilisée ailleurs, ou renvoie à une fiche qui n’existe plus\u00a0: rien n’a été enregistré.")
_FROZEN = _("Cette pièce est définitive\u00a0: elle ne peut plus être modifiée ni supprimée. Rien n’a été enregistré.")


def refusal_of(error: IntegrityError) -> ConstraintRefused | None:
    """The refusal behind a constraint that failed, or None when it can only be a bug (a missing value)."""
    original: Any = error.orig
    text = str(original)
    if isinstance(original, sqlite3.Error):
        code = original.sqlite_errorcode
        if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER:
            return ConstraintRefused(TRIGGER_SENTENCES.get(text, _FROZEN), text)
        if code in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
            return ConstraintRefused(_UNIQUE, text.removeprefix("UNIQUE constraint failed: "))
        if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return ConstraintRefused(_USED, "foreign key")
        return None
    state = getattr(original, "sqlstate", None)
    diagnostic = getattr(original, "diag", None)
    name = str(getattr(diagnostic, "constraint_name", "") or "")
    if state == "23505":
        return ConstraintRefused(_UNIQUE, name)
    if state == "23503":
        return ConstraintRefused(_USED, name or "foreign key")
    if state == "23001":  # restrict_violation: what our triggers raise
        code_text = str(getattr(diagnostic, "message_primary", "") or text)
        return ConstraintRefused(TRIGGER_SENTENCES.get(code_text, _FROZEN), code_text)
    return None
