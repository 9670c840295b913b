# SPDX-License-Identifier: EUPL-1.2
"""« Réservations »: a class over a week or a month, or one child's month; booked and cancelled by the keyboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu

from app.core.dates import Month, show_day_long
from app.core.outcome import Report
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.shortcuts import Key
from app.ui.widgets import Button, PrimaryButton
from modules.canteen.documents.words import by_category, by_diet, say_categories, say_diets, short_day
from modules.canteen.permissions import BOOK
from modules.canteen.rules.booking import BookingKind
from modules.canteen.strings import _, _n
from modules.canteen.ui.batches import Batches
from modules.canteen.ui.booking_sheets import BOOKED, ChildMonth, asked_for, read_bookings, read_child
from modules.canteen.ui.day_model import Shown
from modules.canteen.ui.grid_frame import MOVES, GridFrame, Period, ReasonSheet, as_day
from modules.canteen.ui.sheets import ClassTab, GridCell, GridRow, Sheets, count_meals

if TYPE_CHECKING:
    from app.forms.page import Params
    from app.store.uow import Work
    from app.ui.desk import Desk

READS = frozenset({
    "canteen_booking_exception", "canteen_booking_pattern", "canteen_enrolment", "canteen_meal", "canteen_service_day",
    "canteen_calendar_override", "canteen_class_event", "canteen_school_class", "canteen_cutoff_rule", "canteen_custody_plan",
})  # fmt: skip

BOOK_KEY, CANCEL_KEY = "R", "A"


class BookingGrid(GridFrame):
    """Bookings, each saved at once. After the deadline a change asks why, once."""

    letters = BOOK_KEY + CANCEL_KEY
    reads = READS

    keys = (
        Key("Space", _("Réserver, ou annuler")),
        Key("Shift+Space", _("Prendre toute la ligne")),
        Key("Ctrl+Space", _("Prendre toute la journée")),
        Key("Return", _("Ligne suivante\u202f; sur un nom, son mois")),
        Key("Esc", _("Revenir à la classe")),
        *MOVES,
    )

    def __init__(self, desk: Desk) -> None:
        self.sheets: Sheets | None = None
        self.child: int | None = None
        self.child_month: ChildMonth | None = None
        super().__init__(desk)
        self.setAccessibleName(str(_("Réservations")))
        self.batches = Batches(desk, self._label, self._write, self._saved, self.say_failed, self)
        self._bind("Escape", self.leave_child)

    @property
    def can_book(self) -> bool:
        """Whether bookings may be changed."""
        return self.desk.can(BOOK) and not self.desk.dossier.readonly

    # ------------------------------------------------------------ top and foot

    def place_top(self, top: QHBoxLayout) -> None:
        self.back_button = Button(self.theme, _("Toute la classe"), "arrow-left", pressed=self.leave_child)
        self.back_button.setToolTip(str(_("Échap")))
        self.back_button.hide()
        top.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        super().place_top(top)

    def build_foot(self) -> None:
        self.of_class = self.foot_block(5)
        self.of_school = self.foot_block(7)
        hints = self.key_hints((("Espace", _("réserver, annuler")),), (("Entrée", _("sur un nom\u00a0: son mois")),))
        self.foot.addWidget(hints)
        self.pattern_button = Button(self.theme, _("Semaine type…"), "calendar-days", pressed=self.set_pattern)
        self.period_button = PrimaryButton(self.theme, _("Réserver une période…"), pressed=self.book_period)
        self.shrinking.append((self.pattern_button, _("Semaine type…")))
        for button in (self.pattern_button, self.period_button):
            button.setEnabled(self.can_book)
            self.foot.addWidget(button)

    def say_foot(self) -> None:
        for block in (self.of_class, self.of_school):
            block.say()
        if self.child is not None:
            self._say_child()
            return
        if self.sheets is None:
            return
        rows, days = self.model.shown.rows, self.model.days
        counts = [count_meals(rows, i, BOOKED).meals for i in range(len(days))]
        title = _("Réservés dans la classe") if self.tab is not None else _("Réservés par les adultes")
        first: Text = _n("{n} repas dans le mois", "{n} repas dans le mois", sum(counts))
        if len(days) <= 6:
            first = " · ".join(f"{short_day(d).partition(' ')[0]}\u00a0{n}" for d, n in zip(days, counts, strict=True))
        self.of_class.say(title, first)
        day = self.table.current_day() or (days[-1] if days else None)
        if day is not None and day in self.sheets.days:
            self._say_school(day)

    def _say_school(self, day: date) -> None:
        assert self.sheets is not None
        column, whole = self.sheets.days.index(day), Counter[Any]()
        for tab in self.sheets.rows:
            whole.update(count_meals(self._laid_rows(tab), column, BOOKED).portions)
        name = show_day_long(day, weekday=True).partition(" ")[0].capitalize()
        total = sum(whole.values())
        title = _n("{day}, toute l’école\u00a0: {n} repas", "{day}, toute l’école\u00a0: {n} repas", total, day=name)
        self.of_school.say(title, say_diets(by_diet(whole)), say_categories(by_category(whole)))

    def _say_child(self) -> None:
        cells = [cell for row in self.model.shown.rows for cell in row.cells if cell is not None]
        booked = sum(1 for cell in cells if cell.shape in BOOKED)
        said = _n("{n} repas réservé ce mois-ci", "{n} repas réservés ce mois-ci", booked)
        self.of_class.say(self.child_month.title if self.child_month else "", said)

    # ------------------------------------------------------------ reading and showing

    def go(self, record_id: int | None, params: Params) -> None:
        """Come to a class and a day, or to the month of one enrolment."""
        if record_id is None:
            self.child = None
            super().go(record_id, params)
            return
        self.child = record_id
        self.set_period(Period(as_day(params.get("day")) or self.period.day, True))

    def open_row(self, row_id: int) -> None:
        """Enter on a name: that child's month."""
        if self.child is None:
            self.go(row_id, {})

    def leave_child(self) -> None:
        """Back to the class."""
        if self.child is not None:
            self.child, self.child_month = None, None
            self.set_period(Period(self.period.day))
            self.table.setFocus()

    @property
    def has_tabs(self) -> bool:  # type: ignore[override]
        """One child has no classes to choose from."""
        return self.child is None

    def reload(self) -> None:
        self._stale = False
        settled = self.batches.settle()
        child, month = self.child, Month.of(self.period.day)
        first, last = self.period.bounds

        def take(found: Any) -> None:
            self.batches.forget(settled)
            if isinstance(found, ChildMonth):
                self.child_month = found
            else:
                self.sheets = found
            self.refresh()

        if child is not None:
            self._reads.ask(lambda session: read_child(session, child, month), take, self.say_read_failed)
        else:
            self._reads.ask(lambda session: read_bookings(session, first, last), take, self.say_read_failed)

    def refresh(self) -> None:
        is_child = self.child is not None
        self.back_button.setVisible(is_child)
        self.month_chip.setVisible(not is_child)
        self._fit_tabs()
        if is_child:
            self._show_child()
        elif self.sheets is not None:
            self._show_class(self.sheets)
        self.say_foot()

    def _show_child(self) -> None:
        found = self.child_month
        if found is None or found.enrolment != self.child:
            return
        if not found.rows:
            self.show_empty(_("Pas de cantine ce mois-ci."))
            return
        self.show_grid()
        rows = tuple(replace(row, cells=self._laid_cells(row)) for row in found.rows)
        self.model.show(Shown(rows, found.columns, found.title))
        self.table.fit()
        self.ensure_cursor()

    def _show_class(self, sheets: Sheets) -> None:
        self.show_tabs(sheets.tabs, _tab_words)
        if not sheets.days or not sheets.tabs:
            closed, nobody = _("Pas de cantine sur cette période."), _("Personne n’est inscrit sur cette période.")
            self.show_empty(closed if not sheets.days else nobody)
            self.model.show(Shown())
            return
        self.show_grid()
        corner = _("Élève") if self.tab is not None else _("Adulte")
        self.model.show(Shown(self._laid_rows(self.tab), sheets.columns.get(self.tab, ()), corner))
        self.table.fit()
        self.ensure_cursor()

    def _laid_rows(self, tab: int | None) -> tuple[GridRow, ...]:
        rows = self.sheets.rows.get(tab, ()) if self.sheets is not None else ()
        return tuple(replace(row, cells=self._laid_cells(row)) for row in rows) if self.batches.laid else rows

    def _laid_cells(self, row: GridRow) -> tuple[GridCell | None, ...]:
        laid: Mapping[Any, Any] = self.batches.laid
        return tuple(
            asked_for(cell, laid[cell.enrolment, cell.day]["kind"])
            if cell is not None and (cell.enrolment, cell.day) in laid else cell
            for cell in row.cells
        )

    # ------------------------------------------------------------ booking

    def on_key(self, key: str) -> None:
        cells = [cell for cell in self.table.cells_in_hand() if cell.can_change]
        if not cells:
            here = self.table.cells_in_hand()
            if len(here) == 1:
                self.desk.notify(_("Rien à changer ici\u00a0: {why}.", why=here[0].said), Tone.INFO)
            return
        if key == "space":
            kind = BookingKind.CANCEL if all(cell.is_booked for cell in cells) else BookingKind.BOOK
        else:
            kind = BookingKind.BOOK if key == BOOK_KEY else BookingKind.CANCEL
        self.ask_for(cells, kind)

    def ask_for(self, cells: Sequence[GridCell], kind: BookingKind) -> None:
        """Book or cancel some days; what comes after the deadline asks why, once."""
        if not self.can_book:
            self.desk.notify(_("Vous n’avez pas le droit de changer les réservations."), Tone.WARNING)
            return
        chosen = [cell for cell in cells if cell.is_booked != (kind is BookingKind.BOOK)]
        if any(cell.is_locked for cell in chosen) and not self._because:

            def go(text: str) -> None:
                self._because = text
                self._put(chosen, kind)

            ReasonSheet(
                self.desk, _("La date limite est passée"),
                _("La demande compte seulement si vous l’acceptez. Pourquoi l’accepter\u202f?"),
                _("Accepter la demande"), go,
            )
            return
        self._put(chosen, kind)

    def _put(self, cells: Sequence[GridCell], kind: BookingKind) -> None:
        for cell in cells:
            because = self._because if cell.is_locked else ""
            change = {"enrolment": cell.enrolment, "day": cell.day, "kind": kind, "because": because}
            self.batches.put((cell.enrolment, cell.day), change)
        self.refresh()

    def _label(self) -> Any:
        return _("Réservations, {period}", period=self.period.title.lower())

    def _write(self, work: Work, changes: Sequence[Mapping[str, Any]]) -> Report:
        from modules.canteen.services.book_days import toggle_days

        report = Report()
        for because in dict.fromkeys(change["because"] for change in changes):
            some = [change for change in changes if change["because"] == because]
            one = toggle_days(work, requests=some, accept_because=because)
            report.refusals += one.refusals
            report.notes += one.notes
        return report

    def _saved(self, report: Report) -> None:
        if report.refusals:
            self.desk.notify(str(report.refusals[0]), Tone.WARNING)
            self.batches.drop()
        elif report.notes:
            self.desk.notify(report.notes[0], Tone.WARNING)
        self._reload.start()

    def flush(self) -> None:
        if hasattr(self, "batches"):
            self.batches.flush()

    # ------------------------------------------------------------ menus and dialogs

    def cell_actions(self, menu: QMenu) -> None:
        cells = self.table.cells_in_hand()
        if not cells:
            return
        if self.can_book:
            free = [cell for cell in cells if cell.can_change]
            menu.addAction(f"{_('Réserver')}\tR", lambda: self.ask_for(free, BookingKind.BOOK))
            menu.addAction(f"{_('Annuler')}\tA", lambda: self.ask_for(free, BookingKind.CANCEL))
            menu.addSeparator()
        menu.addAction(str(_("Le mois de cet enfant")), lambda: self.go(cells[0].enrolment, {}))
        menu.addAction(str(_("Ouvrir la fiche de l’enfant")), lambda: self.desk.open("canteen.children", cells[0].enrolment))

    def column_actions(self, menu: QMenu, column: int) -> None:
        cells = [cell for cell in self.table.cells_in_hand() if cell.can_change]
        if self.can_book and cells and self.child is None:
            menu.addAction(f"{_('Réserver pour tous')}\tR", lambda: self.ask_for(cells, BookingKind.BOOK))
            menu.addAction(f"{_('Annuler pour tous')}\tA", lambda: self.ask_for(cells, BookingKind.CANCEL))
            menu.addAction(str(_("Événement de classe…")), self._declare_event)

    def _declare_event(self) -> None:
        day = self.table.current_day() or self.desk.clock.today()
        context: dict[str, Any] = {"first_on": day, "last_on": day}
        if self.tab is not None:
            context["classes"] = (self.tab,)
        self.desk.run("canteen.declare-class-event", context)

    def _enrolment_in_hand(self) -> int | None:
        if self.child is not None:
            return self.child
        row = self.table.currentIndex().row()
        rows = self.model.shown.rows
        return rows[row].id if 0 <= row < len(rows) else None

    def book_period(self) -> None:
        """Several days at once for the child in hand."""
        self.flush()
        self.desk.run("canteen.book-days", {"enrolment": self._enrolment_in_hand(), "first_on": self.table.current_day()})

    def set_pattern(self) -> None:
        """Another weekly habit for the child in hand."""
        self.flush()
        self.desk.run("canteen.set-pattern", {"id": self._enrolment_in_hand(), "enrolment": self._enrolment_in_hand()})


def _tab_words(tab: ClassTab) -> str:
    return tab.title
