# SPDX-License-Identifier: EUPL-1.2
"""One row of a school's list becomes a child with a home, a class, a booking and somebody who pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.billing.models import Payer
from app.core.calendar import first_school_day, last_school_day
from app.core.outcome import Address as Place
from app.core.people import key1, key2, list_name
from app.core.postal import split_street
from app.core.text import Text
from app.directory.models import (
    Address,
    Civility,
    ContactKind,
    ContactPoint,
    FamilyQuotient,
    Guardianship,
    Household,
    HouseholdMember,
    MemberRole,
    Person,
    QuotientSource,
    Relation,
    Sex,
)
from app.forms.page import Params, RowFate, RowOutcome
from app.store.uow import Work
from modules.canteen.models import (
    NURSERY_GRADES,
    BookingPattern,
    Canteen,
    CareKind,
    CarePlan,
    CustodyPart,
    CustodyPlan,
    Enrolment,
    Grade,
    School,
    SchoolClass,
    SchoolYear,
)
from modules.canteen.permissions import ENROL
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.rules.school_list import (
    GuardianCell,
    looks_mistyped,
    read_allergens,
    read_custody,
    read_guardian,
)
from modules.canteen.strings import _, label

GRADE_ORDER = {grade.value: rank for rank, grade in enumerate(Grade)}


@dataclass
class _Row:
    """What one row did so far."""

    values: Params
    child: Person
    is_new: bool
    filled: list[Text] = field(default_factory=list)
    kept: list[Text] = field(default_factory=list)


class ChildrenImport:
    """Holds everything that rows may meet, read once; `row` is then called for each row."""

    def __init__(self, work: Work, school: str, start_year: int) -> None:
        work.require(ENROL)
        self.work, self.session = work, work.session
        self.year = self._school_year(start_year)
        self.school = self._school(school)
        self.seen: dict[tuple[str, str, str], int] = {}
        self.count = 0
        self._read_people()
        self._read_canteen()

    # ------------------------------------------------------------ what is there

    def _school_year(self, start_year: int) -> SchoolYear:
        found = self.session.scalars(
            select(SchoolYear).where(SchoolYear.start_year == start_year)
        ).one_or_none()
        if found is None:
            zone = self.work.setting("commune.zone", "B")
            found = SchoolYear(
                start_year=start_year,
                first_on=first_school_day(zone, start_year),
                last_on=last_school_day(zone, start_year),
            )
            self.session.add(found)
        return found

    def _school(self, title: str) -> School:
        wanted = key1(title)
        for school in self.session.scalars(select(School)):
            if key1(school.title) == wanted:
                return school
        canteen = self.session.scalars(select(Canteen).order_by(Canteen.id)).first()
        canteen = canteen or Canteen(title=str(_("Restaurant scolaire")))
        school = School(title=title, canteen=canteen)
        self.session.add_all([canteen, school])
        self.session.flush()
        return school

    def _read_people(self) -> None:
        self.people: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self.compact: dict[str, list[Person]] = defaultdict(list)
        self.contacts: dict[int, list[ContactPoint]] = defaultdict(list)
        self.homes: dict[int, list[Household]] = defaultdict(list)
        self.address: dict[int, Address] = {}
        self.quotients: dict[int, list[FamilyQuotient]] = defaultdict(list)
        self.guardians: dict[int, set[int]] = defaultdict(set)
        self.members: set[tuple[int, int]] = set()
        self.payers: dict[tuple[int, int | None], Payer] = {}
        for person in self.session.scalars(select(Person)):
            self._know(person)
        households = {household.id: household for household in self.session.scalars(select(Household))}
        for contact in self.session.scalars(select(ContactPoint).where(ContactPoint.person_id.is_not(None))):
            self.contacts[contact.person_id or 0].append(contact)
        for member in self.session.scalars(select(HouseholdMember).where(HouseholdMember.valid_to.is_(None))):
            self.homes[member.person_id].append(households[member.household_id])
            self.members.add((member.household_id, member.person_id))
        for address in self.session.scalars(
            select(Address).where(Address.household_id.is_not(None), Address.valid_to.is_(None))
        ):
            self.address[address.household_id or 0] = address
        for quotient in self.session.scalars(select(FamilyQuotient)):
            self.quotients[quotient.household_id].append(quotient)
        for link in self.session.scalars(select(Guardianship)):
            self.guardians[link.child_id].add(link.guardian_id)
        for payer in self.session.scalars(select(Payer).where(Payer.person_id.is_not(None))):
            self.payers[payer.person_id or 0, payer.household_id] = payer

    def _read_canteen(self) -> None:
        self.classes = (
            {
                key1(c.title): c
                for c in self.session.scalars(
                    select(SchoolClass).where(
                        SchoolClass.school_id == self.school.id, SchoolClass.school_year_id == self.year.id
                    )
                )
            }
            if self.year.id
            else {}
        )
        self.session.flush()
        self.enrolments = {
            e.person_id: e
            for e in self.session.scalars(select(Enrolment).where(Enrolment.school_year_id == self.year.id))
        }
        self.patterns: dict[int, list[BookingPattern]] = defaultdict(list)
        for pattern in self.session.scalars(
            select(BookingPattern).join(Enrolment).where(Enrolment.school_year_id == self.year.id)
        ):
            self.patterns[pattern.enrolment_id].append(pattern)
        self.plans = {
            plan.person_id
            for plan in self.session.scalars(select(CustodyPlan).where(CustodyPlan.valid_to.is_(None)))
        }
        self.care = {care.person_id for care in self.session.scalars(select(CarePlan))}

    def _know(self, person: Person) -> None:
        given = key1(person.given_names)
        for first in dict.fromkeys((given, given.partition(" ")[0], key1(person.usual_first_name or ""))):
            self.people[person.birth_key, first].append(person)
            if person.usage_key:
                self.people[person.usage_key, first].append(person)
        self.compact[key2(f"{person.birth_name}{person.given_names}")].append(person)

    # ------------------------------------------------------------ one row

    def row(self, values: Params) -> RowOutcome:
        """Match or create the child of a row, then all that the row says of it."""
        self.count += 1
        title = list_name(values["birth_name"], values["given_names"])
        born = str(values.get("birth_date") or "")
        if not any(values.get(name) for name in ("birth_date", "school_class", "grade", "guardian1")):
            return RowOutcome(
                RowFate.REFUSED,
                title,
                (
                    _(
                        "Ni date de naissance, ni classe, ni responsable\u00a0: cette ligne ne décrit pas un enfant."
                    ),
                ),
            )
        identity = (key1(values["birth_name"]), key1(values["given_names"]), born)
        if identity in self.seen:
            return RowOutcome(
                RowFate.SAME,
                title,
                (
                    _(
                        "En double dans le fichier\u00a0: même enfant que la ligne {row} des élèves.",
                        row=self.seen[identity],
                    ),
                ),
            )
        self.seen[identity] = self.count
        child, doubt = self._match_child(values)
        if doubt is not None:
            return RowOutcome(RowFate.REFUSED, title, (doubt,))
        row = _Row(values, child or self._new_child(values), child is None)
        if child is not None:
            self._fill_child(row)
        homes, adults = self._families(row)
        enrolment = self._enrol(row)
        self._book(row, enrolment)
        self._care(row)
        self._pay(row, homes, adults)
        return self._outcome(row, title)

    def _outcome(self, row: _Row, title: str) -> RowOutcome:
        fate = RowFate.NEW if row.is_new else RowFate.CHANGED if row.filled else RowFate.SAME
        reasons = () if row.is_new else tuple(row.filled)
        return RowOutcome(fate, title, reasons, tuple(row.kept), Place("directory.people", row.child.id))

    # ------------------------------------------------------------ the child

    def _match_child(self, values: Params) -> tuple[Person | None, Text | None]:
        born = values.get("birth_date")
        found = [
            p
            for p in self.people.get((key1(values["birth_name"]), key1(values["given_names"])), [])
            if p.birth_date or p.id in self.enrolments
        ]
        if not found:
            near = self.compact.get(key2(f"{values['birth_name']}{values['given_names']}"), [])
            found = [p for p in near if p.birth_date is not None and p.birth_date == born]
        if born is None:
            if len(found) > 1:
                return None, _("Plusieurs enfants portent ce nom\u00a0: ajoutez la date de naissance.")
            return (found[0] if found else None), None
        for person in found:
            if person.birth_date is None or person.birth_date == born:
                return person, None
        for person in found:
            if person.birth_date is not None and looks_mistyped(person.birth_date, born):
                return None, _(
                    "Un enfant du même nom est connu, né le {known}, et non le {born}\u00a0: corrigez l’un ou l’autre.",
                    known=person.birth_date.show(),
                    born=born.show(),
                )
        return None, None

    def _new_child(self, values: Params) -> Person:
        person = Person(
            birth_name=values["birth_name"],
            usage_name=values.get("usage_name"),
            given_names=values["given_names"],
            birth_date=values.get("birth_date"),
            sex=Sex(values["sex"]) if values.get("sex") else None,
        )
        self._add_person(person)
        return person

    def _add_person(self, person: Person) -> None:
        self.session.add(person)
        self.session.flush()
        self._know(person)

    def _fill_child(self, row: _Row) -> None:
        sex = row.values.get("sex")
        self._fill(row, row.child, "usage_name", row.values.get("usage_name"), _("Nom d’usage"))
        self._fill(row, row.child, "birth_date", row.values.get("birth_date"), _("Date de naissance"))
        self._fill(row, row.child, "sex", Sex(sex) if sex else None, _("Sexe"))

    def _fill(
        self, row: _Row, record: Any, name: str, value: Any, said: Text, *, folded: bool = False
    ) -> None:
        """Fill an empty field; leave a filled one alone and say so when the file differs."""
        if value in (None, ""):
            return
        present = getattr(record, name)
        if present in (None, ""):
            setattr(record, name, value)
            row.filled.append(_("{field} ajouté\u00a0: {value}", field=said, value=_shown(value)))
        elif (key1(str(present)) != key1(str(value))) if folded else present != value:
            row.kept.append(
                _(
                    "{field}\u00a0: {present} gardé, le fichier dit {value}",
                    field=said,
                    present=_shown(present),
                    value=_shown(value),
                )
            )

    # ------------------------------------------------------------ homes and guardians

    def _families(self, row: _Row) -> tuple[list[Household], list[Person]]:
        cells = [self._cell(row.values, rank) for rank in (1, 2)]
        adults = [self._adult(row, cell, rank) for rank, cell in enumerate(cells, 1) if cell is not None]
        custody = read_custody(str(row.values.get("remark") or ""))
        apart = custody is not None and len(adults) == 2
        homes = [self._home(row, adults[0] if adults else row.child, adults, apart)]
        self._address(row, homes[0])
        if apart:
            homes.append(self._home(row, adults[1], adults[1:], True))
        for index, adult in enumerate(adults):
            self._live(homes[min(index, len(homes) - 1)], adult, MemberRole.ADULT)
            self._guard(row, adult, index + 1)
        for home in homes:
            self._live(home, row.child, MemberRole.CHILD)
        self._quotient(row, homes[0])
        return homes, adults

    def _cell(self, values: Params, rank: int) -> GuardianCell | None:
        text = values.get(f"guardian{rank}")
        return read_guardian(str(text), values.get(f"guardian{rank}_first")) if text else None

    def _adult(self, row: _Row, cell: GuardianCell, rank: int) -> Person:
        phone, email = row.values.get(f"phone{rank}"), row.values.get(f"email{rank}")
        candidates = self.people.get((key1(cell.birth_name), key1(cell.given_names)), [])
        person = self._same_adult(row, candidates, phone, email)
        civility = Civility(cell.civility) if cell.civility else None
        if person is None:
            person = Person(birth_name=cell.birth_name, given_names=cell.given_names, civility=civility)
            self._add_person(person)
        elif civility and person.civility is None:
            person.civility = civility
        for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
            self._contact(row, person, kind, value)
        return person

    def _same_adult(
        self, row: _Row, candidates: Iterable[Person], phone: str | None, email: str | None
    ) -> Person | None:
        """The same guardian: already this child's, or reached in the same way, or living at the same address."""
        adults = [p for p in candidates if p.id not in self.enrolments and p.id != row.child.id]
        for person in adults:
            known = {contact.value.casefold() for contact in self.contacts[person.id]}
            same_home = any(self._lives_at(home, row.values) for home in self.homes[person.id])
            if (
                person.id in self.guardians[row.child.id]
                or same_home
                or {(phone or "-"), (email or "-").casefold()} & known
            ):
                return person
        return None

    def _lives_at(self, home: Household, values: Params) -> bool:
        address = self.address.get(home.id)
        if address is None or not values.get("street"):
            return False
        street = key1(" ".join((address.number, address.repetition, address.street)))
        return street == key1(str(values["street"])) and address.postcode == (
            values.get("postcode") or address.postcode
        )

    def _contact(self, row: _Row, person: Person, kind: ContactKind, value: str | None) -> None:
        if not value:
            return
        known = [contact for contact in self.contacts[person.id] if contact.kind is kind]
        if any(contact.value.casefold() == value.casefold() for contact in known):
            return
        said = (
            _("Téléphone de {name}", name=person.title)
            if kind is ContactKind.PHONE
            else _("Courriel de {name}", name=person.title)
        )
        if known:
            row.kept.append(
                _(
                    "{field}\u00a0: {present} gardé, le fichier dit {value}",
                    field=said,
                    present=known[0].value,
                    value=value,
                )
            )
            return
        contact = ContactPoint(person_id=person.id, kind=kind, value=value, preferred=True)
        self.session.add(contact)
        self.contacts[person.id].append(contact)
        row.filled.append(_("{field} ajouté\u00a0: {value}", field=said, value=value))

    def _home(self, row: _Row, head: Person, adults: list[Person], apart: bool) -> Household:
        known = self.homes[head.id]
        if known:
            return known[0]
        names = list(dict.fromkeys([row.child.name, *(adult.name for adult in adults[: 1 if apart else 2])]))
        unique = list({key1(name): name for name in reversed(names)}.values())[::-1]
        household = Household(
            label=f"{head.name} ({head.first_name})"
            if apart and head is not row.child
            else " – ".join(unique[:2])
        )
        self.session.add(household)
        self.session.flush()
        return household

    def _live(self, home: Household, person: Person, role: MemberRole) -> None:
        if (home.id, person.id) not in self.members:
            self.session.add(HouseholdMember(household_id=home.id, person_id=person.id, role=role))
            self.members.add((home.id, person.id))
            self.homes[person.id].append(home)

    def _guard(self, row: _Row, adult: Person, rank: int) -> None:
        if adult.id in self.guardians[row.child.id]:
            return
        relation = (
            {Civility.MME: Relation.MOTHER, Civility.M: Relation.FATHER}.get(adult.civility, Relation.OTHER)
            if adult.civility
            else Relation.OTHER
        )
        self.session.add(
            Guardianship(
                child_id=row.child.id, guardian_id=adult.id, relation=relation, rank=rank, has_custody=True
            )
        )
        self.guardians[row.child.id].add(adult.id)
        if not row.is_new:
            row.filled.append(_("Responsable ajouté\u00a0: {name}", name=adult.title))

    def _address(self, row: _Row, home: Household) -> None:
        street, postcode, town = (row.values.get(name) for name in ("street", "postcode", "town"))
        if not (street or town):
            return
        number, repetition, way = split_street(str(street or ""))
        known = self.address.get(home.id)
        if known is None:
            address = Address(
                household_id=home.id,
                number=number,
                repetition=repetition,
                street=way,
                postcode=postcode or "",
                town=town or "",
            )
            self.session.add(address)
            self.address[home.id] = address
            if not row.is_new:
                row.filled.append(_("Adresse ajoutée\u00a0: {value}", value=street or town))
        elif street and not self._lives_at(home, row.values):
            present = " ".join(
                part for part in (known.number, known.repetition, known.street, known.postcode) if part
            )
            row.kept.append(
                _("Adresse\u00a0: {present} gardée, le fichier dit {value}", present=present, value=street)
            )

    def _quotient(self, row: _Row, home: Household) -> None:
        value: Decimal | None = row.values.get("quotient")
        if value is None:
            return
        start = date(self.year.start_year, 9, 1)
        known = [
            q
            for q in self.quotients[home.id]
            if q.valid_from <= start and (q.valid_to is None or q.valid_to >= start)
        ]
        if not known:
            quotient = FamilyQuotient(
                household_id=home.id, value=value, valid_from=start, source=QuotientSource.CAF
            )
            self.session.add(quotient)
            self.quotients[home.id].append(quotient)
            if not row.is_new:
                row.filled.append(_("Quotient ajouté\u00a0: {value}", value=_shown(value)))
        elif known[-1].value != value:
            row.kept.append(
                _(
                    "Quotient\u00a0: {present} gardé, le fichier dit {value}",
                    present=_shown(known[-1].value),
                    value=_shown(value),
                )
            )

    # ------------------------------------------------------------ class, booking, health, payers

    def _class(self, row: _Row) -> SchoolClass | None:
        title = row.values.get("school_class")
        if not title:
            return None
        found = self.classes.get(key1(title))
        if found is None:
            found = SchoolClass(
                school_id=self.school.id,
                school_year_id=self.year.id,
                title=title,
                teacher="",
                grades=[],
                rank=0,
            )
            self.session.add(found)
            self.session.flush()
            self.classes[key1(title)] = found
        grade = row.values.get("grade")
        if grade and grade not in found.grades:
            found.grades = sorted([*found.grades, str(grade)], key=lambda g: GRADE_ORDER[g])
            found.rank = min(GRADE_ORDER[g] for g in found.grades) * 10 + len(found.grades)
        if row.values.get("teacher") and not found.teacher:
            found.teacher = row.values["teacher"]
        return found

    def _enrol(self, row: _Row) -> Enrolment:
        found = self.enrolments.get(row.child.id)
        school_class = self._class(row)
        grade = Grade(row.values["grade"]) if row.values.get("grade") else None
        diet: Diet | None = row.values.get("diet")
        if found is None:
            found = Enrolment(
                person_id=row.child.id,
                school_year_id=self.year.id,
                canteen_id=self.school.canteen_id,
                school_class_id=school_class.id if school_class else None,
                grade=grade,
                category=Category.MATERNELLE if grade in NURSERY_GRADES else Category.ELEMENTAIRE,
                diet=diet or Diet.STANDARD,
                valid_from=date(self.year.start_year, 9, 1),
                remark=str(row.values.get("remark") or ""),
            )
            self.session.add(found)
            self.session.flush()
            self.enrolments[row.child.id] = found
            if not row.is_new:
                row.filled.append(_("Inscrit pour {year}", year=self.year.title))
            return found
        self._fill(row, found, "school_class_id", school_class.id if school_class else None, _("Classe"))
        self._fill(row, found, "grade", grade, _("Niveau"))
        self._fill(row, found, "remark", row.values.get("remark"), _("Remarque"), folded=True)
        if diet is not None and diet is not found.diet:
            if found.diet is Diet.STANDARD:
                found.diet = diet
                row.filled.append(_("Régime\u00a0: {diet}", diet=label(diet)))
            else:
                row.kept.append(
                    _(
                        "Régime\u00a0: {present} gardé, le fichier dit {value}",
                        present=label(found.diet),
                        value=label(diet),
                    )
                )
        return found

    def _book(self, row: _Row, enrolment: Enrolment) -> None:
        if "days" not in row.values:
            return
        days = row.values["days"] or 0
        known = self.patterns[enrolment.id]
        if not known:
            pattern = BookingPattern(
                enrolment_id=enrolment.id, valid_from=enrolment.valid_from, weekdays=days
            )
            self.session.add(pattern)
            known.append(pattern)
            if not row.is_new:
                row.filled.append(_("Semaine type ajoutée"))
        elif known[-1].weekdays != days:
            row.kept.append(_("Semaine type gardée\u00a0: le fichier en dit une autre"))

    def _care(self, row: _Row) -> None:
        text = row.values.get("allergies")
        if not text or row.child.id in self.care:
            return
        allergens = [allergen.value for allergen in read_allergens(text)]
        self.session.add(
            CarePlan(
                person_id=row.child.id,
                kind=CareKind.FOOD_ALLERGY if allergens else CareKind.OTHER,
                allergens=allergens,
                measures=text,
                is_signed=False,
                valid_from=date(self.year.start_year, 9, 1),
                valid_to=date(self.year.start_year + 1, 8, 31),
            )
        )
        self.care.add(row.child.id)
        if not row.is_new:
            row.filled.append(_("PAI annoncé, à compléter"))

    def _payer(self, person: Person, home: Household) -> Payer:
        found = self.payers.get((person.id, home.id))
        if found is None:
            found = Payer(person_id=person.id, household_id=home.id)
            self.session.add(found)
            self.session.flush()
            self.payers[person.id, home.id] = found
        return found

    def _pay(self, row: _Row, homes: list[Household], adults: list[Person]) -> None:
        if row.child.id in self.plans or not adults:
            return
        start = date(self.year.start_year, 9, 1)
        custody = read_custody(str(row.values.get("remark") or ""))
        payers = [
            self._payer(adult, homes[min(i, len(homes) - 1)]) for i, adult in enumerate(adults[: len(homes)])
        ]
        if len(payers) == 2 and custody is not None:
            # The law does not let the town judge: the remark is the director's, to be confirmed by an agreement.
            first_even = custody.mother_has_even_weeks is not False
            plan = CustodyPlan(
                person_id=row.child.id,
                method=CustodyMethod.WEEK_PARITY,
                valid_from=start,
                evidence=str(row.values["remark"]),
            )
            plan.parts = [
                CustodyPart(
                    payer_id=payer.id, rank=rank, is_even_week=first_even if rank == 1 else not first_even
                )
                for rank, payer in enumerate(payers, 1)
            ]
        else:
            plan = CustodyPlan(person_id=row.child.id, method=CustodyMethod.SINGLE, valid_from=start)
            plan.parts = [CustodyPart(payer_id=payers[0].id, rank=1)]
        self.session.add(plan)
        self.plans.add(row.child.id)


def _shown(value: Any) -> str:
    show = getattr(value, "show", None)
    if callable(show):
        return str(show())
    return format(value.normalize(), "f").replace(".", ",") if isinstance(value, Decimal) else str(value)
