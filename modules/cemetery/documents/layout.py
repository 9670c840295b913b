# SPDX-License-Identifier: EUPL-1.2
"""The one layout of every act, letter and list of the cemetery: a text with places, checked before it is printed.

A text of `wording/` is written like any other, with four signs more at the beginning of a paragraph: `§` opens an
article, numbered by itself; `=` is centred (« = ARRÊTE »), `==` also large; `##` is a heading; `{?name}` keeps the paragraph only
when `name` is known, `{!name}` only when it is not. A paragraph that is only `{name}` may stand for a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.text import Text
from app.documents.blocks import (
    Align,
    Block,
    Bullets,
    Bundle,
    Column,
    Columns,
    Document,
    Heading,
    InvoiceHead,
    KeepTogether,
    Note,
    Page,
    Paragraph,
    Rich,
    Row,
    Signature,
    Spacer,
    Span,
    Table,
    Tone,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.text import dump_blocks
from app.documents.wording import Wordings
from modules.cemetery.documents.mentions import MENTIONS, WORDED, label_of
from modules.cemetery.documents.words import made_at
from modules.cemetery.strings import _

DOTS = "…" * 11
"""What stands for a value that is missing: room for a pen."""
DRAFT = _("Projet, à ne pas signer en l’état")
_ROOM = 16.0
"""Millimetres left for a hand."""
_DROP, _OPEN, _CLOSE = "\ue002", "\ue000", "\ue001"


@dataclass(frozen=True)
class Office:
    """The commune as its acts name it, and who signs them."""

    commune: str = ""
    of_commune: str = ""
    """« de Saint-Aubin », « du Havre »."""
    town: str = ""
    department: str = ""
    """« du Cher »."""
    court: str = ""
    """« d’Orléans »."""
    signatory: str = ""
    phone: str = ""
    email: str = ""
    clerk: str = ""
    """Who is in charge of the matter."""
    address: str = ""
    outside_departments: bool = False
    """The commune is in no department (an overseas collectivity): none is asked for."""
    delegation: str = ""
    """Reference of the deliberation by which the mayor decides; empty when the council does."""

    @property
    def values(self) -> dict[str, Text]:
        """The places that any text may use."""
        return {
            "commune": self.commune, "of_commune": self.of_commune, "place": made_at(self.town) if self.town else "",
            "department": self.department, "court": self.court or _("compétent"), "signatory": self.signatory,
            "phone": self.phone, "email": self.email, "delegation": self.delegation, "town_hall": self.address,
            "contact": ", ".join(part for part in (self.phone, self.email) if part),
        }  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A column of a list: the key of its values, its title, and what is written before it in a sentence."""

    key: str
    label: Text
    before: str = ""
    width: float | None = None
    align: Align = Align.LEFT
    weight: float = 1.0


@dataclass(frozen=True)
class Listed:
    """Rows of an act, each with the same mentions: a table, or bullets when `sentences`."""

    cells: Sequence[Cell]
    rows: Sequence[Mapping[str, Text]]
    sentences: bool = False
    empty: Text = ""

    def block(self, required: Sequence[str]) -> Block:
        """The rows drawn; a required value that is missing leaves its dots."""

        def shown(row: Mapping[str, Text], key: str) -> str:
            return str(row.get(key, "")) or (DOTS if key in required else "")

        if self.sentences:
            items = []
            for row in self.rows:
                words = [(cell, shown(row, cell.key)) for cell in self.cells]
                said = "".join(f"{cell.before}{word}" for cell, word in words[1:] if word)
                items.append((bold(words[0][1]), said))
            return Bullets(items)
        columns = [Column(c.label, c.align, c.width, c.weight) for c in self.cells]
        rows = [Row(tuple(shown(row, c.key) for c in self.cells)) for row in self.rows]
        return Table(columns, rows, compact=True, empty=self.empty)


@dataclass(frozen=True)
class Sheet:
    """A paper before it is drawn: which one, its text, its values."""

    doc: str
    """« DOC-02 »: its mandatory mentions are in `MENTIONS`."""
    wording: str
    title: Text
    values: Mapping[str, Text] = field(default_factory=dict)
    lists: Mapping[str, Listed] = field(default_factory=dict)
    parts: Mapping[str, Sequence[Block]] = field(default_factory=dict)
    """Blocks that stand where the text says `{name}`."""
    number: str = ""
    """Reference of the act, when it has one."""
    signed: bool = True
    others: Sequence[tuple[Text, Text]] = ()
    """(quality, name) of those who sign beside the mayor."""
    foot: str = ""
    """Wording at the bottom: remedies, executory character."""
    stamp: Text = ""
    page: Page = Page.PORTRAIT
    subtitle: Text = ""


