# SPDX-License-Identifier: EUPL-1.2
"""Which known words a misspelt one may stand for, and how much they are alike."""

from __future__ import annotations

from collections.abc import Sequence

SHORTEST_WORD = 3
LONGEST_WORD = 40
"""A longer word is found by its pieces only: its misspellings are not looked for."""
NEIGHBOURS = 50
"""How many known words at most stand for a misspelt one."""
_BEGINNING = 5
"""Letters from which a beginning of word may hold a wrong one."""


def spellings(folded: str) -> set[str]:
    """Words of an entry worth knowing: figures are never guessed, and short words have no room for it."""
    return {word for word in folded.split() if SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha()}


def allowed(word: str) -> int:
    """How many letters may be wrong in a word of that length; figures never are."""
    if len(word) <= SHORTEST_WORD or not word.isalpha():
        return 0
    return 1 if len(word) == SHORTEST_WORD + 1 else 2


def misspelt(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """Known words at a few wrong letters from this one, with their likeness (58 or 46 of 100), the nearest first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = allowed(word)
    if not most:
        return {}
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=most, limit=None)
    # Who misspells a name seldom misses its first letter.
    found.sort(key=lambda one: (one[1], one[0][0] != word[0], one[0]))
    return {other: 70.0 - 12.0 * distance for other, distance, _place in found[:NEIGHBOURS] if distance}


def begun(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """Known words whose beginning is this one with one wrong letter, neither the first nor the last (40 of 100).

    Any looser, a beginning would answer nearly anything.
    """
    from rapidfuzz.distance import OSA

    size = len(word)
    if size < _BEGINNING or not allowed(word):
        return {}
    found = {
        other
        for other in vocabulary
        if len(other) > size and other[0] == word[0] and not other.startswith(word)
        for end in (size - 1, size, size + 1)
        if other[end - 1] == word[-1] and OSA.distance(word, other[:end], score_cutoff=1) <= 1
    }
    return dict.fromkeys(sorted(found, key=lambda other: (len(other), other))[:NEIGHBOURS], 40.0)
