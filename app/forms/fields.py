# SPDX-License-Identifier: EUPL-1.2
"""A field is declared once; column, editor, import, export, settings and command line all come from it.

A value has three forms: *stored* (a Python value), *shown* (French text), *plain* (JSON). A field
converts between them with `show`, `read`, `accept` and `plain`, and says no with `check`.
The law of every field, kept by a test: `read(show(value)) == value`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from app.core import dates, money
from app.core.dates import Month, PartialDate
from app.core.outcome import FormErrors, UserError
from app.core.people import key1
from app.core.strings import _
from app.core.text import Text as Shown
from app.forms.tones import Tone as Tone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")
N = TypeVar("N", int, Decimal)
LARGEST = 10**15
"""Numbers from here on are a slip of the hand, and do not fit in a database."""


@dataclass(frozen=True)
class Option:
    """One value of a choice: what is stored, what is said, and how it looks as a chip."""

    value: str
    label: Shown
    tone: Tone | None = None
    """When given, lists show the value as a chip (icon and word)."""
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Field(Generic[T]):
    """What every field declares. `name` is also its name in JSON, on the command line and in services."""

    name: str
    label: Shown
    help: Shown = ""
    required: bool = False
    default: T | None = None
    sensitive: bool = False
    """Health, bank data: shown only with the right, never in general lists, exports or the search."""
    synonyms: tuple[str, ...] = ()
    """Other headings under which an imported file may hold it."""
    width: int = 12
    """Characters that a usual value takes, for columns and editors."""
    align: ClassVar[str] = "left"

    def show(self, value: T | None) -> str:
        """The value in French, as lists, papers and editors write it; empty for None."""
        return "" if value is None else str(value)

    def read(self, text: str) -> T | None:
        """The value of a typed text; None when blank. Raises `UserError` with a sentence."""
        text = unicodedata.normalize("NFC", text).replace("\u00ad", "").strip(" \t\r\n\u00a0\u202f")
        return self.parse(text) if text else None

    def parse(self, text: str) -> T:
        """The value of a text that is not blank."""
        raise NotImplementedError

    def accept(self, cell: object) -> T | None:
        """The value of a spreadsheet cell or of a JSON value: native types first, else its text."""
        if cell is None:
            return None
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return self.read(str(cell))

    def plain(self, value: T | None) -> Any:
        """The value as JSON holds it: ISO dates, amounts as strings, None when empty."""
        return value

    def check(self, value: T | None) -> None:
        """Raise `UserError` when the value cannot be kept."""
        if self.required and value in (None, ""):
            raise self.fault(_("À remplir."))

    def fault(self, message: Shown) -> UserError:
        """The sentence of a fault, bound to this field."""
        return UserError(message, field=self.name)


@dataclass(frozen=True, kw_only=True)
class Text(Field[str]):
    """A line of text, kept as typed (NFC, outer blanks dropped)."""

    longest: int = 200
    width: int = 24

    def parse(self, text: str) -> str:
        return " ".join(text.split())

    def check(self, value: str | None) -> None:
        super().check(value)
        if value is not None and len(value) > self.longest:
            raise self.fault(
                _("Au plus {count} caractères\u00a0: raccourcissez ce texte.", count=self.longest)
            )


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """Several lines of text."""

    longest: int = 4000

    def parse(self, text: str) -> str:
        return "\n".join(line.rstrip() for line in text.splitlines())


@dataclass(frozen=True, kw_only=True)
class Paths(Text):
    """Files and folders of this machine, parted by semicolons; the window offers to choose them."""

    longest: int = 20_000
    width: int = 40
    folder: bool = False
    """One folder and nothing else."""
    kinds: tuple[str, ...] = ()
    """Endings of the files offered: `.pdf`."""

    def parse(self, text: str) -> str:
        # Two blanks in a row may be part of a name.
        return text


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    """An electronic address: light check, case kept, domain in lower case."""

    def parse(self, text: str) -> str:
        local, at, domain = text.replace(" ", "").rpartition("@")
        if not (at and local and "." in domain.strip(".")):
            raise self.fault(
                _("Cette adresse électronique n’est pas complète\u00a0: il y manque une partie.")
            )
        return f"{local}@{domain.lower()}"


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A telephone number, stored in E.164, shown in pairs of digits."""

    width: int = 14

    def parse(self, text: str) -> str:
        from app.core.phones import to_e164

        try:
            return to_e164(text).e164
        except UserError as fault:
            raise self.fault(fault.message) from None

    def show(self, value: str | None) -> str:
        from app.core.phones import show_phone

        return show_phone(value) if value else ""

    def accept(self, cell: object) -> str | None:
        # A spreadsheet drops the leading zero of a number typed without spaces.
        text = str(int(cell)) if isinstance(cell, int | float) else str(cell or "")
        return self.read(f"0{text}" if len(text) == 9 and text.isdigit() else text)


