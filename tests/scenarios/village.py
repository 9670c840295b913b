# SPDX-License-Identifier: EUPL-1.2
"""Who eats in the month that is played: a small list of our own, or a school's real list when it is at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
COMMUNE = {
    "commune.name": "Saint-Aubin-des-Prés",
    "commune.address": "1 place de la Mairie",
    "commune.postcode": "99120",
    "commune.town": "Saint-Aubin-des-Prés",
    "commune.zone": "B",
    "commune.mayor": "Anne Delmas",
}


@dataclass(frozen=True)
class Mend:
    """What the home of a payer lacks before a bill may go: the address, and perhaps the quotient."""

    home: str
    street: str
    postcode: str = COMMUNE["commune.postcode"]
    town: str = COMMUNE["commune.town"]
    quotient: str = ""


@dataclass(frozen=True)
class Cast:
    """The people of a month and what happens to them. Names are as they are typed to find somebody."""

    source: Path
    school: str
    children: int
    same: int
    """Rows of the file that are another one's double."""
    strike_class: str
    strike_removed: int
    basket: str
    """A child who brings a meal (care plan)."""
    excused: tuple[str, str]
    """Child and day of an absence with a certificate."""
    unused: tuple[tuple[str, str], ...]
    """Children and days of absences without a reason: due."""
    unreserved: tuple[str, str]
    """Child and day of a meal that nobody had booked."""
    extra: tuple[str, str]
    """Child and day of a meal booked beside the habit, in time."""
    mends: Mapping[str, Mend]
    """By payer."""
    full: str
    partial: str
    too_much: str
    credited: tuple[str, str]
    """Payer and day of the credit note: a day of `unused` that was excused after all."""
    totals: Mapping[str, str]
    """By payer, as computed by hand: the amount of the bill (of the bills, for namesakes)."""
    count: int
    """Bills of the month."""
    sum: str
    """Their total."""
    separated: str = ""
    mother: str = ""
    father: str = ""
    late: int = 0
    """Letters of reminder."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By payer, what his bill must show."""


# ---------------------------------------------------------------- our own list

LIST = """Liste des élèves 2026-2027;;;;;;;;;;;;;;;
Nom;Prénom;Né(e) le;Classe;Niveau;Responsable 1;Tél. resp. 1;Responsable 2;Adresse;CP;Ville;Régime;Allergies / PAI;QF;Cantine;Remarques
MOREL;Zoé;3/9/2018;CE1-CE2;CE2;Mme MOREL Hélène;06 39 98 00 01;M. MOREL Marc;12 bis rue du Lavoir;99120;Saint-Aubin-des-Prés;SP;arachide;612,50 €;LMJV;
Morel;Malo;2021-05-04;MS-GS;GS;Mme MOREL Hélène;06 39 98 00 01;M. MOREL Marc;12 bis rue du Lavoir;99120;Saint-Aubin-des-Prés;;;612,5;LMJV;
BERNARD;Lina;14/02/2020;CP;CP;Mme BERNARD Sophie;06 39 98 00 02;;3 rue des Écoles;99120;Saint-Aubin-des-Prés;;;350;LMJV;
ROUX;Noé;30.6.2020;CP;CP;M. ROUX Karim;06 39 98 00 03;Mme ROUX Julie;8 place du Marché;99120;Saint-Aubin-des-Prés;;;845,50;LMJV;
ROUX;Tom;11/11/2018;CE1-CE2;CE2;M. ROUX Karim;06 39 98 00 03;Mme ROUX Julie;8 place du Marché;99120;Saint-Aubin-des-Prés;végé;;845,50;lundi et jeudi;
LEFÈVRE;Inès;22/01/2021;MS-GS;GS;Mme LEFÈVRE Chloé;06 39 98 00 04;;27 chemin des Vignes;99120;Saint-Aubin-des-Prés;;;;LMJV;
PETIT;Emma;5/6/2019;CE1-CE2;CE1;Mme GARCIA Ana;06 39 98 00 05;M. PETIT Luc;1 impasse du Four;99120;Saint-Aubin-des-Prés;;;950;LMJV;garde alternée (semaine paire chez la mère)
DUBOIS;Jules;17/03/2020;CP;CP;Mme DUBOIS Nadia;06 39 98 00 06;;5 route de Villeneuve;99130;Villeneuve-sur-Arce;;;500;mardi et vendredi;
NGUYEN;Léa;9/9/2021;MS-GS;MS;M. NGUYEN Paul;06 39 98 00 07;;14 rue Haute;99120;Saint-Aubin-des-Prés;;;701;LMJV;
NGUYEN;Minh;2/12/2020;CP;CP;M. NGUYEN Paul;06 39 98 00 07;;14 rue Haute;99120;Saint-Aubin-des-Prés;;;701;jeudi;
Total;10;;;;;;;;;;;;;;
"""

