# SPDX-License-Identifier: EUPL-1.2
"""Every act, letter and notice of the cemetery, word for word: what changes here is read before it is printed.

To accept new words: `BEFFROI_GOLDEN=write pytest tests/modules/cemetery/documents`, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.documents.text import dump
from tests.modules.cemetery.documents.samples import SHEETS, paper

GOLDEN = Path(__file__).parents[3] / "golden"


@pytest.mark.parametrize("doc", SHEETS)
def test_words(doc: str) -> None:
    said = dump(paper(SHEETS[doc]()))
    path = GOLDEN / f"cemetery-{doc.lower()}.txt"
    if os.environ.get("BEFFROI_GOLDEN") == "write":
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
