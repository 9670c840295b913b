# SPDX-License-Identifier: EUPL-1.2
"""Terms of a concession: days added from date to date, waits and deadlines, expiry and what is printed of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from app.core.dates import Month, PartialDate, show_day, show_day_long, show_month
from app.core.text import Text
from modules.cemetery.rules.codes import DurationCode
from modules.cemetery.rules.delays import Delays, ExpiryStyle
from modules.cemetery.rules.why import DatedAnswer, Gate, Reason
from modules.cemetery.strings import _, _n

DAY = timedelta(days=1)
ARITHMETIC = "CPC 641"
"""Days are counted from date to date (article 641 of the Code de procédure civile)."""


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return Month(year, month + 1).last


def first_allowed(day: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    """First day of an act that must wait since `day` (rule U, §1.2): the wait is over at the end of its last day."""
    return last_allowed(day, years=years, months=months, days=days) + DAY


def last_allowed(day: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    """Last day, included, of a deadline that runs from `day`; Sundays and holidays extend nothing."""
    found = add_years(day, years) if years else day
    if months:
        found = add_months(found, months)
    return found + timedelta(days=days) if days else found


def expiry_of(
    start: PartialDate, years: int | None, override: date | None = None, source: Text = ""
) -> DatedAnswer:
    """First day out of a term begun on `start`; None when it is perpetual.

    A start known to the month or the year counts from its latest day, so that no gate opens too early.
    The date written on an old title wins over the computed one, `source` says where it was read.
    """
    if override is not None:
        return DatedAnswer(
            override,
            (
                Reason(
                    _("Échéance lue sur le titre\u00a0: {day}", day=show_day(override)),
                    str(source),
                    {"override": override},
                ),
            ),
        )
    if years is None:
        return DatedAnswer(
            None, (Reason(_("Concession perpétuelle\u00a0: aucune échéance"), "CGCT L2223-14"),)
        )
    end = add_years(start.last, years)
    reasons = [
        Reason(
            _n(
                "Un an à compter du {start}",
                "{n} ans à compter du {start}",
                years,
                start=show_day(start.last),
            ),
            ARITHMETIC,
            {"start": start.iso, "years": years, "expires_on": end},
        )
    ]
    if start.full is None:
        text = _(
            "Début connu seulement comme «\u00a0{start}\u00a0»\u00a0: son dernier jour possible est retenu",
            start=start.show(),
        )
        reasons.insert(0, Reason(text))
    return DatedAnswer(end, tuple(reasons))


def shown_expiry(
    expires_on: date | None,
    style: ExpiryStyle = ExpiryStyle.ANNIVERSARY,
    *,
    start: PartialDate | None = None,
    long: bool = False,
) -> Text:
    """The end of a term as it is printed; no more precise than a partial `start` allows."""
    if expires_on is None:
        return _("perpétuelle")
    if start is not None and start.month is None:
        return str(expires_on.year)
    if start is not None and start.day is None:
        return show_month(Month.of(expires_on))
    show = show_day_long if long else show_day
    if style is ExpiryStyle.EVE:
        return _("jusqu’au {day} inclus", day=show(expires_on - DAY))
    return show(expires_on)


def last_valid_day(expires_on: date | None) -> date | None:
    """Last day in the term: what the EVE style prints."""
    return None if expires_on is None else expires_on - DAY


def last_day_of_right(expires_on: date | None, delays: Delays) -> DatedAnswer:
    """Last day on which a renewal cannot be refused (L2223-15); None for a perpetual concession."""
    if expires_on is None:
        return DatedAnswer(
            None, (Reason(_("Concession perpétuelle\u00a0: rien à renouveler"), "CGCT L2223-15"),)
        )
    last = last_allowed(expires_on, years=delays.renewal_years)
    text = _n(
        "Le renouvellement est un droit pendant un an après l’échéance du {day}",
        "Le renouvellement est un droit pendant {n} ans après l’échéance du {day}",
        delays.renewal_years,
        day=show_day(expires_on),
    )
    inputs = {"expires_on": expires_on, "renewal_years": delays.renewal_years}
    return DatedAnswer(last, (Reason(text, "CGCT L2223-15", inputs),))


def is_soon_expired(expires_on: date | None, day: date, delays: Delays) -> bool:
    """Whether a term in force on `day` ends within the months of warning (« bientôt échue »)."""
    return expires_on is not None and add_months(expires_on, -delays.warn_months) <= day < expires_on


def duration_code(years: int | None) -> DurationCode:
    """Category of a length in years (L2223-14); None is perpetual, odd lengths of old deeds are OTHER."""
    if years is None:
        return DurationCode.PERP
    named = {30: DurationCode.Y30, 50: DurationCode.Y50, 100: DurationCode.Y100}
    return named.get(years, DurationCode.TEMP if 0 < years <= 15 else DurationCode.OTHER)


def duration_gate(years: int | None, offered: Collection[int | None], *, granting: bool = True) -> Gate:
    """Whether a length (None: perpetual) may be given; on import of an old deed it is only worth a warning."""
    title = _("Durée instituée par la commune")
    if granting and years == 100:
        why: Text = _("les concessions centenaires ne sont plus accordées depuis 1959")
        return Gate("DURATION", title, False, why, "CGCT L2223-14", overridable=False)
    if years in offered:
        return Gate("DURATION", title, True, "", "CGCT L2223-14")
    length = _("à perpétuité") if years is None else _n("de {n} an", "de {n} ans", years)
    why = _(
        "aucune concession {length} n’est instituée par la commune\u00a0: choisissez une durée proposée",
        length=length,
    )
    return Gate(
        "DURATION", title, False, why, "CGCT L2223-14", overridable=not granting, warning=not granting
    )
