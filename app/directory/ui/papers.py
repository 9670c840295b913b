# SPDX-License-Identifier: EUPL-1.2
"""The papers of the directory, and from where they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.outcome import UserError
from app.directory.permissions import READ
from app.directory.strings import _
from app.directory.ui.fields import HOUSEHOLDS
from app.forms.page import Paper, Scope

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.documents.blocks import Bundle, Document


def draw_sheet(session: Session, *, id: int) -> Document:
    """What the commune knows of a household, for the family to check."""
    return _sheets(session, [id])[0]


def draw_sheets(session: Session, *, ids: Sequence[int]) -> Bundle:
    """The sheets of the selected households, in the order of the list."""
    from app.documents.blocks import Bundle

    if not ids:
        raise UserError(_("Choisissez d’abord des foyers."))
    return Bundle(_("Fiches des foyers"), _sheets(session, ids))


def _sheets(session: Session, ids: Sequence[int]) -> list[Document]:
    from app.directory.documents.household_facts import household_facts
    from app.directory.documents.household_sheet import PACKAGE, household_sheet
    from app.directory.queries.commune import letterhead, wordings

    head, words = letterhead(session), wordings(session, PACKAGE)
    return [household_sheet(household_facts(session, household_id), head, words) for household_id in ids]


PAPERS = (
    Paper(
        name="directory.household-sheet", title=_("Fiche du foyer"), draw=draw_sheet, permission=READ, page=HOUSEHOLDS
    ),
    Paper(
        name="directory.household-sheets", title=_("Fiches des foyers"), draw=draw_sheets, permission=READ,
        page=HOUSEHOLDS, scope=Scope.SELECTION,
    ),
)  # fmt: skip
