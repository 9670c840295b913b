# SPDX-License-Identifier: EUPL-1.2
"""Parts that the records of persons, households and organisations share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.phones import show_phone
from app.core.postal import postal_lines, street_line
from app.core.text import Text
from app.directory.models import Address, ContactKind, ContactPoint, Note
from app.directory.permissions import EDIT
from app.directory.queries import Addressee, address_on, parts_of, postal_identities
from app.directory.services.correct_address import correct_address
from app.directory.strings import _, label
from app.directory.ui.fields import ADDRESS_FIELDS, COUNTRY, day, text
from app.forms.fields import Flag, Tone
from app.forms.page import Column, FieldsPart, LinesPart, ProsePart, Row
from app.store.uow import today_of


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


def faults_part(owner: str) -> ProsePart:
    """What the post would say of the address."""

    def text_of(session: Session, record_id: int) -> Sequence[Text]:
        row = address_on(session, owner, record_id, today_of(session))
        if row is None:
            return (_("Pas d’adresse\u00a0: rien ne peut être envoyé par la poste."),)
        block = postal_lines(_recipient(session, owner, record_id), parts_of(row))
        return [fault.message for fault in block.faults]

    return ProsePart(title=_("Adresse à revoir"), text=text_of, tone=Tone.WARNING)


def _recipient(session: Session, owner: str, record_id: int) -> Sequence[str]:
    if owner == "household_id":
        return ("X",)
    key = Addressee(**{owner: record_id})
    return postal_identities(session, [key])[key].recipient or ("X",)


def former_addresses(owner: str) -> LinesPart:
    """Addresses of other days."""

    def rows(session: Session, record_id: int) -> Sequence[Row]:
        from app.core.postal import show_address

        column = getattr(Address, owner)
        found = session.scalars(select(Address).where(column == record_id).order_by(Address.valid_from))
        listed = list(found)
        if len(listed) < 2:
            return ()
        return [
            {"id": r.id, "words": show_address(parts_of(r)), "valid_from": r.valid_from, "valid_to": r.valid_to}
            for r in listed
        ]

    return LinesPart(
        title=_("Adresses successives"),
        columns=(
            Column(field=text("words", _("Adresse"))),
            Column(field=day("valid_from", _("Depuis"))),
            Column(field=day("valid_to", _("Jusqu’au"))),
        ),
        rows=rows,
        empty=_("Une seule adresse connue."),
    )


def contacts_part(owner: str, add: str) -> LinesPart:
    """Telephones and e-mail addresses."""

    def rows(session: Session, record_id: int) -> Sequence[Row]:
        column = getattr(ContactPoint, owner)
        query = select(ContactPoint).where(column == record_id)
        return [
            {
                "id": point.id, "kind": str(label(point.kind)), "preferred": point.preferred, "label": point.label,
                "value": show_phone(point.value) if point.kind is ContactKind.PHONE else point.value,
            }
            for point in session.scalars(query.order_by(ContactPoint.preferred.desc(), ContactPoint.id))
        ]  # fmt: skip

    return LinesPart(
        title=_("Coordonnées"),
        columns=(
            Column(field=text("kind", _("Moyen"), width=10), weak=True),
            Column(field=text("value", _("Numéro ou adresse"))),
            Column(field=text("label", _("Précision"), width=12)),
            Column(field=Flag(name="preferred", label=_("D’abord"))),
        ),
        rows=rows,
        actions=(add, "directory.drop-contacts"),
        empty=_("Ni téléphone ni courriel."),
    )


def notes_part(owner: str, add: str) -> LinesPart:
    """Dated notes, the latest first."""

    def rows(session: Session, record_id: int) -> Sequence[Row]:
        column = getattr(Note, owner)
        query = select(Note).where(column == record_id).order_by(Note.written_on.desc(), Note.id.desc())
        return [
            {"id": n.id, "written_on": n.written_on, "text": " ".join(n.text.split()), "written_by": n.written_by}
            for n in session.scalars(query)
        ]

    return LinesPart(
        title=_("Notes"),
        columns=(
            Column(field=day("written_on", _("Date"))),
            Column(field=text("text", _("Note"), longest=4000)),
            Column(field=text("written_by", _("Par"), width=12), weak=True),
        ),
        rows=rows,
        actions=(add,),
        empty=_("Aucune note."),
    )
