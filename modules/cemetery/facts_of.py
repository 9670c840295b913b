# SPDX-License-Identifier: EUPL-1.2
"""From rows to the facts that rules read: every plot of a town by a constant number of SELECTs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.store.uow import setting_of
from modules.cemetery import models as m
from modules.cemetery.rules.codes import CaseStatus, DurationCode, RemainsKind
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
    """Facts of the plots (all of them without `plot_ids`), by id."""
    p, wanted = m.Plot, _only(plot_ids)
    remains = _remains(session, wanted)
    cases = _cases(session, wanted)
    concessions = _concessions(session, wanted)
    none: Any = ()
    found = wanted(
        select(
            p.id, p.kind, p.regime, p.out_of_service, p.protected, p.communal_maintenance, p.occupied_unknown, p.reserved_from,
            p.reserved_until, p.max_coffins, p.max_boxes, p.max_urns,
        ),
        p.id,
    )  # fmt: skip
    return {
        row[0]: PlotFacts(
            row[1], row[2], concessions.get(row[0], none), remains.get(row[0], none), cases.get(row[0], none), *row[3:]
        )
        for row in session.execute(found)
    }


def _only(plot_ids: Collection[int] | None) -> Any:
    def narrowed(query: Select[Any], column: Any) -> Select[Any]:
        return query if plot_ids is None else query.where(column.in_(plot_ids))

    return narrowed


def _remains(session: Session, wanted: Any) -> dict[int, tuple[RemainsFacts, ...]]:
    r, d = m.Remains, m.Deceased
    found: dict[int, list[RemainsFacts]] = defaultdict(list)
    buried: dict[tuple[int, int], Any] = {}
    query = (
        select(r.plot_id, r.kind, r.laid_on, r.left_on, r.in_place, d.mpf, r.deceased_id, r.together_id)
        .join(d, d.id == r.deceased_id)
        .where(r.plot_id.is_not(None))
        .order_by(r.id)
    )
    for plot, kind, laid, left, here, mpf, deceased, together in session.execute(wanted(query, r.plot_id)):
        # A box made of a coffin counts its waits from the burial, not from the reduction.
        first = buried.setdefault((plot, deceased), laid)
        if together is not None:
            kind = RemainsKind.BONES  # In somebody else's box after a reunion: no room of their own.
        found[plot].append(RemainsFacts(kind, laid, left, here, mpf, None if first == laid else first))
    return {plot: tuple(rows) for plot, rows in found.items()}


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


def _concessions(session: Session, wanted: Any) -> dict[int, tuple[ConcessionFacts, ...]]:
    link, c = m.ConcessionPlot, m.Concession
    query = (
        select(
            link.plot_id, c.id, c.kind, c.deed_on, c.deed_lost, c.notoriety_on, c.upkeep_accepted, c.closed_on, c.opposition
        )
        .join(c, c.id == link.concession_id)
        .order_by(c.id)
    )  # fmt: skip
    rows = session.execute(wanted(query, link.plot_id)).all()
    ids = {row[1] for row in rows}
    narrow = ids if len(ids) <= 500 else None
    terms = _terms(session, narrow)
    proofs = _proofs(session, narrow)
    built: dict[int, ConcessionFacts] = {}
    found: dict[int, list[ConcessionFacts]] = defaultdict(list)
    for plot, number, kind, deed, lost, notoriety, upkeep, closed, opposition in rows:
        facts = built.get(number)
        if facts is None:
            own = terms.get(number, ())
            facts = built[number] = ConcessionFacts(
                number, kind, own, deed, lost, notoriety, upkeep, _informed(own, proofs.get(number)), closed, opposition
            )
        found[plot].append(facts)
    return {plot: tuple(rows) for plot, rows in found.items()}


def _terms(session: Session, ids: Collection[int] | None) -> dict[int, tuple[TermFacts, ...]]:
    t = m.ConcessionTerm
    query = select(t.concession_id, t.start, t.expires_on, t.duration, t.years, t.operation, t.price, t.ccas).order_by(
        t.concession_id, t.sequence
    )
    found: dict[int, list[TermFacts]] = defaultdict(list)
    for row in session.execute(query if ids is None else query.where(t.concession_id.in_(ids))):
        concession, start, expires, duration, years, operation, price, ccas = row
        if expires is None and duration is not DurationCode.PERP and not found[concession]:
            continue  # Nobody knows when it ends: it says nothing of today; a later renewal does.
        found[concession].append(TermFacts(start or LONG_AGO, expires, duration, years, operation, price, ccas))
    return {concession: tuple(rows) for concession, rows in found.items()}


def _proofs(session: Session, ids: Collection[int] | None) -> dict[int, list[ProofFacts]]:
    i = m.InformationProof
    query = select(i.concession_id, i.sent_on, i.means, i.result)
    found: dict[int, list[ProofFacts]] = defaultdict(list)
    for concession, sent, means, result in session.execute(query if ids is None else query.where(i.concession_id.in_(ids))):
        found[concession].append(ProofFacts(sent, means, result))
    return found


def _informed(terms: tuple[TermFacts, ...], proofs: list[ProofFacts] | None) -> date | None:
    """Only information about the end of the last term counts."""
    if not proofs or not terms or terms[-1].expires_on is None:
        return None
    return informed_on(proofs, terms[-1].expires_on)
