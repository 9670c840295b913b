# SPDX-License-Identifier: EUPL-1.2
"""The foot of the plan: a legend that counts and filters, and the day that is shown, past or to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.core.dates import Month, add_years, show_day_long
from app.core.outcome import UserError
from app.forms.fields import Day
from app.ui.date_editors import DayEditor
from app.ui.theme import Theme
from app.ui.widgets import Button, FlowLayout, IconButton, IconLabel, clear_layout
from modules.cemetery.rules.plan_marks import MARKS
from modules.cemetery.strings import _, _n
from modules.cemetery.ui.plan_look import PlanLook, paint_sample

if TYPE_CHECKING:
    from app.ui.desk import Desk

LOW = 420
"""Height of the plan (at 100 %) under which the legend is folded at first."""


class MarkButton(QAbstractButton):
    """A line of the legend: its sample, its name, how many; pressed, only such plots stand out."""

    def __init__(self, look: PlanLook, code: str) -> None:
        super().__init__()
        self.look, self.theme, self.code = look, look.theme, code
        self.count = 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """How many plots bear this mark on the day shown."""
        self.count = count
        mark = self.look.styles[self.code].mark
        said = _n("{n} emplacement", "{n} emplacements", count)
        letter = f"\u00a0({mark.letter})" if mark.letter else ""
        self.setAccessibleName(f"{mark.label}{letter}\u00a0: {said}")
        self.setToolTip(str(_("{mark}\u00a0: {count}. Appuyez pour ne montrer que ceux-là.", mark=mark.label, count=said)))
        self.updateGeometry()
        self.update()

    @property
    def _words(self) -> tuple[str, str]:
        return str(self.look.styles[self.code].mark.label), str(self.count)

    def sizeHint(self) -> QSize:
        px = self.theme.px
        name, count = self._words
        wide = QFontMetricsF(self.theme.font("label", strong=True)).horizontalAdvance(name)
        wide += QFontMetricsF(self.theme.font("label")).horizontalAdvance(count)
        return QSize(round(wide) + px(14) + px(7) + px(6) + px(16), px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self.theme, self.theme.px
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(QPen(theme.colour("focus"), 1) if self.isChecked() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, px(6), px(6))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, px(6), px(6))
        style = self.look.styles[self.code]
        sample = QRectF(px(8) + 0.5, (self.height() - px(16)) // 2 + 0.5, px(14), px(16))
        paint_sample(painter, sample, style, 2.0)
        name, count = self._words
        x = px(8) + px(14) + px(7)
        strong = theme.font("label", strong=self.isChecked())
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        wide = QFontMetricsF(strong).horizontalAdvance(name)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(QRectF(x, 0, wide, self.height()), middle, name)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(x + wide + px(6), 0, px(60), self.height()), middle, count)


class Legend(QWidget):
    """The marks that are on the plan that day, most of them one line."""

    filtered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("look", "clear")
        self.setAccessibleName(str(_("Légende")))
        self.flow = FlowLayout(self, theme.px(2), theme.px(2))
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._look: PlanLook | None = None
        self.buttons: dict[str, MarkButton] = {}

    def show_counts(self, look: PlanLook, counts: Mapping[str, int]) -> None:
        """Show the marks that have plots (and those that one filters by)."""
        wanted = [code for code in MARKS if counts.get(code) or code in self.chosen]
        if look is not self._look or list(self.buttons) != wanted:
            chosen = self.chosen
            self._look = look
            clear_layout(self.flow)
            self.buttons = {}
            for code in wanted:
                button = MarkButton(look, code)
                button.setChecked(code in chosen)
                button.toggled.connect(lambda _on=False: self.filtered.emit())
                self.flow.addWidget(button)
                self.buttons[code] = button
                button.show()
        for code, button in self.buttons.items():
            button.set_count(counts.get(code, 0))
        self.updateGeometry()

    @property
    def chosen(self) -> frozenset[str]:
        """The marks that one filters by; none when every plot is shown alike."""
        return frozenset(code for code, button in self.buttons.items() if button.isChecked())

    def clear(self) -> None:
        """Show every plot alike again."""
        for button in self.buttons.values():
            button.setChecked(False)


class TimeBar(QWidget):
    """The day that is shown: a slider by months, a year back or on, a day typed, today."""

    day_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        theme = self.theme
        self.setProperty("look", "clear")
        self.today = desk.clock.today()
        self.day = self.today
        self._quiet = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(IconLabel(theme, "history"))
        self.before = IconButton(theme, "chevron-left", _("Un an plus tôt"), lambda: self.move_years(-1))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(str(_("Jour montré, mois par mois")))
        self.slider.setSingleStep(1)
        self.slider.setPageStep(12)
        self.slider.setMinimumSize(theme.px(90), theme.px(24))
        self.after = IconButton(theme, "chevron-right", _("Un an plus tard"), lambda: self.move_years(1))
        self.slider.valueChanged.connect(self._slid)
        field = Day(name="day", label=_("Jour montré"))
        self.editor = DayEditor(field, desk)
        self.editor.changed.connect(self._typed)
        self.now = Button(theme, _("Aujourd’hui"), look="link", pressed=lambda: self.set_day(self.today))
        for widget in (self.before, self.slider, self.after, self.editor, self.now):
            row.addWidget(widget, 1 if widget is self.slider else 0)
        policy = self.now.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.now.setSizePolicy(policy)
        self.set_years(self.today.year - 30, self.today.year + 30)
        self.set_day(self.today)

    def set_years(self, first: int, last: int) -> None:
        """How far the slider goes."""
        self.first = Month(first, 1)
        self._quiet = True
        self.slider.setRange(0, (last - first) * 12 + 11)
        self._quiet = False
        self._place()

    def set_day(self, day: date) -> None:
        """Show another day."""
        changed = day != self.day
        self.day = day
        self._place()
        if changed:
            self.day_changed.emit(day)

    def move_years(self, by: int) -> None:
        """A year back or on."""
        self.set_day(add_years(self.day, by))

    def _place(self) -> None:
        self._quiet = True
        self.slider.setValue((self.day.year - self.first.year) * 12 + self.day.month - 1)
        self.editor.set_value(self.day)
        self._quiet = False
        self.now.setVisible(self.day != self.today)
        self.slider.setAccessibleDescription(show_day_long(self.day))

    def _slid(self, months: int) -> None:
        if self._quiet:
            return
        month = self.first.plus(months)
        day = min(self.today.day, month.last.day)
        chosen = month.first.replace(day=day)
        self.set_day(chosen)

    def _typed(self) -> None:
        if self._quiet:
            return
        try:
            day = self.editor.value()
        except UserError:
            return
        # Half typed, « 16/11/2 » reads as a day of the year 2: wait for four figures.
        if isinstance(day, date) and 1800 <= day.year <= 2199 and day != self.day:
            self.day = day
            self._quiet = True
            self.slider.setValue((day.year - self.first.year) * 12 + day.month - 1)
            self._quiet = False
            self.now.setVisible(day != self.today)
            self.day_changed.emit(day)


class FootCard(QFrame):
    """Legend and day together, over the foot of the plan."""

    resized = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        theme = desk.theme
        self.theme = theme
        self.setProperty("look", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.legend = Legend(theme)
        self.time = TimeBar(desk)
        self.column = column = QVBoxLayout(self)
        pad = theme.px(8)
        column.setContentsMargins(pad, theme.px(6), pad, theme.px(6))
        column.setSpacing(theme.px(4))
        column.addWidget(self.legend)
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        self.unfold = IconButton(theme, "chevrons-up-down", _("Montrer ou cacher la légende (Ctrl L)"), self.toggle)
        line.addWidget(self.unfold)
        line.addWidget(self.time, 1)
        column.addLayout(line)
        self._chosen: bool | None = None
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def toggle(self) -> None:
        """Fold the legend, or show it again."""
        self._chosen = self.legend.isHidden()
        self.legend.setVisible(self._chosen)
        self.resized.emit()

    def fold_when_low(self, room: int) -> None:
        """Give a low window back to the plan, unless the user chose otherwise."""
        if self._chosen is None:
            self.legend.setVisible(room >= self.theme.px(LOW))

    def height_for(self, width: int) -> int:
        """The height that it takes at a width."""
        margins = self.column.contentsMargins()
        inner = width - margins.left() - margins.right()
        legend = self.legend.flow.heightForWidth(inner) if not self.legend.isHidden() else -self.column.spacing()
        return legend + self.column.spacing() + self.time.sizeHint().height() + margins.top() + margins.bottom() + 2
