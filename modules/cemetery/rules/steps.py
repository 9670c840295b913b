# SPDX-License-Identifier: EUPL-1.2
"""Steps of the three procedures and the days on which each may be done: too early is refused, too late is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.dates import show_day
from app.core.text import Text
from modules.cemetery.rules.codes import CaseKind, StepCode
from modules.cemetery.rules.delays import Delays, PostingPattern, floor_of
from modules.cemetery.rules.terms import add_months, first_allowed, last_allowed
from modules.cemetery.rules.why import Gate, Reason
from modules.cemetery.strings import _, _n, label

S = StepCode

STEPS: dict[CaseKind, tuple[StepCode, ...]] = {
    CaseKind.ABANDONMENT: (
        S.HEIR_SEARCH, S.NOTICE_1, S.REPORT_1, S.FORMAL_DEMAND, S.POSTING_1, S.POSTING_2, S.POSTING_3,
        S.POSTING_CERTIFICATE, S.LIST_PUBLISHED, S.NOTICE_2, S.REPORT_2, S.NOTIFICATION_2, S.COUNCIL, S.ORDER,
        S.PUBLICATION, S.REMOVAL, S.OSSUARY,
    ),
    CaseKind.EXPIRED: (S.INFORMATION, S.ORDER, S.PUBLICATION, S.REMOVAL, S.OSSUARY),
    CaseKind.COMMON: (S.COUNCIL, S.INFORMATION, S.ORDER, S.PUBLICATION, S.REMOVAL, S.OSSUARY),
}  # fmt: skip
"""Steps of each kind of case, in their order."""

OPTIONAL: dict[CaseKind, frozenset[StepCode]] = {
    CaseKind.ABANDONMENT: frozenset({S.HEIR_SEARCH}),
    CaseKind.EXPIRED: frozenset(),
    CaseKind.COMMON: frozenset({S.COUNCIL, S.INFORMATION}),
}
"""Good practice that no text demands: its absence never voids the order."""

GRAVE_STEPS = frozenset({S.REPORT_1, S.REPORT_2, S.REMOVAL, S.OSSUARY})
"""Steps with one report for each grave of a run."""

POSTINGS = (S.POSTING_1, S.POSTING_2, S.POSTING_3)


@dataclass(frozen=True)
class StepWindow:
    """When a step may be done: not before, not after, and whether what was done is regular."""

    code: StepCode
    not_before: date | None
    """First day in law; None while what it counts from is not done (see `missing`)."""
    not_after: date | None
    """Last day in law; None when no text fixes one."""
    done_on: date | None
    regular: bool
    """False when the step was done outside its days, or before what must come first."""
    missing: tuple[StepCode, ...]
    """Steps that must be done first and are not."""
    optional: bool
    why: tuple[Reason, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Not done, and nothing is missing before it."""
        return self.done_on is None and not self.missing


def postings(first: date, pattern: PostingPattern, gap_days: int = 15) -> tuple[tuple[date, date], ...]:
    """(first, last) day of the three postings begun on `first`; the last day is the end of the publicity (R2223-16).

    LONG: each lasts a month, the next one `gap_days` after it; SHORT: the posters are replaced every `gap_days`.
    """
    gap = timedelta(days=gap_days)
    if pattern is PostingPattern.SHORT:
        second, third = first + gap, first + 2 * gap
        return ((first, second), (second, third), (third, add_months(third, 1)))
    found = []
    start = first
    for _turn in POSTINGS:
        end = add_months(start, 1)
        found.append((start, end))
        start = end + gap
    return tuple(found)


def posting_end(code: StepCode, done: Mapping[StepCode, date], delays: Delays) -> date | None:
    """Last day of one posting of a run, counted from the day on which it really began; None when it did not."""
    start = done.get(code)
    if start is None:
        return None
    if delays.posting_pattern is PostingPattern.SHORT and code is not S.POSTING_3:
        return start + timedelta(days=delays.posting_gap_days)
    return add_months(start, 1)


def publicity_end(done: Mapping[StepCode, date], delays: Delays) -> date | None:
    """Last day of the third posting; None while it has not begun."""
    return posting_end(S.POSTING_3, done, delays)


