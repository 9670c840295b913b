# SPDX-License-Identifier: EUPL-1.2
"""Organisations: the CCAS, suppliers, employers, associations."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.core.identifiers import check_siret
from app.directory.models import Organisation
from app.directory.permissions import EDIT, READ
from app.directory.queries.lists import organisations_rows
from app.directory.strings import _, _n, label
from app.directory.ui.fields import ACTIVE, KIND, ORGANISATIONS, text
from app.directory.ui.parts import (
    address_part,
    contacts_part,
    envelope_part,
    faults_part,
    former_addresses,
    notes_part,
)
from app.forms.fields import Option, Tone
from app.forms.page import Column, FieldsPart, Filter, Heading, Page, Record, Table
from app.forms.records import get, load, save
from app.store.uow import Work

ORGANISATIONS_TABLE = Table(
    name=ORGANISATIONS,
    title=_("Organismes"),
    columns=(
        Column(field=text("title", _("Nom")), strong=True),
        Column(field=KIND),
        Column(field=text("town", _("Commune"), width=20), weak=True),
        Column(field=text("siret", _("SIRET"), width=16), hidden=True),
        Column(field=ACTIVE, hidden=True),
    ),
    source=organisations_rows,
    filters=(
        Filter(name="all", label=_("Tous")),
        Filter(name="closed", label=_("Fermés"), where=lambda c: ~c.active),
    ),
    search=("title_key", "siret", "town"),
    order="title",
    counted=lambda n: _n("{n} organisme", "{n} organismes", n),
    empty=_("Le CCAS qui aide une famille, le fournisseur des repas, un employeur\u2026"),
    first_step="directory.add-organisation",
    reads=frozenset({"directory_organisation", "directory_address"}),
    permission=READ,
)


def organisation_heading(session: Session, organisation_id: int) -> Heading:
    """Name and nature."""
    body = get(session, Organisation, organisation_id)
    closed = () if body.active else (Option("CLOSED", _("Fiche fermée"), Tone.NEUTRAL, "archive"),)
    return Heading(body.title, str(label(body.kind)), None, closed)


def check_organisation(work: Work, body: Organisation) -> None:
    """A SIRET has fourteen digits that agree with one another."""
    body.siret = check_siret(body.siret, "siret") if body.siret else None


ORGANISATION_FIELDS: tuple[Any, ...] = (
    text("title", _("Nom"), required=True),
    KIND,
    text("recipient", _("À l’attention de")),
    text("siret", _("SIRET"), width=18),
    ACTIVE,
)
ORGANISATIONS_PAGE = Page(
    name=ORGANISATIONS,
    title=_("Organismes"),
    table=ORGANISATIONS_TABLE,
    record=Record(
        model=lambda: Organisation,
        heading=organisation_heading,
        parts=(
            contacts_part("organisation_id", "directory.add-organisation-contact"),
            notes_part("organisation_id"),
            FieldsPart(
                title=_("Organisme"), fields=ORGANISATION_FIELDS, load=load(Organisation, ORGANISATION_FIELDS),
                save=save(Organisation, ORGANISATION_FIELDS, EDIT, ORGANISATIONS, check_organisation), permission=EDIT,
            ),
            envelope_part("organisation_id"),
            faults_part("organisation_id"),
            address_part("organisation_id", _("Adresse")),
            former_addresses("organisation_id"),
        ),
        actions=("directory.note-organisation",),
    ),
    actions=("directory.add-organisation",),
    permission=READ,
    help=_("CCAS, fournisseurs, employeurs, associations."),
)  # fmt: skip
