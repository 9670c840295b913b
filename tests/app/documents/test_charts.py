# SPDX-License-Identifier: EUPL-1.2
"""Charts: every figure shown in French, the same drawing on paper and on the screen, words for who cannot see."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.blocks import Chart, Document
from app.documents.charts import (
    AnyChart,
    BarChart,
    LineChart,
    Palette,
    Series,
    Shares,
    alternative_text,
    chart_svg,
    percentages,
)
from app.documents.drawing.charts import nice_step
from app.documents.preview import texts_of
from app.documents.render import render

MEALS = BarChart(
    "Repas par semaine",
    ["S36", "S37"],
    [Series("Maternelle", [120, 132]), Series("Élémentaire", [1320, 1332])],
    "repas",
    stacked=True,
)
TAKE_UP = BarChart("Fréquentation", ["CP", "CE1"], [Series("", [91, 88])], "%")
INCOME = BarChart("Recettes", ["moins de 400", "401 à 700"], [Series("", [1234, 50])], "€", horizontal=True)
SERVED = LineChart("Repas servis", ["sept.", "oct.", "nov."], [Series("Servis", [2300, None, 2400])])
UNPAID = Shares("Impayés", [("moins de 30 jours", Decimal("820.50")), ("plus", Decimal("45.00"))], "€", 2)
ALL: list[AnyChart] = [MEALS, TAKE_UP, INCOME, SERVED, UNPAID]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: str(chart.title))
def test_screen_and_paper_show_the_same_words(chart: AnyChart) -> None:
    svg = ElementTree.fromstring(chart_svg(chart, Palette(), width=482, height=198))
    on_screen = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    on_paper = texts_of(render(Document("Graphique", [Chart(chart)])))[0].replace("\u00a0", " ")
    assert str(chart.title) in on_screen
    for words in on_screen:
        assert words is not None
        assert words.replace("\u00a0", " ") in on_paper


def test_figures_are_french() -> None:
    assert "1\u202f440" in chart_svg(MEALS, Palette()).decode()
    assert "820,50\u00a0€" in chart_svg(UNPAID, Palette()).decode()


def test_the_screen_gives_its_colours_and_its_font_size() -> None:
    palette = Palette("#eeeeee", "#aaaaaa", "#333333", "#111111", ("#6aa9e0", "#e0bd5f"))
    svg = chart_svg(MEALS, palette, scale=2.0).decode()
    assert "#6aa9e0" in svg
    assert "#e0bd5f" in svg
    assert "#1f5a92" not in svg
    assert 'font-size="22"' in svg


def test_nothing_leaves_the_frame() -> None:
    for chart in ALL:
        svg = ElementTree.fromstring(chart_svg(chart, Palette(), width=300, height=160))
        for bar in svg.iter("{http://www.w3.org/2000/svg}rect"):
            x, y, width, height = (float(bar.get(name, "0")) for name in ("x", "y", "width", "height"))
            assert x >= -0.01
            assert y >= -0.01
            assert x + width <= 300.01
            assert y + height <= 160.01


def test_an_empty_chart_says_so() -> None:
    for chart in (BarChart("Vide", [], [Series("", [])]), Shares("Vide", []), LineChart("Vide", ["a"], [])):
        assert "Aucune donnée" in chart_svg(chart, Palette()).decode()
        assert alternative_text(chart).endswith("aucune donnée")


def test_a_chart_says_itself_in_words() -> None:
    assert alternative_text(TAKE_UP) == "Fréquentation\u00a0: CP 91\u00a0%, CE1 88\u00a0%"
    assert alternative_text(UNPAID).startswith("Impayés\u00a0: moins de 30 jours 820,50\u00a0€ (95\u202f%)")
    assert "Élémentaire\u00a0: S36 1\u202f320\u00a0repas" in alternative_text(MEALS)


def test_negative_figures_hang_under_the_axis() -> None:
    chart = BarChart("Écart", ["oct.", "nov."], [Series("", [-40, 60])])
    svg = ElementTree.fromstring(chart_svg(chart, Palette()))
    bars = list(svg.iter("{http://www.w3.org/2000/svg}rect"))
    below, above = (float(bar.get("y", "0")) for bar in bars)
    assert below > above
    assert below == pytest.approx(above + float(bars[1].get("height", "0")))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_percentages_add_up_to_a_hundred(values: list[int]) -> None:
    parts = percentages(values)
    assert sum(parts) == (100 if any(values) else 0)
    for part, value in zip(parts, values, strict=True):
        assert not any(values) or abs(part - value * 100 / sum(values)) < 1


@given(st.floats(1, 10**7))
def test_a_step_is_round_and_few_steps_reach_the_top(highest: float) -> None:
    step = nice_step(highest)
    assert step * 4 >= highest * 0.99
    assert step * 4 <= highest * 2.6


def test_a_page_that_shows_the_title_itself_asks_for_a_drawing_without() -> None:
    svg = ElementTree.fromstring(chart_svg(MEALS, titled=False))
    shown = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert "Repas par semaine" not in shown
    assert "en repas" in shown
    description = svg.find("{http://www.w3.org/2000/svg}title")
    assert description is not None
    assert "Repas par semaine" in (description.text or "")