def wait_years(end_of_publicity: date, delays: Delays) -> int:
    """Years between the publicity and the second report: three when it ended before 23 February 2022."""
    return max(delays.abandonment_wait_years, floor_of("abandonment_wait_years", end_of_publicity))


def step_windows(
    done: Mapping[StepCode, date],
    delays: Delays,
    kind: CaseKind = CaseKind.ABANDONMENT,
    *,
    opens_on: date | None = None,
) -> list[StepWindow]:
    """The window of every step of a case, given the days of those done.

    `opens_on`: first day that the conditions before the procedure allow (`first_notice_from`,
    `earliest_repossession`…). Days already done are never recomputed: each window counts from the day stored.
    """
    return [_window(code, done, delays, kind, opens_on) for code in STEPS[kind]]


def window_of(
    code: StepCode,
    done: Mapping[StepCode, date],
    delays: Delays,
    kind: CaseKind = CaseKind.ABANDONMENT,
    *,
    opens_on: date | None = None,
) -> StepWindow:
    """The window of one step (see `step_windows`). Raises KeyError for a step that the kind of case has not."""
    if code not in STEPS[kind]:
        raise KeyError(code)
    return _window(code, done, delays, kind, opens_on)


def next_step(
    done: Mapping[StepCode, date],
    delays: Delays,
    kind: CaseKind = CaseKind.ABANDONMENT,
    *,
    opens_on: date | None = None,
) -> StepWindow | None:
    """The first step of law that remains to be done; None when the case is at its end."""
    windows = step_windows(done, delays, kind, opens_on=opens_on)
    return next((one for one in windows if one.done_on is None and not one.optional), None)


def ready_steps(
    done: Mapping[StepCode, date], delays: Delays, kind: CaseKind = CaseKind.ABANDONMENT, *, opens_on: date | None = None
) -> list[StepWindow]:
    """Every step that nothing done keeps waiting, in its order: several may run at once, each with its own days.

    What no text demands is offered only while nothing is done.
    """
    return [
        window
        for window in step_windows(done, delays, kind, opens_on=opens_on)
        if window.is_ready and not (window.optional and done)
    ]


def check_step(
    code: StepCode,
    on: date,
    done: Mapping[StepCode, date],
    delays: Delays,
    kind: CaseKind = CaseKind.ABANDONMENT,
    *,
    opens_on: date | None = None,
) -> Gate:
    """Whether a step may be recorded as done on `on`.

    Too early, or before what must come first: closed. Too late: a mere warning, the step is marked irregular,
    for what was not done in time can no longer be.
    """
    window = window_of(
        code, {one: day for one, day in done.items() if one is not code}, delays, kind, opens_on=opens_on
    )
    title = label(code)
    article = next((reason.article for reason in window.why if reason.article), "")
    if window.missing:
        names = ", ".join(f"«\u00a0{label(one)}\u00a0»" for one in window.missing)
        return Gate("MISSING", title, False, _("faites d’abord\u00a0: {steps}", steps=names), article)
    if window.not_before is not None and on < window.not_before:
        why: Text = _("possible à partir du {day}", day=show_day(window.not_before))
        return Gate("EARLY", title, False, why, article, window.not_before)
    if window.not_after is not None and on > window.not_after:
        why = _("trop tard\u00a0: c’était à faire le {day} au plus tard", day=show_day(window.not_after))
        return Gate("LATE", title, False, why, article, warning=True)
    return Gate("STEP", title, True, "", article)


# --- Rules of each step ----------------------------------------------------------------------------------

