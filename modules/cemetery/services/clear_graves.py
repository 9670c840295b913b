# SPDX-License-Identifier: EUPL-1.2
"""Clear graves taken back: remains to the ossuary, names in the public register, ground free again (§7.3, §7.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.dates import PartialDate, show_day
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.permissions import REPOSSESS
from modules.cemetery.rules.codes import (
    ActFamily,
    CaseStatus,
    OperationKind,
    OperationStatus,
    PlotKind,
    RemainsKind,
    StepCode,
)
from modules.cemetery.rules.steps import check_step
from modules.cemetery.services.number_act import next_entry, number_act
from modules.cemetery.services.passing import pass_gates, sentences
from modules.cemetery.services.steps_done import steps_done_for
from modules.cemetery.services.stop_grave import PAGE, WAITING
from modules.cemetery.strings import _, _n

KEPT_AS_IS = (RemainsKind.URN, RemainsKind.ASHES)


@dataclass(frozen=True)
class Clearing:
    """What was done on the ground, the same for every grave of the day."""

    done_on: date
    ossuary: m.Plot | None
    boxes: int
    nothing_found: bool
    cremated: bool
    place: str
    present: str
    monument_kept: bool
    names: str
    override_reason: str


def clear_graves(
    work: Work,
    *,
    case_id: int,
    present: str,
    done_on: date | None = None,
    ossuary_plot_id: int | None = None,
    graves: Sequence[int] = (),
    boxes: int = 1,
    nothing_found: bool = False,
    cremated: bool = False,
    place: str = "",
    names: str = "",
    monument_kept: bool = False,
    override_reason: str = "",
) -> Report:
    """Exhume and clear graves taken back by an order in force; each is free afterwards.

    The remains of one concession go together into `boxes` boxes; every name enters the register open to the
    public, even when nothing was found (R2223-6). `names`: whom the stone names, for a grave without a
    registered deceased. Graves that cannot be cleared yet are refused one by one.
    """
    work.require(REPOSSESS)
    case = get(work.session, m.RepossessionCase, case_id)
    given = Clearing(
        done_on or work.today, _ossuary(work, ossuary_plot_id, cremated), max(boxes, 0), nothing_found, cremated,
        place.strip(), present.strip(), monument_kept, names.strip(), override_reason,
    )  # fmt: skip
    _check(work, case, given)
    taken = [
        grave
        for grave in case.graves
        if grave.repossessed_on is not None
        and grave.cleared_on is None
        and (not graves or grave.id in graves)
    ]
    if not taken:
        raise UserError(_("Aucune sépulture à libérer\u00a0: l’arrêté doit d’abord être publié."))
    report = Report()
    refused: list[UserError] = []
    for grave in work.progress.over(taken):
        try:
            irregular, passed = _judged(work, case, grave, given)
        except UserError as refusal:
            refused.append(refusal)
            report.refuse(
                grave.plot.label, refusal.message, Address("cemetery.plots", grave.plot_id), "CLEAR"
            )
            continue
        _clear(work, case, grave, given, irregular, passed)
        report.records.append(Address("cemetery.plots", grave.plot_id))
    if len(refused) == len(taken):
        raise refused[0]
    if not any(grave.status in WAITING for grave in case.graves):
        case.status = CaseStatus.DONE
    work.session.flush()
    work.forbid_undo()
    report.counts["cleared"] = len(report.records)
    report.records.append(Address(PAGE, case.id))
    report.summary = _n("Une sépulture libérée.", "{n} sépultures libérées.", report.counts["cleared"])
    return report


def _ossuary(work: Work, plot_id: int | None, cremated: bool) -> m.Plot | None:
    """The ossuary chosen, else the only one of the commune; none for ashes scattered after a cremation."""
    if plot_id is not None:
        plot = get(work.session, m.Plot, plot_id)
        if plot.kind is not PlotKind.OSSUARY:
            raise UserError(_("{plot} n’est pas un ossuaire.", plot=plot.label), field="ossuary_plot_id")
        return plot
    if cremated:
        return None
    found = work.session.scalars(select(m.Plot).where(m.Plot.kind == PlotKind.OSSUARY)).all()
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(_("Choisissez l’ossuaire."), field="ossuary_plot_id")
    raise UserError(
        _("Aucun ossuaire n’est enregistré\u00a0: créez-le d’abord (CGCT L2223-4)."),
        field="ossuary_plot_id",
        where=Address("cemetery.plots"),
    )


def _check(work: Work, case: m.RepossessionCase, given: Clearing) -> None:
    if given.done_on > work.today:
        raise UserError(_("Ce jour n’est pas encore venu."), field="done_on")
    if not given.present:
        raise UserError(_("Nommez les personnes présentes à l’exhumation."), field="present")
    if given.boxes == 0 and not given.nothing_found and not given.cremated:
        raise UserError(_("Indiquez le nombre de boîtes, ou que rien n’a été trouvé."), field="boxes")
    if given.cremated and work.setting("cemetery.remains_after_repossession") != "CREMATION":
        raise UserError(
            _(
                "La crémation des restes n’est pas ouverte dans les réglages\u00a0: ils vont à l’ossuaire (CGCT L2223-4)."
            ),
            field="cremated",
        )


def _judged(work: Work, case: m.RepossessionCase, grave: m.CaseGrave, given: Clearing) -> tuple[str, str]:
    """(why the removal is irregular, the reason that passed it); raises when it is refused."""
    done = steps_done_for(case, grave)
    gate = check_step(StepCode.REMOVAL, given.done_on, done, delays_in_force(work.session), case.kind)
    if given.cremated:
        _check_cremation(work, case, grave, given, StepCode.INFORMATION in done)
    passed = pass_gates(work, [gate], given.override_reason)
    return ("" if gate.is_open else sentences([gate])), passed


def _check_cremation(
    work: Work, case: m.RepossessionCase, grave: m.CaseGrave, given: Clearing, was_told: bool
) -> None:
    """Cremation by the mayor: relatives told, nobody who had refused it (Cons. const. 2024-1110 QPC)."""
    opposed = [one.deceased for one in _present(work, grave) if one.deceased.opposed_to_cremation]
    if opposed:
        raise UserError(
            _("Une personne opposée à la crémation y repose\u00a0: ses restes vont à l’ossuaire, à part."),
            field="cremated",
        )
    informed = was_told or (
        grave.concession_id is not None
        and work.session.scalars(
            select(m.InformationProof.id)
            .where(m.InformationProof.concession_id == grave.concession_id)
            .limit(1)
        ).first()
        is not None
    )
    if not informed and StepCode.NOTIFICATION_2 not in steps_done_for(case, grave):
        raise UserError(
            _("Aucune preuve que les proches ont été informés de la crémation\u00a0: informez-les d’abord."),
            field="cremated",
        )


def _present(work: Work, grave: m.CaseGrave) -> Sequence[m.Remains]:
    return work.session.scalars(
        select(m.Remains)
        .where(m.Remains.plot_id == grave.plot_id, m.Remains.in_place.is_(True))
        .order_by(m.Remains.id)
    ).all()


# --- One grave -------------------------------------------------------------------------------------------


def _clear(
    work: Work, case: m.RepossessionCase, grave: m.CaseGrave, given: Clearing, irregular: str, passed: str
) -> None:
    plot, here = grave.plot, _present(work, grave)
    act = number_act(
        work,
        ActFamily.REPORT,
        _("Exhumation administrative et dépôt à l’ossuaire\u00a0: {plot}", plot=plot.label),
        paper="cemetery.administrative-exhumation",
        made_on=given.done_on,
        concession_id=grave.concession_id,
        case_id=case.id,
    )
    operation = m.FuneralOperation(
        kind=OperationKind.OSSUARY_DEPOSIT,
        status=OperationStatus.DONE,
        asked_on=given.done_on,
        planned_on=given.done_on,
        done_on=given.done_on,
        plot_from_id=plot.id,
        plot_to_id=None if given.ossuary is None else given.ossuary.id,
        concession_id=grave.concession_id,
        container=RemainsKind.BOX,
        present=given.present,
        report_act_id=act.id,
        override_reason=passed,
        snapshot={"case": case.id},
        subjects=[
            m.OperationSubject(deceased_id=dead, remains_id=remains)
            for dead, remains in {one.deceased_id: one.id for one in here}.items()
        ],
    )
    work.session.add(operation)
    work.session.flush()
    _move(work, here, given, operation)
    _register(work, case, grave, here, given)
    _free(work, plot, given)
    for code in (StepCode.REMOVAL, StepCode.OSSUARY):
        case.steps.append(
            m.CaseStep(
                grave_id=grave.id, code=code, done_on=given.done_on, proof=act.reference, present=given.present,
                is_irregular=bool(irregular), irregular_because=irregular, override_reason=passed,
            )
        )  # fmt: skip
    grave.cleared_on, grave.status = given.done_on, CaseStatus.DONE


def _move(work: Work, here: Sequence[m.Remains], given: Clearing, operation: m.FuneralOperation) -> None:
    """End each row and open one in the ossuary: nothing is deleted, the history goes grave, box, ossuary."""
    day = PartialDate.of(given.done_on)
    box: m.Remains | None = None
    for one in here:
        one.in_place, one.left_on, one.left_by_id = False, day, operation.id
        if given.nothing_found and one.kind not in KEPT_AS_IS:
            continue
        kind = (
            RemainsKind.ASHES if given.cremated else one.kind if one.kind in KEPT_AS_IS else RemainsKind.BOX
        )
        moved = m.Remains(
            deceased_id=one.deceased_id,
            kind=kind,
            plot_id=None if given.ossuary is None else given.ossuary.id,
            laid_on=day,
            laid_by_id=operation.id,
            together_id=box.id if box is not None and kind is RemainsKind.BOX else None,
            remark=given.place,
        )
        work.session.add(moved)
        work.session.flush()
        if kind is RemainsKind.BOX and box is None:
            box = moved


def _register(
    work: Work, case: m.RepossessionCase, grave: m.CaseGrave, here: Sequence[m.Remains], given: Clearing
) -> None:
    """A line of the public register for each person; one for the family when nobody was ever registered."""
    origin = f"{grave.plot.label} ({grave.plot.cemetery.title})"
    people: dict[int, str] = {}
    for one in here:
        person = one.deceased.person
        people[one.deceased_id] = person.title if person is not None else str(_("Inconnu(e)"))
    family = grave.concession.family_name if grave.concession is not None else ""
    lines: list[tuple[int | None, str]] = [*people.items()]
    if not lines or given.names:
        named = given.names or (str(_("Famille {name}", name=family)) if family else str(_("Inconnu(e)")))
        lines.append((None, named))
    for rank, (deceased, shown) in enumerate(lines):
        work.session.add(
            m.OssuaryEntry(
                number=next_entry(work),
                moved_on=given.done_on,
                names=shown,
                deceased_id=deceased,
                origin_plot_id=grave.plot_id,
                origin=origin,
                ossuary_plot_id=None if given.ossuary is None else given.ossuary.id,
                place=given.place,
                boxes=given.boxes if rank == 0 and not given.nothing_found and not given.cremated else 0,
                nothing_found=given.nothing_found,
                cremated=given.cremated,
                case_id=case.id,
            )
        )
        work.session.flush()


def _free(work: Work, plot: m.Plot, given: Clearing) -> None:
    plot.occupied_unknown = False
    monument = work.session.scalars(select(m.Monument).where(m.Monument.plot_id == plot.id)).first()
    if monument is None:
        return
    if given.monument_kept:
        note = _(
            "Devenu communal le {day}, noms effacés avant tout nouvel usage.", day=show_day(given.done_on)
        )
        monument.remark = f"{monument.remark}\n{note}".strip()
    else:
        monument.removed_on = given.done_on
