# SPDX-License-Identifier: EUPL-1.2
"""A chart on the screen: the drawing of the papers in the colours of the theme, its words, its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.text import Text
from app.documents.charts import AnyChart, Palette, Shares, alternative_text, chart_svg
from app.ui.strings import _
from app.ui.widgets import Button, Card, Label, Scroll

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.theme import Theme

SERIES_TOKENS = ("accent", "canteen", "cemetery", "creche", "hue-ochre", "hue-teal", "hue-plum", "hue-slate")


def palette_of(theme: Theme, hue: str = "") -> Palette:
    """The colours of charts in the theme in force; `hue` comes first when a module has its own."""
    tokens = [hue, *(t for t in SERIES_TOKENS if t != hue)] if hue else list(SERIES_TOKENS)
    return Palette(
        ink=theme.hex("text"), muted=theme.hex("muted"), line=theme.hex("line"), ground=theme.hex("surface"),
        series=tuple(theme.hex(token) for token in tokens),
    )


class ChartView(QWidget):
    """The drawing alone, drawn again at its size; a screen reader hears what it shows."""

    def __init__(self, theme: Theme, chart: AnyChart, hue: str = "", *, height: int = 240) -> None:
        super().__init__()
        self._theme, self._chart, self._hue = theme, chart, hue
        self._renderer: QSvgRenderer | None = None
        self._tall = theme.px(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self._tall)
        self.setAccessibleName(str(chart.title))
        self.setAccessibleDescription(str(alternative_text(chart)))
        self.setToolTip(str(chart.title))
        self._pause = QTimer(self, singleShot=True, interval=30)
        self._pause.timeout.connect(self._draw)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(420), self._tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._renderer is None:
            self._draw()
        else:
            self._pause.start()

    def _draw(self) -> None:
        if self.width() < 40:
            return
        svg = chart_svg(
            self._chart, palette_of(self._theme, self._hue), width=self.width(), height=self._tall,
            scale=self._theme.percent / 100, titled=False,
        )
        self._renderer = QSvgRenderer(QByteArray(svg))
        self._renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._renderer is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._renderer.render(painter, QRectF(self.rect()))


def figures_of(chart: AnyChart) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the figures that a chart shows."""

    def said(value: Any) -> str:
        if value is None:
            return ""
        return f"{value:.{chart.places}f}".replace(".", ",") if chart.places else f"{value:.0f}"

    unit = f" ({chart.unit})" if str(chart.unit) else ""
    if isinstance(chart, Shares):
        return ["", f"{_('Valeur')}{unit}"], [[str(label), said(value)] for label, value in chart.parts]
    heads = ["", *(f"{series.label}{unit}" for series in chart.series)]
    rows = [[str(c), *(said(series.values[i]) for series in chart.series)] for i, c in enumerate(chart.categories)]
    return heads, rows


class ChartCard(Card):
    """A chart with its title and « Voir les chiffres »."""

    def __init__(self, desk: Desk, title: Text, chart: AnyChart, hue: str = "", *, height: int = 240) -> None:
        super().__init__(desk.theme)
        self._chart = chart
        head = QHBoxLayout()
        head.addWidget(Label(title or chart.title, "strong", wrap=True), 1)
        self.toggle = Button(desk.theme, _("Voir les chiffres"), look="link", pressed=self._flip)
        head.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.stack = QStackedWidget()
        self.stack.setProperty("look", "clear")
        self.stack.addWidget(ChartView(desk.theme, chart, hue, height=height))
        self.body.addWidget(self.stack)
        self._figures: QWidget | None = None
        self._desk = desk

    def _flip(self) -> None:
        if self._figures is None:
            self._figures = Scroll(_grid(self._desk, self._chart))
            self.stack.addWidget(self._figures)
        to_figures = self.stack.currentIndex() == 0
        self.stack.setCurrentIndex(1 if to_figures else 0)
        self.toggle.set_text(_("Voir le graphique") if to_figures else _("Voir les chiffres"))


def _grid(desk: Desk, chart: AnyChart) -> QWidget:
    from app.ui.cells import tabular

    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, desk.theme.px(8), 0)
    grid.setHorizontalSpacing(desk.theme.px(16))
    heads, rows = figures_of(chart)
    for column, head in enumerate(heads):
        label = Label(head, "label")
        label.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label, 0, column)
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            cell = Label(text)
            cell.setFont(tabular(desk.theme.font("body")))
            cell.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(cell, line, column)
    grid.setColumnStretch(0, 1)
    grid.setRowStretch(len(rows) + 1, 1)
    return holder


class ChartsPane(QWidget):
    """A page of charts, two side by side where there is room."""

    def __init__(self, desk: Desk, hue: str = "") -> None:
        super().__init__()
        self._desk, self._hue = desk, hue
        self._cards: list[ChartCard] = []
        self.holder = QWidget()
        margin = desk.theme.size("margin")
        self.grid = QGridLayout(self.holder)
        self.grid.setContentsMargins(margin, desk.theme.px(12), margin, margin)
        self.grid.setSpacing(desk.theme.px(16))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(self.holder))

    def show_charts(self, charts: Sequence[tuple[Text, AnyChart]]) -> None:
        """Draw these charts in place of the others."""
        for card in self._cards:
            self.grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [ChartCard(self._desk, title, chart, self._hue, height=260) for title, chart in charts]
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        side_by_side = 2 if self.width() >= self._desk.theme.px(860) else 1
        for index, card in enumerate(self._cards):
            self.grid.addWidget(card, index // side_by_side, index % side_by_side)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1 if side_by_side == 2 else 0)
        self.grid.setRowStretch(len(self._cards), 1)