@dataclass(frozen=True, kw_only=True)
class Postcode(Text):
    """Five digits, text: the leading zero counts."""

    width: int = 6

    def parse(self, text: str) -> str:
        digits = text.replace(" ", "")
        if len(digits) == 4 and digits.isdigit():
            raise self.fault(_("Il manque un chiffre\u00a0: est-ce {proposal}\u202f?", proposal=f"0{digits}"))
        if len(digits) != 5 or not digits.isdigit():
            raise self.fault(_("Un code postal a cinq chiffres."))
        return digits


@dataclass(frozen=True, kw_only=True)
class Whole(Field[int]):
    """A whole number, between two bounds when they are given."""

    least: int | None = None
    most: int | None = None
    unit: Shown = ""
    width: int = 6
    align: ClassVar[str] = "right"

    def parse(self, text: str) -> int:
        try:
            value = int(text.replace("\u202f", "").replace("\u00a0", "").replace(" ", ""))
        except ValueError:
            raise self.fault(_("Un nombre entier est attendu, par exemple 12.")) from None
        return _kept(self, value)

    def check(self, value: int | None) -> None:
        super().check(value)
        if value is None:
            return
        if self.least is not None and value < self.least:
            raise self.fault(_("Au moins {least}.", least=self.least))
        if self.most is not None and value > self.most:
            raise self.fault(_("Au plus {most}.", most=self.most))


@dataclass(frozen=True, kw_only=True)
class Number(Field[Decimal]):
    """A number with a decimal comma: a quotient, a rate, a surface."""

    places: int = 2
    least: Decimal | None = None
    unit: Shown = ""
    width: int = 8
    align: ClassVar[str] = "right"

    def show(self, value: Decimal | None) -> str:
        return "" if value is None else format(value.normalize(), "f").replace(".", ",")

    def parse(self, text: str) -> Decimal:
        bare = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").removesuffix("€")
        try:
            value = Decimal(bare.replace(",", "."))
        except InvalidOperation:
            raise self.fault(_("Un nombre est attendu, par exemple 12,5.")) from None
        exponent = value.normalize().as_tuple().exponent
        if not isinstance(exponent, int) or -exponent > self.places:
            raise self.fault(_("Au plus {places} chiffres après la virgule.", places=self.places))
        return _kept(self, value)

    def accept(self, cell: object) -> Decimal | None:
        return self.parse(repr(cell)) if isinstance(cell, int | float) else super().accept(cell)

    def plain(self, value: Decimal | None) -> Any:
        return None if value is None else str(value)

    def check(self, value: Decimal | None) -> None:
        super().check(value)
        if value is not None and self.least is not None and value < self.least:
            raise self.fault(_("Au moins {least}.", least=self.show(self.least)))


