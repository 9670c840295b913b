# SPDX-License-Identifier: EUPL-1.2
"""What the cemetery asks of the day, and its figures on the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.outcome import Address
from app.core.text import Text
from app.forms.fields import Tone
from app.forms.page import Task, Tile
from modules.cemetery import figures, scan_lists
from modules.cemetery import models as m
from modules.cemetery.agenda import Deadline, DeadlineKind, deadlines
from modules.cemetery.rules.codes import PlotState
from modules.cemetery.rules.schedule import TITLES, ScheduleCode
from modules.cemetery.strings import _, _n

SOON = timedelta(days=15)
"""How far ahead the home page looks."""
ONE_BY_ONE = (DeadlineKind.CASE, DeadlineKind.VAULT, DeadlineKind.OPERATION, DeadlineKind.RESERVATION)
"""Kinds that have a line each; expiries are gathered by what is to be done."""
MOST = 4
"""Lines of one kind before they are gathered."""
ICONS = {
    DeadlineKind.EXPIRY: "clock-alert",
    DeadlineKind.CASE: "gavel",
    DeadlineKind.VAULT: "alarm-clock",
    DeadlineKind.OPERATION: "calendar",
    DeadlineKind.WORKS: "truck",
    DeadlineKind.RESERVATION: "bookmark",
}


_SHORT = {
    ScheduleCode.COURTESY: _("Courriers de courtoisie"),
    ScheduleCode.NOTICE: _("Avis d’échéance à envoyer"),
    ScheduleCode.POSTING: _("Affichettes à poser sur les tombes échues"),
    ScheduleCode.REMINDER: _("Relances d’échéance"),
    ScheduleCode.LAST_NOTICE: _("Derniers avis recommandés"),
}
"""Words of a gathered line, by its step."""


def tasks(session: Session, today: date) -> Sequence[Task]:
    """Steps of procedures, vaults, operations one by one; letters of expiry gathered; deaths to confirm."""
    due = [
        one
        for one in deadlines(session, today)
        if one.kind in ICONS and one.on is not None and one.on <= today + SOON
        and not (one.can_wait and one.kind is DeadlineKind.EXPIRY)
    ]
    found = [_line(one, today) for one in due if one.kind in ONE_BY_ONE]
    gathered: dict[str, list[Deadline]] = {}
    for one in due:
        if one.kind not in ONE_BY_ONE:
            gathered.setdefault(str(one.title), []).append(one)
    for group in gathered.values():
        found += [_line(one, today) for one in group] if len(group) == 1 else [_group(group, today)]
    return [*found, *_candidates(session), *_papers(session)]


def _due(on: date, today: date, can_wait: bool) -> str:
    if can_wait and on <= today:
        return str(_("possible"))
    if on < today:
        return str(_("en retard"))
    return str(_("aujourd’hui")) if on == today else str(_("le {day}", day=show_day(on)))


def _line(one: Deadline, today: date) -> Task:
    assert one.on is not None
    limit = one.until or one.on
    late = one.is_late(today)
    detail = " · ".join(part for part in (one.subject, one.plots, str(one.why)) if part)
    return Task(
        title=one.title, detail=detail, due=_due(limit, today, one.can_wait), icon=ICONS[one.kind],
        tone=Tone.DANGER if late else Tone.WARNING if one.on <= today else Tone.INFO, due_on=limit, where=one.where,
    )  # fmt: skip


def _short(title: Text) -> Text:
    return next((words for code, words in _SHORT.items() if TITLES[code] == title), title)


def _group(group: Sequence[Deadline], today: date) -> Task:
    """« Avis d’échéance: 6 concessions », leading to the list of them."""
    first = min(one.on for one in group if one.on is not None)
    can_wait = all(one.can_wait for one in group)
    names = ", ".join(one.plots or one.subject for one in group[:5]) + ("…" if len(group) > 5 else "")
    words = _("{title}\u00a0: {count}", title=_short(group[0].title), count=len(group))
    return Task(
        title=words, detail=names, due=_due(first, today, can_wait), icon=ICONS[group[0].kind],
        tone=Tone.INFO if can_wait else Tone.DANGER if first < today - SOON else Tone.WARNING, due_on=first, where=Address("cemetery.deadlines"),
        params={"filter": "now"},
    )  # fmt: skip


def _candidates(session: Session) -> list[Task]:
    c = m.DeathCandidate
    count = session.scalar(select(func.count()).select_from(c).where(c.answered_on.is_(None))) or 0
    if not count:
        return []
    return [
        Task(
            title=_n("Un décès de titulaire à confirmer", "{n} décès de titulaires à confirmer", count),
            detail=_("Fichier public des personnes décédées"), icon="user-x", tone=Tone.INFO, where=Address("cemetery.death-candidates"),
        )
    ]  # fmt: skip


def _papers(session: Session) -> list[Task]:
    """Scans for which a grave is proposed and waits for a yes."""
    count = scan_lists.to_confirm(session)
    if not count:
        return []
    return [
        Task(
            title=_n("{n} papier ancien à rattacher", "{n} papiers anciens à rattacher", count),
            detail=_("Une sépulture est proposée pour chacun\u00a0: confirmez ou écartez."), icon="paperclip", tone=Tone.INFO,
            where=Address("cemetery.scans"), params={"filter": "to-confirm"},
        )
    ]  # fmt: skip


def tiles(session: Session, today: date) -> Sequence[Tile]:
    """Free plots, expiries to deal with, graves without title."""
    counts = figures.occupancy(session, today)
    if not counts:
        return []
    expired = sum(counts[state] for state in (PlotState.EXPIRED_RENEWABLE, PlotState.EXPIRED_BLOCKED, PlotState.EXPIRED_REPOSSESSABLE))
    found = [
        Tile(
            title=_("Emplacements libres"), figure=str(counts[PlotState.FREE]),
            detail=_("sur {total}", total=sum(counts.values())), where=Address("cemetery.plots"),
        ),
        Tile(
            title=_("Concessions échues"), figure=str(expired),
            detail=_n("et {n} tombe sans titre connu", "et {n} tombes sans titre connu", counts[PlotState.UNTITLED_OCCUPIED]),
            tone=Tone.WARNING if expired else Tone.NEUTRAL, where=Address("cemetery.deadlines"),
        ),
    ]  # fmt: skip
    papers = scan_lists.figures(session)
    if papers["scans"] and papers["concessions"]:
        found.append(
            Tile(
                title=_("Titres numérisés"), figure=str(papers["concessions"] - papers["deedless"]),
                detail=_("sur {total} concessions", total=papers["concessions"]), where=Address("cemetery.completeness"),
            )
        )  # fmt: skip
    return found
