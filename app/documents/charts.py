# SPDX-License-Identifier: EUPL-1.2
"""Charts as values: bars, lines and shares, drawn once for the paper and for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from app.core.text import Text
from app.documents import style
from app.documents.strings import _

Number = int | Decimal


@dataclass(frozen=True)
class Series:
    """One measure over the categories, in their order; None where there is no figure."""

    label: Text
    values: Sequence[Number | None]


@dataclass(frozen=True)
class BarChart:
    """Bars side by side or stacked, upright or lying (`horizontal`, for long labels)."""

    title: Text
    categories: Sequence[Text]
    series: Sequence[Series]
    unit: Text = ""
    stacked: bool = False
    horizontal: bool = False
    places: int = 0
    """Decimals of the figures shown."""


@dataclass(frozen=True)
class LineChart:
    """Measures that follow one another in time."""

    title: Text
    categories: Sequence[Text]
    series: Sequence[Series]
    unit: Text = ""
    places: int = 0


@dataclass(frozen=True)
class Shares:
    """Parts of a whole, each with its figure and its percentage; the percentages add up to 100."""

    title: Text
    parts: Sequence[tuple[Text, Number]]
    unit: Text = ""
    places: int = 0


AnyChart = BarChart | LineChart | Shares
Chart = AnyChart
"""The same, as pages call it when they declare charts."""


@dataclass(frozen=True)
class Palette:
    """The colours of a chart, given by the theme on the screen; the ordinary ones are those of the paper."""

    ink: str = style.INK
    muted: str = style.MUTED
    line: str = style.HAIRLINE
    ground: str = "#ffffff"
    series: Sequence[str] = field(default=style.SERIES)

    def colour(self, rank: int) -> str:
        """The colour of the series `rank`; they come back when there are more series than colours."""
        return self.series[rank % len(self.series)]


def percentages(values: Sequence[Number]) -> list[int]:
    """Whole percentages that add up to 100 (largest remainders); all zero when there is nothing to share."""
    whole = sum((Fraction(value) for value in values), Fraction(0))
    if whole <= 0:
        return [0] * len(values)
    exact = [Fraction(value) * 100 / whole for value in values]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: 100 - sum(parts)]:
        parts[i] += 1
    return parts


def shown_number(value: Number, places: int = 0) -> str:
    """`value` in French, with `places` decimals: « 1 234,5 »."""
    # Imported here: a chart is a value, and its figures are only formatted when it is drawn or read.
    from app.core.money import show_number

    return show_number(value, places)


def alternative_text(chart: AnyChart) -> str:
    """The chart in words, for those who do not see it: its title, then every figure."""
    if isinstance(chart, Shares):
        parts = zip(chart.parts, percentages([value for _label, value in chart.parts]), strict=True)
        said = [f"{label} {_shown(value, chart)} ({percent}\u202f%)" for (label, value), percent in parts]
        return _sentence(str(chart.title), said)
    said = []
    for series in chart.series:
        figures = [
            f"{category} {_shown(value, chart)}"
            for category, value in zip(chart.categories, series.values, strict=True)
            if value is not None
        ]
        said.append(_sentence(str(series.label), figures) if len(chart.series) > 1 else ", ".join(figures))
    return _sentence(str(chart.title), said, "\u202f; " if len(chart.series) > 1 else ", ")


def _shown(value: Number, chart: AnyChart) -> str:
    unit = str(chart.unit)
    return f"{shown_number(value, chart.places)}\u00a0{unit}" if unit else shown_number(value, chart.places)


def _sentence(title: str, parts: Sequence[str], separator: str = ", ") -> str:
    if not any(parts):
        parts = [str(_("aucune donnée"))]
    return f"{title}\u00a0: {separator.join(parts)}"


def chart_svg(
    chart: AnyChart,
    palette: Palette | None = None,
    *,
    width: float = 640,
    height: float = 280,
    scale: float = 1.0,
    titled: bool = True,
) -> bytes:
    """The chart as SVG, in the colours of the screen. `width` and `height` are pixels, `scale` that of the font.

    `titled=False` leaves the title to the page that shows it.
    """
    from app.documents.drawing.charts import draw_chart
    from app.documents.drawing.svg import svg_of

    drawing = draw_chart(chart, width, height, palette or Palette(), scale, titled=titled)
    return svg_of(drawing, alternative_text(chart), family="Source Sans 3")


to_svg = chart_svg
