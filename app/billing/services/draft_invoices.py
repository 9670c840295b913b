# SPDX-License-Identifier: EUPL-1.2
"""Prepare the drafts of a period: what modules charge now, minus what validated documents already cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.billing.models import (
    CollectionSeries,
    DocumentKind,
    DocumentState,
    Invoice,
    InvoiceLine,
    InvoiceParty,
    LineKind,
    PayerShare,
)
from app.billing.permissions import DRAFT
from app.billing.queries import (
    Covered,
    billed_periods,
    carried_of,
    covered,
    drafts_of,
    lines_by_id,
    payer_titles,
    series_of,
)
from app.billing.rules.invoicing import threshold
from app.billing.services.checking import check_drafts, remarks_of, run_facts
from app.billing.services.drafting import ChargeSource, DraftLine, gather, module_of, share_out, to_bill
from app.billing.settings import CORRECTION_MONTHS, DEFAULT_CORRECTION_MONTHS
from app.billing.strings import _, _n, of_month
from app.contract import Charges
from app.core.dates import Month
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Report
from app.store.uow import Work, setting_of


@dataclass
class _Run:
    """One preparation, on its way."""

    work: Work
    series: CollectionSeries
    period: Month
    lines: dict[int, list[DraftLine]] = field(default_factory=dict)
    charges: Charges = field(default_factory=Charges)
    notes: list[Any] = field(default_factory=list)


def draft_invoices(work: Work, *, series: str, period: Month, sources: Sequence[ChargeSource]) -> Report:
    """Recompute every draft of `series` for the month. Drafts are free: nothing is numbered, nothing is due.

    Days corrected in the months before (setting `billing.correction_months`) become correction lines; amounts
    carried from earlier runs come back as a line. Payers whose charges are blocked keep a draft that says why.
    """
    work.require(DRAFT)
    run = _Run(work, series_of(work.session, series), period)
    work.progress.step(0, 4, _("Calcul des prestations"))
    run.charges = gather(sources, work.session, period.first, period.last)
    _add(run, run.charges, period.first, period.last)
    work.progress.step(1, 4, _("Corrections des mois précédents"))
    for first, last in _earlier(run):
        past = gather(sources, work.session, first, last)
        _add(run, past, first, last, past=True)
    _add_carried(run)
    work.progress.step(2, 4, _("Écriture des brouillons"))
    drafts = _write(run)
    work.progress.step(3, 4, _("Vérifications"))
    return _report(run, drafts)


def _earlier(run: _Run) -> list[tuple[date, date]]:
    chosen = setting_of(run.work.session, CORRECTION_MONTHS)
    months = DEFAULT_CORRECTION_MONTHS if chosen is None else int(chosen)
    since = run.period.plus(-months).first
    return billed_periods(run.work.session, run.series.id, run.period.first, since) if months else []


def _add(run: _Run, charges: Charges, first: date, last: date, past: bool = False) -> None:
    """Add to the run what is still to bill for a period."""
    session = run.work.session
    shares = _shares(run, first, last)
    titles = payer_titles(session, {share.third_party_id for group in shares.values() for share in group})
    by_payer: dict[int, list[DraftLine]] = {}
    for payer_id, line in share_out(charges.lines, shares, titles):
        by_payer.setdefault(payer_id, []).append(line)
    modules = {module_of(item.key) for line in charges.lines for item in line.items}
    modules |= {run.series.module} if run.series.module else set()
    cover = covered(session, sorted(modules), first, last)
    billed = lines_by_id(session, _touched(by_payer, cover))
    if past and charges.refusals:
        words = _("Les retraits {of_month} attendent\u00a0: des prestations de ce mois n’ont pas de prix.")
        run.notes.append(words.with_values(of_month=of_month(Month.of(first))))
    for payer_id in sorted({*by_payer, *cover}):
        if past and payer_id in charges.blocked:
            continue
        withdraw = not charges.refusals and payer_id not in charges.blocked
        lines = to_bill(by_payer.get(payer_id, ()), cover.get(payer_id, {}), billed, withdraw)
        if lines:
            run.lines.setdefault(payer_id, []).extend(lines)


def _touched(by_payer: Mapping[int, Sequence[DraftLine]], cover: Mapping[int, Mapping[str, Covered]]) -> set[int]:
    """Lines whose items are no longer charged."""
    found = set()
    for payer_id, known in cover.items():
        charged = {item.key for line in by_payer.get(payer_id, ()) for item in line.items}
        found |= {c.line_id for key, c in known.items() if key not in charged and c.amount}
    return found


def _shares(run: _Run, first: date, last: date) -> dict[int, list[PayerShare]]:
    found: dict[int, list[PayerShare]] = {}
    query = select(PayerShare).where(
        or_(PayerShare.series_id.is_(None), PayerShare.series_id == run.series.id),
        PayerShare.valid_from <= last,
        or_(PayerShare.valid_to.is_(None), PayerShare.valid_to >= first),
    )
    for share in run.work.session.scalars(query.order_by(PayerShare.valid_from.desc(), PayerShare.id)):
        found.setdefault(share.payer_id, []).append(share)
    return found


def _add_carried(run: _Run) -> None:
    """Amounts that earlier runs did not issue come back, in front of what is new (canteen reference §12.6)."""
    series, day = run.series, run.work.today
    least = series.threshold if series.threshold is not None else threshold(series.collection_mode, day)
    for payer_id, documents in carried_of(run.work.session, series.id).items():
        amount = sum((document.total for document in documents), ZERO)
        if payer_id not in run.lines and (amount <= 0 or amount < least):
            continue
        lines = [
            DraftLine(
                kind=LineKind.CARRIED, amount=document.total, gross=document.total, source_id=document.id,
                label=_carried_label(document), first_on=document.period_first, last_on=document.period_last,
            )
            for document in documents
        ]  # fmt: skip
        run.lines[payer_id] = [*run.lines.get(payer_id, ()), *lines]


def _carried_label(document: Invoice) -> str:
    month = of_month(Month.of(document.period_first))
    if document.total < 0:
        return str(_("Avoir reporté {of_month}", of_month=month))
    return str(_("Report {of_month}", of_month=month))


# ---------------------------------------------------------------- writing


def _write(run: _Run) -> list[Invoice]:
    session, period = run.work.session, run.period
    known = {draft.payer_id: draft for draft in drafts_of(session, run.series.id, period.first, period.last)}
    for payer_id in set(run.charges.blocked) - set(run.lines):
        # Without its draft nothing would say, once the report is closed, that a family is not billed.
        run.lines[payer_id] = []
    for payer_id, draft in known.items():
        if payer_id not in run.lines:
            session.delete(draft)
    session.flush()
    drafts = []
    for payer_id in sorted(run.lines):
        if payer_id in known:
            draft = known[payer_id]
        else:
            draft = Invoice(
                kind=DocumentKind.INVOICE, series_id=run.series.id, prefix=run.series.code, payer_id=payer_id,
                period_first=period.first, period_last=period.last, total=ZERO, lines=[], parties=[],
            )  # fmt: skip
            session.add(draft)
        _fill(run, draft, run.lines[payer_id])
        drafts.append(draft)
    session.flush()
    return drafts


def _fill(run: _Run, draft: Invoice, lines: Sequence[DraftLine]) -> None:
    """Write the lines of a draft; one that already says the same is left alone."""
    groups = list(dict.fromkeys((line.group, line.person_id) for line in lines if line.group))
    rank = {group: position for position, group in enumerate(groups, start=1)}
    ordered = sorted(lines, key=lambda line: (rank.get((line.group, line.person_id), len(rank) + 1)))
    wanted = [_columns(line, position, rank.get((line.group, line.person_id))) for position, line in enumerate(ordered, 1)]
    if [_stored(line) for line in draft.lines] == wanted and [p.title for p in draft.parties] == [g[0] for g in groups]:
        return
    draft.lines.clear()
    draft.parties.clear()
    if draft.id is not None:
        run.work.session.flush()  # the positions are free again before they are taken
    role = {(line.group, line.person_id): line.role for line in ordered}
    draft.parties = [
        InvoiceParty(position=position, role=role[group], person_id=group[1], title=group[0])
        for group, position in rank.items()
    ]
    draft.lines = [InvoiceLine(**columns) for columns in wanted]
    draft.total = sum((line.amount for line in ordered), ZERO)
    draft.state = DocumentState.DRAFT


_COLUMNS = (
    "position", "kind", "party_position", "module", "label", "basis", "first_on", "last_on", "quantity", "unit_price",
    "gross", "amount", "third_party", "items", "why", "snapshot", "decision_id", "source_id",
)  # fmt: skip


def _columns(line: DraftLine, position: int, party: int | None) -> dict[str, Any]:
    return {
        "position": position, "kind": line.kind, "party_position": party, "module": line.module, "label": line.label,
        "basis": line.basis, "first_on": line.first_on, "last_on": line.last_on, "quantity": line.quantity,
        "unit_price": line.unit_price, "gross": line.amount if line.gross is None else line.gross,
        "amount": line.amount, "third_party": line.third_party, "items": [item.plain() for item in line.items],
        "why": [str(sentence) for sentence in line.why], "snapshot": dict(line.snapshot),
        "decision_id": line.decision_id, "source_id": line.source_id,
    }  # fmt: skip


def _stored(line: InvoiceLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in _COLUMNS}


# ---------------------------------------------------------------- telling


def _report(run: _Run, drafts: Sequence[Invoice]) -> Report:
    session, charges = run.work.session, run.charges
    facts = run_facts(session, {d.payer_id for d in drafts} | set(charges.blocked), run.series, run.work.today)
    findings = check_drafts(session, drafts, run.series, facts, run.work.today, charges.blocked, charges.warnings)
    for draft in drafts:
        blocked, warned = charges.blocked.get(draft.payer_id, ()), charges.warnings.get(draft.payer_id, ())
        remarks = remarks_of(findings[draft.payer_id], blocked, warned)
        if draft.remarks != remarks:
            draft.remarks = remarks
    session.flush()
    total = sum((draft.total for draft in drafts), ZERO)
    count = len(drafts)
    report = Report(
        summary=_n("{n} brouillon, {total}", "{n} brouillons, {total}", count, total=show_money(total)),
        refusals=[*charges.refusals],
        notes=run.notes,
        counts={"drafts": count},
        records=[Address("billing.invoices", draft.id) for draft in drafts],
        facts={"total": total, "period": str(run.period), "series": run.series.code},
    )
    report.refusals += [
        finding.refusal
        for draft in drafts
        for finding in findings[draft.payer_id]
        if finding.severity.value == "BLOCKING" and finding.code.value not in ("UNDER_THRESHOLD", "CREDIT_CARRIED")
    ]
    return report
