# SPDX-License-Identifier: EUPL-1.2
"""Lines of the registers read from rows, each register by a few SELECTs (§14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, selectinload

from app.core.dates import PartialDate
from app.core.text import Text
from app.directory.models import Organisation, Person
from app.store.uow import setting_of, today_of
from modules.cemetery import models as m
from modules.cemetery.documents import words as w
from modules.cemetery.documents.facts import Held, Term
from modules.cemetery.documents.loading import style_of
from modules.cemetery.documents.loading_cases import shows_names
from modules.cemetery.documents.registers import RegisterFacts, RegisterName
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.rules.codes import (
    CaseKind,
    CaseStatus,
    OperationKind,
    OperationStatus,
    PartyRole,
    PlotKind,
    RemainsKind,
    StepCode,
)
from modules.cemetery.rules.terms import last_allowed
from modules.cemetery.strings import _, _n, label

K = OperationKind
Rows = list[tuple[Text, ...]]
BURIED = (K.BURIAL, K.URN_BURIAL, K.URN_DEPOSIT, K.URN_SEALING)
MOVED = (K.EXHUMATION, K.REDUCTION, K.REUNION, K.TRANSFER, K.URN_REMOVAL, K.OSSUARY_DEPOSIT)


def register_facts(
    session: Session, name: RegisterName, first_on: date | None = None, last_on: date | None = None,
    cemetery_id: int | None = None, edition: str = "", made_on: date | None = None,
) -> RegisterFacts:
    """An edition of a register, of one cemetery or of all; a period keeps the lines dated in it."""
    rows = _LOADERS[name](session, _Asked(first_on, last_on, cemetery_id))
    cemetery = session.get(m.Cemetery, cemetery_id) if cemetery_id else None
    return RegisterFacts(
        name, rows, made_on or today_of(session), first_on, last_on, cemetery.title if cemetery else "", edition
    )


class _Asked:
    """The period and the cemetery of an edition."""

    def __init__(self, first: date | None, last: date | None, cemetery: int | None) -> None:
        self.first, self.last, self.cemetery = first, last, cemetery

    def holds(self, day: date | PartialDate | None) -> bool:
        """Whether a line of that day belongs to the period; an undated one belongs to a whole register only."""
        if day is None:
            return self.first is None and self.last is None
        known = day.first if isinstance(day, PartialDate) else day
        return (self.first is None or known >= self.first) and (self.last is None or known <= self.last)


def _ossuary(session: Session, asked: _Asked) -> Rows:
    entry = m.OssuaryEntry
    query = select(entry).order_by(entry.number)
    if asked.cemetery:
        query = query.where(entry.origin_plot_id.in_(select(m.Plot.id).where(m.Plot.cemetery_id == asked.cemetery)))
    rows: Rows = []
    for row in session.scalars(query):
        if not asked.holds(row.moved_on):
            continue
        place: Text = _("crémation") if row.cremated else row.place
        place = _("rien n’a été trouvé") if row.nothing_found else place
        boxes = _n("{n} boîte", "{n} boîtes", row.boxes) if row.boxes else ""
        rows.append((row.names, row.origin, w.short_day(row.moved_on), ", ".join(str(p) for p in (place, boxes) if str(p))))
    return rows


def _abandonment(session: Session, asked: _Asked) -> Rows:
    case, grave, step = m.RepossessionCase, m.CaseGrave, m.CaseStep
    query = (
        select(grave, case.id, m.Plot, m.Concession).join(case, case.id == grave.case_id)
        .join(m.Plot, m.Plot.id == grave.plot_id).outerjoin(m.Concession, m.Concession.id == grave.concession_id)
        .where(case.kind == CaseKind.ABANDONMENT).order_by(m.Plot.label_key)
    )  # fmt: skip
    reports = {
        (row.case_id, row.grave_id): row for row in session.scalars(select(step).where(step.code == StepCode.REPORT_1))
    }
    names = shows_names(session)
    rows: Rows = []
    for each, case_id, plot, concession in session.execute(query):
        report = reports.get((case_id, each.id)) or reports.get((case_id, None))
        if report is None or not asked.holds(report.done_on) or asked.cemetery not in (None, plot.cemetery_id):
            continue
        facts = Held(concession.number, "", family_name=concession.family_name) if concession else None
        title = w.concession_name(facts, names=names)
        said = f"{report.proof}, {w.short_day(report.done_on)}" if report.proof else w.short_day(report.done_on)
        rows.append((plot.label, title or _("sans titre connu"), said, _fate(each)))
    return rows


def _fate(grave: m.CaseGrave) -> Text:
    if grave.stop_reason is not None:
        return f"{label(grave.stop_reason)}, {w.short_day(grave.stopped_on)}"
    if grave.repossessed_on is not None:
        return _("reprise le {day}", day=w.short_day(grave.repossessed_on))
    return label(CaseStatus.SUSPENDED) if grave.status is CaseStatus.SUSPENDED else _("procédure en cours")


def _operations(session: Session, kinds: Sequence[OperationKind], asked: _Asked, *, done: bool = True) -> list[Any]:
    """(operation, deceased, person, plot from, plot to) of each subject, in the order of their days."""
    o = m.FuneralOperation
    here, there = aliased(m.Plot), aliased(m.Plot)
    query = (
        select(o, m.Deceased, Person, here, there)
        .join(m.OperationSubject, m.OperationSubject.operation_id == o.id)
        .join(m.Deceased, m.Deceased.id == m.OperationSubject.deceased_id)
        .outerjoin(Person, Person.id == m.Deceased.person_id)
        .outerjoin(here, here.id == o.plot_from_id).outerjoin(there, there.id == o.plot_to_id)
        .where(o.kind.in_(kinds)).order_by(o.done_on, o.planned_on, o.id)
    )  # fmt: skip
    query = query.where(o.status == OperationStatus.DONE) if done else query.where(o.status != OperationStatus.CANCELLED)
    found = []
    for row in session.execute(query):
        plots = [plot for plot in (row[3], row[4]) if plot is not None]
        ours = asked.cemetery is None or any(plot.cemetery_id == asked.cemetery for plot in plots)
        if ours and asked.holds(row[0].done_on or row[0].planned_on):
            found.append(row)
    return found


def _name(person: Person | None) -> str:
    return person.title if person else str(_("identité inconnue"))


def _born(person: Person | None, *, years_only: bool = False) -> str:
    if person is None or person.birth_date is None:
        return ""
    if years_only:
        return str(person.birth_date.year)
    day = w.short_partial(person.birth_date)
    return f"{day}, {person.birth_place}" if person.birth_place else day


def _open_scatterings(session: Session, asked: _Asked) -> Rows:
    asked.cemetery = None
    found = _operations(session, [K.OPEN_SCATTERING], asked, done=False)
    declarants = {p.id: p.title for p in session.scalars(select(Person).where(Person.id.in_([r[0].applicant_id or 0 for r in found])))}
    return [
        (
            _name(person), _born(person), w.short_day(op.done_on or op.planned_on), op.destination,
            declarants.get(op.applicant_id or 0, ""),
        )
        for op, _dead, person, _here, _there in found
    ]  # fmt: skip


def _garden(session: Session, asked: _Asked) -> Rows:
    r = m.Remains
    query = (
        select(r.laid_on, m.Deceased, Person, m.Plot).join(m.Deceased, m.Deceased.id == r.deceased_id)
        .join(m.Plot, m.Plot.id == r.plot_id).outerjoin(Person, Person.id == m.Deceased.person_id)
        .where(m.Plot.kind == PlotKind.SCATTERING, r.kind == RemainsKind.ASHES, m.Deceased.hidden_from_public.is_(False))
        .order_by(r.laid_on, r.id)
    )  # fmt: skip
    if asked.cemetery:
        query = query.where(m.Plot.cemetery_id == asked.cemetery)
    short = not setting_of(session, "cemetery.public_show_full_dates")
    return [
        (_name(person), _public(person.birth_date if person else None, short), _public(dead.died_on, short), w.short_partial(laid), plot.label)
        for laid, dead, person, plot in session.execute(query)
        if asked.holds(laid)
    ]  # fmt: skip


def _public(day: PartialDate | None, years_only: bool) -> str:
    if day is None:
        return ""
    return str(day.year) if years_only else w.short_partial(day)


def _acts(session: Session, asked: _Asked) -> Rows:
    rows: Rows = []
    for act in session.scalars(select(m.Act).order_by(m.Act.year, m.Act.family, m.Act.number)):
        if asked.holds(act.made_on):
            after = f"{_('annulé le')} {w.short_day(act.cancelled_on)}, {act.cancelled_because}" if act.cancelled_on else ""
            rows.append((label(act.family), act.reference, w.short_day(act.made_on), act.title, after))
    return rows


def _concessions(session: Session, asked: _Asked) -> Rows:
    query = select(m.Concession).options(selectinload(m.Concession.terms)).order_by(m.Concession.deed_on, m.Concession.number_key, m.Concession.id)
    if asked.cemetery:
        query = query.where(m.Concession.cemetery_id == asked.cemetery)
    holders, plots = _holders(session), _plots(session)
    style = style_of(session)
    rows: Rows = []
    for row in session.scalars(query):
        if not asked.holds(row.deed_on):
            continue
        terms = [Term(t.operation, t.duration, t.years, t.start, t.expires_on, price=t.price) for t in row.terms]
        first = terms[0] if terms else None
        later = [f"{w.short_partial(t.start)} ({w.length_figures(t.years)})" for t in terms[1:]]
        end = w.until(terms[-1], style, long=False) if terms else ""
        if row.closed_on:
            end = f"{label(row.closed_reason)}, {w.short_day(row.closed_on)}" if row.closed_reason else w.short_day(row.closed_on)
        rows.append((
            row.number, "\n".join(holders.get(row.id, ())) or row.family_name, ", ".join(plots.get(row.id, ())),
            w.short_partial(row.deed_on), w.category(first) if first else "", w.money(first.price) if first else "",
            ", ".join(later), end,
        ))  # fmt: skip
    return rows


def _holders(session: Session) -> dict[int, list[str]]:
    p = m.ConcessionParty
    query = (
        select(p.concession_id, Person.title).join(Person, Person.id == p.person_id)
        .where(p.role == PartyRole.HOLDER).order_by(p.concession_id, p.rank, p.id)
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for concession, title in session.execute(query):
        found.setdefault(concession, []).append(title)
    return found


def _plots(session: Session) -> dict[int, list[str]]:
    link = m.ConcessionPlot
    query = select(link.concession_id, m.Plot.label).join(m.Plot, m.Plot.id == link.plot_id).order_by(m.Plot.label_key)
    found: dict[int, list[str]] = {}
    for concession, plot in session.execute(query):
        found.setdefault(concession, []).append(plot)
    return found


def _permits(session: Session) -> dict[int, str]:
    return {act.id: act.reference for act in session.scalars(select(m.Act))}


def _burials(session: Session, asked: _Asked) -> Rows:
    """Operations of today's program, and the older burials that registers brought, in one order of days."""
    permits = _permits(session)
    dated: list[tuple[str, tuple[Text, ...]]] = []
    noted: set[int] = set()
    for op, dead, person, _here, there in _operations(session, BURIED, asked):
        noted.add(op.id)
        cells = (
            w.short_day(op.done_on), _name(person), w.short_partial(dead.died_on), there.label if there else "",
            label(op.container), permits.get(op.act_id or 0, ""),
        )  # fmt: skip
        dated.append((PartialDate.of(op.done_on).iso if op.done_on else "9999", cells))
    r = m.Remains
    older = (
        select(r, m.Deceased, Person, m.Plot).join(m.Deceased, m.Deceased.id == r.deceased_id)
        .outerjoin(Person, Person.id == m.Deceased.person_id).join(m.Plot, m.Plot.id == r.plot_id)
        .where(r.laid_by_id.is_(None), r.kind.in_([RemainsKind.COFFIN, RemainsKind.URN]))
    )  # fmt: skip
    for remains, dead, person, plot in session.execute(older):
        if asked.holds(remains.laid_on) and asked.cemetery in (None, plot.cemetery_id):
            cells = (
                w.short_partial(remains.laid_on), _name(person), w.short_partial(dead.died_on), plot.label, label(remains.kind), "",
            )  # fmt: skip
            dated.append((remains.laid_on.iso if remains.laid_on else "0000", cells))
    return [cells for _key, cells in sorted(dated, key=lambda each: each[0])]


