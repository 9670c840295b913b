# SPDX-License-Identifier: EUPL-1.2
"""What the search finds in the canteen: children with their class, and classes."""

from __future__ import annotations

from app.store.search import Entry, SearchSource
from modules.canteen.models import Enrolment, SchoolClass
from modules.canteen.strings import _


def _enrolment(enrolment: Enrolment) -> Entry:
    person = enrolment.person
    where = enrolment.school_class.title if enrolment.school_class is not None else str(_("adulte"))
    year = enrolment.school_year
    keys = (person.birth_name, person.usage_name or "", person.given_names, person.usual_first_name or "")
    # Among the years of one child, the latest comes first.
    return Entry(person.title, f"{where}, {year.title}", tuple(k for k in keys if k), year.start_year - 2000)


def _class(school_class: SchoolClass) -> Entry:
    keys = tuple(key for key in (school_class.title, school_class.teacher) if key)
    year = school_class.school_year
    parts = [part for part in (school_class.teacher, year.title) if part]
    return Entry(school_class.title, ", ".join(parts), keys, year.start_year - 2020)


SOURCES = (
    SearchSource(
        kind="canteen.enrolment", title=_("Enfants à la cantine"), model=Enrolment, page="canteen.children",
        entry=_enrolment, weight=5,
    ),
    SearchSource(kind="canteen.class", title=_("Classes"), model=SchoolClass, page="canteen.classes", entry=_class),
)  # fmt: skip
