# SPDX-License-Identifier: EUPL-1.2
"""People of a register: holders, heirs and the dead, matched within their own grave first."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.people import key1
from app.directory.models import Address, ContactKind, ContactPoint, Person, Sex
from modules.cemetery.exchange.register_cells import Mail, RegisterRow
from modules.cemetery.exchange.register_known import Rights, is_finer, is_same_day
from modules.cemetery.exchange.row_notes import Notes
from modules.cemetery.models import Deceased, Plot, Remains
from modules.cemetery.rules.codes import RemainsKind
from modules.cemetery.rules.reading_names import PersonCell
from modules.cemetery.strings import _


class PeopleWriter:
    """Makes people, and says how they are reached."""

    def __init__(self, session: Session, rights: Rights) -> None:
        self.session = session
        self.rights = rights

    def make(self, cell: PersonCell) -> Person:
        """Somebody new in the directory."""
        # Each name given is folded anew: those that are not known are not given.
        known = {"usage_name": cell.usage_name} if cell.usage_name else {}
        person = Person(
            birth_name=cell.birth_name,
            given_names=cell.given_names,
            sex=Sex(cell.sex) if cell.sex else None,
            birth_date=cell.born.value,
            **known,
        )
        self.session.add(person)
        self.rights.people[person.birth_key, key1(person.given_names)].append(person)
        return person

    def complete(self, person: Person, cell: PersonCell, notes: Notes) -> None:
        """Fill what the directory does not know of somebody."""
        if cell.usage_name and person.birth_name:
            notes.fill(person, "usage_name", cell.usage_name, _("Nom d’usage"), folded=True)
        if cell.sex and person.sex is None:
            person.sex = Sex(cell.sex)
        if is_finer(cell.born.value, person.birth_date):
            person.birth_date = cell.born.value
            notes.filled.append(_("Naissance de {name} précisée", name=person.title))

    def reach(self, person: Person, row: RegisterRow, notes: Notes) -> None:
        """The address, telephone and e-mail of a row, for the person to whom letters go."""
        if row.mail is not None:
            self._mail(person, row.mail, notes)
        for kind, value in ((ContactKind.PHONE, row.phone), (ContactKind.EMAIL, row.email)):
            known = [c for c in self.rights.contacts.get(person, ()) if c.kind is kind]
            if not value or any(c.value.casefold() == value.casefold() for c in known):
                continue
            if known:
                notes.differ(_("Coordonnées de {name}", name=person.title), known[0].value, value)
                continue
            contact = ContactPoint(person=person, kind=kind, value=value, preferred=True)
            self.session.add(contact)
            self.rights.contacts[person].append(contact)
            notes.filled.append(_("Coordonnées de {name}\u00a0: {value}", name=person.title, value=value))

    def _mail(self, person: Person, mail: Mail, notes: Notes) -> None:
        known = self.rights.addresses.get(person)
        if known is not None:
            same = key1(f"{known.number} {known.street}") == key1(f"{mail.number} {mail.street}")
            if not (same and known.postcode == mail.postcode):
                present = " ".join(p for p in (known.number, known.street, known.postcode, known.town) if p)
                value = " ".join(p for p in (mail.number, mail.street, mail.postcode, mail.town) if p)
                notes.differ(_("Adresse de {name}", name=person.title), present, value)
            return
        address = Address(
            person=person, number=mail.number, repetition=mail.repetition, street=mail.street,
            complement1=mail.complement, postcode=mail.postcode, town=mail.town,
        )  # fmt: skip
        self.session.add(address)
        self.rights.addresses[person] = address
        notes.filled.append(_("Adresse de {name} ajoutée", name=person.title))


def is_same_name(person: Person | None, cell: PersonCell) -> bool:
    """Whether a record bears the names of a cell; given names may be missing on either side."""
    if person is None:
        return cell.unknown
    if cell.unknown:
        return False
    surnames = {key1(person.birth_name), key1(person.usage_name or "")} - {""}
    wanted = {key1(cell.birth_name), key1(cell.usage_name)} - {""}
    if cell.birth_name and person.birth_name and key1(cell.birth_name) != key1(person.birth_name):
        # A maiden name learnt later: the same woman was written under her married name alone.
        if not (surnames & wanted and not (cell.usage_name and person.usage_name)):
            return False
    elif not surnames & wanted:
        return False
    one, other = key1(person.given_names), key1(cell.given_names)
    return one == other or one.split()[:1] == other.split()[:1]


class DeadWriter:
    """The dead of a row, in the grave of the row."""

    def __init__(self, session: Session, rights: Rights, people: PeopleWriter) -> None:
        self.session = session
        self.rights = rights
        self.people = people

    def write(self, row: RegisterRow, plot: Plot, container: str, notes: Notes) -> None:
        """Find each deceased among those of the grave, else add them; each record answers for one name only."""
        used: set[int] = set()
        for cell in row.deceased:
            remains = self._known(plot, cell, used)
            if remains is None:
                remains = self._add(row, cell, plot, container)
                notes.made = True
            else:
                self._complete(row, cell, remains, notes)
            used.add(id(remains))

    def _known(self, plot: Plot, cell: PersonCell, used: set[int]) -> Remains | None:
        for remains in self.rights.dead.get(plot, ()):
            deceased = remains.deceased
            if id(remains) in used or not is_same_name(deceased.person, cell):
                continue
            born = deceased.person.birth_date if deceased.person else None
            if is_same_day(born, cell.born.value) and is_same_day(deceased.died_on, cell.died.value):
                return remains
        return None

    def _add(self, row: RegisterRow, cell: PersonCell, plot: Plot, container: str) -> Remains:
        written = {"names": cell.as_written} if cell.unknown or not cell.understood else {}
        if (cell.born.doubtful and cell.born.value is None) or cell.born.circa:
            written["born"] = cell.born.as_written
        if cell.buried.doubtful:
            written["buried"] = cell.buried.as_written
        deceased = Deceased(
            person=None if cell.unknown else self.people.make(cell),
            died_on=cell.died.value,
            died_as_written=cell.died.as_written if cell.died.circa or cell.died.value is None else "",
            death_place=row.death_place if len(row.deceased) == 1 else "",
            source=str(_("registre")),
            mpf=cell.mpf or (row.kind.mpf and len(row.deceased) == 1),
            stillborn=cell.stillborn,
            as_written=written,
        )
        remains = Remains(
            deceased=deceased,
            kind=RemainsKind(container),
            plot=plot,
            laid_on=cell.buried.value,
            left_on=row.left.value,
            in_place=not row.has_left,
        )
        self.session.add(remains)
        self.rights.dead[plot].append(remains)
        return remains

    def _complete(self, row: RegisterRow, cell: PersonCell, remains: Remains, notes: Notes) -> None:
        deceased = remains.deceased
        if deceased.person is not None:
            self.people.complete(deceased.person, cell, notes)
        name = deceased.person.title if deceased.person else str(_("Inconnu"))
        for record, column, value, said in (
            (deceased, "died_on", cell.died.value, _("Décès de {name}", name=name)),
            (remains, "laid_on", cell.buried.value, _("Inhumation de {name}", name=name)),
        ):
            if is_finer(value, getattr(record, column)):
                setattr(record, column, value)
                notes.filled.append(_("{field} précisé", field=said))
        if cell.mpf and not deceased.mpf:
            deceased.mpf = True
            notes.filled.append(_("{name}\u00a0: Mort pour la France", name=name))
        if len(row.deceased) == 1:
            notes.fill(deceased, "death_place", row.death_place, _("Lieu de décès"), folded=True)
