# SPDX-License-Identifier: EUPL-1.2
"""Short words that sheets and grids share: codes of diets, weekdays in three letters, counts of meals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.core.text import Msg
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.headcount import Portion
from modules.canteen.strings import _, _n

DIET_CODES: dict[Diet, Msg] = {
    Diet.NO_PORK: _("SP"),
    Diet.NO_MEAT: _("SV"),
    Diet.VEGETARIAN: _("VG"),
}
"""The discreet code of a diet beside a name; the ordinary one has none."""

CARE_CODE = _("PAI")

SHORT_WEEKDAYS = (_("lun."), _("mar."), _("mer."), _("jeu."), _("ven."), _("sam."), _("dim."))

CATEGORY_WORDS: dict[Category, Msg] = {
    Category.MATERNELLE: _("maternelle"),
    Category.ELEMENTAIRE: _("élémentaire"),
    Category.ADULTE: _("adultes"),
    Category.AUTRE: _("autres"),
}
"""Under a figure, or before a count: « adultes 5 »."""

_COUNTED: dict[Diet, Callable[[int], Msg]] = {
    Diet.STANDARD: lambda n: _n("{n} standard", "{n} standard", n),
    Diet.NO_PORK: lambda n: _n("{n} sans porc", "{n} sans porc", n),
    Diet.NO_MEAT: lambda n: _n("{n} sans viande", "{n} sans viande", n),
    Diet.VEGETARIAN: lambda n: _n("{n} végétarien", "{n} végétariens", n),
}


def short_day(day: date) -> str:
    """« lun. 16 »."""
    return f"{SHORT_WEEKDAYS[day.weekday()]} {day.day}"


def by_diet(portions: Mapping[Portion, int]) -> dict[Diet, int]:
    """Counts by diet, every category together, in the order of the diets; those without anybody are left out."""
    counts = {diet: sum(n for (_category, d), n in portions.items() if d is diet) for diet in Diet}
    return {diet: count for diet, count in counts.items() if count}


def by_category(portions: Mapping[Portion, int]) -> dict[Category, int]:
    """Counts by category, every diet together; those without anybody are left out."""
    counts = {category: sum(n for (c, _diet), n in portions.items() if c is category) for category in Category}
    return {category: count for category, count in counts.items() if count}


def say_diets(counts: Mapping[Diet, int]) -> str:
    """« 142 standard, 31 sans porc, 14 végétariens »."""
    return ", ".join(str(_COUNTED[diet](count)) for diet, count in counts.items())


def say_categories(counts: Mapping[Category, int]) -> str:
    """« maternelle 62, élémentaire 120, adulte 5 »."""
    return ", ".join(f"{CATEGORY_WORDS[category]} {count}" for category, count in counts.items())
