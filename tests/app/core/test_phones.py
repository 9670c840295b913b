# SPDX-License-Identifier: EUPL-1.2
"""Phones and e-mail addresses: the T vectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.outcome import UserError
from app.core.phones import check_email, phone_region, show_phone, to_e164


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        pytest.param("01 99 00 12 34", "FR", "+33199001234", id="XC-T-01"),
        pytest.param("+33 (0)1 99 00 12 34", "FR", "+33199001234", id="XC-T-02-plus"),
        pytest.param("0033 1 99 00 12 34", "FR", "+33199001234", id="XC-T-02-00"),
        pytest.param("0033 (0)1 99 00 12 34", "FR", "+33199001234", id="XC-T-02-00-zero"),
        pytest.param("(01) 99-00-12-34", "FR", "+33199001234", id="XC-T-02-brackets"),
        pytest.param("01.99.00.12.34", "FR", "+33199001234", id="XC-T-02-dots"),
        pytest.param("06 39 98 00 12", "FR", "+33639980012", id="XC-T-03"),
        pytest.param("0262 20 12 34", "RE", "+262262201234", id="XC-T-05"),
        pytest.param("0590 81 12 34", "GP", "+590590811234", id="XC-T-06-GP"),
        pytest.param("0596 60 12 34", "MQ", "+596596601234", id="XC-T-06-MQ"),
        pytest.param("0594 30 12 34", "GF", "+594594301234", id="XC-T-06-GF"),
        pytest.param("0269 61 12 34", "YT", "+262269611234", id="XC-T-06-YT"),
        pytest.param("+32 2 555 12 12", "FR", "+3225551212", id="abroad"),
    ],
)
def test_read(text: str, region: str, e164: str) -> None:
    phone = to_e164(text, region)
    assert phone.e164 == e164
    assert to_e164(show_phone(e164), region) == phone


@pytest.mark.parametrize("text", [pytest.param("06 39 98 00 12", id="XC-T-03")])
def test_a_possible_number_is_accepted_with_a_warning(text: str) -> None:
    phone = to_e164(text)
    assert not phone.is_valid
    assert "06 39 98 00 12" in str(phone.warning)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("06 39 98 01 2", "9 chiffres", id="XC-T-04"),
        pytest.param("06 39 98 01 23 45", "trop de chiffres", id="too-long"),
        pytest.param("néant", "n’est pas un numéro", id="words"),
        pytest.param("112", "numéro court", id="XC-T-07-112"),
        pytest.param("36 39", "numéro court", id="XC-T-07-3639"),
    ],
)
def test_refused(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as caught:
        to_e164(text, field="phone")
    assert caught.value.field == "phone"


@pytest.mark.parametrize(
    "text", [pytest.param("112", id="XC-T-07-112"), pytest.param("3639", id="XC-T-07-3639")]
)
def test_short_numbers_of_services(text: str) -> None:
    phone = to_e164(text, short_allowed=True)
    assert (phone.e164, phone.is_short, phone.warning) == (text, True, None)


def test_shown() -> None:
    assert show_phone("+33199001234") == "01 99 00 12 34"
    assert show_phone("+262262201234") == "0262 20 12 34"
    assert show_phone("+3225551212") == "+32 2 555 12 12"
    assert show_phone("3639") == "36 39"
    assert show_phone("112") == "112"
    assert show_phone("+garbled") == "+garbled"
    assert (phone_region("97411"), phone_region("2A004"), phone_region("99120")) == ("RE", "FR", "FR")


@given(st.integers(0, 9999), st.sampled_from(["019900", "026191", "035301", "046571", "053649", "063998"]))
def test_numbers_of_fiction_round_trip(end: int, start: str) -> None:
    phone = to_e164(f"{start}{end:04d}")
    assert phone.e164 == f"+33{start[1:]}{end:04d}"
    assert to_e164(str(phone)) == phone


def test_emails() -> None:
    assert check_email(" Marie.Roy@Exemple.FR ") == "Marie.Roy@exemple.fr"
    for text in (
        "",
        "marie",
        "marie@exemple",
        "a b@exemple.fr",
        "a..b@exemple.fr",
        "a@b@exemple.fr",
        "a@.fr",
    ):
        with pytest.raises(UserError, match="adresse électronique"):
            check_email(text)
