# SPDX-License-Identifier: EUPL-1.2
"""Every mandatory mention of the list of §13 is printed; one that is missing makes a *PROJET* that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.documents.text import dump
from modules.cemetery.documents.layout import DOTS, Listed, Office, Sheet, compose
from modules.cemetery.documents.letters import Mail
from modules.cemetery.documents.mentions import MENTIONS, WORDED, label_of
from tests.modules.cemetery.documents.samples import HEAD, OFFICE, SHEETS, WORDS, paper

OWN_LAYOUT = {"DOC-50", "DOC-52", "DOC-54", "DOC-55"}
"""Papers that are tables of everything, drawn without a text to reword."""


def sheet_of(doc: str) -> Sheet:
    made = SHEETS[doc]()
    return made.sheet if isinstance(made, Mail) else made


def test_every_document_of_the_list_is_drawn() -> None:
    listed = [*range(1, 25), *range(30, 41), 50, 52, 53, 54, 55]
    assert set(MENTIONS) == {f"DOC-{number:02d}" for number in listed}
    assert set(SHEETS) == set(MENTIONS) - OWN_LAYOUT


@pytest.mark.parametrize("doc", SHEETS)
def test_complete_facts_give_a_final_paper(doc: str) -> None:
    drawn = paper(SHEETS[doc]())
    said = dump(drawn).replace("**", "")
    assert str(drawn.stamp) == "", said
    sheet = sheet_of(doc)
    values = {**OFFICE.values, "place": OFFICE.town, "number": sheet.number, **sheet.values}
    for key in MENTIONS[doc]:
        name, _dot, cell = key.partition(".")
        if key in WORDED:
            assert any(stem in said.lower() for stem in WORDED[key]), key
        elif cell:
            for row in sheet.lists[name].rows:
                assert str(row[cell]), key
                assert str(row[cell]) in said, key
        elif key not in sheet.parts and key != "addressee":
            assert str(values[key]), key
            assert str(values[key]) in said, key
    assert "{" not in said
    assert not re.search(f"(?<!…){DOTS}(?!…)", said), said


def _cases() -> Iterator[Any]:
    for doc in SHEETS:
        for key in MENTIONS[doc]:
            if key not in WORDED:
                yield pytest.param(doc, key, id=f"{doc}-{key}")


@pytest.mark.parametrize(("doc", "key"), list(_cases()))
def test_a_missing_mention_makes_a_draft(doc: str, key: str) -> None:
    made = SHEETS[doc]()
    office = OFFICE
    sheet = made.sheet if isinstance(made, Mail) else made
    name, _dot, cell = key.partition(".")
    if cell:
        listed = sheet.lists[name]
        rows = [{**row, cell: ""} for row in listed.rows]
        sheet = replace(sheet, lists={**sheet.lists, name: Listed(listed.cells, rows, listed.sentences)})
    elif key in sheet.parts:
        sheet = replace(sheet, parts={})
    elif key == "number":
        sheet = replace(sheet, number="")
    elif key in sheet.values:
        sheet = replace(sheet, values={**sheet.values, key: ""})
    elif key != "addressee":
        office = _without(office, key)
    if isinstance(made, Mail):
        to = replace(made.to, name="") if key == "addressee" else made.to
        drawn = paper(replace(made, sheet=sheet, to=to), office)
    else:
        drawn = paper(sheet, office)
    said = dump(drawn)
    assert str(drawn.stamp) == "PROJET"
    note = next(line for line in said.splitlines() if "Il manque" in line)
    assert str(label_of(key)) in note


def _without(office: Office, key: str) -> Office:
    if key == "contact":
        return replace(office, phone="", email="")
    blank: dict[str, Any] = {"town" if key == "place" else key: ""}
    return replace(office, **blank)


@pytest.mark.parametrize("doc", SHEETS)
def test_words_of_the_commune_that_drop_a_mention_are_seen(doc: str) -> None:
    sheet = sheet_of(doc)
    own = type(WORDS)("modules.cemetery", {sheet.wording: "Un texte de la commune qui ne dit plus rien."})
    drawn = compose(sheet, OFFICE, HEAD, own)
    assert str(drawn.stamp) == "PROJET"
