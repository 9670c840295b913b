# SPDX-License-Identifier: EUPL-1.2
"""Codes of communes, firms, schools and associations (I vectors), and social security numbers (N-15 to N-18)."""

from __future__ import annotations

import pytest

from app.core import identifiers
from app.core.outcome import UserError


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(c, id=f"XC-I-01-{c}")
        for c in ("01001", "2A004", "2B033", "75056", "97411", "98818", "22113")
    ],
)
def test_commune_codes(code: str) -> None:
    assert identifiers.check_cog(code) == code


@pytest.mark.parametrize(
    ("code", "proposal"),
    [
        pytest.param("20004", "Insee", id="XC-I-02-corsica"),
        pytest.param("1001", "écrivez 01001", id="XC-I-02-zero"),
        pytest.param("2a004", "écrivez 2A004", id="XC-I-02-case"),
    ],
)
def test_refused_commune_codes(code: str, proposal: str) -> None:
    with pytest.raises(UserError, match=proposal):
        identifiers.check_cog(code)


@pytest.mark.parametrize(
    ("siret", "accepted"),
    [
        pytest.param("21860194600013", True, id="XC-I-03-valid"),
        pytest.param("21860194600014", False, id="XC-I-03-refused"),
        pytest.param("35600000049837", True, id="XC-I-04"),
        pytest.param("35600000049838", False, id="XC-I-04-refused"),
        pytest.param("218 601 946 00013", True, id="spaces"),
        pytest.param("2186019460001", False, id="short"),
    ],
)
def test_sirets(siret: str, accepted: bool) -> None:
    if accepted:
        assert identifiers.check_siret(siret) == siret.replace(" ", "")
        return
    with pytest.raises(UserError, match="SIRET"):
        identifiers.check_siret(siret)


def test_siren() -> None:
    assert identifiers.check_siren("218 601 946") == "218601946"
    with pytest.raises(UserError, match="erreur"):
        identifiers.check_siren("218601945")


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        pytest.param("W123456789", True, id="XC-I-06-accepted"),
        pytest.param("w9a1000123", False, id="overseas"),
    ],
)
def test_rna(text: str, usual: bool) -> None:
    assert identifiers.check_rna(text) == identifiers.Rna(text.upper(), usual)


@pytest.mark.parametrize("text", [pytest.param("W12345678", id="XC-I-06-refused"), "1234567890"])
def test_refused_rna(text: str) -> None:
    with pytest.raises(UserError, match="association"):
        identifiers.check_rna(text)


def test_school_codes() -> None:
    assert identifiers.check_uai("0750655e") == "0750655E"
    with pytest.raises(UserError, match="lettre"):
        identifiers.check_uai("0750655F")
    with pytest.raises(UserError, match="sept chiffres"):
        identifiers.check_uai("750655E")


def test_ibans_are_checked_and_masked() -> None:
    assert identifiers.check_iban("FR14 2004 1010 0505 0001 3M02 606") == "FR1420041010050500013M02606"
    with pytest.raises(UserError) as caught:
        identifiers.check_iban("FR14 2004 1010 0505 0001 3M02 607")
    assert "2004" not in str(caught.value)
    assert identifiers.mask_iban("FR1420041010050500013M02606") == "FR14\u00a0…\u00a0606"


@pytest.mark.parametrize(
    ("text", "key_right"),
    [
        pytest.param("Assurée n° 1 00 01 99 999 999 80, appeler", True, id="XC-N-15"),
        pytest.param("Assurée n° 1 00 01 99 999 999 81, appeler", False, id="XC-N-16"),
        pytest.param("100012A99999909", True, id="XC-N-18"),
        pytest.param("1000199999999", None, id="no-key"),
    ],
)
def test_social_security_numbers_are_found(text: str, key_right: bool | None) -> None:
    assert [found.is_key_right for found in identifiers.find_nir(text)] == [key_right]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0639980000", id="XC-N-17-phone"),
        pytest.param("SIRET 21860194600013", id="XC-N-17-siret"),
        pytest.param("06 39 98 00 00 01 99 00 12 34", id="two-phones"),
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert identifiers.find_nir(text) == []
