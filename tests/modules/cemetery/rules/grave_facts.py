# SPDX-License-Identifier: EUPL-1.2
"""Graves for the tests of the rules, said in one line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.dates import PartialDate
from modules.cemetery.rules.codes import PlotKind, Regime, RemainsKind, TermOperation
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts, RemainsFacts, TermFacts
from modules.cemetery.rules.terms import duration_code, expiry_of


def term(start: str, years: int | None, operation: TermOperation = TermOperation.GRANT) -> TermFacts:
    begun = PartialDate.from_iso(start)
    return TermFacts(begun, expiry_of(begun, years).on, duration_code(years), years, operation)


def coffin(laid: str | None, **values: Any) -> RemainsFacts:
    return RemainsFacts(RemainsKind.COFFIN, PartialDate.from_iso(laid) if laid else None, **values)


def concession(
    *terms: TermFacts, informed: str | None = None, deed: str | None = None, **values: Any
) -> ConcessionFacts:
    return ConcessionFacts(
        id=values.pop("id", 1),
        terms=terms,
        informed_on=date.fromisoformat(informed) if informed else None,
        deed_on=PartialDate.from_iso(deed) if deed else None,
        **values,
    )


def grave(*remains: RemainsFacts, held: ConcessionFacts | None = None, **values: Any) -> PlotFacts:
    given: dict[str, Any] = {"kind": PlotKind.VAULT, "regime": Regime.CONCEDED, **values}
    return PlotFacts(concessions=(held,) if held else (), remains=remains, **given)
