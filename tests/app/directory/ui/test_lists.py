# SPDX-License-Identifier: EUPL-1.2
"""Lists of the directory: who is found, under which filter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.forms.listing import Listing
from tests.app.directory.ui.conftest import Counter
from tests.builders import make_person


def names(counter: Counter, table: str, **look: Any) -> list[str]:
    listing = Listing(counter.registry.table(table), **look)
    with counter.dossier.store.read() as session:
        return [row[listing.table.columns[0].name] for row in listing.page(session)]


@pytest.mark.parametrize("typed", ["0639981234", "06 39 98 12 34", "9812", "helene", "Hélène MOREL"])
def test_a_person_is_found_by_name_or_by_telephone_as_typed(counter: Counter, typed: str) -> None:
    assert "MOREL Hélène" in names(counter, "directory.people", text=typed)
    assert names(counter, "directory.people", text=f"{typed} paul") == []


def test_children_adults_and_those_of_no_household(counter: Counter) -> None:
    with counter.dossier.store.work("alone") as work:
        make_person(work, "SEUL", "Jean")
    assert names(counter, "directory.people", filter="children") == ["DUVAL Zoé"]
    assert names(counter, "directory.people", filter="adults") == ["DUVAL Paul", "MOREL Hélène"]
    assert names(counter, "directory.people", filter="alone") == ["SEUL Jean"]


def test_the_town_of_a_person_is_her_own_before_her_household_s(counter: Counter) -> None:
    with counter.dossier.store.read() as session:
        [row] = Listing(counter.registry.table("directory.people"), ids=(counter.mother,)).page(session)
        assert row["town"] == "Saint-Aubin-des-Prés"
    counter.do(
        "directory.move-person", id=counter.mother, valid_from=date(2026, 1, 1),
        street="3 rue Haute", postcode="99110", town="La Chapelle-Bois",
    )  # fmt: skip
    with counter.dossier.store.read() as session:
        [row] = Listing(counter.registry.table("directory.people"), ids=(counter.mother,)).page(session)
        assert row["town"] == "La Chapelle-Bois"


def test_households_without_a_quotient_or_an_address(counter: Counter) -> None:
    counter.do("directory.add-household", label="VIDE")
    assert names(counter, "directory.households", filter="no-address") == ["VIDE"]
    assert names(counter, "directory.households", filter="no-quotient") == []
