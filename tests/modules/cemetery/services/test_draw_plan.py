# SPDX-License-Identifier: EUPL-1.2
"""What was drawn is kept: rows, outlines, numbers that change hands; what cannot be is refused in a sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.core.outcome import Report, UserError
from app.store.dossier import Dossier
from modules.cemetery.models import CemeterySection, Plot, PlotAlias
from modules.cemetery.rules.drawing import rectangle, stored_ring
from modules.cemetery.services.draw_plan import draw_plan
from modules.cemetery.services.draw_row import draw_row
from tests.modules.cemetery.small_cemetery import SmallCemetery, make_cemetery


@pytest.fixture
def ground(dossier: Dossier) -> SmallCemetery:
    made = make_cemetery(dossier)
    for label in ("A-1", "A-2", "A-3"):
        made.grave(label)
    return made


def draw(ground: SmallCemetery, *changes: dict[str, Any]) -> Report:
    with ground.dossier.store.work("plan") as work:
        return draw_plan(work, cemetery=ground.id, changes=changes)


def row(ground: SmallCemetery, **values: Any) -> Report:
    with ground.dossier.store.work("rangée") as work:
        return draw_row(work, cemetery=ground.id, **values)


def plots(ground: SmallCemetery) -> dict[str, Plot]:
    with ground.dossier.store.read() as session:
        return {plot.label: plot for plot in session.scalars(select(Plot))}


def ring(x: float) -> list[list[float]]:
    return stored_ring(rectangle(x, 0, 1, 2))


def test_a_plot_gets_its_outline_and_its_sizes(ground: SmallCemetery) -> None:
    report = draw(ground, {"plot": ground.plots["A-1"], "ring": ring(0)})
    plot = plots(ground)["A-1"]
    assert plot.geometry == ring(0)
    assert (plot.width_m, plot.length_m) == (Decimal("1.00"), Decimal("2.00"))
    assert report.counts == {"drawn": 1}
    assert "1 dessiné" in str(report.summary)


def test_an_outline_is_moved_then_taken_away(ground: SmallCemetery) -> None:
    draw(ground, {"plot": ground.plots["A-1"], "ring": ring(0)})
    assert draw(ground, {"plot": ground.plots["A-1"], "ring": ring(5)}).counts == {"moved": 1}
    assert draw(ground, {"plot": ground.plots["A-1"], "ring": []}).counts == {"erased": 1}
    assert plots(ground)["A-1"].geometry is None


def test_a_new_plot_is_drawn_with_its_number(ground: SmallCemetery) -> None:
    draw(ground, {"plot": None, "label": "B-01", "ring": "0 0, 1 0, 1 2, 0 2", "kind": "VAULT"})
    made = plots(ground)["B-01"]
    assert (made.number, made.kind.value, made.geometry) == ("01", "VAULT", ring(0))


def test_a_former_number_is_kept(ground: SmallCemetery) -> None:
    draw(ground, {"plot": ground.plots["A-1"], "label": "C-12"})
    with ground.dossier.store.read() as session:
        alias = session.scalars(select(PlotAlias)).one()
        assert (alias.label, alias.plot_id) == ("A-1", ground.plots["A-1"])
    assert plots(ground)["C-12"].number == "12"


def test_two_plots_exchange_their_numbers(ground: SmallCemetery) -> None:
    first, second = ground.plots["A-1"], ground.plots["A-2"]
    report = draw(ground, {"plot": first, "label": "A-2"}, {"plot": second, "label": "A-1"})
    found = plots(ground)
    assert (found["A-2"].id, found["A-1"].id) == (first, second)
    assert report.counts == {"renumbered": 2}
    with ground.dossier.store.read() as session:
        aliases = {(alias.plot_id, alias.label) for alias in session.scalars(select(PlotAlias))}
    assert aliases == {(first, "A-1"), (second, "A-2")}


def test_one_number_is_never_borne_twice(ground: SmallCemetery) -> None:
    with pytest.raises(UserError, match="A-2"):
        draw(ground, {"plot": ground.plots["A-1"], "label": "A-2"})
    with pytest.raises(UserError, match="même numéro"):
        draw(ground, {"plot": None, "label": "A-3", "ring": ring(0)})


@pytest.mark.parametrize(
    "outline", [[[0, 0], [1, 1], [0, 0]], [[0, 0], [0.1, 0], [0.1, 0.1]], [[0, 0], [900, 0], [900, 900], [0, 900]]]
)
def test_an_outline_that_no_plot_has_is_refused(ground: SmallCemetery, outline: list[list[float]]) -> None:
    with pytest.raises(UserError, match="contour"):
        draw(ground, {"plot": ground.plots["A-1"], "ring": outline})


def test_nothing_is_kept_of_a_refused_act(ground: SmallCemetery) -> None:
    with pytest.raises(UserError):
        draw(ground, {"plot": ground.plots["A-1"], "ring": ring(0)}, {"plot": 99_999, "ring": ring(3)})
    assert plots(ground)["A-1"].geometry is None


def test_known_plots_take_their_place_in_a_row_others_are_made(ground: SmallCemetery) -> None:
    report = row(ground, first="A-1", count=5, section="A")
    found = plots(ground)
    assert report.counts == {"added": 2, "drawn": 3}
    assert found["A-4"].section_id is not None
    assert found["A-1"].id == ground.plots["A-1"]
    assert found["A-2"].geometry[0][0] == pytest.approx(1.4)
    assert str(report.summary) == "5 emplacements dessinés, dont 2 nouveaux."


def test_a_second_row_goes_under_the_first(ground: SmallCemetery) -> None:
    row(ground, first="A-1", count=3)
    row(ground, first="B-1", count=3, section="B")
    assert plots(ground)["B-1"].geometry[0] == [0.0, -3.2]
    with ground.dossier.store.read() as session:
        assert [section.code for section in session.scalars(select(CemeterySection))] == ["B"]


def test_a_row_over_plots_already_drawn_is_refused(ground: SmallCemetery) -> None:
    row(ground, first="A-1", count=3)
    with pytest.raises(UserError, match="A-3"):
        row(ground, first="A-3", count=2)
