# SPDX-License-Identifier: EUPL-1.2
"""One row of an old register, read cell by cell before anything is looked up or written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.outcome import UserError
from app.core.people import key1
from app.core.postal import split_street
from app.core.text import Text as Shown
from app.forms.fields import Field
from app.forms.page import Params
from modules.cemetery.rules.codes import PlotKind, Regime
from modules.cemetery.rules.reading import (
    NO_DATE,
    AmountCell,
    DateCell,
    DurationCell,
    KindCell,
    LabelCell,
    Spot,
    read_amount,
    read_count,
    read_date,
    read_duration,
    read_kind,
    read_label,
    read_number,
    says_nothing,
    written,
)
from modules.cemetery.rules.reading_names import PersonCell, read_deceased, read_holders, sex_of_title
from modules.cemetery.strings import _


class Raw(Field[Any]):
    """A cell as the file holds it: the rules of reading decide, and what they cannot read stays as written."""

    def show(self, value: Any) -> str:
        return written(value)

    def parse(self, text: str) -> Any:
        return text

    def accept(self, cell: object) -> Any:
        if isinstance(cell, str):
            return cell.strip() or None
        return cell

    def plain(self, value: Any) -> Any:
        return (
            value if isinstance(value, list | dict | int | float | bool) or value is None else written(value)
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: kept beside the field, and said."""

    name: str
    label: Shown
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """Where somebody is written to."""

    number: str = ""
    repetition: str = ""
    street: str = ""
    complement: str = ""
    postcode: str = ""
    town: str = ""


@dataclass(slots=True)
class RegisterRow:
    """What a row says, in the cemetery's own values."""

    cemetery: str = ""
    section: str = ""
    row: str = ""
    label: LabelCell = field(default_factory=LabelCell)
    old_label: str = ""
    external_id: str = ""
    kind: KindCell = field(default_factory=KindCell)
    number: str = ""
    volume: str = ""
    folio: str = ""
    start: DateCell = NO_DATE
    duration: DurationCell = field(default_factory=DurationCell)
    expiry: DateCell = NO_DATE
    renewed: DateCell = NO_DATE
    holders: tuple[PersonCell, ...] = ()
    holder_text: str = ""
    heirs: tuple[PersonCell, ...] = ()
    mail: Mail | None = None
    phone: str = ""
    email: str = ""
    deceased: tuple[PersonCell, ...] = ()
    remains: str = ""
    """COFFIN, BOX, URN, ASHES when the row says it."""
    death_place: str = ""
    left: DateCell = NO_DATE
    has_left: bool = False
    places: int | None = None
    observed: int | None = None
    observed_on: DateCell = NO_DATE
    measures: dict[str, Decimal] = field(default_factory=dict)
    price: AmountCell = field(default_factory=AmountCell)
    monument: str = ""
    remark: str = ""
    photo: str = ""
    unread: list[Unread] = field(default_factory=list)

    @property
    def regime(self) -> Regime | None:
        """The legal regime that the row states or implies."""
        return self.kind.regime

    @property
    def has_concession(self) -> bool:
        """Whether the row speaks of a contract, not only of a spot or of somebody buried."""
        if self.regime not in (None, Regime.CONCEDED, Regime.PRIVATE_FOREVER):
            return False
        dated = self.start.value or self.expiry.value or not self.start.understood
        return bool(self.number or dated or self.duration.code or self.holders or self.kind.expires_on)


_PHRASE = re.compile(r"(?i)terrain|commun|reprise")
_PLAIN_STATES = {
    "", "LIBRE", "VIDE", "DISPONIBLE", "OCCUPE", "OCCUPEE", "OUI", "NON", "T", "F", "TRUE", "FALSE", "ECHUE", "ACTIVE",
    "EN COURS", "CONCEDEE", "NEANT", "1", "0",
}  # fmt: skip
"""Words of a state that the program derives by itself from the facts."""


