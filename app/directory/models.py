# SPDX-License-Identifier: EUPL-1.2
"""Tables of the directory: persons, households and their dated members, addresses, contacts, quotients."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship, validates

from app.core.dates import PartialDate
from app.core.people import clean_name, key1, key2, list_name, sort_key
from app.store.base import Record


class Civility(StrEnum):
    """Asked only where a title or a roll needs it; the two that the State admits."""

    MME = "MME"
    M = "M"


class Sex(StrEnum):
    """As on the record of birth."""

    F = "F"
    M = "M"


class MemberRole(StrEnum):
    """What a person is in a household."""

    ADULT = "ADULT"
    CHILD = "CHILD"


class Relation(StrEnum):
    """What a guardian is to a child."""

    MOTHER = "MOTHER"
    FATHER = "FATHER"
    GUARDIAN = "GUARDIAN"
    STEP_PARENT = "STEP_PARENT"
    GRANDPARENT = "GRANDPARENT"
    FOSTER = "FOSTER"
    OTHER = "OTHER"


class ContactKind(StrEnum):
    """How someone is reached."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"


class OrganisationKind(StrEnum):
    """What an organisation is to the commune."""

    CCAS = "CCAS"
    SUPPLIER = "SUPPLIER"
    EMPLOYER = "EMPLOYER"
    ASSOCIATION = "ASSOCIATION"
    PUBLIC = "PUBLIC"
    FUNERAL = "FUNERAL"
    OTHER = "OTHER"


class QuotientSource(StrEnum):
    """Who gave a family quotient."""

    CAF = "CAF"
    MSA = "MSA"
    OWN = "OWN"
    NONE = "NONE"


def valid_on(
    first: InstrumentedAttribute[date | None] | InstrumentedAttribute[date],
    last: InstrumentedAttribute[date | None],
    day: date,
) -> ColumnElement[bool]:
    """SQL condition: `day` is between `first` and `last`, both included, an empty bound being no bound."""
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))


class Person(Record):
    """Somebody, once: child, parent, payer, holder or deceased. Modules keep what is their own elsewhere.

    Names are stored as written (cross-cutting reference, NAM-04); the folded keys follow by themselves.
    """

    __tablename__ = "directory_person"

    birth_name: Mapped[str] = mapped_column(info={"label": "nom de naissance"})
    usage_name: Mapped[str | None]
    given_names: Mapped[str] = mapped_column(default="")
    """First names in the order of the record of birth."""
    usual_first_name: Mapped[str | None]
    civility: Mapped[Civility | None]
    sex: Mapped[Sex | None]
    birth_date: Mapped[PartialDate | None]
    birth_place: Mapped[str | None]
    birth_place_code: Mapped[str | None]
    """COG code of the commune of birth."""
    active: Mapped[bool] = mapped_column(default=True)

    title: Mapped[str] = mapped_column(default="")
    """« MOREL Zoé »: name in use first, as lists write it. It follows the names, like the keys below."""
    birth_key: Mapped[str] = mapped_column(default="", index=True)
    usage_key: Mapped[str] = mapped_column(default="", index=True)
    given_key: Mapped[str] = mapped_column(default="")
    names_key: Mapped[str] = mapped_column(default="")
    """Every name, folded: what a list searches."""
    compact_key: Mapped[str] = mapped_column(default="", index=True)
    """Birth name and first given name without spaces: « LEGOFFLEA »."""
    sort_key: Mapped[str] = mapped_column(default="", index=True)

    members: Mapped[list[HouseholdMember]] = relationship(back_populates="person", cascade="all, delete-orphan")
    addresses: Mapped[list[Address]] = relationship(back_populates="person", cascade="all, delete-orphan")
    contacts: Mapped[list[ContactPoint]] = relationship(back_populates="person", cascade="all, delete-orphan")
    aliases: Mapped[list[PersonAlias]] = relationship(back_populates="person", cascade="all, delete-orphan")

    @validates("birth_name", "usage_name", "given_names", "usual_first_name")
    def _names(self, name: str, value: str | None) -> str | None:
        cleaned = clean_name(value) if value else value
        if name in ("usage_name", "usual_first_name"):
            cleaned = cleaned or None
        now = {n: getattr(self, n) for n in ("birth_name", "usage_name", "given_names", "usual_first_name")}
        for key, folded in person_keys(**{**now, name: cleaned}).items():
            if getattr(self, key) != folded:
                setattr(self, key, folded)
        return cleaned

    @property
    def name(self) -> str:
        """The name in use."""
        return self.usage_name or self.birth_name

    @property
    def first_name(self) -> str:
        """The usual first name, else the first one of the record."""
        return first_name_of(self.given_names, self.usual_first_name)


