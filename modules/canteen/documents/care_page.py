# SPDX-License-Identifier: EUPL-1.2
"""The allergy page: health plans of those who eat on a day. Restricted: for the staff who serve, kept out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import show_day_long
from app.documents.blocks import Block, Column, Document, Heading, Note, Rich, Table, bold
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.canteen.strings import _


@dataclass(frozen=True)
class CareFacts:
    """One health plan, as far as serving needs it."""

    name: str
    class_title: str
    allergens: tuple[str, ...]
    measures: str
    is_basket: bool
    protocol_place: str
    is_expected: bool
    """The child is expected on the day."""
    is_signed: bool


def care_page(day: date, plans: Sequence[CareFacts], head: Letterhead, words: Wordings) -> Document:
    """One page: who, what never to serve, what to do, where the kit is."""
    rows: list[list[Rich]] = [
        [
            (bold(plan.name), f"\n{plan.class_title}"), ", ".join(plan.allergens) or "–", _what(plan), plan.protocol_place or "–",
        ]
        for plan in plans
    ]  # fmt: skip
    title = _("Allergies et PAI")
    blocks: list[Block] = [
        Heading(_("{title}\u00a0: {day}", title=title, day=show_day_long(day, weekday=True)), 1),
        Note(_("Document confidentiel"), words.rich("care-head")),
        Table(
            [
                Column(_("Enfant"), width=38),
                Column(_("Ne jamais servir"), width=42),
                Column(_("Que faire")),
                Column(_("Protocole et trousse"), width=36),
            ],
            rows,
            empty=_("Aucun enfant avec un PAI n’est attendu ce jour-là."),
        ),
    ]
    return Document(title, blocks, head, slim=True)


def _what(plan: CareFacts) -> str:
    parts = [plan.measures] if plan.measures else []
    if plan.is_basket and not plan.measures:
        parts.append(str(_("Panier repas apporté par la famille.")))
    if not plan.is_signed:
        parts.append(str(_("PAI annoncé, pas encore signé.")))
    if not plan.is_expected:
        parts.append(str(_("Pas attendu ce jour-là.")))
    return "\n".join(parts) or "–"