# November 2026, zone B, four days: 17 serving days, Mondays 2 9 16 23 30, Tuesdays 3 10 17 24, Thursdays 5 12 19 26,
# Fridays 6 13 20 27. Brackets: up to 400 1,00; up to 700 2,10; up to 1 000 3,10; above, or no quotient, 4,20.
BILLS = {
    # Quotient 612,50: 2,10. Zoé is on strike on the 12th: 17 - 1 = 16; Malo 17. 33 x 2,10 = 69,30
    "MOREL Hélène": "69.30",
    # Quotient 350: 1,00. One absence with a certificate: 17 - 1 = 16. 16 x 1,00 = 16,00
    "BERNARD Sophie": "16.00",
    # Quotient 845,50: 3,10. Noé: 16 eaten and 1 booked, not taken = 17; Tom on Mondays and Thursdays:
    # 5 + 4 = 9, less the strike = 8. 25 x 3,10 = 77,50
    "ROUX Karim": "77.50",
    # No quotient: 4,20. 16 eaten and 1 booked, not taken. 17 x 4,20 = 71,40
    "LEFÈVRE Chloé": "71.40",
    # Even weeks (46: 9 10 12 13; 48: 23 24 26 27), less the strike of the 12th = 7. Quotient 950. 7 x 3,10 = 21,70
    "GARCIA Ana": "21.70",
    # Odd weeks (45: 2 3 5 6; 47: 16 17 19 20; 49: 30) = 9. Quotient 480, given late. 9 x 2,10 = 18,90
    "PETIT Luc": "18.90",
    # Another town: 5,60. Tuesdays and Fridays 4 + 4 = 8; unreserved on the 19th: 5,60 + 50 % = 8,40.
    # 8 x 5,60 + 8,40 = 53,20
    "DUBOIS Nadia": "53.20",
    # Léa brings her basket: 17 x 0,65 = 11,05. Minh on Thursdays 4, and Tuesday the 24th, booked beside: 5 x 3,10 =
    # 15,50 (quotient 701). 11,05 + 15,50 = 26,55
    "NGUYEN Paul": "26.55",
    # A teacher on Mondays: 5 x 5,90 = 29,50
    "AUBRY Claire": "29.50",
}


def village(folder: Path) -> Cast:
    """Ten children of eight homes, one of them shared, and a teacher; every figure computed by hand."""
    source = folder / "liste-ecole.csv"
    source.write_text(LIST, encoding="utf-8")
    return Cast(
        source=source,
        school="École Jules-Verne",
        children=10,
        same=0,
        strike_class="CE1-CE2",
        strike_removed=3,
        basket="NGUYEN Léa",
        excused=("BERNARD Lina", "9/11/2026"),
        unused=(("ROUX Noé", "10/11/2026"), ("LEFÈVRE Inès", "20/11/2026")),
        unreserved=("DUBOIS Jules", "19/11/2026"),
        extra=("NGUYEN Minh", "24/11/2026"),
        mends={"PETIT Luc": Mend("PETIT (Luc)", "4 rue de la Gare", quotient="480")},
        full="MOREL Hélène",
        partial="ROUX Karim",
        too_much="BERNARD Sophie",
        credited=("LEFÈVRE Chloé", "20/11/2026"),
        totals=BILLS,
        count=9,
        sum="384.05",
        separated="PETIT Emma",
        mother="GARCIA Ana",
        father="PETIT Luc",
        late=7,
        words={
            "MOREL Hélène": ("69,30 €", "Zoé MOREL, CE1-CE2", "Malo MOREL, MS-GS", "2,10 €"),
            "DUBOIS Nadia": ("53,20 €", "Repas non réservé", "8,40 €"),
            "PETIT Luc": ("18,90 €", "Emma PETIT"),
        },
    )


# ---------------------------------------------------------------- the school's list, when it is beside the project

STRIKE = date(2026, 11, 12)
NOVEMBER = [date(2026, 11, day) for day in (2, 3, 5, 6, 9, 10, 12, 13, 16, 17, 19, 20, 23, 24, 26, 27, 30)]
LETTERS = {"L": 0, "M": 1, "J": 3, "V": 4}


def has_school_list() -> bool:
    """Whether the files to try the program on are beside the project."""
    return (SHARED / "truth.json").exists()


@cache
def _children() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SHARED / "truth.json").read_text(encoding="utf-8"))["canteen"]["children"]
    return found


def guardian(child: Mapping[str, Any], rank: int = 0) -> str:
    """« MOREL Hélène »."""
    one = child["guardians"][rank]
    return f"{one['surname'].upper()} {one['first']}"


