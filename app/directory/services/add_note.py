# SPDX-License-Identifier: EUPL-1.2
"""Write a dated note on a person, a household or an organisation."""

from __future__ import annotations

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import Note
from app.directory.permissions import EDIT
from app.directory.services.change_address import PAGES
from app.directory.strings import _
from app.store.uow import Work


def note_person(work: Work, *, id: int, text: str) -> Report:
    """On the person of that id."""
    return _note(work, "person_id", id, text)


def note_household(work: Work, *, id: int, text: str) -> Report:
    """On the household of that id."""
    return _note(work, "household_id", id, text)


def note_organisation(work: Work, *, id: int, text: str) -> Report:
    """On the organisation of that id."""
    return _note(work, "organisation_id", id, text)


def _note(work: Work, owner: str, owner_id: int, text: str) -> Report:
    work.require(EDIT)
    if not text or not text.strip():
        raise UserError(_("Écrivez la note."), "text")
    author = work.user.display_name or work.user.name
    work.session.add(Note(**{owner: owner_id}, text=text, written_on=work.today, written_by=author))
    work.session.flush()
    return Report(summary=_("Note ajoutée."), records=[Place(PAGES[owner], owner_id)])
