# SPDX-License-Identifier: EUPL-1.2
"""Households: members with their days, address, quotients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import Address
from app.core.text import Text
from app.directory.models import Guardianship, Household, HouseholdMember, MemberRole, Person
from app.directory.permissions import EDIT, READ
from app.directory.queries import members_on, quotient_on, quotients_of
from app.directory.queries.lists import households_rows
from app.directory.strings import _, _n, label
from app.directory.ui.fields import (
    ACTIVE,
    HOUSEHOLDS,
    PEOPLE,
    QUOTIENT,
    ROLE,
    SOURCE,
    day,
    since_until,
    text,
)
from app.directory.ui.parts import address_part, envelope_part, faults_part, former_addresses, notes_part
from app.forms.fields import Option, PartialDay, Postcode, Tone, Whole
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Heading,
    LinesPart,
    Page,
    ProsePart,
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
        Column(field=text("label", _("Foyer"), width=18), strong=True),
        Column(field=text("adults", _("Adultes"), width=22)),
        # Not summed: a child of separated parents lives in two households.
        Column(field=Whole(name="children", label=_("Enfants"))),
        Column(field=QUOTIENT),
        Column(field=text("town", _("Commune"), width=20), weak=True),
        Column(field=Postcode(name="postcode", label=_("Code postal")), hidden=True),
        Column(field=replace(SOURCE, name="quotient_source", label=_("Source du quotient")), hidden=True),
        Column(field=day("quotient_from", _("Quotient depuis")), hidden=True),
        Column(field=text("file_no", _("Dossier"), width=10), hidden=True),
        Column(field=ACTIVE, hidden=True),
    ),
    source=households_rows,
    filters=(
        Filter(name="all", label=_("Tous")),
        Filter(
            name="no-quotient", label=_("Sans quotient"),
            where=lambda c: c.quotient.is_(None) & (c.children > 0) & c.active,
        ),
        Filter(name="no-address", label=_("Sans adresse"), where=lambda c: c.town.is_(None) & c.active),
        Filter(name="closed", label=_("Fermés"), where=lambda c: ~c.active),
    ),
    search=("label_key", "adults", "file_no", "town"),
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
    state = None
    if quotient is not None and quotient.value is not None:
        state = Option("QUOTIENT", _("Quotient {value}", value=QUOTIENT.show(quotient.value)), Tone.INFO, "calculator")
    elif children:
        state = Option("NO_QUOTIENT", _("Sans quotient"), Tone.WARNING, "circle-help")
    closed = () if household.active else (Option("CLOSED", _("Foyer fermé"), Tone.NEUTRAL, "archive"),)
    return Heading(household.label, " · ".join(part for part in parts if part), state, closed)


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
            "id": member.id, "name": title, "role": member.role, "birth_date": born,
            "dates": since_until(member.valid_from, member.valid_to), "_address": Address(PEOPLE, person_id),
        }
        for member, person_id, title, born in rows
    ]  # fmt: skip


def guardians_elsewhere(session: Session, household_id: int) -> Sequence[Text]:
    """Guardians of the children who do not live in this household."""
    living = members_on(session, household_id, today_of(session))
    inside = {person.id for _member, person in living}
    children = {person.id: person for member, person in living if member.role is MemberRole.CHILD}
    rows = session.execute(
        select(Guardianship, Person.title)
        .join(Person, Person.id == Guardianship.guardian_id)
        .where(Guardianship.child_id.in_(children), Guardianship.guardian_id.not_in(inside))
        .order_by(Guardianship.child_id, Guardianship.rank)
    )
    return [
        _("{guardian}, {relation} de {child}", guardian=title, relation=str(label(link.relation)).lower(),
          child=children[link.child_id].first_name)
        for link, title in rows
    ]  # fmt: skip


def quotients(session: Session, household_id: int) -> Sequence[Row]:
    """Quotients, the latest first; one without an end holds until the next one begins."""
    found = quotients_of(session, [household_id]).get(household_id, [])
    lasts: list[date | None] = [q.valid_from - timedelta(days=1) for q in found[1:]] + [None] * bool(found)
    return [
        {
            "id": quotient.id, "quotient": quotient.value, "source": quotient.source,
            "dates": since_until(quotient.valid_from, quotient.valid_to or last), "seen_on": quotient.seen_on,
        }
        for quotient, last in zip(found, lasts, strict=True)
    ][::-1]  # fmt: skip


HOUSEHOLD_FIELDS: tuple[Any, ...] = (
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
                    Column(field=text("name", _("Nom")), strong=True),
                    Column(field=ROLE, weak=True),
                    Column(field=PartialDay(name="birth_date", label=_("Né(e) le"))),
                    Column(field=text("dates", _("Dates"), width=16), weak=True),
                ),
                rows=members,
                actions=("directory.add-member", "directory.end-membership"),
                empty=_("Personne encore\u00a0: ajoutez un premier adulte."),
            ),
            ProsePart(title=_("Autres responsables des enfants"), text=guardians_elsewhere),
            LinesPart(
                title=_("Quotients"),
                columns=(
                    Column(field=QUOTIENT, strong=True),
                    Column(field=SOURCE, weak=True),
                    Column(field=text("dates", _("Dates"), width=20)),
                    Column(field=day("seen_on", _("Vu le")), weak=True),
                ),
                rows=quotients,
                actions=("directory.record-quotient",),
                empty=_("Aucun quotient\u00a0: les tarifs prennent la tranche la plus élevée."),
            ),
            notes_part("household_id"),
            envelope_part("household_id"),
            faults_part("household_id"),
            address_part("household_id", _("Adresse")),
            former_addresses("household_id"),
            FieldsPart(
                title=_("Foyer"), fields=HOUSEHOLD_FIELDS, load=load(Household, HOUSEHOLD_FIELDS),
                save=save(Household, HOUSEHOLD_FIELDS, EDIT, HOUSEHOLDS), permission=EDIT,
            ),
        ),
        actions=("directory.move-household", "directory.note-household", "directory.separate-parents"),
    ),
    actions=("directory.add-household",),
    permission=READ,
    help=_("Les familles, leurs adresses et leurs quotients."),
)  # fmt: skip