def name_of(child: Mapping[str, Any]) -> str:
    """« MOREL Zoé »."""
    return f"{child['surname'].upper()} {child['first_name']}"


def price_of(child: Mapping[str, Any], quotient: Any) -> Decimal:
    """The price of a meal by the council's grid, worked out the plain way."""
    if child["town"] != COMMUNE["commune.town"]:
        return Decimal("5.60")
    if quotient is None or quotient > 1000:
        return Decimal("4.20")
    return Decimal("1.00") if quotient <= 400 else Decimal("2.10") if quotient <= 700 else Decimal("3.10")


def days_of(child: Mapping[str, Any], strike_class: str) -> list[date]:
    """The days that a child's habit gives in November, the strike of the class left out."""
    habit = {LETTERS[letter] for letter in child["days"]}
    away = child["school_class"] == strike_class
    return [day for day in NOVEMBER if day.weekday() in habit and not (away and day == STRIKE)]


def school_list(folder: Path) -> Cast:
    """The list that a school director sends, two hundred children; figures worked out from what it should give."""
    children = _children()
    strike_class = "CE2-CM1"
    apart = {guardian(child, rank) for child in children if child["separated"] for rank in range(len(child["guardians"]))}
    plain = [
        child
        for child in children
        if not child["separated"]
        and guardian(child) not in apart
        and child["town"] == COMMUNE["commune.town"]
        and child["quotient"] is not None
        and child["school_class"] != strike_class
        and sum(name_of(other) == name_of(child) for other in children) == 1
    ]
    taken: set[str] = set()

    def pick(days: str) -> dict[str, Any]:
        found = next(c for c in plain if c["days"] == days and guardian(c) not in taken)
        taken.add(guardian(found))
        return found

    excused, first, second, unreserved = pick("LMJV"), pick("LMJV"), pick("LMJV"), pick("MV")
    extra, basket, full = pick("V"), pick("LMJV"), pick("LMJV")
    bills: dict[tuple[str, str], Decimal] = {}

    def owe(child: Mapping[str, Any], amount: Decimal, rank: int = 0) -> None:
        # Namesakes are told apart as the import does: by their telephone.
        who = guardian(child, rank), str(child["guardians"][rank]["phone"])
        bills[who] = bills.get(who, Decimal(0)) + amount

    mends: dict[str, Mend] = {}
    for child in children:
        days = days_of(child, strike_class)
        if child["separated"] and len(child["guardians"]) == 2:
            # Even weeks at the mother's, who is named first; the father's quotient is not known: the highest price.
            even = [day for day in days if day.isocalendar().week % 2 == 0]
            owe(child, len(even) * price_of(child, child["quotient"]))
            owe(child, (len(days) - len(even)) * price_of(child, None), rank=1)
            if len(days) > len(even):
                father = child["guardians"][1]
                home = f"{father['surname']} ({father['first']})"
                mends[guardian(child, 1)] = Mend(home, "4 rue de la Gare", child["postcode"], child["town"])
        elif child is basket:
            owe(child, len(days) * Decimal("0.65"))
        else:
            owe(child, len(days) * price_of(child, child["quotient"]))
    owe(excused, -price_of(excused, excused["quotient"]))
    owe(unreserved, price_of(unreserved, unreserved["quotient"]) * Decimal("1.5"))
    owe(extra, price_of(extra, extra["quotient"]))
    bills["AUBRY Claire", ""] = 5 * Decimal("5.90")
    bills = {who: amount for who, amount in bills.items() if amount}
    totals: dict[str, Decimal] = {}
    for (who, _phone), amount in bills.items():
        totals[who] = totals.get(who, Decimal(0)) + amount
    return Cast(
        source=SHARED / "canteen" / "liste-ecole.xlsx",
        school="École primaire Jules-Verne",
        children=len(children),
        same=1,
        strike_class=strike_class,
        strike_removed=sum(c["school_class"] == strike_class and "J" in c["days"] for c in children),
        basket=name_of(basket),
        excused=(name_of(excused), "9/11/2026"),
        unused=((name_of(first), "10/11/2026"), (name_of(second), "20/11/2026")),
        unreserved=(name_of(unreserved), "19/11/2026"),
        extra=(name_of(extra), "24/11/2026"),
        mends=mends,
        full=guardian(full),
        partial=guardian(first),
        too_much=guardian(excused),
        credited=(guardian(second), "20/11/2026"),
        totals={who: f"{amount:.2f}" for who, amount in totals.items()},
        count=len(bills),
        sum=f"{sum(bills.values()):.2f}",
        late=len(bills) - 2,
    )

