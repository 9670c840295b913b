# SPDX-License-Identifier: EUPL-1.2
"""A list of 100 000 persons: first page, count, typed filter, sort; and the search of the whole dossier."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert

from app.directory.models import Person, person_keys
from app.forms.listing import Listing
from app.house import open_house
from app.store.engine import WRITING
from app.store.search import find, reindex


def measure(count: int) -> dict[str, Any]:
    """Medians of five, in milliseconds."""
    names = json.loads((Path(__file__).resolve().parents[1] / "resources/demo/names.json").read_text(encoding="utf-8"))
    draw = Random(1)
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder) / "c", create_as="Mesure") as house:
        store = house.dossier.store
        rows = []
        for _n in range(count):
            surname = f"{draw.choice(names['surnames'])} {draw.choice(names['surnames'])}"
            first = draw.choice(names["girls"])
            rows.append({"birth_name": surname, "given_names": first, "active": True, "version": 1, **person_keys(surname, None, first, None)})
        # Straight to the table: what is measured is reading.
        with store.engine.execution_options(**{WRITING: True}).begin() as connection:
            connection.execute(insert(Person.__table__), rows)
        found: dict[str, Any] = {"persons": count}
        with store.work("index") as work:
            found["reindex_s"] = round(_once(lambda: reindex(work)) / 1000, 1)
        table = house.registry.table("directory.people")
        with store.read() as session:
            listing = Listing(table)
            found["first_page_ms"] = _median(lambda: listing.page(session, 0, 200))
            found["count_ms"] = _median(lambda: listing.count(session))
            found["typed_filter_ms"] = _median(lambda: Listing(table, text="lefev").page(session, 0, 200))
            found["sorted_ms"] = _median(lambda: Listing(table, order=f"-{table.columns[0].name}").page(session, 0, 200))
            found["search_exact_ms"] = _median(lambda: find(session, "lefevre jade"))
            found["search_misspelt_ms"] = _median(lambda: find(session, "lefvere"))
    return found


def _once(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _median(act: Callable[[], Any]) -> float:
    return round(statistics.median(_once(act) for _turn in range(5)), 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    answer = measure(given.count)
    print(json.dumps(answer, indent=2) if given.json else "\n".join(f"{name:20} {value}" for name, value in answer.items()))
