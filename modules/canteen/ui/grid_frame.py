# SPDX-License-Identifier: EUPL-1.2
"""What attendance and bookings have in common: class chips, weeks and months, the grid, a foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.calendar import monday_of, school_year_of
from app.core.dates import Month, show_day_long, show_month
from app.core.outcome import UserError
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.operation import Latest, tell
from app.ui.sheet import Sheet
from app.ui.shortcuts import Key
from app.ui.widgets import (
    Button,
    Chip,
    EmptyState,
    FlowLayout,
    IconButton,
    KeyCap,
    Label,
    Separator,
    plain_name,
)
from modules.canteen.strings import _
from modules.canteen.ui.day_model import DayModel
from modules.canteen.ui.day_table import DayTable
from modules.canteen.ui.grid_foot import FootBlock, Shy
from modules.canteen.ui.sheets import ClassTab

if TYPE_CHECKING:
    from app.forms.page import Params
    from app.ui.desk import Desk

RELOAD_MS = 350


@dataclass(frozen=True)
class Period:
    """A week or a month, within one school year."""

    day: date
    is_month: bool = False

    @property
    def bounds(self) -> tuple[date, date]:
        """First and last days; a week that two school years share is that of its second one."""
        if self.is_month:
            month = Month.of(self.day)
            return month.first, month.last
        first = monday_of(self.day)
        last = first + timedelta(days=6)
        if school_year_of(first) != school_year_of(last):
            first = date(last.year, 9, 1)
        return first, last

    def moved(self, by: int) -> Period:
        """The week or the month before (-1) or after (1)."""
        if self.is_month:
            return Period(Month.of(self.day).plus(by).first, True)
        return Period(monday_of(self.day) + timedelta(days=7 * by))

    @property
    def title(self) -> str:
        """« Semaine du 16 novembre », « Novembre 2026 »."""
        if self.is_month:
            return show_month(Month.of(self.day)).capitalize()
        day = show_day_long(monday_of(self.day)).rpartition(" ")[0]
        return str(_("Semaine du {day}", day=day))


def as_day(value: Any) -> date | None:
    """A day given as such or as ISO text."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None


MOVES = (
    Key("Ctrl+Left", _("Semaine ou mois d’avant")),
    Key("Ctrl+Right", _("Semaine ou mois d’après")),
    Key("Ctrl+M", _("Le mois, ou la semaine")),
    Key("Ctrl+Tab", _("Classe suivante")),
)
"""Keys that every grid answers."""