_NEEDS: dict[StepCode, tuple[StepCode, ...]] = {
    S.REPORT_1: (S.NOTICE_1,),
    S.FORMAL_DEMAND: (S.REPORT_1,),
    S.POSTING_1: (S.REPORT_1,),
    S.POSTING_2: (S.POSTING_1,),
    S.POSTING_3: (S.POSTING_2,),
    S.POSTING_CERTIFICATE: (S.POSTING_3,),
    S.LIST_PUBLISHED: (S.REPORT_1,),
    S.NOTICE_2: (S.FORMAL_DEMAND, S.POSTING_3),
    S.REPORT_2: (S.POSTING_3, S.NOTICE_2),
    S.NOTIFICATION_2: (S.REPORT_2,),
    S.COUNCIL: (S.POSTING_CERTIFICATE, S.LIST_PUBLISHED, S.NOTIFICATION_2),
    S.ORDER: (S.COUNCIL,),
    S.PUBLICATION: (S.ORDER,),
    S.REMOVAL: (S.PUBLICATION,),
    S.OSSUARY: (S.REMOVAL,),
}
_SHORT_NEEDS: dict[StepCode, tuple[StepCode, ...]] = {
    S.PUBLICATION: (S.ORDER,),
    S.REMOVAL: (S.PUBLICATION,),
    S.OSSUARY: (S.REMOVAL,),
}
_ARTICLES: dict[StepCode, str] = {
    S.NOTICE_1: "CGCT R2223-12, R2223-13",
    S.REPORT_1: "CGCT R2223-13, R2223-14",
    S.FORMAL_DEMAND: "CGCT R2223-15",
    S.POSTING_1: "CGCT R2223-16",
    S.POSTING_2: "CGCT R2223-16",
    S.POSTING_3: "CGCT R2223-16",
    S.POSTING_CERTIFICATE: "CGCT R2223-16",
    S.LIST_PUBLISHED: "CGCT R2223-17",
    S.NOTICE_2: "CGCT R2223-18",
    S.REPORT_2: "CGCT L2223-17, R2223-18",
    S.NOTIFICATION_2: "CGCT R2223-18",
    S.COUNCIL: "CGCT L2223-17, R2223-18",
    S.ORDER: "CGCT L2223-17, R2223-18",
    S.PUBLICATION: "CGCT R2223-19",
    S.REMOVAL: "CGCT R2223-20",
    S.OSSUARY: "CGCT L2223-4, R2223-6",
}


def _window(
    code: StepCode, done: Mapping[StepCode, date], delays: Delays, kind: CaseKind, opens_on: date | None
) -> StepWindow:
    full = kind is CaseKind.ABANDONMENT
    needs = (_NEEDS if full else _SHORT_NEEDS).get(code, ())
    if kind is CaseKind.EXPIRED and code is S.ORDER:
        needs = (S.INFORMATION,)
    missing = tuple(one for one in needs if one not in done)
    first, last, texts = (_abandonment if full else _short)(code, done, delays, opens_on)
    done_on = done.get(code)
    regular = done_on is None or (
        not missing and (first is None or done_on >= first) and (last is None or done_on <= last)
    )
    article = _ARTICLES.get(code, "") if full or code is not S.ORDER else ""
    why = tuple(Reason(text, article) for text in texts) or (
        (Reason(label(code), article),) if article else ()
    )
    return StepWindow(code, first, last, done_on, regular, missing, code in OPTIONAL[kind], why)


_Days = tuple[date | None, date | None, list[Text]]


def _short(code: StepCode, done: Mapping[StepCode, date], delays: Delays, opens_on: date | None) -> _Days:
    """Windows of the two short procedures: the order waits for the gates, the works for the order."""
    if code is S.ORDER:
        days = [day for day in (opens_on, done.get(S.INFORMATION), done.get(S.COUNCIL)) if day is not None]
        return max(days, default=None), None, []
    if code is S.PUBLICATION:
        return done.get(S.ORDER), None, []
    if code is S.REMOVAL:
        return done.get(S.PUBLICATION), None, []
    if code is S.OSSUARY:
        return done.get(S.REMOVAL), None, [_("le jour même de l’exhumation")]
    return None, None, []


