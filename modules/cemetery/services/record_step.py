# SPDX-License-Identifier: EUPL-1.2
"""Record a step of a procedure with its day and its proof: too early is refused, too late is marked (reference §7.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.permissions import REPOSSESS
from modules.cemetery.rules.codes import (
    AbandonmentSign,
    ActFamily,
    CaseKind,
    CaseStatus,
    ClosureReason,
    StepCode,
)
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import PlotFacts
from modules.cemetery.rules.steps import GRAVE_STEPS, STEPS, check_step, posting_end
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.open_case import opening_gates
from modules.cemetery.services.passing import pass_gates, sentences
from modules.cemetery.services.steps_done import steps_done_for
from modules.cemetery.services.stop_grave import WAITING, stop_by_facts
from modules.cemetery.strings import _, label

PAGE = "cemetery.cases"
CLEARING = (StepCode.REMOVAL, StepCode.OSSUARY)
POSTING_STEPS = (StepCode.POSTING_1, StepCode.POSTING_2, StepCode.POSTING_3)
NUMBERED: dict[StepCode, tuple[ActFamily, str]] = {
    StepCode.ORDER: (ActFamily.ORDER, "cemetery.repossession-order"),
    StepCode.REPORT_1: (ActFamily.REPORT, "cemetery.abandonment-report"),
    StepCode.REPORT_2: (ActFamily.REPORT, "cemetery.abandonment-report"),
    StepCode.POSTING_CERTIFICATE: (ActFamily.CERTIFICATE, "cemetery.posting-certificate"),
}
"""Steps that are acts of the mayor: their number is their proof, the paper is drawn from it."""
CLOSURES = {
    CaseKind.EXPIRED: ClosureReason.NOT_RENEWED,
    CaseKind.ABANDONMENT: ClosureReason.ABANDONED,
    CaseKind.COMMON: ClosureReason.COMMON_ROTATION,
}


@dataclass(frozen=True)
class StepGiven:
    """What was said of a step, the same for every grave that it concerns."""

    code: StepCode
    done_on: date
    until_on: date | None = None
    at_time: str = ""
    proof: str = ""
    sha256: str = ""
    present: str = ""
    remark: str = ""
    override_reason: str = ""
    details: Mapping[str, Any] | None = None


def record_step(
    work: Work,
    *,
    case_id: int,
    code: StepCode,
    done_on: date | None = None,
    graves: Sequence[int] = (),
    until_on: date | None = None,
    at_time: str = "",
    proof: str = "",
    sha256: str = "",
    present: str = "",
    description: str = "",
    remark: str = "",
    override_reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Report:
    """Record a step of a run, for all its graves or for those of `graves` only.

    Reports are kept one for each grave; the other steps once for the run. Graves where something recorded
    meanwhile stops the procedure leave it first. Raises `UserError` without a proof, before the law's day
    (unless a reason is written), or for a step that belongs to `clear_graves`.
    """
    work.require(REPOSSESS)
    case = get(work.session, m.RepossessionCase, case_id)
    given = StepGiven(
        code, done_on or work.today, until_on, at_time.strip(), proof.strip(), sha256, present.strip(), remark.strip(),
        override_reason.strip(), details,
    )  # fmt: skip
    _check_given(work, case, given)
    if given.until_on is None:
        given = replace(given, until_on=_posting_end(given, delays_in_force(work.session)))
    report = Report()
    for grave, event in stop_by_facts(work, case, given.done_on):
        report.notes.append(_("{plot}\u00a0: sortie de la procédure, {why}", plot=grave.plot.label, why=event.text))
    targets = _targets(case, given.code, graves)
    if description.strip():
        for grave in targets:
            grave.description = description.strip()
    everybody = [grave for grave in case.graves if grave.status in WAITING]
    if given.code in GRAVE_STEPS or graves or len(targets) < len(everybody):
        _record_each(work, case, given, targets, report)
    else:
        _record_once(work, case, given, targets, report)
    work.session.flush()
    if given.code is StepCode.PUBLICATION:
        _take_effect(case, targets, given.done_on)
        work.forbid_undo()
    report.records.append(Address(PAGE, case.id))
    report.summary = _("{step}\u00a0: enregistré au {day}.", step=label(given.code), day=show_day(given.done_on))
    return report


def decide_repossession(
    work: Work,
    *,
    case_id: int,
    ordered_on: date | None = None,
    published_on: date | None = None,
    publication: str = "",
    graves: Sequence[int] = (),
    override_reason: str = "",
) -> Report:
    """The mayor's order, then its publication and notification: the graves are taken back, to be cleared.

    Records the steps ORDER (numbered) and PUBLICATION in one act; `publication` says where and to whom.
    Concessions are closed on the day of the publication with the reason of their procedure.
    """
    day = ordered_on or work.today
    report = record_step(
        work, case_id=case_id, code=StepCode.ORDER, done_on=day, graves=graves, override_reason=override_reason
    )
    after = record_step(
        work,
        case_id=case_id,
        code=StepCode.PUBLICATION,
        done_on=published_on or day,
        graves=graves,
        proof=publication,
        override_reason=override_reason,
    )
    after.notes[:0] = report.notes
    after.refusals[:0] = report.refusals
    after.summary = _("Reprise décidée\u00a0: les sépultures sont à libérer.")
    return after


# --- What is asked ---------------------------------------------------------------------------------------

_PROOFS: dict[StepCode, Text] = {
    StepCode.HEIR_SEARCH: _("Dites où les héritiers ont été cherchés (registres, notaires, fichier des décès, voisins)."),
    StepCode.COUNCIL: _("Notez le numéro de la délibération."),
    StepCode.PUBLICATION: _("Notez où l’arrêté est publié et à qui il est notifié."),
    StepCode.POSTING_1: _("Notez les lieux d’affichage (porte de la mairie, porte du cimetière)."),
    StepCode.POSTING_2: _("Notez les lieux d’affichage (porte de la mairie, porte du cimetière)."),
    StepCode.POSTING_3: _("Notez les lieux d’affichage (porte de la mairie, porte du cimetière)."),
    StepCode.LIST_PUBLISHED: _("Notez la date ou la référence de l’envoi à la préfecture."),
    StepCode.INFORMATION: _("Notez comment les familles ont été prévenues."),
}


def _check_given(work: Work, case: m.RepossessionCase, given: StepGiven) -> None:
    if case.status is CaseStatus.SUSPENDED:
        raise UserError(_("La procédure est suspendue\u00a0: {why}", why=case.suspended_because))
    if case.status is not CaseStatus.OPEN:
        raise UserError(_("Cette procédure est terminée."))
    if given.code not in STEPS[case.kind]:
        raise UserError(_("Cette étape n’appartient pas à cette procédure."), field="code")
    if given.code in CLEARING:
        raise UserError(_("Libérez les sépultures une à une\u00a0: l’ossuaire et son registre sont remplis ensemble."))
    if given.done_on > work.today:
        raise UserError(
            _("Ce jour n’est pas encore venu\u00a0: enregistrez l’étape quand elle est faite."), field="done_on"
        )
    if given.until_on is not None and given.until_on < given.done_on:
        raise UserError(_("L’affichage finit avant de commencer\u00a0: corrigez l’un des deux jours."), field="until_on")
    if given.code in NUMBERED or given.proof or given.sha256 or (given.code is StepCode.HEIR_SEARCH and given.remark):
        return
    asked = _PROOFS.get(given.code) or _(
        "Notez les numéros des lettres recommandées, ou l’affichage si aucune adresse n’est connue."
    )
    raise UserError(asked, field="proof")


def _open(case: m.RepossessionCase) -> list[m.CaseGrave]:
    return [grave for grave in case.graves if grave.status is CaseStatus.OPEN]


def _targets(case: m.RepossessionCase, code: StepCode, graves: Sequence[int]) -> list[m.CaseGrave]:
    """Open graves that the step concerns and that do not have it yet; a double grave goes whole."""
    found = _open(case)
    if graves:
        held = {one.concession_id for one in found if one.id in graves and one.concession_id is not None}
        found = [one for one in found if one.id in graves or one.concession_id in held]
    if not found:
        raise UserError(_("Plus aucune sépulture n’est en cours dans cette procédure."))
    waiting = [one for one in found if code not in steps_done_for(case, one)]
    if not waiting:
        raise UserError(_("Cette étape est déjà enregistrée\u00a0: «\u00a0{step}\u00a0».", step=label(code)), field="code")
    return waiting


# --- Writing it ------------------------------------------------------------------------------------------


def _record_each(
    work: Work, case: m.RepossessionCase, given: StepGiven, targets: Sequence[m.CaseGrave], report: Report
) -> None:
    """One row for each grave; the refused ones are listed, and raise when none is left."""
    numbers: dict[int, str] = {}
    refused: list[UserError] = []
    for grave in targets:
        try:
            irregular, passed = _judged(work, case, given, grave)
            _check_report(given, grave)
        except UserError as refusal:
            report.refuse(grave.plot.label, refusal.message, Address("cemetery.plots", grave.plot_id), "STEP")
            refused.append(refusal)
            continue
        # One order for all the graves that it names; one report for each concession, however many plots it has.
        own = given.code in GRAVE_STEPS
        key = (grave.concession_id or -grave.id) if own else 0
        if key not in numbers:
            numbers[key] = _number(work, case, given, grave if own else None)
        _write(case, given, grave, numbers[key], irregular, passed, report)
    if len(refused) == len(targets):
        raise refused[0]


def _record_once(
    work: Work, case: m.RepossessionCase, given: StepGiven, targets: Sequence[m.CaseGrave], report: Report
) -> None:
    """One row for the whole run; what one grave forbids is forbidden to the run."""
    irregular, passed = "", ""
    for grave in targets:
        try:
            found, reason = _judged(work, case, given, grave)
        except UserError as refusal:
            raise UserError(
                _("Sépulture {plot}\u00a0: {why}", plot=grave.plot.label, why=refusal.message), field=refusal.field
            ) from refusal
        irregular, passed = irregular or found, passed or reason
    _write(case, given, None, _number(work, case, given, None), irregular, passed, report)


def _judged(work: Work, case: m.RepossessionCase, given: StepGiven, grave: m.CaseGrave) -> tuple[str, str]:
    """(why it is irregular, the reason that passed a refusal), both empty for a regular step."""
    delays = delays_in_force(work.session)
    done = steps_done_for(case, grave)
    gates = _conditions(work, case, given, grave, delays)
    step = check_step(given.code, given.done_on, done, delays, case.kind)
    if not case.entered_late or step.is_open:
        gates.append(step)
    elif step.code in ("EARLY", "LATE"):
        # A run begun on paper is taken as it was: what is irregular in it is said, not hidden.
        return sentences([step]), given.override_reason
    closed = [gate for gate in gates if not gate.is_open and not gate.warning]
    passed = pass_gates(work, gates, given.override_reason or _standing_reason(grave, gates))
    if closed:
        return sentences(closed), passed
    short = _too_short(given, delays)
    return (sentences([step]) if not step.is_open and not case.entered_late else short), ""


def _too_short(given: StepGiven, delays: Delays) -> str:
    """A posting taken down before its month (R2223-16)."""
    end = _posting_end(given, delays)
    if end is None or given.until_on is None or given.until_on >= end:
        return ""
    return str(_("L’affichage devait durer jusqu’au {day}.", day=show_day(end)))


def _standing_reason(grave: m.CaseGrave, gates: Sequence[Gate]) -> str:
    """The reason written at the opening still holds for the conditions that it passed, not for a step."""
    is_step = any(not gate.is_open and not gate.warning and gate.code in ("EARLY", "MISSING") for gate in gates)
    return "" if is_step else grave.override_reason


def _conditions(
    work: Work, case: m.RepossessionCase, given: StepGiven, grave: m.CaseGrave, delays: Delays
) -> list[Gate]:
    """Conditions of the law tested again on the day that counts: the first notice, or the order."""
    decisive = StepCode.NOTICE_1 if case.kind is CaseKind.ABANDONMENT else StepCode.ORDER
    if given.code is not decisive:
        return []
    facts: PlotFacts = plot_facts(work.session, [grave.plot_id])[grave.plot_id]
    concession = next((one for one in facts.concessions if one.id == grave.concession_id), None)
    signs = [AbandonmentSign(code) for code in grave.signs]
    decision = opening_gates(
        case.kind, facts, concession, given.done_on, delays, signs=signs, dates_confirmed=bool(grave.override_reason)
    )
    return list(decision.gates)


def _check_report(given: StepGiven, grave: m.CaseGrave) -> None:
    """A report describes the grave precisely and says who was there (R2223-14)."""
    if given.code not in (StepCode.REPORT_1, StepCode.REPORT_2):
        return
    if not grave.description.strip():
        raise UserError(
            _("Décrivez précisément l’état de la sépulture\u00a0: le procès-verbal l’exige (CGCT R2223-14)."),
            field="description",
        )
    if not given.present:
        raise UserError(_("Nommez les personnes présentes à la visite (CGCT R2223-13)."), field="present")


def _number(work: Work, case: m.RepossessionCase, given: StepGiven, grave: m.CaseGrave | None) -> str:
    """The proof given, else the number of the act that the step is."""
    if given.proof or given.code not in NUMBERED:
        return given.proof
    family, paper = NUMBERED[given.code]
    subject = case.title if grave is None else f"{case.title}, {grave.plot.label}"
    act = number_act(
        work,
        family,
        f"{label(given.code)}\u00a0: {subject}",
        paper=paper,
        made_on=given.done_on,
        concession_id=None if grave is None else grave.concession_id,
        case_id=case.id,
    )
    return act.reference


def _write(
    case: m.RepossessionCase,
    given: StepGiven,
    grave: m.CaseGrave | None,
    proof: str,
    irregular: str,
    passed: str,
    report: Report,
) -> None:
    case.steps.append(
        m.CaseStep(
            grave_id=None if grave is None else grave.id,
            code=given.code,
            done_on=given.done_on,
            until_on=given.until_on,
            at_time=given.at_time,
            proof=proof,
            sha256=given.sha256,
            present=given.present,
            remark=given.remark,
            is_irregular=bool(irregular),
            irregular_because=irregular,
            override_reason=passed,
            details=dict(given.details or {}),
        )
    )
    if irregular:
        report.notes.append(_("Étape irrégulière\u00a0: {why} L’arrêté de reprise pourrait être annulé.", why=irregular))
    report.counts["recorded"] = report.counts.get("recorded", 0) + 1


def _posting_end(given: StepGiven, delays: Delays) -> date | None:
    return posting_end(given.code, {given.code: given.done_on}, delays) if given.code in POSTING_STEPS else None


def _take_effect(case: m.RepossessionCase, graves: Sequence[m.CaseGrave], day: date) -> None:
    """The order is executory (R2223-19): ground taken back, concessions closed; nothing is deleted."""
    for grave in graves:
        grave.repossessed_on = day
        if grave.concession is not None and grave.concession.closed_on is None:
            grave.concession.closed_on = day
            grave.concession.closed_reason = CLOSURES[case.kind]
