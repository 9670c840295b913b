# SPDX-License-Identifier: EUPL-1.2
"""« Pointage »: the children of a class × the days of a week or a month, filled in by the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from app.core.dates import show_day, show_day_long
from app.core.outcome import Report
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.shortcuts import Key
from app.ui.widgets import Button, PrimaryButton
from modules.canteen.documents.words import by_category, by_diet, say_categories, say_diets, short_day
from modules.canteen.permissions import BOOK, POINT, UNLOCK
from modules.canteen.rules.absences import AbsenceReason
from modules.canteen.strings import _, _n, label
from modules.canteen.ui.batches import Batches
from modules.canteen.ui.day_model import Shown
from modules.canteen.ui.grid_frame import MOVES, GridFrame, Period, ReasonSheet
from modules.canteen.ui.sheets import (
    ABSENT,
    JUSTIFIED,
    PRESENT,
    UNKNOWN,
    ClassTab,
    GridCell,
    GridRow,
    Shape,
    Sheets,
    count_meals,
    marked,
    missing,
    read_sheets,
    targets,
    toggle_mark,
)

if TYPE_CHECKING:
    from app.store.uow import Work
    from app.ui.desk import Desk

READS = frozenset({
    "canteen_meal", "canteen_service_day", "canteen_booking_exception", "canteen_booking_pattern", "canteen_enrolment",
    "canteen_calendar_override", "canteen_class_event", "canteen_school_class", "canteen_care_plan", "canteen_custody_plan",
})  # fmt: skip


class AttendanceGrid(GridFrame):
    """One class at a time; every mark is saved at once, a few at a time."""

    letters = "PAJ?"
    keys = (
        Key("Space", _("Présent, ou absent")),
        Key("P", _("Présent")),
        Key("A", _("Absent")),
        Key("J", _("Absence justifiée")),
        Key("Del", _("À pointer de nouveau")),
        Key("Shift+Space", _("Prendre toute la ligne")),
        Key("Ctrl+Space", _("Prendre toute la journée")),
        Key("Return", _("Ligne suivante\u202f; sur un nom, sa fiche")),
        Key("Ctrl+L", _("Comme la semaine dernière")),
        Key("Ctrl+Return", _("Terminer la feuille")),
        Key("Ctrl+Z", _("Défaire")),
        *MOVES,
    )
    reads = READS

    def __init__(self, desk: Desk) -> None:
        self.sheets: Sheets | None = None
        super().__init__(desk)
        self.setAccessibleName(str(_("Pointage")))
        self.batches = Batches(desk, self._label, self._write, self._saved, self.say_failed, self)
        self.model.can_edit_notes = self.can_point
        self._bind("Ctrl+L", self.copy_last_week)
        self._bind("Ctrl+Return", self.finish)
        self._bind("Ctrl+P", self.print_sheet)
        self._bind("Ctrl+Z", self.undo_last)

    @property
    def can_point(self) -> bool:
        """Whether marks may be written."""
        return self.desk.can(POINT) and not self.desk.dossier.readonly

    # ------------------------------------------------------------ foot

    def build_foot(self) -> None:
        self.of_class = self.foot_block(4)
        self.of_school = self.foot_block(7)
        hints = self.key_hints(
            (("Espace", _("présent")), ("A", _("absent")), ("J", _("justifié"))),
            (("Ctrl L", _("comme la semaine dernière")),),
        )
        self.foot.addWidget(hints)
        self.event_button = Button(self.theme, _("Événement…"), "school", pressed=self.declare_event)
        self.finish_button = PrimaryButton(self.theme, _("Terminer la feuille"), pressed=self.finish)
        self.finish_button.setToolTip(str(_("Ceux qui restent à pointer sont notés présents (Ctrl Entrée)")))
        self.foot.addWidget(self.event_button)
        # Once it stands in the foot: shown before, it would be a window of its own and take the keyboard.
        self.event_button.setVisible(self.desk.can(BOOK))
        self.shrinking.append((self.event_button, _("Événement…")))
        self.foot.addWidget(self.finish_button)

    def say_foot(self) -> None:
        if self.sheets is None:
            return
        rows, days = self.model.shown.rows, self.model.days
        counts = [count_meals(rows, i) for i in range(len(days))]
        title = _("Repas de la classe") if self.tab is not None else _("Repas des adultes")
        first: Text = _n("{n} repas dans le mois", "{n} repas dans le mois", sum(c.meals for c in counts))
        if len(days) <= 6:
            names = [short_day(day).partition(" ")[0] for day in days]
            first = " · ".join(f"{name}\u00a0{c.meals}" for name, c in zip(names, counts, strict=True))
        extras, baskets = sum(c.extras for c in counts), sum(c.baskets for c in counts)
        words = [str(_n("{n} non réservé", "{n} non réservés", extras))] if extras else []
        words += [str(_n("{n} panier repas", "{n} paniers repas", baskets))] if baskets else []
        self.of_class.say(title, first, ", ".join(words))
        self._say_school()

    def _say_school(self) -> None:
        day = self.table.current_day() or (self.model.days[-1] if self.model.days else None)
        if day is None or self.sheets is None:
            self.of_school.say()
            return
        portions = self._school_counts(day)
        total = sum(portions.values())
        name = show_day_long(day, weekday=True).partition(" ")[0].capitalize()
        title = _n("{day}, toute l’école\u00a0: {n} repas", "{day}, toute l’école\u00a0: {n} repas", total, day=name)
        self.of_school.say(title, say_diets(by_diet(portions)), say_categories(by_category(portions)))

    def _school_counts(self, day: date) -> Any:
        from collections import Counter

        assert self.sheets is not None
        column = self.sheets.days.index(day) if day in self.sheets.days else -1
        whole: Counter[Any] = Counter()
        if column >= 0:
            for tab in self.sheets.rows:
                whole.update(count_meals(self._laid_rows(tab), column).portions)
        return whole

    # ------------------------------------------------------------ reading and showing

    def reload(self) -> None:
        self._stale = False
        first, last = self.period.bounds
        settled = self.batches.settle()

        def take(sheets: Sheets) -> None:
            self.batches.forget(settled)
            self._take(sheets)

        self._reads.ask(lambda session: read_sheets(session, first, last), take, self.say_read_failed)

    def _take(self, sheets: Sheets) -> None:
        self.sheets = sheets
        if not self._chosen and sheets.tabs:
            self.tab, self._chosen = self._first_tab(sheets), True
        self.refresh()

    @staticmethod
    def _first_tab(sheets: Sheets) -> int | None:
        waiting = [tab.id for tab in sheets.tabs if tab.missing]
        every = [tab.id for tab in sheets.tabs]
        return (waiting or every or [None])[0]

    def refresh(self) -> None:
        sheets = self.sheets
        if sheets is None:
            return
        self.title.set_text(self.period.title)
        self.show_tabs(sheets.tabs, self._tab_words)
        self.finish_button.setEnabled(self.can_point and bool(self._days_to_finish()))
        if not sheets.days:
            back = Button(self.theme, _("Dernière semaine servie"), "chevron-left", pressed=self._last_served)
            why = sheets.closed_because or str(_("jours sans cantine"))
            self.show_empty(_("Pas de cantine sur cette période\u00a0: {why}.", why=why), back)
            self.model.show(Shown())
            self.say_foot()
            return
        if not sheets.tabs:
            nobody = _("Personne n’est inscrit sur cette période. Inscrivez les enfants, ou reprenez la liste de l’école.")
            self.show_empty(nobody, icon="users")
            return
        self.show_grid()
        note = _("Remarque") if not self.period.is_month else ""
        columns = sheets.columns.get(self.tab, ())
        self.model.show(Shown(self._laid_rows(self.tab), columns, _("Élève") if self.tab is not None else _("Adulte"), note))
        self.table.fit()
        self.ensure_cursor()
        self.say_foot()

    def _last_served(self) -> None:
        """Go back, week after week, to the last one that has a meal."""
        self.desk.query(_last_served_day, lambda day: self.set_period(Period(day)) if day else None)

    def _tab_words(self, tab: ClassTab) -> str:
        count = missing(self._laid_rows(tab.id))
        if not count:
            return tab.title
        # Said in full for the class in hand, and where nobody else waits: chips stay on one line.
        if tab.id == self.tab:
            return str(_("{title}\u00a0· {count} à pointer", title=tab.title, count=count))
        return f"{tab.title}\u00a0· {count}"

    def _laid_rows(self, tab: int | None) -> tuple[GridRow, ...]:
        """The rows of a class, with the marks not read back yet laid over them."""
        sheets = self.sheets
        if sheets is None:
            return ()
        laid = self.batches.laid if hasattr(self, "batches") else {}
        rows = sheets.rows.get(tab, ())
        if not laid:
            return rows
        return tuple(replace(row, cells=tuple(self._laid(cell, laid) for cell in row.cells)) for row in rows)

    def _laid(self, cell: GridCell | None, laid: Mapping[Any, Any]) -> GridCell | None:
        if cell is None or self.sheets is None:
            return cell
        mark = laid.get(("mark", cell.enrolment, cell.day))
        note = laid.get(("note", cell.enrolment, cell.day))
        if mark is not None:
            cell = marked(cell, mark["mark"], self.sheets.today, str(mark.get("reason") or ""))
        return cell if note is None else replace(cell, remark=note["remark"])

    # ------------------------------------------------------------ marking

    def on_key(self, key: str) -> None:
        cells = self.table.cells_in_hand()
        if key == "space":
            chosen = targets(cells, PRESENT)
            mark = toggle_mark(chosen[0]) if len(cells) == 1 and chosen else PRESENT
        else:
            mark = key
        self.mark(cells, mark)

    def mark(self, cells: Sequence[GridCell], mark: str, reason: AbsenceReason | None = None) -> None:
        """Put a mark on some cells; a locked sheet asks why, once."""
        if not self.can_point:
            self.desk.notify(_("Vous n’avez pas le droit de pointer."), Tone.WARNING)
            return
        chosen = targets(cells, mark)
        if not chosen:
            if len(cells) == 1:
                self.desk.notify(_("Rien à pointer ici\u00a0: {why}.", why=cells[0].said), Tone.INFO)
            return
        if any(cell.is_locked for cell in chosen) and not self._because:
            self._ask_why(chosen[0].day, lambda: self._put(chosen, mark, reason))
            return
        self._put(chosen, mark, reason)

    def _put(self, cells: Sequence[GridCell], mark: str, reason: AbsenceReason | None) -> None:
        for cell in cells:
            wanted = mark
            if mark in (ABSENT, JUSTIFIED) and not cell.is_booked:
                # Nobody was expected: absence is the ordinary state, nothing to write but the end of a presence.
                wanted = UNKNOWN
            if wanted == UNKNOWN and cell.shape is Shape.NOTHING:
                continue
            change = {"enrolment": cell.enrolment, "day": cell.day, "mark": wanted, "reason": reason, "because": self._because}
            self.batches.put(("mark", cell.enrolment, cell.day), change)
        self.refresh()

    def _ask_why(self, day: date, then: Any) -> None:
        if not self.desk.can(UNLOCK):
            words = _("La feuille du {day} est verrouillée, et vous n’avez pas le droit de la corriger.", day=show_day(day))
            self.desk.notify(words, Tone.WARNING)
            return

        def go(text: str) -> None:
            self._because = text
            then()

        ReasonSheet(
            self.desk, _("Corriger une feuille verrouillée"),
            _("Si elle est déjà facturée, la différence ira sur la prochaine facture. Pourquoi change-t-elle\u202f?"),
            _("Corriger"), go,
        )

    def on_note(self, row: int, text: str) -> None:
        """Write the remark of the current day, or of the day that already bears one."""
        line = self.model.shown.rows[row]
        written = [cell for cell in line.cells if cell is not None and cell.remark]
        day = self._note_day
        open_cells = [cell for cell in line.cells if cell is not None and cell.can_change]
        chosen = next((cell for cell in open_cells if cell.day == day), open_cells[-1] if open_cells else None)
        target = written[0] if len(written) == 1 else chosen
        if target is None or not self.can_point:
            return
        for cell in (*(other for other in written if other is not target), target):
            remark = text if cell is target else ""
            change = {"enrolment": cell.enrolment, "day": cell.day, "remark": remark}
            self.batches.put(("note", cell.enrolment, cell.day), change)
        self.refresh()

    @property
    def _note_day(self) -> date:
        return self.table.current_day() or min(self.desk.clock.today(), self.model.days[-1])

    def _label(self) -> Any:
        title = next((tab.title for tab in self.sheets.tabs if tab.id == self.tab), "") if self.sheets else ""
        return _("Pointage {title}, {period}", title=title, period=self.period.title.lower())

    def _write(self, work: Work, changes: Sequence[Mapping[str, Any]]) -> Report:
        from modules.canteen.services.note_meal import note_meal
        from modules.canteen.services.record_attendance import record_attendance

        report = Report()
        by_why: dict[str, list[Mapping[str, Any]]] = {}
        for change in changes:
            if "mark" in change:
                by_why.setdefault(str(change["because"]), []).append(change)
        for because, marks in by_why.items():
            one = record_attendance(work, marks=marks, because=because)
            report.refusals += one.refusals
        for change in changes:
            if "mark" not in change:
                note_meal(work, enrolment=change["enrolment"], day=change["day"], remark=change["remark"])
        return report

    def _saved(self, report: Report) -> None:
        if report.refusals:
            self.desk.notify(str(report.refusals[0]), Tone.WARNING)
            self.batches.drop()
        self._reload.start()

    def flush(self) -> None:
        if hasattr(self, "batches"):
            self.batches.flush()

    def undo_last(self) -> None:
        """Take back the last batch of marks."""
        from app.ui.undoing import undo

        if self.batches.last_operation is not None and not self.batches.is_busy:
            self.batches.drop()
            undo(self.desk, self.batches.last_operation)
            self.batches.last_operation = None

    # ------------------------------------------------------------ menus

    def cell_actions(self, menu: QMenu) -> None:
        cells = self.table.cells_in_hand()
        if not cells or not self.can_point:
            return
        words = {PRESENT: _("Présent"), ABSENT: _("Absent"), JUSTIFIED: _("Absence justifiée"), UNKNOWN: _("Effacer")}
        for mark, text in words.items():
            menu.addAction(f"{text}\t{mark}", partial(self.mark, cells, mark))
        why = menu.addMenu(str(_("Absent, avec le motif")))
        for reason in AbsenceReason:
            why.addAction(str(label(reason)), partial(self.mark, cells, ABSENT, reason))
        menu.addSeparator()
        if self.desk.can(UNLOCK) and any(cell.is_locked for cell in cells):
            menu.addAction(str(_("Rouvrir la feuille…")), lambda: self.reopen(cells[0].day))
        menu.addAction(str(_("Ouvrir la fiche de l’enfant")), lambda: self.open_row(cells[0].enrolment))

    def column_actions(self, menu: QMenu, column: int) -> None:
        cells = self.table.cells_in_hand()
        if not self.can_point or not cells:
            return
        waiting = sum(1 for cell in cells if cell.shape in (Shape.ASKED, Shape.AHEAD))
        words, absent = _("Tous présents"), _("Tous absents")
        if waiting:
            words = _n("Présent\u00a0: celui qui reste", "Présents\u00a0: les {n} qui restent", waiting)
            absent = _n("Absent\u00a0: celui qui reste", "Absents\u00a0: les {n} qui restent", waiting)
        menu.addAction(f"{words}\tP", lambda: self.mark(cells, PRESENT))
        menu.addAction(f"{absent}\tA", lambda: self.mark(cells, ABSENT))
        menu.addAction(f"{_('Effacer la colonne')}\t?", lambda: self.mark(cells, UNKNOWN))
        menu.addSeparator()
        menu.addAction(str(_("Événement de classe…")), self.declare_event)
        if any(cell.is_locked for cell in cells) and self.desk.can(UNLOCK):
            menu.addAction(str(_("Rouvrir la feuille…")), lambda: self.reopen(cells[0].day))

    # ------------------------------------------------------------ acts on the sheet

    def _days_to_finish(self) -> list[date]:
        if self.sheets is None:
            return []
        columns = self.sheets.columns.get(self.tab, ())
        return [c.day for c in columns if c.day <= self.sheets.today and not c.is_locked and not c.is_closed]

    def finish(self) -> None:
        """Close the sheets of the class up to today; those who remain are present."""
        days = self._days_to_finish()
        if not self.can_point or not days:
            self.desk.notify(_("Aucune feuille à terminer ici."), Tone.INFO)
            return
        self.flush()
        rows = self._laid_rows(self.tab)
        remaining = sum(count_meals(rows, self.model.days.index(day)).asked for day in days)
        if not remaining:
            self._finish(days)
            return
        from app.ui.sheet import Sheet

        sheet = Sheet(self.desk, _("Terminer la feuille"), width=480)
        names = ", ".join(short_day(day) for day in days)
        question = _n(
            "{n} enfant attendu n’est pas pointé ({days})\u00a0: il sera noté présent.",
            "{n} repas attendus ne sont pas pointés ({days})\u00a0: ils seront notés présents.", remaining, days=names,
        )
        self.question = sheet

        def go() -> None:
            sheet.discard()
            self._finish(days)

        sheet.ask(question, _("Terminer la feuille"), go, no=_("Revenir"), back=sheet.discard, tone=Tone.INFO)
        sheet.open()

    def _finish(self, days: Sequence[date]) -> None:
        tab = self.tab

        def act(work: Work) -> Report:
            from modules.canteen.services.record_attendance import finish_sheet

            served = sum(finish_sheet(work, school_class=tab, day=day).counts["served"] for day in days)
            said = _n("Feuille terminée\u00a0: {n} repas servi.", "Feuille terminée\u00a0: {n} repas servis.", served)
            return Report(summary=said)

        def done(report: Report) -> None:
            from app.ui.actions import offer_undo

            number = operation.operation_id
            if number is not None:
                offer_undo(self.desk, report.summary, number)
            self._to_next_waiting()

        operation = self.desk.operate(_("Feuille de pointage terminée"), act, done, failed=self.say_failed)

    def _to_next_waiting(self) -> None:
        """After a finished sheet, the next class that waits."""
        if self.sheets is None:
            return
        order = [tab.id for tab in self.sheets.tabs]
        here = order.index(self.tab) if self.tab in order else 0
        for tab in [*order[here + 1 :], *order[:here]]:
            if missing(self._laid_rows(tab)):
                self.set_tab(tab)
                return

    def reopen(self, day: date) -> None:
        """Open a locked sheet again, with a reason."""
        tab = self.tab

        def go(text: str) -> None:
            from modules.canteen.services.record_attendance import reopen_sheet

            self.desk.operate(
                _("Feuille de pointage rouverte"), lambda work: reopen_sheet(work, school_class=tab, day=day, because=text),
                lambda report: self.desk.notify(report.summary), failed=self.say_failed,
            )

        help = _("Pourquoi la rouvrir\u202f? Le motif reste dans l’historique.")
        ReasonSheet(self.desk, _("Rouvrir la feuille du {day}", day=show_day(day)), help, _("Rouvrir"), go)

    def copy_last_week(self) -> None:
        """The marks of the week before, where nothing is marked yet."""
        tab = self.tab
        if not self.can_point or tab is None or self.period.is_month:
            return
        self.flush()
        first, _last = self.period.bounds

        def act(work: Work) -> Report:
            from modules.canteen.services.record_attendance import copy_last_week

            return copy_last_week(work, school_class=tab, day=first)

        def done(report: Report) -> None:
            self.desk.notify(report.summary)

        self.desk.operate(_("Pointage comme la semaine dernière"), act, done, failed=self.say_failed)

    def declare_event(self) -> None:
        """A trip, a strike: one act for the class."""
        day = self.table.current_day() or self.desk.clock.today()
        context: dict[str, Any] = {"first_on": day, "last_on": day}
        if self.tab is not None:
            context["classes"] = (self.tab,)
        self.desk.run("canteen.declare-class-event", context)

    def print_sheet(self) -> None:
        """The paper sheet of the class for this week."""
        first, _last = self.period.bounds
        self.desk.print("canteen.class-sheet", {"school_class": self.tab, "day": first})


def _last_served_day(session: Any) -> date | None:
    from datetime import timedelta

    from app.store.uow import today_of
    from modules.canteen.queries import calendars, year_on
    from modules.canteen.rules.calendar import serving_days

    today = today_of(session)
    year = year_on(session, today)
    if year is None:
        return None
    days = [
        day for calendar in calendars(session, year.start_year).values()
        for day in serving_days(calendar, None, today + timedelta(days=6))
    ]
    before = [day for day in days if day <= today]
    return max(before, default=min(days, default=None))