def _abandonment(
    code: StepCode, done: Mapping[StepCode, date], delays: Delays, opens_on: date | None
) -> _Days:
    """(not before, not after, sentences) of one step of the long procedure."""
    report = done.get(S.REPORT_1)
    match code:
        case S.HEIR_SEARCH:
            return None, done.get(S.NOTICE_1), [_("avant le premier avis")]
        case S.NOTICE_1:
            return (
                opens_on,
                None,
                [] if opens_on is None else [_("conditions réunies le {day}", day=show_day(opens_on))],
            )
        case S.REPORT_1:
            return _after_notice(done.get(S.NOTICE_1), delays)
        case S.FORMAL_DEMAND | S.POSTING_1:
            if report is None:
                return None, None, []
            text = _n(
                "dans le jour qui suit le premier procès-verbal",
                "dans les {n} jours qui suivent le premier procès-verbal",
                delays.report_days,
            )
            return report, last_allowed(report, days=delays.report_days), [text]
        case S.POSTING_2 | S.POSTING_3:
            return _next_posting(code, done, delays)
        case S.POSTING_CERTIFICATE | S.NOTICE_2:
            end = publicity_end(done, delays)
            return (
                end,
                None,
                [] if end is None else [_("fin de la publicité\u00a0: {day}", day=show_day(end))],
            )
        case S.LIST_PUBLISHED:
            return report, None, []
        case S.REPORT_2:
            return _second_report(done, delays)
        case S.NOTIFICATION_2:
            return done.get(S.REPORT_2), None, []
        case S.COUNCIL:
            return _after_notification(done.get(S.NOTIFICATION_2), delays)
        case S.ORDER:
            return done.get(S.COUNCIL), None, []
        case S.PUBLICATION:
            return done.get(S.ORDER), None, []
        case S.REMOVAL:
            return _after_publication(done.get(S.PUBLICATION), delays)
        case S.OSSUARY:
            return done.get(S.REMOVAL), None, [_("le jour même de l’exhumation")]
        case _:
            return None, None, []


def _after_notice(noticed: date | None, delays: Delays) -> _Days:
    if noticed is None:
        return None, None, []
    text = _n("un mois révolu après l’avis", "{n} mois révolus après l’avis", delays.notice_months)
    return first_allowed(noticed, months=delays.notice_months), None, [text]


def _after_notification(told: date | None, delays: Delays) -> _Days:
    if told is None:
        return None, None, []
    text = _n(
        "un mois révolu après la notification du second procès-verbal",
        "{n} mois révolus après la notification du second procès-verbal",
        delays.notice_months,
    )
    return first_allowed(told, months=delays.notice_months), None, [text]


def _after_publication(published: date | None, delays: Delays) -> _Days:
    if published is None:
        return None, None, []
    text = _n(
        "un jour révolu après la publication et la notification",
        "{n} jours révolus après la publication et la notification",
        delays.removal_days,
    )
    return first_allowed(published, days=delays.removal_days), None, [text]


def _next_posting(code: StepCode, done: Mapping[StepCode, date], delays: Delays) -> _Days:
    """A posting renewed: fifteen days after the end of the one before (LONG), or as it ends (SHORT)."""
    end = posting_end(POSTINGS[POSTINGS.index(code) - 1], done, delays)
    if end is None:
        return None, None, []
    gap = 0 if delays.posting_pattern is PostingPattern.SHORT else delays.posting_gap_days
    day = end + timedelta(days=gap)
    text = _n(
        "à un jour de l’affichage précédent", "à {n} jours de l’affichage précédent", delays.posting_gap_days
    )
    return day, day, [text]


def _second_report(done: Mapping[StepCode, date], delays: Delays) -> _Days:
    """The year of waiting and the month of the second notice, whichever ends last."""
    end, noticed = publicity_end(done, delays), done.get(S.NOTICE_2)
    if end is None:
        return None, None, []
    years = wait_years(end, delays)
    first = first_allowed(end, years=years)
    texts: list[Text] = [
        _n(
            "un an révolu après la fin de la publicité ({end})\u00a0: {day}",
            "{n} ans révolus après la fin de la publicité ({end})\u00a0: {day}",
            years,
            end=show_day(end),
            day=show_day(first),
        )
    ]
    if noticed is not None:
        after = first_allowed(noticed, months=delays.notice_months)
        text = _n(
            "un mois révolu après le second avis\u00a0: {day}",
            "{n} mois révolus après le second avis\u00a0: {day}",
            delays.notice_months,
            day=show_day(after),
        )
        texts.append(text)
        first = max(first, after)
    return first, None, texts
