# SPDX-License-Identifier: EUPL-1.2
"""A family at the counter: two parents, a child, their household; acts done as the buttons do them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.core.dates import PartialDate
from app.core.outcome import Report
from app.forms.fields import read_all
from tests.builders import make_household, make_person

if TYPE_CHECKING:
    from app.registry import Registry
    from app.store.dossier import Dossier


@dataclass
class Counter:
    """The Morels, and the verbs of the directory."""

    dossier: Dossier
    registry: Registry
    mother: int
    father: int
    child: int
    home: int

    def do(self, name: str, **values: Any) -> Report:
        """Run an action as its button does, with the defaults of its form."""
        action = self.registry.action(name)
        target = {key: values.pop(key) for key in ("id", "ids") if key in values}
        with self.dossier.store.work(action.label, action=name) as work:
            return action.run(work, **target, **read_all(action.fields, values))

    def preview(self, name: str, **values: Any) -> list[str]:
        """What the form says before the act."""
        preview = self.registry.action(name).preview
        assert preview is not None
        with self.dossier.store.read() as session:
            return [str(sentence) for sentence in preview(session, values)]

    def question(self, name: str, **values: Any) -> str | None:
        """What is asked before the act."""
        confirm = self.registry.action(name).confirm
        assert confirm is not None
        with self.dossier.store.read() as session:
            asked = confirm(session, values)
            return None if asked is None else str(asked)

    def start(self, name: str, **context: Any) -> dict[str, Any]:
        """The first values of a form."""
        start = self.registry.action(name).form.start
        assert start is not None
        with self.dossier.store.read() as session:
            return dict(start(session, context))

    def part(self, page: str, title: str, record_id: int) -> Any:
        """What a part of a record holds."""
        record = self.registry.page(page).record
        assert record is not None
        part: Any = next(part for part in record.parts if str(part.title) == title)
        read = getattr(part, "rows", None) or getattr(part, "text", None) or part.load
        with self.dossier.store.read() as session:
            return read(session, record_id)


@pytest.fixture
def counter(dossier: Dossier) -> Counter:
    """The family, in its household of Saint-Aubin-des-Prés."""
    from app.directory.models import Civility, ContactKind, ContactPoint, Guardianship, Relation
    from app.registry import discover

    with dossier.store.work("family") as work:
        mother = make_person(work, "MOREL", "Hélène", civility=Civility.MME)
        father = make_person(work, "DUVAL", "Paul", civility=Civility.M)
        child = make_person(work, "DUVAL", "Zoé", birth_date=PartialDate.of(date(2018, 2, 18)))
        mother.contacts.append(ContactPoint(kind=ContactKind.PHONE, value="+33639981234"))
        father.contacts.append(ContactPoint(kind=ContactKind.PHONE, value="+33639985678"))
        home = make_household(work, "MOREL-DUVAL", [mother, father], [child], "612.50")
        for rank, (parent, relation) in enumerate(((mother, Relation.MOTHER), (father, Relation.FATHER)), 1):
            work.session.add(Guardianship(child_id=child.id, guardian_id=parent.id, relation=relation, rank=rank))
        work.session.flush()
        return Counter(dossier, discover(), mother.id, father.id, child.id, home.id)
