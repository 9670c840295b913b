# SPDX-License-Identifier: EUPL-1.2
"""Visit sheets typed back: found by number, former number or printed code; read twice, nothing changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.core.clock import FixedClock
from app.core.text import Msg
from app.forms.page import RowFate
from app.house import open_house
from modules.cemetery import models as m
from modules.cemetery.exchange.import_inspections import begin
from modules.cemetery.rules.codes import MonumentCondition

LABEL = Msg("cemetery", "Essai")
ROWS = (
    {"plot": "A-01", "condition": MonumentCondition.POOR, "signs": "lierre ; dalle cassée", "inscriptions": "Famille Nguyen"},
    {"plot": "beffroi:plot:ANC:A-02", "condition": MonumentCondition.DANGEROUS, "seen_on": date(2026, 10, 2)},
    {"plot": "317 bis", "remark": "croix à redresser"},
    {"plot": "Z-99"},
    {"plot": "A-01", "signs": "soucoupe"},
    {"plot": "A-02", "seen_on": date(2027, 1, 1)},
)


def test_visit_sheets_come_back(tmp_path: Path) -> None:
    with open_house(tmp_path / "commune", clock=FixedClock.on(date(2026, 11, 23)), create_as="Essai") as house:
        store = house.dossier.store
        with store.work(LABEL, action="test") as work:
            ground = m.Cemetery(code="ANC", title="Ancien")
            work.session.add(ground)
            work.session.flush()
            plots = [m.Plot(cemetery_id=ground.id, number=label, label=label) for label in ("A-01", "A-02", "A-03")]
            work.session.add_all(plots)
            work.session.flush()
            work.session.add(m.PlotAlias(plot_id=plots[2].id, label="317 bis"))
        fates = []
        for _turn in range(2):
            with store.work(LABEL, action="test") as work:
                take = begin(work, {"seen_on": date(2026, 11, 1), "seen_by": "P. Morel"})
                fates.append([take(row).fate for row in ROWS])
        new, refused, same = RowFate.NEW, RowFate.REFUSED, RowFate.SAME
        assert fates == [[new, new, new, refused, refused, refused], [same, same, same, refused, refused, refused]]
        with store.read() as session:
            first = session.query(m.Inspection).filter(m.Inspection.inscriptions != "").one()
            assert (first.signs, first.seen_by) == (["VEGETATION", "SLAB_BROKEN"], "P. Morel")
            assert [plot.label for plot in session.query(m.Plot).filter(m.Plot.danger.is_(True))] == ["A-02"]
