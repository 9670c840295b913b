# SPDX-License-Identifier: EUPL-1.2
"""A paper as plain text, for tests that compare it with what it should say and for reading it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch

from app.documents import blocks as b
from app.documents.charts import alternative_text
from app.documents.figure import Words

_MARKS = {
    b.Mark.NOTHING: "",
    b.Mark.BOX: "☐",
    b.Mark.EXPECTED: "⊡",
    b.Mark.TICKED: "☑",
    b.Mark.CROSSED: "☒",
    b.Mark.DASH: "–",
    b.Mark.CLOSED: "///",
}


def dump(paper: b.Document | b.Bundle) -> str:
    """Every word of `paper`, one block after the other, without a measure or a colour."""
    if isinstance(paper, b.Bundle):
        papers = ([paper.summary] if paper.summary else []) + list(paper.documents)
        return "\n".join([f"=== {paper.title} ===\n", *(dump(document) for document in papers)])
    lines = [f"== {paper.title} == ({paper.page.value})"]
    if str(paper.stamp):
        lines.append(f"[[{paper.stamp}]]")
    if paper.letterhead is not None:
        lines += [f"  {line}" for line in (str(paper.letterhead.name), *paper.letterhead.lines)]
    lines += dump_blocks(paper.blocks)
    if str(paper.footer):
        lines.append(f"[{paper.footer}]")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def dump_blocks(blocks: Iterable[b.Block]) -> list[str]:
    """The lines of several blocks."""
    return [line for block in blocks for line in said(block)]


def words_of(rich: b.Rich) -> str:
    """A text without its looks; bold is between asterisks."""
    parts = rich if isinstance(rich, tuple) else (rich,)
    return "".join(
        f"**{part.text}**" if isinstance(part, b.Span) and part.bold else _plain(part) for part in parts
    )


def _plain(part: object) -> str:
    return str(part.text) if isinstance(part, b.Span) else str(part)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


@singledispatch
def said(block: b.Block) -> list[str]:
    """The lines of one block. A module that adds a kind of block registers its own function here."""
    return [f"<{type(block).__name__}>"]


@said.register
def _heading(block: b.Heading) -> list[str]:
    return ["", f"{'#' * block.level} {words_of(block.text)}"]


@said.register
def _paragraph(block: b.Paragraph) -> list[str]:
    return words_of(block.text).split("\n")


@said.register
def _lines(block: b.Lines) -> list[str]:
    return [words_of(line) for line in block.lines]


@said.register
def _bullets(block: b.Bullets) -> list[str]:
    return [
        f"{f'{rank}.' if block.numbered else '-'} {words_of(item)}"
        for rank, item in enumerate(block.items, 1)
    ]


@said.register
def _pairs(block: b.Pairs) -> list[str]:
    return [f"{label}: {words_of(value)}" for label, value in block.pairs]


@said.register
def _note(block: b.Note) -> list[str]:
    return [f"| {line}" for line in (str(block.title), *words_of(block.text).split("\n")) if line]


@said.register
def _total(block: b.Total) -> list[str]:
    return [f"{block.label} | {block.amount}"]


@said.register
def _figures(block: b.Figures) -> list[str]:
    return [" | ".join(f"{figure} {label}" for figure, label in block.figures)]


@said.register
def _window(block: b.AddressWindow) -> list[str]:
    return [*(f"> {line}" for line in block.lines), *dump_blocks(block.beside)]


@said.register
def _invoice_head(block: b.InvoiceHead) -> list[str]:
    lines = (
        block.over,
        f"# {block.title}",
        *block.lines,
        f"**{block.emphasis}**" if str(block.emphasis) else "",
    )
    return [str(line) for line in lines if str(line)]


@said.register
def _signature(block: b.Signature) -> list[str]:
    return [str(line) for line in (block.place_and_date, block.quality, block.name) if str(line)]


@said.register
def _table(block: b.Table) -> list[str]:
    if not block.rows and not block.groups:
        return [str(block.empty)] if str(block.empty) else []
    lines = []
    if block.header and any(str(column.label) for column in block.columns):
        lines += [_row([column.label for column in block.columns]), "---"]
    lines += [_row(row) for row in block.rows]
    for group in block.groups:
        lines.append(f"### {words_of(group.title)}")
        lines += [_row(row) for row in group.rows]
        lines += [f"= {_row(group.subtotal)}"] if group.subtotal is not None else []
    return lines + [f"= {_row(total)}" for total in block.totals]


def _row(row: b.Cells) -> str:
    cells = row.cells if isinstance(row, b.Row) else row
    return " | ".join(words_of(cell) for cell in cells)


@said.register
def _grid(block: b.Grid) -> list[str]:
    heads = [block.corner, *(column.label for column in block.notes)]
    heads += [
        f"{column.label} {column.note}".strip() + (" ///" if column.closed else "")
        for column in block.columns
    ]
    lines = [_row(heads), "---", *(_grid_row(row) for row in block.rows)]
    lines += [f"({block.blank_rows} blank rows)"] if block.blank_rows else []
    return lines + [f"= {_grid_row(row)}" for row in block.totals]


def _grid_row(row: b.GridRow) -> str:
    cells: Sequence[str] = [_MARKS[cell] if isinstance(cell, b.Mark) else str(cell) for cell in row.cells]
    return " | ".join([words_of(row.label), *(words_of(note) for note in row.notes), *cells])


@said.register
def _legend(block: b.Legend) -> list[str]:
    return [", ".join(f"{_MARKS[mark]} {meaning}" for mark, meaning in block.items)]


@said.register
def _check_boxes(block: b.CheckBoxes) -> list[str]:
    return [f"{'☑' if box.ticked else '☐'} {words_of(box.label)}" for box in block.boxes]


@said.register(b.QRCode)
@said.register(b.DataMatrix)
def _code(block: b.QRCode | b.DataMatrix) -> list[str]:
    caption = f" {block.caption}" if str(block.caption) else ""
    return [f"<{type(block).__name__} {block.content}>{caption}"]


@said.register
def _picture(block: b.Picture) -> list[str]:
    return [f"<Picture> {block.caption}".rstrip()]


@said.register
def _coupon(block: b.Coupon) -> list[str]:
    lines = [str(block.title), *(f"{label}: {words_of(value)}" for label, value in block.pairs)]
    lines += said(block.code) if block.code else []
    return ["- - - 8< - - -", *lines]


@said.register
def _chart(block: b.Chart) -> list[str]:
    return [f"<{alternative_text(block.chart)}>"]


@said.register
def _drawing(block: b.Drawing) -> list[str]:
    words = [str(shape.text) for shape in block.shapes if isinstance(shape, Words) and str(shape.text)]
    return [f"<Drawing> {block.title}".rstrip(), *words]


@said.register(b.Spacer)
def _air(block: b.Spacer) -> list[str]:
    return []


@said.register(b.PageBreak)
def _page_break(block: b.PageBreak) -> list[str]:
    return ["--- page ---"]


@said.register
def _together(block: b.KeepTogether) -> list[str]:
    return dump_blocks(block.blocks)


@said.register
def _columns(block: b.Columns) -> list[str]:
    return [line for column in _each(block) for line in ("[", *_indented(column), "]")]


def _each(block: b.Columns) -> Iterator[list[str]]:
    return (dump_blocks(column) for column in block.columns)