@dataclass(frozen=True, kw_only=True)
class Money(Field[Decimal]):
    """An amount in euros, exact to the cent."""

    least: Decimal | None = None
    width: int = 11
    align: ClassVar[str] = "right"

    def show(self, value: Decimal | None) -> str:
        return "" if value is None else money.show_money(value)

    def parse(self, text: str) -> Decimal:
        try:
            return _kept(self, money.read_money(text))
        except UserError as fault:
            raise self.fault(fault.message) from None

    def accept(self, cell: object) -> Decimal | None:
        if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and isfinite(cell):
            return money.round_half_up(_kept(self, Decimal(str(cell))))
        return super().accept(cell)

    def plain(self, value: Decimal | None) -> Any:
        return None if value is None else format(value, ".2f")

    def check(self, value: Decimal | None) -> None:
        super().check(value)
        if value is not None and self.least is not None and value < self.least:
            raise self.fault(_("Au moins {least}.", least=money.show_money(self.least)))


@dataclass(frozen=True, kw_only=True)
class Day(Field[date]):
    """A civil day; reads `3/10/26`, `031026`, `3 oct`, `2026-10-03`."""

    width: int = 10

    def show(self, value: date | None) -> str:
        return "" if value is None else dates.show_day(value)

    def parse(self, text: str) -> date:
        try:
            return dates.read_day(text)
        except UserError as fault:
            raise self.fault(fault.message) from None

    def accept(self, cell: object) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        return cell if isinstance(cell, date) else super().accept(cell)

    def plain(self, value: date | None) -> Any:
        return None if value is None else value.isoformat()


@dataclass(frozen=True, kw_only=True)
class PartialDay(Field[PartialDate]):
    """A date of which the day, or the month, may be unknown: « 1931 », « mai 1931 »."""

    width: int = 10

    def show(self, value: PartialDate | None) -> str:
        return "" if value is None else value.show()

    def parse(self, text: str) -> PartialDate:
        try:
            return PartialDate.read(text)
        except UserError as fault:
            raise self.fault(fault.message) from None

    def accept(self, cell: object) -> PartialDate | None:
        if isinstance(cell, date):
            return PartialDate(cell.year, cell.month, cell.day)
        return super().accept(cell)

    def plain(self, value: PartialDate | None) -> Any:
        return None if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Moment(Field[datetime]):
    """An instant, shown at the town hall's hour; written by the program, never typed."""

    width: int = 16

    def show(self, value: datetime | None) -> str:
        return "" if value is None else dates.show_moment(value)

    def parse(self, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise self.fault(_("Un instant est attendu, par exemple 2026-10-03T09:00:00+02:00.")) from None

    def plain(self, value: datetime | None) -> Any:
        return None if value is None else value.isoformat()


@dataclass(frozen=True, kw_only=True)
class TimeOfDay(Field[time]):
    """An hour of the day: `9:30`, `9 h 30`, `9h`."""

    width: int = 6

    def show(self, value: time | None) -> str:
        return "" if value is None else f"{value.hour}\u00a0h\u00a0{value.minute:02d}"

    def parse(self, text: str) -> time:
        found = re.fullmatch(r"([0-9]{1,2})(?:[h:.]?([0-9]{2}))?[h:]?(?:min|mn)?", "".join(text.split()).lower())
        try:
            if found:
                return time(int(found[1]), int(found[2] or 0))
        except ValueError:
            pass
        raise self.fault(_("Une heure est attendue, par exemple 9\u00a0h\u00a030."))

    def accept(self, cell: object) -> time | None:
        return cell if isinstance(cell, time) else super().accept(cell)

    def plain(self, value: time | None) -> Any:
        return None if value is None else value.isoformat("minutes")


@dataclass(frozen=True, kw_only=True)
class MonthOf(Field[Month]):
    """A calendar month; reads `octobre 2026`, `10/2026`, `2026-10`."""

    width: int = 14

    def show(self, value: Month | None) -> str:
        return "" if value is None else dates.show_month(value)

    def parse(self, text: str) -> Month:
        try:
            return dates.read_month(text)
        except UserError as fault:
            raise self.fault(fault.message) from None

    def plain(self, value: Month | None) -> Any:
        return None if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Field[str]):
    """One value of a closed list. With `kind` the value read is a member of that enum."""

    options: tuple[Option, ...] = ()
    kind: type[StrEnum] | None = None

    def option(self, value: str | None) -> Option | None:
        """The declared option of a stored value."""
        return next((option for option in self.options if option.value == value), None)

    def show(self, value: str | None) -> str:
        option = self.option(value)
        return str(option.label) if option else str(value or "")

    def parse(self, text: str) -> str:
        folded = key1(text)
        for option in self.options:
            if text == option.value or folded in (key1(option.value), key1(str(option.label))):
                return self.kind(option.value) if self.kind else option.value
        known = ", ".join(str(option.label) for option in self.options)
        raise self.fault(_("Choisissez parmi\u00a0: {known}.", known=known))

    def plain(self, value: str | None) -> Any:
        return None if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Flag(Field[bool]):
    """Yes or no."""

    width: int = 4
    yes: ClassVar[frozenset[str]] = frozenset({"OUI", "O", "1", "TRUE", "VRAI", "X", "YES"})
    no: ClassVar[frozenset[str]] = frozenset({"NON", "N", "0", "FALSE", "FAUX", "NO"})

    def show(self, value: bool | None) -> str:
        return "" if value is None else str(_("oui") if value else _("non"))

    def parse(self, text: str) -> bool:
        folded = key1(text)
        if folded in self.yes or folded == key1(str(_("oui"))):
            return True
        if folded in self.no or folded == key1(str(_("non"))) or text == "-":
            return False
        raise self.fault(_("Répondez par oui ou par non."))

    def accept(self, cell: object) -> bool | None:
        return cell if isinstance(cell, bool) else super().accept(cell)


