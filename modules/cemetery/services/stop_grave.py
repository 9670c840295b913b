# SPDX-License-Identifier: EUPL-1.2
"""A grave leaves a procedure: restored, buried in again, renewed; or waits, when a family objects (reference §7.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.core.dates import PartialDate, show_day
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import REPOSSESS
from modules.cemetery.rules.abandonment import StopEvent, stop_event
from modules.cemetery.rules.codes import CaseStatus, StopReason, TermOperation
from modules.cemetery.strings import _, label

PAGE = "cemetery.cases"
WAITING = (CaseStatus.OPEN, CaseStatus.SUSPENDED)


def stop_grave(
    work: Work, *, grave_id: int, reason: StopReason, on: date | None = None, remark: str = "", version: int | None = None
) -> Report:
    """Take a grave out of its run; an opposition only suspends it, until `resume_grave`.

    A grave that leaves starts again from the first notice if it is ever taken up. Raises `UserError` without
    a word on what was seen, before the procedure began, or once the order took effect.
    """
    work.require(REPOSSESS)
    grave = get(work.session, m.CaseGrave, grave_id)
    work.expect_version(grave, version, {"stop_reason": reason})
    day = on or work.today
    _refuse_when_over(grave)
    if day > work.today:
        raise UserError(_("Ce jour n’est pas encore venu."), field="on")
    if day < grave.case.opened_on:
        raise UserError(
            _("La procédure n’a commencé que le {day}.", day=show_day(grave.case.opened_on)), field="on"
        )
    if not remark.strip():
        raise UserError(_("Écrivez ce qui a été constaté et par qui\u00a0: cela reste au dossier."), field="remark")
    for one in _same_grave(grave):
        _leave(one, reason, day, remark)
    _close_when_empty(grave.case)
    if reason is StopReason.OPPOSITION:
        summary: Text = _("Sépulture {plot} suspendue.", plot=grave.plot.label)
    else:
        summary = _("Sépulture {plot} sortie de la procédure.", plot=grave.plot.label)
    return Report(summary=summary, records=[Address(PAGE, grave.case_id)])


def resume_grave(work: Work, *, grave_id: int, remark: str = "") -> Report:
    """Take up again a grave that an opposition had suspended, by decision of the mayor."""
    work.require(REPOSSESS)
    grave = get(work.session, m.CaseGrave, grave_id)
    if grave.status is not CaseStatus.SUSPENDED:
        raise UserError(_("Cette sépulture n’est pas suspendue."))
    if not remark.strip():
        raise UserError(_("Écrivez la décision qui permet de reprendre."), field="remark")
    for one in _same_grave(grave):
        one.status, one.stop_reason, one.stopped_on = CaseStatus.OPEN, None, None
        one.stop_remark = remark.strip()
    return Report(
        summary=_("La procédure continue pour la sépulture {plot}.", plot=grave.plot.label),
        records=[Address(PAGE, grave.case_id)],
    )


def suspend_case(work: Work, *, case_id: int, because: str) -> Report:
    """Hold a whole run; no step can be recorded until it is taken up again."""
    work.require(REPOSSESS)
    case = get(work.session, m.RepossessionCase, case_id)
    if case.status is not CaseStatus.OPEN:
        raise UserError(_("Cette procédure n’est pas en cours."))
    if not because.strip():
        raise UserError(_("Dites pourquoi la procédure est suspendue."), field="because")
    case.status, case.suspended_because = CaseStatus.SUSPENDED, because.strip()
    return Report(summary=_("Procédure suspendue."), records=[Address(PAGE, case.id)])


def resume_case(work: Work, *, case_id: int) -> Report:
    """Take up again a run that was held."""
    work.require(REPOSSESS)
    case = get(work.session, m.RepossessionCase, case_id)
    if case.status is not CaseStatus.SUSPENDED:
        raise UserError(_("Cette procédure n’est pas suspendue."))
    case.status, case.suspended_because = CaseStatus.OPEN, ""
    return Report(summary=_("La procédure continue."), records=[Address(PAGE, case.id)])


def stop_running_cases(
    work: Work,
    reason: StopReason,
    on: date,
    *,
    concession_id: int | None = None,
    plot_id: int | None = None,
    remark: Text = "",
) -> list[m.CaseGrave]:
    """Called by the services of burials, renewals, conversions and works: what was done stops every run on the grave.

    Graves already taken back by an order in force are left alone. Returns those that left, so that the
    caller may say so.
    """
    wanted = []
    if concession_id is not None:
        wanted.append(m.CaseGrave.concession_id == concession_id)
    if plot_id is not None:
        wanted.append(m.CaseGrave.plot_id == plot_id)
    if not wanted:
        return []
    work.session.flush()
    found = work.session.scalars(
        select(m.CaseGrave)
        .join(m.RepossessionCase, m.RepossessionCase.id == m.CaseGrave.case_id)
        .where(
            or_(*wanted),
            m.CaseGrave.status.in_(WAITING),
            m.CaseGrave.repossessed_on.is_(None),
            m.RepossessionCase.opened_on <= on,
        )
    ).all()
    left: dict[int, m.CaseGrave] = {}
    for grave in found:
        for one in _same_grave(grave):
            _leave(one, reason, on, str(remark) or str(label(reason)))
            left[one.id] = one
    for grave in found:
        _close_when_empty(grave.case)
    return list(left.values())


def stop_by_facts(work: Work, case: m.RepossessionCase, day: date) -> list[tuple[m.CaseGrave, StopEvent]]:
    """Take out of a run every grave in which something recorded since its opening stops it (a net under the services)."""
    stopped = []
    for grave in [one for one in case.graves if one.status in WAITING and one.repossessed_on is None]:
        event = _event(work, case, grave, day)
        if event is not None and grave.status in WAITING:
            for one in _same_grave(grave):
                _leave(one, event.reason, event.on, str(event.text))
            stopped.append((grave, event))
    if stopped:
        _close_when_empty(case)
    return stopped


def _event(work: Work, case: m.RepossessionCase, grave: m.CaseGrave, day: date) -> StopEvent | None:
    session = work.session
    laid: Iterable[PartialDate | None] = session.scalars(
        select(m.Remains.laid_on).where(
            m.Remains.plot_id == grave.plot_id,
            m.Remains.laid_on.is_not(None),
            # A reduction moves bones inside the grave: nobody was buried.
            or_(m.Remains.laid_by_id.is_(None), m.Remains.deceased_id.not_in(_earlier(grave.plot_id))),
        )
    )
    # A year alone may lie before the opening: only a burial that surely follows it stops anything.
    burials = [one for one in laid if one is not None and one.first >= case.opened_on]
    works = session.scalars(
        select(m.Works.ended_on).where(m.Works.plot_id == grave.plot_id, m.Works.ended_on.is_not(None))
    )
    event = stop_event(case.opened_on, day, burials=burials, upkeep=[one for one in works if one is not None])
    if event is not None or grave.concession_id is None:
        return event
    t = m.ConcessionTerm
    renewed = session.execute(
        select(t.operation, t.decided_on).where(
            t.concession_id == grave.concession_id,
            t.operation != TermOperation.GRANT,
            t.decided_on.is_not(None),
            t.decided_on >= case.opened_on,
        )
    ).first()
    if renewed is None:
        return None
    reason = StopReason.RENEWED if renewed.operation is TermOperation.RENEWAL else StopReason.CONVERTED
    return StopEvent(reason, renewed.decided_on, _("nouveau terme décidé le {day}", day=show_day(renewed.decided_on)))


def _earlier(plot_id: int) -> Any:
    """The dead who already lay in the plot in another container."""
    return select(m.Remains.deceased_id).where(m.Remains.plot_id == plot_id, m.Remains.in_place.is_(False))


def _same_grave(grave: m.CaseGrave) -> list[m.CaseGrave]:
    """The rows of a run for one concession: a double grave has two."""
    if grave.concession_id is None:
        return [grave]
    return [one for one in grave.case.graves if one.concession_id == grave.concession_id]


def _leave(grave: m.CaseGrave, reason: StopReason, on: date, remark: str) -> None:
    grave.stop_reason, grave.stop_remark = reason, remark.strip()
    if reason is StopReason.OPPOSITION:
        grave.status = CaseStatus.SUSPENDED
    else:
        grave.status, grave.stopped_on = CaseStatus.STOPPED, on


def _close_when_empty(case: m.RepossessionCase) -> None:
    """A run ends with its last grave: done when at least one was taken back, else stopped."""
    if any(grave.status in WAITING for grave in case.graves):
        return
    done = any(grave.status is CaseStatus.DONE for grave in case.graves)
    case.status = CaseStatus.DONE if done else CaseStatus.STOPPED


def _refuse_when_over(grave: m.CaseGrave) -> None:
    if grave.status not in WAITING:
        raise UserError(_("Cette sépulture n’est plus dans la procédure."))
    if grave.repossessed_on is not None:
        raise UserError(
            _("L’arrêté a pris effet le {day}\u00a0: la sépulture est reprise.", day=show_day(grave.repossessed_on))
        )
