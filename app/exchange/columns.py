# SPDX-License-Identifier: EUPL-1.2
"""Finds the row of headings and the field that each column fills, by names, synonyms and near spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.core.people import key1, key2

HEADER_SEARCH = 30
"""Rows read from the top in search of the headings."""
EXACT = 1.0
LEAST = 0.7
_ENDING = re.compile(r"(?<=\w)\(\w{1,4}\)")
_TOTALS = re.compile(r"(SOUS TOTAL|TOTAL|TOTAUX|SOMME|EFFECTIF|NOMBRE)\b")


class FieldLike(Protocol):
    """What a field offers to be recognised."""

    @property
    def name(self) -> str:
        """Its name in JSON."""
        ...

    @property
    def label(self) -> object:
        """What the screen calls it."""
        ...

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Other headings under which files hold it."""
        ...


@dataclass(frozen=True)
class Matching:
    """Which field each column fills, and how sure that is (1 when the words are the same)."""

    mapping: dict[int, str] = field(default_factory=dict)
    """Field name by index of column: a plain dictionary, to be corrected and given back."""
    scores: dict[int, float] = field(default_factory=dict)

    @property
    def doubtful(self) -> list[int]:
        """Columns matched by likeness only, to be shown for confirmation."""
        return [index for index, score in self.scores.items() if score < EXACT]


def match_columns(
    headers: Sequence[object], fields: Sequence[FieldLike], given: Mapping[int, str] | None = None
) -> Matching:
    """The best assignment of fields to columns, each used once; `given` (from the clerk) wins over guesses.

    Case, accents and punctuation are ignored. A heading equally near two fields is left unmatched.
    """
    chosen = dict(given or {})
    scores = dict.fromkeys(chosen, EXACT)
    candidates = []
    for index, header in enumerate(headers):
        if index in chosen:
            continue
        found = [(likeness(str(header or ""), each), each.name) for each in fields]
        best = max((score for score, _name in found), default=0.0)
        near = [name for score, name in found if score == best]
        if best == EXACT or (best >= LEAST and len(near) == 1):
            candidates += [(score, index, name) for score, name in found if score >= LEAST]
    # Sure pairs first; then the leftmost column.
    for score, index, name in sorted(candidates, key=lambda c: (-c[0], c[1])):
        if index not in chosen and name not in chosen.values():
            chosen[index], scores[index] = name, score
    return Matching(dict(sorted(chosen.items())), dict(sorted(scores.items())))


def likeness(header: str, of: FieldLike) -> float:
    """How well a heading names a field, from 0 to 1."""
    return max((_alike(header, name) for name in (str(of.label), *of.synonyms, of.name)), default=0.0)


def _alike(header: str, name: str) -> float:
    from rapidfuzz.fuzz import ratio

    # « Né(e) le » and « NE LE », « Élève(s) » and « Élève » are the same words.
    header, name = _ENDING.sub("", header), _ENDING.sub("", name)
    one, other = key2(header), key2(name)
    if not one or not other:
        return 0.0
    if one == other:
        return EXACT
    # « Responsable 2 » must never fill the field of « Responsable 1 », nor of « Responsable ».
    if re.findall(r"\d+", header) != re.findall(r"\d+", name):
        return 0.0
    words, wanted = set(key1(header).split()), set(key1(name).split())
    if words == wanted:
        return 0.95
    if len(other) >= 4 and wanted < words:
        # A longer name that is wholly found is a surer sign than a short one.
        return 0.7 + 0.2 * len(other) / len(one)
    near = ratio(one, other) / 100
    return near * 0.9 if near >= 0.86 and min(len(one), len(other)) >= 5 else 0.0


def find_header_row(rows: Sequence[Sequence[object]], fields: Sequence[FieldLike]) -> tuple[int, int]:
    """Index of the row of headings and how many fields it names; the fullest row of words when none does."""
    best, most = -1, 0
    for index, row in enumerate(rows[:HEADER_SEARCH]):
        if sum(cell is not None and str(cell).strip() != "" for cell in row) <= most:
            continue
        found = len(match_columns(row, fields).mapping)
        if found > most:
            best, most = index, found
    if best < 0:
        words = [sum(isinstance(c, str) and bool(c.strip()) for c in row) for row in rows[:HEADER_SEARCH]]
        best = words.index(max(words)) if words else 0
    return best, most


def data_rows(rows: Sequence[Sequence[object]], header_row: int) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows below the headings with their number in the sheet (from 1); blank ones and totals left out."""
    for index in range(header_row + 1, len(rows)):
        row = rows[index]
        if not is_blank(row) and not is_total(row):
            yield index + 1, row


def is_blank(row: Sequence[object]) -> bool:
    """Whether a row holds nothing but blanks."""
    return all(cell is None or not str(cell).strip() for cell in row)


def is_total(row: Sequence[object]) -> bool:
    """Whether a row sums up the others: it begins with such a word, and has hardly any other text."""
    filled = [str(cell) for cell in row if cell is not None and str(cell).strip()]
    if not filled or not _TOTALS.match(key1(filled[0])):
        return False
    texts = [cell for cell in filled[1:] if not re.fullmatch(r"[\d\s.,€%-]+", cell)]
    return not texts
