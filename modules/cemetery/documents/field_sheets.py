# SPDX-License-Identifier: EUPL-1.2
"""Papers that go out of the office: inspection sheets by row, separator sheets for scanning, name plates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.text import Text
from app.documents.blocks import (
    Align,
    Block,
    Bundle,
    CheckBox,
    CheckBoxes,
    Columns,
    Document,
    Heading,
    KeepTogether,
    Lines,
    Paragraph,
    QRCode,
    Spacer,
    Tone,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.cemetery.documents.facts import Spot
from modules.cemetery.documents.sheets import plot_code
from modules.cemetery.rules.codes import AbandonmentSign, MonumentCondition
from modules.cemetery.strings import _, label, labels


@dataclass(frozen=True)
class ToInspect:
    """A plot as its inspector finds it on the sheet."""

    spot: Spot
    family: str = ""
    state: Text = ""
    last_seen: Text = ""
    """« 12/03/2024, Moyen »."""


@dataclass(frozen=True)
class Separator:
    """What a separator sheet opens: the papers that follow it belong to this."""

    code: str
    title: Text
    lines: tuple[Text, ...] = ()


def inspection_sheets(
    rows: Sequence[tuple[Text, Sequence[ToInspect]]], head: Letterhead, words: Wordings
) -> Document | Bundle:
    """One sheet for each row: a square code, boxes to tick, room to write. Its return is typed in or imported."""
    papers = [
        Document(title, [Heading(title, 1), *words.blocks("inspection-head", Tone.SMALL), *map(_strip, plots)], head,
                 footer=title, slim=True, tighten=False)
        for title, plots in rows
    ]  # fmt: skip
    return papers[0] if len(papers) == 1 else Bundle(_("Feuilles de visite"), papers)


def _strip(plot: ToInspect) -> Block:
    conditions = [CheckBox(words) for _code, words in labels(MonumentCondition)]
    signs = [CheckBox(words) for _code, words in labels(AbandonmentSign)]
    named = " · ".join(str(part) for part in (plot.family, label(plot.spot.kind), plot.state) if str(part))
    seen = _(" · vue le {seen}", seen=plot.last_seen) if str(plot.last_seen) else ""
    right: list[Block] = [
        Lines([(bold(plot.spot.label), "  ", named, seen)]),
        CheckBoxes(conditions, columns=5),
        CheckBoxes(signs, columns=2),
        Lines([_("Inscriptions, remarques\u00a0: {dots}", dots="…" * 34)], Tone.SMALL),
    ]
    code: list[Block] = [QRCode(plot_code(plot.spot), plot.spot.label, 20)]
    return KeepTogether([Columns([code, right], weights=(1, 6)), Spacer(1)])


def separators(sheets: Sequence[Separator], head: Letterhead, words: Wordings) -> Document | Bundle:
    """A page for each file of a box: laid before its papers, it splits a box scanned in one go."""
    papers = [
        Document(
            sheet.title,
            [
                Spacer(20),
                QRCode(sheet.code, "", 90, Align.CENTER),
                Spacer(8),
                Paragraph(sheet.title, Tone.LARGE, Align.CENTER),
                *(Paragraph(line, align=Align.CENTER) for line in sheet.lines),
                Spacer(8),
                *words.blocks("separator-foot", Tone.SMALL),
            ],
            head,
            slim=True,
        )
        for sheet in sheets
    ]
    return papers[0] if len(papers) == 1 else Bundle(_("Feuilles de séparation"), papers)
