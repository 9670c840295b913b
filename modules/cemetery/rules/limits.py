# SPDX-License-Identifier: EUPL-1.2
"""Other limits of time and money: temporary vault, exhumation, reduction, ashes, police fee (§8, §9)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from app.core.dates import PartialDate, show_day
from app.core.money import show_money
from app.core.outcome import UserError
from app.core.parameters import DatedParameter
from modules.cemetery.rules.delays import LONG_AGO, Delays
from modules.cemetery.rules.terms import first_allowed, last_allowed
from modules.cemetery.rules.why import DatedAnswer, Gate, Reason
from modules.cemetery.strings import _, _n

POLICE_ARTICLE = "CGCT L2213-15"
POLICE_FEE = {
    "least": DatedParameter[Decimal]("police_fee_min", [(LONG_AGO, Decimal(20), POLICE_ARTICLE)]),
    "most": DatedParameter[Decimal]("police_fee_max", [(LONG_AGO, Decimal(25), POLICE_ARTICLE)]),
}
"""Bounds of the police attendance fee, in euros."""


def temp_vault_deadline(deposited_on: date, delays: Delays | None = None) -> DatedAnswer:
    """Last day, included, in the temporary vault; then burial or cremation ex officio (R2213-29)."""
    months = (delays or Delays()).temp_vault_months
    text = _n(
        "Un mois au plus en caveau provisoire depuis le {day}",
        "{n} mois au plus en caveau provisoire depuis le {day}",
        months,
        day=show_day(deposited_on),
    )
    inputs = {"deposited_on": deposited_on, "months": months}
    return DatedAnswer(last_allowed(deposited_on, months=months), (Reason(text, "CGCT R2213-29", inputs),))


def hermetic_gate(
    deposited_on: date, until: date | None, hermetic: bool, delays: Delays | None = None
) -> Gate:
    """Worth a warning: a stay longer than six days asks for a hermetic coffin (R2213-26)."""
    days = (delays or Delays()).temp_vault_hermetic_days
    limit = last_allowed(deposited_on, days=days)
    is_open = hermetic or (until is not None and until <= limit)
    why = (
        "" if is_open else _("un séjour au-delà du {day} demande un cercueil hermétique", day=show_day(limit))
    )
    return Gate("HERMETIC", _("Cercueil hermétique"), is_open, why, "CGCT R2213-26", warning=True)


def exhumation_not_before(
    died_on: PartialDate | date,
    *,
    listed_infection: bool,
    in_temp_vault: bool = False,
    delays: Delays | None = None,
) -> DatedAnswer:
    """First day of an exhumation after a listed infection; None when nothing delays it (R2213-41).

    The disease is never stored: only the day that comes out of here is.
    """
    if not listed_infection or in_temp_vault:
        why = (
            _("Aucun délai général avant une exhumation")
            if not listed_infection
            else _("Dépôt temporaire\u00a0: aucun délai")
        )
        return DatedAnswer(None, (Reason(why, "CGCT R2213-41"),))
    death = _latest(died_on)
    years = (delays or Delays()).exhumation_infection_years
    text = _n("Un an après le décès du {day}", "{n} ans après le décès du {day}", years, day=show_day(death))
    return DatedAnswer(
        first_allowed(death, years=years), (Reason(text, "CGCT R2213-41", {"died_on": death}),)
    )


def reduction_from(died_on: PartialDate | date, delays: Delays | None = None) -> DatedAnswer:
    """First day on which remains may be gathered into a box (§8.6)."""
    death = _latest(died_on)
    years = (delays or Delays()).reduction_min_years
    text = _n(
        "Réduction possible un an après le décès du {day}",
        "Réduction possible {n} ans après le décès du {day}",
        years,
        day=show_day(death),
    )
    return DatedAnswer(
        first_allowed(death, years=years),
        (Reason(text, "CGCT R2213-42", {"died_on": death, "years": years}),),
    )


def coffin_opening_from(died_on: PartialDate | date, delays: Delays | None = None) -> DatedAnswer:
    """First day on which a coffin found in good condition may be opened (R2213-42)."""
    death = _latest(died_on)
    years = (delays or Delays()).coffin_opening_years
    text = _n(
        "Un cercueil en bon état s’ouvre un an après le décès du {day}",
        "Un cercueil en bon état s’ouvre {n} ans après le décès du {day}",
        years,
        day=show_day(death),
    )
    return DatedAnswer(
        first_allowed(death, years=years), (Reason(text, "CGCT R2213-42", {"died_on": death}),)
    )


def ashes_deadline(cremated_on: date, delays: Delays | None = None) -> DatedAnswer:
    """Last day, included, on which the family may decide of an urn kept at the crematorium (L2223-18-1)."""
    years = (delays or Delays()).ashes_waiting_years
    text = _n(
        "L’urne attend un an au plus depuis la crémation du {day}",
        "L’urne attend {n} ans au plus depuis la crémation du {day}",
        years,
        day=show_day(cremated_on),
    )
    return DatedAnswer(
        last_allowed(cremated_on, years=years),
        (Reason(text, "CGCT L2223-18-1", {"cremated_on": cremated_on}),),
    )


def police_fee_gate(amount: Decimal, day: date) -> Gate:
    """Whether the mayor may ask this sum, in euros, for the presence of the police (L2213-15)."""
    least, most = (POLICE_FEE[bound].value_on(max(day, LONG_AGO)) for bound in ("least", "most"))
    is_open = least <= amount <= most
    why = _(
        "une vacation funéraire vaut de {least} à {most}\u00a0: corrigez le montant",
        least=show_money(least),
        most=show_money(most),
    )
    return Gate(
        "POLICE_FEE",
        _("Vacation funéraire"),
        is_open,
        "" if is_open else why,
        POLICE_ARTICLE,
        overridable=False,
    )


def check_police_fee(amount: Decimal, day: date) -> None:
    """Raise `UserError` when the fee is out of the law's bounds."""
    gate = police_fee_gate(amount, day)
    if not gate.is_open:
        raise UserError(_("{amount}\u00a0: {why}.", amount=show_money(amount), why=gate.reason), "base_price")


def police_attendance_due(
    *, cremation: bool, leaves_commune: bool, family_present: bool, attended: bool = True
) -> Gate:
    """Whether a fee is due at all: sealing before a cremation, or before a departure without family (L2213-14).

    With no policeman (the mayor attends) nothing is due; exhumation and burial never give a fee.
    """
    due = attended and (cremation or (leaves_commune and not family_present))
    why = (
        _("fermeture et scellement avant crémation")
        if cremation
        else _("fermeture et scellement avant un départ sans famille présente")
    )
    if not due:
        why = _("aucune vacation n’est due pour cette opération")
    return Gate("POLICE_DUE", _("Surveillance de police"), due, why, "CGCT L2213-14", overridable=False)


def _latest(day: PartialDate | date) -> date:
    return day.last if isinstance(day, PartialDate) else day


def days_over(deadline: date, day: date) -> int:
    """Days by which `deadline` is passed on `day`; 0 while it runs."""
    return max(0, (day - deadline) // timedelta(days=1))
