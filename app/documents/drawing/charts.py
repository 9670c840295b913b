# SPDX-License-Identifier: EUPL-1.2
"""How charts are drawn, once, for the paper and for the screen: figures on the bars, a light axis, no ornament."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from app.documents.blocks import Align
from app.documents.charts import (
    AnyChart,
    BarChart,
    LineChart,
    Number,
    Palette,
    Shares,
    percentages,
    shown_number,
)
from app.documents.drawing.board import Board
from app.documents.strings import _
from app.documents.style import Weight


def draw_chart(
    chart: AnyChart, width: float, height: float, palette: Palette, scale: float, *, titled: bool = True
) -> Any:
    """A ReportLab drawing of `chart`, `width` × `height` points; `scale` is that of the font."""
    board = Board(width, height, scale)
    top = _title(str(chart.title) if titled else "", chart, board, palette)
    if _is_empty(chart):
        said = str(_("Aucune donnée pour l’instant"))
        board.text(said, width / 2, (top + height) / 2, palette.muted, Align.CENTER)
    elif isinstance(chart, Shares):
        _draw_shares(chart, board, palette, top)
    elif isinstance(chart, LineChart):
        _draw_lines(chart, board, palette, top)
    elif chart.horizontal:
        _draw_lying_bars(chart, board, palette, _legend(chart, board, palette, top))
    else:
        _draw_upright_bars(chart, board, palette, _legend(chart, board, palette, top))
    return board.drawing


def _is_empty(chart: AnyChart) -> bool:
    if isinstance(chart, Shares):
        return not any(value for _label, value in chart.parts)
    return not any(value for series in chart.series for value in series.values)


def _title(title: str, chart: AnyChart, board: Board, palette: Palette) -> float:
    """The title and the unit; returns where the rest begins."""
    size = board.size * 1.15
    unit = "" if isinstance(chart, Shares) else str(chart.unit)
    if not title and not unit:
        return board.size * 0.5
    x = 0.0
    if title:
        board.text(title, 0, size, palette.ink, weight=Weight.SEMIBOLD, size=size)
        x = board.measure(title, Weight.SEMIBOLD, size) + board.size * 0.7
    if unit:
        board.text(str(_("en {unit}", unit=unit)), x, size, palette.muted)
    return size * 1.9


def _legend(chart: BarChart | LineChart, board: Board, palette: Palette, top: float) -> float:
    """A swatch and a name for each series, when there are several; returns where the rest begins."""
    if len(chart.series) < 2:
        return top + board.size * 0.6
    x, side = 0.0, board.size * 0.85
    for rank, series in enumerate(chart.series):
        label = str(series.label)
        length = side + 5 + board.measure(label) + board.size * 1.4
        if x and x + length > board.width:
            x, top = 0.0, top + board.size * 1.5
        _swatch(chart, board, palette, rank, x, top)
        board.text(label, x + side * 1.4 + 5, top + side * 0.9, palette.ink)
        x += length + side * 0.4
    return top + board.size * 2.2


def _swatch(chart: AnyChart, board: Board, palette: Palette, rank: int, x: float, top: float) -> None:
    """What a series looks like, as small as a letter."""
    side, colour = board.size * 0.85, palette.colour(rank)
    if isinstance(chart, LineChart):
        board.trace([(x, top + side / 2), (x + side * 1.4, top + side / 2)], colour, rank)
        board.dot(x + side * 0.7, top + side / 2, 2.4, colour)
    else:
        board.bar(x, top, side * 1.4, side, colour, rank, palette.ground)


def nice_step(highest: float, ticks: int = 4) -> float:
    """A round step (1, 2, 2.5 or 5 times a power of ten) that reaches `highest` in about `ticks` steps."""
    rough = max(highest, 1e-9) / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough * 0.999)


class _Scale:
    """From figures to heights: zero, the highest and the lowest tick, between `top` and `bottom`."""

    def __init__(self, values: Sequence[float], top: float, bottom: float, places: int) -> None:
        high, low = max([0.0, *values]), min([0.0, *values])
        step = nice_step(high - low)
        if places == 0:
            step = max(1.0, math.ceil(step)) if step < 10 else step
        self.ticks = [step * rank for rank in range(math.floor(low / step), math.ceil(high / step) + 1)]
        self.top, self.bottom = top, bottom

    def y(self, value: float) -> float:
        """The height of `value` on the drawing."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (value - low) / ((high - low) or 1.0) * (self.bottom - self.top)


