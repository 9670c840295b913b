# SPDX-License-Identifier: EUPL-1.2
"""What the attendance grid shows, as values: classes, children, days, marks and counts. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import Payer
from app.core.dates import show_day_long
from app.core.outcome import UserError
from app.directory.models import Civility, Person
from app.forms.fields import Tone
from app.store.uow import today_of
from modules.canteen.documents.words import CARE_CODE, DIET_CODES, short_day
from modules.canteen.queries import Cell, Eater, Register, classes_of, register, year_on
from modules.canteen.rules.attendance import DayState
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.custody import CustodyMethod, plan_on, shares_on
from modules.canteen.rules.headcount import Portion
from modules.canteen.services.custody_facts import plans_by_person
from modules.canteen.strings import _, label


class Shape(StrEnum):
    """What a cell of a grid looks like; each has a sign of its own, never a colour alone."""

    PRESENT = "present"
    EXTRA = "extra"
    """Present without a booking."""
    ABSENT = "absent"
    JUSTIFIED = "justified"
    ASKED = "asked"
    """Booked, and nobody has said."""
    AHEAD = "ahead"
    """Booked, on a day to come."""
    NOTHING = "nothing"
    CLOSED = "closed"
    ADDED = "added"
    """Booked outside the habit."""
    REMOVED = "removed"
    """Cancelled outside the habit."""
    WAITING = "waiting"
    """Asked for after the deadline: kept without effect."""


EATS = frozenset({Shape.PRESENT, Shape.EXTRA, Shape.ASKED, Shape.AHEAD})
"""Shapes counted as a meal."""


@dataclass(frozen=True)
class GridCell:
    """One person on one day."""

    enrolment: int
    day: date
    shape: Shape
    said: str
    """In words, for the tooltip and the screen reader."""
    can_change: bool = False
    is_booked: bool = False
    is_locked: bool = False
    is_basket: bool = False
    reason: str = ""
    """Code of the reason of an absence."""
    remark: str = ""
    text: str = ""
    """A few letters written in the cell beside its sign."""


@dataclass(frozen=True)
class Badge:
    """A short code beside a name."""

    text: str
    tone: Tone = Tone.NEUTRAL
    said: str = ""


@dataclass(frozen=True)
class GridRow:
    """A person of a grid, with one cell a day."""

    id: int
    title: str
    cells: tuple[GridCell | None, ...]
    badges: tuple[Badge, ...] = ()
    portion: Portion = (Category.ELEMENTAIRE, Diet.STANDARD)
    hint: str = ""
    """What is known without anybody having written it: « semaine de M. Morel »."""

    def note(self, days: Sequence[date]) -> str:
        """The remarks of the row, each with its day when there are several."""
        found = [(cell.day, cell.remark) for cell in self.cells if cell is not None and cell.remark]
        if len({text for _day, text in found}) == 1:
            return found[0][1]
        return " · ".join(f"{short_day(day)}\u00a0: {text}" for day, text in found)


@dataclass(frozen=True)
class GridColumn:
    """A day of a grid."""

    day: date
    label: str
    said: str
    is_today: bool = False
    is_locked: bool = False
    """The sheet is locked, or the deadline is passed: a change asks why."""
    is_closed: bool = False
    icon: str = "lock"
    """Shown beside the day when it is locked."""


@dataclass(frozen=True)
class ClassTab:
    """A class, or the adults when `id` is None."""

    id: int | None
    title: str
    missing: int = 0
    """Expected children about whom nobody has said anything, up to today."""


@dataclass(frozen=True)
class Sheets:
    """Every sheet between two days."""

    first_on: date
    last_on: date
    today: date
    days: tuple[date, ...]
    tabs: tuple[ClassTab, ...]
    rows: Mapping[int | None, tuple[GridRow, ...]]
    columns: Mapping[int | None, tuple[GridColumn, ...]]
    closed_because: str = ""
    """Why no day is served at all between the two days."""


@dataclass
class Counts:
    """Meals of one day over some rows."""

    meals: int = 0
    extras: int = 0
    baskets: int = 0
    asked: int = 0
    portions: Counter[Portion] = field(default_factory=Counter)


# ---------------------------------------------------------------- reading


def read_sheets(session: Session, first_on: date, last_on: date) -> Sheets:
    """The sheets of every class between two days of one school year. Raises `UserError` when it is not open."""
    today = today_of(session)
    year = year_on(session, first_on)
    if year is None:
        raise UserError(_("L’année scolaire du {day} n’est pas ouverte.", day=show_day_long(first_on)))
    found = register(session, first_on, last_on)
    days = tuple(found.days())
    hints = custody_weeks(session, first_on, last_on)
    grouped: dict[int | None, list[Eater]] = {}
    for eater in found.eaters:
        grouped.setdefault(eater.class_id, []).append(eater)
    rows = {key: tuple(_row(found, eater, days, today, hints) for eater in some) for key, some in grouped.items()}
    columns = {key: tuple(_column(found, some, day, today) for day in days) for key, some in grouped.items()}
    titles = [(school_class.id, school_class.title) for school_class in classes_of(session, year.id)]
    tabs = [ClassTab(key, title, missing(rows[key])) for key, title in titles if key in rows]
    if None in rows:
        tabs.append(ClassTab(None, str(_("Adultes")), missing(rows[None])))
    why = "" if days else _closed_because(found)
    return Sheets(first_on, last_on, today, days, tuple(tabs), rows, columns, why)


def missing(rows: Iterable[GridRow]) -> int:
    """How many cells wait for a mark."""
    return sum(1 for row in rows for cell in row.cells if cell is not None and cell.shape is Shape.ASKED)


def count_meals(rows: Iterable[GridRow], column: int, eats: frozenset[Shape] = EATS) -> Counts:
    """Meals of one column: present, or still expected (the shapes of `eats`)."""
    counts = Counts()
    for row in rows:
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is None or cell.shape not in eats:
            continue
        counts.asked += cell.shape is Shape.ASKED
        if cell.is_basket:
            counts.baskets += 1
            continue
        counts.meals += 1
        counts.extras += cell.shape is Shape.EXTRA
        counts.portions[row.portion] += 1
    return counts


def _row(found: Register, eater: Eater, days: Sequence[date], today: date, hints: Mapping[int, str]) -> GridRow:
    return GridRow(
        eater.enrolment_id, eater.title, tuple(attendance_cell(found.cell(eater, day), eater, day, today) for day in days),
        badges_of(eater), (eater.category, eater.diet), hints.get(eater.person_id, ""),
    )


_SHORT_CIVILITY = {Civility.MME: _("Mme"), Civility.M: _("M.")}

BY_WEEK = frozenset({CustodyMethod.WEEK_PARITY, CustodyMethod.ALTERNATE_FROM})


def custody_weeks(session: Session, first_on: date, last_on: date) -> dict[int, str]:
    """By person who lives one week in two with each parent: whose week it is. Empty beyond one week."""
    if (last_on - first_on).days > 6:
        return {}
    bearers = {}
    for person_id, plans in plans_by_person(session, first_on, last_on).items():
        plan = plan_on(plans, first_on)
        if plan is not None and plan.method in BY_WEEK:
            bearers[person_id] = shares_on(plan, first_on)[0].payer_id
    names = {
        row.id: " ".join(filter(None, (str(_SHORT_CIVILITY.get(row.civility, "")), row.usage_name or row.birth_name)))
        for row in session.execute(
            select(Payer.id, Person.civility, Person.usage_name, Person.birth_name)
            .join(Person, Person.id == Payer.person_id).where(Payer.id.in_(set(bearers.values())))
        )
    }
    return {person: str(_("semaine de {name}", name=names[payer])) for person, payer in bearers.items() if payer in names}


def badges_of(eater: Eater) -> tuple[Badge, ...]:
    """The codes beside a name: diet, care plan. Nothing of the plan itself."""
    badges = []
    if eater.diet in DIET_CODES:
        badges.append(Badge(str(DIET_CODES[eater.diet]), Tone.NEUTRAL, str(label(eater.diet))))
    if eater.has_care_plan:
        badges.append(Badge(str(CARE_CODE), Tone.DANGER, str(_("projet d’accueil individualisé"))))
    return tuple(badges)


def _column(found: Register, eaters: Sequence[Eater], day: date, today: date) -> GridColumn:
    here = [eater for eater in eaters if eater.is_enrolled(day)]
    is_locked = any(found.state(eater, day) is DayState.LOCKED for eater in here)
    is_closed = not any(found.status(eater, day).is_open for eater in here)
    return GridColumn(
        day, short_day(day).capitalize(), show_day_long(day, weekday=True), day == today, is_locked, is_closed
    )


def _closed_because(found: Register) -> str:
    for eater in found.eaters:
        status = found.status(eater, found.first_on)
        if not status.is_open:
            return str(status.why)
    return ""


def attendance_cell(cell: Cell, eater: Eater, day: date, today: date) -> GridCell:
    """The cell of the attendance grid for what is known of one eater on one day."""
    shape = _shape(cell, day, today)
    is_locked = cell.state is DayState.LOCKED
    words = [say_shape(shape), *_details(cell, shape)]
    return GridCell(
        eater.enrolment_id, day, shape, ", ".join(word for word in words if word), can_change=cell.is_open,
        is_booked=cell.is_booked, is_locked=is_locked, is_basket=cell.is_basket,
        reason=cell.reason.value if cell.reason else "", remark=cell.remark,
    )


def _shape(cell: Cell, day: date, today: date) -> Shape:
    if not cell.is_open:
        return Shape.CLOSED
    if cell.is_present:
        return Shape.PRESENT if cell.is_booked else Shape.EXTRA
    if cell.is_present is False:
        if not cell.is_booked:
            return Shape.NOTHING
        return Shape.JUSTIFIED if cell.is_justified else Shape.ABSENT
    if not cell.is_booked:
        return Shape.NOTHING
    return Shape.ASKED if day <= today else Shape.AHEAD


def _details(cell: Cell, shape: Shape) -> list[str]:
    words = [cell.why] if shape is Shape.CLOSED else []
    if cell.reason is not None:
        words.append(str(label(cell.reason)).lower())
    if cell.is_basket and shape in EATS:
        words.append(str(_("panier repas apporté par la famille")))
    if cell.basis is not None and shape in (Shape.ABSENT, Shape.JUSTIFIED, Shape.EXTRA):
        words.append(str(_("facturation\u00a0: {basis}", basis=str(label(cell.basis)).lower())))
    if cell.remark:
        words.append(cell.remark)
    if cell.state is DayState.LOCKED:
        words.append(str(_("feuille verrouillée")))
    return words


_SAID = {
    Shape.PRESENT: _("présent"),
    Shape.EXTRA: _("présent sans réservation"),
    Shape.ABSENT: _("absent"),
    Shape.JUSTIFIED: _("absence justifiée"),
    Shape.ASKED: _("attendu, à pointer"),
    Shape.AHEAD: _("réservé"),
    Shape.NOTHING: _("pas de repas"),
    Shape.CLOSED: _("pas de cantine"),
    Shape.ADDED: _("réservé en plus de la semaine type"),
    Shape.REMOVED: _("annulé"),
    Shape.WAITING: _("demande hors délai, sans effet"),
}


def say_shape(shape: Shape) -> str:
    """The shape in words."""
    return str(_SAID[shape])


# ---------------------------------------------------------------- what a mark makes of a cell


PRESENT, ABSENT, JUSTIFIED, UNKNOWN = "P", "A", "J", "?"


def marked(cell: GridCell, mark: str, today: date, reason: str = "") -> GridCell:
    """The cell as the mark makes it, before the database has answered."""
    if mark == PRESENT:
        shape = Shape.PRESENT if cell.is_booked else Shape.EXTRA
    elif mark == UNKNOWN or not cell.is_booked:
        shape = (Shape.ASKED if cell.day <= today else Shape.AHEAD) if cell.is_booked else Shape.NOTHING
    else:
        shape = Shape.JUSTIFIED if mark == JUSTIFIED else Shape.ABSENT
    return replace(cell, shape=shape, said=say_shape(shape), reason=reason)


def toggle_mark(cell: GridCell) -> str:
    """What `Space` asks of a cell: present, else absent, or nothing where nothing was booked."""
    if cell.shape is Shape.PRESENT:
        return ABSENT
    if cell.shape is Shape.EXTRA:
        return UNKNOWN
    return PRESENT


def targets(cells: Sequence[GridCell], mark: str) -> list[GridCell]:
    """Among several cells, those that one mark is for.

    A single cell takes any mark. Over a row or a column only booked days count: those still to be
    pointed, or all of them when none is left.
    """
    open_cells = [cell for cell in cells if cell.can_change]
    if len(cells) == 1:
        return open_cells
    if mark == UNKNOWN:
        return [cell for cell in open_cells if cell.shape not in (Shape.NOTHING, Shape.ASKED, Shape.AHEAD)]
    booked = [cell for cell in open_cells if cell.is_booked]
    waiting = [cell for cell in booked if cell.shape in (Shape.ASKED, Shape.AHEAD)]
    return waiting or booked
