# SPDX-License-Identifier: EUPL-1.2
"""Headings of real files find their fields; what is only near is said to be so."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.exchange import columns
from app.exchange.columns import match_columns


@dataclass(frozen=True)
class Sample:
    """A field as the forms declare it."""

    name: str
    label: str
    synonyms: tuple[str, ...] = ()


FIELDS = (
    Sample("birth_name", "Nom", ("Nom de l’élève", "Nom élève")),
    Sample("given_names", "Prénom", ("Prénom élève",)),
    Sample("born_on", "Date de naissance", ("Né(e) le", "Naissance")),
    Sample("school_class", "Classe", ("Libellé classe",)),
    Sample("guardian1", "Responsable 1", ("Nom responsable 1",)),
    Sample("guardian2", "Responsable 2", ("Nom responsable 2",)),
    Sample("phone1", "Téléphone 1", ("Tél. resp. 1", "Tél portable 1")),
    Sample("phone2", "Téléphone 2", ("Tél. resp. 2",)),
    Sample("postcode", "Code postal", ("CP",)),
    Sample("quotient", "Quotient familial", ("QF",)),
)


def names(headers: list[str]) -> list[str | None]:
    """The field of each heading."""
    mapping = match_columns(headers, FIELDS).mapping
    return [mapping.get(index) for index in range(len(headers))]


def test_a_director_s_list() -> None:
    headers = [
        "NOM",
        "Prénom",
        "Né(e) le",
        "Sexe",
        "Classe",
        "Responsable 1",
        "Tél. resp. 1",
        "Responsable 2",
        "Tél. resp. 2",
        "CP",
        "QF",
    ]
    assert names(headers) == [
        "birth_name", "given_names", "born_on", None, "school_class", "guardian1", "phone1", "guardian2", "phone2",
        "postcode", "quotient",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("NE LE", "born_on"),
        ("date naissance", "born_on"),
        ("Date de  Naisance", "born_on"),
        ("QUOTIENT-FAMILIAL (CAF)", "quotient"),
        ("Nom Élève", "birth_name"),
        ("Responsable 3", None),
        ("", None),
        ("Observations", None),
    ],
)
def test_one_heading(header: str, name: str | None) -> None:
    assert names([header]) == [name]


def test_each_field_is_taken_once_and_guesses_are_marked() -> None:
    found = match_columns(["Nom", "Nom", "Date de Naisance"], FIELDS)
    assert found.mapping == {0: "birth_name", 2: "born_on"}
    assert found.doubtful == [2]


def test_a_correction_given_back_wins() -> None:
    found = match_columns(["Nom", "Nom usuel", "Prénom"], FIELDS, given={1: "birth_name"})
    assert found.mapping == {1: "birth_name", 2: "given_names"}


ROWS: list[list[object]] = [
    ["École Jules-Verne – Liste des élèves 2026-2027", None, None],
    ["Édition du 28/08/2026", None, None],
    [None, None, None],
    ["NOM", "Prénom", "Classe"],
    ["Roy", "Zoé", "CP"],
    [None, " ", None],
    ["TOTAL", "Paul", "CE1"],
    ["Total", 206, None],
    ["Sous-total :", None, "12,5 %"],
]


def test_headings_below_a_title_and_totals_left_out() -> None:
    assert columns.find_header_row(ROWS, FIELDS) == (3, 3)
    assert [number for number, _row in columns.data_rows(ROWS, 3)] == [5, 7]


def test_without_known_heading_the_fullest_row_of_words_is_proposed() -> None:
    assert columns.find_header_row([["titre"], ["alpha", "bravo"], [1, 2]], FIELDS) == (1, 0)
    assert columns.find_header_row([], FIELDS) == (0, 0)