def _axis(chart: BarChart | LineChart, board: Board, palette: Palette, scale: _Scale) -> float:
    """Light level lines with their figures at the left; returns where the plot begins."""
    places = chart.places if any(tick != round(tick) for tick in scale.ticks) else 0
    labels = [shown_number(_exact(tick), places) for tick in scale.ticks]
    left = max(board.measure(label) for label in labels) + 8
    for tick, label in zip(scale.ticks, labels, strict=True):
        y = scale.y(tick)
        board.text(label, left - 8, y + board.size * 0.33, palette.muted, Align.RIGHT)
        board.line(left, y, board.width, y, palette.muted if tick == 0 else palette.line)
    return left


def _exact(value: float) -> Number:
    from decimal import Decimal

    return Decimal(str(round(value, 6)))


def _categories(
    chart: BarChart | LineChart, board: Board, palette: Palette, centres: Sequence[float], pitch: float
) -> None:
    """The names of the categories under the plot, one in two or three when they would touch."""
    labels = [str(category) for category in chart.categories]
    widest = max(board.measure(label) for label in labels) + board.size * 0.6
    every = max(1, math.ceil(widest / pitch))
    for rank, (label, x) in enumerate(zip(labels, centres, strict=True)):
        if rank % every == 0:
            board.text(label, x, board.height - board.size * 0.45, palette.muted, Align.CENTER)


def _draw_upright_bars(chart: BarChart, board: Board, palette: Palette, top: float) -> None:
    values = (
        _stacks(chart) if chart.stacked else [[_float(v) for v in series.values] for series in chart.series]
    )
    scale = _Scale([v for row in values for v in row], top, board.height - board.size * 1.7, chart.places)
    left = _axis(chart, board, palette, scale)
    pitch = (board.width - left) / len(chart.categories)
    centres = [left + pitch * (rank + 0.5) for rank in range(len(chart.categories))]
    _categories(chart, board, palette, centres, pitch)
    group = min(pitch * 0.72, 90.0)
    for rank, centre in enumerate(centres):
        if chart.stacked:
            _stack(chart, board, palette, scale, rank, centre, min(group, 56.0))
        else:
            _side_by_side(chart, board, palette, scale, rank, centre, group)


def _side_by_side(
    chart: BarChart, board: Board, palette: Palette, scale: _Scale, rank: int, centre: float, group: float
) -> None:
    width = min(group / len(chart.series), 44.0)
    start = centre - width * len(chart.series) / 2
    for number, series in enumerate(chart.series):
        value = series.values[rank]
        if value is None:
            continue
        x, zero, end = start + number * width, scale.y(0.0), scale.y(_float(value))
        board.bar(
            x + 1, min(zero, end), width - 2, abs(zero - end), palette.colour(number), number, palette.ground
        )
        label = shown_number(value, chart.places)
        if board.measure(label) <= width + (6 if len(chart.series) == 1 else 0):
            baseline = end - 4 if value >= 0 else end + board.size
            board.text(label, x + width / 2, baseline, palette.ink, Align.CENTER)


def _stack(
    chart: BarChart, board: Board, palette: Palette, scale: _Scale, rank: int, centre: float, width: float
) -> None:
    below: Number = 0
    for number, series in enumerate(chart.series):
        value = series.values[rank] or 0
        bottom, end = scale.y(_float(below)), scale.y(_float(below + value))
        board.bar(
            centre - width / 2, end, width, bottom - end, palette.colour(number), number, palette.ground
        )
        board.line(centre - width / 2, end, centre + width / 2, end, palette.ground, 0.8)
        below += value
    label = shown_number(below, chart.places)
    if board.measure(label) <= width * 1.3:
        board.text(label, centre, scale.y(_float(below)) - 4, palette.ink, Align.CENTER)


def _stacks(chart: BarChart) -> list[list[float]]:
    return [
        [sum(_float(series.values[rank]) for series in chart.series)] for rank in range(len(chart.categories))
    ]


