# SPDX-License-Identifier: EUPL-1.2
"""State of 20 000 plots on a day: facts read from the database, states alone, states with their dates, with their reasons."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import Connection, insert

from app.core.dates import PartialDate
from app.house import open_house
from app.store.engine import WRITING
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import (
    InformationMeans,
    InformationResult,
    PlotKind,
    Regime,
    RemainsKind,
)
from modules.cemetery.rules.states import state_of, states_on
from modules.cemetery.rules.terms import add_years, duration_code

DAY = date(2035, 1, 1)


def measure(count: int) -> dict[str, Any]:
    """Medians of five, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder) / "c", create_as="Mesure") as house:
        store = house.dossier.store
        store.load_models()
        # Straight to the tables: what is measured is reading.
        with store.engine.execution_options(**{WRITING: True}).begin() as connection:
            _fill(connection, count, Random(1))
        with store.read() as session:
            delays = delays_in_force(session)
            facts = list(plot_facts(session).values())
            found: dict[str, Any] = {"plots": len(facts)}
            found["facts_read_ms"] = _median(lambda: plot_facts(session))
        found["states_ms"] = _median(lambda: states_on(facts, DAY, delays))
        found["states_with_dates_ms"] = _median(lambda: [state_of(one, DAY, delays) for one in facts])
        found["states_with_reasons_ms"] = _median(lambda: [state_of(one, DAY, delays).why for one in facts])
        found["found"] = dict(Counter(state.value for state in states_on(facts, DAY, delays)))
    return found


def _fill(connection: Connection, count: int, draw: Random) -> None:
    """One plot in ten in common ground, the others conceded for every length, two dead for three plots."""
    _insert(connection, m.Cemetery, [{"id": 1, "code": "C1", "title": "Cimetière"}])
    plots: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    terms: list[dict[str, Any]] = []
    dead: list[dict[str, Any]] = []
    remains: list[dict[str, Any]] = []
    proofs: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        common = number % 10 == 0
        regime = Regime.COMMON if common else Regime.CONCEDED
        label = f"P{number}"
        plots.append(
            {"id": number, "cemetery_id": 1, "number": str(number), "label": label, "label_key": label, "kind": PlotKind.VAULT,
             "regime": regime, "max_coffins": 3}
        )  # fmt: skip
        if not common:
            start, years = _day(draw), draw.choice((15, 30, 30, 50, None))
            held.append({"id": number, "cemetery_id": 1, "number": str(number), "number_key": str(number)})
            links.append({"concession_id": number, "plot_id": number})
            terms.append(
                {"concession_id": number, "sequence": 1, "duration": duration_code(years), "years": years,
                 "start": PartialDate.of(start), "expires_on": None if years is None else add_years(start, years)}
            )  # fmt: skip
            for means in (InformationMeans.LETTER, InformationMeans.POSTING):
                if draw.random() < 0.3:
                    proofs.append(
                        {"concession_id": number, "sent_on": DAY, "means": means, "result": InformationResult.DELIVERED}
                    )
        if draw.random() < 0.67:
            dead.append({"id": number})
            remains.append(
                {"deceased_id": number, "kind": RemainsKind.COFFIN, "plot_id": number, "laid_on": PartialDate.of(_day(draw))}
            )
    for model, rows in (
        (m.Plot, plots), (m.Concession, held), (m.ConcessionPlot, links), (m.ConcessionTerm, terms), (m.Deceased, dead),
        (m.Remains, remains), (m.InformationProof, proofs),
    ):  # fmt: skip
        _insert(connection, model, rows)


def _day(draw: Random) -> date:
    return date(1950, 1, 1) + timedelta(days=draw.randrange(28000))


def _insert(connection: Connection, model: Any, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(model.__table__), [{"version": 1, **row} for row in rows])


def _median(act: Callable[[], Any], times: int = 5) -> float:
    taken = []
    for _n in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plots", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.plots)
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
