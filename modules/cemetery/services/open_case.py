# SPDX-License-Identifier: EUPL-1.2
"""Open a procedure of repossession over one or several graves, each tested on its own conditions (reference §7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.addressees import living, parties_to_tell
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.permissions import REPOSSESS
from modules.cemetery.rules.abandonment import preconditions
from modules.cemetery.rules.codes import AbandonmentSign, CaseKind, CaseStatus
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts
from modules.cemetery.rules.repossession import can_order_common, can_order_expired
from modules.cemetery.rules.states import state_of
from modules.cemetery.rules.why import Decision
from modules.cemetery.services.passing import kept, pass_gates, worth_reading
from modules.cemetery.strings import _, _n, label

PAGE = "cemetery.cases"
LATER = frozenset({"G2", "G3", "G4", "C2", "C4"})
"""Conditions of the order, not of the opening: the waits end and the families are told while the run is open."""


def open_case(
    work: Work,
    *,
    kind: CaseKind,
    plots: Sequence[int],
    title: str = "",
    opened_on: date | None = None,
    entered_late: bool = False,
    signs: Sequence[str] = (),
    override_reason: str = "",
    remark: str = "",
) -> Report:
    """Open one run over the graves of `plots`, with one line and later one report for each.

    A concession over several plots enters whole. A grave whose conditions are closed is refused with its
    gates; the others enter. `signs` adds to those of the last inspection. `entered_late`: a run begun on
    paper, taken over half way; its past steps are recorded as they were.
    Raises `UserError` when no grave can enter, or when the plots are of several cemeteries.
    """
    work.require(REPOSSESS)
    day = opened_on or work.today
    if day > work.today:
        raise UserError(_("Ce jour n’est pas encore venu."), field="opened_on")
    rows = _plots(work, plots)
    report = Report()
    case = m.RepossessionCase(
        kind=kind,
        cemetery_id=rows[0].cemetery_id,
        title=title.strip() or str(_("{kind}, {day}", kind=label(kind), day=show_day(day))),
        opened_on=day,
        entered_late=entered_late,
        remark=remark.strip(),
    )
    graves = _graves(work, case, rows, report, signs, override_reason)
    if not graves:
        first = report.refusals[0]
        raise UserError(_("{plot}\u00a0: {why}", plot=first.what, why=first.why), where=first.where)
    work.session.add(case)
    case.graves = graves
    work.session.flush()
    report.records.append(Address(PAGE, case.id))
    report.counts = {"graves": len(graves), "refused": len(report.refusals)}
    report.facts = {"case": case.id, "graves": [grave.id for grave in graves]}
    report.summary = _n("Procédure ouverte sur une sépulture.", "Procédure ouverte sur {n} sépultures.", len(graves))
    return report


def _plots(work: Work, plots: Sequence[int]) -> list[m.Plot]:
    """The plots asked for, and the other plots of their concessions in hand."""
    if not plots:
        raise UserError(_("Choisissez au moins une sépulture."), field="plots")
    rows = [get(work.session, m.Plot, one) for one in dict.fromkeys(plots)]
    if len({row.cemetery_id for row in rows}) > 1:
        raise UserError(_("Une procédure se mène dans un seul cimetière\u00a0: ouvrez-en une par cimetière."), field="plots")
    return rows


def _graves(
    work: Work, case: m.RepossessionCase, rows: Sequence[m.Plot], report: Report, signs: Sequence[str], reason: str
) -> list[m.CaseGrave]:
    delays = delays_in_force(work.session)
    facts = plot_facts(work.session, [row.id for row in rows])
    busy = _running(work)
    seen: set[int] = set()
    found: list[m.CaseGrave] = []
    for row in rows:
        where = Address("cemetery.plots", row.id)
        if row.id in busy:
            report.refuse(row.label, _("déjà dans la procédure «\u00a0{title}\u00a0»", title=busy[row.id]), where, "RUNNING")
            continue
        concession = in_hand(facts[row.id], case.opened_on, delays)
        if concession is None and case.kind is not CaseKind.COMMON:
            report.refuse(row.label, _untitled(case.kind), where, "NO_CONCESSION")
            continue
        if concession is not None and concession.id in seen:
            continue
        ticked = sorted({*signs_seen(work, row.id), *(AbandonmentSign(sign) for sign in signs)})
        try:
            snapshot, passed = _checked(work, case, facts[row.id], concession, delays, ticked, reason)
        except UserError as refusal:
            report.refuse(row.label, refusal.message, where, "CLOSED")
            continue
        if concession is not None:
            seen.add(concession.id)
        report.notes += [f"{row.label}\u00a0: {text}" for text in snapshot.pop("notes")]
        for plot_id in _whole(work, row, concession):
            found.append(
                m.CaseGrave(
                    plot_id=plot_id,
                    concession_id=concession.id if concession else None,
                    signs=[sign.value for sign in ticked],
                    addressees=_addressees(work, concession, case.opened_on),
                    override_reason=passed,
                    snapshot=snapshot,
                )
            )
    return found


def in_hand(facts: PlotFacts, day: date, delays: Delays) -> ConcessionFacts | None:
    """The concession of a plot on `day`, in force or expired; None when it has none that is open."""
    identity = state_of(facts, day, delays).concession_id
    return next((one for one in facts.concessions if one.id == identity), None)


def opening_gates(
    kind: CaseKind,
    facts: PlotFacts,
    concession: ConcessionFacts | None,
    day: date,
    delays: Delays,
    *,
    signs: Sequence[AbandonmentSign] = (),
    dates_confirmed: bool = False,
) -> Decision:
    """The conditions of one kind of run for one grave, as they stand on `day`."""
    if kind is CaseKind.COMMON or concession is None:
        return can_order_common(facts, day, delays, dates_confirmed=dates_confirmed)
    if kind is CaseKind.EXPIRED:
        return can_order_expired(facts, concession, day, delays, dates_confirmed=dates_confirmed)
    return preconditions(facts, concession, day, delays, signs=signs, dates_confirmed=dates_confirmed)


def _checked(
    work: Work,
    case: m.RepossessionCase,
    facts: PlotFacts,
    concession: ConcessionFacts | None,
    delays: Delays,
    signs: Sequence[AbandonmentSign],
    reason: str,
) -> tuple[dict[str, Any], str]:
    """The snapshot of the conditions, and the reason under which closed ones were passed."""
    decision = opening_gates(case.kind, facts, concession, case.opened_on, delays, signs=signs)
    passed = pass_gates(work, decision.gates, reason, later=LATER)
    return kept(decision.gates, notes=list(worth_reading(decision.gates))), passed


def signs_seen(work: Work, plot_id: int) -> list[AbandonmentSign]:
    """Signs of abandonment of the last inspection of a plot."""
    last = work.session.scalars(
        select(m.Inspection).where(m.Inspection.plot_id == plot_id).order_by(m.Inspection.seen_on.desc()).limit(1)
    ).first()
    return [] if last is None else [AbandonmentSign(code) for code in last.signs]


def _running(work: Work) -> dict[int, str]:
    """By plot: title of the run it is in."""
    g, k = m.CaseGrave, m.RepossessionCase
    rows = work.session.execute(
        select(g.plot_id, k.title)
        .join(k, k.id == g.case_id)
        .where(g.status.in_((CaseStatus.OPEN, CaseStatus.SUSPENDED)))
    )
    return {row.plot_id: row.title for row in rows}


def _whole(work: Work, row: m.Plot, concession: ConcessionFacts | None) -> list[int]:
    """Every plot of the concession: a double grave is taken back whole."""
    if concession is None:
        return [row.id]
    link = m.ConcessionPlot
    others = work.session.scalars(select(link.plot_id).where(link.concession_id == concession.id).order_by(link.plot_id))
    return list(others) or [row.id]


def _addressees(work: Work, concession: ConcessionFacts | None, day: date) -> str:
    if concession is None:
        return ""
    people = parties_to_tell(work.session, [concession.id], day)[concession.id]
    return "\n".join(one.title for one in living(people))


def _untitled(kind: CaseKind) -> Text:
    if kind is CaseKind.EXPIRED:
        return _("aucune concession ouverte sur cet emplacement")
    return _(
        "aucune concession connue\u00a0: enregistrez-la comme titre perdu, avec l’acte de notoriété qui en tient lieu"
    )
