# SPDX-License-Identifier: EUPL-1.2
"""What rows of a register may meet: cemeteries, plots, contracts and dead already there, read once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.dates import PartialDate
from app.core.people import key1, key2
from app.directory.models import Address, ContactPoint, Person
from modules.cemetery.models import (
    Cemetery,
    CemeterySection,
    Concession,
    ConcessionPlot,
    Deceased,
    Plot,
    PlotAlias,
    PlotRow,
    Remains,
)
from modules.cemetery.rules.reading import LabelCell, Spot, number_key
from modules.cemetery.rules.reading_names import PersonCell

Where = tuple[Cemetery, str, str, str]


def compose_label(section: str, row: str, spot: Spot) -> str:
    """« A-03-12 bis » from its parts: short numbers on two digits, so that lists sort as people count."""
    number = spot.number.zfill(2) if spot.number.isdigit() and row else spot.number
    parts = [section, row.zfill(2) if row.isdigit() else row, number]
    return "-".join(part for part in parts if part) + (f" {spot.suffix}" if spot.suffix else "")


def labels_of(cell: LabelCell, section: str, row: str) -> list[str]:
    """The label of each spot of a cell: as written when it says its own section, else composed."""
    if cell.section and len(cell.spots) == 1 and (not section or key2(section) == key2(cell.section)):
        return [cell.as_written.upper() if cell.as_written.isupper() else cell.as_written]
    if cell.section and not row:
        return [
            f"{cell.section}{spot.number}{f' {spot.suffix}' if spot.suffix else ''}" for spot in cell.spots
        ]
    return [compose_label(section, row, spot) for spot in cell.spots]


@dataclass
class Graves:
    """Every plot of the dossier by the ways in which a file may name it."""

    session: Session
    cemeteries: list[Cemetery] = field(default_factory=list)
    sections: dict[tuple[Cemetery, str], CemeterySection] = field(default_factory=dict)
    rows: dict[tuple[CemeterySection, str], PlotRow] = field(default_factory=dict)
    by_place: dict[Where, Plot] = field(default_factory=dict)
    by_label: dict[tuple[Cemetery, str], Plot] = field(default_factory=dict)
    by_number: dict[tuple[Cemetery, str, str], list[Plot]] = field(default_factory=lambda: defaultdict(list))
    by_alias: dict[tuple[Cemetery, str], list[Plot]] = field(default_factory=lambda: defaultdict(list))
    by_external: dict[str, Plot] = field(default_factory=dict)

    def load(self) -> None:
        """Read all that is there."""
        self.cemeteries = list(self.session.scalars(select(Cemetery).order_by(Cemetery.id)))
        for section in self.session.scalars(
            select(CemeterySection).options(joinedload(CemeterySection.cemetery))
        ):
            self.sections[section.cemetery, key1(section.code)] = section
        for row in self.session.scalars(select(PlotRow).options(joinedload(PlotRow.section))):
            self.rows[row.section, number_key(row.code)] = row
        plots = select(Plot).options(
            joinedload(Plot.section), joinedload(Plot.row), selectinload(Plot.aliases)
        )
        for plot in self.session.scalars(plots):
            self.know(plot)
        for alias in self.session.scalars(select(PlotAlias).options(joinedload(PlotAlias.plot))):
            self.know_alias(alias)

    def know(self, plot: Plot) -> None:
        """Make a plot known."""
        section = key1(plot.section.code) if plot.section else ""
        row = number_key(plot.row.code) if plot.row else ""
        number = number_key(plot.number, plot.suffix)
        self.by_place.setdefault((plot.cemetery, section, row, number), plot)
        self.by_number[plot.cemetery, section, number].append(plot)
        self.by_label[plot.cemetery, plot.label_key] = plot

    def know_alias(self, alias: PlotAlias) -> None:
        """Make a former number known."""
        if alias.scheme == EXTERNAL_SCHEME:
            self.by_external[alias.label] = alias.plot
        else:
            self.by_alias[alias.plot.cemetery, alias.label_key].append(alias.plot)

    def cemetery(self, name: str, default: str) -> Cemetery:
        """The cemetery so named, created when there is none; without a name, the only one there is."""
        name = name or default
        wanted = _bare(name)
        for known in self.cemeteries:
            if wanted and wanted in (_bare(known.title), key1(known.code)):
                return known
        if not name and len(self.cemeteries) == 1:
            return self.cemeteries[0]
        made = Cemetery(code=self._code(name or "Cimetière"), title=name or "Cimetière")
        self.session.add(made)
        self.cemeteries.append(made)
        return made

    def _code(self, name: str) -> str:
        letters = key2(_bare(name) or name)[:3] or "C"
        taken = {known.code for known in self.cemeteries}
        return next(
            code for n in range(1, 1000) if (code := letters if n == 1 else f"{letters}{n}") not in taken
        )

    def section(self, cemetery: Cemetery, code: str) -> CemeterySection | None:
        """The section of that code, created when there is none."""
        if not code:
            return None
        found = self.sections.get((cemetery, key1(code)))
        if found is None:
            rank = sum(1 for owner, _code in self.sections if owner is cemetery)
            found = CemeterySection(cemetery=cemetery, code=code, rank=rank)
            self.session.add(found)
            self.sections[cemetery, key1(code)] = found
        return found

    def row(self, section: CemeterySection | None, code: str) -> PlotRow | None:
        """The row of that code, created when there is none; a row needs a section."""
        if not code or section is None:
            return None
        found = self.rows.get((section, number_key(code)))
        if found is None:
            found = PlotRow(section=section, code=code, rank=int(code) if code.isdigit() else 0)
            self.session.add(found)
            self.rows[section, number_key(code)] = found
        return found

    def find(self, cemetery: Cemetery, section: str, row: str, spot: Spot, label: str) -> Plot | None:
        """The plot of a spot: by its place, its label, its section and number when it has no row, an old number."""
        number = number_key(spot.number, spot.suffix)
        found = self.by_place.get((cemetery, key1(section), number_key(row) if row else "", number))
        found = found or self.by_label.get((cemetery, key2(label)))
        if found is None and not row:
            alone = self.by_number.get((cemetery, key1(section), number), [])
            found = alone[0] if len(alone) == 1 else None
        if found is None:
            old = self.by_alias.get((cemetery, key2(label)), [])
            found = old[0] if len(old) == 1 else None
        return found


EXTERNAL_SCHEME = "openCimetière"


def _bare(name: str) -> str:
    return " ".join(
        word for word in key1(name).split() if word not in {"CIMETIERE", "LE", "DU", "DE", "LA"}
    ) or key1(name)


@dataclass
class Rights:
    """Concessions by plot, remains by plot, and the ways to reach living people."""

    session: Session
    by_plot: dict[Plot, list[Concession]] = field(default_factory=lambda: defaultdict(list))
    dead: dict[Plot, list[Remains]] = field(default_factory=lambda: defaultdict(list))
    people: dict[tuple[str, str], list[Person]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[Person, list[ContactPoint]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[Person, Address] = field(default_factory=dict)

    def load(self) -> None:
        """Read all that is there."""
        grounds = select(ConcessionPlot).options(
            joinedload(ConcessionPlot.concession).selectinload(Concession.parties),
            joinedload(ConcessionPlot.concession).selectinload(Concession.terms),
            joinedload(ConcessionPlot.concession).selectinload(Concession.grounds),
        )
        people = {person.id: person for person in self.session.scalars(select(Person))}
        plots = {plot.id: plot for plot in self.session.scalars(select(Plot))}
        for ground in self.session.scalars(grounds):
            self.by_plot[plots[ground.plot_id]].append(ground.concession)
        remains = select(Remains).options(joinedload(Remains.deceased).selectinload(Deceased.remains))
        for one in self.session.scalars(remains):
            if one.plot_id is not None:
                self.dead[plots[one.plot_id]].append(one)
        for person in people.values():
            self.people[person.birth_key, key1(person.given_names)].append(person)
        for contact in self.session.scalars(select(ContactPoint).where(ContactPoint.person_id.is_not(None))):
            self.contacts[people[contact.person_id or 0]].append(contact)
        current = select(Address).where(Address.person_id.is_not(None), Address.valid_to.is_(None))
        for address in self.session.scalars(current):
            self.addresses[people[address.person_id or 0]] = address

    def same_person(
        self, cell: PersonCell, phone: str, email: str, street: str, postcode: str
    ) -> Person | None:
        """Somebody already in the directory, on more than a name: born the same day, or reached in the same way."""
        for person in self.people.get((key1(cell.birth_name), key1(cell.given_names)), []):
            if (
                person.birth_date is not None
                and cell.born.value is not None
                and cell.born.value.day is not None
            ):
                if person.birth_date == cell.born.value:
                    return person
                continue
            known = {contact.value.casefold() for contact in self.contacts.get(person, ())}
            if {phone or "-", (email or "-").casefold()} & known:
                return person
            home = self.addresses.get(person)
            if (
                home is not None
                and street
                and key1(home.street) == key1(street)
                and home.postcode == postcode
            ):
                return person
        return None


def is_same_day(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two dates may be one: what is known on both sides agrees; an unknown date agrees with any."""
    if one is None or other is None:
        return True
    if one.year != other.year:
        return False
    pairs = ((one.month, other.month), (one.day, other.day))
    return all(a is None or b is None or a == b for a, b in pairs)


def is_finer(new: PartialDate | None, old: PartialDate | None) -> bool:
    """Whether a date says more than the one known, without contradiction."""
    if new is None or not is_same_day(new, old):
        return False
    return old is None or new.iso.count("X") < old.iso.count("X")
