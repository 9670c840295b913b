# SPDX-License-Identifier: EUPL-1.2
"""Persons: the list, and everything known of the one in hand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address
from app.core.people import age_on
from app.core.text import Text
from app.directory.models import (
    Guardianship,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    PersonAlias,
)
from app.directory.permissions import EDIT, READ
from app.directory.queries import traces_of
from app.directory.queries.lists import people_rows
from app.directory.strings import _, _n, label
from app.directory.ui.fields import (
    ACTIVE,
    BIRTH_DATE,
    BIRTH_NAME,
    BIRTH_PLACE,
    CIVILITY,
    EMAIL,
    GIVEN_NAMES,
    HOUSEHOLDS,
    PEOPLE,
    PERSON_FIELDS,
    PHONE,
    ROLE,
    SEX,
    USAGE_NAME,
    day,
    text,
)
from app.directory.ui.parts import contacts_part, notes_part
from app.forms.fields import Flag, Option, Tone
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

PEOPLE_TABLE = Table(
    name=PEOPLE,
    title=_("Personnes"),
    columns=(
        Column(field=text("name", _("Nom")), strong=True),
        Column(field=BIRTH_DATE),
        Column(field=text("households", _("Foyer"))),
        Column(field=ROLE, weak=True),
        Column(field=PHONE),
        Column(field=EMAIL, weak=True),
        Column(field=BIRTH_NAME, hidden=True),
        Column(field=USAGE_NAME, hidden=True),
        Column(field=GIVEN_NAMES, hidden=True),
        Column(field=CIVILITY, hidden=True),
        Column(field=SEX, hidden=True),
        Column(field=BIRTH_PLACE, hidden=True),
        Column(field=ACTIVE, hidden=True),
    ),
    source=people_rows,
    filters=(
        Filter(name="active", label=_("Actives"), where=lambda c: c.active),
        Filter(name="adults", label=_("Adultes"), where=lambda c: c.role == MemberRole.ADULT),
        Filter(name="children", label=_("Enfants"), where=lambda c: c.role == MemberRole.CHILD),
        Filter(name="alone", label=_("Sans foyer"), where=lambda c: c.role.is_(None)),
        Filter(name="all", label=_("Toutes")),
    ),
    search=("names_key", "households"),
    order="name",
    counted=lambda n: _n("{n} personne", "{n} personnes", n),
    empty=_("Chaque personne a une seule fiche, pour tous les services. Commencez par un foyer, ou par la liste de l’école."),
    first_step="directory.add-person",
    reads=frozenset(
        {"directory_person", "directory_household", "directory_household_member", "directory_contact_point"}
    ),
    permission=READ,
)


def person_heading(session: Session, person_id: int) -> Heading:
    """Name as written, birth and age."""
    person = get(session, Person, person_id)
    parts = []
    if person.birth_date is not None:
        words = _("né(e) le {day}") if person.birth_date.full else _("né(e) en {day}")
        parts.append(str(words.with_values(day=person.birth_date)))
        if person.birth_date.full:
            age = age_on(person.birth_date.full, today_of(session))
            parts.append(str(_n("{n} an", "{n} ans", age)))
    if person.usage_name and person.usage_name != person.birth_name:
        parts.append(str(_("nom de naissance {name}", name=person.birth_name)))
    badges = () if person.active else (Option("INACTIVE", _("Fiche fermée"), Tone.NEUTRAL, "archive"),)
    civility = f"{label(person.civility)} " if person.civility else ""
    return Heading(f"{civility}{person.title}", " · ".join(parts), None, badges)


def households_of_person(session: Session, person_id: int) -> Sequence[Row]:
    """Households, past ones included."""
    rows = session.execute(
        select(
            HouseholdMember.id, Household.id.label("household"), Household.label, HouseholdMember.role,
            HouseholdMember.valid_from, HouseholdMember.valid_to,
        )
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(HouseholdMember.person_id == person_id)
        .order_by(HouseholdMember.valid_to.is_not(None), HouseholdMember.id)
    )  # fmt: skip
    return [{**r._mapping, "_address": Address(HOUSEHOLDS, r.household)} for r in rows]


def guardians(session: Session, person_id: int) -> Sequence[Row]:
    """Guardians of a child, or children of a guardian."""
    query = (
        select(Guardianship, Person.id, Person.title)
        .join(
            Person,
            or_(
                (Guardianship.child_id == person_id) & (Person.id == Guardianship.guardian_id),
                (Guardianship.guardian_id == person_id) & (Person.id == Guardianship.child_id),
            ),
        )
        .order_by(Guardianship.rank, Guardianship.id)
    )
    rows: list[Row] = []
    for link, other, title in session.execute(query):
        child = link.guardian_id == person_id
        rows.append(
            {
                "id": link.id, "name": title, "has_custody": link.has_custody, "_address": Address(PEOPLE, other),
                "relation": str(_("Enfant")) if child else str(label(link.relation)),
            }
        )  # fmt: skip
    return rows


def traces(session: Session, person_id: int) -> Sequence[Row]:
    """Where the person appears in every module."""
    return [
        {"id": rank, "module": module, "title": str(trace.title), "detail": str(trace.detail)}
        for rank, (module, trace) in enumerate(traces_of(session, person_id))
        if module != str(_("Personnes"))
    ]


def aliases(session: Session, person_id: int) -> Sequence[Text]:
    """Spellings kept by merges."""
    rows = session.scalars(select(PersonAlias).where(PersonAlias.person_id == person_id).order_by(PersonAlias.id))
    return [
        _(
            "{names}, fiche n°\u00a0{number} fusionnée le {day}",
            names=" ".join(part for part in (row.birth_name, row.usage_name, row.given_names) if part),
            number=row.former_id,
            day=show_day(row.since) if row.since else "",
        )
        for row in rows
    ]


IDENTITY = (*PERSON_FIELDS, ACTIVE)
PEOPLE_PAGE = Page(
    name=PEOPLE,
    title=_("Personnes"),
    table=PEOPLE_TABLE,
    record=Record(
        model=lambda: Person,
        heading=person_heading,
        parts=(
            FieldsPart(
                title=_("Identité"), fields=IDENTITY, load=load(Person, IDENTITY),
                save=save(Person, IDENTITY, EDIT, PEOPLE), permission=EDIT,
            ),
            contacts_part("person_id", "directory.add-contact"),
            LinesPart(
                title=_("Foyers"),
                columns=(
                    Column(field=text("label", _("Foyer"))),
                    Column(field=ROLE),
                    Column(field=day("valid_from", _("Depuis"))),
                    Column(field=day("valid_to", _("Jusqu’au"))),
                ),
                rows=households_of_person,
                actions=("directory.end-membership",),
                empty=_("Aucun foyer\u00a0: ajoutez-la depuis la fiche du foyer."),
            ),
            LinesPart(
                title=_("Responsables et enfants"),
                columns=(
                    Column(field=text("name", _("Nom"))),
                    Column(field=text("relation", _("Lien"), width=14)),
                    Column(field=Flag(name="has_custody", label=_("Vit avec"))),
                ),
                rows=guardians,
                actions=("directory.add-guardian", "directory.drop-guardians"),
                empty=_("Aucun lien de responsabilité."),
            ),
            LinesPart(
                title=_("Où elle apparaît"),
                columns=(
                    Column(field=text("module", _("Service"), width=12), weak=True),
                    Column(field=text("title", _("Quoi"))),
                    Column(field=text("detail", _("Détail"))),
                ),
                rows=traces,
                empty=_("Dans aucun service pour l’instant."),
            ),
            notes_part("person_id", "directory.note-person"),
            ProsePart(title=_("Autres graphies connues"), text=aliases),
        ),
        actions=("directory.add-contact", "directory.move-person", "directory.note-person"),
    ),
    actions=("directory.add-person", "directory.merge-people"),
    permission=READ,
    help=_("Une fiche par personne, partagée par tous les services."),
)  # fmt: skip
