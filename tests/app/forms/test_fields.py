# SPDX-License-Identifier: EUPL-1.2
"""The law of fields: what is shown reads back, what is written as JSON is accepted back."""

from __future__ import annotations

import json
import string
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import Month, PartialDate
from app.core.outcome import FormErrors, UserError
from app.forms import fields as f

LABEL: dict[str, Any] = {"name": "x", "label": "Champ"}
CENTS = st.integers(-10**9, 10**9).map(lambda n: Decimal(n) / 100)
DAYS = st.dates(date(1700, 1, 1), date(2150, 12, 31))
MONTHS = st.builds(Month, st.integers(1700, 2150), st.integers(1, 12))
PARTIALS = st.one_of(
    st.builds(PartialDate, st.integers(1700, 2150)),
    st.builds(PartialDate, st.integers(1700, 2150), st.integers(1, 12)),
    DAYS.map(lambda day: PartialDate(day.year, day.month, day.day)),
)
WORDS = st.text(string.ascii_letters + "éèàçùœŒÉ’'- ", min_size=1).map(lambda t: " ".join(t.split())).filter(bool)
OPTIONS = tuple(f.Option(value, label) for value, label in (("a", "Payée"), ("b", "En retard"), ("c", "C’est fait")))
MOBILES = st.integers(0, 99_999_999).map(lambda n: f"+336{n:08d}")