def _draw_lying_bars(chart: BarChart, board: Board, palette: Palette, top: float) -> None:
    labels = [str(category) for category in chart.categories]
    left = min(max(board.measure(label) for label in labels) + 10, board.width * 0.45)
    sums = (
        _stacks(chart) if chart.stacked else [[_float(v) for v in series.values] for series in chart.series]
    )
    highest = max(v for row in sums for v in row) or 1.0
    room = board.measure(shown_number(_exact(highest), chart.places)) + 12
    pitch = (board.height - top) / len(labels)
    thickness = min(pitch * 0.68, board.size * 2.0 * (1 if chart.stacked else len(chart.series)))
    unit = (board.width - left - room) / highest
    for rank, label in enumerate(labels):
        middle = top + pitch * (rank + 0.5)
        board.text(
            _short(label, left - 10, board), left - 10, middle + board.size * 0.33, palette.ink, Align.RIGHT
        )
        _lying(chart, board, palette, rank, left, middle, thickness, unit)


def _lying(
    chart: BarChart,
    board: Board,
    palette: Palette,
    rank: int,
    left: float,
    middle: float,
    thickness: float,
    unit: float,
) -> None:
    each = thickness if chart.stacked else thickness / len(chart.series)
    x, y = left, middle - thickness / 2
    total: Number = 0
    for number, series in enumerate(chart.series):
        value = series.values[rank] or 0
        length = max(0.0, _float(value) * unit)
        board.bar(x, y + 0.5, length, each - 1, palette.colour(number), number, palette.ground)
        if chart.stacked:
            x, total = x + length, total + value
        else:
            said = shown_number(value, chart.places)
            board.text(said, x + length + 5, y + each / 2 + board.size * 0.33, palette.ink)
            y += each
    if chart.stacked:
        board.text(shown_number(total, chart.places), x + 5, middle + board.size * 0.33, palette.ink)


def _short(label: str, width: float, board: Board) -> str:
    """`label`, cut with an ellipsis when it is wider than its column."""
    if board.measure(label) <= width:
        return label
    while label and board.measure(label + "…") > width:
        label = label[:-1]
    return label.rstrip() + "…"


def _draw_lines(chart: LineChart, board: Board, palette: Palette, top: float) -> None:
    top = _legend(chart, board, palette, top)
    values = [_float(v) for series in chart.series for v in series.values if v is not None]
    scale = _Scale(values, top, board.height - board.size * 1.7, chart.places)
    left = _axis(chart, board, palette, scale)
    pitch = (board.width - left) / len(chart.categories)
    centres = [left + pitch * (rank + 0.5) for rank in range(len(chart.categories))]
    _categories(chart, board, palette, centres, pitch)
    for number, series in enumerate(chart.series):
        colour = palette.colour(number)
        points = [
            (x, scale.y(_float(value)), value)
            for x, value in zip(centres, series.values, strict=True)
            if value is not None
        ]
        if len(points) > 1:
            board.trace([(x, y) for x, y, _value in points], colour, number)
        for x, y, value in points:
            board.dot(x, y, 2.4, colour)
            if len(chart.series) == 1 and board.measure(shown_number(value, chart.places)) < pitch:
                board.text(shown_number(value, chart.places), x, y - 6, palette.ink, Align.CENTER)


def _draw_shares(chart: Shares, board: Board, palette: Palette, top: float) -> None:
    """One bar cut in parts, then a line of words and figures for each."""
    values = [value for _label, value in chart.parts]
    whole = sum(_float(value) for value in values) or 1.0
    x, thickness = 0.0, board.size * 2.0
    for rank, value in enumerate(values):
        length = _float(value) / whole * board.width
        board.bar(x, top, max(0.0, length - 1.5), thickness, palette.colour(rank), rank, palette.ground)
        x += length
    top += thickness + board.size * 1.1
    pitch = min((board.height - top) / max(1, len(values)), board.size * 1.9)
    percents = percentages(values)
    for rank, (label, value) in enumerate(chart.parts):
        baseline = top + pitch * rank + board.size
        side = board.size * 0.85
        _swatch(chart, board, palette, rank, 0.0, baseline - side * 0.9)
        unit = f"\u00a0{chart.unit}" if str(chart.unit) else ""
        board.text(str(label), side * 1.4 + 7, baseline, palette.ink)
        figure = f"{shown_number(value, chart.places)}{unit}"
        board.text(figure, board.width - board.size * 4.2, baseline, palette.ink, Align.RIGHT)
        board.text(f"{percents[rank]}\u202f%", board.width, baseline, palette.muted, Align.RIGHT)


def _float(value: Number | None) -> float:
    """Only lengths are measured with it; the figures shown stay exact."""
    return float(value or 0)
