# SPDX-License-Identifier: EUPL-1.2
"""Every code of the canteen's rules has its words."""

from __future__ import annotations

from enum import StrEnum

import pytest

from modules.canteen import strings
from modules.canteen.rules import absences, attendance, booking, calendar, codes, custody, cutoff, pricing

CODES = {
    kind.__name__: kind
    for module in (absences, attendance, booking, calendar, codes, custody, cutoff, pricing)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum and "canteen" in kind.__module__
}


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_has_its_words(name: str) -> None:
    assert set(strings.LABELS[name]) == {code.value for code in CODES[name]}
    assert all(str(words) for _value, words in strings.labels(CODES[name]))
    assert str(strings.label(next(iter(CODES[name]))))
