# SPDX-License-Identifier: EUPL-1.2
"""What stands above a list: its parameters, the box that filters, the saved filters as chips, the columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from app.forms.page import Params, Table
from app.ui.form import InlineForm
from app.ui.strings import _, _n
from app.ui.widgets import Button, Chip, FlowLayout, IconButton, IconLabel

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.theme import Theme

ALL = ""
LOW = 560
"""Height of the window, in pixels at 100 %, under which filters of several lines fold into one button."""


class FilterEdit(QLineEdit):
    """The box that filters; Down and Enter go to the rows, Esc empties it."""

    done = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setPlaceholderText(str(_("Filtrer…")))
        self.setAccessibleName(str(_("Filtrer la liste")))
        self.setTextMargins(theme.px(24), 0, theme.px(20), 0)
        self.icon = IconLabel(theme, "list-filter", "muted", 16, self)
        self.wipe = IconButton(theme, "x", _("Effacer le filtre"), self.clear, self)
        self.wipe.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.wipe.setCursor(Qt.CursorShape.ArrowCursor)
        self.wipe.setStyleSheet("QToolButton { min-width: 0; min-height: 0; border: none; }")
        self.wipe.setFixedSize(theme.px(24), theme.px(24))
        self.wipe.hide()
        self.textChanged.connect(lambda text: self.wipe.setVisible(bool(text)))
        self.setFixedWidth(theme.px(170))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        middle = self.height() // 2
        self.icon.move(self._theme.px(10), middle - self.icon.height() // 2)
        self.wipe.move(self.width() - self.wipe.width() - self._theme.px(4), middle - self.wipe.height() // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.done.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """One line where everything fits, two or more where it does not."""

    filter_chosen = Signal(str)
    everything_asked = Signal()

    def __init__(self, desk: Desk, table: Table, params: Params) -> None:
        super().__init__()
        theme = desk.theme
        self.theme, self.table = theme, table
        self.setProperty("look", "clear")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.px(10))
        self.grid.setVerticalSpacing(theme.px(8))
        self.grid.setColumnStretch(1, 1)
        self.lead, self._lead_flow = self._flow(theme.px(10))
        self.edit = FilterEdit(theme)
        self.parameters: InlineForm | None = None
        if table.parameters.all_fields:
            self.parameters = InlineForm(desk, table.parameters, params, self)
            self.parameters.hide()
            for piece in self.parameters.pieces:
                self._lead_flow.addWidget(piece)
        if table.search:
            self._lead_flow.addWidget(self.edit)
        else:
            self.edit.setParent(self)
            self.edit.hide()
        self.holder, self._chip_flow = self._flow(theme.px(6))
        self.chips: dict[str, Chip] = {}
        self._make_chips()
        self.pick = Button(theme, "", look="menu")
        self.pick.setAccessibleDescription(str(_("Filtres enregistrés")))
        self._choices = QMenu(self.pick)
        self._choices.aboutToShow.connect(self._list_choices)
        self.pick.setMenu(self._choices)
        self.pick.setParent(self)
        self.pick.hide()
        self.tools = IconButton(theme, "ellipsis", _("Colonnes et export"))
        self.only = Button(theme, "", "x", "quiet", self.everything_asked.emit)
        self.only.hide()
        self.grid.addWidget(self.lead, 0, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.tools, 0, 2, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.only, 2, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        self._place()

    def _flow(self, gap: int) -> tuple[QWidget, FlowLayout]:
        holder = QWidget()
        holder.setProperty("look", "clear")
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return holder, FlowLayout(holder, gap, self.theme.px(6))

    def _make_chips(self) -> None:
        declared = self.table.filters
        if declared and all(f.where or f.keep for f in declared):
            self._chip(ALL, str(_("Tout")))
        for each in declared:
            self._chip(each.name, str(each.label))

    def _chip(self, name: str, label: str) -> None:
        chip = Chip(self.theme, label)
        chip.clicked.connect(lambda _checked=False: self.filter_chosen.emit(name))
        self._chip_flow.addWidget(chip)
        self.chips[name] = chip

    @property
    def first_filter(self) -> str:
        """The saved filter that shows everything."""
        return next((f.name for f in self.table.filters if f.where is None and f.keep is None), ALL)

    def check(self, name: str) -> None:
        """Show which saved filter is in force."""
        for other, chip in self.chips.items():
            chip.setChecked(other == (name or self.first_filter))
        self._say_choice()

    def _list_choices(self) -> None:
        self._choices.clear()
        for name, chip in self.chips.items():
            choice = self._choices.addAction(chip.text())
            choice.setCheckable(True)
            choice.setChecked(chip.isChecked())
            choice.triggered.connect(lambda _checked=False, name=name: self.filter_chosen.emit(name))

    def _say_choice(self) -> None:
        chosen = next((chip.text() for chip in self.chips.values() if chip.isChecked()), str(_("Filtres enregistrés")))
        self.pick.setText(chosen)
        self.pick.setAccessibleName(chosen)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write on each chip how many rows it holds."""
        for name, chip in self.chips.items():
            chip.set_count(counts.get(name))
        self._say_choice()
        self._place()

    def show_only(self, count: int) -> None:
        """Say that only some chosen records are shown."""
        self.only.setVisible(bool(count))
        self.only.set_text(_n("{n} ligne choisie\u00a0: tout montrer", "{n} lignes choisies\u00a0: tout montrer", count))

    # ------------------------------------------------------------ room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        gap = self.theme.px(10)
        room = max(1, self.width() - self.tools.sizeHint().width() - gap)
        lead = self._lead_flow.sizeHint().width()
        beside = lead + gap + self._chip_flow.sizeHint().width() <= room
        first = min(lead, room)
        self.lead.setFixedSize(first, self._lead_flow.heightForWidth(first))
        wide = max(1, room - lead - gap if beside else self.width())
        self.holder.setFixedHeight(self._chip_flow.heightForWidth(wide))
        self.grid.removeWidget(self.holder)
        self.grid.removeWidget(self.pick)
        folded = self._is_crowded(wide)
        self.pick.setVisible(folded)
        if folded:
            self.holder.hide()
            fits = lead + gap + self.pick.sizeHint().width() <= room
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            if fits:
                self.grid.addWidget(self.pick, 0, 1, left)
            else:
                self.grid.addWidget(self.pick, 1, 0, 1, 3, left)
            return
        if beside:
            self.grid.addWidget(self.holder, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        else:
            self.grid.addWidget(self.holder, 1, 0, 1, 3)
        self.holder.setVisible(bool(self.chips))

    def _is_crowded(self, wide: int) -> bool:
        """Several lines of filters in a low window (large letters, small screen) would leave no room for the rows."""
        line = next((chip.sizeHint().height() for chip in self.chips.values()), 0)
        low = self.window().height() < self.theme.px(LOW)
        return low and self._chip_flow.heightForWidth(wide) > line * 3 // 2
