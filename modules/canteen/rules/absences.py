# SPDX-License-Identifier: EUPL-1.2
"""Which absences are due and which are free, by the rules a town chooses (reference §7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from app.core.clock import PARIS
from app.core.dates import show_day
from app.core.text import Msg, Text
from modules.canteen.strings import _, _n


class AbsenceReason(StrEnum):
    """Why someone expected did not come (§7.2)."""

    SICK = "SICK"
    SICK_DURING_DAY = "SICK_DURING_DAY"
    TEACHER_AWAY = "TEACHER_AWAY"
    STRIKE = "STRIKE"
    TRIP = "TRIP"
    FAMILY = "FAMILY"
    BEREAVEMENT = "BEREAVEMENT"
    EXCLUSION = "EXCLUSION"
    TOWN_CLOSED = "TOWN_CLOSED"
    TRANSPORT = "TRANSPORT"


class Effect(StrEnum):
    """What a reason does when the town has no rule of its own for it."""

    BY_RULE = "BY_RULE"
    FREE = "FREE"
    DUE = "DUE"


DEFAULT_EFFECT = {
    AbsenceReason.SICK: Effect.BY_RULE,
    AbsenceReason.SICK_DURING_DAY: Effect.FREE,
    AbsenceReason.TEACHER_AWAY: Effect.FREE,
    AbsenceReason.STRIKE: Effect.FREE,
    AbsenceReason.TRIP: Effect.FREE,
    AbsenceReason.FAMILY: Effect.DUE,
    AbsenceReason.BEREAVEMENT: Effect.FREE,
    AbsenceReason.EXCLUSION: Effect.BY_RULE,
    AbsenceReason.TOWN_CLOSED: Effect.FREE,
    AbsenceReason.TRANSPORT: Effect.FREE,
}

ALWAYS_FREE = frozenset({AbsenceReason.TOWN_CLOSED})
"""Reasons that no rule of the town can make due."""


class AbsenceRuleKind(StrEnum):
    """The rule objects of §7.1."""

    ALWAYS_DUE = "ALWAYS_DUE"
    CERTIFICATE = "CERTIFICATE"
    WAITING_DAYS = "WAITING_DAYS"
    NOTICE_PLUS = "NOTICE_PLUS"
    MIN_CONSECUTIVE = "MIN_CONSECUTIVE"
    FIRST_DAYS_TOWN = "FIRST_DAYS_TOWN"
    REFUND_AMOUNT = "REFUND_AMOUNT"


@dataclass(frozen=True)
class AbsenceRule:
    """One rule of the town. Days are serving days: weekends, Wednesdays and holidays do not count."""

    kind: AbsenceRuleKind
    days: int = 0
    needs_certificate: bool = False
    certificate_hours: int | None = None
    """Time to bring the certificate, from the first meal missed; None: no limit."""
    amount: Decimal | None = None
    """Refund for each absence, in euros, for flat prices."""


@dataclass(frozen=True)
class Absence:
    """A run of consecutive absences with what the family said and showed."""

    days: tuple[date, ...]
    reason: AbsenceReason = AbsenceReason.SICK
    notified_at: datetime | None = None
    certificate_at: datetime | None = None
    overruled_due: bool | None = None
    """The clerk's own decision over the rule, for the whole run."""
    overruled_because: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether the meal of a day is due, and the sentence that says why."""

    day: date
    is_due: bool
    why: Msg


NOON = time(12)
"""When meals are taken, for delays counted in hours."""


def runs(absent: Iterable[date], expected: Sequence[date]) -> list[tuple[date, ...]]:
    """Consecutive absences. `expected`: the serving days, or those when the person was expected (ABS-07).

    Days outside `expected` neither break nor lengthen a run.
    """
    missing, found, current = set(absent), [], list[date]()
    for day in sorted(expected):
        if day in missing:
            current.append(day)
        elif current:
            found.append(tuple(current))
            current = []
    return [*found, tuple(current)] if current else found


def judge(
    absence: Absence,
    rule: AbsenceRule | None,
    serving: Sequence[date],
    deadline_of: Callable[[date], datetime],
) -> list[Verdict]:
    """What each day of a run costs. `rule`: the town's for this reason, or None for the default effect.

    `serving` are the serving days around the run, `deadline_of` the last moment to cancel each of them.
    """
    if absence.overruled_due is not None:
        words = _("décision de la mairie\u00a0: {reason}", reason=absence.overruled_because)
        return _all(absence, absence.overruled_due, words)
    effect = DEFAULT_EFFECT[absence.reason]
    if absence.reason in ALWAYS_FREE or (rule is None and effect is Effect.FREE):
        return _all(absence, False, _("absence gratuite pour ce motif"))
    if rule is None or rule.kind is AbsenceRuleKind.ALWAYS_DUE:
        return _all(absence, True, _("repas réservé et non annulé à temps"))
    refused = _certificate_fault(absence, rule)
    if refused is not None:
        return _all(absence, True, refused)
    return _RULES[rule.kind](absence, rule, serving, deadline_of)


def _certificate_fault(absence: Absence, rule: AbsenceRule) -> Msg | None:
    if not (rule.needs_certificate or rule.kind is AbsenceRuleKind.CERTIFICATE):
        return None
    if absence.certificate_at is None:
        return _("aucun justificatif reçu")
    limit = certificate_deadline(absence, rule)
    if limit is not None and absence.certificate_at > limit:
        hours = rule.certificate_hours
        return _("justificatif reçu après le délai de {hours}\u00a0heures", hours=hours)
    return None


def certificate_deadline(absence: Absence, rule: AbsenceRule) -> datetime | None:
    """The last moment to bring the certificate, counted from the first meal missed; None without a limit."""
    if rule.certificate_hours is None:
        return None
    return datetime.combine(absence.days[0], NOON, tzinfo=PARIS) + timedelta(hours=rule.certificate_hours)


def _certificate(absence: Absence, _rule: AbsenceRule, _serving: Sequence[date], _deadline: object) -> list[Verdict]:
    return _all(absence, False, _("justificatif reçu dans le délai"))


def _waiting_days(absence: Absence, rule: AbsenceRule, _serving: Sequence[date], _deadline: object) -> list[Verdict]:
    due = _n("{n} jour de carence", "{n} jours de carence", rule.days)
    free = _("absence justifiée, après la carence") if rule.days else _("absence justifiée")
    return [_verdict(day, rank < rule.days, due, free) for rank, day in enumerate(absence.days)]


def _notice_plus(absence: Absence, rule: AbsenceRule, serving: Sequence[date], _deadline: object) -> list[Verdict]:
    if absence.notified_at is None:
        return _all(absence, True, _("absence non signalée"))
    notice = absence.notified_at.astimezone(PARIS).date()
    following = [day for day in sorted(serving) if day > notice][: rule.days]
    last_due = following[-1] if following else notice
    due = _n(
        "signalée le {day}\u00a0: ce jour et {n} jour suivant sont dus",
        "signalée le {day}\u00a0: ce jour et les {n} jours suivants sont dus",
        rule.days,
        day=show_day(notice),
    )
    free = _("signalée le {day}, délai passé", day=show_day(notice))
    return [_verdict(day, day <= last_due, due, free) for day in absence.days]


def _min_consecutive(absence: Absence, rule: AbsenceRule, _serving: Sequence[date], _deadline: object) -> list[Verdict]:
    count = len(absence.days)
    if count < rule.days:
        why = _("{count} jours de suite, il en faut {least}", count=count, least=rule.days)
        return _all(absence, True, why)
    return _all(absence, False, _("{count} jours de suite", count=count))


def _first_days_town(
    absence: Absence, rule: AbsenceRule, _serving: Sequence[date], deadline_of: Callable[[date], datetime]
) -> list[Verdict]:
    verdicts = []
    for rank, day in enumerate(absence.days):
        if rank < rule.days:
            verdicts.append(Verdict(day, False, _("premiers jours pris en charge par la commune")))
        elif absence.notified_at is not None and absence.notified_at <= deadline_of(day):
            verdicts.append(Verdict(day, False, _("signalée avant la date limite")))
        else:
            verdicts.append(Verdict(day, True, _("non signalée avant la date limite")))
    return verdicts


def _refund_amount(absence: Absence, _rule: AbsenceRule, _serving: Sequence[date], _deadline: object) -> list[Verdict]:
    return _all(absence, False, _("absence remboursée sur le forfait"))


_Judge = Callable[[Absence, AbsenceRule, Sequence[date], Callable[[date], datetime]], list[Verdict]]
_RULES: dict[AbsenceRuleKind, _Judge] = {
    AbsenceRuleKind.CERTIFICATE: _certificate,
    AbsenceRuleKind.WAITING_DAYS: _waiting_days,
    AbsenceRuleKind.NOTICE_PLUS: _notice_plus,
    AbsenceRuleKind.MIN_CONSECUTIVE: _min_consecutive,
    AbsenceRuleKind.FIRST_DAYS_TOWN: _first_days_town,
    AbsenceRuleKind.REFUND_AMOUNT: _refund_amount,
}


def sentence(rule: AbsenceRule | None) -> Text:
    """The rule as the town prints it."""
    if rule is None:
        return _("Effet habituel du motif")
    words = {
        AbsenceRuleKind.ALWAYS_DUE: _("Toute absence est due"),
        AbsenceRuleKind.CERTIFICATE: _("Gratuite sur justificatif"),
        AbsenceRuleKind.WAITING_DAYS: _n(
            "{n} jour de carence, les suivants gratuits", "{n} jours de carence, les suivants gratuits", rule.days
        ),
        AbsenceRuleKind.NOTICE_PLUS: _n(
            "Le jour du signalement et {n} jour suivant sont dus",
            "Le jour du signalement et les {n} jours suivants sont dus",
            rule.days,
        ),
        AbsenceRuleKind.MIN_CONSECUTIVE: _("Gratuite à partir de {days} jours de suite", days=rule.days),
        AbsenceRuleKind.FIRST_DAYS_TOWN: _n(
            "Le premier jour est pris en charge par la commune, les suivants sont dus sans signalement",
            "Les {n} premiers jours sont pris en charge par la commune, les suivants sont dus sans signalement",
            rule.days,
        ),
        AbsenceRuleKind.REFUND_AMOUNT: _("Remboursement d’un montant fixe par absence"),
    }[rule.kind]
    if rule.certificate_hours is None:
        return words
    return _("{rule} (justificatif sous {hours}\u00a0heures)", rule=words, hours=rule.certificate_hours)


def _verdict(day: date, is_due: bool, due: Msg, free: Msg) -> Verdict:
    return Verdict(day, is_due, due if is_due else free)


def _all(absence: Absence, is_due: bool, why: Msg) -> list[Verdict]:
    return [Verdict(day, is_due, why) for day in absence.days]
