# SPDX-License-Identifier: EUPL-1.2
"""Note that an operation took place: remains move, their history stays, procedures stop, registers fill (§8 to §10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from app.core.dates import PartialDate, show_day, show_day_long
from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import OPERATE
from modules.cemetery.queries import deceased_title, plot_title
from modules.cemetery.rules.codes import (
    ActFamily,
    OperationKind,
    OperationStatus,
    PlotKind,
    RemainsKind,
    StopReason,
    TariffOperation,
)
from modules.cemetery.rules.exhumation import check_presence, may_open_coffin
from modules.cemetery.rules.prices import TariffKey, find_line, price_of
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.number_act import next_entry, number_act
from modules.cemetery.services.operation_gates import ARRIVALS, DEPARTURES, GATHERINGS, INTO_GRAVE, findings
from modules.cemetery.services.passing import pass_gates, worth_reading
from modules.cemetery.services.plan_operation import PAGE, keep, open_operation
from modules.cemetery.services.renew_concession import note_stopped
from modules.cemetery.services.stop_grave import stop_running_cases
from modules.cemetery.strings import _, label
from modules.cemetery.tariffs_of import tariff_lines

K = OperationKind
REPORT = "cemetery.exhumation-report"
_STOPS = INTO_GRAVE | {K.TRANSFER, K.EXHUMATION, K.TEMP_EXIT}
"""New burials, moves from another grave included, that end a procedure of repossession of the grave (§7.3)."""


def do_operation(
    work: Work,
    *,
    id: int,
    done_on: date | None = None,
    done_at: time | None = None,
    place: int | None = None,
    present: str = "",
    state_found: str = "",
    relative_present: bool = True,
    good_condition: bool = False,
    nothing_found: bool = False,
    boxes: int = 1,
    override_reason: str = "",
) -> Report:
    """The operation of that id took place on `done_on` (today without it), as authorised.

    `good_condition`: the coffin exhumed was intact and is to be opened. Raises `UserError` when it was never
    authorised, when the day is still to come, or when a gate is closed that day.
    """
    work.require(OPERATE)
    operation = open_operation(work, id)
    day = done_on or operation.planned_on or work.today
    if operation.status is not OperationStatus.AUTHORISED:
        raise UserError(
            _("Cette opération n’est pas autorisée\u00a0: délivrez d’abord le permis."),
            where=Address(PAGE, id),
        )
    if day > work.today:
        raise UserError(_("Ce jour est encore à venir\u00a0: notez l’opération une fois faite."), "done_on")
    if done_at is not None:
        operation.planned_at = operation.planned_at or done_at
    found = findings(work, operation, day)
    gates = [*found.decision.gates, *_on_the_spot(operation, day, relative_present, good_condition)]
    reason = pass_gates(work, gates, override_reason or operation.override_reason, where=Address(PAGE, id))
    keep(operation, found, reason)
    operation.done_on, operation.done_at, operation.status = day, done_at, OperationStatus.DONE
    operation.place_to_id = place or operation.place_to_id
    operation.present, operation.state_found = present, state_found
    report = Report(notes=list(worth_reading(gates)))
    _move(work, operation, day, report, nothing_found, boxes)
    if operation.kind in DEPARTURES | GATHERINGS:
        act = number_act(
            work, ActFamily.REPORT, _("Procès-verbal\u00a0: {kind}", kind=label(operation.kind)), paper=REPORT,
            made_on=day, concession_id=operation.concession_id,
        )  # fmt: skip
        operation.report_act_id = act.id
    if operation.kind in _STOPS and operation.plot_to_id is not None:
        note_stopped(report, stop_running_cases(work, StopReason.BURIAL, day, plot_id=operation.plot_to_id))
    work.forbid_undo()
    work.session.flush()
    return _report(work, operation, report)


def _on_the_spot(
    operation: m.FuneralOperation, day: date, relative_present: bool, good_condition: bool
) -> Sequence[Gate]:
    if operation.kind not in DEPARTURES | GATHERINGS:
        return ()
    by_commune = bool((operation.snapshot.get("asked") or {}).get("by_commune"))
    gates = [check_presence(relative_present, by_commune=by_commune)]
    if good_condition:
        gates += [may_open_coffin(subject.deceased.died_on, day, True) for subject in operation.subjects]
    return gates


# ---------------------------------------------------------------- remains


def _move(
    work: Work, operation: m.FuneralOperation, day: date, report: Report, nothing_found: bool, boxes: int
) -> None:
    if operation.kind is K.REUNION:
        _gather(work, operation, day)
        return
    for subject in operation.subjects:
        left = _end(work, operation, subject, day, report)
        goes_on = operation.plot_to_id is not None or operation.kind is K.OPEN_SCATTERING
        if goes_on and not (operation.kind is K.OSSUARY_DEPOSIT and nothing_found):
            _lay(work, operation, subject, day, left)
        if operation.kind is K.OSSUARY_DEPOSIT:
            _enter_ossuary(work, operation, subject, day, left, nothing_found, boxes)


def _end(
    work: Work, operation: m.FuneralOperation, subject: m.OperationSubject, day: date, report: Report
) -> m.Remains | None:
    """Close the row of where the remains were; those that come out of the vault pay their days."""
    if subject.remains_id is None:
        return None
    left = work.session.get_one(m.Remains, subject.remains_id)
    if left.laid_on is not None and day < left.laid_on.first:
        raise UserError(
            _(
                "Le {day} précède l’inhumation du {laid}\u00a0: vérifiez la date.",
                day=show_day(day),
                laid=left.laid_on.show(),
            ),
            "done_on",
        )
    left.left_on, left.in_place, left.left_by_id = PartialDate.of(day), False, operation.id
    if left.plot is not None and left.plot.kind is PlotKind.TEMP_VAULT:
        _charge_days(work, operation, left, day, report)
    return left


def _lay(
    work: Work, operation: m.FuneralOperation, subject: m.OperationSubject, day: date, left: m.Remains | None
) -> m.Remains:
    kind = operation.container
    if left is not None and operation.kind in (K.TRANSFER, K.TEMP_EXIT):
        kind = left.kind
    row = m.Remains(
        deceased_id=subject.deceased_id, kind=kind, plot_id=operation.plot_to_id,
        place_id=None if operation.kind is K.REDUCTION else operation.place_to_id, laid_on=PartialDate.of(day),
        in_place=operation.kind is not K.OPEN_SCATTERING, laid_by_id=operation.id, is_hermetic=operation.is_hermetic,
        remark=operation.destination if operation.kind is K.OPEN_SCATTERING else "",
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


def _gather(work: Work, operation: m.FuneralOperation, day: date) -> None:
    """Remains of several into one box: the first keeps it, the others share it."""
    box: m.Remains | None = None
    for subject in operation.subjects:
        left = _end(work, operation, subject, day, Report())
        row = _lay(work, operation, subject, day, left)
        row.place_id = None
        if box is None:
            box = row
        else:
            row.together_id = box.id


def _enter_ossuary(
    work: Work,
    operation: m.FuneralOperation,
    subject: m.OperationSubject,
    day: date,
    left: m.Remains | None,
    nothing_found: bool,
    boxes: int,
) -> None:
    """A line of the public register, even when nothing was found (R2223-6)."""
    origin = left.plot_id if left is not None else operation.plot_from_id
    work.session.add(
        m.OssuaryEntry(
            number=next_entry(work), moved_on=day,
            names=deceased_title(work.session, subject.deceased_id), deceased_id=subject.deceased_id,
            origin_plot_id=origin, origin=plot_title(work.session, origin) if origin is not None else "",
            ossuary_plot_id=operation.plot_to_id, boxes=0 if nothing_found else boxes, nothing_found=nothing_found,
        )
    )  # fmt: skip


def _charge_days(
    work: Work, operation: m.FuneralOperation, left: m.Remains, day: date, report: Report
) -> None:
    """Days in the temporary vault, the first and the last counted as one stay, by the tariff of the exit."""
    since = left.laid_on.full if left.laid_on is not None else None
    lines = tariff_lines(work.session)
    key = TariffKey(TariffOperation.TEMP_VAULT_DAY, PlotKind.TEMP_VAULT)
    if since is None or find_line(lines, key, day) is None:
        return
    price = price_of(lines, key.operation, key.kind, None, None, day)
    days = (day - since).days
    if not days or not price.amount:
        return
    name = deceased_title(work.session, left.deceased_id)
    fee = add_fee(
        work, operation=key.operation, due_on=day, price=price, amount=price.amount * days,
        title=_("Caveau provisoire, {name}, {days} jours", name=name, days=days),
        payer=payer_of(work, operation.applicant_id), concession=operation.concession_id,
        funeral_operation=operation.id, person=left.deceased.person_id,
    )  # fmt: skip
    note: Text = _("{title}\u00a0: {amount} à facturer.", title=fee.label, amount=show_money(fee.amount))
    report.notes.append(note)


def _report(work: Work, operation: m.FuneralOperation, report: Report) -> Report:
    names = ", ".join(deceased_title(work.session, subject.deceased_id) for subject in operation.subjects)
    report.summary = _(
        "{kind} de {names} faite le {day}.",
        kind=label(operation.kind),
        names=names,
        day=show_day_long(operation.done_on or work.today),
    )
    plots = [plot for plot in (operation.plot_to_id, operation.plot_from_id) if plot is not None]
    report.records = [
        Address(PAGE, operation.id),
        *(Address("cemetery.plots", plot) for plot in dict.fromkeys(plots)),
        *(Address("cemetery.deceased", subject.deceased_id) for subject in operation.subjects),
    ]
    if operation.kind in ARRIVALS and operation.container is RemainsKind.COFFIN:
        report.facts["buried_on"] = operation.done_on
    return report
