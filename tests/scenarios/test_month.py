# SPDX-License-Identifier: EUPL-1.2
"""A whole month by both doors, the command line and the window: the same words, the same figures to the cent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.scenarios.command_line import CommandLine, call, rows_of
from tests.scenarios.hands import Hands, Row
from tests.scenarios.month import Story, play
from tests.scenarios.village import Cast, has_school_list, school_list, village

CASTS: dict[str, Callable[[Path], Cast]] = {"village": village, "school list": school_list}
COMPARED = ("billing.invoices", "billing.payments", "canteen.meals", "billing.reminders", "billing.payers")


def window(folder: Path) -> Hands:
    """The window, made only when it is asked for: Qt is not imported before."""
    from tests.scenarios.window import Window

    return Window(folder)


# The offscreen screen has neither a stack of windows nor a keyboard of its own: lists of proposals say so.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", CASTS)
def test_a_month_by_both_doors(name: str, tmp_path: Path) -> None:
    if name == "school list" and not has_school_list():
        pytest.skip("the files to try the program on are not beside the project")
    cast = CASTS[name](tmp_path)
    typed = play(CommandLine(tmp_path / "commune"), cast)
    seen = play(window(tmp_path / "fenetre"), cast)
    assert seen.hands.said == typed.hands.said
    for table in COMPARED:
        assert figures(tmp_path / "fenetre", table) == figures(tmp_path / "commune", table), table
    assert seen.papers == typed.papers
    for story in (typed, seen):
        check_the_dossier(story)


def figures(folder: Path, table: str) -> list[Row]:
    """A list as scripts read it, every month of it."""
    words = ["--param=month=2026-11"] if table == "canteen.meals" else []
    return list(rows_of(folder, table, *words))


def check_the_dossier(story: Story) -> None:
    """What must hold at the end, whatever the door: the accounts balance, the dossier is sound."""
    folder, cast = story.hands.folder, story.cast
    status, out, err = call("check", str(folder))
    assert status == 0, out + err
    bills = figures(folder, "billing.invoices")
    payments = figures(folder, "billing.payments")
    issued = sum(Decimal(row["total"]) for row in bills)
    received = sum(Decimal(row["amount"]) for row in payments)
    # Bills, less the credit note, less what was received, is what accounts owe: 4,00 of it is a credit.
    credit = -sum(Decimal(row["total"]) for row in bills if row["kind"] == "CREDIT_NOTE")
    assert issued == Decimal(cast.sum) - credit
    assert sum(Decimal(row["balance"]) for row in figures(folder, "billing.payers")) == issued - received
    assert [row["credit"] for row in payments] == ["0.00", "0.00", "4.00"] or sorted(
        row["credit"] for row in payments
    ) == ["0.00", "0.00", "4.00"]
