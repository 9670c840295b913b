# SPDX-License-Identifier: EUPL-1.2
"""Envelopes: the A vectors, every fault said, nothing cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import postal
from app.core.outcome import UserError
from app.core.postal import PostalAddress, fit_line, postal_line, postal_lines


@pytest.mark.parametrize(
    ("text", "line", "length"),
    [
        pytest.param("12 bis, rue de l'Église", "12 BIS RUE DE L EGLISE", 22, id="XC-A-01"),
        pytest.param("Résidence des Lilas – bâtiment B", "RESIDENCE DES LILAS BATIMENT B", 30, id="XC-A-02"),
        pytest.param(
            "1234 boulevard du Général-de-Gaulle prolongé",
            "1234 BD DU GENERAL DE GAULLE PROLONGE",
            37,
            id="XC-A-03",
        ),
        pytest.param(
            "Association des parents d'élèves de l'école publique",
            "ASSOC PARENTS D ELEVES ECOLE PUBLIQUE",
            37,
            id="XC-A-04",
        ),
        pytest.param(
            "Service de l'état civil et du cimetière", "SERVICE ETAT CIVIL ET CIMETIERE", 31, id="XC-A-06"
        ),
        pytest.param("62750 Loos-en-Gohelle", "62750 LOOS EN GOHELLE", 21, id="XC-A-07"),
        pytest.param("01400 L'Abergement-Clémenciat", "01400 L ABERGEMENT CLEMENCIAT", 29, id="XC-A-10"),
        pytest.param("5 place de l'Œuvre", "5 PLACE DE L OEUVRE", 19, id="XC-A-11"),
    ],
)
def test_lines(text: str, line: str, length: int) -> None:
    assert fit_line(text) == line
    assert len(line) == length <= postal.WIDTH


@pytest.mark.parametrize(
    "text", [pytest.param("Association des parents d'élèves de l'école publique", id="XC-A-04")]
)
def test_an_abbreviated_line_is_proposed_to_the_clerk(text: str) -> None:
    block = postal_lines(text, PostalAddress(street="rue du Puits", postcode="01400", town="Bourg"))
    assert [(f.line, f.code, f.proposal) for f in block.faults] == [
        (1, "abbreviated", "ASSOC PARENTS D ELEVES ECOLE PUBLIQUE")
    ]
    assert "ASSOCIATION DES PARENTS" in str(block.faults[0])


@pytest.mark.parametrize("postcode", [pytest.param("51290", id="XC-A-05")])
def test_a_long_town_takes_its_routing_label(postcode: str) -> None:
    town = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
    assert len(postal_line(f"{postcode} {town}")) == 51
    bare = PostalAddress(street="1 rue Basse", postcode=postcode, town=town)
    assert [fault.code for fault in postal_lines("Mme Roy", bare).faults] == ["too-long"]
    labelled = PostalAddress(
        street="1 rue Basse", postcode=postcode, town=town, routing_label="ST REMY EN BOUZEMONT ST GENEST"
    )
    lines, faults = postal_lines("Mme Roy", labelled)
    assert lines[-1] == "51290 ST REMY EN BOUZEMONT ST GENEST"
    assert faults == []


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        pytest.param(
            PostalAddress(
                number="39", street="rue Mazagran", locality="CS 21429", postcode="53014", town="Laval cedex"
            ),
            ["39 RUE MAZAGRAN", "CS 21429", "53014 LAVAL CEDEX"],
            id="XC-A-08",
        ),
        pytest.param(
            PostalAddress(
                locality="BP 1", postcode="97480", town="Saint-Joseph (Réunion)", country="La Réunion"
            ),
            ["BP 1", "97480 SAINT JOSEPH"],
            id="XC-A-09",
        ),
        pytest.param(
            PostalAddress(
                number="12", repetition="B", street="rue de l'Église", postcode="01400", town="Bourg"
            ),
            ["12 BIS RUE DE L EGLISE", "01400 BOURG"],
            id="XC-A-12",
        ),
        pytest.param(
            PostalAddress(street="12 rue Haute", postcode="B-1000", town="Bruxelles", country="Belgium"),
            ["12 RUE HAUTE", "B-1000 BRUXELLES", "BELGIQUE"],
            id="XC-A-13",
        ),
    ],
)
def test_blocks(address: PostalAddress, lines: list[str]) -> None:
    assert postal_lines("Madame Zoé d'Artigues", address) == (["MADAME ZOE D ARTIGUES", *lines], [])


@pytest.mark.parametrize("text", [pytest.param("1400", id="XC-A-14"), "1400.0", " 1400"])
def test_a_lost_zero_is_proposed_not_stored(text: str) -> None:
    assert postal.postcode_proposal(text) == "01400"
    with pytest.raises(UserError, match="01400"):
        postal.check_postcode(text)


@pytest.mark.parametrize("text", ["01400", "20166", "97480", "98800"])
def test_postcodes(text: str) -> None:
    assert postal.check_postcode(text) == text


@pytest.mark.parametrize("text", ["2A004", "00123", "", "0140", "014000"])
def test_refused_postcodes(text: str) -> None:
    with pytest.raises(UserError, match="code postal"):
        postal.check_postcode(text)


def test_faults_are_said_before_printing() -> None:
    lines, faults = postal_lines(["", ""], PostalAddress(street="rue " + "x" * 40, postcode="1400"))
    assert [fault.code for fault in faults] == ["no-recipient", "too-long", "no-town", "postcode"]
    assert max(map(len, lines)) == 44
    many = PostalAddress("a", "b", "1", "", "c", "d", "01400", "e")
    assert [f.code for f in postal_lines(["n", "m"], many).faults] == ["too-many-lines"]
    assert len(postal_lines("n", many).lines) == 6


@given(st.text(max_size=60))
def test_postal_form_is_stable_and_plain(text: str) -> None:
    line = postal_line(text)
    assert postal_line(line) == line
    assert line.isascii()
    assert set(line) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
    if len(line) <= postal.WIDTH:
        assert fit_line(text) == line


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 bis, rue de l’Église", ("12", "bis", "rue de l’Église")),
        ("82 bis chemin du Bois Joli", ("82", "bis", "chemin du Bois Joli")),
        ("12B rue Haute", ("12", "B", "rue Haute")),
        ("5, place Basse", ("5", "", "place Basse")),
        ("12 rue du 8 mai 1945", ("12", "", "rue du 8 mai 1945")),
        ("Le Bourg", ("", "", "Le Bourg")),
        ("3 terrasse Nord", ("3", "", "terrasse Nord")),
    ],
)
def test_split_street(text: str, parts: tuple[str, str, str]) -> None:
    assert postal.split_street(text) == parts


def test_shown_on_one_line_and_sorted_by_street() -> None:
    one = PostalAddress(number="2", street="rue Haute", postcode="01400", town="Bourg")
    other = PostalAddress(number="12", repetition="b", street="rue Haute", postcode="01400", town="Bourg")
    assert postal.show_address(other) == "12 bis rue Haute, 01400 Bourg"
    assert sorted([other, one], key=postal.envelope_order) == [one, other]
