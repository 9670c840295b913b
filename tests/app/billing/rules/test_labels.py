# SPDX-License-Identifier: EUPL-1.2
"""Every code of billing has its words, and no words are left without a code."""

from __future__ import annotations

from enum import StrEnum

import pytest

from app.billing import strings
from app.billing.rules import brackets, checks, invoicing, payments, quotients, tariffs

CODES = {
    kind.__name__: kind
    for module in (brackets, checks, invoicing, payments, quotients, tariffs)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
}


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_has_its_words(name: str) -> None:
    assert set(strings.LABELS[name]) == {code.value for code in CODES[name]}
    assert all(str(words) for _value, words in strings.labels(CODES[name]))
    assert str(strings.label(next(iter(CODES[name]))))
