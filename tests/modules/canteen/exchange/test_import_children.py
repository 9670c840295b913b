# SPDX-License-Identifier: EUPL-1.2
"""A school's list: everything found, nothing overwritten, twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import FixedClock
from app.core.people import key1
from app.directory.models import ContactPoint, FamilyQuotient, Guardianship, HouseholdMember, Person
from app.exchange.importing import ImportResult, apply, dry_run, plan
from app.house import House, open_house
from app.store.journal import Change
from modules.canteen.models import BookingPattern, CarePlan, CustodyPlan, Enrolment, SchoolClass
from modules.canteen.rules.codes import Diet
from modules.canteen.rules.custody import CustodyMethod

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
OPTIONS = {"school": "École primaire Jules-Verne", "start_year": 2026}
LIST = """Liste des élèves;;;;;;;;;;;;;
Nom;Prénom;Né(e) le;Classe;Niveau;Responsable 1;Tél. resp. 1;Responsable 2;Adresse;CP;Ville;Régime;Allergies / PAI;QF;Cantine;Remarques
DUVAL;Zoé;3/9/2018;CE2-CM1;CE2;Mme LE GALL Isabelle;06 39 98 00 12;M. Duval Loïc;12 bis rue du Lavoir;99120;Saint-Aubin;SP;arachide;612,50 €;LMJV;
Duval;Malo;2021-05-04;MS-GS;GS;Mme LE GALL Isabelle;06 39 98 00 12;M. Duval Loïc;12 bis rue du Lavoir;99120;Saint-Aubin;;;612,5;lundi et jeudi;garde alternée (semaine paire chez la mère)
DUVAL;ZOE;03/09/2018;CE2-CM1;CE2;Mme LE GALL Isabelle;;;;;;;;;;
Petit;Noé;31/02/2019;CP;CP;Mme Petit Anne;;;;;;;;;;
Total;3;;;;;;;;;;;;;;
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty commune."""
    with open_house(
        tmp_path / "commune", clock=FixedClock.on(date(2026, 8, 28)), create_as="Saint-Aubin"
    ) as house:
        yield house


def take(house: House, source: Path | str, **options: Any) -> ImportResult:
    importer = house.registry.importer("canteen.children")
    return apply(house.dossier.store, importer, plan(source, importer), {**OPTIONS, **options})


def changes(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Change)).scalar_one()


def test_rows_become_children_and_faults_are_named(house: House) -> None:
    result = take(house, LIST)
    assert result.counts == {"new": 2, "changed": 0, "same": 1, "refused": 1}
    assert "double" in str(result.of("same")[0].reasons[0])
    assert "31/02/2019" in str(result.of("refused")[0].reasons[0])
    with house.dossier.store.read() as session:
        rows = session.execute(
            select(Person.given_names, Enrolment.diet, SchoolClass.title, BookingPattern.weekdays)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .join(SchoolClass)
            .join(BookingPattern)
            .order_by(Person.id)
        ).all()
        assert [tuple(row) for row in rows] == [
            ("Zoé", Diet.NO_PORK, "CE2-CM1", 0b11011),
            ("Malo", Diet.STANDARD, "MS-GS", 0b01001),
        ]
        assert session.scalars(select(CarePlan.allergens)).all() == [["PEANUTS"]]
        assert session.scalars(select(CustodyPlan.method).order_by(CustodyPlan.id)).all() == [
            CustodyMethod.SINGLE,
            CustodyMethod.WEEK_PARITY,
        ]


def test_a_second_import_changes_nothing(house: House) -> None:
    take(house, LIST)
    with house.dossier.store.read() as session:
        before = changes(session)
    result = take(house, LIST)
    assert (result.counts["new"], result.counts["changed"]) == (0, 0)
    with house.dossier.store.read() as session:
        assert changes(session) == before


def test_a_dry_run_writes_nothing(house: House) -> None:
    importer = house.registry.importer("canteen.children")
    result = dry_run(house.dossier.store, importer, plan(LIST, importer), OPTIONS)
    assert result.counts["new"] == 2
    with house.dossier.store.read() as session:
        assert session.execute(select(func.count()).select_from(Person)).scalar_one() == 0


def test_a_filled_field_is_kept_and_said(house: House) -> None:
    take(house, LIST)
    other = (
        LIST.replace("06 39 98 00 12", "06 39 98 00 99")
        .replace("612,5", "700")
        .replace("lundi et jeudi", "LMJV")
    )
    result = take(house, other)
    kept = " ".join(str(k) for row in result.rows for k in row.kept)
    assert "+33639980012" in kept
    assert "612,5" in kept
    assert "Semaine type" in kept
    assert result.counts["changed"] == 0


def test_an_import_is_undone_whole(house: House) -> None:
    from app.store.journal import operations
    from app.store.undo import undo_operation

    take(house, LIST)
    with house.dossier.store.read() as session:
        last = operations(session, limit=1)[0].id
    undo_operation(house.dossier.store, last)
    with house.dossier.store.read() as session:
        for model in (Person, Enrolment, CustodyPlan, HouseholdMember):
            assert session.execute(select(func.count()).select_from(model)).scalar_one() == 0


def test_a_date_badly_typed_is_asked_and_a_homonym_is_another_child(house: House) -> None:
    take(house, LIST)
    head = "\n".join(LIST.splitlines()[:2])
    row = "DUVAL;Zoé;{born};CE2-CM1;CE2;Mme LE GALL Isabelle;;;;;;;;;;"
    swapped = take(house, f"{head}\n{row.format(born='9/3/2018')}\n")
    assert "9 mars" in str(swapped.rows[0].reasons[0]) or "09/03/2018" in str(swapped.rows[0].reasons[0])
    assert take(house, f"{head}\n{row.format(born='14/11/2015')}\n").counts["new"] == 1


# ---------------------------------------------------------------- the files to try the program on


def truth() -> list[dict[str, Any]]:
    if not (SHARED / "truth.json").exists():
        pytest.skip("the files to try the program on are not beside the project")
    children: list[dict[str, Any]] = json.loads((SHARED / "truth.json").read_text(encoding="utf-8"))[
        "canteen"
    ]["children"]
    return children


def test_every_child_of_the_school_list_is_found(house: House) -> None:
    children = truth()
    result = take(house, SHARED / "canteen" / "liste-ecole.xlsx")
    assert result.counts == {"new": len(children), "changed": 0, "same": 1, "refused": 0}
    assert "double" in str(result.of("same")[0].reasons[0])
    assert take(house, SHARED / "canteen" / "liste-ecole.xlsx").counts["same"] == len(children) + 1
    assert take(house, SHARED / "canteen" / "export-eleves.csv").counts == {
        "new": 0,
        "changed": 0,
        "same": len(children),
        "refused": 0,
    }
    with house.dossier.store.read() as session:
        found = _found(session)
        wrong = [
            (child, found.get(_identity(child)))
            for child in children
            if found.get(_identity(child)) != _expected(child)
        ]
    assert wrong == []


def _identity(child: dict[str, Any]) -> tuple[str, str, str]:
    return key1(child["surname"]), key1(child["first_name"]), child["born"]


DIETS = {
    "standard": Diet.STANDARD,
    "sans porc": Diet.NO_PORK,
    "sans viande": Diet.NO_MEAT,
    "végétarien": Diet.VEGETARIAN,
}
DAYS = {"L": 1, "M": 2, "J": 8, "V": 16}


def _expected(child: dict[str, Any]) -> dict[str, Any]:
    guardians = [(key1(g["surname"]), key1(g["first"]), g["phone"]) for g in child["guardians"]]
    return {
        "grade": child["grade"],
        "class": child["school_class"],
        "diet": DIETS[child["diet"]],
        "days": sum(DAYS[d] for d in child["days"]),
        "quotient": child["quotient"],
        "guardians": guardians,
        "separated": child["separated"] and len(guardians) == 2,
    }


def _found(session: Session) -> dict[tuple[str, str, str], dict[str, Any]]:
    phones = {
        row.person_id: row.value
        for row in session.execute(
            select(ContactPoint.person_id, ContactPoint.value).where(ContactPoint.kind == "PHONE")
        )
    }
    people = {person.id: person for person in session.scalars(select(Person))}
    guardians: dict[int, list[Any]] = {}
    for link in session.scalars(select(Guardianship).order_by(Guardianship.rank)):
        who = people[link.guardian_id]
        guardians.setdefault(link.child_id, []).append(
            (who.birth_key, key1(who.given_names), phones.get(who.id))
        )
    quotients = {
        row.person_id: row.value
        for row in session.execute(
            select(HouseholdMember.person_id, FamilyQuotient.value).join(
                FamilyQuotient, FamilyQuotient.household_id == HouseholdMember.household_id
            )
        )
    }
    methods = {
        row.person_id: row.method
        for row in session.execute(select(CustodyPlan.person_id, CustodyPlan.method))
    }
    query = (
        select(Enrolment, SchoolClass.title, BookingPattern.weekdays)
        .join(SchoolClass)
        .outerjoin(BookingPattern)
    )
    found = {}
    for enrolment, title, weekdays in session.execute(query):
        child = people[enrolment.person_id]
        found[child.birth_key, key1(child.given_names), str(child.birth_date)] = {
            "grade": enrolment.grade.value,
            "class": title,
            "diet": enrolment.diet,
            "days": weekdays or 0,
            "quotient": None if child.id not in quotients else int(quotients[child.id]),
            "guardians": guardians.get(child.id, []),
            "separated": methods.get(child.id) is CustodyMethod.WEEK_PARITY,
        }
    return found
