# SPDX-License-Identifier: EUPL-1.2
"""Names of scanned files: those of §18 are read and written again, any other name gives what it can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import ScanType
from modules.cemetery.rules.scan_names import (
    Known,
    ScanName,
    guess_from,
    loose_key,
    read_scan_name,
    write_scan_name,
)
from modules.cemetery.rules.separators import Part, Target, is_box, part_pages, read_code, write_code

KNOWN = Known(
    {"C1": 1, "ANC": 2},
    {
        loose_key("A-012"): ((1, 12), (2, 112)),
        loose_key("E317"): ((1, 317),),
        loose_key("B 3 bis"): ((1, 33),),
        "45": ((1, 45),),
    },
    {loose_key("0345"): ((1, 345),), loose_key("1962/16"): ((1, 16),)},
)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "C1_A-012_0345_1952-00-00_DEED_01.pdf",
            ScanName("C1", "A-012", "0345", PartialDate(1952), ScanType.DEED, 1),
        ),
        ("C1_A-012_X_1952-03-00_LETTER_02.tif", ScanName("C1", "A-012", "", PartialDate(1952, 3), ScanType.LETTER, 2)),
        ("X_X_X_X_OTHER_01.png", ScanName(kind=ScanType.OTHER, rank=1)),
        ("C1_A-012_2026-11-22_PHOTO_01.jpg", ScanName("C1", "A-012", "", PartialDate(2026, 11, 22), ScanType.PHOTO, 1)),
        (
            "REG-CONC-2_1923-1951_p045.jpg",
            ScanName(dated=PartialDate(1923), kind=ScanType.REGISTER_PAGE, register="CONC-2", page=45, until=1951),
        ),
    ],
)
def test_names_of_the_reference(name: str, said: ScanName) -> None:
    assert read_scan_name(name) == said
    assert write_scan_name(said, name[name.rindex(".") :]) == name


def test_other_names_are_not_taken_for_ours() -> None:
    assert read_scan_name("IMG_2031.jpg") is None
    assert read_scan_name("C1_A-012_0345_1952-00-00_TITRE_01.pdf") is None
    assert read_scan_name("C1_A-012_0345_vers 1952_DEED_01.pdf") is None


@pytest.mark.parametrize(
    ("name", "plots", "concessions", "kind"),
    [
        ("C1_A-012_0345_1952-00-00_DEED_01.pdf", (12,), (345,), ScanType.DEED),
        ("X_A-012_X_X_PHOTO_01.jpg", (12, 112), (), ScanType.PHOTO),
        ("titre a12 famille Martin.pdf", (12, 112), (), ScanType.DEED),
        ("ANC titre A012.pdf", (112,), (), ScanType.DEED),
        ("concession n°345 - Martin.pdf", (), (345,), ScanType.DEED),
        ("Concession 1962-16.pdf", (), (16,), ScanType.DEED),
        ("E317 arrêté de reprise 2019-05-02.pdf", (317,), (), ScanType.ORDER),
        ("permis d'inhumer b3bis.pdf", (33,), (), ScanType.PERMIT),
        ("numerisation 45.pdf", (), (), None),
        ("SKM_C25819041012450.pdf", (), (), None),
    ],
)
def test_a_name_proposes_what_it_speaks_of(name: str, plots: tuple[int, ...], concessions: tuple[int, ...], kind: ScanType | None) -> None:
    guess = guess_from(name, KNOWN)
    assert (guess.plots, guess.concessions, guess.kind) == (plots, concessions, kind)


def test_a_date_in_a_name_is_known_to_what_it_says() -> None:
    assert guess_from("titre 1952.pdf", KNOWN).dated == PartialDate(1952)
    assert guess_from("titre 1952-03.pdf", KNOWN).dated == PartialDate(1952, 3)
    assert guess_from("19520312 titre.pdf", KNOWN).dated == PartialDate(1952, 3, 12)
    assert guess_from("titre sans date.pdf", KNOWN).dated is None


@given(st.text(max_size=60))
def test_any_name_is_read_without_a_fault(name: str) -> None:
    guess_from(f"{name}.pdf", KNOWN)


@given(
    st.builds(
        ScanName, st.sampled_from(["", "C1"]), st.sampled_from(["", "A-012"]), st.sampled_from(["", "0345"]),
        st.sampled_from([None, PartialDate(1952), PartialDate(1952, 3), PartialDate(1952, 3, 12)]),
        st.sampled_from([one for one in ScanType if one not in (ScanType.PHOTO, ScanType.REGISTER_PAGE)]), st.integers(1, 99),
    )
)  # fmt: skip
def test_what_is_written_is_read_again(name: ScanName) -> None:
    assert read_scan_name(write_scan_name(name, ".pdf")) == name


# ---------------------------------------------------------------- separators


def test_codes_are_read_and_written() -> None:
    for target in (Target(plot="A-03-12", cemetery="ANC"), Target(concession="1962/16")):
        assert read_code(write_code(target)) == target
    assert read_code("beffroi:plot:ANC:E:317") == Target(plot="E:317", cemetery="ANC")
    assert read_code("https://exemple.fr") is None
    assert read_code("beffroi:plot:ANC:") is None


def test_a_box_is_parted_at_its_sheets() -> None:
    parting = part_pages(["", "a", "", "", "b", "b", "", "c", "d", ""])
    assert parting.parts == (Part("", 1, 1), Part("a", 3, 4), Part("b", 7, 7), Part("d", 10, 10))
    assert parting.empty == ("c",)
    assert part_pages(["a"]).empty == ("a",)
    assert part_pages([]).parts == ()


def test_a_cover_sheet_alone_is_not_a_box() -> None:
    assert not is_box(["a", "", ""])
    assert is_box(["a", "", "b", ""])
    assert is_box(["", "a", ""])


@given(st.lists(st.sampled_from(["", "", "a", "b"]), max_size=30))
def test_every_ordinary_page_goes_to_one_part(codes: list[str]) -> None:
    pages = [page for part in part_pages(codes).parts for page in range(part.first, part.last + 1)]
    assert pages == [page for page, code in enumerate(codes, start=1) if not code]
