# SPDX-License-Identifier: EUPL-1.2
"""What cannot be: refused in one French sentence that says what to do, and nothing half written."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.demo import make_demo
from tests.scenarios.command_line import call, read, rows_of

LIST = "Nom;Prénom;Né(e) le;Classe;Niveau;Responsable 1;Adresse;CP;Ville;QF;Cantine\n"
Contents = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A very small commune with two months billed, on 23 November 2026. Refusals leave it as it is: tests share it."""
    folder = tmp_path_factory.mktemp("town") / "commune"
    make_demo(folder, children=6, today=date(2026, 11, 23))
    return folder


@pytest.fixture
def copy(town: Path, tmp_path: Path) -> Path:
    """The same commune, to be changed."""
    folder = tmp_path / "commune"
    shutil.copytree(town, folder, ignore=shutil.ignore_patterns("backups"))
    (folder / "backups").mkdir()
    return folder


def contents(folder: Path) -> Contents:
    """Every row of every table."""
    with closing(sqlite3.connect(folder / "beffroi.sqlite")) as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: base.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if "_fts" not in name}


def refusal(folder: Path, *words: str, status: int = 1) -> str:
    """The sentence with which a command is refused whole; the database is the same before and after."""
    before = contents(folder)
    found, out, err = call(*words, "--json")
    assert found == status, (found, out, err)
    assert contents(folder) == before, "something was written"
    assert len(err.splitlines()) == 1, err
    if out:
        answer = json.loads(out)
        assert answer["done"] is False
    return sentence(err.strip())


def sentence(text: str) -> str:
    """A French sentence: a capital, an end, no trace of the machine, narrow spaces where they belong."""
    assert text[0].isupper() or text[0] in "«0123456789", text
    assert text.endswith((".", "?", "!")), text
    for foreign in ("Traceback", "Error", "None", "sqlite", "'", " :", " ;", " ?"):
        assert foreign not in text, (foreign, text)
    return text


def act(folder: Path, action: str, **values: str) -> tuple[str, ...]:
    """The words of an action."""
    pairs = [word for name, value in values.items() for word in (f"--{name.replace('_', '-')}", value)]
    return ("do", str(folder), action, *pairs)


# ---------------------------------------------------------------- tariffs


def grid(*rows: tuple[str, str, str]) -> str:
    """Brackets as they are typed."""
    return json.dumps([{"lower": lower, "upper": upper or None, "price": price} for lower, upper, price in rows])


def tariff(folder: Path, brackets: str) -> tuple[str, ...]:
    """The words that enter a tariff for the next school year."""
    return act(folder, "billing.add-tariff", title="Repas 2027", service="meal", brackets=brackets, valid_from="1/9/2027")


def test_brackets_that_overlap_are_refused_with_the_interval(town: Path) -> None:
    said = refusal(town, *tariff(town, grid(("0", "400", "1,00"), ("350", "700", "2,10"), ("700", "", "3,10"))))
    assert "350" in said
    assert "400" in said
    assert "deux prix" in said


def test_brackets_that_leave_a_gap_are_refused_with_the_interval(town: Path) -> None:
    said = refusal(town, *tariff(town, grid(("0", "400", "1,00"), ("450", "700", "2,10"), ("700", "", "3,10"))))
    assert "400" in said
    assert "450" in said


def test_a_grid_without_an_end_says_from_where_there_is_no_price(town: Path) -> None:
    assert "700" in refusal(town, *tariff(town, grid(("0", "400", "1,00"), ("400", "700", "2,10"))))


def test_a_correction_of_a_grid_is_held_to_the_same(town: Path) -> None:
    found = [row for row in rows_of(town, "billing.tariffs") if row["method"] == "BRACKETS"]
    words = act(town, "billing.change-brackets", id=str(found[0]["id"]), brackets=grid(("0", "400", "1"), ("500", "", "2")))
    said = refusal(town, *words)
    assert "400" in said
    assert "500" in said


def test_a_closed_tariff_is_not_prolonged_over_the_one_that_follows(town: Path) -> None:
    closed = next(row for row in rows_of(town, "billing.tariffs") if row["valid_to"] is not None)
    said = refusal(town, *act(town, "billing.close-tariff", id=str(closed["id"]), valid_to="31/10/2026"))
    assert "31/08/2026" in said


