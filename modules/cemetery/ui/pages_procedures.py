# SPDX-License-Identifier: EUPL-1.2
"""Repossessions: the runs, their graves, the steps done and the windows of the steps to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address
from app.core.text import Text as Shown
from app.forms.fields import Choice, Day, Field, Flag, Option, Text, Tone, Whole
from app.forms.page import Column, FieldsPart, Filter, Heading, LinesPart, Page, ProsePart, Record, Table
from app.forms.records import get, load, save
from app.store.uow import Work, today_of
from modules.cemetery import agenda, lists
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.permissions import READ, REPOSSESS
from modules.cemetery.rules.codes import CaseKind, CaseStatus, StepCode, StopReason
from modules.cemetery.rules.steps import StepWindow, step_windows
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui import fields as f
from modules.cemetery.ui.pages_ground import say

CASES = "cemetery.cases"
READS = frozenset({
    "cemetery_case", "cemetery_case_grave", "cemetery_case_step", "cemetery_plot", "cemetery_concession", "cemetery_remains",
})  # fmt: skip

WINDOW_STATES = (
    Option("DONE", _("Faite"), Tone.SUCCESS, "check"),
    Option("IRREGULAR", _("Irrégulière"), Tone.DANGER, "triangle-alert"),
    Option("READY", _("À faire"), Tone.WARNING, "clock-alert"),
    Option("LATE", _("En retard"), Tone.DANGER, "alarm-clock"),
    Option("COMING", _("À venir"), Tone.INFO, "calendar"),
    Option("WAITING", _("Attend une étape"), Tone.NEUTRAL, "lock"),
)


def _windows(session: Session, case: m.RepossessionCase) -> list[StepWindow]:
    delays = delays_in_force(session)
    done = agenda.steps_done(case)
    return step_windows(done, delays, case.kind, opens_on=agenda.case_opens_on(session, case, delays))


def windows_of(session: Session, case_id: int) -> Sequence[Mapping[str, Any]]:
    """Every step of the run with its days in law, what was done, and where it stands today."""
    case = get(session, m.RepossessionCase, case_id)
    today = today_of(session)
    rows = []
    for number, window in enumerate(_windows(session, case), start=1):
        if window.done_on is not None:
            state = "DONE" if window.regular else "IRREGULAR"
        elif window.missing:
            state = "WAITING"
        elif window.not_after is not None and window.not_after < today:
            state = "LATE"
        else:
            state = "COMING" if window.not_before is not None and window.not_before > today else "READY"
        rows.append({
            "id": number, "code": window.code.value, "state": state, "done_on": window.done_on, "not_before": window.not_before,
            "not_after": window.not_after, "why": str(window.why[0].text) if window.why else "",
        })  # fmt: skip
    return rows


def graves_of(session: Session, case_id: int) -> Sequence[Mapping[str, Any]]:
    """Graves of a run: who is in it, who left it and why."""
    g = m.CaseGrave
    found = (
        select(
            g.id, g.plot_id, m.Plot.label.label("plot"), m.Concession.number.label("concession"), m.Concession.family_name.label("family"),
            g.status, g.stop_reason, g.stopped_on, g.repossessed_on, g.cleared_on, g.addressees,
        )
        .join(m.Plot, m.Plot.id == g.plot_id).outerjoin(m.Concession, m.Concession.id == g.concession_id)
        .where(g.case_id == case_id).order_by(m.Plot.label)
    )  # fmt: skip
    return [
        {**row, "is_known": bool(row["addressees"]), "_address": Address("cemetery.plots", row["plot_id"])}
        for row in session.execute(found).mappings()
    ]


def steps_of(session: Session, case_id: int) -> Sequence[Mapping[str, Any]]:
    """Steps recorded, the latest first."""
    s = m.CaseStep
    found = (
        select(s.id, s.code, s.done_on, s.until_on, s.proof, s.is_irregular, s.irregular_because, s.override_reason,
               m.Plot.label.label("plot"))
        .outerjoin(m.CaseGrave, m.CaseGrave.id == s.grave_id).outerjoin(m.Plot, m.Plot.id == m.CaseGrave.plot_id)
        .where(s.case_id == case_id).order_by(s.done_on.desc(), s.id.desc())
    )  # fmt: skip
    return [dict(row) for row in session.execute(found).mappings()]


def heading(session: Session, case_id: int) -> Heading:
    """Title, kind, where it stands."""
    case = get(session, m.RepossessionCase, case_id)
    words = _("{kind}, ouverte le {day}", kind=label(case.kind), day=show_day(case.opened_on))
    return Heading(case.title, str(words), f.CASE_STATUS.option(case.status.value))


def next_words(session: Session, case_id: int) -> Sequence[Shown]:
    """What to do now, from which day, until which day, and why."""
    case = get(session, m.RepossessionCase, case_id)
    if case.status is not CaseStatus.OPEN:
        return [_("Suspendue\u00a0: {reason}", reason=case.suspended_because)] if case.suspended_because else ()
    window = agenda.next_window(session, case, delays_in_force(session))
    if window is None:
        return [_("Toutes les étapes sont faites.")]
    lines: list[Shown] = [str(label(window.code))]
    if window.not_before is not None:
        lines.append(_("Possible à partir du {day}.", day=show_day(window.not_before)))
    if window.not_after is not None:
        lines.append(_("Au plus tard le {day}.", day=show_day(window.not_after)))
    return [*lines, *(say(reason) for reason in window.why)]


def irregular_words(session: Session, case_id: int) -> Sequence[Shown]:
    """Steps out of their days: the order would be void."""
    return [
        _("{step} du {day}\u00a0: {reason}", step=label(row["code"]), day=show_day(row["done_on"]), reason=row["irregular_because"])
        for row in steps_of(session, case_id)
        if row["is_irregular"]
    ]


CASE_FIELDS: tuple[Field[Any], ...] = (
    Text(name="title", label=_("Intitulé"), required=True),
    f.note(),
)


def check_case(work: Work, case: m.RepossessionCase) -> None:
    """Empty texts stay texts."""
    case.remark = case.remark or ""


CASES_PAGE = Page(
    name=CASES,
    title=_("Reprises"),
    table=Table(
        name=CASES,
        title=_("Reprises"),
        columns=(
            Column(field=Text(name="title", label=_("Intitulé"), width=26), strong=True),
            Column(field=f.CASE_KIND),
            Column(field=f.CASE_STATUS),
            Column(field=Day(name="opened_on", label=_("Ouverte le"))),
            Column(field=Choice(name="last_step", label=_("Dernière étape"), options=f.options(StepCode), width=20)),
            Column(field=Whole(name="graves", label=_("Sépultures")), sum=True),
            Column(field=Whole(name="open_graves", label=_("En cours")), hidden=True),
            Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), weak=True),
            Column(field=Flag(name="entered_late", label=_("Reprise en cours de route")), hidden=True),
        ),
        source=lists.cases,
        filters=(
            Filter(name="open", label=_("En cours"), where=lambda c: c.status.in_((CaseStatus.OPEN, CaseStatus.SUSPENDED))),
            Filter(name="abandonment", label=_("Abandon"), where=lambda c: c.kind == CaseKind.ABANDONMENT),
            Filter(name="expired", label=_("Échues"), where=lambda c: c.kind == CaseKind.EXPIRED),
            Filter(name="common", label=_("Terrain commun"), where=lambda c: c.kind == CaseKind.COMMON),
            Filter(name="all", label=_("Toutes")),
        ),
        filter="open",
        search=("title", "cemetery"),
        order="-opened_on",
        counted=lambda n: _n("{n} procédure", "{n} procédures", n),
        empty=_("Reprises de concessions échues, de terrain commun, pour état d’abandon. Ouvrez la première."),
        first_step="cemetery.open-case",
        reads=READS,
        permission=READ,
    ),
    record=Record(
        model=lambda: m.RepossessionCase,
        heading=heading,
        parts=(
            ProsePart(title=_("Maintenant"), text=next_words, tone=Tone.INFO),
            ProsePart(title=_("Irrégularités\u00a0: l’arrêté serait nul"), text=irregular_words, tone=Tone.DANGER),
            LinesPart(
                title=_("Étapes"),
                columns=(
                    Column(field=Choice(name="code", label=_("Étape"), options=f.options(StepCode), width=24), strong=True),
                    Column(field=Choice(name="state", label=_("Où elle en est"), options=WINDOW_STATES, width=12)),
                    Column(field=Day(name="done_on", label=_("Faite le"))),
                    Column(field=Day(name="not_before", label=_("Pas avant le"))),
                    Column(field=Day(name="not_after", label=_("Au plus tard le"))),
                ),
                rows=windows_of,
            ),
            LinesPart(
                title=_("Sépultures"),
                columns=(
                    Column(field=Text(name="plot", label=_("N°"), width=10), strong=True),
                    Column(field=Text(name="family", label=_("Famille"), width=14)),
                    Column(field=f.CASE_STATUS),
                    Column(field=f.choice("stop_reason", _("Sortie"), StopReason, width=14)),
                    Column(field=Day(name="stopped_on", label=_("Le"))),
                    Column(field=Flag(name="is_known", label=_("Famille connue")), weak=True),
                    Column(field=Day(name="repossessed_on", label=_("Reprise le")), hidden=True),
                    Column(field=Day(name="cleared_on", label=_("Libérée le")), hidden=True),
                ),
                rows=graves_of,
                actions=("cemetery.stop-grave", "cemetery.resume-grave"),
            ),
            LinesPart(
                title=_("Actes et preuves"),
                columns=(
                    Column(field=Day(name="done_on", label=_("Le"))),
                    Column(field=Choice(name="code", label=_("Étape"), options=f.options(StepCode), width=22), strong=True),
                    Column(field=Text(name="plot", label=_("N°"), width=8)),
                    Column(field=Text(name="proof", label=_("Preuve"), width=18)),
                    Column(field=Text(name="override_reason", label=_("Passé outre"), width=18), weak=True),
                ),
                rows=steps_of,
                actions=("cemetery.forget-step",),
                empty=_("Aucune étape notée."),
            ),
            FieldsPart(
                title=_("Procédure"),
                fields=CASE_FIELDS,
                load=load(m.RepossessionCase, CASE_FIELDS),
                save=save(m.RepossessionCase, CASE_FIELDS, REPOSSESS, CASES, check_case),
                permission=REPOSSESS,
            ),
        ),
        actions=(
            "cemetery.record-step", "cemetery.decide-repossession", "cemetery.clear-graves", "cemetery.suspend-case",
            "cemetery.resume-case",
        ),
    ),
    actions=("cemetery.open-case",),
    permission=READ,
    help=_("Chaque procédure jusqu’à son terme\u00a0: ce qui est fait, ce qui est possible, ce qui manque, et pourquoi."),
)  # fmt: skip