def _exhumations(session: Session, asked: _Asked) -> Rows:
    permits = _permits(session)
    return [
        (
            w.short_day(op.done_on), label(op.kind), _name(person), here.label if here else "",
            there.label if there and there is not here else op.destination or _("même sépulture"),
            permits.get(op.act_id or op.report_act_id or 0, ""),
        )
        for op, _dead, person, here, there in _operations(session, MOVED, asked)
    ]  # fmt: skip


def _temporary_vault(session: Session, asked: _Asked) -> Rows:
    months = delays_in_force(session).temp_vault_months
    ever = _Asked(None, None, None)
    exits = {
        (dead.id, here.id if here else 0): (op, there)
        for op, dead, _person, here, there in _operations(session, [K.TEMP_EXIT], ever)
    }
    rows: Rows = []
    for op, dead, person, _here, there in _operations(session, [K.TEMP_DEPOSIT], asked):
        left, place = exits.get((dead.id, there.id if there else 0), (None, None))
        latest = last_allowed(op.done_on, months=months) if op.done_on else None
        rows.append((
            _name(person), there.label if there else "", w.short_day(op.done_on), w.short_day(latest),
            w.short_day(left.done_on) if left else "", (place.label if place else left.destination) if left else "",
        ))  # fmt: skip
    return rows


