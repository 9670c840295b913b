# SPDX-License-Identifier: EUPL-1.2
"""The sheet of a household: what the commune knows of a family, for it to check and correct by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.core.dates import show_day_long
from app.core.money import show_number
from app.core.text import Text
from app.directory.documents.household_facts import HouseholdFacts, MemberFacts
from app.directory.strings import _
from app.documents.blocks import (
    AddressWindow,
    Block,
    Column,
    Document,
    Heading,
    InvoiceHead,
    KeepTogether,
    Pairs,
    Paragraph,
    Rich,
    Row,
    Spacer,
    Table,
    Tone,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings

PACKAGE = "app.directory"
NAMES, DAYS = 58.0, 24.0
"""Widths that both tables share, in millimetres, so that their columns line up."""


def household_sheet(facts: HouseholdFacts, head: Letterhead, words: Wordings) -> Document:
    """The sheet as a paper; a form to fill in where nothing is known."""
    lines: list[Text] = [_("Foyer {label}", label=facts.label)]
    if facts.file_no:
        lines.append(_("Dossier n°\u00a0{number}", number=facts.file_no))
    day = show_day_long(facts.day)
    return Document(
        _("Fiche du foyer {label}", label=facts.label),
        [
            AddressWindow(
                facts.envelope,
                beside=[InvoiceHead("", _("Fiche du foyer"), lines, _("Au {day}", day=day))],
            ),
            *words.blocks("household-sheet-opening", day=day),
            *_adults(facts.adults),
            *_children(facts.children),
            *_rest(facts),
            *words.blocks("household-sheet-foot", Tone.SMALL, day=day),
            KeepTogether([Spacer(8), Paragraph(_("Date et signature\u00a0:")), Spacer(16)]),
        ],
        head,
        subject=_("Fiche du foyer"),
    )


def _adults(adults: Sequence[MemberFacts]) -> list[Block]:
    rows = [Row((bold(one.name), _born(one), _joined(one.phones), _joined(one.emails))) for one in adults]
    return [
        Heading(_("Adultes"), 3),
        Table(
            [
                Column(_("Nom et prénom"), width=NAMES),
                Column(_("Né(e) le"), width=DAYS),
                Column(_("Téléphone"), width=30),
                Column(_("Courriel")),
            ],
            rows,
            empty=_("Aucun adulte."),
        ),
    ]


def _children(children: Sequence[MemberFacts]) -> list[Block]:
    if not children:
        return []
    rows = [Row((bold(one.name), _born(one), ", ".join(one.guardians))) for one in children]
    return [
        Heading(_("Enfants"), 3),
        Table(
            [
                Column(_("Nom et prénom"), width=NAMES),
                Column(_("Né(e) le"), width=DAYS),
                Column(_("Responsables")),
            ],
            rows,
        ),
    ]


def _rest(facts: HouseholdFacts) -> list[Block]:
    pairs: list[tuple[Text, Rich]] = [(_("Adresse"), ", ".join(facts.address) or _("inconnue"))]
    if facts.children:
        pairs.append((_("Quotient familial"), _quotient(facts)))
    return [KeepTogether([Heading(_("Foyer"), 3), Pairs(pairs, label_width=42)])]


def _quotient(facts: HouseholdFacts) -> Text:
    if facts.quotient is None or facts.quotient_from is None:
        return _("non fourni")
    return _(
        "{value}, depuis le {day} ({source})",
        value=_bare(facts.quotient),
        day=show_day_long(facts.quotient_from),
        source=facts.quotient_source,
    )


def _bare(value: Decimal) -> str:
    """« 1 514 », « 612,5 »: no zeros that say nothing."""
    shown = show_number(value)
    return shown.rstrip("0").rstrip(",") if "," in shown else shown


def _born(one: MemberFacts) -> str:
    return one.born.show() if one.born is not None else ""


def _joined(values: Sequence[str]) -> str:
    return "\n".join(values)
