# SPDX-License-Identifier: EUPL-1.2
"""Find the person that a row of a file is about, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.text import Msg
from app.directory.models import ContactKind, ContactPoint, Person, PersonAlias
from app.directory.rules.likeness import Names, Verdict, blocks_of, compare


@dataclass(frozen=True)
class Match:
    """The person found. DOUBTFUL: near enough to be shown to somebody; DIFFERENT: nobody."""

    verdict: Verdict
    person_id: int | None = None
    reasons: tuple[Msg, ...] = ()


NOBODY = Match(Verdict.DIFFERENT)


class PeopleIndex:
    """Every known person, loaded once; an importer asks it row after row and tells it whom it adds."""

    def __init__(self, session: Session) -> None:
        self._known: dict[int, list[Names]] = {}
        self._by_key: dict[str, dict[int, None]] = {}
        phones: dict[int, set[str]] = {}
        for row in session.execute(
            select(ContactPoint.person_id, ContactPoint.value).where(
                ContactPoint.kind == ContactKind.PHONE, ContactPoint.person_id.is_not(None)
            )
        ):
            phones.setdefault(row.person_id, set()).add(row.value)
        births: dict[int, PartialDate | None] = {}
        for person in session.execute(
            select(
                Person.id, Person.birth_name, Person.given_names, Person.usage_name, Person.usual_first_name,
                Person.birth_date,
            ).order_by(Person.id)
        ):  # fmt: skip
            births[person.id] = person.birth_date
            self.add(person.id, Names(*person[1:], phones=frozenset(phones.get(person.id, ()))))
        # Former spellings find the person too.
        for alias in session.execute(
            select(PersonAlias.person_id, PersonAlias.birth_name, PersonAlias.given_names, PersonAlias.usage_name)
        ):
            self.add(alias.person_id, Names(*alias[1:], birth_date=births.get(alias.person_id)))

    def add(self, person_id: int, names: Names) -> None:
        """Make a person known, or one more spelling of one."""
        self._known.setdefault(person_id, []).append(names)
        for key in blocks_of(names):
            self._by_key.setdefault(key, {})[person_id] = None

    def match(self, names: Names) -> Match:
        """The same person if there is exactly one, else the nearest one to be shown, else nobody."""
        same: list[Match] = []
        doubtful: list[Match] = []
        for person_id in dict.fromkeys(i for key in blocks_of(names) for i in self._by_key.get(key, ())):
            verdicts = [compare(names, known) for known in self._known[person_id]]
            found = next((c for c in verdicts if c.verdict is Verdict.SAME), None)
            if found is not None:
                same.append(Match(Verdict.SAME, person_id, found.reasons))
                continue
            found = next((c for c in verdicts if c.verdict is Verdict.DOUBTFUL), None)
            if found is not None:
                doubtful.append(Match(Verdict.DOUBTFUL, person_id, found.reasons))
        if same:
            dated = [m for m in same if self._agrees(m, names)] or same
            return dated[0] if len(dated) == 1 else Match(Verdict.DOUBTFUL, dated[0].person_id, dated[0].reasons)
        return doubtful[0] if doubtful else NOBODY

    def _agrees(self, match: Match, names: Names) -> bool:
        known = self._known[match.person_id or 0]
        return names.birth_date is not None and any(n.birth_date == names.birth_date for n in known)


def match_person(session: Session, names: Names) -> Match:
    """The same for a single question."""
    return PeopleIndex(session).match(names)