@pytest.mark.parametrize(("quotient", "price"), [("400", "1.00"), ("400,50", "2.10"), ("700", "2.10"), ("700,01", "3.10")])
def test_a_quotient_between_whole_numbers_falls_where_the_decision_says(quotient: str, price: str, copy: Path) -> None:
    """The grid of the decision: up to 400 1,00; up to 700 2,10; up to 1 000 3,10; above 4,20."""
    child = a_child(copy)
    payer = next(row for row in rows_of(copy, "billing.payers") if row["name"] == child["payer"])
    home = next(row for row in rows_of(copy, "directory.households") if row["label"] == payer["household"])
    read(*act(copy, "directory.record-quotient", id=str(home["id"]), value=quotient, source="CAF", valid_from="1/9/2026"))
    read(*act(copy, "canteen.finish-days", first_on="1/11/2026", last_on="30/11/2026"))
    call(*act(copy, "canteen.draft-month", month="11/2026"))
    with closing(sqlite3.connect(copy / "beffroi.sqlite")) as base:
        prices = base.execute(
            "SELECT DISTINCT l.unit_price FROM billing_invoice_line l JOIN billing_invoice i ON i.id = l.invoice_id"
            " WHERE i.state = 'DRAFT' AND i.payer_id = ? AND l.kind = 'CHARGE' AND l.basis = 'MEAL'",
            (payer["id"],),
        ).fetchall()
    assert [Decimal(cents) / 100 for (cents,) in prices] == [Decimal(price)]


def a_child(folder: Path) -> dict[str, Any]:
    """A child who eats every day of the month, of a resident family with one payer."""
    return next(
        dict(row)
        for row in rows_of(folder, "canteen.children")
        if row["days"] == 0b11011 and row["payer"] and not row["separated"] and row["town"] == "Saint-Aubin-des-Prés"
        and row["category"] != "ADULTE"
    )  # fmt: skip


# ---------------------------------------------------------------- children


def test_a_child_without_tariff_waits_and_is_named(copy: Path) -> None:
    read(*act(copy, "canteen.finish-days", first_on="1/11/2026", last_on="30/11/2026"))
    for row in rows_of(copy, "billing.tariffs"):
        if row["service"] == "meal" and row["valid_to"] is None:
            read(*act(copy, "billing.close-tariff", id=str(row["id"]), valid_to="31/10/2026"))
    payer = a_child(copy)["payer"]
    status, out, err = call(*act(copy, "canteen.draft-month", month="11/2026"), "--json")
    assert status == 1
    missing = [refusal for refusal in json.loads(out)["refusals"] if refusal["code"] == "TARIFF_MISSING"]
    assert missing
    assert all(refusal["where"] is not None for refusal in missing)
    assert "aucun tarif" in err
    # The family keeps a draft that says why; validating leaves it, says so again, and issues the others.
    assert [row["state"] for row in november(copy) if row["payer"] == payer] == ["DRAFT"]
    status, out, err = call(*act(copy, "canteen.validate-month", month="11/2026"), "--yes", "--json")
    assert status == 1
    assert "aucun tarif" in err
    assert json.loads(out)["counts"]["kept"] == len({row["id"] for row in november(copy) if row["state"] == "DRAFT"})
    assert [row["reference"] for row in november(copy) if row["payer"] == payer] == [None]


def november(folder: Path) -> list[dict[str, Any]]:
    """The bills and drafts of November."""
    return [dict(row) for row in rows_of(folder, "billing.invoices") if row["period"] == "2026-11"]


def test_a_child_without_payer_is_refused_at_enrolment(copy: Path) -> None:
    home = rows_of(copy, "directory.households")[0]["id"]
    found = read(
        *act(
            copy, "directory.add-person", birth_name="SEUL", given_names="Rémi", birth_date="3/5/2019",
            household=str(home), role="CHILD",
        )
    )  # fmt: skip
    person = next(record["id"] for record in found["records"] if record["page"] == "directory.people")
    room = rows_of(copy, "canteen.classes")[0]["id"]
    words = act(copy, "canteen.enrol-child", person=str(person), valid_from="1/9/2026", school_class=str(room))
    said = refusal(copy, *words)
    assert "responsable" in said
    assert "qui paie" in said