class GridFrame(QWidget):
    """The frame. Subclasses read (`read`), show (`refresh`) and act; they are given the window's desk."""

    crumb = Signal(str)
    letters = ""
    keys: tuple[Key, ...] = ()
    """The keys of the grid itself, for the sheet that `F1` opens."""
    has_tabs = True
    """Whether classes are offered at the top."""
    reads: frozenset[str] = frozenset()
    """SQL tables whose changes make the grid read again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self.period = Period(desk.clock.today())
        self.tab: int | None = None
        self.step = ""
        self._chosen = False
        """Whether a class was chosen: None alone would be the adults."""
        self._stale = True
        self._because = ""
        self._reads = Latest(desk)
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._reload = QTimer(self, singleShot=True, interval=RELOAD_MS)
        self._reload.timeout.connect(self.reload)
        self._build()
        self._bind("Ctrl+Left", lambda: self.move_period(-1))
        self._bind("Ctrl+Right", lambda: self.move_period(1))
        self._bind("Ctrl+M", self.toggle_month)
        self._bind("Ctrl+Tab", lambda: self.move_tab(1))
        self._bind("Ctrl+Shift+Tab", lambda: self.move_tab(-1))
        desk.changed.connect(self._on_changed)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        theme = self.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        margin = theme.size("margin")
        top = QHBoxLayout()
        top.setContentsMargins(margin, theme.px(11), margin, theme.px(10))
        top.setSpacing(theme.px(10))
        holder = QWidget()
        holder.setProperty("look", "clear")
        self.chips = FlowLayout(holder, theme.px(7), theme.px(6))
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.chips_holder = holder
        self._chip_of: dict[int | None, Chip] = {}
        # Where chips would take half of a small screen, a list unfolds instead.
        self.tabs_button = Button(theme, "", look="menu")
        self.tabs_button.hide()
        self.before = IconButton(theme, "chevron-left", _("Avant (Ctrl ←)"), lambda: self.move_period(-1))
        self.after = IconButton(theme, "chevron-right", _("Après (Ctrl →)"), lambda: self.move_period(1))
        self.title = Label("", "strong")
        self.title.setMinimumWidth(theme.px(168))
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setFixedHeight(self.before.sizeHint().height())
        self.month_chip = self._month_chip()
        self.place_top(top)
        column.addLayout(top)
        body = QHBoxLayout()
        body.setContentsMargins(margin, 0, margin, 0)
        body.addWidget(self._card())
        column.addLayout(body, 1)
        column.addWidget(self._foot_frame())

    def place_top(self, top: QHBoxLayout) -> None:
        """Classes at the left, weeks at the right."""
        at = Qt.AlignmentFlag.AlignTop
        top.addWidget(self.chips_holder, 1)
        top.addWidget(self.tabs_button, 0, at)
        top.addStretch(0)
        for widget in (self.month_chip, self.before, self.title, self.after):
            top.addWidget(widget, 0, at)

    def _month_chip(self) -> Chip:
        chip = Chip(self.theme, _("Mois"))
        chip.setToolTip(str(_("Tout le mois, ou la semaine seule (Ctrl M)")))
        chip.clicked.connect(lambda _on=False: self.toggle_month())
        return chip

    def _card(self) -> QWidget:
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        self.stack = QStackedWidget()
        self.stack.setProperty("look", "clear")
        self.model = DayModel(self)
        self.table = DayTable(self.theme, self.letters)
        self.table.setModel(self.model)
        self.table.asked.connect(self.on_key)
        self.table.opened.connect(self.open_row)
        self.table.day_changed.connect(self.say_foot)
        self.table.menu_asked.connect(self._cell_menu)
        self.table.column_asked.connect(self._column_menu)
        self.model.note_edited.connect(self.on_note)
        self.model.modelReset.connect(self.table.fit)
        self.stack.addWidget(self.table)
        self._empty: QWidget | None = None
        inside.addWidget(self.stack)
        self.setFocusProxy(self.table)
        return card

    def _foot_frame(self) -> QWidget:
        theme = self.theme
        foot = QFrame()
        foot.setProperty("look", "surface")
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Separator())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(theme.size("margin"), theme.px(7), theme.size("margin"), theme.px(8))
        self.foot.setSpacing(theme.px(18))
        self.words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.words.setSpacing(theme.px(18))
        self.foot.addLayout(self.words, 1)
        self._blocks: list[FootBlock] = []
        self.shrinking: list[tuple[Button, Text]] = []
        """Buttons of the foot that only keep their icon where room lacks: the figures come before their words."""
        column.addLayout(self.foot)
        self.build_foot()
        return foot

    def foot_block(self, share: int) -> FootBlock:
        """A title over two lines of figures, at the left of the foot."""
        block = FootBlock(is_first=not self._blocks)
        self._blocks.append(block)
        self.words.addWidget(block, share)
        return block

    def key_hints(self, *lines: Sequence[tuple[str, Text]]) -> QWidget:
        """The keys of the grid, said beside the buttons; hidden when room lacks."""
        holder = Shy()
        holder.setProperty("look", "clear")
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.theme.px(2))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(self.theme.px(4))
            row.addStretch(1)
            for keys, words in line:
                row.addWidget(KeyCap(self.theme, keys))
                row.addWidget(Label(words, "small"))
                row.addSpacing(self.theme.px(4))
            box.addLayout(row)
        self.hints = holder
        return holder

    def _bind(self, keys: str, act: Any) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # ------------------------------------------------------------ what subclasses give

    def build_foot(self) -> None:
        """Fill `self.foot`."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read again in the background."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show what was read, with what was changed since laid over it."""
        raise NotImplementedError

    def say_foot(self) -> None:
        """Say the figures of the foot."""
        raise NotImplementedError

    def on_key(self, key: str) -> None:
        """A letter of `letters`, or « space », was pressed."""
        raise NotImplementedError

    def on_note(self, row: int, text: str) -> None:
        """A remark was written."""

    def cell_actions(self, menu: QMenu) -> None:
        """Fill the menu of the cells in hand."""

    def column_actions(self, menu: QMenu, column: int) -> None:
        """Fill the menu of a day."""

    def open_row(self, row_id: int) -> None:
        """Enter on a name: the child's record."""
        self.desk.open("canteen.children", row_id)

    def flush(self) -> None:
        """Save what is waiting."""

    # ------------------------------------------------------------ going

    def go(self, record_id: int | None, params: Params) -> None:
        """Come to a day (`day`) and a class (`school_class`)."""
        day = as_day(params.get("day"))
        if "school_class" in params:
            self.tab, self._chosen = params["school_class"], True
        if day is not None:
            self.set_period(Period(day, self.period.is_month))
        else:
            self.reload()

    def set_period(self, period: Period) -> None:
        """Show another week or month."""
        self.flush()
        self.period = period
        self._because = ""
        self.month_chip.setChecked(period.is_month)
        self.title.set_text(period.title)
        self.reload()

    def toggle_month(self) -> None:
        """From the week to its month, and back."""
        self.set_period(Period(self.period.day, not self.period.is_month))

    def move_period(self, by: int) -> None:
        """The week or month before or after."""
        self.set_period(self.period.moved(by))

    def move_tab(self, by: int) -> None:
        """The class before or after."""
        order = list(self._chip_of)
        if order:
            here = order.index(self.tab) if self.tab in order else 0
            self.set_tab(order[(here + by) % len(order)])

    def set_tab(self, tab: int | None) -> None:
        """Show another class."""
        self.flush()
        self.tab, self._chosen = tab, True
        self._because = ""
        self._check_chips()
        self.refresh()
        self.table.setFocus()

    def _chip_pressed(self, tab: int | None, _checked: bool = False) -> None:
        self.set_tab(tab)

    def take_focus(self) -> None:
        """The keyboard goes to the grid."""
        self.table.setFocus()

    def may_leave(self) -> bool:
        """Everything is saved as it is typed: leaving only hurries the last batch."""
        self.flush()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.title.set_text(self.period.title)
        if self._stale:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hints.setVisible(self.width() >= self.theme.px(1060))
        self._fit_tabs()
        compact = self.is_compact
        down = QBoxLayout.Direction.TopToBottom
        self.words.setDirection(down if compact else QBoxLayout.Direction.LeftToRight)
        self.words.setSpacing(0 if compact else self.theme.px(18))
        for block in self._blocks:
            block.set_compact(compact)
        for button, words in self.shrinking:
            button.setText("" if compact else str(words))
            button.setToolTip(plain_name(words))

    @property
    def is_compact(self) -> bool:
        """Whether room lacks: large letters, or a small window."""
        return self.width() < self.theme.px(860)

    def _fit_tabs(self) -> None:
        compact = self.is_compact
        self.chips_holder.setVisible(not compact and self.has_tabs)
        self.tabs_button.setVisible(compact and self.has_tabs)

    def _on_changed(self, tables: frozenset[str]) -> None:
        if not tables & self.reads:
            return
        self._stale = True
        if self.isVisible():
            self._reload.start()

    # ------------------------------------------------------------ what is shown

    def show_tabs(self, tabs: Sequence[ClassTab], words: Any) -> None:
        """The class chips; `words(tab)` is what each says."""
        if list(self._chip_of) != [tab.id for tab in tabs]:
            while (item := self.chips.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.deleteLater()
            self._chip_of = {}
            for tab in tabs:
                chip = Chip(self.theme, tab.title)
                chip.clicked.connect(partial(self._chip_pressed, tab.id))
                self.chips.addWidget(chip)
                self._chip_of[tab.id] = chip
            if tabs and (not self._chosen or self.tab not in self._chip_of):
                self.tab, self._chosen = tabs[0].id, True
        for tab in tabs:
            chip = self._chip_of[tab.id]
            chip.label = words(tab)
            chip.set_count(None)
        self._check_chips()
        self.chips.invalidate()

    def _check_chips(self) -> None:
        for key, chip in self._chip_of.items():
            chip.setChecked(key == self.tab)
        if self.tab in self._chip_of:
            self.tabs_button.set_text(self._chip_of[self.tab].label)
        menu = QMenu(self.tabs_button)
        for key, chip in self._chip_of.items():
            menu.addAction(str(chip.label), partial(self.set_tab, key))
        self.tabs_button.setMenu(menu)

    def show_empty(self, text: Text, button: Button | None = None, icon: str = "calendar-x") -> None:
        """Say why there is no grid."""
        self._drop_empty()
        self._empty = EmptyState(self.theme, text, icon, button)
        self.stack.addWidget(self._empty)
        self.stack.setCurrentWidget(self._empty)

    def show_grid(self) -> None:
        """The grid in place of what said why there was none."""
        self._drop_empty()
        self.stack.setCurrentWidget(self.table)

    def _drop_empty(self) -> None:
        if self._empty is not None:
            self.stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None

    def ensure_cursor(self, day: date | None = None) -> None:
        """Put the cursor on today's column, or the last one before it, when there is none."""
        if self.table.currentIndex().isValid() or not self.model.rowCount() or not self.model.days:
            return
        today = day or self.desk.clock.today()
        past = [i for i, each in enumerate(self.model.days, 1) if each <= today]
        self.table.go_to(0, past[-1] if past else 1)

    def say_failed(self, fault: Exception) -> None:
        """Say why something could not be read or saved, and show the truth again."""
        if isinstance(fault, UserError):
            self.desk.notify(fault.message, Tone.WARNING)
        else:
            tell(self.desk, fault)
        self.reload()

    def say_read_failed(self, fault: Exception) -> None:
        """Say in place of the grid why it could not be read."""
        if isinstance(fault, UserError):
            self.show_empty(fault.message)
        else:
            tell(self.desk, fault)

    def _cell_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cell_actions(menu)
        if menu.actions():
            menu.popup(place)

    def _column_menu(self, column: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column_actions(menu, column)
        if menu.actions():
            menu.popup(place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.flush()


class ReasonSheet(Sheet):
    """Asks one sentence, and gives it."""

    def __init__(self, desk: Desk, title: Text, help: Text, accept: Text, then: Any) -> None:
        super().__init__(desk, title, help, width=500)
        self._then = then
        self.line = QLineEdit()
        self.line.setMaxLength(200)
        self.line.setAccessibleName(str(_("Motif")))
        self.body.addWidget(self.line)
        self.add_button(_("Ne rien changer"), self.discard)
        self.accept_button = self.add_button(accept, self.submit, primary=True)
        self.line.returnPressed.connect(self.submit)
        self.present()
        self.line.setFocus()

    def submit(self) -> None:
        """Give the sentence; an empty one is refused."""
        text = " ".join(self.line.text().split())
        if not text:
            self.say_fault(_("Écrivez le motif\u00a0: il reste dans l’historique."))
            return
        self.discard()
        self._then(text)

