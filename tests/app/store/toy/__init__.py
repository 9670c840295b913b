# SPDX-License-Identifier: EUPL-1.2
"""A very small module, with a table of each sort, for the tests of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ToyModule:
    """What the store asks of a module."""

    name = "toy"
    package = "tests.app.store.toy"

    def metadata(self) -> Sequence[Any]:
        """Its tables."""
        from app.store.base import tables_of
        from tests.app.store.toy import models  # noqa: F401

        return tables_of("toy")

    def search(self) -> Sequence[Any]:
        """Its source for the search."""
        from app.store.search import SearchSource
        from tests.app.store.toy.models import ToyChild, ToyPerson, ToyToy

        return (
            SearchSource(
                kind="toy.person", title="Personnes", model=ToyPerson, page="toy.people",
                entry=lambda person: (person.name, person.town or "", (person.name, person.town or "")),
            ),
            SearchSource(
                kind="toy.toy", title="Jouets", model=ToyToy, page="toy.toys",
                entry=lambda toy: (toy.label, toy.child.label, (toy.label,)), follows={ToyChild: "child_id"},
            ),
        )


TOY = ToyModule()
