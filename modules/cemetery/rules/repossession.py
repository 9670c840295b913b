# SPDX-License-Identifier: EUPL-1.2
"""Taking ground back: an expired concession (gates G1 to G6) and a grave of common ground (reference §7.1, §7.2)."""

from __future__ import annotations

from datetime import date

from app.core.dates import PartialDate, show_day
from app.core.text import Text
from modules.cemetery.rules.codes import Regime
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.facts import ConcessionFacts, PlotFacts, TermFacts
from modules.cemetery.rules.presence import LastBurial, is_present, last_burial, last_coffin_burial
from modules.cemetery.rules.terms import first_allowed
from modules.cemetery.rules.why import DatedAnswer, Decision, Gate, Reason
from modules.cemetery.strings import _, _n


def last_term(concession: ConcessionFacts, day: date) -> TermFacts | None:
    """The term that counts on `day`: of those already begun, the one that ends last (without end first)."""
    found: TermFacts | None = None
    for term in concession.terms:
        if term.start.first > day:
            continue
        if term.expires_on is None:
            return term
        if found is None or (found.expires_on is not None and term.expires_on >= found.expires_on):
            found = term
    return found


def expiry_on(concession: ConcessionFacts, day: date) -> date | None:
    """Expiry known on `day`, the renewals already bought for later included; None when there is none."""
    term = last_term(concession, day)
    if term is None:
        return None
    end = term.expires_on
    if len(concession.terms) == 1:
        return end
    for later in sorted(concession.terms, key=lambda one: one.start.first):
        if end is None:
            return None
        if later.start.first <= end and (later.expires_on is None or later.expires_on > end):
            end = later.expires_on
    return end


def earliest_repossession(
    expires_on: date, buried_on: date | PartialDate | None, delays: Delays
) -> DatedAnswer:
    """First day on which time allows to take back a concession expired on `expires_on` (§7.1)."""
    on = first_allowed(expires_on, years=delays.renewal_years)
    reasons = [
        Reason(
            _n(
                "Échéance du {day}, puis un an révolu laissé au renouvellement\u00a0: à partir du {on}",
                "Échéance du {day}, puis {n} ans révolus laissés au renouvellement\u00a0: à partir du {on}",
                delays.renewal_years,
                day=show_day(expires_on),
                on=show_day(on),
            ),
            "CGCT L2223-15",
            {"expires_on": expires_on, "renewal_years": delays.renewal_years},
        )
    ]
    buried = buried_on.last if isinstance(buried_on, PartialDate) else buried_on
    if buried is not None:
        quiet = first_allowed(buried, years=delays.quiet_years)
        reasons.append(_quiet_reason(buried, quiet, delays.quiet_years))
        on = max(on, quiet)
    return DatedAnswer(on, tuple(reasons))


def _quiet_reason(buried: date, opens: date, years: int) -> Reason:
    text = _n(
        "Dernière inhumation le {day}, puis un an révolu\u00a0: à partir du {on}",
        "Dernière inhumation le {day}, puis {n} ans révolus\u00a0: à partir du {on}",
        years,
        day=show_day(buried),
        on=show_day(opens),
    )
    return Reason(text, "CGCT R2223-5", {"buried_on": buried, "years": years})


def can_order_expired(
    facts: PlotFacts, concession: ConcessionFacts, day: date, delays: Delays, *, dates_confirmed: bool = False
) -> Decision:
    """Whether the mayor may order on `day` that an expired concession be taken back: G1 to G5.

    `dates_confirmed`: a clerk wrote why a burial without a date is old enough.
    """
    return Decision(
        (
            _g1_expired(concession, day),
            _g2_window(concession, day, delays),
            quiet_gate(
                "G3",
                facts,
                day,
                delays.quiet_years,
                urns=delays.urns_count_for_five_years,
                confirmed=dates_confirmed,
            ),
            _g4_informed(concession, day),
            *_g5_untouchable(facts, day),
            *_opposition(concession),
        )
    )


