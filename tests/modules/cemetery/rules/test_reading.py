# SPDX-License-Identifier: EUPL-1.2
"""Cells of old registers: vectors CSV-01 to CSV-25, NAME, and what else registers hold."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from app.core.people import key1
from modules.cemetery.rules.codes import DurationCode, PlotKind, Regime
from modules.cemetery.rules.reading import (
    LabelCell,
    Spot,
    number_key,
    read_amount,
    read_count,
    read_date,
    read_duration,
    read_kind,
    read_label,
    read_number,
)
from modules.cemetery.rules.reading_names import read_deceased, read_holders, read_person

TODAY = date(2026, 11, 23)
D = PartialDate


# ---------------------------------------------------------------- vectors


@pytest.mark.parametrize(
    ("cell", "regime", "kind", "code", "mpf"),
    [
        pytest.param("Concession (50 ans)", Regime.CONCEDED, None, DurationCode.Y50, False, id="CEM-TV-CSV-01"),
        pytest.param(
            "Concession perpétuelle Mort pour la France", Regime.CONCEDED, None, DurationCode.PERP, True,
            id="CEM-TV-CSV-02",
        ),
        pytest.param("Concession (100 ans)", Regime.CONCEDED, None, DurationCode.Y100, False, id="CEM-TV-CSV-03"),
        pytest.param("Terrain commun (5ans)", Regime.COMMON, PlotKind.EARTH, None, False, id="CEM-TV-CSV-04"),
        pytest.param(
            "Site de dispersion cinéraire", Regime.MUNICIPAL, PlotKind.SCATTERING, None, False, id="CEM-TV-CSV-05"
        ),
        ("Caveau 2 places", None, PlotKind.VAULT, None, False),
        ("pleine terre", None, PlotKind.EARTH, None, False),
        ("colombarium", None, PlotKind.COLUMBARIUM, None, False),
        ("Caveau provisoire", Regime.MUNICIPAL, PlotKind.TEMP_VAULT, None, False),
        ("terraincommunal", Regime.COMMON, PlotKind.EARTH, None, False),
        ("Carré militaire", Regime.MILITARY, None, None, False),
        ("Cavurne 15 ans", Regime.CONCEDED, PlotKind.URN_VAULT, DurationCode.TEMP, False),
    ],
)  # fmt: skip
def test_kind(
    cell: str, regime: Regime | None, kind: PlotKind | None, code: DurationCode | None, mpf: bool
) -> None:
    read = read_kind(cell)
    assert (read.regime, read.kind, read.duration.code, read.mpf) == (regime, kind, code, mpf)
    assert read.understood
    assert read.as_written == cell


@pytest.mark.parametrize(
    "cell", [pytest.param("Concession (50 ans) échue depuis le 01/01/2026", id="CEM-TV-CSV-06")]
)
def test_expiry_in_the_kind(cell: str) -> None:
    read = read_kind(cell, today=TODAY)
    assert (read.duration.code, read.expires_on) == (DurationCode.Y50, date(2026, 1, 1))
    start = read_date("01/01/1976").value
    assert start is not None
    assert start.full == date(1976, 1, 1)
    assert start.year + (read.duration.years or 0) == 2026


@pytest.mark.parametrize("cell", [pytest.param("Sépulture reprise le 01/04/2026", id="CEM-TV-CSV-07")])
def test_repossessed(cell: str) -> None:
    read = read_kind(cell, today=TODAY)
    assert read.repossessed
    assert read.repossessed_on == D(2026, 4, 1)


@pytest.mark.parametrize(
    ("cell", "value", "circa", "understood"),
    [
        pytest.param("Néant", None, False, True, id="CEM-TV-CSV-08"),
        pytest.param("01/01/1949 (approx.)", D(1949, 1, 1), True, True, id="CEM-TV-CSV-09"),
        pytest.param("2008-01-00", D(2008, 1), False, True, id="CEM-TV-CSV-10"),
        pytest.param("0000-00-00", None, False, True, id="CEM-TV-CSV-11"),
        pytest.param("sept. 1952", D(1952, 9), False, True, id="CEM-TV-CSV-12"),
        pytest.param("1er mars 1931", D(1931, 3, 1), False, True, id="CEM-TV-CSV-13"),
        ("00/00/1952", D(1952), False, True),
        ("00/05/1952", D(1952, 5), False, True),
        ("05/1896", D(1896, 5), False, True),
        ("1923", D(1923), False, True),
        (1923, D(1923), False, True),
        ("vers 1880", D(1880), True, True),
        ("1880 ?", D(1880), True, True),
        ("avant 1900", D(1900), True, True),
        ("† 12/03/1962", D(1962, 3, 12), False, True),
        ("+12/03/1962", D(1962, 3, 12), False, True),
        ("le 12 mars 1962", D(1962, 3, 12), False, True),
        ("26.6.2013", D(2013, 6, 26), False, True),
        ("22/04/75", D(1975, 4, 22), False, True),
        ("22/04/1875 00:00", None, False, False),
        (datetime(1962, 4, 3), D(1962, 4, 3), False, True),
        ("31/02/1950", None, False, False),
        ("12/13/1950", None, False, False),
        ("1950-1955", None, False, False),
        ("à la Toussaint", None, False, False),
        (None, None, False, True),
        ("inconnue", None, False, True),
    ],
)
def test_dates(cell: object, value: PartialDate | None, circa: bool, understood: bool) -> None:
    read = read_date(cell, today=TODAY)
    assert (read.value, read.circa, read.understood) == (value, circa, understood)
    assert bool(read.as_written) is (cell is not None)


def test_two_digits_of_an_expiry_come_after_the_start() -> None:
    assert read_date("22/06/66", near=D(2016, 6, 22)).value == D(2066, 6, 22)
    assert read_date("04/09/99", near=D(1969, 9, 4)).value == D(1999, 9, 4)
    assert read_date("01/01/10", near=D(1962, 5, 1)).value == D(2010, 1, 1)
    assert not read_date("01/01/10", past=False).understood


@pytest.mark.parametrize(
    ("cell", "section", "row", "spots"),
    [
        pytest.param("E317-318", "E", "", (Spot("317"), Spot("318")), id="CEM-TV-CSV-14"),
        pytest.param("JTC001", "JTC", "", (Spot("001"),), id="CEM-TV-CSV-15"),
        pytest.param("A-12 bis", "A", "", (Spot("12", "bis"),), id="CEM-TV-CSV-16"),
        ("A-01-02", "A", "01", (Spot("02"),)),
        ("A/3/14", "A", "3", (Spot("14"),)),
        (12, "", "", (Spot("12"),)),
        ("n° 12", "", "", (Spot("12"),)),
        ("12/13", "", "", (Spot("12"), Spot("13"))),
        ("12 et 15", "", "", (Spot("12"), Spot("15"))),
        ("099-100", "", "", (Spot("099"), Spot("100"))),
        ("B 14a", "B", "", (Spot("14", "a"),)),
        ("E317-319", "E", "", (Spot("317"), Spot("318"), Spot("319"))),
    ],
)
def test_labels(cell: object, section: str, row: str, spots: tuple[Spot, ...]) -> None:
    assert read_label(cell) == LabelCell(section, row, spots, str(cell))


def test_a_label_without_number_is_kept() -> None:
    read = read_label("près du puits")
    assert not read.understood
    assert read.spots == (Spot("près du puits"),)
    assert number_key("012") == number_key("12") != number_key("12", "bis")


@pytest.mark.parametrize(
    ("cell", "birth", "usage", "given_names", "widowed"),
    [
        pytest.param("NOMA ép. NOMB Prénom", "NOMA", "NOMB", "Prénom", False, id="CEM-TV-CSV-17"),
        pytest.param("NOMA Vve NOMB", "NOMA", "NOMB", "", True, id="CEM-TV-CSV-18"),
        ("NOMA Prénom ép. NOMB", "NOMA", "NOMB", "Prénom", False),
        ("NOMA Prénom épouse NOMB", "NOMA", "NOMB", "Prénom", False),
        ("NOMB née NOMA Prénom", "NOMA", "NOMB", "Prénom", False),
        ("NOMB Prénom née NOMA", "NOMA", "NOMB", "Prénom", False),
        ("Mme Vve NOMB Prénom", "", "NOMB", "Prénom", True),
        ("LE GALL Jules", "LE GALL", "", "Jules", False),
        ("Jules LE GALL", "LE GALL", "", "Jules", False),
        ("D'ARCY Suzanne", "D'ARCY", "", "Suzanne", False),
        ("DE LA TOUR Eugénie", "DE LA TOUR", "", "Eugénie", False),
        ("de La Tour Eugénie", "de La Tour", "", "Eugénie", False),
        ("BENOÎT-LÉVY Marie-Ange", "BENOÎT-LÉVY", "", "Marie-Ange", False),
        ("M. DURAND Paul", "DURAND", "", "Paul", False),
        ("DURAND, Paul", "DURAND", "", "Paul", False),
        ("Durand Paul", "Durand", "", "Paul", False),
    ],
)
def test_names(cell: str, birth: str, usage: str, given_names: str, widowed: bool) -> None:
    read = read_person(cell)
    assert (read.birth_name, read.usage_name, read.given_names, read.widowed) == (
        birth,
        usage,
        given_names,
        widowed,
    )
    assert read.as_written == cell


@pytest.mark.parametrize(
    "cell", [pytest.param("sépulture vide", id="CEM-TV-CSV-19"), "Néant", None, "-", "tombe vide"]
)
def test_nobody(cell: object) -> None:
    assert read_deceased(cell) == ()


@pytest.mark.parametrize(
    "cell", [pytest.param("Inconnu(e)", id="CEM-TV-CSV-20"), "inconnu", "Corps inconnu", "X"]
)
def test_somebody_unknown(cell: str) -> None:
    (read,) = read_deceased(cell)
    assert read.unknown
    assert not read.birth_name
    assert read.as_written == cell


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param("12,50", Decimal("12.50"), id="CEM-TV-CSV-21"),
        ("12.5", Decimal("12.5")),
        ("2 m²", Decimal(2)),
        ("1 500,00", Decimal("1500.00")),
        (3, Decimal(3)),
        ("deux", None),
    ],
)
def test_numbers(cell: object, value: Decimal | None) -> None:
    assert read_number(cell) == value


@pytest.mark.parametrize(
    ("cell", "code", "years"),
    [
        pytest.param("30 ans renouvelables", DurationCode.Y30, 30, id="CEM-TV-CSV-22"),
        pytest.param("perpétuité", DurationCode.PERP, None, id="CEM-TV-CSV-23"),
        ("à perpétuité", DurationCode.PERP, None),
        ("PERP", DurationCode.PERP, None),
        ("perpétuelle", DurationCode.PERP, None),
        ("perpet.", DurationCode.PERP, None),
        ("trentenaire", DurationCode.Y30, 30),
        ("cinquantenaire", DurationCode.Y50, 50),
        (30, DurationCode.Y30, 30),
        ("15 ans", DurationCode.TEMP, 15),
        ("99 ans", DurationCode.OTHER, 99),
        ("temporaire", DurationCode.TEMP, None),
    ],
)
def test_durations(cell: object, code: DurationCode, years: int | None) -> None:
    read = read_duration(cell)
    assert (read.code, read.years, read.understood) == (code, years, True)


def test_a_strange_duration_is_kept() -> None:
    assert not read_duration("selon accord").understood
    assert read_duration("selon accord").as_written == "selon accord"
    assert read_duration("20 ans").code is DurationCode.OTHER


@pytest.mark.parametrize(
    ("cell", "on", "euros"),
    [
        pytest.param("1 500 F", D(1995), Decimal("228.67"), id="CEM-TV-CSV-24"),
        pytest.param("1 500 F", D(1950), Decimal("2.29"), id="CEM-TV-CSV-25"),
        ("1 500 F", None, None),
        ("1 500 F", D(2013, 6, 26), None),
        ("1500 anciens francs", D(1962), Decimal("2.29")),
        ("150 NF", D(1962), Decimal("22.87")),
        ("150 €", D(1985), Decimal("150.00")),
        ("1.234,50 €", D(2020), Decimal("1234.50")),
        (300, D(2012), Decimal("300.00")),
        (300, D(1903), None),
        ("gratuit", D(2012), None),
    ],
)
def test_amounts(cell: object, on: PartialDate | None, euros: Decimal | None) -> None:
    read = read_amount(cell, on)
    assert read.euros == euros
    assert read.as_written == str(cell)
    assert read.understood is (euros is not None)


# ---------------------------------------------------------------- TV-NAME


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("Œuvrard-Lefèvre d'Anjou", "OEUVRARD LEFEVRE D ANJOU", id="CEM-TV-NAME-01"),
        pytest.param("  de  La   Tour ", "DE LA TOUR", id="CEM-TV-NAME-02"),
        pytest.param("ÉTIENNE", "ETIENNE", id="CEM-TV-NAME-03"),
        ("Etienne", "ETIENNE"),
        ("etienne", "ETIENNE"),
    ],
)
def test_folding(text: str, key: str) -> None:
    assert key1(text) == key


# ---------------------------------------------------------------- several in a cell


def test_several_deceased_on_several_lines() -> None:
    read = read_deceased(
        "LOPEZ Gaston 1827-1913\nLOPEZ Raymond 1901-1960\nInconnu(e)\nPÉREZ ép. LOPEZ Odette +12/03/1962"
    )
    assert [p.birth_name for p in read] == ["LOPEZ", "LOPEZ", "", "PÉREZ"]
    assert [(p.born.value, p.died.value) for p in read] == [
        (D(1827), D(1913)),
        (D(1901), D(1960)),
        (None, None),
        (None, D(1962, 3, 12)),
    ]
    assert read[3].usage_name == "LOPEZ"


def test_days_of_birth_and_death() -> None:
    for text in ("DURAND Paul né le 12/03/1920 décédé le 3/4/1980", "DURAND Paul (12/03/1920 - 03/04/1980)"):
        (read,) = read_deceased(text)
        assert (read.birth_name, read.given_names) == ("DURAND", "Paul")
        assert (read.born.value, read.died.value) == (D(1920, 3, 12), D(1980, 4, 3))
    (read,) = read_deceased("DURAND Paul (1980)")
    assert (read.born.value, read.died.value) == (None, D(1980))
    (read,) = read_deceased("DURAND Paul ????-1980 Mort pour la France")
    assert (read.born.value, read.born.as_written, read.died.value, read.mpf) == (None, "?", D(1980), True)


def test_holders() -> None:
    assert [(p.birth_name, p.given_names) for p in read_holders("DURAND Jean et MARTIN Marie")] == [
        ("DURAND", "Jean"),
        ("MARTIN", "Marie"),
    ]
    (family,) = read_holders("Famille DURAND")
    assert family.family
    assert family.birth_name == "DURAND"
    (couple,) = read_holders("M. et Mme DURAND Jean")
    assert (couple.birth_name, couple.given_names, couple.understood) == ("DURAND", "Jean", False)
    assert read_holders("Néant") == ()
    assert len(read_deceased("3 corps inconnus")) == 3


@given(st.text(max_size=40))
def test_nothing_makes_reading_fail(text: str) -> None:
    read_date(text, today=TODAY)
    read_duration(text)
    read_kind(text, today=TODAY)
    assert read_amount(text, D(1970)).as_written == text.strip()
    read_count(text)
    read_number(text)
    label = read_label(text)
    assert label.spots or label.as_written == text.strip()
    for person in read_deceased(text, today=TODAY):
        assert person.as_written


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_day(day: date) -> None:
    for shape in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%Y", "%Y%m%d"):
        assert read_date(day.strftime(shape)).value == D.of(day)
