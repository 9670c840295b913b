# SPDX-License-Identifier: EUPL-1.2
"""The department of a commune and its administrative court."""

from __future__ import annotations

import pytest

from modules.cemetery.documents.departments import COURTS, DEPARTMENTS, department_code


def test_every_department_has_its_court() -> None:
    assert len(DEPARTMENTS) == 101
    assert set(COURTS) == set(DEPARTMENTS)


@pytest.mark.parametrize(
    ("insee", "postcode", "code"),
    [
        ("18033", "", "18"), ("2A004", "20000", "2A"), ("", "20000", "2A"), ("", "20200", "2B"), ("97411", "", "974"),
        ("", "03200", "03"), ("", "", ""), ("", "99120", ""), ("98818", "", ""),
    ],
)  # fmt: skip
def test_the_code_comes_from_the_commune(insee: str, postcode: str, code: str) -> None:
    assert department_code(insee, postcode) == code
