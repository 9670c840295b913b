# SPDX-License-Identifier: EUPL-1.2
"""The ground and the tariffs that the vectors of renewals and conversions are written on (TV-REN)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from modules.cemetery.rules.codes import DurationCode, PlotKind, TariffOperation
from modules.cemetery.rules.prices import Ground, TariffLine

GROUND = Ground(PlotKind.EARTH, Decimal(2))
_YEARS = {
    (15, DurationCode.TEMP): (200, 260, 290),
    (30, DurationCode.Y30): (300, 400, 450),
    (50, DurationCode.Y50): (650, 780, 850),
}
_PERIODS = (
    (date(2020, 1, 1), date(2023, 12, 31)),
    (date(2024, 1, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), None),
)
TARIFFS = [
    TariffLine(
        id=10 * years + place,
        operation=TariffOperation.GRANT,
        base_price=Decimal(price),
        valid_from=first,
        valid_to=last,
        duration=code,
        years=years,
    )
    for (years, code), prices in _YEARS.items()
    for place, ((first, last), price) in enumerate(zip(_PERIODS, prices, strict=True))
]
