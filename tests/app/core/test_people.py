# SPDX-License-Identifier: EUPL-1.2
"""Names: the N vectors (likeness, sorting, storage) and the laws of folding."""

from __future__ import annotations

import unicodedata
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import people
from app.core.people import Likeness, key1, key2, likeness


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        pytest.param("Lefèvre", "LEFEVRE", Likeness.SAME, id="XC-N-01"),
        pytest.param("Lefèvre", "Lefebvre", Likeness.CANDIDATE, id="XC-N-02"),
        pytest.param("Le Goff", "LEGOFF", Likeness.TO_SHOW, id="XC-N-03"),
        pytest.param("d'Artigues", "D’ARTIGUES", Likeness.SAME, id="XC-N-04-apostrophe"),
        pytest.param("d'Artigues", "D ARTIGUES", Likeness.SAME, id="XC-N-04-space"),
        pytest.param("Martin Durant", "Martin--Durant", Likeness.SAME, id="XC-N-05-double"),
        pytest.param("Martin Durant", "Martin-Durant", Likeness.SAME, id="XC-N-05-hyphen"),
        pytest.param("Œuvrard", "OEUVRARD", Likeness.SAME, id="XC-N-06"),
        pytest.param("Müller", "MULLER", Likeness.SAME, id="XC-N-07-same"),
        pytest.param("Müller", "Mueller", Likeness.CANDIDATE, id="XC-N-07-candidate"),
        pytest.param("Nguyễn", "NGUYEN", Likeness.SAME, id="XC-N-08"),
        pytest.param("Jean-Luc", "JEAN LUC", Likeness.SAME, id="XC-N-09"),
        pytest.param("Saint-Aubin", "St Aubin", Likeness.SAME, id="XC-N-10"),
        pytest.param("Łukasiewicz", "LUKASIEWICZ", Likeness.SAME, id="XC-N-11-polish"),
        pytest.param("Ñuñez", "NUNEZ", Likeness.SAME, id="XC-N-11-spanish"),
        pytest.param("Anne-Marie", "Anne Marie", Likeness.SAME, id="XC-N-12-same"),
        pytest.param("Anne-Marie", "Annemarie", Likeness.TO_SHOW, id="XC-N-12-compact"),
        pytest.param("Andr\u00e9", "Andre\u0301", Likeness.SAME, id="XC-N-13"),
        pytest.param("Durand", "Durant", Likeness.CANDIDATE, id="last-letter"),
        pytest.param("Fayol", "Phaillole", Likeness.DIFFERENT, id="far"),
        pytest.param("Roy", "Rey", Likeness.DIFFERENT, id="short"),
        pytest.param("Thibault", "Tibo", Likeness.DIFFERENT, id="not-heard"),
        pytest.param("Quentin", "Kantin", Likeness.CANDIDATE, id="heard"),
    ],
)
def test_likeness(one: str, other: str, verdict: Likeness) -> None:
    assert likeness(one, other) is verdict
    assert likeness(other, one) is verdict


@pytest.mark.parametrize("text", [pytest.param("Andre\u0301  \u00a0Le\u0007 Goff ", id="XC-N-13-stored")])
def test_names_are_stored_composed_and_clean(text: str) -> None:
    assert people.clean_name(text) == "Andr\u00e9 Le Goff"


@pytest.mark.parametrize("seed", [pytest.param(1, id="XC-N-14")])
def test_sorting(seed: int) -> None:
    expected = ["d'Artigues", "Dartois", "Du Bellay", "Lefèvre", "Le Goff"]
    shuffled = list(expected)
    Random(seed).shuffle(shuffled)
    assert sorted(shuffled, key=people.sort_key) == expected
    assert people.sort_key("de La Tour") == "LATOUR"
    assert people.sort_key("de La Tour", particles=()) == "DELATOUR"
    assert people.sort_key("De") == "DE"


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert key1(key1(text)) == key1(text)
    assert key2(key1(text)) == key2(text)
    assert key1(unicodedata.normalize("NFD", text)) == key1(text)
    assert people.clean_name(people.clean_name(text)) == people.clean_name(text)


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_symmetric(one: str, other: str) -> None:
    assert likeness(one, other) is likeness(other, one)


def test_shown_names_keep_their_case() -> None:
    assert people.display_name("Madame", "Marie", "d'Artigues") == "Madame Marie d'Artigues"
    assert people.display_name(None, "Marie", "MARTIN", "DURAND") == "Marie DURAND"
    assert people.display_name(None, None, "MARTIN") == "MARTIN"
    assert people.list_name("MARTIN", "Zoé") == "MARTIN Zoé"


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2018, 8, 1), date(2026, 7, 31), 7),
        (date(2018, 8, 1), date(2026, 8, 1), 8),
        (date(2020, 2, 29), date(2026, 2, 28), 5),
        (date(2020, 2, 29), date(2026, 3, 1), 6),
    ],
)
def test_age(birth: date, day: date, age: int) -> None:
    assert people.age_on(birth, day) == age
