# SPDX-License-Identifier: EUPL-1.2
"""Characters and lines: what the typeface covers, what stands in for the rest, where lines break (TYP-02)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.outcome import UserError
from app.documents.blocks import Document, Paragraph, Span, bold
from app.documents.drawing.fonts import coverage, settle
from app.documents.drawing.typeset import set_lines, width_of
from app.documents.preview import texts_of
from app.documents.render import render
from app.documents.style import BODY

FRENCH = "àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ’«»…–—€°×½²³ªº§•·\u00a0\u202f☐☑✓≤≥→"
NAMES = "Ælfgifu Łukasz Şahin İpek Nguyễn Đặng Žižek Ōhara ñandú Åsa Ødegård Țepeș Ștefan Ĉiam ẞ"


def test_TYP_02_the_typeface_has_every_french_sign() -> None:
    assert set(FRENCH) <= coverage()


def test_TYP_02_names_of_europe_and_beyond_are_printed_as_written() -> None:
    assert set(NAMES.replace(" ", "")) <= coverage()
    assert NAMES in texts_of(render(Document("Noms", [Paragraph(NAMES)])))[0]


def test_TYP_02_french_signs_are_read_back_from_the_paper() -> None:
    text = texts_of(render(Document("Signes", [Paragraph(FRENCH)])))[0]
    # PDF shows the no-break space as an ordinary one.
    assert FRENCH.replace("\u00a0", " ") in text.replace("\u00a0", " ")


def test_TYP_02_a_missing_character_is_named_never_left_out() -> None:
    with pytest.raises(UserError, match=r"「.*U\+300C"):
        render(Document("Noms", [Paragraph("Nom 「漢字」")]))


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ("e\u0301cole", "école"),
        ("㎏", "kg"),
        ("deux\tmots", "deux mots"),
        ("zéro\u200blargeur\u00ad", "zérolargeur"),
        ("ＡＢ", "AB"),
    ],
)
def test_characters_that_say_the_same_stand_in(given_text: str, printed: str) -> None:
    assert settle(given_text) == printed


def test_lines_break_at_ordinary_spaces_only() -> None:
    width = width_of("Total de 1\u202f234,50\u00a0€", BODY)
    lines = set_lines("Total de 1\u202f234,50\u00a0€ à payer", BODY, width)
    assert ["".join(run.text for run in line.runs) for line in lines] == [
        "Total de 1\u202f234,50\u00a0€",
        "à payer",
    ]
    lines = set_lines("Total de 1\u202f234,50\u00a0€", BODY, width - 1)
    assert ["".join(run.text for run in line.runs) for line in lines] == ["Total de", "1\u202f234,50\u00a0€"]


def test_bold_words_join_what_touches_them() -> None:
    lines = set_lines(("(", bold("CAN-2026"), ") et ", Span("la suite", italic=True)), BODY, 500)
    assert ["".join(run.text for run in line.runs) for line in lines] == ["(CAN-2026) et la suite"]
    assert [run.style.weight.value for run in lines[0].runs] == ["regular", "semibold", "regular", "italic"]


def test_a_written_line_break_is_kept() -> None:
    lines = set_lines("un\n\ndeux", BODY, 500)
    assert ["".join(run.text for run in line.runs) for line in lines] == ["un", "", "deux"]


@given(
    st.lists(st.text("abcéWÉ-/\u00a0\u202f€ ", min_size=1, max_size=30), min_size=1, max_size=4),
    st.floats(20, 300),
)
@settings(max_examples=150, deadline=None)
def test_no_line_is_too_wide_and_no_letter_is_lost(parts: list[str], width: float) -> None:
    rich = tuple(bold(part) if rank % 2 else part for rank, part in enumerate(parts))
    lines = set_lines(rich, BODY, width)
    for line in lines:
        assert line.width <= width + 0.01
    printed = "".join(run.text for line in lines for run in line.runs)
    assert printed.replace(" ", "") == "".join(parts).replace(" ", "")
