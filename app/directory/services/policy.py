# SPDX-License-Identifier: EUPL-1.2
"""Where a person appears in the directory itself; merging there is done by the merge of people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.contract import PersonPolicy, PersonTrace
from app.core.dates import show_day
from app.directory.models import Guardianship, Household, HouseholdMember, Person
from app.directory.strings import _, label
from app.store.uow import Work


def traces(session: Session, person_id: int) -> Sequence[PersonTrace]:
    """Households, past ones included, and guardianships."""
    found = [
        PersonTrace(_("Foyer {label}", label=row.label), _detail(row[1], row))
        for row in session.execute(
            select(Household.label, HouseholdMember.role, HouseholdMember.valid_from, HouseholdMember.valid_to)
            .join(Household, Household.id == HouseholdMember.household_id)
            .where(HouseholdMember.person_id == person_id)
            .order_by(HouseholdMember.id)
        )
    ]
    links = session.execute(
        select(Guardianship.child_id, Guardianship.relation, Person.title)
        .join(
            Person,
            or_(
                (Guardianship.child_id == person_id) & (Person.id == Guardianship.guardian_id),
                (Guardianship.guardian_id == person_id) & (Person.id == Guardianship.child_id),
            ),
        )
        .order_by(Guardianship.rank)
    )
    for link in links:
        words = _("Responsable\u00a0: {name}") if link.child_id == person_id else _("Responsable de {name}")
        found.append(PersonTrace(words.with_values(name=link.title), label(link.relation)))
    return found


def _detail(role: object, row: object) -> str:
    parts = [str(label(role))]  # type: ignore[arg-type]
    first, last = row.valid_from, row.valid_to  # type: ignore[attr-defined]
    if first:
        parts.append(str(_("depuis le {day}", day=show_day(first))))
    if last:
        parts.append(str(_("jusqu’au {day}", day=show_day(last))))
    return ", ".join(parts)


def _nothing(work: Work, kept_id: int, dropped_id: int) -> None:
    """The merge itself follows every link of the directory."""


POLICY = PersonPolicy(traces=traces, merge=_nothing)