def can_repossess_expired(
    facts: PlotFacts,
    concession: ConcessionFacts,
    day: date,
    delays: Delays,
    *,
    ordered_on: date | None = None,
    dates_confirmed: bool = False,
) -> Decision:
    """Whether an expired concession may be taken back on `day`: the gates of the order, then the order itself (G6)."""
    before = can_order_expired(facts, concession, day, delays, dates_confirmed=dates_confirmed)
    return Decision((*before.gates, order_gate("G6", ordered_on, day)))


def _g1_expired(concession: ConcessionFacts, day: date) -> Gate:
    title = _("Concession échue et non renouvelée")
    term = last_term(concession, day)
    if concession.closed_on is not None and concession.closed_on <= day:
        why: Text = _("la concession est close depuis le {day}", day=show_day(concession.closed_on))
        return Gate("G1", title, False, why, "CGCT L2223-15", overridable=False)
    if term is None:
        why = _("aucune durée n’est connue\u00a0: retrouvez le titre ou passez par l’état d’abandon")
        return Gate("G1", title, False, why, "CGCT L2223-15", overridable=False)
    end = expiry_on(concession, day)
    if end is None:
        return Gate("G1", title, False, _("elle est sans échéance"), "CGCT L2223-14", overridable=False)
    if end > day:
        why = _("elle court jusqu’au {day}", day=show_day(end))
        return Gate("G1", title, False, why, "CGCT L2223-15", end, overridable=False)
    return Gate("G1", title, True, _("échue depuis le {day}", day=show_day(end)), "CGCT L2223-15")


def _g2_window(concession: ConcessionFacts, day: date, delays: Delays) -> Gate:
    title = _n("Un an révolu après l’échéance", "{n} ans révolus après l’échéance", delays.renewal_years)
    end = expiry_on(concession, day)
    if end is None:
        return Gate("G2", title, False, _("aucune échéance"), "CGCT L2223-15", overridable=False)
    opens = first_allowed(end, years=delays.renewal_years)
    if day >= opens:
        return Gate("G2", title, True, _("depuis le {day}", day=show_day(opens)), "CGCT L2223-15")
    why = _("la famille peut encore renouveler\u00a0: possible à partir du {day}", day=show_day(opens))
    return Gate("G2", title, False, why, "CGCT L2223-15", opens, overridable=False)


def quiet_gate(
    code: str,
    facts: PlotFacts,
    day: date,
    years: int,
    *,
    urns: bool = False,
    confirmed: bool = False,
    everybody: bool = False,
) -> Gate:
    """The wait of `years` after the last coffin burial (`everybody`: after any burial) of those still there."""
    title = _n(
        "Un an révolu après la dernière inhumation", "{n} ans révolus après la dernière inhumation", years
    )
    article = "CGCT R2223-5"
    if everybody:
        found = last_burial([one for one in facts.remains if is_present(one, day)], day)
        if not facts.remains and facts.occupied_unknown:
            found = LastBurial(None, True)
    else:
        found = last_coffin_burial(facts, day, urns=urns)
    opens = None if found.on is None else first_allowed(found.on, years=years)
    if opens is not None and day < opens:
        why: Text = _(
            "dernière inhumation le {day}\u00a0: possible à partir du {on}",
            day=show_day(found.on or day),
            on=show_day(opens),
        )
        return Gate(code, title, False, why, article, opens, overridable=False)
    if found.unknown and not confirmed:
        why = _("une inhumation n’a pas de date\u00a0: confirmez par écrit qu’elle est assez ancienne")
        return Gate(code, title, False, why, article)
    if found.unknown:
        return Gate(code, title, True, _("date inconnue, ancienneté confirmée par écrit"), article)
    if opens is None:
        return Gate(code, title, True, _("aucune inhumation à attendre"), article)
    return Gate(code, title, True, _("depuis le {day}", day=show_day(opens)), article)


def _g4_informed(concession: ConcessionFacts, day: date) -> Gate:
    title = _("Famille informée, ou recherchée sans résultat, et affichage")
    informed = concession.informed_on
    if informed is not None and informed <= day:
        return Gate("G4", title, True, _("preuves réunies le {day}", day=show_day(informed)), "CGCT L2223-15")
    why = _("aucune preuve complète\u00a0: enregistrez une lettre ou une recherche, et un affichage")
    return Gate("G4", title, False, why, "CGCT L2223-15")


