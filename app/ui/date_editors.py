# SPDX-License-Identifier: EUPL-1.2
"""Editors of a day, with a calendar to unfold, and of a month, with an arrow on each side."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from app.core.dates import Month
from app.core.outcome import UserError
from app.forms.fields import Day, MonthOf
from app.ui.editors import Editor, LineEditor, make_editor
from app.ui.layouts import Tucked
from app.ui.strings import _
from app.ui.widgets import IconButton

if TYPE_CHECKING:
    from app.ui.desk import Desk


class CalendarPopup(QFrame):
    """A month to point at; it closes by itself once a day is chosen."""

    def __init__(self, editor: DayEditor) -> None:
        super().__init__(editor, Qt.WindowType.Popup)
        theme = editor.theme
        self.setProperty("look", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(6), theme.px(6), theme.px(6), theme.px(6))
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.French, QLocale.Country.France))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.calendar.setAccessibleName(str(editor.field.label))
        plain = QTextCharFormat()
        plain.setForeground(QColor(theme.hex("muted")))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, plain)
        box.addWidget(self.calendar)
        chosen = editor.readable() or editor.desk.clock.today()
        self.calendar.setSelectedDate(QDate(chosen.year, chosen.month, chosen.day))
        self.calendar.clicked.connect(editor.choose)
        self.calendar.activated.connect(editor.choose)


class DayEditor(LineEditor):
    """A day typed as the clerk likes, or pointed at in a calendar (Alt+Down)."""

    def __init__(self, field: Day, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line.setPlaceholderText(str(_("jj/mm/aaaa")))
        self._popup: CalendarPopup | None = None
        self.button = IconButton(self.theme, "calendar", _("Choisir dans le calendrier"), self.unfold)
        self.button.setAccessibleName(f"{_('Calendrier')}\u00a0: {field.label}")
        tucked = Tucked(self.theme, self.line, self.button)
        for widen, wide in (
            (self.line.setMinimumWidth, self.line.minimumWidth()), (self.line.setMaximumWidth, self.line.maximumWidth()),
        ):
            widen(wide + tucked.wide // 2)

    def readable(self) -> date | None:
        """The day typed, None when it is empty or cannot be read."""
        try:
            value = self.value()
        except UserError:
            return None
        return value if isinstance(value, date) else None

    def unfold(self) -> None:
        """Show the calendar under the field."""
        self._popup = CalendarPopup(self)
        self._popup.move(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
        self._popup.show()
        self._popup.calendar.setFocus()

    def choose(self, day: QDate) -> None:
        """Take the day pointed at."""
        self.set_value(date(day.year(), day.month(), day.day()))
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self.line.setFocus()
        self.changed.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if (alt and event.key() == Qt.Key.Key_Down) or event.key() == Qt.Key.Key_F4:
                self.unfold()
                return True
        return super().eventFilter(watched, event)


class MonthEditor(LineEditor):
    """« ◀ octobre 2026 ▶ »; the arrows, and the keys Page up and Page down, go a month back or on."""

    def __init__(self, field: MonthOf, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.before = IconButton(self.theme, "chevron-left", _("Mois précédent"), lambda: self.move_by(-1))
        self.after = IconButton(self.theme, "chevron-right", _("Mois suivant"), lambda: self.move_by(1))
        self.row.insertWidget(0, self.before)
        self.row.insertWidget(2, self.after)
        self.line.setFixedWidth(self.theme.px(128))
        self.row.setSpacing(self.theme.px(2))

    def move_by(self, months: int) -> None:
        """Go some months on, from this month when the field is empty."""
        try:
            value = self.value()
        except UserError:
            value = None
        month = value if isinstance(value, Month) else Month.of(self.desk.clock.today()).plus(-months)
        self.set_value(month.plus(months))
        self.changed.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
            if event.key() in steps:
                self.move_by(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)


@make_editor.register(Day)
def _day(field: Day, desk: Desk) -> Editor:
    return DayEditor(field, desk)


@make_editor.register(MonthOf)
def _month(field: MonthOf, desk: Desk) -> Editor:
    return MonthEditor(field, desk)
