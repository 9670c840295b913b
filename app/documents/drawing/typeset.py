# SPDX-License-Identifier: EUPL-1.2
"""Texts broken into lines: French no-break spaces hold, a long word is cut rather than lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.documents.blocks import Rich, Span
from app.documents.drawing.fonts import faces, settle
from app.documents.style import MUTED, TextStyle, Weight


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look."""

    text: str
    style: TextStyle

    @property
    def width(self) -> float:
        """In points."""
        return faces()[self.style.weight].measure(self.text, self.style.size)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line, ready to be drawn."""

    runs: tuple[Run, ...]
    width: float


_EMPTY = TextLine((), 0.0)


def runs_of(rich: Rich, style: TextStyle) -> list[Run]:
    """The looks of `rich`, in order, with every character settled."""
    parts = rich if isinstance(rich, tuple) else (rich,)
    runs = []
    for part in parts:
        if isinstance(part, Span):
            runs.append(Run(settle(str(part.text)), _styled(part, style)))
        else:
            runs.append(Run(settle(str(part)), style))
    return [run for run in runs if run.text]


def _styled(span: Span, style: TextStyle) -> TextStyle:
    weight = style.weight
    if span.bold:
        weight = Weight.BOLD if style.weight in (Weight.SEMIBOLD, Weight.BOLD) else Weight.SEMIBOLD
    elif span.italic and style.weight is Weight.REGULAR:
        weight = Weight.ITALIC
    return replace(style, weight=weight, colour=MUTED if span.muted else style.colour)


def width_of(rich: Rich, style: TextStyle) -> float:
    """The width of the widest line of `rich` when nothing breaks it but `\\n`, in points."""
    return max((line.width for line in set_lines(rich, style, float("inf"))), default=0.0)


def set_lines(rich: Rich, style: TextStyle, width: float) -> list[TextLine]:
    """`rich` in lines of at most `width` points. An empty text gives no line."""
    runs = runs_of(rich, style)
    if not runs:
        return []
    if len(runs) == 1 and "\n" not in runs[0].text:
        whole = runs[0].width
        if whole <= width:
            return [TextLine((runs[0],), whole)]
    lines: list[TextLine] = []
    for paragraph in _paragraphs(runs):
        lines.extend(_fill(paragraph, width))
    return lines


def _paragraphs(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs, cut at each `\\n`."""
    current: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        current.append(Run(first, run.style))
        for other in others:
            yield current
            current = [Run(other, run.style)]
    yield current


Word = list[Run]


def _words(runs: list[Run]) -> Iterator[tuple[Word, Run | None]]:
    """Each word with the ordinary space that follows it; looks may change inside a word."""
    word: Word = []
    for run in runs:
        for piece in re.findall(r"[^ ]+| +", run.text):
            if piece[0] == " ":
                yield word, Run(" ", run.style)
                word = []
            else:
                word.append(Run(piece, run.style))
    yield word, None


def _fill(runs: list[Run], width: float) -> list[TextLine]:
    lines: list[TextLine] = []
    current: list[Run] = []
    used = 0.0
    space: Run | None = None
    for word, following in _words(runs):
        length = sum(run.width for run in word)
        gap = space.width if space and current else 0.0
        if current and used + gap + length > width:
            lines.append(_line(current))
            current, used, gap = [], 0.0, 0.0
        if gap and space:
            current.append(space)
        for piece in _cut(word, width) if length > width else [word]:
            piece_width = sum(run.width for run in piece)
            if current and used + gap + piece_width > width:
                lines.append(_line(current))
                current, used, gap = [], 0.0, 0.0
            current.extend(piece)
            used += gap + piece_width
            gap = 0.0
        space = following
    lines.append(_line(current))
    return lines


def _cut(word: Word, width: float) -> list[Word]:
    """A word wider than the line, cut after its hyphens and slashes, or anywhere as a last resort."""
    pieces: list[Word] = []
    for run in word:
        for part in re.findall(r"[^-/@.]*[-/@.]|[^-/@.]+", run.text):
            if Run(part, run.style).width <= width:
                pieces.append([Run(part, run.style)])
            else:
                pieces.extend([Run(char, run.style)] for char in part)
    return pieces


def _line(runs: list[Run]) -> TextLine:
    """One line; neighbours of the same look are joined, so that the text can be read back whole."""
    if not runs:
        return _EMPTY
    joined: list[Run] = [runs[0]]
    for run in runs[1:]:
        if run.style == joined[-1].style:
            joined[-1] = Run(joined[-1].text + run.text, run.style)
        else:
            joined.append(run)
    return TextLine(tuple(joined), sum(run.width for run in joined))
