# SPDX-License-Identifier: EUPL-1.2
"""Days and months: the D vectors without time limits, lenient reading, from-date-to-date arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import dates
from app.core.dates import Month, PartialDate
from app.core.outcome import UserError

TODAY = date(2026, 11, 3)
DAYS = st.dates(date(1600, 1, 1), date(2200, 12, 31))
MONTHS = st.builds(Month, st.integers(1700, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        pytest.param(date(2026, 1, 1), "jeudi 1er janvier 2026", id="XC-D-01"),
        pytest.param(date(2026, 8, 2), "dimanche 2 août 2026", id="XC-D-02"),
        pytest.param(date(2028, 2, 29), "mardi 29 février 2028", id="XC-D-03"),
    ],
)
def test_show_day_long(day: date, shown: str) -> None:
    assert dates.show_day_long(day, weekday=True) == shown


@pytest.mark.parametrize("day", [pytest.param(date(2026, 1, 1), id="XC-D-04")])
def test_formal_style(day: date) -> None:
    assert dates.formal_day(day) == "l’an deux mille vingt-six, le premier janvier"


@pytest.mark.parametrize(
    ("text", "shown", "iso"),
    [
        pytest.param("1931", "1931", "1931-XX-XX", id="XC-D-14-year"),
        pytest.param("05/1931", "mai 1931", "1931-05-XX", id="XC-D-14-month"),
        pytest.param("mai 1931", "mai 1931", "1931-05-XX", id="month-in-words"),
        pytest.param("1931-05", "mai 1931", "1931-05-XX", id="month-iso"),
        pytest.param("12/05/31", "12/05/1931", "1931-05-12", id="full"),
    ],
)
def test_partial_dates(text: str, shown: str, iso: str) -> None:
    found = PartialDate.read(text, TODAY)
    assert (found.show(), found.iso) == (shown, iso)
    assert PartialDate.from_iso(iso) == PartialDate.from_iso(str(found)) == found


def test_partial_dates_sort_last_in_their_period() -> None:
    texts = ["1931-XX-XX", "1932-01-01", "1931-05-XX", "1931-05-31", "1931-06-01", "1931-12-31"]
    assert sorted(texts) == [
        "1931-05-31",
        "1931-05-XX",
        "1931-06-01",
        "1931-12-31",
        "1931-XX-XX",
        "1932-01-01",
    ]
    assert sorted(map(PartialDate.from_iso, texts)) == [PartialDate.from_iso(text) for text in sorted(texts)]
    assert (PartialDate(1931, 2).first, PartialDate(1931, 2).last) == (date(1931, 2, 1), date(1931, 2, 28))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(date(2026, 2, 28), date(2041, 2, 28), id="XC-D-15-common"),
        pytest.param(date(2028, 2, 29), date(2043, 2, 28), id="XC-D-15-leap"),
    ],
)
def test_years_from_date_to_date(start: date, end: date) -> None:
    assert dates.add_years(start, 15) == end


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("31/02/2026", "février 2026 a 28 jours", id="XC-D-18-february"),
        pytest.param("29/02/2027", "février 2027 a 28 jours", id="XC-D-18-common-year"),
        pytest.param("mardi 5 octobre 2026", "est un lundi", id="wrong-weekday"),
        pytest.param("12/13/2026", "pas de mois 13", id="month-13"),
        pytest.param("bientôt", "n’est pas une date", id="words"),
        pytest.param("3/10/20266", "n’est pas une date", id="five-digits"),
        pytest.param(" ", "Écrivez une date", id="empty"),
    ],
)
def test_refused_days(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        dates.read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2/8/26", date(2026, 8, 2), id="XC-D-18-proposed"),
        ("3/10/26", date(2026, 10, 3)),
        ("031026", date(2026, 10, 3)),
        ("03102026", date(2026, 10, 3)),
        ("20261003", date(2026, 10, 3)),
        ("3 oct", date(2026, 10, 3)),
        ("3 oct. 26", date(2026, 10, 3)),
        ("3 octobre 2026", date(2026, 10, 3)),
        ("2026-10-03", date(2026, 10, 3)),
        ("2026-10-03 00:00:00", date(2026, 10, 3)),
        ("lundi 5 octobre 2026", date(2026, 10, 5)),
        ("1er janvier", date(2027, 1, 1)),
        ("1ER JANVIER 2026", date(2026, 1, 1)),
        ("le 2 aout 2026", date(2026, 8, 2)),
        ("3/10", date(2026, 10, 3)),
        ("3.10.2026", date(2026, 10, 3)),
        ("3-oct-26", date(2026, 10, 3)),
        ("demain", date(2026, 11, 4)),
        ("29/02", date(2028, 2, 29)),
    ],
)
def test_read_day(text: str, day: date) -> None:
    assert dates.read_day(text, TODAY) == day


@pytest.mark.parametrize(("text", "year"), [("12/05/48", 1948), ("12/05/20", 2020), ("12/12/26", 1926)])
def test_two_digits_of_a_birth_are_in_the_past(text: str, year: int) -> None:
    assert dates.read_day(text, TODAY, past=True).year == year


@given(DAYS)
def test_days_round_trip(day: date) -> None:
    for shown in (
        dates.show_day(day),
        dates.show_day_long(day),
        dates.show_day_long(day, True),
        day.isoformat(),
    ):
        assert dates.read_day(shown, TODAY) == day
    assert dates.read_day(dates.show_day_short(day), TODAY) == day
    assert PartialDate.read(PartialDate.of(day).show(), TODAY) == PartialDate.of(day)


@pytest.mark.parametrize(
    "text",
    ["octobre 2026", "Oct. 2026", "10/2026", "2026-10", "10/26", "octobre", "oct 26", "OCTOBRE 26"],
)
def test_read_month(text: str) -> None:
    assert dates.read_month(text, TODAY) == Month(2026, 10)


@pytest.mark.parametrize("text", ["", "13/2026", "machin 2026", "ju", "2026"])
def test_refused_months(text: str) -> None:
    with pytest.raises(UserError, match="n’est pas un mois"):
        dates.read_month(text, TODAY)


@given(MONTHS, st.integers(-900, 900))
def test_month_arithmetic(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month
    assert month.next().previous() == month
    assert (month.plus(count) > month) == (count > 0)
    assert month.next().first > month.last
    assert (month.next().first - month.last).days == 1
    assert Month.from_iso(str(month)) == month
    assert dates.read_month(dates.show_month(month), TODAY) == month
    assert month.first in month
    assert month.next().first not in month
    assert len(list(month.days())) == month.last.day


@given(DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_the_last(day: date, count: int) -> None:
    found = dates.add_months(day, count)
    assert Month.of(found) == Month.of(day).plus(count)
    assert found.day == day.day or found == Month.of(found).last


def test_periods_and_moments() -> None:
    assert dates.show_period(date(2026, 10, 5), date(2026, 10, 9)) == "du 5 au 9 octobre 2026"
    assert dates.show_period(date(2026, 9, 28), date(2026, 10, 2)) == "du 28 septembre au 2 octobre 2026"
    assert dates.show_period(date(2026, 12, 19), date(2027, 1, 3)) == "du 19 décembre 2026 au 3 janvier 2027"
    assert dates.show_period(date(2026, 10, 5), date(2026, 10, 5)) == "le 5 octobre 2026"
    instant = datetime(2026, 11, 3, 9, 42, tzinfo=UTC)
    assert dates.show_moment(instant) == "3 nov. 2026 à 10\u00a0h\u00a042"
    assert list(Month(2026, 11).until(Month(2027, 1))) == [Month(2026, 11), Month(2026, 12), Month(2027, 1)]


@pytest.mark.parametrize("text", ["9h30", "9 h 30", "09:30", "0930", "9:30:00", "9.30"])
def test_read_time(text: str) -> None:
    assert dates.read_time(text) == time(9, 30)


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_times_round_trip(moment: time) -> None:
    assert dates.read_time(dates.show_time(moment)) == moment
    assert dates.read_time(dates.show_time_short(moment)) == moment


@pytest.mark.parametrize("text", ["25h", "9h61", "neuf", ""])
def test_refused_times(text: str) -> None:
    with pytest.raises(UserError, match="n’est pas une heure"):
        dates.read_time(text)
