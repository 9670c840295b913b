# SPDX-License-Identifier: EUPL-1.2
"""The published list of names is the one of the program."""

from __future__ import annotations

from pathlib import Path

from app.cli.names import names_page
from app.registry import discover

PAGE = Path(__file__).resolve().parents[3] / "docs" / "noms.md"
RELIED_ON = {
    "canteen.children", "canteen.meals", "billing.invoices", "billing.payments", "directory.people", "directory.households",
    "canteen.draft-month", "canteen.validate-month", "billing.record-payment", "billing.credit",
}


def test_the_page_of_names_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8").strip() == names_page(discover()).strip(), "run python -m app.cli.names > docs/noms.md"


def test_names_that_scripts_rely_on_are_there() -> None:
    registry = discover()
    names = {t.name for t in registry.tables} | {a.name for a in registry.actions} | {i.name for i in registry.importers}
    assert RELIED_ON - names == set()
