# SPDX-License-Identifier: EUPL-1.2
"""Signs of abandonment as a visitor writes them: their words, a piece of them, or their codes."""

from __future__ import annotations

import re

from app.core.people import key1
from modules.cemetery.rules.codes import AbandonmentSign
from modules.cemetery.strings import labels


def read_signs(text: str) -> tuple[AbandonmentSign, ...]:
    """Signs named in a text, parted by semicolons or lines. Raises ValueError with the part that names none, or two."""
    words = [(key1(str(said)), AbandonmentSign(code)) for code, said in labels(AbandonmentSign)]
    words += [(key1(sign.value), sign) for sign in AbandonmentSign]
    found: dict[AbandonmentSign, None] = {}
    for part in re.split(r"[;\n]", text):
        folded = key1(part)
        if not folded:
            continue
        exact = {sign for said, sign in words if said == folded}
        near = exact or {sign for said, sign in words if folded in said}
        if len(near) != 1:
            raise ValueError(part.strip())
        found.update(dict.fromkeys(near))
    return tuple(found)
