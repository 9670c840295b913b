# SPDX-License-Identifier: EUPL-1.2
"""From rows to the facts that rules read: every plot of a town by a constant number of SELECTs."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, select, type_coerce
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.store.base import Record
from app.store.uow import setting_of
from modules.cemetery import models as m
from modules.cemetery.rules.codes import (
    CaseStatus,
    ConcessionKind,
    DurationCode,
    InformationMeans,
    InformationResult,
    PlotKind,
    Regime,
    RemainsKind,
    TermOperation,
)
from modules.cemetery.rules.delays import Delays, PostingPattern
from modules.cemetery.rules.facts import (
    LONG_AGO,
    CaseFacts,
    ConcessionFacts,
    PlotFacts,
    RemainsFacts,
    TermFacts,
)
from modules.cemetery.rules.schedule import ProofFacts, informed_on

DELAY_SETTINGS = (
    "warn_months",
    "early_renewal_years",
    "common_ground_years",
    "abandonment_wait_years",
    "reduction_min_years",
    "contact_retention_years",
    "urns_count_for_five_years",
)
"""Delays that a commune may lengthen, by the name of their setting and of their field."""


def delays_in_force(session: Session) -> Delays:
    """The delays of the commune: the law, lengthened by its settings."""
    chosen = {name: setting_of(session, f"cemetery.{name}") for name in DELAY_SETTINGS}
    pattern = setting_of(session, "cemetery.posting_pattern")
    return Delays(
        posting_pattern=PostingPattern(pattern or PostingPattern.LONG),
        **{name: value for name, value in chosen.items() if value is not None},
    )


def plot_facts(session: Session, plot_ids: Collection[int] | None = None) -> dict[int, PlotFacts]:
    """Facts of the plots (all of them without `plot_ids`), by id.

    Read for the whole town, terms come without their prices: states do not depend on money.
    """
    if plot_ids is not None:
        return _plot_facts(session, plot_ids)
    # Half of the time of a whole town would go to looking for garbage among rows that are all kept.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _plot_facts(session, None)
    finally:
        if was_enabled:
            gc.enable()


def _plot_facts(session: Session, plot_ids: Collection[int] | None) -> dict[int, PlotFacts]:
    p, wanted = _columns(m.Plot), _only(plot_ids)
    remains = _remains(session, wanted)
    cases = _cases(session, wanted)
    concessions = _concessions(session, wanted, with_money=plot_ids is not None)
    none: Any = ()
    found = wanted(
        select(
            p.id, _raw(p.kind), _raw(p.regime), p.out_of_service, p.protected, p.communal_maintenance, p.occupied_unknown,
            p.reserved_from, p.reserved_until, p.max_coffins, p.max_boxes, p.max_urns,
        ),
        p.id,
    )  # fmt: skip
    kinds, regimes = _codes(PlotKind), _codes(Regime)
    return {
        row[0]: PlotFacts(
            kinds[row[1]],
            regimes[row[2]],
            concessions.get(row[0], none),
            remains.get(row[0], none),
            cases.get(row[0], none),
            *row[3:],
        )
        for row in session.execute(found)
    }


def _columns(model: type[Record]) -> Any:
    """Columns of a table as Core knows them: rows come as they are, without the ORM."""
    return model.__table__.c


def _raw(column: Any) -> Any:
    """The column as it is stored: for twenty thousand rows, reading each cell through its type is what costs."""
    return type_coerce(column, String)


def _codes(kind: type[StrEnum]) -> dict[str, Any]:
    return {code.value: code for code in kind}


@lru_cache(maxsize=1 << 16)
def _day(text: str | None) -> PartialDate | None:
    """A stored partial date; the same day comes back in many rows."""
    return None if text is None else PartialDate.from_iso(text)


def _only(plot_ids: Collection[int] | None) -> Any:
    def narrowed(query: Select[Any], column: Any) -> Select[Any]:
        return query if plot_ids is None else query.where(column.in_(plot_ids))

    return narrowed


def _remains(session: Session, wanted: Any) -> dict[int, tuple[RemainsFacts, ...]]:
    r, d = _columns(m.Remains), _columns(m.Deceased)
    found: dict[int, list[RemainsFacts]] = defaultdict(list)
    buried: dict[tuple[int, int], Any] = {}
    query = (
        select(
            r.id, r.plot_id, _raw(r.kind), _raw(r.laid_on), _raw(r.left_on), r.in_place, d.mpf, r.deceased_id, r.together_id,
            _raw(d.died_on),
        )
        .join_from(m.Remains.__table__, m.Deceased.__table__, d.id == r.deceased_id)
        .where(r.plot_id.is_not(None))
        .order_by(r.id)
    )  # fmt: skip
    rows = session.execute(wanted(query, r.plot_id)).all()
    kinds = _codes(RemainsKind)
    # Whoever shares a box after a reunion takes no room of his own, but protects it all the same.
    heroes = {row[8] for row in rows if row[6] and row[8] is not None}
    for identity, plot, kind, laid, left, here, mpf, deceased, together, died in rows:
        # A box made of a coffin counts its waits from the burial, not from the reduction.
        first = buried.setdefault((plot, deceased), laid)
        if together is not None:
            continue
        since = None if first == laid else _day(first)
        if first is None and died is not None:
            since = _buried_by(died)
        found[plot].append(RemainsFacts(kinds[kind], _day(laid), _day(left), here, mpf or identity in heroes, since))
    return {plot: tuple(rows) for plot, rows in found.items()}


BURIED_WITHIN = timedelta(days=198)
"""Longest time from a death to a burial whose day nobody wrote: fourteen days, then six months in a temporary vault."""


@lru_cache(maxsize=4096)
def _buried_by(died: str) -> PartialDate:
    """Latest day of an undated burial, from the death: waits open later, never earlier (§1.2)."""
    return PartialDate.of(PartialDate.from_iso(died).last + BURIED_WITHIN)


def _cases(session: Session, wanted: Any) -> dict[int, tuple[CaseFacts, ...]]:
    g, k = m.CaseGrave, m.RepossessionCase
    found: dict[int, list[CaseFacts]] = defaultdict(list)
    query = select(g.plot_id, k.kind, k.opened_on, g.status, g.stopped_on, g.repossessed_on, g.cleared_on).join(
        k, k.id == g.case_id
    )
    for plot, kind, opened, status, stopped, taken, cleared in session.execute(wanted(query, g.plot_id)):
        ended = stopped if status is CaseStatus.STOPPED else cleared
        found[plot].append(CaseFacts(kind, opened, ended, taken, cleared))
    return {plot: tuple(rows) for plot, rows in found.items()}


def _concessions(session: Session, wanted: Any, with_money: bool) -> dict[int, tuple[ConcessionFacts, ...]]:
    link, c = _columns(m.ConcessionPlot), _columns(m.Concession)
    query = (
        select(
            link.plot_id, c.id, _raw(c.kind), _raw(c.deed_on), c.deed_lost, c.notoriety_on, c.upkeep_accepted, c.closed_on, c.opposition
        )
        .join_from(m.ConcessionPlot.__table__, m.Concession.__table__, c.id == link.concession_id)
        .order_by(c.id)
    )  # fmt: skip
    rows = session.execute(wanted(query, link.plot_id)).all()
    ids = {row[1] for row in rows}
    narrow = ids if len(ids) <= 500 else None
    terms = _terms(session, narrow, with_money)
    proofs = _proofs(session, narrow)
    kinds = _codes(ConcessionKind)
    built: dict[int, ConcessionFacts] = {}
    found: dict[int, list[ConcessionFacts]] = defaultdict(list)
    for plot, number, kind, deed, lost, notoriety, upkeep, closed, opposition in rows:
        facts = built.get(number)
        if facts is None:
            own = terms.get(number, ())
            facts = built[number] = ConcessionFacts(
                number, kinds[kind], own, _day(deed), lost, notoriety, upkeep, _informed(own, proofs.get(number)), closed, opposition
            )
        found[plot].append(facts)
    return {plot: tuple(rows) for plot, rows in found.items()}


def _terms(session: Session, ids: Collection[int] | None, with_money: bool) -> dict[int, tuple[TermFacts, ...]]:
    t = _columns(m.ConcessionTerm)
    query = select(
        t.concession_id, _raw(t.start), t.expires_on, _raw(t.duration), t.years, _raw(t.operation),
        *((t.price, t.ccas) if with_money else ()),
    ).order_by(t.concession_id, t.sequence)  # fmt: skip
    found: dict[int, list[TermFacts]] = defaultdict(list)
    durations, operations = _codes(DurationCode), _codes(TermOperation)
    for row in session.execute(query if ids is None else query.where(t.concession_id.in_(ids))):
        concession, start, expires, duration, years, operation, *money = row
        if expires is None and duration != DurationCode.PERP and not found[concession]:
            continue  # Nobody knows when it ends: it says nothing of today; a later renewal does.
        found[concession].append(
            TermFacts(_day(start) or LONG_AGO, expires, durations[duration], years, operations[operation], *money)
        )
    return {concession: tuple(rows) for concession, rows in found.items()}


def _proofs(session: Session, ids: Collection[int] | None) -> dict[int, list[ProofFacts]]:
    i = _columns(m.InformationProof)
    query = select(i.concession_id, i.sent_on, _raw(i.means), _raw(i.result))
    means_of, results = _codes(InformationMeans), _codes(InformationResult)
    found: dict[int, list[ProofFacts]] = defaultdict(list)
    for concession, sent, means, result in session.execute(query if ids is None else query.where(i.concession_id.in_(ids))):
        found[concession].append(ProofFacts(sent, means_of[means], results[result]))
    return found


def _informed(terms: tuple[TermFacts, ...], proofs: list[ProofFacts] | None) -> date | None:
    """Only information about the end of the last term counts."""
    if not proofs or not terms or terms[-1].expires_on is None:
        return None
    return informed_on(proofs, terms[-1].expires_on)