FIELDS: list[tuple[f.Field[Any], st.SearchStrategy[Any]]] = [
    (f.Text(**LABEL), WORDS),
    (f.LongText(**LABEL), st.lists(WORDS, min_size=1, max_size=4).map("\n".join)),
    (f.Email(**LABEL), st.sampled_from(["h.morel@exemple.fr", "A.B+c@mairie.exemple.fr"])),
    (f.Phone(**LABEL), MOBILES),
    (f.Postcode(**LABEL), st.integers(0, 99999).map(lambda n: f"{n:05d}")),
    (f.Paths(**LABEL), st.sampled_from(["/srv/numérisations", "C:\\Mes  papiers\\a.pdf; C:\\b.pdf"])),
    (f.Whole(**LABEL), st.integers(-10**12, 10**12)),
    (f.Number(**LABEL, places=4), st.integers(-10**9, 10**9).map(lambda n: Decimal(n) / 10**4)),
    (f.Money(**LABEL), CENTS),
    (f.Day(**LABEL), DAYS),
    (f.PartialDay(**LABEL), PARTIALS),
    (f.TimeOfDay(**LABEL), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
    (f.MonthOf(**LABEL), MONTHS),
    (f.Choice(**LABEL, options=OPTIONS), st.sampled_from(["a", "b", "c"])),
    (f.Flag(**LABEL), st.booleans()),
    (f.Weekdays(**LABEL), st.integers(0, 127)),
    (f.Refs(**LABEL), st.lists(st.integers(1, 10**9), min_size=1, max_size=5).map(tuple)),
    (
        f.Lines(**LABEL, fields=(f.Money(name="price", label="Prix"), f.Day(name="day", label="Jour"))),
        st.lists(st.fixed_dictionaries({"price": st.none() | CENTS, "day": st.none() | DAYS}), min_size=1, max_size=3).map(tuple),
    ),
]
NAMES = [type(field).__name__ for field, _values in FIELDS]


@pytest.mark.parametrize(("field", "values"), FIELDS, ids=NAMES)
@given(data=st.data())
def test_what_is_shown_reads_back(field: f.Field[Any], values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    value = data.draw(values)
    assert field.read(field.show(value)) == value


@pytest.mark.parametrize(("field", "values"), FIELDS, ids=NAMES)
@given(data=st.data())
def test_what_is_written_as_json_is_accepted_back(
    field: f.Field[Any], values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    assert field.accept(json.loads(json.dumps(field.plain(value)))) == value


@pytest.mark.parametrize(("field", "values"), FIELDS, ids=NAMES)
def test_blank_is_none_both_ways(field: f.Field[Any], values: object) -> None:
    assert field.show(None) == ""
    assert field.plain(None) is None
    for blank in ("", "  ", "\u00a0", "\t\r\n", "\u202f"):
        assert field.read(blank) is None
    assert field.accept(None) is None


@pytest.mark.parametrize(("field", "values"), FIELDS, ids=NAMES)
@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(field: f.Field[Any], values: object, text: str) -> None:
    refusal = None
    try:
        field.read(text)
    except UserError as fault:
        refusal = fault
    assert refusal is None or (str(refusal.message) and refusal.field == "x")


def test_a_moment_goes_through_json() -> None:
    field = f.Moment(**LABEL)
    at = datetime(2026, 10, 3, 7, 0, tzinfo=UTC)
    assert field.accept(field.plain(at)) == at
    assert field.show(at)


@pytest.mark.parametrize(("cell", "value"), [
    (45933.0, 45933), ("12", 12), (" 1\u202f234 ", 1234),
])  # fmt: skip
def test_whole_numbers_from_a_spreadsheet(cell: object, value: int) -> None:
    assert f.Whole(**LABEL).accept(cell) == value


@pytest.mark.parametrize(("cell", "value"), [
    (1384, "1384.00"), (984.5, "984.50"), ("984,00 €", "984.00"), ("12.50", "12.50"), (0.1 + 0.2, "0.30"),
])  # fmt: skip
def test_amounts_from_a_spreadsheet(cell: object, value: str) -> None:
    assert f.Money(**LABEL).accept(cell) == Decimal(value)


def test_a_quotient_from_a_spreadsheet_with_a_binary_tail() -> None:
    assert f.Number(**LABEL).accept(1137.1) == Decimal("1137.1")
    assert f.Number(**LABEL).accept(400.5) == Decimal("400.5")


def test_a_day_from_a_spreadsheet_is_a_day_whatever_its_hour() -> None:
    assert f.Day(**LABEL).accept(datetime(2022, 8, 10)) == date(2022, 8, 10)
    assert f.Day(**LABEL).accept(date(2022, 8, 10)) == date(2022, 8, 10)
    assert f.Day(**LABEL).accept("2022-09-24") == date(2022, 9, 24)


def test_a_phone_from_a_spreadsheet_gets_its_zero_back() -> None:
    assert f.Phone(**LABEL).accept(643816580) == "+33643816580"
    assert f.Phone(**LABEL).accept("06.62.81.57.03") == "+33662815703"


def test_a_postcode_never_loses_its_zero_in_silence() -> None:
    assert f.Postcode(**LABEL).accept(99120) == "99120"
    with pytest.raises(UserError, match="01400"):
        f.Postcode(**LABEL).accept(1400)


@pytest.mark.parametrize(("text", "mask"), [
    ("LMJV", 0b11011), ("lundi et jeudi", 0b1001), ("LMMJV", 0b11111), ("X", 0b11011), ("-", 0), ("Ma-V", 0b10010),
    ("JS", 0b101000), ("vendredis", 0b10000), ("aucun", 0), ("tous les jours", 0b11011), ("L Me V", 0b10101),
])  # fmt: skip
def test_days_as_schools_write_them(text: str, mask: int) -> None:
    assert f.Weekdays(**LABEL).read(text) == mask


@pytest.mark.parametrize(("text", "value"), [
    ("9h", time(9)), ("9:30", time(9, 30)), ("9 h 30", time(9, 30)), ("0930", time(9, 30)),
    ("25h", None), ("9h5", None),
    ("2200000000", None)])  # fmt: skip
def test_hours_as_they_are_typed(text: str, value: time | None) -> None:
    field = f.TimeOfDay(**LABEL)
    if value is None:
        with pytest.raises(UserError):
            field.read(text)
    else:
        assert field.read(text) == value


def test_a_link_is_resolved_by_the_only_record_it_names() -> None:
    field = f.Ref(**LABEL, find=lambda session, text: [(1, "MOREL Zoé"), (2, "MOREL Loïc")])
    session: Any = None
    assert field.resolve(session, "#12") == 12
    assert field.resolve(session, "morel zoe") == 1
    assert field.resolve(session, " ") is None
    with pytest.raises(UserError, match="Plusieurs"):
        field.resolve(session, "MOREL")


def test_every_fault_of_a_form_is_said_at_once() -> None:
    fields = (
        f.Text(name="a", label="Nom", required=True), f.Whole(name="b", label="Âge", most=12),
        f.Flag(name="c", label="C", default=True),
    )  # fmt: skip
    with pytest.raises(FormErrors) as caught:
        f.read_all(fields, {"b": 13})
    assert set(caught.value.faults) == {"a", "b"}
    assert f.read_all(fields, {"a": "x", "b": 3}) == {"a": "x", "b": 3, "c": True}