@dataclass(frozen=True, kw_only=True)
class Weekdays(Field[int]):
    """Days of the week as a mask: Monday 1, Tuesday 2, Wednesday 4… ; reads « LMJV », « lundi et jeudi »."""

    width: int = 12
    every: int = 0b11011
    """What « tous les jours » means: the days of the four-day week."""
    letters: ClassVar[str] = "LMEJVSD"
    names: ClassVar[tuple[str, ...]] = (
        "LUNDI",
        "MARDI",
        "MERCREDI",
        "JEUDI",
        "VENDREDI",
        "SAMEDI",
        "DIMANCHE",
    )

    def show(self, value: int | None) -> str:
        if value is None:
            return ""
        shorts = (_("lun."), _("mar."), _("mer."), _("jeu."), _("ven."), _("sam."), _("dim."))
        return " ".join(str(short) for i, short in enumerate(shorts) if value >> i & 1) or str(_("aucun"))

    def parse(self, text: str) -> int:
        folded = key1(text)
        if folded in {"AUCUN", "NON", "JAMAIS", ""}:
            return 0
        words = [word for word in folded.split() if word not in {"ET", "LE", "LES"}]
        if folded in {"X", "OUI", "TOUS"} or ("TOUS" in words and "JOURS" in words):
            return self.every
        mask = 0
        for word in words:
            mask |= self._word(word)
        return mask

    def _word(self, word: str) -> int:
        # « lundis », but « JS » is Thursday and Saturday.
        stem = word.rstrip("S") if len(word) > 3 else word
        whole = [i for i, name in enumerate(self.names) if len(stem) >= 2 and name.startswith(stem)]
        if whole:
            return 1 << whole[0]
        mask = 0
        for letter in word:
            # « LMJV »: the first M is Tuesday; Wednesday is E or a second M, as in « LMMJV ».
            index = self.letters.find(letter)
            if index < 0:
                raise self.fault(
                    _(
                        "Des jours sont attendus, par exemple «\u00a0LMJV\u00a0» ou «\u00a0lundi et jeudi\u00a0»."
                    )
                )
            mask |= 4 if letter == "M" and mask & 2 else 1 << index
        return mask

    def accept(self, cell: object) -> int | None:
        if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < 1 << 7:
            return cell
        return super().accept(cell)


