# SPDX-License-Identifier: EUPL-1.2
"""Works on a grave and visits of its monument: permitted, begun, checked; upkeep ends a procedure (§7.3, §11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GROUND
from modules.cemetery.queries import concession_of_plot
from modules.cemetery.rules.codes import (
    AbandonmentSign,
    ActFamily,
    MonumentCondition,
    StopReason,
    WorksNature,
)
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.passing import pass_gates
from modules.cemetery.services.renew_concession import note_stopped
from modules.cemetery.services.stop_grave import stop_running_cases
from modules.cemetery.strings import _, label

PAGE = "cemetery.works"
PAPER = "cemetery.works-permit"
USUAL_BAN = "25/10-03/11"
_DANGER = frozenset({MonumentCondition.DANGEROUS, MonumentCondition.RUINED})
_UPKEEP = frozenset(WorksNature) - {WorksNature.OPENING, WorksNature.REMOVAL}
"""Works that keep a grave up: any of them, once done, ends a procedure of abandonment."""


def record_works(
    work: Work,
    *,
    plot: int,
    nature: WorksNature,
    applicant: int | None = None,
    firm: int | None = None,
    planned_from: date | None = None,
    planned_to: date | None = None,
    state_before: str = "",
    reservation: str = "",
    remark: str = "",
    override_reason: str = "",
) -> Report:
    """Permit works on a plot (or note their declaration, by the commune's rule); a permit is numbered.

    Raises `UserError` when the days are reversed or fall in the ban around All Saints.
    """
    work.require(GROUND)
    ground = get(work.session, m.Plot, plot)
    if planned_from is not None and planned_to is not None and planned_to < planned_from:
        raise UserError(
            _("Les travaux finissent avant de commencer\u00a0: corrigez l’une des deux dates."), "planned_to"
        )
    gates = [_ban_gate(str(work.setting("cemetery.works_ban", "") or USUAL_BAN), planned_from, planned_to)]
    reason = pass_gates(work, gates, override_reason)
    row = m.Works(
        plot_id=plot, applicant_id=applicant, firm_id=firm, nature=nature, planned_from=planned_from,
        planned_to=planned_to, state_before=state_before, reservation=reservation, remark=remark, override_reason=reason,
        permitted_on=work.today,
    )  # fmt: skip
    concession = concession_of_plot(work.session, plot)
    declared = work.setting("cemetery.works_regime", "PERMIT") == "DECLARATION"
    act = number_act(
        work, ActFamily.RECEIPT if declared else ActFamily.PERMIT,
        _("Travaux, {nature}, {plot}", nature=label(nature), plot=ground.label), paper=PAPER,
        concession_id=concession.id if concession else None,
    )  # fmt: skip
    row.permit_number = act.reference
    work.session.add(row)
    work.session.flush()
    return Report(
        summary=_(
            "Travaux en {plot} ({nature}), n°\u00a0{number}.",
            plot=ground.label,
            nature=label(nature),
            number=act.reference,
        ),
        records=[Address(PAGE, row.id), Address("cemetery.plots", plot)],
        facts={"act": act.reference},
    )


def _ban_gate(ban: str, first: date | None, last: date | None) -> Gate:
    """Works are usually forbidden around All Saints: `ban` is « 25/10-03/11 », each year."""
    title = _("Hors de la période d’interdiction")
    days = [int(number) for number in re.findall(r"\d+", ban)]
    begin, end = first or last, last or first
    if len(days) != 4 or begin is None or end is None:
        return Gate("WORKS_BAN", title, True)
    clash = None
    for year in range(begin.year - 1, end.year + 1):
        try:
            start, stop = date(year, days[1], days[0]), date(year, days[3], days[2])
        except ValueError:
            return Gate("WORKS_BAN", title, True)
        if stop < start:
            stop = stop.replace(year=year + 1)
        if begin <= stop and start <= end:
            clash = (start, stop)
    if clash is None:
        return Gate("WORKS_BAN", title, True)
    why = _(
        "aucuns travaux du {start} au {stop}\u00a0: choisissez d’autres jours",
        start=show_day(clash[0]),
        stop=show_day(clash[1]),
    )
    return Gate("WORKS_BAN", title, False, why, "règlement du cimetière")


def end_works(
    work: Work,
    *,
    id: int,
    begun_on: date | None = None,
    ended_on: date | None = None,
    checked: bool = False,
    state_after: str = "",
) -> Report:
    """Note when works began, ended and were checked. Upkeep once done ends the procedures on the grave."""
    work.require(GROUND)
    row = get(work.session, m.Works, id)
    for name, day in (("begun_on", begun_on), ("ended_on", ended_on)):
        if day is not None and day > work.today:
            raise UserError(_("Ce jour est encore à venir."), name)
    row.begun_on = begun_on or row.begun_on
    if ended_on is not None and row.begun_on is not None and ended_on < row.begun_on:
        raise UserError(
            _("Les travaux finissent avant de commencer\u00a0: corrigez l’une des deux dates."), "ended_on"
        )
    row.ended_on = ended_on or row.ended_on
    row.state_after = state_after or row.state_after
    if checked:
        row.checked_on = work.today
    report = Report(
        summary=_("Travaux notés."), records=[Address(PAGE, id), Address("cemetery.plots", row.plot_id)]
    )
    if row.ended_on is not None and row.nature in _UPKEEP:
        stopped = stop_running_cases(work, StopReason.RESTORED, row.ended_on, plot_id=row.plot_id)
        note_stopped(report, stopped)
    if row.ended_on is not None and row.nature is WorksNature.REMOVAL:
        _monument(work, row.plot_id).removed_on = row.ended_on
    work.session.flush()
    return report


def _monument(work: Work, plot: int) -> m.Monument:
    found = work.session.scalars(select(m.Monument).where(m.Monument.plot_id == plot)).first()
    if found is None:
        found = m.Monument(plot_id=plot)
        work.session.add(found)
    return found


def inspect_monument(
    work: Work,
    *,
    plot: int,
    seen_on: date | None = None,
    seen_by: str = "",
    condition: MonumentCondition | None = None,
    signs: Sequence[AbandonmentSign] = (),
    inscriptions: str = "",
    material: str = "",
    sizes: str = "",
    remark: str = "",
    photo: str = "",
    observed_places: int | None = None,
    restored: bool = False,
) -> Report:
    """Note a visit: the state of the monument, signs of abandonment, what is carved. One visit a plot and a day.

    `observed_places`: places found occupied when the grave was open. `restored`: the grave is kept up again,
    which ends a running procedure. A dangerous monument marks the plot.
    """
    work.require(GROUND)
    ground, day = get(work.session, m.Plot, plot), seen_on or work.today
    if day > work.today:
        raise UserError(_("Une visite n’est pas datée de l’avenir."), "seen_on")
    if observed_places is not None and observed_places < 0:
        raise UserError(_("Un nombre de places ne peut pas être négatif."), "observed_places")
    row = work.session.scalars(
        select(m.Inspection).where(m.Inspection.plot_id == plot, m.Inspection.seen_on == day)
    ).first()
    if row is None:
        row = m.Inspection(plot_id=plot, seen_on=day)
        work.session.add(row)
    row.seen_by, row.condition, row.photo = seen_by or work.user.name, condition, photo or row.photo or ""
    row.signs = [AbandonmentSign(sign).value for sign in signs]
    row.inscriptions, row.remark = inscriptions, remark
    stone = _monument(work, plot)
    for name, value in (("material", material), ("sizes", sizes), ("inscriptions", inscriptions)):
        if value.strip():
            setattr(stone, name, value.strip())
    ground.danger = (
        condition in _DANGER or AbandonmentSign.DANGER in signs if condition or signs else ground.danger
    )
    if observed_places is not None:
        ground.observed_places, ground.observed_on, ground.observed_by = observed_places, day, row.seen_by
    work.session.flush()
    report = Report(
        summary=_("Visite de {plot} du {day} notée.", plot=ground.label, day=show_day(day)),
        records=[Address("cemetery.plots", plot)],
        facts={"inspection": row.id},
    )
    if restored:
        note_stopped(report, stop_running_cases(work, StopReason.RESTORED, day, plot_id=plot, remark=remark))
    return report
