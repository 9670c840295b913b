# SPDX-License-Identifier: EUPL-1.2
"""Everything that has a day in the cemetery: expiries and their letters, procedures, vaults, operations, rotation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address
from app.core.text import Text
from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.queries import concession_name
from modules.cemetery.rules.abandonment import first_notice_from
from modules.cemetery.rules.codes import CaseKind, CaseStatus, OperationStatus, PlotKind, PlotState, StepCode
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.limits import temp_vault_deadline
from modules.cemetery.rules.presence import last_coffin_burial
from modules.cemetery.rules.repossession import earliest_repossession
from modules.cemetery.rules.schedule import ProofFacts, ScheduleCode, due_steps, steps
from modules.cemetery.rules.states import state_of
from modules.cemetery.rules.steps import StepWindow, next_step, publicity_end, ready_steps, wait_years
from modules.cemetery.rules.terms import add_months, first_allowed
from modules.cemetery.strings import _, _n, label

AHEAD = timedelta(days=365)
"""How far ahead the agenda looks."""
OLD_AFTER = timedelta(days=366 * 3)
"""An expiry older than that is old business: one line a concession, not one a letter."""


class DeadlineKind(StrEnum):
    """Where a day comes from."""

    EXPIRY = "EXPIRY"
    OLD_EXPIRY = "OLD_EXPIRY"
    CASE = "CASE"
    OPERATION = "OPERATION"
    VAULT = "VAULT"
    COMMON = "COMMON"
    RESERVATION = "RESERVATION"
    WORKS = "WORKS"


@dataclass(frozen=True)
class Deadline:
    """Something to do, its day, why, and the place where it is done."""

    kind: DeadlineKind
    on: date | None
    title: Text
    subject: str
    """The grave, the concession, the procedure."""
    why: Text = ""
    plots: str = ""
    where: Address | None = None
    until: date | None = None
    """Last day, when the law fixes one."""
    can_wait: bool = False
    """Possible from its day on, and never late: the commune chooses when."""

    def is_late(self, day: date) -> bool:
        """Past its day, for what has to be done."""
        return not self.can_wait and (self.until or self.on or day) < day


def deadlines(session: Session, day: date) -> list[Deadline]:
    """What is late, due, or due within a year, in order of time; what has no day comes first."""
    delays = delays_in_force(session)
    found = [
        *_expiries(session, day),
        *_cases(session, day, delays),
        *_vaults(session, day, delays),
        *_operations(session, day),
        *_common(session, day, delays),
        *_reservations(session, day),
        *_works(session, day),
    ]
    return sorted(found, key=lambda one: (one.on or date.min, one.kind.value, one.subject))


# ---------------------------------------------------------------- expiries


def _expiries(session: Session, day: date) -> Iterator[Deadline]:
    """Steps of information of each concession that ends, or ended, and is not closed."""
    c, t = m.Concession, m.ConcessionTerm
    latest = select(func.max(t.sequence)).where(t.concession_id == c.id).correlate(c).scalar_subquery()
    rows = session.execute(
        select(c.id, c.number, c.family_name, t.expires_on)
        .join(t, t.concession_id == c.id)
        .where(c.closed_on.is_(None), t.sequence == latest, t.expires_on.is_not(None), t.expires_on <= day + 2 * AHEAD)
        .order_by(t.expires_on)
    ).all()
    plots = plots_by_concession(session)
    proofs = _proofs(session)
    running = set(
        session.scalars(
            select(m.CaseGrave.concession_id).where(
                m.CaseGrave.concession_id.is_not(None), m.CaseGrave.status != CaseStatus.STOPPED
            )
        )
    )
    for number, reference, family, expires in rows:
        if number in running or expires is None:
            continue
        name, where = concession_name(reference, family), Address("cemetery.concessions", number)
        known, labels = proofs.get(number, []), plots.get(number, "")
        if expires < day - OLD_AFTER:
            yield Deadline(
                DeadlineKind.OLD_EXPIRY,
                expires,
                _("Échue depuis le {day}\u00a0: renouveler ou reprendre", day=show_day(expires)),
                name,
                _("Aucun renouvellement tacite\u00a0: elle reste échue, même entretenue."),
                labels,
                where,
            )
            continue
        waiting = due_steps(expires, known, day)
        coming = [step for step in steps(expires) if day < step.on <= day + AHEAD]
        for step in [*waiting, *coming]:
            until = expires if step.code is ScheduleCode.COURTESY else None
            yield Deadline(
                DeadlineKind.EXPIRY, step.on, step.title, name, _("Échéance le {day}", day=show_day(expires)), labels, where, until,
                can_wait=not step.means,
            )  # fmt: skip


def plots_by_concession(session: Session) -> dict[int, str]:
    """Numbers of the plots of each concession."""
    found: dict[int, list[str]] = defaultdict(list)
    link = m.ConcessionPlot
    rows = session.execute(
        select(link.concession_id, m.Plot.label).join(m.Plot, m.Plot.id == link.plot_id).order_by(m.Plot.label)
    )
    for concession, text in rows:
        found[concession].append(text)
    return {concession: ", ".join(labels) for concession, labels in found.items()}


def _proofs(session: Session) -> dict[int, list[ProofFacts]]:
    i = m.InformationProof
    found: dict[int, list[ProofFacts]] = defaultdict(list)
    for concession, sent, means, result in session.execute(select(i.concession_id, i.sent_on, i.means, i.result)):
        found[concession].append(ProofFacts(sent, means, result))
    return found


# ---------------------------------------------------------------- procedures


def steps_done(case: m.RepossessionCase) -> dict[StepCode, date]:
    """Day of each step done for the whole run; for a report made grave by grave, the day of the last one."""
    open_graves = {grave.id for grave in case.graves if grave.status is not CaseStatus.STOPPED}
    whole: dict[StepCode, date] = {}
    by_grave: dict[StepCode, dict[int, date]] = defaultdict(dict)
    for step in case.steps:
        if step.grave_id is None:
            whole[step.code] = max(step.done_on, whole.get(step.code, step.done_on))
        else:
            by_grave[step.code][step.grave_id] = step.done_on
    for code, days in by_grave.items():
        if code not in whole and open_graves and open_graves <= set(days):
            whole[code] = max(days[grave] for grave in open_graves)
    return whole


def case_opens_on(session: Session, case: m.RepossessionCase, delays: Delays) -> date | None:
    """First day that the conditions before the procedure allow, for the last of its graves."""
    graves = [grave for grave in case.graves if grave.status is not CaseStatus.STOPPED]
    facts = plot_facts(session, [grave.plot_id for grave in graves])
    days: list[date] = []
    for grave in graves:
        plot = facts[grave.plot_id]
        concession = next((one for one in plot.concessions if one.id == grave.concession_id), None)
        if case.kind is CaseKind.ABANDONMENT and concession is not None:
            answer = first_notice_from(plot, concession, delays, case.opened_on)
        elif case.kind is CaseKind.EXPIRED and concession is not None and concession.terms:
            expires = concession.terms[-1].expires_on
            if expires is None:
                continue
            buried = last_coffin_burial(plot, case.opened_on, urns=delays.urns_count_for_five_years)
            answer = earliest_repossession(expires, buried.on, delays)
        else:
            continue
        if answer.on is not None:
            days.append(answer.on)
    return max(days, default=None)


def next_window(session: Session, case: m.RepossessionCase, delays: Delays) -> StepWindow | None:
    """The next step of a running procedure, with its first and last days."""
    return next_step(steps_done(case), delays, case.kind, opens_on=case_opens_on(session, case, delays))


def second_notice_on(done: Mapping[StepCode, date], delays: Delays) -> date | None:
    """Best day of the second notice: its month ends as the year after the publicity does; sooner gains nothing."""
    end = publicity_end(done, delays)
    if end is None:
        return None
    return add_months(first_allowed(end, years=wait_years(end, delays)), -delays.notice_months)


def _cases(session: Session, day: date, delays: Delays) -> Iterator[Deadline]:
    for case in session.scalars(select(m.RepossessionCase).where(m.RepossessionCase.status == CaseStatus.OPEN)):
        labels = ", ".join(grave.plot.label for grave in case.graves if grave.status is CaseStatus.OPEN)
        done, opens_on = steps_done(case), case_opens_on(session, case, delays)
        for window in ready_steps(done, delays, case.kind, opens_on=opens_on):
            on = window.not_before
            if window.code is StepCode.NOTICE_2:
                on = second_notice_on(done, delays) or on
            yield Deadline(
                DeadlineKind.CASE,
                on or day,
                label(window.code),
                case.title,
                window.why[0].text if window.why else "",
                labels,
                Address("cemetery.cases", case.id),
                window.not_after,
                can_wait=window.not_after is None,
            )


# ---------------------------------------------------------------- vaults, operations, ground


def _vaults(session: Session, day: date, delays: Delays) -> Iterator[Deadline]:
    """Coffins waiting in a temporary vault: six months at most (R2213-29)."""
    r, p, d = m.Remains, m.Plot, m.Deceased
    rows = session.execute(
        select(r.laid_on, p.label, p.id, Person.title, d.id.label("deceased_id"))
        .join(p, p.id == r.plot_id)
        .join(d, d.id == r.deceased_id)
        .outerjoin(Person, Person.id == d.person_id)
        .where(p.kind == PlotKind.TEMP_VAULT, r.in_place.is_(True), r.laid_on.is_not(None))
    )
    for row in rows:
        laid: Any = row.laid_on
        answer = temp_vault_deadline(laid.last, delays)
        yield Deadline(
            DeadlineKind.VAULT,
            answer.on,
            _("Sortir du caveau provisoire"),
            row.title or str(_("Inconnu(e)")),
            answer.why[0].text,
            row.label,
            Address("cemetery.deceased", row.deceased_id),
            answer.on,
        )


def _operations(session: Session, day: date) -> Iterator[Deadline]:
    """Operations asked for or authorised and not done yet."""
    o = m.FuneralOperation
    rows = session.scalars(
        select(o).where(
            o.status.in_((OperationStatus.PLANNED, OperationStatus.AUTHORISED)),
            or_(o.planned_on.is_(None), o.planned_on <= day + AHEAD),
        )
    )
    for one in rows:
        names = ", ".join(
            subject.deceased.person.title if subject.deceased.person else str(_("Inconnu(e)")) for subject in one.subjects
        )
        to_do = _("À autoriser") if one.status is OperationStatus.PLANNED else _("À noter une fois faite")
        plot = one.plot_to or one.plot_from
        yield Deadline(
            DeadlineKind.OPERATION,
            one.planned_on,
            _("{kind}\u00a0: {to_do}", kind=label(one.kind), to_do=to_do),
            names,
            "",
            plot.label if plot is not None else one.destination,
            Address("cemetery.operations", one.id),
        )


def _common(session: Session, day: date, delays: Delays) -> Iterator[Deadline]:
    """Common ground whose five years end within the year; what may already be taken back counts as one line."""
    facts = plot_facts(session)
    labels = {row.id: row.label for row in session.execute(select(m.Plot.id, m.Plot.label))}
    ready: list[str] = []
    running = set(session.scalars(select(m.CaseGrave.plot_id).where(m.CaseGrave.status != CaseStatus.STOPPED)))
    for plot_id, plot in facts.items():
        if plot.regime.value != "COMMON" or plot_id in running:
            continue
        answer = state_of(plot, day, delays)
        if answer.state is PlotState.COMMON_REPOSSESSABLE:
            ready.append(labels[plot_id])
        elif answer.repossessable_from is not None and answer.repossessable_from <= day + AHEAD:
            yield Deadline(
                DeadlineKind.COMMON,
                answer.repossessable_from,
                _("Terrain commun reprenable"),
                labels[plot_id],
                _("Les années de repos du terrain commun sont finies."),
                labels[plot_id],
                Address("cemetery.plots", plot_id),
            )
    if ready:
        words = ", ".join(ready[:6]) + (" …" if len(ready) > 6 else "")
        yield Deadline(
            DeadlineKind.COMMON,
            None,
            _n("Une tombe de terrain commun peut être reprise", "{n} tombes de terrain commun peuvent être reprises", len(ready)),
            words,
            _("Aucune obligation\u00a0: la commune choisit quand elle reprend."),
            words,
            Address("cemetery.plots"),
        )


def _reservations(session: Session, day: date) -> Iterator[Deadline]:
    p = m.Plot
    rows = session.execute(
        select(p.id, p.label, p.reserved_until, p.reserved_for).where(p.reserved_until.is_not(None), p.reserved_until >= day)
    )
    for row in rows:
        if row.reserved_until <= day + AHEAD:
            yield Deadline(
                DeadlineKind.RESERVATION, row.reserved_until, _("Fin d’une réservation"), row.reserved_for or row.label, "",
                row.label, Address("cemetery.plots", row.id), row.reserved_until,
            )  # fmt: skip


def _works(session: Session, day: date) -> Iterator[Deadline]:
    """Works whose end was announced and not checked."""
    w = m.Works
    rows = session.execute(
        select(w.id, w.nature, w.planned_to, m.Plot.label)
        .join(m.Plot, m.Plot.id == w.plot_id)
        .where(w.checked_on.is_(None), w.planned_to.is_not(None), w.planned_to <= day + AHEAD)
    )
    for row in rows:
        yield Deadline(
            DeadlineKind.WORKS, row.planned_to, _("Contrôler la fin des travaux\u00a0: {nature}", nature=label(row.nature)),
            row.label, "", row.label, Address("cemetery.works", row.id),
        )  # fmt: skip