@dataclass(frozen=True, kw_only=True)
class Ref(Field[int]):
    """A link to one record of a page; typed by a piece of its title, stored by its id."""

    page: str = ""
    find: Callable[[Session, str], Sequence[tuple[int, str]]] | None = None
    """Candidates (id, title) for a typed text, best first; a blank text lists the usual ones."""
    title: Callable[[Session, int], str] | None = None
    width: int = 20

    def parse(self, text: str) -> int:
        try:
            return int(text.removeprefix("#"))
        except ValueError:
            raise self.fault(_("Choisissez dans la liste, ou donnez son numéro.")) from None

    def resolve(self, session: Session, text: str) -> int | None:
        """The id for a typed text: a number, or the only record that it names. Raises `UserError`."""
        if not text.strip() or text.strip().removeprefix("#").isdigit():
            return self.read(text)
        found = list(self.find(session, text)) if self.find else []
        exact = [row for row in found if key1(row[1]) == key1(text)] or found
        if len(exact) == 1:
            return exact[0][0]
        if not exact:
            raise self.fault(_("Rien ne correspond à «\u00a0{text}\u00a0».", text=text))
        titles = ", ".join(title for _id, title in exact[:5])
        raise self.fault(_("Plusieurs correspondent\u00a0: {titles}. Précisez.", titles=titles))


@dataclass(frozen=True, kw_only=True)
class Refs(Field[tuple[int, ...]]):
    """Links to several records of a page."""

    page: str = ""
    find: Callable[[Session, str], Sequence[tuple[int, str]]] | None = None
    width: int = 30

    def show(self, value: tuple[int, ...] | None) -> str:
        return ", ".join(str(item) for item in value or ())

    def parse(self, text: str) -> tuple[int, ...]:
        try:
            return tuple(int(part.strip().removeprefix("#")) for part in text.split(",") if part.strip())
        except ValueError:
            raise self.fault(_("Des numéros séparés par des virgules sont attendus.")) from None

    def accept(self, cell: object) -> tuple[int, ...] | None:
        return tuple(cell) if isinstance(cell, list | tuple) else super().accept(cell)

    def plain(self, value: tuple[int, ...] | None) -> Any:
        return None if value is None else list(value)


@dataclass(frozen=True, kw_only=True)
class Lines(Field[tuple[Mapping[str, Any], ...]]):
    """A short table typed inside a form: brackets of a tariff, shares of a custody plan.

    On the command line and in JSON: a list of objects keyed by the names of `fields`.
    """

    fields: tuple[Field[Any], ...] = ()
    width: int = 40

    def show(self, value: tuple[Mapping[str, Any], ...] | None) -> str:
        return "" if value is None else json.dumps(self.plain(value), ensure_ascii=False)

    def parse(self, text: str) -> tuple[Mapping[str, Any], ...]:
        try:
            return self.rows(json.loads(text))
        except (ValueError, TypeError, AttributeError):
            raise self.fault(_("Une liste de lignes au format JSON est attendue.")) from None

    def accept(self, cell: object) -> tuple[Mapping[str, Any], ...] | None:
        return self.rows(cell) if isinstance(cell, list | tuple) else super().accept(cell)

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        """Rows of plain values, read field by field. Raises `UserError` at the first fault."""
        return tuple({f.name: f.accept(row.get(f.name)) for f in self.fields} for row in rows)

    def plain(self, value: tuple[Mapping[str, Any], ...] | None) -> Any:
        return (
            None
            if value is None
            else [{f.name: f.plain(row.get(f.name)) for f in self.fields} for row in value]
        )


def _kept(field: Field[Any], value: N) -> N:
    """The number itself, unless the database could not hold it."""
    if not -LARGEST < value < LARGEST:
        raise field.fault(_("Ce nombre est trop grand."))
    return value


def read_all(fields: Sequence[Field[Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """Check the values of a form; defaults fill what is absent. Raises `FormErrors` with every fault."""
    checked: dict[str, Any] = {}
    faults: dict[str, Shown] = {}
    for field in fields:
        value = values.get(field.name)
        if value is None and field.name not in values:
            value = field.default
        try:
            field.check(value)
        except UserError as fault:
            faults[field.name] = _("{label}\u00a0: {fault}", label=field.label, fault=fault.message)
        checked[field.name] = value
    if faults:
        raise FormErrors(faults)
    return checked