@dataclass(frozen=True)
class Drawn:
    """The blocks of a text, and which mandatory mentions it lacks."""

    blocks: tuple[Block, ...]
    missing: tuple[Text, ...]


def compose(sheet: Sheet, office: Office, head: Letterhead, words: Wordings) -> Document:
    """The act as a paper; *PROJET* as long as one of its mandatory mentions is missing."""
    values = {**office.values, "number": sheet.number, **sheet.values}
    opening = InvoiceHead(
        _office_line(office),
        sheet.title,
        _under_title(sheet, values),
    )
    if office.outside_departments:
        values["department"] = office.of_commune
    body = drawn(sheet, values, words, [opening, *_signatures(sheet, office, values)])
    blocks: list[Block] = [opening, Spacer(3), *draft_note(body.missing)]
    if _opens_with_visas(body.blocks):
        blocks.append(Paragraph(_("Le maire {of_commune},", of_commune=office.of_commune or DOTS)))
    blocks += body.blocks
    if sheet.signed or sheet.others:
        blocks += _signatures(sheet, office, values)
    if sheet.foot:
        places: dict[str, Any] = dict(_filled(words, sheet.foot, values, ()))
        blocks += words.blocks(sheet.foot, Tone.SMALL, **places)
    return Document(
        sheet.title,
        blocks,
        head,
        footer=_("{title} {number}", title=sheet.title, number=_numbered(sheet.number)) if sheet.number else sheet.title,
        page=sheet.page,
        subject=sheet.doc,
        stamp=sheet.stamp or (_("PROJET") if body.missing else ""),
    )


def _opens_with_visas(blocks: Sequence[Block]) -> bool:
    first = blocks[0] if blocks else None
    return isinstance(first, Paragraph) and _plain(first.text).startswith("Vu ")


def drawn(sheet: Sheet, values: Mapping[str, Text], words: Wordings, around: Sequence[Block] = ()) -> Drawn:
    """The text of a sheet as blocks, and what it lacks; `around` is what the paper says outside its text."""
    required = MENTIONS.get(sheet.doc, ())
    parts = {name: list(blocks) for name, blocks in sheet.parts.items()}
    for name, listed in sheet.lists.items():
        keys = [key.partition(".")[2] for key in required if key.startswith(f"{name}.")]
        parts[name] = [listed.block(keys)] if listed.rows or listed.empty else []
    places: dict[str, Any] = dict(_filled(words, sheet.wording, values, required, parts))
    blocks = tuple(_shaped(words.blocks(sheet.wording, **places), parts))
    said = "\n".join(dump_blocks([*around, *blocks])).replace("**", "")
    return Drawn(blocks, tuple(_lacking(sheet, values, required, said)))


def draft_note(missing: Sequence[Text]) -> list[Block]:
    """What the clerk must fill before the paper may be signed."""
    if not missing:
        return []
    words = _("Il manque\u00a0: {list}.", list=", ".join(str(each) for each in missing))
    return [Note(DRAFT, words)]


def missing_of(paper: Document | Bundle) -> str:
    """« Il manque : … » of a paper that is only a draft; empty when it may be issued."""
    papers = paper.documents if isinstance(paper, Bundle) else (paper,)
    notes = [
        str(block.text)
        for each in papers
        if str(each.stamp) == str(_("PROJET"))
        for block in each.blocks
        if isinstance(block, Note) and str(block.title) == str(DRAFT)
    ]
    return " ".join(dict.fromkeys(notes))


def _lacking(sheet: Sheet, values: Mapping[str, Text], required: Sequence[str], said: str) -> list[Text]:
    """Labels of the mandatory mentions that have no value, or that the text no longer prints."""
    found: list[Text] = []
    lowered = said.lower()
    for key in required:
        name, _dot, cell = key.partition(".")
        if key in WORDED:
            if not any(stem in lowered for stem in WORDED[key]):
                found.append(label_of(key))
        elif cell:
            found += _lacking_cells(sheet.lists.get(name), key, cell, said)
        elif key in sheet.parts:
            if not sheet.parts[key]:
                found.append(label_of(key))
        elif not str(values.get(key, "")).strip() or str(values[key]) not in said:
            found.append(label_of(key))
    return list({str(label): label for label in found}.values())


def _lacking_cells(listed: Listed | None, key: str, cell: str, said: str) -> list[Text]:
    if listed is None or not listed.rows:
        return [label_of(key)]
    if cell not in {each.key for each in listed.cells}:
        return []  # a column that the commune chose not to show
    first = listed.cells[0].key
    return [
        _("{what} ({row})", what=label_of(key), row=str(row.get(first, "")) or "?") if len(listed.rows) > 1 else label_of(key)
        for row in listed.rows
        if not str(row.get(cell, "")).strip() or str(row[cell]) not in said
    ]


