# SPDX-License-Identifier: EUPL-1.2
"""The order to the supplier on paper: counts only, as they were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.dates import show_day_long, show_moment, show_period
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Block,
    Column,
    Document,
    Heading,
    InvoiceHead,
    Note,
    RowGroup,
    Table,
    Total,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.canteen.documents.words import by_diet
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.headcount import Portion
from modules.canteen.strings import _, _n, label


@dataclass(frozen=True)
class OrderFacts:
    """An order as it was sent."""

    canteen: str
    supplier: tuple[str, ...]
    """Lines of the window; empty when the canteen has no supplier."""
    first_on: date
    last_on: date
    issue: int
    made_at: datetime
    days: Mapping[date, Mapping[Portion, int]]
    changes: Sequence[Text] = ()
    """What differs from the version before."""


def order_paper(facts: OrderFacts, head: Letterhead, words: Wordings) -> Document:
    """Day by day, category by category."""
    period = show_period(facts.first_on, facts.last_on)
    total = sum(sum(day.values()) for day in facts.days.values())
    over = _("Version {n}", n=facts.issue) if facts.issue > 1 else ""
    opening = InvoiceHead(
        over, _("Commande de repas"), [f"{period[:1].upper()}{period[1:]}", facts.canteen], _("Faite le {moment}", moment=show_moment(facts.made_at))
    )
    diets = [diet for diet in Diet if any((c, diet) in day for day in facts.days.values() for c in Category)]
    columns = [Column(_("Portions")), *(Column(label(d), Align.RIGHT, 27) for d in diets), Column(_("Total"), Align.RIGHT, 22)]
    groups = [
        RowGroup(
            show_day_long(day, weekday=True).capitalize(),
            [
                [label(c), *(str(portions.get((c, d), 0) or "–") for d in diets), bold(str(sum(n for (k, _d), n in portions.items() if k is c)))]
                for c in Category if any(k is c for k, _d in portions)
            ],
            subtotal=[_("Total du jour"), *(str(by_diet(portions).get(d, 0) or "–") for d in diets), str(sum(portions.values()))],
        )
        for day, portions in sorted(facts.days.items())
    ]
    blocks: list[Block] = [Table(columns, groups=groups, empty=_("Aucun repas."))]
    if len(facts.days) > 1:
        blocks.append(Total(_("Total"), _n("{n} repas", "{n} repas", total)))
    if facts.changes:
        blocks.append(Note(_("Changé depuis la version précédente"), "\n".join(str(line) for line in facts.changes)))
    first: list[Block] = [AddressWindow(facts.supplier, beside=[opening])] if facts.supplier else [Heading(_("Commande de repas"), 1), opening]
    return Document(_("Commande de repas"), [*first, *blocks, *words.blocks("order-foot")], head)
