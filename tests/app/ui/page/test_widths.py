# SPDX-License-Identifier: EUPL-1.2
"""Columns share their room: what has a fixed form is never cut, secondary texts give way first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.forms import fields as f
from app.forms.page import Column
from app.ui.widths import gives_way, share

NAME = Column(field=f.Text(name="name", label="Nom"), strong=True)
TOWN = Column(field=f.Text(name="town", label="Commune"))
NOTE = Column(field=f.Text(name="note", label="Note"), weak=True)
DAY = Column(field=f.Day(name="day", label="Jour"))
TOTAL = Column(field=f.Money(name="total", label="Total"))
PHONE = Column(field=f.Phone(name="phone", label="Téléphone"))
ALL = (NAME, TOWN, NOTE, DAY, TOTAL, PHONE)


def at_100(pixels: float) -> int:
    """Pixels at 100 %."""
    return round(pixels)


def test_only_texts_give_way() -> None:
    assert [gives_way(column) for column in ALL] == [True, True, True, False, False, False]


@given(wanted=st.lists(st.integers(40, 600), min_size=6, max_size=6), room=st.integers(0, 2000))
def test_a_day_an_amount_and_a_phone_are_never_cut(wanted: list[int], room: int) -> None:
    assert share(ALL, wanted, room, at_100)[3:] == wanted[3:]


@given(wanted=st.lists(st.integers(40, 200), min_size=6, max_size=6), spare=st.integers(0, 900))
def test_room_to_spare_is_used_to_the_pixel(wanted: list[int], spare: int) -> None:
    widths = share(ALL, wanted, sum(wanted) + spare, at_100)
    assert sum(widths) == sum(wanted) + spare
    assert all(wide >= want for wide, want in zip(widths, wanted, strict=True))


def test_secondary_texts_give_way_before_what_names_the_row() -> None:
    wanted = [160, 160, 160, 90, 90, 110]
    widths = share(ALL, wanted, 700, at_100)
    assert sum(widths) == 700
    assert widths[0] == 160
    assert widths[2] < widths[1]


def test_what_does_not_fit_is_left_to_the_scroll_bar() -> None:
    widths = share(ALL, [160, 160, 160, 90, 90, 110], 100, at_100)
    assert widths == [160, 92, 64, 90, 90, 110]
