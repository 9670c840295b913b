# SPDX-License-Identifier: EUPL-1.2
"""Fields that several lists and forms of the directory share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.core.dates import show_day, show_day_long
from app.core.text import Text as Shown
from app.directory.models import (
    Civility,
    ContactKind,
    MemberRole,
    OrganisationKind,
    QuotientSource,
    Relation,
    Sex,
)
from app.directory.queries import (
    find_households,
    find_people,
    household_title,
    person_title,
)
from app.directory.strings import _, labels
from app.forms.fields import (
    Choice,
    Day,
    Email,
    Flag,
    Number,
    Option,
    PartialDay,
    Phone,
    Postcode,
    Ref,
    Text,
    Tone,
)

PEOPLE, HOUSEHOLDS, ORGANISATIONS = "directory.people", "directory.households", "directory.organisations"


def options(kind: type[StrEnum]) -> tuple[Option, ...]:
    """Options of a choice over one of the directory's enums."""
    return tuple(Option(value, words) for value, words in labels(kind))


def text(name: str, label: Shown, **values: object) -> Text:
    """A line of text."""
    return Text(name=name, label=label, **values)  # type: ignore[arg-type]


def day(name: str, label: Shown, **values: object) -> Day:
    """A day."""
    return Day(name=name, label=label, **values)  # type: ignore[arg-type]


def person(name: str = "person", label: Shown = "", required: bool = False, help: Shown = "") -> Ref:
    """A person chosen by name."""
    label = label or _("Personne")
    return Ref(name=name, label=label, page=PEOPLE, find=find_people, title=person_title, required=required, help=help)


def household(name: str = "household", label: Shown = "", required: bool = False) -> Ref:
    """A household chosen by label."""
    label = label or _("Foyer")
    return Ref(name=name, label=label, page=HOUSEHOLDS, find=find_households, title=household_title, required=required)


def since_until(first: date | None, last: date | None) -> str:
    """« depuis le 01/09/2025 », « jusqu’au 31/08/2026 », both days included; empty when there is no bound."""
    if first and last:
        return str(_("{first} – {last}", first=show_day(first), last=show_day(last)))
    if first:
        return str(_("depuis le {day}", day=show_day(first)))
    return str(_("jusqu’au {day}", day=show_day(last))) if last else ""


def since_until_long(first: date | None, last: date | None) -> str:
    """The same for sentences, with the names of the months."""
    if first and last:
        return str(_("du {first} au {last}", first=show_day_long(first), last=show_day_long(last)))
    if first:
        return str(_("depuis le {day}", day=show_day_long(first)))
    return str(_("jusqu’au {day}", day=show_day_long(last))) if last else ""


CIVILITY = Choice(
    name="civility", label=_("Civilité"), options=options(Civility), kind=Civility, width=10,
    help=_("Écrite sur les enveloppes et les titres."),
)  # fmt: skip
SEX = Choice(name="sex", label=_("Sexe"), options=options(Sex), kind=Sex, width=8)
ROLE = Choice(
    name="role", label=_("Rôle"), kind=MemberRole, width=8, default=MemberRole.ADULT, required=True,
    options=options(MemberRole),
)  # fmt: skip
ROLES = {
    MemberRole.ADULT: Option("ADULT", _("Adulte"), Tone.NEUTRAL, "user"),
    MemberRole.CHILD: Option("CHILD", _("Enfant"), Tone.INFO, "baby"),
}
RELATION = Choice(
    name="relation", label=_("Lien"), options=options(Relation), kind=Relation, default=Relation.OTHER, required=True,
    width=14,
)  # fmt: skip
KIND = Choice(
    name="kind", label=_("Nature"), options=options(OrganisationKind), kind=OrganisationKind,
    default=OrganisationKind.OTHER, required=True, width=16,
)  # fmt: skip
CONTACT = Choice(
    name="kind", label=_("Moyen"), options=options(ContactKind), kind=ContactKind, required=True,
    default=ContactKind.PHONE, width=10,
)  # fmt: skip
SOURCE = Choice(
    name="source", label=_("Source"), options=options(QuotientSource), kind=QuotientSource,
    default=QuotientSource.CAF, required=True, width=12,
)  # fmt: skip

BIRTH_NAME = text("birth_name", _("Nom de naissance"), required=True, synonyms=("nom",))
USAGE_NAME = text("usage_name", _("Nom d’usage"), help=_("Seulement à la demande de la personne."))
GIVEN_NAMES = text("given_names", _("Prénoms"), default="", synonyms=("prénom",))
USUAL_NAME = text("usual_first_name", _("Prénom usuel"), help=_("Vide\u00a0: le premier."))
BIRTH_DATE = PartialDay(name="birth_date", label=_("Né(e) le"))
BIRTH_PLACE = text("birth_place", _("Lieu de naissance"))
PHONE = Phone(name="phone", label=_("Téléphone"))
EMAIL = Email(name="email", label=_("Courriel"), width=22)
QUOTIENT = Number(name="quotient", label=_("Quotient"), places=2)

PERSON_FIELDS = (
    BIRTH_NAME,
    USAGE_NAME,
    GIVEN_NAMES,
    USUAL_NAME,
    BIRTH_DATE,
    BIRTH_PLACE,
    SEX,
    CIVILITY,
)
ADDRESS_FIELDS = (
    text("street", _("Numéro et rue"), help=_("«\u00a012 bis rue du Lavoir\u00a0».")),
    text("complement1", _("Appartement, étage, chez"), longest=38),
    text("complement2", _("Bâtiment, résidence"), longest=38),
    text("locality", _("Lieu-dit, boîte postale"), longest=38),
    Postcode(name="postcode", label=_("Code postal")),
    text("town", _("Commune")),
)
COUNTRY = text("country", _("Pays"), help=_("Vide pour la France."))
ACTIVE = Flag(name="active", label=_("Fiche ouverte"), default=True)