def first_name_of(given_names: str | None, usual_first_name: str | None) -> str:
    """The usual first name, else the first one of the record of birth."""
    return usual_first_name or ((given_names or "").split() or [""])[0]


def person_keys(
    birth_name: str | None,
    usage_name: str | None = None,
    given_names: str | None = None,
    usual_first_name: str | None = None,
) -> dict[str, str]:
    """The title and the folded keys of a person's names, by column."""
    birth, usage, given = key1(birth_name or ""), key1(usage_name or ""), key1(given_names or "")
    first = first_name_of(given_names, usual_first_name)
    words = dict.fromkeys(part for part in (birth, usage, given, key1(usual_first_name or "")) if part)
    return {
        "title": list_name(birth_name or "", first, usage_name),
        "birth_key": birth,
        "usage_key": usage,
        "given_key": given,
        "names_key": " ".join(words),
        "compact_key": key2(f"{birth} {first_name_of(given_names, None) or first}"),
        "sort_key": f"{sort_key(usage_name or birth_name or '')} {key1(first)}".strip(),
    }


class PersonAlias(Record):
    """Another spelling or a former file of the same person, kept by a merge."""

    __tablename__ = "directory_person_alias"

    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    birth_name: Mapped[str]
    usage_name: Mapped[str | None]
    given_names: Mapped[str] = mapped_column(default="")
    names_key: Mapped[str] = mapped_column(default="", index=True)
    former_id: Mapped[int | None]
    """Id of the file that was merged into this one: its history is still in the journal."""
    since: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="aliases")


class DistinctPersons(Record):
    """Two files that look alike and that somebody said are two persons; the lower id first."""

    __tablename__ = "directory_distinct_persons"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    first_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    said_on: Mapped[date]
    said_by: Mapped[str] = mapped_column(default="")


class Household(Record):
    """A home and its administrative file. It owes nothing: payers do."""

    __tablename__ = "directory_household"

    label: Mapped[str]
    """« MARTIN-DUVAL »: how the town hall calls it."""
    file_no: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    label_key: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="", index=True)

    members: Mapped[list[HouseholdMember]] = relationship(back_populates="household", cascade="all, delete-orphan")
    addresses: Mapped[list[Address]] = relationship(back_populates="household", cascade="all, delete-orphan")
    quotients: Mapped[list[FamilyQuotient]] = relationship(back_populates="household", cascade="all, delete-orphan")

    @validates("label")
    def _label(self, _name: str, value: str) -> str:
        cleaned = clean_name(value)
        self.label_key, self.sort_key = key1(cleaned), sort_key(cleaned)
        return cleaned


