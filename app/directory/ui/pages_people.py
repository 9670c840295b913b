# SPDX-License-Identifier: EUPL-1.2
"""Persons: the list, and everything known of the one in hand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address, UserError
from app.core.people import age_on
from app.core.text import Text
from app.directory.models import (
    FamilyQuotient,
    Guardianship,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    PersonAlias,
    Sex,
    valid_on,
)
from app.directory.permissions import EDIT, READ
from app.directory.queries import households_of, quotient_on, traces_of
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
    QUOTIENT,
    ROLE,
    ROLES,
    SEX,
    USAGE_NAME,
    USUAL_NAME,
    since_until,
    text,
)
from app.directory.ui.parts import address_part, contacts_part, envelope_part, former_addresses, notes_part
from app.forms.fields import Option, Tone
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
from app.store.uow import Work, today_of

PEOPLE_TABLE = Table(
    name=PEOPLE,
    title=_("Personnes"),
    columns=(
        Column(field=text("name", _("Nom"), width=22), strong=True),
        Column(field=BIRTH_DATE),
        Column(field=text("households", _("Foyer"), width=20)),
        Column(field=PHONE),
        Column(field=EMAIL, weak=True, hidden=True),
        Column(field=text("town", _("Commune"), width=18), weak=True, hidden=True),
        Column(field=ROLE, weak=True, hidden=True),
        Column(field=BIRTH_NAME, hidden=True),
        Column(field=USAGE_NAME, hidden=True),
        Column(field=GIVEN_NAMES, hidden=True),
        Column(field=USUAL_NAME, hidden=True),
        Column(field=CIVILITY, hidden=True),
        Column(field=SEX, hidden=True),
        Column(field=BIRTH_PLACE, hidden=True),
        Column(field=ACTIVE, hidden=True),
    ),
    source=people_rows,
    filters=(
        Filter(name="all", label=_("Toutes")),
        Filter(name="children", label=_("Enfants"), where=lambda c: c.role == MemberRole.CHILD),
        Filter(name="adults", label=_("Adultes"), where=lambda c: c.role == MemberRole.ADULT),
        Filter(name="alone", label=_("Sans foyer"), where=lambda c: c.role.is_(None) & c.active),
        Filter(name="closed", label=_("Fermées"), where=lambda c: ~c.active),
    ),
    search=("names_key", "phones_key", "households", "town"),
    order="name",
    counted=lambda n: _n("{n} personne", "{n} personnes", n),
    empty=_("Chaque personne a une seule fiche, pour tous les services. Commencez par un foyer, ou par la liste de l’école."),
    first_step="directory.add-person",
    reads=frozenset(
        {
            "directory_person", "directory_household", "directory_household_member", "directory_contact_point",
            "directory_address",
        }
    ),
    permission=READ,
)  # fmt: skip


# ---------------------------------------------------------------- the record


def person_heading(session: Session, person_id: int) -> Heading:
    """Name in use, birth and age, child or adult today."""
    person = get(session, Person, person_id)
    lives = valid_on(HouseholdMember.valid_from, HouseholdMember.valid_to, today_of(session))
    role = session.scalar(select(HouseholdMember.role).where(HouseholdMember.person_id == person_id, lives))
    closed = () if person.active else (Option("CLOSED", _("Fiche fermée"), Tone.NEUTRAL, "archive"),)
    return Heading(person.title, born(person, session), ROLES.get(role) if role else None, closed)


def born(person: Person, session: Session) -> str:
    """« née Lefèvre, le 3 octobre 2018, 8 ans »; empty when nothing is known."""
    parts: list[str] = []
    if person.usage_name and person.usage_name != person.birth_name:
        parts.append(person.birth_name)
    if person.birth_date is not None:
        shown = person.birth_date.show(long=True)
        parts.append(str(_("le {day}", day=shown) if person.birth_date.full else _("en {day}", day=shown)))
        if person.birth_date.full:
            parts.append(str(_n("{n} an", "{n} ans", age_on(person.birth_date.full, today_of(session)))))
    word = {Sex.F: _("née"), Sex.M: _("né")}.get(person.sex, _("né(e)")) if person.sex else _("né(e)")
    return f"{word} {', '.join(parts)}" if parts else ""


def households_of_person(session: Session, person_id: int) -> Sequence[Row]:
    """Households, past ones last."""
    rows = session.execute(
        select(
            HouseholdMember.id, Household.id.label("household"), Household.label, HouseholdMember.role,
            HouseholdMember.valid_from, HouseholdMember.valid_to,
        )
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(HouseholdMember.person_id == person_id)
        .order_by(HouseholdMember.valid_to.is_not(None), HouseholdMember.id)
    )  # fmt: skip
    return [
        {
            "id": r.id, "label": r.label, "role": r.role, "dates": since_until(r.valid_from, r.valid_to),
            "_address": Address(HOUSEHOLDS, r.household),
        }
        for r in rows
    ]  # fmt: skip


def family(session: Session, person_id: int) -> Sequence[Row]:
    """Guardians of a child, children of a guardian."""
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
        relation = str(_("Enfant")) if link.guardian_id == person_id else str(label(link.relation))
        said = relation if link.has_custody else str(_("{relation}, vit ailleurs", relation=relation))
        rows.append({"id": link.id, "name": title, "relation": said, "_address": Address(PEOPLE, other)})
    return rows


def quotients(session: Session, person_id: int) -> Sequence[Text]:
    """The quotient of the day of each household where the person is an adult."""
    today = today_of(session)
    homes = households_of(session, [person_id], today).get(person_id, [])
    adult_in = set(
        session.scalars(
            select(HouseholdMember.household_id).where(
                HouseholdMember.person_id == person_id, HouseholdMember.role == MemberRole.ADULT
            )
        )
    )
    known = quotient_on(session, [home for home in homes if home in adult_in], today)
    return [_said(session.get_one(Household, home).label, quotient) for home, quotient in known.items()]


def _said(home: str, quotient: FamilyQuotient) -> Text:
    if quotient.value is None:
        return _("Foyer {home}\u00a0: non fourni", home=home)
    return _(
        "Foyer {home}\u00a0: {value} depuis le {day} ({source})",
        home=home,
        value=QUOTIENT.show(quotient.value),
        day=show_day(quotient.valid_from),
        source=label(quotient.source),
    )


def traces(session: Session, person_id: int) -> Sequence[Text]:
    """Where the person appears in the other registers and modules."""
    from app.directory import MODULE

    return [
        f"{module}\u00a0: {', '.join(filter(None, (str(trace.title), str(trace.detail))))}"
        for module, trace in traces_of(session, person_id)
        if module != str(MODULE.title)
    ]


def aliases(session: Session, person_id: int) -> Sequence[Text]:
    """Spellings kept by merges."""
    rows = session.scalars(select(PersonAlias).where(PersonAlias.person_id == person_id).order_by(PersonAlias.id))
    return [_alias(row) for row in rows]


def _alias(row: PersonAlias) -> Text:
    names = " ".join(part for part in (row.birth_name, row.usage_name, row.given_names) if part)
    if row.former_id is None or row.since is None:
        return names
    return _(
        "{names}, fiche n°\u00a0{number} fusionnée le {day}", names=names, number=row.former_id, day=show_day(row.since)
    )


def check_person(work: Work, person: Person) -> None:
    """What the columns cannot say: no birth to come, first names never unknown to the database."""
    person.given_names = person.given_names or ""
    if person.birth_date is not None and person.birth_date.first > work.today:
        raise UserError(_("Cette date de naissance est dans l’avenir\u00a0: vérifiez l’année."), "birth_date")


IDENTITY = (*PERSON_FIELDS, ACTIVE)
PEOPLE_PAGE = Page(
    name=PEOPLE,
    title=_("Personnes"),
    table=PEOPLE_TABLE,
    record=Record(
        model=lambda: Person,
        heading=person_heading,
        parts=(
            contacts_part("person_id", "directory.add-contact"),
            LinesPart(
                title=_("Foyers"),
                columns=(
                    Column(field=text("label", _("Foyer")), strong=True),
                    Column(field=ROLE, weak=True),
                    Column(field=text("dates", _("Dates"), width=16), weak=True),
                ),
                rows=households_of_person,
                actions=("directory.join-household", "directory.end-membership"),
                empty=_("Aucun foyer."),
            ),
            LinesPart(
                title=_("Famille"),
                columns=(
                    Column(field=text("name", _("Nom")), strong=True),
                    Column(field=text("relation", _("Lien"), width=14)),
                ),
                rows=family,
                actions=("directory.add-guardian", "directory.drop-guardians"),
                empty=_("Aucun responsable ni enfant connu."),
            ),
            ProsePart(title=_("Quotient familial"), text=quotients),
            ProsePart(title=_("Dans les services"), text=traces),
            notes_part("person_id"),
            FieldsPart(
                title=_("Identité"), fields=IDENTITY, load=load(Person, IDENTITY),
                save=save(Person, IDENTITY, EDIT, PEOPLE, check_person), permission=EDIT,
            ),
            envelope_part("person_id"),
            address_part("person_id", _("Adresse hors du foyer")),
            former_addresses("person_id"),
            ProsePart(title=_("Autres noms connus"), text=aliases),
        ),
        actions=("directory.note-person", "directory.move-person", "directory.merge-people"),
    ),
    actions=("directory.add-person",),
    permission=READ,
    help=_("Une fiche par personne, partagée par tous les services."),
)  # fmt: skip
