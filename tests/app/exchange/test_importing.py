# SPDX-License-Identifier: EUPL-1.2
"""A file becomes records: columns found, tried dry, written once; done twice, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core.dates import Month
from app.core.outcome import PermissionRefused, UserError
from app.core.progress import Cancelled, Progress
from app.exchange.importing import CHANGED, NEW, REFUSED, SAME, apply, dry_run
from app.exchange.plans import ImportPlan, plan, recall, with_headings
from app.forms.page import Importer
from app.store.uow import Store
from tests.app.ui.page import ledger
from tests.app.ui.page.ledger import IMPORTER, Bill

OPTIONS = {"month": Month(2026, 10)}
TEXT = """Liste des factures;;;;
;;;;
Numéro;Famille;Montant;Note;Divers
N-1;Œuvrard;12,50 €;vu;x
N-2;Morel;abc;;
N-3;;20;;
CAN-2026-00098;Aubert;16,75;;
CAN-2026-00099;Benoît-Lévy;99;;

Total;;;32,50;
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier of twenty bills, made once."""
    folder = tmp_path_factory.mktemp("importing") / "dossier"
    dossier = ledger.make_dossier(folder)
    dossier.store.wrote = False
    dossier.close()
    return folder


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    """The store of a copy of that dossier."""
    import shutil

    from app.store.dossier import Dossier

    shutil.copytree(template, tmp_path / "dossier")
    dossier = Dossier.open(tmp_path / "dossier", clock=ledger.CLOCK)
    yield dossier.store
    dossier.store.wrote = False
    dossier.close()


def count(store: Store) -> int:
    """How many bills there are."""
    with store.read() as session:
        return session.execute(select(func.count()).select_from(Bill)).scalar_one()


def made(text: str = TEXT, importer: Importer = IMPORTER) -> ImportPlan:
    """The plan of a text."""
    return plan(text, importer)


def test_headings_are_found_below_a_title_and_matched() -> None:
    found = made()
    assert found.header_row == 2
    assert found.mapping == {0: "number", 1: "payer", 2: "total", 3: "note"}
    assert found.unmatched == ("Divers",)
    assert found.missing == ()
    assert [number for number, _row in found.body] == [4, 5, 6, 7, 8]
    assert found.left_aside == 1


def test_a_given_mapping_wins_over_the_guess() -> None:
    found = plan(TEXT, IMPORTER, {"divers": "note", "NOTE": ""})
    assert found.mapping == {0: "number", 1: "payer", 2: "total", 4: "note"}
    with pytest.raises(UserError, match="nulle_part"):
        plan(TEXT, IMPORTER, {"Divers": "nulle_part"})


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(UserError):
        made(";;\n;;\n")


def test_the_dry_run_says_the_fate_of_each_row_and_writes_nothing(store: Store) -> None:
    result = dry_run(store, IMPORTER, made(), OPTIONS)
    assert [(row.number, row.fate) for row in result.rows] == [
        (4, NEW), (5, REFUSED), (6, REFUSED), (7, SAME), (8, CHANGED),
    ]  # fmt: skip
    bad, blank = result.of(REFUSED)
    assert "Montant" in str(bad.reasons[0])
    assert "abc" in str(bad.reasons[0])
    assert "Famille" in str(blank.reasons[0])
    assert count(store) == 20
    with store.read() as session:
        from app.store.journal import operations

        assert len(operations(session)) <= 2  # the preparation, and nothing of the dry run
        bill = session.get(Bill, 2)
        assert bill is not None
        assert bill.total != 99


def test_the_import_skips_refused_rows_and_says_them(store: Store) -> None:
    result = apply(store, IMPORTER, made(), OPTIONS)
    assert result.counts == {NEW: 1, CHANGED: 1, SAME: 1, REFUSED: 2}
    report = result.report()
    assert str(report.summary) == "Lignes reprises\u00a0: 1 nouvelle, 1 modifiée, 1 identique, 2 refusées."
    assert str(report.refusals[0].what) == "Ligne 5, N-2 Morel"
    assert any("ligne de total" in str(note) for note in report.notes)
    assert count(store) == 21
    with store.read() as session:
        bill = session.scalars(select(Bill).where(Bill.number == "N-1")).one()
        assert (bill.payer, bill.total, bill.note) == ("Œuvrard", Decimal("12.50"), "vu")


def test_an_import_done_twice_changes_nothing(store: Store) -> None:
    apply(store, IMPORTER, made(), OPTIONS)
    again = apply(store, IMPORTER, made(), OPTIONS)
    assert again.counts == {NEW: 0, CHANGED: 0, SAME: 3, REFUSED: 2}
    assert count(store) == 21


def test_an_import_is_one_operation_that_can_be_undone(store: Store) -> None:
    from app.store.journal import operations
    from app.store.undo import undo_operation

    apply(store, IMPORTER, made(), OPTIONS)
    with store.read() as session:
        (latest, *_older) = operations(session)
        assert latest.action == "ledger.bills"
        assert latest.undoable
        operation_id = latest.id
    undo_operation(store, operation_id)
    assert count(store) == 20


def test_a_row_refused_half_way_leaves_nothing_behind(store: Store) -> None:
    result = apply(store, IMPORTER, made("Numéro;Famille;Montant\nN-1;Un;-5\nN-2;Deux;7\n"), OPTIONS)
    assert [row.fate for row in result.rows] == [REFUSED, NEW]
    assert "positif" in str(result.rows[0].reasons[0])
    assert count(store) == 21
    with store.read() as session:
        from app.store.journal import history

        bill = session.scalars(select(Bill).where(Bill.number == "N-2")).one()
        assert len(history(session, "ledger_bill", bill.id)) == 1
        assert session.scalars(select(Bill).where(Bill.number == "N-1")).one_or_none() is None


def test_the_mapping_is_remembered_for_the_same_headings(store: Store) -> None:
    chosen = with_headings(made(), {"Divers": "note", "Note": ""})
    apply(store, IMPORTER, chosen, OPTIONS)
    with store.read() as session:
        assert recall(session, IMPORTER, made()).mapping == chosen.mapping
        other = made("Numéro;Famille;Montant\nN-1;Un;5\n")
        assert recall(session, IMPORTER, other).mapping == other.mapping


def test_a_missing_required_column_is_named(store: Store) -> None:
    found = made("Numéro;Famille\nN-1;Morel\n")
    assert [field.name for field in found.missing] == ["total"]
    with pytest.raises(UserError, match=r"Il manque une colonne pour.*Total"):
        apply(store, IMPORTER, found, OPTIONS)


def test_the_right_is_asked_at_the_door(store: Store) -> None:
    reader = replace(store.user_facts(), rights=("*.read",))
    with pytest.raises(PermissionRefused):
        apply(store, IMPORTER, made(), OPTIONS, user=reader)


def test_an_interrupted_import_writes_nothing(store: Store) -> None:
    progress = Progress()
    calls: list[Any] = []

    def begin(work: Any, options: Any) -> Any:
        take = IMPORTER.begin(work, options)

        def one(values: Any) -> Any:
            calls.append(values)
            if len(calls) == 2:
                progress.cancel()
            return take(values)

        return one

    with pytest.raises(Cancelled):
        apply(store, replace(IMPORTER, begin=begin), made(), OPTIONS, progress=progress)
    assert calls
    assert count(store) == 20


def test_a_file_that_the_importer_reads_itself_needs_no_columns(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "f.plan"
    path.write_text("N-7|Morel|7")

    def own(name: str) -> Any:
        number, payer, total = Path(name).read_text().split("|")
        return [{"number": number, "payer": payer, "total": total}]

    importer = replace(IMPORTER, reads_own=own)
    found = plan(path, importer)
    assert found.missing == ()
    assert apply(store, importer, found, OPTIONS).counts[NEW] == 1


CELL = st.one_of(st.none(), st.text(max_size=12), st.integers(-10**6, 10**6), st.floats(), st.booleans(), st.dates())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
def test_whatever_a_cell_holds_each_row_gets_a_fate(store: Store, rows: list[tuple[Any, Any, Any]]) -> None:
    from app.exchange.reader import Sheet

    sheet = Sheet("", [["Numéro", "Famille", "Montant"], *[list(row) for row in rows]])
    found = ImportPlan("x", (sheet,), 0, 0, {0: "number", 1: "payer", 2: "total"}, IMPORTER.fields)
    result = dry_run(store, IMPORTER, found, OPTIONS)
    assert len(result.rows) == len(list(found.body))
    assert sum(result.counts.values()) == len(result.rows)
    assert all(row.reasons for row in result.of(REFUSED))