class HouseholdMember(Record):
    """A person lives in a household, from a day to a day, both included; an empty bound is no bound."""

    __tablename__ = "directory_household_member"
    __table_args__ = (
        UniqueConstraint("household_id", "person_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="order"),
    )

    household_id: Mapped[int] = mapped_column(ForeignKey("directory_household.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    role: Mapped[MemberRole]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    household: Mapped[Household] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(back_populates="members")


class Guardianship(Record):
    """A guardian of a child, whatever the household. Separated parents are two rows, in two households."""

    __tablename__ = "directory_guardianship"
    __table_args__ = (UniqueConstraint("child_id", "guardian_id"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    relation: Mapped[Relation] = mapped_column(default=Relation.OTHER)
    has_custody: Mapped[bool] = mapped_column(default=True)
    """The child lives, at least in part, with this guardian."""
    rank: Mapped[int] = mapped_column(default=1)
    """Who is called first."""


class Organisation(Record):
    """A body of persons: CCAS, supplier, employer, association."""

    __tablename__ = "directory_organisation"

    title: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(default=OrganisationKind.OTHER)
    siret: Mapped[str | None]
    recipient: Mapped[str | None]
    """Service or person written under the name on an envelope."""
    active: Mapped[bool] = mapped_column(default=True)
    title_key: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="", index=True)

    addresses: Mapped[list[Address]] = relationship(back_populates="organisation", cascade="all, delete-orphan")
    contacts: Mapped[list[ContactPoint]] = relationship(back_populates="organisation", cascade="all, delete-orphan")

    @validates("title")
    def _title(self, _name: str, value: str) -> str:
        cleaned = clean_name(value)
        self.title_key, self.sort_key = key1(cleaned), sort_key(cleaned)
        return cleaned


_ONE_OWNER = (
    "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN household_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class Address(Record):
    """Where a household, a person or an organisation gets its mail, in its parts; the six lines are computed."""

    __tablename__ = "directory_address"
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="one_owner"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="order"),
    )

    household_id: Mapped[int | None] = mapped_column(ForeignKey("directory_household.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("directory_organisation.id", ondelete="CASCADE"), index=True
    )
    complement1: Mapped[str] = mapped_column(default="")
    """Flat, floor, staircase, « chez »."""
    complement2: Mapped[str] = mapped_column(default="")
    """Building, entrance, residence."""
    number: Mapped[str] = mapped_column(default="")
    repetition: Mapped[str] = mapped_column(default="")
    """BIS, TER, B…"""
    street: Mapped[str] = mapped_column(default="")
    locality: Mapped[str] = mapped_column(default="")
    """Hamlet or post box."""
    postcode: Mapped[str] = mapped_column(default="")
    town: Mapped[str] = mapped_column(default="")
    insee_code: Mapped[str | None]
    country: Mapped[str] = mapped_column(default="")
    """Empty in France."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    household: Mapped[Household | None] = relationship(back_populates="addresses")
    person: Mapped[Person | None] = relationship(back_populates="addresses")
    organisation: Mapped[Organisation | None] = relationship(back_populates="addresses")


class ContactPoint(Record):
    """A telephone number (E.164) or an electronic address."""

    __tablename__ = "directory_contact_point"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_owner"),
        Index("ix_directory_contact_point_value", "value"),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("directory_organisation.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[ContactKind]
    value: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    """« travail », « grand-mère »."""
    preferred: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person | None] = relationship(back_populates="contacts")
    organisation: Mapped[Organisation | None] = relationship(back_populates="contacts")


class FamilyQuotient(Record):
    """The quotient of a household from a day on, as the fund or the commune gave it; the proof is not kept."""

    __tablename__ = "directory_family_quotient"
    __table_args__ = (
        UniqueConstraint("household_id", "valid_from"),
        CheckConstraint("value IS NULL OR value >= 0", name="not_negative"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
    )

    household_id: Mapped[int] = mapped_column(ForeignKey("directory_household.id", ondelete="CASCADE"), index=True)
    value: Mapped[Decimal | None]
    """None: asked for and not given (`source` NONE)."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[QuotientSource] = mapped_column(default=QuotientSource.CAF)
    seen_on: Mapped[date | None]
    """Day on which an agent saw the proof."""
    seen_by: Mapped[str] = mapped_column(default="")

    household: Mapped[Household] = relationship(back_populates="quotients")


class Note(Record):
    """A dated remark on a person, a household or an organisation."""

    __tablename__ = "directory_note"
    __table_args__ = (CheckConstraint(_ONE_OWNER, name="one_owner"),)

    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id", ondelete="CASCADE"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("directory_household.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("directory_organisation.id", ondelete="CASCADE"), index=True
    )
    written_on: Mapped[date]
    written_by: Mapped[str] = mapped_column(default="")
    text: Mapped[str]


