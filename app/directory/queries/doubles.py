# SPDX-License-Identifier: EUPL-1.2
"""Files that look like the same person, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.directory.models import ContactKind, ContactPoint, DistinctPersons, Person
from app.directory.rules.likeness import Names, Verdict, blocks_of, compare

PAIR = 10_000_000
"""A pair of persons as one id: first × PAIR + second."""


def duplicates(session: Session) -> list[dict[str, Any]]:
    """Pairs of files that look like one person, with the reasons; those said to be two persons are left out."""
    people = {
        row.id: row
        for row in session.execute(
            select(
                Person.id, Person.title, Person.birth_name, Person.given_names, Person.usage_name,
                Person.usual_first_name, Person.birth_date,
            )
        )
    }
    phones: dict[int, set[str]] = {}
    for phone in session.execute(
        select(ContactPoint.person_id, ContactPoint.value).where(
            ContactPoint.kind == ContactKind.PHONE, ContactPoint.person_id.is_not(None)
        )
    ):
        phones.setdefault(phone.person_id, set()).add(phone.value)
    names = {i: Names(*row[2:], phones=frozenset(phones.get(i, ()))) for i, row in people.items()}
    told = {(row.first_id, row.second_id) for row in session.scalars(select(DistinctPersons))}
    found = []
    for first, second in sorted(_near_pairs(names) - told):
        comparison = compare(names[first], names[second])
        if comparison.verdict is not Verdict.DIFFERENT:
            found.append(
                {
                    "id": first * PAIR + second,
                    "first": people[first].title,
                    "first_birth": people[first].birth_date,
                    "second": people[second].title,
                    "second_birth": people[second].birth_date,
                    "reasons": ", ".join(str(reason) for reason in comparison.reasons),
                    "sure": comparison.verdict is Verdict.SAME,
                }
            )
    return found


def pair_of(pair_id: int) -> tuple[int, int]:
    """The two persons of a row of `duplicates`."""
    return divmod(pair_id, PAIR)


def _near_pairs(names: Mapping[int, Names]) -> set[tuple[int, int]]:
    """Pairs worth comparing: they share a block (name as heard, compact name, day of birth, telephone)."""
    blocks: dict[str, list[int]] = {}
    for person_id, known in names.items():
        for key in blocks_of(known):
            blocks.setdefault(key, []).append(person_id)
    # A whole village may bear one name: a block that large says nothing by itself.
    return {
        (first, second)
        for ids in blocks.values()
        if len(ids) <= 60
        for first, second in combinations(sorted(set(ids)), 2)
    }
