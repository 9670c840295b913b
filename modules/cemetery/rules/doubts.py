# SPDX-License-Identifier: EUPL-1.2
"""Uncertain readings of old handwriting: a word that nobody is sure of is followed by [?] (§18)."""

from __future__ import annotations

import re

DOUBT = "[?]"
_DOUBTED = re.compile(r"(\S+)?\s*\[\s*\?\s*\]")


def tidy(text: str | None) -> str:
    """The reading with its doubts written one way: « Lefevre[ ? ] » becomes « Lefevre [?] »."""
    lines = [" ".join(_DOUBTED.sub(lambda found: f"{found[1] or ''} {DOUBT} ", line).split()) for line in (text or "").splitlines()]
    return "\n".join(lines).strip()


def doubts(text: str) -> list[str]:
    """The words marked as uncertain, in their order."""
    return [found[1] or "" for found in _DOUBTED.finditer(text)]