def test_a_child_of_the_list_without_payer_is_named_by_the_month(copy: Path, tmp_path: Path) -> None:
    source = tmp_path / "liste.csv"
    source.write_text(LIST + "SEUL;Rémi;3/5/2019;CP;CP;;;;;;LMJV\n", encoding="utf-8")
    read("import", str(copy), "canteen.children", str(source), "--option=school=École Jules-Verne")
    read(*act(copy, "canteen.finish-days", first_on="1/11/2026", last_on="30/11/2026"))
    status, _out, err = call(*act(copy, "canteen.draft-month", month="11/2026"))
    assert status == 1
    assert "Rémi SEUL" in err
    assert "qui paie" in err


def test_nobody_is_enrolled_twice_nor_eats_twice(town: Path) -> None:
    row = a_child(town)
    people = rows_of(town, "directory.people", "--search", f"{row['birth_name']} {row['given_names']}")
    words = act(town, "canteen.enrol-child", person=str(people[0]["id"]), valid_from="5/10/2026", payer="")
    assert "déjà inscrit" in refusal(town, *words)
    with closing(sqlite3.connect(town / "beffroi.sqlite")) as base:
        enrolment, day = base.execute("SELECT enrolment_id, day FROM canteen_meal LIMIT 1").fetchone()
        with pytest.raises(sqlite3.IntegrityError):
            base.execute(
                "INSERT INTO canteen_meal (version, enrolment_id, day, is_booked, remark) VALUES (1, ?, ?, 1, '')",
                (enrolment, day),
            )


def outside_any_year(folder: Path) -> Iterator[tuple[str, ...]]:
    """Acts on a day of 2031, which no school year holds."""
    row = a_child(folder)
    marks = json.dumps([{"enrolment": row["id"], "day": "2031-10-06", "mark": "P"}])
    room = str(rows_of(folder, "canteen.classes")[0]["id"])
    yield act(folder, "canteen.book-days", enrolment=str(row["id"]), kind="BOOK", first_on="6/10/2031")
    yield act(folder, "canteen.record-attendance", marks=marks)
    yield act(folder, "canteen.declare-class-event", classes=room, first_on="6/10/2031", reason="STRIKE")
    yield act(folder, "canteen.finish-sheet", school_class=room, day="6/10/2031")
    yield act(folder, "canteen.draft-month", month="10/2031")


def test_a_date_in_no_school_year_says_to_open_it(town: Path) -> None:
    for words in outside_any_year(town):
        said = refusal(town, *words)
        assert "2031" in said, (words[2], said)
        assert "année" in said, (words[2], said)


# ---------------------------------------------------------------- bills and money


def issued(folder: Path) -> list[dict[str, Any]]:
    """The bills that wait for money."""
    rows = rows_of(folder, "billing.invoices")
    return [dict(row) for row in rows if row["kind"] == "INVOICE" and row["issued_on"] and Decimal(row["left"]) > 0]


def test_a_bill_number_is_used_once_whatever_happens(copy: Path) -> None:
    """The counter is set back behind the program's back: the database refuses the number, and nothing is written."""
    read(*act(copy, "canteen.finish-days", first_on="1/11/2026", last_on="30/11/2026"))
    call(*act(copy, "canteen.draft-month", month="11/2026"))
    with closing(sqlite3.connect(copy / "beffroi.sqlite")) as base:
        base.execute("UPDATE store_series SET next = 1 WHERE name = 'CAN'")
        base.commit()
    said = refusal(copy, *act(copy, "canteen.validate-month", month="11/2026"), "--yes")
    assert "existe déjà" in said
    with closing(sqlite3.connect(copy / "beffroi.sqlite")) as base:
        numbers = base.execute("SELECT prefix, year, number FROM billing_invoice WHERE number IS NOT NULL LIMIT 2").fetchall()
        with pytest.raises(sqlite3.IntegrityError):
            base.execute("UPDATE billing_invoice SET prefix = ?, year = ?, number = ? WHERE number IS NULL", numbers[0])
        with pytest.raises(sqlite3.IntegrityError):
            base.execute("UPDATE billing_invoice SET number = 99 WHERE number = ?", numbers[1][2:])


