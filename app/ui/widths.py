# SPDX-License-Identifier: EUPL-1.2
"""How the columns of a table share its width: what has a fixed form is never cut, texts give way first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.forms.fields import Choice, Field, Flag, Lines, Phone, Postcode, Ref, Refs, Text
from app.forms.page import Column

LEAST_WEAK, LEAST_TEXT, LEAST_STRONG, MOST_TEXT = 64, 92, 170, 340
"""Pixels at 100 %: how far each kind of text may be cut, and what a long text may ask for."""


def gives_way(column: Column) -> bool:
    """Whether a column may be cut with an ellipsis: free text, never an amount, a day, a number or a state."""
    field: Field[object] = column.field
    if isinstance(field, Choice):
        return all(option.tone is None for option in field.options)
    if isinstance(field, Phone | Postcode | Flag):
        return False
    return isinstance(field, Text | Ref | Refs | Lines)


def too_many(wanted: Sequence[int], empty: Sequence[int], room: int) -> list[int]:
    """Which of the `empty` columns to fold away, the last first, so that the others fit in `room`."""
    folded: list[int] = []
    lacking = sum(wanted) - room
    for index in reversed(empty):
        if lacking <= 0:
            break
        folded.append(index)
        lacking -= wanted[index]
    return folded


def share(
    columns: Sequence[Column], wanted: Sequence[int], room: int, px: Callable[[float], int],
    heads: Sequence[int] = (),
) -> list[int]:
    """Widths that add up to `room` when they can, given what the contents want (in pixels).

    With room to spare the texts grow; without it the widest text gives way first, secondary ones before
    the others, none below its heading (`heads`); what still does not fit is left to the scroll bar.
    """
    texts = [i for i, column in enumerate(columns) if gives_way(column)]
    widths = [min(w, px(MOST_TEXT)) if i in texts else w for i, w in enumerate(wanted)]
    left = room - sum(widths)
    if left >= 0:
        return _grown(widths, texts or list(range(len(widths)))[:1], left)
    for rank, floor in enumerate((LEAST_WEAK, LEAST_TEXT, LEAST_STRONG)):
        some = [i for i in texts if _rank(columns[i]) == rank]
        left = _cut(widths, some, {i: max(px(floor), heads[i] if heads else 0) for i in some}, left)
    return widths


def _rank(column: Column) -> int:
    """In which turn a text gives way: the secondary ones first, what names the row last."""
    return 2 if column.strong else 0 if column.weak else 1


def _grown(widths: list[int], texts: Sequence[int], left: int) -> list[int]:
    whole = sum(widths[i] for i in texts) or 1
    parts = {i: left * widths[i] // whole for i in texts}
    for i, part in parts.items():
        widths[i] += part
    if parts:
        widths[texts[-1]] += left - sum(parts.values())
    return widths


def _cut(widths: list[int], some: Sequence[int], floors: Mapping[int, int], left: int) -> int:
    """Cut the widest of `some`, step by step, none below its floor; gives back what still lacks."""
    while left < 0:
        widest = max((i for i in some if widths[i] > floors[i]), key=lambda i: widths[i], default=None)
        if widest is None:
            return left
        step = min(-left, max(1, widths[widest] // 12), widths[widest] - floors[widest])
        widths[widest] -= step
        left += step
    return left
