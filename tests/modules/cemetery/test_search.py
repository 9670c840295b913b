# SPDX-License-Identifier: EUPL-1.2
"""The search knows a grave by its former numbers, a concession by its holders, and keeps in step with both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.core.text import Msg
from app.directory.models import Person
from app.house import House, open_house
from app.store.search import find
from modules.cemetery import models as m
from modules.cemetery.rules.codes import PartyRole, RemainsKind

LABEL = Msg("cemetery", "Essai")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path / "commune", clock=FixedClock.on(date(2026, 11, 23)), create_as="Essai") as opened:
        yield opened


def titles(house: House, text: str) -> set[tuple[str, str]]:
    with house.dossier.store.read() as session:
        return {(hit.kind, hit.title) for hit in find(session, text)}


def test_a_grave_is_found_by_any_number_and_any_name(house: House) -> None:
    store = house.dossier.store
    with store.work(LABEL, action="test") as work:
        ground = m.Cemetery(code="A", title="Ancien")
        work.session.add(ground)
        work.session.flush()
        plot = m.Plot(cemetery_id=ground.id, number="12", label="A-012")
        concession = m.Concession(cemetery_id=ground.id, number="1962/16", family_name="NGUYEN")
        holder = Person(birth_name="Lefebvre", usage_name="Nguyen", given_names="Odette")
        work.session.add_all([plot, concession, holder])
        work.session.flush()
        dead = m.Deceased(person_id=holder.id)
        work.session.add_all([
            m.ConcessionPlot(concession_id=concession.id, plot_id=plot.id),
            m.ConcessionParty(concession_id=concession.id, person_id=holder.id, role=PartyRole.HOLDER),
            dead,
        ])  # fmt: skip
        work.session.flush()
        ids = plot.id, holder.id, dead.id
    assert ("cemetery.concession", "1962/16 · NGUYEN") in titles(house, "lefevbre")
    with store.work(LABEL, action="test") as work:
        work.session.add(m.PlotAlias(plot_id=ids[0], label="317 bis"))
        work.session.add(m.Remains(deceased_id=ids[2], plot_id=ids[0], kind=RemainsKind.COFFIN))
    assert ("cemetery.plot", "A-012") in titles(house, "317 bis")
    with store.read() as session:
        assert next(hit for hit in find(session, "odette") if hit.kind == "cemetery.deceased").subtitle.endswith("A-012")
    with store.work(LABEL, action="test") as work:
        work.session.get_one(Person, ids[1]).birth_name = "Kerguelen"
    assert ("cemetery.concession", "1962/16 · NGUYEN") in titles(house, "kerguelen")
    assert ("cemetery.concession", "1962/16 · NGUYEN") not in titles(house, "lefebvre")
    with store.work(LABEL, action="test") as work:
        session = work.session
        session.delete(session.query(m.PlotAlias).one())
    assert ("cemetery.plot", "A-012") not in titles(house, "317 bis")