def _works(session: Session, asked: _Asked) -> Rows:
    query = (
        select(m.Works, m.Plot, Person, Organisation).join(m.Plot, m.Plot.id == m.Works.plot_id)
        .outerjoin(Person, Person.id == m.Works.applicant_id).outerjoin(Organisation, Organisation.id == m.Works.firm_id)
        .order_by(m.Works.planned_from, m.Works.id)
    )  # fmt: skip
    rows: Rows = []
    for row, plot, person, firm in session.execute(query):
        first, last = row.begun_on or row.planned_from, row.ended_on or row.planned_to
        if asked.holds(row.permitted_on or first) and asked.cemetery in (None, plot.cemetery_id):
            dates = " – ".join(each for each in (w.short_day(first), w.short_day(last)) if each)
            rows.append((
                row.permit_number, plot.label, label(row.nature), person.title if person else "", firm.title if firm else "", dates,
                w.short_day(row.checked_on),
            ))  # fmt: skip
    return rows


def _deceased(session: Session, asked: _Asked) -> Rows:
    """Public: the dead only, without those whose record is hidden; years alone unless the commune shows days."""
    r = m.Remains
    query = (
        select(m.Deceased, Person, m.Plot, m.Cemetery.title).join(Person, Person.id == m.Deceased.person_id)
        .join(r, r.deceased_id == m.Deceased.id).join(m.Plot, m.Plot.id == r.plot_id)
        .join(m.Cemetery, m.Cemetery.id == m.Plot.cemetery_id)
        .where(m.Deceased.hidden_from_public.is_(False), r.in_place.is_(True)).order_by(Person.sort_key, m.Deceased.id)
    )  # fmt: skip
    short = not setting_of(session, "cemetery.public_show_full_dates")
    return [
        (person.title, _public(person.birth_date, short), _public(dead.died_on, short), plot.label, cemetery)
        for dead, person, plot, cemetery in session.execute(query)
        if asked.holds(dead.died_on) and asked.cemetery in (None, plot.cemetery_id)
    ]


