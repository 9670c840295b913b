# SPDX-License-Identifier: EUPL-1.2
"""The abandonment procedure: what must hold before it begins (P1 to P6), and what stops it (reference §7.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.core.dates import PartialDate, show_day
from app.core.text import Text
from modules.cemetery.rules.codes import AbandonmentSign, DurationCode, Regime, StopReason, TermOperation
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts, RemainsFacts, TermFacts
from modules.cemetery.rules.presence import LastBurial, is_present, last_burial
from modules.cemetery.rules.repossession import expiry_on, last_term
from modules.cemetery.rules.steps import StepWindow as StepWindow
from modules.cemetery.rules.steps import check_step as check_step
from modules.cemetery.rules.steps import postings as postings
from modules.cemetery.rules.steps import step_windows as step_windows
from modules.cemetery.rules.terms import add_years, first_allowed
from modules.cemetery.rules.why import DatedAnswer, Decision, Gate, Reason
from modules.cemetery.strings import _, _n

FOREVER = frozenset({DurationCode.PERP, DurationCode.Y100})
"""Categories in which a person « Mort pour la France » or an accepted upkeep protects the grave."""


def preconditions(
    facts: PlotFacts,
    concession: ConcessionFacts,
    day: date,
    delays: Delays,
    *,
    signs: Collection[AbandonmentSign] = (),
    dates_confirmed: bool = False,
) -> Decision:
    """Whether the very first notice (T0) may be sent on `day`: gates P1 to P6, tested on that day.

    `signs`: visible signs recorded on the spot. `dates_confirmed`: a clerk wrote why burials without a date
    are old enough.
    """
    return Decision(
        (
            _p1_age(concession, day, delays),
            _p2_no_burial(facts, day, delays, dates_confirmed),
            _p3_signs(signs),
            *_p4_for_france(facts, concession, day, delays),
            _p5_upkeep(facts, concession, day),
            _p6_in_force(concession, day),
        )
    )


def first_notice_from(
    facts: PlotFacts, concession: ConcessionFacts, delays: Delays, today: date
) -> DatedAnswer:
    """First day for the first notice as far as time commands it (P1, P2, P4); None when it never comes.

    `today` bounds what is known: burials after it are ignored. Signs of abandonment are another matter.
    """
    reasons: list[Reason] = []
    days: list[date | None] = []
    gates = (
        _p1_age(concession, today, delays),
        _p2_no_burial(facts, today, delays, False),
        *_p4_for_france(facts, concession, today, delays),
        _p5_upkeep(facts, concession, today),
    )
    for gate in gates:
        if gate.warning:
            continue
        reasons.append(Reason(gate.reason or gate.title, gate.article, {"gate": gate.code}))
        if not gate.is_open:
            days.append(gate.opens_on)
    if any(found is None for found in days):
        return DatedAnswer(None, tuple(reasons))
    known = [found for found in (*_opened(facts, concession, today, delays), *days) if found is not None]
    on = max(known, default=None)
    end = expiry_on(concession, on or today)
    if on is not None and end is not None and end <= on:
        reasons.append(
            Reason(_("la concession sera échue\u00a0: reprise d’une concession échue"), "CGCT L2223-15")
        )
        return DatedAnswer(None, tuple(reasons))
    return DatedAnswer(on, tuple(reasons))


def _opened(facts: PlotFacts, concession: ConcessionFacts, today: date, delays: Delays) -> list[date | None]:
    """First days of the waits already over."""
    deed = deed_day(concession)
    buried = last_burial(facts.remains, today).on
    return [
        first_allowed(deed, years=delays.abandonment_min_age_years) if deed else concession.notoriety_on,
        first_allowed(buried, years=delays.abandonment_no_burial_years) if buried else None,
        _mpf_until(facts, concession, today, delays)[0] if _is_forever(concession, today) else None,
    ]


def deed_day(concession: ConcessionFacts) -> date | None:
    """Day of the first deed, the latest that a partial date allows; None when it is lost and nothing replaces it."""
    if concession.deed_on is not None:
        return concession.deed_on.last
    if concession.deed_lost or not concession.terms:
        return None
    return min(term.start for term in concession.terms).last


def _p1_age(concession: ConcessionFacts, day: date, delays: Delays) -> Gate:
    years = delays.abandonment_min_age_years
    title = _n("Concession de plus d’un an", "Concession de plus de {n} ans", years)
    deed = deed_day(concession)
    if deed is None:
        noted = concession.notoriety_on
        if noted is not None and noted <= day:
            why: Text = _("titre perdu, acte de notoriété du {day}", day=show_day(noted))
            return Gate("P1", title, True, why, "CGCT R2223-14")
        why = _("titre inconnu\u00a0: faites dresser un acte de notoriété")
        return Gate("P1", title, False, why, "CGCT R2223-14", noted)
    opens = first_allowed(deed, years=years)
    if day >= opens:
        return Gate("P1", title, True, _("depuis le {day}", day=show_day(opens)), "CGCT L2223-17")
    why = _("titre du {day}\u00a0: possible à partir du {on}", day=show_day(deed), on=show_day(opens))
    return Gate("P1", title, False, why, "CGCT L2223-17", opens, overridable=False)


def _p2_no_burial(facts: PlotFacts, day: date, delays: Delays, confirmed: bool) -> Gate:
    years = delays.abandonment_no_burial_years
    title = _n("Aucune inhumation depuis un an", "Aucune inhumation depuis {n} ans", years)
    article = "CGCT R2223-12"
    # Whoever was ever laid there counts, urns and the exhumed included: the strictest reading.
    found = last_burial(facts.remains, day)
    if not facts.remains and facts.occupied_unknown:
        found = LastBurial(None, True)
    opens = None if found.on is None else first_allowed(found.on, years=years)
    if opens is not None and day < opens:
        why: Text = _(
            "dernière inhumation le {day}\u00a0: possible à partir du {on}",
            day=show_day(found.on or day),
            on=show_day(opens),
        )
        return Gate("P2", title, False, why, article, opens, overridable=False)
    if found.unknown and not confirmed:
        why = _("une inhumation n’a pas de date\u00a0: confirmez par écrit qu’elle est assez ancienne")
        return Gate("P2", title, False, why, article)
    if found.unknown:
        return Gate("P2", title, True, _("date inconnue, ancienneté confirmée par écrit"), article)
    if opens is None:
        return Gate("P2", title, True, _("aucune inhumation connue"), article)
    return Gate("P2", title, True, _("depuis le {day}", day=show_day(opens)), article)


def _p3_signs(signs: Collection[AbandonmentSign]) -> Gate:
    title = _("Signes visibles d’abandon relevés sur place")
    if signs:
        return Gate(
            "P3", title, True, _n("un signe relevé", "{n} signes relevés", len(signs)), "CGCT L2223-17"
        )
    return Gate(
        "P3", title, False, _("cochez les signes vus sur la sépulture"), "CGCT L2223-17", overridable=False
    )


def _mpf_until(
    facts: PlotFacts, concession: ConcessionFacts, day: date, delays: Delays
) -> tuple[date | None, list[RemainsFacts]]:
    """First day after the protection of those « Mort pour la France » who lie there, and who they are."""
    heroes = [one for one in facts.remains if one.mpf and is_present(one, day)]
    buried = last_burial(heroes, day)
    if not heroes or buried.on is None:
        return None, heroes
    return first_allowed(buried.on, years=delays.mpf_years), heroes


def _is_forever(concession: ConcessionFacts, day: date) -> bool:
    """Whether the concession is perpetual or centenary; a lost title is taken for one."""
    term = last_term(concession, day)
    return term is None or term.duration in FOREVER


def _p4_for_france(
    facts: PlotFacts, concession: ConcessionFacts, day: date, delays: Delays
) -> tuple[Gate, ...]:
    title = _("Aucune sépulture militaire ni «\u00a0Mort pour la France\u00a0» protégé")
    article = "CGCT R2223-22"
    if facts.regime is Regime.MILITARY:
        return (Gate("P4", title, False, _("sépulture militaire"), article, overridable=False),)
    opens, heroes = _mpf_until(facts, concession, day, delays)
    if not heroes:
        return (Gate("P4", title, True, "", article),)
    if not _is_forever(concession, day):
        why: Text = _(
            "une personne «\u00a0Mort pour la France\u00a0» y repose\u00a0: prévenez le Souvenir français"
        )
        return (Gate("P4", title, True, "", article), Gate("MPF", title, False, why, article, warning=True))
    if opens is None:
        why = _("une personne «\u00a0Mort pour la France\u00a0» y repose depuis une date inconnue")
        return (Gate("P4", title, False, why, article),)
    if day >= opens:
        return (Gate("P4", title, True, _("depuis le {day}", day=show_day(opens)), article),)
    why = _n(
        "une personne «\u00a0Mort pour la France\u00a0» y repose depuis moins d’un an\u00a0: possible à partir du {on}",
        "une personne «\u00a0Mort pour la France\u00a0» y repose depuis moins de {n} ans\u00a0: possible à partir du {on}",
        delays.mpf_years,
        on=show_day(opens),
    )
    return (Gate("P4", title, False, why, article, opens, overridable=False),)


def _p5_upkeep(facts: PlotFacts, concession: ConcessionFacts, day: date) -> Gate:
    title = _("Entretien que la commune n’a pas accepté de prendre en charge")
    if facts.protected:
        return Gate("P5", title, False, _("sépulture protégée au titre du patrimoine"))
    if not concession.upkeep_accepted and not facts.communal_maintenance:
        return Gate("P5", title, True, "", "CGCT R2223-23")
    why = _("un don ou un legs accepté charge la commune ou un établissement public de son entretien")
    is_bound = _is_forever(concession, day) or facts.communal_maintenance
    return Gate("P5", title, False, why, "CGCT R2223-23", overridable=False, warning=not is_bound)


def _p6_in_force(concession: ConcessionFacts, day: date) -> Gate:
    title = _("Concession en cours")
    if concession.closed_on is not None and concession.closed_on <= day:
        why: Text = _("elle est close depuis le {day}", day=show_day(concession.closed_on))
        return Gate("P6", title, False, why, overridable=False)
    end = expiry_on(concession, day)
    if end is None or day < end:
        return Gate("P6", title, True)
    why = _(
        "elle est échue depuis le {day}\u00a0: suivez la reprise d’une concession échue", day=show_day(end)
    )
    return Gate("P6", title, False, why, "CGCT L2223-15", overridable=False)


# --- What stops a procedure ------------------------------------------------------------------------------


@dataclass(frozen=True)
class StopEvent:
    """What closed or suspended a procedure on a grave, and on which day."""

    reason: StopReason
    on: date
    text: Text
    suspends: bool = False
    """True when the mayor's decision alone holds the procedure: it may go on later."""


