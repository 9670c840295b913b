# SPDX-License-Identifier: EUPL-1.2
"""Validate the drafts of a period: those that pass every check get their numbers together and become final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.billing.models import (
    CollectionSeries,
    DocumentState,
    Invoice,
    InvoiceLine,
    LineKind,
)
from app.billing.permissions import VALIDATE
from app.billing.queries import carried_of, credits_of, drafts_of, open_invoices, series_of
from app.billing.rules.checks import CheckCode, Finding, Severity
from app.billing.rules.invoicing import CollectionMode, due_on
from app.billing.services.checking import RunFacts, check_drafts, remarks_of, run_facts
from app.billing.services.sealing import (
    cover,
    last_issued,
    name_parties,
    number,
    refuse_earlier_day,
    year_choice,
)
from app.billing.services.settling import use_credits
from app.billing.strings import _, _n, of_month
from app.core.dates import Month, show_month
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work

CARRYING = {CheckCode.UNDER_THRESHOLD, CheckCode.CREDIT_CARRIED}
"""Findings that do not fail a draft: its amount goes to the next run."""


@dataclass
class _Run:
    work: Work
    series: CollectionSeries
    facts: RunFacts
    issued_on: date
    sealed: list[Invoice] = field(default_factory=list)
    carried: list[Invoice] = field(default_factory=list)
    kept: list[tuple[Invoice, list[Finding]]] = field(default_factory=list)


def validate_invoices(
    work: Work, *, series: str, period: Month, issued_on: date | None = None, exercise: int | None = None
) -> Report:
    """Number, freeze and cover the drafts of `series` for the month, all in one transaction.

    A draft that fails a check stays a draft and is listed; one under the threshold, or negative, is carried to the
    next run. A technical failure rolls everything back: no number is used (BIL-05). `exercise` is the budget year.
    """
    work.require(VALIDATE)
    work.forbid_undo()
    chosen = series_of(work.session, series)
    drafts = drafts_of(work.session, chosen.id, period.first, period.last)
    if not drafts:
        raise UserError(
            _("Il n’y a pas de brouillon pour {month}\u00a0: préparez d’abord le mois.", month=show_month(period))
        )
    issued_on = issued_on or work.today
    year = year_choice(exercise, issued_on, period.last)
    last, digest = last_issued(work.session, chosen.code)
    refuse_earlier_day(last, issued_on)
    facts = run_facts(work.session, [draft.payer_id for draft in drafts], chosen, issued_on)
    run = _Run(work, chosen, facts, issued_on)
    _sort_out(run, drafts)
    _recall_balances(run)
    _absorb_carried(run)
    _seal(run, year, digest)
    return _report(run, period)


def _sort_out(run: _Run, drafts: Sequence[Invoice]) -> None:
    """Share the drafts between those issued, those carried and those that stay."""
    findings = check_drafts(run.work.session, drafts, run.series, run.facts, run.issued_on)
    for draft in drafts:
        blocking = [f for f in findings[draft.payer_id] if f.severity is Severity.BLOCKING]
        if not blocking:
            run.sealed.append(draft)
        elif all(finding.code in CARRYING for finding in blocking):
            run.carried.append(draft)
        else:
            run.kept.append((draft, blocking))
    run.sealed.sort(key=lambda draft: (_sort_key(run.facts, draft.payer_id), draft.id))


def _sort_key(facts: RunFacts, payer_id: int) -> str:
    person = facts.people.get(facts.payers[payer_id].person_id or 0)
    return person.sort_key if person else facts.titles.get(payer_id, "")


def _recall_balances(run: _Run) -> None:
    """A cash office recalls what is still owed, and the credits, on the new invoice (canteen reference §12.5)."""
    if run.series.collection_mode is not CollectionMode.CASH_OFFICE:
        return
    session, ids = run.work.session, [draft.payer_id for draft in run.sealed]
    owed = open_invoices(session, ids, run.series.id)
    credits = credits_of(session, ids, run.series.id)
    for draft in run.sealed:
        lines = [
            (
                _("Reste dû {of_month}, facture {reference}").with_values(
                    of_month=of_month(Month.of(invoice.period_first)), reference=invoice.reference
                ),
                invoice.total - invoice.paid,
                invoice.id,
            )
            for invoice in owed.get(draft.payer_id, ())
        ]
        credit = sum((c.left for c in credits.get(draft.payer_id, ())), ZERO)
        if credit:
            lines.append((_("Avoir sur votre compte"), -credit, None))  # type: ignore[arg-type]
        start = max((line.position for line in draft.lines), default=0)
        for position, (label, amount, source_id) in enumerate(lines, start + 1):
            draft.lines.append(
                InvoiceLine(
                    position=position, kind=LineKind.PREVIOUS, label=str(label), gross=amount, amount=amount,
                    source_id=source_id,
                )
            )
        draft.previous_balance = sum((amount for _label, amount, _id in lines), ZERO)


def _absorb_carried(run: _Run) -> None:
    """Documents carried earlier are taken over by the ones that now bear their amount."""
    waiting = {d.id: d for group in carried_of(run.work.session, run.series.id).values() for d in group}
    for draft in (*run.sealed, *run.carried):
        for line in draft.lines:
            if line.kind is LineKind.CARRIED and line.source_id in waiting:
                waiting[line.source_id].carried_into_id = draft.id


def _seal(run: _Run, exercise: int, digest: str) -> None:
    work, series = run.work, run.series
    for draft in (*run.sealed, *run.carried):
        name_parties(draft, run.facts)
        draft.remarks = []
    work.session.flush()  # lines and names are written while the document is still open
    due = due_on(run.issued_on, series.due_days)
    for draft in work.progress.over(run.sealed, _("Numérotation")):
        draft.state = DocumentState.VALIDATED
        digest = number(work, draft, series.code, run.issued_on, digest, due_on=due, exercise=exercise)
    for draft in run.carried:
        draft.state = DocumentState.CARRIED
    for draft, blocking in run.kept:
        draft.remarks = [*_module_remarks(draft), *remarks_of(f for f in blocking if not _said(draft, f))]
    work.session.flush()
    cover(work, [*run.sealed, *run.carried])
    if series.collection_mode is CollectionMode.CASH_OFFICE:
        session, ids = work.session, [draft.payer_id for draft in run.sealed]
        credits, owed = credits_of(session, ids, series.id), open_invoices(session, ids, series.id)
        use_credits(session, credits, owed, work.today)
        work.session.flush()


def _module_remarks(draft: Invoice) -> list[object]:
    return [remark for remark in draft.remarks if remark.get("module")]


def _said(draft: Invoice, finding: Finding) -> bool:
    return any(r.get("module") and r["why"] == str(finding.refusal.why) for r in draft.remarks)


def _report(run: _Run, period: Month) -> Report:
    total: Decimal = sum((draft.total for draft in run.sealed), ZERO)
    report = Report(
        counts={"validated": len(run.sealed), "carried": len(run.carried), "kept": len(run.kept)},
        records=[Address("billing.invoices", draft.id) for draft in run.sealed],
        facts={"total": total, "period": str(period), "series": run.series.code},
    )
    parts = [
        _n("{n} facture validée, {total}", "{n} factures validées, {total}", len(run.sealed), total=show_money(total))
    ]
    if run.carried:
        carried = sum((draft.total for draft in run.carried), ZERO)
        parts.append(_n("{n} reportée, {total}", "{n} reportées, {total}", len(run.carried), total=show_money(carried)))
    if run.kept:
        parts.append(_n("{n} restée brouillon", "{n} restées brouillons", len(run.kept)))
    report.summary = _("{parts}.", parts=", ".join(str(part) for part in parts))
    for draft, blocking in run.kept:
        for finding in blocking:
            refusal = finding.refusal
            where = refusal.where or Address("billing.invoices", draft.id)
            report.refuse(refusal.what, refusal.why, where, refusal.code or finding.code.value)
    return report