def _holders_index(session: Session, asked: _Asked) -> Rows:
    p = m.ConcessionParty
    query = (
        select(Person.title, m.Concession, m.Cemetery.title).join(p, p.person_id == Person.id)
        .join(m.Concession, m.Concession.id == p.concession_id).join(m.Cemetery, m.Cemetery.id == m.Concession.cemetery_id)
        .where(p.role == PartyRole.HOLDER).order_by(Person.sort_key, m.Concession.id)
        .options(selectinload(m.Concession.terms))
    )  # fmt: skip
    plots, style = _plots(session), style_of(session)
    rows: Rows = []
    for title, row, cemetery in session.execute(query):
        if not asked.holds(row.deed_on) or asked.cemetery not in (None, row.cemetery_id):
            continue
        last = row.terms[-1] if row.terms else None
        term = Term(last.operation, last.duration, last.years, last.start, last.expires_on) if last else None
        rows.append((title, row.number, ", ".join(plots.get(row.id, ())), cemetery, w.until(term, style, long=False)))
    return rows


_R = RegisterName
_LOADERS: dict[RegisterName, Callable[[Session, _Asked], Rows]] = {
    _R.OSSUARY: _ossuary, _R.ABANDONMENT: _abandonment, _R.OPEN_SCATTERINGS: _open_scatterings, _R.GARDEN: _garden,
    _R.ACTS: _acts, _R.CONCESSIONS: _concessions, _R.BURIALS: _burials, _R.EXHUMATIONS: _exhumations,
    _R.TEMPORARY_VAULT: _temporary_vault, _R.WORKS: _works, _R.DECEASED: _deceased, _R.HOLDERS: _holders_index,
}  # fmt: skip
