# SPDX-License-Identifier: EUPL-1.2
"""A register often gives a death and no burial: the waits then count from the latest day that the death allows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.core.clock import FixedClock
from app.core.dates import PartialDate
from app.core.text import Msg
from app.house import open_house
from modules.cemetery import models as m
from modules.cemetery.facts_of import plot_facts
from modules.cemetery.rules.codes import PlotState, Regime, RemainsKind
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.states import state_only


@pytest.mark.parametrize(
    ("died", "day", "state"),
    [
        (PartialDate(2015), date(2026, 11, 23), PlotState.COMMON_REPOSSESSABLE),
        (PartialDate(2021), date(2026, 11, 23), PlotState.COMMON_OCCUPIED),
        (PartialDate(2021, 4, 2), date(2026, 10, 17), PlotState.COMMON_OCCUPIED),
        (PartialDate(2021, 4, 2), date(2026, 10, 18), PlotState.COMMON_REPOSSESSABLE),
    ],
)
def test_an_undated_burial_counts_from_the_death(tmp_path: Path, died: PartialDate, day: date, state: PlotState) -> None:
    with open_house(tmp_path / "commune", clock=FixedClock.on(day), create_as="Essai") as house:
        with house.dossier.store.work(Msg("cemetery", "Essai"), action="test") as work:
            ground = m.Cemetery(code="A", title="Ancien")
            work.session.add(ground)
            work.session.flush()
            plot = m.Plot(cemetery_id=ground.id, number="12", label="T-12", regime=Regime.COMMON)
            dead = m.Deceased(died_on=died)
            work.session.add_all([plot, dead])
            work.session.flush()
            work.session.add(m.Remains(deceased_id=dead.id, plot_id=plot.id, kind=RemainsKind.COFFIN))
            plot_id = plot.id
        with house.dossier.store.read() as session:
            assert state_only(plot_facts(session)[plot_id], day, Delays()) is state
