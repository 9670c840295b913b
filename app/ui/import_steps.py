# SPDX-License-Identifier: EUPL-1.2
"""The steps of an import as widgets: the file, its columns, the fate of every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.text import Text
from app.exchange.importing import CHANGED, NEW, REFUSED, SAME, ImportResult, RowResult
from app.exchange.plans import ImportPlan
from app.forms import fields as f
from app.forms.page import Column, Importer
from app.ui.editors import QuietCombo
from app.ui.form import FormView
from app.ui.lines import FittedTable, WhyBox
from app.ui.strings import _, _n
from app.ui.widgets import Button, Chip, FlowLayout, Label, Scroll, Separator, clear_layout

if TYPE_CHECKING:
    from app.ui.desk import Desk

_SIDE_FROM = 700
"""Width, at 100 %, from which the options stand beside the columns; above them otherwise."""
SAMPLES = 4
"""Values of a column shown to recognise it."""

FATES = (
    f.Option(NEW, _("Nouvelle"), f.Tone.SUCCESS, "circle-plus"),
    f.Option(CHANGED, _("Modifiée"), f.Tone.INFO, "pencil"),
    f.Option(SAME, _("Identique"), f.Tone.NEUTRAL, "check"),
    f.Option(REFUSED, _("Refusée"), f.Tone.DANGER, "circle-x"),
)
FATE_CHIPS: tuple[tuple[str, Text], ...] = (
    ("", _("Toutes")), (NEW, _("Nouvelles")), (CHANGED, _("Modifiées")), (SAME, _("Identiques")), (REFUSED, _("Refusées")),
)  # fmt: skip
RESULT_COLUMNS = (
    Column(field=f.Whole(name="number", label=_("Ligne"), width=5), weak=True),
    Column(field=f.Text(name="title", label=_("Fiche"), width=24), strong=True),
    Column(field=f.Choice(name="fate", label=_("Sort"), options=FATES)),
    Column(field=f.Text(name="reasons", label=_("Pourquoi"), width=40, longest=4000), weak=True),
)


class ColumnsStep(QWidget):
    """Each column of the file with a few of its values, and the field that it fills."""

    changed = Signal()

    def __init__(self, desk: Desk, importer: Importer) -> None:
        super().__init__()
        self.desk, self.importer = desk, importer
        self.plan: ImportPlan | None = None
        self.combos: dict[int, QuietCombo] = {}
        theme = desk.theme
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(self._source_line())
        self.missing = Label("", "fault", wrap=True)
        column.addWidget(self.missing)
        self.sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.sides.setSpacing(theme.px(20))
        self.sides.addWidget(self._columns_card(), 3)
        self.options: FormView | None = None
        self.side: Scroll | None = None
        if importer.options.all_fields:
            self.options = FormView(desk, importer.options)
            self.side = self._options_side(self.options)
            self.sides.addWidget(self.side, 1)
        column.addLayout(self.sides, 1)

    def _source_line(self) -> QHBoxLayout:
        theme = self.desk.theme
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        self.source = Label("", "strong")
        line.addWidget(self.source, 1)
        self.sheet_label = Label(_("Feuille"), "small")
        self.sheets = QuietCombo()
        self.sheets.setAccessibleName(str(_("Feuille")))
        self.sheets.activated.connect(self._sheet_chosen)
        self.header_label = Label(_("Ligne des titres"), "small")
        self.header = QLineEdit()
        self.header.setAccessibleName(str(_("Ligne des titres")))
        self.header.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.header.setFixedWidth(theme.px(56))
        self.header.editingFinished.connect(self._header_chosen)
        for widget in (self.sheet_label, self.sheets, self.header_label, self.header):
            line.addWidget(widget)
        return line

    def _columns_card(self) -> QFrame:
        theme = self.desk.theme
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        holder = QWidget()
        self.grid = QGridLayout(holder)
        self.grid.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        self.grid.setHorizontalSpacing(theme.px(16))
        self.grid.setVerticalSpacing(theme.px(6))
        inside.addWidget(Scroll(holder))
        return card

    def _options_side(self, options: FormView) -> Scroll:
        theme = self.desk.theme
        self.inner = QWidget()
        right = QVBoxLayout(self.inner)
        right.setContentsMargins(0, 0, theme.px(6), 0)
        right.addWidget(options)
        right.addStretch(1)
        scroller = Scroll(self.inner)
        scroller.setMinimumWidth(theme.px(230))
        return scroller

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.desk.theme.px(_SIDE_FROM)
        way = QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight
        self.sides.setDirection(way)
        if self.side is not None:
            tall = self.inner.sizeHint().height() + 4
            self.side.setMaximumHeight(min(tall, self.height() // 3) if narrow else 16777215)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the columns of a file."""
        self.plan = plan
        rows = len(plan.own_rows) if plan.own_rows is not None else sum(1 for _row in plan.body)
        self.source.set_text(_("{name}\u00a0· {rows}", name=plan.source, rows=_n("{n} ligne", "{n} lignes", rows)))
        several = len(plan.sheets) > 1
        self.sheets.blockSignals(True)
        self.sheets.clear()
        self.sheets.addItems([sheet.name for sheet in plan.sheets])
        self.sheets.setCurrentIndex(plan.sheet)
        self.sheets.blockSignals(False)
        self.header.setText(str(plan.header_row + 1))
        self.sheet_label.setVisible(several)
        self.sheets.setVisible(several)
        self.header_label.setVisible(plan.own_rows is None)
        self.header.setVisible(plan.own_rows is None)
        self._fill(plan)
        self._say_missing()

    def _fill(self, plan: ImportPlan) -> None:
        clear_layout(self.grid)
        self.combos = {}
        heads = (_("Colonne du fichier"), _("Premières valeurs"), _("Champ rempli"))
        for place, head in enumerate(heads):
            self.grid.addWidget(Label(head, "label"), 0, place)
        samples = [row for _number, row in plan.body][: 3 * SAMPLES]
        line = 1
        for index, heading in enumerate(plan.headers):
            values = [_shown(row[index]) for row in samples if index < len(row) and row[index] not in (None, "")]
            if not heading and not values:
                continue
            self.grid.addWidget(Separator(), line, 0, 1, 3)
            self.grid.addWidget(Label(heading or _("(sans titre)"), "strong", wrap=True), line + 1, 0)
            shown = ", ".join(dict.fromkeys(values[:SAMPLES]))
            self.grid.addWidget(Label(shown[:90] + ("…" if len(shown) > 90 else ""), "muted", wrap=True), line + 1, 1)
            combo = self._combo(plan, index, heading)
            self.grid.addWidget(combo, line + 1, 2)
            self.combos[index] = combo
            line += 2
        self.grid.setColumnStretch(0, 2)
        self.grid.setColumnStretch(1, 3)
        self.grid.setColumnStretch(2, 2)
        self.grid.setRowStretch(line, 1)

    def _combo(self, plan: ImportPlan, index: int, heading: str) -> QuietCombo:
        combo = QuietCombo()
        combo.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(14)
        combo.setAccessibleName(str(_("Champ rempli par «\u00a0{heading}\u00a0»", heading=heading)))
        combo.addItem(str(_("— laissée de côté")), "")
        for field in plan.fields:
            wanted = f"\u00a0({_('obligatoire')})" if field.required else ""
            combo.addItem(f"{field.label}{wanted}", field.name)
        combo.setCurrentIndex(max(0, combo.findData(plan.mapping.get(index, ""))))
        combo.activated.connect(lambda _row, i=index: self._mapped(i))
        return combo

    def _mapped(self, index: int) -> None:
        assert self.plan is not None
        name = self.combos[index].currentData()
        mapping = {i: n for i, n in self.plan.mapping.items() if i != index and n != name}
        if name:
            mapping[index] = name
        self.plan = self.plan.with_mapping(mapping)
        for other, combo in self.combos.items():
            combo.setCurrentIndex(max(0, combo.findData(self.plan.mapping.get(other, ""))))
        self._say_missing()
        self.changed.emit()

    def _say_missing(self) -> None:
        assert self.plan is not None
        labels = ", ".join(str(field.label) for field in self.plan.missing)
        self.missing.set_text(_("Il manque une colonne pour\u00a0: {labels}.", labels=labels) if labels else "")
        self.missing.setVisible(bool(labels))

    def _sheet_chosen(self, index: int) -> None:
        if self.plan is not None:
            self.show_plan(self.plan.with_sheet(index))
            self.changed.emit()

    def _header_chosen(self) -> None:
        text = self.header.text().strip()
        if self.plan is None or text == str(self.plan.header_row + 1):
            return
        number = int(text) if text.isdecimal() else 0
        if 1 <= number <= len(self.plan.rows):
            self.show_plan(self.plan.with_sheet(self.plan.sheet, number - 1))
            self.changed.emit()
        else:
            self.header.setText(str(self.plan.header_row + 1))