# ---------------------------------------------------------------- head and signatures


def _office_line(office: Office) -> Text:
    if not office.department:
        return _("Commune {of_commune}", of_commune=office.of_commune)
    return _(
        "Département {department} · Commune {of_commune}", department=office.department, of_commune=office.of_commune
    )


def _numbered(number: str) -> Text:
    return _("n°\u00a0{number}", number=number) if number else ""


def _under_title(sheet: Sheet, values: Mapping[str, Text]) -> list[Text]:
    number, made_on = _numbered(sheet.number), values.get("made_on", "")
    dated = _("du {day}", day=made_on) if str(made_on) else ""
    line = " ".join(str(part) for part in (number, dated) if str(part))
    return [each for each in (line[:1].upper() + line[1:], sheet.subtitle) if str(each)]


def _signatures(sheet: Sheet, office: Office, values: Mapping[str, Text]) -> list[Block]:
    where = _("Fait {at_town}, le {day}", at_town=made_at(office.town or DOTS), day=values.get("made_on") or DOTS)
    signature = Signature(_("Le maire,"), office.signatory or DOTS, where)
    if not sheet.others:
        return [KeepTogether([signature])] if sheet.signed else []
    others: list[Block] = []
    for quality, name in sheet.others:
        others += [Paragraph(quality), Spacer(_ROOM), Paragraph(name, Tone.STRONG)]
    if not sheet.signed:
        return [KeepTogether(others)]
    mayor: list[Block] = [
        Paragraph(_("Le maire,")), Spacer(_ROOM), Paragraph(office.signatory or DOTS, Tone.STRONG),
    ]  # fmt: skip
    return [KeepTogether([Paragraph(where), Columns([others, mayor])])]


# ---------------------------------------------------------------- the text


def _filled(
    words: Wordings,
    name: str,
    values: Mapping[str, Text],
    required: Sequence[str],
    parts: Mapping[str, Sequence[Block]] | None = None,
) -> dict[str, Text]:
    """A value for each place of a text: dots for a mandatory one, a mark for a table or a condition."""
    places: dict[str, Text] = {}
    for place in words.wording(name).places:
        bare = place.lstrip("?!")
        known = bool(parts and parts.get(bare)) or bool(str(values.get(bare, "")).strip())
        if place.startswith("?"):
            places[place] = "" if known else _DROP
        elif place.startswith("!"):
            places[place] = _DROP if known else ""
        elif parts is not None and bare in parts:
            places[place] = f"{_OPEN}{bare}{_CLOSE}"
        else:
            places[place] = str(values.get(bare, "")).strip() or (DOTS if bare in required else "")
    return places


def _shaped(blocks: Sequence[Block], parts: Mapping[str, Sequence[Block]]) -> list[Block]:
    """Articles numbered, centred words, headings, tables in their places, dropped paragraphs gone."""
    found: list[Block] = []
    article = 0
    for block in blocks:
        if isinstance(block, Bullets):
            items = [item for item in block.items if _DROP not in _plain(item)]
            found += [Bullets(items, block.numbered)] if items else []
            continue
        assert isinstance(block, Paragraph)
        text = _plain(block.text).strip()
        if _DROP in text or not text:
            continue
        if text.startswith(_OPEN) and text.endswith(_CLOSE) and text.count(_OPEN) == 1:
            found += parts[text[1:-1]]
        elif text.startswith("§"):
            article += 1
            ordinal = _("Article 1er") if article == 1 else _("Article {n}", n=article)
            found.append(Paragraph((bold(ordinal), " – ", *_parts(_without(block.text, "§")))))
        elif text.startswith("=="):
            found.append(Paragraph(_plain(_without(block.text, "==")), Tone.LARGE, Align.CENTER))
        elif text.startswith("="):
            found.append(Paragraph(_plain(_without(block.text, "=")), Tone.STRONG, Align.CENTER))
        elif text.startswith("##"):
            found.append(Heading(_without(block.text, "##"), 3))
        else:
            found.append(block)
    return found


def _parts(rich: Rich) -> tuple[Text | Span, ...]:
    return rich if isinstance(rich, tuple) else (rich,)


def _plain(rich: Rich) -> str:
    return "".join(str(part.text) if isinstance(part, Span) else str(part) for part in _parts(rich))


def _without(rich: Rich, sign: str) -> Rich:
    """A text whose opening sign, and the spaces after it, are gone."""
    first, *rest = _parts(rich)
    if isinstance(first, Span):
        return rich
    head = str(first).lstrip().removeprefix(sign).lstrip()
    kept = [head, *rest] if head else rest
    return kept[0] if len(kept) == 1 else tuple(kept)
