# SPDX-License-Identifier: EUPL-1.2
"""A list is counted, filtered, searched, sorted and summed the same way in SQL and computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.dates import Month
from app.core.outcome import UserError
from app.forms.listing import Listing, plain, shown
from app.forms.page import Filter, Table
from tests.app.ui.page import ledger

STORED = ledger._bills_page().table
assert STORED is not None


def _rows(session: Session, params: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [dict(row) for row in session.execute(ledger._source(session, params)).mappings()]


def _keep(state: str) -> Filter:
    return Filter(name=state, label=state, keep=lambda row: row["state"] == state)


COMPUTED = replace(
    STORED, source=None, rows=_rows, filters=(Filter(name="all", label="Toutes"), _keep("draft"), _keep("sent"), _keep("late"))
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A reading session on twenty bills."""
    folder: Path = tmp_path_factory.mktemp("listing") / "dossier"
    dossier = ledger.make_dossier(folder)
    with dossier.store.read() as reading:
        yield reading
    dossier.store.wrote = False
    dossier.close()


@pytest.fixture(params=[STORED, COMPUTED], ids=["sql", "computed"])
def table(request: pytest.FixtureRequest) -> Table:
    """The same list, read by a query or computed."""
    assert isinstance(request.param, Table)
    return request.param


def payers(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Who the rows are about."""
    return [row["payer"] for row in rows]


def test_the_rows_are_counted_and_read_a_page_at_a_time(session: Session, table: Table) -> None:
    listing = Listing(table)
    whole = listing.page(session)
    assert listing.count(session) == len(whole) == 20
    pages = [row for offset in range(0, 20, 7) for row in listing.page(session, offset, 7)]
    assert [row["id"] for row in pages] == [row["id"] for row in whole]


def test_the_first_order_is_alphabetical_without_accents(session: Session, table: Table) -> None:
    found = payers(Listing(table).page(session))
    assert found.index("Œuvrard") == found.index("N’Diaye") + 1
    assert found.index("de La Tour") < found.index("Dufour – Simon")


def test_a_column_sorts_up_and_down(session: Session, table: Table) -> None:
    up = [row["total"] for row in Listing(table, order="total").page(session)]
    down = [row["total"] for row in Listing(table, order="-total").page(session)]
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)


def test_the_search_ignores_accents_and_wants_every_word(session: Session, table: Table) -> None:
    assert payers(Listing(table, text="lefe").page(session)) == ["Lefèvre"]
    assert payers(Listing(table, text="oeuv").page(session)) == ["Œuvrard"]
    assert payers(Listing(table, text="tour la").page(session)) == ["de La Tour"]
    assert payers(Listing(table, text="can-2026-00098").page(session)) == ["Aubert"]
    assert Listing(table, text="personne").count(session) == 0


def test_what_is_typed_is_never_a_pattern(session: Session, table: Table) -> None:
    assert Listing(table, text="%").count(session) == 20
    assert Listing(table, text="'; DROP TABLE ledger_bill --").count(session) == 0


def test_saved_filters_hold_what_their_counts_say(session: Session, table: Table) -> None:
    listing = Listing(table)
    counts = listing.counts(session)
    assert counts["all"] == 20
    for name in ("draft", "sent", "late"):
        rows = replace(listing, filter=name).page(session)
        assert len(rows) == counts[name] > 0
        assert {row["state"] for row in rows} == {name}
    with pytest.raises(UserError, match="Ce filtre n’existe pas"):
        replace(listing, filter="nope").count(session)


def test_sums_are_exact(session: Session, table: Table) -> None:
    listing = Listing(table)
    rows = listing.page(session)
    sums = listing.sums(session)
    assert sums["total"] == sum(row["total"] for row in rows)
    assert isinstance(sums["total"], Decimal)


def test_the_sums_of_nothing_are_nothing(session: Session, table: Table) -> None:
    assert Listing(table, text="personne").sums(session) == {"total": None, "due": None}


def test_a_record_is_found_at_its_place(session: Session, table: Table) -> None:
    listing = Listing(table)
    rows = listing.page(session)
    for place in (0, 7, 19):
        assert listing.position(session, rows[place]["id"]) == place
    assert replace(listing, text="aubert").position(session, rows[7]["id"]) is None


def test_exact_values_and_chosen_records(session: Session, table: Table) -> None:
    assert {row["state"] for row in Listing(table, equals={"state": "paid"}).page(session)} == {"paid"}
    assert Listing(table, equals={"note": None}).count(session) == 20
    assert sorted(row["id"] for row in Listing(table, ids=(3, 5, 999)).page(session)) == [3, 5]


def test_parameters_reach_the_source(session: Session, table: Table) -> None:
    assert Listing(table, params={"month": Month(2026, 10)}).count(session) == 20
    assert Listing(table, params={"month": Month(2026, 11)}).count(session) == 0


@pytest.mark.parametrize("listing", [Listing(STORED, equals={"nope": 1}), Listing(STORED, order="-nope")])
def test_an_unknown_column_is_refused_by_name(session: Session, listing: Listing) -> None:
    for table in (STORED, COMPUTED):
        with pytest.raises(UserError, match="nope"):
            replace(listing, table=table).page(session)


def test_a_row_is_shown_and_given_as_json(session: Session) -> None:
    assert STORED is not None
    row = Listing(STORED, text="aubert").page(session)[0]
    texts = {column.name: shown(column, row) for column in STORED.columns}
    assert texts["total"] == "16,75\u00a0€"
    assert texts["state"] == "Payée"
    json = plain(STORED, row)
    assert json["id"] == row["id"]
    assert json["total"] == "16.75"
    assert json["state"] == "paid"