def test_a_payment_larger_than_the_debt_is_refused_with_what_is_owed(town: Path) -> None:
    bill = issued(town)[0]
    more = f"{Decimal(bill['left']) + 1000:.2f}".replace(".", ",")
    said = refusal(town, *act(town, "billing.pay-invoice", id=str(bill["id"]), amount=more, method="CASH", received_on="23/11/2026"))
    assert "surplus" in said or "avoir" in said, said
    payer = str(bill["payer_id"])
    said = refusal(
        town, *act(town, "billing.record-payment", payer=payer, amount=more, method="CASH", received_on="23/11/2026")
    )
    assert "€" in said


@pytest.mark.parametrize(("amount", "day"), [("0", "23/11/2026"), ("-5", "23/11/2026"), ("10", "24/11/2026"), ("douze", "23/11/2026")])
def test_a_payment_that_cannot_be(amount: str, day: str, town: Path) -> None:
    bill = issued(town)[0]
    refusal(town, *act(town, "billing.pay-invoice", id=str(bill["id"]), amount=amount, method="CASH", received_on=day))


def test_an_issued_bill_is_not_credited_beyond_what_it_says(town: Path) -> None:
    bill = issued(town)[0]
    lines = json.dumps([{"line": 1, "amount": "10000,00"}])
    said = refusal(town, *act(town, "billing.credit", id=str(bill["id"]), reason="Erreur", lines=lines), "--yes")
    assert "il reste" in said


# ---------------------------------------------------------------- files

FILES = {
    "facture.xlsx": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "ancien.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "page.csv": b"<!DOCTYPE html><html><body><table><tr><td>Nom</td></tr></table></body></html>",
    "photo.ods": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "coupe.xlsx": b"PK\x03\x04" + b"\x14\x00\x06\x00" * 20,
    "vide.csv": b"",
    "lettre.csv": "Madame la Directrice, voici la liste demandée.\n".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_what_it_says(name: str, town: Path, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(FILES[name])
    refusal(town, "import", str(town), "canteen.children", str(source))


def test_a_file_that_is_not_there_nor_a_file(town: Path, tmp_path: Path) -> None:
    assert "absente.csv" in refusal(town, "import", str(town), "canteen.children", str(tmp_path / "absente.csv"))
    refusal(town, "import", str(town), "canteen.children", str(tmp_path))


def test_a_row_that_cannot_be_is_refused_and_the_others_are_taken_whole(copy: Path, tmp_path: Path) -> None:
    source = tmp_path / "liste.csv"
    rows = [
        "NEUF;Ana;31/02/2019;CP;CP;Mme NEUF Rose;1 rue Haute;99120;Saint-Aubin-des-Prés;500;LMJV",
        "NEUF;Lou;3/2/2019;CP;CP;Mme NEUF Rose;1 rue Haute;9912;Saint-Aubin-des-Prés;500;LMJV",
        "NEUF;Zia;3/2/2020;CP;CP;Mme NEUF Rose;1 rue Haute;99120;Saint-Aubin-des-Prés;500;LMJV",
    ]
    source.write_text(LIST + "\n".join(rows) + "\n", encoding="utf-8")
    before = len(rows_of(copy, "canteen.children"))
    status, out, err = call("import", str(copy), "canteen.children", str(source), "--option=school=École Jules-Verne", "--json")
    assert status == 1
    assert json.loads(out)["counts"] == {"new": 1, "changed": 0, "same": 0, "refused": 2}
    assert "31/02/2019" in err
    assert "09912" in err
    assert len(rows_of(copy, "canteen.children")) == before + 1
    assert rows_of(copy, "directory.people", "--search", "NEUF Ana") == []


# ---------------------------------------------------------------- words of the command line


def test_an_unknown_word_is_a_wrong_use(town: Path) -> None:
    before = contents(town)
    for words in (
        act(town, "billing.pay-invoice", montant="3"),
        act(town, "canteen.preparer"),
        ("rows", str(town), "canteen.repas"),
        ("print", str(town), "billing.invoice"),
    ):
        status, _out, err = call(*words)
        assert status in (1, 2), words
        assert len(err.splitlines()) == 1
        assert "Traceback" not in err
    assert contents(town) == before


def test_a_folder_that_is_no_dossier_is_the_machine_s_fault(tmp_path: Path) -> None:
    status, _out, err = call("rows", str(tmp_path), "canteen.meals")
    assert status == 3
    sentence(err.strip())
