# SPDX-License-Identifier: EUPL-1.2
"""When somebody may and must be buried: the 24 hours and the fourteen days (R2213-33, §8.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.core.dates import show_day, show_time
from app.core.text import Text
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.terms import last_allowed
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _, _n

ARTICLE = "CGCT R2213-33"
CHECKED_FROM = date(2024, 7, 12)
"""First day of a death whose delay is checked (decree 2024-790): older burials are never blocked."""


@dataclass(frozen=True, slots=True)
class DeathFacts:
    """What the delay counts from; hours are those of the clock at the place of death."""

    died_on: date | None
    died_at: time | None = None
    abroad: bool = False
    """Overseas or abroad: the delay counts from the entry, and there is no earliest hour."""
    entered_on: date | None = None
    """Day on which the body entered the country."""
    prosecutor_on: date | None = None
    """Day of the prosecutor's authorisation in a medico-legal case."""
    derogation_until: date | None = None
    """Last day that the prefect allowed for this person."""
    general_derogation: bool = False
    """The prefect's general derogation for local circumstances: at most 21 days."""
    derogation_reference: str = ""


@dataclass(frozen=True)
class Window:
    """Between when and when a burial may take place; nothing is checked for old deaths."""

    earliest: datetime | None
    """First moment, on the clock of the place; None when there is none."""
    latest: date | None
    """Last day, included."""
    why: tuple[Reason, ...] = field(default_factory=tuple)
    checked: bool = True
    hour_missing: bool = False
    """The hour of death is unknown: 24 hours count from the end of the day."""


def burial_window(death: DeathFacts, delays: Delays | None = None) -> Window:
    """When the burial, cremation or deposit of somebody may take place, and why."""
    delays = delays or Delays()
    known = death.died_on or death.entered_on or death.prosecutor_on
    if known is None:
        return Window(
            None, None, (Reason(_("Date du décès inconnue\u00a0: délai non contrôlé."), ARTICLE),), False
        )
    if known < CHECKED_FROM:
        old = _("Décès antérieur au 12 juillet 2024\u00a0: ancienne règle, délai non contrôlé.")
        return Window(None, None, (Reason(old, ARTICLE),), False)
    why: list[Reason] = []
    earliest, missing = _earliest(death, delays, why)
    return Window(earliest, _latest(death, delays, why), tuple(why), True, missing)


def _earliest(death: DeathFacts, delays: Delays, why: list[Reason]) -> tuple[datetime | None, bool]:
    if death.died_on is None or death.abroad or death.entered_on or death.prosecutor_on:
        return None, False
    wait = timedelta(hours=delays.burial_min_hours)
    if death.died_at is None:
        earliest = datetime.combine(death.died_on + timedelta(days=1), time()) + wait
        why.append(
            Reason(
                _(
                    "Heure du décès inconnue\u00a0: {hours} heures sont comptées depuis la fin du {day}.",
                    hours=delays.burial_min_hours,
                    day=show_day(death.died_on),
                ),
                ARTICLE,
            )
        )
        return earliest, True
    earliest = datetime.combine(death.died_on, death.died_at) + wait
    why.append(
        Reason(
            _(
                "Pas avant {hours} heures après le décès ({day} à {hour}).",
                hours=delays.burial_min_hours,
                day=show_day(death.died_on),
                hour=show_time(death.died_at),
            ),
            ARTICLE,
        )
    )
    return earliest, False


def _latest(death: DeathFacts, delays: Delays, why: list[Reason]) -> date | None:
    if death.derogation_until is not None:
        why.append(
            Reason(
                _(
                    "Dérogation du préfet{reference}\u00a0: jusqu’au {day}.",
                    reference=f" {death.derogation_reference}" if death.derogation_reference else "",
                    day=show_day(death.derogation_until),
                ),
                ARTICLE,
            )
        )
        return death.derogation_until
    start, origin = _origin(death)
    if start is None:
        why.append(
            Reason(
                _(
                    "Décès hors de métropole\u00a0: saisissez la date d’entrée du corps pour compter le délai."
                ),
                ARTICLE,
            )
        )
        return None
    days = delays.burial_derogation_days if death.general_derogation else delays.burial_max_days
    latest = last_allowed(start, days=days)
    text: Text = _n(
        "Au plus tard le jour suivant {origin}, soit le {latest}.",
        "Au plus tard le {n}e jour après {origin}, soit le {latest}\u00a0; dimanches et fêtes comptent.",
        days,
        origin=origin,
        latest=show_day(latest),
    )
    article = f"{ARTICLE}, dérogation générale du préfet" if death.general_derogation else ARTICLE
    why.append(Reason(text, article, {"start": start, "days": days}))
    return latest


def _origin(death: DeathFacts) -> tuple[date | None, Text]:
    """The day that the delay counts from, and what happened on it."""
    if death.prosecutor_on is not None:
        return death.prosecutor_on, _(
            "l’autorisation du procureur ({day})", day=show_day(death.prosecutor_on)
        )
    if death.entered_on is not None:
        return death.entered_on, _("l’entrée du corps ({day})", day=show_day(death.entered_on))
    if death.died_on is None or death.abroad:
        return None, ""
    return death.died_on, _("le décès ({day})", day=show_day(death.died_on))


def check_burial(window: Window, on: date, at: time | None = None) -> Decision:
    """Whether a burial on `on` (at `at`, when known) is inside the window.

    Too early is refused; too late is a warning that asks for the reference of the derogation.
    """
    if not window.checked:
        text = window.why[0].text if window.why else ""
        return Decision((Gate("DELAY", _("Délai d’inhumation"), True, text, ARTICLE),))
    return Decision((_not_before(window, on, at), _not_after(window, on)))


def _not_before(window: Window, on: date, at: time | None) -> Gate:
    title = _("Pas avant 24 heures")
    if window.earliest is None:
        return Gate("EARLIEST", title, True, "", ARTICLE)
    # Without an hour, the end of the day is meant: what is surely too early is refused, nothing more.
    moment = datetime.combine(on, at) if at is not None else datetime.combine(on, time(23, 59))
    is_open = moment >= window.earliest
    shown = {"day": show_day(window.earliest.date()), "hour": show_time(window.earliest.time())}
    why = _("possible à partir du {day} à {hour}", **shown)
    if not is_open:
        why = _("trop tôt\u00a0: choisissez un moment à partir du {day} à {hour}", **shown)
    return Gate("EARLIEST", title, is_open, why, ARTICLE, None if is_open else window.earliest.date())


def _not_after(window: Window, on: date) -> Gate:
    title = _("Dans le délai")
    if window.latest is None:
        return Gate("LATEST", title, True, "", ARTICLE)
    is_open = on <= window.latest
    why = (
        _("au plus tard le {day}", day=show_day(window.latest))
        if is_open
        else _(
            "hors délai\u00a0: le dernier jour était le {day}\u00a0; saisissez la référence de la dérogation du préfet",
            day=show_day(window.latest),
        )
    )
    return Gate("LATEST", title, is_open, why, ARTICLE, warning=True)
