# SPDX-License-Identifier: EUPL-1.2
"""The sheet of a household: complete, and silent on the other parent's telephone."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.outcome import UserError
from app.documents.render import render
from tests.app.directory.ui.conftest import Counter


def drawn(counter: Counter, household: int) -> str:
    with counter.dossier.store.read() as session:
        document = counter.registry.paper("directory.household-sheet").draw(session, id=household)
        assert render(document).startswith(b"%PDF")
        return repr(document)


def test_everybody_is_on_the_sheet_with_telephones_and_quotient(counter: Counter) -> None:
    sheet = drawn(counter, counter.home)
    for words in ("Madame Hélène MOREL", "Monsieur Paul DUVAL", "06 39 98 12 34", "18/02/2018", "612,5", "(mère)"):
        assert words in sheet, words
    assert "12 RUE DU LAVOIR" in sheet


def test_the_telephone_of_a_parent_who_left_is_not_told(counter: Counter) -> None:
    report = counter.do("directory.separate-parents", id=counter.home, leaver=counter.father, valid_from=date(2026, 10, 1))
    for household, shown, hidden in (
        (counter.home, "06 39 98 12 34", "06 39 98 56 78"),
        (report.records[0].id or 0, "06 39 98 56 78", "06 39 98 12 34"),
    ):
        sheet = drawn(counter, household)
        assert shown in sheet
        assert hidden not in sheet
        assert "Paul DUVAL (père)" in sheet


def test_a_household_of_which_nothing_is_known_has_a_sheet_all_the_same(counter: Counter) -> None:
    [where] = counter.do("directory.add-household", label="VIDE").records
    assert "Foyer VIDE" in drawn(counter, where.id or 0)


def test_a_batch_needs_households(counter: Counter) -> None:
    paper = counter.registry.paper("directory.household-sheets")
    with counter.dossier.store.read() as session:
        assert len(paper.draw(session, ids=(counter.home,)).documents) == 1  # type: ignore[union-attr]
        with pytest.raises(UserError):
            paper.draw(session, ids=())
