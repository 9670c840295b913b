# SPDX-License-Identifier: EUPL-1.2
"""The papers of a procedure: one for the run, or one for each of its graves, in one file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents.blocks import Bundle, Document
from modules.cemetery.documents import case_acts, letters
from modules.cemetery.documents import words as w
from modules.cemetery.documents.facts import ActNumber, Grave, Run, Step
from modules.cemetery.documents.loading_cases import cleared, moved, reports, run, shows_names
from modules.cemetery.documents.press import Press
from modules.cemetery.rules.codes import StepCode
from modules.cemetery.strings import _

S = StepCode
REPORT = "cemetery.abandonment-report"
ORDER = "cemetery.repossession-order"
CERTIFICATE = "cemetery.posting-certificate"
OSSUARY = "cemetery.administrative-exhumation"
Visit = tuple[date | None, str]


def rank_of_notice(facts: Run) -> int:
    """Which notice is due: the second one once the postings are certified."""
    return 2 if facts.step(S.NOTICE_2) or facts.step(S.POSTING_CERTIFICATE) else 1


def rank_of_report(facts: Run) -> int:
    """Which report is in hand: the second one once its notice is sent."""
    return 2 if facts.step(S.NOTICE_2) or facts.step(S.REPORT_2) else 1


def rank_of_notification(facts: Run) -> int:
    """Which report is notified and posted: the latest that was made."""
    return 2 if facts.step(S.REPORT_2) else 1


def open_graves(facts: Run) -> list[Grave]:
    """Graves still in the run."""
    return [grave for grave in facts.graves if grave.is_open]


def _visit(grave: Grave, rank: int, given: Visit) -> Visit:
    """The day and hour announced: those given, else those of the report once it is made."""
    notice = grave.step(S.NOTICE_1 if rank == 1 else S.NOTICE_2)
    seen = grave.step(S.REPORT_1 if rank == 1 else S.REPORT_2)
    day = given[0] or (seen.done_on if seen else None)
    return day, given[1] or (notice.at_time if notice else "") or (seen.at_time if seen else "")


def _dated(press: Press, grave: Grave, code: StepCode) -> date:
    step = grave.step(code)
    return step.done_on if step else press.today


def visit_notices(press: Press, case_id: int, rank: int | None, visit: Visit) -> Document | Bundle:
    """DOC-30 to those whose address is known, DOC-31 for every grave of unknown family."""
    facts = run(press.session, case_id)
    which = rank or rank_of_notice(facts)
    papers: list[Document] = []
    for grave in open_graves(facts):
        day, code = _visit(grave, which, visit), S.NOTICE_1 if which == 1 else S.NOTICE_2
        made_on = _dated(press, grave, code)
        papers += [press.mail(letters.visit_notice(grave, to, day, which, made_on)) for to in grave.envelopes]
        if not grave.envelopes:
            papers.append(press.act(case_acts.posted_notice(grave, day, which, made_on)))
    return press.bundle(_("Avis de visite"), papers)


def posted_notices(press: Press, case_id: int, rank: int | None, visit: Visit) -> Document | Bundle:
    """DOC-31 for every grave: posted at both doors, whoever is known."""
    facts = run(press.session, case_id)
    which = rank or rank_of_notice(facts)
    code = S.NOTICE_1 if which == 1 else S.NOTICE_2
    papers = [
        press.act(case_acts.posted_notice(g, _visit(g, which, visit), which, _dated(press, g, code))) for g in open_graves(facts)
    ]
    return press.bundle(_("Avis de visite à afficher"), papers)


def abandonment_reports(press: Press, case_id: int, rank: int | None = None, reference: str = "") -> Document | Bundle:
    """DOC-32: one report for each grave; the one numbered `reference` when it is given."""
    facts = run(press.session, case_id)
    acts = reports(press.session, case_id, REPORT)
    papers = []
    for grave in facts.graves:
        for each, code in ((1, S.REPORT_1), (2, S.REPORT_2)):
            step = grave.step(code)
            number = acts.get(step.proof) if step else None
            if reference:
                wanted = step is not None and step.proof == reference
            else:
                wanted = each == (rank or rank_of_report(facts)) and (step is not None or grave.is_open)
            if wanted:
                papers.append(press.act(case_acts.report(grave, each, number or _by_hand(step))))
    return press.bundle(_("Procès-verbaux de constat d’abandon"), papers)


def _by_hand(step: Step | None) -> ActNumber:
    """An act drawn up on paper keeps the number under which it was written; a remark is no number."""
    if step is None:
        return ActNumber()
    return ActNumber(step.proof if any(sign.isdigit() for sign in step.proof) else "", step.done_on)


def notifications(press: Press, case_id: int, rank: int | None = None) -> Document | Bundle:
    """DOC-34: to every known successor of each grave."""
    facts = run(press.session, case_id)
    which = rank or rank_of_notification(facts)
    code = S.FORMAL_DEMAND if which == 1 else S.NOTIFICATION_2
    papers = [
        press.mail(letters.notification(grave, to, which, _dated(press, grave, code)))
        for grave in open_graves(facts)
        for to in grave.envelopes
    ]
    return press.bundle(_("Notifications"), papers)


def extracts(press: Press, case_id: int, rank: int | None = None) -> Document | Bundle:
    """DOC-35: the posters, with the days of the posting that runs or comes."""
    facts = run(press.session, case_id)
    which = rank or rank_of_notification(facts)
    papers = []
    for grave in open_graves(facts):
        posted = [step for code in (S.POSTING_1, S.POSTING_2, S.POSTING_3) if (step := grave.step(code))]
        last = posted[-1] if posted else None
        days = (last.done_on, last.until_on) if last else (None, None)
        papers.append(press.act(case_acts.extract(grave, which, days, last.done_on if last else press.today)))
    return press.bundle(_("Extraits à afficher"), papers)


def posting_certificate(press: Press, case_id: int) -> Document:
    """DOC-36."""
    facts = run(press.session, case_id)
    step = facts.step(S.POSTING_CERTIFICATE)
    acts = reports(press.session, case_id, CERTIFICATE)
    number = (acts.get(step.proof) if step else None) or _by_hand(step)
    return press.act(case_acts.posting_certificate(facts, number, step.done_on if step else press.today))


def abandonment_list(press: Press, case_id: int) -> Document:
    """DOC-37."""
    return press.act(case_acts.abandonment_list(run(press.session, case_id), press.today, names=shows_names(press.session)))


def council_draft(press: Press, case_id: int) -> Document:
    """DOC-38."""
    return press.act(case_acts.council_draft(run(press.session, case_id), press.today))


def repossession_order(press: Press, case_id: int) -> Document:
    """DOC-23, 24 or 39, by the kind of the procedure."""
    facts = run(press.session, case_id)
    order = facts.step(S.ORDER)
    if not facts.act.reference and order is not None:
        facts = replace(facts, act=_by_hand(order))
    return press.act(case_acts.repossession_order(facts, press.style))


def ossuary_reports(press: Press, case_id: int) -> Document | Bundle:
    """DOC-40: one for each grave that was cleared, with its own number."""
    graves = cleared(press.session, case_id, OSSUARY)
    papers = [ossuary_report(press, case_id, number, plot) for number, plot in graves]
    return press.bundle(_("Dépôts à l’ossuaire"), papers or [ossuary_report(press, case_id)])


def ossuary_report(
    press: Press, case_id: int, act: ActNumber | None = None, origin_plot_id: int | None = None
) -> Document:
    """The report of one grave, or of the whole run when none was numbered."""
    facts = run(press.session, case_id)
    lines = moved(press.session, case_id, origin_plot_id)
    steps = [step for grave in facts.graves for step in grave.steps if step.code is S.OSSUARY]
    present = w.listed(dict.fromkeys(line.strip() for step in steps for line in step.present.splitlines() if line.strip()))
    number = act or ActNumber()
    made_on = number.made_on or (steps[-1].done_on if steps else press.today)
    return press.act(case_acts.ossuary_report(facts, lines, number, present, made_on))