class RowReader:
    """Reads rows; knows the day, for years of two digits, and the words of the fields, for what is unread."""

    def __init__(self, today: date, labels: dict[str, Shown]) -> None:
        self.today = today
        self.labels = labels

    def read(self, values: Params) -> RegisterRow:
        """Everything that a row says."""
        row = RegisterRow()
        self._spot(row, values)
        self._kind(row, values)
        self._concession(row, values)
        self._people(row, values)
        self._contact(row, values)
        self._measures(row, values)
        for name in ("remark", "monument", "photo"):
            text = _joined(values.get(name))
            setattr(row, name, "" if says_nothing(text) else text)
        return row

    def _unread(self, row: RegisterRow, name: str, text: str) -> None:
        row.unread.append(Unread(name, self.labels.get(name, name), text))

    def _date(self, row: RegisterRow, values: Params, name: str, **how: Any) -> DateCell:
        read = read_date(values.get(name), today=self.today, **how)
        if not read.understood:
            self._unread(row, name, read.as_written)
        return read

    # ------------------------------------------------------------ the ground

    def _spot(self, row: RegisterRow, values: Params) -> None:
        row.cemetery = _text(values.get("cemetery"))
        row.external_id = _text(values.get("external_id"))
        row.old_label = _text(values.get("old_label"))
        row.label = read_label(values.get("label"))
        suffix = _text(values.get("suffix"))
        if suffix and row.label.spots and not row.label.spots[0].suffix:
            first = Spot(row.label.spots[0].number, suffix.lower())
            row.label = replace(row.label, spots=(first, *row.label.spots[1:]))
        row.section = _text(values.get("section")) or row.label.section
        row.row = _text(values.get("row")) or row.label.row

    def _kind(self, row: RegisterRow, values: Params) -> None:
        kind = read_kind(values.get("kind"), today=self.today)
        if not kind.understood:
            self._unread(row, "kind", kind.as_written)
        for name in ("duration", "state", "holder"):
            if values.get(name) is None or (name == "holder" and not _PHRASE.search(written(values[name]))):
                continue
            also = read_kind(values.get(name), today=self.today)
            if name == "holder" and not (also.repossessed or also.regime is Regime.COMMON):
                # A family may be called Terre or Niche: only a whole phrase counts there.
                continue
            kind = _merged(kind, also)
        state = _text(values.get("state"))
        if state and key1(state) not in _PLAIN_STATES and not read_kind(state, today=self.today).understood:
            self._unread(row, "state", state)
        row.kind = kind

    # ------------------------------------------------------------ the contract

    def _concession(self, row: RegisterRow, values: Params) -> None:
        number = values.get("number")
        row.number = "" if says_nothing(number) else _text(number)
        row.volume, row.folio = _text(values.get("volume")), _text(values.get("folio"))
        row.start = self._date(row, values, "start")
        duration = read_duration(values.get("duration"))
        if duration.code is None and row.kind.duration.code is not None:
            duration = row.kind.duration
        elif not duration.understood and not read_kind(values.get("duration")).understood:
            self._unread(row, "duration", duration.as_written)
        row.duration = duration
        row.expiry = self._date(row, values, "expiry", near=row.start.value, past=False)
        row.renewed = self._date(row, values, "renewal", near=row.start.value)
        row.price = read_amount(values.get("price"), row.start.value)
        if not row.price.understood:
            self._unread(row, "price", row.price.as_written)

    # ------------------------------------------------------------ people

    def _people(self, row: RegisterRow, values: Params) -> None:
        row.holder_text = _joined(values.get("holder"))
        if not _PHRASE.search(row.holder_text) or read_kind(row.holder_text).regime is not Regime.COMMON:
            row.holders = tuple(
                self._named(values, "holder", read_holders(values.get("holder"), today=self.today))
            )
        row.heirs = read_holders(values.get("heirs"), today=self.today)
        for name, people in (("holder", row.holders), ("heirs", row.heirs)):
            for person in people:
                if not person.understood:
                    self._unread(row, name, person.as_written)
        self._deceased(row, values)

    def _named(self, values: Params, name: str, people: tuple[PersonCell, ...]) -> list[PersonCell]:
        """A name whose given names, maiden or married name stand in columns of their own."""
        if len(people) != 1:
            return list(people)
        person = people[0]
        given = _text(values.get(f"{name}_given"))
        maiden, married = _text(values.get(f"{name}_maiden")), _text(values.get(f"{name}_married"))
        if given:
            surname = " ".join(part for part in (_text(values.get(name)),) if part)
            bare = read_holders(surname)
            person = replace(
                bare[0] if len(bare) == 1 and bare[0].given_names else _surname_only(person, surname),
                given_names=given,
            )
            person = replace(person, as_written=f"{surname} {given}")
        if maiden and not says_nothing(maiden):
            person = replace(person, birth_name=maiden, usage_name=person.usage_name or person.birth_name)
        elif married and not says_nothing(married):
            person = replace(person, usage_name=married)
        return [person]

    def _deceased(self, row: RegisterRow, values: Params) -> None:
        people = list(read_deceased(values.get("deceased"), today=self.today))
        people = self._named(values, "deceased", tuple(people))
        for name, part in (("born", "born"), ("died", "died"), ("buried", "buried")):
            people = self._aligned(row, values, name, part, people)
        for person in people:
            if not person.understood:
                self._unread(row, "deceased", person.as_written)
        sex = {"M": "M", "H": "M", "F": "F", "1": "M", "2": "F"}.get(_text(values.get("sex")).upper()[:1], "")
        sex = sex or sex_of_title(_text(values.get("title")))
        row.deceased = tuple(replace(person, sex=person.sex or sex) for person in people)
        row.death_place = _text(values.get("death_place"))
        row.left = self._date(row, values, "left_on")
        row.has_left = bool(row.left.value) or _yes(values.get("has_left"))
        row.remains = _container(_text(values.get("container")), _yes(values.get("reduced")))

    def _aligned(
        self, row: RegisterRow, values: Params, name: str, part: str, people: list[PersonCell]
    ) -> list[PersonCell]:
        """Dates of a column beside the names: one for the only person, or one a line for as many people."""
        cell = values.get(name)
        if cell is None or not people:
            return people
        lines = cell.splitlines() if isinstance(cell, str) and "\n" in cell else [cell]
        if len(lines) != len(people):
            self._unread(row, name, written(cell))
            return people
        dated = []
        for person, line in zip(people, lines, strict=True):
            read = read_date(line, today=self.today)
            if not read.understood:
                self._unread(row, name, read.as_written)
            known = bool(read.value) or not getattr(person, part).as_written
            dated.append(_with_date(person, part, read) if known else person)
        return dated

    # ------------------------------------------------------------ contact, measures

    def _contact(self, row: RegisterRow, values: Params) -> None:
        from app.core.phones import to_e164

        street, complement = _text(values.get("address")), _text(values.get("address2"))
        postcode, town = _text(values.get("postcode")), _text(values.get("town"))
        if match := re.search(r"(?:^|[\s,])(\d{5})\s+([^\d].*)$", street):
            postcode, town = postcode or match[1], town or match[2].strip()
            street = street[: match.start()].strip(" ,-")
        if street or postcode or town:
            number, repetition, name = split_street(street)
            row.mail = Mail(number, repetition, name, complement, postcode.zfill(5) if postcode else "", town)
        if phone := _text(values.get("phone")):
            digits = f"0{phone}" if len(phone) == 9 and phone.isdigit() else phone
            try:
                row.phone = to_e164(digits).e164
            except UserError:
                self._unread(row, "phone", phone)
        email = _text(values.get("email"))
        if email and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            row.email = email
        elif email:
            self._unread(row, "email", email)

    def _measures(self, row: RegisterRow, values: Params) -> None:
        for name, column in (
            ("surface", "surface_m2"), ("length", "length_m"), ("width", "width_m"), ("depth", "depth_m")
        ):  # fmt: skip
            cell = values.get(name)
            found = None if says_nothing(cell) else read_number(cell)
            if found is not None and 0 < found < 1000:
                row.measures[column] = round(found, 2)
            elif not says_nothing(cell) and written(cell) not in ("0", "0.0", "0,00", "0.00"):
                self._unread(row, name, written(cell))
        for name in ("places", "observed"):
            cell = values.get(name)
            setattr(row, name, None if says_nothing(cell) else read_count(cell))
            if not says_nothing(cell) and getattr(row, name) is None:
                self._unread(row, name, written(cell))
        row.observed_on = self._date(row, values, "observed_on")


