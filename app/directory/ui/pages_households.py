# SPDX-License-Identifier: EUPL-1.2
"""Households and organisations: members with their days, addresses, quotients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address
from app.directory.models import (
    FamilyQuotient,
    Household,
    HouseholdMember,
    MemberRole,
    Organisation,
    Person,
)
from app.directory.permissions import EDIT, READ
from app.directory.queries import members_on, quotient_on
from app.directory.queries.lists import households_rows, organisations_rows
from app.directory.strings import _, _n, label
from app.directory.ui.fields import (
    ACTIVE,
    HOUSEHOLDS,
    KIND,
    ORGANISATIONS,
    PEOPLE,
    QUOTIENT,
    ROLE,
    SOURCE,
    day,
    text,
)
from app.directory.ui.parts import address_part, contacts_part, faults_part, former_addresses, notes_part
from app.forms.fields import Number, Option, PartialDay, Postcode, Tone, Whole
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Heading,
    LinesPart,
    Page,
    Record,
    Row,
    Table,
)
from app.forms.records import get, load, save
from app.store.uow import today_of

HOUSEHOLDS_TABLE = Table(
    name=HOUSEHOLDS,
    title=_("Foyers"),
    columns=(
        Column(field=text("label", _("Foyer")), strong=True),
        Column(field=text("adults", _("Adultes"))),
        Column(field=Whole(name="children", label=_("Enfants")), sum=True),
        Column(field=QUOTIENT),
        Column(field=text("town", _("Commune"), width=18), weak=True),
        Column(field=Postcode(name="postcode", label=_("Code postal")), hidden=True),
        Column(field=day("quotient_from", _("Quotient depuis")), hidden=True),
        Column(field=text("file_no", _("Dossier"), width=10), hidden=True),
        Column(field=ACTIVE, hidden=True),
    ),
    source=households_rows,
    filters=(
        Filter(name="active", label=_("Actifs"), where=lambda c: c.active),
        Filter(name="no-quotient", label=_("Sans quotient"), where=lambda c: c.quotient.is_(None) & (c.children > 0)),
        Filter(name="no-address", label=_("Sans adresse"), where=lambda c: c.town.is_(None)),
        Filter(name="all", label=_("Tous")),
    ),
    search=("label_key", "adults", "file_no"),
    order="label",
    counted=lambda n: _n("{n} foyer", "{n} foyers", n),
    empty=_("Un foyer réunit les personnes qui vivent ensemble\u00a0: ses adultes, ses enfants, son adresse, son quotient."),
    first_step="directory.add-household",
    reads=frozenset(
        {
            "directory_household", "directory_household_member", "directory_person", "directory_address",
            "directory_family_quotient",
        }
    ),
    permission=READ,
)  # fmt: skip


def household_heading(session: Session, household_id: int) -> Heading:
    """Label, who is in it today, its quotient as a chip."""
    household = get(session, Household, household_id)
    today = today_of(session)
    members = members_on(session, household_id, today)
    children = sum(member.role is MemberRole.CHILD for member, _person in members)
    adults = ", ".join(person.title for member, person in members if member.role is MemberRole.ADULT)
    parts = [adults, str(_n("{n} enfant", "{n} enfants", children)) if children else ""]
    quotient = quotient_on(session, [household_id], today).get(household_id)
    if quotient is not None and quotient.value is not None:
        state = Option("QUOTIENT", _("Quotient {value}", value=QUOTIENT.show(quotient.value)), Tone.INFO, "calculator")
    elif children:
        state = Option("NO_QUOTIENT", _("Sans quotient"), Tone.WARNING, "circle-help")
    else:
        state = None
    return Heading(household.label, " · ".join(part for part in parts if part), state)


def members(session: Session, household_id: int) -> Sequence[Row]:
    """Members, past ones last."""
    rows = session.execute(
        select(HouseholdMember, Person.id, Person.title, Person.birth_date)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(HouseholdMember.household_id == household_id)
        .order_by(HouseholdMember.valid_to.is_not(None), HouseholdMember.role, Person.birth_date, Person.sort_key)
    )
    return [
        {
            "id": member.id, "name": title, "role": member.role, "birth_date": born, "valid_from": member.valid_from,
            "valid_to": member.valid_to, "_address": Address(PEOPLE, person_id),
        }
        for member, person_id, title, born in rows
    ]  # fmt: skip


def quotients(session: Session, household_id: int) -> Sequence[Row]:
    """Quotients, the latest first."""
    rows = session.scalars(
        select(FamilyQuotient)
        .where(FamilyQuotient.household_id == household_id)
        .order_by(FamilyQuotient.valid_from.desc())
    )
    return [
        {
            "id": r.id, "quotient": r.value, "valid_from": r.valid_from, "valid_to": r.valid_to, "source": r.source,
            "seen": str(_("{day} par {who}", day=show_day(r.seen_on), who=r.seen_by)) if r.seen_on else "",
        }
        for r in rows
    ]  # fmt: skip


HOUSEHOLD_FIELDS = (
    text("label", _("Nom du foyer"), required=True),
    text("file_no", _("Numéro de dossier")),
    ACTIVE,
)
HOUSEHOLDS_PAGE = Page(
    name=HOUSEHOLDS,
    title=_("Foyers"),
    table=HOUSEHOLDS_TABLE,
    record=Record(
        model=lambda: Household,
        heading=household_heading,
        parts=(
            LinesPart(
                title=_("Membres"),
                columns=(
                    Column(field=text("name", _("Nom"))),
                    Column(field=ROLE),
                    Column(field=PartialDay(name="birth_date", label=_("Né(e) le"))),
                    Column(field=day("valid_to", _("Jusqu’au"))),
                ),
                rows=members,
                actions=("directory.add-member", "directory.end-membership"),
                empty=_("Personne encore\u00a0: ajoutez un premier adulte."),
            ),
            faults_part("household_id"),
            address_part("household_id", _("Adresse")),
            LinesPart(
                title=_("Quotients familiaux"),
                columns=(
                    Column(field=Number(name="quotient", label=_("Quotient"))),
                    Column(field=SOURCE),
                    Column(field=day("valid_from", _("Depuis"))),
                    Column(field=day("valid_to", _("Jusqu’au"))),
                    Column(field=text("seen", _("Vu"), width=20), weak=True),
                ),
                rows=quotients,
                actions=("directory.record-quotient",),
                empty=_("Aucun quotient\u00a0: les tarifs prennent la tranche la plus élevée."),
            ),
            FieldsPart(
                title=_("Foyer"), fields=HOUSEHOLD_FIELDS, load=load(Household, HOUSEHOLD_FIELDS),
                save=save(Household, HOUSEHOLD_FIELDS, EDIT, HOUSEHOLDS), permission=EDIT,
            ),
            former_addresses("household_id"),
            notes_part("household_id", "directory.note-household"),
        ),
        actions=(
            "directory.add-member", "directory.record-quotient", "directory.move-household", "directory.separate-parents",
            "directory.note-household",
        ),
    ),
    actions=("directory.add-household",),
    permission=READ,
    help=_("Les familles, leurs adresses et leurs quotients."),
)  # fmt: skip




ORGANISATIONS_TABLE = Table(
    name=ORGANISATIONS,
    title=_("Organismes"),
    columns=(
        Column(field=text("title", _("Nom")), strong=True),
        Column(field=KIND),
        Column(field=text("town", _("Commune"), width=18), weak=True),
        Column(field=text("siret", "SIRET", width=16), hidden=True),
        Column(field=ACTIVE, hidden=True),
    ),
    source=organisations_rows,
    filters=(
        Filter(name="active", label=_("Actifs"), where=lambda c: c.active),
        Filter(name="all", label=_("Tous")),
    ),
    search=("title_key", "siret"),
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
    return Heading(body.title, str(label(body.kind)))


ORGANISATION_FIELDS: tuple[Any, ...] = (
    text("title", _("Nom"), required=True),
    KIND,
    text("recipient", _("À l’attention de")),
    text("siret", "SIRET"),
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
            FieldsPart(
                title=_("Organisme"), fields=ORGANISATION_FIELDS, load=load(Organisation, ORGANISATION_FIELDS),
                save=save(Organisation, ORGANISATION_FIELDS, EDIT, ORGANISATIONS), permission=EDIT,
            ),
            faults_part("organisation_id"),
            address_part("organisation_id", _("Adresse")),
            contacts_part("organisation_id", "directory.add-organisation-contact"),
            notes_part("organisation_id", "directory.note-organisation"),
        ),
        actions=("directory.add-organisation-contact", "directory.note-organisation"),
    ),
    actions=("directory.add-organisation",),
    permission=READ,
    help=_("CCAS, fournisseurs, employeurs, associations."),
)  # fmt: skip