class ResultStep(QWidget):
    """The fate of every row, with its reason; chips show those of one fate."""

    def __init__(self, desk: Desk, export: Callable[[], object]) -> None:
        super().__init__()
        self.desk = desk
        self.result: ImportResult | None = None
        self._fate = ""
        theme = desk.theme
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.summary = Label("", "title", wrap=True)
        column.addWidget(self.summary)
        holder = QWidget()
        holder.setProperty("look", "clear")
        flow = FlowLayout(holder, theme.px(6))
        self.chips: dict[str, Chip] = {}
        for fate, label in FATE_CHIPS:
            chip = Chip(theme, label)
            chip.clicked.connect(lambda _checked=False, name=fate: self.show_fate(name))
            flow.addWidget(chip)
            self.chips[fate] = chip
        self.export_button = Button(theme, _("Exporter les lignes refusées…"), "download", "quiet", export)
        flow.addWidget(self.export_button)
        column.addWidget(holder)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        self.view = FittedTable(theme)
        self.view.setAccessibleName(str(_("Sort de chaque ligne")))
        inside.addWidget(self.view)
        column.addWidget(card, 1)
        self.why = WhyBox(desk)
        column.addWidget(self.why)

    def show_result(self, result: ImportResult, summary: Text) -> None:
        """Show what became, or would become, of each row."""
        self.result = result
        self.summary.set_text(summary)
        counts = result.counts
        for fate, chip in self.chips.items():
            chip.set_count(counts[fate] if fate else len(result.rows))
            chip.setVisible(not fate or counts[fate] > 0)
        self.export_button.setVisible(bool(counts[REFUSED]))
        self.show_fate(REFUSED if counts[REFUSED] else "")

    def show_fate(self, fate: str) -> None:
        """Show the rows of one fate only."""
        assert self.result is not None
        self._fate = fate
        for name, chip in self.chips.items():
            chip.setChecked(name == fate)
        rows = [row for row in self.result.rows if not fate or row.fate == fate]
        self._rows: Sequence[RowResult] = rows
        shown = [
            {"id": r.number, "number": r.number, "title": r.title, "fate": r.fate, "reasons": _reasons(r)} for r in rows
        ]
        self.view.show_rows(RESULT_COLUMNS, shown)
        self.view.selectionModel().currentRowChanged.connect(lambda now, _before: self._explain(now.row()))
        self.why.say(())
        if fate == REFUSED and rows:
            # A reason may be longer than its line: the first one is read whole at once.
            self.view.selectRow(0)

    def _explain(self, index: int) -> None:
        row = self._rows[index] if 0 <= index < len(self._rows) else None
        said = [*row.reasons, *row.kept] if row is not None else []
        self.why.say([_("Ligne {number}\u00a0: {title}", number=row.number, title=row.title), *said] if row and said else ())


def _shown(cell: Any) -> str:
    from app.exchange.writer import csv_text

    return csv_text(cell).strip()


def _reasons(row: RowResult) -> str:
    return " ".join(str(text) for text in (*row.reasons, *row.kept))
