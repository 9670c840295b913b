# SPDX-License-Identifier: EUPL-1.2
"""The list of those enrolled, class by class: what the school and the room need, nothing of families' means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.blocks import Align, Block, Column, Document, Heading, PageBreak, Table
from app.documents.letterhead import Letterhead
from modules.canteen.strings import _, _n


@dataclass(frozen=True)
class ListedChild:
    """A line of the list."""

    name: str
    grade: str
    days: str
    codes: str
    phone: str = ""


@dataclass(frozen=True)
class ListedClass:
    """A class and its children."""

    title: str
    teacher: str
    children: Sequence[ListedChild]


def class_list(year: str, classes: Sequence[ListedClass], head: Letterhead) -> Document:
    """A page a class."""
    blocks: list[Block] = []
    for rank, each in enumerate(classes):
        if rank:
            blocks.append(PageBreak())
        counted = _n("{n} inscrit", "{n} inscrits", len(each.children))
        blocks.append(Heading(_("Inscrits à la cantine\u00a0: {title}", title=each.title), 1))
        blocks.append(Heading(" · ".join(part for part in (year, each.teacher, str(counted)) if part), 3))
        blocks.append(
            Table(
                [
                    Column(_("N°"), Align.RIGHT, 9), Column(_("Nom")), Column(_("Niveau"), width=16), Column(_("Jours"), width=44),
                    Column(_("Menu"), width=20), Column(_("Téléphone"), width=30),
                ],
                [[str(n), c.name, c.grade, c.days, c.codes, c.phone] for n, c in enumerate(each.children, 1)],
                compact=True,
                empty=_("Personne n’est inscrit."),
            )
        )  # fmt: skip
    if not classes:
        blocks.append(Heading(_("Personne n’est inscrit cette année-là."), 2))
    return Document(_("Liste des inscrits"), blocks, head, slim=True)