def _g5_untouchable(facts: PlotFacts, day: date) -> tuple[Gate, ...]:
    title = _("Sépulture qui peut être reprise")
    gates: list[Gate] = []
    if facts.regime is Regime.MILITARY:
        gates.append(Gate("G5", title, False, _("sépulture militaire"), "CGCT R2223-22", overridable=False))
    elif facts.communal_maintenance:
        why = _("la commune l’entretient à la suite d’un don ou d’un legs")
        gates.append(Gate("G5", title, False, why, "CGCT R2223-23", overridable=False))
    elif facts.protected:
        why = _("sépulture protégée au titre du patrimoine")
        gates.append(Gate("G5", title, False, why))
    else:
        gates.append(Gate("G5", title, True))
    if any(one.mpf and is_present(one, day) for one in facts.remains):
        why = _(
            "une personne «\u00a0Mort pour la France\u00a0» y repose\u00a0: prévenez le Souvenir français et la préfecture"
        )
        gates.append(Gate("MPF", _("Mort pour la France"), False, why, "CGCT R2223-22", warning=True))
    return tuple(gates)


def _opposition(concession: ConcessionFacts) -> tuple[Gate, ...]:
    if not concession.opposition:
        return ()
    why = _("un différend est signalé dans la famille\u00a0: attendez la décision du juge")
    return (Gate("OPPOSITION", _("Aucune opposition"), False, why, warning=True),)


def order_gate(code: str, ordered_on: date | None, day: date) -> Gate:
    """The mayor's order, published and notified where addresses are known."""
    title = _("Arrêté de reprise publié et notifié")
    if ordered_on is None:
        return Gate(code, title, False, _("aucun arrêté"), "", overridable=False)
    if ordered_on > day:
        why = _("il prend effet le {day}", day=show_day(ordered_on))
        return Gate(code, title, False, why, "", ordered_on, overridable=False)
    return Gate(code, title, True, _("depuis le {day}", day=show_day(ordered_on)))


def common_ground_from(buried_on: date | PartialDate, delays: Delays) -> DatedAnswer:
    """First day on which a grave of common ground may be taken back (R2223-5; §7.2)."""
    buried = buried_on.last if isinstance(buried_on, PartialDate) else buried_on
    opens = first_allowed(buried, years=delays.common_ground_years)
    return DatedAnswer(opens, (_quiet_reason(buried, opens, delays.common_ground_years),))


def can_order_common(
    facts: PlotFacts,
    day: date,
    delays: Delays,
    *,
    informed_on: date | None = None,
    dates_confirmed: bool = False,
) -> Decision:
    """Whether the mayor may order on `day` that a grave of common ground be taken back.

    No procedure is written in the code; telling the relatives is advised, so its absence only warns.
    """
    title = _("Sépulture en terrain commun")
    is_common = facts.regime is Regime.COMMON
    regime = Gate(
        "C1", title, is_common, "" if is_common else _("elle n’est pas en terrain commun"), overridable=False
    )
    wait = quiet_gate("C2", facts, day, delays.common_ground_years, everybody=True, confirmed=dates_confirmed)
    told = informed_on is not None and informed_on <= day
    why: Text = "" if told else _("affichez la reprise en mairie et au cimetière, écrivez aux proches connus")
    informed = Gate("C4", _("Familles prévenues"), told, why, warning=True)
    untouchable = tuple(
        Gate("C3" if gate.code == "G5" else gate.code, gate.title, gate.is_open, gate.reason, gate.article, None,
             gate.overridable, gate.warning)
        for gate in _g5_untouchable(facts, day)
    )  # fmt: skip
    return Decision((regime, wait, *untouchable, informed))


def can_repossess_common(
    facts: PlotFacts,
    day: date,
    delays: Delays,
    *,
    ordered_on: date | None = None,
    informed_on: date | None = None,
    dates_confirmed: bool = False,
) -> Decision:
    """Whether a grave of common ground may be taken back on `day`, the mayor's order included (C5)."""
    before = can_order_common(facts, day, delays, informed_on=informed_on, dates_confirmed=dates_confirmed)
    return Decision((*before.gates, order_gate("C5", ordered_on, day)))
