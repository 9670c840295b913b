# SPDX-License-Identifier: EUPL-1.2
"""Every delay of the cemetery: the commune's figures, the law's floors with their dates, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from app.core.outcome import Refusal
from app.core.parameters import DatedParameter
from app.core.text import Text
from modules.cemetery.strings import _

LONG_AGO = date(1900, 1, 1)
"""First day of the values whose own first day is older than any procedure still alive."""


class PostingPattern(StrEnum):
    """How « renewed twice, fifteen days apart » (R2223-16) is read; LONG is what careful communes do."""

    LONG = "LONG"
    SHORT = "SHORT"


class ExpiryStyle(StrEnum):
    """What is printed as the end of a term (§1.2): the first day out of it, or the last day in it."""

    ANNIVERSARY = "ANNIVERSARY"
    EVE = "EVE"


@dataclass(frozen=True, slots=True)
class Delays:
    """Delays in force in a commune (§20); without arguments, the law of today and the safest habits.

    Years, months and days as the names say. Burial and vault figures are read by their own rules.
    """

    warn_months: int = 12
    """Months before its expiry from which a concession is « bientôt échue »."""
    renewal_years: int = 2
    quiet_years: int = 5
    """Years after a coffin burial during which a grave is not opened to be taken back (R2223-5)."""
    common_ground_years: int = 5
    abandonment_min_age_years: int = 30
    abandonment_no_burial_years: int = 10
    mpf_years: int = 50
    abandonment_wait_years: int = 1
    posting_pattern: PostingPattern = PostingPattern.LONG
    notice_months: int = 1
    """Months between the notice of a visit and the report, and between the last notification and the council."""
    report_days: int = 8
    """Days after the first report within which it is notified and posted (R2223-15, R2223-16)."""
    posting_gap_days: int = 15
    removal_days: int = 30
    burial_min_hours: int = 24
    burial_max_days: int = 14
    burial_derogation_days: int = 21
    temp_vault_months: int = 6
    temp_vault_hermetic_days: int = 6
    reduction_min_years: int = 5
    exhumation_infection_years: int = 1
    coffin_opening_years: int = 5
    ashes_waiting_years: int = 1
    early_renewal_years: int = 5
    contact_retention_years: int = 5
    urns_count_for_five_years: bool = False


def _law(name: str, label: Text, *values: tuple[date, int, Text]) -> DatedParameter[int]:
    return DatedParameter(name, values, label)


LAW: dict[str, DatedParameter[int]] = {
    parameter.name: parameter
    for parameter in (
        _law("renewal_years", _("Droit au renouvellement, en années"), (LONG_AGO, 2, "CGCT L2223-15")),
        _law("quiet_years", _("Repos après une inhumation, en années"), (LONG_AGO, 5, "CGCT R2223-5")),
        _law("common_ground_years", _("Durée du terrain commun, en années"), (LONG_AGO, 5, "CGCT R2223-5")),
        _law(
            "abandonment_min_age_years",
            _("Âge d’une concession avant tout constat d’abandon, en années"),
            (LONG_AGO, 30, "CGCT L2223-17"),
        ),
        _law(
            "abandonment_no_burial_years",
            _("Années sans inhumation avant tout constat d’abandon"),
            (LONG_AGO, 10, "CGCT R2223-12"),
        ),
        _law(
            "mpf_years", _("Protection d’un Mort pour la France, en années"), (LONG_AGO, 50, "CGCT R2223-22")
        ),
        _law(
            "abandonment_wait_years",
            _("Attente entre les deux constats d’abandon, en années"),
            (LONG_AGO, 3, _("CGCT L2223-17, avant la loi du 21 février 2022")),
            (date(2022, 2, 23), 1, _("CGCT L2223-17, loi n° 2022-217 du 21 février 2022")),
        ),
        _law("notice_months", _("Délai d’un avis de constat, en mois"), (LONG_AGO, 1, "CGCT R2223-13")),
        _law(
            "posting_gap_days",
            _("Intervalle entre deux affichages, en jours"),
            (LONG_AGO, 15, "CGCT R2223-16"),
        ),
        _law("removal_days", _("Délai avant l’enlèvement, en jours"), (LONG_AGO, 30, "CGCT R2223-20")),
        _law(
            "burial_min_hours", _("Attente avant une inhumation, en heures"), (LONG_AGO, 24, "CGCT R2213-33")
        ),
        _law(
            "reduction_min_years",
            _("Années avant l’ouverture d’un cercueil"),
            (LONG_AGO, 5, "CGCT R2213-42"),
        ),
        _law(
            "exhumation_infection_years",
            _("Exhumation après une infection transmissible, en années"),
            (LONG_AGO, 1, "CGCT R2213-41"),
        ),
        _law(
            "coffin_opening_years",
            _("Ouverture d’un cercueil intact, en années"),
            (LONG_AGO, 5, "CGCT R2213-42"),
        ),
    )
}
"""Shortest delays that the law allows, by the name of their field of `Delays`: a commune may lengthen them."""

CEILINGS: dict[str, DatedParameter[int]] = {
    parameter.name: parameter
    for parameter in (
        _law("report_days", _("Notification du premier constat, en jours"), (LONG_AGO, 8, "CGCT R2223-15")),
        _law(
            "burial_max_days",
            _("Inhumation au plus tard, en jours"),
            (LONG_AGO, 6, _("CGCT R2213-33, avant le décret du 10 juillet 2024")),
            (date(2024, 7, 12), 14, _("CGCT R2213-33, décret n° 2024-790 du 10 juillet 2024")),
        ),
        _law(
            "burial_derogation_days",
            _("Inhumation sur dérogation générale, en jours"),
            (LONG_AGO, 21, "CGCT R2213-33"),
        ),
        _law("temp_vault_months", _("Séjour en caveau provisoire, en mois"), (LONG_AGO, 6, "CGCT R2213-29")),
        _law(
            "temp_vault_hermetic_days",
            _("Séjour sans cercueil hermétique, en jours"),
            (LONG_AGO, 6, "CGCT R2213-26"),
        ),
        _law(
            "ashes_waiting_years",
            _("Garde d’une urne au crématorium, en années"),
            (LONG_AGO, 1, "CGCT L2223-18-1"),
        ),
    )
}
"""Longest delays that the law allows: a commune may only shorten them."""


def floor_of(name: str, day: date) -> int:
    """Shortest value that the law allowed on `day` for the delay `name`; 0 when the law fixes none."""
    parameter = LAW.get(name)
    return parameter.value_on(max(day, LONG_AGO)) if parameter else 0


def article_of(name: str, day: date) -> str:
    """The article that fixes the delay `name` on `day`; empty when it is only a habit."""
    parameter = LAW.get(name) or CEILINGS.get(name)
    return str(parameter.dated_on(max(day, LONG_AGO)).source) if parameter else ""


def check_delays(delays: Delays, day: date) -> list[Refusal]:
    """Figures that are looser than the law of `day`: longer or stricter is the commune's right, looser never."""
    faults = []
    for name, parameter in LAW.items():
        legal = parameter.dated_on(day)
        if getattr(delays, name) < legal.value:
            why = _("la loi demande au moins {value} ({article})", value=legal.value, article=legal.source)
            faults.append(Refusal(parameter.label, why, code=f"TOO_LOOSE:{name}"))
    for name, parameter in CEILINGS.items():
        legal = parameter.dated_on(day)
        if getattr(delays, name) > legal.value:
            why = _("la loi permet au plus {value} ({article})", value=legal.value, article=legal.source)
            faults.append(Refusal(parameter.label, why, code=f"TOO_LOOSE:{name}"))
    for item in fields(delays):
        value = getattr(delays, item.name)
        if isinstance(value, int) and value < 0:
            faults.append(
                Refusal(item.name, _("un délai ne peut pas être négatif"), code=f"NEGATIVE:{item.name}")
            )
    return faults
