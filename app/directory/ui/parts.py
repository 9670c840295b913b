# SPDX-License-Identifier: EUPL-1.2
"""Parts that the records of persons, households and organisations share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.phones import show_phone
from app.core.postal import show_address, street_line
from app.core.text import Text
from app.directory.models import Address, ContactKind, ContactPoint, Note
from app.directory.permissions import EDIT
from app.directory.queries import address_on, parts_of
from app.directory.queries.envelopes import envelope
from app.directory.services.correct_address import correct_address
from app.directory.strings import _, label
from app.directory.ui.fields import ADDRESS_FIELDS, COUNTRY, since_until_long, text
from app.forms.fields import Tone
from app.forms.page import Column, FieldsPart, LinesPart, ProsePart, Row
from app.store.uow import today_of

# ---------------------------------------------------------------- addresses


def address_part(owner: str, title: Text) -> FieldsPart:
    """The address of the day, corrected in place; a move is an action, which keeps the former one."""
    return FieldsPart(
        title=title, fields=(*ADDRESS_FIELDS, COUNTRY), load=_load(owner), save=correct_address(owner), permission=EDIT
    )


def _load(owner: str) -> Callable[[Session, int], Mapping[str, Any]]:
    def load(session: Session, record_id: int) -> Mapping[str, Any]:
        row = address_on(session, owner, record_id, today_of(session))
        names = [field.name for field in (*ADDRESS_FIELDS, COUNTRY)]
        if row is None:
            return {"version": None, **dict.fromkeys(names, "")}
        values = {name: getattr(row, name) for name in names}
        return {"version": row.version, **values, "street": street_line(parts_of(row))}

    return load


def envelope_part(owner: str) -> ProsePart:
    """The lines as the post reads them."""

    def text_of(session: Session, record_id: int) -> Sequence[Text]:
        block = envelope(session, owner, record_id)
        return block.lines if block is not None else ()

    return ProsePart(title=_("Sur l’enveloppe"), text=text_of)


def faults_part(owner: str) -> ProsePart:
    """What the post would say of the address."""

    def text_of(session: Session, record_id: int) -> Sequence[Text]:
        block = envelope(session, owner, record_id)
        if block is None:
            return (_("Pas d’adresse\u00a0: rien ne peut être envoyé par la poste."),)
        return [fault.message for fault in block.faults]

    return ProsePart(title=_("Adresse à revoir"), text=text_of, tone=Tone.WARNING)


def former_addresses(owner: str) -> ProsePart:
    """Addresses of other days; nothing when there is only one."""

    def text_of(session: Session, record_id: int) -> Sequence[Text]:
        column = getattr(Address, owner)
        rows = list(session.scalars(select(Address).where(column == record_id).order_by(Address.valid_from)))
        now = address_on(session, owner, record_id, today_of(session))
        others = [row for row in rows if now is None or row.id != now.id]
        return [
            f"{show_address(parts_of(row))}, {since_until_long(row.valid_from, row.valid_to)}".rstrip(", ")
            for row in others
        ]

    return ProsePart(title=_("Autres adresses"), text=text_of)


# ---------------------------------------------------------------- contacts and notes


def shown_contact(point: ContactPoint) -> str:
    """« 06 39 98 12 34 », or the e-mail address."""
    return show_phone(point.value) if point.kind is ContactKind.PHONE else point.value


def contacts_part(owner: str, add: str) -> LinesPart:
    """Telephones and e-mail addresses, the preferred ones first."""

    def rows(session: Session, record_id: int) -> Sequence[Row]:
        column = getattr(ContactPoint, owner)
        query = select(ContactPoint).where(column == record_id)
        return [
            {"id": point.id, "value": shown_contact(point), "label": _about(point)}
            for point in session.scalars(query.order_by(ContactPoint.preferred.desc(), ContactPoint.id))
        ]

    return LinesPart(
        title=_("Contacts"),
        columns=(
            Column(field=text("value", _("Numéro ou adresse")), strong=True),
            Column(field=text("label", _("Précision"), width=16), weak=True),
        ),
        rows=rows,
        actions=(add, "directory.drop-contacts"),
        empty=_("Ni téléphone ni courriel."),
    )


def _about(point: ContactPoint) -> str:
    first = str(_("à utiliser d’abord")) if point.preferred else ""
    kind = "" if point.kind is ContactKind.PHONE else str(label(point.kind)).lower()
    return ", ".join(words for words in (point.label or kind, first) if words)


def notes_part(owner: str) -> ProsePart:
    """Dated notes in full, the latest first."""

    def text_of(session: Session, record_id: int) -> Sequence[Text]:
        column = getattr(Note, owner)
        query = select(Note).where(column == record_id).order_by(Note.written_on.desc(), Note.id.desc())
        return [
            _("{day}, {who}\u00a0: {text}", day=show_day(note.written_on), who=note.written_by, text=note.text)
            if note.written_by
            else _("{day}\u00a0: {text}", day=show_day(note.written_on), text=note.text)
            for note in session.scalars(query)
        ]

    return ProsePart(title=_("Notes"), text=text_of)
