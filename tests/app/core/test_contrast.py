# SPDX-License-Identifier: EUPL-1.2
"""Contrast: the K vectors, without rounding up."""

from __future__ import annotations

import pytest

from app.core.contrast import Use, is_enough, ratio


@pytest.mark.parametrize(
    ("one", "other", "expected", "text", "component"),
    [
        pytest.param("#767676", "#FFFFFF", 4.54, True, True, id="XC-K-01"),
        pytest.param("#777777", "#FFFFFF", 4.48, False, True, id="XC-K-02"),
        pytest.param("#949494", "#FFFFFF", 3.03, False, True, id="XC-K-03"),
        pytest.param("#959595", "#FFFFFF", 2.995, False, False, id="XC-K-04"),
        pytest.param("#FFFFFF", "#000091", 14.91, True, True, id="XC-K-05"),
        pytest.param("#CE0500", "#FFFFFF", 5.76, True, True, id="XC-K-06"),
        pytest.param("#18753C", "#FFFFFF", 5.76, True, True, id="XC-K-07"),
        pytest.param("#FF9940", "#FFFFFF", 2.12, False, False, id="XC-K-08-white"),
        pytest.param("#161616", "#FF9940", 8.52, True, True, id="XC-K-08-dark"),
    ],
)
def test_contrast(one: str, other: str, expected: float, text: bool, component: bool) -> None:
    assert ratio(one, other) == pytest.approx(expected, abs=0.0055)
    assert ratio(one, other) == ratio(other, one)
    assert is_enough(one, other) is text
    assert is_enough(one, other, Use.COMPONENT) is component
    assert is_enough(one, other, Use.LARGE_TEXT) is component


@pytest.mark.parametrize("colour", ["red", "#FFF", "#GGGGGG"])
def test_other_forms_are_refused(colour: str) -> None:
    with pytest.raises(ValueError):
        ratio(colour, "#000000")