def stop_event(
    opened_on: date,
    day: date,
    *,
    burials: Iterable[date | PartialDate] = (),
    upkeep: Iterable[date] = (),
    terms: Iterable[TermFacts] = (),
    opposed_on: date | None = None,
) -> StopEvent | None:
    """The first event between `opened_on` and `day` that stops a procedure (§7.3); None when none does.

    A burial opens ten years again, upkeep and a new term show that the grave is not abandoned; an opposition
    suspends until the mayor decides. A renewal whose term begins earlier than `opened_on` is not seen here.
    """
    found = [
        StopEvent(StopReason.BURIAL, one, _("nouvelle inhumation le {day}", day=show_day(one)))
        for one in (buried.last if isinstance(buried, PartialDate) else buried for buried in burials)
    ]
    found += [
        StopEvent(StopReason.RESTORED, one, _("travaux d’entretien constatés le {day}", day=show_day(one)))
        for one in upkeep
    ]
    for term in terms:
        if term.operation is TermOperation.GRANT:
            continue
        is_renewal = term.operation is TermOperation.RENEWAL
        reason = StopReason.RENEWED if is_renewal else StopReason.CONVERTED
        found.append(
            StopEvent(
                reason, term.start.last, _("nouveau terme depuis le {day}", day=show_day(term.start.last))
            )
        )
    if opposed_on is not None:
        text = _("opposition de la famille le {day}", day=show_day(opposed_on))
        found.append(StopEvent(StopReason.OPPOSITION, opposed_on, text, suspends=True))
    return min((one for one in found if opened_on <= one.on <= day), key=lambda one: one.on, default=None)


def quiet_until(buried_on: date, delays: Delays) -> date:
    """Last day on which a burial keeps a procedure from beginning again."""
    return add_years(buried_on, delays.abandonment_no_burial_years)
