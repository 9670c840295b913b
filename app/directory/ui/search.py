# SPDX-License-Identifier: EUPL-1.2
"""What the search finds in the directory."""

from __future__ import annotations

from app.directory.models import Household, Organisation, Person, Sex
from app.directory.strings import _, label
from app.store.search import Entry, SearchSource


def _person(person: Person) -> Entry:
    keys = (person.birth_name, person.usage_name or "", person.given_names, person.usual_first_name or "")
    return Entry(person.title, _born(person), tuple(key for key in keys if key))


def _born(person: Person) -> str:
    """« née Lefèvre, le 3 octobre 2018 »: what tells two people of one name apart."""
    word = {Sex.F: _("née"), Sex.M: _("né")}.get(person.sex, _("né(e)")) if person.sex else _("né(e)")
    parts = [person.birth_name] if person.usage_name and person.usage_name != person.birth_name else []
    if person.birth_date is not None:
        shown = person.birth_date.show(long=True)
        parts.append(str(_("le {day}", day=shown) if person.birth_date.full else _("en {day}", day=shown)))
    return f"{word} {', '.join(parts)}" if parts else ""


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
