# SPDX-License-Identifier: EUPL-1.2
"""What the search finds in the directory."""

from __future__ import annotations

from app.directory.models import Household, Organisation, Person
from app.directory.strings import _, label
from app.store.search import Entry, SearchSource


def _person(person: Person) -> Entry:
    birth = str(_("né(e) {day}", day=_when(person))) if person.birth_date else ""
    keys = (person.birth_name, person.usage_name or "", person.given_names, person.usual_first_name or "")
    return Entry(person.title, birth, tuple(key for key in keys if key))


def _when(person: Person) -> str:
    born = person.birth_date
    if born is None:
        return ""
    return f"le {born}" if born.full else f"en {born}"


def _household(household: Household) -> Entry:
    keys = tuple(key for key in (household.label, household.file_no or "") if key)
    return Entry(household.label, str(_("foyer")), keys)


def _organisation(body: Organisation) -> Entry:
    keys = tuple(key for key in (body.title, body.siret or "") if key)
    return Entry(body.title, str(label(body.kind)), keys)


SOURCES = (
    SearchSource(
        kind="directory.person", title=_("Personnes"), model=Person, page="directory.people", entry=_person, weight=20
    ),
    SearchSource(
        kind="directory.household", title=_("Foyers"), model=Household, page="directory.households",
        entry=_household, weight=10,
    ),
    SearchSource(
        kind="directory.organisation", title=_("Organismes"), model=Organisation, page="directory.organisations",
        entry=_organisation,
    ),
)  # fmt: skip
