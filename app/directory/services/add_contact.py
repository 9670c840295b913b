# SPDX-License-Identifier: EUPL-1.2
"""Add or drop a telephone number or an e-mail address."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.core.phones import to_e164
from app.directory.models import ContactKind, ContactPoint
from app.directory.permissions import EDIT
from app.directory.services.change_address import PAGES
from app.directory.strings import _
from app.forms.fields import Email
from app.forms.records import get
from app.store.uow import Work


def add_person_contact(
    work: Work, *, id: int, kind: ContactKind, value: str, label: str | None = None, preferred: bool = False
) -> Report:
    """On the person of that id; the value is put in its stored form."""
    return _add(work, "person_id", id, kind, value, label, preferred)


def add_organisation_contact(
    work: Work, *, id: int, kind: ContactKind, value: str, label: str | None = None, preferred: bool = False
) -> Report:
    """On the organisation of that id."""
    return _add(work, "organisation_id", id, kind, value, label, preferred)


def _add(
    work: Work, owner: str, owner_id: int, kind: ContactKind, value: str, label: str | None, preferred: bool
) -> Report:
    work.require(EDIT)
    if kind is ContactKind.PHONE:
        phone = to_e164(value, field="value")
        stored, notes = phone.e164, [phone.warning] if phone.warning else []
    else:
        read = Email(name="value", label=_("Courriel")).read(value)
        if read is None:
            raise UserError(_("Donnez l’adresse électronique."), "value")
        stored, notes = read, []
    point = ContactPoint(**{owner: owner_id}, kind=kind, value=stored, label=label or "", preferred=bool(preferred))
    work.session.add(point)
    work.session.flush()
    return Report(summary=_("Coordonnée ajoutée."), notes=list(notes), records=[Place(PAGES[owner], owner_id)])


def drop_contacts(work: Work, *, ids: Sequence[int]) -> Report:
    """Drop the contacts of these ids."""
    work.require(EDIT)
    for contact_id in ids:
        work.session.delete(get(work.session, ContactPoint, contact_id))
    work.session.flush()
    return Report(summary=_("Coordonnée supprimée."))
