# SPDX-License-Identifier: EUPL-1.2
"""A month of many households: pointed, priced, drafted, validated, printed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import func, select

from app.billing.models import Invoice
from app.billing.ui.papers import draw_batch
from app.contract import DemoContext
from app.core.clock import FixedClock
from app.core.dates import Month
from app.directory import demo as town
from app.directory.models import Household
from app.documents.render import render
from app.house import open_house
from modules.canteen import demo as canteen
from modules.canteen.services.charge_meals import charges
from modules.canteen.services.draft_month import draft_month, validate_month
from modules.canteen.services.record_attendance import finish_days

MONTH = Month(2026, 10)


def measure(children: int) -> dict[str, Any]:
    """Make the commune, live October, and time what a clerk waits for (seconds, and those of the processor)."""
    found: dict[str, Any] = {}

    def timed(name: str, act: Callable[[], Any]) -> Any:
        start, spent = time.perf_counter(), time.process_time()
        answer = act()
        found[name] = round(time.perf_counter() - start, 2)
        found[f"{name.removesuffix('_s')}_cpu_s"] = round(time.process_time() - spent, 2)
        return answer

    with (
        tempfile.TemporaryDirectory() as folder,
        open_house(Path(folder) / "c", clock=FixedClock.on(date(2026, 9, 1)), create_as="Mesure") as house,
    ):
        store = house.dossier.store
        with store.work("agent") as work:
            from app.store.models import User

            work.session.add(User(name="roy", display_name="Claire Roy", role="secretary", rights=[]))
        context = DemoContext(house.dossier, Random(1), date(2026, 10, 31), children)
        timed("fill_s", lambda: town.fill(context))
        life = canteen._Life(store, Random(2), date(2026, 10, 31))
        canteen._set_up(life)
        canteen._decide(life)
        timed("enrol_s", lambda: canteen._enrol(life))
        store.clock = FixedClock.on(date(2026, 11, 2))

        def work_of(name: str, service: Callable[..., Any], **values: Any) -> Any:
            with store.work(name) as work:
                return service(work, **values)

        timed(
            "finish_sheets_s",
            lambda: work_of("pointage", finish_days, first_on=MONTH.first, last_on=MONTH.last),
        )
        with store.read() as session:
            found["households"] = session.execute(select(func.count()).select_from(Household)).scalar_one()
            priced = timed("price_s", lambda: charges(session, MONTH.first, MONTH.last, None))
            found["meals"] = sum(len(line.items) for line in priced.lines)
        timed("draft_s", lambda: work_of("brouillons", draft_month, month=MONTH))
        report = timed("validate_s", lambda: work_of("validation", validate_month, month=MONTH))
        found["invoices"] = report.counts["validated"]
        with store.read() as session:
            ids = session.scalars(select(Invoice.id).where(Invoice.number.is_not(None))).all()[:1000]
            pdf = timed("print_s", lambda: render(draw_batch(session, ids=ids)))
        found["printed"], found["pdf_mb"] = len(ids), round(len(pdf) / 1e6, 1)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=1560)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    answer = measure(given.children)
    print(
        json.dumps(answer, indent=2)
        if given.json
        else "\n".join(f"{name:22} {value}" for name, value in answer.items())
    )