def _with_date(person: PersonCell, part: str, read: DateCell) -> PersonCell:
    if part == "born":
        return replace(person, born=read)
    return replace(person, died=read) if part == "died" else replace(person, buried=read)


def _merged(kind: KindCell, also: KindCell) -> KindCell:
    return replace(
        kind,
        kind=kind.kind or also.kind,
        regime=kind.regime or also.regime,
        duration=kind.duration if kind.duration.code else also.duration,
        mpf=kind.mpf or also.mpf,
        expires_on=kind.expires_on or also.expires_on,
        repossessed=kind.repossessed or also.repossessed,
        repossessed_on=kind.repossessed_on or also.repossessed_on,
    )


def _surname_only(person: PersonCell, surname: str) -> PersonCell:
    """A column of surnames alone: « LE GALL » is no « LE » called Gall."""
    if person.usage_name or person.family or person.unknown:
        return person
    return replace(person, birth_name=surname, given_names="", understood=True)


def _container(text: str, reduced: bool) -> str:
    folded = text.lower()
    if reduced or "boîte" in folded or "boite" in folded or "reliquaire" in folded or "ossement" in folded:
        return "BOX"
    if "urne" in folded or "incin" in folded:
        return "URN"
    if "cendre" in folded or "dispers" in folded:
        return "ASHES"
    return "COFFIN" if "cercueil" in folded or "corps" in folded else ""


def container_of(row: RegisterRow, kind: PlotKind) -> str:
    """What holds the remains: as the row says, else as the kind of the plot goes."""
    if row.remains:
        return row.remains
    if kind is PlotKind.SCATTERING:
        return "ASHES"
    if kind is PlotKind.OSSUARY:
        return "BONES"
    return "URN" if kind in (PlotKind.COLUMBARIUM, PlotKind.URN_VAULT) else "COFFIN"


def _yes(cell: object) -> bool:
    return written(cell).lower() in {"oui", "o", "t", "true", "vrai", "1", "x", "yes"}


def _text(cell: object) -> str:
    return " ".join(written(cell).split())


def _joined(cell: object) -> str:
    return "\n".join(line.strip() for line in written(cell).splitlines() if line.strip())


def unread_sentence(item: Unread) -> Shown:
    """« Prix : « 300 » n’a pas pu être lu, gardé tel qu’écrit »."""
    return _(
        "{field}\u00a0: «\u00a0{text}\u00a0» n’a pas pu être lu sûrement, gardé tel qu’écrit",
        field=item.label,
        text=item.text.replace("\n", " / "),
    )
